//! Why is a query not one, and which sign of it is meant?

use crate::text::is_ideographic;
use std::ops::Range;

/// Why a query is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong and what helps, for a person.
    pub message: String,
    /// The sign or word that is meant: bytes of the query, on characters.
    pub at: Range<usize>,
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for QueryError {}

/// Characters of a long query that are shown before the sign and after it.
const SHOWN: usize = 60;

impl QueryError {
    pub(super) fn new(message: impl Into<String>, at: Range<usize>) -> Self {
        Self { message: message.into(), at }
    }

    /// The query on one line, and under it a caret at the sign that is meant. Of a long query, what stands around it.
    #[must_use]
    pub fn pointed(&self, query: &str) -> String {
        let start = query.floor_char_boundary(self.at.start);
        let end = query.ceil_char_boundary(self.at.end.max(start));
        let before: Vec<char> = query[..start].chars().collect();
        let cut = before.len() > SHOWN;
        let before = &before[before.len().saturating_sub(SHOWN)..];
        let marked: Vec<char> = query[start..end].chars().take(SHOWN).collect();
        let rest = &query[end..];
        let after: Vec<char> = rest.chars().take(SHOWN).collect();
        let line = |chars: &[char]| -> String { chars.iter().map(|&c| shown(c)).collect() };
        let width = |chars: &[char]| chars.iter().map(|&c| columns(c)).sum::<usize>();
        let (open, close) =
            (if cut { "…" } else { "" }, if rest.chars().nth(SHOWN).is_some() { "…" } else { "" });
        format!(
            "{open}{}{}{}{close}\n{}{}",
            line(before),
            line(&marked),
            line(&after),
            " ".repeat(usize::from(cut) + width(before)),
            "^".repeat(width(&marked).max(1))
        )
    }
}

/// A character that moves nothing on a terminal.
fn shown(c: char) -> char {
    if c.is_whitespace() {
        ' '
    } else if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
        '\u{FFFD}'
    } else {
        c
    }
}

/// How wide a character is on a terminal.
fn columns(c: char) -> usize {
    if is_ideographic(c) { 2 } else { usize::from(!unicode_normalization::char::is_combining_mark(c)) }
}
