//! Among which documents is reuse looked for? Those of an archive, which may be larger than memory, or those of files.

use fontes_archive::{DocKey, Snapshot};
use fontes_check::reuse::{Corpus, Index, Text};
use fontes_core::text::Document;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The documents of an archive. What was read last is held, so that neighbouring pairs and rows do not
/// read a document again.
#[derive(Debug)]
pub struct ArchiveCorpus {
    snapshot: Snapshot,
    keys: Vec<DocKey>,
    held: Mutex<Held>,
    /// Numbers by document, when new ones are asked for.
    numbers: Option<HashMap<DocKey, usize>>,
    new_from: Option<usize>,
}

impl Index for ArchiveCorpus {
    fn count(&self, hash: u64) -> usize {
        self.snapshot.gram_count(hash)
    }

    fn excess(&self) -> f64 {
        self.snapshot.gram_excess()
    }

    fn places(&self, hash: u64, each: &mut dyn FnMut(usize, u32)) {
        let Some(numbers) = &self.numbers else { return };
        for posting in self.snapshot.postings(hash) {
            if let Some((key, unit)) = self.snapshot.locate(posting)
                && let Some(&number) = numbers.get(&key)
            {
                each(number, unit);
            }
        }
    }
}

/// Documents at hand, and in which order they were last asked for.
#[derive(Debug)]
struct Held {
    by: HashMap<usize, (u64, usize, Arc<Text>)>,
    order: BTreeMap<u64, usize>,
    clock: u64,
    bytes: usize,
    most: usize,
}

impl Held {
    fn new(most: u64) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self { by: HashMap::new(), order: BTreeMap::new(), clock: 0, bytes: 0, most }
    }

    fn get(&mut self, i: usize) -> Option<Arc<Text>> {
        let entry = self.by.get_mut(&i)?;
        self.order.remove(&entry.0);
        self.clock += 1;
        entry.0 = self.clock;
        self.order.insert(self.clock, i);
        Some(entry.2.clone())
    }

    fn put(&mut self, i: usize, text: Arc<Text>) {
        let d = &text.document;
        // The text, and what is known of its words.
        let bytes = d.text.len() + 12 * (d.guessed.len() + d.skips.len() + d.blocks.len()) + 256;
        self.clock += 1;
        self.order.insert(self.clock, i);
        if let Some(old) = self.by.insert(i, (self.clock, bytes, text)) {
            self.order.remove(&old.0);
            self.bytes -= old.1;
        }
        self.bytes += bytes;
        while self.bytes > self.most
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.bytes -= self.by.remove(&oldest).map_or(0, |o| o.1);
        }
    }
}

/// The part of the memory that documents at hand may take.
const AT_HAND: u64 = 8;

impl Corpus for ArchiveCorpus {
    fn len(&self) -> usize {
        self.keys.len()
    }

    fn bytes(&self) -> u64 {
        self.snapshot.totals().bytes
    }

    fn index(&self) -> Option<&dyn Index> {
        self.numbers.is_some().then_some(self as &dyn Index)
    }

    fn text(&self, i: usize) -> fontes_archive::Result<Arc<Text>> {
        // Nothing panics while it is held; were it so, the documents in it are whole all the same.
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = held().get(i) {
            return Ok(text);
        }
        let r = self.snapshot.record(self.keys[i])?;
        let text = Arc::new(Text::new(r.path, r.digest, r.document));
        held().put(i, text.clone());
        Ok(text)
    }
}

impl ArchiveCorpus {
    /// The documents of an archive. `new` names those that come last, and are found by the archive's index: paths, or
    /// the beginnings of paths, as indexed. `memory` bytes are what the run may take; a part of them is for documents at hand.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn new(snapshot: Snapshot, new: &[String], memory: u64) -> fontes_archive::Result<Self> {
        let mut keys: Vec<DocKey> = snapshot.documents().collect();
        let (mut numbers, mut new_from) = (None, None);
        if !new.is_empty() {
            // New ones last: a pair is asked for by its later document.
            let (mut late, mut old): (Vec<_>, Vec<_>) =
                snapshot.paths()?.into_iter().partition(|(_, path)| is_new(path, new));
            new_from = Some(old.len());
            old.append(&mut late);
            keys = old.into_iter().map(|k| k.0).collect();
            numbers = Some(keys.iter().enumerate().map(|(i, k)| (*k, i)).collect());
        }
        Ok(Self { snapshot, keys, held: Mutex::new(Held::new(memory / AT_HAND)), numbers, new_from })
    }

    /// The number of the first document that is new; `None` when none was said to be.
    #[must_use]
    pub const fn new_from(&self) -> Option<usize> {
        self.new_from
    }
}

/// Whether a path is one of `new`, or beneath one of them.
fn is_new(path: &str, new: &[String]) -> bool {
    new.iter()
        .any(|n| path == n || path.strip_prefix(n.trim_end_matches('/')).is_some_and(|r| r.starts_with('/')))
}

/// Documents held in memory.
#[derive(Debug)]
pub struct FileCorpus {
    texts: Vec<Arc<Text>>,
    bytes: u64,
    identity: String,
    new_from: Option<usize>,
}

impl FileCorpus {
    /// Documents with the paths of their files; those that are `new` come last.
    #[must_use]
    pub fn new(documents: Vec<(String, Document)>, new: &[String]) -> Self {
        let (mut old, mut late): (Vec<_>, Vec<_>) =
            documents.into_iter().partition(|(path, _)| !is_new(path, new));
        let new_from = (!new.is_empty()).then_some(old.len());
        old.append(&mut late);
        let bytes = old.iter().map(|d| d.1.text.len() as u64).sum();
        let mut identity = blake3::Hasher::new();
        let texts = old
            .into_iter()
            .map(|(path, document)| {
                let digest = fontes_archive::digest(document.text.as_bytes());
                let d = &document;
                let known = format!("{path}\0{:?}{:?}{:?}{:?}{digest}", d.id, d.date, d.series, d.author);
                identity.update(known.as_bytes());
                Arc::new(Text::new(path, digest, document))
            })
            .collect();
        Self { texts, bytes, identity: identity.finalize().to_hex().to_string(), new_from }
    }

    /// What tells this corpus from others: a digest of all that it holds.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The number of the first document that is new; `None` when none was said to be.
    #[must_use]
    pub const fn new_from(&self) -> Option<usize> {
        self.new_from
    }
}

impl Corpus for FileCorpus {
    fn len(&self) -> usize {
        self.texts.len()
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn text(&self, i: usize) -> fontes_archive::Result<Arc<Text>> {
        Ok(self.texts[i].clone())
    }
}
