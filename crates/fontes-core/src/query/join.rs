//! Where do the words of a phrase follow each other, and where do two phrases stand near each other?
//!
//! Places are counted in half words, since a word that a line's end divides ("cease-⏎fire") is one token, of which each
//! half may be a word of the phrase.

/// A stretch of a text: half words, token 7 being 14 to 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The first half word.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// How well it agrees with what was asked, in percent: 100 is the word itself.
    pub quality: u8,
}

/// Where one word of a phrase stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Wherever a word is.
    Any,
    /// At these places, in order.
    At(Vec<At>),
}

/// The places where the words of a phrase follow each other, in order. `gaps` are stretches of whole tokens, in order, that a phrase
/// passes over: running heads, page numbers.
#[must_use]
pub fn join(slots: &[Slot], gaps: &[(u32, u32)]) -> Vec<At> {
    let mut slots = slots.iter();
    let Some(Slot::At(first)) = slots.next() else { return Vec::new() };
    let mut open = first.clone();
    for slot in slots {
        let mut next = Vec::with_capacity(open.len());
        for so_far in &open {
            let mut follow = |from: u32| match slot {
                Slot::Any => next.push(At { end: (from / 2 + 1) * 2, ..*so_far }),
                Slot::At(places) => {
                    let first = places.partition_point(|p| p.start < from);
                    for p in places[first..].iter().take_while(|p| p.start == from) {
                        let quality = so_far.quality.min(p.quality);
                        next.push(At { start: so_far.start, end: p.end, quality });
                    }
                }
            };
            follow(so_far.end);
            if let Some(after) = after_gap(so_far.end, gaps) {
                follow(after);
            }
        }
        next.sort_unstable_by_key(|a| (a.start, a.end, std::cmp::Reverse(a.quality)));
        next.dedup_by_key(|a| (a.start, a.end));
        open = next;
        if open.is_empty() {
            break;
        }
    }
    open
}

/// Where a text goes on after the gap that begins at `half`, if one does.
fn after_gap(half: u32, gaps: &[(u32, u32)]) -> Option<u32> {
    let at = gaps.binary_search_by_key(&(half / 2), |g| g.0).ok()?;
    half.is_multiple_of(2).then(|| gaps[at].1.saturating_mul(2))
}

/// The pairs of places of which one is at most `within` words from the other, as stretches over both, in order. Places that overlap are
/// no pair. Of each left place the nearest right one on either side is taken.
#[must_use]
pub fn near(left: &[At], right: &[At], within: u32) -> Vec<At> {
    let mut out = Vec::new();
    for l in left {
        // Words from the end of the one to the beginning of the other, side by side being one.
        let apart = |end: u32, start: u32| start.checked_sub(end).map(|halves| halves / 2 + 1);
        let next = right.partition_point(|r| r.start < l.end);
        let after = right.get(next).filter(|r| apart(l.end, r.start).is_some_and(|n| n <= within));
        // Stretches of one phrase have nearly one length, so that the nearest before ends last.
        let until = right.partition_point(|r| r.start < l.start);
        let before = right[..until].iter().rev().find(|r| r.end <= l.start);
        let before = before.filter(|r| apart(r.end, l.start).is_some_and(|n| n <= within));
        for r in [before, after].into_iter().flatten() {
            let quality = l.quality.min(r.quality);
            out.push(At { start: l.start.min(r.start), end: l.end.max(r.end), quality });
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(token: u32) -> At {
        At { start: token * 2, end: token * 2 + 2, quality: 100 }
    }

    #[test]
    fn words_follow_each_other_whole_and_in_halves() {
        let the = Slot::At(vec![whole(0), whole(9)]);
        let cease = Slot::At(vec![At { start: 2, end: 3, quality: 90 }]);
        let fire = Slot::At(vec![At { start: 3, end: 4, quality: 90 }]);
        let would = Slot::At(vec![whole(2)]);
        let got = join(&[the, cease, fire, would], &[]);
        assert_eq!(got, [At { start: 0, end: 6, quality: 90 }]);
    }

    #[test]
    fn any_word_and_gaps_are_passed_over() {
        let a = Slot::At(vec![whole(1)]);
        assert_eq!(join(&[a.clone(), Slot::Any, Slot::At(vec![whole(3)])], &[]).len(), 1);
        assert_eq!(join(&[a.clone(), Slot::At(vec![whole(3)])], &[]).len(), 0);
        assert_eq!(join(&[a, Slot::At(vec![whole(5)])], &[(2, 5)]).len(), 1);
    }

    #[test]
    fn nearness_is_in_words_and_either_order() {
        let (a, b) = (vec![whole(3)], vec![whole(0), whole(3), whole(6)]);
        assert_eq!(near(&a, &b, 3).len(), 2);
        assert_eq!(near(&a, &b, 2).len(), 0);
        assert_eq!(near(&b, &a, 3).len(), 2);
    }
}
