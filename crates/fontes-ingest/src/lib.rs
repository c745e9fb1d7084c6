//! What text is in these bytes? The only crate that meets untrusted formats.
//!
//! It takes bytes and a name, and gives documents, notices (what was guessed or left out) or
//! one error for the file; a file that holds other files gives each of them. It opens no files
//! and knows no paths. [`open`] is the whole of it; `docs/formats.md` says what is read of each
//! format. Isolation of the parsers is the caller's: they run in a process of their own.

mod builder;
mod container;
mod decode;
mod epub;
mod format;
mod html;
mod jsonl;
mod mail;
mod markdown;
mod office;
mod opendocument;
mod package;
mod pdf;
mod plain;
mod rtf;
mod tei;
mod warc;
mod xml;

pub use container::{Item, Limits, Source, extension, open};
pub use decode::{Decoded, decode};
pub use format::Format;

use fontes_core::text::Document;
use std::fmt;

/// Something a reader of the result should know, though the file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub what: String,
    /// Whether a part of the file was not read because of it.
    pub loss: bool,
}

impl Notice {
    pub(crate) fn loss(what: impl Into<String>) -> Self {
        Self { what: what.into(), loss: true }
    }

    pub(crate) fn note(what: impl Into<String>) -> Self {
        Self { what: what.into(), loss: false }
    }
}

/// A picture whose words are to be read by OCR, if the caller can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Which page of the file it is, from 1.
    pub page: u32,
    /// The picture as a file: JPEG, PNG, TIFF, or a portable grey map.
    pub bytes: Vec<u8>,
}

/// What a file held.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// What to know about them.
    pub notices: Vec<Notice>,
    /// Pages of the only document that are pictures; each has its lacuna there.
    pub pictures: Vec<Picture>,
}

impl Read {
    pub(crate) fn of(document: Document) -> Self {
        Self { documents: vec![document], ..Self::default() }
    }
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

/// Reads one file's bytes that hold no other files. `extension` is the ending of its name;
/// `encoding` a label such as `windows-1252` that overrides detection.
///
/// # Errors
/// [`Unreadable`] when the format is not known, the file is binary, damaged beyond reading,
/// or holds no text.
pub fn read(bytes: &[u8], extension: &str, encoding: Option<&str>) -> Result<Read, Unreadable> {
    let format = Format::detect(bytes, extension)?;
    read_as(format, bytes, encoding)
}

fn read_as(format: Format, bytes: &[u8], encoding: Option<&str>) -> Result<Read, Unreadable> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Unreadable::new("the file is larger than 4 GiB", "split it into parts"));
    }
    if bytes.is_empty() {
        return Err(Unreadable::new("the file is empty", "remove it, or supply its text"));
    }
    let text = || decode::decode_as(format, bytes, encoding);
    let mut notice = None;
    let mut read = match format {
        Format::Pdf => pdf::read(bytes)?,
        Format::Office => office::read(bytes)?,
        Format::OpenDocument => opendocument::read(bytes)?,
        Format::Epub => epub::read(bytes)?,
        Format::Rtf => rtf::read(bytes)?,
        Format::Picture => picture(bytes),
        Format::Plain | Format::Markdown | Format::Html | Format::Tei | Format::Xml | Format::JsonLines => {
            let decoded = text()?;
            notice = decoded.notice;
            match format {
                Format::Markdown => markdown::read(decoded.text),
                Format::Html => html::read(&decoded.text)?,
                Format::Tei => tei::read(&decoded.text)?,
                Format::Xml => xml::read(&decoded.text)?,
                Format::JsonLines => jsonl::read(&decoded.text)?,
                _ => plain::read(decoded.text),
            }
        }
        Format::Mail
        | Format::Mbox
        | Format::Msg
        | Format::Warc
        | Format::Zip
        | Format::Tar
        | Format::Gzip => {
            return Err(Unreadable::new("the file holds other files", "open it as a container"));
        }
    };
    for d in &mut read.documents {
        if d.media_type.is_empty() {
            d.media_type = format.media_type().into();
        }
    }
    read.notices.splice(0..0, notice);
    if read.documents.iter().all(|d| d.text.trim().is_empty()) && read.pictures.is_empty() {
        let encrypted = read.notices.iter().find(|n| n.loss).map(|n| n.what.clone());
        return Err(Unreadable::new(
            encrypted.unwrap_or_else(|| "the file holds no text".into()),
            "look whether it holds words in pictures, charts or embedded files, and supply them as text",
        ));
    }
    Ok(read)
}

/// A picture is a document of one page that is missing until OCR reads it.
fn picture(bytes: &[u8]) -> Read {
    let mut b = builder::Builder::default();
    b.page("", 1);
    b.lacuna(1, "a picture, whose words only OCR can read");
    Read { pictures: vec![Picture { page: 1, bytes: bytes.to_vec() }], ..Read::of(b.finish()) }
}
