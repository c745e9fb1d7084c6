//! SARIF 2.1.0 (OASIS): for code-review tools and build servers.

use crate::json::{Place, escaped};
use fontes_check::finding::since::{Earlier, State};
use fontes_check::finding::{CODES, words::shorten};
use fontes_check::{Checked, Finding, Severity, Verdict};
use fontes_core::text::{CodePoints, Lines, Span};
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

fn region(text: &str, points: &CodePoints<'_>, lines: &Lines, span: Span) -> Option<Value> {
    let p = Place::new(text, points, span)?;
    let column = |at: u32| -> Option<u32> { Some(points.at(at)? - points.at(lines.start_of(at))? + 1) };
    let spot = |at: u32| Some((lines.line(at), column(at)?));
    Some(region_of(&p, spot(span.start())?, spot(span.end())?))
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
    let kind = if f.verdict == Verdict::NotChecked { "notApplicable" } else { kind };
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
        related.push(json!({
            "id": related.len(),
            "message": { "text": "beside" },
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&draft.path) },
                "region": region(draft.text(), points, &draft.lines, span)?,
            },
        }));
    }
    let level = if kind == "fail" { level(f.severity()) } else { "none" };
    let mut out = json!({
        "ruleId": f.code(),
        "level": level,
        "kind": kind,
        "message": { "text": f.message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&draft.path) },
            "region": region(draft.text(), points, &draft.lines, f.draft)?,
        }}],
        "relatedLocations": related,
        "partialFingerprints": {
            "fontesAnchor/v1": f.keys.anchor.map(|a| a.to_string()),
            "fontesFinding/v1": f.keys.fingerprint,
        },
    });
    if let Some(since) = &f.since {
        out["baselineState"] = state(since.state).into();
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
