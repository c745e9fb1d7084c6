//! Which units do the texts consist of, and which text does a place belong to?

use super::super::fingerprint::K;
use crate::text::WordStart;
use std::ops::Range;

/// The units of many texts, one after the other.
#[derive(Debug, Default, Clone)]
pub struct Store {
    pub(super) units: Vec<u8>,
    /// A bit for each unit: whether a word begins there.
    pub(super) begins: Vec<u64>,
    /// A bit for each unit: whether a name or a figure begins there.
    pub(super) names: Vec<u64>,
    /// First unit of each text, and the end of the last.
    pub(super) starts: Vec<u32>,
    /// For each [`NEARBY`] units, the text that the first of them belongs to: from there on few need be looked at.
    pub(super) nearby: Vec<u32>,
}

/// Units after which the text of a place is noted.
const NEARBY: usize = 4096;
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
    pub(super) fn words(&self, r: &Range<u32>) -> Vec<Range<u32>> {
        let mut out = Vec::with_capacity((r.end - r.start) as usize / 4);
        let mut from = None;
        for block in r.start / 64..=r.end / 64 {
            let mut bits = self.begins[block as usize];
            if block == r.start / 64 {
                bits &= !0 << (r.start % 64);
            }
            if block == r.end / 64 {
                bits &= !0 >> (63 - r.end % 64);
            }
            while bits != 0 {
                let to = block * 64 + bits.trailing_zeros();
                bits &= bits - 1;
                if let Some(from) = from.replace(to) {
                    out.push(from..to);
                }
            }
        }
        out
    }

    pub(super) fn slice(&self, r: &Range<u32>) -> &[u8] {
        &self.units[r.start as usize..r.end as usize]
    }
}

/// Units beside a fingerprint that are looked at first.
const BESIDE: usize = 16;
/// How far they may be shifted by what was added or left out.
const SHIFT: usize = 6;
/// How many of them must be equal at one shift; of two runs of English letters 1 in 16 are, and so
/// many at one of all shifts in one case of a hundred.
const EQUAL: u8 = 6;

impl Store {
    /// A first look, for a few nanoseconds: whether the units before or those after a shared
    /// fingerprint agree more than by chance at any small shift.
    pub(super) fn goes_on(&self, q: u32, d: u32) -> bool {
        let (q, d) = (q as usize, d as usize);
        let side = |x: Option<usize>, low: Option<usize>| -> Option<bool> {
            let (x, low) = (x?, low?);
            let ours: &[u8; BESIDE] = self.units.get(x..x + BESIDE)?.try_into().ok()?;
            let theirs: &[u8; 2 * BESIDE] = self.units.get(low..low + 2 * BESIDE)?.try_into().ok()?;
            // Of each shift, how many units are equal: all shifts at once.
            let mut equal = [0u8; BESIDE];
            for (i, our) in ours.iter().enumerate() {
                for (equal, their) in equal.iter_mut().zip(&theirs[i..i + BESIDE]) {
                    *equal += u8::from(our == their);
                }
            }
            Some(equal[..=2 * SHIFT].iter().fold(0, |most, &n| n.max(most)) >= EQUAL)
        };
        // At the ends of the store there is too little to look at: the next look decides.
        side(Some(q + K), Some((d + K).saturating_sub(SHIFT))).unwrap_or(true)
            || side(q.checked_sub(BESIDE), d.checked_sub(BESIDE + SHIFT)).unwrap_or(true)
    }
}
