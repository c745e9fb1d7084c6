//! What is a part of a quotation aligned with?

use fontes_core::align::word_alignment::Segment;
use std::ops::Range;

/// A part aligned with a stretch of the witness.
pub(super) struct Aligned {
    pub(super) part: Range<usize>,
    /// Tokens of the witness's words.
    pub(super) tokens: Range<usize>,
    pub(super) segments: Vec<Segment>,
}
