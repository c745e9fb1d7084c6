//! Where in a text? Half-open byte ranges that cannot be wrong silently.

use std::fmt;

/// A half-open range of bytes in a document's text.
///
/// Invariant: `start <= end`. Offsets are bytes of the UTF-8 text and, when made by
/// [`Span::of`], lie on character boundaries of it. A text over 4 GiB is an error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

/// Why a pair of numbers is not a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanError {
    /// The end lies before the start.
    Reversed,
    /// The offset does not fit: texts end at 4 GiB.
    TooLong,
    /// The range is not within the text or cuts a character.
    NotInText,
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reversed => "the end of the span lies before its start",
            Self::TooLong => "the text is longer than 4 GiB; split it into parts",
            Self::NotInText => "the span does not lie on characters of the text",
        })
    }
}

impl std::error::Error for SpanError {}

impl Span {
    /// A span from byte `start` to byte `end`.
    ///
    /// # Errors
    /// [`SpanError::Reversed`] when `end < start`.
    pub const fn new(start: u32, end: u32) -> Result<Self, SpanError> {
        if start <= end { Ok(Self { start, end }) } else { Err(SpanError::Reversed) }
    }

    /// The span of `range` in `text`, checked to lie on character boundaries.
    ///
    /// # Errors
    /// Any [`SpanError`].
    pub fn of(text: &str, range: std::ops::Range<usize>) -> Result<Self, SpanError> {
        let start = u32::try_from(range.start).map_err(|_| SpanError::TooLong)?;
        let end = u32::try_from(range.end).map_err(|_| SpanError::TooLong)?;
        text.get(range).ok_or(SpanError::NotInText)?;
        Self::new(start, end)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same bytes as disjoint spans, in order.
    #[must_use]
    pub fn disjoint(mut spans: Vec<Self>) -> Vec<Self> {
        spans.sort();
        let mut out: Vec<Self> = Vec::new();
        for s in spans {
            match out.last_mut() {
                Some(last) if last.overlaps(s) => *last = last.cover(s),
                _ => out.push(s),
            }
        }
        out
    }

    /// First byte.
    #[must_use]
    pub const fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte.
    #[must_use]
    pub const fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no byte (a place between two characters).
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The byte range, for slicing.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly within.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The words at this span, or nothing when the span is not of this text.
    #[must_use]
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reversed_span_is_refused() {
        assert_eq!(Span::new(2, 1), Err(SpanError::Reversed));
        assert_eq!(Span::new(1, 1).map(Span::is_empty), Ok(true));
    }

    #[test]
    fn a_span_never_cuts_a_character() {
        assert_eq!(Span::of("é", 0..1), Err(SpanError::NotInText));
        assert_eq!(Span::of("é", 0..2).map(|s| s.slice("é")), Ok(Some("é")));
        assert_eq!(Span::of("a", 0..2), Err(SpanError::NotInText));
    }
}
