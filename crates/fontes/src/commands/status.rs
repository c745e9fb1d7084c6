//! `fontes status`: what is in an archive, what failed and why, what is stale.

use crate::cli::Status;
use crate::exit::{Exit, Failure};
use fontes_archive::{FileState, FileStatus};
use serde_json::json;

pub(crate) fn run(a: &Status) -> Result<Exit, Failure> {
    let archive = super::open(&a.against, true)?;
    if a.verify {
        archive.verify()?;
    }
    let files = archive.files()?;
    let t = archive.totals();
    let mut out = super::output(None)?;
    let state = |f: &FileState| stale(f);
    let stale: Vec<(&FileState, &str)> = files.iter().filter_map(|f| state(f).map(|s| (f, s))).collect();
    if a.json {
        for f in &files {
            let (status, reason, remedy) = match &f.status {
                FileStatus::Read { notice, loss: false } => ("read", notice.as_deref(), None),
                FileStatus::Read { notice, loss: true } => ("partly read", notice.as_deref(), None),
                FileStatus::Failed { reason, remedy } => {
                    ("failed", Some(reason.as_str()), Some(remedy.as_str()))
                }
            };
            let line = json!({"type": "file", "path": f.path, "digest": f.digest, "bytes": f.bytes,
                "status": status, "reason": reason, "remedy": remedy, "stale": state(f)});
            writeln!(out, "{line}")?;
        }
        let line = json!({"type": "summary", "generation": t.generation, "files_read": t.files,
            "documents": t.documents, "bytes": t.bytes, "unread": t.unread, "stale": stale.len(), "archive_digest": t.digest});
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{} files read, {} documents, {:.1} MB of text, generation {}",
            t.files,
            t.documents,
            t.bytes as f64 / 1e6,
            t.generation
        )?;
        writeln!(out, "{}", t.digest)?;
        for f in &files {
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
        for (f, why) in &stale {
            writeln!(out, "stale        {}: {why} since it was indexed", f.path)?;
        }
        if a.verify {
            writeln!(out, "all checksums agree")?;
        }
    }
    out.flush()?;
    Ok(if t.unread > 0 { Exit::NotChecked } else { Exit::Clean })
}

/// Whether the file on disk is no longer what was indexed.
fn stale(f: &FileState) -> Option<&'static str> {
    match std::fs::read(&f.path) {
        Ok(bytes) if fontes_archive::digest(&bytes) == f.digest => None,
        Ok(_) => Some("changed"),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Some("gone"),
        Err(_) if f.digest.is_empty() => None,
        Err(_) => Some("no longer readable"),
    }
}
