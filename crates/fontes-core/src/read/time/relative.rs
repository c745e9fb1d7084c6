//! What counts from now, or from what was said before: "yesterday", "last month", "the same day"?

use super::duration::{letter, moved};
use super::point::Point;
use super::words::{Unit, Which, Word};
use super::{Basis, Read, Reader, TimeKind};
use crate::lang::Cue;
use crate::read::token::Shape;
use jiff::ToSpan;
use jiff::civil::Weekday;

impl Reader<'_, '_> {
    pub(super) fn today(&self, i: usize, days: i64, part: Option<&'static str>) -> Option<Read> {
        let end = self.known.past(i);
        // "der Morgen" is a noun, "morgen" is not.
        let noun = self.t.language.settings().capital_nouns && self.capital(i);
        if noun && self.known.get(i).words.iter().any(|w| matches!(w, Word::Part(_))) {
            return None;
        }
        let day = self.anchor.and_then(|a| a.checked_add(days.days()).ok());
        let (value, basis) = day.map_or_else(
            || ("XXXX-XX-XX".to_owned(), Basis::Open),
            |d| (Point::day(d).value(), Basis::Anchored),
        );
        let point = day.map(Point::day);
        if let Some(code) = part {
            return Some(Read { point, ..Read::of(end, TimeKind::Time, format!("{value}{code}"), basis) });
        }
        if let Some(Word::Part(code)) = self.word(end).filter(|_| !self.t.parted(end - 1)) {
            let end = self.known.past(end);
            return Some(Read { point, ..Read::of(end, TimeKind::Time, format!("{value}{code}"), basis) });
        }
        if self.t.glued(end - 1) && matches!(self.t.raw(end), "'" | "’") && self.anchor.is_none() {
            return Some(Read::of(end, TimeKind::Date, "PRESENT_REF", Basis::Open));
        }
        Some(Read { point, ..Read::of(end, TimeKind::Date, value, basis) })
    }

    pub(super) fn reference(&self, i: usize, value: &str) -> Option<Read> {
        let t = self.t;
        if value == "FUTURE_REF" {
            // "as soon as" and "soon after" are of something else.
            let other = i > 0 && self.cue(i - 1, Cue::NotSoonBefore) || self.cue(i + 1, Cue::NotSoonAfter);
            let ends = t.shape(i + 1) != Some(Shape::Word);
            let led = i > 0 && self.cue(i - 1, Cue::BeforeSoon);
            return (!other && (ends || led))
                .then(|| Read::of(i + 1, TimeKind::Date, value, Basis::Anchored));
        }
        // "recent years" is one expression.
        if self.cue(i, Cue::Recent)
            && let Some(Word::Unit(u, true)) = self.word(i + 1)
            && u >= Unit::Day
        {
            return Some(Read::of(i + 2, TimeKind::Date, "PAST_REF", Basis::Anchored));
        }
        let that = self.cue(i, Cue::Current) && self.cue(i + 1, Cue::AfterCurrent);
        (!that).then(|| Read::of(i + 1, TimeKind::Date, value, Basis::Anchored))
    }

    /// "this year", "last month", "next Friday", "the previous day": `i` is the word, `start` where
    /// the expression begins.
    pub(super) fn which(&self, start: usize, i: usize, which: Which) -> Option<Read> {
        let t = self.t;
        let mut at = self.after(i)?;
        let the = start < i;
        // "at this time"
        if which == Which::This && self.cue(at, Cue::TimeOrPoint) {
            let led = start > 0
                && self.cue(start - 1, Cue::BeforeThisTime)
                && (self.cue(at, Cue::Time) || self.cue(at + 1, Cue::In));
            return led.then(|| Read::of(at + 1, TimeKind::Date, "PRESENT_REF", Basis::Open));
        }
        // "this past spring", "this coming Friday"
        if which == Which::This
            && let Some(Word::Which(w @ (Which::Last | Which::Next))) = self.word(at)
            && self.cue(at, Cue::PastOrComing)
        {
            let unit = self.after(at)?;
            return match self.word(unit)? {
                Word::Unit(u, false) => self.which_unit(unit, w, u, false),
                _ => self.which(start, at, w),
            };
        }
        // "that same year"
        if which == Which::Same && self.cue(at, Cue::SameOrVery) {
            at = self.after(at)?;
        }
        // "the last four months", "the next few days", "the past year"
        if matches!(which, Which::Last | Which::Next | Which::Previous | Which::Following | Which::This)
            && let Some(mut r) = self.counted(at)
        {
            r.kind = TimeKind::Duration;
            return Some(r);
        }
        let past = self.cue(i, Cue::Past);
        if past && !the {
            // "past" is a preposition more often.
            let unit = matches!(self.word(at), Some(Word::Unit(..)));
            if !unit {
                return None;
            }
        }
        // "this fiscal year", "the last calendar year"
        if self.cue(at, Cue::YearKind) {
            at = self.after(at)?;
        }
        if let Some(Word::Unit(Unit::Day | Unit::Week, _)) = self.word(at)
            && the
            && self.of(at + 1)
            && let Some(c) = self.month_first(at + 2)
        {
            return Some(Read { written: None, ..self.dated(start, c, None) });
        }
        match self.word(at) {
            Some(Word::Unit(unit, false)) => {
                self.which_unit(at, which, unit, past || (the && which == Which::Last))
            }
            Some(Word::Unit(unit, true))
                if unit >= Unit::Day && which != Which::This && which != Which::Same =>
            {
                let letter = letter(unit)?;
                let value = match which {
                    Which::Last if past => format!("PX{letter}"),
                    Which::Last => "PAST_REF".to_owned(),
                    _ => "FUTURE_REF".to_owned(),
                };
                let kind = if value.starts_with("PX") { TimeKind::Duration } else { TimeKind::Date };
                Some(Read::of(at + 1, kind, value, Basis::Anchored))
            }
            Some(Word::Weekday(w, false)) if self.capital(at) => {
                let w = Weekday::from_monday_one_offset(w).ok()?;
                let from = if self.narrative { self.last.day } else { self.anchor };
                let day = from.and_then(|from| {
                    let behind = i64::from(w.since(from.weekday()));
                    let days = match which {
                        Which::Last | Which::Previous => {
                            if behind == 0 {
                                -7
                            } else {
                                behind - 7
                            }
                        }
                        Which::Next | Which::Following => {
                            if behind == 0 {
                                7
                            } else {
                                behind
                            }
                        }
                        Which::This | Which::Same => {
                            if behind == 0 {
                                0
                            } else if self.ahead(start) {
                                behind
                            } else {
                                behind - 7
                            }
                        }
                    };
                    from.checked_add(days.days()).ok()
                });
                Some(self.part_of_day(at + 1, day.map(Point::day), w))
            }
            Some(Word::Month(..)) => {
                let month = self.month(at)?;
                let c = self.month_first(at)?;
                if c.day.is_some() || c.year.is_some() {
                    return Some(self.dated(at, c, None));
                }
                let from = self.anchor.filter(|_| !self.narrative);
                let year = match from {
                    Some(a) => {
                        let own = i32::from(a.year());
                        match which {
                            Which::Last | Which::Previous => {
                                if month < a.month() {
                                    own
                                } else {
                                    own - 1
                                }
                            }
                            Which::Next | Which::Following => {
                                if month > a.month() {
                                    own
                                } else {
                                    own + 1
                                }
                            }
                            Which::This | Which::Same => own,
                        }
                    }
                    None => self.last.year?,
                };
                Some(Read::at(
                    c.end,
                    Point::Month(year, month),
                    if from.is_some() { Basis::Anchored } else { Basis::Carried },
                ))
            }
            Some(Word::Season(code)) => {
                if let Some((end, y)) = self.year_after(at + 1) {
                    return Some(Read::at(end, Point::Season(y, code), Basis::Written));
                }
                let (year, basis) = self.season_year(code, which)?;
                Some(Read::at(at + 1, Point::Season(year, code), basis))
            }
            Some(Word::Part(code))
                if matches!(
                    which,
                    Which::This | Which::Last | Which::Same | Which::Following | Which::Next
                ) =>
            {
                let story = self.narrative || matches!(which, Which::Same | Which::Following | Which::Next);
                let from = if story { self.last.day.or(self.anchor) } else { self.anchor }?;
                let days = match which {
                    Which::Last => -1,
                    Which::Following | Which::Next => 1,
                    _ => 0,
                };
                let day = Point::day(from.checked_add(days.days()).ok()?);
                let basis = if story { Basis::Carried } else { Basis::Anchored };
                Some(Read {
                    point: Some(day),
                    ..Read::of(at + 1, TimeKind::Time, format!("{}{code}", day.value()), basis)
                })
            }
            // "the last half of 1989"
            None if which == Which::Last && self.cue(at, Cue::Half) => {
                let (end, year) = self.year_after(at + 1)?;
                Some(Read::at(end, Point::Half(year, 2), Basis::Written))
            }
            None if the
                && which == Which::Last
                && past
                && (t.shape(at) != Some(Shape::Word) || start > 0 && self.cue(start - 1, Cue::In)) =>
            {
                // "in the past."
                Some(Read::of(i + 1, TimeKind::Date, "PAST_REF", Basis::Anchored))
            }
            _ => None,
        }
    }

    /// "(the night of) April 18, 1775"
    pub(super) fn part_of_date(&self, i: usize, code: &str) -> Option<Read> {
        let r = match self.t.shape(i)? {
            Shape::Digits => self.day_first(i)?,
            Shape::Word => match self.word(i)? {
                Word::Month(..) => self.dated(i, self.month_first(i).filter(|c| c.day.is_some())?, None),
                Word::Weekday(..) => self.weekday(i)?,
                Word::The if self.t.shape(i + 1) == Some(Shape::Digits) => self.digits(i + 1)?,
                _ => return None,
            },
            Shape::Mark => return None,
        };
        (r.kind == TimeKind::Date && r.value.len() >= 10).then(|| Read {
            kind: TimeKind::Time,
            value: format!("{}{code}", r.value),
            ..r
        })
    }

    /// The year of a season without one.
    pub(super) fn season_year(&self, code: &'static str, which: Which) -> Option<(i32, Basis)> {
        if let Some(a) = self.anchor.filter(|_| !self.narrative) {
            let own = i32::from(a.year());
            // The first month of it, in the north.
            let first = match code {
                "SP" => 3,
                "SU" => 6,
                "FA" => 9,
                _ => 12,
            };
            let year = match which {
                Which::Last | Which::Previous => {
                    if a.month() >= first + 2 || code == "WI" && a.month() < 12 {
                        own - i32::from(code == "WI")
                    } else {
                        own - 1
                    }
                }
                Which::Next | Which::Following => {
                    if a.month() < first {
                        own
                    } else {
                        own + 1
                    }
                }
                Which::This | Which::Same => own,
            };
            return Some((year, Basis::Anchored));
        }
        let year = self.last.year?;
        let shift = match which {
            Which::Last | Which::Previous => -1,
            Which::Next | Which::Following => i32::from(!matches!(code, "FA" | "WI")),
            _ => 0,
        };
        Some((year + shift, Basis::Carried))
    }

    /// "this year", "last week", "the same day", "the following month".
    pub(super) fn which_unit(&self, at: usize, which: Which, unit: Unit, period: bool) -> Option<Read> {
        let end = at + 1;
        let n = match which {
            Which::This | Which::Same => 0,
            Which::Last | Which::Previous => -1,
            Which::Next | Which::Following => 1,
        };
        // "the past year", "the last decade": how long.
        if period && self.cue(at - 1, Cue::Past) && unit >= Unit::Day {
            let letter = letter(unit)?;
            return Some(Read::of(end, TimeKind::Duration, format!("P1{letter}"), Basis::Anchored));
        }
        let before = matches!(which, Which::Same | Which::Previous | Which::Following)
            || (self.narrative && which != Which::This);
        if before {
            if which == Which::Same
                && !matches!(
                    unit,
                    Unit::Day
                        | Unit::Week
                        | Unit::Month
                        | Unit::Year
                        | Unit::Night
                        | Unit::Weekend
                        | Unit::Quarter
                        | Unit::Decade
                        | Unit::Century
                )
            {
                return None;
            }
            return self.counted_from(end, n, unit, Basis::Carried);
        }
        if self.narrative && self.anchor.is_none() {
            return (unit >= Unit::Day).then(|| Read::of(end, TimeKind::Date, "PRESENT_REF", Basis::Open));
        }
        let a = self.anchor?;
        let point = moved(a, n, unit)?;
        // "next year's first quarter"
        if let Point::Year(y) = point
            && self.t.glued(at)
            && matches!(self.t.raw(end), "'" | "’")
            && let Some(r) = self.quarter_of(end + 2, y)
        {
            return Some(Read { basis: Basis::Anchored, ..r });
        }
        Some(Read::at(end, point, Basis::Anchored))
    }

    /// `n` units from what was said before.
    pub(super) fn counted_from(&self, end: usize, n: i64, unit: Unit, basis: Basis) -> Option<Read> {
        let year = self.last.year.or_else(|| self.anchor.map(|a| i32::from(a.year())));
        let point = match unit {
            Unit::Year => Point::Year(year? + i32::try_from(n).ok()?),
            Unit::Decade => Point::Decade(year?.div_euclid(10) + i32::try_from(n).ok()?),
            Unit::Century => Point::Century(year?.div_euclid(100) + i32::try_from(n).ok()?),
            Unit::Month => match self.last.month.zip(self.last.year) {
                Some((m, y)) => Point::month(y, m, n),
                None => return Some(Read::of(end, TimeKind::Date, "XXXX-XX", Basis::Open)),
            },
            Unit::Day | Unit::Night | Unit::Week | Unit::Weekend | Unit::Fortnight => {
                match self.last.day.or(self.anchor.filter(|_| !self.narrative)) {
                    Some(d) => match unit {
                        Unit::Day | Unit::Night => Point::day(d.checked_add(n.days()).ok()?),
                        _ => moved(d, n, unit)?,
                    },
                    None => return Some(Read::of(end, TimeKind::Date, "XXXX-XX-XX", Basis::Open)),
                }
            }
            Unit::Quarter => match self.last.quarter {
                Some((y, q, _)) => {
                    let q = i64::from(y) * 4 + i64::from(q) - 1 + n;
                    Point::Quarter(
                        i32::try_from(q.div_euclid(4)).ok()?,
                        i8::try_from(q.rem_euclid(4)).ok()? + 1,
                    )
                }
                None => return None,
            },
            Unit::Second | Unit::Minute | Unit::Hour => return None,
        };
        Some(Read::at(end, point, basis))
    }
}
