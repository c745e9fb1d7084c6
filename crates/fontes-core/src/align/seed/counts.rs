//! How often does each fingerprint of a corpus stand?

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
        let shift = Self::shift(units, memory);
        Self { slots: vec![0; 1usize << (64 - shift)], shift }
    }

    /// By how many bits a fingerprint is shifted to the right to give its slot in such a sketch: whoever counts elsewhere counts
    /// by slots, too.
    #[must_use]
    pub fn shift(units: u64, memory: u64) -> u32 {
        let bits = (units / 2).max(1 << 16).ilog2() + 1;
        64 - bits.min(memory.max(1 << 16).ilog2())
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
    pub(super) fn seeding(&self, most: u8) -> (u64, u64) {
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
