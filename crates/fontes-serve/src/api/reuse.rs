//! `/api/reuse`, `/api/clusters`: which passages stand in several documents, and what each of them changed.

use super::answer::{Asked, Named, Routes, Told, tell};
use crate::error::Problem;
use crate::pictures::{Listed, Shared};
use crate::state::App;
use crate::working::{self, Ready};
use axum::extract::State;
use fontes_check::reuse::Corpus;
use fontes_report::synopsis::synopsis;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/reuse", sum).get("/api/clusters", list).get("/api/clusters/{n}", one)
}

/// Rows of one answer at most, names of a row, and letters of the words that it shows.
const MOST: usize = 200;
const NAMES: usize = 4;
const EXCERPT: usize = 280;

async fn sum(State(app): State<Arc<App>>) -> Result<Told, Problem> {
    tell(move || match working::shared(&app)? {
        Ready::Job(job) => Ok(job),
        Ready::Now(s) => Ok(json!({
            "clusters": s.clusters.len(), "passages": s.found.reuses.len(), "duplicates": s.found.duplicates.len(),
            "documents": s.found.documents, "too_long": s.found.too_long,
            "aside": { "stock": s.found.aside.stock, "lists": s.found.aside.lists, "common": s.found.aside.common },
        })),
    })
    .await
}

#[derive(Deserialize)]
struct Find {
    q: Option<String>,
    offset: Option<usize>,
    limit: Option<usize>,
}

async fn list(State(app): State<Arc<App>>, Asked(q): Asked<Find>) -> Result<Told, Problem> {
    tell(move || match working::shared(&app)? {
        Ready::Job(job) => Ok(job),
        Ready::Now(s) => rows(&s, &q),
    })
    .await
}

fn rows(s: &Shared, q: &Find) -> Result<Value, Problem> {
    let small = q.q.as_deref().unwrap_or("").to_lowercase();
    let words: Vec<&str> = small.split_whitespace().collect();
    let (offset, limit) = (q.offset.unwrap_or(0), q.limit.unwrap_or(40).min(MOST));
    let mut total = 0;
    let mut shown = Vec::new();
    for (n, listed) in s.order.iter().enumerate() {
        let wanted = words.is_empty() || holds(s, listed.cluster, &words)?;
        if wanted {
            if total >= offset && shown.len() < limit {
                shown.push(row(s, n, *listed)?);
            }
            total += 1;
        }
    }
    Ok(json!({ "total": total, "clusters": shown }))
}

/// Whether the passage, or the name of a document that has it, holds all the words.
fn holds(s: &Shared, i: usize, words: &[&str]) -> Result<bool, Problem> {
    let witnesses = &s.clusters[i].witnesses;
    let named = |w: &str| {
        witnesses.iter().any(|c| s.found.heads[c.document as usize].path.to_lowercase().contains(w))
    };
    let Some(first) = witnesses.first() else { return Ok(false) };
    let source = s.corpus.source(first.document as usize)?;
    let text = first.span.slice(source.text()).unwrap_or("").to_lowercase();
    Ok(words.iter().all(|w| text.contains(w) || named(w)))
}

fn row(s: &Shared, n: usize, listed: Listed) -> Result<Value, Problem> {
    let witnesses = &s.clusters[listed.cluster].witnesses;
    let heads = || witnesses.iter().map(|c| &s.found.heads[c.document as usize]);
    let excerpt = match witnesses.first() {
        Some(first) => {
            let source = s.corpus.source(first.document as usize)?;
            let text = first.span.slice(source.text()).unwrap_or("");
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let cut: String = line.chars().take(EXCERPT).collect();
            if cut.len() < line.len() { format!("{cut}…") } else { cut }
        }
        None => String::new(),
    };
    let mut names: Vec<String> = Vec::new();
    for name in heads().map(|h| h.name()) {
        if names.len() < NAMES && !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(json!({
        "n": n + 1, "size": listed.documents, "words": listed.words, "excerpt": excerpt, "names": names,
        "first": heads().find_map(|h| h.date.clone()), "last": heads().rev().find_map(|h| h.date.clone()),
    }))
}

async fn one(State(app): State<Arc<App>>, Named(n): Named<usize>) -> Result<Told, Problem> {
    tell(move || match working::shared(&app)? {
        Ready::Job(job) => Ok(job),
        Ready::Now(s) => {
            let missing = || Problem::missing("there is no such passage");
            let listed = n.checked_sub(1).and_then(|n| s.order.get(n)).ok_or_else(missing)?;
            let mut value =
                synopsis(&s.corpus, &s.found, &s.clusters[listed.cluster])?.ok_or_else(missing)?;
            value["clusters"] = s.clusters.len().into();
            value["n"] = n.into();
            Ok(value)
        }
    })
    .await
}
