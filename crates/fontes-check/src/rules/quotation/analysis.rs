//! What does the alignment of a quotation with one witness show?

use super::noise::settle_noise;
use crate::draft::Draft;
use crate::search::{Candidate, ENOUGH_DOCUMENTS, Placed, Query, Retriever};
use fontes_core::align::change::{Change, Side, classify};
use fontes_core::align::word_alignment::{Relation, Segment, Task, align};
use fontes_core::corpus::{Part, Result, Source};
use fontes_core::lang::{self, Language};
use fontes_core::text::{Folded, Span, looks_like_name};
use std::ops::Range;
use std::sync::Arc;

/// Up to so many words, absence from the archive says nothing.
pub(super) const FEW_WORDS: usize = 4;

/// Agreement from which words count as found, by number of words.
pub(super) const fn found_from(words: usize) -> f32 {
    match words {
        0..6 => 0.7,
        6..14 => 0.6,
        _ => 0.5,
    }
}

/// A run of so many agreeing words is found, whatever follows it, if it tells enough (bits).
const TELLING_RUN: usize = 7;
const TELLING_BITS: f64 = 14.0;
/// Nor need it tell more when it is most of the quotation, or longer than chance makes runs.
const HALF: f32 = 0.45;
const QUARTER: f32 = 0.25;
const LONG_RUN: usize = 20;
/// Agreement from which no more is asked; below it, what agrees must tell so many bits.
const PLAIN: f32 = 0.8;
const AGREEING_BITS: f64 = 16.0;
/// What one word can tell at most, in bits: a damaged word stands nowhere else.
const WORD_BITS: f64 = 10.0;
/// The same for a word with a capital, or a figure.
const NAME_BITS: f64 = 3.0;

/// A part aligned with a stretch of the witness.
pub(super) struct Aligned {
    pub(super) part: Range<usize>,
    /// Tokens of what is held of the witness.
    pub(super) tokens: Range<usize>,
    pub(super) segments: Vec<Segment>,
}

/// What an alignment of all parts with one witness shows.
pub(super) struct Analysis {
    /// Number of the document.
    pub(super) number: usize,
    /// What is held of it: all that the judgement may look at.
    pub(super) witness: Arc<Source>,
    pub(super) parts: Vec<Option<Aligned>>,
    pub(super) changes: Vec<Change>,
    /// Share of the quoted letters that agree.
    pub(super) agreement: f32,
    /// Words of the longest run that agrees.
    pub(super) longest: usize,
    /// How much that run tells: the sum over its words of -log2 of the share of documents that
    /// hold the word. Reckoned only when much is changed.
    pub(super) bits: f64,
    /// The same for all words that agree.
    pub(super) agreeing_bits: f64,
    /// The language of the passage.
    pub(super) language: &'static Language,
}

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
        let witness = held(candidate, widest, search)?;
        let from = witness.origin().unit;
        let w = witness.folded();
        let inserted = |i: usize| draft.is_inserted(i);
        let frequency = |word: &str| search.known(word);
        // The words are the source's, or nearly: one language for both sides.
        let here = |p: &Placed| {
            let units = p.units.start.saturating_sub(from)..p.units.end.saturating_sub(from);
            w.span_of(&w.tokens_of(&units))
        };
        let whole = lang::of(&witness.document);
        let place = candidate.parts.iter().flatten().find_map(here);
        let language = place.map_or(whole, |span| lang::at(witness.text(), span, whole));
        let (a, b) = (
            Side { text: draft.text(), folded: &draft.folded, skips: &draft.document.skips, language },
            Side { text: witness.text(), folded: w, skips: &witness.document.skips, language },
        );
        let mut parts: Vec<Option<Aligned>> = Vec::new();
        let mut changes = Vec::new();
        let (mut agree, mut total) = (0.0f32, 0usize);
        let mut longest = 0..0;
        let mut floor = 0;
        for (part, placed) in query.parts.iter().zip(&candidate.parts) {
            total +=
                part.clone().filter(|&i| !inserted(i)).map(|i| draft.folded.letters(i).len()).sum::<usize>();
            let Some(placed) = placed.as_ref().filter(|p| p.units.start < p.units.end) else {
                parts.push(None);
                continue;
            };
            let here = placed.units.start.saturating_sub(from)..placed.units.end.saturating_sub(from);
            let Range { start: first, end: last } = w.tokens_of(&here);
            let margin = if placed.distance == 0 { 0 } else { margin(part) };
            let task = Task {
                a: &draft.folded,
                a_range: part.clone(),
                b: w,
                b_range: first.saturating_sub(margin).max(floor)..(last + margin).min(w.tokens.len()),
                free_ends: true,
                inserted: &inserted,
            };
            let segments = fill_ends(align(&task), &task);
            let tokens = match (segments.first(), segments.last()) {
                (Some(f), Some(l)) => f.b.start..l.b.end,
                _ => first..last,
            };
            floor = tokens.end;
            let (g, l) = agreement(draft, w, &segments);
            agree += g;
            longest = if l.len() > longest.len() { l } else { longest };
            if judged {
                changes.extend(classify(a, b, &segments, &inserted, &frequency));
            }
            parts.push(Some(Aligned { part: part.clone(), tokens, segments }));
        }
        if judged {
            settle_noise(draft, &witness, query, &mut changes, search);
        }
        let agreement = agree / total.max(1) as f32;
        let (mut bits, mut agreeing_bits) = (f64::INFINITY, f64::INFINITY);
        if judged && agreement < PLAIN {
            bits = longest.clone().map(|i| information(draft, i, search)).sum();
            let segments = parts.iter().flatten().flat_map(|p: &Aligned| &p.segments);
            agreeing_bits = segments
                .filter(|s| s.agreement(&draft.folded, w) > 0.0)
                .flat_map(|s| s.a.clone())
                .map(|i| information(draft, i, search))
                .sum();
        }
        let number = candidate.number;
        let longest = longest.len();
        Ok(Self { number, parts, changes, agreement, longest, bits, agreeing_bits, language, witness })
    }

    /// A change with its place in the whole document.
    pub(super) fn told(&self, change: &Change) -> Option<Change> {
        Some(Change { source: self.witness.there(change.source)?, ..*change })
    }

    /// The units of the whole document that aligned words are.
    pub(super) fn units(&self, aligned: &Aligned) -> Option<Range<u32>> {
        let w = self.witness.folded();
        let from = self.witness.origin().unit;
        let (first, last) =
            (w.tokens.get(aligned.tokens.start)?, w.tokens.get(aligned.tokens.end.checked_sub(1)?)?);
        Some(first.first + from..last.last + from)
    }

    /// Whether the words are the witness's, changed or not, rather than like them by chance.
    pub(super) fn is_found(&self, words: usize) -> bool {
        if words <= FEW_WORDS {
            return self.agreement >= 1.0;
        }
        self.agreement >= PLAIN
            || (self.agreement >= found_from(words) && self.agreeing_bits >= AGREEING_BITS)
            || (self.longest > TELLING_RUN && self.agreement >= HALF)
            || (self.longest >= TELLING_RUN && self.bits >= TELLING_BITS && self.agreement >= QUARTER)
            || self.longest >= LONG_RUN
    }

    /// The span of the whole document from the first placed part to the last.
    pub(super) fn whole(&self) -> Option<Span> {
        let w = self.witness.folded();
        let mut spans = self.parts.iter().flatten().filter_map(|p| w.span_of(&p.tokens));
        let first = spans.next()?;
        self.witness.there(spans.fold(first, Span::cover))
    }
}

/// Words around a part that differs in which its alignment may lie.
const fn margin(part: &Range<usize>) -> usize {
    3 + (part.end - part.start) / 6
}

/// A word changed at either end of the passage looks like one added there, because the source
/// words beyond the end are free; it takes the source's next words as its counterpart.
fn fill_ends(mut segments: Vec<Segment>, task: &Task<'_>) -> Vec<Segment> {
    let both =
        |s: &Segment| s.relation == Relation::Addition && s.a.len() <= 3 && !s.a.clone().any(task.inserted);
    let many = segments.len() > 1;
    if let Some(first) = segments.first_mut().filter(|s| many && both(s)) {
        let room = first.b.start.min(first.a.len());
        if room > 0 {
            first.b.start -= room;
            first.relation = Relation::Substitution;
        }
    }
    if let Some(last) = segments.last_mut().filter(|s| many && both(s)) {
        let room = (task.b.tokens.len() - last.b.end).min(last.a.len());
        if room > 0 {
            last.b.end += room;
            last.relation = Relation::Substitution;
        }
    }
    segments
}

/// How much a word tells, in bits.
fn information(draft: &Draft, i: usize, search: &Retriever<'_>) -> f64 {
    let word = draft.folded.word(i);
    if search.documents() < ENOUGH_DOCUMENTS {
        // By its length: English text bears about a bit and a half a letter.
        return if draft.language.is_function_word(&word) { 2.0 } else { word.chars().count() as f64 * 1.5 };
    }
    // Names and figures recur in many texts on one subject.
    let name = looks_like_name(draft.text(), draft.folded.tokens[i].span);
    let most = if name { NAME_BITS } else { WORD_BITS };
    (-search.frequency(&word).unwrap_or(1.0).log2()).min(most)
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
