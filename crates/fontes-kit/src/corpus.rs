//! Among which documents is reuse looked for? Those of an archive, which may be larger than memory, or those of files.

use crate::KitError;
use fontes_archive::{Lru, Snapshot};
use fontes_core::corpus::{self, Corpus, Index, Part, Phrase, Place, Source, Totals};
use fontes_core::text::{Document, Span};
use std::sync::{Arc, Mutex, PoisonError};

/// The documents of an archive. What was read last is held, so that neighbouring pairs and rows do not
/// read a document again.
#[derive(Debug)]
pub struct ArchiveCorpus {
    snapshot: Snapshot,
    held: Mutex<Lru<usize, Arc<Source>>>,
    /// When new ones are asked for: which document of the archive each is, the new ones last, and the other way.
    order: Option<(Vec<usize>, Vec<usize>)>,
    new_from: Option<usize>,
}

impl ArchiveCorpus {
    fn there(&self, number: usize) -> corpus::Result<usize> {
        let Some((order, _)) = &self.order else { return Ok(number) };
        let gone = || corpus::Error::new(format!("there is no document {number}"));
        order.get(number).copied().ok_or_else(gone)
    }

    fn here(&self, number: usize) -> usize {
        self.order.as_ref().and_then(|o| o.1.get(number).copied()).unwrap_or(number)
    }

    fn all_here(&self, numbers: Vec<usize>) -> Vec<usize> {
        let mut out: Vec<usize> = numbers.into_iter().map(|n| self.here(n)).collect();
        out.sort_unstable();
        out
    }
}

impl Index for ArchiveCorpus {
    fn totals(&self) -> &Totals {
        self.snapshot.totals()
    }

    fn same_text(&self, digest: &str) -> corpus::Result<Vec<usize>> {
        Ok(self.all_here(self.snapshot.same_text(digest)?))
    }

    fn count(&self, hash: u64) -> corpus::Result<usize> {
        self.snapshot.count(hash)
    }

    fn excess(&self) -> f64 {
        self.snapshot.excess()
    }

    fn postings(&self, hash: u64, each: &mut dyn FnMut(Place)) -> corpus::Result<()> {
        self.snapshot.postings(hash, each)
    }

    fn postings_in(&self, hash: u64, number: usize, each: &mut dyn FnMut(Place)) -> corpus::Result<()> {
        self.snapshot.postings_in(hash, self.there(number)?, each)
    }

    fn locate(&self, place: Place) -> corpus::Result<Option<(usize, u32)>> {
        Ok(self.snapshot.locate(place)?.map(|(number, unit)| (self.here(number), unit)))
    }

    fn units(&self, number: usize) -> corpus::Result<u32> {
        self.snapshot.units(self.there(number)?)
    }

    fn path(&self, number: usize) -> corpus::Result<String> {
        self.snapshot.path(self.there(number)?)
    }

    fn heading(&self, number: usize) -> corpus::Result<Option<Span>> {
        self.snapshot.heading(self.there(number)?)
    }

    fn named(&self, hash: u64) -> corpus::Result<Vec<usize>> {
        Ok(self.all_here(self.snapshot.named(hash)?))
    }

    fn frequency(&self, word: &str) -> corpus::Result<f64> {
        self.snapshot.frequency(word)
    }

    fn words(&self) -> corpus::Result<u64> {
        self.snapshot.words()
    }

    fn occurrences(&self, word: &str) -> corpus::Result<u64> {
        self.snapshot.occurrences(word)
    }

    fn phrase(&self, words: &[String], limit: usize) -> corpus::Result<Vec<Phrase>> {
        let found = self.snapshot.phrase(words, limit)?.into_iter();
        Ok(found.map(|p| Phrase { number: self.here(p.number), ..p }).collect())
    }
}

/// Bytes of memory that a document takes, about: the text, and what is known of its words.
fn size(source: &Source) -> usize {
    let d = &source.document;
    d.text.len() + 12 * (d.guessed.len() + d.skips.len() + d.blocks.len()) + 256
}

/// The part of the memory that documents at hand may take.
const AT_HAND: u64 = 8;

impl Corpus for ArchiveCorpus {
    fn len(&self) -> usize {
        self.snapshot.len()
    }

    fn bytes(&self) -> u64 {
        self.snapshot.bytes()
    }

    fn index(&self) -> Option<&dyn Index> {
        self.order.is_some().then_some(self as &dyn Index)
    }

    fn part(&self, i: usize, part: &Part) -> corpus::Result<Arc<Source>> {
        self.snapshot.part(self.there(i)?, part)
    }

    fn source(&self, i: usize) -> corpus::Result<Arc<Source>> {
        // Nothing panics while it is held; were it so, the documents in it are whole all the same.
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = held().get(i) {
            return Ok(text);
        }
        let text = self.snapshot.source(self.there(i)?)?;
        held().put(i, size(&text), text.clone());
        Ok(text)
    }
}

impl ArchiveCorpus {
    /// The documents of an archive. `new` names those that come last, and are found by the archive's index: paths, or
    /// the beginnings of paths, as indexed. `memory` bytes are what the run may take; a part of them is for documents at hand.
    ///
    /// # Errors
    /// When the catalogue cannot be read, or does not fit the rest of the archive.
    pub fn new(snapshot: Snapshot, new: &[String], memory: u64) -> Result<Self, KitError> {
        let (mut order, mut new_from) = (None, None);
        if !new.is_empty() {
            // New ones last: a pair is asked for by its later document.
            let (mut late, mut old): (Vec<_>, Vec<_>) =
                snapshot.paths()?.into_iter().partition(|(_, path)| is_new(path, new));
            new_from = Some(old.len());
            old.append(&mut late);
            let there: Vec<usize> = old.into_iter().map(|k| k.0).collect();
            if there.len() != snapshot.len() {
                return Err(corpus::Error::new(
                    "the archive is damaged: its catalogue and its generation do not hold the same documents (index the sources again into a new archive)",
                )
                .into());
            }
            let mut here = vec![0; there.len()];
            for (i, &n) in there.iter().enumerate() {
                if let Some(place) = here.get_mut(n) {
                    *place = i;
                }
            }
            order = Some((there, here));
        }
        let most = usize::try_from(memory / AT_HAND).unwrap_or(usize::MAX);
        Ok(Self { snapshot, held: Mutex::new(Lru::new(most)), order, new_from })
    }

    /// The documents of an archive, one of them last: what is asked is what it shares with the others. None, if the archive
    /// has no such document.
    #[must_use]
    pub fn with_last(snapshot: Snapshot, last: usize, memory: u64) -> Option<Self> {
        let len = snapshot.len();
        if last >= len {
            return None;
        }
        let there: Vec<usize> = (0..len).filter(|n| *n != last).chain([last]).collect();
        let here = (0..len).map(|n| if n == last { len - 1 } else { n - usize::from(n > last) }).collect();
        let most = usize::try_from(memory / AT_HAND).unwrap_or(usize::MAX);
        let held = Mutex::new(Lru::new(most));
        Some(Self { snapshot, held, order: Some((there, here)), new_from: Some(len - 1) })
    }

    /// Which document of the archive stands at a place of this corpus.
    #[must_use]
    pub fn number(&self, place: usize) -> Option<usize> {
        self.there(place).ok()
    }

    /// The archive.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
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
    texts: Vec<Arc<Source>>,
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
            .enumerate()
            .map(|(i, (path, document))| {
                let digest = corpus::digest(document.text.as_bytes());
                let d = &document;
                let known = format!("{path}\0{:?}{:?}{:?}{:?}{digest}", d.id, d.date, d.series, d.author);
                identity.update(known.as_bytes());
                Arc::new(Source::new(i, path, digest, document))
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

    fn source(&self, i: usize) -> corpus::Result<Arc<Source>> {
        Ok(self.texts[i].clone())
    }
}
