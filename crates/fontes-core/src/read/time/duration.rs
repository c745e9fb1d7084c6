//! How long, how often, and how long before or after?

use super::point::Point;
use super::words::{Unit, Word};
use super::{Basis, Calendar, Read, Reader, TimeKind};
use crate::lang::{Beside, Cue, Feast};
use crate::read::number::numeral;
use crate::read::token::Shape;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

impl Reader<'_, '_> {
    /// What begins with a word of no list: a numeral, "a", "several", "AD", a feast.
    pub(super) fn unmarked(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if let Some(r) = self.spelled_year(i) {
            return Some(r);
        }
        if self.cue(i, Cue::EraBeforeYear)
            && let Some((end, false)) = self.era(i)
        {
            let y: i32 = t.raw(end).parse().ok()?;
            return (t.shape(end)? == Shape::Digits && t.raw(end).len() <= 4)
                .then(|| Read::at(end + 1, Point::Year(y), Basis::Written));
        }
        if let Some(feast) = self.known.get(i).words.iter().find_map(|w| match w {
            Word::Feast(feast) => Some(*feast),
            _ => None,
        }) {
            return self.feast(i, feast);
        }
        if self.cue(i, Cue::Future) {
            // Of the future, as an adjective: not "the future of".
            let noun =
                t.shape(i + 1) == Some(Shape::Word) && !t.parted(i) && !self.cue(i + 1, Cue::AfterFuture);
            let led = i > 0 && self.cue(i - 1, Cue::In);
            return (noun || led).then(|| Read::of(i + 1, TimeKind::Date, "FUTURE_REF", Basis::Anchored));
        }
        if self.cue(i, Cue::NoNumber) {
            return None;
        }
        if let Some(n) = self.known.get(i).ordinal() {
            // "third-quarter earnings", "eighteenth-century verse"
            let unit = self.after(i)?;
            return match self.word(unit) {
                Some(Word::Unit(Unit::Quarter, false)) if n <= 4 => self.quarter(unit, n),
                Some(Word::Unit(Unit::Century, _)) if n > 4 => Some(self.of_era(unit + 1, n)),
                _ => self.day_in_words(i, n),
            };
        }
        self.counted(i)
    }

    /// A day of every year: one that moves stands alone, another needs "eve", "day" or a year.
    fn feast(&self, i: usize, feast: Feast) -> Option<Read> {
        let day = self.unit_is(i + 1, Unit::Day, false) && self.capital(i + 1);
        match feast {
            Feast::Day(month, of_month) => {
                let eve = self.cue(i + 1, Cue::Eve);
                let end = i + 1 + usize::from(eve || day);
                let year = self.year_after(end);
                let c = Calendar {
                    end: year.map_or(end, |y| y.0),
                    year: year.map(|y| y.1),
                    month: Some(month),
                    day: Some(of_month - i8::from(eve)),
                };
                (eve || day || year.is_some()).then(|| Read { written: None, ..self.dated(i, c, None) })
            }
            Feast::Weekday(month, weekday, nth) => {
                let end = i + 1 + usize::from(day);
                // About the day that it falls on.
                let about = nth * 7 - 3;
                let (year, basis) = self.year_of(i, Some(month), Some(about));
                let (end, year, basis) =
                    self.year_after(end).map_or((end, year, basis), |y| (y.0, Some(y.1), Basis::Written));
                let first = Date::new(i16::try_from(year?).ok()?, month, 1).ok()?;
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let day = first.nth_weekday_of_month(nth, weekday).ok()?;
                Some(Read::at(end, Point::day(day), basis))
            }
        }
    }

    /// A number of units at token `i`.
    pub(super) fn counted(&self, i: usize) -> Option<Read> {
        let t = self.t;
        // How many; None for an unknown number.
        let (at, n): (usize, Option<f64>) = match () {
            () if self.cue(i, Cue::A) => {
                let next = self.after(i)?;
                match () {
                    () if self.cue(next, Cue::FewOrCouple) => {
                        let of = usize::from(self.of(next + 1));
                        (next + 1 + of, self.cue(next, Cue::Couple).then_some(2.0))
                    }
                    () if self.cue(next, Cue::Half) => return None,
                    () if self.cue(next, Cue::Whole) => (next + 1, Some(1.0)),
                    () => match numeral::read(t, i) {
                        Some(n) if n.value >= 100.0 && !n.only_vague_words => (n.end, Some(n.value)),
                        _ => (i + 1, Some(1.0)),
                    },
                }
            }
            () if self.cue(i, Cue::Some) => (i + 1, None),
            () if self.cue(i, Cue::Half) && self.cue(i + 1, Cue::A) => (i + 2, Some(0.5)),
            () if t.shape(i) == Some(Shape::Word) && !self.counts() => return None,
            () => {
                let n = numeral::read(t, i)?;
                if n.led
                    || (n.barred && !(self.cue(n.end, Cue::ShortUnit) && self.is_small(n.end)))
                    || n.value < 0.0
                {
                    return None;
                }
                if n.vague {
                    let of = usize::from(self.of(n.end));
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
        if self.cue(unit_at, Cue::UnitAdjective) {
            unit_at += 1;
        }
        let (unit, many) = match self.word(unit_at) {
            Some(Word::Unit(unit, many)) => (unit, many),
            Some(Word::Part("TNI")) if n != Some(1.0) && n.is_some() => (Unit::Night, false),
            _ => return None,
        };
        let one = n == Some(1.0) || self.cue(i, Cue::One) && self.is_small(i);
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
        if self.cue(old, Cue::Old) || self.of(end) && self.cue(end + 1, Cue::Age) {
            return None;
        }
        if unit == Unit::Second && !many {
            return None;
        }
        let rate = self.cue(i, Cue::Per)
            && n == Some(1.0)
            && i > 0
            && {
                // "$2 a year", "twice a week": how often, not how long.
                let before = t.raw(i - 1);
                let plural = t.shape(i - 1) == Some(Shape::Word)
                    && before.len() > 3
                    && self.known.words.ends_as_plural(before)
                    && !self.known.words.ends_as_no_plural(before)
                    && !self.cue(i - 1, Cue::NotPlural);
                plural
                    || matches!(t.shape(i - 1), Some(Shape::Digits))
                    || t.is(i - 1, "%")
                    || self.cue(i - 1, Cue::BeforeRate)
            }
            && !self.cue(end, Cue::NotRateAfter);
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
        let beside = self.beside_word(at)?;
        let (sign, before) = match beside {
            Beside::Ago => (-1, false),
            Beside::Earlier => (-1, true),
            Beside::Before => {
                // "two days before the vote" counts from the vote.
                let ends = t.shape(at + 1) != Some(Shape::Word) || self.cue(at + 1, Cue::AfterBefore);
                if !ends {
                    return None;
                }
                (-1, true)
            }
            Beside::Later | Beside::Afterwards => (1, true),
            Beside::After if t.shape(at + 1) != Some(Shape::Word) => (1, true),
            Beside::Hence => (1, false),
            Beside::From if self.cue(at + 1, Cue::Now) => (1, false),
            Beside::After | Beside::From => return None,
        };
        let last = if beside == Beside::From { at + 2 } else { at + 1 };
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
            && let Some((y, q, _)) = self.last.quarter.filter(|l| (self.base + i).saturating_sub(l.2) < 300)
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

    fn beside_word(&self, i: usize) -> Option<Beside> {
        self.known.get(i).words.iter().find_map(|w| match w {
            Word::Beside(beside) => Some(*beside),
            _ => None,
        })
    }

    /// "ago", "earlier".
    pub(super) fn is_back(&self, i: usize) -> bool {
        matches!(self.beside_word(i), Some(Beside::Ago | Beside::Earlier))
    }

    /// "several years ago", "a few days later": when, not known.
    pub(super) fn beside_some(&self, end: usize) -> Option<Read> {
        if self.t.parted(end - 1) {
            return None;
        }
        let value = match self.beside_word(end)? {
            Beside::Ago | Beside::Earlier => "PAST_REF",
            Beside::Later | Beside::Hence => "FUTURE_REF",
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
            if at > i + 1 || self.is_back(at) {
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
        let led = self.cue(before, Cue::BeforeBareUnit) && !t.parted(before);
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
            Some(Word::Weekday(w, false)) => {
                Some(Read::of(at + 1, TimeKind::Set, format!("XXXX-WXX-{w}"), Basis::Written))
            }
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
