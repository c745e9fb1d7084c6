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

/// Samples texts, one after the other, reusing its scratch memory.
#[derive(Debug, Default)]
pub struct Sampler {
    small: Vec<u32>,
}

impl Sampler {
    /// Calls `keep` for each kept gram of `units`, in order. Units of one byte are those of
    /// [`super::seed::Store`].
    pub fn sample<U: Copy + Into<u32>>(&mut self, units: &[U], mut keep: impl FnMut(Gram)) {
        if units.len() < K {
            return;
        }
        self.small.clear();
        self.small.extend(units.windows(S).map(|w| {
            let mut h = 0u32;
            for (&u, odd) in w.iter().zip(ODD) {
                h = h.wrapping_add(u.into().wrapping_mul(odd));
            }
            h ^= h >> 15;
            h = h.wrapping_mul(0x2C1B_3C6D);
            h ^ (h >> 12)
        }));
        let out = power(BASE, K);
        let mut h = 0u64;
        for &u in &units[..K - 1] {
            h = h.wrapping_mul(BASE).wrapping_add(u64::from(u.into()) + 1);
        }
        for (at, window) in self.small.windows(WINDOW).enumerate() {
            h = h.wrapping_mul(BASE).wrapping_add(u64::from(units[at + K - 1].into()) + 1);
            if at > 0 {
                h = h.wrapping_sub(out.wrapping_mul(u64::from(units[at - 1].into()) + 1));
            }
            let inner = window[1..WINDOW - 1].iter().copied().fold(u32::MAX, u32::min);
            let (first, last) = (window[0], window[WINDOW - 1]);
            if first.min(last) <= inner {
                // Offsets of units are u32 because texts are shorter than 4 GiB.
                keep(Gram { hash: mix(h), at: at as u32 });
            }
        }
    }

    /// The kept grams of `units`.
    #[must_use]
    pub fn collect<U: Copy + Into<u32>>(&mut self, units: &[U]) -> Vec<Gram> {
        let mut grams = Vec::new();
        self.sample(units, |g| grams.push(g));
        grams
    }
}

/// A unit as one byte: ASCII as it is, all else spread over the upper half. Equal units stay
/// equal; unequal ones may meet, which the alignment of the texts themselves finds out.
#[must_use]
pub const fn byte_of(unit: u32) -> u8 {
    if unit < 128 { unit as u8 } else { 128 | (unit.wrapping_mul(0x9E37_79B1) >> 25) as u8 }
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
