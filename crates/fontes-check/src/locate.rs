//! Where in the archive may these words stand? Candidates from shared fingerprints, each
//! then placed by edit distance.

use crate::draft::Draft;
use fontes_archive::{DocKey, Posting, Result, Snapshot, Witness};
use fontes_core::align::gram::{K, Sampler};
use fontes_core::align::near::{Place, place};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
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
    /// Units of the witness.
    pub(crate) units: Range<u32>,
    /// Edit distance, in units.
    pub(crate) distance: usize,
    /// Length of the part, in units.
    pub(crate) length: usize,
}

/// A document and where each part stands in it, if it does.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) witness: Arc<Witness>,
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

/// The archive as one draft sees it: without itself, and with words' frequencies at hand.
pub(crate) struct Search<'s> {
    pub(crate) archive: &'s Snapshot,
    own: BTreeSet<DocKey>,
    frequencies: RefCell<BTreeMap<String, f64>>,
    neighbours: RefCell<BTreeMap<u64, Vec<DocKey>>>,
}

impl<'s> Search<'s> {
    /// The archive without the documents that are the draft itself.
    pub(crate) fn new(archive: &'s Snapshot, draft: &Draft) -> Result<Self> {
        let own = archive.with_digest(&draft.digest)?.into_iter().collect();
        Ok(Self { archive, own, frequencies: RefCell::default(), neighbours: RefCell::default() })
    }

    /// The documents of this name in a folder of this name: those of one volume.
    pub(crate) fn in_folder(&self, name: u64, folder: Option<&str>) -> Result<Vec<DocKey>> {
        if let Some(known) = self.neighbours.borrow().get(&name) {
            return Ok(known.clone());
        }
        let mut found = Vec::new();
        for key in self.archive.named(name) {
            if crate::cite::folder(&self.archive.witness(key)?.record.path) == folder {
                found.push(key);
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
    pub(crate) fn is_own(&self, key: DocKey) -> bool {
        self.own.contains(&key)
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

    /// The share of documents that hold a word. A failing index counts as none known.
    pub(crate) fn frequency(&self, word: &str) -> Option<f64> {
        if let Some(f) = self.frequencies.borrow().get(word) {
            return Some(*f);
        }
        let f = self.archive.frequency(word).ok()?;
        self.frequencies.borrow_mut().insert(word.to_owned(), f);
        Some(f)
    }

    /// Documents where the wanted words stand, best first.
    pub(crate) fn find(&self, draft: &Draft, wanted: &Wanted) -> Result<Vec<Candidate>> {
        let pattern = Pattern::new(draft, wanted);
        let grams = self.grams(&pattern);
        let quick = self.look(&pattern, &grams, QUICK)?;
        if quick.first().is_some_and(|c| c.likeness >= ENOUGH) {
            return Ok(quick);
        }
        let thorough = self.look(&pattern, &grams, THOROUGH)?;
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
        let mut hits: Vec<(u32, i64, u32, u32)> = Vec::new();
        let mut sampler = Sampler::default();
        let total: usize = pattern.runs.iter().map(|r| r.1.len().saturating_sub(K - 1)).sum();
        let step = total.div_ceil(VARIED).max(1);
        for (offset, units) in &pattern.runs {
            for (at, gram) in units.windows(K).enumerate().step_by(step) {
                let q = offset + at as u32;
                let mut look = |hash: u64| {
                    if self.archive.gram_count(hash) <= 64 {
                        for p in self.archive.postings(hash) {
                            hits.push((p.segment, i64::from(p.unit) - i64::from(q), q, p.unit));
                        }
                    }
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
        hits.sort_unstable();
        // Drift: letters lost or added between two hits of one place.
        let drift = 6 + i64::from(pattern.length) / 16;
        let mut scored: Vec<(usize, usize)> = Vec::new();
        let mut end = 0;
        for start in 0..hits.len() {
            let (segment, diagonal, ..) = hits[start];
            while end < hits.len() && hits[end].0 == segment && hits[end].1 - diagonal <= drift {
                end += 1;
            }
            let mut grams: Vec<u32> = hits[start..end].iter().map(|h| h.2).collect();
            grams.sort_unstable();
            grams.dedup();
            if grams.len() >= 2 {
                scored.push((grams.len(), start));
            }
        }
        scored.sort_by_key(|&(n, start)| (std::cmp::Reverse(n), start));
        let mut taken: Vec<(DocKey, i64)> = Vec::new();
        let mut out: Vec<Candidate> = Vec::new();
        for (_, start) in scored.into_iter().take(DAMAGED_WINDOWS * 8) {
            let (segment, _, q, unit) = hits[start];
            let Some((key, within)) = self.archive.locate(Posting { segment, unit }) else { continue };
            let diagonal = i64::from(within) - i64::from(q);
            if self.is_own(key) || taken.iter().any(|t| t.0 == key && (t.1 - diagonal).abs() <= drift * 2) {
                continue;
            }
            taken.push((key, diagonal));
            let witness = self.archive.witness(key)?;
            let from = u32::try_from(diagonal.max(0)).unwrap_or(0);
            out.extend(pattern.place(witness, &Window { key, units: from..within }));
            if taken.len() == DAMAGED_WINDOWS {
                break;
            }
        }
        out.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.witness.key.cmp(&b.witness.key)));
        Ok(out)
    }

    /// How the wanted words stand in one document, wherever in it.
    pub(crate) fn find_in(&self, draft: &Draft, wanted: &Wanted, key: DocKey) -> Result<Option<Candidate>> {
        let witness = self.archive.witness(key)?;
        let units = 0..witness.folded.units.len() as u32;
        Ok(Pattern::new(draft, wanted).place(witness, &Window { key, units }))
    }

    /// The kept grams of the pattern, rarest first.
    fn grams(&self, pattern: &Pattern) -> Vec<Wish> {
        let mut grams = Vec::new();
        let mut sampler = Sampler::default();
        for (offset, units) in &pattern.runs {
            sampler.sample(units, |g| {
                grams.push(Wish {
                    hash: g.hash,
                    offset: offset + g.at,
                    count: self.archive.gram_count(g.hash),
                });
            });
        }
        grams.retain(|g| g.count > 0);
        grams.sort_by_key(|g| (g.count, g.offset));
        grams
    }

    fn look(&self, pattern: &Pattern, grams: &[Wish], effort: Effort) -> Result<Vec<Candidate>> {
        let mut hits: Vec<(Posting, u32)> = Vec::new();
        for (i, g) in grams.iter().enumerate() {
            if i >= 4 && hits.len() + g.count > effort.postings || g.count > effort.postings * 8 {
                break;
            }
            hits.extend(self.archive.postings(g.hash).map(|p| (p, i as u32)));
        }
        hits.sort_unstable();
        let mut out: Vec<Candidate> = Vec::new();
        for window in self.windows(pattern, grams, &hits, effort.windows) {
            let witness = self.archive.witness(window.key)?;
            out.extend(pattern.place(witness, &window));
        }
        out.sort_by(|a, b| {
            b.likeness
                .total_cmp(&a.likeness)
                .then(a.witness.key.cmp(&b.witness.key))
                .then_with(|| a.first().cmp(&b.first()))
        });
        out.dedup_by(|b, a| a.witness.key == b.witness.key && a.first() == b.first());
        Ok(out)
    }

    /// The neighbourhoods where most of the pattern's grams meet, weighed by rarity.
    fn windows(
        &self,
        pattern: &Pattern,
        grams: &[Wish],
        hits: &[(Posting, u32)],
        most: usize,
    ) -> Vec<Window> {
        let reach = pattern.reach();
        let weight: Vec<f32> = grams.iter().map(|g| 24.0 - (g.count as f32 + 1.0).log2()).collect();
        let mut seen = vec![0u32; grams.len()];
        let mut sum = 0.0f32;
        let mut end = 0;
        let mut scored: Vec<(f32, usize, usize)> = Vec::new();
        for start in 0..hits.len() {
            let first = hits[start].0;
            while end < hits.len()
                && hits[end].0.segment == first.segment
                && hits[end].0.unit - first.unit <= reach
            {
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
        let mut taken: Vec<(DocKey, Range<u32>)> = Vec::new();
        let mut out = Vec::new();
        // A window may reach into the next document; it is cut at its own document's end, so
        // a few more are looked at than are wanted.
        for (_, start, end) in scored.into_iter().take(most * 24) {
            let Some((key, first)) = self.archive.locate(hits[start].0) else { continue };
            if self.is_own(key) || taken.iter().any(|(k, r)| *k == key && r.contains(&first)) {
                continue;
            }
            let within: Vec<(u32, u32)> = hits[start..end]
                .iter()
                .map_while(|(p, g)| {
                    let (k, unit) = self.archive.locate(*p)?;
                    (k == key).then_some((unit, *g))
                })
                .collect();
            let Some(last) = within.last() else { continue };
            let offset = |g: u32| grams[g as usize].offset;
            let before = within.iter().map(|(u, g)| u.saturating_sub(offset(*g))).min().unwrap_or(0);
            taken.push((key, first.saturating_sub(reach / 2)..last.0 + 1));
            out.push(Window { key, units: before.min(first)..last.0 });
            if out.len() == most {
                break;
            }
        }
        out
    }
}

struct Wish {
    hash: u64,
    /// Unit of the pattern.
    offset: u32,
    count: usize,
}

struct Window {
    key: DocKey,
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

    fn place(&self, witness: Arc<Witness>, window: &Window) -> Option<Candidate> {
        let all = &witness.folded.units;
        let pad = 48 + self.length / 4;
        let low = window.units.start.saturating_sub(pad);
        let last = window.units.start.max(window.units.end.saturating_sub(self.length));
        let high = last.saturating_add(self.reach() + pad).min(all.len() as u32);
        // The part that stands there most surely is placed first; the others as near to it as they
        // stand, in order.
        let mut parts: Vec<Option<Placed>> = vec![None; self.parts.len()];
        let agreeing = |p: &Placed| p.length.saturating_sub(p.distance);
        let (anchor, placed) = (0..self.parts.len())
            .rev()
            .filter_map(|i| Some((i, self.part(i, all, low..high, true, false)?)))
            .max_by_key(|(_, p)| agreeing(p))?;
        let Range { start: mut end, end: mut start } = placed.units;
        parts[anchor] = Some(placed);
        for i in (0..anchor).rev() {
            parts[i] = self.part(i, all, low..end, false, true);
            end = parts[i].as_ref().map_or(end, |p| p.units.start);
        }
        for i in anchor + 1..self.parts.len() {
            parts[i] = self.part(i, all, start..high, false, false);
            start = parts[i].as_ref().map_or(start, |p| p.units.end);
        }
        let total: usize = self.parts.iter().map(Vec::len).sum();
        let agree: usize = parts.iter().flatten().map(agreeing).sum();
        let likeness = agree as f32 / total.max(1) as f32;
        Some(Candidate { witness, parts, likeness })
    }

    /// Places one part in a stretch of the witness; of equally good places the first, or the
    /// last when `backward`. A part that is hardly like anything there is not placed, unless
    /// it is `alone`.
    fn part(&self, i: usize, all: &[u32], within: Range<u32>, alone: bool, backward: bool) -> Option<Placed> {
        let units = &self.parts[i];
        let region = all.get(within.start as usize..within.end as usize)?;
        let found = if backward {
            let reversed = |u: &[u32]| u.iter().rev().copied().collect::<Vec<u32>>();
            place(&reversed(units), &reversed(region)).map(|p| Place {
                start: region.len() - p.end,
                end: region.len() - p.start,
                distance: p.distance,
            })
        } else {
            place(units, region)
        }?;
        let like = 1.0 - found.distance as f32 / units.len() as f32;
        (alone || like >= PART).then(|| Placed {
            units: within.start + found.start as u32..within.start + found.end as u32,
            distance: found.distance,
            length: units.len(),
        })
    }
}
