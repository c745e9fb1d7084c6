//! `fontes statements`: who says what in a draft, where, on what authority, and whether an archive
//! bears it out word for word.

use super::shared::{self, Reader};
use crate::cli::Statements;
use crate::exit::{Exit, Failure};
use crate::say::say;
use fontes_check::{Draft, Options, check};
use fontes_core::read::attributions;
use fontes_report::json::line;
use fontes_report::statements::Row;

pub(crate) fn run(a: &Statements) -> Result<Exit, Failure> {
    let reader = fontes_kit::Reader::new(&a.reading.options());
    let archive = shared::open_if_asked(a.archive.as_deref(), a.against.as_deref())?;
    let mut out = shared::output(a.output.as_deref(), Reader::of(a.json))?;
    let mut exit = Exit::Clean;
    for path in &a.drafts {
        let (document, notices) = match fontes_kit::read_one(path, &reader).map_err(Failure::from) {
            Ok(read) => read,
            Err(failure) if a.drafts.len() > 1 => {
                say!("{}", failure.message);
                exit = exit.max(failure.exit);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        for n in notices {
            say!("{}: {}", path.display(), n.what);
            exit = exit.max(if n.loss { Exit::NotChecked } else { Exit::Clean });
        }
        let draft = Draft::new(path.to_string_lossy().into_owned(), document);
        let said = attributions(&draft.document);
        let (draft, findings) = match &archive {
            Some(archive) => {
                let options = Options { borrowing: false, facts: false, ..Options::default() };
                let checked = check(draft, archive, &options)?;
                (checked.draft, checked.findings)
            }
            None => (draft, Vec::new()),
        };
        for s in &said {
            let row = Row::of(&draft, s, &findings, archive.is_some());
            if row.alarm {
                exit = exit.max(Exit::Findings);
            }
            if a.json {
                writeln!(out, "{}", line(row.value))?;
            } else {
                writeln!(out, "{}", row.text)?;
            }
        }
    }
    out.flush()?;
    Ok(exit)
}
