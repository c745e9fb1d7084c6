//! What does a finding ask of the reader? Its class in the page, and the group that it stands in.

use fontes_check::{Finding, Severity, Verdict};

/// What a verdict asks of the reader, as a class of the page.
pub(super) fn tone(f: &Finding) -> &'static str {
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
pub(super) enum Group {
    Look,
    Know,
    Unchecked,
    Silenced,
    Good,
}

impl Group {
    pub(super) const ALL: [Self; 5] = [Self::Look, Self::Know, Self::Unchecked, Self::Silenced, Self::Good];

    pub(super) fn of(f: &Finding) -> Self {
        match tone(f) {
            _ if f.silenced.is_some() => Self::Silenced,
            "error" | "warning" => Self::Look,
            "note" => Self::Know,
            "unchecked" => Self::Unchecked,
            _ => Self::Good,
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Look => "To be looked at",
            Self::Know => "Worth knowing",
            Self::Unchecked => "Not checked",
            Self::Silenced => "Let stand by the author",
            Self::Good => "As it should be",
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Know => "know",
            Self::Unchecked => "unchecked-group",
            Self::Silenced => "silenced",
            Self::Good => "good-group",
        }
    }

    /// Whether its findings are shown from the start.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Look | Self::Know)
    }
}

/// A name as a person reads it: "Not found".
pub(super) fn words(name: &str) -> String {
    let mut out = name.replace('-', " ");
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    out
}
