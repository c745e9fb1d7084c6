//! Where does a report go, and in which format? A stream, a file, or a folder of pages.

use super::shared::{self, Reader};
use crate::cli::Format;
use crate::exit::Failure;
use fontes_check::Checked;
use fontes_report::{html, json, sarif, table, terminal};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// The format that the ending of a file names; a folder gets pages.
fn named(output: Option<&Path>) -> Option<Format> {
    let path = output?;
    if is_folder(path) {
        return Some(Format::Html);
    }
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "html" | "htm" => Some(Format::Html),
        "json" | "jsonl" | "ndjson" => Some(Format::Json),
        "sarif" => Some(Format::Sarif),
        "csv" => Some(Format::Csv),
        "xlsx" => Some(Format::Xlsx),
        _ => None,
    }
}

/// Whether a folder is meant: one that is there, or a name that ends as folders' do.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// What goes out as it comes, and what waits for the last draft.
enum Sink {
    Text(Box<dyn Write>),
    Json(Box<dyn Write>),
    Csv(Box<table::Csv<Box<dyn Write>>>),
    Whole(Box<dyn Write>, Vec<Checked>),
    Page(Box<dyn Write>),
    Pages(PathBuf, Vec<html::Listed>),
}

/// Where a report goes.
pub(super) struct Target {
    pub(super) format: Format,
    sink: Sink,
    show: terminal::Show,
}

impl Target {
    /// Opens the place. `many`: there are several drafts.
    pub(super) fn open(
        asked: Option<Format>,
        output: Option<&Path>,
        many: bool,
        show: terminal::Show,
    ) -> Result<Self, Failure> {
        let format = asked.or_else(|| named(output)).unwrap_or(Format::Text);
        if let Some(path) = output.filter(|o| is_folder(o) || many && format == Format::Html) {
            if format != Format::Html {
                return Err(Failure::usage(format!(
                    "{}: a folder; only --format html writes several files, name a file",
                    path.display()
                )));
            }
            let made = std::fs::create_dir_all(path);
            made.map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
            return Ok(Self { format, sink: Sink::Pages(path.to_owned(), vec![]), show });
        }
        if many && format == Format::Html {
            return Err(Failure::usage(
                "--format html writes a page for each draft: name a folder (-o reports/)",
            ));
        }
        if format == Format::Xlsx && output.is_none() && std::io::stdout().is_terminal() {
            return Err(Failure::usage("an Excel workbook goes into a file: name one (-o findings.xlsx)"));
        }
        let out = shared::output(output, Reader::of(format != Format::Text))?;
        let sink = match format {
            Format::Text => Sink::Text(out),
            Format::Json => Sink::Json(out),
            Format::Html => Sink::Page(out),
            Format::Csv => Sink::Csv(Box::new(table::Csv::new(out)?)),
            Format::Sarif | Format::Xlsx => Sink::Whole(out, vec![]),
        };
        Ok(Self { format, sink, show })
    }

    /// Adds a draft. `again` is the command that makes the report.
    pub(super) fn add(&mut self, checked: Checked, again: &str) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Text(out) => terminal::write(out, &checked, self.show)?,
            Sink::Json(out) => json::write(out, &checked)?,
            Sink::Csv(csv) => csv.write(&checked)?,
            Sink::Page(out) => html::write(out, &checked, again)?,
            Sink::Whole(_, all) => all.push(checked),
            Sink::Pages(folder, listed) => {
                let page = page_name(&checked.draft.path, listed);
                let mut out = shared::output(Some(&folder.join(&page)), Reader::Program)?;
                html::write(&mut out, &checked, again)?;
                out.flush()?;
                listed.push(html::Listed::of(&checked, page));
            }
        }
        Ok(())
    }

    /// Adds a line for a person, where the report is for one.
    pub(super) fn remark(&mut self, what: &str) -> Result<(), Failure> {
        if let Sink::Text(out) = &mut self.sink {
            writeln!(out, "{what}")?;
        }
        Ok(())
    }

    /// Writes what waited for the last draft.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.sink {
            Sink::Text(mut out) | Sink::Json(mut out) | Sink::Page(mut out) => out.flush()?,
            Sink::Whole(mut out, all) => {
                if self.format == Format::Sarif {
                    sarif::write(&mut out, &all)?;
                } else {
                    table::workbook(&mut out, &all)?;
                }
                out.flush()?;
            }
            Sink::Csv(_) => {}
            Sink::Pages(folder, listed) => {
                let mut out = shared::output(Some(&folder.join(INDEX)), Reader::Program)?;
                html::index(&mut out, &listed)?;
                out.flush()?;
            }
        }
        Ok(())
    }
}

/// The list of the pages.
const INDEX: &str = "index.html";

/// The name of a draft's page: its path in one word, another than those that are there.
fn page_name(draft: &str, listed: &[html::Listed]) -> String {
    let plain = draft.trim_start_matches(['.', '/', '\\']).replace(['/', '\\', ':'], "-");
    let taken = |name: &str| name == INDEX || listed.iter().any(|l| l.page == name);
    let numbered = (2..).map(|n| format!("{plain}-{n}.html"));
    let mut names = std::iter::once(format!("{plain}.html")).chain(numbered);
    names.find(|n| !taken(n)).unwrap_or(plain)
}
