//! What text is in these bytes? The only crate that meets untrusted formats.
//!
//! It takes bytes and a hint of the format, and gives documents, notices (what was guessed or
//! left out) or one error for the file. It opens no files and knows no paths.

mod builder;
mod decode;
mod html;
mod jsonl;
mod markdown;
mod plain;
mod tei;

pub use decode::{Decoded, decode};

use fontes_core::text::Document;
use std::fmt;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text.
    Plain,
    /// Markdown; the document's text is the source, markup included.
    Markdown,
    /// HTML.
    Html,
    /// TEI XML, one document for each `<div type="document">`.
    Tei,
    /// JSON Lines, one document a line.
    JsonLines,
}

impl Format {
    /// The format that a file name's ending names, if this crate reads it.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" | "asc" | "" => Self::Plain,
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" | "xht" => Self::Html,
            "xml" | "tei" => Self::Tei,
            "jsonl" | "ndjson" => Self::JsonLines,
            _ => return None,
        })
    }

    /// Its IANA media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Tei => "application/tei+xml",
            Self::JsonLines => "application/jsonl",
        }
    }
}

/// Something a reader of the result should know, though the file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub what: String,
    /// Whether a part of the file was not read because of it.
    pub loss: bool,
}

/// What a file held.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// What to know about them.
    pub notices: Vec<Notice>,
}

/// Why a file could not be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The reason.
    pub reason: String,
    /// What the user can do.
    pub remedy: String,
}

impl Unreadable {
    pub(crate) fn new(reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { reason: reason.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reason, self.remedy)
    }
}

impl std::error::Error for Unreadable {}

/// Reads a file's bytes. `extension` is the ending of its name; `encoding` a label such as
/// `windows-1252` that overrides detection.
///
/// # Errors
/// [`Unreadable`] when the format is not known, the file is binary, damaged beyond reading,
/// or holds no text.
pub fn read(bytes: &[u8], extension: &str, encoding: Option<&str>) -> Result<Read, Unreadable> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Unreadable::new("the file is larger than 4 GiB", "split it into parts"));
    }
    let format = match Format::of_extension(extension) {
        Some(f) => f,
        None => sniff(bytes, extension)?,
    };
    if let Some(kind) = magic(bytes) {
        return Err(Unreadable::new(
            format!("the file is {kind}, which this version does not read"),
            "convert it to plain text or HTML",
        ));
    }
    let decoded = decode(bytes, encoding)?;
    let mut read = match format {
        Format::Plain => plain::read(decoded.text),
        Format::Markdown => markdown::read(decoded.text),
        Format::Html => html::read(&decoded.text)?,
        Format::Tei => tei::read(&decoded.text)?,
        Format::JsonLines => jsonl::read(&decoded.text)?,
    };
    for d in &mut read.documents {
        d.media_type = format.media_type().into();
    }
    read.notices.splice(0..0, decoded.notice);
    if read.documents.iter().all(|d| d.text.trim().is_empty()) {
        return Err(Unreadable::new("the file holds no text", "remove it, or supply its text"));
    }
    Ok(read)
}

fn sniff(bytes: &[u8], extension: &str) -> Result<Format, Unreadable> {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let has = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
    if has(b"<!doctype html") || has(b"<html") {
        return Ok(Format::Html);
    }
    if has(b"<tei") {
        return Ok(Format::Tei);
    }
    Err(Unreadable::new(
        format!("files ending in .{extension} are not read by this version"),
        "convert it to plain text, Markdown, HTML, TEI XML or JSON Lines",
    ))
}

/// The name of a binary format whose first bytes give it away.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    let starts = |m: &[u8]| bytes.starts_with(m);
    Some(match () {
        () if starts(b"%PDF-") => "a PDF",
        () if starts(b"PK\x03\x04") => "a ZIP archive or an Office document",
        () if starts(b"\x1f\x8b") => "a gzip archive",
        () if starts(b"\xd0\xcf\x11\xe0") => "an old Office document",
        () if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") => "an image",
        () if starts(b"{\\rtf") => "RTF",
        () if starts(b"\x7fELF") || starts(b"MZ") && bytes.contains(&0) => "a program",
        () if starts(b"SQLite format 3") => "a database",
        () => return None,
    })
}
