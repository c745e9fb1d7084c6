//! Which of many spans lie over one that is asked for?

use fontes_core::text::Span;

/// Spans that are asked for what lies over others, in time that does not grow with their number: for each, in the
/// order of their starts, the furthest end of those up to it.
pub(super) struct Covering {
    by: Vec<(u32, u32)>,
}

impl Covering {
    pub(super) fn new(spans: impl Iterator<Item = Span>) -> Self {
        let mut by: Vec<(u32, u32)> = spans.map(|s| (s.start(), s.end())).collect();
        by.sort_unstable();
        let mut furthest = 0;
        for s in &mut by {
            furthest = furthest.max(s.1);
            s.1 = furthest;
        }
        Self { by }
    }

    /// The furthest end of those that begin before `at`.
    fn before(&self, at: u32) -> Option<u32> {
        let n = self.by.partition_point(|s| s.0 < at);
        Some(self.by.get(n.checked_sub(1)?)?.1)
    }

    /// Whether one of them holds `span` wholly.
    pub(super) fn holds(&self, span: Span) -> bool {
        self.before(span.start().saturating_add(1)).is_some_and(|end| end >= span.end())
    }

    /// Whether one of them shares a byte with `span`, which holds one.
    pub(super) fn meets(&self, span: Span) -> bool {
        self.before(span.end()).is_some_and(|end| end > span.start())
    }
}
