//! What do the words of a passage bear in a language, which are forms of one, what do they say in notes? The look-ups that need
//! several tables at once.

use super::calendar::CalendarWord;
use super::frequencies::{Line, form_of};
use super::governing::{Governing, Government};
use super::language::{Language, english};
use super::meaning::{Bearing, Touch};
use super::notes::NoteWord;
use crate::text::{Folded, fold};
use std::ops::Range;

impl Language {
    /// Whether a folded word or phrase is this in notes: in this language, or in English and the Latin of scholars, which
    /// notes of all languages use.
    #[must_use]
    pub fn is_in_notes(&self, phrase: &str, role: NoteWord) -> bool {
        self.notes().is(phrase, &role) || english().notes().is(phrase, &role)
    }

    /// Whether a word as it stands has the ending of a verb that tells of what is over ("landed"), where the language lists such
    /// endings.
    #[must_use]
    pub fn is_past(&self, written: &str) -> bool {
        written.chars().count() > 4 && self.time_words().ends_as_past(&written.to_lowercase())
    }

    /// Whether a folded word is a form of a word that is inflected irregularly ("went"), and no word of the grammar.
    #[must_use]
    pub fn is_irregular(&self, folded: &str) -> bool {
        self.forms().is_irregular(folded) && !self.is_function_word(folded)
    }

    /// Whether two folded words are spellings of one (colour/color, organise/organize, judgement/judgment).
    #[must_use]
    pub fn is_variant(&self, x: &str, y: &str) -> bool {
        self.forms().is_variant(x, y)
    }

    /// Whether two folded words are one in two accepted forms, so that a quotation may have either: two spellings
    /// ("enquiry", "inquiry"), a short form and what it is short for ("Sen", "Senator"; "Sept", "September").
    #[must_use]
    pub fn is_accepted_variant(&self, x: &str, y: &str) -> bool {
        self.forms().is_accepted_variant(x, y) || self.is_short_date(x, y)
    }

    /// Whether two words are one month or one day of the week.
    fn is_short_date(&self, x: &str, y: &str) -> bool {
        let one = |a: &CalendarWord, b: &CalendarWord| match (a, b) {
            (CalendarWord::Month(m, s), CalendarWord::Month(n, t)) => m == n && s != t,
            (CalendarWord::Weekday(m, s), CalendarWord::Weekday(n, t)) => m == n && s != t,
            _ => false,
        };
        self.calendar().of(x).iter().any(|a| self.calendar().of(y).iter().any(|b| one(a, b)))
    }

    /// Whether two folded words are forms of one: an irregular pair, or a stem of three letters or more, half of
    /// the shorter word at least, with two endings.
    #[must_use]
    pub fn is_inflection(&self, x: &str, y: &str) -> bool {
        self.forms().is_inflection(x, y)
    }

    /// The units of a folded word without the first of its endings that the table marks `stem` and that leaves three
    /// letters or more.
    #[must_use]
    pub fn stem<'w>(&self, word: &'w [u32]) -> &'w [u32] {
        self.forms().stem(word)
    }
}

impl Language {
    /// Whether a form is the sign of a length, of which there are squares and cubes ("cm").
    #[must_use]
    pub fn is_length(&self, sign: &str) -> bool {
        self.units().sign(sign).is_some_and(|s| self.units().made("square", s.unit).is_some())
    }
}

/// A word, or the part of one before or after an apostrophe, and the token that it is of.
struct Piece {
    word: String,
    token: usize,
    /// Whether it stands right after the piece before it, with no mark between.
    follows: bool,
}

/// Tokens beside a run that a phrase may reach into.
const REACH: usize = 5;

impl Language {
    /// What each token of a run bears; phrases are looked up with what stands beside the run, the longest first. Names are seen in
    /// context, not here.
    #[must_use]
    pub fn bearings(&self, text: &str, folded: &Folded, run: &Range<usize>) -> Vec<Bearing> {
        let mut out = vec![Bearing::default(); run.len()];
        if run.is_empty() {
            return out;
        }
        let around = run.start.saturating_sub(REACH)..(run.end + REACH).min(folded.tokens.len());
        let pieces = self.pieces(text, folded, &around);
        let mut i = 0;
        while i < pieces.len() {
            let (length, bearing) = self.longest(&pieces[i..]);
            let whole = pieces[i..i + length].iter().all(|p| run.contains(&p.token));
            for piece in &pieces[i..i + length] {
                if run.contains(&piece.token) {
                    // A phrase that bears nothing shields its words only as a whole: "not" out of "not only" turns it.
                    let own = if bearing.is_nothing() && !whole { self.word(&piece.word) } else { bearing };
                    let place = &mut out[piece.token - run.start];
                    *place = place.or(own);
                }
            }
            i += length;
        }
        out
    }

    /// What each token of a run does to the clause that it stands in or before, and whether it negates. Of a phrase one
    /// token does it, and the rest nothing: the first of a condition, the last of what governs what follows. Phrases do not reach
    /// beyond the run.
    #[must_use]
    pub fn government(&self, text: &str, folded: &Folded, run: &Range<usize>) -> Vec<(Government, bool)> {
        let bearings = self.bearings(text, folded, run);
        let mut out: Vec<(Government, bool)> =
            bearings.iter().map(|b| (Government::default(), b.has(Touch::Negation))).collect();
        let pieces = self.pieces(text, folded, run);
        let mut i = 0;
        while i < pieces.len() {
            let Some((n, whole)) = self.governing_phrase(text, folded, &pieces[i..]) else {
                i += 1;
                continue;
            };
            let first = whole.meets(Government::any(&[Governing::Condition, Governing::Circumstance]));
            let place = if first { i } else { i + n - 1 };
            let role = &mut out[pieces[place].token - run.start].0;
            *role = role.or(whole);
            if n > 1 || whole.has(Governing::Affirming) {
                for piece in &pieces[i..i + n] {
                    out[piece.token - run.start].1 = false;
                }
            }
            i += n;
        }
        out
    }

    /// The longest phrase of `governing.tsv` that the pieces begin with, and its classes. A word of one or two letters must
    /// have its accents: Italian "è" is not "e".
    fn governing_phrase(&self, text: &str, folded: &Folded, pieces: &[Piece]) -> Option<(usize, Government)> {
        let longest = self.governing().longest();
        let most = 1 + pieces[1..].iter().take(longest).take_while(|p| p.follows).count();
        (1..=longest.min(most)).rev().find_map(|n| {
            let phrase = pieces[..n].iter().map(|p| p.word.as_str()).collect::<Vec<_>>().join(" ");
            let classes = self.governing().of(&phrase);
            if classes.is_empty() {
                return None;
            }
            let whole = Some((n, Government::any(classes)));
            let raw = folded.tokens[pieces[0].token].span.slice(text).unwrap_or("").to_lowercase();
            if n > 1 || phrase.chars().count() > 2 {
                return whole;
            }
            // A part of a token ("n" of "n'est") is not written by itself.
            if raw.chars().count() > 2 {
                return whole;
            }
            let written = self.governing_as_written().of(&raw);
            (!written.is_empty()).then(|| (n, Government::any(written)))
        })
    }

    /// What one folded word bears by itself.
    #[must_use]
    pub fn bearing(&self, word: &str) -> Bearing {
        self.word(word)
    }

    fn pieces(&self, text: &str, folded: &Folded, tokens: &Range<usize>) -> Vec<Piece> {
        let mut out = Vec::with_capacity(tokens.len());
        let plain =
            |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}');
        for token in tokens.clone() {
            let before = token.checked_sub(1).map(|b| folded.tokens[b].span.end());
            let follows = before.is_some_and(|end| {
                let gap = text.get(end as usize..folded.tokens[token].span.start() as usize);
                gap.is_some_and(|gap| gap.chars().all(plain))
            });
            let word = folded.word(token);
            let raw = folded.tokens[token].span.slice(text).unwrap_or("");
            match self.parted(raw) {
                Some((before, after)) => {
                    out.push(Piece { word: before, token, follows });
                    out.push(Piece { word: after, token, follows: true });
                }
                None => out.push(Piece { word, token, follows }),
            }
        }
        out
    }

    /// The two folded parts of "l'homme", where the first is an elided word of this language.
    #[must_use]
    pub fn parted(&self, raw: &str) -> Option<(String, String)> {
        if self.settings().elided.is_empty() {
            return None;
        }
        let at = raw.find(['\'', '\u{2019}', '\u{2BC}'])?;
        let after = raw[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let word = |s: &str| fold(s, &[]).words().collect::<String>();
        let (before, after) = (word(&raw[..at]), word(&raw[after..]));
        (!after.is_empty() && self.settings().elided.contains(&before)).then_some((before, after))
    }

    /// The longest phrase that the pieces begin with: its pieces, at least one, and what it bears.
    fn longest(&self, pieces: &[Piece]) -> (usize, Bearing) {
        let longest = self.meaning().0.longest();
        let most = 1 + pieces[1..].iter().take(longest).take_while(|p| p.follows).count();
        for length in (2..=longest.min(most)).rev() {
            let key = pieces[..length].iter().map(|p| p.word.as_str()).collect::<Vec<_>>().join(" ");
            if let Some(bearing) = self.meaning().of(&key) {
                return (length, bearing);
            }
        }
        (1, self.word(&pieces[0].word))
    }

    fn word(&self, word: &str) -> Bearing {
        if let Some(bearing) = self.meaning().of(word) {
            return bearing;
        }
        if word.chars().any(char::is_numeric) {
            let year = word.len() == 4
                && word.bytes().all(|b| b.is_ascii_digit())
                && matches!(&word[..2], "15" | "16" | "17" | "18" | "19" | "20");
            return Bearing::of(if year { Touch::Date } else { Touch::Number });
        }
        // "ולא": what is written together with the word is taken off, several times if need be.
        let mut rest = word;
        while let Some(shorter) = self
            .settings()
            .prefixes
            .iter()
            .find_map(|p| rest.strip_prefix(p.as_str()))
            .filter(|r| !r.is_empty())
        {
            if let Some(bearing) = self.meaning().of(shorter) {
                return bearing;
            }
            rest = shorter;
        }
        Bearing::default()
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
const CHARACTER: f32 = 9.7;
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

    /// Whether a folded word is listed among the language's common words; `None` where it has no table to tell.
    #[must_use]
    pub fn lists(&self, folded: &str) -> Option<bool> {
        let (table, text) = self.frequencies();
        (!table.lines.is_empty()).then(|| table.find(text, folded).is_some())
    }

    /// Whether it has a table of how common its words are.
    #[must_use]
    pub fn has_frequencies(&self) -> bool {
        !self.frequencies().0.lines.is_empty()
    }
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
            ("en", "we’re"),
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
        for (code, word) in [("en", "thc"), ("fr", "etre"), ("de", "konnig"), ("es", "nacion")] {
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
