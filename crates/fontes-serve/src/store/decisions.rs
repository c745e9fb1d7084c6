//! The log of decisions: rows are added and never changed. What is taken back stays in it, beside the row that takes it back.

use super::open::{Store, now};
use crate::error::Problem;
use fontes_check::finding::decision::Judgement;
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

/// The decision of a row that takes another one back.
pub(crate) const UNDONE: &str = "undone";

/// A row of the log; a line of the file that takes decisions to another machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// 32 hexadecimal digits, by which the same row is known everywhere.
    pub(crate) id: String,
    /// RFC 3339, UTC.
    pub(crate) at: String,
    pub(crate) who: String,
    /// The draft's id and name.
    pub(crate) draft: String,
    pub(crate) name: String,
    /// Where in the draft, and what was found there.
    pub(crate) anchor: String,
    pub(crate) fingerprint: String,
    pub(crate) code: String,
    /// The beginning of the draft's words, for people.
    pub(crate) words: String,
    pub(crate) line: Option<u32>,
    /// A judgement's name, or "undone".
    pub(crate) decision: String,
    #[serde(default)]
    pub(crate) note: String,
    /// The row that this one takes back.
    #[serde(default)]
    pub(crate) undoes: Option<String>,
}

impl Entry {
    /// Whether a row that comes from elsewhere is one.
    pub(crate) fn is_sound(&self) -> bool {
        let hex = |s: &str, n: usize| {
            s.len() == n && s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        let bounded = [
            (&self.who, 200),
            (&self.name, 500),
            (&self.code, 100),
            (&self.words, 4000),
            (&self.note, 20_000),
        ];
        hex(&self.id, 32)
            && hex(&self.draft, 32)
            && hex(&self.fingerprint, 16)
            && self.at.parse::<jiff::Timestamp>().is_ok()
            && self.anchor.parse::<fontes_check::finding::key::Anchor>().is_ok()
            && bounded.iter().all(|(text, most)| text.len() <= *most)
            && !self.who.trim().is_empty()
            && match &self.undoes {
                None => Judgement::named(&self.decision).is_some(),
                Some(other) => self.decision == UNDONE && hex(other, 32),
            }
    }
}

const COLUMNS: &str =
    "id, at, who, draft, name, anchor, fingerprint, code, words, line, decision, note, undoes";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        draft: row.get(3)?,
        name: row.get(4)?,
        anchor: row.get(5)?,
        fingerprint: row.get(6)?,
        code: row.get(7)?,
        words: row.get(8)?,
        line: row.get(9)?,
        decision: row.get(10)?,
        note: row.get(11)?,
        undoes: row.get(12)?,
    })
}

/// A name for a new row.
pub(crate) fn fresh_id() -> Result<String, Problem> {
    Ok(crate::session::secret()?[..32].to_owned())
}

impl Store {
    /// Adds rows, those that are there already left out; gives how many were new. All or none are added, and are on the
    /// disk when this ends.
    pub(crate) fn add(&self, entries: &[Entry]) -> Result<usize, Problem> {
        let added = self.with(|c| {
            let transaction = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let mut added = 0;
            {
                let mut insert = transaction.prepare_cached(
                    "INSERT OR IGNORE INTO decisions (id, at, who, draft, name, anchor, fingerprint, code, words, line, decision, note, undoes) \
                     VALUES (:id, :at, :who, :draft, :name, :anchor, :fingerprint, :code, :words, :line, :decision, :note, :undoes)",
                )?;
                for e in entries {
                    added += insert.execute(named_params! {
                        ":id": e.id, ":at": e.at, ":who": e.who, ":draft": e.draft, ":name": e.name, ":anchor": e.anchor,
                        ":fingerprint": e.fingerprint, ":code": e.code, ":words": e.words, ":line": e.line,
                        ":decision": e.decision, ":note": e.note, ":undoes": e.undoes,
                    })?;
                }
            }
            transaction.commit()?;
            Ok(added)
        })?;
        if added > 0 {
            self.changed();
        }
        Ok(added)
    }

    /// The rows of a draft, the earliest first: those made here, and those that were made elsewhere on a draft of its name.
    pub(crate) fn of_draft(&self, draft: &str, name: &str) -> Result<Vec<Entry>, Problem> {
        self.with(|c| {
            let mut rows = c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM decisions WHERE draft = ?1 OR (name = ?2 AND draft NOT IN (SELECT id FROM drafts)) ORDER BY at, id"
            ))?;
            rows.query_map([draft, name], entry)?.collect()
        })
    }

    /// All rows, or those of one draft's name.
    pub(crate) fn all(&self) -> Result<Vec<Entry>, Problem> {
        self.with(|c| {
            let mut rows = c.prepare(&format!("SELECT {COLUMNS} FROM decisions ORDER BY at, id"))?;
            rows.query_map([], entry)?.collect()
        })
    }

    /// One row.
    pub(crate) fn entry(&self, id: &str) -> Result<Option<Entry>, Problem> {
        self.with(|c| {
            let mut rows = c.prepare_cached(&format!("SELECT {COLUMNS} FROM decisions WHERE id = ?1"))?;
            let found: rusqlite::Result<Vec<Entry>> = rows.query_map([id], entry)?.collect();
            Ok(found?.pop())
        })
    }
}

/// A row that takes another back.
pub(crate) fn taking_back(e: &Entry, who: &str) -> Result<Entry, Problem> {
    Ok(Entry {
        id: fresh_id()?,
        at: now(),
        who: who.to_owned(),
        decision: UNDONE.into(),
        note: String::new(),
        undoes: Some(e.id.clone()),
        ..e.clone()
    })
}
