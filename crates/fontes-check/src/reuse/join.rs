//! Which passages do two blocks share? Ranges of places, each one thread’s work.

use super::blocks::Texts;
use super::checkpoints::Checkpoints;
use super::found::{Head, Reuse};
use super::information::Measure;
use super::options::Options;
use super::part::Part;
use super::verify::verify;
use fontes_core::align::seed::{self as kernel, Packed, STRETCH, Seeds, Store};
use fontes_core::corpus::{Corpus, Result};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Hits of a range, about.
const HITS: u64 = 1 << 20;
/// Ranges whose hits are in hand at one time: the seeds are walked through once for so many.
const ROUND: usize = 12;

#[expect(clippy::too_many_arguments, reason = "one join over all that the survey gathered")]
pub(super) fn join(
    corpus: &dyn Corpus,
    texts: &Texts,
    (first, new): (usize, usize),
    mut seeds: Seeds,
    keep: Option<(&dyn Checkpoints, u32)>,
    measure: &Measure<'_>,
    heads: &[Head],
    options: &Options,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Part> {
    let store = &texts.store;
    let from = store.text(first).start;
    let parts: Vec<_> = seeds.parts().collect();
    parts.into_par_iter().for_each(kernel::Part::ready);
    let earlier = if new == 0 { u32::MAX } else { store.text(new).start };
    let ranges = ranges(store, seeds.hits());
    let done = AtomicU64::new(0);
    let one = |i: usize, hits: Vec<Vec<Packed>>| -> Result<Part> {
        let candidates = Seeds::candidates(store, &ranges[i], &hits);
        drop(hits);
        let part = verify(corpus, texts, &candidates, measure, heads, options)?;
        if let Some((k, join)) = keep {
            k.keep(join, i as u32, &part.to_bytes());
        }
        Ok(part)
    };
    let mut parts: Vec<Result<Part>> = Vec::with_capacity(ranges.len());
    for (round, of_round) in ranges.chunks(ROUND).enumerate() {
        let first = round * ROUND;
        let known: Vec<Option<Part>> = (first..first + of_round.len())
            .map(|i| keep.and_then(|(k, join)| Part::from_bytes(&k.kept(join, i as u32)?)))
            .collect();
        let hits = if known.iter().all(Option::is_some) {
            vec![vec![]; of_round.len()]
        } else {
            hits(&seeds, of_round, from, earlier)
        };
        let work: Vec<(usize, Option<Part>, Vec<Vec<Packed>>)> = known
            .into_iter()
            .zip(hits)
            .enumerate()
            .map(|(n, (known, hits))| (first + n, known, hits))
            .collect();
        let of_round: Vec<Result<Part>> = work
            .into_par_iter()
            .map(|(i, known, hits)| {
                let part = known.map_or_else(|| one(i, hits), Ok);
                let n = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress(n as f64 / ranges.len() as f64);
                part
            })
            .collect();
        parts.extend(of_round);
    }
    let mut all = Part::default();
    for (part, range) in parts.into_iter().zip(&ranges) {
        let mut part = part?;
        // A passage over the end of the range before, in a text that was cut there, was told there.
        let text = store.text_at(range.start);
        if store.text(text).start < range.start {
            let cut = texts.numbers[text].number as u32;
            let before: Vec<Reuse> = all.reuses.iter().filter(|r| r.b == cut).cloned().collect();
            part.reuses.retain(|r| r.b != cut || !before.iter().any(|t| same_passage(t, r)));
        }
        all.absorb(part);
    }
    Ok(all)
}

/// The hits of some ranges, for each as the threads found them.
fn hits(seeds: &Seeds, ranges: &[Range<u32>], from: u32, until: u32) -> Vec<Vec<Vec<Packed>>> {
    let shares = seeds.shares().div_ceil(rayon::current_num_threads()).max(1);
    let starts: Vec<usize> = (0..seeds.shares()).step_by(shares).collect();
    let found: Vec<Vec<Vec<Packed>>> = starts
        .into_par_iter()
        .map(|start| seeds.hits_in(&(start..(start + shares).min(seeds.shares())), ranges, from, until))
        .collect();
    let mut out: Vec<Vec<Vec<Packed>>> = ranges.iter().map(|_| Vec::new()).collect();
    for of_thread in found {
        for (range, hits) in out.iter_mut().zip(of_thread) {
            range.push(hits);
        }
    }
    out
}

/// Units of a range that is cut within a text, at least: each such range reads its texts anew.
pub(super) const CUT: u32 = 1 << 18;

/// Ranges of places that hold about as many hits as may be in hand: whole texts each, but a long text is
/// cut where stretches end, so that it is not one thread's work.
fn ranges(store: &Store, hits: u64) -> Vec<Range<u32>> {
    let parts = (hits / HITS + 1).max(8);
    let size = (store.units() as u64 / parts + 1) as u32;
    let longest = size.max(CUT).next_multiple_of(STRETCH);
    let mut out = Vec::new();
    let mut start = 0;
    for i in 0..store.len() {
        let end = store.text(i).end + 1;
        // Half as much more is no cut worth its cost.
        while end - start > longest + longest / 2 {
            let cut = (start + longest) / STRETCH * STRETCH;
            // What precedes a long text goes with its first part.
            out.push(start..cut);
            start = cut;
        }
        if end - start >= size || i + 1 == store.len() {
            out.push(start..end);
            start = end;
        }
    }
    out
}

/// Whether one of two passages of a pair of documents is the other, found from two ranges of a long text.
fn same_passage(x: &Reuse, y: &Reuse) -> bool {
    (x.a, x.b) == (y.a, y.b) && x.a_span.overlaps(y.a_span) && x.b_span.overlaps(y.b_span)
}
