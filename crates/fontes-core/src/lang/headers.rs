//! What opens the lines at the head of a message, a letter or a paper (`headers.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a word of a head is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeaderWord {
    /// "From", "Subject", "Date": before a colon it opens a line of a head.
    Label,
    /// "FM", "INFO", "REF": in capitals it opens one without a colon, too.
    Bare,
    /// "Source": before a colon it tells where a paper is kept.
    Source,
    /// "dated": the date after it is a paper's.
    Dated,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<HeaderWord>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "label" => HeaderWord::Label,
            "bare" => HeaderWord::Bare,
            "source" => HeaderWord::Source,
            "dated" => HeaderWord::Dated,
            other => return Err(table.wrong(row, format!("{other}: no kind of header"))),
        })
    })
}
