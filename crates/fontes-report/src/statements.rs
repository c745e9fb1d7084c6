//! Who says what in a draft, on what authority, and does the archive bear it out? A row a statement, as text and as JSON
//! (`docs/schema/statements.json`).

use crate::json::Place;
use crate::screen::{name, visible};
use fontes_check::{Draft, Finding, Kind, Verdict};
use fontes_core::read::{Attribution, follow};
use fontes_core::text::{CodePoints, Span};
use serde_json::{Value, json};

/// A statement of a draft, and what an archive says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// For people.
    pub text: String,
    /// As JSON.
    pub value: Value,
    /// Whether a quotation in it is not as the archive has it.
    pub alarm: bool,
}

impl Row {
    /// The row of a statement. `findings` are those of its draft; `asked` says whether an archive was asked.
    #[must_use]
    pub fn of(draft: &Draft, s: &Attribution, findings: &[Finding], asked: bool) -> Self {
        let text = draft.text();
        let points = CodePoints::new(text);
        let words = |s: Span| s.slice(text).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let place = |s: Span| Place::new(text, &points, s).map_or(Value::Null, |p| Value::Object(p.value()));
        // The note whose marker follows what is said closely.
        let end = s.content.iter().map(|c| c.end()).max().unwrap_or(s.cue.end()).max(s.cue.end());
        let notes = &draft.document.notes;
        let index =
            notes.iter().position(|n| n.marker.is_some_and(|m| m.start() >= end && m.start() <= end + 8));
        let note = index.map(|i| &notes[i]);
        let back = index.and_then(|i| follow(&draft.document, draft.works(), i).ok().flatten());
        let quoted: Vec<&Finding> = findings
            .iter()
            .filter(|f| {
                f.kind == Kind::Quotation
                    && s.content.iter().any(|c| c.contains(f.draft) || f.draft.contains(*c))
            })
            .collect();
        let verdicts: Vec<Value> = quoted
            .iter()
            .map(|f| json!({"verdict": f.verdict.name(), "quotation": place(f.draft), "evidence": f.evidence.first().map(fontes_check::Evidence::name), "message": f.message}))
            .collect();
        let alarm = quoted.iter().any(|f| f.is_alarm());
        let borne = match (asked, quoted.is_empty()) {
            (false, _) => String::new(),
            (true, true) => "not word for word in the draft: not checked".to_owned(),
            (true, false) => quoted
                .iter()
                .map(|f| match (f.verdict, f.evidence.first()) {
                    (Verdict::NotFound, _) => "not found".to_owned(),
                    (v, Some(e)) => format!("{} in {}", v.name(), e.name()),
                    (v, None) => v.name().to_owned(),
                })
                .collect::<Vec<_>>()
                .join("; "),
        };
        let who = match (s.source, s.antecedent) {
            (None, _) => "nobody named".to_owned(),
            (Some(source), None) => words(source),
            (Some(source), Some(named)) => format!("{} ({})", words(source), words(named)),
        };
        let said = s.content.iter().map(|c| words(*c)).collect::<Vec<_>>().join(" … ");
        let at = draft.lines.line(s.cue.start());
        let stands = back.map_or(String::new(), |b| format!(" ({}: {})", b.back.name(), words(b.span)));
        let authority =
            note.map_or(String::new(), |n| format!("\n    note {}: {}{stands}", n.label, words(n.body)));
        let borne = if borne.is_empty() { String::new() } else { format!("\n    {borne}") };
        Self {
            text: visible(&format!(
                "{}:{at}: {who} | {} | {said}{authority}{borne}",
                name(&draft.path),
                words(s.cue)
            ))
            .into_owned(),
            value: json!({
                "type": "statement", "path": draft.path, "line": at, "source": s.source.map(place),
                "antecedent": s.antecedent.map(place), "cue": place(s.cue),
                "content": s.content.iter().map(|c| place(*c)).collect::<Vec<_>>(), "voice": s.voice.name(),
                "note": note.map(|n| json!({"label": n.label, "text": words(n.body), "stands_for": back.map(|b| words(b.span))})), "checked": asked, "quotations": verdicts,
            }),
            alarm,
        }
    }
}
