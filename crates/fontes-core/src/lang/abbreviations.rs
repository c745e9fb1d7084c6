//! What is written before a full stop that ends no sentence (`abbreviations.tsv`)?

use super::{ClassTable, Table, TableError};

/// What an abbreviation stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Abbreviation {
    /// A name: "Mr."
    Title,
    /// A figure or a work: "p.", "ed."
    Citation,
    /// Anything: "e.g."
    Other,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<Abbreviation>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "title" => Abbreviation::Title,
            "citation" => Abbreviation::Citation,
            "other" => Abbreviation::Other,
            other => return Err(table.wrong(row, format!("{other}: no kind of abbreviation"))),
        })
    })
}
