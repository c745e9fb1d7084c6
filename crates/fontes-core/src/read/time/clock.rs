//! Which hours are named, and of which day?

use super::point::Point;
use super::words::Word;
use super::{Basis, Read, Reader, TimeKind};
use crate::lang::Cue;
use crate::read::token::Shape;

impl Reader<'_, '_> {
    /// A time of day at token `i`: the token after it, "T22:15", and whether the half of the day is said.
    pub(super) fn hour(&self, i: usize) -> Option<(usize, String, bool)> {
        let t = self.t;
        if t.shape(i)? != Shape::Digits || t.raw(i).len() > 2 {
            return None;
        }
        let mut h: u8 = t.raw(i).parse().ok()?;
        let mut end = i + 1;
        let mut minutes = None;
        if t.glued(i) && matches!(t.raw(end), ":" | ".") && t.glued(end) && t.raw(end + 1).len() == 2 {
            let m: u8 = t.raw(end + 1).parse().ok()?;
            if m < 60 {
                minutes = Some(m);
                end += 2;
            }
        }
        let colon = minutes.is_some() && t.is(i + 1, ":");
        let half = self.half_day(end).filter(|_| !t.parted(end - 1)).or_else(|| {
            // "a.m."
            let (past, word) = self.initials(end)?;
            let half = self.half_day_of(&word)?;
            Some((past + usize::from(t.glued(past - 1) && t.is(past, ".")), half))
        });
        let said = half.is_some();
        let half = half.map(|(past, pm)| {
            end = past;
            pm
        });
        match half {
            Some(pm) => {
                if !(1..=12).contains(&h) {
                    return None;
                }
                h = h % 12 + if pm { 12 } else { 0 };
            }
            None if colon && h < 24 => {
                // "3:15" may be a verse or a score: a digit of seconds or a word must tell.
                if t.glued(end - 1) && matches!(t.raw(end), ":" | "-") {
                    return None;
                }
            }
            None => return None,
        }
        Some((end, minutes.map_or_else(|| format!("T{h:02}:00"), |m| format!("T{h:02}:{m:02}")), said))
    }

    /// "am", "pm" at token `i`: the token after it, and whether after noon.
    fn half_day(&self, i: usize) -> Option<(usize, bool)> {
        let half = self.known.get(i).words.iter().find_map(|w| half_of(*w))?;
        Some((self.known.past(i), half))
    }

    fn half_day_of(&self, word: &str) -> Option<bool> {
        let words = self.known.words;
        words.get(words.number(word)).words.iter().find_map(|w| half_of(*w))
    }

    /// Two single letters with a full stop between, written together: "a.m" as "am"; and the token after them.
    pub(super) fn initials(&self, i: usize) -> Option<(usize, String)> {
        let t = self.t;
        let one = |k: usize| t.shape(k) == Some(Shape::Word) && t.raw(k).chars().nth(1).is_none();
        if !(one(i) && t.glued(i) && t.is(i + 1, ".") && t.glued(i + 1) && one(i + 2)) {
            return None;
        }
        let (a, b) = (t.small(i), t.small(i + 2));
        Some((i + 3, format!("{}{}", a.as_str(), b.as_str())))
    }

    pub(super) fn clock(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if i > 0 && t.glued(i - 1) && !matches!(t.raw(i - 1), "(" | "[" | "\"" | "“") {
            return None;
        }
        // "0430 hours"
        if t.raw(i).len() == 4
            && self.cue(i + 1, Cue::Hours)
            && let (Some(h), Some(m)) = (t.raw(i).get(..2), t.raw(i).get(2..))
            && h < "24"
            && m < "60"
        {
            let clock = format!("T{h}:{m}");
            return Some(self.clock_of_day(i + 2, &clock));
        }
        let (end, clock, half) = self.hour(i)?;
        let said = i > 0 && self.cue(i - 1, Cue::BeforeHour);
        (half || said).then(|| self.clock_of_day(end, &clock))
    }

    /// A time of the day that is spoken of, or that follows: "10 p.m. Wednesday".
    pub(super) fn clock_of_day(&self, end: usize, clock: &str) -> Read {
        let t = self.t;
        let mut at = end;
        if self.cue(at, Cue::Zone) && !t.parted(end - 1) {
            at += 1;
        }
        if self.cue(at, Cue::Time) {
            at += 1;
        }
        if self.cue(at, Cue::ClockDayLink) {
            at += 1;
        }
        if !t.parted(end - 1) {
            let day = match self.word(at) {
                Some(Word::Weekday(..)) => self.weekday(at),
                Some(Word::Month(..)) => self.month_or_date(at),
                Some(Word::Today(days, None)) => self.today(at, days, None),
                _ if t.shape(at) == Some(Shape::Digits) => self.day_first(at),
                _ => None,
            };
            if let Some(d) = day.filter(|d| d.kind == TimeKind::Date && d.value.len() == 10) {
                return Read { kind: TimeKind::Time, value: format!("{}{clock}", d.value), ..d };
            }
        }
        let day = if self.narrative { self.last.day } else { self.last.day.or(self.anchor) };
        let value = day.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| Point::day(d).value());
        let basis = if day.is_none() { Basis::Open } else { Basis::Carried };
        Read::of(end, TimeKind::Time, format!("{value}{clock}"), basis)
    }
}

const fn half_of(word: Word) -> Option<bool> {
    match word {
        Word::HalfDay(pm) => Some(pm),
        _ => None,
    }
}
