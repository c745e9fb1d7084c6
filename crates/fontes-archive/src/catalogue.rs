//! Which files and documents does the archive hold? The SQLite catalogue, which is the truth.

use crate::Result;
use crate::generation::Part;
use fontes_core::corpus::Totals;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::path::Path;
use std::time::Duration;

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
}

impl Catalogue {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let db = Connection::open(path)?;
        db.busy_timeout(Duration::from_secs(20))?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.execute_batch(SCHEMA)?;
        Ok(Self { db })
    }

    pub(crate) fn read_only(path: &Path) -> Result<Self> {
        let db = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        db.busy_timeout(Duration::from_secs(20))?;
        Ok(Self { db })
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
        let mut rows = self.db.prepare_cached(
            "SELECT id, path, digest, bytes, read, reason, remedy, loss, pages, pages_unread, twin FROM file
             WHERE born <= ?1 AND (died IS NULL OR died > ?1) ORDER BY path, id",
        )?;
        let files = rows
            .query_map([until], |r| {
                let (reason, remedy): (Option<String>, Option<String>) = (r.get(5)?, r.get(6)?);
                let status = if r.get::<_, bool>(4)? {
                    FileStatus::Read { notice: reason, loss: r.get(7)? }
                } else {
                    FileStatus::Failed {
                        reason: reason.unwrap_or_default(),
                        remedy: remedy.unwrap_or_default(),
                    }
                };
                let count = |i| -> rusqlite::Result<u64> { Ok(r.get::<_, i64>(i)?.unsigned_abs()) };
                let file = FileState {
                    path: r.get(1)?,
                    digest: r.get(2)?,
                    bytes: count(3)?,
                    status,
                    pages: count(8)?,
                    pages_unread: count(9)?,
                    twin: r.get(10)?,
                };
                Ok((r.get(0)?, file))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(files)
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
        Ok(self.db.last_insert_rowid())
    }

    pub(crate) fn end_file(&self, id: i64, died: u64) -> Result<()> {
        self.db.prepare_cached("UPDATE file SET died = ?2 WHERE id = ?1")?.execute(params![id, died])?;
        Ok(())
    }

    /// The live documents with their sketches, in the order of paths.
    pub(crate) fn sketches(&self, now: u64) -> Result<Vec<Sketched>> {
        let mut rows = self.db.prepare_cached(
            "SELECT f.path, d.record, d.sketch FROM document d JOIN file f ON f.id = d.file
             WHERE f.born <= ?1 AND (f.died IS NULL OR f.died > ?1) ORDER BY f.path, d.segment, d.ordinal",
        )?;
        let found = rows
            .query_map([now], |r| {
                let bytes: Vec<u8> = r.get(2)?;
                let (words, _) = bytes.as_chunks::<8>();
                Ok((r.get(0)?, r.get(1)?, words.iter().map(|w| u64::from_le_bytes(*w)).collect()))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// The path of each live document, by segment and ordinal.
    pub(crate) fn paths(&self, now: u64) -> Result<Vec<(u32, u32, String)>> {
        let mut rows = self.db.prepare_cached(
            "SELECT d.segment, d.ordinal, f.path FROM document d JOIN file f ON f.id = d.file
             WHERE f.born <= ?1 AND (f.died IS NULL OR f.died > ?1) ORDER BY d.segment, d.ordinal",
        )?;
        let found = rows
            .query_map([now], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// The digest of the live file at `path`.
    pub(crate) fn digest_of(&self, path: &str, now: u64) -> Result<Option<String>> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT digest FROM file WHERE path = ?1 AND born <= ?2 AND (died IS NULL OR died > ?2)",
            )?
            .query_row(params![path, now], |r| r.get(0))
            .optional()?)
    }

    /// Files that an unfinished run has read.
    pub(crate) fn unfinished(&self, now: u64) -> Result<u64> {
        let n: i64 = self.db.query_row("SELECT count(*) FROM file WHERE born > ?1", [now], |r| r.get(0))?;
        Ok(n.unsigned_abs())
    }
}
