//! Which passages do two texts share? Chains of shared fingerprints, extended word by word
//! and verified by alignment.

use super::chain::{Chain, Hit, chains};
use super::gram::Sampler;
use super::words::{Relation, Segment, Task, align};
use crate::text::Folded;
use std::collections::BTreeMap;
use std::ops::Range;

/// What counts as a shared passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Words that must answer to each other.
    pub min_words: usize,
    /// Share of the letters that must be the same, 0 to 1.
    pub min_score: f32,
    /// Units that two shared fingerprints of one passage may lie apart.
    pub max_gap: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { min_words: 8, min_score: 0.6, max_gap: 90 }
    }
}

/// A passage that stands in both texts, aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Tokens of the first text.
    pub a: Range<usize>,
    /// Tokens of the second text.
    pub b: Range<usize>,
    /// The alignment; its segments tile `a` and `b`.
    pub segments: Vec<Segment>,
    /// Words in segments of agreement.
    pub same_words: usize,
    /// Share of the letters of the longer side that are the same, 0 to 1.
    pub score: f32,
}

/// Units of a run of tokens.
#[must_use]
pub fn units_of(f: &Folded, r: &Range<usize>) -> usize {
    f.run(r).len()
}

/// Measures an alignment.
#[must_use]
pub fn measure(a: &Folded, b: &Folded, segments: Vec<Segment>) -> Option<Passage> {
    let (first, last) = (segments.first()?, segments.last()?);
    let (ra, rb) = (first.a.start..last.a.end, first.b.start..last.b.end);
    let (mut same, mut words) = (0.0f32, 0);
    for s in &segments {
        let (ua, ub) = (units_of(a, &s.a), units_of(b, &s.b));
        match s.relation {
            Relation::Same => {
                same += ua as f32;
                words += s.a.len();
            }
            _ => same += s.agreement(a, b) * ua.max(ub) as f32,
        }
    }
    let longest = units_of(a, &ra).max(units_of(b, &rb)).max(1);
    Some(Passage { a: ra, b: rb, segments, same_words: words, score: same / longest as f32 })
}

/// Which ends of a text are those of what is held of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Whether it is held from its first word on.
    pub first: bool,
    /// Whether it is held to its last word.
    pub last: bool,
}

impl Ends {
    /// A whole text.
    pub const WHOLE: Self = Self { first: true, last: true };
}

/// A passage may go on over an end of what is held: more must be read to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond;

/// Extends a chain word by word to both sides and aligns what it covers. `within` bounds the
/// tokens of the first text. `None` when what is shared is less than `limits` ask.
#[must_use]
pub fn extend(
    a: &Folded,
    b: &Folded,
    chain: &Chain,
    within: Range<usize>,
    limits: &Limits,
) -> Option<Passage> {
    // Of a whole text there is nothing beyond.
    extend_in(a, b, Ends::WHOLE, chain, within, limits).unwrap_or(None)
}

/// Words looked ahead at a difference: what is this near to an end of what is held may go on over it.
const AHEAD: usize = 4;

/// [`extend`] in a second text that is held in part.
///
/// # Errors
/// [`Beyond`] when words over an end of what is held could make a difference.
pub fn extend_in(
    a: &Folded,
    b: &Folded,
    held: Ends,
    chain: &Chain,
    within: Range<usize>,
    limits: &Limits,
) -> Result<Option<Passage>, Beyond> {
    let mut ra = a.tokens_of(&chain.q);
    let mut rb = b.tokens_of(&chain.d);
    ra = ra.start.max(within.start)..ra.end.min(within.end);
    rb.end = rb.end.min(b.tokens.len());
    if ra.is_empty() || rb.is_empty() {
        return Ok(None);
    }
    let left = grow(
        ra.start - within.start,
        rb.start,
        |i| a.letters(ra.start - 1 - i),
        |j| b.letters(rb.start - 1 - j),
    );
    let right = grow(
        within.end - ra.end,
        b.tokens.len() - rb.end,
        |i| a.letters(ra.end + i),
        |j| b.letters(rb.end + j),
    );
    let near = |seen: usize, room: usize| seen + AHEAD > room;
    if (!held.first && near(left.2, rb.start)) || (!held.last && near(right.2, b.tokens.len() - rb.end)) {
        return Err(Beyond);
    }
    let task = Task {
        a,
        a_range: ra.start - left.0..ra.end + right.0,
        b,
        b_range: rb.start - left.1..rb.end + right.1,
        free_ends: false,
        inserted: &|_| false,
    };
    let mut segments = align(&task);
    // A passage begins and ends with words that both have.
    while segments.last().is_some_and(|s| s.relation != Relation::Same) {
        segments.pop();
    }
    let lead = segments.iter().take_while(|s| s.relation != Relation::Same).count();
    segments.drain(..lead);
    let passage = measure(a, b, segments);
    Ok(passage.filter(|p| p.same_words >= limits.min_words && p.score >= limits.min_score))
}

/// The best passage within a stretch of two texts that roughly answer to each other: the run of
/// segments whose agreement outweighs most what differs in it.
/// `None` when what is shared is less than `limits` ask.
#[must_use]
pub fn refine(
    a: &Folded,
    b: &Folded,
    stretch: (Range<usize>, Range<usize>),
    limits: &Limits,
) -> Option<Passage> {
    let task = Task { a, a_range: stretch.0, b, b_range: stretch.1, free_ends: false, inserted: &|_| false };
    let mut segments = align(&task);
    // Likeness at which a segment is worth nothing: what is less like counts against the passage.
    let even = limits.min_score.clamp(0.5, 0.95);
    let worth = |s: &Segment| {
        let (x, y) = (units_of(a, &s.a) as f32, units_of(b, &s.b) as f32);
        match s.agreement(a, b) {
            like if like > 0.0 => x.max(y) * (like - even) / (1.0 - even),
            _ => (-x.max(y) * 0.8 - 1.0) * even / (1.0 - even),
        }
    };
    let best = best_run(segments.iter().map(worth)).unwrap_or(0..0);
    segments.truncate(best.end);
    segments.drain(..best.start);
    // A word that is only somewhat like the other is no end of a passage.
    let ends = |s: &Segment| s.agreement(a, b) >= AT_ENDS;
    while segments.last().is_some_and(|s| !ends(s)) {
        segments.pop();
    }
    let lead = segments.iter().take_while(|s| !ends(s)).count();
    segments.drain(..lead);
    let passage = measure(a, b, segments)?;
    // A damaged word is still the word.
    let damaged: usize = passage
        .segments
        .iter()
        .filter(|s| s.relation == Relation::Substitution && s.agreement(a, b) > 0.0)
        .map(|s| s.a.len().min(s.b.len()))
        .sum();
    (passage.same_words + damaged >= limits.min_words && passage.score >= limits.min_score).then_some(passage)
}

/// Likeness that the first and the last word of a passage must have.
const AT_ENDS: f32 = 0.7;

/// The run of items whose worths sum to the most (maximum-sum segment, Bentley); the first of
/// equals, and none if nothing is worth anything.
pub(super) fn best_run(worths: impl Iterator<Item = f32>) -> Option<Range<usize>> {
    let (mut from, mut sum) = (0, 0.0f32);
    let mut best: Option<(f32, Range<usize>)> = None;
    for (i, worth) in worths.enumerate() {
        if sum <= 0.0 {
            (from, sum) = (i, 0.0);
        }
        sum += worth;
        if sum > best.as_ref().map_or(0.0, |b| b.0) {
            best = Some((sum, from..i + 1));
        }
    }
    best.map(|b| b.1)
}

/// How far two runs of words go on together: greedily, giving up three words after the last
/// agreement that was worth it. And how many words of the second were looked at for that.
fn grow<'t>(
    room_a: usize,
    room_b: usize,
    a: impl Fn(usize) -> &'t [u32],
    b: impl Fn(usize) -> &'t [u32],
) -> (usize, usize, usize) {
    let (mut i, mut j, mut score) = (0, 0, 0i32);
    let mut best = (0, 0, 0i32); // at i and j, with this score
    while i < room_a && j < room_b && score > best.2 - 4 {
        if a(i) == b(j) {
            score += 1;
            i += 1;
            j += 1;
        } else {
            // One word for another, one more, or one less: what goes on best.
            let next = |x: usize, y: usize| {
                (0..2).take_while(|k| x + k < room_a && y + k < room_b && a(x + k) == b(y + k)).count()
            };
            let moves = [(1, 1), (1, 0), (0, 1), (2, 2), (2, 1), (1, 2)];
            let Some(step) = moves.iter().max_by_key(|m| (next(i + m.0, j + m.1), usize::MAX - m.0 - m.1))
            else {
                break;
            };
            score -= 2;
            i += step.0;
            j += step.1;
        }
        if score > best.2 {
            best = (i, j, score);
        }
    }
    (best.0.min(room_a), best.1.min(room_b), j)
}

/// Fingerprints of one text, to be looked up by another.
#[derive(Debug, Clone, Default)]
pub struct Table {
    places: BTreeMap<u64, Vec<u32>>,
}

impl Table {
    /// Samples a text.
    #[must_use]
    pub fn new(folded: &Folded) -> Self {
        let mut places: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        Sampler::default().sample(&folded.units, |g| places.entry(g.hash).or_default().push(g.at));
        Self { places }
    }

    /// Where a gram stands.
    #[must_use]
    pub fn places(&self, hash: u64) -> &[u32] {
        self.places.get(&hash).map_or(&[], Vec::as_slice)
    }
}

/// Occurrences of one gram in the second text beyond which it tells nothing.
const COMMON: usize = 64;

/// All passages that two texts share, disjoint in the first text, in its order.
#[must_use]
pub fn shared(a: &Folded, b: &Folded, limits: &Limits) -> Vec<Passage> {
    let table = Table::new(b);
    let mut hits = Vec::new();
    Sampler::default().sample(&a.units, |g| {
        let places = table.places(g.hash);
        if places.len() <= COMMON {
            hits.extend(places.iter().map(|&d| Hit { q: g.at, d }));
        }
    });
    let mut out: Vec<Passage> = Vec::new();
    for chain in chains(&mut hits, limits.max_gap) {
        let (from, to) = (a.token_of(chain.q.start), a.token_of(chain.q.end - 1));
        let covered = out.iter().any(|p| p.a.start <= from && to < p.a.end);
        if covered {
            continue;
        }
        // What is already told bounds the next passage.
        let low = out.iter().filter(|p| p.a.start <= from).map(|p| p.a.end).max().unwrap_or(0);
        let high = out.iter().filter(|p| p.a.start > from).map(|p| p.a.start).min().unwrap_or(a.tokens.len());
        if low < high
            && let Some(p) = extend(a, b, &chain, low..high, limits)
        {
            out.push(p);
        }
    }
    out.sort_by_key(|p| p.a.start);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_shared_passage_is_found_to_the_word() {
        let a = "Nothing before it. The truckers walked off the job when the president announced plans for a mixed transport. Nothing after.";
        let b = "Quite other words here; but the truckers walked off their job when the president announced plans for a mixed transport, and so on.";
        let (x, y) = (fold(a, &[]), fold(b, &[]));
        let found = shared(&x, &y, &Limits::default());
        assert_eq!(found.len(), 1);
        let words = |f: &Folded, text: &'static str, r: &Range<usize>| {
            text[f.tokens[r.start].span.start() as usize..f.tokens[r.end - 1].span.end() as usize].to_owned()
        };
        assert!(
            words(&x, a, &found[0].a).starts_with("The truckers")
                && words(&x, a, &found[0].a).ends_with("mixed transport")
        );
        assert!(
            words(&y, b, &found[0].b).starts_with("the truckers")
                && words(&y, b, &found[0].b).ends_with("mixed transport")
        );
        assert!(found[0].score > 0.9 && found[0].score < 1.0);
    }

    #[test]
    fn the_best_run_outweighs_what_lies_in_it() {
        let run = |w: &[f32]| best_run(w.iter().copied());
        assert_eq!(run(&[-1.0, 3.0, -2.0, 4.0, -9.0, 4.0]), Some(1..4));
        assert_eq!(run(&[-1.0, -2.0]), None);
        assert_eq!(run(&[]), None);
    }

    #[test]
    fn segments_tile_both_passages() {
        let a = fold("one two three four five six seven eight nine ten eleven twelve", &[]);
        let b = fold("zero one two three four fife six seven eight extra nine ten eleven twelve", &[]);
        for p in shared(&a, &b, &Limits { min_words: 5, ..Limits::default() }) {
            let (mut x, mut y) = (p.a.start, p.b.start);
            for s in &p.segments {
                assert_eq!((s.a.start, s.b.start), (x, y));
                (x, y) = (s.a.end, s.b.end);
            }
            assert_eq!((x, y), (p.a.end, p.b.end));
        }
    }
}
