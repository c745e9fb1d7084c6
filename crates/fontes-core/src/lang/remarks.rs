//! Which words does an author put beside somebody's words that he quotes (`remarks.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a word of a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remark {
    /// "sic": a remark by itself.
    Alone,
    /// "emphasis", "footnote", "translation": what a remark is about.
    Thing,
    /// "added", "omitted", "mine": what is said of it.
    Done,
    /// "laughs", "applause": what was heard and not said; a remark by itself.
    Stage,
    /// "source" before a colon: where the words are from.
    Source,
    /// "scene", "canto", "verse": a part of a work, before or after its number.
    Part,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<Remark>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "alone" => Remark::Alone,
            "thing" => Remark::Thing,
            "done" => Remark::Done,
            "stage" => Remark::Stage,
            "source" => Remark::Source,
            "part" => Remark::Part,
            other => return Err(table.wrong(row, format!("{other}: no word of a remark"))),
        })
    })
}
