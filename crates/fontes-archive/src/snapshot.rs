//! What does a reader see? One finished generation of the archive, unchanging.

use crate::catalogue::{Catalogue, FileState};
use crate::folder::Folder;
use crate::frame::{self, Frame, Head};
use crate::generation::{self, Generation};
use crate::lru::Lru;
use crate::search::{Answer, Facet, Searching};
use crate::segment::{self, Row, Segment};
use crate::sum::digest_key;
use crate::{Error, FORMAT, Result, SearchError, whole};
use fontes_core::corpus::{self, Corpus, Index, Origin, Part, Phrase, Place, Source, Totals};
use fontes_core::query::Query;
use fontes_core::text::{PathWords, Span};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

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

/// What a query found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The best documents, best first: number and score (BM25; those that write words with accents as they were typed come first,
    /// whatever their score).
    pub best: Vec<(usize, f32)>,
    /// How many documents it found in all.
    pub count: usize,
    /// How many of all these are of each kind, year, language, folder and author; empty where that was not asked for.
    pub facets: Vec<Facet>,
}

/// A read-only view of one generation; cheap to open, safe to share between threads.
///
/// The documents of a snapshot are numbered in the order of indexing, those that are gone left out.
#[derive(Debug)]
pub struct Snapshot {
    path: PathBuf,
    folder: Folder,
    parts: Vec<Live>,
    documents: usize,
    totals: Totals,
    /// Whether the search index and the catalogue have files that say what they are.
    summed: bool,
    search: OnceLock<Searching>,
    /// Words of all documents, once asked for.
    words: OnceLock<u64>,
    held: Mutex<Held>,
    /// Documents by the words of their paths: each draft of a run asks for them.
    path_words: OnceLock<Arc<PathWords>>,
}

/// A segment and which of its documents are of this generation.
#[derive(Debug)]
struct Live {
    known: generation::Part,
    segment: Segment,
    /// Ordinals of those that are not, ascending.
    dead: Vec<u32>,
    /// Number of its first document.
    first: usize,
}

impl Live {
    fn len(&self) -> usize {
        (self.segment.len() as usize).saturating_sub(self.dead.len())
    }

    /// The ordinal of a document, counted among those that are alive.
    fn ordinal(&self, within: usize) -> u32 {
        // Before each dead one stand so many that live; that number does not fall.
        let (mut low, mut high) = (0, self.dead.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.dead[middle] as usize - middle <= within { low = middle + 1 } else { high = middle }
        }
        // Ordinals are u32.
        (within + low) as u32
    }

    /// The number of a document, if it is alive.
    fn number(&self, ordinal: u32) -> Option<usize> {
        match self.dead.binary_search(&ordinal) {
            Ok(_) => None,
            Err(before) => Some(self.first + ordinal as usize - before),
        }
    }
}

/// What was read last.
#[derive(Debug)]
struct Held {
    frames: Lru<(usize, u32), Arc<Frame>>,
    parts: Lru<(usize, u32, u32), Arc<Source>>,
    heads: Lru<usize, Arc<Head>>,
}

impl Default for Held {
    fn default() -> Self {
        Self { frames: Lru::new(FRAMES), parts: Lru::new(PARTS), heads: Lru::new(HEADS) }
    }
}

/// Bytes of memory for what was read last: frames, parts of documents with their folding, and heads.
const FRAMES: usize = 6 << 20;
const PARTS: usize = 24 << 20;
const HEADS: usize = 4 << 20;
/// Bytes of memory for each byte of a part with its folding: the text, a unit and a share of a token for each
/// letter.
const FOLDED: usize = 9;
/// Bits of a place that are its unit; one more than units have, so that places of two segments are far apart.
const APART: u32 = 33;

/// The file that says that a folder is an archive, and of which format.
pub(crate) const MARKER: &str = "fontes-archive";

pub(crate) fn check_format(folder: &Folder) -> Result<()> {
    let dir = folder.path();
    let mut found = Vec::new();
    match folder.read(MARKER).and_then(|f| f.take(100).read_to_end(&mut found)) {
        Ok(_) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(Error::NotAnArchive(dir.into())),
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            return Err(Error::damaged(dir.join(MARKER), e.to_string()));
        }
        Err(e) => return Err(Error::io(dir.join(MARKER))(e)),
    }
    if found == format!("fontes archive {FORMAT}").as_bytes() {
        return Err(Error::damaged(dir.join(MARKER), "it was cut"));
    }
    let found = String::from_utf8_lossy(&found);
    let found = found.trim();
    let found = found.strip_prefix("fontes archive ").unwrap_or(found).to_owned();
    if found == FORMAT.to_string() { Ok(()) } else { Err(Error::Version { path: dir.into(), found }) }
}

impl Snapshot {
    /// Opens the last finished generation of the archive at `dir`.
    ///
    /// # Errors
    /// When there is no archive of this format, or a file of it is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        let folder = Folder::open(dir).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => Error::Missing(dir.into()),
            std::io::ErrorKind::NotADirectory => Error::NotAnArchive(dir.into()),
            _ => Error::io(dir)(e),
        })?;
        check_format(&folder)?;
        let Generation { totals, segments, dead, summed } = Generation::read(&folder)?;
        let files = match folder.folder("segments") {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::damaged(dir.join("segments"), "it is missing"));
            }
            other => other.map_err(Error::io(dir.join("segments")))?,
        };
        let mut parts = Vec::with_capacity(segments.len());
        let mut documents = 0;
        for known in segments {
            let segment = Segment::open(&files, known.number)?;
            if segment.len() != known.documents {
                return Err(Error::damaged(
                    files.path().join(segment::file_name(known.number)),
                    "it is another file than the archive was finished with",
                ));
            }
            let dead = dead.iter().filter(|d| d.0 == known.number && d.1 < known.documents);
            let live = Live { dead: dead.map(|d| d.1).collect(), first: documents, known, segment };
            documents += live.len();
            parts.push(live);
        }
        Ok(Self {
            path: dir.to_owned(),
            folder,
            parts,
            documents,
            totals,
            summed,
            search: OnceLock::new(),
            words: OnceLock::new(),
            held: Mutex::default(),
            path_words: OnceLock::new(),
        })
    }

    /// What this generation holds.
    #[must_use]
    pub const fn totals(&self) -> &Totals {
        &self.totals
    }

    fn catalogue(&self) -> Result<Catalogue> {
        Catalogue::read_only(&self.folder)
    }

    /// The files of this generation, by path.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn files(&self) -> Result<Vec<FileState>> {
        let files = self.catalogue()?.all_files(self.totals.generation, &self.totals.digest)?;
        Ok(files.into_iter().map(|f| f.1).collect())
    }

    /// The digest that the file at `path` had when it was indexed.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn file_digest(&self, path: &str) -> Result<Option<String>> {
        self.catalogue()?.digest_of(path, self.totals.generation)
    }

    /// Documents that are nearly the same as an earlier one, by a sketch of their fingerprints.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn near_duplicates(&self) -> Result<Vec<NearDuplicate>> {
        let all = self.catalogue()?.sketches(self.totals.generation)?;
        let sketches: Vec<Vec<u64>> = all.iter().map(|d| d.2.clone()).collect();
        let named = |i: usize| (all[i].0.clone(), all[i].1.clone());
        Ok(crate::near_duplicate::near(&sketches)
            .into_iter()
            .map(|(i, of, share)| NearDuplicate { document: named(i), of: named(of), share })
            .collect())
    }

    /// How many files a run that was cut short has read; they are not part of this generation.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn unfinished(&self) -> Result<u64> {
        self.catalogue()?.unfinished(self.totals.generation)
    }

    /// All documents with the paths of their files, in the order of indexing.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn paths(&self) -> Result<Vec<(usize, String)>> {
        let rows = self.catalogue()?.paths(self.totals.generation)?;
        let mut out: Vec<(usize, String)> = rows
            .into_iter()
            .filter_map(|(segment, ordinal, path)| Some((self.number((segment, ordinal))?, path)))
            .collect();
        out.sort();
        Ok(out)
    }

    /// All documents with the digests of their texts, in the order of indexing.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn digests(&self) -> Result<Vec<(usize, String)>> {
        let rows = self.catalogue()?.digests(self.totals.generation)?;
        let numbered = |(segment, ordinal, digest)| Some((self.number((segment, ordinal))?, digest));
        Ok(rows.into_iter().filter_map(numbered).collect())
    }

    /// Compares every checksum of the archive.
    ///
    /// # Errors
    /// The first damaged file.
    pub fn verify(&self) -> Result<()> {
        for part in &self.parts {
            part.segment.verify(&part.known.hash)?;
        }
        let catalogue = self.catalogue()?;
        if let Some(fault) = catalogue.fault()? {
            return Err(Error::damaged(self.path.join(crate::catalogue::NAME), fault));
        }
        catalogue.verify()?;
        whole::verify(&self.folder, self.summed)?;
        self.files()?;
        self.searching()?.verify()?;
        for number in 0..self.documents {
            self.whole(number)?;
        }
        Ok(())
    }

    /// The number of a document, by the number of its segment and its ordinal there.
    fn number(&self, (segment, ordinal): (u32, u32)) -> Option<usize> {
        let at = self.parts.binary_search_by_key(&segment, |p| p.known.number).ok()?;
        self.parts.get(at)?.number(ordinal)
    }

    /// The segment of a document, its place among the segments, and the document's row.
    fn row(&self, number: usize) -> Result<(usize, &Segment, Row)> {
        let at = self.parts.partition_point(|p| p.first <= number).saturating_sub(1);
        let part = self
            .parts
            .get(at)
            .filter(|p| number < p.first + p.len())
            .ok_or_else(|| Error::damaged(&self.path, format!("there is no document {number}")))?;
        let row = part.segment.row(part.ordinal(number - part.first))?;
        Ok((at, &part.segment, row))
    }

    /// Nothing panics while it is held; were it so, what is in it is whole all the same.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn frame(&self, at: usize, segment: &Segment, number: u32) -> Result<Arc<Frame>> {
        if let Some(frame) = self.held().frames.get((at, number)) {
            return Ok(frame);
        }
        let frame = Arc::new(segment.frame(number)?);
        self.held().frames.put((at, number), frame.size(), frame.clone());
        Ok(frame)
    }

    /// What is known of a document as a whole.
    fn head(&self, number: usize) -> Result<Arc<Head>> {
        if let Some(head) = self.held().heads.get(number) {
            return Ok(head);
        }
        let (at, segment, row) = self.row(number)?;
        let frame = self.frame(at, segment, segment.frame_number(&row, 0)?)?;
        let head = frame
            .head()
            .ok_or_else(|| Error::damaged(&self.path, format!("document {number} has no head")))?;
        let head = Arc::new(head.clone());
        let size = 512 + head.persons.len() * 160;
        self.held().heads.put(number, size, head.clone());
        Ok(head)
    }

    /// A whole document, held against the digest of its text.
    fn whole(&self, number: usize) -> Result<Source> {
        let (_, segment, row) = self.row(number)?;
        let (first, document) = segment.document(&row)?;
        let head = first
            .head()
            .ok_or_else(|| Error::damaged(&self.path, format!("document {number} has no head")))?;
        Ok(Source::new(number, head.path.clone(), head.digest.clone(), document))
    }

    /// The stretches of a document that hold a part of it: the first, and one past the last.
    fn stretches(&self, segment: &Segment, row: &Row, part: &Part) -> Result<(u32, u32)> {
        let count = segment.stretches(row);
        let (range, begin): (_, fn(&Origin) -> u32) = match part {
            Part::Units(range) => (range, |o| o.unit),
            Part::Tokens(range) => (range, |o| o.token),
            Part::Bytes(range) => (range, |o| o.byte),
        };
        // How many stretches begin at or before a place.
        let before = |place: u32| -> Result<u32> {
            let (mut low, mut high) = (1, count);
            while low < high {
                let middle = low + (high - low) / 2;
                if begin(&segment.stretch(row, middle)?.0) <= place {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            Ok(low)
        };
        let first = before(range.start)? - 1;
        let last = if range.end > range.start { before(range.end - 1)? } else { first + 1 };
        Ok((first, last.max(first + 1)))
    }

    fn in_part(&self, number: usize, part: &Part) -> Result<Arc<Source>> {
        let bad = || Error::damaged(&self.path, format!("document {number} is not what was written"));
        let (at, segment, row) = self.row(number)?;
        let (first, last) = self.stretches(segment, &row, part)?;
        if let Some(source) = self.held().parts.get((number, first, last)) {
            return Ok(source);
        }
        let head = self.head(number)?;
        let (origin, frame_of_first) = segment.stretch(&row, first)?;
        let ends = last == segment.stretches(&row);
        let (end, frame_of_last) = if ends {
            let last = segment.stretch(&row, last - 1)?;
            (row.bytes, last.1)
        } else {
            (segment.stretch(&row, last)?.0.byte, segment.stretch(&row, last - 1)?.1)
        };
        // Where the first of the frames begins in the document.
        let mut opening = first;
        while opening > 0 && segment.stretch(&row, opening - 1)?.1 == frame_of_first {
            opening -= 1;
        }
        let from = segment.stretch(&row, opening)?.0.byte;
        let frames = (frame_of_first..=frame_of_last)
            .map(|f| self.frame(at, segment, segment.frame_number(&row, f)?))
            .collect::<Result<Vec<_>>>()?;
        let cut = |n: u32| n.checked_sub(from);
        let document = frame::join(&head, from, &frames, false)
            .and_then(|d| d.cut(cut(origin.byte)?..cut(end)?))
            .ok_or_else(bad)?;
        let bytes = document.text.len() * FOLDED + 512;
        let source = Source::new(number, head.path.clone(), head.digest.clone(), document);
        let source = Arc::new(source.in_part(origin, ends, head.layout()));
        self.held().parts.put((number, first, last), bytes, source.clone());
        Ok(source)
    }

    fn searching(&self) -> Result<&Searching> {
        if let Some(s) = self.search.get() {
            return Ok(s);
        }
        let whole = self.parts.iter().map(|p| u64::from(p.segment.len())).sum();
        let is_of = |key| self.number(key).is_some();
        let opened = Searching::open(&self.folder, self.summed, whole, self.documents as u64, &is_of)?;
        Ok(self.search.get_or_init(|| opened))
    }

    /// Tokens of all documents.
    fn tokens(&self) -> Result<u64> {
        let mut sum = 0;
        for number in 0..self.documents {
            sum += u64::from(self.row(number)?.2.tokens);
        }
        Ok(sum)
    }

    /// Full-text search: at most `limit` documents, and with `facets` the counts of all.
    ///
    /// # Errors
    /// When a word of the query stands for too many words, or the index is damaged.
    pub fn search(
        &self,
        query: &Query,
        limit: usize,
        facets: bool,
    ) -> std::result::Result<Found, SearchError> {
        let Answer { best, count, facets } =
            self.searching()?.answer(query, limit, facets, &|key| self.number(key))?;
        Ok(Found { best, count, facets })
    }

    fn postings_of(&self, at: usize, hash: u64, each: &mut dyn FnMut(Place)) -> Result<()> {
        let base = (at as u64) << APART;
        self.parts[at].segment.postings(hash, &mut |unit| each(Place(base | u64::from(unit))))
    }

    fn named_by(&self, hash: u64) -> Result<Vec<usize>> {
        let mut out = Vec::new();
        for part in &self.parts {
            out.extend(part.segment.named(hash)?.into_iter().filter_map(|o| part.number(o)));
        }
        Ok(out)
    }
}

impl Corpus for Snapshot {
    fn len(&self) -> usize {
        self.documents
    }

    fn bytes(&self) -> u64 {
        self.totals.bytes
    }

    fn source(&self, number: usize) -> corpus::Result<Arc<Source>> {
        Ok(Arc::new(self.whole(number)?))
    }

    fn part(&self, number: usize, part: &Part) -> corpus::Result<Arc<Source>> {
        Ok(self.in_part(number, part)?)
    }

    fn index(&self) -> Option<&dyn Index> {
        Some(self)
    }
}

impl Index for Snapshot {
    fn totals(&self) -> &Totals {
        &self.totals
    }

    fn same_text(&self, digest: &str) -> corpus::Result<Vec<usize>> {
        let mut out = Vec::new();
        for number in self.named_by(digest_key(digest))? {
            if self.head(number)?.digest == digest {
                out.push(number);
            }
        }
        Ok(out)
    }

    fn count(&self, hash: u64) -> corpus::Result<usize> {
        let mut sum = 0;
        for part in &self.parts {
            sum += part.segment.count(hash)?;
        }
        Ok(sum)
    }

    fn excess(&self) -> f64 {
        self.parts.iter().map(|p| p.segment.load()).sum()
    }

    fn postings(&self, hash: u64, each: &mut dyn FnMut(Place)) -> corpus::Result<()> {
        for at in 0..self.parts.len() {
            self.postings_of(at, hash, each)?;
        }
        Ok(())
    }

    fn postings_in(&self, hash: u64, number: usize, each: &mut dyn FnMut(Place)) -> corpus::Result<()> {
        let (at, _, row) = self.row(number)?;
        let base = (at as u64) << APART | u64::from(row.first_unit());
        let end = base + u64::from(row.units);
        self.postings_of(at, hash, &mut |place| {
            if (base..end).contains(&place.0) {
                each(place);
            }
        })?;
        Ok(())
    }

    fn locate(&self, place: Place) -> corpus::Result<Option<(usize, u32)>> {
        let Some(part) = usize::try_from(place.0 >> APART).ok().and_then(|at| self.parts.get(at)) else {
            return Ok(None);
        };
        let Ok(unit) = u32::try_from(place.0 & ((1 << APART) - 1)) else { return Ok(None) };
        let (ordinal, first) = part.segment.document_at(unit)?;
        Ok(part.number(ordinal).zip(unit.checked_sub(first)))
    }

    fn units(&self, number: usize) -> corpus::Result<u32> {
        Ok(self.row(number)?.2.units)
    }

    fn path(&self, number: usize) -> corpus::Result<String> {
        Ok(self.head(number)?.path.clone())
    }

    fn path_words(&self) -> corpus::Result<Arc<PathWords>> {
        if let Some(known) = self.path_words.get() {
            return Ok(known.clone());
        }
        let made = Arc::new(PathWords::of((0..self.documents).map(|n| self.path(n)))?);
        Ok(self.path_words.get_or_init(|| made).clone())
    }

    fn heading(&self, number: usize) -> corpus::Result<Option<Span>> {
        Ok(self.head(number)?.heading.and_then(|(start, end)| Span::new(start, end).ok()))
    }

    fn named(&self, hash: u64) -> corpus::Result<Vec<usize>> {
        Ok(self.named_by(hash)?)
    }

    fn frequency(&self, word: &str) -> corpus::Result<f64> {
        let search = self.searching()?;
        Ok(search.frequency(word)? as f64 / search.documents().max(1) as f64)
    }

    fn words(&self) -> corpus::Result<u64> {
        if let Some(words) = self.words.get() {
            return Ok(*words);
        }
        let words = match self.searching()?.words()? {
            Some(words) => words,
            None => self.tokens()?,
        };
        Ok(*self.words.get_or_init(|| words))
    }

    fn occurrences(&self, word: &str) -> corpus::Result<u64> {
        Ok(self.searching()?.occurrences(word)?)
    }

    fn phrase(&self, words: &[String], limit: usize) -> corpus::Result<Vec<Phrase>> {
        let found = self.searching()?.phrase(words, limit)?;
        let live = found
            .into_iter()
            .filter_map(|(m, token)| Some(Phrase { number: self.number(m.document)?, token }));
        Ok(live.take(limit).collect())
    }
}
