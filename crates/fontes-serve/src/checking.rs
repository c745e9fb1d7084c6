//! How is a draft checked here? As `fontes check` would, with the settings of its folder, and held in memory.

use crate::drafts::Open;
use crate::error::Problem;
use crate::jobs::Job;
use crate::state::App;
use crate::store::drafts::Known;
use fontes_check::{Checked, Options};
use fontes_kit::{Listener, settings_for, silence_by};
use fontes_report::tone::Group;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

/// What a check in this folder is asked to do, as its `fontes.toml` says.
fn asked(path: &Path) -> Result<(Options, Vec<PathBuf>), Problem> {
    let mut options = Options::default();
    let Some(s) = settings_for(path)? else { return Ok((options, vec![])) };
    options.borrowing = s.borrowing.unwrap_or(options.borrowing);
    options.min_words = s.min_words.unwrap_or(options.min_words);
    let mut formulas = String::new();
    for file in &s.boilerplate {
        formulas += &std::fs::read_to_string(file)
            .map_err(|e| Problem::bad(format!("boilerplate {}: {e}", file.display())))?;
        formulas += "\n\n";
    }
    if !formulas.is_empty() {
        options.boilerplate = Arc::new(fontes_core::lang::Formulas::new(&formulas));
    }
    Ok((options, s.silence))
}

/// Checks a draft, and holds what was found.
pub(crate) fn check(app: &App, known: Known, job: &Job) -> Result<Value, Problem> {
    let archive = app.archive()?;
    if archive.totals().documents == 0 {
        return Err(Problem::new(
            axum::http::StatusCode::CONFLICT,
            "the archive holds no document to check against",
            "the start page says which files were not read, and why",
        ));
    }
    let path = PathBuf::from(&known.path);
    let (options, silence) = asked(&path)?;
    let mut checked = fontes_kit::check(&path, &archive, &app.reader, &options, job)?;
    for rules in &silence {
        silence_by(rules, &mut checked)?;
    }
    if job.stopped() {
        return Err(Problem::bad("stopped"));
    }
    let last = summary(&checked);
    let store = app.store()?;
    if !app.options.read_only {
        store.checked_draft(&known.id, &last)?;
    }
    let losses = job.value()["unread"].as_array().cloned().unwrap_or_default();
    let generation = checked.totals.generation;
    let id = known.id.clone();
    let open = Open {
        known,
        checked: RwLock::new(checked),
        generation,
        losses,
        pane: OnceLock::new(),
        told: OnceLock::new(),
    };
    app.drafts.put(Arc::new(open));
    Ok(json!({ "draft": id, "summary": last }))
}

/// A check in short, for the list of drafts.
fn summary(checked: &Checked) -> Value {
    let mut groups = serde_json::Map::new();
    for group in Group::ALL {
        let n = checked.findings.iter().filter(|f| Group::of(f) == group).count();
        groups.insert(group.name().into(), n.into());
    }
    json!({
        "at": crate::store::now(),
        "generation": checked.totals.generation,
        "findings": checked.findings.len(),
        "groups": groups,
        "title": checked.draft.document.title,
    })
}
