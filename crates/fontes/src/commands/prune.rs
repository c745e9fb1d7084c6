//! `fontes prune`: take out of an archive what is no longer on disk.

use super::shared::{self, Reader};
use crate::cli::Prune;
use crate::exit::{Exit, Failure};
use fontes_check::finding::words::counted;
use fontes_report::screen::name;

pub(crate) fn run(a: &Prune) -> Result<Exit, Failure> {
    shared::open_archive(&a.archive)?;
    let gone = fontes_kit::prune(&a.archive, !a.yes)?;
    let mut out = shared::output(None, Reader::Person)?;
    for path in &gone {
        writeln!(out, "{}", name(path))?;
    }
    let files = counted(gone.len() as u64, "file");
    match (gone.len(), a.yes) {
        (0, _) => writeln!(out, "all files of the archive are there")?,
        (_, true) => writeln!(out, "{files} taken out")?,
        (_, false) => writeln!(out, "{files} no longer there; `--yes` takes out what is listed")?,
    }
    out.flush()?;
    Ok(if gone.is_empty() || a.yes { Exit::Clean } else { Exit::Findings })
}
