//! Do two texts agree around a candidate more than chance makes them, and how far?

use super::super::fingerprint::K;
use super::seeds::Candidate;
use super::store::Store;
use crate::align::edit_distance::{Beside, Short};
use std::ops::Range;

/// A stretch of two texts that answer to each other, in places of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Units of the later text.
    pub q: Range<u32>,
    /// Units of the earlier text.
    pub d: Range<u32>,
    /// Whether the letters around the candidate agree on both sides of it together, as those of a copy do; else they do
    /// on one side alone, or its fingerprints alone tell for it.
    pub whole: bool,
}

/// Units of the window that a candidate is confirmed by.
const WINDOW: u32 = 64;
/// Edits in a window of 64 units from which the likeness may be chance: two runs of English
/// letters that share ten units differ in 21 or more of 64 nine times in ten.
const CHANCE: usize = 19;
/// Units of the window on either side of the candidate's fingerprint.
const SIDE: u32 = (WINDOW - K as u32) / 2;
/// By how much the other text may be longer there.
const SLACK: u32 = 8;
/// Units that must be compared.
const LEAST: u32 = 24;
/// Edits on one side up to which it agrees by itself: two runs of English letters differ in some 16 of 27.
const ONE_SIDE: usize = 10;
/// Units by which a passage is extended at a step.
const STEP: u32 = 32;
/// Edits in a step from which the texts no longer agree.
const APART: usize = 15;
/// Steps that may fail one after the other within a passage.
const BRIDGE: u32 = 3;

/// Scratch memory of [`Store::confirm`].
#[derive(Debug, Clone, Default)]
pub struct Look {
    beside: Beside,
    short: Short,
}

impl Store {
    /// Whether the texts agree around a candidate more than chance makes them, and how far they
    /// do. The ends are rough: they are to be trimmed by an alignment.
    #[must_use]
    pub fn confirm(&self, c: &Candidate, look: &mut Look) -> Option<Stretch> {
        let (tq, td) = (self.text(self.text_at(c.q)), self.text(self.text_at(c.d)));
        let placed = self.placed(c, &tq, &td, look)?;
        Some(self.extend(placed, &tq, &td, &mut look.short))
    }

    /// What around a candidate agrees: both sides of it together, else what goes on after it or before it, else only
    /// itself, where its fingerprints are rare and cover much.
    fn placed(&self, c: &Candidate, tq: &Range<u32>, td: &Range<u32>, look: &mut Look) -> Option<Stretch> {
        let k = K as u32;
        let (q, d) = (c.q..(c.q + k).min(tq.end), c.d..(c.d + k).min(td.end));
        let after = (q.end..(q.end + SIDE).min(tq.end), d.end..(d.end + SIDE + SLACK).min(td.end));
        let before = (
            q.start.saturating_sub(SIDE).max(tq.start)..q.start,
            d.start.saturating_sub(SIDE + SLACK).max(td.start)..d.start,
        );
        let slices = |r: &(Range<u32>, Range<u32>)| (self.slice(&r.0), self.slice(&r.1));
        let [forward, backward] = look.beside.compare(slices(&after), slices(&before));
        let size = k + after.0.len() as u32 + before.0.len() as u32;
        let chance = |distance: usize, size: u32| distance * WINDOW as usize > CHANCE * size as usize;
        if size >= LEAST && !chance(forward.0 + backward.0, size) {
            return Some(Stretch {
                q: before.0.start..after.0.end,
                d: d.start - backward.1 as u32..d.end + forward.1 as u32,
                whole: true,
            });
        }
        // An edited passage agrees on one side alone, and where words were put in on neither.
        let agrees = |side: (usize, usize), of: &Range<u32>| {
            of.len() >= LEAST as usize * 3 / 4 && side.0 * SIDE as usize <= ONE_SIDE * of.len()
        };
        if agrees(forward, &after.0) {
            let d = d.start..d.end + forward.1 as u32;
            return Some(Stretch { q: q.start..after.0.end, d, whole: false });
        }
        if agrees(backward, &before.0) {
            let d = d.start - backward.1 as u32..d.end;
            return Some(Stretch { q: before.0.start..q.end, d, whole: false });
        }
        c.rare.then_some(Stretch { q, d, whole: false })
    }

    fn extend(&self, mut s: Stretch, tq: &Range<u32>, td: &Range<u32>, short: &mut Short) -> Stretch {
        let mut failed = 0;
        let (mut q, mut d) = (s.q.end, s.d.end);
        while q < tq.end && d < td.end && failed < BRIDGE {
            let size = STEP.min(tq.end - q);
            let text = self.slice(&(d..(d + size + size / 2).min(td.end)));
            let pattern = self.slice(&(q..q + size)).iter().copied();
            let (distance, len) = short.set(pattern).from_start(text.iter().copied());
            q += size;
            d += len.max(if failed == 0 { 1 } else { size as usize / 2 }) as u32;
            d = d.min(td.end);
            if distance * STEP as usize <= APART * size as usize {
                (s.q.end, s.d.end) = (q, d);
                failed = 0;
            } else {
                failed += 1;
            }
        }
        failed = 0;
        (q, d) = (s.q.start, s.d.start);
        while q > tq.start && d > td.start && failed < BRIDGE {
            let size = STEP.min(q - tq.start);
            let pattern = self.slice(&(q - size..q)).iter().rev().copied();
            let low = d.saturating_sub(size + size / 2).max(td.start);
            let text = self.slice(&(low..d)).iter().rev().copied();
            let (distance, len) = short.set(pattern).from_start(text);
            q -= size;
            d -= (len.max(if failed == 0 { 1 } else { size as usize / 2 }) as u32).min(d - td.start);
            if distance * STEP as usize <= APART * size as usize {
                (s.q.start, s.d.start) = (q, d);
                failed = 0;
            } else {
                failed += 1;
            }
        }
        // Room for what the last steps on either side may have cut off.
        s.q = s.q.start.saturating_sub(STEP).max(tq.start)..(s.q.end + STEP).min(tq.end);
        s.d = s.d.start.saturating_sub(STEP).max(td.start)..(s.d.end + STEP).min(td.end);
        s
    }
}
