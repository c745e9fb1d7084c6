//! What came of reading a file? Documents with notices, or a reason why not.

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

/// An area of a page: left, top, width and height, in shares of the page's width and height.
pub type Area = [f32; 4];

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedLine {
    /// Its letters, without blanks.
    pub text: String,
    /// Its number, where the lines of a page are numbered; it is not among the letters.
    pub number: Option<String>,
    /// Where each letter stands, one for each character of `text`; empty where that is not known.
    pub areas: Vec<Area>,
}

/// What a file held.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// What to know about them.
    pub notices: Vec<Notice>,
    /// The only document as a picture; it has its lacuna.
    pub pictures: Vec<Picture>,
    /// Pages of the only document, from 1, whose words only OCR can read; each has its lacuna there. `draw`
    /// draws them.
    pub scans: Vec<u32>,
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
