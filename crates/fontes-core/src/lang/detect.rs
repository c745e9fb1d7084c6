//! Which language is a text in? What function words tell at a glance, and where they do not, what two libraries say
//! (`whichlang`, exact on single sentences of sixteen languages; `whatlang`, trigrams of seventy).

use super::language::{Language, languages};
use crate::text::{Document, Span, fold};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The script that most letters of a text are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Hebrew.
    Hebrew,
    /// Arabic.
    Arabic,
    /// Devanagari.
    Devanagari,
    /// Hiragana and katakana.
    Kana,
    /// Chinese characters.
    Han,
    /// Hangul.
    Hangul,
}

const fn script_of(c: char) -> Option<Script> {
    Some(match c {
        'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{590}'..='\u{5FF}' | '\u{FB1D}'..='\u{FB4F}' => Script::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            Script::Arabic
        }
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}' => Script::Kana,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Script::Han,
        '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        _ => return None,
    })
}

/// The script that most letters of a text are of; `None` where it has none of those known. Chinese characters
/// with kana between them are Japanese: kana then count alone.
#[must_use]
pub fn script(text: &str) -> Option<Script> {
    let mut counts = [0usize; 9];
    for c in text.chars() {
        if let Some(s) = script_of(c) {
            counts[s as usize] += 1;
        }
    }
    let (kana, han) = (counts[Script::Kana as usize], counts[Script::Han as usize]);
    if kana * 8 > han {
        counts[Script::Kana as usize] += han;
        counts[Script::Han as usize] = 0;
    }
    const ALL: [Script; 9] = [
        Script::Latin,
        Script::Cyrillic,
        Script::Greek,
        Script::Hebrew,
        Script::Arabic,
        Script::Devanagari,
        Script::Kana,
        Script::Han,
        Script::Hangul,
    ];
    ALL.into_iter().rev().max_by_key(|s| counts[*s as usize]).filter(|s| counts[*s as usize] > 0)
}

/// Bytes of a text that are looked at.
const SAMPLE: usize = 1200;
/// Share of the words that must be function words of a language for them to tell it at a glance…
const PLAIN: f64 = 0.25;
/// …and how many times as many as of any other.
const APART: f64 = 1.4;
/// What a library's word weighs beside the share of function words.
const WORD: f64 = 0.15;
/// The least that tells a language.
const LEAST: f64 = 0.15;

/// Which languages a function word is of, as bits by the order of codes.
struct Functions {
    of: HashMap<Box<str>, u64>,
    languages: Vec<&'static Language>,
}

fn functions() -> &'static Functions {
    static FUNCTIONS: OnceLock<Functions> = OnceLock::new();
    FUNCTIONS.get_or_init(|| {
        let languages: Vec<&Language> =
            languages().all().filter(|l| l.function_words() > 0).take(64).collect();
        let mut of: HashMap<Box<str>, u64> = HashMap::new();
        for (i, l) in languages.iter().enumerate() {
            for word in l.function() {
                *of.entry(word.clone()).or_default() |= 1 << i;
            }
        }
        Functions { of, languages }
    })
}

/// The language of a text, of which the first 1,200 bytes are looked at. `None` where nothing tells, or there are
/// no tables for it.
#[must_use]
pub fn detect(text: &str) -> Option<&'static Language> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let script = script(sample)?;
    let alone = match script {
        Script::Greek => Some("el"),
        Script::Hebrew => Some("he"),
        Script::Kana => Some("ja"),
        Script::Han => Some("zh"),
        Script::Hangul => Some("ko"),
        Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari => None,
    };
    if let Some(code) = alone {
        return super::language::language(code);
    }
    let known = functions();
    let folded = fold(sample, &[]);
    let mut hits = vec![0usize; known.languages.len()];
    let mut words = 0usize;
    for word in folded.words() {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        words += 1;
        let mut bits = known.of.get(word.as_str()).copied().unwrap_or(0);
        while bits != 0 {
            hits[bits.trailing_zeros() as usize] += 1;
            bits &= bits - 1;
        }
    }
    if words == 0 {
        return None;
    }
    let mut scores: Vec<f64> = hits.iter().map(|&h| h as f64 / words as f64).collect();
    let (best, second) = best(&scores);
    if scores[best] >= PLAIN && hits[best] >= 5 && scores[best] >= second * APART {
        return Some(known.languages[best]);
    }
    let mut said = |code: Option<&str>| {
        let at = code.and_then(|c| known.languages.iter().position(|l| l.code() == c));
        if let Some(at) = at {
            scores[at] += WORD;
        }
    };
    said(two_letters(whichlang::detect_language(sample).three_letter_code()));
    let told = whatlang::detect(sample);
    said(told.and_then(|t| two_letters(t.lang().code())));
    let (best, _) = self::best(&scores);
    // A name and a date are in no language: a library's word alone is not enough.
    (scores[best] >= LEAST && hits[best] > 0).then(|| known.languages[best])
}

/// The language of a part of a text whose whole is in `whole`: a part that is too short to tell, or tells nothing, is in
/// that of the whole unless its script is another.
#[must_use]
pub fn detect_in(part: &str, whole: Option<&'static Language>) -> Option<&'static Language> {
    /// Letters from which on a part can be told from its whole.
    const TELLING: usize = 60;
    let Some(whole) = whole else { return detect(part) };
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    let wide = matches!(script(part), Some(Script::Han | Script::Kana | Script::Hangul));
    if letters < if wide { TELLING / 4 } else { TELLING } {
        return Some(whole);
    }
    Some(detect(part).unwrap_or(whole))
}

/// The language of a document: the one that it names, else what its words tell, else English.
#[must_use]
pub fn of(document: &Document) -> &'static Language {
    let named = document.language.as_deref().and_then(super::language::language);
    named.or_else(|| detect(&document.text)).unwrap_or_else(super::language::english)
}

/// The language of the words at `span` of a text whose whole is in `whole`: that of their paragraph, of which 600 bytes on
/// either side are looked at.
#[must_use]
pub fn at(text: &str, span: Span, whole: &'static Language) -> &'static Language {
    const BESIDE: usize = 600;
    let mut from = (span.start() as usize).saturating_sub(BESIDE).min(text.len());
    let mut to = (span.end() as usize + BESIDE).min(text.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let (start, end) = ((span.start() as usize).clamp(from, to), (span.end() as usize).clamp(from, to));
    let from = text.get(from..start).and_then(|t| t.rfind("\n\n")).map_or(from, |n| from + n);
    let to = text.get(end..to).and_then(|t| t.find("\n\n")).map_or(to, |n| end + n);
    text.get(from..to).and_then(|part| detect_in(part, Some(whole))).unwrap_or(whole)
}

/// The place of the greatest score, the first of equals, and the second greatest.
fn best(scores: &[f64]) -> (usize, f64) {
    let (mut at, mut second) = (0, 0.0);
    for (i, &s) in scores.iter().enumerate().skip(1) {
        if s > scores[at] {
            second = scores[at];
            at = i;
        } else if s > second {
            second = s;
        }
    }
    (at, second)
}

/// ISO 639-1 for a code of ISO 639-3, of the languages that the libraries know.
fn two_letters(three: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 34] = [
        ("ara", "ar"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hun", "hu"),
        ("ita", "it"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("lat", "la"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("vie", "vi"),
        ("hrv", "hr"),
    ];
    CODES.iter().find(|c| c.0 == three).map(|c| c.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&str> {
        detect(text).map(Language::code)
    }

    #[test]
    fn sentences_tell_their_language() {
        for (text, wanted) in [
            ("The harbour office kept a copy of every letter that came in that winter.", "en"),
            ("La oficina del puerto guardaba una copia de todas las cartas de aquel invierno.", "es"),
            ("Le bureau du port gardait une copie de toutes les lettres de cet hiver.", "fr"),
            ("Das Hafenamt behielt von jedem Brief, der in jenem Winter kam, eine Abschrift.", "de"),
            ("L'ufficio del porto conservava una copia di tutte le lettere di quell'inverno.", "it"),
            ("A repartição do porto guardava uma cópia de todas as cartas daquele inverno.", "pt"),
            ("Hamnkontoret behöll en avskrift av varje brev som kom den vintern.", "sv"),
            ("Het havenkantoor bewaarde een afschrift van elke brief die die winter kwam.", "nl"),
            ("Портовая контора хранила копию каждого письма, которое пришло той зимой.", "ru"),
            ("לשכת הנמל שמרה עותק של כל מכתב שהגיע באותו חורף.", "he"),
            ("احتفظ مكتب الميناء بنسخة من كل رسالة وصلت في ذلك الشتاء.", "ar"),
            ("港务局保留了那年冬天收到的每一封信的副本。", "zh"),
            ("港の事務所はその冬に届いた手紙の写しをすべて保管していた。", "ja"),
        ] {
            assert_eq!(code(text), Some(wanted), "{text}");
        }
        assert_eq!(code("1973 — 1974"), None);
        assert_eq!(code("Saigon, January 30, 1961"), None);
        assert_eq!(code("1 trillion"), None);
    }

    #[test]
    fn a_short_part_is_in_the_language_of_its_whole() {
        let whole = super::super::language("es");
        assert_eq!(detect_in("Harbour Office", whole), whole);
        assert_eq!(detect_in("לשכת הנמל", None).map(Language::code), Some("he"));
        let part = "The harbour office kept a copy of every letter that came in, and of those that went out.";
        assert_eq!(detect_in(part, whole).map(Language::code), Some("en"));
    }
}
