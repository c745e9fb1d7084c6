//! Where in a document do the words of a query meet?

use fontes_core::corpus::Source;
use fontes_core::text::{Span, fold};

/// A stretch of a document around words that were searched for, in places of the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The stretch.
    pub span: Span,
    /// The words within it.
    pub words: Vec<Span>,
}

/// Stretches of a document where most of a query's words meet, at most `limit`, in order.
#[must_use]
pub fn snippets(witness: &Source, query: &str, limit: usize) -> Vec<Snippet> {
    const REACH: usize = 12; // words on either side
    let text = query;
    let query = fold(text, &[]);
    let prefix: Vec<bool> =
        query.tokens.iter().map(|t| text[t.span.end() as usize..].starts_with('*')).collect();
    let wanted: Vec<&[u32]> = (0..query.tokens.len()).map(|i| query.letters(i)).collect();
    let f = witness.folded();
    let operators: Vec<Vec<u32>> =
        ["and", "or", "not", "near"].iter().map(|w| w.chars().map(u32::from).collect()).collect();
    let places: Vec<(usize, usize)> = (0..f.tokens.len())
        .filter_map(|i| {
            let word = f.letters(i);
            let which = wanted
                .iter()
                .zip(&prefix)
                .position(|(w, p)| if *p { word.starts_with(w) } else { *w == word })?;
            (!operators.iter().any(|o| o == word)).then_some((i, which))
        })
        .collect();
    let mut scored: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .map(|(n, &(i, _))| {
            let mut seen: Vec<usize> =
                places[n..].iter().take_while(|p| p.0 < i + REACH).map(|p| p.1).collect();
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
            let span = f.span_of(&range)?;
            let words = places.iter().filter(|p| range.contains(&p.0));
            let words = words.filter_map(|p| witness.there(f.tokens[p.0].span)).collect();
            Some(Snippet { span: witness.there(span)?, words })
        })
        .collect()
}
