//! `fontes search`: full-text search with operators and snippets.

use super::shared::{self, Reader};
use crate::cli::{Reading, Search};
use crate::exit::{Exit, Failure};
use fontes_core::corpus::Corpus;
use fontes_report::{json, terminal};
use serde_json::Value;
use std::io::Write;

pub(crate) fn run(a: &Search) -> Result<Exit, Failure> {
    let archive = shared::open(&a.against, &Reading::default(), a.json)?;
    let (found, count) = archive.search(&a.query, a.limit).map_err(|e| Failure::usage(e.to_string()))??;
    // All or nothing: a document that is damaged is no shorter list.
    let mut out = Vec::new();
    for (key, score) in &found {
        let witness = archive.source(*key)?;
        let snippets = fontes_check::snippets(&witness, &a.query, 3);
        if a.json {
            for s in &snippets {
                if let Some(mut map) = json::passage(&witness, s.span) {
                    map.insert("type".into(), "match".into());
                    map.insert("score".into(), Value::from(f64::from(*score)));
                    writeln!(out, "{}", json::line(map))?;
                }
            }
        } else {
            terminal::snippets(&mut out, &witness, &snippets, shared::width(None))?;
        }
    }
    let summary = serde_json::json!({"type": "summary", "matches": count, "shown": found.len(),
        "documents_searched": archive.totals().documents, "documents_unread": archive.totals().unread});
    if a.json {
        writeln!(out, "{}", json::line(summary))?;
    } else {
        let all = fontes_check::finding::words::counted(archive.totals().documents, "document");
        writeln!(out, "{count} of {all} match; {} shown", found.len())?;
    }
    let mut to = shared::output(None, Reader::of(a.json))?;
    to.write_all(&out)?;
    to.flush()?;
    Ok(if count > 0 { Exit::Clean } else { Exit::Findings })
}
