//! Which words do references hold (`reference-words.tsv`), and what shows that a note is one (`reference-marks.tsv`)?
//!
//! Words are looked up as they are written, in small letters with their accents: the models of references learned with them so.

use super::{ClassTable, Table, TableError};

/// The classes of words of references. The models learned with these names: they are parts of features.
pub const REFERENCE_CLASSES: [&str; 20] = [
    "publisher",
    "journal",
    "meeting",
    "editor",
    "translator",
    "volume",
    "issue",
    "pages",
    "in",
    "and",
    "others",
    "genre",
    "edition",
    "note",
    "institution",
    "isbn",
    "doi",
    "series",
    "particle",
    "function",
];

/// What letters in a note tell, if it is a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceMark {
    /// "vol.", "pp.": a place in a work follows
    Place,
    /// "Press", "eds.": a work
    Work,
    /// " in ": the work that it stands in follows
    InWork,
    /// "In" at a word's beginning: the same, in a reference
    Container,
}

/// Of these, the classes of words that are mostly abbreviated: a stop after them ends nothing.
pub(crate) const ABBREVIATED_CLASSES: [&str; 5] = ["volume", "issue", "pages", "editor", "others"];

pub(super) fn load(table: &Table) -> Result<ClassTable<&'static str>, TableError> {
    ClassTable::load_as_written(table, |table, row| {
        let name = table.column(row, 0)?;
        let class = REFERENCE_CLASSES.into_iter().find(|c| *c == name);
        class.ok_or_else(|| table.wrong(row, format!("{name}: no class of words of references")))
    })
}

/// The letters as they are written, "_" read as a blank, in the order of the table.
pub(super) fn marks(table: &Table) -> Result<Vec<(String, ReferenceMark)>, TableError> {
    let mark = |row| {
        Ok(match table.column(row, 0)? {
            "place" => ReferenceMark::Place,
            "work" => ReferenceMark::Work,
            "in-work" => ReferenceMark::InWork,
            "container" => ReferenceMark::Container,
            other => return Err(table.wrong(row, format!("{other}: nothing that letters in a note tell"))),
        })
    };
    table.rows().iter().map(|row| Ok((row.words.replace('_', " "), mark(row)?))).collect()
}
