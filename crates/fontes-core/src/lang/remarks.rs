//! What do reporters and editors remark in brackets beside the words of others (`remarks.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a word in brackets is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkWord {
    /// "laughs", "applause": what was heard or seen while somebody spoke.
    Heard,
    /// "prolonged", "audience": stands beside such a word.
    Beside,
    /// "illegible", "sic": what an editor says of the text.
    Edited,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<RemarkWord>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "heard" => RemarkWord::Heard,
            "beside" => RemarkWord::Beside,
            "edited" => RemarkWord::Edited,
            other => return Err(table.wrong(row, format!("{other}: no kind of remark"))),
        })
    })
}
