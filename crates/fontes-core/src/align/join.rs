//! Where do the texts of a corpus meet? Seeds of reuse between all pairs of texts, at scale.
//!
//! The texts are held as one byte a unit ([`Store`]). A first pass counts every fingerprint
//! ([`Counts`]); those that stand once, or in too many places, cannot seed. The others are sorted
//! by hash, so that equal ones lie side by side, and each pair of equal ones is a hit. Hits are
//! sorted by where they stand in the later text and then by diagonal: two or more that lie near
//! each other there are a *candidate*, which bit-parallel edit distance confirms or refuses
//! ([`Store::confirm`]) before any text is read again.
//!
//! Guarantee: any run of [`super::fingerprint::GUARANTEE`] shared units holds a fingerprint; a run of
//! twice that holds two, and is a candidate unless its fingerprints are all too common. A
//! fingerprint that stands in no more than eight places needs no fellow: in badly damaged text
//! often one alone is whole. Left out: common hits whose only fellow lies in the next stretch of
//! [`STRETCH`] units.

use super::fingerprint::{K, Sampler};
use super::near::{Short, likeness};
use super::surprise::{Language, Tally, Word};
use crate::text::WordStart;
use std::ops::Range;

/// How often fingerprints stand in a corpus: a sketch that never counts too few.
#[derive(Debug)]
pub struct Counts {
    slots: Vec<u8>,
    shift: u32,
}

impl Counts {
    /// A sketch for a corpus of about so many units: about two slots, of a byte each, for each
    /// fingerprint, but not more than `memory` bytes.
    #[must_use]
    pub fn new(units: u64, memory: u64) -> Self {
        let bits = (units / 2).max(1 << 16).ilog2() + 1;
        let bits = bits.min(memory.max(1 << 16).ilog2());
        Self { slots: vec![0; 1usize << bits], shift: 64 - bits }
    }

    /// Counts fingerprints; counts end at 255.
    pub fn add(&mut self, hashes: &[u64]) {
        let mut whole = Share { slots: &mut self.slots, first: 0, shift: self.shift };
        whole.add(hashes);
    }

    /// The sketch in so many shares, each of which counts only what falls to it: threads that
    /// are given all hashes, each with a share of its own, count what one would.
    pub fn shares(&mut self, n: usize) -> Vec<Share<'_>> {
        let size = self.slots.len().div_ceil(n.max(1));
        let shift = self.shift;
        self.slots
            .chunks_mut(size)
            .enumerate()
            .map(|(i, slots)| Share { slots, first: i * size, shift })
            .collect()
    }

    /// Says how often a fingerprint stands, if it is known; not less than what was said of another in its slot.
    pub fn set(&mut self, hash: u64, n: u32) {
        let slot = &mut self.slots[(hash >> self.shift) as usize];
        *slot = (*slot).max(u8::try_from(n).unwrap_or(u8::MAX));
    }

    /// How many of the counted fingerprints stand in 2 to `most` places, and how many there are in all,
    /// as far as counts go.
    fn seeding(&self, most: u8) -> (u64, u64) {
        let (mut some, mut all) = (0, 0);
        for &n in &self.slots {
            all += u64::from(n);
            some += u64::from(n) * u64::from((2..=most).contains(&n));
        }
        (some, all)
    }

    /// At least as often as this fingerprint stands, up to 255.
    #[must_use]
    pub fn count(&self, hash: u64) -> u8 {
        self.slots[(hash >> self.shift) as usize]
    }
}

/// A part of [`Counts`].
#[derive(Debug)]
pub struct Share<'c> {
    slots: &'c mut [u8],
    first: usize,
    shift: u32,
}

impl Share<'_> {
    /// Counts those fingerprints that fall to this share.
    pub fn add(&mut self, hashes: &[u64]) {
        for hash in hashes {
            let at = ((hash >> self.shift) as usize).wrapping_sub(self.first);
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = slot.saturating_add(1);
            }
        }
    }
}

/// The units of many texts, one after the other.
#[derive(Debug, Default, Clone)]
pub struct Store {
    units: Vec<u8>,
    /// A bit for each unit: whether a word begins there.
    begins: Vec<u64>,
    /// A bit for each unit: whether a name or a figure begins there.
    names: Vec<u64>,
    /// First unit of each text, and the end of the last.
    starts: Vec<u32>,
    /// For each [`NEARBY`] units, the text that the first of them belongs to: from there on few need be looked at.
    nearby: Vec<u32>,
}

/// Units after which the text of a place is noted.
const NEARBY: usize = 4096;

/// Units up to which a word is taken for one of no content of its own.
const SHORT_WORD: u32 = 3;

/// What a rough look at two stretches shows of the words that they share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rough {
    /// Information, in bits.
    pub bits: f64,
    /// Words that answer to each other.
    pub words: usize,
    /// Of these, those that are neither names nor figures.
    pub plain: usize,
    /// Of these, those of four units or more.
    pub content: usize,
    /// Words of the longest run that is the same.
    pub longest: usize,
}

/// A store holds fewer units than this: places in it are u32, and pairs of them share 64 bits.
pub const STORE_UNITS: usize = 1 << 30;

impl Store {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self { units: vec![], begins: vec![], names: vec![], starts: vec![0], nearby: vec![] }
    }

    /// Adds a text, with the units at which its words begin; `false`, and nothing is added, when it does not fit.
    pub fn push(&mut self, units: &[u8], words: &[WordStart]) -> bool {
        // One unit apart, so that no fingerprint spans two texts.
        let end = self.units.len() + units.len() + 1;
        if end >= STORE_UNITS {
            return false;
        }
        let base = self.units.len();
        self.units.extend_from_slice(units);
        self.units.push(0);
        self.begins.resize(end.div_ceil(64), 0);
        self.names.resize(end.div_ceil(64), 0);
        for w in words {
            let at = base + w.unit as usize;
            self.begins[at / 64] |= 1 << (at % 64);
            self.names[at / 64] |= u64::from(w.name) << (at % 64);
        }
        self.begins[(end - 1) / 64] |= 1 << ((end - 1) % 64);
        let text = self.starts.len() as u32 - 1;
        self.starts.push(end as u32);
        self.nearby.resize(end.div_ceil(NEARBY), text);
        true
    }

    /// Number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether it holds no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Units in all.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units.len()
    }

    /// The places of a text's units.
    #[must_use]
    pub fn text(&self, i: usize) -> Range<u32> {
        self.starts[i]..self.starts[i + 1] - 1
    }

    /// The units of a text.
    #[must_use]
    pub fn units_of(&self, i: usize) -> &[u8] {
        self.slice(&self.text(i))
    }

    /// The text that a place belongs to.
    #[must_use]
    pub fn text_at(&self, place: u32) -> usize {
        let last = self.len().saturating_sub(1);
        let mut text = self.nearby.get(place as usize / NEARBY).map_or(last, |t| *t as usize);
        while text < last && self.starts[text + 1] <= place {
            text += 1;
        }
        text
    }

    /// The words that lie wholly within a range of one text.
    fn words(&self, r: &Range<u32>) -> Vec<Range<u32>> {
        let begins = |at: u32| self.begins[at as usize / 64] >> (at % 64) & 1 == 1;
        let mut starts = (r.start..=r.end).filter(|&at| begins(at));
        let mut out = Vec::with_capacity((r.end - r.start) as usize / 4);
        let Some(mut from) = starts.next() else { return out };
        for to in starts {
            out.push(from..to);
            from = to;
        }
        out
    }

    /// What the words that two stretches seem to share tell: an estimate by a greedy walk along
    /// both from the candidate on, which an alignment is to confirm.
    #[must_use]
    pub fn telling(&self, c: &Candidate, s: &Stretch, language: &Language) -> Rough {
        let (q, d) = (self.words(&s.q), self.words(&s.d));
        let hash = |r: &Range<u32>| Word::of(self.slice(r).iter().copied());
        let x: Vec<Word> = q.iter().map(hash).collect();
        let y: Vec<Word> = d.iter().map(hash).collect();
        let (i0, j0) = (q.partition_point(|w| w.end <= c.q), d.partition_point(|w| w.end <= c.d));
        // For each word of the later text, the word that answers to it and how far it does.
        let mut answers: Vec<Option<(usize, f32)>> = vec![None; x.len()];
        let like = |i: usize, j: usize| likeness(self.slice(&q[i]), self.slice(&d[j]));
        let answer = |i: usize, at: usize, ahead: usize, back: usize| {
            let near = at.saturating_sub(back)..(at + ahead + 1).min(y.len());
            let same = near.clone().filter(|&j| y[j] == x[i]).min_by_key(|j| j.abs_diff(at));
            same.map(|j| (j, 1.0)).or_else(|| {
                near.filter(|j| j.abs_diff(at) <= 2)
                    .map(|j| (j, like(i, j)))
                    .filter(|a| a.1 >= 0.5)
                    .max_by(|a, b| a.1.total_cmp(&b.1))
            })
        };
        const FAR: usize = 6;
        let mut at = j0;
        for (i, slot) in answers.iter_mut().enumerate().skip(i0) {
            *slot = answer(i, at, FAR, 1);
            at = slot.map_or(at, |a| a.0) + 1;
        }
        let mut at = j0;
        for i in (0..i0).rev() {
            let Some(before) = at.checked_sub(1) else { break };
            answers[i] = answer(i, before, 1, FAR);
            at = answers[i].map_or(before, |a| a.0);
        }
        let (mut tally, mut follows) = (Tally::default(), 0);
        let mut rough = Rough::default();
        for (i, a) in answers.iter().enumerate() {
            if a.is_some() {
                let name = self.names[q[i].start as usize / 64] >> (q[i].start % 64) & 1 == 1;
                rough.words += 1;
                rough.plain += usize::from(!name);
                rough.content += usize::from(!name && q[i].end - q[i].start > SHORT_WORD);
            }
            match *a {
                Some((_, 1.0)) => {
                    tally.add(language.bits(&x, i, follows), 1.0);
                    follows += 1;
                    rough.longest = rough.longest.max(follows);
                    continue;
                }
                Some((j, like)) => {
                    tally.add(language.bits(&x, i, 0).min(language.bits(&y, j, 0)), f64::from(like));
                }
                None => {}
            }
            follows = 0;
        }
        rough.bits = tally.bits();
        rough
    }

    fn slice(&self, r: &Range<u32>) -> &[u8] {
        &self.units[r.start as usize..r.end as usize]
    }
}

/// Fingerprints of a store that stand in more than one place but not in too many, by hash.
#[derive(Debug)]
pub struct Seeds {
    /// Parts by the first byte of the hash; entries are hash (32 bits), whether the corpus has it in
    /// few places ([`COPIES`], [`NEAREST`]; a bit each), and place (30 bits).
    parts: Vec<Vec<u64>>,
    most: usize,
}

/// A fingerprint that stands in two texts: `q` in the later one, `d` in the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair(u64);

/// Units within which the hits of a candidate lie.
pub const STRETCH: u32 = 512;
const STRETCH_BITS: u32 = STRETCH.ilog2();

impl Pair {
    /// Sorts by stretch of `q`, then by diagonal, then by place: 21, 30 and 9 bits; the last one
    /// tells whether the fingerprint is rare.
    fn new(q: u32, d: u32, rare: bool) -> Self {
        let (q, diagonal) = (u64::from(q), u64::from(q - d));
        let place = (q & u64::from(STRETCH - 1)) << 1 | u64::from(rare);
        Self((q >> STRETCH_BITS) << 40 | diagonal << (STRETCH_BITS + 1) | place)
    }

    fn stretch(self) -> u32 {
        (self.0 >> 40) as u32
    }

    fn diagonal(self) -> u32 {
        (self.0 >> (STRETCH_BITS + 1)) as u32 & ((1 << 30) - 1)
    }

    fn q(self) -> u32 {
        (self.stretch() << STRETCH_BITS) | ((self.0 >> 1) as u32 & (STRETCH - 1))
    }

    const fn is_rare(self) -> bool {
        self.0 & 1 != 0
    }
}

/// A place where two texts seem to meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// A unit of the later text, by place in the store.
    pub q: u32,
    /// The unit of the earlier text that answers to it.
    pub d: u32,
    /// Whether its fingerprints are mostly such as many texts have: a formula, or a passage that
    /// went round.
    pub common: bool,
    /// Whether the units right before its fingerprint agree, too.
    pub before: bool,
    /// Whether those right after it do.
    pub after: bool,
}

/// Diagonals that far apart can belong to one passage: words added or left out between hits.
pub const DRIFT: u32 = 24;
/// Units that a candidate's fingerprints must cover: two that hardly overlap.
const COVERED: u32 = 15;
/// Places up to which all of a fingerprint's places are paired; in larger groups each is paired
/// with half so many before it, which keeps the work linear and a passage that went round linked.
const NEAREST: u8 = 16;
/// Units for each fingerprint that is kept, at least.
const GRAM_EVERY: u64 = 3;
/// Places up to which a fingerprint is rare: it may stand for nothing but copies of one passage,
/// and makes a candidate alone.
const COPIES: u8 = 8;
/// The bits of a seed that tell of [`COPIES`] and [`NEAREST`].
const RARE: u64 = 1 << 31;
const FEW: u64 = 1 << 30;

const fn place(seed: u64) -> u32 {
    seed as u32 & ((1 << 30) - 1)
}

/// Of the units that a candidate's fingerprints cover, the part that rare ones must cover, or
/// the candidate is common.
const RARE_PART: u32 = 3;

impl Seeds {
    /// Collects the fingerprints of `store` that stand in 2 to `most` places by `counts`.
    #[must_use]
    pub fn new(store: &Store, counts: &Counts, most: u8) -> Self {
        // Room for what a part will hold, if the store is as the corpus that was counted: hashes are even.
        // Parts that grow by doubling would all do so at once.
        let (some, all) = counts.seeding(most);
        let grams = (store.units() as u64 / GRAM_EVERY).min(all);
        let room = some.saturating_mul(grams) / all.max(1) / 256;
        let room = usize::try_from(room + room / 32 + 16).unwrap_or(0);
        let mut parts: Vec<Vec<u64>> = (0..256).map(|_| Vec::with_capacity(room)).collect();
        let mut sampler = Sampler::default();
        for i in 0..store.len() {
            let base = store.starts[i];
            sampler.sample(store.units_of(i), |g| {
                if (2..=most).contains(&counts.count(g.hash)) {
                    let hash = g.hash as u32; // the low half: the high one chose the slot
                    let count = counts.count(g.hash);
                    let flags = u64::from(count <= COPIES) << 31 | u64::from(count <= NEAREST) << 30;
                    parts[(hash >> 24) as usize].push(u64::from(hash) << 32 | flags | u64::from(base + g.at));
                }
            });
        }
        // What they do not fill is given back before hits need room.
        parts.iter_mut().for_each(Vec::shrink_to_fit);
        Self { parts, most: usize::from(most) }
    }

    /// The parts, each to be made ready on any thread, before hits are asked for.
    pub fn parts(&mut self) -> impl Iterator<Item = Part<'_>> {
        let most = self.most;
        self.parts.iter_mut().map(move |seeds| Part { seeds, most })
    }

    fn groups(&self) -> impl Iterator<Item = &[u64]> {
        self.parts.iter().flat_map(|part| part.chunk_by(|x, y| x >> 30 == y >> 30))
    }

    /// How many hits there are in all.
    #[must_use]
    pub fn hits(&self) -> u64 {
        let pairs = |g: &[u64]| {
            let n = g.len();
            if g[0] & FEW != 0 { n * (n - 1) / 2 } else { n * usize::from(NEAREST / 2) }
        };
        self.groups().map(|g| pairs(g) as u64).sum()
    }

    /// The candidates whose later place lies in `range` and not before `from`, and whose earlier
    /// place lies before `until`; in order.
    #[must_use]
    pub fn candidates(&self, store: &Store, range: &Range<u32>, from: u32, until: u32) -> Vec<Candidate> {
        let mut pairs: Vec<u64> = Vec::new();
        for group in self.groups() {
            // Places ascend within a group.
            for (i, &later) in group.iter().enumerate().skip(1) {
                let q = place(later);
                if range.contains(&q) && q >= from {
                    let few = later & FEW != 0;
                    let first = if few { 0 } else { i.saturating_sub(usize::from(NEAREST / 2)) };
                    let earlier = group[first..i].iter().map(|&e| place(e)).take_while(|&d| d < until);
                    pairs.extend(earlier.map(|d| Pair::new(q, d, later & RARE != 0).0));
                }
            }
        }
        pairs.sort_unstable();
        let mut out = Vec::new();
        let mut at = 0;
        while at < pairs.len() {
            let first = Pair(pairs[at]);
            let mut end = at + 1;
            while end < pairs.len()
                && Pair(pairs[end]).stretch() == first.stretch()
                && Pair(pairs[end]).diagonal() - Pair(pairs[end - 1]).diagonal() <= DRIFT
            {
                end += 1;
            }
            if end - at >= 2 || first.is_rare() {
                candidates(&pairs[at..end], store, &mut out);
            }
            at = end;
        }
        out
    }
}

/// Some of the seeds.
#[derive(Debug)]
pub struct Part<'s> {
    seeds: &'s mut Vec<u64>,
    most: usize,
}

impl Part<'_> {
    /// Sorts them, so that equal ones lie side by side, and leaves out those that stand once or too often:
    /// the sketch of counts never says too few, but may say too many.
    pub fn ready(self) {
        let Self { seeds, most } = self;
        seeds.sort_unstable();
        let (mut from, mut kept) = (0, 0);
        while from < seeds.len() {
            let group = seeds[from] >> 30;
            let len = seeds[from..].iter().take_while(|s| *s >> 30 == group).count();
            if (2..=most).contains(&len) {
                seeds.copy_within(from..from + len, kept);
                kept += len;
            }
            from += len;
        }
        seeds.truncate(kept);
        seeds.shrink_to_fit();
    }
}

/// Hits from which a candidate may be confirmed at its first and its last hit as well: an edited
/// passage need not look alike in its middle.
const MANY: usize = 4;

/// The candidates among hits that lie near each other: those of one pair of texts belong together.
fn candidates(pairs: &[u64], store: &Store, out: &mut Vec<Candidate>) {
    let mut hits: Vec<(u32, u32, bool)> =
        pairs.iter().map(|&p| (Pair(p).q(), Pair(p).diagonal(), Pair(p).is_rare())).collect();
    hits.sort_unstable();
    let mut rest = &hits[..];
    while let Some(&(q, diagonal, _)) = rest.first() {
        let (later, earlier) = (store.text_at(q), store.text_at(q - diagonal));
        let (tq, td) = (store.text(later), store.text(earlier));
        let same = rest.iter().take_while(|h| tq.contains(&h.0) && td.contains(&(h.0 - h.1))).count();
        let (hits, others) = rest.split_at(same.max(1));
        rest = others;
        if later == earlier {
            continue; // the same words twice within one text are no reuse
        }
        let cover = |places: &mut dyn Iterator<Item = u32>| {
            let (mut covered, mut end) = (0, 0);
            for q in places {
                covered += (q + K as u32).saturating_sub(end.max(q));
                end = q + K as u32;
            }
            covered
        };
        let covered = cover(&mut hits.iter().map(|h| h.0));
        let rare = cover(&mut hits.iter().filter(|h| h.2).map(|h| h.0));
        let common = rare * RARE_PART < covered;
        if covered < COVERED && !hits.iter().any(|h| h.2) {
            continue;
        }
        let last = hits.len() - 1;
        let chosen: &[usize] = if hits.len() >= MANY { &[last / 2, 0, last] } else { &[last / 2] };
        for &i in chosen {
            let (q, d) = (hits[i].0, hits[i].0 - hits[i].1);
            let (before, after) = store.goes_on(q, d);
            if before || after {
                out.push(Candidate { q, d, common, before, after });
            }
        }
    }
}

/// Units beside a fingerprint that are looked at first.
const BESIDE: usize = 16;
/// How far they may be shifted by what was added or left out.
const SHIFT: usize = 6;
/// How many of them must be equal at one shift; of two runs of English letters 1 in 16 are, and so
/// many at one of all shifts in one case of a hundred.
const EQUAL: usize = 6;

impl Store {
    /// A first look, for a few nanoseconds: whether the units before and those after a shared
    /// fingerprint agree more than by chance at any small shift.
    fn goes_on(&self, q: u32, d: u32) -> (bool, bool) {
        let (q, d) = (q as usize, d as usize);
        let side = |x: Option<usize>, low: Option<usize>| -> Option<bool> {
            let (x, low) = (x?, low?);
            let ours: &[u8; BESIDE] = self.units.get(x..x + BESIDE)?.try_into().ok()?;
            let theirs = self.units.get(low..low + BESIDE + 2 * SHIFT)?;
            let equal = |w: &[u8]| ours.iter().zip(w).filter(|(a, b)| a == b).count();
            Some(theirs.windows(BESIDE).any(|w| equal(w) >= EQUAL))
        };
        // At the ends of the store there is too little to look at: the next look decides.
        let before = side(q.checked_sub(BESIDE), d.checked_sub(BESIDE + SHIFT)).unwrap_or(true);
        let after = side(Some(q + K), Some((d + K).saturating_sub(SHIFT))).unwrap_or(true);
        (before, after)
    }
}

/// A stretch of two texts that answer to each other, in places of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Units of the later text.
    pub q: Range<u32>,
    /// Units of the earlier text.
    pub d: Range<u32>,
}

/// Units of the window that a candidate is confirmed by.
const WINDOW: u32 = 64;
/// Edits in a window of 64 units from which the likeness may be chance: two runs of English
/// letters that share ten units differ in 21 or more of 64 nine times in ten.
const CHANCE: usize = 19;
/// Units by which a passage is extended at a step.
const STEP: u32 = 32;
/// Edits in a step from which the texts no longer agree.
const APART: usize = 15;
/// Steps that may fail one after the other within a passage.
const BRIDGE: u32 = 3;

impl Store {
    /// Whether the texts agree around a candidate more than chance makes them, and how far they
    /// do. The ends are rough: they are to be trimmed by an alignment.
    #[must_use]
    pub fn confirm(&self, c: &Candidate, short: &mut Short) -> Option<Stretch> {
        let (tq, td) = (self.text(self.text_at(c.q)), self.text(self.text_at(c.d)));
        let (middle, left) = (WINDOW / 2 - 5, WINDOW - K as u32);
        let windows: &[u32] = match (c.before, c.after) {
            (true, false) => &[left, middle],
            (false, true) => &[0, middle],
            _ => &[middle, left, 0],
        };
        let placed = windows.iter().find_map(|&back| {
            let start = c.q.saturating_sub(back).max(tq.start);
            let end = (start + WINDOW).min(tq.end);
            let size = end - start;
            if size < 24 {
                return None;
            }
            let offset = c.q - start;
            let low = c.d.saturating_sub(offset + 8).max(td.start);
            let high = (c.d - c.d.min(offset) + size + 8).clamp(low, td.end);
            let text = self.slice(&(low..high));
            let (distance, stop) = short.set(self.slice(&(start..end)).iter().copied()).nearest(text);
            if distance > CHANCE * size as usize / WINDOW as usize {
                return None;
            }
            let len = short.length_before(text, stop);
            Some(Stretch { q: start..end, d: low + (stop - len) as u32..low + stop as u32 })
        })?;
        Some(self.extend(placed, &tq, &td, short))
    }

    fn extend(&self, mut s: Stretch, tq: &Range<u32>, td: &Range<u32>, short: &mut Short) -> Stretch {
        let mut failed = 0;
        let (mut q, mut d) = (s.q.end, s.d.end);
        while q < tq.end && d < td.end && failed < BRIDGE {
            let size = STEP.min(tq.end - q);
            let text = self.slice(&(d..(d + size + size / 2).min(td.end)));
            let pattern = self.slice(&(q..q + size)).iter().copied();
            let (distance, len) = short.set(pattern).from_start(text.iter().copied());
            q += size;
            d += len.max(if failed == 0 { 1 } else { size as usize / 2 }) as u32;
            d = d.min(td.end);
            if distance * STEP as usize <= APART * size as usize {
                (s.q.end, s.d.end) = (q, d);
                failed = 0;
            } else {
                failed += 1;
            }
        }
        failed = 0;
        (q, d) = (s.q.start, s.d.start);
        while q > tq.start && d > td.start && failed < BRIDGE {
            let size = STEP.min(q - tq.start);
            let pattern = self.slice(&(q - size..q)).iter().rev().copied();
            let low = d.saturating_sub(size + size / 2).max(td.start);
            let text = self.slice(&(low..d)).iter().rev().copied();
            let (distance, len) = short.set(pattern).from_start(text);
            q -= size;
            d -= (len.max(if failed == 0 { 1 } else { size as usize / 2 }) as u32).min(d - td.start);
            if distance * STEP as usize <= APART * size as usize {
                (s.q.start, s.d.start) = (q, d);
                failed = 0;
            } else {
                failed += 1;
            }
        }
        // Room for what the last steps on either side may have cut off.
        s.q = s.q.start.saturating_sub(STEP).max(tq.start)..(s.q.end + STEP).min(tq.end);
        s.d = s.d.start.saturating_sub(STEP).max(td.start)..(s.d.end + STEP).min(td.end);
        s
    }
}

#[cfg(test)]
mod tests {
    use super::super::fingerprint::byte_of;
    use super::*;
    use crate::text::{fold, fold_words};

    fn store(texts: &[&str]) -> (Store, Counts) {
        let mut store = Store::new();
        let mut counts = Counts::new(4096, 1 << 20);
        for t in texts {
            let folded = fold(t, &[]);
            let units: Vec<u8> = folded.units.iter().copied().map(byte_of).collect();
            let hashes: Vec<u64> = Sampler::default().collect(&units).iter().map(|g| g.hash).collect();
            counts.add(&hashes);
            let (mut wide, mut starts) = (Vec::new(), Vec::new());
            fold_words(t, &[], &mut wide, &mut starts);
            assert!(store.push(&units, &starts));
            let words = store.words(&store.text(store.len() - 1));
            assert_eq!(words.len(), folded.tokens.len());
        }
        (store, counts)
    }

    const SHARED: &str =
        "the truckers walked off the job when the president announced plans for a mixed transport";

    fn meet(texts: &[&str]) -> Vec<(usize, usize, Stretch)> {
        let (store, counts) = store(texts);
        let mut seeds = Seeds::new(&store, &counts, 32);
        seeds.parts().for_each(Part::ready);
        let all = 0..store.units() as u32;
        seeds
            .candidates(&store, &all, 0, u32::MAX)
            .iter()
            .filter_map(|c| {
                Some((store.text_at(c.q), store.text_at(c.d), store.confirm(c, &mut Short::default())?))
            })
            .collect()
    }

    #[test]
    fn texts_that_share_a_passage_meet() {
        let a = format!("Nothing at all before it, and so on and on. {SHARED}. Nothing after.");
        let b = format!("Quite other words stand here; but {SHARED}, and then some more of the same kind.");
        let c = "A third text about the weather and the fishermen who mend their nets at night.";
        let found = meet(&[&a, c, &b]);
        assert!(!found.is_empty());
        assert!(found.iter().all(|f| (f.0, f.1) == (2, 0)), "{found:?}");
        let len = fold(SHARED, &[]).units.len() as u32;
        assert!(found[0].2.q.end - found[0].2.q.start >= len);
    }

    #[test]
    fn a_damaged_passage_still_meets() {
        let damaged =
            "tne truckers wa1ked off the job when tbe presideut announced plans for a rnixed transport";
        let a = format!("One thing here. {SHARED}. So it was.");
        let b = format!("Other things there. {damaged}. And then.");
        assert!(!meet(&[&a, &b]).is_empty());
    }

    #[test]
    fn short_texts_in_the_same_order_all_meet() {
        let lines = [
            "the lamplighter climbed the western mole at dusk and counted boats",
            "nobody had told the pilots that the quay would close before winter",
            "eleven barrels of herring stood in the square until the bishop came",
            "her letters speak of green glass lanterns tied against the heavy fog",
        ];
        let twice: Vec<&str> = lines.iter().chain(&lines).copied().collect();
        let mut pairs: Vec<(usize, usize)> = meet(&twice).iter().map(|m| (m.0, m.1)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs, [(4, 0), (5, 1), (6, 2), (7, 3)]);
    }

    #[test]
    fn repetition_within_a_text_is_no_reuse() {
        assert!(meet(&[&format!("{SHARED}. {SHARED}."), "other words"]).is_empty());
    }

    #[test]
    fn each_place_is_its_text_s() {
        let mut store = Store::new();
        for len in [0, 3, 5000, 0, 0, 4095, 1, 9000, 12] {
            assert!(store.push(&vec![b'x'; len], &[]));
        }
        for i in 0..store.len() {
            assert!(store.text(i).all(|place| store.text_at(place) == i), "text {i}");
        }
    }

    #[test]
    fn counts_end_at_the_last_number() {
        let mut counts = Counts::new(1, 1 << 20);
        counts.add(&[7; 300]);
        counts.shares(3).iter_mut().for_each(|s| s.add(&[9, u64::MAX, u64::MAX]));
        assert_eq!((counts.count(7), counts.count(u64::MAX)), (255, 2));
    }
}
