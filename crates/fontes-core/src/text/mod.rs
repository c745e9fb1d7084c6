//! What is a text, and what of it does matching see?

mod document;
pub mod entity;
mod fold;
mod positions;
mod span;

pub use document::{Block, BlockKind, Document, Guessed, Lacuna, Listed, Note, Page};
pub(crate) use fold::is_ideographic;
pub use fold::{Folded, Token, WordStart, fold, fold_units, fold_words, key_hash, looks_like_name};
pub use positions::{CodePoints, Lines};
pub use span::{Span, SpanError};
