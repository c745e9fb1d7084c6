//! What may a finding be about, how may the words stand, and how much does it ask of its reader?

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
    /// What the draft says in its own words.
    Statement,
}

impl Kind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Quotation,
        Self::Borrowing,
        Self::Date,
        Self::Number,
        Self::Name,
        Self::Citation,
        Self::Attribution,
        Self::Statement,
    ];

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
            Self::Statement => "statement",
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
    /// The words are the source's, and those around them that govern them are cut off.
    CutChangesSense,
    /// Not in the source that the draft names.
    Misattributed,
    /// The witness is itself quoting.
    SecondHand,
    /// The difference looks like scanning, not like an author's hand.
    NoisyWitness,
    /// The source that the draft names is in the archive and does not have the words, nor has any other document.
    NotInCitedSource,
    /// Nowhere in what was searched, and the draft names no source.
    NotFound,
    /// The source that the draft names is not in the archive: it cannot be checked.
    SourceNotInArchive,
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
    /// The draft's own words deny what its quotation says, or the reverse.
    ContradictsQuotation,
    /// The draft's own words say more, or say it more surely, than its quotation.
    GoesBeyondQuotation,
}

impl Verdict {
    /// All verdicts, in the order of reports.
    pub const ALL: [Self; 31] = [
        Self::Verbatim,
        Self::Marked,
        Self::Altered,
        Self::Spliced,
        Self::ElisionChangesSense,
        Self::CutChangesSense,
        Self::Misattributed,
        Self::SecondHand,
        Self::NoisyWitness,
        Self::NotInCitedSource,
        Self::NotFound,
        Self::SourceNotInArchive,
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
        Self::ContradictsQuotation,
        Self::GoesBeyondQuotation,
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
            Self::CutChangesSense => "cut-changes-sense",
            Self::Misattributed => "misattributed",
            Self::SecondHand => "second-hand",
            Self::NoisyWitness => "noisy-witness",
            Self::NotInCitedSource => "not-in-cited-source",
            Self::NotFound => "not-found",
            Self::SourceNotInArchive => "source-not-in-archive",
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
            Self::ContradictsQuotation => "contradicts-quotation",
            Self::GoesBeyondQuotation => "goes-beyond-quotation",
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
