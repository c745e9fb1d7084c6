//! Which findings are there? One table: kind and verdict, how much it asks of its reader, the page that explains it, a
//! sentence. Nothing else in the program says any of these.

use super::kind::{Kind, Severity, Verdict};

/// A kind of finding, as tools name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// What it is about.
    pub kind: Kind,
    /// How the words stand.
    pub verdict: Verdict,
    /// How much it asks of its reader; a change that turns the sense asks more.
    pub severity: Severity,
    /// Its page in `docs/findings`, without the ending.
    pub page: &'static str,
    /// What it says.
    pub sentence: &'static str,
}

const fn code(
    kind: Kind,
    verdict: Verdict,
    severity: Severity,
    page: &'static str,
    sentence: &'static str,
) -> Code {
    Code { kind, verdict, severity, page, sentence }
}

/// All findings, in the order of reports.
pub const CODES: [Code; 37] = [
    code(
        Kind::Quotation,
        Verdict::Verbatim,
        Severity::Info,
        "verbatim",
        "A quotation that has the same words as its source",
    ),
    code(
        Kind::Quotation,
        Verdict::Marked,
        Severity::Info,
        "marked",
        "A quotation whose differences its author marked",
    ),
    code(
        Kind::Quotation,
        Verdict::Altered,
        Severity::Warning,
        "altered",
        "A quotation whose words differ without a mark",
    ),
    code(
        Kind::Quotation,
        Verdict::Spliced,
        Severity::Error,
        "spliced",
        "A quotation of parts that do not follow each other",
    ),
    code(
        Kind::Quotation,
        Verdict::ElisionChangesSense,
        Severity::Error,
        "elision-changes-sense",
        "An ellipsis that drops a negation or a condition",
    ),
    code(
        Kind::Quotation,
        Verdict::CutChangesSense,
        Severity::Note,
        "cut-changes-sense",
        "A quotation that is cut off from words that govern it: a negation, a condition, another’s speech",
    ),
    code(
        Kind::Quotation,
        Verdict::Misattributed,
        Severity::Error,
        "misattributed",
        "A quotation that is not in the source that the draft names",
    ),
    code(
        Kind::Quotation,
        Verdict::SecondHand,
        Severity::Note,
        "second-hand",
        "A quotation whose witness is itself quoting",
    ),
    code(
        Kind::Quotation,
        Verdict::NoisyWitness,
        Severity::Note,
        "noisy-witness",
        "A quotation whose differences look like scanning",
    ),
    code(
        Kind::Quotation,
        Verdict::NotInCitedSource,
        Severity::Error,
        "not-in-cited-source",
        "A quotation that the source which the draft names does not have",
    ),
    code(
        Kind::Quotation,
        Verdict::NotFound,
        Severity::Warning,
        "not-found",
        "A quotation without a source that is nowhere in what was searched",
    ),
    code(
        Kind::Quotation,
        Verdict::SourceNotInArchive,
        Severity::Info,
        "source-not-in-archive",
        "A quotation whose source is not in the archive: not checkable",
    ),
    code(
        Kind::Quotation,
        Verdict::NotChecked,
        Severity::Info,
        "not-checked",
        "A quotation that was not checked",
    ),
    code(
        Kind::Borrowing,
        Verdict::Verbatim,
        Severity::Warning,
        "borrowing",
        "Words of a source that are not marked as a quotation",
    ),
    code(
        Kind::Borrowing,
        Verdict::Altered,
        Severity::Warning,
        "borrowing",
        "Words of a source, with changes, that are not marked as a quotation",
    ),
    code(
        Kind::Borrowing,
        Verdict::NoisyWitness,
        Severity::Warning,
        "borrowing",
        "Words of a damaged source that are not marked as a quotation",
    ),
    code(Kind::Date, Verdict::Impossible, Severity::Warning, "date", "A day that the month does not have"),
    code(Kind::Date, Verdict::WrongWeekday, Severity::Warning, "date", "A day that was another weekday"),
    code(Kind::Date, Verdict::Differs, Severity::Warning, "date", "A date that is not the source’s"),
    code(Kind::Number, Verdict::Differs, Severity::Warning, "number", "A number that is not the source’s"),
    code(
        Kind::Number,
        Verdict::HedgeDropped,
        Severity::Note,
        "number",
        "A number of which the source is less sure",
    ),
    code(
        Kind::Number,
        Verdict::OtherPredicate,
        Severity::Note,
        "number",
        "A number that the draft’s own quotation gives of something else",
    ),
    code(Kind::Name, Verdict::Differs, Severity::Note, "name", "A name that is not the source’s"),
    code(
        Kind::Name,
        Verdict::SeveralSpellings,
        Severity::Note,
        "name",
        "A name that may be one that the draft spells otherwise",
    ),
    code(
        Kind::Citation,
        Verdict::Differs,
        Severity::Warning,
        "citation",
        "A reference whose day, author, page or paragraph is not the document’s",
    ),
    code(
        Kind::Citation,
        Verdict::MarkerWithoutNote,
        Severity::Warning,
        "citation",
        "A marker that leads to no note",
    ),
    code(
        Kind::Citation,
        Verdict::NoteWithoutMarker,
        Severity::Note,
        "citation",
        "A note to which no marker leads",
    ),
    code(Kind::Citation, Verdict::OutOfOrder, Severity::Note, "citation", "A note that is out of order"),
    code(
        Kind::Citation,
        Verdict::NoEarlierReference,
        Severity::Note,
        "citation",
        "A note that refers back to nothing before it",
    ),
    code(Kind::Citation, Verdict::BrokenAddress, Severity::Warning, "citation", "An address that cannot be"),
    code(Kind::Citation, Verdict::PagesBackwards, Severity::Warning, "citation", "Pages that run backwards"),
    code(
        Kind::Citation,
        Verdict::YearOutsideVolume,
        Severity::Warning,
        "citation",
        "A day outside the years of the volume that it is cited from",
    ),
    code(
        Kind::Citation,
        Verdict::NamesNoDocument,
        Severity::Info,
        "citation",
        "A reference that names no document of the archive",
    ),
    code(
        Kind::Citation,
        Verdict::LeadsThere,
        Severity::Info,
        "citation",
        "A reference that names a document of the archive",
    ),
    code(
        Kind::Attribution,
        Verdict::NobodyNamed,
        Severity::Note,
        "attribution",
        "Nobody is named for what is said",
    ),
    code(
        Kind::Statement,
        Verdict::ContradictsQuotation,
        Severity::Warning,
        "statement",
        "The draft’s own words deny what its quotation says, or the reverse",
    ),
    code(
        Kind::Statement,
        Verdict::GoesBeyondQuotation,
        Severity::Note,
        "statement",
        "The draft’s own words say more than its quotation, or say it more surely",
    ),
];

impl Code {
    /// The entry of a kind and a verdict; `None` for a pair that no check reports.
    #[must_use]
    pub fn of(kind: Kind, verdict: Verdict) -> Option<&'static Self> {
        CODES.iter().find(|c| c.kind == kind && c.verdict == verdict)
    }

    /// Its stable name: `quotation/altered`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.kind.name(), self.verdict.name())
    }

    /// A name of its page that is the same everywhere (RFC 8141).
    #[must_use]
    pub fn help(&self) -> String {
        format!("urn:fontes:findings:{}", self.page)
    }
}

impl Kind {
    /// The verdicts that it may have, in the order of reports.
    pub fn verdicts(self) -> impl Iterator<Item = Verdict> {
        CODES.iter().filter(move |c| c.kind == self).map(|c| c.verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_has_its_page() {
        let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
        for (i, c) in CODES.iter().enumerate() {
            assert!(CODES[..i].iter().all(|d| d.name() != c.name()), "{}", c.name());
            let page = std::fs::read_to_string(docs.join(format!("{}.md", c.page))).expect(c.page);
            assert!(page.contains(c.verdict.name()) || page.contains(c.kind.name()), "{}", c.name());
            assert!(!c.sentence.ends_with('.'));
        }
        for verdict in Verdict::ALL {
            assert!(CODES.iter().any(|c| c.verdict == verdict), "{}", verdict.name());
        }
    }
}
