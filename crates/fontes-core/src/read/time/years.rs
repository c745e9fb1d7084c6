//! Which years, decades and centuries before Christ do figures and words name?

use super::duration::whole_units;
use super::point::{Point, nearest};
use super::words::{Unit, Word};
use super::{Basis, Read, Reader};
use crate::lang::{Cue, NumeralKind, TimeWord};
use crate::read::number::numeral;
use crate::read::token::Shape;

impl Reader<'_, '_> {
    /// A year of four figures at token `i`, by itself.
    pub(super) fn year(&self, i: usize) -> Option<i32> {
        let t = self.t;
        let raw = t.raw(i);
        if raw.len() != 4 || t.shape(i)? != Shape::Digits {
            return None;
        }
        if i > 0 && t.glued(i - 1) {
            let before = t.raw(i - 1);
            if t.shape(i - 1) == Some(Shape::Word)
                || matches!(before, "." | "," | "$" | "£" | "€" | "#" | "_" | "+" | "=" | "@")
            {
                return None;
            }
        }
        if t.glued(i) {
            let after = t.raw(i + 1);
            let digits = t.shape(i + 2) == Some(Shape::Digits) && t.glued(i + 1);
            if t.shape(i + 1) == Some(Shape::Word) && !self.is_word(i + 1, Word::YearSign)
                || after == "%"
                || (matches!(after, "." | ",") && digits)
            {
                return None;
            }
        }
        let y: i32 = raw.parse().ok()?;
        (1000..2100).contains(&y).then_some(y)
    }

    /// A year at token `i`, that what stands around it does not make a number of something.
    pub(super) fn sure_year(&self, i: usize) -> Option<i32> {
        let y = self.year(i)?;
        let t = self.t;
        let before = i.checked_sub(1).filter(|&b| !t.parted(b));
        let led = before.is_some_and(|b| {
            self.cue(b, Cue::BeforeYear) || matches!(t.raw(b), "(" | "-" | "–" | "/" | "[" | ",")
        });
        // "в 1921 году", "l'an 1921": the word for a year tells.
        let year = |k: usize| self.unit_is(k, Unit::Year, false) || self.is_word(k, Word::YearSign);
        let told = led || before.is_some_and(year) || year(i + 1) && !t.parted(i);
        if !(told || self.known.words.tells_counts) {
            return None;
        }
        let money = before.is_some_and(|b| matches!(t.raw(b), "$" | "£" | "€" | "¥"));
        let hour = self.cue(i + 1, Cue::HourAfterYear);
        // "1500 men", "2000 tons": a round number before a plural counts them.
        let counted = t.shape(i + 1) == Some(Shape::Word)
            && !t.parted(i)
            && !self.capital(i + 1)
            && self.known.words.ends_as_plural(t.raw(i + 1))
            && !self.cue(i + 1, Cue::NotCountedAfter);
        let percent = self.cue(i + 1, Cue::CountedAfter);
        if money || hour || percent || (counted && (y % 10 == 0 || !led)) {
            return None;
        }
        // Before printing, a bare figure is more often a page or a number of something.
        let old = before.is_some_and(|b| self.cue(b, Cue::BeforeOldYear));
        ((led && old) || (1500..2100).contains(&y)).then_some(y)
    }

    /// What begins with figures: a date, a year, a clock time, a duration.
    pub(super) fn digits(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if let Some(r) = self.date_time_group(i) {
            return Some(r);
        }
        let figures = self.iso(i).or_else(|| self.slashed(i)).or_else(|| self.year_first(i));
        if let Some(r) = figures.or_else(|| self.signed(i)).or_else(|| self.clock(i)) {
            return Some(r);
        }
        if let Some(r) = self.day_first(i) {
            return Some(r);
        }
        // "1990s", "1970's"
        let raw = t.raw(i);
        if raw.len() == 4 && raw.ends_with('0') {
            let s = if t.glued(i) && matches!(t.raw(i + 1), "'" | "’") && t.glued(i + 1) {
                i + 2
            } else {
                i + 1
            };
            if t.glued(i) && self.is_tens(s) {
                let d = raw[..3].parse().ok()?;
                return Some(Read::at(s + 1, Point::Decade(d), Basis::Written));
            }
        }
        if raw.len() <= 4
            && let Some(r) = self.christian(i)
        {
            return Some(r);
        }
        if raw.len() <= 2
            && let Some(r) = self.century(i)
        {
            return Some(r);
        }
        if let Some(y) = self.year(i)
            && let Some(r) = self.quarter_of(i + 1, y)
        {
            return Some(r);
        }
        if let Some(y) = self.sure_year(i) {
            return Some(Read::at(self.past_year(i + 1), Point::Year(y), Basis::Written));
        }
        if raw.len() == 2 || raw.len() == 4 {
            // "1941-45": the second of a range.
            if let Some(r) = self.range_end(i) {
                return Some(r);
            }
        }
        self.counted(i)
    }

    /// "241 BC", "70 AD", "470s BC".
    pub(super) fn christian(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let y: i32 = t.raw(i).parse().ok()?;
        if i > 0 && t.glued(i - 1) && t.shape(i - 1) == Some(Shape::Word) {
            return None;
        }
        let mut at = i + 1;
        let tens = t.glued(i) && self.is_tens(at);
        at += usize::from(tens);
        // "264-241 BC": the first of a range.
        let mut far = at;
        if matches!(t.raw(far), "-" | "–" | "—") || self.cue(far, Cue::EraLink) {
            far += 1;
            if t.shape(far) == Some(Shape::Digits) && t.raw(far).len() <= 4 {
                far += 1;
                if self.era(far).is_some_and(|e| e.1) {
                    return Some(Read::at(
                        at,
                        if tens { Point::Decade(-(y / 10)) } else { Point::Year(-y) },
                        Basis::Written,
                    ));
                }
            }
        }
        let (end, bc) = self.era(at)?;
        if y == 0 {
            return None;
        }
        let point = match (tens, bc) {
            (false, true) => Point::Year(-y),
            (false, false) => Point::Year(y),
            (true, true) => Point::Decade(-(y / 10)),
            (true, false) => Point::Decade(y / 10),
        };
        Some(Read::at(end, point, Basis::Written))
    }

    /// "BC", "B.C.", "BCE", "AD" at token `i`: the token after it, and whether before Christ.
    pub(super) fn era(&self, i: usize) -> Option<(usize, bool)> {
        let t = self.t;
        if let Some(bc) = self.era_name(i) {
            return Some((i + 1, bc));
        }
        // "B.C."
        let (end, word) = self.initials(i).filter(|_| self.capital(i) && self.capital(i + 2))?;
        let known = self.known.words.get(self.known.words.number(&word));
        // "1921 C.E. Hughes" has initials.
        let bc = era_of(known).filter(|bc| *bc || known.cues.has(Cue::EraBeforeYear))?;
        Some((end + usize::from(t.glued(end - 1) && t.is(end, ".")), bc))
    }

    /// An era's name of one word in capitals, and whether it counts backwards.
    pub(super) fn era_name(&self, i: usize) -> Option<bool> {
        let bc = era_of(self.known.get(i)).filter(|_| self.known.past(i) == i + 1)?;
        self.t.raw(i).chars().all(|c| !c.is_lowercase()).then_some(bc)
    }

    /// What follows the figures of a decade: the "s" of "1960s".
    pub(super) fn is_tens(&self, i: usize) -> bool {
        self.is_word(i, Word::DecadeEnding) && self.is_small(i)
    }

    /// "45" of "1941-45", "1945" of "1941-1945".
    pub(super) fn range_end(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let dash = i.checked_sub(1)?;
        if !matches!(t.raw(dash), "-" | "–" | "/") || !t.glued(dash) {
            return None;
        }
        let from = self.year(dash.checked_sub(1)?)?;
        let second: i32 = t.raw(i).parse().ok()?;
        if t.glued(i) && t.shape(i + 1) == Some(Shape::Word) {
            return None;
        }
        let year = if t.raw(i).len() == 4 { second } else { from / 100 * 100 + second };
        (year > from && year < from + 100).then(|| Read::at(i + 1, Point::Year(year), Basis::Carried))
    }

    /// "'68": of the century that is spoken of.
    pub(super) fn short_year(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let raw = t.raw(i + 1);
        if raw.len() != 2 || i > 0 && t.glued(i - 1) && t.shape(i - 1) != Some(Shape::Mark) {
            return None;
        }
        let y: i32 = raw.parse().ok()?;
        let base = self.last.year.or(self.anchor.map(|a| i32::from(a.year()))).unwrap_or(1950);
        let year = nearest(base, y);
        if t.glued(i + 1) && self.is_tens(i + 2) {
            return Some(Read::at(i + 3, Point::Decade(year / 10), Basis::Carried));
        }
        if t.glued(i + 1) && t.shape(i + 2) == Some(Shape::Word) {
            return None;
        }
        Some(Read::at(i + 2, Point::Year(year), Basis::Carried))
    }

    /// "nineteen ninety-six", as it is spoken.
    pub(super) fn spelled_year(&self, i: usize) -> Option<Read> {
        let century = self.known.cardinal(i).filter(|c| (16.0..20.0).contains(c) && self.counts)?;
        // 16 to 19.
        let century = century as i32;
        let at = self.after(i)?;
        let rest = numeral::read(self.t, at)
            .filter(|n| n.start == at && !n.vague && self.t.shape(at) == Some(Shape::Word))?;
        // "nineteen million" and "nineteen two" are others.
        if !(10.0..100.0).contains(&rest.value) || rest.value.fract() != 0.0 {
            return None;
        }
        let year = century * 100 + whole_units(rest.value).and_then(|v| i32::try_from(v).ok())?;
        Some(Read::at(rest.end, Point::Year(year), Basis::Written))
    }

    /// A year in words after "the year" or a month: "two thousand (and) one", "nineteen ninety-seven".
    pub(super) fn year_in_words(&self, i: usize) -> Option<(usize, i32)> {
        if let Some(Read { end, point: Some(Point::Year(y)), .. }) = self.spelled_year(i) {
            return Some((end, y));
        }
        let led = self.counts
            && self.known.cardinal(i) == Some(2.0)
            && self.known.get(i + 1).numeral(NumeralKind::Magnitude) == Some(1000.0);
        let n = numeral::read(self.t, i).filter(|n| led && n.start == i && !n.vague)?;
        let y = i32::try_from(whole_units(n.value)?).ok()?;
        (2000..2100).contains(&y).then_some((n.end, y))
    }

    pub(super) fn fiscal(&self, i: usize) -> Option<Read> {
        let mut at = self.after(i)?;
        if self.unit_is(at, Unit::Year, false) {
            at = self.after(at)?;
        }
        let y = self.year(at)?;
        Some(Read::at(at + 1, Point::Year(y), Basis::Written))
    }

    pub(super) fn named_decade(&self, i: usize, d: i32) -> Option<Read> {
        let led = i > 0 && (self.cue(i - 1, Cue::BeforeTens) || self.t.is(i - 1, "-"));
        let century = self.last.year.or(self.anchor.map(|a| i32::from(a.year()))).map_or(19, |y| y / 100);
        led.then(|| Read::at(i + 1, Point::Decade(century * 10 + d), Basis::Carried))
    }
}

fn era_of(word: &TimeWord) -> Option<bool> {
    word.words.iter().find_map(|w| match w {
        Word::Era(bc) => Some(*bc),
        _ => None,
    })
}
