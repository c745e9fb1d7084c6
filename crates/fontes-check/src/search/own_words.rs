//! What does the draft say in its own words? All but its quotations, as pairs of fingerprints.

use crate::draft::Draft;
use fontes_core::align::fingerprint::Sampler;

/// Pairs that are looked up.
const MOST: usize = 300;
/// The second of a pair is the so manyth fingerprint after the first: some four words hold both.
const HOP: usize = 2;

/// Two fingerprints of a run of the draft's own words, and the units from one to the other.
pub(super) struct Pair {
    pub(super) first: u64,
    pub(super) second: u64,
    pub(super) apart: u32,
}

/// The draft's words outside its quotations.
pub(super) struct Own {
    pub(super) pairs: Vec<Pair>,
    /// Units that one of them stands for.
    pub(super) each: f64,
}

impl Own {
    pub(super) fn new(draft: &Draft) -> Self {
        let folded = &draft.folded;
        let mut quoted = vec![false; folded.tokens.len()];
        for q in &draft.quotations {
            quoted[folded.tokens_in(q.span)].fill(true);
        }
        let (mut pairs, mut units, mut from) = (Vec::new(), 0, 0);
        let mut sampler = Sampler::default();
        for to in 0..=quoted.len() {
            if to == quoted.len() || quoted[to] {
                let run = folded.run(&(from..to));
                units += run.len();
                let mut grams = Vec::new();
                sampler.sample(run, |g| grams.push(g));
                pairs.extend(grams.iter().zip(grams.iter().skip(HOP)).map(|(a, b)| Pair {
                    first: a.hash,
                    second: b.hash,
                    apart: b.at - a.at,
                }));
                from = to + 1;
            }
        }
        let step = pairs.len().div_ceil(MOST).max(1);
        let pairs: Vec<Pair> = pairs.into_iter().step_by(step).collect();
        let each = units as f64 / pairs.len().max(1) as f64;
        Self { pairs, each }
    }
}
