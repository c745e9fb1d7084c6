//! What does a finding ask of the reader? Its class in a page, and the group that it stands in.

use fontes_check::{Finding, Severity, Verdict};

/// What a verdict asks of the reader, as a class of the page.
#[must_use]
pub fn tone(f: &Finding) -> &'static str {
    if matches!(f.verdict, Verdict::NotChecked | Verdict::SourceNotInArchive) {
        return "unchecked";
    }
    match f.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Info => "good",
    }
}

/// The groups of findings, in the order of need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// To be looked at.
    Look,
    /// Worth knowing.
    Know,
    /// Not checked.
    Unchecked,
    /// Let stand by the author.
    Silenced,
    /// As it should be.
    Good,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 5] = [Self::Look, Self::Know, Self::Unchecked, Self::Silenced, Self::Good];

    /// That of a finding.
    #[must_use]
    pub fn of(f: &Finding) -> Self {
        match tone(f) {
            _ if f.silenced.is_some() => Self::Silenced,
            "error" | "warning" => Self::Look,
            "note" => Self::Know,
            "unchecked" => Self::Unchecked,
            _ => Self::Good,
        }
    }

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Look => "To be looked at",
            Self::Know => "Worth knowing",
            Self::Unchecked => "Not checked",
            Self::Silenced => "Let stand by the author",
            Self::Good => "As it should be",
        }
    }

    /// Its name in a page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Know => "know",
            Self::Unchecked => "unchecked-group",
            Self::Silenced => "silenced",
            Self::Good => "good-group",
        }
    }

    /// Whether its findings are shown from the start.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Look | Self::Know)
    }
}

/// A name as a person reads it: "Not found".
#[must_use]
pub fn words(name: &str) -> String {
    let mut out = name.replace('-', " ");
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    out
}
