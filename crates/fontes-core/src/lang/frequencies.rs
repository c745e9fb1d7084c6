//! How common is a word in running text, and is it a word of the language at all (`frequencies.tsv`)?
//!
//! The table is not taken apart: its lines are in the order of their folded words, and a word is looked for by halving.

use super::language::Language;
use super::table::TableError;
use crate::text::fold;
use unicode_normalization::UnicodeNormalization;

/// Where the lines of the table are, and what a word tells that it does not list.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    /// The byte at which each line begins.
    lines: Vec<u32>,
    /// Bits of the rarest word.
    rarest: f32,
}

/// A line of the table.
struct Line<'t> {
    word: &'t str,
    bits: f32,
    /// How the word is written, parted by blanks; nothing where that is the folded word itself.
    written: &'t str,
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

    fn find<'t>(&self, text: &'t str, word: &str) -> Option<Line<'t>> {
        let after = self.lines.partition_point(|&l| line_at(text, l).is_some_and(|l| l.word <= word));
        line_at(text, *self.lines.get(after.checked_sub(1)?)?).filter(|l| l.word == word)
    }
}

/// Bits of a word that the table does not list, beyond those of the rarest that it does: it is rarer.
const UNLISTED: f32 = 1.0;
/// Without a table a word of so many letters tells `ENDLESS - SHORTER / letters`, a function word no more than a short one: so do words
/// of the languages that have a table, on the whole (10, 12.7, 14 bits of four, six, eight letters).
const ENDLESS: f32 = 18.0;
const SHORTER: f32 = 32.0;
const SHORT: usize = 3;
/// A character of a script that writes no spaces.
const CHARACTER: f32 = 9.0;
/// Bits of figures: of one digit, of each further one, and at most.
const DIGIT: f32 = 9.0;
const MORE_DIGITS: f32 = 2.0;
const FIGURES: f32 = 17.0;
/// Bits of an elided word that is written together with the next.
const ELIDED: f32 = 1.0;

impl Language {
    /// What a folded word tells: -log2 of its share of running text. Of a word that the table does not list, a little more than of
    /// its rarest; of figures, by their length; and by the length of the word, where the language has no table.
    #[must_use]
    pub fn bits(&self, word: &str) -> f32 {
        let letters = word.chars().count().max(1);
        if word.chars().all(char::is_numeric) {
            return (DIGIT + MORE_DIGITS * (letters - 1) as f32).min(FIGURES);
        }
        let (table, text) = self.frequencies();
        if table.lines.is_empty() {
            let character = letters == 1 && word.chars().all(|c| c >= '\u{2E80}');
            let letters = if self.is_function_word(word) { SHORT } else { letters.max(SHORT) };
            return if character { CHARACTER } else { ENDLESS - SHORTER / letters as f32 };
        }
        let listed = |word: &str| table.find(text, word).map(|l| l.bits);
        let parted = || {
            let elided = self.settings().elided.iter();
            let rests = elided.filter_map(|e| word.strip_prefix(e.as_str())).filter(|r| !r.is_empty());
            rests.filter_map(listed).map(|b| b + ELIDED).reduce(f32::min)
        };
        listed(word).or_else(parted).unwrap_or(table.rarest + UNLISTED)
    }

    /// Whether a word, as it is written, with its accents and apostrophes, is one of the language's common words; capitals do not
    /// matter. `None` where the language has no table to tell.
    #[must_use]
    pub fn is_word(&self, written: &str) -> Option<bool> {
        let (table, text) = self.frequencies();
        if table.lines.is_empty() {
            return None;
        }
        let form = form_of(written);
        let key: String = fold(&form, &[]).words().collect();
        let listed = |l: Line<'_>| match l.written {
            "" => l.word == form,
            forms => forms.split(' ').any(|f| f == form),
        };
        Some(table.find(text, &key).is_some_and(listed))
    }

    /// Whether it has a table of how common its words are.
    #[must_use]
    pub fn has_frequencies(&self) -> bool {
        !self.frequencies().0.lines.is_empty()
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

#[cfg(test)]
mod tests {
    use super::super::{Languages, language};

    fn made(text: &str) -> Languages {
        let over = ("xx".to_owned(), "frequencies.tsv".to_owned(), text.to_owned());
        Languages::with(&[over]).expect("right")
    }

    #[test]
    fn a_rarer_word_tells_more() {
        for code in ["en", "es", "fr", "de", "it", "pt"] {
            let l = language(code).expect("tables");
            assert!(l.has_frequencies(), "{code}");
            let (unlisted, figure) = (l.bits("qqqqzz"), l.bits("1921"));
            assert!(unlisted > 15.0 && unlisted < 25.0, "{code} {unlisted}");
            assert!(figure > 10.0 && figure < unlisted, "{code} {figure}");
        }
        let en = language("en").expect("tables");
        assert!(en.bits("the") < 5.0);
        assert!(en.bits("government") < en.bits("perseverance"));
        let fr = language("fr").expect("tables");
        assert!(fr.bits("lhomme") < 14.0, "an elided word is taken off: {}", fr.bits("lhomme"));
    }

    #[test]
    fn words_are_told_by_their_marks() {
        let is = |code: &str, word: &str| language(code).expect("tables").is_word(word);
        for (code, word) in [
            ("en", "were"),
            ("en", "can’t"),
            ("en", "Approved"),
            ("es", "año"),
            ("fr", "pêcheur"),
            ("fr", "pécheur"),
            ("de", "schön"),
            ("de", "schon"),
            ("pt", "avó"),
            ("it", "però"),
        ] {
            assert_eq!(is(code, word), Some(true), "{code} {word}");
        }
        for (code, word) in [("en", "thc"), ("fr", "etre"), ("de", "konnig"), ("es", "nino")] {
            assert_eq!(is(code, word), Some(false), "{code} {word}");
        }
        assert_eq!(is("ja", "水"), None);
    }

    #[test]
    fn a_table_is_found_by_halving() {
        let all = made("ano\t8.5\taño\ncasa\t9.0\nun\t4.0\n");
        let xx = all.get("xx").expect("made");
        assert_eq!(["ano", "casa", "un", "zz"].map(|w| xx.bits(w)), [8.5, 9.0, 4.0, 10.0]);
        assert_eq!(
            [xx.is_word("año"), xx.is_word("ano"), xx.is_word("Casa")],
            [Some(true), Some(false), Some(true)]
        );
        let wrong = |text: &str| {
            let over = ("xx".to_owned(), "frequencies.tsv".to_owned(), text.to_owned());
            Languages::with(&[over]).expect_err("wrong").to_string()
        };
        assert_eq!(wrong("b\t2\na\t1\n"), "xx/frequencies.tsv:2: not in the order of the words");
        assert_eq!(wrong("b\n"), "xx/frequencies.tsv:1: not a word and its bits");
    }
}
