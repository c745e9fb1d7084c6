//! Which numbers and dates does a text give?

use super::covering::Covering;
use crate::finding::Evidence;
use fontes_core::read::{Number, Time, TimeKind, numbers, times};

/// What the draft reads as.
pub(super) struct Values {
    pub(super) numbers: Vec<Number>,
    pub(super) times: Vec<Time>,
}

impl Values {
    pub(super) fn of(text: &str, date: Option<&str>) -> Self {
        Self::new(times(text, date), numbers(text))
    }

    /// Figures within a date are no numbers of their own.
    pub(super) fn new(times: Vec<Time>, numbers: Vec<Number>) -> Self {
        let dated = Covering::new(times.iter().filter(|t| t.kind != TimeKind::Duration).map(|t| t.span));
        let numbers = numbers.into_iter().filter(|n| !dated.meets(n.span)).collect();
        Self { numbers, times }
    }
}

/// A stretch of a source around a passage, `reach` bytes to either side, and where it begins.
pub(super) fn around(e: &Evidence, reach: usize) -> Option<(u32, &str)> {
    let text = e.witness.text();
    let here = e.witness.here(e.span)?;
    let from = text.floor_char_boundary((here.start() as usize).saturating_sub(reach));
    let to = text.ceil_char_boundary(here.end() as usize + reach);
    Some((e.witness.origin().byte + u32::try_from(from).ok()?, text.get(from..to)?))
}
