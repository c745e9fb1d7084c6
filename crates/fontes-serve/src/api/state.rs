//! `/api/state`: what there is to work on.

use super::answer::{Routes, Told, tell};
use crate::error::Problem;
use crate::session::Who;
use crate::state::App;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/state", state)
}

async fn state(State(app): State<Arc<App>>, who: Who) -> Result<Told, Problem> {
    tell(move || {
        Ok(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "archive": archive(&app)?,
            "read_only": app.options.read_only,
            "local": app.options.behind.is_none(),
            "user": who.name,
            "upload_limit": app.options.upload_limit,
        }))
    })
    .await
}

/// The archive that is open, and what in it was not read; null where none is.
pub(super) fn archive(app: &App) -> Result<Value, Problem> {
    let Some(path) = app.archive_path() else { return Ok(Value::Null) };
    let archive = app.archive()?;
    let t = archive.totals();
    Ok(json!({
        "path": fontes_report::screen::visible(&path.to_string_lossy()),
        "documents": t.documents,
        "files": t.files,
        "bytes": t.bytes,
        "unread": t.unread,
        "pages_unread": t.pages_unread,
        "unseen": t.unseen(),
        "generation": t.generation,
    }))
}
