//! Which drafts were checked here?

use super::open::{Store, now};
use crate::error::Problem;
use rusqlite::Row;
use serde_json::Value;

/// A draft that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// 32 hexadecimal digits, made of its path; one that was sent is known by its name, wherever the store is.
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) added: String,
    /// What the last check said of it, in short; null before the first.
    pub(crate) last: Value,
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    let last: Option<String> = row.get(4)?;
    Ok(Known {
        id: row.get(0)?,
        path: row.get(1)?,
        name: row.get(2)?,
        added: row.get(3)?,
        last: last.and_then(|l| serde_json::from_str(&l).ok()).unwrap_or(Value::Null),
    })
}

const COLUMNS: &str = "id, path, name, added, last";

impl Store {
    /// The drafts, the newest first.
    pub(crate) fn drafts(&self) -> Result<Vec<Known>, Problem> {
        self.with(|c| {
            let mut rows = c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM drafts WHERE hidden = 0 ORDER BY added DESC, id"
            ))?;
            rows.query_map([], known)?.collect()
        })
    }

    /// One of them, hidden or not.
    pub(crate) fn draft(&self, id: &str) -> Result<Option<Known>, Problem> {
        self.with(|c| {
            let mut rows = c.prepare_cached(&format!("SELECT {COLUMNS} FROM drafts WHERE id = ?1"))?;
            let found: rusqlite::Result<Vec<Known>> = rows.query_map([id], known)?.collect();
            Ok(found?.pop())
        })
    }

    /// Takes a draft into the list, or up to its head.
    pub(crate) fn add_draft(&self, id: &str, path: &str, name: &str) -> Result<(), Problem> {
        self.with(|c| {
            c.execute(
                "INSERT INTO drafts (id, path, name, added) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (id) DO UPDATE SET path = ?2, added = ?4, hidden = 0",
                [id, path, name, &now()],
            )
        })?;
        self.changed();
        Ok(())
    }

    /// Takes a draft off the list; its decisions stay.
    pub(crate) fn hide_draft(&self, id: &str) -> Result<bool, Problem> {
        self.with(|c| c.execute("UPDATE drafts SET hidden = 1 WHERE id = ?1", [id])).map(|n| n > 0)
    }

    /// Keeps what a check said, in short.
    pub(crate) fn checked_draft(&self, id: &str, last: &Value) -> Result<(), Problem> {
        self.with(|c| c.execute("UPDATE drafts SET last = ?2 WHERE id = ?1", [id, &last.to_string()]))?;
        Ok(())
    }
}
