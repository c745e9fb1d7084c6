//! Which passages are nearly the same? A sketch of each (min-wise hashes of its letters: Broder 1997).

use std::collections::BTreeMap;

/// Letters of a shingle: blanks and marks that a machine read otherwise do not matter.
const SHINGLE: usize = 4;
/// Hashes of a sketch, and of a band that two sketches share to be compared.
const SIZE: usize = 48;
const BAND: usize = 2;
/// Share of the hashes from which two passages are one.
const ALIKE: f64 = 0.5;

/// A sketch of a passage.
#[derive(Debug, Clone)]
pub(super) struct Sketch([u32; SIZE]);

impl Sketch {
    pub(super) fn of(words: &str) -> Self {
        let letters: Vec<u32> = words
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .map(u32::from)
            .collect();
        let mut out = [u32::MAX; SIZE];
        let mut take = |part: &[u32]| {
            let hash = fontes_core::text::key_hash(part);
            for (i, least) in out.iter_mut().enumerate() {
                // The high half of a product with an odd number: another order of the hashes for each place.
                let mixed = hash
                    .wrapping_add(i as u64)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.rotate_left(i as u32) | 1);
                *least = (*least).min((mixed >> 32) as u32);
            }
        };
        if letters.len() < SHINGLE {
            take(&letters);
        }
        for part in letters.windows(SHINGLE) {
            take(part);
        }
        Self(out)
    }

    fn share(&self, other: &Self) -> f64 {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() as f64 / SIZE as f64
    }
}

/// Passages among which those that come are looked for.
#[derive(Debug, Default)]
pub(super) struct Alike {
    kept: Vec<Sketch>,
    bands: BTreeMap<(usize, [u32; BAND]), Vec<usize>>,
}

/// Passages of one band that are compared.
const COMPARED: usize = 32;

impl Alike {
    /// The number of the passage that this one is nearly the same as; it is kept where there is none.
    pub(super) fn like(&mut self, sketch: Sketch) -> Option<usize> {
        let bands = || sketch.0.chunks_exact(BAND).enumerate().map(|(i, b)| (i, [b[0], b[1]]));
        let found = bands()
            .filter_map(|b| self.bands.get(&b))
            .flat_map(|held| held.iter().take(COMPARED))
            .copied()
            .filter(|&k| self.kept[k].share(&sketch) >= ALIKE)
            .min();
        if found.is_some() {
            return found;
        }
        let number = self.kept.len();
        for band in bands() {
            let held = self.bands.entry(band).or_default();
            if held.len() < COMPARED {
                held.push(number);
            }
        }
        self.kept.push(sketch);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_machines_read_is_one() {
        let mut seen = Alike::default();
        let mut like = |words: &str| seen.like(Sketch::of(words));
        assert_eq!(like("The harbour was closed on 4 May 1921 by order of the captain of the port."), None);
        assert_eq!(like("The harbor was closed on 4 May 1921 by 0rder of the captaln of the port."), Some(0));
        assert_eq!(like("On 4 May 1921 the council met at noon and heard the teachers of the town."), None);
        assert_eq!(
            like("TheHarbour was cl osed on 4 May 1921 by order of the captain of the port."),
            Some(0)
        );
    }
}
