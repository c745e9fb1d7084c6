//! Which words tell what is named (`name-words.tsv`)?
//!
//! They are looked up as they are written, in small letters with their accents: the model of names learned with them so.

use super::{ClassTable, Table, TableError};

/// What a word tells of a name that it is in, or beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameWord {
    /// "University": in names of organisations
    Organisation,
    /// "River": in names of places
    Place,
    /// "of", "and": in small letters within a name
    Joint,
    /// "St", "Inc": a full stop after it ends no sentence, if it has a capital
    Abbreviation,
    /// "White": a family name that is another name as often ("White House")
    OtherName,
    /// "Stone": a family name that is a word of the language
    CommonWord,
    /// "See": before the name under which a person is listed
    CrossReference,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<NameWord>, TableError> {
    ClassTable::load_as_written(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "organisation" => NameWord::Organisation,
            "place" => NameWord::Place,
            "joint" => NameWord::Joint,
            "abbreviation" => NameWord::Abbreviation,
            "other-name" => NameWord::OtherName,
            "common-word" => NameWord::CommonWord,
            "cross-reference" => NameWord::CrossReference,
            other => return Err(table.wrong(row, format!("{other}: no class of words of names"))),
        })
    })
}
