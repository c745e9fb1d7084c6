//! What became of the findings of an earlier check of a draft? Each is unchanged, moved, changed or gone; the others are new.
//!
//! Two findings with one fingerprint are the same finding: the same words, verdict and witness. Both checks give their
//! findings in the order of the draft, so the two lists are aligned: what is the same in that order is **unchanged**, wherever
//! lines went; what is the same and has passed another finding is **moved**. Of the rest, what has the anchor of an earlier
//! one is that one **changed**: its words, its verdict or its witness are others. What is left is **new**, or **gone**.

use super::key::Anchor;
use super::since::{Earlier, Since, State};
use super::types::Finding;
use std::sync::Arc;

/// Hashes of two anchors that agree from which they may be one place.
const AGREE: usize = 3;
/// Pairs of words up to which an edit may leave none of them.
const FEW: usize = 7;
/// Share of the pairs of words that an edit leaves, of the shorter text.
const SHARED: f32 = 0.55;
/// Cells of an alignment's table; what needs more is paired by fingerprint alone.
const CELLS: usize = 16_000_000;
/// What a pair with one fingerprint is worth, beside how far its anchors agree.
const SAME: u32 = 100;

/// Tells of each finding what became of it since an earlier check; gives the earlier ones that are gone. Both stand in the
/// order of the draft, whose text is given.
pub fn compare(text: &str, findings: &mut [Finding], earlier: Vec<Earlier>) -> Vec<Earlier> {
    let before: Vec<Key<'_>> = earlier.iter().map(|e| Key::new(e.anchor, &e.fingerprint, &e.words)).collect();
    let after = findings
        .iter()
        .map(|f| Key::new(f.keys.anchor, &f.keys.fingerprint, f.draft.slice(text).unwrap_or("")));
    let pairs = pairs(&before, &after.collect::<Vec<_>>());
    let earlier: Vec<Arc<Earlier>> = earlier.into_iter().map(Arc::new).collect();
    let mut gone = vec![true; earlier.len()];
    for (f, pair) in findings.iter_mut().zip(pairs) {
        f.since = Some(match pair {
            None => Since { state: State::New, before: None },
            Some((at, state)) => {
                gone[at] = false;
                Since { state, before: Some(earlier[at].clone()) }
            }
        });
    }
    earlier.into_iter().zip(gone).filter(|e| e.1).map(|e| Arc::unwrap_or_clone(e.0)).collect()
}

/// What a finding is known by.
#[derive(Debug, Clone)]
struct Key<'a> {
    anchor: Option<Anchor>,
    fingerprint: &'a str,
    /// Pairs of words that follow each other in the draft there, in order; each once.
    pairs: Vec<(String, String)>,
}

impl<'a> Key<'a> {
    fn new(anchor: Option<Anchor>, fingerprint: &'a str, words: &str) -> Self {
        let between = |c: char| !c.is_alphanumeric();
        let words: Vec<String> =
            words.split(between).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        let mut pairs: Vec<(String, String)> =
            words.windows(2).map(|w| (w[0].clone(), w[1].clone())).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { anchor, fingerprint, pairs }
    }

    fn is(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint && self.anchor == other.anchor
    }

    /// Whether its words may be the other's, edited. Of few words nothing is said: what stands around them tells.
    fn may_be(&self, other: &Self) -> bool {
        let least = self.pairs.len().min(other.pairs.len());
        let shared = self.pairs.iter().filter(|p| other.pairs.binary_search(p).is_ok()).count();
        least < FEW || shared as f32 >= least as f32 * SHARED
    }
}

/// For each later key, the earlier one that it was, and what became of it.
fn pairs(before: &[Key<'_>], after: &[Key<'_>]) -> Vec<Option<(usize, State)>> {
    let mut out: Vec<Option<(usize, State)>> = vec![None; after.len()];
    // An edit is somewhere: what is the same at both ends needs no table.
    let head = before.iter().zip(after).take_while(|(a, b)| a.is(b)).count();
    let rest = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a.is(b)).count();
    for (i, kept) in out.iter_mut().enumerate().take(head) {
        *kept = Some((i, State::Unchanged));
    }
    for i in 0..tail {
        out[after.len() - 1 - i] = Some((before.len() - 1 - i, State::Unchanged));
    }
    let inner = (head..before.len() - tail, head..after.len() - tail);
    for (a, b) in in_order(&before[inner.0.clone()], &after[inner.1.clone()]) {
        let (a, b) = (a + head, b + head);
        let same = before[a].fingerprint == after[b].fingerprint;
        out[b] = Some((a, if same { State::Unchanged } else { State::Changed }));
    }
    let mut taken = vec![false; before.len()];
    out.iter().flatten().for_each(|p| taken[p.0] = true);
    // What is the same out of order has moved; then, what has the anchor was changed.
    for same in [true, false] {
        for b in 0..after.len() {
            if out[b].is_some() {
                continue;
            }
            let open = (0..before.len()).filter(|&a| !taken[a]);
            let alike = open
                .map(|a| (likeness(&before[a], &after[b]), a))
                .filter(|l| (l.0 >= SAME) == same && l.0 > 0);
            let best = alike.max_by_key(|&(l, a)| (l, std::cmp::Reverse(a)));
            if let Some((_, a)) = best {
                taken[a] = true;
                out[b] = Some((a, if same { State::Moved } else { State::Changed }));
            }
        }
    }
    out
}

/// How much two findings are one: nothing where neither their fingerprints nor their anchors agree.
fn likeness(a: &Key<'_>, b: &Key<'_>) -> u32 {
    let agree = match (a.anchor, b.anchor) {
        (Some(x), Some(y)) => x.agreement(&y),
        _ => 0,
    };
    if a.fingerprint == b.fingerprint {
        let turn = a.anchor.map(|x| x.turn) == b.anchor.map(|y| y.turn);
        SAME + 2 * agree as u32 + u32::from(turn)
    } else if agree >= AGREE && a.may_be(b) {
        agree as u32
    } else {
        0
    }
}

/// The pairs of the alignment that is worth most, in order (Needleman and Wunsch 1970, without a price for gaps).
fn in_order(before: &[Key<'_>], after: &[Key<'_>]) -> Vec<(usize, usize)> {
    let (n, m) = (before.len(), after.len());
    if n == 0 || m == 0 || n.saturating_mul(m) > CELLS {
        return vec![];
    }
    let wide = m + 1;
    // worth[i][j]: the best of before[i..] and after[j..].
    let mut worth = vec![0u32; (n + 1) * wide];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let skip = worth[(i + 1) * wide + j].max(worth[i * wide + j + 1]);
            let pair = likeness(&before[i], &after[j]);
            let paired = if pair > 0 { pair + worth[(i + 1) * wide + j + 1] } else { 0 };
            worth[i * wide + j] = skip.max(paired);
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < n && j < m {
        let best = worth[i * wide + j];
        let pair = likeness(&before[i], &after[j]);
        if pair > 0 && best == pair + worth[(i + 1) * wide + j + 1] {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best == worth[(i + 1) * wide + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Kind;

    fn key(place: u8, print: &str) -> Key<'_> {
        Key::new(Some(Anchor { kind: Kind::Quotation, sketch: [place; 8], turn: 1 }), print, "")
    }

    fn told(before: &[Key<'_>], after: &[Key<'_>]) -> Vec<String> {
        let shown = |p: &Option<(usize, State)>| p.map_or("new".into(), |(a, s)| format!("{a} {}", s.name()));
        pairs(before, after).iter().map(shown).collect()
    }

    #[test]
    fn each_state_is_told() {
        let before = [key(1, "a"), key(2, "b"), key(3, "c"), key(4, "d")];
        assert_eq!(told(&before, &before), ["0 unchanged", "1 unchanged", "2 unchanged", "3 unchanged"]);
        // One gone, one new, one changed.
        let after = [key(1, "a"), key(3, "x"), key(9, "n"), key(4, "d")];
        assert_eq!(told(&before, &after), ["0 unchanged", "2 changed", "new", "3 unchanged"]);
        // One taken to the front.
        let after = [key(4, "d"), key(1, "a"), key(2, "b"), key(3, "c")];
        assert_eq!(told(&before, &after), ["3 moved", "0 unchanged", "1 unchanged", "2 unchanged"]);
        // Moved and edited.
        let after = [key(4, "y"), key(1, "a"), key(2, "b"), key(3, "c")];
        assert_eq!(told(&before, &after)[0], "3 changed");
        assert_eq!(told(&[], &before[..1]), ["new"]);
        assert_eq!(told(&before, &[]), [""; 0]);
    }

    #[test]
    fn of_the_same_words_in_several_places_the_order_tells_which_is_gone() {
        let before = [key(1, "a"), key(2, "x"), key(1, "a"), key(3, "y"), key(1, "a")];
        let after = [key(2, "x"), key(1, "a"), key(3, "y"), key(1, "a")];
        assert_eq!(told(&before, &after), ["1 unchanged", "2 unchanged", "3 unchanged", "4 unchanged"]);
        let after = [key(1, "a"), key(2, "x"), key(3, "y"), key(1, "a")];
        assert_eq!(told(&before, &after), ["0 unchanged", "1 unchanged", "3 unchanged", "4 unchanged"]);
    }

    #[test]
    fn other_words_in_the_same_place_are_another_finding() {
        let words = |w: &'static str, print: &'static str| Key {
            anchor: key(1, "").anchor,
            ..Key::new(None, print, w)
        };
        let old = "the bank may extend the loan until the first of October if it is asked";
        let edited = "the bank must extend the loan until the second of October if it is asked";
        let other = "the pilots warned the council of the bar, and the lamps on the mole were dark";
        assert_eq!(told(&[words(old, "a")], &[words(edited, "b")]), ["0 changed"]);
        let shorter = "extend the loan until the first of October";
        assert_eq!(told(&[words(old, "a")], &[words(shorter, "b")]), ["0 changed"]);
        assert_eq!(told(&[words(old, "a")], &[words(other, "b")]), ["new"]);
        // Of few words, what stands around them tells.
        assert_eq!(told(&[words("June 31, 1973", "a")], &[words("31 June 1937", "b")]), ["0 changed"]);
    }

    #[test]
    fn nothing_is_paired_twice() {
        let before: Vec<Key<'_>> = (0..40).map(|i| key(i % 5, ["p", "q", "r"][i as usize % 3])).collect();
        let mut after = before.clone();
        after.rotate_left(13);
        after.truncate(30);
        let got = pairs(&before, &after);
        let mut used: Vec<usize> = got.iter().flatten().map(|p| p.0).collect();
        used.sort_unstable();
        used.dedup();
        assert_eq!(used.len(), got.iter().flatten().count());
    }
}
