//! Which shared fingerprints belong together? Collinear chains over two unit axes.

use super::fingerprint::K;
use std::ops::Range;

/// A fingerprint that stands on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First unit in the first text.
    pub q: u32,
    /// First unit in the second text.
    pub d: u32,
}

/// Hits that follow each other on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Units of the first text, from the first hit's start to the last one's end.
    pub q: Range<u32>,
    /// Units of the second text.
    pub d: Range<u32>,
    /// Units of the first text that the hits cover.
    pub covered: u32,
}

/// How many earlier hits are looked at for each hit.
const LOOK_BACK: usize = 48;

/// Chains `hits` (in any order; sorted on return). Neighbours in a chain lie at most `gap`
/// units apart on either side. Chains use disjoint hits; the best-covered come first.
pub fn chains(hits: &mut Vec<Hit>, gap: u32) -> Vec<Chain> {
    hits.sort_unstable();
    hits.dedup();
    let k = K as u32;
    let mut score: Vec<i64> = vec![i64::from(k) * 4; hits.len()];
    let mut before = vec![usize::MAX; hits.len()];
    for i in 0..hits.len() {
        let h = hits[i];
        for j in (i.saturating_sub(LOOK_BACK)..i).rev() {
            let p = hits[j];
            if h.q - p.q > gap {
                break;
            }
            if p.q >= h.q || p.d >= h.d || h.d - p.d > gap {
                continue;
            }
            let (dq, dd) = (h.q - p.q, h.d - p.d);
            let gain = i64::from(dq.min(dd).min(k)) * 4 - i64::from(dq.abs_diff(dd));
            if score[j] + gain > score[i] {
                score[i] = score[j] + gain;
                before[i] = j;
            }
        }
    }
    let mut order: Vec<usize> = (0..hits.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(score[i]), i));
    let mut used = vec![false; hits.len()];
    let mut out = Vec::new();
    for end in order {
        if used[end] {
            continue;
        }
        let mut at = end;
        let mut covered = k;
        let last = hits[end];
        let mut first = last;
        loop {
            used[at] = true;
            let p = before[at];
            if p == usize::MAX || used[p] {
                break;
            }
            covered += (hits[at].q - hits[p].q).min(k);
            first = hits[p];
            at = p;
        }
        out.push(Chain { q: first.q..last.q + k, d: first.d..last.d + k, covered });
    }
    out.sort_by_key(|c| (std::cmp::Reverse(c.covered), c.q.start, c.d.start));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_on_one_diagonal_make_one_chain() {
        let mut hits: Vec<Hit> = (0..10).map(|i| Hit { q: i * 4, d: 100 + i * 4 }).collect();
        hits.push(Hit { q: 8, d: 900 });
        let found = chains(&mut hits, 60);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].q.clone(), found[0].d.clone()), (0..46, 100..146));
        assert_eq!(found[0].covered, 46);
    }

    #[test]
    fn a_wide_gap_parts_two_chains() {
        let mut hits = vec![Hit { q: 0, d: 0 }, Hit { q: 100, d: 100 }];
        assert_eq!(chains(&mut hits, 60).len(), 2);
        assert_eq!(chains(&mut hits, 120).len(), 1);
    }
}
