//! What is each word of a text to the reader of dates?

use crate::lang::{CalendarWord, Cue, NumeralKind, TimeWord, TimeWords, leads};
use crate::read::token::{Shape, Tokens};

pub(super) use crate::lang::{CalendarWord as Word, TimeUnit as Unit, Which};

/// What each token of a text is, by its number in the words of its language, and how many tokens long it is.
pub(super) struct Known {
    pub(super) words: &'static TimeWords,
    numbers: Vec<u16>,
    /// Empty where the language has no phrases.
    lengths: Vec<u8>,
}

impl Known {
    pub(super) fn of(t: &Tokens<'_>) -> Self {
        let words = t.language.time_words();
        let mut out = Self { words, numbers: vec![0; t.len()], lengths: Vec::new() };
        if words.has_phrases() {
            out.lengths = vec![1; t.len()];
        }
        let prefixes = &t.language.settings().prefixes;
        for i in 0..t.len() {
            if t.shape(i) != Some(Shape::Word) || !words.lets(t.key(i)) && prefixes.is_empty() {
                continue;
            }
            let small = t.small(i);
            let small = small.as_str();
            let mut number = words.number(small);
            if words.has_phrases()
                && let Some((end, longer)) = words.phrases(small).iter().find_map(|(rest, number)| {
                    let end = rest.iter().try_fold(i, |at, word| {
                        let next = next_word(t, at)?;
                        (t.small(next).as_str() == &**word).then_some(next)
                    })?;
                    Some((end + 1, *number))
                })
                && let Ok(length) = u8::try_from(end - i)
            {
                number = longer;
                out.lengths[i] = length;
            }
            if number == 0 && !prefixes.is_empty() {
                let bare = |word: &str| {
                    prefixes
                        .iter()
                        .filter_map(|p| word.strip_prefix(p.as_str()))
                        .map(|w| words.number(w))
                        .find(|&n| n != 0)
                };
                number = bare(small).unwrap_or(0);
            }
            out.numbers[i] = number;
        }
        out
    }

    pub(super) fn get(&self, i: usize) -> &TimeWord {
        self.words.get(self.numbers.get(i).copied().unwrap_or(0))
    }

    pub(super) fn is_listed(&self, i: usize) -> bool {
        self.numbers.get(i).is_some_and(|&n| n != 0)
    }

    /// The token after the word or phrase at `i`.
    pub(super) fn past(&self, i: usize) -> usize {
        i + self.lengths.get(i).map_or(1, |&l| usize::from(l))
    }

    /// The first of its words that an expression is about.
    pub(super) fn word(&self, i: usize) -> Option<CalendarWord> {
        self.get(i).words.iter().copied().find(|w| leads(*w)).map(|w| match w {
            Word::Weekdays(day) => Word::Weekday(day, false),
            w => w,
        })
    }

    pub(super) fn cue(&self, i: usize, cue: Cue) -> bool {
        self.get(i).cues.has(cue)
    }

    pub(super) fn cardinal(&self, i: usize) -> Option<f64> {
        self.get(i).numeral(NumeralKind::Cardinal)
    }
}

/// The word after token `i` in a phrase: full stops, hyphens and apostrophes between may be there or not.
fn next_word(t: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut at = i + 1;
    while t.shape(at) == Some(Shape::Mark)
        && matches!(t.raw(at), "." | "-" | "'" | "’" | "\"" | "״" | "׳" | "\u{200c}")
    {
        at += 1;
    }
    (at < i + 4 && !(i..at).any(|k| t.parted(k))).then_some(at)
}
