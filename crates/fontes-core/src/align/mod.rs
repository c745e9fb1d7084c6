//! Where do the words of one text stand in another, and what differs?
//!
//! The stages, cheap to dear: [`gram`] (sampled fingerprints that both sides share),
//! [`chain`] (collinear shared fingerprints), [`near`] (edit distance in letters, which
//! places the ends), [`words`] (the alignment, word by word), [`change`] (what each
//! difference is). Alignments are ranges only; the texts are never copied or padded.

pub mod chain;
pub mod change;
pub mod gram;
pub mod join;
pub mod loose;
pub mod near;
pub mod passage;
pub mod surprise;
pub mod words;
