//! `fontes check`: a draft against an archive.

use super::shared::{self, Reader};
use crate::cli::{Check, Format};
use crate::exit::{Exit, Failure};
use crate::progress::Terminal;
use fontes_archive::Snapshot;
use fontes_check::finding::words::counted;
use fontes_check::{Checked, Finding, Options};
use fontes_core::lang::Formulas;
use fontes_report::{html, json, sarif, terminal};
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The passages of files that are named as common property.
fn boilerplate(files: &[PathBuf]) -> Result<Formulas, Failure> {
    let mut all = String::new();
    for path in files {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::usage(format!("--boilerplate {}: {e}", path.display())))?;
        all += &text;
        all += "\n\n";
    }
    Ok(Formulas::new(&all))
}

pub(crate) fn run(a: &Check) -> Result<Exit, Failure> {
    shared::set_threads(a.threads)?;
    let format = if a.json { Format::Json } else { a.format };
    if a.drafts.len() > 1 && format == Format::Html {
        return Err(Failure::usage("--format html takes one draft"));
    }
    if a.min_words < 4 {
        return Err(Failure::usage("--min-words: at least 4"));
    }
    let archive = shared::open(&a.against, &a.reading, a.quiet)?;
    if archive.totals().documents == 0 {
        return Err(Failure::new(
            "the archive holds no document to check against (`fontes status` says what was not read)",
        ));
    }
    let options = Options {
        borrowing: !a.no_borrowing,
        min_words: a.min_words,
        boilerplate: Arc::new(boilerplate(&a.boilerplate)?),
        ..Options::default()
    };
    let reader = fontes_kit::Reader::new(&a.reading.options());
    let listener = Terminal::default();
    let one = |path: &Path| -> Result<Checked, Failure> {
        Ok(fontes_kit::check(path, &archive, &reader, &options, &listener)?)
    };
    let mut out = shared::output(a.output.as_deref(), Reader::of(format != Format::Text))?;
    let mut exit = Exit::Clean;
    let mut unchecked = 0;
    let mut all: Vec<Checked> = Vec::new();
    // A few at a time, in order, so that many drafts do not wait for the last.
    for drafts in a.drafts.chunks(64) {
        let done: Vec<Result<Checked, Failure>> = drafts.par_iter().map(|p| one(p)).collect();
        for result in done {
            match result {
                Ok(checked) => {
                    unchecked += checked.findings.iter().filter(|f| f.is_unchecked()).count();
                    let alarm = checked.findings.iter().any(Finding::is_alarm);
                    exit = exit.max(if alarm { Exit::Findings } else { Exit::Clean });
                    // The archive of a folder was brought up to date just now.
                    if a.against.archive.is_some() {
                        warn_of_changed_sources(&checked, &archive)?;
                    }
                    match format {
                        Format::Json => json::write(&mut out, &checked)?,
                        Format::Text => terminal::write(&mut out, &checked, a.verbose, a.quiet)?,
                        Format::Html => html::write(&mut out, &checked, &again(a))?,
                        Format::Sarif => all.push(checked),
                    }
                }
                Err(failure) if a.drafts.len() > 1 => {
                    anstream::eprintln!("fontes: {}", failure.message);
                    exit = exit.max(failure.exit);
                }
                Err(failure) => return Err(failure),
            }
        }
    }
    if format == Format::Sarif {
        sarif::write(&mut out, &all)?;
    }
    out.flush()?;
    if exit == Exit::Clean && listener.losses() > 0 {
        anstream::eprintln!("fontes: nothing to report, but a part of the draft could not be read");
        exit = Exit::NotChecked;
    }
    Ok(finish(exit, &archive, unchecked))
}

/// A draft without findings is clean only if all sources were read.
fn finish(exit: Exit, archive: &Snapshot, unchecked: usize) -> Exit {
    if exit == Exit::Clean
        && let Some(unseen) = archive.totals().unseen()
    {
        anstream::eprintln!("fontes: nothing to report, but of the sources {unseen}");
        return Exit::NotChecked;
    }
    if exit == Exit::Clean && unchecked > 0 {
        anstream::eprintln!(
            "fontes: nothing to report, but {} could not be checked: their sources are not in the archive, or their closing marks are missing",
            counted(unchecked as u64, "quotation")
        );
        return Exit::NotChecked;
    }
    exit
}

/// The archive holds its own copy of every text; if a source that a finding rests on has
/// changed on disk since, its reader must know.
fn warn_of_changed_sources(checked: &Checked, archive: &Snapshot) -> Result<(), Failure> {
    let mut paths: Vec<&str> = checked
        .findings
        .iter()
        .flat_map(|f| f.evidence.iter().take(f.parts))
        .map(|e| e.witness.path.as_str())
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        // A file within a container is as old as the container.
        let path = fontes_kit::outermost(path);
        if let Some(digest) = archive.file_digest(path)?
            && let Some(how) = fontes_kit::stale(path, &digest)
        {
            anstream::eprintln!(
                "fontes: {path}: {how} since it was indexed (run `fontes index` to check against it as it is now)"
            );
        }
    }
    Ok(())
}

/// The command that makes the same report again.
fn again(a: &Check) -> String {
    let quote = |p: &Path| {
        let s = p.to_string_lossy();
        let plain = s.chars().all(|c| c.is_alphanumeric() || "/._-+=:@".contains(c));
        if plain { s.into_owned() } else { format!("'{}'", s.replace('\'', "'\\''")) }
    };
    let mut out = String::from("fontes check");
    for d in &a.drafts {
        out += &format!(" {}", quote(d));
    }
    if let Some(p) = &a.against.archive {
        out += &format!(" --archive {}", quote(p));
    }
    if let Some(p) = &a.against.against {
        out += &format!(" --against {}", quote(p));
    }
    if a.no_borrowing {
        out += " --no-borrowing";
    }
    for p in &a.boilerplate {
        out += &format!(" --boilerplate {}", quote(p));
    }
    if a.min_words != 8 {
        out += &format!(" --min-words {}", a.min_words);
    }
    if let Some(e) = &a.reading.encoding {
        out += &format!(" --encoding {e}");
    }
    out += " --format html";
    if let Some(p) = &a.output {
        out += &format!(" -o {}", quote(p));
    }
    out
}
