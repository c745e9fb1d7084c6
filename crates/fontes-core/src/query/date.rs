//! Which days does a date mean? Whole years and months are ranges.

use jiff::civil::Date;

/// Days from one to another, both included, each year · 10000 + month · 100 + day; open where it is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateRange {
    /// The first day.
    pub from: Option<u32>,
    /// The last day.
    pub to: Option<u32>,
}

/// The first and the last day that a date of a document may mean, as in [`DateRange`]: of "1973" all of the year, of "1973-09-11T10:00" that day.
/// `None` where it is no date of ISO 8601.
#[must_use]
pub fn days(date: &str) -> Option<(u32, u32)> {
    let day = date.split(['T', ' ']).next()?;
    exact(day.trim_end_matches('Z'))
}

/// The days of "1973", "1973-09" or "1973-09-11", and of nothing else.
pub(super) fn exact(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('-');
    let number = |p: &str, digits: usize| -> Option<i16> {
        (p.len() == digits && p.bytes().all(|b| b.is_ascii_digit())).then(|| p.parse().ok()).flatten()
    };
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|m| number(m, 2)).map_or(Some(None), |m| m.map(Some))?;
    let day = parts.next().map(|d| number(d, 2)).map_or(Some(None), |d| d.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    let date =
        |month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let (first, last) = match (month, day) {
        (None, _) => (date(1, 1)?, date(12, 31)?),
        (Some(month), None) => (date(month, 1)?, date(month, 1)?.last_of_month()),
        (Some(month), Some(day)) => (date(month, day)?, date(month, day)?),
    };
    Some((number_of(first)?, number_of(last)?))
}

fn number_of(date: Date) -> Option<u32> {
    let part = |n: i8| u32::try_from(n).ok();
    Some(u32::try_from(date.year()).ok()? * 10_000 + part(date.month())? * 100 + part(date.day())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_months_are_ranges() {
        assert_eq!(days("1973"), Some((19_730_101, 19_731_231)));
        assert_eq!(days("1972-02"), Some((19_720_201, 19_720_229)));
        assert_eq!(days("1973-09-11T10:15:00Z"), Some((19_730_911, 19_730_911)));
        for wrong in ["", "73", "1973-13", "1973-02-30", "1973-9", "1973-09-11-1", "spring", "１９７３"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
