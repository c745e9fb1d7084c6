//! What of two passages with the same folded letters differs as they are written?
//!
//! Folding finds words whatever marks, signs, apostrophes and divisions they are written with. Some of these turn the sense:
//! `<` and `>`, a minus, the point of a decimal, an accent that makes another word. Here both sides are read again as they
//! stand, letter by letter: as their folded letters are the same, the n-th of one answers to the n-th of the other.

use super::sign::{Place, Sign, alike, signs_at};
use super::written::{Letter, Passage, Written};
use crate::text::{Span, are_variants, is_ideographic};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A number, its sign, its unit's power or its currency.
    Number,
    /// A letter: a vowel sign of a script that writes vowels as marks, or another character.
    Letter,
    /// A mark of a letter.
    Mark,
    /// The division into words.
    Division,
    /// An apostrophe.
    Apostrophe,
    /// Brackets around letters, on the first side only.
    Bracket,
    /// Capitals.
    Case,
    /// Punctuation between words.
    Punctuation,
}

/// A difference: tokens (none of a sign or a mark between words) and places on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) kind: Kind,
    pub(super) tokens: (Range<usize>, Range<usize>),
    pub(super) spans: (Span, Span),
}

/// What differs between runs of tokens with the same folded letters, in order.
pub(super) fn differences(
    sides: (Written<'_>, Written<'_>),
    runs: (&Range<usize>, &Range<usize>),
) -> Vec<Difference> {
    let (Some(x), Some(y)) = (Passage::new(sides.0, runs.0), Passage::new(sides.1, runs.1)) else {
        return vec![];
    };
    if x.letters.len() != y.letters.len() || x.letters.is_empty() {
        return vec![];
    }
    let mut out = numbers(&x, &y);
    words(&x, &y, &mut out);
    out.sort_by_key(|d| (d.spans.0, d.spans.1, d.kind));
    out
}

/// Differences of words: between places where a word begins on both sides.
fn words(x: &Passage<'_>, y: &Passage<'_>, out: &mut Vec<Difference>) {
    let n = x.letters.len();
    let numbers: Vec<(Span, Span)> = out.iter().map(|d| d.spans).collect();
    let mut from = 0;
    for to in 1..=n {
        if to < n && !(x.begins(to) && y.begins(to)) {
            continue;
        }
        let group = from..to;
        from = to;
        let token = |p: &Passage<'_>| p.letters[group.start].token..p.letters[to - 1].token + 1;
        let (a, b) = (token(x), token(y));
        if let Some(kind) = word(x, y, &group, (&a, &b))
            && let (Some(s), Some(t)) = (x.side.folded.span_of(&a), y.side.folded.span_of(&b))
        {
            // A number that is told is told once.
            let told = numbers.iter().any(|d| d.0.overlaps(s) && d.1.overlaps(t));
            if !(told && matches!(kind, Kind::Division | Kind::Case)) {
                out.push(Difference { kind, tokens: (a, b), spans: (s, t) });
            }
        }
        if to < n {
            let (p, q) = (points(&x.between(to)), points(&y.between(to)));
            let at = |p: &Passage<'_>| Span::new(p.letters[to - 1].end, p.letters[to].start).ok();
            if p != q
                && let (Some(s), Some(t)) = (at(x), at(y))
                && !numbers.iter().any(|d| d.0.overlaps(s) || d.1.overlaps(t))
            {
                out.push(Difference { kind: Kind::Punctuation, tokens: (0..0, 0..0), spans: (s, t) });
            }
        }
    }
}

fn word(
    x: &Passage<'_>,
    y: &Passage<'_>,
    group: &Range<usize>,
    (a, b): (&Range<usize>, &Range<usize>),
) -> Option<Kind> {
    let single = a.len() == 1 && b.len() == 1;
    let (p, q) = (x.raw(a.start), y.raw(b.start));
    if single && p == q {
        return None;
    }
    if single && p.contains(['[', ']']) && !q.contains(['[', ']']) {
        return Some(Kind::Bracket);
    }
    let pointed =
        |p: &Passage<'_>| p.letters[group.clone()].iter().any(|l| l.marks.iter().any(|&m| is_point(m)));
    let points = (pointed(x), pointed(y));
    let mut found: Option<Kind> = None;
    for k in group.clone() {
        let last = k + 1 == group.end;
        found = match (found, difference(&x.letters[k], &y.letters[k], points, last)) {
            (Some(f), Some(d)) => Some(f.min(d)),
            (f, d) => f.or(d),
        };
    }
    if found.is_some() {
        return found;
    }
    let inner = group.start + 1..group.end;
    let glued = |k: usize| {
        // "5km" and "5 km", 1,250 and 1 250 are divided alike.
        x.letters[k].is_digit() || x.letters[k - 1].is_digit()
    };
    if inner.clone().any(|k| x.begins(k) != y.begins(k) && !glued(k)) {
        return Some(Kind::Division);
    }
    let apostrophe = |p: &Passage<'_>, k: usize| {
        p.slice(p.letters[k - 1].end..p.letters[k].start)
            .contains(['\'', '\u{2018}', '\u{2019}', '\u{2BC}', '\u{FF07}'])
    };
    let digits = |k: usize| x.letters[k].is_digit() && x.letters[k - 1].is_digit();
    if inner.clone().any(|k| !digits(k) && apostrophe(x, k) != apostrophe(y, k)) {
        return Some(Kind::Apostrophe);
    }
    let letter = |c: &char| c.is_alphabetic() && !is_combining_mark(*c);
    let upper = |s: &str| s.nfd().filter(letter).map(char::is_uppercase).collect::<Vec<_>>();
    let (p, q) = (upper(p), upper(q));
    // Letters that are two on one side (ß, ss) have no capital.
    let many = |w: &[bool]| w.iter().filter(|u| **u).count();
    let differs = if p.len() == q.len() { p != q } else { many(&p) != many(&q) };
    (single && differs).then_some(Kind::Case)
}

/// A vowel point of Hebrew or Arabic, which writers put or leave out.
const fn is_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{652}' | '\u{656}'..='\u{65F}'
        | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{8D3}'..='\u{8FF}')
}

/// A sign of a script that writes vowels as marks: India, Thailand, Laos, Burma, Cambodia.
const fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{DFF}' | '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

/// Signs of these scripts that writers put, leave out or write for each other: nukta, and the signs for a nasal.
const fn is_free_sign(c: char) -> bool {
    let low = (c as u32) & 0x7F;
    matches!(c, '\u{900}'..='\u{D7F}') && matches!(low, 0x01 | 0x02 | 0x3C)
}

/// How two letters differ that fold to the same.
fn difference(x: &Letter, y: &Letter, pointed: (bool, bool), last: bool) -> Option<Kind> {
    if x.base != y.base {
        if is_ideographic(x.base) || is_ideographic(y.base) {
            return (!are_variants(x.base, y.base)).then_some(Kind::Letter);
        }
        // The keyboards of Persian and Urdu have other letters for the same.
        let keyboard =
            |l: &Letter| matches!(l.base, 'ک' | 'ك' | 'ی' | 'ي' | 'ہ' | 'ھ' | 'ە' | 'ه' | 'ٱ' | 'ا');
        return (!(keyboard(x) && keyboard(y))).then_some(Kind::Mark);
    }
    if x.marks == y.marks {
        return None;
    }
    let bare = pointed.0 != pointed.1;
    let keep = |l: &Letter| -> Vec<char> {
        let free = |m: char| match m {
            // Seats of hamza, and alef with madda.
            '\u{653}'..='\u{655}' => true,
            _ if is_point(m) => bare,
            // ё, and the stress of Russian vowels.
            '\u{308}' => l.base == 'е',
            '\u{300}' | '\u{301}' => matches!(l.base, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я'),
            // Breathings of Greek, and what else one accent took the place of.
            '\u{313}' | '\u{314}' | '\u{345}' => is_greek(l.base),
            _ => false,
        };
        let plain =
            |m: char| if is_greek(l.base) && matches!(m, '\u{300}' | '\u{342}') { '\u{301}' } else { m };
        l.marks.iter().copied().filter(|&m| !free(m)).map(plain).collect()
    };
    let (p, q) = (keep(x), keep(y));
    if p == q || (is_greek(x.base) && (p.is_empty() || q.is_empty())) {
        return None;
    }
    let changed = || {
        let lost = q.iter().filter(|m| !p.contains(m));
        p.iter().filter(|m| !q.contains(m)).chain(lost).copied()
    };
    // A word's last virama is left out as often as not.
    let virama = |m: char| last && matches!(m, '\u{94D}' | '\u{9CD}');
    let vowel = changed().any(|m| is_vowel_sign(m) && !is_free_sign(m) && !virama(m));
    Some(if vowel { Kind::Letter } else { Kind::Mark })
}

const fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}')
}

/// Punctuation that readers see: without white space, quotation marks and note markers,
/// with all dashes alike.
fn points(gap: &[(char, u32)]) -> String {
    let mut out = String::new();
    for &(c, _) in gap {
        match c {
            '-' | '\u{2010}'..='\u{2015}' | '\u{AC}' | '\u{AD}' if out.ends_with('-') => {}
            '-' | '\u{2010}'..='\u{2015}' | '\u{AC}' | '\u{AD}' | '\u{2212}' => out.push('-'),
            '…' => out.push_str("..."),
            ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '&' => out.push(c),
            _ => {}
        }
    }
    // A hyphen or none between parts of a compound is spelling of no weight.
    if out == "-" { String::new() } else { out }
}

// ---- numbers ----

/// What stands between two digits, as it may be read.
mod reading {
    /// Nothing: one number.
    pub(super) const JOINED: u8 = 1;
    /// The point of a decimal.
    pub(super) const DECIMAL: u8 = 2;
    /// Two numbers.
    pub(super) const APART: u8 = 4;
    /// A ratio or a fraction.
    pub(super) const RATIO: u8 = 8;
    /// From one to another.
    pub(super) const RANGE: u8 = 16;
}

impl Passage<'_> {
    /// What stands between the digits `k - 1` and `k`: a mark, or `None` for words of which more stands between.
    fn mark(&self, k: usize) -> Option<(char, bool)> {
        let gap = self.between(k);
        let mut marks = gap.iter().map(|g| g.0).filter(|c| !c.is_whitespace());
        let blank = gap.iter().any(|g| g.0.is_whitespace())
            || (gap.is_empty() && self.letters[k].before == Some(' '));
        if self.letters[k].before == Some('/') {
            return Some(('/', false));
        }
        let mark = match marks.next() {
            None if blank => ' ',
            None => '\0',
            Some('\u{66B}') => '.',
            Some('\u{66C}') => ',',
            Some('\u{2236}' | '\u{FF1A}') => ':',
            Some('\u{2044}' | '\u{2215}' | '\u{FF0F}') => '/',
            Some('-' | '\u{2010}'..='\u{2015}' | '\u{2212}') => '-',
            Some('\'' | '\u{2019}') => '\'',
            Some('\u{FF0C}') => ',',
            Some('\u{FF0E}') => '.',
            Some(c) => c,
        };
        marks.next().is_none().then_some((mark, blank))
    }

    /// Lengths of the runs of digits from `k` on that the same mark parts.
    fn parts(&self, k: usize, mark: (char, bool)) -> Vec<usize> {
        let mut out = vec![0];
        for i in k..self.letters.len() {
            if !self.letters[i].is_digit() {
                break;
            }
            if i > k {
                match self.mark(i) {
                    Some(('\0', _)) => {}
                    m if m == Some(mark) => out.push(0),
                    _ => break,
                }
            }
            if let Some(last) = out.last_mut() {
                *last += 1;
            }
        }
        out
    }

    fn digits_before(&self, k: usize) -> usize {
        let joined = |i: &usize| {
            self.letters[*i].is_digit() && (*i + 1 == k || self.mark(*i + 1) == Some(('\0', false)))
        };
        (0..k).rev().take_while(joined).count()
    }

    /// How what stands between the digits `k - 1` and `k` may be read.
    fn readings(&self, k: usize) -> u8 {
        use reading::{APART, DECIMAL, JOINED, RANGE, RATIO};
        let Some(mark) = self.mark(k) else { return APART };
        let parts = self.parts(k, mark);
        let (before, after) = (self.digits_before(k), parts[0]);
        // Thousands, of which India groups the upper ones by two.
        let grouped = before <= 3
            && parts.last() == Some(&3)
            && parts[..parts.len() - 1].iter().all(|n| matches!(n, 2 | 3));
        let of_the_language = self.side.language.settings().decimal == Some(mark.0);
        let date = parts.len() >= 2 || (before == 4 && after <= 4);
        match mark.0 {
            '\0' => JOINED,
            ' ' | '\'' if grouped => JOINED | APART,
            ' ' => APART,
            ',' | '.' | '\u{B7}' if mark.1 => {
                if grouped {
                    JOINED | APART
                } else {
                    APART
                }
            }
            ',' | '.' if grouped && !(of_the_language && parts.len() == 1) => JOINED,
            '.' if date || parts.len() >= 2 => DECIMAL | RANGE | RATIO,
            ',' | '.' | '\u{B7}' => DECIMAL,
            ':' if before <= 2 && after == 2 => RATIO | DECIMAL,
            ':' => RATIO,
            '/' if date => RATIO | RANGE | DECIMAL,
            '/' => RATIO,
            '-' if date => RANGE | RATIO | DECIMAL | APART,
            '-' => RANGE | APART,
            _ => APART,
        }
    }
}

/// Whether two marks between digits are read alike: `1,250` and `1.250` with the language's decimal sign on one side are.
fn read_alike(x: &Passage<'_>, y: &Passage<'_>, k: usize) -> bool {
    if x.readings(k) & y.readings(k) != 0 {
        return true;
    }
    let swapped = |p: &Passage<'_>| p.mark(k).filter(|m| matches!(m.0, ',' | '.') && !m.1).map(|m| m.0);
    matches!((swapped(x), swapped(y)), (Some(a), Some(b)) if a != b)
}

/// A change of signs before letter `k` (which may be one past the last).
struct Turned {
    k: usize,
    signs: (Vec<Sign>, Vec<Sign>),
}

/// Differences of numbers and signs.
fn numbers(x: &Passage<'_>, y: &Passage<'_>) -> Vec<Difference> {
    let n = x.letters.len();
    let mut turned: Vec<Turned> = Vec::new();
    let mut out: Vec<Difference> = Vec::new();
    for k in 0..=n {
        let place = if k == 0 {
            Place::Start
        } else if k == n {
            Place::End
        } else {
            Place::Within
        };
        let inner = place == Place::Within && !x.begins(k) && !y.begins(k);
        let between_digits = place == Place::Within && x.letters[k - 1].is_digit() && x.letters[k].is_digit();
        if inner && !between_digits {
            continue;
        }
        if between_digits && !read_alike(x, y, k) {
            let span = |p: &Passage<'_>| {
                let number = p.number(k - 1);
                let number = number.start..p.number(k).end.max(k + 1);
                Span::new(p.letters[number.start].start, p.letters[number.end - 1].end).ok()
            };
            if let (Some(s), Some(t)) = (span(x), span(y)) {
                join(&mut out, s, t);
            }
        }
        let signs = (signs_at(x, k, place), signs_at(y, k, place));
        if !alike(&signs.0, &signs.1) {
            turned.push(Turned { k, signs });
        }
    }
    // "€5" and "5 €" have the same sign.
    let moved = |t: &Turned| {
        turned.iter().any(|o| {
            let digits = t.k.min(o.k)..t.k.max(o.k);
            let lone = |s: &[Sign], r: &[Sign]| matches!((s, r), ([one], []) if one.is_currency());
            let same = |s: &[Sign], r: &[Sign]| s.first().map(|s| &s.text) == r.first().map(|s| &s.text);
            !digits.is_empty()
                && x.letters[digits].iter().all(Letter::is_digit)
                && ((lone(&t.signs.0, &t.signs.1)
                    && lone(&o.signs.1, &o.signs.0)
                    && same(&t.signs.0, &o.signs.1))
                    || (lone(&t.signs.1, &t.signs.0)
                        && lone(&o.signs.0, &o.signs.1)
                        && same(&t.signs.1, &o.signs.0)))
        })
    };
    for t in turned.iter().filter(|t| !moved(t)) {
        let (Some(s), Some(r)) = (t.span(x, &t.signs.0), t.span(y, &t.signs.1)) else { continue };
        join(&mut out, s, r);
    }
    out
}

impl Turned {
    /// The signs with the number that they belong to.
    fn span(&self, p: &Passage<'_>, signs: &[Sign]) -> Option<Span> {
        let digit = |k: usize| p.letters.get(k).filter(|l| l.is_digit()).map(|_| k);
        let after = self.signs.0.iter().chain(&self.signs.1).any(|s| s.follows);
        let number = if after { self.k.checked_sub(1).and_then(digit) } else { digit(self.k) };
        let mut span: Option<Span> = None;
        if let Some(k) = number {
            let number = p.number(k);
            span = Span::new(p.letters[number.start].start, p.letters[number.end - 1].end).ok();
        }
        for s in signs {
            let sign = Span::new(s.span.start, s.span.end).ok()?;
            span = Some(span.map_or(sign, |r| r.cover(sign)));
        }
        span.or_else(|| {
            let at = match p.letters.get(self.k) {
                Some(l) => l.start,
                None => p.letters.last()?.end,
            };
            Span::new(at, at).ok()
        })
    }
}

/// Adds a change of a number, which may be told already.
fn join(out: &mut Vec<Difference>, s: Span, t: Span) {
    if let Some(d) = out.iter_mut().find(|d| d.spans.0.overlaps(s) || d.spans.1.overlaps(t)) {
        d.spans = (d.spans.0.cover(s), d.spans.1.cover(t));
        return;
    }
    out.push(Difference { kind: Kind::Number, tokens: (0..0, 0..0), spans: (s, t) });
}
