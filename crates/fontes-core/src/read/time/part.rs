//! What is a part of a longer period: "early May", "the end of 1974", "the winter of 1941"?

use super::point::Point;
use super::words::{Unit, Which, Word};
use super::{Basis, Read, Reader, TimeKind};
use crate::lang::Cue;
use crate::read::token::Shape;

impl Reader<'_, '_> {
    /// "early May", "mid-1974", "late last week", "later this month": the value is that of the whole.
    pub(super) fn part_of(&self, i: usize) -> Option<Read> {
        let mut at = self.after(i)?;
        if self.t.is(at, "-") || self.t.is(at, "–") {
            at += 1;
        }
        if self.cue(at, Cue::AfterStage) {
            at += 1;
        }
        let t = self.t;
        // "early in the morning of 29 April", "the early morning hours of 30 April"
        let part = at + usize::from(self.the_word(at));
        if let Some(Word::Part(code)) = self.word(part) {
            let of = part + 1 + usize::from(self.unit_is(part + 1, Unit::Hour, true));
            if self.cue(of, Cue::PartLink)
                && let Some(r) = self.part_of_date(of + 1, code)
            {
                return Some(r);
            }
        }
        let r = match t.shape(at)? {
            Shape::Digits => {
                if let Some(y) = self.year(at) {
                    // "the late 1950s", "the late 1950's"
                    let mark = t.glued(at) && matches!(t.raw(at + 1), "'" | "’") && t.glued(at + 1);
                    if t.glued(at) && self.is_tens(at + 1 + usize::from(mark)) {
                        return self.digits(at);
                    }
                    return Some(Read::at(at + 1, Point::Year(y), Basis::Written));
                }
                self.digits(at)?
            }
            Shape::Word => match self.word(at)? {
                Word::Month(..) => {
                    let c = self.month_first(at)?;
                    self.dated(at, c, None)
                }
                Word::Weekday(..) => self.weekday(at)?,
                Word::Which(which) => self.which(i, at, which)?,
                Word::The => {
                    let after = self.after(at)?;
                    match self.word(after) {
                        Some(Word::Which(w)) => self.which(at, after, w)?,
                        _ => self.the(at)?,
                    }
                }
                Word::Season(code) => self.season(at, code).or_else(|| {
                    let (y, basis) = self.season_year(code, Which::This)?;
                    Some(Read::at(at + 1, Point::Season(y, code), basis))
                })?,
                Word::Today(days, part) => self.today(at, days, part)?,
                Word::Tens(d) => {
                    let century =
                        self.last.year.or(self.anchor.map(|a| i32::from(a.year()))).map_or(19, |y| y / 100);
                    Read::at(at + 1, Point::Decade(century * 10 + d), Basis::Carried)
                }
                Word::Part(code) if self.narrative => {
                    let day = self.last.day?;
                    Read::of(
                        at + 1,
                        TimeKind::Time,
                        format!("{}{code}", Point::day(day).value()),
                        Basis::Carried,
                    )
                }
                Word::Fiscal => self.fiscal(at)?,
                _ => return None,
            },
            Shape::Mark => return None,
        };
        Some(r)
    }

    /// "the end of May", "the beginning of the year", "the middle of 1974", "the turn of the century".
    pub(super) fn edge(&self, at: usize) -> Option<Read> {
        let of = self.after(at)?;
        if !self.of(of) {
            return None;
        }
        let from = self.after(of)?;
        match self.t.shape(from)? {
            Shape::Digits => {
                let y = self.year(from)?;
                if self.t.glued(from) && self.is_tens(from + 1) {
                    return self.digits(from);
                }
                Some(Read::at(from + 1, Point::Year(y), Basis::Written))
            }
            Shape::Word => match self.word(from)? {
                Word::Month(..) => Some(self.dated(from, self.month_first(from)?, None)),
                Word::Which(which) => self.which(from, from, which),
                Word::Fiscal => self.fiscal(from),
                Word::The => {
                    let after = self.after(from)?;
                    match self.word(after) {
                        Some(Word::Which(w)) => self.which(from, after, w),
                        Some(Word::Unit(
                            u @ (Unit::Year | Unit::Month | Unit::Week | Unit::Decade | Unit::Century),
                            false,
                        )) => {
                            if self.narrative {
                                self.counted_from(after + 1, 0, u, Basis::Carried)
                            } else {
                                self.which_unit(after, Which::This, u, false)
                            }
                        }
                        _ if self.t.shape(after) == Some(Shape::Digits) => self.the_digits(after),
                        _ => self.the(from),
                    }
                }
                _ => None,
            },
            Shape::Mark => None,
        }
    }

    pub(super) fn season(&self, i: usize, code: &'static str) -> Option<Read> {
        let at = self.after(i)?;
        let t = self.t;
        let Some((mut end, year)) = self.year_after(at) else {
            // "spring" and "fall" are other words too.
            let led = i > 0 && self.cue(i - 1, Cue::BeforeBareSeason);
            let sure = self.cue(i, Cue::SureSeason) || led;
            let (y, basis) = (sure && self.narrative).then(|| self.season_year(code, Which::This))??;
            return Some(Read::at(i + 1, Point::Season(y, code), basis));
        };
        if matches!(t.raw(end), "-" | "–" | "/")
            && t.glued(end)
            && t.shape(end + 1) == Some(Shape::Digits)
            && code == "WI"
        {
            end += 2;
        }
        Some(Read::at(end, Point::Season(year, code), Basis::Written))
    }

    /// "20th century", "4th century BC".
    pub(super) fn century(&self, i: usize) -> Option<Read> {
        let (mut at, n) = self.day(i).filter(|d| d.0 == i + 2)?;
        if self.t.is(at, "-") {
            at += 1;
        }
        if matches!(self.word(at), Some(Word::Unit(Unit::Century, _))) {
            return Some(self.of_era(at + 1, i32::from(n)));
        }
        if matches!(self.word(at), Some(Word::Unit(Unit::Quarter, false))) && n <= 4 {
            return self.quarter(at, i32::from(n));
        }
        // "on the 24th": a day of the month that is spoken of.
        let the = i > 1 && self.the_word(i - 1) && self.cue(i - 2, Cue::BeforeTheDay);
        let noun = self.t.shape(at) == Some(Shape::Word)
            && !self.t.parted(at - 1)
            && !self.cue(at, Cue::AfterTheOrdinal);
        if the
            && !noun
            && self.narrative
            && let Some((y, m)) = self.last.year.zip(self.last.month)
        {
            return Some(Read::at(i + 2, Point::Day(y, m, n), Basis::Carried));
        }
        None
    }

    pub(super) fn of_era(&self, end: usize, n: i32) -> Read {
        match self.era(end) {
            Some((end, true)) => Read::at(end, Point::Century(-n), Basis::Written),
            Some((end, false)) => Read::at(end, Point::Century(n - 1), Basis::Written),
            None => Read::at(end, Point::Century(n - 1), Basis::Written),
        }
    }
}
