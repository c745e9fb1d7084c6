//! Where in a document do the words of a query meet?

use fontes_core::corpus::Source;
use fontes_core::query::{Query, places};
use fontes_core::text::Span;

/// A stretch of a document around words that were searched for, in places of the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The stretch.
    pub span: Span,
    /// The words within it.
    pub words: Vec<Span>,
}

/// Stretches of a document where most of a query's parts meet, at most `limit`, in order.
#[must_use]
pub fn snippets(witness: &Source, query: &Query, limit: usize) -> Vec<Snippet> {
    const REACH: usize = 12; // words on either side
    let f = witness.folded();
    let places = places(query, &witness.document, f);
    let mut scored: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .map(|(n, place)| {
            let i = place.tokens.start;
            let mut seen: Vec<usize> =
                places[n..].iter().take_while(|p| p.tokens.start < i + REACH).map(|p| p.part).collect();
            seen.sort_unstable();
            seen.dedup();
            (seen.len(), i)
        })
        .collect();
    scored.sort_by_key(|&(score, i)| (std::cmp::Reverse(score), i));
    let mut chosen: Vec<usize> = Vec::new();
    for (_, i) in scored {
        if chosen.len() < limit && chosen.iter().all(|&c| c.abs_diff(i) > REACH * 2) {
            chosen.push(i);
        }
    }
    if chosen.is_empty() && limit > 0 {
        // A query that only says what must not be there: the document's first words stand for it.
        chosen.push(0);
    }
    chosen.sort_unstable();
    chosen
        .into_iter()
        .filter_map(|i| {
            let range = i.saturating_sub(REACH / 2)..(i + REACH * 2).min(f.tokens.len());
            // A document without words has its beginning.
            let span = f.span_of(&range).or_else(|| Span::new(0, 0).ok())?;
            let inside = places.iter().filter(|p| range.start <= p.tokens.start && p.tokens.end <= range.end);
            let words = inside.filter_map(|p| f.span_of(&p.tokens)).collect();
            let words = Span::disjoint(words).into_iter().filter_map(|s| witness.there(s)).collect();
            Some(Snippet { span: witness.there(span)?, words })
        })
        .collect()
}
