//! Which numbers and dates does a text give?

use super::covering::Covering;
use fontes_core::read::{Number, Reading, Time, TimeKind};

/// What a text reads as.
pub(super) struct Values {
    pub(super) numbers: Vec<Number>,
    pub(super) times: Vec<Time>,
}

impl Values {
    /// Figures within a date are no numbers of their own.
    pub(super) fn of(reading: &Reading<'_>) -> Self {
        let times = reading.times();
        let dated = Covering::new(times.iter().filter(|t| t.kind != TimeKind::Duration).map(|t| t.span));
        let numbers = reading.numbers().into_iter().filter(|n| !dated.meets(n.span)).collect();
        Self { numbers, times }
    }
}
