//! Which words are numbers, and which hold the parts of one together (`numerals.tsv`)?

use super::sieve::{Sieve, key};
use super::{ClassTable, Keyed, Row, Table, TableError};
use std::collections::HashMap;

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

/// The value of a line: a number, or a fraction ("2/3").
fn value(table: &Table, row: &Row) -> Result<f64, TableError> {
    let text = table.column(row, 1)?;
    let number = |s: &str| s.parse::<f64>().ok().filter(|v| v.is_finite());
    let value = match text.split_once('/') {
        Some((a, b)) => number(a).zip(number(b).filter(|&b| b > 0.0)).map(|(a, b)| a / b),
        None => number(text),
    };
    value.ok_or_else(|| table.wrong(row, format!("{text}: not a number")))
}

/// The words that are numbers by themselves. Those that only hold a number together, or are one beside others only
/// ("scores" before "of"), bear none.
pub(super) fn load(table: &Table) -> Result<ClassTable<NumeralWord>, TableError> {
    let mut out = ClassTable::default();
    for row in table.rows() {
        let name = table.column(row, 0)?;
        let kind = match name {
            "cardinal" => NumeralKind::Cardinal,
            "magnitude" => NumeralKind::Magnitude,
            "ordinal" => NumeralKind::Ordinal,
            "fraction" => NumeralKind::Fraction,
            "multiple" => NumeralKind::Multiple,
            "collective" => NumeralKind::Collective,
            // "hundreds": the size that they name.
            "vague" if option(row).is_empty() => NumeralKind::Magnitude,
            // What the others are, and whether they are any, is for `NumberWords`.
            _ => continue,
        };
        out.add(row.key.clone(), NumeralWord { kind, value: value(table, row)? });
    }
    Ok(out)
}

fn option(row: &Row) -> &str {
    row.columns.get(2).map_or("", String::as_str)
}

/// What a word is in a numeral.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Term {
    Zero,
    /// 1 to 9.
    Unit(f64),
    /// 10 to 99, to which no unit is added.
    Teen(f64),
    /// 20, 30, ... 90.
    Ten(f64),
    /// 100 and more, that is no magnitude: "doscientos".
    More(f64),
    Hundred,
    /// A thousand and more.
    Scale(f64),
    Collective(f64),
}

/// The name of a part of a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    /// What the whole is divided by.
    pub(crate) by: f64,
    /// Whether it may be said of one part.
    pub(crate) one: bool,
    /// Whether it may be said of several.
    pub(crate) many: bool,
}

/// When a word like "tens" is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VagueWhere {
    Anywhere,
    /// Before a word for "of".
    BeforeOf,
    /// Before "of" and a greater one.
    BeforeGreater,
}

/// What else a word is beside numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// One, before a magnitude or a part: "a".
    Article,
    /// May stand between a hedge and a number: "the".
    Definite,
    /// Between a fraction or a vague number and what it is of: "of".
    FractionOf,
    /// Between a magnitude and what is counted: "de".
    Partitive,
    /// Before decimals: "point".
    Point,
    Minus,
    /// Makes the magnitude after it vague: "several".
    Indefinite,
    /// Between the ends of a range: "to".
    Range,
    /// "out of": the first number is a share of the second.
    ShareOf,
    /// "in": so, when the first is at most ten.
    ShareIn,
    /// "over": so, when nothing is counted after it.
    ShareOver,
    /// What "one" is a pronoun after.
    PronounAfter,
    /// What "one" is a pronoun before.
    PronounBefore,
    /// What is counted in millions and not measured in metres: "40m people".
    Counted,
    /// An abbreviation, after which a full stop may stand within a number.
    Dotted,
    /// A magnitude that may begin a number: "mil".
    Alone,
    /// A magnitude that no figures stand before, nor twenty and more.
    Spelled,
    /// A part that may begin a number ("half a million"), a collective that an article may stand before.
    Begins,
    /// The first word of a longer entry.
    Opens,
}

/// All that a word or phrase is in and beside numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct NumberEntry {
    pub(crate) term: Option<Term>,
    pub(crate) part: Option<Part>,
    /// A fraction that stands by itself: "two thirds" as one entry, "anderthalb".
    pub(crate) fraction: Option<f64>,
    pub(crate) vague: Option<(f64, VagueWhere)>,
    pub(crate) ordinal: Option<f64>,
    /// Links what stands before it, when that is at least so much, with what follows.
    pub(crate) link: Option<f64>,
    roles: u32,
}

impl NumberEntry {
    pub(crate) const fn is(&self, role: Role) -> bool {
        self.roles >> role as u32 & 1 == 1
    }

    const fn add(&mut self, role: Role) {
        self.roles |= 1 << role as u32;
    }

    fn may_begin(&self) -> bool {
        let term = match self.term {
            Some(Term::Hundred | Term::Scale(_)) => self.is(Role::Alone),
            Some(Term::Collective(_)) | None => false,
            Some(_) => true,
        };
        term || self.vague.is_some()
            || (self.fraction.is_some() && self.link.is_none())
            || [Role::Article, Role::Minus, Role::Indefinite, Role::Begins].into_iter().any(|r| self.is(r))
    }
}

/// A magnitude that is written right after figures, with its capitals as they stand.
#[derive(Debug, Clone, PartialEq)]
struct Suffix {
    form: String,
    value: f64,
    after: After,
    glued: bool,
}

/// After which figures a suffix stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    Figures,
    /// Those of an amount of money.
    Money,
    /// Those that count what comes next.
    Counted,
}

/// The words of a language that numbers consist of.
#[derive(Debug, Default)]
pub(crate) struct NumberWords {
    entries: Keyed<NumberEntry>,
    /// First words of entries that may begin a number.
    starts: Sieve,
    /// Whether an entry is a fraction by itself.
    fractions: bool,
    suffixes: Vec<Suffix>,
    compounds: Option<Compounds>,
}

/// What numbers that are written in one word are put together from.
#[derive(Debug)]
struct Compounds {
    /// What may stand between the parts: "und".
    links: Vec<Box<str>>,
    /// The first and the last three bytes of number words.
    heads: Sieve,
    tails: Sieve,
}

/// Bytes that the first and the last part of a compound are told by.
const EDGE: usize = 3;
/// Bytes of the shortest compound.
const SHORTEST: usize = 7;

/// The lines of a table, being taken in.
#[derive(Default)]
struct Lines {
    entries: HashMap<Box<str>, NumberEntry>,
    suffixes: Vec<Suffix>,
    /// What stands between the parts of numbers in one word, where those are written so.
    joined: Option<Vec<Box<str>>>,
}

impl NumberWords {
    /// Those of a language's table with those that no language owns.
    pub(super) fn load(table: &Table, und: &Table) -> Result<Self, TableError> {
        let mut lines = Lines::default();
        let is_part = |r: &Row| r.columns.first().is_some_and(|c| c == "part");
        let named = [table, und].iter().any(|t| t.rows().iter().any(is_part));
        for table in [table, und] {
            for row in table.rows() {
                lines.add(table, row, named)?;
            }
        }
        let Lines { mut entries, suffixes, joined } = lines;
        let compounds = joined.map(|links| Compounds::new(links, &entries));
        let first = |key: &str| key.split(' ').next().unwrap_or("").to_owned();
        let mut starts = Sieve::default();
        entries.iter().filter(|(_, e)| e.may_begin()).for_each(|(key, _)| starts.add(&first(key)));
        let opening: Vec<Box<str>> =
            entries.keys().filter_map(|k| Some(k.split_once(' ')?.0.into())).collect();
        for word in opening {
            entries.entry(word).or_default().add(Role::Opens);
        }
        let fractions = entries.values().any(|e| e.fraction.is_some());
        let wide = [table, und].iter().any(|t| t.is_wide());
        Ok(Self { entries: Keyed::new(entries, wide), starts, fractions, suffixes, compounds })
    }

    /// The words and phrases.
    pub(crate) const fn entries(&self) -> &Keyed<NumberEntry> {
        &self.entries
    }

    /// Whether a number may begin with the word of this hash.
    pub(crate) const fn lets_begin(&self, key: u32) -> bool {
        self.starts.lets(key)
    }

    /// Whether an entry is a fraction by itself.
    pub(crate) const fn has_fractions(&self) -> bool {
        self.fractions
    }

    /// The magnitude that a form as it stands is after figures, and whether it must be written together with them.
    pub(crate) fn suffix(&self, form: &str, after: After) -> Option<(f64, bool)> {
        self.suffixes.iter().find(|s| s.after == after && s.form == form).map(|s| (s.value, s.glued))
    }
}

impl NumberWords {
    /// Whether a word may be a number put together from others. One with other letters than ASCII at its ends may.
    #[inline]
    pub(crate) fn may_be_compound(&self, word: &str) -> bool {
        let Some(compounds) = &self.compounds else { return false };
        let told = |edge: Option<&str>, by: &Sieve| edge.is_none_or(|e| !e.is_ascii() || by.lets(key(e)));
        word.len() >= SHORTEST
            && told(word.get(word.len() - EDGE..), &compounds.tails)
            && told(word.get(..EDGE), &compounds.heads)
    }

    /// The number that a folded word is, put together from others: "dreihunderttausend".
    pub(crate) fn compound(&self, word: &str) -> Option<Term> {
        self.compounds.as_ref().filter(|_| word.len() >= SHORTEST)?;
        self.rest(word, Sum::default()).map(cardinal)
    }

    /// What `word` adds to what was read before it, if it is number words to its end: the longest first.
    fn rest(&self, word: &str, sum: Sum) -> Option<f64> {
        if word.is_empty() {
            return sum.whole();
        }
        let links = self.compounds.as_ref().map_or(&[][..], |c| &c.links);
        let part = (1..=word.len()).rev().filter(|&end| word.is_char_boundary(end)).find_map(|end| {
            let term = self.entries.phrase(&word[..end])?.term?;
            self.rest(&word[end..], sum.with(term)?)
        });
        part.or_else(|| {
            let linked = sum.parts > 0 && !sum.linked;
            links
                .iter()
                .filter(|_| linked)
                .find_map(|l| self.rest(word.strip_prefix(&**l)?, Sum { linked: true, ..sum }))
        })
    }
}

impl Compounds {
    fn new(links: Vec<Box<str>>, entries: &HashMap<Box<str>, NumberEntry>) -> Self {
        let words = || entries.iter().filter(|(_, e)| e.term.is_some()).map(|(k, _)| &**k);
        Self {
            links,
            heads: Sieve::new(words().filter_map(|w| w.get(..EDGE))),
            tails: Sieve::new(words().filter_map(|w| w.get(w.len().checked_sub(EDGE)?..))),
        }
    }
}

/// A number that is being put together.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// Above the last magnitude.
    above: f64,
    /// Below it.
    group: f64,
    /// The last magnitude, if there was one.
    scale: Option<f64>,
    parts: usize,
    /// A link was the last to be read.
    linked: bool,
}

impl Sum {
    /// With one more part, if that may follow.
    fn with(mut self, term: Term) -> Option<Self> {
        let room = |group: f64, by: f64| group % by == 0.0;
        match term {
            Term::Unit(v) | Term::Teen(v) | Term::Ten(v) if room(self.group, 100.0) => self.group += v,
            Term::More(v) if v < 1000.0 && self.group == 0.0 => self.group = v,
            Term::More(v) if self.group == 0.0 && self.scale.is_none() && v % 1000.0 == 0.0 => {
                self.above = v;
                self.scale = Some(1000.0);
            }
            Term::Hundred if self.group < 10.0 => self.group = self.group.max(1.0) * 100.0,
            Term::Scale(s) if self.scale.is_none_or(|last| s < last) => {
                self.above += self.group.max(1.0) * s;
                self.group = 0.0;
                self.scale = Some(s);
            }
            _ => return None,
        }
        self.parts += 1;
        self.linked = false;
        Some(self)
    }

    /// The number, if it has several parts.
    fn whole(self) -> Option<f64> {
        (self.parts > 1 && !self.linked).then_some(self.above + self.group)
    }
}

impl Lines {
    /// Takes in a line; `named` when the language has names of parts apart from its fractions.
    fn add(&mut self, table: &Table, row: &Row, named: bool) -> Result<(), TableError> {
        let kind = table.column(row, 0)?;
        let options = option(row);
        let mut known = true;
        let after = match kind {
            "suffix" => Some(After::Figures),
            "money-suffix" => Some(After::Money),
            "counted-suffix" => Some(After::Counted),
            _ => None,
        };
        if let Some(after) = after {
            self.suffixes.push(Suffix {
                form: row.words.clone(),
                value: value(table, row)?,
                after,
                glued: options == "glued",
            });
            return Ok(());
        }
        if kind == "joined" {
            // A hyphen: they stand together with nothing between.
            let links = self.joined.get_or_insert_default();
            if !row.key.is_empty() {
                links.push(row.key.clone());
            }
            return Ok(());
        }
        let e = self.entries.entry(row.key.clone()).or_default();
        let role = match kind {
            "cardinal" => {
                let v = value(table, row)?;
                match e.term {
                    Some(Term::Hundred | Term::Scale(_)) => e.add(Role::Alone),
                    _ => e.term = Some(cardinal(v)),
                }
                None
            }
            "magnitude" => {
                let v = value(table, row)?;
                if e.term.is_some() {
                    e.add(Role::Alone);
                }
                e.term = Some(if v < 1e3 { Term::Hundred } else { Term::Scale(v) });
                match options {
                    "" => None,
                    "spelled" => Some(Role::Spelled),
                    "dotted" => Some(Role::Dotted),
                    _ => {
                        known = false;
                        None
                    }
                }
            }
            "collective" => {
                e.term = Some(Term::Collective(value(table, row)?));
                known = matches!(options, "" | "begins");
                // What is several words says by itself how many there are.
                (options == "begins" || row.key.contains(' ')).then_some(Role::Begins)
            }
            "fraction" => {
                let v = value(table, row)?;
                let by = (1.0 / v).round();
                if !named {
                    e.fraction = Some(v);
                    if by > 1.0 && (v * by - 1.0).abs() < 1e-9 {
                        e.part = Some(Part { by, one: true, many: true });
                    }
                }
                None
            }
            "part" | "parts" => {
                let by = value(table, row)?;
                let old = e.part.unwrap_or(Part { by, one: false, many: false });
                e.part = Some(Part { by, one: old.one || kind == "part", many: old.many || kind == "parts" });
                known = matches!(options, "" | "begins");
                (options == "begins").then_some(Role::Begins)
            }
            "vague" => {
                let at = match options {
                    "" => VagueWhere::Anywhere,
                    "before-of" => VagueWhere::BeforeOf,
                    "before-greater" => VagueWhere::BeforeGreater,
                    _ => {
                        known = false;
                        VagueWhere::Anywhere
                    }
                };
                e.vague = Some((value(table, row)?, at));
                None
            }
            "link" => {
                e.link = Some(if row.columns.len() > 1 { value(table, row)? } else { 100.0 });
                None
            }
            "multiple" => None,
            "ordinal" => {
                e.ordinal = Some(value(table, row)?);
                None
            }
            "article" => Some(Role::Article),
            "definite-article" => Some(Role::Definite),
            "fraction-of" => Some(Role::FractionOf),
            "partitive" => Some(Role::Partitive),
            "decimal-point" => Some(Role::Point),
            "minus-sign" => Some(Role::Minus),
            "indefinite" => Some(Role::Indefinite),
            "range" => Some(Role::Range),
            "share-of" => Some(Role::ShareOf),
            "share-in" => Some(Role::ShareIn),
            "share-over" => Some(Role::ShareOver),
            "pronoun-after" => Some(Role::PronounAfter),
            "pronoun-before" => Some(Role::PronounBefore),
            "counted" => Some(Role::Counted),
            other => return Err(table.wrong(row, format!("{other}: no kind of number word"))),
        };
        if let Some(role) = role {
            e.add(role);
        }
        if known { Ok(()) } else { Err(table.wrong(row, format!("{options}: no option of {kind}"))) }
    }
}

fn cardinal(v: f64) -> Term {
    if v == 0.0 {
        Term::Zero
    } else if v < 10.0 {
        Term::Unit(v)
    } else if v >= 100.0 {
        Term::More(v)
    } else if v >= 20.0 && v % 10.0 == 0.0 {
        Term::Ten(v)
    } else {
        Term::Teen(v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_their_lines_say() {
        let text = "mil\tmagnitude\t1000\nmil\tcardinal\t1000\ndos\tcardinal\t2\ndos tercios\tfraction\t2/3\ny\tlink\t10\n";
        let table = Table::read("xx", "numerals.tsv", text).expect("table");
        let words = NumberWords::load(&table, &Table::default()).expect("right");
        let mil = words.entries().phrase("mil").copied().expect("there");
        assert!(mil.is(Role::Alone) && mil.term == Some(Term::Scale(1000.0)));
        let get = |w: &str| words.entries().phrase(w).copied().unwrap_or_default();
        assert!(get("dos").is(Role::Opens));
        assert_eq!(get("dos tercios").fraction, Some(2.0 / 3.0));
        assert_eq!(get("y").link, Some(10.0));
        assert!(
            words.lets_begin(crate::lang::sieve::key("dos"))
                && !words.lets_begin(crate::lang::sieve::key("y"))
        );
        let text = "drei\tcardinal\t3\nzwanzig\tcardinal\t20\nhundert\tmagnitude\t100\ntausend\tmagnitude\t1000\nund\tjoined\n";
        let table = Table::read("xx", "numerals.tsv", text).expect("table");
        let words = NumberWords::load(&table, &Table::default()).expect("right");
        assert_eq!(words.compound("dreihunderttausend"), Some(Term::More(300_000.0)));
        assert_eq!(words.compound("tausendunddrei"), Some(Term::More(1003.0)));
        assert_eq!(words.compound("dreihunderttausendzwanzig"), Some(Term::More(300_020.0)));
        assert_eq!(words.compound("dreizwanzigdrei"), None);
        assert_eq!(words.compound("hundertundtausendund"), None);
        for wrong in ["mil\tmagnitude\tx\n", "mil\tmagnitud\t1000\n", "mil\tmagnitude\t1000\tloud\n"] {
            let table = Table::read("xx", "numerals.tsv", wrong).expect("table");
            assert!(NumberWords::load(&table, &Table::default()).is_err(), "{wrong}");
        }
    }
}
