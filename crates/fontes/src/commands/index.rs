//! `fontes index`: make an archive, or bring it up to date.

use crate::cli::Index;
use crate::exit::{Exit, Failure};
use crate::progress::{self, Terminal};
use fontes_kit::IndexPlan;

pub(crate) fn run(a: &Index) -> Result<Exit, Failure> {
    super::set_threads(a.threads)?;
    progress::stop_on_interrupt();
    let plan = IndexPlan { sources: &a.sources, archive: &a.archive, retry_failed: a.retry_failed };
    let reader = fontes_kit::Reader::new(&a.reading.options());
    let done = fontes_kit::index(&plan, &reader, &Terminal::new(a.quiet))?;
    if !a.quiet {
        anstream::println!(
            "{}: {} files added, {} replaced, {} unchanged, {} gone, {} not read",
            a.archive.display(),
            done.added,
            done.replaced,
            done.unchanged,
            done.vanished,
            done.failed
        );
        if done.twins > 0 {
            anstream::println!(
                "{} of them have the same bytes as another, which stands for them",
                done.twins
            );
        }
        if done.failed > 0 {
            anstream::println!(
                "`fontes status --archive {}` lists what was not read and why",
                a.archive.display()
            );
        }
    }
    Ok(if done.failed > 0 { Exit::NotChecked } else { Exit::Clean })
}
