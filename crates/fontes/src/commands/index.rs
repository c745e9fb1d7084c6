//! `fontes index`: make an archive, or bring it up to date.

use crate::cli::Index;
use crate::exit::{Exit, Failure};
use crate::gather::{self, Plan};

pub(crate) fn run(a: &Index) -> Result<Exit, Failure> {
    super::set_threads(a.threads)?;
    let plan = Plan {
        sources: &a.sources,
        archive: &a.archive,
        reading: &a.reading,
        retry_failed: a.retry_failed,
        quiet: a.quiet,
    };
    let Some(done) = gather::index(&plan)? else {
        return Err(Failure::new("stopped; what was read is kept, and `fontes index` goes on from there"));
    };
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
