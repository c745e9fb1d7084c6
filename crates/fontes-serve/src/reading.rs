//! What is at hand for who reads? Documents that were opened last with their leaves, pages as pictures, passages shared
//! with others, files that are kept open.

use crate::error::Problem;
use axum::http::StatusCode;
use fontes_archive::{Lru, Snapshot};
use fontes_core::corpus::{Corpus, Source};
use fontes_kit::{Leaf, Originals, ReadOptions, Shared, leaves, shared};
use fontes_report::detail::document_key;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of documents, with their foldings, of tables of their pages, and of pictures of pages that are held.
const DOCUMENTS: usize = 40 << 20;
const LEAVES: usize = 4 << 20;
const PICTURES: usize = 16 << 20;
/// Bytes of memory for each byte of a document's text.
const FOLDED: usize = 9;
/// Documents whose shared passages are held, and passages of each that are told.
const SHARED: usize = 64;
pub(crate) const PASSAGES: usize = 1_000;
/// Time that who asks for shared passages waits for them.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Documents that share a key which are told.
pub(crate) const COPIES: usize = 50;

/// A document that is open.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) source: Arc<Source>,
    pub(crate) leaves: Vec<Leaf>,
    /// Numbers of the documents with the same text, this one first.
    pub(crate) copies: Vec<usize>,
    /// What tells the archive from others.
    pub(crate) archive_key: u64,
    pub(crate) archive: Arc<Snapshot>,
}

/// Which document of which archive.
type Key = (u64, usize);

/// The documents of an archive by their keys, in order, and which archive that is.
type Keys = (u64, Arc<Vec<(u128, u32)>>);

/// How the search for shared passages stands.
#[derive(Debug, Clone)]
enum Search {
    Running,
    Done(Arc<Shared>),
    Failed(String),
}

/// What a picture is known by: its document in this archive, the page of the file, the width in pixels.
type Pictured = (u64, u32, u32);

/// What is at hand.
pub(crate) struct Reading {
    pub(crate) originals: Originals,
    keys: Mutex<Option<Keys>>,
    sources: Mutex<Lru<Key, Arc<Source>>>,
    open: Mutex<Lru<Key, Arc<Open>>>,
    pictures: Mutex<Lru<Pictured, Arc<Vec<u8>>>>,
    shared: Mutex<VecDeque<(Key, Search)>>,
    told: Condvar,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reading")
    }
}

/// Nothing panics while one of these is held; were it so, what is in it is whole all the same.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reading {
    pub(crate) fn new(how: &ReadOptions) -> Self {
        Self {
            originals: Originals::new(how),
            keys: Mutex::default(),
            sources: Mutex::new(Lru::new(DOCUMENTS)),
            open: Mutex::new(Lru::new(LEAVES)),
            pictures: Mutex::new(Lru::new(PICTURES)),
            shared: Mutex::default(),
            told: Condvar::new(),
        }
    }

    /// The numbers of the documents that are known as `key`, in order.
    fn numbers(&self, archive: &Snapshot, of: u64, key: &str) -> Result<Vec<usize>, Problem> {
        let Some(key) = digits(key) else { return Ok(vec![]) };
        let held = lock(&self.keys).as_ref().filter(|k| k.0 == of).map(|k| Arc::clone(&k.1));
        let keys = match held {
            Some(keys) => keys,
            None => {
                let all = archive.digests()?.into_iter();
                // Documents are counted in 32 bits.
                let mut keys: Vec<(u128, u32)> =
                    all.filter_map(|(n, digest)| Some((digits(document_key(&digest))?, n as u32))).collect();
                keys.sort_unstable();
                let keys = Arc::new(keys);
                *lock(&self.keys) = Some((of, Arc::clone(&keys)));
                keys
            }
        };
        let from = keys.partition_point(|k| k.0 < key);
        Ok(keys[from..].iter().take_while(|k| k.0 == key).map(|k| k.1 as usize).collect())
    }

    /// A document, whole; those that were asked for last are held.
    pub(crate) fn source(
        &self,
        archive: &Snapshot,
        key: u64,
        number: usize,
    ) -> fontes_core::corpus::Result<Arc<Source>> {
        if let Some(source) = lock(&self.sources).get((key, number)) {
            return Ok(source);
        }
        let source = archive.source(number)?;
        let bytes = source.text().len() * FOLDED + 4096;
        lock(&self.sources).put((key, number), bytes, Arc::clone(&source));
        Ok(source)
    }

    /// Opens the document of an archive that is known as `key`.
    pub(crate) fn opened(
        &self,
        archive: Arc<Snapshot>,
        path: &Path,
        key: &str,
    ) -> Result<Arc<Open>, Problem> {
        let archive_key = archive_key(path, &archive);
        let copies = self.numbers(&archive, archive_key, key)?;
        let Some(&number) = copies.first() else {
            return Err(Problem::missing("the archive has no such document"));
        };
        if let Some(open) = lock(&self.open).get((archive_key, number)) {
            return Ok(open);
        }
        let source = self.source(&archive, archive_key, number)?;
        let leaves = leaves(&source.document);
        let bytes = leaves.len() * 96 + 4096;
        let open = Arc::new(Open { source, leaves, copies, archive_key, archive });
        lock(&self.open).put((archive_key, number), bytes, Arc::clone(&open));
        Ok(open)
    }

    /// A page as a picture, if it was drawn before.
    pub(crate) fn picture(&self, of: (u64, u32, u32)) -> Option<Arc<Vec<u8>>> {
        lock(&self.pictures).get(of)
    }

    pub(crate) fn keep_picture(&self, of: (u64, u32, u32), png: &Arc<Vec<u8>>) {
        lock(&self.pictures).put(of, png.len() + 64, Arc::clone(png));
    }

    /// The passages that a document shares with others, if that is known; it is found out if it is not, one document at
    /// a time, and `None` says that it is not known yet.
    pub(crate) fn shared(
        self: &Arc<Self>,
        path: PathBuf,
        open: &Open,
    ) -> Result<Option<Arc<Shared>>, Problem> {
        let key = (open.archive_key, open.source.number);
        let mut held = lock(&self.shared);
        if !held.iter().any(|h| h.0 == key) {
            if held.iter().filter(|h| matches!(h.1, Search::Running)).count() >= 8 {
                return Ok(None);
            }
            held.push_back((key, Search::Running));
            if held.len() > SHARED
                && let Some(at) = held.iter().position(|h| !matches!(h.1, Search::Running))
            {
                held.remove(at);
            }
            let this = Arc::clone(self);
            std::thread::Builder::new()
                .name("fontes-shared".into())
                .spawn(move || this.search(&path, key))?;
        }
        let until = Instant::now() + PATIENCE;
        loop {
            match held.iter().find(|h| h.0 == key).map(|h| h.1.clone()) {
                Some(Search::Done(found)) => return Ok(Some(found)),
                Some(Search::Failed(why)) => {
                    held.retain(|h| h.0 != key);
                    return Err(Problem::broken(why));
                }
                Some(Search::Running) => {}
                None => return Ok(None),
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            held = self.told.wait_timeout(held, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What is known of a document's shared passages without looking for them.
    pub(crate) fn known_shared(&self, open: &Open) -> Option<Arc<Shared>> {
        let key = (open.archive_key, open.source.number);
        lock(&self.shared).iter().find(|h| h.0 == key).and_then(|h| match &h.1 {
            Search::Done(found) => Some(Arc::clone(found)),
            _ => None,
        })
    }

    fn search(&self, path: &Path, key: Key) {
        static ONE: Mutex<()> = Mutex::new(());
        let _alone = lock(&ONE);
        let run = || -> Result<Shared, String> {
            let snapshot = Snapshot::open(path).map_err(|e| e.to_string())?;
            shared(snapshot, key.1, PASSAGES).map_err(|e| e.to_string())
        };
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        let done = match done {
            Ok(Ok(found)) => Search::Done(Arc::new(found)),
            Ok(Err(why)) => Search::Failed(why),
            Err(_) => Search::Failed("the program failed at this; it is a bug".into()),
        };
        let mut held = lock(&self.shared);
        if let Some(entry) = held.iter_mut().find(|h| h.0 == key) {
            entry.1 = done;
        }
        self.told.notify_all();
    }
}

/// A key as a number; `None` where it is none.
fn digits(key: &str) -> Option<u128> {
    let plain = key.len() == 32 && key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    plain.then(|| u128::from_str_radix(key, 16).ok()).flatten()
}

/// What tells one archive as it is now from others, and from what it was.
pub(crate) fn archive_key(path: &Path, archive: &Snapshot) -> u64 {
    let t = archive.totals();
    let all = format!("{}\0{}\0{}", path.display(), t.generation, t.digest);
    let hash = blake3::hash(all.as_bytes());
    u64::from_le_bytes(hash.as_bytes().first_chunk().copied().unwrap_or_default())
}

/// A page that is asked for, counted from 1, as a place among the leaves.
pub(crate) fn leaf(open: &Open, page: usize) -> Result<(usize, &Leaf), Problem> {
    let at = page.checked_sub(1);
    at.and_then(|at| Some((at, open.leaves.get(at)?))).ok_or_else(|| {
        let what = format!("the document has no page {page}; it has {}", open.leaves.len());
        Problem::new(StatusCode::NOT_FOUND, what, "")
    })
}
