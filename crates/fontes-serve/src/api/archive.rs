//! `/api/archive`: opening one, or making one of a folder; `/api/sources`: files that are dropped on the page.

use super::answer::{Named, Routes, Sent, Told, tell, work};
use super::folders;
use super::upload::{keep, plain_name};
use crate::error::Problem;
use crate::state::{App, beside};
use axum::body::Body;
use axum::extract::State;
use fontes_kit::{IndexPlan, index, is_archive};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/archive", unread).post("/api/archive", make).put("/api/sources/{name}", drop_source)
}

/// Files that are told as not read.
const TOLD: usize = 1000;

/// What of the archive was not read, why, and what helps.
async fn unread(State(app): State<Arc<App>>) -> Result<Told, Problem> {
    tell(move || {
        let status = fontes_kit::status(&*app.archive()?, false)?;
        let show = |t: &str| fontes_report::screen::visible(t).into_owned();
        let lost: Vec<Value> = (status.files.iter().filter(|f| f.loss).take(TOLD))
            .map(|f| {
                json!({
                    "path": show(&f.path),
                    "what": f.reason.as_deref().map(show),
                    "remedy": f.remedy.as_deref().map(show),
                    "pages_unread": f.pages_unread,
                })
            })
            .collect();
        let changed: Vec<Value> = (status.files.iter().take(TOLD))
            .filter_map(|f| f.stale.map(|how| json!({ "path": show(&f.path), "how": how })))
            .collect();
        Ok(json!({ "archive": super::state::archive(&app)?, "unread": lost, "changed": changed }))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    /// Files and folders to read; none: those that were dropped on the page, or an archive that is there is opened.
    #[serde(default)]
    sources: Vec<String>,
    archive: Option<String>,
    /// Read what was dropped on the page, too.
    #[serde(default)]
    dropped: bool,
    #[serde(default)]
    retry_failed: bool,
}

async fn make(State(app): State<Arc<App>>, Sent(wanted): Sent<Made>) -> Result<Told, Problem> {
    if !wanted.sources.is_empty() || wanted.archive.is_some() {
        folders::allowed(&app)?;
    }
    tell(move || begin(&app, wanted)).await
}

fn begin(app: &Arc<App>, wanted: Made) -> Result<Value, Problem> {
    let mut sources: Vec<PathBuf> = Vec::new();
    for s in &wanted.sources {
        sources.push(std::path::absolute(s)?);
    }
    let archive = match (&wanted.archive, sources.first()) {
        (Some(archive), _) => std::path::absolute(archive)?,
        // One that is chosen as a folder of sources is meant as what it is.
        (None, Some(one)) if is_archive(one) && sources.len() == 1 => {
            let one = sources.remove(0);
            app.open(&one)?;
            return Ok(json!({ "archive": super::state::archive(app)? }));
        }
        (None, Some(one)) => app.archive_path().unwrap_or_else(|| named_after(one)),
        (None, None) => place(app)?,
    };
    if wanted.dropped || (sources.is_empty() && wanted.archive.is_none()) {
        sources.push(beside(&archive).join("sources"));
    }
    if sources.is_empty() {
        app.open(&archive)?;
        return Ok(json!({ "archive": super::state::archive(app)? }));
    }
    if let Some(gone) = sources.iter().find(|s| !s.exists()) {
        return Err(Problem::missing(format!("{}: there is nothing there", gone.display())));
    }
    let about = archive.to_string_lossy().into_owned();
    let (app2, retry_failed) = (Arc::clone(app), wanted.retry_failed);
    let job = app.jobs.start("index", &about, move |job| {
        let plan = IndexPlan { sources: &sources, archive: &archive, retry_failed };
        let done = index(&plan, &app2.reader, job)?;
        app2.open(&archive)?;
        Ok(json!({
            "archive": super::state::archive(&app2)?,
            "added": done.added, "replaced": done.replaced, "unchanged": done.unchanged, "gone": done.vanished,
            "failed": done.failed, "twins": done.twins,
        }))
    })?;
    Ok(json!({ "job": job.id }))
}

/// The archive of a folder `minutes` is `minutes.fontes` beside it.
fn named_after(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_else(|| "my".as_ref()).to_owned();
    name.push(".fontes");
    folder.with_file_name(name)
}

/// The archive that is open, or the one that is made of what is dropped.
fn place(app: &App) -> Result<PathBuf, Problem> {
    Ok(match app.archive_path() {
        Some(path) => path,
        None => std::env::current_dir()?.join("my.fontes"),
    })
}

/// Keeps a file that was dropped on the page beside the archive.
async fn drop_source(
    State(app): State<Arc<App>>,
    Named(name): Named<String>,
    body: Body,
) -> Result<Told, Problem> {
    let (limit, at) = (app.options.upload_limit, Arc::clone(&app));
    let folder = work(move || Ok(beside(&place(&at)?).join("sources"))).await?;
    let path = keep(&folder, &plain_name(&name)?, body, limit).await?;
    Ok(Told(json!({ "path": path.to_string_lossy() })))
}
