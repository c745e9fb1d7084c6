//! Where may two texts meet? Fingerprints that stand in more than one place, and the hits that lie near each other.

use super::super::fingerprint::{K, Sampler};
use super::counts::Counts;
use super::store::Store;
use std::ops::Range;

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
    /// Whether fingerprints that are rare cover so much that it is hardly chance.
    pub rare: bool,
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

/// Units that rare fingerprints must cover to make a candidate by themselves: two runs of words, or a long one.
const COVERED_RARELY: u32 = 24;
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
        // Of some grams at a time, first how often each stands: places of memory far apart, asked for at once.
        let mut chosen: Vec<u64> = Vec::new();
        for i in 0..store.len() {
            let base = store.starts[i];
            sampler.blocks(store.units_of(i), |grams| {
                chosen.clear();
                chosen.resize(grams.len(), 0);
                let mut n = 0;
                for g in grams {
                    let count = counts.count(g.hash);
                    let hash = g.hash & 0xFFFF_FFFF; // the low half: the high one chose the slot
                    let flags = u64::from(count <= COPIES) << 31 | u64::from(count <= NEAREST) << 30;
                    chosen[n] = hash << 32 | flags | u64::from(base + g.at);
                    n += usize::from(count >= 2 && count <= most);
                }
                for &seed in &chosen[..n] {
                    parts[(seed >> 56) as usize].push(seed);
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

    /// The hits whose later place lies in one of `ranges` (in order, one after the other) and not before `from`,
    /// and whose earlier place lies before `until`: for each range those of some of the seeds. One pass
    /// over them; shares of it may be made on any thread.
    #[must_use]
    pub fn hits_in(
        &self,
        share: &Range<usize>,
        ranges: &[Range<u32>],
        from: u32,
        until: u32,
    ) -> Vec<Vec<Packed>> {
        let mut out: Vec<Vec<Packed>> = ranges.iter().map(|_| Vec::new()).collect();
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { return out };
        let all = first.start.max(from)..last.end;
        for group in self.parts[share.clone()].iter().flat_map(|p| p.chunk_by(|x, y| x >> 30 == y >> 30)) {
            let few = group[0] & FEW != 0;
            let rare = group[0] & RARE != 0;
            let mut range = 0;
            // Places ascend within a group.
            let later = group.iter().enumerate().skip(1).filter(|(_, e)| all.contains(&place(**e)));
            for (i, &later) in later {
                let q = place(later);
                while ranges[range].end <= q {
                    range += 1;
                }
                let first = if few { 0 } else { i.saturating_sub(usize::from(NEAREST / 2)) };
                let earlier = group[first..i].iter().map(|&e| place(e)).take_while(|&d| d < until);
                out[range].extend(earlier.map(|d| Packed(Pair::new(q, d, rare).0)));
            }
        }
        out
    }

    /// How many shares [`Seeds::hits_in`] can be asked for.
    #[must_use]
    pub const fn shares(&self) -> usize {
        self.parts.len()
    }

    /// The candidates among the hits of a range, which come in any order; in order.
    #[must_use]
    pub fn candidates(store: &Store, range: &Range<u32>, hits: &[Vec<Packed>]) -> Vec<Candidate> {
        // By stretch first, so that each is sorted within the cache.
        let low = range.start >> STRETCH_BITS;
        let stretches = (range.end >> STRETCH_BITS).saturating_sub(low) as usize + 1;
        let mut ends = vec![0u32; stretches + 1];
        let slot = |h: &Packed| (Pair(h.0).stretch() - low) as usize;
        hits.iter().flatten().for_each(|h| ends[slot(h) + 1] += 1);
        (1..=stretches).for_each(|i| ends[i] += ends[i - 1]);
        let mut pairs = vec![0u64; ends[stretches] as usize];
        for h in hits.iter().flatten() {
            let at = &mut ends[slot(h)];
            pairs[*at as usize] = h.0;
            *at += 1;
        }
        let mut out = Vec::new();
        let mut from = 0;
        for &to in &ends[..stretches] {
            let stretch = &mut pairs[from..to as usize];
            from = to as usize;
            near(stretch, store, &mut out);
        }
        out
    }
}

/// A [`Hit`] as the seeds give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed(u64);

/// A fingerprint that stands in two texts, by places of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// In the later text.
    pub q: u32,
    /// In the earlier one.
    pub d: u32,
    /// Whether it stands in so few places of the corpus that it may stand for nothing but copies of one passage.
    pub rare: bool,
}

/// The candidates among hits that were found elsewhere, in order; of each the later place must come after the earlier one.
#[must_use]
pub fn candidates_of(hits: &[Hit], store: &Store) -> Vec<Candidate> {
    let mut pairs: Vec<u64> =
        hits.iter().filter(|h| h.d < h.q).map(|h| Pair::new(h.q, h.d, h.rare).0).collect();
    let mut out = Vec::new();
    near(&mut pairs, store, &mut out);
    out
}

/// The candidates among pairs: hits of one stretch that lie near each other.
fn near(pairs: &mut [u64], store: &Store, out: &mut Vec<Candidate>) {
    pairs.sort_unstable();
    let near = |x: &u64, y: &u64| {
        let (x, y) = (Pair(*x), Pair(*y));
        x.stretch() == y.stretch() && y.diagonal() - x.diagonal() <= DRIFT
    };
    for group in pairs.chunk_by(near) {
        if group.len() >= 2 || Pair(group[0]).is_rare() {
            candidates(group, store, out);
        }
    }
}

/// How a fingerprint that stands so often in a corpus is paired: whether it is rare, and with how many places before it each
/// of its places is.
#[must_use]
pub const fn pairing(count: u32) -> (bool, usize) {
    (count <= COPIES as u32, if count <= NEAREST as u32 { usize::MAX } else { (NEAREST / 2) as usize })
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
            let rare = rare >= COVERED_RARELY;
            if rare || store.goes_on(q, d) {
                out.push(Candidate { q, d, common, rare });
            }
        }
    }
}
