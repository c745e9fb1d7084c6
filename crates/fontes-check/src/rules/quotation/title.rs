//! Is it the title of a work rather than a quotation?

use crate::draft::Draft;
use crate::search::{Query, Retriever};
use fontes_core::corpus::Result;
use fontes_core::text::key_hash;

/// Capitalised throughout and short: the title of a work.
pub(super) fn is_title(draft: &Draft, query: &Query) -> bool {
    let (mut capital, mut lower) = (0, 0);
    for i in query.parts.iter().cloned().flatten() {
        let word = draft.folded.word(i);
        let raw = draft.folded.tokens[i].span.slice(draft.text()).unwrap_or("");
        match raw.chars().find(|c| c.is_alphabetic()) {
            Some(c) if c.is_uppercase() => capital += 1,
            Some(_) if !draft.language.is_function_word(&word) && word.len() > 3 => lower += 1,
            _ => {}
        }
    }
    lower == 0 && capital >= 2 && capital + lower <= 14
}

/// Whether the words are just what a document of the archive is called.
pub(super) fn names_a_document(draft: &Draft, query: &Query, search: &Retriever<'_>) -> Result<bool> {
    let [only] = query.parts.as_slice() else { return Ok(false) };
    Ok(!search.archive.named(key_hash(draft.folded.run(only)))?.is_empty())
}
