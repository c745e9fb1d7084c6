//! What is the draft's text made of, for a page? Elements, and words with their place.

use fontes_core::text::{BlockKind, Document};
use std::ops::Range;

/// A part of a page that shows a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Tags, as they are written.
    Markup(String),
    /// Words of the text, and how they are shown where it is not as they are written (an entity).
    Words(Range<usize>, Option<String>),
}

/// The parts of a text that is not Markdown: its blocks, or its paragraphs where only blank lines tell them.
pub(super) fn parts(document: &Document) -> Vec<Part> {
    let text = document.text.as_str();
    let mut out = Vec::new();
    let mut at = 0;
    for block in &document.blocks {
        let (start, end) = (block.span.start() as usize, block.span.end() as usize);
        paragraphs(text, at..start.max(at), &mut out);
        let (open, close) = match block.kind {
            BlockKind::Heading => ("<p class=\"heading\" dir=\"auto\">", "</p>\n"),
            BlockKind::Quotation => ("<blockquote dir=\"auto\">", "</blockquote>\n"),
            BlockKind::Note => ("<p class=\"note\" dir=\"auto\">", "</p>\n"),
            BlockKind::Furniture => ("<p class=\"furniture\" dir=\"auto\">", "</p>\n"),
            BlockKind::Paragraph | BlockKind::Cell => ("<p dir=\"auto\">", "</p>\n"),
        };
        if start.max(at) < end {
            out.push(Part::Markup(open.into()));
            out.push(Part::Words(start.max(at)..end, None));
            out.push(Part::Markup(close.into()));
        }
        at = at.max(end);
    }
    paragraphs(text, at..text.len(), &mut out);
    out
}

/// The paragraphs of a stretch, parted by blank lines.
fn paragraphs(text: &str, range: Range<usize>, out: &mut Vec<Part>) {
    let mut at = range.start;
    for paragraph in text[range].split_inclusive("\n\n") {
        let inner = paragraph.trim();
        if !inner.is_empty() {
            let start = at + (paragraph.len() - paragraph.trim_start().len());
            out.push(Part::Markup("<p dir=\"auto\">".into()));
            out.push(Part::Words(start..start + inner.len(), None));
            out.push(Part::Markup("</p>\n".into()));
        }
        at += paragraph.len();
    }
}
