//! Which files and documents does the archive hold? The SQLite catalogue, which is the truth.

use crate::database;
use crate::folder::Folder;
use crate::generation::Part;
use crate::sum::sum;
use crate::{Error, Result, whole};
use fontes_core::corpus::Totals;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::path::{Path, PathBuf};

pub(crate) const NAME: &str = whole::CATALOGUE;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS segment (number INTEGER PRIMARY KEY, documents INTEGER NOT NULL, hash TEXT NOT NULL, forms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS file (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
  read INTEGER NOT NULL, reason TEXT, remedy TEXT, loss INTEGER NOT NULL, pages INTEGER NOT NULL,
  pages_unread INTEGER NOT NULL, twin TEXT, born INTEGER NOT NULL, died INTEGER);
CREATE INDEX IF NOT EXISTS file_digest ON file (digest);
CREATE INDEX IF NOT EXISTS file_path ON file (path);
CREATE TABLE IF NOT EXISTS document (
  segment INTEGER NOT NULL, ordinal INTEGER NOT NULL, file INTEGER NOT NULL, record TEXT, title TEXT,
  date TEXT, digest TEXT NOT NULL, bytes INTEGER NOT NULL, sketch BLOB NOT NULL, PRIMARY KEY (segment, ordinal)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_file ON document (file);
CREATE INDEX IF NOT EXISTS document_digest ON document (digest);
";

/// What came to the tables since: the sums of their rows.
const SUMS: &str = "
ALTER TABLE file ADD COLUMN sum INTEGER;
ALTER TABLE document ADD COLUMN sum INTEGER;
";

/// Columns of a file that its sum is of, in order; when it died is not among them.
const FILE: &str = "path, digest, bytes, read, reason, remedy, loss, pages, pages_unread, twin, born";
const DOCUMENT: &str = "segment, ordinal, file, record, title, date, digest, bytes, sketch";

/// The sum of the first `columns` of a row, which are told apart by their kinds and lengths.
fn sum_of(row: &Row<'_>, columns: usize) -> rusqlite::Result<i64> {
    let mut bytes = Vec::with_capacity(256);
    for i in 0..columns {
        let (kind, value): (u8, &[u8]) = match row.get_ref(i)? {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(n) => (1, &n.to_le_bytes()),
            ValueRef::Real(n) => (2, &n.to_le_bytes()),
            ValueRef::Text(t) => (3, t),
            ValueRef::Blob(b) => (4, b),
        };
        bytes.push(kind);
        bytes.extend((value.len() as u64).to_le_bytes());
        bytes.extend(value);
    }
    Ok(sum(&bytes).cast_signed())
}

/// A document's path, record id and sketch.
pub(crate) type Sketched = (String, Option<String>, Vec<u64>);

/// Whether a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStatus {
    /// Read; `partly` says what was lost, if anything was.
    Read {
        /// What was not read of it, or guessed.
        notice: Option<String>,
        /// Whether a part was lost.
        loss: bool,
    },
    /// Not read.
    Failed {
        /// Why.
        reason: String,
        /// What to do.
        remedy: String,
    },
}

/// A file in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    /// Its path, as given to `index`; for a file within a container `a.zip!/b/c.pdf`.
    pub path: String,
    /// Digest of its bytes; empty when it could not be opened.
    pub digest: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether it was read.
    pub status: FileStatus,
    /// How many pages it has; 0 when its format counts none.
    pub pages: u64,
    /// How many of them could not be read.
    pub pages_unread: u64,
    /// The path of the file with the same bytes that stands for this one in the archive.
    pub twin: Option<String>,
}

pub(crate) struct Catalogue {
    pub(crate) db: Connection,
    path: PathBuf,
    /// Whether rows have sums.
    summed: bool,
    /// Where a copy lies that is read in place of one that a killed run left half written.
    _copy: Option<tempfile::TempDir>,
}

impl Catalogue {
    /// Opens the catalogue of an archive for writing, and makes it if there is none.
    pub(crate) fn create(folder: &Folder) -> Result<Self> {
        let path = folder.path().join(NAME);
        let db = database::open(folder, NAME)?;
        let objects = database::objects(&db)?;
        if objects.is_empty() {
            whole::begin(folder)?;
            db.execute_batch(&format!("BEGIN; {SCHEMA} {SUMS} COMMIT;"))?;
        } else if objects == database::objects_of(SCHEMA)? {
            whole::begin(folder)?;
            let made = Self { db, path, summed: false, _copy: None };
            return made.with_sums();
        } else {
            expected(&path, &objects)?;
        }
        Ok(Self { db, path, summed: true, _copy: None })
    }

    /// Opens the catalogue of an archive for reading.
    pub(crate) fn read_only(folder: &Folder) -> Result<Self> {
        let path = folder.path().join(NAME);
        let (db, copy) = database::read(folder, NAME)?;
        let objects = database::objects(&db)?;
        let summed = objects != database::objects_of(SCHEMA)?;
        if summed {
            expected(&path, &objects)?;
        }
        Ok(Self { db, path, summed, _copy: copy })
    }

    /// Gives a catalogue of an earlier version the sums of its rows.
    fn with_sums(self) -> Result<Self> {
        let tx = self.db.unchecked_transaction()?;
        tx.execute_batch(SUMS)?;
        {
            let mut rows = tx.prepare(&format!("SELECT {FILE}, id FROM file"))?;
            let sums: Vec<(i64, i64)> =
                rows.query_map([], |r| Ok((r.get(11)?, sum_of(r, 11)?)))?.collect::<rusqlite::Result<_>>()?;
            let mut set = tx.prepare("UPDATE file SET sum = ?2 WHERE id = ?1")?;
            for row in sums {
                set.execute(row)?;
            }
            let mut rows = tx.prepare(&format!("SELECT {DOCUMENT} FROM document"))?;
            let sums: Vec<(i64, i64, i64)> = rows
                .query_map([], |r| Ok((r.get(0)?, r.get(1)?, sum_of(r, 9)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let mut set = tx.prepare("UPDATE document SET sum = ?3 WHERE segment = ?1 AND ordinal = ?2")?;
            for row in sums {
                set.execute(row)?;
            }
        }
        tx.commit()?;
        Ok(Self { summed: true, ..self })
    }

    /// The column of a table's sums; of an archive without them, nothing.
    const fn sum_column(&self, of: &'static str) -> &'static str {
        if self.summed { of } else { "NULL" }
    }

    fn bad_row(&self, what: &str) -> Error {
        Error::damaged(&self.path, format!("its row of {what} is not what was written"))
    }

    /// Whether a row's sum, if it has one, is that of its first `columns`.
    fn agrees(row: &Row<'_>, columns: usize, at: usize) -> rusqlite::Result<bool> {
        let told: Option<i64> = row.get(at)?;
        Ok(told.is_none_or(|told| sum_of(row, columns).is_ok_and(|sum| sum == told)))
    }

    pub(crate) fn meta(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .db
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |r| r.get(0))
            .optional()?)
    }

    pub(crate) fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.db
            .prepare_cached("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
            .execute([key, value])?;
        Ok(())
    }

    pub(crate) fn generation(&self) -> Result<u64> {
        Ok(self.meta("generation")?.and_then(|g| g.parse().ok()).unwrap_or(0))
    }

    pub(crate) fn totals(&self) -> Result<Totals> {
        let number = |key| -> Result<u64> { Ok(self.meta(key)?.and_then(|v| v.parse().ok()).unwrap_or(0)) };
        Ok(Totals {
            generation: self.generation()?,
            files: number("files")?,
            documents: number("documents")?,
            bytes: number("bytes")?,
            unread: number("unread")?,
            pages_unread: number("pages_unread")?,
            digest: self.meta("digest")?.unwrap_or_default(),
        })
    }

    pub(crate) fn segments(&self) -> Result<Vec<Part>> {
        let mut rows =
            self.db.prepare_cached("SELECT number, documents, hash FROM segment ORDER BY number")?;
        let parts = rows
            .query_map([], |r| Ok(Part { number: r.get(0)?, documents: r.get(1)?, hash: r.get(2)? }))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(parts)
    }

    /// Compares SQLite's structure: what is wrong with it, if anything is.
    pub(crate) fn fault(&self) -> Result<Option<String>> {
        let told: String = self.db.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
        Ok((told != "ok").then_some(told))
    }

    /// Documents that stand in segments but not in generation `now`.
    pub(crate) fn dead(&self, now: u64) -> Result<Vec<(u32, u32)>> {
        let mut rows = self.db.prepare_cached(
            "SELECT d.segment, d.ordinal FROM file f JOIN document d ON d.file = f.id
             WHERE f.born > ?1 OR f.died <= ?1 ORDER BY d.segment, d.ordinal",
        )?;
        let dead = rows.query_map([now], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(dead)
    }

    /// The live files, or those written since, in the order of their paths.
    pub(crate) fn files(&self, until: u64) -> Result<Vec<(i64, FileState)>> {
        let mut rows = self.db.prepare_cached(&format!(
            "SELECT {FILE}, id, {} FROM file
             WHERE born <= ?1 AND (died IS NULL OR died > ?1) ORDER BY path, id",
            self.sum_column("sum")
        ))?;
        let files: Vec<(i64, FileState, bool)> = rows
            .query_map([until], |r| {
                let (reason, remedy): (Option<String>, Option<String>) = (r.get(4)?, r.get(5)?);
                let status = if r.get::<_, bool>(3)? {
                    FileStatus::Read { notice: reason, loss: r.get(6)? }
                } else {
                    FileStatus::Failed {
                        reason: reason.unwrap_or_default(),
                        remedy: remedy.unwrap_or_default(),
                    }
                };
                let count = |i| -> rusqlite::Result<u64> { Ok(r.get::<_, i64>(i)?.unsigned_abs()) };
                let file = FileState {
                    path: r.get(0)?,
                    digest: r.get(1)?,
                    bytes: count(2)?,
                    status,
                    pages: count(7)?,
                    pages_unread: count(8)?,
                    twin: r.get(9)?,
                };
                Ok((r.get(11)?, file, Self::agrees(r, 11, 12)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        match files.iter().find(|f| !f.2) {
            Some((_, file, _)) => Err(self.bad_row(&file.path)),
            None => Ok(files.into_iter().map(|(id, file, _)| (id, file)).collect()),
        }
    }

    /// The files of generation `now`, held against the digest of them all.
    pub(crate) fn all_files(&self, now: u64, digest: &str) -> Result<Vec<(i64, FileState)>> {
        let files = self.files(now)?;
        if now > 0
            && digest_of_files(files.iter().map(|(_, f)| (f.path.as_str(), f.digest.as_str()))) != digest
        {
            return Err(Error::damaged(&self.path, "its files are not those of the generation"));
        }
        Ok(files)
    }

    /// Writes the whole file anew.
    pub(crate) fn rewrite(&self) -> Result<()> {
        // The rows go by a second database, which is a file of SQLite's own.
        self.db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
        self.db.execute_batch("VACUUM")?;
        self.db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        Ok(())
    }

    /// Compares the sums of all rows, of this generation or not.
    pub(crate) fn verify(&self) -> Result<()> {
        if !self.summed {
            return Ok(());
        }
        let wrong = |query: &str, columns: usize| -> Result<bool> {
            let mut rows = self.db.prepare(query)?;
            let mut rows = rows.query([])?;
            while let Some(r) = rows.next()? {
                if !Self::agrees(r, columns, columns)? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        if wrong(&format!("SELECT {FILE}, sum FROM file"), 11)? {
            return Err(self.bad_row("a file"));
        }
        if wrong(&format!("SELECT {DOCUMENT}, sum FROM document"), 9)? {
            return Err(self.bad_row("a document"));
        }
        Ok(())
    }

    pub(crate) fn add_file(&self, file: &FileState, born: u64) -> Result<i64> {
        let (read, reason, remedy, loss) = match &file.status {
            FileStatus::Read { notice, loss } => (true, notice.clone(), None, *loss),
            FileStatus::Failed { reason, remedy } => {
                (false, Some(reason.clone()), Some(remedy.clone()), true)
            }
        };
        self.db
            .prepare_cached(
                "INSERT INTO file (path, digest, bytes, read, reason, remedy, loss, pages, pages_unread, twin, born)
                 VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
            )?
            .execute(params![
                file.path,
                file.digest,
                file.bytes as i64,
                read,
                reason,
                remedy,
                loss,
                file.pages as i64,
                file.pages_unread as i64,
                file.twin,
                born
            ])?;
        let id = self.db.last_insert_rowid();
        let sum = self
            .db
            .prepare_cached(&format!("SELECT {FILE} FROM file WHERE id = ?1"))?
            .query_row([id], |r| sum_of(r, 11))?;
        self.db.prepare_cached("UPDATE file SET sum = ?2 WHERE id = ?1")?.execute([id, sum])?;
        Ok(id)
    }

    /// Sums the rows of a segment's documents, when all are there.
    pub(crate) fn sum_documents(&self, segment: u32) -> Result<()> {
        let mut rows =
            self.db.prepare_cached(&format!("SELECT {DOCUMENT} FROM document WHERE segment = ?1"))?;
        let sums: Vec<(i64, i64)> = rows
            .query_map([segment], |r| Ok((r.get(1)?, sum_of(r, 9)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut set =
            self.db.prepare_cached("UPDATE document SET sum = ?3 WHERE segment = ?1 AND ordinal = ?2")?;
        for (ordinal, sum) in sums {
            set.execute(params![segment, ordinal, sum])?;
        }
        Ok(())
    }

    /// The paths of the files of generation `now` that have documents in a segment.
    pub(crate) fn files_in(&self, segment: u32, now: u64) -> Result<Vec<String>> {
        let mut rows = self.db.prepare_cached(
            "SELECT DISTINCT f.path FROM document d JOIN file f ON f.id = d.file
             WHERE d.segment = ?1 AND f.born <= ?2 AND (f.died IS NULL OR f.died > ?2) ORDER BY f.path",
        )?;
        let paths = rows.query_map(params![segment, now], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(paths)
    }

    /// Forgets a segment and its documents.
    pub(crate) fn forget(&self, segment: u32) -> Result<()> {
        self.db.execute("DELETE FROM document WHERE segment = ?1", [segment])?;
        self.db.execute("DELETE FROM segment WHERE number = ?1", [segment])?;
        Ok(())
    }

    pub(crate) fn end_file(&self, id: i64, died: u64) -> Result<()> {
        self.db.prepare_cached("UPDATE file SET died = ?2 WHERE id = ?1")?.execute(params![id, died])?;
        Ok(())
    }

    /// The live documents with their sketches, in the order of paths.
    pub(crate) fn sketches(&self, now: u64) -> Result<Vec<Sketched>> {
        let mut rows = self.db.prepare_cached(&format!(
            "SELECT d.segment, d.ordinal, d.file, d.record, d.title, d.date, d.digest, d.bytes, d.sketch, {}, f.path
             FROM document d JOIN file f ON f.id = d.file
             WHERE f.born <= ?1 AND (f.died IS NULL OR f.died > ?1) ORDER BY f.path, d.segment, d.ordinal",
            self.sum_column("d.sum")
        ))?;
        let found: Vec<(Sketched, bool)> = rows
            .query_map([now], |r| {
                let bytes: Vec<u8> = r.get(8)?;
                let (words, _) = bytes.as_chunks::<8>();
                let sketch = words.iter().map(|w| u64::from_le_bytes(*w)).collect();
                Ok(((r.get(10)?, r.get(3)?, sketch), Self::agrees(r, 9, 9)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        match found.iter().find(|f| !f.1) {
            Some(((path, ..), _)) => Err(self.bad_row(&format!("a document of {path}"))),
            None => Ok(found.into_iter().map(|f| f.0).collect()),
        }
    }

    /// The path of each live document, by segment and ordinal.
    pub(crate) fn paths(&self, now: u64) -> Result<Vec<(u32, u32, String)>> {
        self.of_live_documents("f.path", now)
    }

    /// The digest of the live file at `path`.
    pub(crate) fn digest_of(&self, path: &str, now: u64) -> Result<Option<String>> {
        let found: Option<(String, bool)> = self
            .db
            .prepare_cached(&format!(
                "SELECT {FILE}, {} FROM file WHERE path = ?1 AND born <= ?2 AND (died IS NULL OR died > ?2)",
                self.sum_column("sum")
            ))?
            .query_row(params![path, now], |r| Ok((r.get(1)?, Self::agrees(r, 11, 11)?)))
            .optional()?;
        match found {
            Some((_, false)) => Err(self.bad_row(path)),
            found => Ok(found.map(|f| f.0)),
        }
    }

    /// The digest of the text of each live document, by segment and ordinal.
    pub(crate) fn digests(&self, now: u64) -> Result<Vec<(u32, u32, String)>> {
        self.of_live_documents("d.digest", now)
    }

    /// A column of each live document, by segment and ordinal.
    fn of_live_documents(&self, column: &'static str, now: u64) -> Result<Vec<(u32, u32, String)>> {
        let mut rows = self.db.prepare_cached(&format!(
            "SELECT d.segment, d.ordinal, {column} FROM document d JOIN file f ON f.id = d.file
             WHERE f.born <= ?1 AND (f.died IS NULL OR f.died > ?1) ORDER BY d.segment, d.ordinal"
        ))?;
        let found = rows
            .query_map([now], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// Files that an unfinished run has read.
    pub(crate) fn unfinished(&self, now: u64) -> Result<u64> {
        let n: i64 = self.db.query_row("SELECT count(*) FROM file WHERE born > ?1", [now], |r| r.get(0))?;
        Ok(n.unsigned_abs())
    }
}

/// A digest over the paths and digests of files, in the order of their paths.
pub(crate) fn digest_of_files<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let mut hash = blake3::Hasher::new();
    for (path, digest) in files {
        hash.update(path.as_bytes());
        hash.update(b"\0");
        hash.update(digest.as_bytes());
        hash.update(b"\n");
    }
    format!("blake3:{}", hash.finalize().to_hex())
}

/// An archive has these tables and no others: a view or a trigger would be somebody's program.
fn expected(path: &Path, objects: &[database::Object]) -> Result<()> {
    if objects == database::objects_of(&format!("{SCHEMA}{SUMS}"))? {
        return Ok(());
    }
    Err(Error::damaged(path, "it has other tables than an archive's"))
}
