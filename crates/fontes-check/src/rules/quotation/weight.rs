//! Does what agrees outweigh what differs? What agrees is weighed in bits, against the places where it could agree by chance.

use super::aligned::Aligned;
use crate::draft::Draft;
use crate::search::{Query, Retriever};
use fontes_core::align::change::Change;
use fontes_core::align::word_alignment::{Relation, Segment};
use fontes_core::corpus::Result;
use fontes_core::lang::Language;
use fontes_core::text::{Folded, Span};
use std::ops::Range;

/// What a word after another tells, of what it tells by itself: the one before it leads one to expect it.
const FOLLOWS: f64 = 0.75;
/// Bits that a further run costs: where it may begin.
const RUN: f64 = 2.0;
/// Bits that a further part costs: an ellipsis leaves its place open.
const PART: f64 = 8.0;
/// Bits that a place costs where words differ: in a few words that agree, the more that may differ, the more passages are like
/// them. Then what a further one costs, when it is plain that much was changed; and each word of it.
const PLACE: f64 = 22.0;
const FURTHER: f64 = 14.0;
const PLACES: usize = 3;
const WORD: f64 = 1.5;
/// Bits that a word costs which is like the source's, at most; and one that is damaged, by how little is left of it.
const LIKE_WORD: f64 = 14.0;
const DAMAGED: f64 = 8.0;
/// What may be lacking to bits beyond chance and all costs: these reckon that nothing but chance made the words agree, while
/// quotations are changed more often than words agree by chance. The same where one word stands for one, and all else agrees.
const LACKING: f64 = 12.0;
const LACKING_ONE: f64 = 21.0;
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
    /// Bits of the run that tells most, less what chance gives.
    run: f64,
    /// Whether all that differs is one word for one.
    one: bool,
}

impl Weight {
    /// Whether the words are the source's, changed, rather than like them by chance.
    pub(super) fn is_telling(&self) -> bool {
        self.score >= if self.one { -LACKING_ONE } else { -LACKING }
    }

    /// Whether all that differs is one word for one.
    pub(super) const fn is_one_word(&self) -> bool {
        self.one
    }

    /// Whether one run alone tells where it is from.
    pub(super) fn is_sure(&self) -> bool {
        self.run >= SURE
    }

    /// `changes` are those of the alignment, classed.
    pub(super) fn new(
        draft: &Draft,
        query: &Query,
        parts: &[Option<Aligned>],
        changes: &[Change],
        w: &Folded,
        search: &Retriever<'_>,
        language: &Language,
    ) -> Self {
        let harmless: Vec<Span> = changes
            .iter()
            .filter(|c| c.class.is_noise() || c.class.is_silent() || c.class.is_marked())
            .map(|c| c.draft)
            .collect();
        let reckoning = Reckoning { draft, w, search, language, harmless: &harmless };
        let mut sum = Sum::default();
        for (part, aligned) in query.parts.iter().zip(parts) {
            match aligned.as_ref().filter(|a| query.parts.len() == 1 || reckoning.holds(a)) {
                None => {
                    sum.differs();
                    sum.cost += WORD * reckoning.own(part).count() as f64;
                }
                Some(aligned) => {
                    sum.placed += 1;
                    reckoning.add(&aligned.segments, &mut sum);
                }
            }
        }
        let chance = search.words().max(2.0).log2();
        let open = RUN * sum.runs.saturating_sub(1) as f64 + PART * sum.placed.saturating_sub(1) as f64;
        Self {
            score: sum.bits - sum.cost - open - chance,
            run: sum.run - chance,
            one: reckoning.is_one_word(parts),
        }
    }
}

/// What is summed up over an alignment.
#[derive(Default)]
struct Sum {
    /// Bits of what agrees, and of the run that tells most.
    bits: f64,
    run: f64,
    /// Bits that the differences cost.
    cost: f64,
    runs: usize,
    placed: usize,
    /// Places where words differ.
    places: usize,
}

impl Sum {
    /// A place where words differ.
    fn differs(&mut self) {
        self.places += 1;
        self.cost += if self.places <= PLACES { PLACE } else { FURTHER };
    }
}

struct Reckoning<'r> {
    draft: &'r Draft,
    w: &'r Folded,
    search: &'r Retriever<'r>,
    language: &'r Language,
    /// Words of the draft whose change is damage, or nothing.
    harmless: &'r [Span],
}

impl Reckoning<'_> {
    /// The words of a run that its author did not put in.
    fn own(&self, run: &Range<usize>) -> impl Iterator<Item = usize> {
        run.clone().filter(|&i| !self.draft.is_inserted(i))
    }

    /// Whether a part between marks of omission stands where it was placed: a word of it does.
    fn holds(&self, aligned: &Aligned) -> bool {
        aligned.segments.iter().any(|s| s.relation == Relation::Same)
    }

    /// How far a segment agrees.
    fn share(&self, s: &Segment) -> f64 {
        let share = f64::from(s.agreement(&self.draft.folded, self.w));
        let run_for_run = s.relation != Relation::Same && s.a.len().max(s.b.len()) > 1;
        if run_for_run && share < LIKE { 0.0 } else { share }
    }

    fn add(&self, segments: &[Segment], sum: &mut Sum) {
        let mut run = 0.0;
        let mut beside = false;
        for s in segments {
            let share = self.share(s);
            let here = self.draft.span(&s.a).filter(|_| !s.a.is_empty());
            let harmless = here.is_some_and(|here| self.harmless.iter().any(|h| h.overlaps(here)));
            if s.relation == Relation::Same {
                beside = false;
            } else if harmless {
                sum.cost += DAMAGED * (1.0 - share);
            } else if share == 0.0 {
                let words = match s.relation {
                    Relation::Omission => s.b.len(),
                    _ => self.own(&s.a).count().max(if s.a.is_empty() { 0 } else { s.b.len() }),
                };
                let put_in = s.relation != Relation::Omission && self.own(&s.a).next().is_none();
                if !put_in && words > 0 {
                    if !beside {
                        sum.differs();
                    }
                    sum.cost += WORD * words as f64;
                    beside = true;
                }
            } else {
                if !beside {
                    sum.cost += (2.0 * LIKE_WORD * (1.0 - share)).min(LIKE_WORD);
                }
                beside = true;
            }
            if share == 0.0 {
                run = 0.0;
                continue;
            }
            for i in self.own(&s.a) {
                let told = self.search.bits(&self.draft.folded.word(i), self.language) * share;
                let told = if run > 0.0 { told * FOLLOWS } else { told };
                sum.runs += usize::from(run == 0.0);
                sum.bits += told;
                run += told;
                if s.relation == Relation::Same {
                    sum.run = sum.run.max(run);
                }
            }
        }
    }

    /// Whether all that differs is one word for one.
    fn is_one_word(&self, parts: &[Option<Aligned>]) -> bool {
        let mut differing =
            parts.iter().flatten().flat_map(|p| &p.segments).filter(|s| {
                s.relation != Relation::Same && (!s.b.is_empty() || self.own(&s.a).next().is_some())
            });
        let first = differing.next();
        parts.iter().all(Option::is_some)
            && differing.next().is_none()
            && first.is_some_and(|s| s.relation == Relation::Substitution && s.a.len() == 1 && s.b.len() == 1)
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
