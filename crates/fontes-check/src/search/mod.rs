//! Where in the archive may these words stand? Candidates from shared fingerprints, each
//! then placed by edit distance.

mod find;
mod holding;
mod information;
mod own_words;
mod pattern;
mod query;
mod retriever;
mod shelf;
mod version;

pub(crate) use information::is_name;
pub(crate) use pattern::Pattern;
pub(crate) use query::{Candidate, Placed, Query};
pub(crate) use retriever::{READ_AROUND, Retriever, SHOWN_AROUND, Turns};
pub(crate) use shelf::{Called, Holding};
