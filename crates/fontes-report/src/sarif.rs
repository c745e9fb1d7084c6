//! SARIF 2.1.0 (OASIS): for code-review tools and build servers.

use crate::json::{Place, escaped};
use fontes_check::finding::decision::{Decision, Judgement};
use fontes_check::finding::since::{Earlier, State};
use fontes_check::finding::{CODES, words::shorten};
use fontes_check::{Checked, Draft, Finding, Severity, Verdict};
use fontes_core::text::{CodePoints, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

fn uri(path: &str) -> String {
    let mut out = String::new();
    for b in path.replace('\\', "/").bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => out.push(b as char),
            _ => out += &format!("%{b:02X}"),
        }
    }
    out
}

/// Where words of the draft stand: a region of its file, where it has lines; else the page and the paragraph by name.
fn location(draft: &Draft, points: &CodePoints<'_>, span: Span) -> Option<Value> {
    let p = Place::new(draft.text(), points, span)?;
    let artifact = json!({ "uri": uri(&draft.path) });
    let Some((from, to)) = draft.spots(span) else {
        return Some(json!({
            "physicalLocation": { "artifactLocation": artifact },
            "logicalLocations": [{ "fullyQualifiedName": crate::draft_place(draft, span) }],
        }));
    };
    let mut region = region_of(&p, (from.line, from.column), (to.line, to.column));
    // Offsets are those of the text that was read: in a file with tags they are others.
    if !draft.document.has_lines()
        && let Some(map) = region.as_object_mut()
    {
        map.retain(|name, _| !name.starts_with("char") && !name.starts_with("byte"));
    }
    Some(json!({ "physicalLocation": { "artifactLocation": artifact, "region": region } }))
}

/// From line and column to line and column, both from 1.
fn region_of(p: &Place, start: (u32, u32), end: (u32, u32)) -> Value {
    json!({
        "startLine": start.0,
        "startColumn": start.1,
        "endLine": end.0,
        "endColumn": end.1,
        "charOffset": p.start,
        "charLength": p.end - p.start,
        "byteOffset": p.byte_start,
        "byteLength": p.byte_end - p.byte_start,
        "snippet": { "text": p.text },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Info => "none",
    }
}

fn result(f: &Finding, checked: &Checked, points: &CodePoints<'_>) -> Option<Value> {
    let draft = &checked.draft;
    let kind = if f.severity() == Severity::Info { "pass" } else { "fail" };
    let unchecked = matches!(f.verdict, Verdict::NotChecked | Verdict::SourceNotInArchive);
    let kind = if unchecked { "notApplicable" } else { kind };
    let mut related: Vec<Value> = f
        .evidence
        .iter()
        .enumerate()
        .map(|(i, e)| {
            let w = &e.witness;
            let region = region_of(
                &Place::of(w, e.span)?,
                (w.line(e.span.start())?, w.column(e.span.start())? + 1),
                (w.line(e.span.end())?, w.column(e.span.end())? + 1),
            );
            Some(json!({
                "id": i,
                "message": { "text": e.name() },
                "physicalLocation": { "artifactLocation": { "uri": uri(&e.witness.path) }, "region": region },
            }))
        })
        .collect::<Option<_>>()?;
    if let Some(span) = f.beside {
        let mut beside = location(draft, points, span)?;
        beside["id"] = related.len().into();
        beside["message"] = json!({ "text": "beside" });
        related.push(beside);
    }
    let level = if kind == "fail" { level(f.severity()) } else { "none" };
    let mut out = json!({
        "ruleId": f.code(),
        "level": level,
        "kind": kind,
        "message": { "text": f.message },
        "locations": [location(draft, points, f.draft)?],
        "relatedLocations": related,
        "partialFingerprints": {
            "fontesAnchor/v1": f.keys.anchor.map(|a| a.to_string()),
            "fontesFinding/v1": f.keys.fingerprint,
        },
    });
    if let Some(since) = &f.since {
        out["baselineState"] = state(since.state).into();
    }
    if !f.decisions.is_empty() {
        out["properties"] =
            json!({ "decisions": f.decisions.iter().map(crate::json::decision).collect::<Vec<_>>() });
        // What all who looked let stand is no more to be done; what one of them does not is.
        if f.decisions.iter().all(|d| d.judgement == Judgement::Right && !d.earlier_wording) {
            let lines: Vec<String> = f.decisions.iter().map(Decision::line).collect();
            out["suppressions"] =
                json!([{ "kind": "external", "status": "accepted", "justification": lines.join("; ") }]);
        }
    }
    Some(out)
}

/// What SARIF calls it: what has moved is not changed.
const fn state(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Changed => "updated",
        State::Moved | State::Unchanged => "unchanged",
    }
}

/// A finding that is there no more, at the line where it was.
fn gone(e: &Earlier, checked: &Checked) -> Value {
    json!({
        "ruleId": e.code,
        "level": "none",
        "kind": "notApplicable",
        "baselineState": "absent",
        "message": { "text": format!("no longer there: “{}”", shorten(&e.words)) },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&checked.draft.path) } } }],
        "partialFingerprints": {
            "fontesAnchor/v1": e.anchor.map(|a| a.to_string()),
            "fontesFinding/v1": e.fingerprint,
        },
    })
}

/// Writes one log with one run for all drafts.
///
/// # Errors
/// When the output cannot be written, or a span does not lie in its text, which is a bug.
pub fn write(out: &mut dyn Write, all: &[Checked]) -> io::Result<()> {
    let rules: Vec<Value> = CODES
        .iter()
        .map(|c| {
            json!({
                "id": c.name(),
                "shortDescription": { "text": c.sentence },
                "helpUri": c.help(),
                "defaultConfiguration": { "level": level(c.severity) },
            })
        })
        .collect();
    let mut results: Vec<Value> = Vec::new();
    for checked in all {
        let points = checked.draft.code_points();
        for f in &checked.findings {
            let value = result(f, checked, &points);
            results.push(value.ok_or_else(|| io::Error::other("a reported span does not lie in its text"))?);
        }
        results.extend(checked.gone.iter().flatten().map(|e| gone(e, checked)));
    }
    let unseen = all.first().and_then(|c| c.totals.unseen());
    let mut untold: Vec<&String> = all.iter().flat_map(|c| &c.not_read).collect();
    untold.sort();
    untold.dedup();
    let notices: Vec<Value> = unseen
        .iter()
        .map(|what| json!({ "level": "warning", "message": { "text": what } }))
        .chain(untold.iter().map(|what| json!({ "level": "note", "message": { "text": what } })))
        .collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "fontes", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true,
                "toolExecutionNotifications": notices }],
            "results": results,
        }],
    });
    writeln!(out, "{}", escaped(format!("{log:#}")))
}
