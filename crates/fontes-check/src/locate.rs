//! Where in the archive may these words stand? Candidates from shared fingerprints, each
//! then placed by edit distance.

use crate::draft::Draft;
use crate::finding::Evidence;
use fontes_core::align::gram::{K, Sampler};
use fontes_core::align::near;
use fontes_core::corpus::{Error, Index, Part, Place, Result, Source};
use fontes_core::text::Span;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// A run of draft tokens to be found, in parts that follow each other (an ellipsis parts
/// them). Tokens between brackets are not in the parts.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Token ranges of the draft.
    pub(crate) parts: Vec<Range<usize>>,
}

/// Where a part was placed in a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Units of the whole document.
    pub(crate) units: Range<u32>,
    /// Edit distance, in units.
    pub(crate) distance: usize,
    /// Length of the part, in units.
    pub(crate) length: usize,
}

/// A document and where each part stands in it, if it does.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The document's number.
    pub(crate) number: usize,
    pub(crate) parts: Vec<Option<Placed>>,
    /// Share of the units that agree.
    pub(crate) likeness: f32,
}

/// How thoroughly to look.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Postings that may be read.
    postings: usize,
    /// Windows that may be verified.
    windows: usize,
}

const QUICK: Effort = Effort { postings: 1_500, windows: 12 };
const THOROUGH: Effort = Effort { postings: 40_000, windows: 48 };
/// From this likeness on, a quick look was enough.
const ENOUGH: f32 = 0.999;
/// A part less like than this is not there.
const PART: f32 = 0.6;
/// Documents from which on their number tells how common a word is.
pub(crate) const ENOUGH_DOCUMENTS: u64 = 200;
/// Length from which a damaged quotation is worth a search for damaged fingerprints.
const DAMAGED_FROM: u32 = 36; // units
/// Grams of a pattern whose variants are looked up.
const VARIED: usize = 160;
/// Windows verified in a search for damaged fingerprints.
const DAMAGED_WINDOWS: usize = 48;
/// Units that an ellipsis may leave out within one neighbourhood.
const ELISION: u32 = 6_000;

/// Bytes around a passage within which the facts that it gives are read, and that a report shows.
pub(crate) const READ_AROUND: u32 = 3_000;
pub(crate) const SHOWN_AROUND: u32 = 400;
/// Bytes of a word over the end of what is held.
const LONG_WORD: u32 = 64;

/// Units of a document that is looked through letter by letter for what it is said to say. Of a longer one the
/// neighbourhoods of shared fingerprints are: the cost is the passage's, and in so many letters a few words stand
/// somewhere nearly, whoever wrote them.
const LOOKED_THROUGH: u32 = 1 << 16;

/// The archive as one draft sees it: without itself, and with words' frequencies at hand.
pub(crate) struct Search<'s> {
    pub(crate) archive: &'s dyn Index,
    own: BTreeSet<usize>,
    frequencies: RefCell<BTreeMap<String, f64>>,
    neighbours: RefCell<BTreeMap<u64, Vec<usize>>>,
    turns: RefCell<BTreeMap<usize, Rc<Turns>>>,
    /// Why the frequency of a word could not be told.
    failed: OnceCell<Error>,
}

/// Who speaks where in a document: the byte where each turn begins, and the folded label.
pub(crate) type Turns = Vec<(u32, String)>;

impl<'s> Search<'s> {
    /// The archive without the documents that are the draft itself.
    pub(crate) fn new(archive: &'s dyn Index, draft: &Draft) -> Result<Self> {
        let own = archive.same_text(&draft.digest)?.into_iter().collect();
        Ok(Self {
            archive,
            own,
            frequencies: RefCell::default(),
            neighbours: RefCell::default(),
            turns: RefCell::default(),
            failed: OnceCell::new(),
        })
    }

    /// What failed where no error could be handed on: nothing that was found may be told then.
    pub(crate) fn sound(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// A passage of a document, with what is held of it `reach` bytes to either side.
    pub(crate) fn evidence(&self, number: usize, span: Span, reach: u32) -> Result<Option<Evidence>> {
        let around =
            span.start().saturating_sub(reach + LONG_WORD)..span.end().saturating_add(reach + LONG_WORD);
        let held = self.archive.part(number, &Part::Bytes(around))?;
        Ok(held.excerpt(span, reach).map(|e| Evidence { witness: Arc::new(e), span }))
    }

    /// Who speaks where in a document, read when first asked for.
    pub(crate) fn turns(&self, number: usize, read: impl FnOnce(&Source) -> Turns) -> Result<Rc<Turns>> {
        if let Some(known) = self.turns.borrow().get(&number) {
            return Ok(known.clone());
        }
        let turns = Rc::new(read(&*self.archive.source(number)?));
        self.turns.borrow_mut().insert(number, turns.clone());
        Ok(turns)
    }

    /// The documents of this name in a folder of this name: those of one volume.
    pub(crate) fn in_folder(&self, name: u64, folder: Option<&str>) -> Result<Vec<usize>> {
        if let Some(known) = self.neighbours.borrow().get(&name) {
            return Ok(known.clone());
        }
        let mut found = Vec::new();
        for number in self.archive.named(name)? {
            if crate::cite::folder(&self.archive.path(number)?) == folder {
                found.push(number);
            }
        }
        self.neighbours.borrow_mut().insert(name, found.clone());
        Ok(found)
    }

    /// How many documents are searched.
    pub(crate) fn documents(&self) -> u64 {
        self.archive.totals().documents.saturating_sub(self.own.len() as u64)
    }

    /// Whether the document is the draft itself.
    pub(crate) fn is_own(&self, number: usize) -> bool {
        self.own.contains(&number)
    }

    /// The share of documents that hold a word, not counting one of them; `None` where the
    /// archive is too small to tell a rare word from a damaged one.
    pub(crate) fn known(&self, word: &str) -> Option<f64> {
        let documents = self.documents();
        if documents < ENOUGH_DOCUMENTS {
            return None;
        }
        let one = 1.0 / documents as f64;
        self.frequency(word).map(|f| (f - one).max(0.0))
    }

    /// The share of documents that hold a word; `None` when the index fails, which [`Search::sound`] tells.
    pub(crate) fn frequency(&self, word: &str) -> Option<f64> {
        if let Some(f) = self.frequencies.borrow().get(word) {
            return Some(*f);
        }
        let f = match self.archive.frequency(word) {
            Ok(f) => f,
            Err(e) => {
                // The first failure is told.
                let _ = self.failed.set(e);
                return None;
            }
        };
        self.frequencies.borrow_mut().insert(word.to_owned(), f);
        Some(f)
    }

    /// Documents where the wanted words stand, best first.
    pub(crate) fn find(&self, draft: &Draft, wanted: &Wanted) -> Result<Vec<Candidate>> {
        let pattern = Pattern::new(draft, wanted);
        let grams = self.grams(&pattern)?;
        let mut placed = BTreeMap::new();
        let quick = self.look(&pattern, &grams, QUICK, &mut placed)?;
        if quick.first().is_some_and(|c| c.likeness >= ENOUGH) {
            return Ok(quick);
        }
        let thorough = self.look(&pattern, &grams, THOROUGH, &mut placed)?;
        let best = |c: &[Candidate]| c.first().map_or(0.0, |c| c.likeness);
        let found = if best(&thorough) >= best(&quick) { thorough } else { quick };
        if best(&found) >= PART || pattern.length < DAMAGED_FROM {
            return Ok(found);
        }
        let damaged = self.look_damaged(&pattern)?;
        Ok(if best(&damaged) >= PART { damaged } else { found })
    }

    /// Looks for words so damaged that hardly a fingerprint is whole: by the fingerprints of the
    /// pattern and all that differ from them in one letter. Two on about one diagonal make a
    /// window.
    fn look_damaged(&self, pattern: &Pattern) -> Result<Vec<Candidate>> {
        // By diagonal: the place less the unit of the pattern, which is told apart from other segments' by the place.
        let mut hits: Vec<(i64, u32, Place)> = Vec::new();
        let mut sampler = Sampler::default();
        let mut failed = None;
        let total: usize = pattern.runs.iter().map(|r| r.1.len().saturating_sub(K - 1)).sum();
        let step = total.div_ceil(VARIED).max(1);
        for (offset, units) in &pattern.runs {
            for (at, gram) in units.windows(K).enumerate().step_by(step) {
                let q = offset + at as u32;
                let mut look = |hash: u64| {
                    let told = self.archive.count(hash).and_then(|n| match n {
                        0..=64 => self.archive.postings(hash, &mut |p| hits.push((diagonal(p, q), q, p))),
                        _ => Ok(()),
                    });
                    failed = failed.take().or(told.err());
                };
                sampler.sample(gram, |g| look(g.hash));
                let mut variant = [0u32; K];
                for i in 0..K {
                    for letter in u32::from(b'a')..=u32::from(b'z') {
                        variant.copy_from_slice(gram);
                        if std::mem::replace(&mut variant[i], letter) != letter {
                            sampler.sample(&variant, |g| look(g.hash));
                        }
                    }
                }
            }
        }
        if let Some(e) = failed {
            return Err(e);
        }
        hits.sort_unstable();
        // Drift: letters lost or added between two hits of one place.
        let drift = 6 + i64::from(pattern.length) / 16;
        let mut scored: Vec<(usize, usize)> = Vec::new();
        let mut end = 0;
        for start in 0..hits.len() {
            let diagonal = hits[start].0;
            while end < hits.len() && hits[end].0 - diagonal <= drift {
                end += 1;
            }
            let mut grams: Vec<u32> = hits[start..end].iter().map(|h| h.1).collect();
            grams.sort_unstable();
            grams.dedup();
            if grams.len() >= 2 {
                scored.push((grams.len(), start));
            }
        }
        scored.sort_by_key(|&(n, start)| (std::cmp::Reverse(n), start));
        let mut taken: Vec<(usize, i64)> = Vec::new();
        let mut out: Vec<Candidate> = Vec::new();
        for (_, start) in scored.into_iter().take(DAMAGED_WINDOWS * 8) {
            let (_, q, place) = hits[start];
            let Some((number, within)) = self.archive.locate(place)? else { continue };
            let diagonal = i64::from(within) - i64::from(q);
            let near = |t: &(usize, i64)| t.0 == number && (t.1 - diagonal).abs() <= drift * 2;
            if self.is_own(number) || taken.iter().any(near) {
                continue;
            }
            taken.push((number, diagonal));
            let from = u32::try_from(diagonal.max(0)).unwrap_or(0);
            out.extend(self.place(pattern, &Window { number, units: from..within })?);
            if taken.len() == DAMAGED_WINDOWS {
                break;
            }
        }
        out.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.number.cmp(&b.number)));
        Ok(out)
    }

    /// How the wanted words stand in one document, wherever in it.
    pub(crate) fn find_in(&self, draft: &Draft, wanted: &Wanted, number: usize) -> Result<Option<Candidate>> {
        let pattern = Pattern::new(draft, wanted);
        let units = self.archive.units(number)?;
        if units <= LOOKED_THROUGH {
            return self.place(&pattern, &Window { number, units: 0..units });
        }
        let mut grams = self.grams(&pattern)?;
        let mut hits: Vec<(Place, u32)> = Vec::new();
        for (i, g) in grams.iter_mut().enumerate() {
            let before = hits.len();
            self.archive.postings_in(g.hash, number, &mut |p| hits.push((p, i as u32)))?;
            g.count = hits.len() - before;
        }
        hits.sort_unstable();
        let mut best: Option<Candidate> = None;
        for window in self.windows(&pattern, &grams, &hits, QUICK.windows)? {
            let found = self.place(&pattern, &window)?;
            if found.as_ref().map_or(0.0, |f| f.likeness) > best.as_ref().map_or(0.0, |b| b.likeness) {
                best = found;
            }
        }
        Ok(best)
    }

    /// The pattern placed in a neighbourhood, of which no more is read than is needed.
    fn place(&self, pattern: &Pattern, window: &Window) -> Result<Option<Candidate>> {
        let end = self.archive.units(window.number)?;
        let region = pattern.region(window, end);
        if region.is_empty() {
            return Ok(None);
        }
        let source = self.archive.part(window.number, &Part::Units(region.clone()))?;
        let from = source.origin().unit;
        let (Some(low), Some(high)) = (region.start.checked_sub(from), region.end.checked_sub(from)) else {
            return Ok(None);
        };
        let Some(units) = source.folded().units.get(low as usize..high as usize) else { return Ok(None) };
        Ok(pattern.place(window.number, region.start, units))
    }

    /// The kept grams of the pattern, rarest first.
    fn grams(&self, pattern: &Pattern) -> Result<Vec<Wish>> {
        let mut grams = Vec::new();
        let mut sampler = Sampler::default();
        for (offset, units) in &pattern.runs {
            sampler.sample(units, |g| {
                grams.push(Wish { hash: g.hash, offset: offset + g.at, count: 0 });
            });
        }
        for g in &mut grams {
            g.count = self.archive.count(g.hash)?;
        }
        grams.retain(|g| g.count > 0);
        grams.sort_by_key(|g| (g.count, g.offset));
        Ok(grams)
    }

    /// `placed` are the neighbourhoods that were looked at before, and what was found there.
    fn look(
        &self,
        pattern: &Pattern,
        grams: &[Wish],
        effort: Effort,
        placed: &mut BTreeMap<(usize, u32, u32), Option<Candidate>>,
    ) -> Result<Vec<Candidate>> {
        let mut hits: Vec<(Place, u32)> = Vec::new();
        for (i, g) in grams.iter().enumerate() {
            if i >= 4 && hits.len() + g.count > effort.postings || g.count > effort.postings * 8 {
                break;
            }
            self.archive.postings(g.hash, &mut |p| hits.push((p, i as u32)))?;
        }
        hits.sort_unstable();
        let mut out: Vec<Candidate> = Vec::new();
        for window in self.windows(pattern, grams, &hits, effort.windows)? {
            let key = (window.number, window.units.start, window.units.end);
            let found = match placed.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let found = self.place(pattern, &window)?;
                    placed.insert(key, found.clone());
                    found
                }
            };
            out.extend(found);
        }
        out.sort_by(|a, b| {
            b.likeness
                .total_cmp(&a.likeness)
                .then(a.number.cmp(&b.number))
                .then_with(|| a.first().cmp(&b.first()))
        });
        out.dedup_by(|b, a| a.number == b.number && a.first() == b.first());
        Ok(out)
    }

    /// The neighbourhoods where most of the pattern's grams meet, weighed by rarity.
    fn windows(
        &self,
        pattern: &Pattern,
        grams: &[Wish],
        hits: &[(Place, u32)],
        most: usize,
    ) -> Result<Vec<Window>> {
        let reach = pattern.reach();
        let weight: Vec<f32> = grams.iter().map(|g| 24.0 - (g.count as f32 + 1.0).log2()).collect();
        let mut seen = vec![0u32; grams.len()];
        let mut sum = 0.0f32;
        let mut end = 0;
        let mut scored: Vec<(f32, usize, usize)> = Vec::new();
        for start in 0..hits.len() {
            let first = hits[start].0;
            while end < hits.len() && hits[end].0.after(first) <= u64::from(reach) {
                let g = hits[end].1 as usize;
                if seen[g] == 0 {
                    sum += weight[g];
                }
                seen[g] += 1;
                end += 1;
            }
            scored.push((sum, start, end));
            let g = hits[start].1 as usize;
            seen[g] -= 1;
            if seen[g] == 0 {
                sum -= weight[g];
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut taken: Vec<(usize, Range<u32>)> = Vec::new();
        let mut out = Vec::new();
        // A window may reach into the next document; it is cut at its own document's end, so
        // a few more are looked at than are wanted.
        for (_, start, end) in scored.into_iter().take(most * 24) {
            let Some((number, first)) = self.archive.locate(hits[start].0)? else { continue };
            if self.is_own(number) || taken.iter().any(|(k, r)| *k == number && r.contains(&first)) {
                continue;
            }
            let mut within: Vec<(u32, u32)> = Vec::with_capacity(end - start);
            for (p, g) in &hits[start..end] {
                match self.archive.locate(*p)? {
                    Some((k, unit)) if k == number => within.push((unit, *g)),
                    _ => break,
                }
            }
            let Some(last) = within.last() else { continue };
            let offset = |g: u32| grams[g as usize].offset;
            let before = within.iter().map(|(u, g)| u.saturating_sub(offset(*g))).min().unwrap_or(0);
            taken.push((number, first.saturating_sub(reach / 2)..last.0 + 1));
            out.push(Window { number, units: before.min(first)..last.0 });
            if out.len() == most {
                break;
            }
        }
        Ok(out)
    }
}

/// How far a place is from the unit of the pattern that may stand there.
fn diagonal(place: Place, unit: u32) -> i64 {
    // Places are below 2^63: a segment's number of 31 bits, and a unit.
    i64::try_from(place.0).unwrap_or(i64::MAX) - i64::from(unit)
}

struct Wish {
    hash: u64,
    /// Unit of the pattern.
    offset: u32,
    count: usize,
}

struct Window {
    number: usize,
    /// Units of the document, from where the pattern would begin to the last hit.
    units: Range<u32>,
}

impl Candidate {
    fn first(&self) -> Option<u32> {
        self.parts.iter().flatten().map(|p| p.units.start).min()
    }
}

/// The wanted words as units.
struct Pattern {
    /// Units of each part, bracketed tokens left out.
    parts: Vec<Vec<u32>>,
    /// Runs of units without brackets, with their offset in the pattern.
    runs: Vec<(u32, Vec<u32>)>,
    length: u32,
}

impl Pattern {
    fn new(draft: &Draft, wanted: &Wanted) -> Self {
        let mut pattern = Self { parts: vec![], runs: vec![], length: 0 };
        for part in &wanted.parts {
            let mut units = Vec::new();
            let mut open = false;
            for i in part.clone() {
                if draft.is_inserted(i) {
                    open = false;
                    continue;
                }
                let letters = draft.folded.letters(i);
                if !open {
                    pattern.runs.push((pattern.length, vec![]));
                    open = true;
                }
                if let Some(run) = pattern.runs.last_mut() {
                    run.1.extend(letters);
                }
                pattern.length += letters.len() as u32;
                units.extend(letters);
            }
            pattern.parts.push(units);
        }
        pattern
    }

    /// Units within which all hits of one place lie.
    fn reach(&self) -> u32 {
        self.length + self.length / 4 + 80 + ELISION * (self.parts.len() as u32 - 1)
    }

    /// The units of a document of `end` units that are looked at around a window.
    fn region(&self, window: &Window, end: u32) -> Range<u32> {
        let pad = 48 + self.length / 4;
        let low = window.units.start.saturating_sub(pad);
        let last = window.units.start.max(window.units.end.saturating_sub(self.length));
        low..last.saturating_add(self.reach() + pad).min(end)
    }

    /// Places the parts in the `units` of a document from unit `from` on.
    fn place(&self, number: usize, from: u32, units: &[u32]) -> Option<Candidate> {
        // What was read is a part of a document, whose units are u32.
        let high = units.len() as u32;
        // The part that stands there most surely is placed first; the others as near to it as they
        // stand, in order.
        let mut parts: Vec<Option<Placed>> = vec![None; self.parts.len()];
        let agreeing = |p: &Placed| p.length.saturating_sub(p.distance);
        let (anchor, placed) = (0..self.parts.len())
            .rev()
            .filter_map(|i| Some((i, self.part(i, units, 0..high, true, false)?)))
            .max_by_key(|(_, p)| agreeing(p))?;
        let Range { start: mut end, end: mut start } = placed.units;
        parts[anchor] = Some(placed);
        for i in (0..anchor).rev() {
            parts[i] = self.part(i, units, 0..end, false, true);
            end = parts[i].as_ref().map_or(end, |p| p.units.start);
        }
        for i in anchor + 1..self.parts.len() {
            parts[i] = self.part(i, units, start..high, false, false);
            start = parts[i].as_ref().map_or(start, |p| p.units.end);
        }
        let total: usize = self.parts.iter().map(Vec::len).sum();
        let agree: usize = parts.iter().flatten().map(agreeing).sum();
        let likeness = agree as f32 / total.max(1) as f32;
        for p in parts.iter_mut().flatten() {
            p.units = p.units.start + from..p.units.end + from;
        }
        Some(Candidate { number, parts, likeness })
    }

    /// Places one part in a stretch of the witness; of equally good places the first, or the
    /// last when `backward`. A part that is hardly like anything there is not placed, unless
    /// it is `alone`.
    fn part(&self, i: usize, all: &[u32], within: Range<u32>, alone: bool, backward: bool) -> Option<Placed> {
        let units = &self.parts[i];
        let region = all.get(within.start as usize..within.end as usize)?;
        let found = if backward {
            let reversed = |u: &[u32]| u.iter().rev().copied().collect::<Vec<u32>>();
            near::place(&reversed(units), &reversed(region)).map(|p| near::Place {
                start: region.len() - p.end,
                end: region.len() - p.start,
                distance: p.distance,
            })
        } else {
            near::place(units, region)
        }?;
        let like = 1.0 - found.distance as f32 / units.len() as f32;
        (alone || like >= PART).then(|| Placed {
            units: within.start + found.start as u32..within.start + found.end as u32,
            distance: found.distance,
            length: units.len(),
        })
    }
}
