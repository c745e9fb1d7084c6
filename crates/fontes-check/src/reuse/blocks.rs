//! Which documents are held in memory together?

use super::chosen::{BATCH, Chosen, narrow};
use super::options::Options;
use super::survey::{BYTES_PER_UNIT, Survey};
use fontes_core::align::seed::{STORE_UNITS, Store};
use fontes_core::corpus::{Corpus, Result};
use fontes_core::text::WordStart;
use rayon::prelude::*;

/// Divides the documents so that two blocks fit in memory together.
pub(super) fn blocks(survey: &Survey, options: &Options) -> Vec<Vec<Chosen>> {
    let room = (options.memory / BYTES_PER_UNIT / 2).clamp(1 << 20, STORE_UNITS as u64 / 2 - (1 << 20));
    let mut out: Vec<Vec<Chosen>> = Vec::new();
    let mut used = u64::MAX;
    for (chosen, &units) in survey.chosen.iter().zip(&survey.units) {
        let size = u64::from(units) + 1;
        if used.saturating_add(size) > room {
            out.push(vec![]);
            used = 0;
        }
        used += size;
        if let Some(block) = out.last_mut() {
            block.push(chosen.clone());
        }
    }
    out
}

/// Texts in a store, and which they are.
pub(super) struct Texts {
    pub(super) store: Store,
    pub(super) numbers: Vec<Chosen>,
}

pub(super) fn store(corpus: &dyn Corpus, numbers: &[Chosen]) -> Result<Store> {
    let mut store = Store::new();
    for batch in numbers.chunks(BATCH * 16) {
        let parts: Vec<Result<(Vec<u8>, Vec<WordStart>)>> =
            batch.par_iter().map(|c| Ok(narrow(&c.read(corpus)?.document))).collect();
        for part in parts {
            let (units, starts) = part?;
            // Blocks are made to fit; a text that does not is left empty, never misplaced.
            if !store.push(&units, &starts) {
                store.push(&[], &[]);
            }
        }
    }
    Ok(store)
}
