//! Is the quotation in another language than its source? Then its words can be neither found nor compared.

use crate::citation::CitedSource;
use crate::search::Retriever;
use fontes_core::corpus::{Part, Result};
use fontes_core::lang::{self, Language, Script};
use fontes_core::text::{Document, Folded, fold};

/// Words that tell a quotation's language: of the draft's own, and of another.
const OWN: usize = 5;
const OTHER: usize = 8;
/// The part of the words that must be function words of a language, and how many times those of the other.
const SHARE: f64 = 0.15;
const TIMES: f64 = 1.8;
/// Words of a document's head that tell its language.
const HEAD_WORDS: usize = 25;
/// Bytes of a document's head.
const HEAD: u32 = 1_600;
/// Documents whose languages are looked at: of more, so many from all over the archive.
const LOOKED_AT: usize = 3_000;

/// The language of a quotation of a draft in `draft`, if its words tell it.
pub(super) fn language_of(words: &str, draft: &'static Language) -> Option<&'static Language> {
    let language = lang::detect(words)?;
    let count = fold(words, &[]).tokens.len();
    (count >= if *language == *draft { OWN } else { OTHER }).then_some(language)
}

/// Why a quotation that was not found, or hardly, is not checked: what it is said to be from, or all of the archive, is
/// in another language.
pub(super) fn translated(
    words: &str,
    language: &'static Language,
    cited: &CitedSource,
    search: &Retriever<'_>,
) -> Result<Option<String>> {
    if !cited.claimed().is_empty() {
        let mut other = None;
        for &number in cited.claimed() {
            match of_another(words, language, number, search)? {
                Some(l) => other = Some(l),
                None => return Ok(None),
            }
        }
        let says = |l: &Language| {
            format!(
                "the quotation is in {}, the source that the draft names in {}",
                language.name(),
                l.name()
            )
        };
        return Ok(other.map(says));
    }
    let all = search.archive.len();
    let step = all.div_ceil(LOOKED_AT).max(1);
    let mut any = false;
    for number in (0..all).step_by(step).filter(|&n| !search.is_own(n)) {
        if of_another(words, language, number, search)?.is_none() {
            return Ok(None);
        }
        any = true;
    }
    Ok(any.then(|| {
        format!("no document of the archive is in {}, the language of the quotation", language.name())
    }))
}

/// The language of a document, if it is surely another than that of the words.
fn of_another(
    words: &str,
    language: &'static Language,
    number: usize,
    search: &Retriever<'_>,
) -> Result<Option<&'static Language>> {
    let head = search.archive.part(number, &Part::Bytes(0..HEAD))?;
    let sample: String = head.text().chars().take(HEAD as usize).collect();
    let Some(theirs) = sampled(&head.document, &sample) else { return Ok(None) };
    Ok((*theirs != *language && apart(words, language, &sample, theirs)).then_some(theirs))
}

fn sampled(document: &Document, sample: &str) -> Option<&'static Language> {
    let detected = lang::detect(sample)?;
    // What a file says of itself and its words tell otherwise is sure in neither.
    let named = document.language.as_deref().and_then(lang::language);
    named.is_none_or(|n| *n == *detected).then_some(detected)
}

/// Whether two texts are surely in these two languages, and not both in one of them: by script, else by function words
/// on both sides.
fn apart(one: &str, its: &Language, other: &str, theirs: &Language) -> bool {
    let scripts = (lang::script(one), lang::script(other));
    if let (Some(a), Some(b)) = scripts
        && a != b
    {
        // A Japanese title may be in Chinese characters alone.
        let east = |s: Script| matches!(s, Script::Kana | Script::Han);
        return !(east(a) && east(b));
    }
    let (f, g) = (fold(one, &[]), fold(other, &[]));
    g.tokens.len() >= HEAD_WORDS && speaks(&f, its, theirs) && speaks(&g, theirs, its)
}

/// Whether the function words of a text are those of one language and not of the other.
fn speaks(f: &Folded, own: &Language, other: &Language) -> bool {
    let count = |l: &Language| f.words().filter(|w| l.is_function_word(w)).count() as f64;
    let (ours, theirs) = (count(own), count(other));
    ours >= 2.0 && ours >= f.tokens.len() as f64 * SHARE && ours >= theirs * TIMES
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::lang::{english, language};

    #[test]
    fn two_languages_are_told_apart_only_where_both_sides_are_sure() {
        let es = language("es").unwrap_or_else(english);
        let spanish = "El puerto estuvo negro desde octubre hasta el deshielo, y nadie en la ciudad lo recuerda de otro \
                       modo. Las cuerdas se vendían al peso, y con ellas el alquitrán que se había gastado.";
        let quoted = "the harbour was black from October to the thaw";
        assert!(apart(quoted, english(), spanish, es));
        assert!(!apart("harbour rope tar winter", english(), spanish, es));
        assert!(!apart(quoted, english(), "Puerto de Santa Rosa", es));
        assert_eq!(language_of(quoted, english()).map(Language::code), Some("en"));
    }
}
