//! Which names has somebody joined or parted by hand?

use super::form::folded;
use std::collections::{BTreeMap, BTreeSet};

/// One decision on names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameDecision {
    /// These are one person, who goes under the first of them.
    Merge(Vec<String>),
    /// These are persons of their own, whatever else bears a like name.
    Part(Vec<String>),
}

/// All of them, the later ones last: each counts over those before it.
#[derive(Debug, Clone, Default)]
pub struct NameDecisions {
    /// The folded name, and that under which its bearer goes.
    merged: BTreeMap<String, String>,
    parted: BTreeSet<String>,
}

impl NameDecisions {
    /// Reads a log of decisions.
    #[must_use]
    pub fn new<'d>(log: impl IntoIterator<Item = &'d NameDecision>) -> Self {
        let mut out = Self::default();
        for decision in log {
            match decision {
                NameDecision::Merge(names) => {
                    let Some(first) = names.first() else { continue };
                    // Who already goes under another name takes the others with him.
                    let to = out.merged.get(&folded(first)).cloned().unwrap_or_else(|| first.clone());
                    let keys: BTreeSet<String> = names.iter().map(|n| folded(n)).collect();
                    for goes in out.merged.values_mut().filter(|v| keys.contains(&folded(v))) {
                        goes.clone_from(&to);
                    }
                    for key in keys {
                        out.parted.remove(&key);
                        out.merged.insert(key, to.clone());
                    }
                }
                NameDecision::Part(names) => {
                    for key in names.iter().map(|n| folded(n)) {
                        out.merged.remove(&key);
                        out.parted.insert(key);
                    }
                }
            }
        }
        out
    }

    /// Whether this form of a name is a person of its own.
    pub(super) fn is_parted(&self, form: &str) -> bool {
        !self.parted.is_empty() && self.parted.contains(&folded(form))
    }

    /// The name under which the bearer of this one goes.
    pub(super) fn goes_under(&self, name: &str) -> Option<&str> {
        if self.merged.is_empty() {
            return None;
        }
        self.merged.get(&folded(name)).map(String::as_str)
    }
}
