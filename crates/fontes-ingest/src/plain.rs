//! What is in a plain text? Its words, as they are; the numbers of its lines and stamps of time are skipped.

use crate::numbered;
use crate::outcome::Read;
use fontes_core::text::Document;

pub(crate) fn read(text: String) -> Read {
    let title = text
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty())
        .filter(|l| l.chars().count() <= 200)
        .map(str::to_owned);
    let skips = numbered::skips(&text);
    let document = Document { title, text, skips, ..Document::default() };
    Read::of(document)
}
