//! Which words, numerals and marks does a text consist of? What the readers of dates, numbers,
//! names and attributions walk over.
//!
//! Left out: folding and word boundaries of scripts without word spaces, which are matching's.

use crate::lang::{Language, english, is_apart, is_combining};
use crate::text::{Span, fold};
use std::ops::Range;

pub(crate) use crate::lang::sieve::{Sieve, key};

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
    /// A hash of the word folded, as [`key`] makes it; 0 for marks and digits.
    pub(crate) key: u32,
}

/// The tokens of a text, or of a part of one, in one language.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    /// The whole text: tokens have their places in it.
    pub(crate) text: &'t str,
    pub(crate) language: &'static Language,
    list: Vec<Token>,
}

/// Bytes of the longest word of ASCII letters that any table holds…
const LONGEST_ASCII: usize = 20;
/// …and of any other word, folded.
const LONGEST: usize = 48;

/// A word folded, for lookup; empty when it is too long for any table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Small {
    bytes: [u8; LONGEST],
    len: u8,
}

impl Small {
    fn of(word: &str) -> Self {
        let mut out = Self { bytes: [0; LONGEST], len: 0 };
        if word.is_ascii() {
            if word.len() <= LONGEST_ASCII {
                for (to, from) in out.bytes.iter_mut().zip(word.bytes()) {
                    *to = from.to_ascii_lowercase();
                }
                // At most LONGEST_ASCII.
                out.len = word.len() as u8;
            }
        } else if word.len() <= 2 * LONGEST {
            let folded = folded(word);
            if folded.len() <= LONGEST {
                out.bytes[..folded.len()].copy_from_slice(folded.as_bytes());
                // At most LONGEST.
                out.len = folded.len() as u8;
            }
        }
        out
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or("")
    }
}

/// A word as matching folds it, its parts, if it has several, written together.
fn folded(word: &str) -> String {
    fold(word, &[]).words().collect()
}

impl<'t> Tokens<'t> {
    /// Cuts an English text. A text is at most `u32::MAX` bytes, as every document's is.
    pub(crate) fn new(text: &'t str) -> Self {
        Self::of(text, 0..text.len(), english())
    }

    /// Cuts a part of a text (bytes, on characters), which is in one language.
    pub(crate) fn of(text: &'t str, part: Range<usize>, language: &'static Language) -> Self {
        let apart = language.settings().characters;
        let mut list = Vec::with_capacity(part.len() / 5 + 8);
        let bytes = &text.as_bytes()[..part.end];
        let mut at = part.start;
        while at < bytes.len() {
            let b = bytes[at];
            if !b.is_ascii() || b.is_ascii_alphabetic() {
                let ascii = bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                let mut end = at + ascii;
                if bytes.get(end).is_some_and(|b| !b.is_ascii()) {
                    end = Self::word_end(&text[..part.end], at, apart);
                    if end == at {
                        // A mark, or white space.
                        let c = text[at..].chars().next().unwrap_or(' ');
                        if !c.is_whitespace() {
                            Self::push(&mut list, at, at + c.len_utf8(), Shape::Mark, 0);
                        }
                        at += c.len_utf8();
                        continue;
                    }
                }
                let word = &text[at..end];
                let key = if end == at + ascii { key(word) } else { key(&folded(word)) };
                Self::push(&mut list, at, end, Shape::Word, key);
                at = end;
                continue;
            }
            let (shape, run) = match b {
                b if b.is_ascii_digit() => {
                    (Shape::Digits, bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count())
                }
                b if b.is_ascii_whitespace() || b == 0x0b => {
                    at += 1;
                    continue;
                }
                _ => (Shape::Mark, 1),
            };
            Self::push(&mut list, at, at + run, shape, 0);
            at += run;
        }
        Self { text, language, list }
    }

    /// Where the word ends that begins at byte `at`: `at` itself where none does.
    fn word_end(text: &str, at: usize, apart: bool) -> usize {
        let mut end = at;
        for c in text[at..].chars() {
            if !(c.is_alphabetic() || !c.is_ascii() && is_combining(c)) {
                break;
            }
            if apart && is_apart(c) {
                return if end == at { at + c.len_utf8() } else { end };
            }
            end += c.len_utf8();
        }
        end
    }

    fn push(list: &mut Vec<Token>, start: usize, end: usize, shape: Shape, key: u32) {
        // A document's text is less than 4 GiB: `Span` refuses longer ones.
        list.push(Token { start: start as u32, end: end as u32, shape, key });
    }

    /// Where it stands in the text, in bytes; `None` without tokens.
    pub(crate) fn part(&self) -> Option<Range<usize>> {
        Some(self.list.first()?.start as usize..self.list.last()?.end as usize)
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

    /// Token `i` folded, for lookup.
    pub(crate) fn small(&self, i: usize) -> Small {
        Small::of(self.raw(i))
    }

    pub(crate) fn shape(&self, i: usize) -> Option<Shape> {
        self.list.get(i).map(|t| t.shape)
    }

    /// The hash of token `i` folded.
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

    #[test]
    fn words_of_any_script_are_looked_up_folded() {
        let t = Tokens::new("Im März, le 3 août; понедельник");
        let got: Vec<String> = (0..t.len()).map(|i| t.small(i).as_str().to_owned()).collect();
        assert_eq!(got, ["im", "marz", ",", "le", "3", "aout", ";", "понедельник"]);
        assert_eq!(t.key(1), key("marz"));
        assert_eq!(t.key(0), key("im"));
    }

    #[test]
    fn a_part_has_its_places_in_the_whole() {
        let text = "Der 4. Mai\n\n5月4日に";
        let part = Tokens::of(text, 12..text.len(), crate::lang::language("ja").expect("there"));
        let got: Vec<&str> = (0..part.len()).map(|i| part.raw(i)).collect();
        assert_eq!(got, ["5", "月", "4", "日", "に"]);
        assert_eq!(part.span(0, 1).and_then(|s| s.slice(text)), Some("5月"));
    }
}
