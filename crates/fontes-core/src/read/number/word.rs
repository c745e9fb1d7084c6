//! What do the tables of the text's language say of a word?

use crate::lang::{Language, Money, NumberEntry, NumberWords, Role, Term, UnitWord, Units};
use crate::read::token::{Shape, Small, Tokens};
use std::ops::Deref;

/// The language whose tables read these tokens.
///
/// Tokens do not know theirs yet: English, as long as that is so.
pub(super) fn language(_: &Tokens<'_>) -> &'static Language {
    static ENGLISH: std::sync::LazyLock<&Language> = std::sync::LazyLock::new(crate::lang::english);
    #[cfg(test)]
    if let Some(language) = super::tests::LANGUAGE.get() {
        return language;
    }
    &ENGLISH
}

pub(super) fn words(t: &Tokens<'_>) -> &'static NumberWords {
    language(t).number_words()
}

pub(super) fn units(t: &Tokens<'_>) -> &'static Units {
    language(t).units()
}

pub(super) fn money(t: &Tokens<'_>) -> &'static Money {
    language(t).money()
}

/// A word folded for look-up.
pub(super) enum Word {
    Small(Small),
    /// One of other letters than ASCII, or a long one.
    Folded(String),
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Small(small) => small.as_str(),
            Self::Folded(word) => word,
        }
    }
}

/// Token `i` folded; empty when it is no word.
pub(super) fn word(t: &Tokens<'_>, i: usize) -> Word {
    let small = t.small(i);
    if small.as_str().is_empty() && t.shape(i) == Some(Shape::Word) {
        return Word::Folded(crate::text::fold(t.raw(i), &[]).words().collect());
    }
    Word::Small(small)
}

/// Whether a table of these keys' hashes may have token `i`: a word of other letters than ASCII has no hash of its own.
pub(super) fn may_have(t: &Tokens<'_>, i: usize, lets: impl FnOnce(u32) -> bool) -> bool {
    lets(t.key(i)) || !t.raw(i).is_ascii()
}

/// What token `i` is in and beside numbers.
pub(super) fn entry(t: &Tokens<'_>, i: usize) -> NumberEntry {
    let words = words(t);
    if t.shape(i) != Some(Shape::Word) || !may_have(t, i, |k| words.lets(k)) {
        return NumberEntry::default();
    }
    words.get(&word(t, i))
}

/// Whether token `i` is this in numbers.
pub(super) fn is(t: &Tokens<'_>, i: usize, role: Role) -> bool {
    entry(t, i).is(role)
}

/// What token `i` is among measures.
pub(super) fn unit_word(t: &Tokens<'_>, i: usize) -> UnitWord {
    let units = units(t);
    if t.shape(i) != Some(Shape::Word) || !may_have(t, i, |k| units.lets(k)) {
        return UnitWord::default();
    }
    units.get(&word(t, i))
}

/// Whether a hyphen is token `i`.
fn is_hyphen(t: &Tokens<'_>, i: usize) -> bool {
    matches!(t.raw(i), "-" | "‐" | "‑")
}

/// The word that goes on after the words before token `end`, over one hyphen or none, or over the full stop of an
/// abbreviation.
pub(super) fn next(t: &Tokens<'_>, end: usize) -> Option<usize> {
    let last = end.checked_sub(1)?;
    if t.parted(last) {
        return None;
    }
    if is_hyphen(t, end) {
        // "fifty-two" and "fifty - two", but not "fifty- two".
        return (t.glued(last) == t.glued(end) && !t.parted(end)).then_some(end + 1);
    }
    if t.glued(last) {
        return after_abbreviation(t, end);
    }
    Some(end)
}

/// The token after the full stop at `end` that ends a magnitude's abbreviation.
pub(super) fn after_abbreviation(t: &Tokens<'_>, end: usize) -> Option<usize> {
    let dot = t.is(end, ".") && t.glued(end - 1) && !t.parted(end) && !t.glued(end);
    (dot && is(t, end - 1, Role::Dotted)).then_some(end + 1)
}

/// What the longest phrase from token `i` is, if `what` finds it in an entry: the token after it.
pub(super) fn longest<T>(
    t: &Tokens<'_>,
    i: usize,
    what: impl Fn(&NumberEntry) -> Option<T>,
) -> Option<(usize, T)> {
    let first = entry(t, i);
    let mut best = what(&first).map(|x| (i + 1, x));
    if first.is(Role::Opens) {
        let words = words(t);
        let mut key = String::from(&*word(t, i));
        let mut end = i + 1;
        for _ in 1..words.longest() {
            let Some(at) = next(t, end).filter(|&at| t.shape(at) == Some(Shape::Word)) else { break };
            key.push(' ');
            key.push_str(&word(t, at));
            end = at + 1;
            if let Some(x) = what(&words.get(&key)) {
                best = Some((end, x));
            }
        }
    }
    best
}

/// The number word (or words that are one entry) at token `i`, and the token after it.
pub(super) fn term(t: &Tokens<'_>, i: usize) -> Option<(usize, Term)> {
    longest(t, i, |e| e.term)
}

/// The number word that goes on after the words before token `end`.
pub(super) fn next_term(t: &Tokens<'_>, end: usize) -> Option<(usize, Term)> {
    term(t, next(t, end)?)
}
