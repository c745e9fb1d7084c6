//! Can a day that is written out in full be? Days that no month has, weekdays that do not fit.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::sync::LazyLock;

/// A day that the text writes out in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// As written: there may be no such day.
    pub day: i8,
    /// The weekday that stands before it.
    pub weekday: Option<Weekday>,
}

/// What is wrong with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The month has no such day.
    Impossible,
    /// The day was another weekday: this one.
    Weekday(Weekday),
}

/// The last year in which a country of Europe reckoned by the Julian calendar: until then a date
/// may be right in either.
const TWO_CALENDARS: i16 = 1923;

impl Written {
    /// What is wrong with it, in the calendar of its time: before 1924 the Julian counts as well.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        let julian = self.year <= TWO_CALENDARS;
        let Ok(date) = Date::new(self.year, self.month, self.day) else {
            let leap = julian && self.month == 2 && self.day == 29 && self.year % 4 == 0;
            return (!leap).then_some(Fault::Impossible);
        };
        let said = self.weekday?;
        // The same words name a day so many days later when they are Julian (Meeus,
        // Astronomical Algorithms, ch. 7).
        let behind = {
            let y = i64::from(if self.month > 2 { self.year } else { self.year - 1 });
            y / 100 - y / 400 - 2
        };
        let old = date.checked_add(behind.days()).map(Date::weekday);
        let right = date.weekday() == said || julian && old.is_ok_and(|w| w == said);
        (!right).then(|| Fault::Weekday(date.weekday()))
    }

    /// As ISO 8601 writes it.
    #[must_use]
    pub fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The name of a weekday in English, as reports are written.
#[must_use]
pub fn weekday_name(w: Weekday) -> &'static str {
    // The variants have the English names.
    static NAMES: LazyLock<Vec<String>> =
        LazyLock::new(|| Weekday::Monday.cycle_forward().take(7).map(|w| format!("{w:?}")).collect());
    usize::try_from(w.to_monday_zero_offset()).ok().and_then(|i| NAMES.get(i)).map_or("", |n| n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::times;

    fn fault(text: &str) -> Option<Fault> {
        times(text, None).first().and_then(|t| t.written).and_then(|w| w.fault())
    }

    #[test]
    fn days_that_are_not_there() {
        assert_eq!(fault("June 31, 1973"), Some(Fault::Impossible));
        assert_eq!(fault("29 February 1973"), Some(Fault::Impossible));
        assert_eq!(fault("29 February 1972"), None);
        assert_eq!(fault("Monday, September 11, 1973"), Some(Fault::Weekday(Weekday::Tuesday)));
        assert_eq!(fault("On Tuesday the 11th of September, 1973"), None);
    }

    #[test]
    fn the_old_calendar_is_no_fault() {
        // Bloody Sunday, by the calendar then in use in Russia; and a leap day that it had.
        assert_eq!(fault("Sunday, 9 January 1905"), None);
        assert_eq!(fault("29 February 1900"), None);
        assert_eq!(fault("Wednesday, 9 January 1905"), Some(Fault::Weekday(Weekday::Monday)));
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "call 1973-09-11-22",
            "March 2nd",
            "chapters 12 May be 1234",
            "Room 45 March 1990",
            "on 11 September",
        ] {
            assert!(
                times(text, None).iter().all(|t| t.written.is_none_or(|w| w.day != 45 && w.year != 1234)),
                "{text}"
            );
        }
    }
}
