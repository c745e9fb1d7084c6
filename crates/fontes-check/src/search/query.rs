//! What is looked for, and what is found? The words of a draft, and the documents where they stand.

use std::ops::Range;

/// A run of draft tokens to be found, in parts that follow each other (an ellipsis parts
/// them). Tokens between brackets are not in the parts.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// Token ranges of the draft.
    pub(crate) parts: Vec<Range<usize>>,
}

/// Where a part was placed in a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Units of the whole document.
    pub(crate) units: Range<u32>,
    /// Edit distance, in units.
    pub(crate) distance: usize,
    /// Length of the part, in units.
    pub(crate) length: usize,
}

/// A document and where each part stands in it, if it does.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The document's number.
    pub(crate) number: usize,
    pub(crate) parts: Vec<Option<Placed>>,
    /// Share of the units that agree.
    pub(crate) likeness: f32,
}

impl Candidate {
    pub(super) fn first(&self) -> Option<u32> {
        self.parts.iter().flatten().map(|p| p.units.start).min()
    }
}
