//! `fontes search`: full-text search with operators, fields, snippets and counts.

use super::shared::{self, Reader};
use crate::cli::{Reading, Search};
use crate::exit::{Exit, Failure};
use fontes_core::corpus::Index;
use fontes_kit::{Results, Wanted};
use fontes_report::{json, terminal};
use serde_json::{Value, json};

/// Values of a property that people are shown.
const VALUES: usize = 12;

pub(crate) fn run(a: &Search) -> Result<Exit, Failure> {
    let archive = shared::open(&a.against, &Reading::default(), a.json)?;
    let wanted = Wanted { documents: a.limit, facets: a.facets, ..Wanted::default() };
    let found = fontes_kit::search(&archive, &a.query, wanted)?;
    // All or nothing: a document that is damaged is no shorter list.
    let mut out = shared::output(None, Reader::of(a.json))?;
    let (totals, width) = (Index::totals(&archive), shared::width(None));
    if a.json {
        for line in lines(&found) {
            writeln!(out, "{}", json::line(line))?;
        }
        let summary = json!({"type": "summary", "matches": found.count, "shown": found.documents.len(),
            "documents_searched": totals.documents, "documents_unread": totals.unread});
        writeln!(out, "{}", json::line(summary))?;
    } else {
        for document in &found.documents {
            terminal::snippets(&mut out, &document.source, &document.snippets, width)?;
        }
        for facet in &found.facets {
            terminal::facet(&mut out, facet.name, &facet.values, VALUES, width)?;
        }
        let all = fontes_check::finding::words::counted(totals.documents, "document");
        writeln!(out, "{} of {all} match; {} shown", found.count, found.documents.len())?;
    }
    out.flush()?;
    Ok(if found.count > 0 { Exit::Clean } else { Exit::Findings })
}

/// A line for each place that is shown, and for each value that is counted.
fn lines(found: &Results) -> Vec<Value> {
    let mut out = Vec::new();
    for document in &found.documents {
        for snippet in &document.snippets {
            if let Some(mut map) = json::passage(&document.source, snippet.span) {
                map.insert("type".into(), "match".into());
                map.insert("score".into(), f64::from(document.score).into());
                out.push(Value::Object(map));
            }
        }
    }
    for facet in &found.facets {
        for (value, count) in &facet.values {
            out.push(json!({"type": "facet", "name": facet.name, "value": value, "count": count}));
        }
    }
    out
}
