//! What does the alignment of a quotation with one witness show?

use super::aligned::Aligned;
use super::ends::{begins_in_word, damaged_ends, fill_ends, is_word, reach_over_gaps, stands_before_marks};
use super::left_out::{leaves, left_out, may_hold_apparatus};
use super::noise::{Damage, settle_noise};
use super::weight::{Weight, is_formula};
use crate::draft::Draft;
use crate::search::{Candidate, Placed, Query, Retriever};
use fontes_core::align::change::{Change, Side, classify};
use fontes_core::align::word_alignment::{Relation, Segment, Task, align};
use fontes_core::corpus::{Part, Result, Source};
use fontes_core::lang::{self, Language};
use fontes_core::text::{Folded, Span};
use std::ops::Range;
use std::sync::Arc;

/// Up to so many words, absence from the archive says nothing.
pub(crate) const FEW_WORDS: usize = 4;

/// Agreement from which words count as found, by number of words.
pub(crate) const fn found_from(words: usize) -> f32 {
    match words {
        0..14 => 0.6,
        _ => 0.5,
    }
}

/// The same where one word stands for one, and all else agrees.
const OF_ONE: f32 = 0.45;
/// Agreement from which words are found whose differences their author marked.
const PLAIN: f32 = 0.8;
/// Words up to which no more than one in so many may be changed: of fewer that agree, most sentences of a subject have some.
const SHORT: usize = 8;
const SHARE_CHANGED: usize = 3;
/// A run of more words is found if it tells enough and is so much of the quotation, whatever follows it; and one of so many in
/// any case.
const TELLING_RUN: usize = 7;
const TELLING_SHARE: f32 = 0.4;
pub(crate) const LONG_RUN: usize = 20;

/// What an alignment of all parts with one witness shows.
pub(super) struct Analysis {
    /// Number of the document.
    pub(super) number: usize,
    /// What is held of it: all that the judgement may look at, without apparatus that the draft leaves out.
    pub(super) witness: Arc<Source>,
    /// The same with all that stands there.
    plain: Arc<Source>,
    pub(super) parts: Vec<Option<Aligned>>,
    pub(super) changes: Vec<Change>,
    /// Share of the quoted letters that agree.
    pub(super) agreement: f32,
    /// Words of the longest run that agrees.
    pub(super) longest: usize,
    /// What the agreement tells; reckoned only when something is changed.
    pub(super) weight: Option<Weight>,
    /// Whether what agrees stands elsewhere with other words beside it.
    pub(super) formula: bool,
    /// Whether the words are so damaged that letters tell rather than words, and enough of them agree.
    wrecked: bool,
    /// The language of the passage.
    pub(super) language: &'static Language,
}

/// Words that a place may be off by because apparatus stands within.
const MOST_OFF: usize = 24;

/// Words around the passage that a judgement may look at: the rest of a sentence, and some.
const JUDGED_AROUND: usize = 64;

/// What of a candidate's document its judgement may look at: the parts that were placed, with `margin` words and
/// more to either side, or to the document's ends.
fn held(candidate: &Candidate, margin: usize, search: &Retriever<'_>) -> Result<Arc<Source>> {
    let placed = || candidate.parts.iter().flatten().filter(|p| p.units.start < p.units.end);
    let (Some(low), Some(high)) =
        (placed().map(|p| p.units.start).min(), placed().map(|p| p.units.end).max())
    else {
        return search.archive.part(candidate.number, &Part::Units(0..1));
    };
    let words = margin + JUDGED_AROUND;
    // Six letters a word, till the words are counted.
    let mut reach = u32::try_from(words * 6).unwrap_or(u32::MAX);
    loop {
        let units = low.saturating_sub(reach)..high.saturating_add(reach);
        let source = search.archive.part(candidate.number, &Part::Units(units))?;
        let (begins, ends) = source.reaches();
        let w = source.folded();
        let here = low.saturating_sub(source.origin().unit)..high.saturating_sub(source.origin().unit);
        let tokens = w.tokens_of(&here);
        let before = begins || tokens.start >= words;
        let after = ends || w.tokens.len() >= tokens.end + words;
        if before && after {
            return Ok(source);
        }
        reach = reach.saturating_mul(2);
    }
}

impl Analysis {
    /// The differences are told if the witness is to be judged by them.
    pub(super) fn new(
        draft: &Draft,
        query: &Query,
        candidate: &Candidate,
        search: &Retriever<'_>,
        judged: bool,
    ) -> Result<Self> {
        let parts = query.parts.iter().zip(&candidate.parts);
        let differing = parts.filter(|(_, p)| p.as_ref().is_some_and(|p| p.distance > 0));
        let widest = differing.map(|(part, _)| margin(part)).max().unwrap_or(0);
        let plain = held(candidate, widest, search)?;
        let places = places(candidate, &plain);
        // The words are the source's, or nearly: one language for both sides.
        let whole = lang::of(&plain.document);
        let place = places.iter().flatten().map(|p| p.0).next();
        let language = place.map_or(whole, |span| lang::at(plain.text(), span, whole));
        let known = |word: &str| search.is_word(word, language);
        let mut parts = alignments(draft, query, &places, &plain, language, &known, 0);
        let mut witness = plain.clone();
        let mut apparatus = Vec::new();
        let mut without = Vec::new();
        if judged && may_hold_apparatus(&plain, &parts) {
            let held = Span::of(plain.text(), 0..plain.text().len()).ok().and_then(|s| plain.there(s));
            if let Some(held) = held {
                apparatus = search.apparatus(candidate.number, held, language)?;
                apparatus.iter_mut().for_each(|a| a.span = plain.here(a.span).unwrap_or(a.span));
                without = left_out(draft, &plain, &parts, &apparatus);
            }
            if !without.is_empty() {
                let spans: Vec<Span> = without.iter().map(|a| a.span).collect();
                witness = Arc::new(plain.without(&spans));
                // The place was found with them: it may be off by as many words.
                let off = plain.folded().tokens.len() - witness.folded().tokens.len();
                parts = alignments(draft, query, &places, &witness, language, &known, off.min(MOST_OFF));
            }
        }
        let w = witness.folded();
        let inserted = |i: usize| draft.is_inserted(i);
        let added =
            parts.iter().flatten().flat_map(|p| &p.segments).any(|s| s.relation == Relation::Addition);
        let ours = if judged && added { draft.apparatus() } else { &[] };
        let a = Side {
            text: draft.text(),
            folded: &draft.folded,
            skips: &draft.document.skips,
            language,
            apparatus: ours,
        };
        let b = Side {
            text: witness.text(),
            folded: w,
            skips: &witness.document.skips,
            language,
            apparatus: &apparatus,
        };
        let mut changes = Vec::new();
        let (mut agree, mut total) = (0.0f32, 0usize);
        let mut longest = 0..0;
        for (part, aligned) in query.parts.iter().zip(&parts) {
            total +=
                part.clone().filter(|&i| !inserted(i)).map(|i| draft.folded.letters(i).len()).sum::<usize>();
            let Some(aligned) = aligned else { continue };
            let (g, l) = agreement(draft, w, &aligned.segments);
            agree += g;
            longest = if l.len() > longest.len() { l } else { longest };
            if judged {
                changes.extend(classify(a, b, &aligned.segments, &inserted, &known));
                changes.extend(without.iter().filter_map(|left| leaves(draft, w, aligned, left)));
            }
        }
        changes.retain(|c| {
            !begins_in_word(draft, &witness, language, c)
                && !stands_before_marks(draft, &witness, language, c)
        });
        let mut damage = Damage::Light;
        if judged {
            damage = settle_noise(draft, &witness, &parts, &mut changes, search, language);
        }
        let wrecked = damage != Damage::Light && is_all_damage(draft, &changes, total) && {
            candidate.likeness >= like_from(total)
        };
        let agreement = agree / total.max(1) as f32;
        let weight = (judged && agreement < 1.0)
            .then(|| Weight::new(draft, query, &parts, &changes, w, search, language));
        // Damaged words stand nowhere else, so that others beside them say nothing.
        let formula = weight.is_some_and(|w| w.is_telling())
            && !changes.iter().any(|c| c.class.is_noise())
            && is_formula(&parts, w, search)?;
        let number = candidate.number;
        let longest = longest.len();
        Ok(Self {
            number,
            parts,
            changes,
            agreement,
            longest,
            weight,
            formula,
            wrecked,
            language,
            witness,
            plain,
        })
    }

    /// A change with its place in the whole document.
    pub(super) fn told(&self, change: &Change) -> Option<Change> {
        Some(Change { source: self.witness.there(change.source)?, ..*change })
    }

    /// The units of the whole document that aligned words are.
    pub(super) fn units(&self, aligned: &Aligned) -> Option<Range<u32>> {
        let span = self.witness.folded().span_of(&aligned.tokens)?;
        let w = self.plain.folded();
        let from = self.plain.origin().unit;
        let tokens = w.tokens_in(span);
        let (first, last) = (w.tokens.get(tokens.start)?, w.tokens.get(tokens.end.checked_sub(1)?)?);
        Some(first.first + from..last.last + from)
    }

    /// Whether the words are the witness's, changed or not, rather than like them by chance.
    pub(super) fn is_found(&self, draft: &Draft, words: usize) -> bool {
        if words <= FEW_WORDS {
            return self.agreement >= 1.0;
        }
        let Some(weight) = self.weight else { return true };
        // Of five words one may be most of the letters.
        let least = if weight.is_one_word() { OF_ONE } else { found_from(words) };
        if words <= SHORT && self.changed(draft) * SHARE_CHANGED > words {
            return false;
        }
        let real = |c: &Change| !c.class.is_silent() && !c.class.is_marked();
        if self.agreement >= PLAIN && !self.changes.iter().any(real) {
            return true;
        }
        self.longest >= LONG_RUN
            || self.wrecked
            || (weight.is_sure() && self.longest > TELLING_RUN && self.agreement >= TELLING_SHARE)
            || (weight.is_telling() && !self.formula && self.agreement >= least)
    }

    /// Words of the draft or the source that differ, where nobody marked it and no damage explains it.
    fn changed(&self, draft: &Draft) -> usize {
        let real = |c: &&Change| !c.class.is_silent() && !c.class.is_marked() && !c.class.is_noise();
        let w = self.witness.folded();
        let words = |c: &Change| draft.folded.tokens_in(c.draft).len().max(w.tokens_in(c.source).len());
        self.changes.iter().filter(real).map(words).sum()
    }

    /// The span of the whole document from the first placed part to the last.
    pub(super) fn whole(&self) -> Option<Span> {
        let w = self.witness.folded();
        let mut spans = self.parts.iter().flatten().filter_map(|p| w.span_of(&p.tokens));
        let first = spans.next()?;
        self.witness.there(spans.fold(first, Span::cover))
    }
}

/// Letters from which damaged words are told by their letters, and the share of them that must agree: in what is short, more.
const LETTERS: usize = 24;
const fn like_from(letters: usize) -> f32 {
    match letters {
        0..LETTERS => f32::INFINITY,
        LETTERS..40 => 0.72,
        40..80 => 0.68,
        _ => 0.62,
    }
}

/// Of the quoted letters, the share that may differ otherwise than by damage: one in so many.
const UNDAMAGED_OF: usize = 5;

/// Whether nearly all that differs is damage.
fn is_all_damage(draft: &Draft, changes: &[Change], letters: usize) -> bool {
    let other = |c: &&Change| !c.class.is_silent() && !c.class.is_marked() && !c.class.is_noise();
    let other: usize = changes.iter().filter(other).map(|c| draft_letters(draft, c)).sum();
    other * UNDAMAGED_OF <= letters
}

/// The letters that a change is of, as near as need be.
fn draft_letters(draft: &Draft, c: &Change) -> usize {
    let ours: usize = draft.folded.tokens_in(c.draft).map(|i| draft.folded.letters(i).len()).sum();
    ours.max(c.source.len() as usize)
}

/// Where the parts were placed in what is held of the witness, and how far they differ.
fn places(candidate: &Candidate, witness: &Source) -> Vec<Option<(Span, usize)>> {
    let from = witness.origin().unit;
    let w = witness.folded();
    let place = |p: &Placed| {
        let units = p.units.start.saturating_sub(from)..p.units.end.saturating_sub(from);
        Some((w.span_of(&w.tokens_of(&units))?, p.distance))
    };
    let placed = candidate.parts.iter().map(|p| p.as_ref().filter(|p| p.units.start < p.units.end));
    placed.map(|p| p.and_then(place)).collect()
}

/// The alignment of each part with the words of the witness around its place, which may be `off` by some words.
fn alignments(
    draft: &Draft,
    query: &Query,
    places: &[Option<(Span, usize)>],
    witness: &Source,
    language: &'static Language,
    known: &dyn Fn(&str) -> Option<bool>,
    off: usize,
) -> Vec<Option<Aligned>> {
    let inserted = |i: usize| draft.is_inserted(i);
    let w = witness.folded();
    let side = Side { text: witness.text(), folded: w, skips: &[], language, apparatus: &[] };
    let mut floor = 0;
    let mut out = Vec::new();
    for (part, place) in query.parts.iter().zip(places) {
        let found = place.map(|(span, distance)| (w.tokens_in(span), distance)).filter(|p| !p.0.is_empty());
        let Some((Range { start: first, end: last }, distance)) = found else {
            out.push(None);
            continue;
        };
        let margin = if distance == 0 { 0 } else { margin(part) + off };
        let task = Task {
            a: &draft.folded,
            a_range: part.clone(),
            b: w,
            b_range: first.saturating_sub(margin).max(floor)..(last + margin).min(w.tokens.len()),
            free_ends: true,
            inserted: &inserted,
        };
        let segments = damaged_ends(align(&task), &task, floor, known);
        let segments = fill_ends(reach_over_gaps(segments, &task, &side), &task, &|s| is_word(draft, s));
        let tokens = match (segments.first(), segments.last()) {
            (Some(f), Some(l)) => f.b.start..l.b.end,
            _ => first..last,
        };
        floor = tokens.end;
        out.push(Some(Aligned { part: part.clone(), tokens, segments }));
    }
    out
}

/// Words around a part that differs in which its alignment may lie.
pub(crate) const fn margin(part: &Range<usize>) -> usize {
    3 + (part.end - part.start) / 6
}

/// Letters that agree, and the longest run of words that does.
fn agreement(draft: &Draft, w: &Folded, segments: &[Segment]) -> (f32, Range<usize>) {
    let (mut agree, mut longest) = (0.0f32, 0..0);
    for s in segments {
        let plain =
            s.a.clone()
                .filter(|&i| !draft.is_inserted(i))
                .map(|i| draft.folded.letters(i).len())
                .sum::<usize>();
        agree += s.agreement(&draft.folded, w) * plain as f32;
        if s.relation == Relation::Same && s.a.len() > longest.len() {
            longest = s.a.clone();
        }
    }
    (agree, longest)
}
