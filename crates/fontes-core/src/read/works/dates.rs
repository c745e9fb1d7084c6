//! On which days and in which months and years were the works of a text made?

use crate::read::Reading;
use crate::read::time::{Time, TimeKind};
use crate::text::{Document, Span};

/// The dates of a text, in order.
pub(super) struct Dates(Vec<(Span, String)>);

impl Dates {
    pub(super) fn of(document: &Document) -> Self {
        let year = |t: &Time| t.value.len() >= 4 && t.value.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        let date = |t: &Time| matches!(t.kind, TimeKind::Date | TimeKind::Time) && year(t);
        let mut out: Vec<(Span, String)> = Vec::new();
        for t in Reading::new(document).times().into_iter().filter(date) {
            let value = t.value.chars().take(10).collect();
            // "May–June 1990", "July/August 2014": one date.
            let between =
                out.last().and_then(|l| document.text.get(l.0.end() as usize..t.span.start() as usize));
            let ranged = between.is_some_and(|b| matches!(b.trim(), "-" | "–" | "—" | "/") && b.len() <= 5);
            match out.last_mut().filter(|_| ranged) {
                Some(last) => last.0 = last.0.cover(t.span),
                None => out.push((t.span, value)),
            }
        }
        Self(out)
    }

    /// Those that begin within these bytes.
    pub(super) fn within(&self, from: usize, to: usize) -> impl Iterator<Item = &(Span, String)> {
        let first = self.0.partition_point(|d| (d.0.start() as usize) < from);
        self.0[first..].iter().take_while(move |d| (d.0.start() as usize) < to)
    }

    /// Those of a day or a month that begin within these bytes.
    pub(super) fn days(&self, from: usize, to: usize) -> impl Iterator<Item = &(Span, String)> {
        self.within(from, to).filter(|d| d.1.len() >= 7)
    }
}
