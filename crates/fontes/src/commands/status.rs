//! `fontes status`: what is in an archive, what failed and why, what is stale.

use super::Reader;
use crate::cli::{Reading, Status};
use crate::exit::{Exit, Failure};
use fontes_archive::{FileState, FileStatus};
use serde_json::json;

pub(crate) fn run(a: &Status) -> Result<Exit, Failure> {
    let archive = super::open(&a.against, &Reading::default(), true)?;
    if a.verify {
        archive.verify()?;
    }
    let files = archive.files()?;
    let t = archive.totals();
    let unfinished = archive.unfinished()?;
    let mut out = super::output(None, Reader::of(a.json))?;
    // A file within a container is as old as the container, which has its own row.
    let state = |f: &FileState| match super::outermost(&f.path) == f.path {
        true => super::stale(&f.path, &f.digest),
        false => None,
    };
    let near = archive.near_duplicates()?;
    let twins = files.iter().filter(|f| f.twin.is_some()).count();
    let pages: u64 = files.iter().map(|f| f.pages).sum();
    let stale: Vec<(&FileState, &str)> = files.iter().filter_map(|f| state(f).map(|s| (f, s))).collect();
    if a.json {
        for f in &files {
            let (status, reason, remedy) = match &f.status {
                FileStatus::Read { notice, .. } if f.twin.is_some() => ("duplicate", notice.as_deref(), None),
                FileStatus::Read { notice, loss: false } => ("read", notice.as_deref(), None),
                FileStatus::Read { notice, loss: true } => ("partly read", notice.as_deref(), None),
                FileStatus::Failed { reason, remedy } => {
                    ("failed", Some(reason.as_str()), Some(remedy.as_str()))
                }
            };
            let line = json!({"type": "file", "path": f.path, "digest": f.digest, "bytes": f.bytes,
                "status": status, "reason": reason, "remedy": remedy, "same_as": f.twin, "pages": f.pages,
                "pages_unread": f.pages_unread, "stale": state(f)});
            writeln!(out, "{}", fontes_check::report::json::line(line))?;
        }
        for n in &near {
            let line = json!({"type": "near-duplicate", "path": n.document.0, "id": n.document.1,
                "of": {"path": n.of.0, "id": n.of.1}, "share": (n.share * 100.0).round() / 100.0});
            writeln!(out, "{}", fontes_check::report::json::line(line))?;
        }
        let line = json!({"type": "summary", "generation": t.generation, "files_read": t.files,
            "documents": t.documents, "bytes": t.bytes, "unread": t.unread, "pages": pages,
            "pages_unread": t.pages_unread, "duplicates": twins, "stale": stale.len(), "unfinished": unfinished, "archive_digest": t.digest});
        writeln!(out, "{}", fontes_check::report::json::line(line))?;
    } else {
        writeln!(
            out,
            "{} files read, {} documents, {:.1} MB of text, generation {}",
            t.files,
            t.documents,
            t.bytes as f64 / 1e6,
            t.generation
        )?;
        if pages > 0 {
            writeln!(out, "{pages} pages, {} of them not read", t.pages_unread)?;
        }
        if let Some(unseen) = t.unseen() {
            writeln!(out, "{unseen}")?;
        }
        writeln!(out, "{}", t.digest)?;
        for f in &files {
            if let Some(twin) = &f.twin {
                writeln!(out, "duplicate    {}: the same bytes as {twin}, which stands for it", f.path)?;
            }
            match &f.status {
                FileStatus::Failed { reason, remedy } => {
                    writeln!(out, "not read     {}: {reason}; {remedy}", f.path)?
                }
                FileStatus::Read { notice: Some(n), loss: true } => {
                    writeln!(out, "partly read  {}: {n}", f.path)?
                }
                FileStatus::Read { notice: Some(n), loss: false } => {
                    writeln!(out, "note         {}: {n}", f.path)?
                }
                FileStatus::Read { notice: None, .. } => {}
            }
        }
        let named = |d: &(String, Option<String>)| match &d.1 {
            Some(id) => format!("{}#{id}", d.0),
            None => d.0.clone(),
        };
        for n in &near {
            let share = (n.share * 100.0).round();
            writeln!(
                out,
                "near         {}: nearly the text of {} (about {share} %)",
                named(&n.document),
                named(&n.of)
            )?;
        }
        if unfinished > 0 {
            writeln!(
                out,
                "unfinished   a run was cut short: {unfinished} files more are read and wait for `fontes index` to go on"
            )?;
        }
        for (f, why) in &stale {
            writeln!(out, "stale        {}: {why} since it was indexed", f.path)?;
        }
        if a.verify {
            writeln!(out, "all checksums agree")?;
        }
    }
    out.flush()?;
    Ok(if t.unread > 0 || unfinished > 0 || t.generation == 0 { Exit::NotChecked } else { Exit::Clean })
}
