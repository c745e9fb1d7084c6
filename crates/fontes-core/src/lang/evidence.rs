//! Which languages do the words of a text speak for, at a glance? Function words and words of the calendar, by their hashes.

use super::language::{Language, languages};
use super::letters::is_apart;
use super::sieve::{Same, key};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

/// Which languages a word is of, as bits in the order of their codes.
pub(crate) struct Evidence {
    of: HashMap<u32, u64, BuildHasherDefault<Same>>,
    languages: Vec<&'static Language>,
}

/// Languages that can be told apart: bits of a word.
const MOST: usize = 64;

pub(crate) fn evidence() -> &'static Evidence {
    static EVIDENCE: OnceLock<Evidence> = OnceLock::new();
    EVIDENCE.get_or_init(|| {
        let languages: Vec<&Language> = languages().all().take(MOST).collect();
        let mut of: HashMap<u32, u64, _> = HashMap::default();
        for (i, l) in languages.iter().enumerate() {
            let words = l.function().iter().map(|w| &**w).chain(l.calendar().entries().map(|e| e.0));
            // "p.m.", "Tel Aviv a": single letters are words of many languages.
            for word in words.filter(|w| w.chars().nth(1).is_some() || w.starts_with(is_apart)) {
                *of.entry(key(word)).or_default() |= 1 << i;
            }
        }
        Evidence { of, languages }
    })
}

impl Evidence {
    /// The languages that a word is of, as bits, by its hash.
    pub(crate) fn of(&self, key: u32) -> u64 {
        self.of.get(&key).copied().unwrap_or(0)
    }

    /// The bit of a language; 0 for one that is none of those known.
    pub(crate) fn bit(&self, language: &Language) -> u64 {
        self.languages.iter().position(|l| **l == *language).map_or(0, |i| 1 << i)
    }

    /// The languages that more words speak for than for `expected`, and more than one word, as bits.
    pub(crate) fn better(&self, keys: impl Iterator<Item = u32>, expected: &Language) -> u64 {
        let mut counts = [0u32; MOST];
        for key in keys {
            let mut bits = self.of(key);
            while bits != 0 {
                counts[bits.trailing_zeros() as usize] += 1;
                bits &= bits - 1;
            }
        }
        let own = self.languages.iter().position(|l| **l == *expected).map_or(0, |i| counts[i]);
        (0..MOST).filter(|&i| counts[i] > own.max(1)).fold(0, |all, i| all | 1 << i)
    }
}
