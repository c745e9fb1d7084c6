//! Which words carry a meaning that a small change can turn (`meaning.tsv`, with number words and names of months and days)?

use super::{CalendarWord, ClassTable, NumeralWord, Table, TableError};

/// What a word bears that a change of it would turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touch {
    /// *not*, *never*, *nicht*, *pas*.
    Negation,
    /// Figures and number words, currency and per-cent signs.
    Number,
    /// Months, days of the week, years.
    Date,
    /// A capitalised word within a sentence.
    Name,
    /// *all*, *some*, *most*.
    Quantifier,
    /// *may*, *must*, *would*.
    Modal,
    /// *if*, *unless*, *except*.
    Condition,
    /// *whether*, *doubts that*, *hopes that*: a clause that is not stated.
    Doubt,
    /// *it is alleged that*: a clause that others are said to say.
    Hearsay,
}

impl Touch {
    /// The word used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
            Self::Quantifier => "quantifier",
            Self::Modal => "modal",
            Self::Condition => "condition",
            Self::Doubt => "doubt",
            Self::Hearsay => "hearsay",
        }
    }
}

/// What a word bears. Several at once: "only" is a quantifier and a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Bearing(u16);

impl Bearing {
    const fn bit(touch: Touch) -> u16 {
        1 << touch as u8
    }

    /// That and nothing else.
    #[must_use]
    pub const fn of(touch: Touch) -> Self {
        Self(Self::bit(touch))
    }

    /// What either bears.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it bears this.
    #[must_use]
    pub const fn has(self, touch: Touch) -> bool {
        self.0 & Self::bit(touch) != 0
    }

    /// Whether it bears nothing.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        self.0 == 0
    }

    /// What it bears first of all: a negation before a date before a number before the rest.
    #[must_use]
    pub fn first(self) -> Option<Touch> {
        const ORDER: [Touch; 7] = [
            Touch::Negation,
            Touch::Date,
            Touch::Number,
            Touch::Name,
            Touch::Modal,
            Touch::Quantifier,
            Touch::Condition,
        ];
        ORDER.into_iter().find(|t| self.has(*t))
    }
}

/// What the words and phrases of a language bear.
#[derive(Debug, Default)]
pub(super) struct Meaning(pub(super) ClassTable<Bearing>);

impl Meaning {
    pub(super) fn load(
        table: &Table,
        numerals: &ClassTable<NumeralWord>,
        calendar: &ClassTable<CalendarWord>,
    ) -> Result<Self, TableError> {
        let mut by_key: std::collections::BTreeMap<Box<str>, Bearing> = std::collections::BTreeMap::new();
        for row in table.rows() {
            let bearing = match table.column(row, 0)? {
                "negation" => Bearing::of(Touch::Negation),
                "modal" => Bearing::of(Touch::Modal),
                "quantifier" => Bearing::of(Touch::Quantifier),
                "condition" => Bearing::of(Touch::Condition),
                "nothing" => Bearing::default(),
                other => return Err(table.wrong(row, format!("{other}: no class of meaning"))),
            };
            by_key.entry(row.key.clone()).or_default().0 |= bearing.0;
        }
        // What the table names is that first of all: "may" is a modal verb, and a month by its capital only.
        for (key, _) in numerals.entries() {
            by_key.entry(key.into()).or_insert(Bearing::of(Touch::Number));
        }
        let dates = |w: &CalendarWord| {
            matches!(
                w,
                CalendarWord::Month(_, false)
                    | CalendarWord::Weekday(_, false)
                    | CalendarWord::Today(_, None)
            )
        };
        for (key, _) in calendar.entries().filter(|(_, words)| words.iter().any(dates)) {
            by_key.entry(key.into()).or_insert(Bearing::of(Touch::Date));
        }
        let mut out = ClassTable::default();
        for (key, bearing) in by_key {
            out.add(key, bearing);
        }
        Ok(Self(out))
    }

    pub(super) fn of(&self, key: &str) -> Option<Bearing> {
        self.0.of(key).first().copied()
    }
}
