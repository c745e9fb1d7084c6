//! What do the tables of the text's language say of a word?

use crate::lang::{Keyed, Language, Money, MoneyWord, NumberEntry, NumberWords, Role, Term, UnitWord, Units};
use crate::read::token::{Shape, Small, Tokens};
use std::ops::Deref;

/// The language whose tables read these tokens.
pub(super) const fn language(t: &Tokens<'_>) -> &'static Language {
    t.language
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

/// Whether a number may begin with word `i`. Numbers in characters ("三百二十") are put together otherwise, and are not read.
pub(super) fn may_begin(t: &Tokens<'_>, i: usize) -> bool {
    let words = words(t);
    if language(t).settings().characters {
        return false;
    }
    words.lets_begin(t.key(i)) || words.may_be_compound(t.raw(i))
}

/// What word `i` is in a table.
pub(super) fn found<'k, V>(t: &Tokens<'_>, i: usize, table: &'k Keyed<V>) -> Option<&'k V> {
    if t.shape(i)? != Shape::Word {
        return None;
    }
    let (key, raw) = (t.key(i), t.raw(i));
    if raw.is_ascii() {
        return table.get(key, raw);
    }
    // Where all is ASCII, "à" is no "a".
    (table.is_wide() && table.has(key)).then(|| table.get(key, &word(t, i)))?
}

/// What the longest phrase from word `i` is in a table, if `what` finds it there: its last token. `next` is the word that
/// goes on after those before a token.
pub(super) fn longest_in<T, V>(
    t: &Tokens<'_>,
    i: usize,
    table: &Keyed<V>,
    next: impl Fn(&Tokens<'_>, usize) -> Option<usize>,
    what: impl Fn(&V) -> Option<T>,
) -> Option<(usize, T)> {
    let mut best = found(t, i, table).and_then(&what).map(|x| (i, x));
    if table.longest() < 2 {
        return best;
    }
    let Some(mut at) = next(t, i + 1).filter(|&at| t.shape(at) == Some(Shape::Word)) else { return best };
    if !table.may_follow(t.key(at)) {
        return best;
    }
    let mut key = String::from(&*word(t, i));
    for _ in 1..table.longest() {
        key.push(' ');
        key.push_str(&word(t, at));
        if let Some(x) = table.phrase(&key).and_then(&what) {
            best = Some((at, x));
        }
        match next(t, at + 1).filter(|&at| t.shape(at) == Some(Shape::Word)) {
            Some(after) => at = after,
            None => break,
        }
    }
    best
}

/// What token `i` is in and beside numbers.
pub(super) fn entry(t: &Tokens<'_>, i: usize) -> NumberEntry {
    found(t, i, words(t).entries()).copied().unwrap_or_default()
}

/// Whether token `i` is this in numbers.
pub(super) fn is(t: &Tokens<'_>, i: usize, role: Role) -> bool {
    found(t, i, words(t).entries()).is_some_and(|e| e.is(role))
}

/// What token `i` is among measures.
pub(super) fn unit_word(t: &Tokens<'_>, i: usize) -> UnitWord {
    found(t, i, units(t).words()).copied().unwrap_or_default()
}

/// What token `i` is among money.
pub(super) fn money_word(t: &Tokens<'_>, i: usize) -> Option<&'static MoneyWord> {
    found(t, i, money(t).words())
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
    let entries = words(t).entries();
    let first = found(t, i, entries)?;
    if !first.is(Role::Opens) {
        return what(first).map(|x| (i + 1, x));
    }
    longest_in(t, i, entries, next, what).map(|(last, x)| (last + 1, x))
}

/// The number word (or words that are one entry) at token `i`, and the token after it.
pub(super) fn term(t: &Tokens<'_>, i: usize) -> Option<(usize, Term)> {
    longest(t, i, |e| e.term).or_else(|| Some((i + 1, compound(t, i)?)))
}

/// The number that word `i` is, put together from several.
pub(super) fn compound(t: &Tokens<'_>, i: usize) -> Option<Term> {
    let words = words(t);
    if t.shape(i)? != Shape::Word || !words.may_be_compound(t.raw(i)) {
        return None;
    }
    words.compound(&word(t, i))
}

/// The number word that goes on after the words before token `end`.
pub(super) fn next_term(t: &Tokens<'_>, end: usize) -> Option<(usize, Term)> {
    term(t, next(t, end)?)
}
