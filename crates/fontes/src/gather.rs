//! Which files are there, and what is in them? The walk over folders, and the reading of files
//! on all cores, handed on in the order of their paths.

use crate::exit::Failure;
use crate::progress;
use fontes_archive::{FileState, FileStatus, Incoming, Outcome, Prepared, Writer};
use fontes_core::text::Document;
use fontes_ingest::{Notice, Read, Unreadable};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

/// Bytes of files read at one time.
const BATCH: u64 = 16 << 20;

struct Source {
    path: PathBuf,
    bytes: u64,
    /// Set when the walk itself failed here.
    error: Option<String>,
}

/// The files under `roots`, in the order of their paths: hidden and ignored ones left out, as
/// ripgrep does.
fn walk(roots: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    let mut out = Vec::new();
    for root in roots {
        if !root.exists() {
            return Err(Failure::usage(format!("{}: no such file or folder", root.display())));
        }
        for entry in ignore::WalkBuilder::new(root).sort_by_file_path(Ord::cmp).build() {
            match entry {
                Ok(e) if e.file_type().is_some_and(|t| t.is_dir()) => {
                    // An archive that lies within the sources is not one of them.
                    if e.path().join("fontes-archive").exists() && e.path() != root {
                        continue;
                    }
                }
                Ok(e) if in_archive(e.path(), root) => {}
                Ok(e) if e.file_type().is_some_and(|t| t.is_file() || t.is_symlink()) => {
                    let bytes = e.metadata().map_or(0, |m| m.len());
                    out.push(Source { path: e.into_path(), bytes, error: None });
                }
                Ok(e) => out.push(Source {
                    path: e.into_path(),
                    bytes: 0,
                    error: Some("not a regular file (a pipe, a socket or a device)".into()),
                }),
                Err(e) => out.push(Source { path: root.clone(), bytes: 0, error: Some(e.to_string()) }),
            }
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out.dedup_by(|b, a| a.path == b.path && a.error == b.error);
    Ok(out)
}

fn in_archive(path: &Path, root: &Path) -> bool {
    path.ancestors().skip(1).take_while(|a| a.starts_with(root)).any(|a| a.join("fontes-archive").exists())
}

/// A path as the archive knows it: as given, without a leading `./`.
fn name(path: &Path) -> String {
    let shown = path.to_string_lossy();
    shown.strip_prefix("./").unwrap_or(&shown).to_owned()
}

/// How to index.
pub(crate) struct Plan<'p> {
    pub(crate) sources: &'p [PathBuf],
    pub(crate) archive: &'p Path,
    pub(crate) encoding: Option<&'p str>,
    pub(crate) retry_failed: bool,
    pub(crate) quiet: bool,
}

enum Step {
    Keep(String, String, u64),
    Add(Incoming, u64),
}

/// Brings the archive up to date with the sources. `None` when the user stopped it.
pub(crate) fn index(plan: &Plan<'_>) -> Result<Option<Outcome>, Failure> {
    let sources = walk(plan.sources)?;
    let mut writer = Writer::open(plan.archive)?;
    let mut sources = sources;
    if plan.retry_failed {
        let failed = writer.failed();
        sources.retain(|s| failed.contains(&name(&s.path)));
    }
    progress::stop_on_interrupt();
    let total = sources.iter().map(|s| s.bytes).sum();
    let bar = progress::bytes(total, plan.quiet);
    let known = writer.known();
    let count = sources.len();
    let mut done = 0usize;
    let finished = std::thread::scope(|scope| -> Result<bool, Failure> {
        let (send, receive) = sync_channel::<Vec<Step>>(1);
        scope.spawn(move || {
            let mut rest = sources.as_slice();
            while !rest.is_empty() && !progress::stopped() {
                let mut bytes = 0;
                let n = rest
                    .iter()
                    .take_while(|s| {
                        let fits = bytes == 0 || bytes + s.bytes <= BATCH;
                        bytes += s.bytes.max(1);
                        fits
                    })
                    .count();
                let (now, later) = rest.split_at(n);
                let steps: Vec<Step> = now.par_iter().map(|s| step(s, &known, plan.encoding)).collect();
                if send.send(steps).is_err() {
                    break;
                }
                rest = later;
            }
        });
        for steps in receive {
            for step in steps {
                match step {
                    Step::Keep(path, digest, bytes) => {
                        writer.keep(&path, &digest);
                        bar.inc(bytes);
                    }
                    Step::Add(incoming, bytes) => {
                        if let FileStatus::Failed { reason, remedy } = &incoming.file.status
                            && !plan.quiet
                        {
                            let path = &incoming.file.path;
                            bar.suspend(|| anstream::eprintln!("fontes: {path}: {reason}; {remedy}"));
                        }
                        writer.add(incoming)?;
                        bar.inc(bytes);
                    }
                }
                done += 1;
            }
            bar.set_message(format!("{done}/{count} files"));
        }
        Ok(done == count)
    })?;
    bar.finish_and_clear();
    if !finished {
        writer.interrupt()?;
        return Ok(None);
    }
    let roots: Vec<String> =
        if plan.retry_failed { vec![] } else { plan.sources.iter().map(|r| name(r)).collect() };
    Ok(Some(writer.finish(&roots)?))
}

fn step(source: &Source, known: &BTreeMap<String, String>, encoding: Option<&str>) -> Step {
    let path = name(&source.path);
    let failed = |digest: String, e: Unreadable| {
        let status = FileStatus::Failed { reason: e.reason, remedy: e.remedy };
        let file = FileState { path: path.clone(), digest, bytes: source.bytes, status };
        Step::Add(Incoming { file, documents: vec![] }, source.bytes)
    };
    let unreadable = |reason: String, remedy: &str| Unreadable { reason, remedy: remedy.to_owned() };
    if let Some(e) = &source.error {
        return failed(String::new(), unreadable(e.clone(), "check the folder's permissions and links"));
    }
    if source.path.to_str().is_none() {
        return failed(String::new(), unreadable("the file's name is not UTF-8".into(), "rename the file"));
    }
    let bytes = match std::fs::read(&source.path) {
        Ok(bytes) => bytes,
        Err(e) => {
            return failed(
                String::new(),
                unreadable(e.to_string(), "check the file's permissions and links"),
            );
        }
    };
    let digest = fontes_archive::digest(&bytes);
    if known.get(&path) == Some(&digest) {
        return Step::Keep(path, digest, source.bytes);
    }
    let read = match parse(&bytes, &source.path, encoding) {
        Ok(read) => read,
        Err(e) => return failed(digest, e),
    };
    let (notice, loss) = notices(&read.notices);
    let documents: Result<Vec<Prepared>, _> =
        read.documents.into_iter().map(|d| Prepared::new(&path, d)).collect();
    match documents {
        Ok(documents) => {
            let status = FileStatus::Read { notice, loss };
            let file = FileState { path, digest, bytes: source.bytes, status };
            Step::Add(Incoming { file, documents }, source.bytes)
        }
        Err(e) => failed(digest, unreadable(e.to_string(), "split the file into parts")),
    }
}

fn notices(all: &[Notice]) -> (Option<String>, bool) {
    let text = all.iter().map(|n| n.what.as_str()).collect::<Vec<_>>().join("; ");
    ((!text.is_empty()).then_some(text), all.iter().any(|n| n.loss))
}

/// Parses a file's bytes; a parser that panics costs this file only.
fn parse(bytes: &[u8], path: &Path, encoding: Option<&str>) -> Result<Read, Unreadable> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    catch_unwind(AssertUnwindSafe(|| fontes_ingest::read(bytes, extension, encoding))).unwrap_or_else(|_| {
        Err(Unreadable {
            reason: "the reader of this format failed".into(),
            remedy: "convert the file, and report this as a bug of fontes".into(),
        })
    })
}

/// Reads one file that must hold one document: a draft, or a side of a comparison.
pub(crate) fn one(path: &Path, encoding: Option<&str>) -> Result<(Document, Vec<Notice>), Failure> {
    let shown = path.display();
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .map_err(|e| Failure::new(format!("standard input: {e}")))?;
        bytes
    } else {
        if path.is_dir() {
            return Err(Failure::usage(format!("{shown}: a folder; name a file")));
        }
        std::fs::read(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => Failure::usage(format!("{shown}: no such file")),
            _ => Failure::new(format!("{shown}: {e}")),
        })?
    };
    let read = parse(&bytes, path, encoding)
        .map_err(|e| Failure::new(format!("{shown}: {}; {}", e.reason, e.remedy)))?;
    let count = read.documents.len();
    let mut documents = read.documents.into_iter();
    match (documents.next(), count) {
        (Some(document), 1) => Ok((document, read.notices)),
        _ => Err(Failure::new(format!("{shown}: holds {count} documents; give one document a file"))),
    }
}

/// All documents of files and folders, in the order of their paths; what could not be read is
/// told on stderr, and counted.
pub(crate) fn all(
    roots: &[PathBuf],
    encoding: Option<&str>,
) -> Result<(Vec<(String, Document)>, u64), Failure> {
    let sources = walk(roots)?;
    let mut out = Vec::new();
    let mut failed = 0;
    for batch in sources.chunks(256) {
        let read: Vec<Result<Read, Unreadable>> = batch
            .par_iter()
            .map(|s| {
                let unreadable = |reason: String| Unreadable { reason, remedy: "check the file".into() };
                if let Some(e) = &s.error {
                    return Err(unreadable(e.clone()));
                }
                let bytes = std::fs::read(&s.path).map_err(|e| unreadable(e.to_string()))?;
                parse(&bytes, &s.path, encoding)
            })
            .collect();
        for (source, read) in batch.iter().zip(read) {
            let path = name(&source.path);
            match read {
                Ok(read) => {
                    for n in &read.notices {
                        anstream::eprintln!("fontes: {path}: {}", n.what);
                        failed += u64::from(n.loss);
                    }
                    out.extend(read.documents.into_iter().map(|d| (path.clone(), d)));
                }
                Err(e) => {
                    anstream::eprintln!("fontes: {path}: {}; {}", e.reason, e.remedy);
                    failed += 1;
                }
            }
        }
    }
    Ok((out, failed))
}
