//! What text is in these bytes? The only crate that meets untrusted formats.
//!
//! It takes bytes and a name, and gives documents, notices (what was guessed or left out) or
//! one error for the file; a file that holds other files gives each of them. It opens no files
//! and knows no paths. [`open`] is the whole of it; `docs/formats.md` says what is read of each
//! format. Isolation of the parsers is the caller's: they run in a process of their own.

mod bibtex;
mod builder;
mod codepage;
mod container;
mod decode;
mod epub;
mod exports;
mod foreign;
mod format;
mod html;
mod jsonl;
mod latex;
mod mail;
mod markdown;
mod members;
mod numbered;
mod office;
mod opendocument;
mod outcome;
mod package;
mod pdf;
mod picture;
mod plain;
mod rtf;
mod seven_zip;
mod single;
mod subtitles;
mod table;
mod tei;
mod viewed;
mod warc;
mod xml;
mod zip_names;
mod zip_twins;

pub use container::{Item, Limits, Source, open};
pub use decode::{Decoded, decode};
pub use format::Format;
pub use members::{Input, Seekable, extension};
pub use outcome::{Area, Notice, Picture, PlacedLine, Read, Unreadable};
pub use single::{draw, read};
pub use viewed::Viewed;
