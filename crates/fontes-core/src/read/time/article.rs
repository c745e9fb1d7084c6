//! What begins with "the": quarters, seasons, centuries, edges of periods?

use super::duration::letter;
use super::point::Point;
use super::words::{Unit, Which, Word};
use super::{Basis, Calendar, Read, Reader, TimeKind};
use crate::lang::Cue;
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
            Some(Word::Stage(_)) => self.part_of(at),
            Some(Word::Season(code)) => {
                let r = self.season(at, code);
                r.or_else(|| {
                    let led = i > 0 && self.cue(i - 1, Cue::BeforeTheSeason);
                    let (y, basis) = led.then(|| self.season_year(code, Which::This))??;
                    Some(Read::at(at + 1, Point::Season(y, code), basis))
                })
            }
            Some(Word::Unit(unit, many)) => self.the_unit(i, at, unit, many),
            Some(Word::Tens(d)) => self.named_decade(at, d),
            Some(Word::Fiscal) => {
                let unit = self.after(at)?;
                self.unit_is(unit, Unit::Year, false)
                    .then(|| Read::of(unit + 1, TimeKind::Duration, "P1Y", Basis::Written))
            }
            Some(Word::Part(code)) if self.of(at + 1) => self.part_of_date(at + 2, code),
            Some(Word::Part(code)) => {
                // "in the morning", of the day that is spoken of.
                let led = i > 0 && self.cue(i - 1, Cue::BeforeThePart);
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
            Some(Word::Reference(v)) if self.cue(at, Cue::Current) || self.cue(at, Cue::Recent) => {
                let mut unit = at + 1;
                if self.cue(unit, Cue::BusinessYear) {
                    unit += 1;
                }
                match self.word(unit) {
                    Some(Word::Unit(u, false))
                        if u >= Unit::Week && self.cue(at, Cue::Current) && !self.narrative =>
                    {
                        self.which_unit(unit, Which::This, u, false)
                    }
                    // "the recent summit" tells which one it was, not when.
                    _ if self.cue(at, Cue::Recent) && !matches!(self.word(at + 1), Some(Word::Unit(..))) => {
                        None
                    }
                    _ => self.reference(at, v),
                }
            }
            Some(Word::Every(_)) => None,
            _ => {
                if let Some(n) = self.known.get(at).ordinal() {
                    return self.ordinal(i, at, n);
                }
                let is = |cue: Cue| self.cue(at, cue);
                match () {
                    () if is(Cue::Present) || is(Cue::Moment) => {
                        let noun = t.shape(at + 1) == Some(Shape::Word)
                            && !t.parted(at)
                            && is(Cue::Present)
                            && !self.cue(at + 1, Cue::AfterPresent);
                        let led = i > 0 && self.cue(i - 1, Cue::BeforePresent);
                        let end = if self.cue(at + 1, Cue::PresentNoun) { at + 2 } else { at + 1 };
                        (led && !noun).then(|| Read::of(end, TimeKind::Date, "PRESENT_REF", Basis::Anchored))
                    }
                    () if is(Cue::Future) => {
                        let led = i > 0 && self.cue(i - 1, Cue::BeforeTheFuture);
                        led.then(|| Read::of(at + 1, TimeKind::Date, "FUTURE_REF", Basis::Anchored))
                    }
                    () if is(Cue::Near) && self.cue(at + 1, Cue::Future) => {
                        Some(Read::of(at + 2, TimeKind::Date, "FUTURE_REF", Basis::Anchored))
                    }
                    () if is(Cue::Edge) => self.edge(at),
                    () if is(Cue::Latest) => {
                        let unit = self.after(at)?;
                        if self.cue(unit, Cue::Period) {
                            return self.the_quarter(unit);
                        }
                        let Some(Word::Unit(u, false)) = self.word(unit) else { return None };
                        self.which_unit(unit, Which::This, u, false)
                            .filter(|_| u != Unit::Quarter)
                            .or_else(|| self.the_quarter(unit))
                    }
                    () if is(Cue::FullYear) && self.unit_is(at + 1, Unit::Year, false) && !self.narrative => {
                        self.which_unit(at + 1, Which::This, Unit::Year, false)
                    }
                    () => self.counted(at).filter(|r| r.kind == TimeKind::Duration),
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
        if matches!(self.word(unit), Some(Word::Fiscal)) {
            unit = self.after(unit)?;
        }
        match self.word(unit) {
            Some(Word::Unit(Unit::Quarter, false)) if n <= 4 => self.quarter(unit, n),
            Some(Word::Unit(Unit::Century, _)) => Some(self.of_era(unit + 1, n)),
            Some(Word::Unit(Unit::Day | Unit::Year | Unit::Week, false)) => None,
            Some(Word::Month(..)) => None,
            _ if self.cue(unit, Cue::Half) && n <= 2 => {
                let (end, year) = self.year_after(unit + 1)?;
                Some(Read::at(end, Point::Half(year, i8::try_from(n).ok()?), Basis::Written))
            }
            _ if self.of(unit) => {
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
        let (q, at) = match self.known.get(i).ordinal() {
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
        if self.of(end) && matches!(self.word(end + 1), Some(Word::Fiscal)) {
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
        match self.known.get(i).ordinal() {
            Some(n) if n <= 4 => {
                let unit = self.after(i)?;
                matches!(self.word(unit), Some(Word::Unit(Unit::Quarter, false)))
                    .then(|| self.quarter(unit, n))?
            }
            Some(_) => None,
            None => {
                let one = self.cue(i, Cue::Period)
                    || matches!(self.word(i), Some(Word::Unit(Unit::Quarter, false)));
                one.then(|| self.the_quarter(i))?
            }
        }
    }

    /// "the quarter": the one that was spoken of, or the last that ended.
    pub(super) fn the_quarter(&self, unit: usize) -> Option<Read> {
        // "the quarter ended Sept. 30"
        if self.cue(unit + 1, Cue::Ended)
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
            && self.is_back(at + 2)
            && let Some(r) = self.quarter_like(at + 3)
            && let Some(Point::Quarter(y, q)) = r.point
        {
            return Some(Read { aside: true, ..Read::at(r.end, Point::Quarter(y - 1, q), r.basis) });
        }
        // "the day before", "the year after", "the week earlier"
        if let Some(r) = self.beside(at, at + 1, 1, unit) {
            return Some(r);
        }
        let led = i > 0 && self.cue(i - 1, Cue::BeforeTheUnit);
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
                let whole = self.of(i - 1) || i > 1 && self.cue(i - 2, Cue::BeforeInTheYear);
                if whole && !self.narrative && !self.cue(at + 1, Cue::AfterTheYear) {
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
                    && self.of(at + 1)
                    && let Some(c) = self.month_first(at + 2)
                {
                    return Some(self.dated(i, c, None));
                }
                Some(Read::of(at + 1, TimeKind::Duration, format!("P1{}", letter(unit)?), Basis::Open))
            }
            _ => None,
        }
    }
}
