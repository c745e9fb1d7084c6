//! What is there to see of one finding? The draft's words and the witnesses', with what stands around them, the changes, what an
//! ellipsis dropped, the note and the works that it names. As JSON, for a page that shows one finding at a time.

use crate::screen::visible;
use crate::{Piece, context, draft_pieces, draft_place, evidence_pieces, one_piece, place_in};
use fontes_check::{Checked, Draft, Evidence, Finding};
use fontes_core::align::change::Class;
use fontes_core::text::Span;
use serde_json::{Value, json};

/// Bytes of context on either side of a passage of a source, and of the draft, which stands beside it whole.
const CONTEXT: usize = 700;
const NEARBY: usize = 240;
/// Bytes after a quotation within which its marker begins.
const CLOSELY: u32 = 12;
/// Bytes of a note or of dropped words that are shown.
const SHOWN: usize = 4000;

/// The key under which a document is asked for: the first half of its digest.
#[must_use]
pub fn document_key(digest: &str) -> &str {
    let hex = digest.strip_prefix("blake3:").unwrap_or(digest);
    hex.get(..32).unwrap_or(hex)
}

fn shown(text: &str) -> String {
    let mut end = text.len().min(SHOWN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let more = if end < text.len() { " […]" } else { "" };
    format!("{}{more}", visible(&text[..end]))
}

fn passage(text: &str, span: Span, pieces: &[Piece], reach: usize) -> Value {
    let (before, after) = context(text, span, reach);
    let words: Vec<Value> = (pieces.iter())
        .map(|p| json!({ "text": visible(p.span.slice(text).unwrap_or("")), "changed": p.changed }))
        .collect();
    json!({ "before": visible(before), "pieces": words, "after": visible(after) })
}

fn of_draft(draft: &Draft, span: Span, pieces: &[Piece]) -> Value {
    let mut value = passage(draft.text(), span, pieces, NEARBY);
    value["place"] = draft_place(draft, span).into();
    value
}

/// A passage of the archive with its document.
fn of_source(e: &Evidence, pieces: &[Piece]) -> Option<Value> {
    let d = &e.witness.document;
    // Words that were cut off may stand beside the passage.
    let span = pieces.iter().map(|p| p.span).reduce(Span::cover)?;
    let mut value = passage(&d.text, span, pieces, CONTEXT);
    let known = |part: &Option<String>| part.as_deref().map(|p| visible(p).into_owned());
    value["name"] = visible(&e.name()).into();
    value["key"] = document_key(&e.witness.digest).into();
    value["place"] = place_in(&e.witness, e.span).into();
    value["page"] = e.witness.page(e.span.start()).map(|p| p.index).filter(|i| *i > 0).into();
    value["start"] = e.span.start().into();
    value["end"] = e.span.end().into();
    value["title"] = known(&d.title).into();
    value["author"] = known(&d.author).into();
    value["date"] = known(&d.date).into();
    Some(value)
}

/// What is there to see of a finding.
#[must_use]
pub fn value(f: &Finding, checked: &Checked) -> Value {
    let draft = &checked.draft;
    let carried = f.parts.max(1).min(f.evidence.len());
    let sources: Vec<Value> = (f.evidence.iter().enumerate().take(carried))
        .filter_map(|(n, e)| of_source(e, &evidence_pieces(f, n)))
        .collect();
    let others: Vec<Value> =
        f.evidence.iter().skip(carried).filter_map(|e| of_source(e, &one_piece(e))).collect();
    let nearest = f.near.as_ref().and_then(|n| {
        let mut value = of_source(&n.evidence, &one_piece(&n.evidence))?;
        value["likeness"] = crate::json::round(n.likeness);
        Some(value)
    });
    let theirs =
        |e: &fontes_check::Edit| f.evidence.get(e.evidence).and_then(|v| v.witness.slice(e.change.source));
    let ours = |e: &fontes_check::Edit| e.change.draft.slice(draft.text()).unwrap_or("");
    let changes: Vec<Value> = (f.changes.iter().filter(|e| e.change.class.is_shown()))
        .map(|e| {
            json!({
                "class": e.change.class.name(),
                "touches": e.change.touch.map(fontes_core::lang::Touch::name),
                "draft": shown(ours(e)),
                "source": shown(theirs(e).unwrap_or("")),
            })
        })
        .collect();
    let of_class = |class: Class| -> Vec<Value> {
        let of = f.changes.iter().filter(|e| e.change.class == class);
        of.filter_map(theirs).filter(|t| !t.trim().is_empty()).map(|t| shown(t.trim()).into()).collect()
    };
    let body = |n: &fontes_core::text::Note| shown(n.body.slice(draft.text()).unwrap_or("").trim());
    let note = |n: &fontes_core::text::Note| json!({ "label": visible(&n.label), "text": body(n) });
    let marked = draft.notes_marked(f.draft.start()..=f.draft.end().saturating_add(CLOSELY));
    let notes: Vec<Value> = marked.map(|n| note(&draft.document.notes[n])).collect();
    let waits = |w: &&fontes_check::Wanted| w.waiting.contains(&f.draft);
    let works: Vec<Value> = (checked.wanted.iter().filter(waits))
        .map(|w| json!({ "label": visible(&crate::wanted::label(w)), "perhaps": w.perhaps }))
        .collect();
    json!({
        "draft": of_draft(draft, f.draft, &draft_pieces(f)),
        "beside": f.beside.map(|span| of_draft(draft, span, &[Piece { span, changed: false }])),
        "sources": sources,
        "others": others,
        "witnesses": f.witnesses,
        "nearest": nearest,
        "changes": changes,
        "dropped": of_class(Class::Elision),
        "cut": of_class(Class::Cut),
        "notes": notes,
        "works": works,
    })
}
