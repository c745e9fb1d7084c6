//! What does Python see of fontes? The module `fontes._fontes`; what users call is in `python/fontes`, which stands on it.
//!
//! Places that go to Python are code points, so that slicing a `str` at them gives the words. Long work runs on a thread of its own
//! with the interpreter let go, while the caller's thread hears Ctrl-C and hands progress on (`listen`).

// What PyO3's macros write is unsafe; nothing of ours is.
#![allow(unsafe_code, reason = "PyO3's macros expand to unsafe code in this crate")]
#![allow(missing_docs, reason = "the documentation is that of the Python names, in the stubs and docstrings")]

mod archive;
mod cell;
mod corpus;
mod errors;
mod kernels;
mod listen;
mod reading;
mod reuse;
mod table;
mod verify;

use pyo3::prelude::*;

#[pymodule]
mod _fontes {
    #[pymodule_export]
    use super::archive::{Archive, Checked, check_text, index};
    #[pymodule_export]
    use super::kernels::{Aligner, finished, places, postings, seeds, survey};
    #[pymodule_export]
    use super::reading::{Document, cited, compare, facts, read, statements};
    #[pymodule_export]
    use super::reuse::{Reuses, reuse_archive, reuse_table};
    #[pymodule_export]
    use super::table::{Table, rows};
    #[pymodule_export]
    use super::verify::{verify, verify_many};

    use super::*;

    #[pymodule_init]
    fn init(m: &Bound<'_, PyModule>) -> PyResult<()> {
        super::errors::add(m)?;
        m.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
