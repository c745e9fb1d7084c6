//! Which part of a document is in which language?

use super::paragraph::paragraphs;
use super::token::{Shape, Tokens};
use crate::lang::{Language, detect, detect_in, english, language};
use crate::text::Document;
use std::ops::Range;

/// Words of a paragraph that are looked at first.
const GLANCE: usize = 40;
/// How many of them, in a hundred, are function words of the document's language where it is plainly in that one. English prose
/// has some 45; Dutch, of English ones, fewer than 20.
const PLAIN: usize = 40;
/// Words from which on a glance can tell.
const ENOUGH: usize = 10;
/// Words that are looked at for those of the language that was found.
const TELLING: usize = 200;

/// The language of a document: the one it names, else the one it is found to be in, else English. `tokens` are those of
/// the whole text, however they were cut.
pub(crate) fn language_of(document: &Document, tokens: &Tokens<'_>) -> &'static Language {
    if let Some(named) = document.language.as_deref().and_then(language) {
        return named;
    }
    let all = 0..tokens.len();
    if is_plainly(tokens, &all, english()) {
        return english();
    }
    detect(&document.text).filter(|found| is_told(tokens, &all, found, english())).unwrap_or_else(english)
}

/// The runs of one language in a document, in bytes, in order, which together are its text.
pub(crate) fn runs(document: &Document, tokens: &Tokens<'_>) -> Vec<(Range<usize>, &'static Language)> {
    let whole = language_of(document, tokens);
    let mut out = vec![(0..0, whole)];
    for paragraph in paragraphs(document) {
        let (start, end) = (paragraph.span.start(), paragraph.span.end());
        let within = tokens.from(start)..tokens.from(end);
        let (start, end) = (start as usize, end as usize);
        let mut own = whole;
        if !is_plainly(tokens, &within, whole)
            && let Some(text) = document.text.get(start..end)
            && let Some(found) = detect_in(text, Some(whole))
            && found != whole
            && is_told(tokens, &within, found, whole)
        {
            own = found;
        }
        let last = out.len() - 1;
        if own != out[last].1 && start >= out[last].0.start {
            out[last].0.end = start;
            out.push((start..start, own));
        }
    }
    let last = out.len() - 1;
    out[last].0.end = document.text.len();
    out.retain(|(run, _)| !run.is_empty());
    out
}

/// Whether function words tell at a glance that these tokens are in this language.
fn is_plainly(tokens: &Tokens<'_>, within: &Range<usize>, language: &Language) -> bool {
    let (mut words, mut function) = (0, 0);
    for i in within.clone() {
        if tokens.shape(i) == Some(Shape::Word) {
            words += 1;
            function += usize::from(language.is_function_word(tokens.small(i).as_str()));
            if words == GLANCE {
                break;
            }
        }
    }
    words >= ENOUGH && function * 100 >= words * PLAIN
}

/// Whether words tell that these tokens are in the language that was found rather than in the one expected: a name and a
/// date are in no language for certain. A script that is not Latin tells by itself.
fn is_told(tokens: &Tokens<'_>, within: &Range<usize>, found: &Language, expected: &Language) -> bool {
    let (mut own, mut other, mut latin, mut words) = (0usize, 0usize, 0usize, 0usize);
    let knows = |language: &Language, word: &str| {
        language.is_function_word(word) || !language.calendar().of(word).is_empty()
    };
    for i in within.clone() {
        if tokens.shape(i) != Some(Shape::Word) {
            continue;
        }
        let small = tokens.small(i);
        // "p.m.", "Tel Aviv a": single letters are words of many languages.
        if small.as_str().len() < 2 {
            continue;
        }
        own += usize::from(knows(found, small.as_str()));
        other += usize::from(knows(expected, small.as_str()));
        latin += usize::from(small.as_str().starts_with(|c: char| c.is_ascii_alphabetic()));
        words += 1;
        if words == TELLING {
            break;
        }
    }
    own > other && own > 1 || latin * 2 < words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str, named: Option<&str>) -> Vec<(String, &'static str)> {
        let document = Document { text: text.into(), language: named.map(Into::into), ..Document::default() };
        runs(&document, &Tokens::new(text))
            .into_iter()
            .map(|(run, l)| (text[run].chars().take(8).collect(), l.code()))
            .collect()
    }

    #[test]
    fn a_paragraph_may_be_in_another_language() {
        let text = "The harbour office kept a copy of every letter that came in that winter, and of those it sent.\n\n\
            Das Hafenamt behielt von jedem Brief, der in jenem Winter kam, eine Abschrift, und von jedem, den es sandte.\n\n\
            So it went on for years, until the war came and nobody wrote letters to the office any more.";
        let wanted = [("The harb", "en"), ("Das Hafe", "de"), ("So it we", "en")];
        assert_eq!(codes(text, None), wanted.map(|w| (w.0.to_owned(), w.1)));
        assert_eq!(codes("4.5.1921", Some("de-AT")), [("4.5.1921".to_owned(), "de")]);
        assert_eq!(codes("Saigon, April 14, 1961", None), [("Saigon, ".to_owned(), "en")]);
        assert_eq!(codes("El 4 de mayo de 1921", None), [("El 4 de ".to_owned(), "es")]);
        assert_eq!(codes("4.5.1921", None), [("4.5.1921".to_owned(), "en")]);
        assert_eq!(codes("", None), []);
    }
}
