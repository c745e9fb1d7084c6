//! `fontes index`: make an archive, or bring it up to date.

use super::shared::{self, Reader};
use crate::cli::Index;
use crate::exit::{Exit, Failure};
use crate::progress::{self, Terminal};
use fontes_check::finding::words::counted;
use fontes_kit::IndexPlan;
use fontes_report::screen::name;
use std::io::Write;

pub(crate) fn run(a: &Index) -> Result<Exit, Failure> {
    shared::set_threads(a.threads)?;
    progress::stop_on_interrupt();
    let plan = IndexPlan { sources: &a.sources, archive: &a.archive, retry_failed: a.retry_failed };
    let reader = fontes_kit::Reader::new(&a.reading.options());
    let done = fontes_kit::index(&plan, &reader, &Terminal::new(a.quiet))?;
    if !a.quiet {
        let mut out = shared::output(None, Reader::Person)?;
        let archive = a.archive.to_string_lossy();
        let archive = name(&archive);
        writeln!(
            out,
            "{archive}: {} added, {} replaced, {} unchanged, {} gone, {} not read",
            counted(done.added, "file"),
            done.replaced,
            done.unchanged,
            done.vanished,
            done.failed
        )?;
        match done.twins {
            0 => {}
            1 => writeln!(out, "1 of them has the same bytes as another, which stands for it")?,
            n => writeln!(out, "{n} of them have the same bytes as others, which stand for them")?,
        }
        if done.failed > 0 {
            writeln!(out, "`fontes status --archive {archive}` lists what was not read and why")?;
        }
        out.flush()?;
    }
    Ok(if done.failed > 0 { Exit::NotChecked } else { Exit::Clean })
}
