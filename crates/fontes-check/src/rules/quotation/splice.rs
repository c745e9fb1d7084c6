//! Do the parts of a quotation follow each other in the source?

use super::analysis::Analysis;
use super::ends::SPLICE_WORDS;
use crate::draft::Draft;
use crate::search::{Candidate, Query, Retriever};
use fontes_core::align::passage::units_of;
use fontes_core::align::word_alignment::Relation;
use fontes_core::corpus::Result;
use std::ops::Range;

/// Letters of a run that is worth looking for elsewhere.
const SPLICE_UNITS: usize = 26;
const SPLICE_LIKENESS: f32 = 0.88;
/// Source words left out without a mark from which two parts no longer follow each other.
const SILENT_GAP: usize = 25;
const SILENT_GAP_OVER_SENTENCES: usize = 12;

impl Analysis {
    /// Runs of draft tokens that answer to nothing in the witness, or to a word here and there.
    fn loose(&self, draft: &Draft, query: &Query) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for (part, aligned) in query.parts.iter().zip(&self.parts) {
            let Some(a) = aligned else {
                out.push(part.clone());
                continue;
            };
            let mut open: Option<Range<usize>> = None;
            for s in &a.segments {
                let bracket = s.a.clone().any(|i| draft.is_inserted(i));
                let same = s.agreement(&draft.folded, self.witness.folded()) > 0.0;
                let chance = same && s.a.len() <= 2;
                if bracket || (same && !chance) {
                    out.extend(open.take());
                } else if !same {
                    // Words that agree by chance at the end of a loose run are not part of it.
                    open = Some(open.map_or(s.a.start, |o| o.start)..s.a.end);
                }
            }
            out.extend(open);
        }
        out.retain(|r| r.len() >= SPLICE_WORDS && units_of(&draft.folded, r) >= SPLICE_UNITS);
        out
    }
}

/// Loose runs of the draft that stand elsewhere in the archive.
pub(super) fn splices(
    draft: &Draft,
    query: &Query,
    analysis: &Analysis,
    search: &Retriever<'_>,
) -> Result<Vec<(Range<usize>, Candidate)>> {
    let mut out = Vec::new();
    for run in analysis.loose(draft, query) {
        let part = Query { parts: vec![run.clone()] };
        let found = search.find(draft, &part)?;
        // The same document is the likelier source of the other half.
        let best = found.iter().map(|c| c.likeness).fold(0.0, f32::max);
        let elsewhere = |c: &Candidate| {
            // What lies within the passage itself is no other place.
            c.number != analysis.number
                || analysis.parts.iter().flatten().filter_map(|p| analysis.units(p)).all(|p| {
                    c.parts.iter().flatten().all(|q| q.units.end <= p.start || p.end <= q.units.start)
                })
        };
        let chosen = found
            .into_iter()
            .filter(|c| c.likeness >= best - 0.02 && elsewhere(c))
            .min_by_key(|c| (c.number != analysis.number, c.number));
        if let Some(c) = chosen.filter(|c| c.likeness >= SPLICE_LIKENESS) {
            out.push((run, c));
        }
    }
    Ok(out)
}

/// Whether many source words, or words over a sentence's end, are left out without a mark.
pub(super) fn silent_gap(analysis: &Analysis) -> bool {
    let text = analysis.witness.text();
    analysis.parts.iter().flatten().any(|p| {
        p.segments.iter().any(|s| {
            let dropped = s.b.len().saturating_sub(s.a.len());
            let over_sentences = || {
                analysis
                    .witness
                    .folded()
                    .span_of(&s.b)
                    .and_then(|span| span.slice(text))
                    .is_some_and(|t| t.contains(['.', '!', '?']))
            };
            s.relation != Relation::Same
                && (dropped >= SILENT_GAP || (dropped >= SILENT_GAP_OVER_SENTENCES && over_sentences()))
        })
    })
}
