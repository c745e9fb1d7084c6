//! Which files are there, and what is in them? The walk over folders, and the reading of files
//! on all cores, handed on in the order of their paths.

use crate::cli::Reading;
use crate::exit::Failure;
use crate::ocr::Ocr;
use crate::progress;
use crate::worker::{Given, Input, PIPED, Pool};
use fontes_archive::{FileState, FileStatus, INSIDE, Incoming, Outcome, Prepared, Writer};
use fontes_core::text::Document;
use fontes_ingest::{Notice, Read, Unreadable};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read as _, Seek, SeekFrom};
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

/// How files are read: in workers, with pictures sent to OCR.
pub(crate) struct Reader<'r> {
    pool: Pool,
    encoding: Option<&'r str>,
    ocr: Ocr,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(how: &'r Reading) -> Self {
        let limit = std::time::Duration::from_secs(how.time_limit);
        Self { pool: Pool::new(limit), encoding: how.encoding.as_deref(), ocr: Ocr::find(how) }
    }

    /// Reads a file; each file in it is handed to `give`, the outermost last.
    fn read(&self, path: &str, input: Input<'_>, give: &mut dyn FnMut(Given)) {
        self.pool.read(path, input, self.encoding, &mut |mut given| {
            given.outcome = given.outcome.and_then(|read| self.ocr.read(read));
            give(given);
        });
    }
}

/// How to index.
pub(crate) struct Plan<'p> {
    pub(crate) sources: &'p [PathBuf],
    pub(crate) archive: &'p Path,
    pub(crate) reading: &'p Reading,
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
    let mut known = writer.known();
    if plan.retry_failed {
        // A file within a container fails with the container.
        let failed: BTreeSet<String> =
            writer.failed().iter().map(|p| p.split(INSIDE).next().unwrap_or(p).to_owned()).collect();
        sources.retain(|s| failed.contains(&name(&s.path)));
        known.clear();
    }
    progress::stop_on_interrupt();
    let total = sources.iter().map(|s| s.bytes).sum();
    let bar = progress::bytes(total, plan.quiet);
    let reader = Reader::new(plan.reading);
    let count = sources.len();
    let (mut done, mut pages) = (0usize, 0u64);
    let finished = std::thread::scope(|scope| -> Result<bool, Failure> {
        let (send, receive) = sync_channel::<Vec<Step>>(1);
        let (known, reader, sources) = (&known, &reader, &sources);
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
                rest = later;
                if let [large] = now
                    && large.bytes > BATCH
                {
                    // What is in a large file goes on piece by piece.
                    let mut gone = false;
                    take(large, known, reader, &mut |step| gone |= send.send(vec![step]).is_err());
                    if gone {
                        break;
                    }
                    continue;
                }
                let steps: Vec<Step> = now
                    .par_iter()
                    .flat_map_iter(|s| {
                        let mut steps = Vec::new();
                        take(s, known, reader, &mut |step| steps.push(step));
                        steps
                    })
                    .collect();
                if send.send(steps).is_err() {
                    break;
                }
            }
        });
        for steps in receive {
            for step in steps {
                match step {
                    Step::Keep(path, digest, bytes) => {
                        if !writer.keep(&path, &digest)
                            && let Some(source) = sources.iter().find(|s| name(&s.path) == path)
                        {
                            // The file that stood for it is gone: it is read for itself.
                            let mut again = Vec::new();
                            take(source, &BTreeMap::new(), reader, &mut |step| again.push(step));
                            for step in again {
                                if let Step::Add(incoming, _) = step {
                                    writer.add(incoming)?;
                                }
                            }
                        }
                        bar.inc(bytes);
                        done += 1;
                    }
                    Step::Add(incoming, bytes) => {
                        if let FileStatus::Failed { reason, remedy } = &incoming.file.status
                            && !plan.quiet
                        {
                            let path = &incoming.file.path;
                            bar.suspend(|| anstream::eprintln!("fontes: {path}: {reason}; {remedy}"));
                        }
                        pages += incoming.file.pages;
                        done += usize::from(!incoming.file.path.contains(INSIDE));
                        writer.add(incoming)?;
                        bar.inc(bytes);
                    }
                }
            }
            let paged = if pages > 0 { format!(", {pages} pages") } else { String::new() };
            bar.set_message(format!("{done}/{count} files{paged}"));
        }
        Ok(done >= count)
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

/// Reads a file, if its bytes are not known, and hands on what it held; a container after what
/// is in it, so that a run that is cut short between them reads it again.
fn take(source: &Source, known: &BTreeMap<String, String>, reader: &Reader<'_>, give: &mut dyn FnMut(Step)) {
    let path = name(&source.path);
    let failed = |digest: String, e: Unreadable| {
        Step::Add(unread(path.clone(), digest, source.bytes, e), source.bytes)
    };
    let unreadable = |reason: String, remedy: &str| Unreadable { reason, remedy: remedy.to_owned() };
    if let Some(e) = &source.error {
        return give(failed(
            String::new(),
            unreadable(e.clone(), "check the folder's permissions and links"),
        ));
    }
    if source.path.to_str().is_none() {
        return give(failed(
            String::new(),
            unreadable("the file's name is not UTF-8".into(), "rename the file"),
        ));
    }
    if source.path.is_dir() {
        let e = unreadable("a link to a folder, which is not followed".into(), "name the folder itself");
        return give(failed(String::new(), e));
    }
    if source.path.is_symlink() && !source.path.exists() {
        let e =
            unreadable("a link to a file that is not there".into(), "remove the link, or restore the file");
        return give(failed(String::new(), e));
    }
    let opened = File::open(&source.path).and_then(|file| {
        let size = file.metadata()?.len();
        if size > PIPED {
            let digest = fontes_archive::digest_of(BufReader::new(&file))?;
            (&file).seek(SeekFrom::Start(0))?;
            return Ok((digest, Err((file, size))));
        }
        let mut bytes = Vec::new();
        (&file).read_to_end(&mut bytes)?;
        Ok((fontes_archive::digest(&bytes), Ok(bytes)))
    });
    let (digest, held) = match opened {
        Ok(opened) => opened,
        Err(e) => {
            let e = unreadable(e.to_string(), "check the file's permissions and links");
            return give(failed(String::new(), e));
        }
    };
    if known.get(&path) == Some(&digest) {
        return give(Step::Keep(path, digest, source.bytes));
    }
    let input = match held {
        Ok(ref bytes) => Input::Bytes(bytes),
        Err((file, size)) => Input::File(file, size),
    };
    reader.read(&path, input, &mut |given| {
        let whole = given.inside.is_empty();
        let path = if whole { path.clone() } else { format!("{path}{INSIDE}{}", given.inside) };
        let (digest, bytes) = if whole { (digest.clone(), source.bytes) } else { (given.digest, given.size) };
        give(Step::Add(incoming(path, digest, bytes, given.outcome), if whole { source.bytes } else { 0 }));
    });
}

/// A file that could not be read, for the catalogue.
fn unread(path: String, digest: String, bytes: u64, e: Unreadable) -> Incoming {
    let status = FileStatus::Failed { reason: e.reason, remedy: e.remedy };
    let file = FileState { path, digest, bytes, status, pages: 0, pages_unread: 0, twin: None };
    Incoming { file, documents: vec![] }
}

/// A file made ready for the archive.
fn incoming(path: String, digest: String, bytes: u64, outcome: Result<Read, Unreadable>) -> Incoming {
    let read = match outcome {
        Ok(read) => read,
        Err(e) => return unread(path, digest, bytes, e),
    };
    let (notice, loss) = notices(&read.notices);
    let pages = |d: &Document| d.pages.iter().map(|p| u64::from(p.index)).max().unwrap_or(0);
    let lost = |d: &Document| d.lacunae.iter().filter(|l| l.page > 0).count() as u64;
    let (pages, pages_unread) =
        (read.documents.iter().map(pages).sum(), read.documents.iter().map(lost).sum());
    let documents: Result<Vec<Prepared>, _> =
        read.documents.into_iter().map(|d| Prepared::new(&path, d)).collect();
    match documents {
        Ok(documents) => {
            let status = FileStatus::Read { notice, loss };
            let file = FileState { path, digest, bytes, status, pages, pages_unread, twin: None };
            Incoming { file, documents }
        }
        Err(e) => {
            let e = Unreadable { reason: e.to_string(), remedy: "split the file into parts".into() };
            unread(path, digest, bytes, e)
        }
    }
}

fn notices(all: &[Notice]) -> (Option<String>, bool) {
    let text = all.iter().map(|n| n.what.as_str()).collect::<Vec<_>>().join("; ");
    ((!text.is_empty()).then_some(text), all.iter().any(|n| n.loss))
}

/// Reads one file that must hold one document: a draft, or a side of a comparison.
pub(crate) fn one(path: &Path, reader: &Reader<'_>) -> Result<(Document, Vec<Notice>), Failure> {
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
    let mut read = Read::default();
    let mut failed = None;
    let mut within = 0usize;
    reader.read(&name(path), Input::Bytes(&bytes), &mut |given| match given.outcome {
        // What is attached to a message is not the message.
        _ if !given.inside.is_empty() => within += 1,
        Ok(got) => read = got,
        Err(e) => failed = Some(e),
    });
    if let Some(e) = failed {
        return Err(Failure::new(format!("{shown}: {}; {}", e.reason, e.remedy)));
    }
    if read.documents.is_empty() && within > 0 {
        return Err(Failure::new(format!("{shown}: holds {within} files; unpack it and name one of them")));
    }
    if within > 0 {
        read.notices
            .push(Notice { what: format!("{within} files attached to it are not checked"), loss: false });
    }
    let count = read.documents.len();
    let mut documents = read.documents.into_iter();
    match (documents.next(), count) {
        (Some(document), 1) => Ok((document, read.notices)),
        _ => Err(Failure::new(format!("{shown}: holds {count} documents; give one document a file"))),
    }
}

/// All documents of files and folders, in the order of their paths; what could not be read is
/// told on stderr, and counted.
pub(crate) fn all(roots: &[PathBuf], reader: &Reader<'_>) -> Result<(Vec<(String, Document)>, u64), Failure> {
    let sources = walk(roots)?;
    let mut out = Vec::new();
    let mut failed = 0;
    for batch in sources.chunks(256) {
        let read: Vec<Vec<(String, Result<Read, Unreadable>)>> = batch
            .par_iter()
            .map(|s| {
                let path = name(&s.path);
                let unreadable = |reason: String| Unreadable { reason, remedy: "check the file".into() };
                if let Some(e) = &s.error {
                    return vec![(path, Err(unreadable(e.clone())))];
                }
                let file = match File::open(&s.path) {
                    Ok(file) => file,
                    Err(e) => return vec![(path, Err(unreadable(e.to_string())))],
                };
                let mut out = Vec::new();
                reader.read(&path, Input::File(file, s.bytes), &mut |given| {
                    let inside = given.inside;
                    let path =
                        if inside.is_empty() { path.clone() } else { format!("{path}{INSIDE}{inside}") };
                    out.push((path, given.outcome));
                });
                out
            })
            .collect();
        for (path, read) in read.into_iter().flatten() {
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
