//! Which document carries the words? The one that the draft names, then one that has the words as they are, then one that does
//! not itself quote. A text that only quotes, or another version of the draft, gives way to an independent passage, which
//! shows what was changed.

use super::analysis::Analysis;
use super::second_hand::{is_between_marks, is_quoting};
use crate::citation::CitedSource;
use crate::draft::Draft;
use crate::search::{Candidate, Query, Retriever};
use fontes_core::corpus::Result;

/// Candidates compared word by word.
const COMPARED: usize = 8;
/// Candidates looked at when none of those that are nearest by letters is it.
const SECOND_LOOKS: usize = 12;
/// How much less like by letters a better witness may be: a page's end within, or damage, counts for nothing.
const NEARLY: f32 = 0.15;
/// Agreement from which an independent passage is the same passage, changed.
const SAME_PASSAGE: f32 = 0.8;

/// The witness that was chosen.
pub(super) struct Chosen {
    pub(super) analysis: Analysis,
    /// Whether it is itself quoting.
    pub(super) second_hand: bool,
    /// Whether it is another version of the draft.
    pub(super) version: bool,
    /// Its likeness by letters.
    pub(super) likeness: f32,
}

struct Seen {
    index: usize,
    cited: bool,
    quoting: bool,
    version: bool,
    /// Nothing changed, damage only, or so many changes and one.
    grade: usize,
    analysis: Analysis,
}

impl Seen {
    const fn is_dependent(&self) -> bool {
        self.quoting || self.version
    }

    fn new(
        draft: &Draft,
        query: &Query,
        index: usize,
        candidate: &Candidate,
        cited: &CitedSource,
        search: &Retriever<'_>,
    ) -> Result<Self> {
        let analysis = Analysis::new(draft, query, candidate, search, true)?;
        let real: Vec<_> =
            analysis.changes.iter().filter(|c| !c.class.is_silent() && !c.class.is_marked()).collect();
        let noise = real.iter().all(|c| c.class.is_noise());
        Ok(Self {
            index,
            cited: cited.documents.contains(&candidate.number),
            quoting: is_quoting(candidate, search)?,
            version: search.is_version(draft, candidate.number)?,
            grade: if real.is_empty() {
                0
            } else if noise {
                1
            } else {
                real.len() + 1
            },
            analysis,
        })
    }
}

/// The best witness; or, when the words are not found, the alignments with those that were looked at.
pub(super) fn choose(
    draft: &Draft,
    query: &Query,
    words: usize,
    candidates: &[Candidate],
    cited: &CitedSource,
    search: &Retriever<'_>,
) -> Result<std::result::Result<Chosen, Vec<Analysis>>> {
    let Some(best) = candidates.first() else { return Ok(Err(vec![])) };
    let near = |c: &Candidate| c.likeness >= best.likeness - NEARLY;
    let named = |c: &Candidate| cited.documents.contains(&c.number);
    // Those that the draft names come first, then the others as they are alike.
    let mut order: Vec<usize> = (0..candidates.len()).filter(|&i| near(&candidates[i])).collect();
    order.sort_by_key(|&i| !named(&candidates[i]));
    order.truncate(COMPARED);
    let mut seen: Vec<Seen> = Vec::new();
    for &i in &order {
        let c = &candidates[i];
        let settled = |s: &Seen| s.grade == 0 && !s.is_dependent() && s.analysis.is_found(draft, words);
        if seen.iter().any(settled) && !named(c) {
            break;
        }
        seen.push(Seen::new(draft, query, i, c, cited, search)?);
    }
    let found = |s: &Seen| s.analysis.is_found(draft, words);
    let rank = |s: &Seen| (!s.cited, s.grade, s.is_dependent(), s.index);
    let mut chosen = (0..seen.len()).filter(|&i| found(&seen[i])).min_by_key(|&i| rank(&seen[i]));
    if let Some(first) = chosen.filter(|&i| !seen[i].cited) {
        let candidate = &candidates[seen[first].index];
        if seen[first].is_dependent() || is_between_marks(candidate, search)? {
            // The words as they are, but at second hand: is there a passage that they were taken from?
            let mut independent = Vec::new();
            for (i, s) in seen.iter().enumerate() {
                let apart = i != first && !s.is_dependent() && found(s);
                if apart
                    && s.analysis.agreement >= SAME_PASSAGE
                    && !is_between_marks(&candidates[s.index], search)?
                {
                    independent.push(i);
                }
            }
            chosen = independent.into_iter().min_by_key(|&i| rank(&seen[i])).or(chosen);
        }
    }
    if let Some(chosen) = chosen {
        let s = seen.swap_remove(chosen);
        let likeness = candidates[s.index].likeness;
        return Ok(Ok(Chosen { analysis: s.analysis, second_hand: s.quoting, version: s.version, likeness }));
    }
    // The nearest by letters need not be the one that shares a telling run of words.
    let looked_at: Vec<usize> = seen.iter().map(|s| s.index).collect();
    let more = (0..candidates.len().min(SECOND_LOOKS)).filter(|i| !looked_at.contains(i));
    for i in more {
        seen.push(Seen::new(draft, query, i, &candidates[i], cited, search)?);
    }
    let found = (0..seen.len())
        .filter(|&i| found(&seen[i]))
        .max_by(|&i, &j| seen[i].analysis.agreement.total_cmp(&seen[j].analysis.agreement));
    let Some(found) = found else { return Ok(Err(seen.into_iter().map(|s| s.analysis).collect())) };
    let s = seen.swap_remove(found);
    let likeness = candidates[s.index].likeness;
    Ok(Ok(Chosen { analysis: s.analysis, second_hand: s.quoting, version: s.version, likeness }))
}
