//! Which part of a document is in which language?

use super::paragraph::paragraphs;
use super::token::{Shape, Tokens};
use crate::lang::{Language, detect, detect_in, english, evidence, language};
use crate::text::Document;
use std::ops::Range;

/// Words of a paragraph that are looked at first.
const GLANCE: usize = 60;
/// How many of them, in a hundred, are words of the document's language where it is plainly in that one: function words and
/// words of the calendar. Of English ones, English prose has some 40; Dutch and Danish have 10.
const PLAIN: usize = 30;
/// Words from which on a glance can tell.
const ENOUGH: usize = 10;
/// Words that are looked at for those of other languages.
const TELLING: usize = 200;

/// The language of a document: the one it names, else the one it is found to be in, else English. `tokens` are those of
/// the whole text, however they were cut.
pub(crate) fn language_of(document: &Document, tokens: &Tokens<'_>) -> &'static Language {
    let named = document.language.as_deref().and_then(language);
    named.unwrap_or_else(|| found(tokens, 0..tokens.len(), english(), || detect(&document.text)))
}

/// The runs of one language in a document, in bytes, in order, which together are its text.
pub(crate) fn runs(document: &Document, tokens: &Tokens<'_>) -> Vec<(Range<usize>, &'static Language)> {
    let whole = language_of(document, tokens);
    let mut out = vec![(0..0, whole)];
    for paragraph in paragraphs(document) {
        let (start, end) = (paragraph.span.start(), paragraph.span.end());
        let within = tokens.from(start)..tokens.from(end);
        let own =
            found(tokens, within, whole, || detect_in(paragraph.span.slice(&document.text)?, Some(whole)));
        let (start, last) = (start as usize, out.len() - 1);
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

/// The language that tokens are found to be in where it has more words among them than the one expected; a name and a date
/// are in no language for certain. A script that is not Latin tells by itself.
fn found(
    tokens: &Tokens<'_>,
    within: Range<usize>,
    expected: &'static Language,
    detected: impl FnOnce() -> Option<&'static Language>,
) -> &'static Language {
    let known = evidence();
    let bit = known.bit(expected);
    let words = || within.clone().filter(|&i| tokens.shape(i) == Some(Shape::Word));
    let (mut seen, mut own, mut latin) = (0, 0, 0);
    for i in words().take(GLANCE) {
        seen += 1;
        own += usize::from(known.of(tokens.key(i)) & bit != 0);
        latin += usize::from(is_latin(tokens.raw(i)));
    }
    if seen == 0 || seen >= ENOUGH && own * 100 >= seen * PLAIN {
        return expected;
    }
    let foreign = latin * 2 < seen;
    let better = known.better(words().take(TELLING).map(|i| tokens.key(i)), expected);
    if better == 0 && !foreign {
        return expected;
    }
    detected().filter(|l| foreign || better & known.bit(l) != 0).unwrap_or(expected)
}

/// Whether a word is of Latin letters, as its first tells.
fn is_latin(word: &str) -> bool {
    word.starts_with(|c: char| c < '\u{250}' || ('\u{1E00}'..'\u{1F00}').contains(&c))
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
