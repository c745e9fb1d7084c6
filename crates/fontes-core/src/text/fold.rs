//! What does matching see of a text? Its letters and digits, folded, with a map back.
//!
//! Folding drops what typesetting, scanning and copying change without changing a word:
//! case, diacritics, ligatures, long s, quotation marks, punctuation, white space, soft and
//! line-end hyphens, note markers such as `[12]` and superscript figures. Digits of all scripts are one, as are the
//! forms of a Chinese character and the letters that Arabic writes for each other. What of this may turn the sense is
//! looked at again when two passages are compared (`align/surface`). The text itself
//! is never touched: every token keeps the span that it was read from. Of what is skipped, an entity (`&eacute;`) is the sign
//! that it stands for.
//!
//! A *unit* is one folded letter or digit (a Unicode scalar value). A character of a script
//! that writes no spaces between words (Han, kana, Hangul) is a token of its own and counts
//! as three units, so that a length in units means about the same in every script. A letter of an
//! alphabet that writes none (Thai, Lao, Burmese, Khmer) is a token and a unit.

use super::Span;
use super::digit::decimal;
use super::ideographs::folded as fold_ideograph;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// A word: its folded letters and the span of the text that it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First unit in [`Folded::units`].
    pub first: u32,
    /// One past the last unit.
    pub last: u32,
    /// The bytes of the word in the text, line-end hyphens within included.
    pub span: Span,
}

/// A text as matching sees it.
///
/// Invariant: the tokens tile `units` in order, and their spans are in order and disjoint.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded letters and digits of all tokens, one after the other.
    pub units: Vec<u32>,
    /// The words.
    pub tokens: Vec<Token>,
}

impl Folded {
    /// The folded letters of token `i`.
    #[must_use]
    pub fn letters(&self, i: usize) -> &[u32] {
        let t = self.tokens[i];
        &self.units[t.first as usize..t.last as usize]
    }

    /// The folded letters of a run of tokens.
    #[must_use]
    pub fn run(&self, tokens: &Range<usize>) -> &[u32] {
        if tokens.is_empty() {
            return &[];
        }
        &self.units[self.tokens[tokens.start].first as usize..self.tokens[tokens.end - 1].last as usize]
    }

    /// The folded letters of token `i`, as a word.
    #[must_use]
    pub fn word(&self, i: usize) -> String {
        self.letters(i).iter().filter_map(|&u| char::from_u32(u)).collect()
    }

    /// All words, folded, in order.
    pub fn words(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.tokens.len()).map(|i| self.word(i))
    }

    /// The tokens that a range of units, which must not be empty, lies in.
    #[must_use]
    pub fn tokens_of(&self, units: &Range<u32>) -> Range<usize> {
        self.token_of(units.start)..self.token_of(units.end.saturating_sub(1)) + 1
    }

    /// The token that unit number `unit` belongs to.
    #[must_use]
    pub fn token_of(&self, unit: u32) -> usize {
        self.tokens.partition_point(|t| t.last <= unit)
    }

    /// The span of a run of tokens in the text; `None` for an empty one, or one past the end.
    #[must_use]
    pub fn span_of(&self, tokens: &Range<usize>) -> Option<Span> {
        if tokens.is_empty() {
            return None;
        }
        Some(self.tokens.get(tokens.start)?.span.cover(self.tokens.get(tokens.end - 1)?.span))
    }

    /// The tokens whose spans lie wholly within `span`.
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let from = self.tokens.partition_point(|t| t.span.start() < span.start());
        let to = self.tokens.partition_point(|t| t.span.end() <= span.end());
        from..to.max(from)
    }
}

/// Folds `text`, leaving out the bytes in `skips` (in order, disjoint).
///
/// The text must be shorter than 4 GiB, which [`super::Document`]s are.
#[must_use]
pub fn fold(text: &str, skips: &[Span]) -> Folded {
    let mut sink = WithTokens { units: Units::with_room(text.len() * 7 / 8), tokens: Vec::new(), open: None };
    sink.tokens.reserve(text.len() / 5);
    scan(text, skips, &mut sink);
    Folded { units: sink.units.finish(), tokens: sink.tokens }
}

/// The units of `text` alone, appended to `units`: what indexing needs.
pub fn fold_units(text: &str, skips: &[Span], units: &mut Vec<u32>) {
    let mut sink = UnitsOnly { units: Units::after(std::mem::take(units), text.len()) };
    scan(text, skips, &mut sink);
    *units = sink.units.finish();
}

/// Where a word begins among the units, and whether it begins as a name or a figure does: with a
/// capital or a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordStart {
    /// Its first unit.
    pub unit: u32,
    /// Whether it looks like a name or a figure.
    pub name: bool,
}

/// A unit as one byte: ASCII as it is, all else spread over the upper half. Equal units stay
/// equal; unequal ones may meet, which the alignment of the texts themselves finds out.
#[must_use]
pub const fn byte_of(unit: u32) -> u8 {
    if unit < 128 { unit as u8 } else { 128 | (unit.wrapping_mul(0x9E37_79B1) >> 25) as u8 }
}

/// The units of `text` as bytes ([`byte_of`]) and its words' beginnings, appended to `units` and `starts`: what
/// looking through a corpus needs.
pub fn fold_words(text: &str, skips: &[Span], units: &mut Vec<u8>, starts: &mut Vec<WordStart>) {
    starts.reserve(text.len() / 5);
    let mut sink = Words { text, units: Units::after(std::mem::take(units), text.len()), starts };
    scan(text, skips, &mut sink);
    *units = sink.units.finish();
}

/// Whether the word at `span` begins as a name or a figure does: with a capital or a digit.
#[must_use]
pub fn looks_like_name(text: &str, span: Span) -> bool {
    is_name(text, span.start() as usize)
}

fn is_name(text: &str, start: usize) -> bool {
    match text.as_bytes().get(start) {
        Some(b) if b.is_ascii() => b.is_ascii_uppercase() || b.is_ascii_digit(),
        _ => text.get(start..).and_then(|t| t.chars().next()).is_some_and(char::is_uppercase),
    }
}

/// A hash of the folded letters of `text`: equal for titles that differ only in what
/// folding drops. FNV-1a, stable across versions because archives store it.
#[must_use]
pub fn key_hash(units: &[u32]) -> u64 {
    units.iter().fold(0xcbf2_9ce4_8422_2325, |h, &u| (h ^ u64::from(u)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Units as they are written: eight at a step, of which some count. What a step writes beyond is written over by
/// the next, so that the length of a word decides no branch.
struct Units<U = u32> {
    all: Vec<U>,
    len: usize,
}

/// How a unit is kept.
trait Unit: Copy + Default {
    fn of(unit: u32) -> Self;
    fn eight(word: u64) -> [Self; 8];
}

impl Unit for u32 {
    #[inline]
    fn of(unit: u32) -> Self {
        unit
    }
    #[inline]
    fn eight(word: u64) -> [Self; 8] {
        word.to_le_bytes().map(Self::from)
    }
}

impl Unit for u8 {
    #[inline]
    fn of(unit: u32) -> Self {
        byte_of(unit)
    }
    #[inline]
    fn eight(word: u64) -> [Self; 8] {
        word.to_le_bytes()
    }
}

impl<U: Unit> Units<U> {
    fn with_room(room: usize) -> Self {
        Self { all: vec![U::default(); room + 8], len: 0 }
    }

    /// Goes on after `units`.
    fn after(mut units: Vec<U>, room: usize) -> Self {
        let len = units.len();
        units.resize(len + room + 8, U::default());
        Self { all: units, len }
    }

    #[cold]
    fn grow(&mut self) {
        self.all.resize(self.all.len() * 2 + 8, U::default());
    }

    #[inline]
    fn push(&mut self, unit: u32) {
        if self.len == self.all.len() {
            self.grow();
        }
        self.all[self.len] = U::of(unit);
        self.len += 1;
    }

    /// The first `n` bytes of a word of eight.
    #[inline]
    fn eight(&mut self, word: u64, n: usize) {
        if self.all.len() < self.len + 8 {
            self.grow();
        }
        if let Some(room) = self.all[self.len..].first_chunk_mut::<8>() {
            *room = U::eight(word);
        }
        self.len += n.min(8);
    }

    fn finish(mut self) -> Vec<U> {
        self.all.truncate(self.len);
        self.all
    }
}

trait Sink {
    type Unit: Unit;
    fn units(&mut self) -> &mut Units<Self::Unit>;
    /// A word opens at byte `start`.
    fn open(&mut self, start: usize);
    /// The open word ends before byte `end`.
    fn close(&mut self, end: usize);
}

struct UnitsOnly {
    units: Units,
}

impl Sink for UnitsOnly {
    type Unit = u32;
    fn units(&mut self) -> &mut Units {
        &mut self.units
    }
    fn open(&mut self, _: usize) {}
    fn close(&mut self, _: usize) {}
}

struct Words<'u> {
    text: &'u str,
    units: Units<u8>,
    starts: &'u mut Vec<WordStart>,
}

impl Sink for Words<'_> {
    type Unit = u8;
    fn units(&mut self) -> &mut Units<u8> {
        &mut self.units
    }
    fn open(&mut self, start: usize) {
        // Units are fewer than 2^32 because texts are shorter than 4 GiB.
        self.starts.push(WordStart { unit: self.units.len as u32, name: is_name(self.text, start) });
    }
    fn close(&mut self, _: usize) {
        if self.starts.last().is_some_and(|s| s.unit as usize == self.units.len) {
            self.starts.pop();
        }
    }
}

struct WithTokens {
    units: Units,
    tokens: Vec<Token>,
    open: Option<(usize, usize)>,
}

impl Sink for WithTokens {
    type Unit = u32;
    fn units(&mut self) -> &mut Units {
        &mut self.units
    }
    fn open(&mut self, start: usize) {
        self.open = Some((start, self.units.len));
    }
    fn close(&mut self, end: usize) {
        let Some((start, first)) = self.open.take() else { return };
        let last = self.units.len;
        if last == first {
            return;
        }
        // Texts are shorter than 4 GiB and have at most as many units as bytes, so these
        // conversions hold; a text that breaks the rule yields no token rather than a wrong one.
        if let (Ok(s), Ok(e), Ok(f), Ok(l)) =
            (u32::try_from(start), u32::try_from(end), u32::try_from(first), u32::try_from(last))
            && let Ok(span) = Span::new(s, e)
        {
            self.tokens.push(Token { first: f, last: l, span });
        }
    }
}

/// The bit that makes a small letter of a capital.
const SMALL: u8 = 0x20;

/// How many bytes of a word of eight, from the first on, are letters or digits: by sums that carry into the
/// highest bit of each byte.
#[inline]
const fn leading(word: u64) -> usize {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    /// The highest bit of each byte that is at least `first`; bytes are below 128, and none carries into the next.
    const fn from(bytes: u64, first: u8) -> u64 {
        bytes + each(0x80 - first)
    }
    let low = word & each(0x7F);
    let small = low | each(SMALL);
    let letter = from(small, b'a') & !from(small, b'z' + 1);
    let digit = from(low, b'0') & !from(low, b'9' + 1);
    let other = !((letter | digit) & !word) & each(0x80);
    (other.trailing_zeros() / 8) as usize
}

const END: u8 = 0;
const APOSTROPHE: u8 = 1;
const HYPHEN: u8 = 2;
const POINT: u8 = 3;
const OPEN_BRACKET: u8 = 4;
const CLOSE_BRACKET: u8 = 5;
const WIDE: u8 = 6;

/// For each byte: the folded letter (from 0x30 up) or what else it means to the scanner.
static CLASS: [u8; 256] = {
    let mut table = [END; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        table[i] = match b {
            b'0'..=b'9' | b'a'..=b'z' => b,
            b'A'..=b'Z' => b + 32,
            b'\'' => APOSTROPHE,
            b'-' => HYPHEN,
            b'.' | b',' => POINT,
            b'[' => OPEN_BRACKET,
            b']' => CLOSE_BRACKET,
            128.. => WIDE,
            _ => END,
        };
        i += 1;
    }
    table
};

fn scan<S: Sink>(text: &str, skips: &[Span], sink: &mut S) {
    scan_by::<S, true>(text, skips, sink);
}

/// By runs of letters, or letter by letter, which is what the runs are held against.
fn scan_by<S: Sink, const RUNS: bool>(text: &str, skips: &[Span], sink: &mut S) {
    let bytes = text.as_bytes();
    let mut skips = skips.iter();
    let mut skip = skips.next();
    let mut next_skip = skip.map_or(usize::MAX, |s| s.start() as usize);
    let mut in_word = false;
    let mut end = 0; // one past the last byte of the open word
    let mut at = 0;
    while at < bytes.len() {
        if at >= next_skip {
            let after = at.max(skip.map_or(at, |s| s.end() as usize));
            // Of markup, entities are what they stand for.
            let sign =
                if bytes[at] == b'&' { text.get(at..after).and_then(super::entity::sign) } else { None };
            match sign.map(|c| (c, wide(c))) {
                Some((c, Wide::Letters)) => {
                    if !in_word {
                        sink.open(at);
                        in_word = true;
                    }
                    fold_char(c, |u| sink.units().push(u));
                    end = after;
                }
                Some((c, kind))
                    if in_word
                        && (matches!(kind, Wide::Ignored)
                            || is_apostrophe(c, kind) && alnum_at(text, after)) => {}
                _ if in_word => {
                    sink.close(end);
                    in_word = false;
                }
                _ => {}
            }
            at = after;
            skip = skips.next();
            next_skip = skip.map_or(usize::MAX, |s| s.start() as usize);
            continue;
        }
        let class = CLASS[bytes[at] as usize];
        if class >= b'0' {
            if !in_word {
                sink.open(at);
                in_word = true;
            }
            // Small letters: a capital is its small letter less one bit, which digits have.
            if RUNS
                && at + 8 <= next_skip
                && let Some(chunk) = bytes[at..].first_chunk::<8>()
            {
                let word = u64::from_le_bytes(*chunk);
                let n = leading(word);
                sink.units().eight(word | u64::from_le_bytes([SMALL; 8]), n);
                at += n;
            } else {
                sink.units().push(u32::from(class));
                at += 1;
            }
            end = at;
            continue;
        }
        let mut stay = false;
        let mut step = 1;
        match class {
            APOSTROPHE => stay = in_word && alnum_at(text, at + 1),
            HYPHEN => {
                if in_word && let Some(next) = line_end_hyphen(bytes, at + 1) {
                    at = next;
                    continue;
                }
            }
            POINT => {
                let next = bytes.get(at + 1).copied().unwrap_or(b' ');
                let within_number = bytes[at.saturating_sub(1)].is_ascii_digit() && next.is_ascii_digit();
                stay = in_word && (within_number || within_initials(bytes, at, next));
            }
            OPEN_BRACKET => match note_marker(bytes, at) {
                Some(after) => step = after - at,
                None => stay = in_word && alnum_at(text, at + 1),
            },
            CLOSE_BRACKET => stay = in_word && alnum_at(text, at + 1),
            WIDE => {
                let Some(c) = text[at..].chars().next() else { break };
                step = c.len_utf8();
                let (kind, unit) = KNOWN.get(c as usize).copied().unwrap_or_else(|| (wide(c), MANY));
                match kind {
                    Wide::Letters => {
                        if !in_word {
                            sink.open(at);
                            in_word = true;
                        }
                        if unit == MANY {
                            fold_char(c, |u| sink.units().push(u));
                        } else {
                            sink.units().push(unit);
                        }
                        end = at + step;
                        stay = true;
                    }
                    Wide::Letter => {
                        if in_word {
                            sink.close(end);
                        }
                        sink.open(at);
                        fold_char(c, |u| sink.units().push(u));
                        (in_word, stay) = (true, true);
                        end = at + step;
                    }
                    Wide::Ideograph => {
                        if in_word {
                            sink.close(end);
                        }
                        sink.open(at);
                        let (c, length) = composed(text.get(at..next_skip.min(text.len())).unwrap_or(""), c);
                        let u = fold_ideograph(c) as u32;
                        sink.units().push(u);
                        sink.units().push(u ^ 0x4000_0000);
                        sink.units().push(u ^ 0x2000_0000);
                        at += length.max(step);
                        sink.close(at);
                        in_word = false;
                        continue;
                    }
                    Wide::Sign => {
                        if in_word {
                            fold_char(c, |u| sink.units().push(u));
                            end = at + step;
                            stay = true;
                        }
                    }
                    Wide::Ignored => {
                        // A soft hyphen stands within a word, also where a line ends after it.
                        if in_word
                            && c == SOFT_HYPHEN
                            && let Some(next) = line_end_soft(text, at + step)
                        {
                            at = next;
                            continue;
                        }
                        // A combining mark belongs to the letter before it.
                        if in_word && is_combining_mark(c) {
                            end = at + step;
                        }
                        stay = in_word;
                    }
                    Wide::Apostrophe => stay = in_word && alnum_at(text, at + step),
                    Wide::Hyphen => {
                        if in_word && let Some(next) = line_end_hyphen(bytes, at + step) {
                            at = next;
                            continue;
                        }
                    }
                    Wide::Other => {}
                }
            }
            _ => {}
        }
        if in_word && !stay {
            sink.close(end);
            in_word = false;
        }
        at += step;
    }
    if in_word {
        sink.close(end);
    }
}

const fn is_apostrophe(c: char, kind: Wide) -> bool {
    c == '\'' || matches!(kind, Wide::Apostrophe)
}

fn alnum_at(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric)
}

/// Whether the point at `at` stands between single letters (`U.S.S.R.`), which are one word.
fn within_initials(bytes: &[u8], at: usize, next: u8) -> bool {
    let single = at < 2 || !bytes[at - 2].is_ascii_alphanumeric();
    bytes[at] == b'.'
        && single
        && next.is_ascii_alphabetic()
        && bytes.get(at + 2).is_none_or(|b| !b.is_ascii_alphanumeric())
        && !is_marked(bytes, at + 1)
}

/// Whether the letter at `at`, of one byte, has a mark: then it is what one of several bytes is.
fn is_marked(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at + 1), Some(0xCC | 0xCD))
}

/// After a hyphen: where the word goes on, when the hyphen ends a line and the next line
/// begins with a lower-case letter.
fn line_end_hyphen(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut newlines = 0;
    while let Some(&b) = bytes.get(at) {
        match b {
            b' ' | b'\t' | b'\r' => {}
            b'>' if newlines == 1 => {}
            b'\n' => newlines += 1,
            _ => break,
        }
        at += 1;
    }
    let lower = match bytes.get(at)? {
        b'a'..=b'z' => true,
        // Two-byte letters: Latin, Greek, Cyrillic. Capitals there are rare after a hyphen.
        0xC3..=0xD4 => true,
        _ => false,
    };
    (newlines == 1 && lower).then_some(at)
}

const SOFT_HYPHEN: char = '\u{AD}';

/// After a soft hyphen: where the word goes on, when it ends a line and the next begins with a letter.
fn line_end_soft(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let next = rest.trim_start_matches([' ', '\t', '\r', '\n']);
    let between = &rest[..rest.len() - next.len()];
    let goes_on = next.chars().next().is_some_and(char::is_alphabetic);
    (goes_on && between.bytes().filter(|&b| b == b'\n').count() == 1).then_some(at + between.len())
}

/// `[12]`, `[^3]`, `[iv]`, `[*]` not followed by a letter: where the text goes on.
fn note_marker(bytes: &[u8], at: usize) -> Option<usize> {
    let inner = &bytes[at + 1..bytes.len().min(at + 8)];
    let close = inner.iter().position(|&b| b == b']')?;
    let label = &inner[..close];
    let label = label.strip_prefix(b"^").unwrap_or(label);
    let figures = (1..=3).contains(&label.len()) && label.iter().all(u8::is_ascii_digit);
    let roman = (1..=5).contains(&label.len()) && label.iter().all(|b| b"ivxl".contains(b));
    let star = !label.is_empty() && label.iter().all(|&b| b == b'*');
    let after = at + 1 + close + 1;
    let glued = bytes.get(after).is_some_and(u8::is_ascii_alphabetic) && !is_marked(bytes, after);
    ((figures || star || roman) && !glued).then_some(after)
}

/// What the characters of two bytes are (accented Latin, Greek, Cyrillic, Hebrew, Arabic), and what they fold to
/// where that is one unit.
static KNOWN: LazyLock<Vec<(Wide, u32)>> = LazyLock::new(|| {
    let known = |c: char| {
        let mut units = Vec::new();
        fold_char(c, |u| units.push(u));
        (wide(c), if let [one] = units[..] { one } else { MANY })
    };
    (0..0x800).filter_map(char::from_u32).map(known).collect()
});

/// No unit: a character folds to several, or to none.
const MANY: u32 = u32::MAX;

#[derive(Clone, Copy)]
enum Wide {
    Letters,
    /// A letter of an alphabet that writes no spaces between words.
    Letter,
    Ideograph,
    /// A vowel sign of a script that writes vowels as marks.
    Sign,
    Ignored,
    Apostrophe,
    Hyphen,
    Other,
}

fn wide(c: char) -> Wide {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}' => Wide::Apostrophe,
        '\u{AC}' | '\u{2010}' | '\u{2011}' => Wide::Hyphen,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{0640}' => Wide::Ignored,
        // Superscript figures mark notes; they are nobody's words.
        '\u{B2}' | '\u{B3}' | '\u{B9}' | '\u{2070}'..='\u{2079}' => Wide::Other,
        _ if is_ideographic(c) && c.is_alphanumeric() => Wide::Ideograph,
        _ if is_combining_mark(c) => {
            if vowel_sign(c).is_some() {
                Wide::Sign
            } else {
                Wide::Ignored
            }
        }
        // Thai, Lao, Burmese, Khmer.
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' if c.is_alphabetic() => {
            Wide::Letter
        }
        _ if c.is_alphanumeric() => Wide::Letters,
        _ => Wide::Other,
    }
}

/// Whether a character is of the blocks of scripts that write no spaces between words and of which each letter is a token: Chinese
/// characters, kana, hangul.
pub(crate) const fn is_ideographic(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11FF}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3130}'..='\u{318F}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7AF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF66}'..='\u{FF9D}'
            | '\u{20000}'..='\u{3134F}'
    )
}

/// Whether folding reads a mark as a letter: a vowel sign.
pub(crate) fn is_sign(c: char) -> bool {
    is_combining_mark(c) && vowel_sign(c).is_some()
}

/// Whether folding reads a letter or figure in a character by itself.
pub(crate) fn is_read(c: char) -> bool {
    match CLASS.get(c as usize).copied().unwrap_or(WIDE) {
        WIDE => matches!(wide(c), Wide::Letters | Wide::Letter | Wide::Ideograph),
        class => class >= b'0',
    }
}

/// The syllable that a text begins with, whose first character is `c`, if it is written in pieces (kana with their voicing marks,
/// jamo), and its bytes.
fn composed(text: &str, c: char) -> (char, usize) {
    let mut length = c.len_utf8();
    let mut whole = c;
    for mark in text[length.min(text.len())..].chars() {
        let Some(c) = with_piece(whole, mark) else { break };
        (whole, length) = (c, length + mark.len_utf8());
    }
    (whole, length)
}

/// A syllable with one more of its pieces.
pub(crate) fn with_piece(whole: char, piece: char) -> Option<char> {
    let mark = match piece {
        '\u{3099}' | '\u{FF9E}' => '\u{3099}',
        '\u{309A}' | '\u{FF9F}' => '\u{309A}',
        '\u{1161}'..='\u{11FF}' => piece,
        _ => return None,
    };
    let whole = if matches!(whole, '\u{FF66}'..='\u{FF9D}') {
        std::iter::once(whole).nfkc().next().unwrap_or(whole)
    } else {
        whole
    };
    compose(whole, mark)
}

/// What folding writes for a mark of a script that writes its vowels as marks (India, Thailand, Laos, Tibet, Burma, Cambodia): the
/// mark, but none for the dots and accents that writers leave out, and one sign for the two of a nasal.
const fn vowel_sign(c: char) -> Option<char> {
    match c {
        '\u{900}'..='\u{D7F}' => match c as u32 & 0x7F {
            0x3C | 0x51..=0x54 => None,
            0x00 | 0x01 => char::from_u32((c as u32 & !0x7F) | 0x02),
            _ => Some(c),
        },
        '\u{D80}'..='\u{EFF}' | '\u{F71}'..='\u{FBC}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => {
            Some(c)
        }
        _ => None,
    }
}

fn fold_char(c: char, mut put: impl FnMut(u32)) {
    let mut one = |c: char| match c {
        'ß' => [b's', b's'].iter().for_each(|&b| put(u32::from(b))),
        'æ' => [b'a', b'e'].iter().for_each(|&b| put(u32::from(b))),
        'œ' => [b'o', b'e'].iter().for_each(|&b| put(u32::from(b))),
        'þ' => [b't', b'h'].iter().for_each(|&b| put(u32::from(b))),
        'ø' => put(u32::from(b'o')),
        'ł' => put(u32::from(b'l')),
        'đ' | 'ð' => put(u32::from(b'd')),
        'ı' => put(u32::from(b'i')),
        'ς' => put('σ' as u32),
        // Letters of Arabic that are written for each other, in Arabic and by the keyboards of Persian and Urdu.
        'ة' | 'ہ' | 'ھ' | 'ە' => put('ه' as u32),
        'ى' | 'ی' => put('ي' as u32),
        'ک' => put('ك' as u32),
        'ٱ' => put('ا' as u32),
        _ if c.is_numeric() => put(decimal(c).map_or(c as u32, |n| u32::from(b'0' + n))),
        _ => put(c as u32),
    };
    for lower in c.to_lowercase() {
        for d in std::iter::once(lower).nfkd() {
            if !is_combining_mark(d) {
                d.to_lowercase().filter(|d| d.is_alphanumeric()).for_each(&mut one);
            } else if let Some(sign) = vowel_sign(d) {
                one(sign);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, &str)> {
        let folded = fold(text, &[]);
        (0..folded.tokens.len())
            .map(|i| (folded.word(i), folded.tokens[i].span.slice(text).expect("spans lie on characters")))
            .collect()
    }

    fn letters(text: &str) -> String {
        words(text).into_iter().map(|w| w.0).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn typography_is_folded_away() {
        assert_eq!(letters("Don\u{2019}t “SHOUT” ﬁne ſtone Café naïve"), "dont shout fine stone cafe naive");
        assert_eq!(letters("Œuvre Straße Łódź"), "oeuvre strasse lodz");
        assert_eq!(
            letters("revolu-\ntion revolu\u{ad}tion re\u{ac}\r\n volt"),
            "revolution revolution revolt"
        );
        assert_eq!(letters("well-known, so-\n\ncalled"), "well known so called");
        assert_eq!(letters("corpo\u{ad}\nrations CORPO\u{ad} \r\n RATIONS"), "corporations corporations");
        assert_eq!(letters("corpo\u{ad}\n\nrations state\u{ad} of"), "corpo rations state of");
        assert_eq!(letters("1,000 men, 3.5 percent. Then"), "1000 men 35 percent then");
        assert_eq!(letters("the U.S.S.R. and U.S. aid at 5 p.m. I.Go"), "the ussr and us aid at 5 pm i go");
    }

    #[test]
    fn letters_of_scripts_without_word_spaces_are_words() {
        // A mark belongs to its letter; what follows in another script is a word of its own.
        let got: Vec<&str> = words("จุดโคม 12 light").into_iter().map(|w| w.1).collect();
        assert_eq!(got, ["จุ", "ด", "โ", "ค", "ม", "12", "light"]);
    }

    #[test]
    fn note_markers_are_nobodys_words() {
        assert_eq!(
            letters("told[2] him[ii], again² and[*] [1961] [S]ettled end[ed] [his]"),
            "told him again and 1961 settled ended his"
        );
    }

    #[test]
    fn spans_give_the_words_back() {
        assert_eq!(words("«L’été» revolu-\n  tion!")[0], ("lete".into(), "L’été"));
        assert_eq!(words("«L’été» revolu-\n  tion!")[1], ("revolution".into(), "revolu-\n  tion"));
        assert_eq!(words("cafe\u{301} x")[0].1, "cafe\u{301}");
    }

    #[test]
    fn scripts_without_spaces_and_with_points() {
        assert_eq!(words("東京").len(), 2);
        assert_eq!(fold("東京", &[]).units.len(), 6);
        assert_eq!(letters("שָׁלוֹם"), letters("שלום"));
        assert_eq!(letters("مُحَمَّـد"), letters("محمد"));
    }

    #[test]
    fn skipped_bytes_are_not_seen_and_end_a_word() {
        let text = "see [it](http://x.org/y) now";
        let skip = Span::of(text, 8..24).expect("within");
        let folded = fold(text, &[skip]);
        assert_eq!(folded.tokens.len(), 3);
    }

    #[test]
    fn runs_are_what_letters_are_one_by_one() {
        let by_letters = |text: &str, skips: &[Span]| {
            let mut sink = WithTokens { units: Units::with_room(0), tokens: Vec::new(), open: None };
            scan_by::<_, false>(text, skips, &mut sink);
            Folded { units: sink.units.finish(), tokens: sink.tokens }
        };
        let agree = |text: &str, skips: &[Span]| {
            let (runs, letters) = (fold(text, skips), by_letters(text, skips));
            assert_eq!(runs.units, letters.units, "{text:?}");
            assert_eq!(runs.tokens, letters.tokens, "{text:?}");
        };
        // Every byte at every place of a step of eight, and around it.
        for c in (0..0x250u32).chain([0x4E00, 0xFB01, 0x1F600]).filter_map(char::from_u32) {
            for n in 0..18 {
                agree(&format!("{}{c}{}", "aZ9".repeat(6).split_at(n).0, "Bx-7".repeat(3)), &[]);
            }
        }
        let text = "Abcdefghijklmnopqrstuvwxyz0123456789 and 'then' some re-\nport of U.S.S.R. [12] 3.14";
        for from in 0..text.len() {
            for len in [0, 1, 5, 9] {
                let skip = Span::of(text, from..(from + len).min(text.len())).expect("within");
                agree(text, &[skip]);
            }
        }
    }

    #[test]
    fn both_ways_of_folding_agree() {
        let text = "The Café’s re-\nport [3] 東京 ﬁn.";
        let mut units = Vec::new();
        fold_units(text, &[], &mut units);
        let folded = fold(text, &[]);
        assert_eq!(units, folded.units);
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        fold_words(text, &[], &mut bytes, &mut starts);
        assert_eq!(bytes, units.iter().copied().map(byte_of).collect::<Vec<u8>>());
        let firsts: Vec<u32> = starts.iter().map(|s| s.unit).collect();
        assert_eq!(firsts, folded.tokens.iter().map(|t| t.first).collect::<Vec<_>>());
        assert_eq!(starts.iter().filter(|s| s.name).count(), 2, "The and Café's");
    }
}
