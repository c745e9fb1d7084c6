//! What does a LaTeX file say? Its words as they are set: accents are letters, quotation commands and marks are quotation marks,
//! footnotes stand after the text; comments and macros are left out, citations kept as they are written and skipped.
//!
//! `reader` walks through the source once; `commands` says what each command is, `arguments` where what belongs to it ends, `signs` which
//! letter or sign one sets.

mod arguments;
mod commands;
mod reader;
mod signs;

pub(crate) use reader::{inline, read};
