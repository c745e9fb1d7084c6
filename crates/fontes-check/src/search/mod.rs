//! Where in the archive may these words stand? Candidates from shared fingerprints, each
//! then placed by edit distance.

mod find;
mod own_words;
mod pattern;
mod query;
mod retriever;
mod version;

pub(crate) use query::{Candidate, Placed, Query};
pub(crate) use retriever::{ENOUGH_DOCUMENTS, READ_AROUND, Retriever, SHOWN_AROUND, Turns};
