//! `fontes read`: what is read of a file, as the archive would keep it.

use super::{Reader, facts};
use crate::cli::Read;
use crate::exit::{Exit, Failure};
use crate::gather;
use fontes_core::text::{BlockKind, CodePoints, Document, Span};
use serde_json::{Value, json};
use std::io::Write;

pub(crate) fn run(a: &Read) -> Result<Exit, Failure> {
    let known = a.roster.as_deref().map(facts::persons).transpose()?;
    let reader = gather::Reader::new(&a.reading);
    let (documents, failed) = gather::all(&a.files, &reader)?;
    let mut out = super::output(a.output.as_deref(), Reader::of(a.json))?;
    // The list of persons of a volume is that of all its documents.
    let mut own: Option<(&str, facts::Persons)> = None;
    for (i, (path, d)) in documents.iter().enumerate() {
        if !a.show.is_empty() {
            if !d.persons.is_empty() {
                own = Some((path, facts::Persons::of_volume(&d.persons)));
            }
            let volume = own.as_ref().filter(|o| o.0 == path).map(|o| &o.1);
            facts::write(&mut out, path, d, &a.show, known.as_ref().or(volume), a.json)?;
        } else if a.json {
            writeln!(out, "{}", fontes_check::report::json::line(value(path, d)))?;
        } else {
            if documents.len() > 1 {
                writeln!(
                    out,
                    "{}== {path}{} ==",
                    if i > 0 { "\n" } else { "" },
                    d.id.as_ref().map_or_else(String::new, |id| format!(" {id}"))
                )?;
            }
            writeln!(out, "{}", d.text.trim_end())?;
        }
    }
    out.flush()?;
    Ok(if failed > 0 { Exit::NotChecked } else { Exit::Clean })
}

fn value(path: &str, d: &Document) -> Value {
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
        "author": d.author, "date": d.date, "series": d.series, "text": d.text, "blocks": blocks, "notes": notes,
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
