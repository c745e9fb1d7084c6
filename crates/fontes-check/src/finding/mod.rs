//! What does a check report? Findings: kind, verdict, place, evidence, changes.

pub mod code;
pub mod key;
pub mod words;

pub use code::{CODES, Code};

use fontes_core::align::change::Change;
use fontes_core::corpus::Source;
use fontes_core::text::Span;
use std::cmp::Ordering;
use std::sync::Arc;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Words marked as somebody's.
    Quotation,
    /// The same words, unmarked.
    Borrowing,
    /// A date that cannot be, or that is not the source's.
    Date,
    /// A number that is not the source's.
    Number,
    /// A person's name in several spellings.
    Name,
    /// Notes, references, addresses.
    Citation,
    /// Who says what.
    Attribution,
}

impl Kind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 7] = [
        Self::Quotation,
        Self::Borrowing,
        Self::Date,
        Self::Number,
        Self::Name,
        Self::Citation,
        Self::Attribution,
    ];

    /// The verdicts that it may have, in the order of reports.
    pub fn verdicts(self) -> impl Iterator<Item = Verdict> {
        CODES.iter().filter(move |c| c.kind == self).map(|c| c.verdict)
    }

    /// The kind in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Borrowing => "borrowing",
            Self::Date => "date",
            Self::Number => "number",
            Self::Name => "name",
            Self::Citation => "citation",
            Self::Attribution => "attribution",
        }
    }
}

/// How the draft's words stand to the archive's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The same words, after folding.
    Verbatim,
    /// Every difference is marked by the author.
    Marked,
    /// Words differ without a mark.
    Altered,
    /// Parts from places that do not follow each other.
    Spliced,
    /// What an ellipsis left out carries a negation or a condition.
    ElisionChangesSense,
    /// Not in the source that the draft names.
    Misattributed,
    /// The witness is itself quoting.
    SecondHand,
    /// The difference looks like scanning, not like an author's hand.
    NoisyWitness,
    /// Nowhere in what was searched.
    NotFound,
    /// Not checked, and why.
    NotChecked,
    /// A day that the month does not have.
    Impossible,
    /// A day that was another weekday.
    WrongWeekday,
    /// Not what the source says.
    Differs,
    /// The source is less sure of the number.
    HedgeDropped,
    /// The source gives the number of something else.
    OtherPredicate,
    /// One person, it seems, in several spellings.
    SeveralSpellings,
    /// A marker that leads to no note.
    MarkerWithoutNote,
    /// A note to which no marker leads.
    NoteWithoutMarker,
    /// A note that is out of order.
    OutOfOrder,
    /// "Ibid.", "op. cit." and the like that lead to no earlier reference.
    NoEarlierReference,
    /// An address that cannot be.
    BrokenAddress,
    /// Pages that run backwards.
    PagesBackwards,
    /// A day that is outside the years of the volume that it is cited from.
    YearOutsideVolume,
    /// A reference that names no document of the archive.
    NamesNoDocument,
    /// A reference that names a document of the archive.
    LeadsThere,
    /// Nobody is named for what is said.
    NobodyNamed,
}

impl Verdict {
    /// All verdicts, in the order of reports.
    pub const ALL: [Self; 26] = [
        Self::Verbatim,
        Self::Marked,
        Self::Altered,
        Self::Spliced,
        Self::ElisionChangesSense,
        Self::Misattributed,
        Self::SecondHand,
        Self::NoisyWitness,
        Self::NotFound,
        Self::NotChecked,
        Self::Impossible,
        Self::WrongWeekday,
        Self::Differs,
        Self::HedgeDropped,
        Self::OtherPredicate,
        Self::SeveralSpellings,
        Self::MarkerWithoutNote,
        Self::NoteWithoutMarker,
        Self::OutOfOrder,
        Self::NoEarlierReference,
        Self::BrokenAddress,
        Self::PagesBackwards,
        Self::YearOutsideVolume,
        Self::NamesNoDocument,
        Self::LeadsThere,
        Self::NobodyNamed,
    ];

    /// The verdict in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Marked => "marked",
            Self::Altered => "altered",
            Self::Spliced => "spliced",
            Self::ElisionChangesSense => "elision-changes-sense",
            Self::Misattributed => "misattributed",
            Self::SecondHand => "second-hand",
            Self::NoisyWitness => "noisy-witness",
            Self::NotFound => "not-found",
            Self::NotChecked => "not-checked",
            Self::Impossible => "impossible",
            Self::WrongWeekday => "wrong-weekday",
            Self::Differs => "differs",
            Self::HedgeDropped => "hedge-dropped",
            Self::OtherPredicate => "other-predicate",
            Self::SeveralSpellings => "several-spellings",
            Self::MarkerWithoutNote => "marker-without-note",
            Self::NoteWithoutMarker => "note-without-marker",
            Self::OutOfOrder => "out-of-order",
            Self::NoEarlierReference => "no-earlier-reference",
            Self::BrokenAddress => "broken-address",
            Self::PagesBackwards => "pages-backwards",
            Self::YearOutsideVolume => "year-outside-volume",
            Self::NamesNoDocument => "names-no-document",
            Self::LeadsThere => "leads-there",
            Self::NobodyNamed => "nobody-named",
        }
    }
}

/// How much a finding asks of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For the record.
    Info,
    /// Worth knowing.
    Note,
    /// To be looked at before printing.
    Warning,
    /// Wrong as it stands, or unsupported.
    Error,
}

impl Severity {
    /// The severity in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

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
    /// Share of the letters that agree, 0 to 1.
    pub likeness: f32,
    /// For people.
    pub message: String,
    /// Why the draft's author lets it stand: it is then no alarm.
    pub silenced: Option<String>,
    /// Where it is and what it says, for those who keep decisions; see [`key`].
    pub keys: key::Keys,
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
            likeness: 0.0,
            message,
            silenced: None,
            keys: key::Keys::default(),
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

    /// Whether it is words that look like a quotation and could not be checked as one.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.why == Some(Why::Unclosed)
    }

    /// The total order of reports: place, kind, verdict.
    pub(crate) fn order(a: &Self, b: &Self) -> Ordering {
        (a.draft, a.kind, a.verdict).cmp(&(b.draft, b.kind, b.verdict))
    }
}
