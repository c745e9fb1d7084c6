//! What is a point or a period of the calendar, and how is it written?

use jiff::civil::Date;

/// A stretch of the calendar. Years before Christ are negative: -1 is 1 BC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// Year, month, day: as written, there may be no such day.
    Day(i32, i8, i8),
    Month(i32, i8),
    Year(i32),
    /// 1 to 4.
    Quarter(i32, i8),
    /// 1 or 2.
    Half(i32, i8),
    Season(i32, &'static str),
    /// ISO week.
    Week(i32, i8),
    Weekend(i32, i8),
    /// Tens of years: 197 for the 1970s.
    Decade(i32),
    /// Hundreds of years: 19 for the twentieth century.
    Century(i32),
}

impl Point {
    pub(super) fn day(d: Date) -> Self {
        Self::Day(i32::from(d.year()), d.month(), d.day())
    }

    pub(super) fn week(d: Date) -> Self {
        let w = d.iso_week_date();
        Self::Week(i32::from(w.year()), w.week())
    }

    /// The quarter `n` quarters after that of a date.
    pub(super) fn quarter(d: Date, n: i32) -> Self {
        let q = i32::from(d.year()) * 4 + (i32::from(d.month()) - 1) / 3 + n;
        // A remainder of 4.
        Self::Quarter(q.div_euclid(4), q.rem_euclid(4) as i8 + 1)
    }

    /// The month `n` months after.
    pub(super) fn month(year: i32, month: i8, n: i64) -> Self {
        let m = i64::from(year) * 12 + i64::from(month) - 1 + n;
        // Years of a calendar, and a remainder of 12.
        Self::Month(m.div_euclid(12) as i32, m.rem_euclid(12) as i8 + 1)
    }

    pub(super) fn year_of(self) -> Option<i32> {
        match self {
            Self::Day(y, ..)
            | Self::Month(y, _)
            | Self::Year(y)
            | Self::Quarter(y, _)
            | Self::Half(y, _)
            | Self::Season(y, _)
            | Self::Week(y, _)
            | Self::Weekend(y, _) => Some(y),
            Self::Decade(_) | Self::Century(_) => None,
        }
    }

    pub(super) fn month_of(self) -> Option<i8> {
        match self {
            Self::Day(_, m, _) | Self::Month(_, m) => Some(m),
            _ => None,
        }
    }

    pub(super) fn date(self) -> Option<Date> {
        match self {
            Self::Day(y, m, d) => Date::new(i16::try_from(y).ok()?, m, d).ok(),
            _ => None,
        }
    }

    /// As TIMEX3 writes it (TimeML 1.2.1; years before Christ as in WikiWars).
    pub(super) fn value(self) -> String {
        let year = |y: i32| if y < 0 { format!("BC{:04}", -y) } else { format!("{y:04}") };
        match self {
            Self::Day(y, m, d) => format!("{}-{m:02}-{d:02}", year(y)),
            Self::Month(y, m) => format!("{}-{m:02}", year(y)),
            Self::Year(y) => year(y),
            Self::Quarter(y, q) => format!("{}-Q{q}", year(y)),
            Self::Half(y, h) => format!("{}-H{h}", year(y)),
            Self::Season(y, s) => format!("{}-{s}", year(y)),
            Self::Week(y, w) => format!("{}-W{w:02}", year(y)),
            Self::Weekend(y, w) => format!("{}-W{w:02}-WE", year(y)),
            Self::Decade(d) if d < 0 => format!("BC{:03}", -d),
            Self::Decade(d) => format!("{d:03}"),
            Self::Century(c) if c < 0 => format!("BC{:02}", -c - 1),
            Self::Century(c) => format!("{c:02}"),
        }
    }
}

/// The year of two figures that is nearest to `base`: of its century, or of the one before.
pub(super) const fn nearest(base: i32, year: i32) -> i32 {
    let (own, before) = (base / 100 * 100 + year, base / 100 * 100 - 100 + year);
    if (before - base).abs() < (own - base).abs() { before } else { own }
}
