//! Which words, signs and codes name money (`money.tsv`, `und/currency.tsv`)?

use super::sieve::Sieve;
use super::units::{interned, options, parts};
use super::{Row, Table, TableError};
use std::collections::{HashMap, HashSet};

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

/// The money of a language.
#[derive(Debug, Default)]
pub(crate) struct Money {
    names: HashMap<Box<str>, MoneyName>,
    /// First words of names and words of countries.
    firsts: Sieve,
    longest: usize,
    /// By the last word of what says it.
    whose: HashMap<Box<str>, Vec<Whose>>,
    /// The words before that last one: "hong".
    led: HashSet<Box<str>>,
    shows: HashSet<Box<str>>,
    symbols: HashMap<Box<str>, &'static str>,
    /// By the code in small letters; whether it may stand in small letters.
    codes: HashMap<Box<str>, (&'static str, bool)>,
    /// By the sign and the letters before it, folded; whether they must be written together.
    prefixes: HashMap<(Box<str>, Box<str>), (&'static str, bool)>,
    parts: Vec<(&'static str, &'static str, f64)>,
}

impl Money {
    /// That of a language's table with the currencies that no language owns.
    pub(super) fn load(table: &Table, und: &Table) -> Result<Self, TableError> {
        let mut out = Self::default();
        for table in [table, und] {
            for row in table.rows() {
                out.add(table, row)?;
            }
        }
        let keys = out.names.keys().chain(out.whose.keys()).chain(&out.led);
        out.firsts = Sieve::new(keys.filter_map(|k| k.split(' ').next()));
        out.longest = out.names.keys().map(|k| k.split(' ').count()).max().unwrap_or(0);
        Ok(out)
    }

    fn add(&mut self, table: &Table, row: &Row) -> Result<(), TableError> {
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
                self.names.insert(row.key.clone(), name);
                &["large", "weight", "coin"]
            }
            "whose" => {
                let place = row.columns.get(3).map_or("before", String::as_str);
                if !matches!(place, "before" | "after") {
                    return Err(table.wrong(row, format!("{place}: neither before nor after")));
                }
                let whose =
                    Whose { of: name()?, unit: interned(table.column(row, 2)?), after: place == "after" };
                let mut words = row.key.rsplit(' ');
                let last = words.next().unwrap_or("");
                self.whose.entry(last.into()).or_default().push(whose);
                self.led.extend(words.map(Box::from));
                return Ok(());
            }
            "shows-money" => {
                self.shows.insert(row.key.clone());
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
                let sign = table.column(row, 2)?.into();
                let glued = row.columns.get(3).is_some_and(|c| c == "glued");
                self.prefixes.entry((sign, row.key.clone())).or_insert((name()?, glued));
                return Ok(());
            }
            "parts" => {
                self.parts.push(parts(table, row)?);
                return Ok(());
            }
            other => return Err(table.wrong(row, format!("{other}: no kind of money"))),
        };
        match options(row).find(|o| !known.contains(o)) {
            Some(o) => Err(table.wrong(row, format!("{o}: no option of {kind}"))),
            None => Ok(()),
        }
    }

    /// The name that a folded word or phrase is.
    pub(crate) fn name(&self, key: &str) -> Option<MoneyName> {
        self.names.get(key).copied()
    }

    /// Whether a name, or whose it is, may begin with the word of this hash.
    pub(crate) const fn lets(&self, key: u32) -> bool {
        self.firsts.lets(key)
    }

    /// Words of the longest name.
    pub(crate) const fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a folded word says whose money it is, or leads to one that does.
    pub(crate) fn says_whose(&self, word: &str) -> bool {
        self.led.contains(word) || self.whose.get(word).is_some_and(|w| w.iter().any(|w| !w.after))
    }

    /// The unit that a word before (or after) a name makes of it.
    pub(crate) fn whose(&self, word: &str, of: &str, after: bool) -> Option<&'static str> {
        self.whose.get(word)?.iter().find(|w| w.of == of && w.after == after).map(|w| w.unit)
    }

    /// Whether a word after a name that is a weight, too, shows that it is money.
    pub(crate) fn shows(&self, word: &str) -> bool {
        self.shows.contains(word)
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
        self.prefixes.get(&(sign.into(), word.into())).copied()
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
