//! By what else is a word found than by itself? Without an elided article, without a genitive, in halves, as it is written.

use crate::lang::{english, language, languages};
use crate::text::{BlockKind, Document, Folded, Span, entity, fold};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How much of the text a form stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The whole token: `homme` of "l'homme".
    Whole,
    /// Its first half: `cease` of "cease-⏎fire".
    First,
    /// Its second half: `fire`.
    Last,
    /// So many tokens: a word that the end of a page divides.
    Tokens(u32),
    /// The whole token, and the form is no folded word but the word as it is written, with its accents: `año`.
    Written,
}

/// A form of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The token at which it stands.
    pub token: u32,
    /// The form, folded, but for [`Reach::Written`].
    pub word: String,
    /// How much it stands for.
    pub reach: Reach,
}

/// What is written together with a word in some language, folded. A text cites words of other languages, too.
struct Affixes {
    /// Before an apostrophe: "l", "dell".
    elided: BTreeSet<&'static str>,
    /// Before a word, without a sign: "ו", "ال".
    prefixes: BTreeSet<&'static str>,
}

static AFFIXES: LazyLock<Affixes> = LazyLock::new(|| {
    let of = |which: fn(&crate::lang::Settings) -> &Vec<String>| {
        languages().all().flat_map(|l| which(l.settings())).map(String::as_str).collect()
    };
    Affixes { elided: of(|s| &s.elided), prefixes: of(|s| &s.prefixes) }
});

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{AC}' | '\u{AD}' | '\u{2010}' | '\u{2011}')
}

/// The folded word that `raw` is, if it is one word.
fn one_word(raw: &str) -> Option<String> {
    let folded = fold(raw, &[]);
    (folded.tokens.len() == 1).then(|| folded.word(0))
}

/// The forms of a document's words, in the order of their tokens.
#[must_use]
pub fn forms(document: &Document, folded: &Folded) -> Vec<Form> {
    let mut out = Vec::new();
    // What follows an apostrophe is short and means other things in other languages: "don't", Turkish "Ankara'nın".
    let own = document.language.as_deref().and_then(language);
    let enclitics: Vec<&str> = own
        .into_iter()
        .chain([english()])
        .flat_map(|l| &l.settings().enclitics)
        .map(String::as_str)
        .collect();
    for (token, t) in (0u32..).zip(&folded.tokens) {
        // Nothing but letters of one byte: no apostrophe, no hyphen, no accent.
        if t.span.len() == t.last - t.first {
            continue;
        }
        let Some(raw) = t.span.slice(&document.text) else { continue };
        of_word(token, &with_signs(raw), &enclitics, &mut out);
    }
    for (from, to) in gaps(document, folded) {
        out.extend(over_gap(document, folded, from, to));
    }
    out.sort_by_key(|f| f.token);
    out
}

/// The raw word with what its entities stand for (`&rsquo;`).
fn with_signs(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out += &rest[..at];
        let end = rest[at..].find(';').map_or(rest.len(), |i| at + i + 1);
        match entity::sign(&rest[at..end]) {
            Some(c) => out.push(c),
            None => out += &rest[at..end],
        }
        rest = &rest[end..];
    }
    Cow::Owned(out + rest)
}

fn of_word(token: u32, raw: &str, enclitics: &[&str], out: &mut Vec<Form>) {
    let mut put = |form: &str, reach: Reach| {
        let Some(word) = one_word(form) else { return };
        let least = if reach == Reach::Whole { 2 } else { 1 };
        if word.chars().count() < least {
            return;
        }
        out.push(Form { token, word, reach });
        if reach == Reach::Whole
            && let Some(written) = as_written(form)
        {
            out.push(Form { token, word: written, reach: Reach::Written });
        }
    };
    if let Some(first) = raw.find(is_apostrophe) {
        // "l'homme", "qu'aujourd'hui", "Nathan's", "l'Ottaway's".
        let (before, after) = (&raw[..first], raw[first..].trim_start_matches(is_apostrophe));
        let elided = one_word(before).is_some_and(|w| AFFIXES.elided.contains(w.as_str()));
        if elided {
            put(after, Reach::Whole);
        }
        if let Some(last) = raw.rfind(is_apostrophe) {
            let ending = raw[last..].trim_start_matches(is_apostrophe);
            if one_word(ending).is_some_and(|w| enclitics.contains(&w.as_str())) {
                put(&raw[..last], Reach::Whole);
                if elided && last > first {
                    put(&raw[raw.len() - after.len()..last], Reach::Whole);
                }
            }
        }
    }
    if let Some(line) = raw.find('\n')
        && let Some(hyphen) = raw[..line].rfind(is_hyphen)
        // A soft hyphen is no sign that the writer wrote.
        && !raw[hyphen..].starts_with('\u{AD}')
    {
        put(&raw[..hyphen], Reach::First);
        put(raw[line..].trim_start_matches([' ', '\t', '\r', '\n', '>']), Reach::Last);
    }
    if let Some(word) = as_written(raw) {
        out.push(Form { token, word, reach: Reach::Written });
    }
}

/// The word whose first half ends before a gap and whose second half begins after it: "govern-" at the foot of a page.
fn over_gap(document: &Document, folded: &Folded, from: u32, to: u32) -> Option<Form> {
    let token = from.checked_sub(1)?;
    let (first, last) = (folded.tokens.get(token as usize)?, folded.tokens.get(to as usize)?);
    let rest = document.text.get(first.span.end() as usize..)?;
    let hyphen = rest.chars().next().filter(|&c| is_hyphen(c))?;
    let ends_line = rest[hyphen.len_utf8()..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let lower = last.span.slice(&document.text)?.chars().next()?.is_lowercase();
    let word = folded.word(token as usize) + &folded.word(to as usize);
    (ends_line && lower).then_some(Form { token, word, reach: Reach::Tokens(to + 1 - token) })
}

/// Stretches of tokens that a phrase passes over, in order: what frames a text (running heads, page numbers) and notes that stand
/// between its lines. The first and one past the last.
#[must_use]
pub fn gaps(document: &Document, folded: &Folded) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for block in &document.blocks {
        if !matches!(block.kind, BlockKind::Furniture | BlockKind::Note) {
            continue;
        }
        let Ok(span) = Span::new(block.span.start(), block.span.end()) else { continue };
        let tokens = folded.tokens_in(span);
        let (Ok(from), Ok(to)) = (u32::try_from(tokens.start), u32::try_from(tokens.end)) else { continue };
        match out.last_mut() {
            _ if from >= to => {}
            Some(last) if last.1 >= from => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out.retain(|g| g.0 > 0 && (g.1 as usize) < folded.tokens.len());
    out
}

/// The word in small letters with its accents, composed, where it has any: letters of the Latin alphabet beyond those of English.
#[must_use]
pub fn as_written(raw: &str) -> Option<String> {
    if raw.is_ascii() {
        return None;
    }
    let letters = raw.chars().filter(|&c| c.is_alphanumeric() || is_combining_mark(c));
    let word: String = letters.flat_map(char::to_lowercase).nfc().collect();
    let accented = |c: char| matches!(c, '\u{DF}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    word.chars().any(accented).then_some(word)
}

/// How many prefixes may stand before a word, and before one of two letters.
const MOST_PREFIXES: usize = 3;
const BEFORE_SHORT: usize = 2;

/// The word with the prefixes that languages of its script write together with it: "נמל" with "ה" is "הנמל".
#[must_use]
pub fn with_prefixes(word: &str) -> Vec<String> {
    let letters = word.chars().count();
    let Some(first) = word.chars().next().filter(|_| letters >= 2) else { return Vec::new() };
    // Blocks of a script are 256 characters.
    let of_script = |p: &&&str| p.chars().all(|c| c as u32 >> 8 == first as u32 >> 8);
    let prefixes: Vec<&str> = AFFIXES.prefixes.iter().filter(of_script).copied().collect();
    let mut out: Vec<String> = Vec::new();
    let mut begun = 0;
    for depth in 0..if letters > 2 { MOST_PREFIXES } else { BEFORE_SHORT } {
        let words: Vec<String> = if depth == 0 { vec![word.to_owned()] } else { out[begun..].to_vec() };
        begun = out.len();
        out.extend(words.iter().flat_map(|w| prefixes.iter().map(move |p| format!("{p}{w}"))));
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Block;

    fn shown(text: &str) -> Vec<String> {
        shown_in("fr", text)
    }

    fn shown_in(language: &str, text: &str) -> Vec<String> {
        let document = Document { text: text.into(), language: Some(language.into()), ..Document::default() };
        forms(&document, &fold(text, &[]))
            .iter()
            .map(|f| format!("{} {} {:?}", f.token, f.word, f.reach))
            .collect()
    }

    #[test]
    fn possessives_elisions_and_divided_words() {
        let text = "Nathan\u{2019}s view of l'homme: a cease-\n> fire, don't, o'clock, O'Meara, corpo\u{AD}\nrations.";
        let wanted = ["0 nathan Whole", "3 homme Whole", "5 cease First", "5 fire Last"];
        assert_eq!(shown(text), wanted);
    }

    #[test]
    fn several_languages_and_apostrophes() {
        assert_eq!(shown("d’État"), ["0 etat Whole", "0 état Written", "0 détat Written"]);
        assert_eq!(shown("dell'accordo un\u{2019}osteria"), ["0 accordo Whole", "1 osteria Whole"]);
        assert_eq!(shown("qu'aujourd'hui"), ["0 aujourdhui Whole"]);
        assert_eq!(shown_in("tr", "Ankara'nın")[..1], ["0 ankara Whole"]);
        assert_eq!(shown_in("ca", "dona'm"), ["0 dona Whole"]);
        assert_eq!(shown("l'Ottaway's"), ["0 ottaways Whole", "0 lottaway Whole", "0 ottaway Whole"]);
    }

    #[test]
    fn words_as_they_are_written() {
        assert_eq!(shown("ano año cafe\u{301}"), ["1 año Written", "2 café Written"]);
        assert_eq!(as_written("Straße").as_deref(), Some("straße"));
        assert_eq!(as_written("дом"), None);
    }

    #[test]
    fn the_end_of_a_page_divides_a_word() {
        let text = "the govern-\nREPORT 12\nment fell";
        let at = |s: &str| {
            let start = text.find(s).expect("there");
            Span::of(text, start..start + s.len()).expect("within")
        };
        let blocks = vec![
            Block { kind: BlockKind::Paragraph, span: at("the govern-") },
            Block { kind: BlockKind::Furniture, span: at("REPORT 12") },
            Block { kind: BlockKind::Paragraph, span: at("ment fell") },
        ];
        let document = Document { text: text.into(), blocks, ..Document::default() };
        let folded = fold(text, &[]);
        assert_eq!(gaps(&document, &folded), [(2, 4)]);
        let form = Form { token: 1, word: "government".into(), reach: Reach::Tokens(4) };
        assert_eq!(forms(&document, &folded), [form]);
    }

    #[test]
    fn prefixes_of_a_script() {
        let of = with_prefixes("נמל");
        assert!(of.contains(&"הנמל".to_owned()) && of.contains(&"ושבנמל".to_owned()));
        assert!(with_prefixes("وزير").contains(&"والوزير".to_owned()));
        assert!(with_prefixes("harbour").is_empty() && with_prefixes("1973").is_empty());
    }
}
