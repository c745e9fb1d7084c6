//! `fontes read`: what is read of a file, as the archive would keep it.

use super::shared::{self, Reader};
use crate::cli::{Read, Show};
use crate::exit::{Exit, Failure};
use crate::progress::Terminal;
use fontes_report::screen::{name, visible};
use fontes_report::{document, facts, json};
use std::io::Write;
use std::path::PathBuf;

pub(crate) fn run(a: &Read) -> Result<Exit, Failure> {
    let show: Vec<facts::Show> = a.show.iter().map(|s| (*s).into()).collect();
    let known = roster(a)?.as_deref().map(persons).transpose()?;
    let reader = fontes_kit::Reader::new(&a.reading.options());
    let (documents, failed) = fontes_kit::read_all(&a.files, &reader, &Terminal::default())?;
    let mut out = shared::output(a.output.as_deref(), Reader::of(a.json))?;
    // The list of persons of a volume is that of all its documents.
    let mut own: Option<(&str, facts::Persons)> = None;
    for (i, (path, d)) in documents.iter().enumerate() {
        if !show.is_empty() {
            if !d.persons.is_empty() {
                own = Some((path, facts::Persons::of_volume(&d.persons)));
            }
            let volume = own.as_ref().filter(|o| o.0 == path).map(|o| &o.1);
            facts::write(&mut out, path, d, &show, known.as_ref().or(volume), a.json)?;
        } else if a.json {
            writeln!(out, "{}", json::line(document::value(path, d)))?;
        } else {
            if documents.len() > 1 {
                writeln!(
                    out,
                    "{}== {}{} ==",
                    if i > 0 { "\n" } else { "" },
                    name(path),
                    d.id.as_ref().map_or_else(String::new, |id| format!(" {}", name(id)))
                )?;
            }
            writeln!(out, "{}", visible(d.text.trim_end()))?;
        }
    }
    out.flush()?;
    Ok(if failed > 0 { Exit::NotChecked } else { Exit::Clean })
}

/// The list of persons that is named, or that the settings name.
fn roster(a: &Read) -> Result<Option<PathBuf>, Failure> {
    if a.roster.is_some() || !a.show.contains(&Show::Names) {
        return Ok(a.roster.clone());
    }
    let settings = a.files.first().map_or(Ok(None), |f| fontes_kit::settings_for(f))?;
    Ok(settings.and_then(|s| s.roster))
}

/// Reads the list of persons in a file.
fn persons(path: &std::path::Path) -> Result<facts::Persons, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
    facts::persons(&text).map_err(|e| Failure::usage(format!("{}:{e}", path.display())))
}
