//! Which words are surely in no list? A quick look before a look-up.

use std::hash::Hasher;

/// A hash of a word of small letters; capitals of ASCII count as small (FNV-1a).
pub(crate) const fn key(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let mut h: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < bytes.len() {
        h = (h ^ bytes[i].to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    h
}

/// A set of words that lets all of them through, and few others: what it lets through is looked up.
#[derive(Debug, Clone)]
pub(crate) struct Sieve([u64; 256]);

impl Default for Sieve {
    fn default() -> Self {
        Self([0; 256])
    }
}

impl Sieve {
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        Self::of(words.map(key))
    }

    /// Of words' hashes.
    pub(crate) fn of(keys: impl Iterator<Item = u32>) -> Self {
        let mut out = Self::default();
        keys.for_each(|k| out.add_key(k));
        out
    }

    pub(crate) fn add(&mut self, word: &str) {
        self.add_key(key(word));
    }

    const fn add_key(&mut self, key: u32) {
        let at = Self::at(key);
        self.0[at >> 6] |= 1 << (at & 63);
    }

    const fn at(key: u32) -> usize {
        // The upper bits of FNV are the better mixed.
        ((key ^ key >> 15) as usize).wrapping_mul(0x9e37_79b1) >> 7 & 0x3fff
    }

    pub(crate) const fn lets(&self, key: u32) -> bool {
        let at = Self::at(key);
        self.0[at >> 6] >> (at & 63) & 1 == 1
    }
}

/// A hash of what is a hash already.
#[derive(Debug, Default)]
pub(crate) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0 << 8 | u64::from(b);
        }
    }

    fn write_u32(&mut self, n: u32) {
        // Both the lower bits and the upper seven are looked at.
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
