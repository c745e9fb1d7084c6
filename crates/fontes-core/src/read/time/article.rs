//! What begins with "the": quarters, seasons, centuries, edges of periods?

use super::duration::letter;
use super::point::Point;
use super::words::{Unit, Which, Word, ordinal};
use super::{Basis, Calendar, Read, Reader, TimeKind};
use crate::read::token::Shape;

impl Reader<'_, '_> {
    pub(super) fn the(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let at = self.after(i)?;
        if t.shape(at)? == Shape::Digits {
            return self.the_digits(at);
        }
        match self.word(at) {
            Some(Word::Which(Which::This)) => None,
            Some(Word::Which(which)) => {
                // "the past", "the following" alone
                self.which(i, at, which)
            }
            Some(Word::Early | Word::Mid | Word::Late) => self.part_of(at),
            Some(Word::Season(code)) => {
                let r = self.season(at, code);
                r.or_else(|| {
                    let led = i > 0
                        && self.small_is(
                            i - 1,
                            &["in", "of", "during", "by", "since", "until", "for", "through", "over"],
                        );
                    let (y, basis) = led.then(|| self.season_year(code, Which::This))??;
                    Some(Read::at(at + 1, Point::Season(y, code), basis))
                })
            }
            Some(Word::Unit(unit, many)) => self.the_unit(i, at, unit, many),
            Some(Word::Decade(d)) => self.named_decade(at, d),
            Some(Word::Fiscal) => {
                let unit = self.after(at)?;
                self.small_is(unit, &["year"])
                    .then(|| Read::of(unit + 1, TimeKind::Duration, "P1Y", Basis::Written))
            }
            Some(Word::Part(code)) if self.small_is(at + 1, &["of"]) => self.part_of_date(at + 2, code),
            Some(Word::Part(code)) => {
                // "in the morning", of the day that is spoken of.
                let led = i > 0 && self.small_is(i - 1, &["in", "during", "of", "throughout"]);
                let day = if self.narrative { self.last.day } else { None }?;
                led.then(|| {
                    Read::of(
                        at + 1,
                        TimeKind::Time,
                        format!("{}{code}", Point::day(day).value()),
                        Basis::Carried,
                    )
                })
            }
            Some(Word::Reference(v)) if self.small_is(at, &["current", "recent"]) => {
                let mut unit = at + 1;
                if self.small_is(unit, &["fiscal", "calendar", "financial"]) {
                    unit += 1;
                }
                match self.word(unit) {
                    Some(Word::Unit(u, false))
                        if u >= Unit::Week && self.small_is(at, &["current"]) && !self.narrative =>
                    {
                        self.which_unit(unit, Which::This, u, false)
                    }
                    // "the recent summit" tells which one it was, not when.
                    _ if self.small_is(at, &["recent"])
                        && !matches!(self.word(at + 1), Some(Word::Unit(..))) =>
                    {
                        None
                    }
                    _ => self.reference(at, v),
                }
            }
            Some(Word::Every(_)) => None,
            _ => {
                let small = t.small(at);
                let s = small.as_str();
                if let Some(n) = ordinal(s) {
                    return self.ordinal(i, at, n);
                }
                match s {
                    "present" | "moment" => {
                        let noun = t.shape(at + 1) == Some(Shape::Word)
                            && !t.parted(at)
                            && s == "present"
                            && !self.small_is(at + 1, &["time", "day", "and", "is", "was"]);
                        let led = i > 0 && self.small_is(i - 1, &["at", "for", "until", "to", "of", "in"]);
                        let end = if self.small_is(at + 1, &["time", "day"]) { at + 2 } else { at + 1 };
                        (led && !noun).then(|| Read::of(end, TimeKind::Date, "PRESENT_REF", Basis::Anchored))
                    }
                    "future" => {
                        let led = i > 0 && self.small_is(i - 1, &["in", "for", "of", "to", "about", "into"]);
                        led.then(|| Read::of(at + 1, TimeKind::Date, "FUTURE_REF", Basis::Anchored))
                    }
                    "near" if self.small_is(at + 1, &["future"]) => {
                        Some(Read::of(at + 2, TimeKind::Date, "FUTURE_REF", Basis::Anchored))
                    }
                    "end" | "beginning" | "start" | "middle" | "close" | "eve" | "turn" | "outset" => {
                        self.edge(at)
                    }
                    "latest" | "current" => {
                        let unit = self.after(at)?;
                        if self.small_is(unit, &["period"]) && s == "latest" {
                            return self.the_quarter(unit);
                        }
                        let Some(Word::Unit(u, false)) = self.word(unit) else { return None };
                        self.which_unit(unit, Which::This, u, false)
                            .filter(|_| u != Unit::Quarter)
                            .or_else(|| self.the_quarter(unit))
                    }
                    "day" => None,
                    "full" if self.small_is(at + 1, &["year"]) && !self.narrative => {
                        self.which_unit(at + 1, Which::This, Unit::Year, false)
                    }
                    _ => self.counted(at).filter(|r| r.kind == TimeKind::Duration),
                }
            }
        }
    }

    /// "the 1970s", "the 20th century", "the 11th of May", "the 24th", "the 12 months".
    pub(super) fn the_digits(&self, at: usize) -> Option<Read> {
        let r = self.digits(at)?;
        (r.kind != TimeKind::Time).then_some(r)
    }

    /// "the first quarter of 1973", "the eighteenth century", "the third day", "the first nine months".
    pub(super) fn ordinal(&self, i: usize, at: usize, n: i32) -> Option<Read> {
        let mut unit = self.after(at)?;
        if self.small_is(unit, &["fiscal"]) {
            unit = self.after(unit)?;
        }
        match self.word(unit) {
            Some(Word::Unit(Unit::Quarter, false)) if n <= 4 => self.quarter(unit, n),
            Some(Word::Unit(Unit::Century, _)) => Some(self.of_era(unit + 1, n)),
            Some(Word::Unit(Unit::Day | Unit::Year | Unit::Week, false)) => None,
            Some(Word::Month(..)) => None,
            _ if self.small_is(unit, &["half"]) && n <= 2 => {
                let (end, year) = self.year_after(unit + 1)?;
                Some(Read::at(end, Point::Half(year, i8::try_from(n).ok()?), Basis::Written))
            }
            _ if self.small_is(unit, &["of"]) => {
                let c = self.then_month(unit)?;
                Some(self.dated(i, Calendar { day: i8::try_from(n).ok(), ..c }, None))
            }
            _ if n == 1 => self.counted(unit).map(|r| Read { kind: TimeKind::Duration, ..r }),
            _ => None,
        }
    }

    /// "(the 1988) third quarter", "(last year's) quarter": of a year that is known.
    pub(super) fn quarter_of(&self, i: usize, year: i32) -> Option<Read> {
        if i == 0 || self.t.parted(i - 1) {
            return None;
        }
        let small = self.t.small(i);
        let (q, at) = match ordinal(small.as_str()) {
            Some(n) if n <= 4 => (i8::try_from(n).ok(), self.after(i)?),
            Some(_) => return None,
            None => (self.last.quarter.map(|l| l.1), i),
        };
        if !matches!(self.word(at), Some(Word::Unit(Unit::Quarter, false))) {
            return None;
        }
        Some(Read { aside: true, ..Read::at(at + 1, Point::Quarter(year, q?), Basis::Written) })
    }

    pub(super) fn quarter(&self, unit: usize, n: i32) -> Option<Read> {
        let q = i8::try_from(n).ok()?;
        let mut end = unit + 1;
        if self.small_is(end, &["of"]) && self.small_is(end + 1, &["fiscal"]) {
            end += 1;
        }
        if let Some((end, y)) = self.year_after(end) {
            return Some(Read::at(end, Point::Quarter(y, q), Basis::Written));
        }
        let (year, basis) = match self.anchor.filter(|_| !self.narrative) {
            // The last quarter of that number that has begun.
            Some(a) => (
                i32::from(a.year()) - i32::from((a.month() - 1) / 3 + 1 < q && !self.ahead(unit)),
                Basis::Anchored,
            ),
            None => (self.last.year?, Basis::Carried),
        };
        Some(Read::at(unit + 1, Point::Quarter(year, q), basis))
    }

    /// "third quarter", "quarter", "period" of results.
    fn quarter_like(&self, i: usize) -> Option<Read> {
        let small = self.t.small(i);
        match ordinal(small.as_str()) {
            Some(n) if n <= 4 => {
                let unit = self.after(i)?;
                matches!(self.word(unit), Some(Word::Unit(Unit::Quarter, false)))
                    .then(|| self.quarter(unit, n))?
            }
            Some(_) => None,
            None => {
                let one = self.small_is(i, &["period"])
                    || matches!(self.word(i), Some(Word::Unit(Unit::Quarter, false)));
                one.then(|| self.the_quarter(i))?
            }
        }
    }

    /// "the quarter": the one that was spoken of, or the last that ended.
    pub(super) fn the_quarter(&self, unit: usize) -> Option<Read> {
        // "the quarter ended Sept. 30"
        if self.small_is(unit + 1, &["ended", "ending"])
            && let Some(Point::Day(y, m, _)) = self.month_or_date(unit + 2).and_then(|r| r.point)
        {
            return Some(Read::at(unit + 1, Point::Quarter(y, (m - 1) / 3 + 1), Basis::Anchored));
        }
        if let Some((y, q, _)) = self.last.quarter {
            return Some(Read::at(unit + 1, Point::Quarter(y, q), Basis::Carried));
        }
        let a = self.anchor.filter(|_| !self.narrative)?;
        Some(Read::at(unit + 1, Point::quarter(a, -1), Basis::Anchored))
    }

    pub(super) fn the_unit(&self, i: usize, at: usize, unit: Unit, many: bool) -> Option<Read> {
        if many {
            return None;
        }
        // "the year-ago third quarter", "the year-earlier period"
        if unit == Unit::Year
            && self.t.is(at + 1, "-")
            && self.small_is(at + 2, &["ago", "earlier"])
            && let Some(r) = self.quarter_like(at + 3)
            && let Some(Point::Quarter(y, q)) = r.point
        {
            return Some(Read { aside: true, ..Read::at(r.end, Point::Quarter(y - 1, q), r.basis) });
        }
        // "the day before", "the year after", "the week earlier"
        if let Some(r) = self.beside(at, at + 1, 1, unit) {
            return Some(r);
        }
        let led =
            i > 0 && self.small_is(i - 1, &["of", "for", "in", "during", "throughout", "over", "through"]);
        match unit {
            Unit::Weekend => {
                let a = self.anchor.filter(|_| !self.narrative)?;
                match Point::week(a) {
                    Point::Week(y, w) => {
                        let back = i32::from(a.weekday().to_monday_one_offset() < 6 && !self.ahead(i));
                        Some(Read::at(
                            at + 1,
                            Point::Weekend(y, w - i8::try_from(back).ok()?),
                            Basis::Anchored,
                        ))
                    }
                    _ => None,
                }
            }
            Unit::Quarter => self.the_quarter(at),
            Unit::Year if led => {
                if let Some((end, y)) = self.year_after(at + 1).or_else(|| self.year_in_words(at + 1)) {
                    return Some(Read::at(end, Point::Year(y), Basis::Written));
                }
                // "the first months of the year", "earlier in the year"
                let whole = self.small_is(i - 1, &["of"])
                    || i > 1 && self.small_is(i - 2, &["earlier", "later", "late", "early"]);
                if whole && !self.narrative && !self.small_is(at + 1, &["ended", "ending", "to"]) {
                    return self.which_unit(at, Which::This, unit, false);
                }
                Some(Read::of(at + 1, TimeKind::Duration, "P1Y", Basis::Open))
            }
            Unit::Year => {
                let (end, y) =
                    self.year(at + 1).map(|y| (at + 2, y)).or_else(|| self.year_in_words(at + 1))?;
                Some(Read::at(end, Point::Year(y), Basis::Written))
            }
            Unit::Month | Unit::Week if led => {
                if unit == Unit::Month
                    && self.small_is(at + 1, &["of"])
                    && let Some(c) = self.month_first(at + 2)
                {
                    return Some(self.dated(i, c, None));
                }
                Some(Read::of(at + 1, TimeKind::Duration, format!("P1{}", letter(unit)?), Basis::Open))
            }
            Unit::Day if led && !self.small_is(at + 1, &["of", "when", "that"]) => None,
            _ => None,
        }
    }
}
