//! Which words say how exact a number is (`hedges.tsv`)?

use super::sieve::Sieve;
use super::{Table, TableError};
use std::collections::HashMap;

/// How exact a number is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hedge {
    /// "about", "some", "or so".
    About,
    /// "nearly", "almost", "close to".
    Nearly,
    /// "over", "more than".
    Over,
    /// "under", "less than".
    Under,
    /// "at least", "or more".
    AtLeast,
    /// "at most", "up to".
    AtMost,
}

impl Hedge {
    /// The hedge in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Nearly => "nearly",
            Self::Over => "over",
            Self::Under => "under",
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
        }
    }
}

/// The hedges of a language, by their words, parted by blanks; signs ("~") as they stand.
#[derive(Debug, Default)]
pub(crate) struct Hedges {
    before: HashMap<Box<str>, Hedge>,
    after: HashMap<Box<str>, Hedge>,
    /// The last words of those before, the first words of those after.
    edges: Sieve,
    longest: usize,
}

impl Hedges {
    /// Those of a language's table with those that no language owns.
    pub(super) fn load(table: &Table, und: &Table) -> Result<Self, TableError> {
        let mut out = Self::default();
        for table in [table, und] {
            for row in table.rows() {
                let hedge = match table.column(row, 0)? {
                    "about" => Hedge::About,
                    "nearly" => Hedge::Nearly,
                    "over" => Hedge::Over,
                    "under" => Hedge::Under,
                    "at-least" => Hedge::AtLeast,
                    "at-most" => Hedge::AtMost,
                    other => return Err(table.wrong(row, format!("{other}: no hedge"))),
                };
                let key: Box<str> =
                    if row.key.is_empty() { row.words.as_str().into() } else { row.key.clone() };
                let (words, edge) = match table.column(row, 1)? {
                    "before" => (&mut out.before, key.rsplit(' ').next()),
                    "after" => (&mut out.after, key.split(' ').next()),
                    other => return Err(table.wrong(row, format!("{other}: neither before nor after"))),
                };
                out.edges.add(edge.unwrap_or(""));
                out.longest = out.longest.max(key.split(' ').count());
                words.entry(key).or_insert(hedge);
            }
        }
        Ok(out)
    }

    /// What a phrase before a number says of it.
    pub(crate) fn before(&self, key: &str) -> Option<Hedge> {
        self.before.get(key).copied()
    }

    /// What a phrase after a number says of it.
    pub(crate) fn after(&self, key: &str) -> Option<Hedge> {
        self.after.get(key).copied()
    }

    /// Whether a hedge may have the word of this hash beside the number.
    pub(crate) const fn lets(&self, key: u32) -> bool {
        self.edges.lets(key)
    }

    /// Words of the longest.
    pub(crate) const fn longest(&self) -> usize {
        self.longest
    }
}
