//! How does the search index meet the disk? Every file of it is read in pages, each compared with its sum, by a plain name
//! within its directory.
//!
//! `sums` says what the index is: Tantivy's list of its parts (`meta.json`), the files, and the sums of their pages, under
//! one sum, replaced in one step. No list of files is taken from the index: what is there is what the directory holds.

use crate::folder::Folder;
use crate::lru::Lru;
use crate::pages::Summing;
use crate::sum::sum;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

/// Bytes of a page.
const PAGE: usize = 4096;
/// Bytes of memory for what was read last.
const AT_HAND: usize = 32 << 20;
/// Bytes of the largest list of sums: that of an index of some 60 GB.
const LARGEST: u64 = 128 << 20;

const SUMS: &str = "sums";
const META: &str = "meta.json";
const MANAGED: &str = ".managed.json";

/// The sums of a file's pages.
#[derive(Debug, Clone, Default)]
struct Summed {
    len: u64,
    sums: Arc<Vec<u64>>,
}

/// The head of `sums`, in JSON: after it come the sums, and the sum of all that.
#[derive(Serialize, Deserialize)]
struct Head {
    meta: String,
    /// The sum of the list before: a run that was cut short may have left that one to other programs.
    #[serde(default)]
    before: Option<u64>,
    /// Name, bytes.
    files: Vec<(String, u64)>,
}

#[derive(Debug, Default)]
struct State {
    meta: Option<String>,
    /// The sum of the list of parts before.
    before: Option<u64>,
    files: BTreeMap<String, Summed>,
    /// The first damage that was met: the file and what is wrong with it.
    damage: Option<(PathBuf, String)>,
}

#[derive(Debug)]
struct Shared {
    folder: Folder,
    state: Mutex<State>,
    held: Mutex<Lru<(usize, usize, usize), OwnedBytes>>,
    opened: std::sync::atomic::AtomicUsize,
    /// Whether the index was written before there were sums: it is then compared as a whole.
    old: bool,
}

/// The files of a search index.
#[derive(Debug, Clone)]
pub(crate) struct Files(Arc<Shared>);

/// A part of Tantivy's list, as far as it says which files there are.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<MetaSegment>,
}

#[derive(Deserialize)]
struct MetaSegment {
    segment_id: String,
    deletes: Option<MetaDeletes>,
}

#[derive(Deserialize)]
struct MetaDeletes {
    opstamp: u64,
}

impl State {
    /// The files of the parts that the index has now; all, where its list cannot be read.
    fn used(&self) -> Vec<String> {
        let meta: Option<Meta> = self.meta.as_deref().and_then(|m| serde_json::from_str(m).ok());
        let is_used = |name: &&String| {
            let (Some(meta), Some((id, ending))) = (&meta, name.split_once('.')) else { return true };
            meta.segments.iter().any(|s| {
                s.segment_id.replace('-', "") == id
                    && ending.strip_suffix(".del").is_none_or(|stamp| {
                        s.deletes.as_ref().is_some_and(|d| d.opstamp.to_string() == stamp)
                    })
            })
        };
        self.files.keys().filter(is_used).cloned().collect()
    }
}

/// Whether a name is one that Tantivy gives: 32 hexadecimal digits and an ending.
fn is_part(name: &str) -> bool {
    let Some((id, ending)) = name.split_once('.') else { return false };
    id.len() == 32
        && id.bytes().all(|b| b.is_ascii_hexdigit())
        && ending.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
}

impl Files {
    /// The index in a directory; with none there, the files of one to be. `summed` says that it must say what it is.
    pub(crate) fn open(folder: Folder, summed: bool) -> Result<Self> {
        let at = folder.path().to_owned();
        let wrong = |name: &str| {
            let path = at.join(name);
            move |e: io::Error| match e.kind() {
                ErrorKind::InvalidData => Error::derived(path, e.to_string()),
                _ => Error::io(path)(e),
            }
        };
        if folder.holds(MANAGED).map_err(wrong(MANAGED))? {
            managed(&folder)?;
        }
        let (state, old) = if folder.holds(SUMS).map_err(wrong(SUMS))? {
            (read_sums(&folder).map_err(wrong(SUMS))?, false)
        } else if summed {
            return Err(Error::derived(at.join(SUMS), "it is missing"));
        } else if folder.holds(META).map_err(wrong(META))? {
            (sum_up(&folder).map_err(wrong(META))?, true)
        } else {
            (State::default(), false)
        };
        Ok(Self(Arc::new(Shared {
            folder,
            state: Mutex::new(state),
            held: Mutex::new(Lru::new(AT_HAND)),
            opened: std::sync::atomic::AtomicUsize::new(0),
            old,
        })))
    }

    /// Whether there is an index.
    pub(crate) fn is_there(&self) -> bool {
        self.0.state().meta.is_some()
    }

    /// The path of the index, for messages.
    pub(crate) fn path(&self) -> &Path {
        self.0.folder.path()
    }

    /// Takes away what a run that was cut short left.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        for name in self.0.folder.names()? {
            if is_part(&name) && !self.0.state().files.contains_key(&name) {
                self.0.folder.remove(&name)?;
            }
        }
        Ok(())
    }

    /// Writes the sums of files that had none, and the list for other programs where a run was cut short before it did.
    pub(crate) fn settle(&self) -> io::Result<()> {
        let Some(meta) = self.0.state().meta.clone() else { return Ok(()) };
        if self.0.old {
            return self.0.put(&meta);
        }
        let mut there = Vec::new();
        match self.0.folder.read(META).and_then(|f| f.take(LARGEST).read_to_end(&mut there)) {
            Ok(_) if there == meta.as_bytes() => Ok(()),
            _ => self.0.replace(META, meta.as_bytes()),
        }
    }

    /// Whether the index had nothing before what it has now.
    fn is_first(&self) -> bool {
        self.0.state().before.is_none() && !self.0.old
    }

    /// Whether the files had no sums of their own.
    pub(crate) fn is_old(&self) -> bool {
        self.0.old
    }

    /// What was found damaged, as an error.
    pub(crate) fn damage(&self) -> Option<Error> {
        let (path, what) = self.0.state().damage.clone()?;
        Some(Error::Derived { path, what })
    }

    /// Reads all files and compares all sums.
    pub(crate) fn verify(&self) -> Result<()> {
        let mut meta = Vec::new();
        let path = self.0.folder.path().join(META);
        match self.0.folder.read(META).and_then(|f| f.take(LARGEST).read_to_end(&mut meta)) {
            Ok(_) if Some(meta.as_slice()) == self.0.state().meta.as_deref().map(str::as_bytes) => {}
            Ok(_) if Some(sum(&meta)) == self.0.state().before => {}
            Ok(_) => return Err(Error::derived(path, "it is not what was written")),
            Err(e) if e.kind() == ErrorKind::NotFound && (!self.is_there() || self.is_first()) => {}
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
                return Err(Error::derived(path, e.to_string()));
            }
            Err(e) => return Err(Error::io(path)(e)),
        }
        // What was taken away since the list was written is no part of the index any more.
        let used = self.0.state().used();
        for name in used {
            let path = self.0.folder.path().join(&name);
            let handle = self.0.handle(&name).map_err(|e| match e.kind() {
                ErrorKind::NotFound => Error::derived(&path, "it is missing"),
                ErrorKind::InvalidData => Error::derived(&path, e.to_string()),
                _ => Error::io(&path)(e),
            })?;
            let mut at = 0;
            while at < handle.len {
                let end = handle.len.min(at + (1 << 20));
                handle.read(at..end).map_err(|e| Error::derived(&path, e.to_string()))?;
                at = end;
            }
        }
        Ok(())
    }
}

/// A list of the index's own files that names others is not Tantivy's.
fn managed(folder: &Folder) -> Result<()> {
    let path = folder.path().join(MANAGED);
    let mut text = Vec::new();
    let file = folder.read(MANAGED).map_err(Error::io(&path))?;
    file.take(LARGEST).read_to_end(&mut text).map_err(Error::io(&path))?;
    // One that cannot be read is not used.
    let names: Vec<String> = serde_json::from_slice(&text).unwrap_or_default();
    match names.iter().find(|n| !is_part(n) && *n != META) {
        // Whoever wrote that meant harm; it is not made again.
        Some(name) => {
            Err(Error::damaged(path, format!("it names {name:?}, which is no part of a search index")))
        }
        None => Ok(()),
    }
}

fn bad() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it is not what was written")
}

fn read_sums(folder: &Folder) -> io::Result<State> {
    let mut bytes = Vec::new();
    folder.read(SUMS)?.take(LARGEST).read_to_end(&mut bytes)?;
    let (rest, told) = bytes.split_last_chunk::<8>().ok_or_else(bad)?;
    if sum(rest) != u64::from_le_bytes(*told) {
        return Err(bad());
    }
    let (len, rest) = rest.split_first_chunk::<4>().ok_or_else(bad)?;
    let (head, sums) = rest.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or_else(bad)?;
    let head: Head = serde_json::from_slice(head).map_err(|_| bad())?;
    let mut sums = sums.as_chunks::<8>().0.iter().map(|b| u64::from_le_bytes(*b));
    let mut state = State { meta: Some(head.meta), before: head.before, ..State::default() };
    for (name, len) in head.files {
        let pages = usize::try_from(len.div_ceil(PAGE as u64)).map_err(|_| bad())?;
        let own: Vec<u64> = sums.by_ref().take(pages).collect();
        if own.len() != pages || !is_part(&name) {
            return Err(bad());
        }
        state.files.insert(name, Summed { len, sums: Arc::new(own) });
    }
    Ok(state)
}

/// The state of an index that has no sums: they are made of what is there.
fn sum_up(folder: &Folder) -> io::Result<State> {
    let mut meta = String::new();
    folder.read(META)?.take(LARGEST).read_to_string(&mut meta)?;
    let mut state = State { meta: Some(meta), ..State::default() };
    for name in folder.names()?.into_iter().filter(|n| is_part(n)) {
        let mut file = folder.read(&name)?;
        let mut summing = Summing::<PAGE>::default();
        let mut buffer = vec![0; 1 << 16];
        let mut len = 0;
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                n => {
                    summing.add(&buffer[..n]);
                    len += n as u64;
                }
            }
        }
        state.files.insert(name, Summed { len, sums: Arc::new(summing.finish()) });
    }
    Ok(state)
}

impl Shared {
    /// Nothing panics while it is held; were it so, what is in it is whole all the same.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn damaged(&self, name: &str, what: &str) -> io::Error {
        let mut state = self.state();
        state.damage.get_or_insert_with(|| (self.folder.path().join(name), what.to_owned()));
        io::Error::new(ErrorKind::InvalidData, format!("{name}: {what}"))
    }

    /// Replaces a small file in one step.
    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let part = format!("{name}.part");
        let mut file = self.folder.create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        self.folder.rename(&part, name)?;
        self.folder.sync()
    }

    /// Writes what the index is from now on.
    fn put(&self, meta: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        {
            let mut state = self.state();
            let before = state.meta.replace(meta.to_owned()).filter(|m| m != meta);
            state.before = before.map(|m| sum(m.as_bytes())).or(state.before);
            let before = state.before;
            let files = state.files.iter().map(|(name, s)| (name.clone(), s.len)).collect();
            let head = serde_json::to_vec(&Head { meta: meta.to_owned(), before, files })?;
            let len = u32::try_from(head.len()).map_err(|_| bad())?;
            bytes.extend(len.to_le_bytes());
            bytes.extend(head);
            bytes.extend(state.files.values().flat_map(|s| s.sums.iter()).flat_map(|n| n.to_le_bytes()));
        }
        bytes.extend(sum(&bytes).to_le_bytes());
        self.replace(SUMS, &bytes)?;
        // For programs that know no sums.
        self.replace(META, meta.as_bytes())
    }
}

/// Where a handle finds its file.
#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
    name: String,
    file: File,
    len: usize,
    sums: Arc<Vec<u64>>,
    number: usize,
}

trait Opening {
    fn handle(&self, name: &str) -> io::Result<Handle>;
}

impl Opening for Arc<Shared> {
    fn handle(&self, name: &str) -> io::Result<Handle> {
        let known = self.state().files.get(name).cloned().ok_or(ErrorKind::NotFound)?;
        let file = match self.folder.read(name) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Err(e),
            Err(e) if e.kind() == ErrorKind::InvalidData => return Err(self.damaged(name, &e.to_string())),
            other => other?,
        };
        if file.metadata()?.len() != known.len {
            return Err(self.damaged(name, "its length differs; it was cut or changed"));
        }
        let len = usize::try_from(known.len).map_err(|_| bad())?;
        let number = self.opened.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(Handle { shared: Arc::clone(self), name: name.to_owned(), file, len, sums: known.sums, number })
    }
}

impl Handle {
    /// The bytes of a range, each page of it compared with its sum.
    fn read(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.len {
            return Err(self.shared.damaged(&self.name, "a part of it leads beyond its end"));
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let key = (self.number, range.start, range.end);
        let held = || self.shared.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = held().get(key) {
            return Ok(bytes);
        }
        let first = range.start / PAGE;
        let end = range.end.div_ceil(PAGE).saturating_mul(PAGE).min(self.len);
        let mut bytes = vec![0; end - first * PAGE];
        match read_at(&self.file, (first * PAGE) as u64, &mut bytes) {
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => {
                return Err(self.shared.damaged(&self.name, "it was cut"));
            }
            other => other?,
        }
        for (i, page) in bytes.chunks(PAGE).enumerate() {
            if self.sums.get(first + i) != Some(&sum(page)) {
                let what = format!("page {} of it is not what was written", first + i);
                return Err(self.shared.damaged(&self.name, &what));
            }
        }
        let from = range.start - first * PAGE;
        let bytes = OwnedBytes::new(bytes).slice(from..from + range.len());
        held().put(key, range.len() + 2 * PAGE, bytes.clone());
        Ok(bytes)
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, out: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, out, at)
}

#[cfg(windows)]
fn read_at(file: &File, at: u64, out: &mut [u8]) -> io::Result<()> {
    crate::pages::read_at(file, at, out)
}

impl tantivy::HasLen for Handle {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Handle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.read(range)
    }
}

/// A file on its way to disk.
struct Out {
    shared: Arc<Shared>,
    name: String,
    file: BufWriter<File>,
    len: u64,
    summing: Summing<PAGE>,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.summing.add(bytes);
        self.len += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for Out {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        let sums = Arc::new(std::mem::take(&mut self.summing).finish());
        self.shared.state().files.insert(self.name.clone(), Summed { len: self.len, sums });
        Ok(())
    }
}

/// The name that a path is; of one with folders in it, nothing.
fn name_of(path: &Path) -> io::Result<&str> {
    path.to_str().filter(|n| is_part(n) || matches!(*n, META | MANAGED)).ok_or_else(|| {
        io::Error::new(ErrorKind::InvalidInput, format!("{}: no file of a search index", path.display()))
    })
}

fn unread(path: &Path, e: io::Error) -> OpenReadError {
    match e.kind() {
        ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(e, path.to_owned()),
    }
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        let handle = name_of(path).and_then(|name| self.0.handle(name)).map_err(|e| unread(path, e))?;
        Ok(Arc::new(handle))
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        let gone = |name: &str| {
            self.0.state().files.remove(name);
            self.0.folder.remove(name)
        };
        name_of(path).and_then(gone).map_err(|io_error| DeleteError::IoError {
            io_error: Arc::new(io_error),
            filepath: path.to_owned(),
        })
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        let name = name_of(path).map_err(|e| unread(path, e))?;
        let state = self.0.state();
        Ok(if name == META { state.meta.is_some() } else { state.files.contains_key(name) })
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        let wrong = |e| OpenWriteError::wrap_io_error(e, path.to_owned());
        let name = name_of(path).map_err(wrong)?;
        let file = BufWriter::with_capacity(1 << 16, self.0.folder.create(name).map_err(wrong)?);
        let out = Out {
            shared: Arc::clone(&self.0),
            name: name.to_owned(),
            file,
            len: 0,
            summing: Summing::default(),
        };
        Ok(BufWriter::new(Box::new(out)))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        let state = self.0.state();
        match name_of(path).map_err(|e| unread(path, e))? {
            META => state
                .meta
                .as_ref()
                .map(|m| m.clone().into_bytes())
                .ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned())),
            // What Tantivy may take away is what there is; no list of names is believed.
            _ => {
                let names: Vec<&String> = state.files.keys().collect();
                serde_json::to_vec(&names).map_err(|e| unread(path, e.into()))
            }
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        match name_of(path)? {
            META => self.0.put(std::str::from_utf8(data).map_err(|_| bad())?),
            _ => Ok(()),
        }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.folder.sync()
    }

    /// The archive has one writer, which holds the archive's lock; readers lock nothing and open again what went away.
    fn acquire_lock(&self, _: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Takes away all files of an index, so that it can be made again.
pub(crate) fn clear(folder: &Folder) -> io::Result<()> {
    for name in folder.names()? {
        if is_part(&name) || matches!(name.as_str(), SUMS | META | MANAGED | "sums.part" | "meta.json.part") {
            folder.remove(&name)?;
        }
    }
    Ok(())
}
