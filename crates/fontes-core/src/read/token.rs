//! Which words, numerals and marks does a text consist of? What the readers of dates, numbers,
//! names and attributions walk over.
//!
//! Left out: folding and word boundaries of scripts without word spaces, which are matching's.

use crate::text::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Letters, with the marks that combine with them.
    Word,
    /// ASCII digits.
    Digits,
    /// Any other character that is not white space.
    Mark,
}

/// A stretch of one shape. Tokens stand in order and do not overlap; between them is white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) shape: Shape,
    /// A hash of the word in small letters, as [`key`] makes it; 0 for marks and digits.
    pub(crate) key: u32,
}

/// A hash of a word of ASCII letters, whatever their case (FNV-1a).
pub(crate) const fn key(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let mut h: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < bytes.len() {
        h = (h ^ bytes[i].to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    h
}

/// A set of words that lets all of them through, and few others: what it lets through is looked up.
#[derive(Debug)]
pub(crate) struct Sieve([u64; 256]);

impl Sieve {
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut bits = [0; 256];
        for w in words {
            let at = Self::at(key(w));
            bits[at >> 6] |= 1 << (at & 63);
        }
        Self(bits)
    }

    const fn at(key: u32) -> usize {
        // The upper bits of FNV are the better mixed.
        ((key ^ key >> 15) as usize).wrapping_mul(0x9e37_79b1) >> 7 & 0x3fff
    }

    pub(crate) const fn lets(&self, key: u32) -> bool {
        let at = Self::at(key);
        self.0[at >> 6] >> (at & 63) & 1 == 1
    }
}

/// The tokens of a text.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    pub(crate) text: &'t str,
    list: Vec<Token>,
}

/// Bytes of the longest word that any reader's word list holds.
const LONGEST: usize = 20;

/// A word in small ASCII letters, for lookup; empty when it is none, or too long for any list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Small {
    bytes: [u8; LONGEST],
    len: u8,
}

impl Small {
    fn of(word: &str) -> Self {
        let mut out = Self { bytes: [0; LONGEST], len: 0 };
        if word.len() <= LONGEST && word.is_ascii() {
            for (to, from) in out.bytes.iter_mut().zip(word.bytes()) {
                *to = from.to_ascii_lowercase();
            }
            // At most LONGEST.
            out.len = word.len() as u8;
        }
        out
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or("")
    }
}

impl<'t> Tokens<'t> {
    /// Cuts a text. A text is at most `u32::MAX` bytes, as every document's is.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut list = Vec::with_capacity(text.len() / 5 + 8);
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let b = bytes[at];
            if b.is_ascii() {
                let (shape, same): (_, fn(&u8) -> bool) = match b {
                    b if b.is_ascii_alphabetic() => (Shape::Word, u8::is_ascii_alphabetic),
                    b if b.is_ascii_digit() => (Shape::Digits, u8::is_ascii_digit),
                    b if b.is_ascii_whitespace() || b == 0x0b => {
                        at += 1;
                        continue;
                    }
                    _ => (Shape::Mark, |_| false),
                };
                let run = 1 + bytes[at + 1..].iter().take_while(|b| same(b)).count();
                let key = if shape == Shape::Word { key(&text[at..at + run]) } else { 0 };
                Self::push(&mut list, at, at + run, shape, key);
                at += run;
            } else {
                let c = text[at..].chars().next().unwrap_or(' ');
                let shape = match c {
                    c if c.is_whitespace() => None,
                    c if c.is_alphabetic() || is_combining(c) => Some(Shape::Word),
                    _ => Some(Shape::Mark),
                };
                if let Some(shape) = shape {
                    Self::push(&mut list, at, at + c.len_utf8(), shape, 0);
                }
                at += c.len_utf8();
            }
        }
        Self { text, list }
    }

    /// Adds a token, or makes a word go on that met a letter of another kind.
    fn push(list: &mut Vec<Token>, start: usize, end: usize, shape: Shape, key: u32) {
        // A document's text is less than 4 GiB: `Span` refuses longer ones.
        let (start, end) = (start as u32, end as u32);
        match list.last_mut() {
            Some(t) if t.end == start && t.shape == Shape::Word && shape == Shape::Word => {
                t.end = end;
                t.key = key;
            }
            _ => list.push(Token { start, end, shape, key }),
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, i: usize) -> Option<Token> {
        self.list.get(i).copied()
    }

    /// The words of token `i`; empty past the end.
    pub(crate) fn raw(&self, i: usize) -> &'t str {
        self.list.get(i).map_or("", |t| &self.text[t.start as usize..t.end as usize])
    }

    /// Token `i` in small letters, for lookup.
    pub(crate) fn small(&self, i: usize) -> Small {
        Small::of(self.raw(i))
    }

    pub(crate) fn shape(&self, i: usize) -> Option<Shape> {
        self.list.get(i).map(|t| t.shape)
    }

    /// The hash of token `i` in small letters; of a word with other letters than ASCII, that of its
    /// last run of them.
    pub(crate) fn key(&self, i: usize) -> u32 {
        self.list.get(i).map_or(0, |t| t.key)
    }

    /// Whether token `i` is this mark.
    pub(crate) fn is(&self, i: usize, mark: &str) -> bool {
        self.raw(i) == mark
    }

    /// What stands between token `i` and the next: white space or nothing.
    pub(crate) fn gap(&self, i: usize) -> &'t str {
        match (self.list.get(i), self.list.get(i + 1)) {
            (Some(a), Some(b)) => &self.text[a.end as usize..b.start as usize],
            _ => "\n\n",
        }
    }

    /// Whether token `i + 1` follows without white space.
    pub(crate) fn glued(&self, i: usize) -> bool {
        matches!((self.list.get(i), self.list.get(i + 1)), (Some(a), Some(b)) if a.end == b.start)
    }

    /// Whether a paragraph ends between token `i` and the next.
    pub(crate) fn parted(&self, i: usize) -> bool {
        let gap = self.gap(i);
        gap.len() > 1 && gap.bytes().filter(|&b| b == b'\n').count() > 1
    }

    /// The span of tokens `first` to `last`, both within.
    pub(crate) fn span(&self, first: usize, last: usize) -> Option<Span> {
        let (a, b) = (self.list.get(first)?, self.list.get(last)?);
        Span::new(a.start, b.end).ok()
    }

    /// The first token that starts at byte `at` or after it.
    pub(crate) fn from(&self, at: u32) -> usize {
        self.list.partition_point(|t| t.start < at)
    }
}

fn is_combining(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_runs_of_one_shape() {
        let text = "Léon's 1,5kg\u{a0}— «so»";
        let t = Tokens::new(text);
        let got: Vec<&str> = (0..t.len()).map(|i| t.raw(i)).collect();
        assert_eq!(got, ["Léon", "'", "s", "1", ",", "5", "kg", "—", "«", "so", "»"]);
        assert!(t.glued(5) && !t.glued(6));
    }
}
