//! Which words and signs name measures and percent (`units.tsv`)?

use super::{Keyed, Row, Table, TableError};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// A name from a table, for as long as the process runs. Names are few and tables are the process's: each is kept once.
pub(super) fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.into());
    names.insert(kept);
    kept
}

/// The options of a line, from its fourth column on.
pub(super) fn options(row: &Row) -> impl Iterator<Item = &str> {
    row.columns.iter().skip(2).flat_map(|c| c.split(' ')).filter(|o| !o.is_empty())
}

/// Whether a line of this kind has none but the options that are known.
pub(super) fn only(table: &Table, row: &Row, kind: &str, known: &[&str]) -> Result<(), TableError> {
    match options(row).find(|o| !known.contains(o)) {
        Some(o) => Err(table.wrong(row, format!("{o}: no option of {kind}"))),
        None => Ok(()),
    }
}

/// What a folded word or phrase is among measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct UnitWord {
    /// The unit that it names.
    pub(crate) unit: Option<&'static str>,
    /// ... not when it is written together with the figures ("one-stone").
    pub(crate) apart: bool,
    /// ... an angle, unless a scale or the words before make it a temperature.
    pub(crate) angle: bool,
    /// How it changes the unit after it (or before it): "square".
    pub(crate) how: Option<&'static str>,
    /// ... standing after the unit ("carrés").
    pub(crate) how_after: bool,
    /// Per what: "hour".
    pub(crate) by: Option<&'static str>,
    /// "per"
    pub(crate) per: bool,
    /// "percent"
    pub(crate) percent: bool,
    /// The scale of temperature that it makes of degrees.
    pub(crate) scale: Option<&'static str>,
    /// Tells that degrees are of temperature.
    pub(crate) warmth: bool,
    /// Tells that a double prime is inches: "wide".
    pub(crate) size: bool,
    /// Tells, before an hour, that a sign for half a day follows it: "at".
    pub(crate) clock: bool,
}

/// A sign of a measure, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sign {
    pub(crate) unit: &'static str,
    /// Only right after figures.
    pub(crate) glued: bool,
    /// Whatever its capitals.
    any_case: bool,
    /// Written after an hour, too ("pm").
    pub(crate) clock: bool,
}

/// The units of a language.
#[derive(Debug, Default)]
pub(crate) struct Units {
    words: Keyed<UnitWord>,
    signs: HashMap<Box<str>, Sign>,
    percents: Vec<Box<str>>,
    /// Unit, what is done with it, the unit made.
    made: Vec<(&'static str, &'static str, &'static str)>,
    /// A unit, a smaller one, how many of those make it.
    parts: Vec<(&'static str, &'static str, f64)>,
}

impl Units {
    /// Those of a language's table with those that no language owns.
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
        words: &mut HashMap<Box<str>, UnitWord>,
    ) -> Result<(), TableError> {
        let kind = table.column(row, 0)?;
        let name = || table.column(row, 1).map(interned);
        let has = |option: &str| options(row).any(|o| o == option);
        let known: &[&str] = match kind {
            "sign" => {
                let sign = Sign {
                    unit: name()?,
                    glued: has("glued"),
                    any_case: has("any-case"),
                    clock: has("clock"),
                };
                // A language's sign goes before one that none owns.
                self.signs.entry(row.words.as_str().into()).or_insert(sign);
                &["glued", "any-case", "clock"]
            }
            "made" => {
                self.made.push((interned(&row.words), name()?, interned(table.column(row, 2)?)));
                return Ok(());
            }
            "parts" => {
                self.parts.push(parts(table, row)?);
                return Ok(());
            }
            "percent" if row.key.is_empty() => {
                self.percents.push(row.words.as_str().into());
                &[]
            }
            _ => {
                let word = words.entry(row.key.clone()).or_default();
                match kind {
                    "unit" => {
                        word.unit = word.unit.or(Some(name()?));
                        word.apart |= has("apart");
                        word.angle |= has("angle");
                        &["apart", "angle"]
                    }
                    "how" => {
                        word.how = Some(name()?);
                        word.how_after = has("after");
                        &["after"]
                    }
                    "by" => {
                        word.by = Some(name()?);
                        &[]
                    }
                    "scale" => {
                        word.scale = Some(name()?);
                        &[]
                    }
                    "per" | "percent" | "warmth" | "size" | "clock" => {
                        word.per |= kind == "per";
                        word.percent |= kind == "percent";
                        word.warmth |= kind == "warmth";
                        word.size |= kind == "size";
                        word.clock |= kind == "clock";
                        &[]
                    }
                    other => return Err(table.wrong(row, format!("{other}: no kind of unit"))),
                }
            }
        };
        only(table, row, kind, known)
    }

    /// The words and phrases.
    pub(crate) const fn words(&self) -> &Keyed<UnitWord> {
        &self.words
    }

    /// The sign that a form is, as it stands or in small letters where those do.
    pub(crate) fn sign(&self, form: &str) -> Option<Sign> {
        self.signs.get(form).copied().or_else(|| {
            let small = form.to_ascii_lowercase();
            self.signs.get(small.as_str()).copied().filter(|s| s.any_case)
        })
    }

    /// Whether a mark is one of percent.
    pub(crate) fn is_percent_sign(&self, mark: &str) -> bool {
        self.percents.iter().any(|p| &**p == mark)
    }

    /// The unit that is made of one: "Square meter" of "Meter".
    pub(crate) fn made(&self, how: &str, unit: &str) -> Option<&'static str> {
        self.made.iter().find(|m| m.0 == unit && m.1 == how).map(|m| m.2)
    }

    /// The smaller unit that is counted together with a unit, and how many of it make one.
    pub(crate) fn part_of(&self, unit: &str) -> Option<(&'static str, f64)> {
        self.parts.iter().find(|p| p.0 == unit).map(|p| (p.1, p.2))
    }
}

/// A unit, the smaller one, and how many of those make it: "Foot", "parts", "Inch", "12".
pub(super) fn parts(table: &Table, row: &Row) -> Result<(&'static str, &'static str, f64), TableError> {
    let count = table.column(row, 2)?;
    let by = count.parse().ok().filter(|&n: &f64| n.is_finite() && n > 0.0);
    let by = by.ok_or_else(|| table.wrong(row, format!("{count}: not a number above 0")))?;
    Ok((interned(&row.words), interned(table.column(row, 1)?), by))
}
