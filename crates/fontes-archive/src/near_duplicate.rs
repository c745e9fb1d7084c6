//! Which documents are nearly the same? A sketch of each, its least fingerprints, compared.
//!
//! Of two sets of fingerprints, the least of their union are a fair sample; the share of them that
//! is in both estimates how much the sets share (bottom-k sketches: Broder, On the resemblance and
//! containment of documents, 1997).

use std::collections::{BTreeMap, BTreeSet};

/// Fingerprints in a sketch.
const SIZE: usize = 48;

/// Share of the fingerprints from which two documents are nearly the same.
const NEAR: f64 = 0.8;

/// Least fingerprints of a document whose likeness is told: about two hundred words.
const LEAST: usize = 150;

/// Documents that share a fingerprint beyond which it tells nothing.
const COMMON: usize = 64;

/// The least fingerprints of a document, gathered one by one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sketch(BTreeSet<u64>);

impl Sketch {
    pub(crate) fn add(&mut self, hash: u64) {
        if self.0.len() < LEAST || self.0.last().is_some_and(|&last| hash < last) {
            self.0.insert(hash);
            if self.0.len() > LEAST {
                self.0.pop_last();
            }
        }
    }

    /// The least fingerprints, ascending; none when the document is too short.
    pub(crate) fn finish(self) -> Vec<u64> {
        if self.0.len() < LEAST { vec![] } else { self.0.into_iter().take(SIZE).collect() }
    }
}

/// How much two documents share, from 0 to 1, as far as their sketches tell.
fn share(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both, mut seen) = (0, 0, 0usize, 0usize);
    while seen < SIZE && i < a.len() && j < b.len() {
        seen += 1;
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    both as f64 / seen.max(1) as f64
}

/// For each document that is nearly the same as an earlier one: its number, the earlier one's,
/// and the share. In order.
pub(crate) fn near(sketches: &[Vec<u64>]) -> Vec<(usize, usize, f64)> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut out = Vec::new();
    for (i, sketch) in sketches.iter().enumerate() {
        let mut candidates: Vec<usize> = sketch
            .iter()
            .take(6)
            .filter_map(|h| holders.get(h))
            .filter(|h| h.len() <= COMMON)
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let best = candidates
            .into_iter()
            .map(|c| (c, share(&sketches[c], sketch)))
            .reduce(|x, y| if y.1 > x.1 { y } else { x })
            .filter(|b| b.1 >= NEAR);
        if let Some((c, share)) = best {
            out.push((i, c, share));
        }
        for h in sketch {
            let held = holders.entry(*h).or_default();
            if held.len() <= COMMON {
                held.push(i);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ones_are_told_and_others_not() {
        let mix = |n: u64| {
            n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
        };
        let of = |range: std::ops::Range<u64>| {
            let mut sketch = Sketch::default();
            range.map(mix).for_each(|h| sketch.add(h));
            sketch.finish()
        };
        let all = [of(0..1000), of(30..1000), of(5000..6000), of(0..1000), of(500..1500), of(0..20)];
        let told: Vec<(usize, usize)> = near(&all).iter().map(|n| (n.0, n.1)).collect();
        assert_eq!(told, [(1, 0), (3, 0)]);
    }
}
