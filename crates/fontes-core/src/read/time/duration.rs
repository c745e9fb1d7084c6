//! How long, how often, and how long before or after?

use super::point::Point;
use super::words::{Unit, Word, ordinal};
use super::{Basis, Calendar, Read, Reader, TimeKind};
use crate::read::number::numeral;
use crate::read::token::Shape;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

impl Reader<'_, '_> {
    /// What begins with a word of no list: a numeral, "a", "several", "AD", a feast.
    pub(super) fn unmarked(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let small = t.small(i);
        let s = small.as_str();
        if s.is_empty() {
            return None;
        }
        if let Some(r) = self.spelled_year(i, s) {
            return Some(r);
        }
        match s {
            "ad" | "a" if t.raw(i) == "AD" || t.raw(i) == "A" && t.is(i + 1, ".") && t.raw(i + 2) == "D" => {
                let end = self.era(i).filter(|e| !e.1)?.0;
                let y: i32 = t.raw(end).parse().ok()?;
                return (t.shape(end)? == Shape::Digits && t.raw(end).len() <= 4)
                    .then(|| Read::at(end + 1, Point::Year(y), Basis::Written));
            }
            "christmas" => {
                let eve = self.small_is(i + 1, &["eve"]);
                let day = self.small_is(i + 1, &["day"]) && self.capital(i + 1);
                let end = i + 1 + usize::from(eve || day);
                let year = self.year_after(end);
                let c = Calendar {
                    end: year.map_or(end, |y| y.0),
                    year: year.map(|y| y.1),
                    month: Some(12),
                    day: Some(if eve { 24 } else { 25 }),
                };
                return (eve || day || year.is_some())
                    .then(|| Read { written: None, ..self.dated(i, c, None) });
            }
            "thanksgiving" => {
                let end = i + 1 + usize::from(self.small_is(i + 1, &["day"]) && self.capital(i + 1));
                let (year, basis) = self.year_of(i, Some(11), Some(25));
                let (end, year, basis) =
                    self.year_after(end).map_or((end, year, basis), |y| (y.0, Some(y.1), Basis::Written));
                // The fourth Thursday of November (5 U.S.C. 6103).
                let first = Date::new(i16::try_from(year?).ok()?, 11, 1).ok()?;
                let day = first.nth_weekday_of_month(4, Weekday::Thursday).ok()?;
                return Some(Read::at(end, Point::day(day), basis));
            }
            "future" => {
                // Of the future, as an adjective: not "the future of".
                let noun = t.shape(i + 1) == Some(Shape::Word)
                    && !t.parted(i)
                    && !self.small_is(
                        i + 1,
                        &["of", "in", "is", "was", "and", "for", "will", "as", "by", "to", "with"],
                    );
                let led = i > 0 && self.small_is(i - 1, &["in"]);
                return (noun || led).then(|| Read::of(i + 1, TimeKind::Date, "FUTURE_REF", Basis::Anchored));
            }
            "as" | "no" => return None,
            _ => {}
        }
        if let Some(n) = ordinal(s) {
            // "third-quarter earnings", "eighteenth-century verse"
            let unit = self.after(i)?;
            match self.word(unit) {
                Some(Word::Unit(Unit::Quarter, false)) if n <= 4 => return self.quarter(unit, n),
                Some(Word::Unit(Unit::Century, _)) if n > 4 => return Some(self.of_era(unit + 1, n)),
                _ => {}
            }
            return None;
        }
        self.counted(i)
    }

    /// A number of units at token `i`.
    pub(super) fn counted(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let small = t.small(i);
        let s = small.as_str();
        // How many; None for an unknown number.
        let (at, n): (usize, Option<f64>) = match s {
            "a" | "an" => {
                let next = self.after(i)?;
                match t.small(next).as_str() {
                    "few" | "couple" => {
                        let of = usize::from(self.small_is(next + 1, &["of"]));
                        (next + 1 + of, self.small_is(next, &["couple"]).then_some(2.0))
                    }
                    "half" => return None,
                    "single" | "full" | "whole" => (next + 1, Some(1.0)),
                    _ => match numeral::read(t, i) {
                        Some(n) if n.value >= 100.0 && !n.only_vague_words => (n.end, Some(n.value)),
                        _ => (i + 1, Some(1.0)),
                    },
                }
            }
            "few" | "several" | "many" | "some" => (i + 1, None),
            "half" if self.small_is(i + 1, &["a", "an"]) => (i + 2, Some(0.5)),
            _ => {
                let n = numeral::read(t, i)?;
                if n.led || (n.barred && !matches!(t.raw(n.end), "hr" | "hrs" | "min")) || n.value < 0.0 {
                    return None;
                }
                if n.vague {
                    let of = usize::from(self.small_is(n.end, &["of"]));
                    (n.end + of, None)
                } else {
                    (n.end, Some(n.value))
                }
            }
        };
        if at == 0 || t.parted(at - 1) {
            return None;
        }
        let mut unit_at = if t.is(at, "-") && t.glued(at - 1) { at + 1 } else { at };
        let hyphen = unit_at > at;
        // "two and a half years", "1 1/2 years" are numerals; "three long years" has a word between.
        if self.small_is(
            unit_at,
            &[
                "long",
                "full",
                "short",
                "more",
                "consecutive",
                "successive",
                "calendar",
                "fiscal",
                "business",
                "trading",
            ],
        ) {
            unit_at += 1;
        }
        let (unit, many) = match self.word(unit_at) {
            Some(Word::Unit(unit, many)) => (unit, many),
            Some(Word::Part("TNI")) if n != Some(1.0) && n.is_some() => (Unit::Night, false),
            _ => return None,
        };
        let one = n == Some(1.0) || t.raw(i) == "one";
        if if many { one } else { unit == Unit::Quarter } {
            // "a quarter" is a part; "one years" is nothing.
            return None;
        }
        // A number of several in the singular goes with a noun, over a hyphen or not.
        if n.is_none_or(|n| n > 1.0) && !many && !hyphen && unit_at == at && n.is_none() {
            return None;
        }
        let end = unit_at + 1;
        // Ages: "70-year-old", "18 years old", "aged 7 years".
        let mut old = end;
        if t.is(old, "-") {
            old += 1;
        }
        if self.small_is(old, &["old", "olds"])
            || self.small_is(end, &["of"]) && self.small_is(end + 1, &["age"])
        {
            return None;
        }
        if unit == Unit::Second && !many {
            return None;
        }
        let rate = s == "a"
            && n == Some(1.0)
            && i > 0
            && {
                // "$2 a year", "twice a week": how often, not how long.
                let before = t.raw(i - 1);
                let plural = t.shape(i - 1) == Some(Shape::Word)
                    && before.len() > 3
                    && before.ends_with('s')
                    && !before.ends_with("ss")
                    && !self.small_is(
                        i - 1,
                        &[
                            "takes", "lasts", "this", "was", "has", "less", "perhaps", "towards", "makes",
                            "marks", "always",
                        ],
                    );
                plural
                    || matches!(t.shape(i - 1), Some(Shape::Digits))
                    || t.is(i - 1, "%")
                    || self.small_is(i - 1, &["once", "twice", "percent", "million", "billion", "share"])
            }
            && !self.small_is(end, &["ago", "earlier", "later", "before", "after"]);
        if let Some(n) = n
            && let Some(r) = self.beside(i, end, whole_units(n)?, unit).filter(|_| n.fract() == 0.0)
        {
            return Some(r);
        }
        if n.is_none()
            && let Some(r) = self.beside_some(end)
        {
            return Some(r);
        }
        // "six months and ten days" are two; "2 1/2 years" are years and months.
        let value = period(n, unit)?;
        if rate {
            return None;
        }
        Some(Read::of(end, TimeKind::Duration, value, Basis::Written))
    }

    /// "ago", "earlier", "later", "before", "after" right after a number of units.
    pub(super) fn beside(&self, i: usize, end: usize, n: i64, unit: Unit) -> Option<Read> {
        let t = self.t;
        if t.parted(end - 1) {
            return None;
        }
        let hyphen = usize::from(t.is(end, "-") && t.glued(end));
        let at = end + hyphen;
        let small = t.small(at);
        let (sign, before) = match small.as_str() {
            "ago" => (-1, false),
            "earlier" => (-1, true),
            "before" | "previously" => {
                // "two days before the vote" counts from the vote.
                let ends = t.shape(at + 1) != Some(Shape::Word)
                    || self.small_is(at + 1, &["and", "when", "in", "that"]);
                if !ends {
                    return None;
                }
                (-1, true)
            }
            "later" | "afterwards" | "afterward" => (1, true),
            "after" if t.shape(at + 1) != Some(Shape::Word) => (1, true),
            "hence" => (1, false),
            "from" if self.small_is(at + 1, &["now", "today"]) => (1, false),
            _ => return None,
        };
        let last = if self.small_is(at, &["from"]) { at + 2 } else { at + 1 };
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return Some(Read::of(
                last,
                TimeKind::Time,
                if sign < 0 { "PAST_REF" } else { "FUTURE_REF" },
                Basis::Open,
            ));
        }
        let n = n.checked_mul(sign)?;
        // Of a quarter that was just named, a year earlier is the same quarter of that year.
        if unit == Unit::Year
            && sign < 0
            && let Some((y, q, _)) = self.last.quarter.filter(|l| i.saturating_sub(l.2) < 300)
        {
            return Some(Read {
                aside: true,
                ..Read::at(last, Point::Quarter(y + i32::try_from(n).ok()?, q), Basis::Carried)
            });
        }
        if before && (self.narrative || sign > 0) {
            return match unit {
                Unit::Year
                | Unit::Month
                | Unit::Day
                | Unit::Week
                | Unit::Decade
                | Unit::Night
                | Unit::Fortnight => self.counted_from(last, n, unit, Basis::Carried),
                _ => None,
            };
        }
        let Some(a) = self.anchor else {
            return Some(Read::of(last, TimeKind::Date, "PAST_REF", Basis::Open));
        };
        Some(Read { aside: true, ..Read::at(last, moved(a, n, unit)?, Basis::Anchored) })
    }

    /// "several years ago", "a few days later": when, not known.
    pub(super) fn beside_some(&self, end: usize) -> Option<Read> {
        if self.t.parted(end - 1) {
            return None;
        }
        let value = match self.t.small(end).as_str() {
            "ago" | "earlier" => "PAST_REF",
            "later" | "hence" => "FUTURE_REF",
            _ => return None,
        };
        Some(Read::of(end + 1, TimeKind::Date, value, Basis::Open))
    }

    /// Units without a number: "for years", "within days", "weeks later".
    pub(super) fn bare_unit(&self, i: usize, unit: Unit, many: bool) -> Option<Read> {
        let t = self.t;
        if unit == Unit::Year && !many {
            // "year-earlier quarter", "year ago"
            let at = self.after(i)?;
            if at > i + 1 || self.small_is(at, &["ago", "earlier"]) {
                return self.beside(i, i + 1, 1, unit);
            }
            return None;
        }
        if !many || unit < Unit::Hour || unit == Unit::Quarter {
            return None;
        }
        if let Some(r) = self.beside_some(i + 1) {
            return Some(r);
        }
        let before = i.checked_sub(1)?;
        let led = self.small_is(before, &["for", "within", "of", "in", "over", "take", "took", "by"])
            && !t.parted(before);
        if !led {
            return None;
        }
        Some(Read::of(i + 1, TimeKind::Duration, format!("PX{}", letter(unit)?), Basis::Open))
    }

    /// "every year", "each Thursday", "every two weeks".
    pub(super) fn each(&self, i: usize) -> Option<Read> {
        let at = self.after(i)?;
        match self.word(at) {
            Some(Word::Unit(unit, false)) if unit >= Unit::Hour => {
                Some(Read::of(at + 1, TimeKind::Set, period(Some(1.0), unit)?, Basis::Written))
            }
            Some(Word::Weekday(w, false)) => Some(Read::of(
                at + 1,
                TimeKind::Set,
                format!("XXXX-WXX-{}", w.to_monday_one_offset()),
                Basis::Written,
            )),
            Some(Word::Part(code)) => {
                Some(Read::of(at + 1, TimeKind::Set, format!("XXXX-XX-XX{code}"), Basis::Written))
            }
            Some(Word::Season(code)) => {
                Some(Read::of(at + 1, TimeKind::Set, format!("XXXX-{code}"), Basis::Written))
            }
            Some(Word::Month(m, false)) if self.capital(at) => {
                Some(Read::of(at + 1, TimeKind::Set, format!("XXXX-{m:02}"), Basis::Written))
            }
            _ => self.counted(at).map(|r| Read { kind: TimeKind::Set, ..r }),
        }
    }
}

/// A count of units, where it is one.
pub(super) fn whole_units(n: f64) -> Option<i64> {
    // Below 10,000: exact.
    (0.0..10_000.0).contains(&n).then_some(n as i64)
}

pub(super) const fn letter(unit: Unit) -> Option<&'static str> {
    Some(match unit {
        Unit::Day => "D",
        Unit::Night => "NI",
        Unit::Weekend => "WE",
        Unit::Week => "W",
        Unit::Month => "M",
        Unit::Quarter => "Q",
        Unit::Year => "Y",
        Unit::Decade => "DE",
        Unit::Century => "CE",
        Unit::Hour => "TXH",
        Unit::Second | Unit::Minute | Unit::Fortnight => return None,
    })
}

/// How long: "P2Y", "PT3H", "PXD".
pub(super) fn period(n: Option<f64>, unit: Unit) -> Option<String> {
    let clock = match unit {
        Unit::Second => Some('S'),
        Unit::Minute => Some('M'),
        Unit::Hour => Some('H'),
        _ => None,
    };
    let Some(n) = n else {
        return Some(match clock {
            Some(c) => format!("PTX{c}"),
            None => format!("PX{}", letter(unit)?),
        });
    };
    if let Some(c) = clock {
        // A day of hours is a day.
        if c == 'H' && n >= 24.0 && n % 24.0 == 0.0 && n <= 48.0 {
            return Some(format!("P{}D", n / 24.0));
        }
        if n == 0.5 && c == 'H' {
            return Some("PT30M".into());
        }
        return Some(format!("PT{n}{c}"));
    }
    if unit == Unit::Fortnight {
        return Some(format!("P{}W", n * 2.0));
    }
    if unit == Unit::Decade {
        return Some(format!("P{}Y", n * 10.0));
    }
    if unit == Unit::Year && n.fract() == 0.5 {
        return Some(if n < 1.0 { "P6M".into() } else { format!("P{}Y6M", n.trunc()) });
    }
    Some(format!("P{n}{}", letter(unit)?))
}

/// The unit `n` units from that of a date.
pub(super) fn moved(from: Date, n: i64, unit: Unit) -> Option<Point> {
    let year = i32::from(from.year());
    let years = i32::try_from(n).ok()?;
    Some(match unit {
        Unit::Day | Unit::Night => Point::day(from.checked_add(n.days()).ok()?),
        Unit::Week => Point::week(from.checked_add(n.checked_mul(7)?.days()).ok()?),
        Unit::Fortnight => Point::week(from.checked_add(n.checked_mul(14)?.days()).ok()?),
        Unit::Weekend => match Point::week(from.checked_add(n.checked_mul(7)?.days()).ok()?) {
            Point::Week(y, w) => Point::Weekend(y, w),
            p => p,
        },
        Unit::Month => Point::month(year, from.month(), n),
        Unit::Quarter => Point::quarter(from, years),
        Unit::Year => Point::Year(year.checked_add(years)?),
        Unit::Decade => Point::Decade(year.div_euclid(10).checked_add(years)?),
        Unit::Century => Point::Century(year.div_euclid(100).checked_add(years)?),
        Unit::Second | Unit::Minute | Unit::Hour => return None,
    })
}
