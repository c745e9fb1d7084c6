//! How common is a word in running text, and is it a word of the language at all (`frequencies.tsv`)?
//!
//! The table is not taken apart: its lines are in the order of their folded words, and a word is looked for by halving.

use super::table::TableError;
use unicode_normalization::UnicodeNormalization;

/// Where the lines of the table are, and what a word tells that it does not list.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    /// The byte at which each line begins.
    pub(super) lines: Vec<u32>,
    /// Bits of the rarest word.
    pub(super) rarest: f32,
}

/// A line of the table.
pub(super) struct Line<'t> {
    pub(super) word: &'t str,
    pub(super) bits: f32,
    /// How the word is written, parted by blanks; nothing where that is the folded word itself.
    pub(super) written: &'t str,
}

fn line_at(text: &str, start: u32) -> Option<Line<'_>> {
    let mut columns = text.get(start as usize..)?.lines().next()?.split('\t');
    let (word, bits) = (columns.next()?, columns.next()?);
    Some(Line { word, bits: bits.parse().ok()?, written: columns.next().unwrap_or("") })
}

impl Frequencies {
    /// Finds the lines of a table.
    ///
    /// # Errors
    /// When a line has no number, or is not in the order of the words.
    pub(super) fn load(file: &str, text: &str) -> Result<Self, TableError> {
        let mut out = Self::default();
        let mut before = "";
        let mut at = 0;
        for (i, line) in text.split_inclusive('\n').enumerate() {
            let wrong = |what: &str| TableError { file: file.to_owned(), line: i + 1, what: what.into() };
            let start = u32::try_from(at).map_err(|_| wrong("the table is too long"))?;
            at += line.len();
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let read = line_at(line, 0).ok_or_else(|| wrong("not a word and its bits"))?;
            if read.word <= before {
                return Err(wrong("not in the order of the words"));
            }
            out.rarest = out.rarest.max(read.bits);
            out.lines.push(start);
            before = read.word;
        }
        Ok(out)
    }

    /// The line of a folded word.
    pub(super) fn find<'t>(&self, text: &'t str, word: &str) -> Option<Line<'t>> {
        let after = self.lines.partition_point(|&l| line_at(text, l).is_some_and(|l| l.word <= word));
        line_at(text, *self.lines.get(after.checked_sub(1)?)?).filter(|l| l.word == word)
    }
}

/// A word as the table writes it: in small letters, composed, with a plain apostrophe and hyphen.
#[must_use]
pub fn form_of(written: &str) -> String {
    let plain = |c: char| match c {
        '\u{2019}' | '\u{2018}' | '\u{2BC}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c => c,
    };
    written.chars().map(plain).flat_map(char::to_lowercase).nfc().collect()
}
