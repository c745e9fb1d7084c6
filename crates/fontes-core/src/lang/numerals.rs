//! Which words are numbers (`numerals.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a number word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumeralKind {
    /// "seven", "seventy"
    Cardinal,
    /// "hundred", "million": what stands before it is multiplied by it.
    Magnitude,
    /// "seventh"
    Ordinal,
    /// "half"
    Fraction,
    /// "twice"
    Multiple,
    /// "dozen"
    Collective,
}

/// A number word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumeralWord {
    /// What it is.
    pub kind: NumeralKind,
    /// Its value.
    pub value: f64,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<NumeralWord>, TableError> {
    ClassTable::load(table, |table, row| {
        let kind = match table.column(row, 0)? {
            "cardinal" => NumeralKind::Cardinal,
            "magnitude" => NumeralKind::Magnitude,
            "ordinal" => NumeralKind::Ordinal,
            "fraction" => NumeralKind::Fraction,
            "multiple" => NumeralKind::Multiple,
            "collective" => NumeralKind::Collective,
            other => return Err(table.wrong(row, format!("{other}: no kind of number word"))),
        };
        let value = table.column(row, 1)?;
        let value = value.parse().map_err(|_| table.wrong(row, format!("{value}: not a number")))?;
        Ok(NumeralWord { kind, value })
    })
}
