//! Where do words stand that are too few for fingerprints?

use crate::draft::Draft;
use crate::search::{Candidate, Placed, Query, Retriever};
use fontes_core::align::passage::units_of;
use fontes_core::corpus::{Part, Result};

/// Exact matches of words too few for fingerprints, through the search index.
pub(super) fn by_phrase(draft: &Draft, query: &Query, search: &Retriever<'_>) -> Result<Vec<Candidate>> {
    let [only] = query.parts.as_slice() else { return Ok(vec![]) };
    if only.clone().any(|i| draft.is_inserted(i)) {
        return Ok(vec![]);
    }
    let words: Vec<String> = only.clone().map(|i| draft.folded.word(i)).collect();
    let mut out = Vec::new();
    for found in search.archive.phrase(&words, 24)? {
        if search.is_own(found.number) {
            continue;
        }
        // A draft's words are fewer than its bytes, which are u32.
        let n = only.len();
        let part = Part::Tokens(found.token..found.token.saturating_add(n as u32));
        let witness = search.archive.part(found.number, &part)?;
        let w = witness.folded();
        let Some(j) = found.token.checked_sub(witness.origin().token).map(|j| j as usize) else { continue };
        // The words are the proof, the place only led to them.
        let stands = j + n <= w.tokens.len()
            && (0..n).all(|k| w.letters(j + k) == draft.folded.letters(only.start + k));
        if stands {
            let from = witness.origin().unit;
            let placed = Placed {
                units: w.tokens[j].first + from..w.tokens[j + n - 1].last + from,
                distance: 0,
                length: units_of(&draft.folded, only),
            };
            out.push(Candidate { number: found.number, parts: vec![Some(placed)], likeness: 1.0 });
        }
    }
    Ok(out)
}
