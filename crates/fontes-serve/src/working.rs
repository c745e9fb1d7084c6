//! What is ready, and what must be worked out first? The pictures of the archive as it is now, or the job that makes them.

use crate::error::Problem;
use crate::pictures::{Shared, share};
use crate::state::App;
use fontes_archive::Snapshot;
use fontes_check::overview::{Named, People, Timeline, Wanted};
use fontes_kit::{ArchiveCorpus, Listener, NameLine, name_decisions, name_log};
use serde_json::{Value, json};
use std::sync::Arc;

/// What is asked for, or the work that makes it.
pub(crate) enum Ready<T> {
    Now(Arc<T>),
    Job(Value),
}

fn key(app: &App, archive: &Snapshot) -> String {
    let path = app.archive_path().unwrap_or_default();
    format!("{}\0{}", path.display(), archive.totals().digest)
}

/// Bytes of memory for finding shared passages at most.
const MEMORY: u64 = 192 << 20;

/// The timeline of the whole archive; a stretch of it is taken from it.
pub(crate) fn timeline(app: &Arc<App>) -> Result<Ready<Timeline>, Problem> {
    let archive = app.archive()?;
    let key = key(app, &archive);
    if let Some(ready) = app.pictures.timeline.get(&key) {
        return Ok(Ready::Now(ready));
    }
    let at = Arc::clone(app);
    let job = app.jobs.start("timeline", "the archive", move |_| {
        let found = fontes_check::overview::timeline(&*archive, &Wanted::default())?;
        at.pictures.timeline.put(key, found);
        Ok(json!({}))
    })?;
    Ok(Ready::Job(json!({ "job": job.id })))
}

/// The people of the archive and how they stand to each other, with what was decided on names.
pub(crate) fn people(app: &Arc<App>) -> Result<Ready<People>, Problem> {
    let archive = app.archive()?;
    let key = key(app, &archive);
    let path = app.archive_path().ok_or_else(Problem::no_archive)?;
    let decided = format!("{key}\0{:?}", name_log(&path)?);
    if let Some(ready) = app.pictures.people.get(&decided) {
        return Ok(Ready::Now(ready));
    }
    let at = Arc::clone(app);
    let job = app.jobs.start("people", "the archive", move |job| {
        let named = match at.pictures.named.get(&key) {
            Some(named) => named,
            None => at.pictures.named.put(key, Named::read(&*archive)?),
        };
        if job.stopped() {
            return Err(Problem::bad("stopped"));
        }
        at.pictures.people.put(decided, named.people(&name_decisions(&path)?));
        Ok(json!({}))
    })?;
    Ok(Ready::Job(json!({ "job": job.id })))
}

/// The passages that documents of the archive share.
pub(crate) fn shared(app: &Arc<App>) -> Result<Ready<Shared>, Problem> {
    let archive = app.archive()?;
    let key = key(app, &archive);
    if let Some(ready) = app.pictures.shared.get(&key) {
        return Ok(Ready::Now(ready));
    }
    let path = app.archive_path().ok_or_else(Problem::no_archive)?;
    let at = Arc::clone(app);
    let job = app.jobs.start("reuse", "the archive", move |job| {
        let memory = MEMORY.min(fontes_kit::machine_memory() / 4);
        let corpus = ArchiveCorpus::new(Snapshot::open(&path)?, &[], memory)?;
        at.pictures.shared.put(key, share(corpus, memory, job)?);
        Ok(json!({}))
    })?;
    Ok(Ready::Job(json!({ "job": job.id })))
}

/// What was decided on names by hand.
pub(crate) fn names(app: &App) -> Result<Vec<NameLine>, Problem> {
    Ok(name_log(&app.archive_path().ok_or_else(Problem::no_archive)?)?)
}
