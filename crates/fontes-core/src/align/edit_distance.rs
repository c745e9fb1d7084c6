//! Where in a stretch of text does a pattern stand, nearly? Edit distance in units.
//!
//! Bit-parallel dynamic programming (Myers, "A fast bit-vector algorithm for approximate
//! string matching", JACM 1999; blocks after Hyyrö 2003): 64 rows of the matrix at a step.

/// The best place of a pattern in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First unit of the text.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
    /// Insertions, deletions and substitutions that turn the pattern into the text there.
    pub distance: usize,
}

struct Pattern {
    blocks: usize,
    len: usize,
    ascii: Vec<u64>,
    others: Vec<(u32, usize)>,
    masks: Vec<u64>,
}

impl Pattern {
    fn new(units: impl ExactSizeIterator<Item = u32>) -> Self {
        let len = units.len();
        let blocks = len.div_ceil(64);
        let mut p = Self { blocks, len, ascii: vec![0; 128 * blocks], others: vec![], masks: vec![] };
        for (i, u) in units.enumerate() {
            let bit = 1u64 << (i % 64);
            if u < 128 {
                p.ascii[u as usize * blocks + i / 64] |= bit;
            } else {
                let row = match p.others.iter().find(|o| o.0 == u) {
                    Some(&(_, row)) => row,
                    None => {
                        let row = p.masks.len();
                        p.masks.resize(row + blocks, 0);
                        p.others.push((u, row));
                        row
                    }
                };
                p.masks[row + i / 64] |= bit;
            }
        }
        p
    }

    fn mask(&self, u: u32) -> Option<&[u64]> {
        if u < 128 {
            let from = u as usize * self.blocks;
            return Some(&self.ascii[from..from + self.blocks]);
        }
        let row = self.others.iter().find(|o| o.0 == u)?.1;
        Some(&self.masks[row..row + self.blocks])
    }

    /// The least distance over all ends in `text`, and the first end (or, anchored, the
    /// longest) that has it. `anchored` fixes the start of the match to the start of `text`.
    fn best(&self, text: impl Iterator<Item = u32>, anchored: bool) -> (usize, usize) {
        let zero = vec![0u64; self.blocks];
        let mut plus = vec![!0u64; self.blocks];
        let mut minus = vec![0u64; self.blocks];
        let last_bit = 1u64 << ((self.len - 1) % 64);
        let mut score = self.len;
        let mut best = (score, 0);
        for (j, u) in text.enumerate() {
            let mask = self.mask(u).unwrap_or(&zero);
            // Horizontal difference that enters from above: +1 when anchored, else 0.
            let (mut in_plus, mut in_minus) = (u64::from(anchored), 0u64);
            for b in 0..self.blocks {
                let (pv, mv) = (plus[b], minus[b]);
                let eq = mask[b];
                let xv = eq | mv;
                let eq = eq | in_minus;
                let xh = (((eq & pv).wrapping_add(pv)) ^ pv) | eq;
                let mut ph = mv | !(xh | pv);
                let mut mh = pv & xh;
                if b + 1 == self.blocks {
                    score += usize::from(ph & last_bit != 0);
                    score -= usize::from(mh & last_bit != 0);
                }
                let (out_plus, out_minus) = (ph >> 63, mh >> 63);
                ph = (ph << 1) | in_plus;
                mh = (mh << 1) | in_minus;
                plus[b] = mh | !(xv | ph);
                minus[b] = ph & xv;
                (in_plus, in_minus) = (out_plus, out_minus);
            }
            if score < best.0 || (anchored && score == best.0) {
                best = (score, j + 1);
            }
        }
        best
    }
}

/// The best place of `pattern` in `text`; of equally good ones the first, at its longest.
/// `None` for an empty pattern.
#[must_use]
pub fn place(pattern: &[u32], text: &[u32]) -> Option<Place> {
    if pattern.is_empty() {
        return None;
    }
    let (distance, end) = Pattern::new(pattern.iter().copied()).best(text.iter().copied(), false);
    let reversed = Pattern::new(pattern.iter().rev().copied());
    let (_, len) = reversed.best(text[..end].iter().rev().copied(), true);
    Some(Place { start: end - len, end, distance })
}

/// A pattern of at most 64 units of one byte, for many short comparisons one after the other.
#[derive(Debug, Clone)]
pub struct Short {
    pattern: [u8; 64],
    len: usize,
    masks: [u64; 256],
}

impl Default for Short {
    fn default() -> Self {
        Self { pattern: [0; 64], len: 0, masks: [0; 256] }
    }
}

impl Short {
    /// Sets the pattern; units beyond the 64th are left out.
    pub fn set(&mut self, pattern: impl Iterator<Item = u8>) -> &Self {
        for &u in &self.pattern[..self.len] {
            self.masks[usize::from(u)] = 0;
        }
        self.len = 0;
        for u in pattern.take(64) {
            self.pattern[self.len] = u;
            self.masks[usize::from(u)] |= 1 << self.len;
            self.len += 1;
        }
        self
    }

    /// The least distance between the pattern and what `text` begins with, and how long that is.
    #[must_use]
    pub fn from_start(&self, text: impl Iterator<Item = u8>) -> (usize, usize) {
        let mut score = self.len;
        if score == 0 {
            return (0, 0);
        }
        let last = 1u64 << (score - 1);
        let (mut plus, mut minus) = (!0u64, 0u64);
        let mut best = (score, 0);
        for (j, u) in text.enumerate() {
            let eq = self.masks[usize::from(u)];
            let xv = eq | minus;
            let xh = (((eq & plus).wrapping_add(plus)) ^ plus) | eq;
            let mut ph = minus | !(xh | plus);
            let mut mh = plus & xh;
            score += usize::from(ph & last != 0);
            score -= usize::from(mh & last != 0);
            ph = (ph << 1) | 1;
            mh <<= 1;
            plus = mh | !(xv | ph);
            minus = ph & xv;
            if score <= best.0 {
                best = (score, j + 1);
            }
        }
        best
    }
}

/// Two patterns of at most [`Beside::MOST`] units that are compared at once: what goes on after a place where two texts meet, and
/// what goes before it.
#[derive(Debug, Clone)]
pub struct Beside {
    masks: [u64; 256],
}

impl Default for Beside {
    fn default() -> Self {
        Self { masks: [0; 256] }
    }
}

/// A half of a word of 64 bits.
const HALF: u64 = 0xFFFF_FFFF;

impl Beside {
    /// Units of a pattern, at most: one bit of each half word is left for what is carried.
    pub const MOST: usize = 31;

    /// For what goes on after a place and for what goes before it (read backwards), each a pattern and a text: the
    /// least distance between the pattern and what the text begins with there, and how long that is at its longest.
    #[must_use]
    pub fn compare(&mut self, after: (&[u8], &[u8]), before: (&[u8], &[u8])) -> [(usize, usize); 2] {
        let pattern = (&after.0[..after.0.len().min(Self::MOST)], before.0);
        let pattern = (pattern.0, &pattern.1[pattern.1.len().saturating_sub(Self::MOST)..]);
        let sizes = [pattern.0.len(), pattern.1.len()];
        for (i, &u) in pattern.0.iter().enumerate() {
            self.masks[usize::from(u)] |= 1 << i;
        }
        for (i, &u) in pattern.1.iter().rev().enumerate() {
            self.masks[usize::from(u)] |= 1 << (i + 32);
        }
        let rows = ((1u64 << sizes[0]) - 1) | (((1u64 << sizes[1]) - 1) << 32);
        let last = [(1u64 << sizes[0]) >> 1, ((1u64 << sizes[1]) >> 1) << 32];
        let (mut plus, mut minus) = (rows, 0u64);
        let mut score = sizes;
        let mut best = [(sizes[0], 0), (sizes[1], 0)];
        let mut texts = (after.1.iter(), before.1.iter().rev());
        for column in 1..=after.1.len().max(before.1.len()) {
            let mut eq = texts.0.next().map_or(0, |&u| self.masks[usize::from(u)] & HALF);
            eq |= texts.1.next().map_or(0, |&u| self.masks[usize::from(u)] & !HALF);
            let xv = eq | minus;
            let xh = (((eq & plus).wrapping_add(plus)) ^ plus) | eq;
            let ph = minus | !(xh | plus);
            let mh = plus & xh;
            for side in 0..2 {
                score[side] += usize::from(ph & last[side] != 0);
                score[side] -= usize::from(mh & last[side] != 0);
                if score[side] <= best[side].0 {
                    best[side] = (score[side], column);
                }
            }
            let (ph, mh) = (ph << 1 | 1 | 1 << 32, mh << 1);
            plus = (mh | !(xv | ph)) & rows;
            minus = ph & xv & rows;
        }
        for &u in pattern.0.iter().chain(pattern.1) {
            self.masks[usize::from(u)] = 0;
        }
        // An empty pattern answers to nothing, and over the end of a text nothing is like anything.
        let room = [after.1.len(), before.1.len()];
        std::array::from_fn(|side| {
            (best[side].0, if sizes[side] == 0 { 0 } else { best[side].1.min(room[side]) })
        })
    }
}

/// Edit distance between two words.
#[must_use]
pub fn distance<U: Copy + PartialEq>(a: &[U], b: &[U]) -> usize {
    if a.is_empty() || a.len() > 64 {
        return by_rows(a, b);
    }
    let last = 1u64 << (a.len() - 1);
    let (mut plus, mut minus) = (!0u64, 0u64);
    let mut score = a.len();
    for &u in b {
        let eq = a.iter().rev().fold(0u64, |eq, &v| eq << 1 | u64::from(u == v));
        let xv = eq | minus;
        let xh = (((eq & plus).wrapping_add(plus)) ^ plus) | eq;
        let ph = minus | !(xh | plus);
        let mh = plus & xh;
        score += usize::from(ph & last != 0);
        score -= usize::from(mh & last != 0);
        let (ph, mh) = (ph << 1 | 1, mh << 1);
        plus = mh | !(xv | ph);
        minus = ph & xv;
    }
    score
}

/// The same by dynamic programming over one row, for long words.
fn by_rows<U: Copy + PartialEq>(a: &[U], b: &[U]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Likeness of two words: 1 for the same letters, 0 for less than two fifths in common.
#[must_use]
pub fn likeness<U: Copy + PartialEq + Into<u32>>(a: &[U], b: &[U]) -> f32 {
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 1.0;
    }
    if a == b {
        return 1.0;
    }
    // Letters that the other word does not have at all are edits, whatever the rest is.
    let mask = |w: &[U]| w.iter().fold(0u64, |m, &u| m | 1 << (u.into() & 63));
    let missing = |w: &[U], m: u64| w.iter().filter(|&&u| m & (1 << (u.into() & 63)) == 0).count();
    if a.len().abs_diff(b.len()) * 2 > longest
        || missing(a, mask(b)).max(missing(b, mask(a))) * 5 > longest * 3
    {
        return 0.0;
    }
    1.0 - distance(a, b) as f32 / longest as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(s: &str) -> Vec<u32> {
        s.chars().map(u32::from).collect()
    }

    fn slow(pattern: &[u32], text: &[u32]) -> usize {
        (0..=text.len())
            .flat_map(|i| (i..=text.len()).map(move |j| (i, j)))
            .map(|(i, j)| by_rows(pattern, &text[i..j]))
            .min()
            .unwrap_or(0)
    }

    #[test]
    fn finds_the_place_that_the_slow_way_finds() {
        let mut seed = 7u64;
        let mut random = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for _ in 0..300 {
            let pattern: Vec<u32> = (0..1 + random(12)).map(|_| 97 + random(3) as u32).collect();
            let text: Vec<u32> = (0..random(20)).map(|_| 97 + random(3) as u32).collect();
            let found = place(&pattern, &text).expect("not empty");
            assert_eq!(found.distance, slow(&pattern, &text));
            assert_eq!(distance(&pattern, &text[found.start..found.end]), found.distance);
        }
    }

    #[test]
    fn long_patterns_cross_blocks() {
        let word = units(&"abcdefghijklmnopqrstuvwxyz".repeat(8));
        let mut text = units("zzz");
        text.extend(&word);
        text.extend(units("qq"));
        text[100] = 'é' as u32;
        assert_eq!(place(&word, &text), Some(Place { start: 3, end: 3 + word.len(), distance: 1 }));
    }

    #[test]
    fn short_patterns_are_as_far_from_a_beginning_as_long_ones_are() {
        let mut short = Short::default();
        let mut seed = 11u64;
        let mut random = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for _ in 0..300 {
            let pattern: Vec<u8> = (0..1 + random(64)).map(|_| 97 + random(4) as u8).collect();
            let text: Vec<u8> = (0..random(90)).map(|_| 97 + random(4) as u8).collect();
            let found = short.set(pattern.iter().copied()).from_start(text.iter().copied());
            let wide: Vec<u32> = pattern.iter().map(|&b| u32::from(b)).collect();
            assert_eq!(found, Pattern::new(wide.into_iter()).best(text.iter().map(|&b| u32::from(b)), true));
        }
    }

    #[test]
    fn both_sides_are_compared_as_each_is() {
        let (mut beside, mut short) = (Beside::default(), Short::default());
        let mut seed = 5u64;
        let mut random = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for _ in 0..500 {
            let mut some =
                |most: u64| -> Vec<u8> { (0..random(most)).map(|_| 97 + random(4) as u8).collect() };
            let (p, t, r, u) = (some(32), some(45), some(32), some(45));
            let got = beside.compare((&p, &t), (&r, &u));
            let forward = short.set(p.iter().copied()).from_start(t.iter().copied());
            let backward = short.set(r.iter().rev().copied()).from_start(u.iter().rev().copied());
            assert_eq!(got, [forward, backward]);
        }
    }

    #[test]
    fn words_are_as_far_apart_by_bits_as_by_rows() {
        let mut seed = 3u64;
        let mut random = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for most in [4, 12, 67] {
            for _ in 0..300 {
                let mut some = || -> Vec<u32> { (0..random(most)).map(|_| 97 + random(3) as u32).collect() };
                let (a, b) = (some(), some());
                assert_eq!(distance(&a, &b), by_rows(&a, &b));
            }
        }
    }

    #[test]
    fn likeness_of_words() {
        assert_eq!(likeness(&units("colour"), &units("colour")), 1.0);
        assert!(likeness(&units("colour"), &units("color")) > 0.8);
        assert!(likeness(&units("miners"), &units("copper")) < 0.4);
    }
}
