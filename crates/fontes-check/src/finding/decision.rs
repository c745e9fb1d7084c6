//! What did a person decide about a finding?

/// What is to be done about the words of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judgement {
    /// The draft is right: the words may stand.
    Right,
    /// The draft is wrong: the words must be changed.
    Wrong,
    /// Somebody has to look further.
    NeedsWork,
    /// It cannot be checked.
    NotCheckable,
}

impl Judgement {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Right, Self::Wrong, Self::NeedsWork, Self::NotCheckable];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::NeedsWork => "needs-work",
            Self::NotCheckable => "not-checkable",
        }
    }

    /// That of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|j| j.name() == name)
    }
}

/// A decision of one person about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub judgement: Judgement,
    /// By whom.
    pub who: String,
    /// When: RFC 3339, UTC.
    pub at: String,
    /// Why, in the person's words; may be empty.
    pub note: String,
    /// Whether the draft's words, the verdict or the witness were others then.
    pub earlier_wording: bool,
}

impl Decision {
    /// The decision in one line: "wrong (Ada, 2026-11-26): the date is the letter's".
    #[must_use]
    pub fn line(&self) -> String {
        let day = self.at.get(..10).unwrap_or(&self.at);
        let earlier = if self.earlier_wording { ", on an earlier wording" } else { "" };
        let note = if self.note.is_empty() { String::new() } else { format!(": {}", self.note) };
        format!("{} ({}, {day}{earlier}){note}", self.judgement.name().replace('-', " "), self.who)
    }
}
