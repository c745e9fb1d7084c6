//! What is an attribution? Who, the words that tell it, what is said, and how.

use crate::read::quotation::{Form as Marked, Quotation};
use crate::text::Span;

/// Who says what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Who: a name, a pronoun, "the report"; nobody in "it is said".
    pub source: Option<Span>,
    /// Of a pronoun or a relative: the words before it, in its paragraph, that it stands for, where they can be told.
    pub antecedent: Option<Span>,
    /// The words that tell it: "said", "according to", "has repeatedly warned".
    pub cue: Span,
    /// What is said: one stretch, or several around the words that tell who.
    pub content: Vec<Span>,
    /// How.
    pub voice: Voice,
}

/// How words are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Between quotation marks.
    Direct,
    /// In part between quotation marks.
    Mixed,
    /// In the author's words.
    Indirect,
}

impl Voice {
    /// The voice in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// Words within quotation marks, with the marks.
pub(super) fn marked(text: &str, q: &Quotation) -> Option<Span> {
    if q.form != Marked::Marks {
        return None;
    }
    let before = text[..q.span.start() as usize].chars().next_back().filter(|c| !c.is_alphanumeric());
    let after =
        text[q.span.end() as usize..].chars().next().filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
    // Marks are a few bytes.
    let start = q.span.start() - before.map_or(0, |c| c.len_utf8() as u32);
    let end = q.span.end() + after.map_or(0, |c| c.len_utf8() as u32);
    Span::new(start, end).ok()
}
