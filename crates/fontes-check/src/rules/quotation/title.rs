//! Is it the title of a work rather than a quotation?

use crate::draft::Draft;
use crate::search::{Query, Retriever};
use fontes_core::corpus::Result;
use fontes_core::read::{Field, Quotation, WorkKind};
use fontes_core::text::{Span, key_hash};

/// Bytes by which a title may differ at its ends: a comma, a mark.
const EDGE: u32 = 4;

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

/// Whether the words are the title of a work that a note or a list of references names: “How the record was lost,” Evening
/// Post, May 3, 1990. Its first letter is a capital, and after the closing mark comes what it was published in.
pub(super) fn is_cited_title(draft: &Draft, q: &Quotation) -> bool {
    let text = draft.text();
    let capital = |s: &str| s.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let after = text.get(q.span.end() as usize..).unwrap_or("");
    let closed = after.trim_start_matches(|c: char| !c.is_alphanumeric() && !c.is_whitespace());
    let within = q.span.slice(text).unwrap_or("");
    let last = within.trim_end_matches(|c: char| c.is_whitespace() || "’'”\"»".contains(c));
    if !capital(within) || !last.ends_with([',', '?', '!']) && !closed.starts_with(',') {
        return false;
    }
    let follows = closed.trim_start_matches(|c: char| c.is_whitespace() || ",*_".contains(c));
    if !follows.starts_with(char::is_uppercase) {
        return false;
    }
    let covers = |f: &Field| {
        let shared = f.span.end().min(q.span.end()).saturating_sub(f.span.start().max(q.span.start()));
        f.name == "title" && shared * 2 > q.span.len()
    };
    let at = (text.len() - follows.len()) as u32;
    let holds_it = |f: &Field| {
        matches!(f.name, "container-title" | "journal" | "publisher" | "collection-title" | "source")
            && f.span.start() <= at
            && at < f.span.end()
    };
    draft.works().iter().any(|w| w.fields.iter().any(covers) && w.fields.iter().any(holds_it))
}

/// Whether the words are just what a document of the archive is called.
pub(super) fn names_a_document(draft: &Draft, query: &Query, search: &Retriever<'_>) -> Result<bool> {
    let [only] = query.parts.as_slice() else { return Ok(false) };
    Ok(!search.archive.named(key_hash(draft.folded.run(only)))?.is_empty())
}

/// Whether the words are the title of a work in a note or a list of references.
pub(super) fn is_cited(draft: &Draft, q: &Quotation) -> bool {
    let works = draft.cited_works();
    let from = works.partition_point(|w| w.span.end() <= q.span.start());
    let same = |t: Span| {
        let (start, end) = (t.start().abs_diff(q.span.start()), t.end().abs_diff(q.span.end()));
        start <= EDGE && end <= EDGE
    };
    works[from..].iter().take(4).any(|w| w.kind == WorkKind::Article && w.title.is_some_and(same))
}
