//! What is in a plain text? Its words, as they are; notes where they begin a line.

use crate::outcome::Read;
use fontes_core::text::Document;

pub(crate) fn read(text: String) -> Read {
    let title = text
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty())
        .filter(|l| l.chars().count() <= 200)
        .map(str::to_owned);
    let document = Document { title, text, ..Document::default() };
    Read::of(document)
}
