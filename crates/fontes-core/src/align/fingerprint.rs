//! Which fingerprints stand for a text? Letter 10-grams, sampled as closed syncmers.
//!
//! A gram is kept when the least of its 3-letter hashes is the first or the last one in it
//! (Edgar, "Syncmers are more sensitive than minimizers for selecting conserved k-mers in
//! biological sequences", PeerJ 2021). The choice looks at nothing but the gram itself, so
//! two texts that share a gram both keep it or both drop it. Guarantee: any run of
//! [`GUARANTEE`] shared units contains a kept gram, wherever it stands. About a quarter of
//! all grams are kept.

/// Units in a gram.
pub const K: usize = 10;
/// Units in the part of a gram that decides whether it is kept.
pub const S: usize = 3;
/// Any shared run of this many units holds a kept gram.
pub const GUARANTEE: usize = 2 * K - S - 1;

const WINDOW: usize = K - S + 1;
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// A kept gram and the unit at which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gram {
    /// Hash of its units; stable, because archives store it.
    pub hash: u64,
    /// First unit.
    pub at: u32,
}

/// Odd multipliers, one for each unit of a part.
const ODD: [u32; S] = [0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D];

const fn power(base: u64, n: usize) -> u64 {
    let mut value = 1u64;
    let mut i = 0;
    while i < n {
        value = value.wrapping_mul(base);
        i += 1;
    }
    value
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Grams that are looked at in one go: by passes over short arrays, which take no branch for a gram.
const BLOCK: usize = 256;
/// What each unit of a gram is multiplied by in its hash.
const POWERS: [u64; K] = {
    let mut powers = [0; K];
    let mut i = 0;
    while i < K {
        powers[i] = power(BASE, K - 1 - i);
        i += 1;
    }
    powers
};

/// What one for each unit adds to a hash, so that units of nought count.
const ONES: u64 = {
    let (mut sum, mut i) = (0u64, 0);
    while i < K {
        sum = sum.wrapping_add(POWERS[i]);
        i += 1;
    }
    sum
};

/// Samples texts, one after the other, reusing its scratch memory.
#[derive(Debug)]
pub struct Sampler {
    /// Hashes of the parts of a block's grams.
    small: [u32; BLOCK + WINDOW - 1],
    /// Of each and the next the lesser.
    two: [u32; BLOCK + WINDOW - 2],
    /// Whether each gram of the block is kept.
    is_kept: [u8; BLOCK],
    /// Which ones are.
    kept: [u16; BLOCK],
    grams: Vec<Gram>,
}

impl Default for Sampler {
    fn default() -> Self {
        let (small, two) = ([0; BLOCK + WINDOW - 1], [0; BLOCK + WINDOW - 2]);
        Self { small, two, is_kept: [0; BLOCK], kept: [0; BLOCK], grams: Vec::with_capacity(BLOCK) }
    }
}

impl Sampler {
    /// Calls `keep` for each kept gram of `units`, in order. Units of one byte are those of
    /// [`super::seed::Store`].
    pub fn sample<U: Copy + Into<u32>>(&mut self, units: &[U], mut keep: impl FnMut(Gram)) {
        self.blocks(units, |grams| grams.iter().copied().for_each(&mut keep));
    }

    /// Calls `keep` with the kept grams of `units`, some at a time, in order.
    pub fn blocks<U: Copy + Into<u32>>(&mut self, units: &[U], mut keep: impl FnMut(&[Gram])) {
        let grams = (units.len() + 1).saturating_sub(K);
        for first in (0..grams).step_by(BLOCK) {
            let n = BLOCK.min(grams - first);
            let part = &units[first..first + n + K - 1];
            let kept = self.choose(part, n);
            self.grams.clear();
            for &i in &self.kept[..kept] {
                let gram = &part[usize::from(i)..usize::from(i) + K];
                let hash = gram
                    .iter()
                    .zip(POWERS)
                    .fold(ONES, |h, (&u, power)| h.wrapping_add(u64::from(u.into()).wrapping_mul(power)));
                // Offsets of units are u32 because texts are shorter than 4 GiB.
                self.grams.push(Gram { hash: mix(hash), at: first as u32 + u32::from(i) });
            }
            keep(&self.grams);
        }
    }

    /// Notes which of the first `n` grams of `units` are kept, and gives their number.
    fn choose<U: Copy + Into<u32>>(&mut self, units: &[U], n: usize) -> usize {
        let small = &mut self.small[..n + WINDOW - 1];
        for (h, w) in small.iter_mut().zip(units.windows(S)) {
            let sum = w[0].into().wrapping_mul(ODD[0]);
            let sum = sum.wrapping_add(w[1].into().wrapping_mul(ODD[1]));
            let sum = sum.wrapping_add(w[2].into().wrapping_mul(ODD[2]));
            let sum = (sum ^ (sum >> 15)).wrapping_mul(0x2C1B_3C6D);
            *h = sum ^ (sum >> 12);
        }
        let two = &mut self.two[..n + WINDOW - 2];
        for (least, (&x, &y)) in two.iter_mut().zip(small.iter().zip(&small[1..])) {
            *least = x.min(y);
        }
        let ends = small.iter().zip(&small[WINDOW - 1..]);
        let inner = two[1..].iter().zip(&two[3..]).zip(&two[5..]);
        for (is_kept, ((&first, &last), ((&a, &b), &c))) in self.is_kept.iter_mut().zip(ends.zip(inner)) {
            *is_kept = u8::from(first.min(last) <= a.min(b).min(c));
        }
        let mut kept = 0;
        for (i, &is_kept) in self.is_kept[..n].iter().enumerate() {
            self.kept[kept] = i as u16;
            kept += usize::from(is_kept);
        }
        kept
    }

    /// The kept grams of `units`.
    #[must_use]
    pub fn collect<U: Copy + Into<u32>>(&mut self, units: &[U]) -> Vec<Gram> {
        let mut grams = Vec::new();
        self.blocks(units, |g| grams.extend_from_slice(g));
        grams
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    const TEXT: &str = "The committee resolved that the embargo on copper be lifted at once, \
        provided that the miners returned to the pits before the first of October; and it sent \
        word of this to the ambassador, who had been waiting at the harbour since the spring.";

    #[test]
    fn every_guaranteed_run_holds_a_kept_gram() {
        let units = fold(TEXT, &[]).units;
        for window in units.windows(GUARANTEE) {
            assert!(!Sampler::default().collect(window).is_empty());
        }
    }

    /// The definition, gram by gram.
    fn slowly(units: &[u32]) -> Vec<Gram> {
        let part = |w: &[u32]| {
            let h = w.iter().zip(ODD).fold(0u32, |h, (&u, odd)| h.wrapping_add(u.wrapping_mul(odd)));
            let h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
            h ^ (h >> 12)
        };
        let kept = |gram: &[u32]| {
            let parts: Vec<u32> = gram.windows(S).map(part).collect();
            let inner = parts[1..WINDOW - 1].iter().min();
            parts.first().min(parts.last()) <= inner
        };
        let hash = |gram: &[u32]| {
            mix(gram.iter().fold(0u64, |h, &u| h.wrapping_mul(BASE).wrapping_add(u64::from(u) + 1)))
        };
        let grams = units.windows(K).enumerate().filter(|(_, gram)| kept(gram));
        grams.map(|(at, gram)| Gram { hash: hash(gram), at: at as u32 }).collect()
    }

    #[test]
    fn blocks_give_what_the_definition_gives() {
        let units = fold(&TEXT.repeat(4), &[]).units;
        assert!(units.len() > 3 * BLOCK);
        for len in (0..30).chain([BLOCK + K - 2, BLOCK + K - 1, BLOCK + K, 2 * BLOCK + 3, units.len()]) {
            assert_eq!(Sampler::default().collect(&units[..len]), slowly(&units[..len]), "{len}");
        }
    }

    #[test]
    fn sampling_looks_at_nothing_but_the_gram() {
        let units = fold(TEXT, &[]).units;
        let all = Sampler::default().collect(&units);
        assert!(all.len() * 2 < units.len(), "it samples");
        for g in all {
            let at = g.at as usize;
            let alone = Sampler::default().collect(&units[at..at + K]);
            assert_eq!(alone, vec![Gram { hash: g.hash, at: 0 }]);
        }
    }
}
