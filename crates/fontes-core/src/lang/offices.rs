//! Which words stand before or after a person's name without being part of it (`offices.tsv`)?

use super::{ClassTable, Row, Table, TableError};

/// What such a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeKind {
    /// "Mr", "Dr", "Lord"
    Title,
    /// "General"
    Rank,
    /// "President", "Bishop"
    Office,
    /// "Deputy", "Prime": a part of an office or a rank, before the rest.
    Modifier,
    /// "Haji", "Hon": in lists of persons.
    Honorific,
    /// "Rear", "Field": a part of a rank in lists of persons, elsewhere too common a word.
    RankPart,
    /// "Jr", "ret": after a name.
    Suffix,
    /// "State", "Defense": what an office is of.
    Department,
}

/// A title, a rank, an office, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Office {
    /// What it is.
    pub kind: OfficeKind,
    /// Whether nothing but a person's name follows it: "Senator", but not "General".
    pub names: bool,
}

impl Office {
    /// Whether it stands before a name in any text.
    #[must_use]
    pub const fn precedes_name(self) -> bool {
        matches!(self.kind, OfficeKind::Title | OfficeKind::Rank | OfficeKind::Office | OfficeKind::Modifier)
    }
}

pub(super) fn load(table: &Table) -> Result<ClassTable<Office>, TableError> {
    ClassTable::load(table, office)
}

/// By the words as they are written: the model of names learned with them so.
pub(super) fn load_as_written(table: &Table) -> Result<ClassTable<Office>, TableError> {
    ClassTable::load_as_written(table, office)
}

fn office(table: &Table, row: &Row) -> Result<Office, TableError> {
    let kind = match table.column(row, 0)? {
        "title" => OfficeKind::Title,
        "rank" => OfficeKind::Rank,
        "office" => OfficeKind::Office,
        "modifier" => OfficeKind::Modifier,
        "honorific" => OfficeKind::Honorific,
        "rank-part" => OfficeKind::RankPart,
        "suffix" => OfficeKind::Suffix,
        "department" => OfficeKind::Department,
        other => return Err(table.wrong(row, format!("{other}: no kind of title or office"))),
    };
    let names = match row.columns.get(1).map_or("", String::as_str) {
        "" => false,
        "name" => true,
        other => return Err(table.wrong(row, format!("{other}: neither `name` nor nothing"))),
    };
    Ok(Office { kind, names })
}
