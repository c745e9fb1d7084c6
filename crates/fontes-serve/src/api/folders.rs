//! `/api/folders`: which folders of this machine can be chosen?

use super::answer::{Asked, Routes, Told, tell};
use crate::error::Problem;
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use fontes_kit::is_archive;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Entries of a folder that are told.
const TOLD: usize = 1000;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/folders", folders)
}

#[derive(Deserialize)]
struct Query {
    path: Option<String>,
}

async fn folders(State(app): State<Arc<App>>, Asked(q): Asked<Query>) -> Result<Told, Problem> {
    allowed(&app)?;
    tell(move || list(q.path.as_deref())).await
}

/// Paths of this machine are for those who sit at it.
pub(super) fn allowed(app: &App) -> Result<(), Problem> {
    if app.options.behind.is_some() || app.options.read_only {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "the server's folders are not shown here",
            "ask who runs it to index them with `fontes index`, or drop files on the page",
        ));
    }
    Ok(())
}

fn list(path: Option<&str>) -> Result<Value, Problem> {
    let here = match path {
        Some(path) => PathBuf::from(path),
        None => std::env::current_dir()?,
    };
    let here = here.canonicalize()?;
    let mut folders: Vec<Value> = Vec::new();
    let mut files = 0u64;
    let mut drafts: Vec<String> = Vec::new();
    for entry in here.read_dir()?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            if !name.ends_with(".workbench") {
                folders.push(
                    json!({ "name": name, "path": path.to_string_lossy(), "archive": is_archive(&path) }),
                );
            }
        } else {
            files += 1;
            drafts.push(name);
        }
    }
    folders.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
    drafts.sort();
    let more = folders.len().saturating_sub(TOLD) + drafts.len().saturating_sub(TOLD);
    folders.truncate(TOLD);
    drafts.truncate(TOLD);
    Ok(json!({
        "path": here.to_string_lossy(),
        "parent": here.parent().map(Path::to_string_lossy),
        "archive": is_archive(&here),
        "folders": folders,
        "files": drafts,
        "file_count": files,
        "left_out": more,
    }))
}
