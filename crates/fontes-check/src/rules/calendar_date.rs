//! Can the dates of the draft be? Days that no month has, and weekdays that do not fit.

use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::read::{Fault, Time, weekday_name};

/// `times` are those of the draft.
pub(crate) fn check(draft: &Draft, times: &[Time]) -> Vec<Finding> {
    times
        .iter()
        .filter_map(|t| {
            let d = t.written?;
            let (verdict, message) = match d.fault()? {
                Fault::Impossible => (Verdict::Impossible, format!("there is no {}", d.iso())),
                Fault::Weekday(was) => {
                    (Verdict::WrongWeekday, format!("{} was a {}", d.iso(), weekday_name(was)))
                }
            };
            // The wrong may be the source's: who quotes must keep it, and mark it.
            let quoted = draft.quotations_over(t.span).next().is_some();
            let message = if quoted { format!("{message} (within a quotation)") } else { message };
            Some(Finding::alone(Kind::Date, verdict, t.span, message))
        })
        .collect()
}
