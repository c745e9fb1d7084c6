//! JSON Lines: one object a finding, a summary at the end. The schema is `docs/schema/check.json`.

use crate::screen::is_unseen;
use crate::wanted::{csl, label};
use fontes_check::finding::decision::Decision;
use fontes_check::finding::since::{Earlier, State};
use fontes_check::{Checked, Draft, Kind, Wanted};
use fontes_check::{Edit, Evidence, Finding};
use fontes_core::corpus::Source;
use fontes_core::text::{CodePoints, Span};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A value as one line.
#[must_use]
pub fn line(value: impl Into<Value>) -> String {
    escaped(value.into().to_string())
}

/// JSON with what is not seen escaped: what could drive a terminal or turn the direction of words, and the line separators of
/// Unicode, which some readers take for the end of a line. It says the same.
pub(crate) fn escaped(text: String) -> String {
    if !text.contains(is_unseen) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unseen(c) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|u| format!("\\u{u:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// A span of a text as code points and as bytes, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// First byte.
    pub byte_start: u32,
    /// One past the last byte.
    pub byte_end: u32,
    /// The words.
    pub text: String,
}

impl Place {
    /// The place of `span` in `text`; `None` if the span is not of this text.
    #[must_use]
    pub fn new(text: &str, points: &CodePoints<'_>, span: Span) -> Option<Self> {
        let (start, end) = points.span(span)?;
        let words = span.slice(text)?;
        Some(Self { start, end, byte_start: span.start(), byte_end: span.end(), text: words.to_owned() })
    }

    /// The place of a passage in the whole document of which `source` holds it.
    #[must_use]
    pub fn of(source: &Source, span: Span) -> Option<Self> {
        let (start, end) = source.points(span)?;
        let words = source.slice(span)?.to_owned();
        Some(Self { start, end, byte_start: span.start(), byte_end: span.end(), text: words })
    }

    /// The place as a JSON object.
    #[must_use]
    pub fn value(&self) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("start".into(), self.start.into());
        map.insert("end".into(), self.end.into());
        map.insert("byte_start".into(), self.byte_start.into());
        map.insert("byte_end".into(), self.byte_end.into());
        map.insert("text".into(), self.text.clone().into());
        map
    }
}

/// The page that byte `at` stands on, as printed and which of the file from 1, and the paragraph.
pub(crate) fn pages(d: &fontes_core::text::Document, at: u32) -> [(String, Value); 3] {
    paged(d.page(at), d.paragraph(at))
}

fn paged(page: Option<&fontes_core::text::Page>, paragraph: Option<usize>) -> [(String, Value); 3] {
    let label = page.map(|p| p.label.as_str()).filter(|l| !l.is_empty());
    let index = page.map(|p| p.index).filter(|i| *i > 0);
    [
        ("page".into(), label.into()),
        ("page_index".into(), index.into()),
        ("paragraph".into(), paragraph.into()),
    ]
}

/// Where words of the draft stand: line and column of its file, page, paragraph and note; null where there is none.
pub(crate) fn spot(draft: &Draft, span: Span) -> Map<String, Value> {
    let from = draft.spots(span).map(|s| s.0);
    let mut map = Map::new();
    map.insert("line".into(), from.map(|s| s.line).into());
    map.insert("column".into(), from.map(|s| s.column).into());
    map.extend(pages(&draft.document, span.start()));
    map.insert("note".into(), draft.note_at(span).map(|n| n.label.clone()).into());
    map
}

/// A passage with its document, as reports and other tools read it.
#[must_use]
pub fn passage(witness: &Source, span: Span) -> Option<Map<String, Value>> {
    let mut map = Map::new();
    map.insert("path".into(), witness.path.clone().into());
    map.insert("id".into(), witness.document.id.clone().into());
    map.insert("digest".into(), witness.digest.clone().into());
    map.extend(Place::of(witness, span)?.value());
    map.extend(paged(witness.page(span.start()), witness.paragraph(span.start())));
    map.insert("line".into(), witness.line(span.start())?.into());
    Some(map)
}

fn change(edit: &Edit, draft: &Draft, points: &CodePoints<'_>, evidence: &[Evidence]) -> Option<Value> {
    let source = Place::of(&evidence.get(edit.evidence)?.witness, edit.change.source)?;
    let ours = Place::new(draft.text(), points, edit.change.draft)?;
    let mut source = source.value();
    source.insert("evidence".into(), edit.evidence.into());
    Some(json!({
        "class": edit.change.class.name(),
        "meaning_bearing": edit.change.touch.is_some(),
        "touches": edit.change.touch.map(fontes_core::lang::Touch::name),
        "draft": ours.value(),
        "source": source,
    }))
}

/// One finding as a JSON object.
#[must_use]
pub fn finding(f: &Finding, draft: &Draft, points: &CodePoints<'_>) -> Option<Value> {
    let mut place = Map::new();
    place.insert("path".into(), draft.path.clone().into());
    place.extend(Place::new(draft.text(), points, f.draft)?.value());
    place.extend(spot(draft, f.draft));
    let evidence: Vec<Value> =
        f.evidence.iter().map(|e| passage(&e.witness, e.span).map(Value::Object)).collect::<Option<_>>()?;
    let changes: Vec<Value> =
        f.changes.iter().map(|e| change(e, draft, points, &f.evidence)).collect::<Option<_>>()?;
    let nearest = match &f.near {
        None => Value::Null,
        Some(n) => {
            let mut map = passage(&n.evidence.witness, n.evidence.span)?;
            map.insert("likeness".into(), round(n.likeness));
            Value::Object(map)
        }
    };
    let beside = match f.beside {
        None => Value::Null,
        Some(span) => {
            let mut map = Place::new(draft.text(), points, span)?.value();
            map.extend(spot(draft, span));
            Value::Object(map)
        }
    };
    let place_of = |s: &Span| Place::new(draft.text(), points, *s).map(|p| Value::Object(p.value()));
    let lacking: Vec<Value> = f.lacking.iter().map(place_of).collect::<Option<_>>()?;
    let mut out = json!({
        "type": "finding",
        "kind": f.kind.name(),
        "verdict": f.verdict.name(),
        "code": f.code(),
        "severity": f.severity().name(),
        "reason": f.why.map(fontes_check::Why::name),
        "draft": place,
        "evidence": evidence,
        "parts": f.parts,
        "witnesses": f.witnesses,
        "changes": changes,
        "likeness": round(f.likeness),
        "nearest": nearest,
        "beside": beside,
        "lacking": lacking,
        "message": f.message,
        "silenced": f.silenced,
        "anchor": f.keys.anchor.map(|a| a.to_string()),
        "anchor_places": f.keys.places,
        "fingerprint": f.keys.fingerprint,
    });
    if let Some(since) = &f.since {
        out["since"] = json!({ "state": since.state.name(), "before": since.before.as_deref().map(earlier) });
    }
    if !f.decisions.is_empty() {
        out["decisions"] = f.decisions.iter().map(decision).collect();
    }
    Some(out)
}

/// What a person decided about a finding.
#[must_use]
pub fn decision(d: &Decision) -> Value {
    json!({ "decision": d.judgement.name(), "who": d.who, "at": d.at, "note": d.note, "earlier_wording": d.earlier_wording })
}

/// What an earlier report said of a finding.
fn earlier(e: &Earlier) -> Value {
    json!({ "code": e.code, "severity": e.severity.name(), "line": e.line, "text": e.words, "fingerprint": e.fingerprint })
}

/// A finding that is there no more.
fn gone(e: &Earlier, draft: &Draft) -> Value {
    json!({
        "type": "gone",
        "code": e.code,
        "severity": e.severity.name(),
        "draft": { "path": draft.path, "line": e.line, "text": e.words },
        "anchor": e.anchor.map(|a| a.to_string()),
        "fingerprint": e.fingerprint,
    })
}

/// A share to three places.
pub(super) fn round(x: f32) -> Value {
    json!((f64::from(x) * 1000.0).round() / 1000.0)
}

/// A work as a JSON object: CSL-JSON with where it is cited and the findings, by anchor, that wait for it.
#[must_use]
pub fn work(w: &Wanted, id: usize, draft: &Draft, checked: Option<&Checked>) -> Option<Value> {
    let points = draft.code_points();
    let places: Vec<Value> = w
        .places
        .iter()
        .map(|s| {
            let mut map = Place::new(draft.text(), &points, *s)?.value();
            map.extend(spot(draft, *s));
            Some(Value::Object(map))
        })
        .collect::<Option<_>>()?;
    let findings = checked.map_or(&[][..], |c| &c.findings[..]);
    let waits = |f: &&Finding| w.waiting.contains(&f.draft) && !f.lacking.is_empty();
    let anchor = |f: &Finding| f.keys.anchor.map(|a| a.to_string().into());
    let waiting: Vec<Value> = findings.iter().filter(waits).filter_map(anchor).collect();
    Some(json!({
        "type": "source-to-get",
        "label": label(w),
        "work": csl(w, id),
        "cited": places,
        "waiting": waiting,
        "perhaps": w.perhaps,
    }))
}

/// Works as JSON Lines.
///
/// # Errors
/// When the output cannot be written, or a span does not lie in its text, which is a bug.
pub fn works(
    out: &mut dyn Write,
    all: &[Wanted],
    draft: &Draft,
    checked: Option<&Checked>,
) -> io::Result<()> {
    for (i, w) in all.iter().enumerate() {
        let value = work(w, i + 1, draft, checked)
            .ok_or_else(|| io::Error::other("a reported span does not lie in its text"))?;
        writeln!(out, "{}", line(value))?;
    }
    Ok(())
}

/// The summary of a checked draft.
#[must_use]
pub fn summary(checked: &Checked) -> Value {
    let mut counts: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for kind in Kind::ALL {
        counts.insert(kind.name(), kind.verdicts().map(|v| (v.name(), 0)).collect());
    }
    for f in &checked.findings {
        *counts.entry(f.kind.name()).or_default().entry(f.verdict.name()).or_default() += 1;
    }
    let t = &checked.totals;
    let value = |(i, w)| work(w, i + 1, &checked.draft, Some(checked));
    let wanted: Vec<Value> = checked.wanted.iter().enumerate().filter_map(value).collect();
    let mut summary = json!({
        "type": "summary",
        "draft": { "path": checked.draft.path, "digest": checked.draft.digest },
        "counts": counts,
        "sources_to_get": wanted,
        "documents_searched": checked.searched,
        "files_read": t.files,
        "documents_unread": t.unread,
        "pages_unread": t.pages_unread,
        "not_read": checked.not_read,
        "version": env!("CARGO_PKG_VERSION"),
        "archive_digest": t.digest,
        "archive_generation": t.generation,
    });
    if let Some(gone) = &checked.gone {
        let mut since: BTreeMap<&str, u64> = State::ALL.into_iter().map(|s| (s.name(), 0)).collect();
        for s in checked.findings.iter().filter_map(|f| f.since.as_ref()) {
            *since.entry(s.state.name()).or_default() += 1;
        }
        since.insert("gone", gone.len() as u64);
        summary["since"] = json!(since);
    }
    if checked.left_out > 0 {
        summary["left_out"] = checked.left_out.into();
    }
    summary
}

/// Writes the findings of a draft and their summary.
///
/// # Errors
/// When the output cannot be written, or a span does not lie in its text, which is a bug.
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let points = checked.draft.code_points();
    for f in &checked.findings {
        let value = finding(f, &checked.draft, &points)
            .ok_or_else(|| io::Error::other("a reported span does not lie in its text"))?;
        writeln!(out, "{}", line(value))?;
    }
    for e in checked.gone.iter().flatten() {
        writeln!(out, "{}", line(gone(e, &checked.draft)))?;
    }
    writeln!(out, "{}", line(summary(checked)))
}
