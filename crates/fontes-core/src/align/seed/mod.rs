//! Where do the texts of a corpus meet? Seeds of reuse between all pairs of texts, at scale.
//!
//! The texts are held as one byte a unit ([`Store`]). A first pass counts every fingerprint
//! ([`Counts`]); those that stand once, or in too many places, cannot seed. The others are sorted
//! by hash, so that equal ones lie side by side, and each pair of equal ones is a hit. Hits are
//! sorted by where they stand in the later text and then by diagonal: two or more that lie near
//! each other there are a *candidate*, which bit-parallel edit distance confirms or refuses
//! ([`Store::confirm`]) before any text is read again.
//!
//! Guarantee: any run of [`super::fingerprint::GUARANTEE`] shared units holds a fingerprint; a run of
//! twice that holds two, and is a candidate unless its fingerprints are all too common. A
//! fingerprint that stands in no more than eight places needs no fellow: in badly damaged text
//! often one alone is whole. Left out: common hits whose only fellow lies in the next stretch of
//! [`STRETCH`] units.

mod confirm;
mod counts;
mod rough;
mod seeds;
mod store;

pub use confirm::{Look, Stretch};
pub use counts::{Counts, Share};
pub use rough::Rough;
pub use seeds::{Candidate, DRIFT, Hit, Packed, Part, STRETCH, Seeds, candidates_of, pairing};
pub use store::{STORE_UNITS, Store};

#[cfg(test)]
mod tests {
    use super::super::fingerprint::Sampler;
    use super::*;
    use crate::text::{byte_of, fold, fold_words};

    fn store(texts: &[&str]) -> (Store, Counts) {
        let mut store = Store::new();
        let mut counts = Counts::new(4096, 1 << 20);
        for t in texts {
            let folded = fold(t, &[]);
            let units: Vec<u8> = folded.units.iter().copied().map(byte_of).collect();
            let hashes: Vec<u64> = Sampler::default().collect(&units).iter().map(|g| g.hash).collect();
            counts.add(&hashes);
            let (mut bytes, mut starts) = (Vec::new(), Vec::new());
            fold_words(t, &[], &mut bytes, &mut starts);
            assert_eq!(bytes, units);
            assert!(store.push(&units, &starts));
            let words = store.words(&store.text(store.len() - 1));
            assert_eq!(words.len(), folded.tokens.len());
        }
        (store, counts)
    }

    const SHARED: &str =
        "the truckers walked off the job when the president announced plans for a mixed transport";

    fn meet(texts: &[&str]) -> Vec<(usize, usize, Stretch)> {
        let (store, counts) = store(texts);
        let mut seeds = Seeds::new(&store, &counts, 32);
        seeds.parts().for_each(Part::ready);
        let all = 0..store.units() as u32;
        let mut hits = seeds.hits_in(&(0..seeds.shares()), std::slice::from_ref(&all), 0, u32::MAX);
        // In any order.
        hits[0].reverse();
        Seeds::candidates(&store, &all, &hits)
            .iter()
            .filter_map(|c| {
                Some((store.text_at(c.q), store.text_at(c.d), store.confirm(c, &mut Look::default())?))
            })
            .collect()
    }

    #[test]
    fn texts_that_share_a_passage_meet() {
        let a = format!("Nothing at all before it, and so on and on. {SHARED}. Nothing after.");
        let b = format!("Quite other words stand here; but {SHARED}, and then some more of the same kind.");
        let c = "A third text about the weather and the fishermen who mend their nets at night.";
        let found = meet(&[&a, c, &b]);
        assert!(!found.is_empty());
        assert!(found.iter().all(|f| (f.0, f.1) == (2, 0)), "{found:?}");
        let len = fold(SHARED, &[]).units.len() as u32;
        assert!(found[0].2.q.end - found[0].2.q.start >= len);
    }

    #[test]
    fn a_damaged_passage_still_meets() {
        let damaged =
            "tne truckers wa1ked off the job when tbe presideut announced plans for a rnixed transport";
        let a = format!("One thing here. {SHARED}. So it was.");
        let b = format!("Other things there. {damaged}. And then.");
        assert!(!meet(&[&a, &b]).is_empty());
    }

    #[test]
    fn short_texts_in_the_same_order_all_meet() {
        let lines = [
            "the lamplighter climbed the western mole at dusk and counted boats",
            "nobody had told the pilots that the quay would close before winter",
            "eleven barrels of herring stood in the square until the bishop came",
            "her letters speak of green glass lanterns tied against the heavy fog",
        ];
        let twice: Vec<&str> = lines.iter().chain(&lines).copied().collect();
        let mut pairs: Vec<(usize, usize)> = meet(&twice).iter().map(|m| (m.0, m.1)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs, [(4, 0), (5, 1), (6, 2), (7, 3)]);
    }

    #[test]
    fn repetition_within_a_text_is_no_reuse() {
        assert!(meet(&[&format!("{SHARED}. {SHARED}."), "other words"]).is_empty());
    }

    #[test]
    fn each_place_is_its_text_s() {
        let mut store = Store::new();
        for len in [0, 3, 5000, 0, 0, 4095, 1, 9000, 12] {
            assert!(store.push(&vec![b'x'; len], &[]));
        }
        for i in 0..store.len() {
            assert!(store.text(i).all(|place| store.text_at(place) == i), "text {i}");
        }
    }

    #[test]
    fn counts_end_at_the_last_number() {
        let mut counts = Counts::new(1, 1 << 20);
        counts.add(&[7; 300]);
        counts.shares(3).iter_mut().for_each(|s| s.add(&[9, u64::MAX, u64::MAX]));
        assert_eq!((counts.count(7), counts.count(u64::MAX)), (255, 2));
    }
}
