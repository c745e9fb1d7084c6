//! As a table: a row for every finding, as CSV or as an Excel workbook, for people who work in tables.

use crate::place_in;
use crate::screen::{cell, name};
use fontes_check::finding::words::{describe, named};
use fontes_check::{Checked, Draft, Finding};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::{self, Write};

/// The columns, and how wide each is in a workbook.
const COLUMNS: [(&str, f64); 19] = [
    ("draft", 24.0),
    ("number", 7.0),
    ("severity", 9.0),
    ("kind", 11.0),
    ("verdict", 20.0),
    ("words", 60.0),
    ("place", 16.0),
    ("line", 7.0),
    ("note", 40.0),
    ("message", 50.0),
    ("document", 36.0),
    ("title", 30.0),
    ("document date", 12.0),
    ("page", 18.0),
    ("document words", 60.0),
    ("changes", 40.0),
    ("silenced", 24.0),
    ("since", 11.0),
    ("decisions", 40.0),
];
/// Where the numbers are.
const NUMBERS: [usize; 2] = [1, 7];
/// UTF-16 units of a text that are shown in a cell; Excel holds 32,767.
const CELL: usize = 32_000;
/// Bytes after a quotation within which its marker begins.
const CLOSELY: u32 = 12;

/// The words of a note whose marker follows a finding closely.
fn note(draft: &Draft, f: &Finding) -> String {
    let noted = draft.notes_marked(f.draft.start()..=f.draft.end().saturating_add(CLOSELY));
    let words = noted.filter_map(|n| draft.document.notes[n].body.slice(draft.text())).map(squeezed);
    words.collect::<Vec<_>>().join(" | ")
}

fn squeezed(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(i: usize, f: &Finding, checked: &Checked) -> [String; COLUMNS.len()] {
    let draft = &checked.draft;
    // Words that are put together from several places have a document for each.
    let carried = f.evidence.iter().take(f.parts.max(1));
    let near = f.near.iter().map(|n| &n.evidence).filter(|_| f.evidence.is_empty());
    let evidence: Vec<_> = carried.chain(near).collect();
    let each = |of: &dyn Fn(&fontes_check::Evidence) -> String| {
        let mut all: Vec<String> = evidence.iter().map(|e| of(e)).collect();
        all.dedup();
        all.join(" | ")
    };
    let shown = f.changes.iter().filter(|e| e.change.class.is_shown());
    let changes: Vec<String> = shown.map(|e| describe(e, &f.evidence, draft)).collect();
    [
        draft.path.clone(),
        (i + 1).to_string(),
        f.severity().name().into(),
        f.kind.name().into(),
        f.verdict.name().into(),
        squeezed(f.draft.slice(draft.text()).unwrap_or("")),
        crate::draft_place(draft, f.draft),
        draft.spots(f.draft).map_or_else(String::new, |s| s.0.line.to_string()),
        note(draft, f),
        f.message.clone(),
        each(&|e| named(&e.witness.path, e.witness.document.id.as_deref())),
        each(&|e| e.witness.document.title.clone().unwrap_or_default()),
        each(&|e| e.witness.document.date.clone().unwrap_or_default()),
        each(&|e| place_in(&e.witness, e.span)),
        each(&|e| squeezed(e.text())),
        changes.join("; "),
        f.silenced.clone().unwrap_or_default(),
        f.since.as_ref().map_or("", |s| s.state.name()).into(),
        f.decisions
            .iter()
            .map(fontes_check::finding::decision::Decision::line)
            .collect::<Vec<_>>()
            .join(" | "),
    ]
}

/// The number in a cell of a column of numbers; a word processor's file has no lines, and its cell stays empty.
fn number(column: usize, cell: &str) -> Option<u32> {
    if NUMBERS.contains(&column) { cell.parse().ok() } else { None }
}

/// What of a text fits a cell of a workbook.
fn fitting(cell: &str) -> String {
    let mut units = 0;
    let mut kept = cell.chars().take_while(|c| {
        units += c.len_utf16();
        units <= CELL
    });
    let head: String = kept.by_ref().collect();
    if head.len() < cell.len() { head + " …" } else { head }
}

/// A table as CSV (RFC 4180).
pub struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    /// A table that begins with the names of the columns.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(COLUMNS.map(|c| c.0))?;
        Ok(Self(writer))
    }

    /// The findings of a draft. A cell that would be taken for a formula has an apostrophe before it.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write(&mut self, checked: &Checked) -> io::Result<()> {
        for (i, f) in checked.findings.iter().enumerate() {
            let cells = row(i, f, checked).map(|c| cell(&name(&c)).into_owned());
            self.0.write_record(cells)?;
        }
        self.0.flush()
    }
}

/// Writes an Excel workbook with the findings of all drafts.
///
/// # Errors
/// When the output cannot be written, or there are more findings than a sheet has rows.
pub fn workbook(out: &mut dyn Write, all: &[Checked]) -> io::Result<()> {
    let bytes = book(all).map_err(|e| io::Error::other(format!("the workbook: {e}")))?;
    out.write_all(&bytes)
}

fn book(all: &[Checked]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same findings, the same bytes.
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    let sheet = book.add_worksheet();
    sheet.set_name("Findings")?;
    let head = Format::new().set_bold();
    // Cells are text, whatever they begin with, and stay so when they are edited.
    let text = Format::new().set_text_wrap().set_quote_prefix();
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &head)?;
        sheet.set_column_width(column, width)?;
    }
    let rows = all.iter().flat_map(|c| c.findings.iter().enumerate().map(move |(i, f)| row(i, f, c)));
    let mut last = 0u32;
    for (n, cells) in (1u32..).zip(rows) {
        for (column, (i, cell)) in (0u16..).zip(cells.iter().enumerate()) {
            if let Some(number) = number(i, cell) {
                sheet.write_number(n, column, number)?;
            } else if !cell.is_empty() {
                sheet.write_string_with_format(n, column, fitting(&name(cell)), &text)?;
            }
        }
        last = n;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_not_there_is_no_number() {
        assert_eq!((number(7, "12"), number(7, ""), number(5, "12")), (Some(12), None, None));
    }

    #[test]
    fn cells_are_no_formulas_and_hide_nothing() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1"] {
            assert!(cell(&name(formula)).starts_with('\''), "{formula:?}");
        }
        for plain in ["— a dash", "words = words"] {
            assert_eq!(cell(&name(plain)), plain);
        }
        assert_eq!(cell(&name("a\u{1b}[31m\tb\n")), "a<U+001B>[31m<U+0009>b<U+000A>");
        assert_eq!(fitting(&"a".repeat(40_000)).len(), CELL + " …".len());
    }
}
