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

/// Stretches of a document where most of a query's parts meet, at most `limit`, in order; between them they show each part that
/// stands there, as far as they go.
#[must_use]
pub fn snippets(witness: &Source, query: &Query, limit: usize) -> Vec<Snippet> {
    const REACH: usize = 12; // words on either side
    let f = witness.folded();
    let places = places(query, &witness.document, f);
    // Which parts of the query meet from each place on, a bit each; of very long queries the last share one.
    let met: Vec<(u64, usize)> = places
        .iter()
        .enumerate()
        .map(|(n, place)| {
            let i = place.tokens.start;
            let near = places[n..].iter().take_while(|p| p.tokens.start < i + REACH);
            (near.fold(0, |parts, p| parts | 1 << p.part.min(63)), i)
        })
        .collect();
    let mut chosen: Vec<usize> = Vec::new();
    let mut shown = 0u64;
    while chosen.len() < limit {
        // What shows parts that no other stretch does; then what shows most, and the first of those.
        let free = met.iter().filter(|m| chosen.iter().all(|&c| c.abs_diff(m.1) > REACH * 2));
        let best = free.max_by_key(|&&(parts, i)| {
            ((parts & !shown).count_ones(), parts.count_ones(), std::cmp::Reverse(i))
        });
        let Some(&(parts, i)) = best else { break };
        shown |= parts;
        chosen.push(i);
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

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::query::parse;
    use fontes_core::text::Document;

    fn shown(text: &str, query: &str, limit: usize) -> Vec<String> {
        let document = Document { text: text.into(), ..Document::default() };
        let source = Source::new(0, "a".into(), String::new(), document);
        let query = parse(query).expect("understood");
        let all = snippets(&source, &query, limit);
        let words = all.iter().flat_map(|s| &s.words);
        words.map(|w| w.slice(text).expect("whole").to_lowercase()).collect()
    }

    #[test]
    fn each_word_of_a_query_is_shown_once_before_any_is_again() {
        let filler = "The board met on the quay and heard the pilot of the day. ".repeat(8);
        let text = format!(
            "Copper rose. {filler}Copper fell. {filler}Copper stood. {filler}An embargo came. {filler}Copper went."
        );
        let got = shown(&text, "embargo copper", 3);
        assert!(got.contains(&"embargo".to_owned()) && got.contains(&"copper".to_owned()), "{got:?}");
        assert_eq!(got.len(), 3);
        assert_eq!(shown(&text, "copper", 2), ["copper", "copper"]);
        // One stretch with both comes before any with one.
        let both = format!("Copper rose. {filler}The copper embargo came. {filler}");
        assert_eq!(shown(&both, "embargo copper", 1), ["copper", "embargo"]);
    }
}
