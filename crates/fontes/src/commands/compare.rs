//! `fontes compare`: every passage that two texts share.

use super::shared::{self, Reader};
use crate::cli::{Compare, CompareFormat, Preset, Reading};
use crate::exit::{Exit, Failure};
use fontes_report::compare::{self, Side};
use std::path::Path;

pub(crate) fn run(a: &Compare) -> Result<Exit, Failure> {
    if a.min_words < 3 {
        return Err(Failure::usage("--min-words: at least 3"));
    }
    let reader = fontes_kit::Reader::new(&Reading::default().options());
    let side = |path: &Path| -> Result<Side, Failure> {
        let (document, _) = fontes_kit::read_one(path, &reader)?;
        Ok(Side::new(path.to_string_lossy().into_owned(), document))
    };
    let format = if a.json { CompareFormat::Json } else { a.format };
    let (x, y) = (side(&a.a)?, side(&a.b)?);
    if a.preset == Preset::Paraphrase {
        let found = compare::rewritings(&x, &y);
        let mut out = shared::output(None, Reader::of(format == CompareFormat::Json))?;
        match format {
            CompareFormat::Json => compare::rewritings_json(&mut out, &x, &y, &found)?,
            CompareFormat::Text => compare::rewritings_text(&mut out, &x, &y, &found)?,
        }
        out.flush()?;
        return Ok(if found.is_empty() { Exit::Clean } else { Exit::Findings });
    }
    let passages = fontes_check::compare(&x.folded, &y.folded, a.min_words);
    let mut out = shared::output(None, Reader::of(format == CompareFormat::Json))?;
    match format {
        CompareFormat::Json => compare::json(&mut out, &x, &y, &passages)?,
        CompareFormat::Text => compare::text(&mut out, &x, &y, &passages)?,
    }
    out.flush()?;
    Ok(if passages.is_empty() { Exit::Clean } else { Exit::Findings })
}
