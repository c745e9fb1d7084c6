//! `/api/jobs`: how far is what takes long?

use super::answer::{Named, Routes, Told};
use crate::error::Problem;
use crate::state::App;
use axum::extract::State;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/jobs", list).get("/api/jobs/{id}", one).delete("/api/jobs/{id}", stop)
}

async fn list(State(app): State<Arc<App>>) -> Told {
    let all: Vec<_> = app.jobs.list().iter().map(|j| j.value()).collect();
    Told(json!({ "jobs": all }))
}

async fn one(State(app): State<Arc<App>>, Named(id): Named<u64>) -> Result<Told, Problem> {
    let job = app.jobs.get(id).ok_or_else(|| Problem::missing("there is no such work"))?;
    Ok(Told(job.value()))
}

async fn stop(State(app): State<Arc<App>>, Named(id): Named<u64>) -> Result<Told, Problem> {
    let job = app.jobs.get(id).ok_or_else(|| Problem::missing("there is no such work"))?;
    job.stop();
    Ok(Told(job.value()))
}
