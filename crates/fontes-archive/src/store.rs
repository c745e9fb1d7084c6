//! How is an archive written? In segments, each whole before the catalogue names it; a
//! generation becomes visible in one step at the end.

use crate::catalogue::{Catalogue, FileState, FileStatus, digest_of_files};
use crate::folder::Folder;
use crate::generation::{Generation, Part};
use crate::pieces::Taken;
use crate::search::{FORMS_VERSION, SearchWriter, Searchable};
use crate::segment::{self, Builder, Entry, Segment};
use crate::snapshot::{MARKER, check_format};
use crate::sum::digest_key;
use crate::{Error, FORMAT, INSIDE, Result, frame, whole};
use fontes_core::text::{Document, fold, key_hash};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of text after which a segment is closed and named in the catalogue: what a crash
/// can cost, and what bounds the memory of indexing (about three times as much).
const SEGMENT_BYTES: u64 = 96 << 20;

/// Units of a file from which on its documents have a segment of their own.
const ALONE: u32 = 32 << 20;

/// A segment is also closed when this much time has gone into it, or a twentieth of the run's
/// time if that is more: what is slow to read (scans) is not lost either, and a long run does
/// not end in thousands of segments.
const SEGMENT_TIME: Duration = Duration::from_secs(10);

/// A file on its way into the archive.
#[derive(Debug)]
pub struct Incoming {
    /// Its state, for the catalogue.
    pub file: FileState,
    /// Its documents, made ready; none when it failed.
    pub documents: Vec<Prepared>,
}

/// A document made ready for the archive: compressed, fingerprinted. Made on any thread.
#[derive(Debug)]
pub struct Prepared {
    entry: Entry,
    record: Option<String>,
    title: Option<String>,
    date: Option<String>,
    digest: String,
    bytes: u64,
    /// What of it goes into the search index.
    search: Searchable,
    sketch: Vec<u64>,
}

impl Prepared {
    /// Folds, samples and compresses a document.
    ///
    /// # Errors
    /// When compression fails or the text is over 4 GiB.
    pub fn new(path: &str, mut document: Document) -> Result<Self> {
        let too_long = || Error::damaged(path, "the text is longer than 4 GiB");
        let bytes = u32::try_from(document.text.len()).map_err(|_| too_long())?;
        frame::in_order(&mut document);
        let Taken { cuts, grams, sketch, units, tokens, words, forms } = Taken::of(&document);
        let numbers = frame::frames(&cuts);
        let mut starts = vec![0];
        for (cut, &number) in cuts.iter().zip(&numbers) {
            if number as usize == starts.len() {
                starts.push(cut.byte);
            }
        }
        let digest = crate::digest(document.text.as_bytes());
        let mut keys = keys(path, &document);
        keys.push(digest_key(&digest));
        let entry = Entry {
            frames: frame::pack(path, &digest, &document, &starts)?,
            stretches: cuts.into_iter().zip(numbers).collect(),
            bytes,
            tokens: u32::try_from(tokens).map_err(|_| too_long())?,
            points: u32::try_from(document.text.chars().count()).map_err(|_| too_long())?,
            units: u32::try_from(units).map_err(|_| too_long())?,
            grams,
            keys,
        };
        Ok(Self {
            entry,
            bytes: u64::from(bytes),
            search: Searchable::new(path, &document, words, forms),
            record: document.id,
            title: document.title,
            date: document.date,
            digest,
            sketch: sketch.finish(),
        })
    }
}

impl Prepared {
    /// Bytes of memory that it takes, about.
    #[must_use]
    pub fn held(&self) -> u64 {
        let e = &self.entry;
        let frames: usize = e.frames.iter().map(|f| f.bytes.len()).sum();
        (frames + e.grams.len() * 8 + e.stretches.len() * 32 + self.search.held() + 512) as u64
    }
}

/// Words that the part of a title before a colon has, to be a name by itself: "Telegram: …" is none.
const MAIN_TITLE_WORDS: usize = 3;

/// The names by which a citation may call a document: its title, its id, its file's name,
/// and the title without a leading number or a subtitle.
fn keys(path: &str, document: &Document) -> Vec<u64> {
    let mut names: Vec<&str> = Vec::new();
    if let Some(title) = &document.title {
        names.push(title);
        // A title is cited without its subtitle.
        let main = title.split([':', '—']).next().unwrap_or("");
        if main.split_whitespace().count() >= MAIN_TITLE_WORDS {
            names.push(main);
        }
        names.push(title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' '));
    }
    names.extend(document.id.as_deref());
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    names.push(name);
    names.push(name.rsplit_once('.').map_or(name, |n| n.0));
    let mut out: Vec<u64> =
        names.iter().map(|n| fold(n, &[]).units).filter(|u| u.len() >= 2).map(|u| key_hash(&u)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// What a run of the writer did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files read in this run.
    pub added: u64,
    /// Files whose bytes were the same as before.
    pub unchanged: u64,
    /// Files replaced because their bytes changed.
    pub replaced: u64,
    /// Files that are gone.
    pub vanished: u64,
    /// Files that could not be read.
    pub failed: u64,
    /// Files added whose bytes are those of another, which stands for them.
    pub twins: u64,
}

/// The one writer of an archive.
pub struct Writer {
    folder: Folder,
    segments: Arc<Folder>,
    catalogue: Catalogue,
    search: SearchWriter,
    next: u64,
    number: u32,
    open: Option<Open>,
    known: BTreeMap<String, (i64, FileState, bool)>,
    /// Paths of the files of this run whose documents are in the archive, by their digests.
    seen: BTreeMap<String, String>,
    /// Paths of the files that were read anew in this run: what was within them is replaced.
    renewed: BTreeSet<String>,
    /// Files whose documents stand in a damaged segment: they are read again.
    lost: BTreeSet<String>,
    /// Numbers of those segments.
    broken: Vec<u32>,
    repairs: Vec<String>,
    /// Files that are taken out though they lie in none of the run's folders.
    retired: BTreeSet<String>,
    outcome: Outcome,
    /// Files that could not be read, as before.
    still_failed: u64,
    begun: Instant,
    committed: Instant,
    _lock: File,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("dir", &self.folder.path()).finish_non_exhaustive()
    }
}

struct Open {
    builder: Builder,
    bytes: u64,
    files: Vec<(FileState, Vec<Row>)>,
    documents: u32,
}

struct Row {
    ordinal: u32,
    record: Option<String>,
    title: Option<String>,
    date: Option<String>,
    digest: String,
    bytes: u64,
    sketch: Vec<u64>,
}

/// The marker until it is whole.
const MARKER_PART: &str = "fontes-archive.part";

/// Whether the directory holds nothing but what an archive has before its marker is written:
/// the making of one may be cut short anywhere, and is gone on with.
fn is_beginning(dir: &Path) -> Result<bool> {
    for entry in dir.read_dir().map_err(Error::io(dir))? {
        let name = entry.map_err(Error::io(dir))?.file_name();
        let ours = name.to_str().is_some_and(|n| {
            matches!(n, "lock" | "segments" | "search" | "generation" | "generation.part" | MARKER_PART)
                || n.starts_with("catalogue.s")
        });
        if !ours {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Segments that are not what was written, and why.
fn damaged(segments: &Folder, parts: &[Part]) -> Result<Vec<(u32, Error)>> {
    let mut out = Vec::new();
    for part in parts {
        let read = Segment::open(segments, part.number).and_then(|s| {
            s.sound()?;
            if s.len() == part.documents {
                return Ok(());
            }
            let path = segments.path().join(segment::file_name(part.number));
            Err(Error::damaged(path, "it is another file than the archive was finished with"))
        });
        match read {
            Ok(()) => {}
            Err(e @ Error::Damaged { .. }) => out.push((part.number, e)),
            Err(e) => return Err(e),
        }
    }
    Ok(out)
}

/// Makes the search index again, of all segments that are whole.
fn search_again(folder: &Folder, segments: &Folder, parts: &[Part]) -> Result<SearchWriter> {
    let mut search = SearchWriter::anew(folder)?;
    for part in parts {
        let segment = Segment::open(segments, part.number)?;
        for ordinal in 0..segment.len() {
            let (first, document) = segment.document(&segment.row(ordinal)?)?;
            let path = first.head().map_or_else(String::new, |h| h.path.clone());
            let taken = Taken::of(&document);
            let entry = Searchable::new(&path, &document, taken.words, taken.forms);
            search.add(part.number, ordinal, entry)?;
        }
        search.commit()?;
    }
    Ok(search)
}

/// Writes the catalogue's file anew where damage of it is nowhere in what the file holds; says so.
fn catalogue_again(folder: &Folder, catalogue: &Catalogue, damage: Error) -> Result<String> {
    let Error::Damaged { .. } = damage else { return Err(damage) };
    if let Some(fault) = catalogue.fault()? {
        return Err(Error::damaged(folder.path().join(crate::catalogue::NAME), fault));
    }
    whole::begin(folder)?;
    catalogue.rewrite()?;
    Ok(format!("{damage}; all that is in the catalogue is whole, and it is written anew"))
}

/// Holds the catalogue against what readers open: one that is further than the next generation, or not as far, or has other
/// segments or files, is damaged.
fn in_step(folder: &Folder, catalogue: &Catalogue) -> Result<()> {
    let bad = |what: &str| Error::damaged(folder.path().join(crate::catalogue::NAME), what);
    let now = catalogue.generation()?;
    catalogue.verify()?;
    catalogue.all_files(now, &catalogue.totals()?.digest)?;
    let read = match Generation::read(folder) {
        Ok(read) => read,
        // It is written anew, of a catalogue that is whole.
        Err(Error::Damaged { .. }) => return Ok(()),
        Err(e) => return Err(e),
    };
    if now != read.totals.generation && now != read.totals.generation + 1 {
        return Err(bad("it is not of this archive's generation"));
    }
    let ours = catalogue.segments()?;
    let agrees = |p: &Part| ours.iter().find(|o| o.number == p.number).is_none_or(|o| o == p);
    if now == read.totals.generation && !read.segments.iter().all(agrees) {
        return Err(bad("its segments are not those of the archive's generation"));
    }
    if now == read.totals.generation && catalogue.totals()? != read.totals {
        return Err(bad("its totals are not those of the archive's generation"));
    }
    Ok(())
}

impl Writer {
    /// Opens the archive at `dir` for writing, making it if there is none.
    ///
    /// # Errors
    /// When another process writes, the directory holds something else, or the disk fails.
    pub fn open(dir: &Path) -> Result<Self> {
        if !dir.exists() {
            std::fs::create_dir_all(dir).map_err(Error::io(dir))?;
        }
        let folder = Folder::open(dir).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotADirectory => Error::NotAnArchive(dir.into()),
            _ => Error::io(dir)(e),
        })?;
        let wrong = |name: &str| {
            let path = dir.join(name);
            move |e: std::io::Error| match e.kind() {
                std::io::ErrorKind::InvalidData => Error::damaged(path, e.to_string()),
                _ => Error::io(path)(e),
            }
        };
        let made = folder.holds(MARKER).map_err(wrong(MARKER))?;
        if made {
            check_format(&folder)?;
        } else if !is_beginning(dir)? {
            return Err(Error::NotAnArchive(dir.into()));
        }
        let lock = folder.keep("lock").map_err(wrong("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(Error::Locked(dir.into())),
            Err(std::fs::TryLockError::Error(e)) => return Err(Error::io(dir.join("lock"))(e)),
        }
        let segments = Arc::new(folder.make_folder("segments").map_err(wrong("segments"))?);
        let catalogue = Catalogue::create(&folder)?;
        let mut repairs = Vec::new();
        let mut summed = false;
        if made {
            in_step(&folder, &catalogue)?;
            summed = Generation::read(&folder).is_ok_and(|g| g.summed);
            if let Err(e) = whole::verify(&folder, summed) {
                repairs.push(catalogue_again(&folder, &catalogue, e)?);
            }
        }
        let mut parts = catalogue.segments()?;
        let broken = damaged(&segments, &parts)?;
        parts.retain(|p| broken.iter().all(|b| b.0 != p.number));
        let documents = parts.iter().map(|p| u64::from(p.documents)).sum();
        let search = match SearchWriter::open(&folder, summed, documents) {
            Err(e @ (Error::Derived { .. } | Error::Search(_))) => {
                repairs.push(format!("{e}; it is being made anew"));
                search_again(&folder, &segments, &parts)?
            }
            other => other?,
        };
        if !made {
            if catalogue.generation()? == 0 {
                Generation::default().write(&folder)?;
            }
            let mut file = folder.create(MARKER_PART).map_err(wrong(MARKER_PART))?;
            writeln!(file, "fontes archive {FORMAT}").map_err(wrong(MARKER_PART))?;
            file.sync_all().map_err(wrong(MARKER_PART))?;
            folder.rename(MARKER_PART, MARKER).map_err(wrong(MARKER))?;
        }
        // A run may be killed before it wrote that.
        whole::begin_if_none(&folder)?;
        // A run that was killed between the two leaves what readers open behind the catalogue.
        if Generation::read(&folder)
            .map_or(true, |g| g.totals.generation != catalogue.generation().unwrap_or(0))
        {
            publish(&folder, &catalogue)?;
        }
        let next = catalogue.generation()? + 1;
        let mut lost = BTreeSet::new();
        for (number, why) in &broken {
            repairs.push(format!("{why}; what stood in it is read again"));
            for path in catalogue.files_in(*number, next)? {
                // A file within others is read with them.
                lost.extend(path.match_indices(INSIDE).map(|(i, _)| path[..i].to_owned()));
                lost.insert(path);
            }
        }
        // What an unfinished run left is read as the state to go on from.
        let known = catalogue
            .files(next)?
            .into_iter()
            .map(|(id, file)| (file.path.clone(), (id, file, false)))
            .collect();
        let number = catalogue.segments()?.last().map_or(1, |p| p.number + 1);
        let name = segment::file_name(number);
        segments.remove(&name).map_err(Error::io(segments.path().join(name)))?;
        search.clear(number);
        Ok(Self {
            folder,
            segments,
            catalogue,
            search,
            next,
            number,
            open: None,
            known,
            seen: BTreeMap::new(),
            renewed: BTreeSet::new(),
            lost,
            broken: broken.into_iter().map(|b| b.0).collect(),
            repairs,
            retired: BTreeSet::new(),
            outcome: Outcome::default(),
            still_failed: 0,
            begun: Instant::now(),
            committed: Instant::now(),
            _lock: lock,
        })
    }

    /// What of the archive was found damaged and is made again.
    #[must_use]
    pub fn repairs(&self) -> &[String] {
        &self.repairs
    }

    /// Whether the file is in the archive with these bytes; if so it is kept as it is, with all
    /// that is within it. A file that another stood for is kept only while that one is there.
    pub fn keep(&mut self, path: &str, digest: &str) -> bool {
        let Some((_, file, seen)) = self.known.get_mut(path) else { return false };
        if file.digest != digest
            || !matches!(file.status, FileStatus::Read { .. })
            || self.lost.contains(path)
        {
            return false;
        }
        match &file.twin {
            Some(twin) if self.seen.get(digest) != Some(twin) => return false,
            Some(_) => {}
            None => {
                self.seen.entry(digest.to_owned()).or_insert_with(|| path.to_owned());
            }
        }
        *seen = true;
        let inside = format!("{path}{INSIDE}");
        let members = || self.known.range(inside.clone()..).take_while(|(p, _)| p.starts_with(&inside));
        let stands = |(_, (_, file, _)): (&String, &(i64, FileState, bool))| {
            file.twin
                .as_ref()
                .is_none_or(|t| t.starts_with(&inside) || self.seen.get(&file.digest) == Some(t))
        };
        if !members().all(stands) {
            return false;
        }
        self.outcome.unchanged += 1;
        for (_, (_, file, seen)) in
            self.known.range_mut(inside.clone()..).take_while(|(p, _)| p.starts_with(&inside))
        {
            *seen = true;
            self.outcome.unchanged += 1;
            if file.twin.is_none() {
                self.seen.entry(file.digest.clone()).or_insert_with(|| file.path.clone());
            }
        }
        true
    }

    /// Digests of the files that were read, by path: those need not be read again.
    #[must_use]
    pub fn known(&self) -> BTreeMap<String, String> {
        self.known
            .values()
            .filter(|k| matches!(k.1.status, FileStatus::Read { .. }) && !self.lost.contains(&k.1.path))
            .map(|k| (k.1.path.clone(), k.1.digest.clone()))
            .collect()
    }

    /// Paths of the files that were not read before, or only in part.
    #[must_use]
    pub fn failed(&self) -> Vec<String> {
        self.known
            .values()
            .filter(|k| matches!(k.1.status, FileStatus::Failed { .. } | FileStatus::Read { loss: true, .. }))
            .map(|k| k.1.path.clone())
            .collect()
    }

    /// Adds a file, in place of what stood at its path; whether that changes the archive. A file that could not be read before, and
    /// cannot now for the same reason, changes nothing.
    ///
    /// # Errors
    /// When the disk or the catalogue fails; what was committed before stays.
    pub fn add(&mut self, mut incoming: Incoming) -> Result<bool> {
        if incoming.documents.is_empty()
            && matches!(incoming.file.status, FileStatus::Failed { .. })
            && let Some((_, file, seen)) = self.known.get_mut(&incoming.file.path)
            && *file == incoming.file
        {
            *seen = true;
            self.outcome.failed += 1;
            self.still_failed += 1;
            return Ok(false);
        }
        if !incoming.documents.is_empty() && !incoming.file.digest.is_empty() {
            match self.seen.get(&incoming.file.digest) {
                Some(path) if *path != incoming.file.path => {
                    incoming.file.twin = Some(path.clone());
                    incoming.documents.clear();
                    self.outcome.twins += 1;
                }
                _ => {
                    self.seen.insert(incoming.file.digest.clone(), incoming.file.path.clone());
                }
            }
        }
        self.renewed.insert(incoming.file.path.clone());
        let failed = matches!(incoming.file.status, FileStatus::Failed { .. });
        let was = self.known.get(&incoming.file.path);
        let replaced = was.is_some_and(|k| matches!(k.1.status, FileStatus::Read { .. }));
        match (failed, replaced) {
            (true, _) => self.outcome.failed += 1,
            (false, true) => self.outcome.replaced += 1,
            (false, false) => self.outcome.added += 1,
        }
        let mut rows = Vec::with_capacity(incoming.documents.len());
        let units: u64 = incoming.documents.iter().map(|d| u64::from(d.entry.units) + 1).sum();
        let units = u32::try_from(units)
            .map_err(|_| Error::damaged(&incoming.file.path, "the file holds more than 4 GiB of text"))?;
        // A large one has a segment of its own: its tables are not held beside those of others.
        if self.open.as_ref().is_some_and(|o| !o.builder.has_room(units) || units > ALONE && o.documents > 0)
        {
            self.commit_segment()?;
        }
        if self.open.is_none() {
            let builder = Builder::new(&self.segments, &segment::file_name(self.number))?;
            self.open = Some(Open { builder, bytes: 0, files: vec![], documents: 0 });
        }
        let Some(open) = &mut self.open else { return Ok(true) };
        for d in incoming.documents {
            let ordinal = open.builder.add(d.entry)?;
            self.search.add(self.number, ordinal, d.search)?;
            open.bytes += d.bytes;
            open.documents += 1;
            rows.push(Row {
                ordinal,
                record: d.record,
                title: d.title,
                date: d.date,
                digest: d.digest,
                bytes: d.bytes,
                sketch: d.sketch,
            });
        }
        open.files.push((incoming.file, rows));
        let due = SEGMENT_TIME.max(self.begun.elapsed() / 20);
        if open.bytes >= SEGMENT_BYTES || self.committed.elapsed() > due {
            self.commit_segment()?;
        }
        Ok(true)
    }

    fn commit_segment(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let mut hash = String::new();
        if open.documents > 0 {
            hash = open.builder.finish()?;
            self.search.commit()?;
        }
        whole::begin(&self.folder)?;
        let tx = self.catalogue.db.unchecked_transaction()?;
        if open.documents > 0 {
            tx.execute(
                "INSERT INTO segment VALUES (?1, ?2, ?3, ?4)",
                params![self.number, open.documents, hash, FORMS_VERSION],
            )?;
        }
        for (file, rows) in open.files {
            if let Some((id, _, _)) = self.known.get(&file.path) {
                self.catalogue.end_file(*id, self.next)?;
            }
            let id = self.catalogue.add_file(&file, self.next)?;
            let mut insert = tx.prepare_cached(
                "INSERT INTO document (segment, ordinal, file, record, title, date, digest, bytes, sketch)
                 VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
            )?;
            for r in rows {
                insert.execute(params![
                    self.number,
                    r.ordinal,
                    id,
                    r.record,
                    r.title,
                    r.date,
                    r.digest,
                    r.bytes as i64,
                    r.sketch.iter().flat_map(|h| h.to_le_bytes()).collect::<Vec<u8>>()
                ])?;
            }
            drop(insert);
            self.lost.remove(&file.path);
            self.known.insert(file.path.clone(), (id, file, true));
        }
        self.catalogue.sum_documents(self.number)?;
        tx.commit()?;
        self.number += 1;
        self.committed = Instant::now();
        Ok(())
    }

    /// Files of the archive that this run did not meet and of which it met the same bytes under another path, if they are `gone` from the
    /// first: both paths, in the order of the first. A file that stands for another with the same bytes is none of them.
    #[must_use]
    pub fn moved(&self, gone: &dyn Fn(&str) -> bool) -> Vec<(String, String)> {
        // What was added last is not in the catalogue yet.
        let known = self.known.values().filter(|k| k.2).map(|k| &k.1);
        let added = self.open.iter().flat_map(|o| &o.files).map(|f| &f.0);
        let met: BTreeMap<&str, &str> = known
            .chain(added)
            .filter(|f| !f.digest.is_empty())
            .map(|f| (f.digest.as_str(), f.path.as_str()))
            .collect();
        let stands = self.standing_for_others();
        let left = self.known.values().filter(|k| !k.2 && !stands.contains(k.1.path.as_str()));
        let both = left.filter_map(|k| Some((k.1.path.clone(), (*met.get(k.1.digest.as_str())?).to_owned())));
        both.filter(|(path, _)| gone(path)).collect()
    }

    /// Files of the archive that are `gone`, in the order of their paths, but for those that stand for others with the same bytes.
    #[must_use]
    pub fn missing(&self, gone: &dyn Fn(&str) -> bool) -> Vec<String> {
        let stands = self.standing_for_others();
        self.known.keys().filter(|p| !stands.contains(p.as_str()) && gone(p)).cloned().collect()
    }

    fn standing_for_others(&self) -> BTreeSet<&str> {
        self.known.values().filter_map(|k| k.1.twin.as_deref()).collect()
    }

    /// Has files taken out at the end of the run, wherever they lay.
    pub fn retire(&mut self, paths: impl IntoIterator<Item = String>) {
        self.retired.extend(paths);
    }

    /// Ends the run: what is in `roots` and was neither kept nor added has vanished, and the
    /// new generation becomes visible in one step.
    ///
    /// # Errors
    /// When the disk or the catalogue fails; readers then still see the old generation.
    pub fn finish(mut self, roots: &[String]) -> Result<Outcome> {
        self.commit_segment()?;
        let within = |path: &str| {
            roots.iter().any(|r| {
                path == r
                    || path.strip_prefix(r.as_str()).is_some_and(|rest| rest.starts_with(INSIDE))
                    || r == "." && !path.starts_with("..") && !path.starts_with('/')
                    || path.strip_prefix(r.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let replaced =
            |path: &str| path.match_indices(INSIDE).any(|(i, _)| self.renewed.contains(&path[..i]));
        let gone: Vec<(String, i64)> = self
            .known
            .iter()
            .filter(|(path, k)| !k.2 && (within(path) || replaced(path) || self.retired.contains(*path)))
            .map(|(path, k)| (path.clone(), k.0))
            .collect();
        let nothing =
            Outcome { unchanged: self.outcome.unchanged, failed: self.still_failed, ..Outcome::default() };
        let changed = !gone.is_empty() || self.outcome != nothing;
        if changed || !self.broken.is_empty() {
            whole::begin(&self.folder)?;
        }
        let tx = self.catalogue.db.unchecked_transaction()?;
        for (path, id) in gone {
            self.catalogue.end_file(id, self.next)?;
            self.known.remove(&path);
            self.lost.remove(&path);
            self.outcome.vanished += 1;
        }
        // Nothing of this generation stands in what is damaged; or else it stays, so that readers are told.
        let forgotten = if self.lost.is_empty() { std::mem::take(&mut self.broken) } else { vec![] };
        for &number in &forgotten {
            self.catalogue.forget(number)?;
            self.search.clear(number);
        }
        let fresh = self.catalogue.generation()? == 0
            || self.catalogue.db.query_row(
                "SELECT EXISTS (SELECT 1 FROM file WHERE born = ?1 OR died = ?1)",
                [self.next],
                |r| r.get::<_, bool>(0),
            )?;
        let changed = changed || fresh || !forgotten.is_empty();
        if changed {
            self.seal()?;
        }
        tx.commit()?;
        if changed {
            publish(&self.folder, &self.catalogue)?;
        }
        if !forgotten.is_empty() {
            self.search.commit()?;
        }
        for number in forgotten {
            let name = segment::file_name(number);
            self.segments.remove(&name).map_err(Error::io(self.segments.path().join(name)))?;
        }
        self.search.finish()?;
        whole::end(&self.folder)?;
        if let Some(path) = self.lost.first() {
            return Err(Error::damaged(
                self.segments.path(),
                format!("{path} stands in a damaged segment and was not among the sources of this run"),
            ));
        }
        Ok(self.outcome)
    }

    /// Ends the run early: what was read is kept for the next run, and stays unseen until then.
    ///
    /// # Errors
    /// When the disk or the catalogue fails.
    pub fn interrupt(mut self) -> Result<()> {
        self.commit_segment()?;
        self.search.finish()?;
        whole::end(&self.folder)
    }

    fn seal(&self) -> Result<()> {
        let (mut files, mut unread, mut pages_unread) = (0u64, 0u64, 0u64);
        let digest = digest_of_files(self.known.iter().map(|(p, k)| (p.as_str(), k.1.digest.as_str())));
        for (_, file, _) in self.known.values() {
            match file.status {
                FileStatus::Read { loss, .. } => {
                    files += 1;
                    unread += u64::from(loss);
                    pages_unread += file.pages_unread;
                }
                FileStatus::Failed { .. } => unread += 1,
            }
        }
        let (documents, bytes): (i64, i64) = self.catalogue.db.query_row(
            "SELECT count(*), coalesce(sum(d.bytes), 0) FROM document d JOIN file f ON f.id = d.file
             WHERE f.born <= ?1 AND (f.died IS NULL OR f.died > ?1)",
            [self.next],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        let c = &self.catalogue;
        c.set_meta("files", &files.to_string())?;
        c.set_meta("documents", &documents.to_string())?;
        c.set_meta("bytes", &bytes.to_string())?;
        c.set_meta("unread", &unread.to_string())?;
        c.set_meta("pages_unread", &pages_unread.to_string())?;
        c.set_meta("digest", &digest)?;
        c.set_meta("generation", &self.next.to_string())
    }
}

/// Writes the catalogue's generation for readers.
fn publish(folder: &Folder, catalogue: &Catalogue) -> Result<()> {
    let totals = catalogue.totals()?;
    let dead = catalogue.dead(totals.generation)?;
    Generation { segments: catalogue.segments()?, dead, totals, summed: true }.write(folder)
}
