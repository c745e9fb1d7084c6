//! Which documents does a query find? Full-text search over the folded words of all documents, their forms, and what is
//! known of each document.
//!
//! What may be asked is `fontes_core::query`. An answer is reckoned leaf by leaf: `terms` says which terms of the index a
//! word stands for, `postings` where they stand, `answer` puts the parts of the tree together.

mod answer;
mod entry;
mod facets;
mod living;
mod postings;
mod reader;
mod schema;
mod terms;
mod writer;

pub(crate) use answer::Answer;
pub(crate) use entry::FORMS_VERSION;
pub(crate) use entry::{Searchable, add_forms, add_words};
pub use facets::Facet;
pub(crate) use reader::Searching;
pub(crate) use writer::SearchWriter;
