//! What is a check asked to do?

use fontes_core::lang::Formulas;
use std::sync::Arc;

/// What a check was asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Look for unmarked copying.
    pub borrowing: bool,
    /// Whether to look at what the draft says besides: dates, numbers, names, notes, references.
    pub facts: bool,
    /// Words from which unmarked copying is reported.
    pub min_words: usize,
    /// Documents beyond which a phrase is common property.
    pub max_documents: usize,
    /// Witnesses listed for a finding.
    pub max_witnesses: usize,
    /// Passages that are common property beside those of the draft's language: they are never borrowings.
    pub boilerplate: Arc<Formulas>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            borrowing: true,
            facts: true,
            min_words: 8,
            max_documents: 12,
            max_witnesses: 12,
            boilerplate: Arc::default(),
        }
    }
}
