//! When was it? The moments of exports, as date and time of day.

use mail_parser::DateTime;

/// A date (ISO 8601) and, if it is known, a time of day as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) date: String,
    pub(crate) time: Option<String>,
}

impl Moment {
    /// From seconds of the epoch, or thousandths or millionths of them, as a number of digits.
    fn of_epoch(digits: &str) -> Option<Self> {
        let whole = digits.split('.').next()?;
        let number: i64 = whole.parse().ok()?;
        let seconds = match whole.len() {
            9 | 10 => number,
            12 | 13 => number / 1000,
            15 | 16 => number / 1_000_000,
            _ => return None,
        };
        Self::of_iso(&DateTime::from_timestamp(seconds).to_rfc3339())
    }

    /// "2009-10-06T09:49:00", "2009-10-06 09:49:00.000 UTC", "2009-10-06".
    fn of_iso(s: &str) -> Option<Self> {
        let date = s.get(..10)?;
        let figures =
            |r: std::ops::Range<usize>| date.get(r).is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit()));
        let is_date = figures(0..4)
            && figures(5..7)
            && figures(8..10)
            && date.as_bytes()[4] == b'-'
            && date.as_bytes()[7] == b'-';
        if !is_date {
            return None;
        }
        let time = s.get(11..19).filter(|t| t.bytes().all(|b| b.is_ascii_digit() || b == b':'));
        Some(Self { date: date.to_owned(), time: time.map(str::to_owned) })
    }

    /// "20091006T094900Z", "20091006".
    fn of_basic(s: &str) -> Option<Self> {
        let date = s.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        let rest = s.get(8..)?;
        if !(rest.is_empty() || rest.starts_with('T')) {
            return None;
        }
        let time = rest.get(1..7).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
        Some(Self {
            date: format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]),
            time: time.map(|t| format!("{}:{}:{}", &t[..2], &t[2..4], &t[4..])),
        })
    }

    /// "Tue, 06 Oct 2009 07:49:00 +0000", and as X writes it: "Tue Oct 06 07:49:00 +0000 2009".
    fn of_words(s: &str) -> Option<Self> {
        let parts: Vec<&str> = s.split_whitespace().collect();
        let ordered = match parts.as_slice() {
            [day, month, date, time, zone, year] if zone.starts_with(['+', '-']) => {
                format!("{day}, {date} {month} {year} {time} {zone}")
            }
            _ => s.to_owned(),
        };
        let at = DateTime::parse_rfc822(&ordered).filter(|d| d.year > 1000 && d.month > 0 && d.day > 0)?;
        Some(Self {
            date: format!("{:04}-{:02}-{:02}", at.year, at.month, at.day),
            time: Some(format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second)),
        })
    }

    /// In whichever of these ways.
    pub(crate) fn of(s: &str) -> Option<Self> {
        let s = s.trim();
        Self::of_iso(s)
            .or_else(|| Self::of_basic(s))
            .or_else(|| Self::of_epoch(s))
            .or_else(|| Self::of_words(s))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn moments_are_read_in_many_ways() {
        for s in [
            "2009-10-06T09:49:00",
            "20091006T094900Z",
            "1254822540000",
            "1254822540.000200",
            "Tue Oct 06 09:49:00 +0000 2009",
            "Tue, 06 Oct 2009 09:49:00 GMT",
        ] {
            let got = Moment::of(s).unwrap_or_else(|| panic!("{s}"));
            assert_eq!((got.date.as_str(), got.time.as_deref()), ("2009-10-06", Some("09:49:00")), "{s}");
        }
        assert_eq!(Moment::of("2009-10-06").map(|m| m.time), Some(None));
        for s in ["", "yesterday", "12", "2009/10/06", "é2009-10-0"] {
            assert_eq!(Moment::of(s), None, "{s}");
        }
    }
}
