//! What does a text say, and where do its words stand in another text?
//!
//! The pure part of fontes: spans, folding, fingerprints, alignment and the reading of
//! quotations. It knows no paths, no clock, no environment and no archive; whatever it
//! needs comes as an argument. The steps follow the Gothenburg model of collation:
//! tokenise and normalise ([`text`]), align ([`align`]), analyse ([`align::change`]).

pub mod align;
pub mod corpus;
pub mod lang;
pub mod query;
pub mod read;
pub mod text;
