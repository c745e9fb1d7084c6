//! In which sentence of the draft does a quotation stand?

use crate::draft::Draft;
use fontes_core::read::ends_sentence;
use fontes_core::text::Span;

/// Words before and after a quotation that can belong to its sentence.
const SENTENCE: usize = 60;

/// The sentence that a quotation stands in. One that ends before the closing mark is over,
/// unless it goes on with a small letter.
pub(super) fn sentence(draft: &Draft, q: Span) -> Span {
    let (text, f) = (draft.text(), &draft.folded);
    let tokens = f.tokens_in(q);
    if tokens.is_empty() {
        return q;
    }
    let first = (tokens.start.saturating_sub(SENTENCE)..tokens.start)
        .rev()
        .find(|&i| ends_sentence(text, f, i, draft.language))
        .map_or(tokens.start.saturating_sub(SENTENCE), |i| i + 1);
    let last = (tokens.end - 1..f.tokens.len().min(tokens.end + SENTENCE))
        .find(|&i| ends_sentence(text, f, i, draft.language))
        .unwrap_or(tokens.end - 1);
    draft.span(&(first..last + 1)).map_or(q, |s| s.cover(q))
}
