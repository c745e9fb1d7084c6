//! What was read of a file: a document with its blocks, notes and pages as JSON (`docs/schema/read.json`).

use fontes_core::text::{BlockKind, CodePoints, Document, Span};
use serde_json::{Value, json};

/// A document as JSON; places are in code points of its text.
#[must_use]
pub fn value(path: &str, d: &Document) -> Value {
    let points = CodePoints::new(&d.text);
    let point = |at: u32| points.at(at);
    let place = |s: Span| json!({"start": point(s.start()), "end": point(s.end())});
    let blocks: Vec<Value> = d
        .blocks
        .iter()
        .map(|b| json!({"kind": kind(b.kind), "start": point(b.span.start()), "end": point(b.span.end())}))
        .collect();
    let notes: Vec<Value> = d
        .notes
        .iter()
        .map(|n| json!({"label": n.label, "marker": n.marker.map(place), "body": place(n.body)}))
        .collect();
    let pages: Vec<Value> =
        d.pages.iter().map(|p| json!({"start": point(p.at), "label": p.label, "index": p.index})).collect();
    let lacunae: Vec<Value> =
        d.lacunae.iter().map(|l| json!({"start": point(l.at), "page": l.page, "reason": l.reason})).collect();
    let skips: Vec<Value> = d.skips.iter().map(|s| place(*s)).collect();
    let guessed: Vec<Value> =
        d.guessed.iter().map(|g| json!([point(g.span.start()), point(g.span.end()), g.confidence])).collect();
    let persons: Vec<Value> =
        d.persons.iter().map(|p| json!({"id": p.id, "name": p.name, "role": p.role})).collect();
    json!({
        "type": "document", "path": path, "id": d.id, "media_type": d.media_type, "title": d.title,
        "author": d.author, "date": d.date, "series": d.series, "language": d.language, "text": d.text, "blocks": blocks, "notes": notes,
        "pages": pages, "lacunae": lacunae, "skips": skips, "guessed": guessed, "persons": persons,
    })
}

const fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Quotation => "quotation",
        BlockKind::Note => "note",
        BlockKind::Cell => "cell",
        BlockKind::Furniture => "furniture",
    }
}
