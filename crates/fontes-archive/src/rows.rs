//! How are the marks of a document written as rows? What frames of an archive and records between processes share.

use fontes_core::text::{Block, BlockKind, Guessed, Lacuna, Listed, Note, Page, Span};

/// Kind, first and last byte.
pub(crate) type BlockRow = (u8, u32, u32);
/// Label, marker, first and last byte of the body.
pub(crate) type NoteRow = (String, Option<(u32, u32)>, u32, u32);
/// First byte, label, number in the file.
pub(crate) type PageRow = (u32, String, u32);
/// Byte, page, reason.
pub(crate) type LacunaRow = (u32, u32, String);
/// First and last byte, confidence.
pub(crate) type GuessedRow = (u32, u32, u8);
/// Id, name, role.
pub(crate) type PersonRow = (String, String, String);

const KINDS: [BlockKind; 6] = [
    BlockKind::Heading,
    BlockKind::Paragraph,
    BlockKind::Quotation,
    BlockKind::Note,
    BlockKind::Cell,
    BlockKind::Furniture,
];

/// The kind of a block's row; `None` for one that is not known.
pub(crate) fn kind(number: u8) -> Option<BlockKind> {
    KINDS.get(usize::from(number)).copied()
}

pub(crate) fn pair(span: &Span) -> (u32, u32) {
    (span.start(), span.end())
}

pub(crate) fn block(b: &Block) -> BlockRow {
    let kind = KINDS.iter().position(|k| *k == b.kind).unwrap_or(1);
    (kind as u8, b.span.start(), b.span.end())
}

pub(crate) fn note(n: &Note) -> NoteRow {
    (n.label.clone(), n.marker.as_ref().map(pair), n.body.start(), n.body.end())
}

pub(crate) fn page(p: &Page) -> PageRow {
    (p.at, p.label.clone(), p.index)
}

pub(crate) fn lacuna(l: &Lacuna) -> LacunaRow {
    (l.at, l.page, l.reason.clone())
}

pub(crate) fn guessed(g: &Guessed) -> GuessedRow {
    (g.span.start(), g.span.end(), g.confidence)
}

pub(crate) fn person(p: &Listed) -> PersonRow {
    (p.id.clone(), p.name.clone(), p.role.clone())
}
