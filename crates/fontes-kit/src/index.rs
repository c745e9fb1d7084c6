//! How is an archive brought up to date with a folder? Files whose bytes are known are kept, the others
//! are read on all cores and handed on in the order of their paths.

use crate::flow::Flow;
use crate::reader::Reader;
use crate::sandbox::{Input, PIPED};
use crate::sources::{SourceFile, is_gone, is_nameable, open_file, source_name, walk};
use crate::{KitError, Listener, Progress};
use fontes_archive::{FileState, FileStatus, INSIDE, Incoming, Outcome, Prepared, Writer};
use fontes_core::text::Document;
use fontes_ingest::{Notice, Read, Unreadable};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read as _, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes of memory of what was read and is not yet written.
const HELD: u64 = 96 << 20;

/// Bytes of a text from which on only one is made ready at a time: it takes some ten times as much.
const LARGE: usize = 8 << 20;
static ONE_LARGE: Mutex<()> = Mutex::new(());

/// What to index, and where.
#[derive(Debug, Clone, Copy)]
pub struct IndexPlan<'p> {
    /// Files and folders.
    pub sources: &'p [PathBuf],
    /// The archive's directory; made if it is not there.
    pub archive: &'p Path,
    /// Whether only files that were not read before, or only in part, are tried.
    pub retry_failed: bool,
}

impl<'p> IndexPlan<'p> {
    /// All of `sources` into the archive at `archive`.
    #[must_use]
    pub const fn new(sources: &'p [PathBuf], archive: &'p Path) -> Self {
        Self { sources, archive, retry_failed: false }
    }
}

enum Step {
    Keep(String, String, u64),
    Add(Incoming, u64),
}

impl Step {
    /// Bytes of memory that it takes, about.
    fn size(&self) -> u64 {
        match self {
            Self::Keep(..) => 256,
            Self::Add(incoming, _) => 1024 + incoming.documents.iter().map(Prepared::held).sum::<u64>(),
        }
    }
}

/// Brings an archive up to date with its sources. Files are read on all cores and handed on in the order of their
/// paths, so that the same folder makes the same archive.
///
/// # Errors
/// When a source is not there, the archive cannot be written, or the listener says to stop
/// ([`KitError::Stopped`]): what was read until then is kept. A file that cannot be read is no error.
pub fn index(plan: &IndexPlan<'_>, reader: &Reader, listener: &dyn Listener) -> Result<Outcome, KitError> {
    let sources = walk(plan.sources, reader.follows_links())?;
    let mut writer = Writer::open(plan.archive)?;
    writer.repairs().iter().for_each(|what| listener.notice(what));
    let mut sources = sources;
    let mut known = writer.known();
    if plan.retry_failed {
        // A file within a container fails with the container.
        let failed: BTreeSet<String> =
            writer.failed().iter().map(|p| p.split(INSIDE).next().unwrap_or(p).to_owned()).collect();
        sources.retain(|s| failed.contains(&source_name(&s.path)));
        known.clear();
    }
    let total = sources.iter().map(|s| s.bytes).sum();
    let count = sources.len();
    let mut done = Progress { total_bytes: total, total_files: count, ..Progress::default() };
    let flow = Flow::new(count, HELD);
    let finished = std::thread::scope(|scope| -> Result<bool, KitError> {
        let (known, sources, flow) = (&known, &sources, &flow);
        for _ in 0..rayon::current_num_threads().max(1) {
            scope.spawn(move || {
                while !listener.stopped()
                    && let Some(at) = flow.begin()
                {
                    let end = flow.ending(at);
                    take(&sources[at], known, reader, &mut |step| flow.give(at, step.size(), step));
                    drop(end);
                }
                flow.stop();
            });
        }
        let _over = flow.over();
        for steps in flow {
            for step in steps {
                match step {
                    Step::Keep(path, digest, bytes) => {
                        if !writer.keep(&path, &digest)
                            && let Some(source) = sources.iter().find(|s| source_name(&s.path) == path)
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
                        done.bytes += bytes;
                        done.files += 1;
                    }
                    Step::Add(incoming, bytes) => {
                        let failed = match &incoming.file.status {
                            FileStatus::Failed { reason, remedy } => {
                                Some((incoming.file.path.clone(), format!("{reason}; {remedy}")))
                            }
                            FileStatus::Read { .. } => None,
                        };
                        done.pages += incoming.file.pages;
                        done.files += usize::from(!incoming.file.path.contains(INSIDE));
                        // What could not be read before either was said then.
                        if writer.add(incoming)?
                            && let Some((path, why)) = failed
                        {
                            listener.file(&path, &why, true);
                        }
                        done.bytes += bytes;
                    }
                }
            }
            listener.progress(done);
        }
        Ok(done.files >= count)
    })?;
    if !finished {
        writer.interrupt()?;
        return Err(KitError::Stopped);
    }
    if !plan.retry_failed {
        let moved = writer.moved(&|path| is_gone(path));
        folders(&moved).into_iter().for_each(|said| listener.notice(&said));
        writer.retire(moved.into_iter().map(|m| m.0));
    }
    let roots: Vec<String> =
        if plan.retry_failed { vec![] } else { plan.sources.iter().map(|r| source_name(r)).collect() };
    Ok(writer.finish(&roots)?)
}

/// Takes out of an archive the files that are no longer on this machine; gives their paths. With `only_list`, nothing is taken out. A file that
/// stands for others with the same bytes stays while these do.
///
/// # Errors
/// When the archive cannot be written, or all its files are gone ([`KitError::AllGone`]): then it is looked at from another folder than it
/// was made in, or a disk is not there.
pub fn prune(archive: &Path, only_list: bool) -> Result<Vec<String>, KitError> {
    // Nothing is made where no archive is.
    let all = fontes_archive::Snapshot::open(archive)?.files()?;
    let mut writer = Writer::open(archive)?;
    let gone = writer.missing(&is_gone);
    if !all.is_empty() && all.iter().all(|f| is_gone(&f.path)) {
        return Err(KitError::AllGone(archive.to_owned()));
    }
    if only_list || gone.is_empty() {
        writer.interrupt()?;
    } else {
        writer.retire(gone.iter().cloned());
        writer.finish(&[])?;
    }
    Ok(gone)
}

/// Folders that were moved, for a person: what paths of a file before and after share at their end is left out.
fn folders(moved: &[(String, String)]) -> Vec<String> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (old, new) in moved.iter().filter(|(old, _)| !old.contains(INSIDE)) {
        *counts.entry(apart(old, new)).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((old, new), n)| {
            let files = if n == 1 { "1 file is".to_owned() } else { format!("{n} files are") };
            format!("{files} no longer at {old} but at {new}, with the same bytes: the archive has the new path alone")
        })
        .collect()
}

/// Two paths without the folders and the name that they share at their end.
fn apart<'p>(old: &'p str, new: &'p str) -> (&'p str, &'p str) {
    let (mut a, mut b) = (old, new);
    loop {
        match (a.rsplit_once('/'), b.rsplit_once('/')) {
            (Some((x, last)), Some((y, other))) if last == other && !x.is_empty() && !y.is_empty() => {
                (a, b) = (x, y);
            }
            _ => return (a, b),
        }
    }
}

/// Reads a file, if its bytes are not known, and hands on what it held; a container after what
/// is in it, so that a run that is cut short between them reads it again.
fn take(source: &SourceFile, known: &BTreeMap<String, String>, reader: &Reader, give: &mut dyn FnMut(Step)) {
    let path = source_name(&source.path);
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
    if !is_nameable(&source.path) {
        return give(failed(
            String::new(),
            unreadable("the file's name is not Unicode".into(), "rename the file"),
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
    let opened = open_file(&source.path).and_then(|file| {
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
    let large = read.documents.iter().any(|d| d.text.len() >= LARGE);
    let _alone = large.then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
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
