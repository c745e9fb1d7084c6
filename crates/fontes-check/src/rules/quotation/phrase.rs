//! Where do words stand that are too few for fingerprints?

use crate::draft::Draft;
use crate::search::{Candidate, Placed, Query, Retriever};
use fontes_core::align::passage::units_of;
use fontes_core::corpus::{Part, Result};
use std::ops::Range;

/// Words up to which each is tried as the one that was changed.
pub(super) const SHORT: usize = 10;
/// Documents that a pattern may lead to: more hold a formula.
const LED_TO: usize = 12;

/// Exact matches of words too few for fingerprints, through the search index; where there is none, of all but one word.
pub(super) fn by_phrase(draft: &Draft, query: &Query, search: &Retriever<'_>) -> Result<Vec<Candidate>> {
    let [only] = query.parts.as_slice() else { return Ok(vec![]) };
    if only.clone().any(|i| draft.is_inserted(i)) {
        return Ok(vec![]);
    }
    let words: Vec<String> = only.clone().map(|i| draft.folded.word(i)).collect();
    let exact = exactly(draft, only, &words, search)?;
    if !exact.is_empty() || words.len() > SHORT || words.len() < 4 {
        return Ok(exact);
    }
    let mut out: Vec<Candidate> = Vec::new();
    for pattern in patterns(&words) {
        let found = search.archive.phrase(&pattern, LED_TO)?;
        if found.len() == LED_TO {
            continue;
        }
        for place in found.into_iter().filter(|p| !search.is_own(p.number)) {
            out.extend(search.find_near(draft, query, place.number, place.token)?);
        }
    }
    out.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.number.cmp(&b.number)));
    out.dedup_by(|b, a| a.number == b.number && a.parts == b.parts);
    Ok(out)
}

/// The words with one replaced by any, with one more between two, and without one. An empty word stands for any.
fn patterns(words: &[String]) -> Vec<Vec<String>> {
    let n = words.len();
    let mut out = Vec::new();
    for i in 0..n {
        let without = [&words[..i], &words[i + 1..]].concat();
        if i > 0 && i + 1 < n {
            out.push([&words[..i], &[String::new()], &words[i + 1..]].concat());
            out.push([&words[..i], &[String::new()], &words[i..]].concat());
        }
        out.push(without);
    }
    out.push([&words[..n - 1], &[String::new()], &words[n - 1..]].concat());
    out
}

fn exactly(
    draft: &Draft,
    only: &Range<usize>,
    words: &[String],
    search: &Retriever<'_>,
) -> Result<Vec<Candidate>> {
    let mut out = Vec::new();
    for found in search.archive.phrase(words, 24)? {
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
