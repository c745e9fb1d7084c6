//! How do the letters of a passage stand in its text? Letter by letter, with their marks, and what is between them.

use crate::lang::Language;
use crate::text::{Folded, Span, decimal, is_ideographic, is_read, is_sign, with_piece};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// One side: a text, its folding, and what of it is nobody's words.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub(super) text: &'t str,
    pub(super) folded: &'t Folded,
    pub(super) skips: &'t [Span],
    pub(super) language: &'t Language,
}

/// A letter or figure as it is written, for each that folding makes (an ideograph counts once).
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// In small letters, without its marks.
    pub(super) base: char,
    pub(super) marks: Vec<char>,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) token: usize,
    /// What the character itself puts before it: the stroke in ½, the blank between 1 and ½.
    pub(super) before: Option<char>,
}

impl Letter {
    /// Its marks that folding reads as letters.
    fn signs(&self) -> u32 {
        self.marks.iter().filter(|m| is_sign(**m)).count() as u32
    }

    pub(super) const fn is_digit(&self) -> bool {
        self.base.is_ascii_digit()
    }
}

/// A passage as it is written.
pub(super) struct Passage<'t> {
    pub(super) side: Written<'t>,
    pub(super) letters: Vec<Letter>,
}

impl<'t> Passage<'t> {
    /// `None` where the letters are not those of the folding.
    pub(super) fn new(side: Written<'t>, tokens: &Range<usize>) -> Option<Self> {
        let mut letters: Vec<Letter> = Vec::new();
        for token in tokens.clone() {
            let t = side.folded.tokens.get(token)?;
            let first = letters.len();
            for (at, c) in t.span.slice(side.text)?.char_indices() {
                let start = t.span.start() + at as u32;
                let end = start + c.len_utf8() as u32;
                let last = letters[first..].last_mut();
                if let Some((last, whole)) = last.and_then(|l| with_piece(l.base, c).map(|c| (l, c))) {
                    (last.base, last.end) = (whole, end);
                } else if is_read(c) {
                    push(c, start..end, token, &mut letters);
                } else if is_combining_mark(c)
                    && let Some(last) = letters.last_mut()
                {
                    last.marks.extend(std::iter::once(c).nfd());
                    last.end = end;
                }
            }
            let units = |l: &Letter| if is_ideographic(l.base) { 3 } else { 1 + l.signs() };
            if letters[first..].iter().map(units).sum::<u32>() != t.last - t.first {
                return None;
            }
        }
        for letter in letters.iter_mut().filter(|l| l.marks.len() > 1) {
            letter.marks.sort_unstable();
        }
        Some(Self { side, letters })
    }

    /// Whether a token begins with letter `k`.
    pub(super) fn begins(&self, k: usize) -> bool {
        k == 0 || self.letters[k - 1].token != self.letters[k].token
    }

    pub(super) fn slice(&self, range: Range<u32>) -> &'t str {
        self.side.text.get(range.start as usize..range.end as usize).unwrap_or("")
    }

    /// What stands before letter `k`, with its places, without what is skipped.
    pub(super) fn between(&self, k: usize) -> Vec<(char, u32)> {
        let tokens = &self.side.folded.tokens;
        let from = match k.checked_sub(1) {
            Some(before) => self.letters[before].end,
            None => {
                let first = self.letters[0].token;
                first.checked_sub(1).map_or(0, |t| tokens[t].span.end())
            }
        };
        let to = match self.letters.get(k) {
            Some(letter) => letter.start,
            None => {
                let after = self.letters.last().map_or(0, |l| l.token) + 1;
                tokens.get(after).map_or(self.side.text.len() as u32, |t| t.span.start())
            }
        };
        self.plain(from..to)
    }

    fn plain(&self, range: Range<u32>) -> Vec<(char, u32)> {
        let mut out = Vec::new();
        if range.start >= range.end {
            return out;
        }
        let mut skips = self.side.skips[self.side.skips.partition_point(|s| s.end() <= range.start)..].iter();
        let mut skip = skips.next();
        let (mut depth, mut tag) = (0u32, 0u32);
        for (at, c) in self.slice(range.clone()).char_indices() {
            let at = range.start + at as u32;
            while skip.is_some_and(|s| s.end() <= at) {
                skip = skips.next();
            }
            if let Some(s) = skip.filter(|s| s.start() <= at) {
                // An entity of HTML is the sign that it stands for.
                if let Some(sign) = s.slice(self.side.text).filter(|_| at == s.start()).and_then(entity) {
                    out.push((sign, at));
                }
                continue;
            }
            if c == '<' && self.is_tag(at) {
                tag += 1;
            }
            match c {
                '>' if tag > 0 => tag -= 1,
                _ if tag > 0 => {}
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                // A sign may be written in pieces (`=` and a stroke), or as another that is the same.
                _ if is_combining_mark(c) => {
                    if let Some(last) = out.last_mut()
                        && let Some(whole) = compose(last.0, c)
                    {
                        last.0 = whole;
                    }
                }
                _ if c.is_ascii() => out.push((c, at)),
                _ => out.extend(std::iter::once(c).nfc().map(|c| (c, at))),
            }
        }
        out
    }

    /// Whether a tag of HTML opens at `at`.
    fn is_tag(&self, at: u32) -> bool {
        let rest = self.side.text.get(at as usize + 1..).unwrap_or("");
        let name = rest.strip_prefix('/').unwrap_or(rest);
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.split(['<', '\n']).next().is_some_and(|t| t.contains('>'))
    }

    /// The word at a token, as it is written.
    pub(super) fn raw(&self, token: usize) -> &'t str {
        self.side.folded.tokens.get(token).and_then(|t| t.span.slice(self.side.text)).unwrap_or("")
    }

    /// The digits around letter `k` that are one number with it, with points and strokes within.
    pub(super) fn number(&self, k: usize) -> Range<usize> {
        let joined = |k: usize| {
            let gap = &self.slice(self.letters[k - 1].end..self.letters[k].start);
            let mut marks = gap.chars();
            self.letters[k - 1].is_digit()
                && self.letters[k].is_digit()
                && marks.next().is_none_or(|c| matches!(c, '.' | ',' | '\'' | '\u{2019}' | ':' | '/'))
                && marks.next().is_none()
        };
        let mut out = k..k + 1;
        while out.start > 0 && joined(out.start) {
            out.start -= 1;
        }
        while out.end < self.letters.len() && joined(out.end) {
            out.end += 1;
        }
        out
    }
}

fn entity(text: &str) -> Option<char> {
    Some(match text.strip_prefix('&')?.strip_suffix(';')? {
        "lt" => '<',
        "gt" => '>',
        "le" => '≤',
        "ge" => '≥',
        "plusmn" => '±',
        "minus" => '−',
        "permil" => '‰',
        "times" => '×',
        "deg" => '°',
        "pound" => '£',
        "euro" => '€',
        "yen" => '¥',
        "cent" => '¢',
        "sup2" => '²',
        "sup3" => '³',
        _ => return None,
    })
}

fn push(c: char, range: Range<u32>, token: usize, out: &mut Vec<Letter>) {
    let from = out.len();
    let mut fraction = false;
    for d in c.to_lowercase().flat_map(|c| std::iter::once(c).nfkd()).flat_map(char::to_lowercase) {
        let mut put = |base: char| {
            let before = match fraction {
                true => Some('/'),
                false => None,
            };
            fraction = false;
            out.push(Letter { base, marks: vec![], start: range.start, end: range.end, token, before });
        };
        match d {
            '\u{2044}' => fraction = true,
            'ß' => ['s', 's'].into_iter().for_each(&mut put),
            'æ' => ['a', 'e'].into_iter().for_each(&mut put),
            'œ' => ['o', 'e'].into_iter().for_each(&mut put),
            'þ' => ['þ', 'þ'].into_iter().for_each(&mut put),
            'ς' => put('σ'),
            _ if is_combining_mark(d) => {
                if let Some(last) = out.last_mut().filter(|l| l.start == range.start) {
                    last.marks.push(d);
                }
            }
            _ => match decimal(d) {
                Some(n) => put(char::from(b'0' + n)),
                None if d.is_alphanumeric() => put(d),
                None => {}
            },
        }
    }
    if is_ideographic(c) {
        // It is one, with its marks, as folding has it.
        out.truncate(from);
        let base = std::iter::once(c).nfkc().next().unwrap_or(c);
        out.push(Letter { base, marks: vec![], start: range.start, end: range.end, token, before: None });
    }
    if out[from..].iter().any(|l| l.before.is_some()) {
        out[from].before = Some(' ');
    }
}
