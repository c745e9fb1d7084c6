//! Where in a neighbourhood do the words stand? The query as units, placed by edit distance.

use super::query::{Candidate, Placed, Query};
use crate::draft::Draft;
use fontes_core::align::edit_distance;
use std::ops::Range;

/// A part less like than this is not there.
pub(super) const PART: f32 = 0.6;
/// Units that an ellipsis may leave out within one neighbourhood.
const ELISION: u32 = 6_000;

pub(super) struct Window {
    pub(super) number: usize,
    /// Units of the document, from where the pattern would begin to the last hit.
    pub(super) units: Range<u32>,
}

/// The wanted words as units.
pub(crate) struct Pattern {
    /// Units of each part, bracketed tokens left out.
    pub(super) parts: Vec<Vec<u32>>,
    /// Runs of units without brackets, with their offset in the pattern.
    pub(super) runs: Vec<(u32, Vec<u32>)>,
    pub(super) length: u32,
}

impl Pattern {
    /// Parts that are given as units.
    pub(crate) const fn of_parts(parts: Vec<Vec<u32>>) -> Self {
        Self { parts, runs: vec![], length: 0 }
    }

    pub(super) fn new(draft: &Draft, query: &Query) -> Self {
        let mut pattern = Self { parts: vec![], runs: vec![], length: 0 };
        for part in &query.parts {
            let mut units = Vec::new();
            let mut open = false;
            for i in part.clone() {
                if draft.is_inserted(i) {
                    open = false;
                    continue;
                }
                let letters = draft.folded.letters(i);
                if !open {
                    pattern.runs.push((pattern.length, vec![]));
                    open = true;
                }
                if let Some(run) = pattern.runs.last_mut() {
                    run.1.extend(letters);
                }
                pattern.length += letters.len() as u32;
                units.extend(letters);
            }
            pattern.parts.push(units);
        }
        pattern
    }

    /// Units within which all hits of one place lie.
    pub(super) fn reach(&self) -> u32 {
        self.length + self.length / 4 + 80 + ELISION * (self.parts.len() as u32 - 1)
    }

    /// The units of a document of `end` units that are looked at around a window.
    pub(super) fn region(&self, window: &Window, end: u32) -> Range<u32> {
        let pad = 48 + self.length / 4;
        let low = window.units.start.saturating_sub(pad);
        let last = window.units.start.max(window.units.end.saturating_sub(self.length));
        low..last.saturating_add(self.reach() + pad).min(end)
    }

    /// Places the parts in the `units` of a document from unit `from` on.
    pub(crate) fn place(&self, number: usize, from: u32, units: &[u32]) -> Option<Candidate> {
        // What was read is a part of a document, whose units are u32.
        let high = units.len() as u32;
        // The part that stands there most surely is placed first; the others as near to it as they
        // stand, in order.
        let mut parts: Vec<Option<Placed>> = vec![None; self.parts.len()];
        let agreeing = |p: &Placed| p.length.saturating_sub(p.distance);
        let (anchor, placed) = (0..self.parts.len())
            .rev()
            .filter_map(|i| Some((i, self.part(i, units, 0..high, true, false)?)))
            .max_by_key(|(_, p)| agreeing(p))?;
        let Range { start: mut end, end: mut start } = placed.units;
        parts[anchor] = Some(placed);
        for i in (0..anchor).rev() {
            parts[i] = self.part(i, units, 0..end, false, true);
            end = parts[i].as_ref().map_or(end, |p| p.units.start);
        }
        for i in anchor + 1..self.parts.len() {
            parts[i] = self.part(i, units, start..high, false, false);
            start = parts[i].as_ref().map_or(start, |p| p.units.end);
        }
        let total: usize = self.parts.iter().map(Vec::len).sum();
        let agree: usize = parts.iter().flatten().map(agreeing).sum();
        let likeness = agree as f32 / total.max(1) as f32;
        for p in parts.iter_mut().flatten() {
            p.units = p.units.start + from..p.units.end + from;
        }
        Some(Candidate { number, parts, likeness })
    }

    /// Places one part in a stretch of the witness; of equally good places the first, or the
    /// last when `backward`. A part that is hardly like anything there is not placed, unless
    /// it is `alone`.
    fn part(&self, i: usize, all: &[u32], within: Range<u32>, alone: bool, backward: bool) -> Option<Placed> {
        let units = &self.parts[i];
        let region = all.get(within.start as usize..within.end as usize)?;
        let found = if backward {
            let reversed = |u: &[u32]| u.iter().rev().copied().collect::<Vec<u32>>();
            edit_distance::place(&reversed(units), &reversed(region)).map(|p| edit_distance::Place {
                start: region.len() - p.end,
                end: region.len() - p.start,
                distance: p.distance,
            })
        } else {
            edit_distance::place(units, region)
        }?;
        let like = 1.0 - found.distance as f32 / units.len() as f32;
        (alone || like >= PART).then(|| Placed {
            units: within.start + found.start as u32..within.start + found.end as u32,
            distance: found.distance,
            length: units.len(),
        })
    }
}
