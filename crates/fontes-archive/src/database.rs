//! How is a database opened that may come from anybody? With what SQLite has against that: no views, no triggers, no other
//! files, small limits; and no journal that names one.

use crate::folder::Folder;
use crate::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::TryLockError;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a journal ends with that belongs to changes of several databases, and names a file.
const NAMES_ANOTHER: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// A table or an index, as the database describes it.
pub(crate) type Object = (String, String, String, Option<String>);

/// Opens a database for writing, and makes it if it is not there.
pub(crate) fn open(folder: &Folder, name: &str) -> Result<Connection> {
    look_at(folder, name)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let db = connect(&place(folder, name), flags)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    Ok(db)
}

/// Opens a database for reading. What a run that was killed left half written is read from a copy, which is set right: a
/// reader changes nothing.
pub(crate) fn read(folder: &Folder, name: &str) -> Result<(Connection, Option<tempfile::TempDir>)> {
    let begun = Instant::now();
    loop {
        look_at(folder, name)?;
        let db = connect(&place(folder, name), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        match objects(&db) {
            Err(Error::Catalogue(e)) if e.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {}
            Err(e) => return Err(e),
            Ok(_) => return Ok((db, None)),
        }
        drop(db);
        // No writer is at work while the lock is held.
        let lock = folder.read("lock").ok();
        match lock.as_ref().map(std::fs::File::try_lock_shared) {
            Some(Err(TryLockError::WouldBlock)) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            _ => return copied(folder, name),
        }
    }
}

/// A copy of a database with its journal, which is then applied.
fn copied(folder: &Folder, name: &str) -> Result<(Connection, Option<tempfile::TempDir>)> {
    let path = folder.path().join(name);
    let dir = tempfile::tempdir().map_err(Error::io(std::env::temp_dir()))?;
    for name in [name.to_owned(), format!("{name}-journal")] {
        match folder.read(&name) {
            Ok(mut from) => {
                let mut to = std::fs::File::create(dir.path().join(&name)).map_err(Error::io(dir.path()))?;
                std::io::copy(&mut from, &mut to).map_err(Error::io(&path))?;
            }
            // The journal of a run that has ended since.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(&path)(e)),
        }
    }
    let dir_path = dir.path().canonicalize().map_err(Error::io(dir.path()))?;
    let db = connect(&dir_path.join(name), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    objects(&db)?;
    Ok((db, Some(dir)))
}

/// Where SQLite is to look: the folder's own place, so that no link is followed from there on.
fn place(folder: &Folder, name: &str) -> PathBuf {
    if cfg!(unix)
        && let Ok(real) = folder.path().canonicalize()
    {
        return real.join(name);
    }
    folder.path().join(name)
}

/// Refuses what SQLite would open and an archive has none of.
fn look_at(folder: &Folder, name: &str) -> Result<()> {
    let at = |name: &str| folder.path().join(name);
    let wrong = |name: &str| {
        let path = at(name);
        move |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::InvalidData => Error::damaged(path, e.to_string()),
            _ => Error::io(path)(e),
        }
    };
    for beside in ["-wal", "-shm"] {
        let beside = format!("{name}{beside}");
        if folder.holds(&beside).map_err(wrong(&beside))? {
            return Err(Error::damaged(at(&beside), "an archive has no such file"));
        }
    }
    if folder.holds(name).map_err(wrong(name))? {
        let mut head = Vec::new();
        folder.read(name).and_then(|f| f.take(20).read_to_end(&mut head)).map_err(wrong(name))?;
        if head.len() == 20 && head[18..] != [1, 1] {
            return Err(Error::damaged(at(name), "it is not a database as an archive has it"));
        }
    }
    let journal = format!("{name}-journal");
    if folder.holds(&journal).map_err(wrong(&journal))? {
        let mut end = Vec::new();
        let mut file = folder.read(&journal).map_err(wrong(&journal))?;
        let len = file.metadata().map_err(wrong(&journal))?.len();
        file.seek(SeekFrom::Start(len.saturating_sub(8))).map_err(wrong(&journal))?;
        file.take(8).read_to_end(&mut end).map_err(wrong(&journal))?;
        if end == NAMES_ANOTHER {
            return Err(Error::damaged(at(&journal), "it names a file outside of the archive"));
        }
    }
    Ok(())
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let safe = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let db = Connection::open_with_flags(path, flags | safe)?;
    db.busy_timeout(PATIENCE)?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    ] {
        db.set_db_config(setting, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 20),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 4),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        db.set_limit(limit, most)?;
    }
    db.pragma_update(None, "cell_size_check", true)?;
    Ok(db)
}

/// The tables and indices of a database.
pub(crate) fn objects(db: &Connection) -> Result<Vec<Object>> {
    let mut rows = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")?;
    let objects = rows
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(objects)
}

/// The tables and indices that statements make.
pub(crate) fn objects_of(statements: &str) -> Result<Vec<Object>> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(statements)?;
    objects(&db)
}
