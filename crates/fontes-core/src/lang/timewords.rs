//! What is each word of a text to the reader of dates? The calendar's words and the number words of a language, made
//! ready to be looked up word by word.

use super::calendar::{self, CalendarWord};
use super::cue::{Cue, Cues};
use super::numerals::{NumeralKind, NumeralWord};
use super::sieve::Same;
use super::sieve::{Sieve, key};
use super::{ClassTable, Settings, Table, TableError};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// What one word or phrase is.
#[derive(Debug, Default)]
pub(crate) struct TimeWord {
    /// In the order of the table.
    pub(crate) words: Vec<CalendarWord>,
    pub(crate) cues: Cues,
    numerals: Vec<NumeralWord>,
    /// Whether an expression may begin with it, number words aside.
    pub(crate) starts: bool,
}

impl TimeWord {
    /// The ordinal that it is, 1 to 31.
    pub(crate) fn ordinal(&self) -> Option<i32> {
        // A whole number from 1 to 31.
        self.numeral(NumeralKind::Ordinal).filter(|v| (1.0..=31.0).contains(v)).map(|v| v as i32)
    }

    pub(crate) fn numeral(&self, kind: NumeralKind) -> Option<f64> {
        self.numerals.iter().find(|n| n.kind == kind).map(|n| n.value)
    }
}

/// What words are, by their hashes.
type ByHash<T> = HashMap<u32, T, BuildHasherDefault<Same>>;

/// A phrase after its first word: the other words, and the number of what it is.
type Rest = (Vec<Box<str>>, u16);

/// The words of a language that the reader of dates looks up.
#[derive(Debug)]
pub(crate) struct TimeWords {
    /// The first is what is listed nowhere.
    list: Vec<TimeWord>,
    /// By the hash of the word.
    single: ByHash<Vec<(Box<str>, u16)>>,
    /// By the first word; the longest first.
    phrases: HashMap<Box<str>, Vec<Rest>>,
    sieve: Sieve,
    past: Vec<Box<str>>,
    plural: Vec<Box<str>>,
    not_plural: Vec<Box<str>>,
    /// Whether the table says what four figures count, so that others are years.
    pub(crate) tells_counts: bool,
}

impl Default for TimeWords {
    fn default() -> Self {
        Self {
            list: vec![TimeWord::default()],
            single: HashMap::default(),
            phrases: HashMap::new(),
            sieve: Sieve::new(std::iter::empty()),
            past: Vec::new(),
            plural: Vec::new(),
            not_plural: Vec::new(),
            tells_counts: false,
        }
    }
}

/// The words of a phrase as a text is cut for reading: runs of letters and of digits, each folded; single letters where the
/// language is looked up so.
fn pieces(phrase: &str, apart: bool) -> Vec<Box<str>> {
    let mut out: Vec<String> = Vec::new();
    let mut kind = 0;
    for c in phrase.chars() {
        let now = match c {
            c if c.is_ascii_digit() => 1,
            c if c.is_alphabetic() => 2,
            c if super::letters::is_combining(c) => kind,
            _ => 0,
        };
        match out.last_mut() {
            Some(last) if now != 0 && now == kind && !(apart && super::letters::is_apart(c)) => last.push(c),
            _ if now != 0 => out.push(c.to_string()),
            _ => {}
        }
        kind = now;
    }
    out.iter().map(|w| super::table::key(w).into_boxed_str()).filter(|w| !w.is_empty()).collect()
}

impl TimeWords {
    pub(super) fn load(
        table: &Table,
        numerals: &ClassTable<NumeralWord>,
        settings: &Settings,
    ) -> Result<Self, TableError> {
        let mut out = Self::default();
        for row in table.rows() {
            let word = calendar::word(table, row)?;
            let ending = match word {
                CalendarWord::PastEnding => Some(&mut out.past),
                CalendarWord::PluralEnding => Some(&mut out.plural),
                CalendarWord::NotPluralEnding => Some(&mut out.not_plural),
                _ => None,
            };
            if let Some(endings) = ending {
                endings.push(row.key.clone());
                continue;
            }
            let pieces = pieces(&row.words, settings.characters);
            let Some(entry) = out.entry(&pieces) else { continue };
            match word {
                CalendarWord::Cue(cues) => entry.cues.add(cues),
                other => entry.words.push(other),
            }
        }
        for (words, classes) in numerals.entries() {
            if !words.contains(' ')
                && let Some(entry) = out.entry(&[words.into()])
            {
                entry.numerals.extend_from_slice(classes);
            }
        }
        for entry in &mut out.list {
            entry.starts = entry.words.iter().any(|w| leads(*w) || matches!(w, CalendarWord::Feast(_)))
                || entry.ordinal().is_some()
                || BEGINNINGS.iter().any(|&c| entry.cues.has(c));
            out.tells_counts |= entry.cues.has(Cue::CountedAfter);
        }
        out.sieve = Sieve::of(out.single.keys().copied().chain(out.phrases.keys().map(|w| key(w))));
        for rest in out.phrases.values_mut() {
            rest.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
        Ok(out)
    }

    /// What these words are, to be added to; `None` where there are none, or too many in the table.
    fn entry(&mut self, pieces: &[Box<str>]) -> Option<&mut TimeWord> {
        let (first, rest) = pieces.split_first()?;
        let next = u16::try_from(self.list.len()).ok()?;
        let at = if rest.is_empty() {
            let known = self.single.entry(key(first)).or_default();
            match known.iter().find(|w| w.0 == *first) {
                Some(w) => w.1,
                None => {
                    known.push((first.clone(), next));
                    next
                }
            }
        } else {
            let known = self.phrases.entry(first.clone()).or_default();
            match known.iter().find(|r| r.0 == rest) {
                Some(r) => r.1,
                None => {
                    known.push((rest.to_vec(), next));
                    next
                }
            }
        };
        if at == next {
            self.list.push(TimeWord::default());
        }
        self.list.get_mut(usize::from(at))
    }

    /// Whether a word of this hash may be in the table.
    pub(crate) const fn lets(&self, key: u32) -> bool {
        self.sieve.lets(key)
    }

    /// The number of a folded word; 0 when it is not listed.
    pub(crate) fn number(&self, word: &str) -> u16 {
        self.number_of(key(word), word)
    }

    /// The same for a word whose hash is known.
    pub(crate) fn number_of(&self, key: u32, word: &str) -> u16 {
        if !self.sieve.lets(key) {
            return 0;
        }
        let words = self.single.get(&key).map_or(&[][..], Vec::as_slice);
        words.iter().find(|w| &*w.0 == word).map_or(0, |w| w.1)
    }

    /// What follows this word in the phrases that begin with it, the longest first.
    pub(crate) fn phrases(&self, first: &str) -> &[Rest] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn has_phrases(&self) -> bool {
        !self.phrases.is_empty()
    }

    /// What has this number.
    pub(crate) fn get(&self, number: u16) -> &TimeWord {
        &self.list[usize::from(number)]
    }

    /// Whether a word as it stands has the ending of a verb that tells of what is over.
    pub(crate) fn ends_as_past(&self, raw: &str) -> bool {
        self.past.iter().any(|e| raw.ends_with(&**e))
    }

    /// Whether a word as it stands has the ending of a plural.
    pub(crate) fn ends_as_plural(&self, raw: &str) -> bool {
        self.plural.iter().any(|e| raw.ends_with(&**e))
    }

    /// Whether it has a plural's ending and is none.
    pub(crate) fn ends_as_no_plural(&self, raw: &str) -> bool {
        self.not_plural.iter().any(|e| raw.ends_with(&**e))
    }
}

/// Cues with which an expression begins.
const BEGINNINGS: [Cue; 5] = [Cue::EraBeforeYear, Cue::Future, Cue::A, Cue::Some, Cue::Half];

/// Whether a word is one that an expression is about: those it is dispatched by.
pub(crate) const fn leads(word: CalendarWord) -> bool {
    use CalendarWord as W;
    !matches!(
        word,
        W::Feast(_)
            | W::Beside(_)
            | W::HalfDay(_)
            | W::Of
            | W::DayEnding(_)
            | W::DecadeEnding
            | W::YearSign
            | W::MonthSign
            | W::DaySign
            | W::Era(_)
            | W::PastEnding
            | W::PluralEnding
            | W::NotPluralEnding
            | W::Cue(_)
    )
}
