//! What of a word and its neighbours tells whether it is a name?

use super::words::Words;
use crate::lang::Language;
use crate::read::tagger::{Features, feature, joined, shape, spaced};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// Known names, by the hash of their words in small letters.
#[derive(Debug, Default)]
pub struct Gazetteer {
    kinds: HashMap<u32, u8, BuildHasherDefault<Plain>>,
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0 << 8 | u64::from(*b);
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Words of the longest name in the gazetteer that is looked for.
const LONGEST: usize = 4;

/// The bits of a kind of name.
pub const FIRST: u8 = 1;
/// A family name.
pub const LAST: u8 = 2;
/// A city.
pub const CITY: u8 = 4;
/// A country.
pub const COUNTRY: u8 = 8;
/// A state or a province.
pub const STATE: u8 = 16;

impl Gazetteer {
    /// That of a language, read once; empty where it has none.
    pub(in crate::read) fn of(language: &Language) -> Arc<Self> {
        language.made(|l| l.bytes("gazetteer.model").map(Self::from_bytes).unwrap_or_default())
    }

    /// Adds a name: its words in small letters, parted by single blanks.
    pub fn add(&mut self, words: &str, kind: u8) {
        *self.kinds.entry(feature(255, &[words])).or_default() |= kind;
    }

    /// As bytes: hash and kinds, in the order of the hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut all: Vec<(u32, u8)> = self.kinds.iter().map(|(&h, &k)| (h, k)).collect();
        all.sort_unstable();
        all.iter().flat_map(|(h, k)| h.to_le_bytes().into_iter().chain([*k])).collect()
    }

    /// Reads what [`Gazetteer::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let kinds =
            bytes.chunks_exact(5).map(|c| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), c[4])).collect();
        Self { kinds }
    }

    pub(in crate::read) fn kinds(&self, words: &str) -> u8 {
        self.kinds.get(&feature(255, &[words])).copied().unwrap_or(0)
    }

    /// The kinds of words with blanks between them.
    fn kinds_of(&self, words: &[String]) -> u8 {
        self.kinds.get(&spaced(255, words)).copied().unwrap_or(0)
    }
}

/// What of a word does not depend on its neighbours.
#[derive(Default)]
struct Word {
    small: u32,
    raw: u32,
    shape: u32,
    /// Beginnings of 2, 3, 4 letters and ends of 2, 3, 4.
    edges: [u32; 6],
    class: u8,
    capital: bool,
    /// One or more capitals without a small letter.
    upper: bool,
    joins: bool,
    kinds: u8,
    begins: bool,
    length: usize,
}

/// The features of the words of a sentence.
#[must_use]
pub fn features(words: &[&str], gazetteer: &Gazetteer, known: &Words) -> Vec<Features> {
    let capital: Vec<bool> = words.iter().map(|w| w.starts_with(char::is_uppercase)).collect();
    // A headline in capitals says nothing by them; nor does a note without any.
    let letters = |w: &&str| w.starts_with(char::is_alphabetic);
    let count = words.iter().filter(|w| letters(w)).count();
    let capitals = capital.iter().filter(|c| **c).count();
    let loud =
        words.iter().filter(|w| letters(w) && w.len() > 1 && !w.chars().any(char::is_lowercase)).count();
    let case = match () {
        () if count > 3 && loud * 3 > count * 2 => 1,
        () if count > 3 && capitals * 4 > count * 3 => 2,
        () if capitals == 0 => 3,
        () => 4u32,
    };
    // A name hardly ever stands where no capital is near, in a sentence that has capitals.
    let near = |i: usize| {
        let from = i.saturating_sub(2);
        case == 3
            || (from..(i + 3).min(words.len())).any(|k| capital[k] && (k > 0 || words.len() < 4 || i < 2))
    };
    let asked: Vec<bool> = (0..words.len()).map(near).collect();
    // What is looked at: those words, and their neighbours.
    let looked = |i: usize| asked[i.saturating_sub(2)..(i + 3).min(words.len())].iter().any(|a| *a);
    let small: Vec<String> =
        (0..words.len()).map(|i| if looked(i) { words[i].to_lowercase() } else { String::new() }).collect();
    let mut atoms: Vec<Word> = words
        .iter()
        .zip(&small)
        .map(|(w, s)| if s.is_empty() { Word::default() } else { word(w, s, known) })
        .collect();
    // Names of the gazetteer, the longest first.
    let mut i = 0;
    while i < words.len() {
        let mut step = 1;
        let most = small[i..].iter().take(LONGEST).take_while(|s| !s.is_empty()).count();
        for len in (1..=most).rev() {
            let kinds = gazetteer.kinds_of(&small[i..i + len]);
            if kinds != 0 {
                for (k, a) in atoms[i..i + len].iter_mut().enumerate() {
                    (a.kinds, a.begins, a.length) = (kinds, k == 0, len);
                }
                step = len;
                break;
            }
        }
        i += step;
    }
    (0..words.len()).map(|i| if asked[i] { of(&atoms, i, case, words) } else { Vec::new() }).collect()
}

fn word(raw: &str, small: &str, known: &Words) -> Word {
    // Words of one letter and less are their own beginnings and ends.
    let cut = |k: usize| small.char_indices().nth(k).map_or(small.len(), |c| c.0);
    let back = |k: usize| small.char_indices().nth_back(k - 1).map_or(0, |c| c.0);
    let begin = |k: usize| feature(1, &[&small[..cut(k)]]);
    let end = |k: usize| feature(2, &[&small[back(k)..]]);
    let shape = shape(raw, 2, |c| c);
    let known = known.get(small);
    Word {
        small: feature(3, &[small]),
        raw: feature(4, &[raw]),
        shape: feature(5, &[&shape]),
        edges: [begin(2), begin(3), begin(4), end(2), end(3), end(4)],
        class: match () {
            () if known.title => 1,
            () if known.organisation => 2,
            () if known.place => 3,
            () => 0,
        },
        capital: raw.starts_with(char::is_uppercase),
        upper: shape.starts_with('X') && shape.len() > 1 && !shape.contains('x'),
        joins: known.joint,
        kinds: 0,
        begins: false,
        length: 0,
    }
}

/// The features of word `i`.
fn of(all: &[Word], i: usize, case: u32, words: &[&str]) -> Features {
    const BEFORE: u32 = 1;
    const AFTER: u32 = 2;
    let at = |back: usize, ahead: usize| -> Option<&Word> {
        if back > 0 { i.checked_sub(back).map(|k| &all[k]) } else { all.get(i + ahead) }
    };
    let edge = |back: usize| if back > 0 { BEFORE } else { AFTER };
    let small = |back, ahead| at(back, ahead).map_or(edge(back), |w| w.small);
    let shape = |back, ahead| at(back, ahead).map_or(edge(back), |w| w.shape);
    let gaz = |back, ahead| {
        at(back, ahead).map_or(edge(back), |w| {
            if w.length == 0 {
                3
            } else {
                u32::from(w.kinds) << 4 | u32::from(w.begins) << 3 | w.length.min(2) as u32
            }
        })
    };
    let class = |back, ahead| at(back, ahead).map_or(7, |w| u32::from(w.class));
    let me = &all[i];
    let (w, s) = (me.small, me.shape);
    let (p1, p2, n1, n2) = (small(1, 0), small(2, 0), small(0, 1), small(0, 2));
    let (ps, ns, ns2) = (shape(1, 0), shape(0, 1), shape(0, 2));
    let first = u32::from(i == 0 || (i == 1 && !words[0].starts_with(char::is_alphanumeric)));
    let (g, gp, gn) = (gaz(0, 0), gaz(1, 0), gaz(0, 1));
    // The words of class within the run of capitals that goes on from here.
    let mut run = 0u32;
    for a in &all[i..all.len().min(i + 6)] {
        if !a.capital && !a.joins {
            break;
        }
        if a.class != 0 {
            run = run << 2 | u32::from(a.class);
        }
    }
    let mut out = Vec::with_capacity(33);
    let mut add = |kind: u8, parts: &[u32]| out.push(joined(kind, parts));
    add(0, &[]);
    add(1, &[w]);
    add(2, &[s, case]);
    add(3, &[me.raw]);
    for (k, e) in me.edges.iter().enumerate() {
        add(4 + k as u8, &[*e]);
    }
    add(10, &[p1]);
    add(11, &[n1]);
    add(12, &[p2]);
    add(13, &[n2]);
    add(14, &[p1, w]);
    add(15, &[w, n1]);
    add(16, &[ps, s, ns]);
    add(17, &[s, ns, ns2]);
    add(18, &[first, s, case]);
    add(19, &[g, s]);
    add(20, &[g, gn]);
    add(21, &[gp, g]);
    add(22, &[p1, s]);
    add(23, &[n1, s]);
    add(24, &[class(0, 0), s]);
    add(25, &[class(1, 0), s]);
    add(26, &[class(0, 1), s]);
    add(27, &[run, s]);
    add(28, &[p2, p1, s]);
    add(29, &[s, n1, n2]);
    add(30, &[g, first, p1]);
    add(31, &[class(1, 0), g, s]);
    if first == 0 && me.capital {
        add(32, &[g, case, u32::from(me.upper)]);
    }
    out
}
