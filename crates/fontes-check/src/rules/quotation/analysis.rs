//! What does the alignment of a quotation with one witness show?

use super::aligned::Aligned;
use super::left_out::{leaves, left_out, may_hold_apparatus};
use super::noise::settle_noise;
use super::weight::{Weight, is_formula};
use crate::draft::Draft;
use crate::search::{Candidate, Placed, Query, Retriever};
use fontes_core::align::change::{Change, Class, Side, classify};
use fontes_core::align::word_alignment::{Relation, Segment, Task, align};
use fontes_core::corpus::{Part, Result, Source};
use fontes_core::lang::{self, Language};
use fontes_core::read::{apparatus_of, ends_sentence};
use fontes_core::text::{Folded, Span, fold};
use std::ops::Range;
use std::sync::Arc;

/// Up to so many words, absence from the archive says nothing.
pub(super) const FEW_WORDS: usize = 4;

/// Agreement from which words count as found, by number of words.
pub(super) const fn found_from(words: usize) -> f32 {
    match words {
        0..14 => 0.6,
        _ => 0.5,
    }
}

/// The same where one word stands for one, and all else agrees.
const OF_ONE: f32 = 0.45;
/// Agreement from which words are found whose differences their author marked.
const PLAIN: f32 = 0.8;
/// A run of more words is found if it tells enough and is so much of the quotation, whatever follows it; and one of so many in
/// any case.
const TELLING_RUN: usize = 7;
const TELLING_SHARE: f32 = 0.4;
const LONG_RUN: usize = 20;

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
        let mut parts = alignments(draft, query, &places, &plain, language, 0);
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
                parts = alignments(draft, query, &places, &witness, language, off.min(MOST_OFF));
            }
        }
        let w = witness.folded();
        let inserted = |i: usize| draft.is_inserted(i);
        let known = |word: &str| search.is_word(word, language);
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
        if judged {
            settle_noise(draft, &witness, &parts, &mut changes, search, language);
        }
        let agreement = agree / total.max(1) as f32;
        let weight = (judged && agreement < 1.0)
            .then(|| Weight::new(draft, query, &parts, &changes, w, search, language));
        // Damaged words stand nowhere else, so that others beside them say nothing.
        let formula = weight.is_some_and(|w| w.is_telling())
            && !changes.iter().any(|c| c.class.is_noise())
            && is_formula(&parts, w, search)?;
        let number = candidate.number;
        let longest = longest.len();
        Ok(Self { number, parts, changes, agreement, longest, weight, formula, language, witness, plain })
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
    pub(super) fn is_found(&self, words: usize) -> bool {
        if words <= FEW_WORDS {
            return self.agreement >= 1.0;
        }
        let Some(weight) = self.weight else { return true };
        // Of five words one may be most of the letters.
        let least = if weight.is_one_word() { OF_ONE } else { found_from(words) };
        let real = |c: &Change| !c.class.is_silent() && !c.class.is_marked();
        if self.agreement >= PLAIN && !self.changes.iter().any(real) {
            return true;
        }
        self.longest >= LONG_RUN
            || (weight.is_sure() && self.longest > TELLING_RUN && self.agreement >= TELLING_SHARE)
            || (weight.is_telling() && !self.formula && self.agreement >= least)
    }

    /// The span of the whole document from the first placed part to the last.
    pub(super) fn whole(&self) -> Option<Span> {
        let w = self.witness.folded();
        let mut spans = self.parts.iter().flatten().filter_map(|p| w.span_of(&p.tokens));
        let first = spans.next()?;
        self.witness.there(spans.fold(first, Span::cover))
    }
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
        let segments = fill_ends(reach_over_gaps(align(&task), &task, &side), &task, draft);
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
const fn margin(part: &Range<usize>) -> usize {
    3 + (part.end - part.start) / 6
}

/// Words of the source that may be left out between the words at an end of a quotation and the rest of it.
const GAP: usize = 48;
/// Words of an end that are looked for beyond a gap.
const END: usize = 16;
/// Words from which on what stands elsewhere is a part of a splice.
pub(super) const SPLICE_WORDS: usize = 7;
/// Words that agree in a row from which on an alignment is sure of its place.
const SURE: usize = 3;

/// Words at an end that answer to nothing beside the rest of the quotation may stand in the source beyond words that were left
/// out. Few words are lost within many of the source, so that an alignment by cost does not find them.
fn reach_over_gaps(mut segments: Vec<Segment>, task: &Task<'_>, source: &Side<'_>) -> Vec<Segment> {
    let sure = |s: &Segment| s.relation == Relation::Same && s.a.len() >= SURE;
    if let Some(k) = segments.iter().position(sure).filter(|&k| k > 0)
        && let Some(lead) = beyond(&segments[..k], &segments[k], task, source, true)
    {
        segments.splice(..k, lead);
    }
    if let Some(k) = segments.iter().rposition(sure).filter(|&k| k + 1 < segments.len())
        && let Some(tail) = beyond(&segments[k + 1..], &segments[k], task, source, false)
    {
        segments.splice(k + 1.., tail);
    }
    segments
}

/// The segments of an end, if its words stand beyond a gap before (or after) those that are sure.
fn beyond(
    end: &[Segment],
    sure: &Segment,
    task: &Task<'_>,
    source: &Side<'_>,
    before: bool,
) -> Option<Vec<Segment>> {
    let words = end.first()?.a.start..end.last()?.a.end;
    let agreeing: usize = end.iter().filter(|s| s.relation == Relation::Same).map(|s| s.a.len()).sum();
    let (a, b) = (task.a, task.b);
    if words.is_empty() || words.len() > END || agreeing == words.len() || words.clone().any(task.inserted) {
        return None;
    }
    // Of an end that is partly the draft's own, what is the source's stands outermost.
    for n in (agreeing + 1..=words.len()).rev() {
        let outer = if before { words.start..words.start + n } else { words.end - n..words.end };
        let telling = outer.clone().filter(|&i| !source.language.is_function_word(&a.word(i))).count();
        let first = if before {
            sure.b.start.saturating_sub(GAP + n)..(sure.b.start + 1).saturating_sub(n)
        } else {
            sure.b.end..(sure.b.end + GAP).min((b.tokens.len() + 1).saturating_sub(n))
        };
        let stands = |j: &usize| (0..n).all(|k| b.letters(j + k) == a.letters(outer.start + k));
        let at = if before { first.rev().find(stands) } else { first.clone().find(stands) };
        let Some(at) = at else { continue };
        let gap = if before { at + n..sure.b.start } else { sure.b.end..at };
        if gap.is_empty() {
            continue;
        }
        let text = b.span_of(&(gap.start.saturating_sub(1)..(gap.end + 1).min(b.tokens.len())));
        let text = text.and_then(|s| s.slice(source.text)).unwrap_or("");
        let ends = text.contains(['.', '!', '?', '。']);
        // What stands beyond a sentence's end and is long enough is a part by itself.
        if ends && n >= SPLICE_WORDS {
            return None;
        }
        // A word or two stand by chance in so many.
        let enough = match n {
            1 => telling == 1 && !ends && (begins_sentence(source, at) || !before),
            2 => telling >= 1 && !ends,
            _ => telling >= 1 || !ends,
        };
        if !enough || text.contains("\n\n") && n < SURE {
            continue;
        }
        let same = Segment { relation: Relation::Same, a: outer.clone(), b: at..at + n };
        let inner = if before { outer.end..words.end } else { words.start..outer.start };
        let relation = if inner.is_empty() { Relation::Omission } else { Relation::Substitution };
        let middle = Segment { relation, a: inner, b: gap };
        return Some(if before { vec![same, middle] } else { vec![middle, same] });
    }
    None
}

/// Whether a sentence of the source begins with this token.
fn begins_sentence(source: &Side<'_>, token: usize) -> bool {
    token == 0 || ends_sentence(source.text, source.folded, token - 1, source.language)
}

/// A word changed at either end of the passage looks like one added there, because the source
/// words beyond the end are free; it takes the source's next words as its counterpart.
fn fill_ends(mut segments: Vec<Segment>, task: &Task<'_>, draft: &Draft) -> Vec<Segment> {
    let is_word = |s: &Segment| {
        let span = draft.span(&s.a);
        let figures = span.and_then(|s| s.slice(draft.text())).is_some_and(|t| t.contains(char::is_numeric));
        !figures || span.is_none_or(|span| apparatus_of(draft.text(), span, draft.apparatus()).is_none())
    };
    let both = |s: &Segment| {
        s.relation == Relation::Addition && s.a.len() <= 3 && !s.a.clone().any(task.inserted) && is_word(s)
    };
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

/// Whether a change is only that the quotation begins after an elided word: "il" for "qu'il".
fn begins_in_word(draft: &Draft, witness: &Source, language: &Language, c: &Change) -> bool {
    let (Some(ours), Some(theirs)) = (c.draft.slice(draft.text()), c.source.slice(witness.text())) else {
        return false;
    };
    let opens = draft.opens_at(c.draft.start());
    opens
        && language
            .parted(theirs)
            .is_some_and(|(_, rest)| rest == fold(ours, &[]).words().collect::<String>())
}

/// Whether a change is but the first word of the quotation, in place of words after which the witness itself begins to
/// quote: “that public money …” for "reiterated the value of “public money …”". What stands before the mark is the witness's own.
fn stands_before_marks(draft: &Draft, witness: &Source, language: &Language, c: &Change) -> bool {
    let opens = || draft.opens_at(c.draft.start());
    let joins = |text: &str, span: Span| {
        let words = fold(span.slice(text).unwrap_or(""), &[]);
        let mut small = words.words().filter(|w| language.is_function_word(w));
        words.tokens.len() == 1 && small.next().is_some()
    };
    let after = witness.text().get(c.source.end() as usize..).unwrap_or("");
    let quotes = after.trim_start().starts_with(['“', '"', '«', '„', '‘']);
    quotes
        && c.touch.is_none()
        && c.class == Class::WordReplaced
        && joins(draft.text(), c.draft)
        && joins(witness.text(), c.source)
        && opens()
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
