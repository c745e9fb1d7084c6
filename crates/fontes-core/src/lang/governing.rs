//! Which words govern the clause after them, or end what governs (`governing.tsv`)? Negations are in `meaning.tsv`; this says how far
//! some of them reach.

use super::{ClassTable, Row, Table, TableError};

/// Makes the classes, their bits and their names in the table of one list.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal,)*) => {
        /// What a word does to the clause that it stands in or before. The names in the table are these, in small letters with
        /// hyphens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Governing {
            $($(#[$doc])* $class,)*
        }

        /// The classes by their names in the table.
        const NAMES: &[(&str, Governing)] = &[$(($name, Governing::$class),)*];
    };
}

classes! {
    /// "that": opens a clause that the words before it govern.
    Link = "link",
    /// "whether": opens a clause that is asked, not stated.
    Question = "question",
    /// "and", "because", "who": opens a clause that the words before it do not govern.
    Clause = "clause",
    /// "if", "unless", "except": what it belongs to holds on a condition only.
    Condition = "condition",
    /// "were", "had": opens a condition at the head of a sentence that goes on after a comma.
    Inverted = "inverted",
    /// "when", "in the event": says in a draft that something holds on a condition, and may say no such thing in a source.
    Circumstance = "circumstance",
    /// "denied", "false", "refused": what it governs is not so.
    Denial = "denial",
    /// "doubt", "questioned": what it governs may not be so.
    Doubt = "doubt",
    /// "hoped", "feared": what it governs is wished for or dreaded, not stated.
    Wish = "wish",
    /// "alleged", "rumoured": nobody stands for what it governs.
    Hearsay = "hearsay",
    /// "claimed": somebody says what it governs, and the text does not.
    Claim = "claim",
    /// "according to": the text leaves what it governs to somebody; in a draft it may name the source and no more.
    Source = "source",
    /// "no doubt", "not only", "even if": a phrase whose words govern nothing.
    Affirming = "affirming",
    /// "know", "forget": takes its clause for true, negated or not.
    Factive = "factive",
    /// "true", "the case": what negated denies a clause.
    Truth = "truth",
    /// "without": a negation of the word after it only.
    Local = "local",
    /// "no" in Spanish, "не": a negation that stands before its verb, and is no part of a subject.
    Particle = "particle",
    /// "nicht": a negation that governs what stands before it in its clause.
    Trailing = "trailing",
    /// "the", "of": opens no predicate.
    Phrase = "phrase",
}

/// Several classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Government(u32);

impl Government {
    /// That and nothing else.
    #[must_use]
    pub const fn of(class: Governing) -> Self {
        Self(1 << class as u8)
    }

    /// Any of these.
    #[must_use]
    pub fn any(classes: &[Governing]) -> Self {
        classes.iter().fold(Self::default(), |all, c| all.or(Self::of(*c)))
    }

    /// These and those.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this is one of them.
    #[must_use]
    pub const fn has(self, class: Governing) -> bool {
        self.meets(Self::of(class))
    }

    /// Whether one of them is one of the others.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

pub(super) fn load(table: &Table) -> Result<ClassTable<Governing>, TableError> {
    ClassTable::load(table, class)
}

pub(super) fn load_as_written(table: &Table) -> Result<ClassTable<Governing>, TableError> {
    ClassTable::load_as_written(table, class)
}

fn class(table: &Table, row: &Row) -> Result<Governing, TableError> {
    let name = table.column(row, 0)?;
    let found = NAMES.iter().find(|n| n.0 == name);
    found.map(|n| n.1).ok_or_else(|| table.wrong(row, format!("{name}: no class of governing words")))
}
