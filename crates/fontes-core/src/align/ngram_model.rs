//! How unlikely is it that two texts use these words independently? Information in bits.
//!
//! A model of runs of one, two and three words, counted in a sample of the corpus, tells how much
//! each word of a passage surprises after those before it (Jelinek-Mercer interpolation). "The Secretary of State said that" tells
//! little, however long; a sentence that nobody else wrote tells much. Agreement on so many bits
//! is expected by chance 2^-bits times for each pair of places; see [`NgramModel::threshold`].

use crate::text::{Folded, byte_of};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(b);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

type Table = HashMap<u64, u32, BuildHasherDefault<Same>>;

/// Counts of words and of runs of two and three words, of those that are not too rare to tell anything.
#[derive(Debug, Default)]
pub struct NgramModel {
    words: Table,
    pairs: Table,
    triples: Table,
    tokens: u64,
}

/// Text from which a [`NgramModel`] is made.
#[derive(Debug, Default)]
pub struct NgramSample {
    words: Vec<u64>,
    /// Where each run of words ends.
    ends: Vec<usize>,
}

/// A run that stands this often at most may stand for nothing but the copies themselves.
const COPIES: u32 = 8;
/// A word that stands this often at most is as rare as one that does not.
const FEW: u32 = 2;
/// Weights of the longer run against the shorter.
const TRIPLE: f64 = 0.6;
const PAIR: f64 = 0.75;
/// Bits by which an agreement must be less likely than one chance agreement in the corpus.
const MARGIN: f64 = 12.0;
/// What one word can tell at most, in bits: a damaged word stands nowhere else.
const MOST: f64 = 14.0;

/// A word as the model knows it: a hash of its units as bytes (FNV-1a, finished so that all
/// bits are good for a table).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(u64);

impl Word {
    /// The word of these units ([`byte_of`]).
    #[must_use]
    pub fn of(units: impl Iterator<Item = u8>) -> Self {
        let h = units
            .fold(0xcbf2_9ce4_8422_2325u64, |h, u| (h ^ u64::from(u)).wrapping_mul(0x0000_0100_0000_01b3));
        let h = (h ^ (h >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(h ^ (h >> 29))
    }

    /// The hash, to be kept or sent elsewhere.
    #[must_use]
    pub const fn hash(self) -> u64 {
        self.0
    }

    /// The word of a [`Word::hash`].
    #[must_use]
    pub const fn from_hash(hash: u64) -> Self {
        Self(hash)
    }

    /// The words of a run of tokens.
    #[must_use]
    pub fn run(text: &Folded, tokens: Range<usize>) -> Vec<Self> {
        tokens.map(|i| Self::of(text.letters(i).iter().map(|&u| byte_of(u)))).collect()
    }
}

const fn pair(first: u64, second: u64) -> u64 {
    let h = (first.rotate_left(23) ^ second).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    h ^ (h >> 31)
}

/// Words from which a passage is no set phrase, however often it stands: a text that went round
/// is in the sample, too, and looks like one.
const ROUND: usize = 24;
/// What each word of such a passage tells at least, in bits.
const LEAST: f64 = 4.0;

/// What a passage tells, word by word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    bits: f64,
    long: f64,
    words: usize,
}

impl Tally {
    /// Adds a word, which agrees so far (0 to 1).
    pub fn add(&mut self, bits: f64, agreement: f64) {
        self.bits += agreement * bits;
        self.long += agreement * bits.max(LEAST);
        self.words += 1;
    }

    /// Bits in all.
    #[must_use]
    pub fn bits(&self) -> f64 {
        if self.words >= ROUND { self.long } else { self.bits }
    }
}

impl NgramSample {
    /// Takes in the words of a text.
    pub fn add(&mut self, text: &[Word]) {
        self.words.extend(text.iter().map(|w| w.0));
        self.ends.push(self.words.len());
    }

    /// Calls `each` for each run of `n` words (1 to 3) of a text.
    fn runs(&self, n: usize, mut each: impl FnMut(u64)) {
        let mut start = 0;
        for &end in &self.ends {
            for run in self.words[start..end].windows(n) {
                each(match *run {
                    [a, b, c] => pair(pair(a, b), c),
                    [a, b] => pair(a, b),
                    [a] => a,
                    _ => continue,
                });
            }
            start = end;
        }
    }

    /// How often each run of `n` words stands that stands more than `few` times. Most do not: counted in a
    /// sketch first, which never counts too few, they need no room in a table.
    fn table(&self, n: usize, few: u32) -> Table {
        let shift = 64 - (self.words.len().max(1 << 10).ilog2() + 2);
        let mut sketch = vec![0u8; 1 << (64 - shift)];
        self.runs(n, |key| {
            let slot = &mut sketch[(key.wrapping_mul(SPREAD) >> shift) as usize];
            *slot = slot.saturating_add(1);
        });
        let mut table = Table::default();
        self.runs(n, |key| {
            if u32::from(sketch[(key.wrapping_mul(SPREAD) >> shift) as usize]) > few {
                *table.entry(key).or_default() += 1;
            }
        });
        table.retain(|_, n| *n > few);
        table.shrink_to_fit();
        table
    }

    /// The model of what was taken in.
    #[must_use]
    pub fn model(&self) -> NgramModel {
        // A pair or a triple of so few is none, and a pair is asked how often it stands only where a triple
        // of it is more than few; a word that stands twice tells as much as one that does not.
        NgramModel {
            words: self.table(1, FEW),
            pairs: self.table(2, COPIES),
            triples: self.table(3, COPIES),
            tokens: self.words.len() as u64,
        }
    }
}

/// Spreads keys over a sketch (2^64 over the golden ratio).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl NgramModel {
    /// Words counted.
    #[must_use]
    pub const fn tokens(&self) -> u64 {
        self.tokens
    }

    /// How much word `i` tells after those before it, in bits; `follows` is how many of those
    /// before it agree, too.
    #[must_use]
    pub fn bits(&self, text: &[Word], i: usize, follows: usize) -> f64 {
        let count = |table: &Table, key: u64| table.get(&key).copied().unwrap_or(0);
        // A run so rare may stand for nothing but the copies themselves.
        let known = |n: u32| f64::from(if n <= COPIES { 0 } else { n });
        let word = text[i].0;
        let mut p =
            f64::from(count(&self.words, word).saturating_sub(FEW)).max(0.5) / self.tokens.max(1) as f64;
        if follows >= 1 && i >= 1 {
            let before = text[i - 1].0;
            let given = f64::from(count(&self.words, before).max(1));
            p = PAIR * known(count(&self.pairs, pair(before, word))) / given + (1.0 - PAIR) * p;
            if follows >= 2 && i >= 2 {
                let two = pair(text[i - 2].0, before);
                let given = f64::from(count(&self.pairs, two).max(1));
                p = TRIPLE * known(count(&self.triples, pair(two, word))) / given + (1.0 - TRIPLE) * p;
            }
        }
        (-p.log2()).clamp(0.0, MOST)
    }

    /// Bits from which an agreement is not chance in a corpus of so many words: less than one
    /// such agreement in 4,096 corpora is expected among all pairs of places.
    #[must_use]
    pub fn threshold(words: u64) -> f64 {
        2.0 * (words.max(2) as f64).log2() + MARGIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_set_phrase_tells_less_than_new_words() {
        let mut sample = NgramSample::default();
        let mut text = String::new();
        for i in 0..400 {
            text += &format!("the secretary of state said that item{i} was ready and word{} came. ", i * 7);
        }
        let words = |s: &str| {
            let f = fold(s, &[]);
            Word::run(&f, 0..f.tokens.len())
        };
        sample.add(&words(&text));
        let language = sample.model();
        let sum = |s: &str| {
            let words = words(s);
            (0..words.len()).map(|i| language.bits(&words, i, i)).sum::<f64>()
        };
        assert!(sum("the secretary of state said that") < 15.0);
        // What stands too seldom tells nothing, and is in no table; the rest is counted.
        let mut counted: std::collections::BTreeMap<u64, u32> = std::collections::BTreeMap::new();
        sample.runs(3, |key| *counted.entry(key).or_default() += 1);
        counted.retain(|_, n| *n > COPIES);
        assert!(!counted.is_empty());
        assert_eq!(
            language.triples.clone().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            counted
        );
        assert!(sum("nobody mends torn nets at midnight") > 50.0);
        assert!(NgramModel::threshold(1_000_000) > NgramModel::threshold(1_000));
    }
}
