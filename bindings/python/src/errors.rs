//! Which exception is an error? The words are those of the command line; what helps is in `remedy`, too.

use fontes_kit::KitError;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

create_exception!(
    fontes,
    FontesError,
    PyException,
    "Something could not be done. `remedy` is what helps, or None."
);
create_exception!(fontes, UsageError, FontesError, "What was asked for is wrong.");
create_exception!(
    fontes,
    CommandNotFoundError,
    FontesError,
    "Files are parsed by the command `fontes`, which is not here."
);
create_exception!(fontes, StoppedError, FontesError, "The work was stopped. What was read is kept.");

pub(crate) fn add(m: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = m.py();
    for class in [
        py.get_type::<FontesError>(),
        py.get_type::<UsageError>(),
        py.get_type::<CommandNotFoundError>(),
        py.get_type::<StoppedError>(),
    ] {
        class.setattr("remedy", py.None())?;
        m.add(class.name()?, class)?;
    }
    Ok(())
}

fn with_remedy(error: PyErr, remedy: &str) -> PyErr {
    if !remedy.is_empty() {
        Python::attach(|py| {
            // The error is told even if this fails.
            let _ = error.value(py).setattr("remedy", remedy);
        });
    }
    error
}

pub(crate) fn usage(words: impl Into<String>) -> PyErr {
    UsageError::new_err(words.into())
}

pub(crate) fn failed(error: impl std::fmt::Display) -> PyErr {
    let words = error.to_string();
    // Errors of an archive say in brackets what helps.
    let remedy = words.strip_suffix(')').and_then(|w| w.rsplit_once('(')).map_or("", |w| w.1).to_owned();
    with_remedy(FontesError::new_err(words), &remedy)
}

pub(crate) fn kit(error: KitError) -> PyErr {
    let words = error.to_string();
    match &error {
        KitError::Stopped => StoppedError::new_err(words),
        KitError::Unreadable { remedy, .. } => with_remedy(FontesError::new_err(words), remedy),
        e if e.is_usage() => UsageError::new_err(words),
        _ => failed(words),
    }
}

/// No program that parses files.
pub(crate) fn no_command() -> PyErr {
    let remedy = "install the wheel that holds the command, put `fontes` on the PATH, set FONTES_COMMAND to it, \
                  or say confined=False: files are then parsed in this process, which a hostile file may end";
    let words =
        format!("the command `fontes`, which parses files in confined processes, was not found; {remedy}");
    with_remedy(CommandNotFoundError::new_err(words), remedy)
}
