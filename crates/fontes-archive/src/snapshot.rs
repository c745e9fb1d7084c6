//! What does a reader see? One finished generation of the archive, unchanging.

use crate::catalogue::{Catalogue, FileState, Totals};
use crate::search::{Match, QueryError, Searching};
use crate::segment::Segment;
use crate::{Error, FORMAT, Record, Result};
use fontes_core::read::{Quotation, quotations};
use fontes_core::text::{Folded, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// Which document: its segment and its ordinal there. The order is that of indexing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocKey {
    /// Index of the segment within the snapshot.
    pub segment: u32,
    /// The document's number in the segment.
    pub ordinal: u32,
}

/// A document that is nearly the same as another: path and record id of both.
#[derive(Debug, Clone, PartialEq)]
pub struct NearDuplicate {
    /// The one.
    pub document: (String, Option<String>),
    /// The other, which stands earlier.
    pub of: (String, Option<String>),
    /// About what share of their fingerprints is in both, 0 to 1.
    pub share: f64,
}

/// The best matches of a query with their scores, and how many documents match in all.
pub type Matches = (Vec<(DocKey, f32)>, usize);

/// A place where a gram stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Index of the segment within the snapshot.
    pub segment: u32,
    /// Unit number within the segment.
    pub unit: u32,
}

/// A document of the archive, with its folding.
#[derive(Debug)]
pub struct Witness {
    /// Which one.
    pub key: DocKey,
    /// The document.
    pub record: Record,
    /// Its folding.
    pub folded: Folded,
    quotations: OnceLock<Vec<Quotation>>,
}

impl Witness {
    /// Its own quotations, read when first asked for.
    pub fn quotations(&self) -> &[Quotation] {
        self.quotations.get_or_init(|| quotations(&self.record.document))
    }
}

/// A read-only view of one generation; cheap to open, safe to share between threads.
#[derive(Debug)]
pub struct Snapshot {
    path: PathBuf,
    numbers: Vec<u32>,
    segments: Vec<Segment>,
    dead: BTreeSet<DocKey>,
    totals: Totals,
    search: OnceLock<Searching>,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    held: BTreeMap<DocKey, (u64, Arc<Witness>)>,
    units: usize,
    clock: u64,
}

/// Units of folded text kept at hand (about 12 bytes of memory each).
const CACHE_UNITS: usize = 6 << 20;

pub(crate) fn check_format(dir: &Path) -> Result<()> {
    let marker = dir.join("fontes-archive");
    let found = match std::fs::read_to_string(&marker) {
        Ok(found) => found,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(if dir.exists() {
                Error::NotAnArchive(dir.into())
            } else {
                Error::Missing(dir.into())
            });
        }
        Err(e) => return Err(Error::io(marker)(e)),
    };
    let found = found.trim().trim_start_matches("fontes archive ").to_owned();
    if found == FORMAT.to_string() { Ok(()) } else { Err(Error::Version { path: dir.into(), found }) }
}

impl Snapshot {
    /// Opens the last finished generation of the archive at `dir`.
    ///
    /// # Errors
    /// When there is no archive of this format, or a file of it is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        check_format(dir)?;
        let mut tries = 0;
        loop {
            match Self::load(dir) {
                // A writer replaced segments between the catalogue's answer and the opening.
                Err(Error::Io { source, .. })
                    if source.kind() == std::io::ErrorKind::NotFound && tries < 3 =>
                {
                    tries += 1
                }
                done => return done,
            }
        }
    }

    fn load(dir: &Path) -> Result<Self> {
        let catalogue = Catalogue::read_only(&dir.join("catalogue.sqlite"))?;
        catalogue.db.execute_batch("BEGIN")?;
        let totals = catalogue.totals()?;
        let numbers = catalogue.segments()?;
        let dead = catalogue.dead(totals.generation)?;
        catalogue.db.execute_batch("COMMIT")?;
        let segments =
            numbers.iter().map(|n| Segment::open(&segment_path(dir, *n))).collect::<Result<Vec<_>>>()?;
        let index = |n: u32| numbers.iter().position(|&m| m == n).map(|i| i as u32);
        let dead = dead
            .into_iter()
            .filter_map(|(n, ordinal)| Some(DocKey { segment: index(n)?, ordinal }))
            .collect();
        Ok(Self {
            path: dir.to_owned(),
            numbers,
            segments,
            dead,
            totals,
            search: OnceLock::new(),
            cache: Mutex::default(),
        })
    }

    /// What this generation holds.
    #[must_use]
    pub const fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The files of this generation, by path.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn files(&self) -> Result<Vec<FileState>> {
        let catalogue = Catalogue::read_only(&self.path.join("catalogue.sqlite"))?;
        Ok(catalogue.files(self.totals.generation)?.into_iter().map(|f| f.1).collect())
    }

    /// The digest that the file at `path` had when it was indexed.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn file_digest(&self, path: &str) -> Result<Option<String>> {
        Catalogue::read_only(&self.path.join("catalogue.sqlite"))?.digest_of(path, self.totals.generation)
    }

    /// Documents that are nearly the same as an earlier one, by a sketch of their fingerprints.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn near_duplicates(&self) -> Result<Vec<NearDuplicate>> {
        let all =
            Catalogue::read_only(&self.path.join("catalogue.sqlite"))?.sketches(self.totals.generation)?;
        let sketches: Vec<Vec<u64>> = all.iter().map(|d| d.2.clone()).collect();
        let named = |i: usize| (all[i].0.clone(), all[i].1.clone());
        Ok(crate::twin::near(&sketches)
            .into_iter()
            .map(|(i, of, share)| NearDuplicate { document: named(i), of: named(of), share })
            .collect())
    }

    /// How many files a run that was cut short has read; they are not part of this generation.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn unfinished(&self) -> Result<u64> {
        Catalogue::read_only(&self.path.join("catalogue.sqlite"))?.unfinished(self.totals.generation)
    }

    /// The documents with this text digest.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn with_digest(&self, digest: &str) -> Result<Vec<DocKey>> {
        let catalogue = Catalogue::read_only(&self.path.join("catalogue.sqlite"))?;
        Ok(self.keys(catalogue.with_digest(digest)?))
    }

    fn keys(&self, found: Vec<(u32, u32)>) -> Vec<DocKey> {
        found.into_iter().filter_map(|f| self.key(f)).filter(|k| self.is_live(*k)).collect()
    }

    fn key(&self, (number, ordinal): (u32, u32)) -> Option<DocKey> {
        let segment = self.numbers.iter().position(|&m| m == number)? as u32;
        Some(DocKey { segment, ordinal })
    }

    /// Compares the checksum of every segment.
    ///
    /// # Errors
    /// The first damaged file.
    pub fn verify(&self) -> Result<()> {
        self.segments.iter().try_for_each(Segment::verify)
    }

    fn is_live(&self, key: DocKey) -> bool {
        !self.dead.contains(&key)
    }

    /// All live documents, in the order of indexing.
    pub fn documents(&self) -> impl Iterator<Item = DocKey> + '_ {
        self.segments.iter().enumerate().flat_map(move |(s, segment)| {
            (0..segment.len())
                .map(move |ordinal| DocKey { segment: s as u32, ordinal })
                .filter(|k| self.is_live(*k))
        })
    }

    /// All live documents with the paths of their files, in the order of indexing.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn paths(&self) -> Result<Vec<(DocKey, String)>> {
        let rows =
            Catalogue::read_only(&self.path.join("catalogue.sqlite"))?.paths(self.totals.generation)?;
        let mut out: Vec<(DocKey, String)> = rows
            .into_iter()
            .filter_map(|(number, ordinal, path)| Some((self.key((number, ordinal))?, path)))
            .filter(|(key, _)| self.is_live(*key))
            .collect();
        out.sort();
        Ok(out)
    }

    /// In how many places a gram may stand (an upper bound: buckets hold a few grams).
    #[must_use]
    pub fn gram_count(&self, hash: u64) -> usize {
        self.segments.iter().map(|s| s.postings(hash).len() / 4).sum()
    }

    /// How many of [`Snapshot::gram_count`] are places of other grams, on the average.
    #[must_use]
    pub fn gram_excess(&self) -> f64 {
        self.segments.iter().map(Segment::load).sum()
    }

    /// The places where a gram may stand, in order.
    pub fn postings(&self, hash: u64) -> impl Iterator<Item = Posting> + '_ {
        self.segments.iter().enumerate().flat_map(move |(s, segment)| {
            segment.postings(hash).chunks_exact(4).map(move |b| Posting {
                segment: s as u32,
                unit: u32::from_le_bytes(b.try_into().unwrap_or_default()),
            })
        })
    }

    /// The live document at a posting, and the unit within it.
    #[must_use]
    pub fn locate(&self, posting: Posting) -> Option<(DocKey, u32)> {
        let segment = self.segments.get(posting.segment as usize)?;
        let ordinal = segment.document_at(posting.unit);
        let key = DocKey { segment: posting.segment, ordinal };
        let within = posting.unit.checked_sub(segment.first_unit(ordinal))?;
        self.is_live(key).then_some((key, within))
    }

    /// The live documents that are called by the name with this hash.
    #[must_use]
    pub fn named(&self, hash: u64) -> Vec<DocKey> {
        let mut out = Vec::new();
        for (s, segment) in self.segments.iter().enumerate() {
            out.extend(segment.named(hash).map(|ordinal| DocKey { segment: s as u32, ordinal }));
        }
        out.retain(|k| self.is_live(*k));
        out
    }

    /// A document as it was stored.
    ///
    /// # Errors
    /// When its record is damaged.
    pub fn record(&self, key: DocKey) -> Result<Record> {
        self.segments
            .get(key.segment as usize)
            .ok_or_else(|| Error::damaged(&self.path, "a segment is missing"))?
            .record(key.ordinal)
    }

    /// A document with its folding; the last ones asked for are kept.
    ///
    /// # Errors
    /// When its record is damaged.
    pub fn witness(&self, key: DocKey) -> Result<Arc<Witness>> {
        if let Ok(mut cache) = self.cache.lock() {
            cache.clock += 1;
            let clock = cache.clock;
            if let Some(held) = cache.held.get_mut(&key) {
                held.0 = clock;
                return Ok(held.1.clone());
            }
        }
        let record = self.record(key)?;
        let folded = fold(&record.document.text, &record.document.skips);
        let witness = Arc::new(Witness { key, record, folded, quotations: OnceLock::new() });
        if let Ok(mut cache) = self.cache.lock() {
            let clock = cache.clock;
            let added = witness.folded.units.len();
            if cache.held.insert(key, (clock, witness.clone())).is_none() {
                cache.units += added;
            }
            if cache.units > CACHE_UNITS {
                // Let go of the older half.
                let mut ages: Vec<u64> = cache.held.values().map(|h| h.0).collect();
                ages.sort_unstable();
                let middle = ages[ages.len() / 2];
                cache.held.retain(|_, h| h.0 >= middle);
                cache.units = cache.held.values().map(|h| h.1.folded.units.len()).sum();
            }
        }
        Ok(witness)
    }

    fn searching(&self) -> Result<&Searching> {
        if let Some(s) = self.search.get() {
            return Ok(s);
        }
        let opened = Searching::open(&self.path.join("search"))?;
        Ok(self.search.get_or_init(|| opened))
    }

    /// The share of documents that hold a folded word.
    ///
    /// # Errors
    /// When the search index cannot be read.
    pub fn frequency(&self, word: &str) -> Result<f64> {
        let search = self.searching()?;
        Ok(search.frequency(word)? as f64 / search.documents().max(1) as f64)
    }

    /// Full-text search: the best live matches and how many documents match in all.
    ///
    /// # Errors
    /// The outer error is a query that is not one, the inner a damaged index.
    pub fn search(&self, query: &str, limit: usize) -> std::result::Result<Result<Matches>, QueryError> {
        let search = match self.searching() {
            Ok(s) => s,
            Err(e) => return Ok(Err(e)),
        };
        Ok(search.query(query, limit + self.dead.len())?.map(|(found, n)| self.live(found, n, limit)))
    }

    /// Documents that hold these folded words one after the other.
    ///
    /// # Errors
    /// When the search index cannot be read.
    pub fn phrase(&self, words: &[String], limit: usize) -> Result<Vec<DocKey>> {
        let (found, n) = self.searching()?.phrase(words, limit + self.dead.len())?;
        Ok(self.live(found, n, limit).0.into_iter().map(|f| f.0).collect())
    }

    fn live(&self, found: Vec<Match>, count: usize, limit: usize) -> (Vec<(DocKey, f32)>, usize) {
        let all = found.len();
        let mut live: Vec<_> = found
            .into_iter()
            .filter_map(|m| Some((self.key(m.document)?, m.score)))
            .filter(|(k, _)| self.is_live(*k))
            .collect();
        let gone = all - live.len();
        live.truncate(limit);
        (live, count - gone)
    }
}

pub(crate) fn segment_path(dir: &Path, number: u32) -> PathBuf {
    dir.join("segments").join(format!("{number:06}.seg"))
}
