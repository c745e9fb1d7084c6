//! Which documents may hold these words? Three efforts: the rarest fingerprints, more of them, and
//! fingerprints one letter off.

use super::pattern::{PART, Pattern, Window};
use super::query::{Candidate, Query};
use super::retriever::Retriever;
use crate::draft::Draft;
use fontes_core::align::fingerprint::{K, Sampler};
use fontes_core::align::scan::taken_for;
use fontes_core::corpus::{Part, Place, Result};
use std::collections::BTreeMap;
use std::ops::Range;

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
/// Length from which a damaged quotation is worth a search for damaged fingerprints.
const DAMAGED_FROM: u32 = 36; // units
/// Grams of a pattern whose variants are looked up.
const VARIED: usize = 160;
/// Windows verified in a search for damaged fingerprints.
const DAMAGED_WINDOWS: usize = 64;
/// From this likeness on, damaged fingerprints are not looked for.
const WHOLE: f32 = 0.7;
/// What a fingerprint tells by how it is met: as it is, by a letter that is taken for another, by any letter, by two that are
/// taken for others.
const AS_IT_IS: u8 = 4;
const CONFUSED: u8 = 3;
const ANY_LETTER: u8 = 2;
const CONFUSED_TWICE: u8 = 2;
/// Letters of a pattern from which on one letter is enough.
const CONFUSED_TWICE_TO: u32 = 80;
/// Units of a document that is looked through letter by letter for what it is said to say. Of a longer one the
/// neighbourhoods of shared fingerprints are: the cost is the passage's, and in so many letters a few words stand
/// somewhere nearly, whoever wrote them.
const LOOKED_THROUGH: u32 = 1 << 16;

impl Retriever<'_> {
    /// Documents where the wanted words stand, best first.
    pub(crate) fn find(&self, draft: &Draft, query: &Query) -> Result<Vec<Candidate>> {
        let pattern = Pattern::new(draft, query);
        let grams = self.grams(&pattern)?;
        let mut placed = BTreeMap::new();
        let quick = self.look(&pattern, &grams, QUICK, &mut placed)?;
        if quick.first().is_some_and(|c| c.likeness >= ENOUGH) {
            return Ok(quick);
        }
        let thorough = self.look(&pattern, &grams, THOROUGH, &mut placed)?;
        let best = |c: &[Candidate]| c.first().map_or(0.0, |c| c.likeness);
        let found = if best(&thorough) >= best(&quick) { thorough } else { quick };
        if best(&found) >= WHOLE || pattern.length < DAMAGED_FROM {
            return Ok(found);
        }
        let damaged = self.look_damaged(&pattern)?;
        Ok(if best(&damaged) >= PART && best(&damaged) > best(&found) { damaged } else { found })
    }

    /// Looks for words so damaged that hardly a fingerprint is whole: by the fingerprints of the
    /// pattern, all that differ from them in one letter, and those that differ in two that scanners
    /// confuse. Two on about one diagonal make a window.
    fn look_damaged(&self, pattern: &Pattern) -> Result<Vec<Candidate>> {
        // By diagonal: the place less the unit of the pattern, which is told apart from other segments' by the place.
        let mut hits: Vec<(i64, u32, Place, u8)> = Vec::new();
        let mut sampler = Sampler::default();
        let mut failed = None;
        let total: usize = pattern.runs.iter().map(|r| r.1.len().saturating_sub(K - 1)).sum();
        let step = total.div_ceil(VARIED).max(1);
        for (offset, units) in &pattern.runs {
            for (at, gram) in units.windows(K).enumerate().step_by(step) {
                let q = offset + at as u32;
                let mut look = |hash: u64, tells: u8| {
                    let told = self.archive.count(hash).and_then(|n| match n {
                        1..=64 => {
                            self.archive.postings(hash, &mut |p| hits.push((diagonal(p, q), q, p, tells)))
                        }
                        _ => Ok(()),
                    });
                    failed = failed.take().or(told.err());
                };
                sampler.sample(gram, |g| look(g.hash, AS_IT_IS));
                let twice = pattern.length < CONFUSED_TWICE_TO;
                misread(gram, twice, |variant, tells| sampler.sample(variant, |g| look(g.hash, tells)));
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
            let mut grams: Vec<(u32, u8)> = hits[start..end].iter().map(|h| (h.1, h.3)).collect();
            grams.sort_unstable_by_key(|&(q, tells)| (q, std::cmp::Reverse(tells)));
            grams.dedup_by_key(|g| g.0);
            if grams.len() >= 2 {
                scored.push((grams.iter().map(|g| usize::from(g.1)).sum(), start));
            }
        }
        scored.sort_by_key(|&(n, start)| (std::cmp::Reverse(n), start));
        let mut taken: Vec<(usize, i64)> = Vec::new();
        let mut out: Vec<Candidate> = Vec::new();
        for (_, start) in scored.into_iter().take(DAMAGED_WINDOWS * 8) {
            let (_, q, place, _) = hits[start];
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
    pub(crate) fn find_in(&self, draft: &Draft, query: &Query, number: usize) -> Result<Option<Candidate>> {
        let pattern = Pattern::new(draft, query);
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

    /// How the wanted words stand around a word of a document, given by its number.
    pub(crate) fn find_near(
        &self,
        draft: &Draft,
        query: &Query,
        number: usize,
        token: u32,
    ) -> Result<Option<Candidate>> {
        let held = self.archive.part(number, &Part::Tokens(token..token.saturating_add(1)))?;
        let Some(at) = token.checked_sub(held.origin().token) else { return Ok(None) };
        let Some(token) = held.folded().tokens.get(at as usize) else { return Ok(None) };
        let unit = token.first + held.origin().unit;
        let pattern = Pattern::new(draft, query);
        self.place(&pattern, &Window { number, units: unit..unit + pattern.length })
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
    fn grams(&self, pattern: &Pattern) -> Result<Vec<QueryGram>> {
        let mut grams = Vec::new();
        let mut sampler = Sampler::default();
        for (offset, units) in &pattern.runs {
            sampler.sample(units, |g| {
                grams.push(QueryGram { hash: g.hash, offset: offset + g.at, count: 0 });
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
        grams: &[QueryGram],
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
        grams: &[QueryGram],
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

/// The fingerprints that differ from one in any letter, and if `twice` in two that are taken for others, with what each tells.
fn misread(gram: &[u32], twice: bool, mut see: impl FnMut(&[u32], u8)) {
    let mut variant = gram.to_vec();
    let letters = u32::from(b'a')..=u32::from(b'z');
    for i in 0..gram.len() {
        let alike: Vec<u32> = taken_for(gram[i]).collect();
        for letter in letters.clone().filter(|l| *l != gram[i] && !alike.contains(l)) {
            variant[i] = letter;
            see(&variant, ANY_LETTER);
        }
        for &letter in &alike {
            variant[i] = letter;
            see(&variant, CONFUSED);
            for j in (i + 1..gram.len()).take_while(|_| twice) {
                for other in taken_for(gram[j]) {
                    variant[j] = other;
                    see(&variant, CONFUSED_TWICE);
                }
                variant[j] = gram[j];
            }
        }
        variant[i] = gram[i];
    }
}

/// How far a place is from the unit of the pattern that may stand there.
fn diagonal(place: Place, unit: u32) -> i64 {
    // Places are below 2^63: a segment's number of 31 bits, and a unit.
    i64::try_from(place.0).unwrap_or(i64::MAX) - i64::from(unit)
}

struct QueryGram {
    hash: u64,
    /// Unit of the pattern.
    offset: u32,
    count: usize,
}
