//! `/api/drafts/{id}/report/{format}`: what is taken away, with what was decided.

use super::answer::{Named, Routes, work};
use super::drafts::{decisions, open};
use crate::error::Problem;
use crate::state::App;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use fontes_check::Checked;
use fontes_report::{html, json, sarif, table};
use std::sync::{Arc, PoisonError};

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/drafts/{id}/report/{format}", report)
}

async fn report(
    State(app): State<Arc<App>>,
    Named((id, format)): Named<(String, String)>,
) -> Result<Response, Problem> {
    let (name, bytes) = work(move || {
        let open = open(&app, &id)?;
        let mut checked = open.checked.write().unwrap_or_else(PoisonError::into_inner);
        let all = decisions(&app, &open, &checked.findings)?;
        for (finding, held) in checked.findings.iter_mut().zip(all.of) {
            finding.decisions = held.into_iter().map(|h| h.decision).collect();
        }
        let again = format!("fontes serve --archive {}", app.archive_path().unwrap_or_default().display());
        let mut out = Vec::new();
        written(&mut out, &format, &checked, &again)?;
        Ok((format!("{}.{format}", open.known.name), out))
    })
    .await?;
    // What a document says is never run here: the report is kept as a file.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_. ".contains(c);
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let utf8: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b == b'.' || b == b'-' {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{utf8}")),
    ];
    Ok((headers, bytes).into_response())
}

fn written(out: &mut Vec<u8>, format: &str, checked: &Checked, again: &str) -> Result<(), Problem> {
    match format {
        "html" => html::write(out, checked, again)?,
        "json" => json::write(out, checked)?,
        "csv" => {
            let mut table = table::Csv::new(&mut *out)?;
            table.write(checked)?;
        }
        "xlsx" => table::workbook(out, std::slice::from_ref(checked))?,
        "sarif" => sarif::write(out, std::slice::from_ref(checked))?,
        _ => return Err(Problem::missing("a report is html, csv, xlsx, json or sarif")),
    }
    Ok(())
}
