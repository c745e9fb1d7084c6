//! Do two texts agree around a candidate more than chance makes them, and how far?

use super::super::fingerprint::K;
use super::seeds::Candidate;
use super::store::Store;
use crate::align::edit_distance::Short;
use std::ops::Range;

/// A stretch of two texts that answer to each other, in places of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Units of the later text.
    pub q: Range<u32>,
    /// Units of the earlier text.
    pub d: Range<u32>,
}

/// Units of the window that a candidate is confirmed by.
const WINDOW: u32 = 64;
/// Edits in a window of 64 units from which the likeness may be chance: two runs of English
/// letters that share ten units differ in 21 or more of 64 nine times in ten.
const CHANCE: usize = 19;
/// Units by which a passage is extended at a step.
const STEP: u32 = 32;
/// Edits in a step from which the texts no longer agree.
const APART: usize = 15;
/// Steps that may fail one after the other within a passage.
const BRIDGE: u32 = 3;

impl Store {
    /// Whether the texts agree around a candidate more than chance makes them, and how far they
    /// do. The ends are rough: they are to be trimmed by an alignment.
    #[must_use]
    pub fn confirm(&self, c: &Candidate, short: &mut Short) -> Option<Stretch> {
        let (tq, td) = (self.text(self.text_at(c.q)), self.text(self.text_at(c.d)));
        let (middle, left) = (WINDOW / 2 - 5, WINDOW - K as u32);
        let windows: &[u32] = match (c.before, c.after) {
            (true, false) => &[left, middle],
            (false, true) => &[0, middle],
            _ => &[middle, left, 0],
        };
        let placed = windows.iter().find_map(|&back| {
            let start = c.q.saturating_sub(back).max(tq.start);
            let end = (start + WINDOW).min(tq.end);
            let size = end - start;
            if size < 24 {
                return None;
            }
            let offset = c.q - start;
            let low = c.d.saturating_sub(offset + 8).max(td.start);
            let high = (c.d - c.d.min(offset) + size + 8).clamp(low, td.end);
            let text = self.slice(&(low..high));
            let (distance, stop) = short.set(self.slice(&(start..end)).iter().copied()).nearest(text);
            if distance > CHANCE * size as usize / WINDOW as usize {
                return None;
            }
            let len = short.length_before(text, stop);
            Some(Stretch { q: start..end, d: low + (stop - len) as u32..low + stop as u32 })
        })?;
        Some(self.extend(placed, &tq, &td, short))
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
