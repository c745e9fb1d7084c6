//! What is a text, and what of it does matching see?

mod digit;
mod document;
pub mod entity;
mod fold;
mod ideographs;
mod in_file;
mod path_words;
mod positions;
mod span;

pub(crate) use digit::decimal;
pub use document::{Block, BlockKind, Document, Guessed, Lacuna, Listed, Note, Page};
pub use fold::{Folded, Token, WordStart, byte_of, fold, fold_units, fold_words, key_hash, looks_like_name};
pub(crate) use fold::{is_ideographic, is_read, is_sign, with_piece};
pub(crate) use ideographs::are_variants;
pub use in_file::{InFile, Spot};
pub use path_words::{PathWords, path_words};
pub use positions::{CodePoints, Lines};
pub use span::{Span, SpanError};
