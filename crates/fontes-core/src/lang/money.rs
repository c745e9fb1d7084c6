//! Which words, signs and codes name money (`money.tsv`, `und/currency.tsv`)?

use super::units::{interned, only, options, parts};
use super::{Keyed, Row, Table, TableError};
use std::collections::HashMap;

/// The name of money that a folded word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MoneyName {
    pub(crate) unit: &'static str,
    /// Has another sense: money from a thousand on, or with a country.
    pub(crate) large: bool,
    /// A weight, too.
    pub(crate) weight: bool,
    /// A coin that shows that the weight before it is money.
    pub(crate) coin: bool,
}

/// Whose money a word says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Whose {
    of: &'static str,
    unit: &'static str,
    after: bool,
}

/// All that a word or phrase is among money.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct MoneyWord {
    /// The name that it is.
    pub(crate) name: Option<MoneyName>,
    /// It is the last word of what says whose money it is.
    whose: Vec<Whose>,
    /// It stands before such a word: "hong".
    pub(crate) led: bool,
    /// After a name that is a weight, too, it shows that it is money.
    pub(crate) shows: bool,
}

impl MoneyWord {
    /// Whether it says before a name whose money it is, or leads to a word that does.
    pub(crate) fn says_whose(&self) -> bool {
        self.led || self.whose.iter().any(|w| !w.after)
    }

    /// The unit that it makes of one, standing before a name (or after it).
    pub(crate) fn makes(&self, of: &str, after: bool) -> Option<&'static str> {
        self.whose.iter().find(|w| w.of == of && w.after == after).map(|w| w.unit)
    }
}

/// Letters before a sign that make another unit of it: "C$".
#[derive(Debug)]
struct Prefix {
    sign: Box<str>,
    /// Folded.
    letters: Box<str>,
    unit: &'static str,
    /// Only written together with it.
    glued: bool,
}

/// The money of a language.
#[derive(Debug, Default)]
pub(crate) struct Money {
    words: Keyed<MoneyWord>,
    symbols: HashMap<Box<str>, &'static str>,
    /// By the code in small letters; whether it may stand in small letters.
    codes: HashMap<Box<str>, (&'static str, bool)>,
    prefixes: Vec<Prefix>,
    parts: Vec<(&'static str, &'static str, f64)>,
}

impl Money {
    /// That of a language's table with the currencies that no language owns.
    pub(super) fn load(table: &Table, und: &Table) -> Result<Self, TableError> {
        let mut out = Self::default();
        let mut words = HashMap::new();
        for table in [table, und] {
            for row in table.rows() {
                out.add(table, row, &mut words)?;
            }
        }
        out.words = Keyed::new(words, table.is_wide());
        Ok(out)
    }

    fn add(
        &mut self,
        table: &Table,
        row: &Row,
        words: &mut HashMap<Box<str>, MoneyWord>,
    ) -> Result<(), TableError> {
        let kind = table.column(row, 0)?;
        let name = || table.column(row, 1).map(interned);
        let has = |option: &str| options(row).any(|o| o == option);
        let known: &[&str] = match kind {
            "name" => {
                let name = MoneyName {
                    unit: name()?,
                    large: has("large"),
                    weight: has("weight"),
                    coin: has("coin"),
                };
                words.entry(row.key.clone()).or_default().name = Some(name);
                &["large", "weight", "coin"]
            }
            "whose" => {
                let place = row.columns.get(3).map_or("before", String::as_str);
                if !matches!(place, "before" | "after") {
                    return Err(table.wrong(row, format!("{place}: neither before nor after")));
                }
                let whose =
                    Whose { of: name()?, unit: interned(table.column(row, 2)?), after: place == "after" };
                let mut said = row.key.rsplit(' ').map(Box::from);
                let last = said.next().unwrap_or_default();
                words.entry(last).or_default().whose.push(whose);
                said.for_each(|w| words.entry(w).or_default().led = true);
                return Ok(());
            }
            "shows-money" => {
                words.entry(row.key.clone()).or_default().shows = true;
                &[]
            }
            "symbol" => {
                self.symbols.entry(row.words.as_str().into()).or_insert(name()?);
                &[]
            }
            "code" => {
                let code = row.words.to_ascii_lowercase().into_boxed_str();
                self.codes.entry(code).or_insert((name()?, has("small")));
                &["small"]
            }
            "prefix" => {
                let glued = row.columns.get(3).is_some_and(|c| c == "glued");
                let sign = table.column(row, 2)?.into();
                self.prefixes.push(Prefix { sign, letters: row.key.clone(), unit: name()?, glued });
                return Ok(());
            }
            "parts" => {
                self.parts.push(parts(table, row)?);
                return Ok(());
            }
            other => return Err(table.wrong(row, format!("{other}: no kind of money"))),
        };
        only(table, row, kind, known)
    }

    /// The words and phrases.
    pub(crate) const fn words(&self) -> &Keyed<MoneyWord> {
        &self.words
    }

    /// The unit of a currency's sign.
    pub(crate) fn symbol(&self, mark: &str) -> Option<&'static str> {
        self.symbols.get(mark).copied()
    }

    /// The unit of a code in small letters, and whether it may stand in them.
    pub(crate) fn code(&self, small: &str) -> Option<(&'static str, bool)> {
        self.codes.get(small).copied()
    }

    /// The unit that letters before a sign make of it, and whether they must be written together with it.
    pub(crate) fn prefix(&self, sign: &str, word: &str) -> Option<(&'static str, bool)> {
        let found = self.prefixes.iter().find(|p| &*p.sign == sign && &*p.letters == word)?;
        Some((found.unit, found.glued))
    }

    /// Whether a unit is a part of another.
    pub(crate) fn is_part(&self, unit: &str) -> bool {
        self.parts.iter().any(|p| p.1 == unit)
    }

    /// How many of `part` make `unit`.
    pub(crate) fn part(&self, unit: &str, part: &str) -> Option<f64> {
        self.parts.iter().find(|p| p.0 == unit && p.1 == part).map(|p| p.2)
    }

    /// How many of its first part make `unit`.
    pub(crate) fn parts_of(&self, unit: &str) -> Option<f64> {
        self.parts.iter().find(|p| p.0 == unit).map(|p| p.2)
    }
}
