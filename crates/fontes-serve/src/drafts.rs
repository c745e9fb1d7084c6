//! Which drafts are open? Their checks, held in memory, the last few of them.

use crate::store::drafts::Known;
use fontes_check::Checked;
use serde_json::Value;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

/// Checks that are held.
const HELD: usize = 4;

/// A draft that was checked.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) known: Known,
    /// The check; its findings bear their decisions when they are told.
    pub(crate) checked: RwLock<Checked>,
    /// The generation of the archive that it was checked against.
    pub(crate) generation: u64,
    /// What of the draft could not be read.
    pub(crate) losses: Vec<Value>,
    /// The draft as it is shown, made once.
    pub(crate) pane: OnceLock<String>,
    /// What of the check does not change with decisions, made once: all together, and each finding.
    pub(crate) told: OnceLock<(Value, Vec<Value>)>,
}

/// The open drafts, the one that was looked at last at the end.
#[derive(Debug, Default)]
pub(crate) struct Drafts(Mutex<Vec<Arc<Open>>>);

impl Drafts {
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Open>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|o| o.known.id == id)?;
        let open = held.remove(at);
        held.push(Arc::clone(&open));
        Some(open)
    }

    pub(crate) fn put(&self, open: Arc<Open>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|o| o.known.id != open.known.id);
        if held.len() >= HELD {
            held.remove(0);
        }
        held.push(open);
    }

    /// Forgets all: they were checked against another archive.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The id of a draft: of its path, or of its name where it was sent.
pub(crate) fn id_of(path: &str) -> String {
    blake3::hash(path.as_bytes()).to_hex()[..32].to_owned()
}
