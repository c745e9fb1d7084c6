//! Which words carry a meaning that a small change can turn (`meaning.tsv`, with number words and names of months and days)?

use super::{CalendarWord, ClassTable, Language, NumeralWord, Table, TableError};
use crate::text::{Folded, fold};
use std::ops::Range;

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
        }
    }
}

/// What a word bears. Several at once: "only" is a quantifier and a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Bearing(u8);

impl Bearing {
    const fn bit(touch: Touch) -> u8 {
        1 << touch as u8
    }

    /// That and nothing else.
    #[must_use]
    pub const fn of(touch: Touch) -> Self {
        Self(Self::bit(touch))
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
pub(super) struct Meaning(ClassTable<Bearing>);

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

    fn of(&self, key: &str) -> Option<Bearing> {
        self.0.of(key).first().copied()
    }
}

/// A word, or the part of one before or after an apostrophe, and the token that it is of.
struct Piece {
    word: String,
    token: usize,
    /// Whether it stands right after the piece before it, with no mark between.
    follows: bool,
}

/// Tokens beside a run that a phrase may reach into.
const REACH: usize = 5;

impl Language {
    /// What each token of a run bears; phrases are looked up with what stands beside the run, the longest first. Names are seen in
    /// context, not here.
    #[must_use]
    pub fn bearings(&self, text: &str, folded: &Folded, run: &Range<usize>) -> Vec<Bearing> {
        let mut out = vec![Bearing::default(); run.len()];
        if run.is_empty() {
            return out;
        }
        let around = run.start.saturating_sub(REACH)..(run.end + REACH).min(folded.tokens.len());
        let pieces = self.pieces(text, folded, &around);
        let mut i = 0;
        while i < pieces.len() {
            let (length, bearing) = self.longest(&pieces[i..]);
            let whole = pieces[i..i + length].iter().all(|p| run.contains(&p.token));
            for piece in &pieces[i..i + length] {
                if run.contains(&piece.token) {
                    // A phrase that bears nothing shields its words only as a whole: "not" out of "not only" turns it.
                    let own = if bearing.is_nothing() && !whole { self.word(&piece.word) } else { bearing };
                    out[piece.token - run.start].0 |= own.0;
                }
            }
            i += length;
        }
        out
    }

    /// What one folded word bears by itself.
    #[must_use]
    pub fn bearing(&self, word: &str) -> Bearing {
        self.word(word)
    }

    fn pieces(&self, text: &str, folded: &Folded, tokens: &Range<usize>) -> Vec<Piece> {
        let mut out = Vec::with_capacity(tokens.len());
        let plain =
            |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}');
        for token in tokens.clone() {
            let before = token.checked_sub(1).map(|b| folded.tokens[b].span.end());
            let follows = before.is_some_and(|end| {
                let gap = text.get(end as usize..folded.tokens[token].span.start() as usize);
                gap.is_some_and(|gap| gap.chars().all(plain))
            });
            let word = folded.word(token);
            let raw = folded.tokens[token].span.slice(text).unwrap_or("");
            match self.parted(raw) {
                Some((before, after)) => {
                    out.push(Piece { word: before, token, follows });
                    out.push(Piece { word: after, token, follows: true });
                }
                None => out.push(Piece { word, token, follows }),
            }
        }
        out
    }

    /// The two folded parts of "l'homme", where the first is an elided word of this language.
    #[must_use]
    pub fn parted(&self, raw: &str) -> Option<(String, String)> {
        if self.settings().elided.is_empty() {
            return None;
        }
        let at = raw.find(['\'', '\u{2019}', '\u{2BC}'])?;
        let after = raw[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let word = |s: &str| fold(s, &[]).words().collect::<String>();
        let (before, after) = (word(&raw[..at]), word(&raw[after..]));
        (!after.is_empty() && self.settings().elided.contains(&before)).then_some((before, after))
    }

    /// The longest phrase that the pieces begin with: its pieces, at least one, and what it bears.
    fn longest(&self, pieces: &[Piece]) -> (usize, Bearing) {
        let most = 1 + pieces[1..].iter().take_while(|p| p.follows).count();
        for length in (2..=self.meaning().0.longest().min(most)).rev() {
            let key = pieces[..length].iter().map(|p| p.word.as_str()).collect::<Vec<_>>().join(" ");
            if let Some(bearing) = self.meaning().of(&key) {
                return (length, bearing);
            }
        }
        (1, self.word(&pieces[0].word))
    }

    fn word(&self, word: &str) -> Bearing {
        if let Some(bearing) = self.meaning().of(word) {
            return bearing;
        }
        if word.chars().any(char::is_numeric) {
            let year = word.len() == 4
                && word.bytes().all(|b| b.is_ascii_digit())
                && matches!(&word[..2], "15" | "16" | "17" | "18" | "19" | "20");
            return Bearing::of(if year { Touch::Date } else { Touch::Number });
        }
        // "ולא": what is written together with the word is taken off, several times if need be.
        let mut rest = word;
        while let Some(shorter) = self
            .settings()
            .prefixes
            .iter()
            .find_map(|p| rest.strip_prefix(p.as_str()))
            .filter(|r| !r.is_empty())
        {
            if let Some(bearing) = self.meaning().of(shorter) {
                return bearing;
            }
            rest = shorter;
        }
        Bearing::default()
    }
}
