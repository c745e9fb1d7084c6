//! `fontes cited`: the works that a draft cites; with an archive, those that it lacks: the sources to get.

use super::shared::{self, Reader};
use crate::cli::{Cited, CitedFormat};
use crate::exit::{Exit, Failure};
use crate::say::say;
use fontes_check::Draft;
use fontes_check::wanted::{cited, wanted};
use fontes_report::{json, wanted as report};

pub(crate) fn run(a: &Cited) -> Result<Exit, Failure> {
    let reader = fontes_kit::Reader::new(&a.reading.options());
    let archive = shared::open_if_asked(a.archive.as_deref(), a.against.as_deref())?;
    let mut exit = Exit::Clean;
    let (document, notices) = fontes_kit::read_one(&a.draft, &reader).map_err(Failure::from)?;
    for n in notices {
        say!("{}: {}", a.draft.display(), n.what);
        exit = exit.max(if n.loss { Exit::NotChecked } else { Exit::Clean });
    }
    let draft = Draft::new(a.draft.to_string_lossy().into_owned(), document);
    let works = match &archive {
        Some(archive) => wanted(&draft, archive)?,
        None => cited(&draft),
    };
    let mut out = shared::output(a.output.as_deref(), Reader::of(a.format != CitedFormat::Plain))?;
    match a.format {
        CitedFormat::Plain => report::list(&mut out, &works)?,
        CitedFormat::CslJson => report::csl_json(&mut out, &works)?,
        CitedFormat::Json => json::works(&mut out, &works, &draft, None)?,
    }
    out.flush()?;
    Ok(exit)
}
