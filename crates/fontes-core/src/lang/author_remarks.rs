//! Which words does an author put beside somebody's words that he quotes (`author-remarks.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a word of a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthorRemark {
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

pub(super) fn load(table: &Table) -> Result<ClassTable<AuthorRemark>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "alone" => AuthorRemark::Alone,
            "thing" => AuthorRemark::Thing,
            "done" => AuthorRemark::Done,
            "stage" => AuthorRemark::Stage,
            "source" => AuthorRemark::Source,
            "part" => AuthorRemark::Part,
            other => return Err(table.wrong(row, format!("{other}: no word of a remark"))),
        })
    })
}
