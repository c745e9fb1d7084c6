//! Where do the words of one text stand in another, and what differs?
//!
//! The stages, cheap to dear: [`fingerprint`] (sampled fingerprints that both sides share),
//! [`chain`] (collinear shared fingerprints), [`edit_distance`] (edit distance in letters, which
//! places the ends), [`word_alignment`] (the alignment, word by word), [`change`] (what each
//! difference is), [`scan`] (whether scanning makes it). Alignments are ranges only; the texts are never copied or padded.

pub mod chain;
pub mod change;
pub mod edit_distance;
pub mod fingerprint;
pub mod ngram_model;
pub mod paraphrase;
pub mod passage;
pub mod scan;
pub mod seed;
mod variant;
pub mod word_alignment;
