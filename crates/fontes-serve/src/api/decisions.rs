//! `/api/drafts/{id}/decisions`, `/api/decisions`: deciding, taking back, and taking decisions to another machine.

use super::answer::{Named, Routes, Sent, Told, tell, work};
use super::drafts::{decisions, held, open};
use crate::decided::differences;
use crate::error::Problem;
use crate::guard::DECISIONS_LIMIT;
use crate::session::Who;
use crate::state::App;
use crate::store::decisions::{Entry, UNDONE, fresh_id, taking_back};
use crate::store::now;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing;
use fontes_check::finding::decision::Judgement;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError};

/// Characters of a note and of a name.
const NOTE: usize = 4000;
const NAME: usize = 60;
/// Characters of the draft's words that are kept with a decision.
const WORDS: usize = 200;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/drafts/{id}/decisions", of_draft)
        .post("/api/drafts/{id}/decisions", decide)
        .post("/api/drafts/{id}/undo", undo)
        .get("/api/decisions", export)
        .on("post", "/api/decisions", routing::post(import).layer(DefaultBodyLimit::max(DECISIONS_LIMIT)))
}

/// The log of a draft, and where people differ.
async fn of_draft(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Told, Problem> {
    tell(move || {
        let store = app.store()?;
        let known = store.draft(&id)?.ok_or_else(|| Problem::missing("there is no such draft"))?;
        let rows = store.of_draft(&known.id, &known.name)?;
        let different: Vec<Value> = match app.drafts.get(&id) {
            None => vec![],
            Some(open) => {
                let checked = open.checked.read().unwrap_or_else(PoisonError::into_inner);
                let all = decisions(&app, &open, &checked.findings)?;
                let told = |i: usize| json!({ "index": i, "decisions": all.of[i].iter().map(held).collect::<Vec<_>>() });
                differences(&all).into_iter().map(told).collect()
            }
        };
        Ok(json!({ "log": rows, "differences": different }))
    })
    .await
}

/// A decision about one finding, by its place in the list and what it is known by.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    index: usize,
    /// What the finding was when it was looked at.
    fingerprint: String,
    decision: String,
    #[serde(default)]
    note: String,
    /// The name; that of the session where one is signed in by name.
    #[serde(default)]
    who: String,
}

fn named(who: Who, given: &str) -> Result<String, Problem> {
    let name = who.name.unwrap_or_else(|| given.trim().to_owned());
    let fit = !name.is_empty() && name.chars().count() <= NAME && !name.contains(char::is_control);
    if fit {
        Ok(name)
    } else {
        Err(Problem::new(axum::http::StatusCode::BAD_REQUEST, "who decides?", "say your name"))
    }
}

async fn decide(
    State(app): State<Arc<App>>,
    who: Who,
    Named(id): Named<String>,
    Sent(made): Sent<Made>,
) -> Result<Told, Problem> {
    tell(move || {
        let who = named(who, &made.who)?;
        let judgement = Judgement::named(&made.decision)
            .ok_or_else(|| Problem::bad("a decision is right, wrong, needs-work or not-checkable"))?;
        if made.note.chars().count() > NOTE {
            return Err(Problem::bad(format!("a note has at most {NOTE} characters")));
        }
        let open = open(&app, &id)?;
        let checked = open.checked.read().unwrap_or_else(PoisonError::into_inner);
        let moved = || {
            Problem::new(
                axum::http::StatusCode::CONFLICT,
                "the draft was checked again meanwhile, and this is another finding now",
                "look at it again",
            )
        };
        let finding = checked.findings.get(made.index).ok_or_else(moved)?;
        let anchor =
            finding.keys.anchor.filter(|_| finding.keys.fingerprint == made.fingerprint).ok_or_else(moved)?;
        let words = finding.draft.slice(checked.draft.text()).unwrap_or("");
        let entry = Entry {
            id: fresh_id()?,
            at: now(),
            who,
            draft: open.known.id.clone(),
            name: open.known.name.clone(),
            anchor: anchor.to_string(),
            fingerprint: made.fingerprint,
            code: finding.code(),
            words: words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS).collect(),
            line: checked.draft.spots(finding.draft).map(|s| s.0.line),
            decision: judgement.name().into(),
            note: made.note.trim().to_owned(),
            undoes: None,
        };
        app.store()?.add(std::slice::from_ref(&entry))?;
        let all = decisions(&app, &open, &checked.findings)?;
        Ok(json!({
            "id": entry.id, "index": made.index,
            "decisions": all.of[made.index].iter().map(held).collect::<Vec<_>>(),
        }))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    decision: String,
    #[serde(default)]
    who: String,
}

async fn undo(
    State(app): State<Arc<App>>,
    who: Who,
    Named(id): Named<String>,
    Sent(undo): Sent<Undo>,
) -> Result<Told, Problem> {
    tell(move || {
        let signed = who.name.is_some();
        let who = named(who, &undo.who)?;
        let store = app.store()?;
        let known = store.draft(&id)?.ok_or_else(|| Problem::missing("there is no such draft"))?;
        let entry = store.entry(&undo.decision)?.filter(|e| e.draft == id || e.name == known.name);
        let entry = entry
            .filter(|e| e.decision != UNDONE)
            .ok_or_else(|| Problem::missing("there is no such decision"))?;
        if signed && entry.who != who {
            return Err(Problem::new(
                axum::http::StatusCode::FORBIDDEN,
                format!("{} decided that", entry.who),
                "decide yourself; both are kept",
            ));
        }
        store.add(&[taking_back(&entry, &who)?])?;
        let open = open(&app, &id)?;
        let checked = open.checked.read().unwrap_or_else(PoisonError::into_inner);
        let all = decisions(&app, &open, &checked.findings)?;
        let told: Vec<Value> = (0..all.of.len())
            .filter(|&i| checked.findings[i].keys.anchor.is_some_and(|a| a.to_string() == entry.anchor))
            .map(|i| json!({ "index": i, "decisions": all.of[i].iter().map(held).collect::<Vec<_>>() }))
            .collect();
        Ok(json!({ "findings": told }))
    })
    .await
}

/// All decisions, a row of the log a line.
async fn export(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let text = work(move || {
        let mut text = String::new();
        for entry in app.store()?.all()? {
            let value = serde_json::to_value(&entry).map_err(|e| Problem::broken(e.to_string()))?;
            text += &fontes_report::json::line(value);
            text.push('\n');
        }
        Ok(text)
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"decisions.jsonl\""),
    ];
    Ok((headers, text).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    /// The file that another workbench wrote.
    lines: String,
}

async fn import(State(app): State<Arc<App>>, Sent(import): Sent<Import>) -> Result<Told, Problem> {
    tell(move || {
        let mut entries = Vec::new();
        for (i, line) in import.lines.lines().enumerate().filter(|l| !l.1.trim().is_empty()) {
            let wrong = |why: String| {
                Problem::bad(format!("line {}: no decision of a workbench{why}; nothing was read in", i + 1))
            };
            let entry: Entry = serde_json::from_str(line).map_err(|e| wrong(format!(" ({e})")))?;
            if !entry.is_sound() {
                return Err(wrong(String::new()));
            }
            entries.push(entry);
        }
        let added = app.store()?.add(&entries)?;
        Ok(json!({ "read": entries.len(), "added": added }))
    })
    .await
}
