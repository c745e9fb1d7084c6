//! What do two texts share?

use fontes_core::align::passage::{Limits, Passage, shared};
use fontes_core::text::Folded;

/// The passages that two texts share, for `compare`.
#[must_use]
pub fn compare(a: &Folded, b: &Folded, min_words: usize) -> Vec<Passage> {
    shared(a, b, &Limits { min_words, ..Limits::default() })
}
