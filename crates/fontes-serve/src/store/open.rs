//! The store's file: its tables, how it is opened, and the copy of it that is whole at any moment.

use crate::error::Problem;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The version of the tables.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS drafts (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    added TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    last TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS decisions (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    draft TEXT NOT NULL,
    name TEXT NOT NULL,
    anchor TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    code TEXT NOT NULL,
    words TEXT NOT NULL,
    line INTEGER,
    decision TEXT NOT NULL,
    note TEXT NOT NULL,
    undoes TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS decisions_of ON decisions (draft, at);
CREATE TABLE IF NOT EXISTS searches (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS names (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;
CREATE TRIGGER IF NOT EXISTS decisions_remain BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are not taken away'); END;
";

/// The file of the store.
pub(crate) const NAME: &str = "store.sqlite";

/// The copy of it that is whole at any moment.
const COPY: &str = "backup.sqlite";

/// The store, open.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
    pub(crate) folder: PathBuf,
    /// Whether a copy is about to be made.
    copying: Arc<AtomicBool>,
}

impl Store {
    /// Opens the store in a folder; both are made if they are not there, unless nothing may be written.
    pub(crate) fn open(folder: &Path, read_only: bool) -> Result<Self, Problem> {
        let file = folder.join(NAME);
        let connection = if read_only && !file.exists() {
            let empty = Connection::open_in_memory()?;
            empty.execute_batch(TABLES)?;
            empty
        } else if read_only {
            Connection::open_with_flags(
                &file,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?
        } else {
            std::fs::create_dir_all(folder)?;
            let connection = Connection::open(&file)?;
            connection.pragma_update(None, "journal_mode", "DELETE")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.busy_timeout(Duration::from_secs(10))?;
            let version: i64 = connection.pragma_query_value(None, "user_version", |r| r.get(0))?;
            if version > VERSION {
                return Err(Problem::broken(format!(
                    "{}: written by a later version of fontes (version {version}; this one reads {VERSION})",
                    file.display()
                )));
            }
            connection.execute_batch(TABLES)?;
            connection.pragma_update(None, "user_version", VERSION)?;
            connection
        };
        // A file may come from anybody: what it holds is data.
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            folder: folder.to_owned(),
            copying: Arc::default(),
        })
    }

    /// Works on the tables, alone.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Problem> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(work(&mut connection)?)
    }
}

/// How long after a change the copy is made: many changes make one.
const SOON: Duration = Duration::from_secs(1);

impl Store {
    /// Something was written: the copy that may be taken away at any moment is made anew, soon and beside the work.
    pub(crate) fn changed(&self) {
        if self.copying.swap(true, Ordering::AcqRel) {
            return;
        }
        let (connection, folder, copying) =
            (Arc::clone(&self.connection), self.folder.clone(), Arc::clone(&self.copying));
        let copy = move || {
            std::thread::sleep(SOON);
            copying.store(false, Ordering::Release);
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            // The store itself holds what is decided; the next change makes the next copy.
            let _ = copy_of(&connection, &folder);
        };
        let _ = std::thread::Builder::new().name("fontes-copy".into()).spawn(copy);
    }
}

/// Makes the copy, whole, and puts it in the place of the one before in one step.
fn copy_of(connection: &Connection, folder: &Path) -> Result<(), Problem> {
    let part = tempfile::NamedTempFile::new_in(folder)?;
    let mut to = Connection::open(part.path())?;
    rusqlite::backup::Backup::new(connection, &mut to)?.run_to_completion(1000, Duration::ZERO, None)?;
    to.close().map_err(|e| e.1)?;
    part.as_file().sync_all()?;
    part.persist(folder.join(COPY)).map_err(|e| e.error)?;
    Ok(())
}

/// Now, to the millisecond, UTC.
pub(crate) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
