//! What does a check report of one place in the draft, and what does it rest on?

use super::code::{CODES, Code};
use super::decision::Decision;
use super::key;
use super::kind::{Kind, Severity, Verdict};
use super::since::Since;
use fontes_core::align::change::Change;
use fontes_core::corpus::Source;
use fontes_core::text::Span;
use std::cmp::Ordering;
use std::sync::Arc;

/// A passage of the archive.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The document, of which the passage and what stands around it are held.
    pub witness: Arc<Source>,
    /// Where in the whole document.
    pub span: Span,
}

impl Evidence {
    /// The words there.
    #[must_use]
    pub fn text(&self) -> &str {
        self.witness.slice(self.span).unwrap_or("")
    }

    /// The document's path and record id, as people name it.
    #[must_use]
    pub fn name(&self) -> String {
        self.witness.name()
    }
}

/// A change, and the piece of evidence that its source side stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// The change.
    pub change: Change,
    /// Index into [`Finding::evidence`].
    pub evidence: usize,
}

/// The passage that comes nearest to words that were not found.
#[derive(Debug, Clone)]
pub struct Near {
    /// The passage.
    pub evidence: Evidence,
    /// Share of the letters that agree, 0 to 1.
    pub likeness: f32,
}

/// Why a quotation was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Too few words to tell a quotation from a turn of phrase.
    TooShort,
    /// The closing mark is missing.
    Unclosed,
    /// It reads as the title of a work.
    Title,
    /// It holds no letters.
    NoWords,
    /// It is in another language than its source, or than all that was searched.
    Translation,
}

impl Why {
    /// The reason in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooShort => "too short",
            Self::Unclosed => "the closing mark is missing",
            Self::Title => "reads as a title",
            Self::NoWords => "no words",
            Self::Translation => "translation",
        }
    }
}

/// What a check reports of one place in the draft.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// How the words stand to the archive's.
    pub verdict: Verdict,
    /// Why it was not checked.
    pub why: Option<Why>,
    /// Where in the draft.
    pub draft: Span,
    /// Where the words stand; for a splice, one for each part; then further witnesses.
    pub evidence: Vec<Evidence>,
    /// How many of `evidence` carry the words together; the rest are further witnesses.
    pub parts: usize,
    /// Witnesses in all, those not listed included.
    pub witnesses: usize,
    /// What differs, in the order of the draft.
    pub changes: Vec<Edit>,
    /// For words not found: what comes nearest.
    pub near: Option<Near>,
    /// Another place of the draft that it is held against: words of a quotation, another spelling.
    pub beside: Option<Span>,
    /// The words of the draft that name works which the archive lacks, and which this finding waits for.
    pub lacking: Vec<Span>,
    /// Share of the letters that agree, 0 to 1.
    pub likeness: f32,
    /// For people.
    pub message: String,
    /// Why the draft's author lets it stand: it is then no alarm.
    pub silenced: Option<String>,
    /// Where it is and what it says, for those who keep decisions; see [`key`].
    pub keys: key::Keys,
    /// What became of it since an earlier check; none where it was not compared with one.
    pub since: Option<Since>,
    /// What people decided about it, the earliest first; a front end that keeps decisions says so.
    pub decisions: Vec<Decision>,
}

impl Finding {
    /// A finding that rests on nothing in the archive.
    pub(crate) fn alone(kind: Kind, verdict: Verdict, draft: Span, message: String) -> Self {
        Self {
            kind,
            verdict,
            why: None,
            draft,
            evidence: vec![],
            parts: 0,
            witnesses: 0,
            changes: vec![],
            near: None,
            beside: None,
            lacking: vec![],
            likeness: 0.0,
            message,
            silenced: None,
            keys: key::Keys::default(),
            since: None,
            decisions: vec![],
        }
    }

    /// A finding that rests on passages of the archive, the first of which carries it.
    pub(crate) fn resting(self, evidence: Vec<Evidence>) -> Self {
        Self { parts: evidence.len().min(1), witnesses: evidence.len(), evidence, ..self }
    }

    /// Its entry in the table of findings. A finding that has none is a bug, which a test of the reports would show: it
    /// is then taken for an altered quotation.
    #[must_use]
    pub fn entry(&self) -> &'static Code {
        Code::of(self.kind, self.verdict).unwrap_or(&CODES[2])
    }

    /// A stable code: kind and verdict.
    #[must_use]
    pub fn code(&self) -> String {
        format!("{}/{}", self.kind.name(), self.verdict.name())
    }

    /// How much it asks of its reader: what its entry says, or more where a change turns the sense of a quotation.
    #[must_use]
    pub fn severity(&self) -> Severity {
        let turned = (self.kind, self.verdict) == (Kind::Quotation, Verdict::Altered)
            && self.changes.iter().any(|e| e.change.touch.is_some());
        if turned { Severity::Error } else { self.entry().severity }
    }

    /// Whether it is something to report rather than a pass.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        self.silenced.is_none() && self.severity() >= Severity::Warning
    }

    /// Whether it is words that could not be checked: their end is not marked, or their source is not in the archive.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.silenced.is_none()
            && (self.why == Some(Why::Unclosed) || self.verdict == Verdict::SourceNotInArchive)
    }

    /// The total order of reports: place, kind, verdict.
    pub(crate) fn order(a: &Self, b: &Self) -> Ordering {
        (a.draft, a.kind, a.verdict).cmp(&(b.draft, b.kind, b.verdict))
    }
}
