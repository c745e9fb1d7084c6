//! Does what agrees outweigh what differs? What agrees is weighed in bits, against the places where it could agree by chance.

use super::aligned::Aligned;
use crate::draft::Draft;
use crate::search::{Query, Retriever};
use fontes_core::align::word_alignment::{Relation, Segment};
use fontes_core::corpus::Result;
use fontes_core::lang::Language;
use fontes_core::text::Folded;

/// What a word after another tells, of what it tells by itself: the one before it leads one to expect it.
const FOLLOWS: f64 = 0.75;
/// Bits that a further run costs: where it may begin.
const RUN: f64 = 2.0;
/// Bits that a further part costs: an ellipsis leaves its place open.
const PART: f64 = 8.0;
/// Bits that a word costs that differs, if it is one of content, and if not.
const CONTENT: f64 = 2.0;
const FUNCTION: f64 = 1.0;
/// Bits that are asked beyond what chance gives in so many places.
const ASKED: f64 = 2.0;
/// Bits of one run, beyond chance, from which on it is found, whatever follows.
const SURE: f64 = 22.0;

/// Likeness from which several words are others damaged, rather than others that share letters.
const LIKE: f64 = 0.8;
/// Words of a passage up to which it may be a formula.
const FORMULA: usize = 14;
/// Words up to which what the draft adds to may be one.
const ADDED_TO: usize = 6;
/// Documents that are asked for a formula.
const ASKED_OF: usize = 24;

/// What an alignment tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    /// Bits of what agrees, less what the differences cost and what chance gives.
    score: f64,
    /// Bits of the words of content that agree, and of those that do not.
    agreeing: f64,
    differing: f64,
    /// Bits of the run that tells most, less what chance gives.
    run: f64,
}

impl Weight {
    /// Whether the words are the source's, changed, rather than like them by chance.
    pub(super) fn is_telling(&self) -> bool {
        self.score >= ASKED && self.agreeing > self.differing
    }

    /// Whether one run alone tells where it is from.
    pub(super) fn is_sure(&self) -> bool {
        self.run >= SURE
    }

    pub(super) fn new(
        draft: &Draft,
        query: &Query,
        parts: &[Option<Aligned>],
        w: &Folded,
        search: &Retriever<'_>,
        language: &Language,
    ) -> Self {
        let mut out = Self { score: 0.0, agreeing: 0.0, differing: 0.0, run: 0.0 };
        let function = |i: usize| {
            draft.language.is_function_word(&draft.folded.word(i))
                || language.is_function_word(&draft.folded.word(i))
        };
        let bits = |i: usize| search.bits(&draft.folded.word(i), language);
        let differs = |out: &mut Self, i: usize| {
            if draft.is_inserted(i) {
                return;
            }
            if function(i) {
                out.score -= FUNCTION;
            } else {
                out.score -= CONTENT;
                out.differing += bits(i);
            }
        };
        let (mut placed, mut runs) = (0, 0);
        for (part, aligned) in query.parts.iter().zip(parts) {
            let Some(aligned) = aligned else {
                part.clone().for_each(|i| differs(&mut out, i));
                continue;
            };
            placed += 1;
            let mut run = 0.0;
            for s in &aligned.segments {
                let mut share = f64::from(s.agreement(&draft.folded, w));
                let run_for_run = s.relation != Relation::Same && s.a.len().max(s.b.len()) > 1;
                if run_for_run && share < LIKE {
                    share = 0.0;
                }
                if share == 0.0 {
                    s.a.clone().for_each(|i| differs(&mut out, i));
                    run = 0.0;
                    continue;
                }
                let same = s.relation == Relation::Same;
                for i in s.a.clone().filter(|&i| !draft.is_inserted(i)) {
                    let told = bits(i) * share;
                    if !function(i) {
                        out.agreeing += told;
                    }
                    let told = if run > 0.0 { told * FOLLOWS } else { told };
                    runs += usize::from(run == 0.0);
                    out.score += told;
                    run += told;
                    if same {
                        out.run = out.run.max(run);
                    }
                }
            }
        }
        let chance = search.words().max(2.0).log2();
        out.score -= chance + RUN * runs.saturating_sub(1) as f64 + PART * f64::from(placed - placed.min(1));
        out.run -= chance;
        out
    }
}

/// Whether what agrees stands elsewhere with other words in place of those that differ: a formula, which says nothing of where
/// these words are from. Copies of the passage have its other words, too.
pub(super) fn is_formula(parts: &[Option<Aligned>], w: &Folded, search: &Retriever<'_>) -> Result<bool> {
    let [Some(only)] = parts else { return Ok(false) };
    let same = |s: &&Segment| s.relation == Relation::Same;
    let segments = &only.segments;
    let (Some(first), Some(last)) = (segments.iter().find(same), segments.iter().rfind(same)) else {
        return Ok(false);
    };
    let agreeing = first.b.start..last.b.end;
    if agreeing.is_empty() || agreeing.len() > FORMULA {
        return Ok(false);
    }
    let stands = |j: usize| segments.iter().any(|s| same(&s) && s.b.contains(&j));
    let pattern: Vec<String> =
        agreeing.clone().map(|j| if stands(j) { w.word(j) } else { String::new() }).collect();
    // The source's own words where the draft has others.
    let before = usize::from(segments.first().is_some_and(|s| !s.a.is_empty() && !same(&s)));
    let after = usize::from(segments.last().is_some_and(|s| !s.a.is_empty() && !same(&s)));
    // Where the draft only adds, copies are told by what stands beside the words.
    let adds = segments.iter().all(|s| same(&s) || s.relation == Relation::Addition);
    let (before, after) = if adds && agreeing.len() <= ADDED_TO { (1, 1) } else { (before, after) };
    let whole = agreeing.start.saturating_sub(before)..(agreeing.end + after).min(w.tokens.len());
    let whole: Vec<String> = whole.map(|j| w.word(j)).collect();
    let all = search.archive.phrase(&pattern, ASKED_OF)?.len();
    Ok(all > 1 && all > search.archive.phrase(&whole, ASKED_OF)?.len())
}
