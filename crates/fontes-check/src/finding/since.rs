//! What can become of a finding between two checks?

use super::key::Anchor;
use super::kind::Severity;
use std::sync::Arc;

/// A finding of an earlier check, as its report tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Where it was.
    pub anchor: Option<Anchor>,
    /// What it was.
    pub fingerprint: String,
    /// Kind and verdict.
    pub code: String,
    /// How much it asked of its reader.
    pub severity: Severity,
    /// The line that it stood in.
    pub line: u32,
    /// The draft's words.
    pub words: String,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It was not there.
    New,
    /// Its words, its verdict or its witness were others.
    Changed,
    /// It was there, before or after other findings than now.
    Moved,
    /// It was there.
    Unchanged,
}

impl State {
    /// All states, in the order of reports.
    pub const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Moved, Self::Unchanged];

    /// The state in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What became of a finding, and which it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// What became of it.
    pub state: State,
    /// What it was; none for a new one.
    pub before: Option<Arc<Earlier>>,
}
