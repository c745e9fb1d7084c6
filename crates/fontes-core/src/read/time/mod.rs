//! Which days, months, years, periods and hours does a text name, and when were they?
//!
//! Values are those of TIMEX3 (TimeML 1.2.1) and, where there is one, of EDTF (Library of
//! Congress, 2019). What is not written out is counted from an anchor: in a text with a date, from
//! that date ("yesterday", "on Friday", "in May"); in a narrative, from the date that was
//! mentioned before. Where there is neither, the unknown parts stay unknown ("XXXX-05-03").
//!
//! Left out: languages other than English, ages, events that stand for their dates ("since the
//! coup"), and feasts that move with the moon.

mod point;
mod words;
mod written;

pub use written::{Fault, Written, weekday_name};

use super::number::numeral;
use super::token::{Shape, Tokens};
use crate::text::Span;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use point::Point;
use words::{Unit, WORDS, Which, Word, ordinal, word};

/// What an expression of time names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeKind {
    /// A day or a longer stretch of the calendar.
    Date,
    /// A part of a day.
    Time,
    /// How long something takes.
    Duration,
    /// What comes again and again.
    Set,
}

impl TimeKind {
    /// The kind, as TIMEX3 names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// What a value rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// All of it stands there.
    Written,
    /// Counted from the document's date.
    Anchored,
    /// Taken from what was said before.
    Carried,
    /// Something is unknown.
    Open,
}

impl Basis {
    /// The basis in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Anchored => "anchored",
            Self::Carried => "carried",
            Self::Open => "open",
        }
    }
}

/// An expression of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Its words.
    pub span: Span,
    /// What it names.
    pub kind: TimeKind,
    /// Its value, as TIMEX3 writes it.
    pub value: String,
    /// What the value rests on.
    pub basis: Basis,
    /// The day, where it is written out in full.
    pub written: Option<Written>,
}

impl Time {
    /// The value as EDTF writes it; `None` for what EDTF has no form for (durations, sets, "now").
    #[must_use]
    pub fn edtf(&self) -> Option<String> {
        if !matches!(self.kind, TimeKind::Date | TimeKind::Time) || self.value.ends_with("_REF") {
            return None;
        }
        let (bc, v) = self.value.strip_prefix("BC").map_or((false, self.value.as_str()), |v| (true, v));
        let day = v.split('T').next().unwrap_or(v).trim_end_matches('-');
        let mut out = match day.len() {
            2 if !bc => format!("{day}XX"),
            3 if !bc => format!("{day}X"),
            _ => day.to_owned(),
        };
        // Groupings below the year (EDTF level 1): 21 to 24 seasons, 33 to 36 quarters; level 2: 40, 41 halves.
        for (code, number) in [
            ("-SP", "-21"),
            ("-SU", "-22"),
            ("-FA", "-23"),
            ("-WI", "-24"),
            ("-Q1", "-33"),
            ("-Q2", "-34"),
            ("-Q3", "-35"),
            ("-Q4", "-36"),
            ("-H1", "-40"),
            ("-H2", "-41"),
        ] {
            if let Some(year) = out.strip_suffix(code) {
                out = format!("{year}{number}");
                break;
            }
        }
        if out.contains('W') || out.contains('Q') || out.contains('H') || out.starts_with('P') {
            return None;
        }
        if bc {
            // 1 BC is the year 0.
            let (year, rest) = out.split_at(out.find('-').unwrap_or(out.len()));
            let year: i32 = year.parse().ok()?;
            return (year > 0 && self.value.len() >= 6).then(|| match year {
                1 => format!("0000{rest}"),
                y => format!("-{:04}{rest}", y - 1),
            });
        }
        Some(out)
    }
}

/// The expressions of time in a text, in order; they do not overlap. `date` is the document's
/// own date, ISO 8601 as far as it is known.
#[must_use]
pub fn times(text: &str, date: Option<&str>) -> Vec<Time> {
    times_in(&Tokens::new(text), date)
}

pub(crate) fn times_in(t: &Tokens<'_>, date: Option<&str>) -> Vec<Time> {
    let anchor = date.and_then(|d| d.get(..10)).and_then(|d| d.parse::<Date>().ok());
    // A date that is only a year or a month is what the text starts from.
    let year = date.filter(|_| anchor.is_none()).and_then(|d| d.get(..4)?.parse().ok());
    let month = date.filter(|_| anchor.is_none()).and_then(|d| d.get(5..7)?.parse().ok());
    let last = Last { year, month, ..Last::default() };
    let written = Reader { t, anchor, narrative: anchor.is_none(), last, named: Named::new() };
    let narrative = match anchor {
        Some(d) => written.tells(i32::from(d.year())),
        None => true,
    };
    Reader { narrative, ..written }.read()
}

/// What was said before.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    year: Option<i32>,
    month: Option<i8>,
    day: Option<Date>,
    /// A quarter, and the token where it was named.
    quarter: Option<(i32, i8, usize)>,
}

/// Days that were named with their year, for when they are named without.
type Named = std::collections::HashMap<(i8, i8), i32>;

struct Reader<'r, 't> {
    t: &'r Tokens<'t>,
    anchor: Option<Date>,
    /// Whether dates without a year count from the date before rather than from the anchor.
    narrative: bool,
    last: Last,
    named: Named,
}

/// What was read: the token after it, and what it is.
struct Read {
    end: usize,
    kind: TimeKind,
    value: String,
    basis: Basis,
    point: Option<Point>,
    written: Option<Written>,
    /// What is compared with is not what the text goes on from ("a year earlier").
    aside: bool,
}

impl Read {
    fn at(end: usize, point: Point, basis: Basis) -> Self {
        Self {
            end,
            kind: TimeKind::Date,
            value: point.value(),
            basis,
            point: Some(point),
            written: None,
            aside: false,
        }
    }

    fn of(end: usize, kind: TimeKind, value: impl Into<String>, basis: Basis) -> Self {
        Self { end, kind, value: value.into(), basis, point: None, written: None, aside: false }
    }
}

/// A written date: the token after it, and its parts.
#[derive(Debug, Clone, Copy)]
struct Calendar {
    end: usize,
    year: Option<i32>,
    month: Option<i8>,
    day: Option<i8>,
}

impl Reader<'_, '_> {
    /// Whether the text tells a story of other years than its own: then its dates without a year
    /// are those of the story. A report of its own days names weekdays and "yesterday" more often
    /// than years.
    fn tells(&self, own: i32) -> bool {
        let (mut near, mut far, mut deictic) = (0, 0, 0);
        for i in 0..self.t.len() {
            match self.t.shape(i) {
                Some(Shape::Digits) => match self.year(i) {
                    Some(y) if (y - own).abs() <= 2 => near += 1,
                    Some(_) => far += 1,
                    None => {}
                },
                Some(Shape::Word) => match self.word(i) {
                    Some(Word::Today(..)) => deictic += 1,
                    Some(Word::Weekday(_, false)) if self.capital(i) => deictic += 1,
                    _ if matches!(self.t.raw(i), "BC" | "BCE") => far += 1,
                    _ => {}
                },
                _ => {}
            }
        }
        far >= 3 && far * 2 >= near && deictic * 4 < near + far
    }

    fn read(mut self) -> Vec<Time> {
        let mut out: Vec<Time> = Vec::new();
        let mut i = 0;
        while i < self.t.len() {
            let Some((start, r)) = self.expression(i) else {
                i += 1;
                continue;
            };
            if let Some(span) = self.t.span(start, r.end - 1)
                && out.last().is_none_or(|o| o.span.end() <= span.start())
            {
                if !r.aside && !(self.narrative && r.basis == Basis::Anchored) {
                    self.remember(start, &r);
                }
                out.push(Time { span, kind: r.kind, value: r.value, basis: r.basis, written: r.written });
            }
            i = r.end.max(i + 1);
        }
        out
    }

    fn remember(&mut self, at: usize, r: &Read) {
        let Some(p) = r.point else { return };
        if let Point::Quarter(y, q) = p {
            self.last.quarter = Some((y, q, at));
        }
        // A year by the way is not what the story goes on from; one that opens a sentence is.
        let opens = at > 0 && self.capital(at - 1) || self.last.year.is_none();
        if matches!(p, Point::Year(_)) && !opens && self.narrative && r.basis == Basis::Written {
            return;
        }
        if let Some(y) = p.year_of() {
            if self.last.year != Some(y) {
                self.last.month = None;
            }
            self.last.year = Some(y);
        }
        if let (Point::Day(y, m, d), Basis::Written) = (p, r.basis) {
            self.named.insert((m, d), y);
        }
        if let Some(m) = p.month_of() {
            self.last.month = Some(m);
        }
        if let Some(d) = p.date() {
            self.last.day = Some(d);
        }
    }

    fn word(&self, i: usize) -> Option<Word> {
        if self.t.shape(i)? != Shape::Word || !WORDS.lets(self.t.key(i)) {
            return None;
        }
        word(self.t.small(i).as_str())
    }

    /// The token after `i`, in the same paragraph, over a hyphen where one is glued to both.
    fn after(&self, i: usize) -> Option<usize> {
        if self.t.parted(i) {
            return None;
        }
        let hyphen = self.t.is(i + 1, "-") && self.t.glued(i) && self.t.glued(i + 1);
        Some(if hyphen { i + 2 } else { i + 1 })
    }

    fn small_is(&self, i: usize, words: &[&str]) -> bool {
        self.t.shape(i) == Some(Shape::Word) && words.contains(&self.t.small(i).as_str())
    }

    fn capital(&self, i: usize) -> bool {
        self.t.raw(i).starts_with(|c: char| c.is_uppercase())
    }

    /// The expression that begins at token `i` (or, for a weekday or an article, just there).
    fn expression(&self, i: usize) -> Option<(usize, Read)> {
        let t = self.t;
        match t.shape(i)? {
            Shape::Mark => {
                // "'68"
                if matches!(t.raw(i), "'" | "’" | "‘") && t.glued(i) && t.shape(i + 1) == Some(Shape::Digits)
                {
                    return self.short_year(i).map(|r| (i, r));
                }
                return None;
            }
            Shape::Digits => {
                let r = self.digits(i)?;
                return Some((i, r));
            }
            Shape::Word => {
                if !WORDS.lets(t.key(i)) && !numeral::may_start(t, i) {
                    return None;
                }
            }
        }
        if i > 0 && t.glued(i - 1) && matches!(t.raw(i - 1), "'" | "’" | "@" | "_" | "#") {
            return None;
        }
        let w = self.word(i);
        let r = match w {
            None => self.unmarked(i),
            Some(Word::The) => self.the(i),
            Some(Word::Month(..)) => self.month_or_date(i),
            Some(Word::Weekday(..)) => self.weekday(i),
            Some(Word::Early | Word::Mid | Word::Late) => self.part_of(i),
            Some(Word::Which(which)) => self.which(i, i, which),
            Some(Word::Today(days, part)) => self.today(i, days, part),
            Some(Word::Season(code)) => self.season(i, code),
            Some(Word::Reference(value)) => self.reference(i, value),
            Some(Word::Every(period)) => {
                // "quarterly dividends" are of a kind; "paid quarterly" is how often.
                let adjective = t.shape(i + 1) == Some(Shape::Word)
                    && !t.parted(i)
                    && !self.small_is(
                        i + 1,
                        &["and", "or", "to", "in", "by", "for", "from", "at", "with", "until"],
                    );
                let named = t.shape(i + 1) == Some(Shape::Word) && self.capital(i + 1) && !t.parted(i);
                (!adjective || period == "P1D" && !named)
                    .then(|| Read::of(i + 1, TimeKind::Set, period, Basis::Written))
            }
            Some(Word::Each) => self.each(i),
            Some(Word::Fiscal) => self.fiscal(i),
            Some(Word::Noon) => {
                (!self.small_is(i.wrapping_sub(1), &["high"])).then(|| self.clock_of_day(i, i + 1, "T12:00"))
            }
            Some(Word::Midnight) => Some(self.clock_of_day(i, i + 1, "T24:00")),
            Some(Word::Unit(unit, many)) => self.bare_unit(i, unit, many),
            Some(Word::Decade(d)) => self.named_decade(i, d),
            Some(Word::Part("TNI")) => {
                let at = i > 0 && self.small_is(i - 1, &["at", "by"]);
                at.then(|| Read::of(i + 1, TimeKind::Time, "XXXX-XX-XXTNI", Basis::Open))
            }
            Some(Word::Part(_)) => None,
        }?;
        Some((i, r))
    }

    // ---- Years -------------------------------------------------------------------------------

    /// A year of four figures at token `i`, by itself.
    fn year(&self, i: usize) -> Option<i32> {
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
            if t.shape(i + 1) == Some(Shape::Word) || after == "%" || (matches!(after, "." | ",") && digits) {
                return None;
            }
        }
        let y: i32 = raw.parse().ok()?;
        (1000..2100).contains(&y).then_some(y)
    }

    /// A year at token `i`, that what stands around it does not make a number of something.
    fn sure_year(&self, i: usize) -> Option<i32> {
        let y = self.year(i)?;
        let t = self.t;
        let before = i.checked_sub(1).filter(|&b| !t.parted(b));
        let led = before.is_some_and(|b| {
            self.small_is(
                b,
                &[
                    "in", "since", "by", "until", "till", "of", "from", "to", "during", "before", "after",
                    "early", "late", "mid", "year", "circa", "around", "about", "for", "and", "through",
                    "between", "spring", "summer", "autumn", "fall", "winter", "the",
                ],
            ) || matches!(t.raw(b), "(" | "-" | "–" | "/" | "[" | ",")
        });
        let money = before.is_some_and(|b| matches!(t.raw(b), "$" | "£" | "€" | "¥"));
        let hour = self.small_is(i + 1, &["hours", "hrs", "z", "gmt", "h"]);
        // "1500 men", "2000 tons": a round number before a plural counts them.
        let counted = t.shape(i + 1) == Some(Shape::Word)
            && !t.parted(i)
            && !self.capital(i + 1)
            && t.raw(i + 1).ends_with('s')
            && !self.small_is(
                i + 1,
                &["was", "is", "has", "as", "its", "his", "this", "us", "elections", "olympics", "games"],
            );
        let percent = self.small_is(
            i + 1,
            &["percent", "per", "men", "people", "feet", "miles", "million", "women", "meters", "km"],
        );
        if money || hour || percent || (counted && (y % 10 == 0 || !led)) {
            return None;
        }
        // Before printing, a bare figure is more often a page or a number of something.
        let old = before.is_some_and(|b| {
            self.small_is(
                b,
                &["in", "of", "year", "since", "by", "until", "from", "circa", "before", "after", "around"],
            )
        });
        ((led && old) || (1500..2100).contains(&y)).then_some(y)
    }

    /// What begins with figures: a date, a year, a clock time, a duration.
    fn digits(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if let Some(r) = self.iso(i).or_else(|| self.slashed(i)).or_else(|| self.clock(i)) {
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
            if t.glued(i) && matches!(t.raw(s), "s") {
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
            return Some(Read::at(i + 1, Point::Year(y), Basis::Written));
        }
        if raw.len() == 2 || raw.len() == 4 {
            // "1941-45": the second of a range.
            if let Some(r) = self.range_end(i) {
                return Some(r);
            }
        }
        self.duration(i, i)
    }

    /// "241 BC", "70 AD", "470s BC".
    fn christian(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let y: i32 = t.raw(i).parse().ok()?;
        if i > 0 && t.glued(i - 1) && t.shape(i - 1) == Some(Shape::Word) {
            return None;
        }
        let mut at = i + 1;
        let tens = t.glued(i) && t.raw(at) == "s";
        at += usize::from(tens);
        // "264-241 BC": the first of a range.
        let mut far = at;
        if matches!(t.raw(far), "-" | "–" | "—" | "to") || self.small_is(far, &["to", "and", "or"]) {
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
    fn era(&self, i: usize) -> Option<(usize, bool)> {
        let t = self.t;
        match t.raw(i) {
            "BC" | "BCE" => Some((i + 1, true)),
            "AD" | "CE" => Some((i + 1, false)),
            "B" | "A" if t.glued(i) && t.is(i + 1, ".") && matches!(t.raw(i + 2), "C" | "D") => {
                let bc = t.is(i, "B");
                if bc != t.is(i + 2, "C") {
                    return None;
                }
                Some((i + 3 + usize::from(t.glued(i + 2) && t.is(i + 3, ".")), bc))
            }
            _ => None,
        }
    }

    /// "45" of "1941-45", "1945" of "1941-1945".
    fn range_end(&self, i: usize) -> Option<Read> {
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
    fn short_year(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let raw = t.raw(i + 1);
        if raw.len() != 2 || i > 0 && t.glued(i - 1) && t.shape(i - 1) != Some(Shape::Mark) {
            return None;
        }
        let y: i32 = raw.parse().ok()?;
        let base = self.last.year.or(self.anchor.map(|a| i32::from(a.year()))).unwrap_or(1950);
        let year = [base / 100 * 100 + y, base / 100 * 100 - 100 + y]
            .into_iter()
            .min_by_key(|c| (c - base).abs())?;
        if t.glued(i + 1) && t.raw(i + 2) == "s" {
            return Some(Read::at(i + 3, Point::Decade(year / 10), Basis::Carried));
        }
        if t.glued(i + 1) && t.shape(i + 2) == Some(Shape::Word) {
            return None;
        }
        Some(Read::at(i + 2, Point::Year(year), Basis::Carried))
    }

    /// "nineteen ninety-six", as it is spoken.
    fn spelled_year(&self, i: usize, s: &str) -> Option<Read> {
        let century = match s {
            "sixteen" => 16,
            "seventeen" => 17,
            "eighteen" => 18,
            "nineteen" => 19,
            _ => return None,
        };
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

    fn fiscal(&self, i: usize) -> Option<Read> {
        let mut at = self.after(i)?;
        if self.small_is(at, &["year"]) {
            at = self.after(at)?;
        }
        let y = self.year(at)?;
        Some(Read::at(at + 1, Point::Year(y), Basis::Written))
    }

    fn named_decade(&self, i: usize, d: i32) -> Option<Read> {
        let led = i > 0 && (self.small_is(i - 1, &["the", "mid", "late", "early"]) || self.t.is(i - 1, "-"));
        let century = self.last.year.or(self.anchor.map(|a| i32::from(a.year()))).map_or(19, |y| y / 100);
        led.then(|| Read::at(i + 1, Point::Decade(century * 10 + d), Basis::Carried))
    }

    // ---- Written dates -----------------------------------------------------------------------

    /// `1973-09-11`.
    fn iso(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let dash = |k: usize| t.is(k, "-") && t.glued(k - 1) && t.glued(k);
        if t.raw(i).len() != 4 || !dash(i + 1) || !dash(i + 3) {
            return None;
        }
        // A longer number with hyphens (a telephone, a call number) is not a date.
        if i > 0 && t.glued(i - 1) && (t.is(i - 1, "-") || t.shape(i - 1) == Some(Shape::Word))
            || t.glued(i + 4) && (t.is(i + 5, "-") || t.shape(i + 5) == Some(Shape::Digits))
        {
            return None;
        }
        let two = |k: usize| {
            (t.raw(k).len() == 2 && t.shape(k) == Some(Shape::Digits)).then(|| t.raw(k).parse::<i8>().ok())?
        };
        let (month, day) = (two(i + 2)?, two(i + 4)?);
        let year: i32 = t.raw(i).parse().ok()?;
        if !(1..=12).contains(&month) || !(1..=39).contains(&day) || !(1000..2200).contains(&year) {
            return None;
        }
        Some(self.dated(
            i,
            Calendar { end: i + 5, year: Some(year), month: Some(month), day: Some(day) },
            None,
        ))
    }

    /// `9/27/1973`, `27.9.1973`: a day where only one order can be meant, else the year.
    fn slashed(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let sep = t.raw(i + 1);
        if !matches!(sep, "/" | ".") || t.raw(i).len() > 2 || t.raw(i + 2).len() > 2 || !t.is(i + 3, sep) {
            return None;
        }
        if !(i..i + 4).all(|k| t.glued(k))
            || t.shape(i + 2)? != Shape::Digits
            || t.shape(i + 4)? != Shape::Digits
        {
            return None;
        }
        if i > 0 && t.glued(i - 1) && !matches!(t.raw(i - 1), "(" | "[" | "\"" | "“")
            || t.glued(i + 4) && t.shape(i + 5) != Some(Shape::Mark)
        {
            return None;
        }
        let (a, b): (i8, i8) = (t.raw(i).parse().ok()?, t.raw(i + 2).parse().ok()?);
        let y = t.raw(i + 4);
        let year: i32 = y.parse().ok()?;
        let year = match y.len() {
            4 => year,
            2 if sep == "/" => {
                let base = self
                    .anchor
                    .map(|a| i32::from(a.year()))
                    .or(self.last.year.filter(|&y| y >= 1700))
                    .unwrap_or(1970);
                [base / 100 * 100 + year, base / 100 * 100 - 100 + year]
                    .into_iter()
                    .min_by_key(|c| (c - base).abs())?
            }
            _ => return None,
        };
        if !(1000..2200).contains(&year) || a < 1 || b < 1 || a > 31 || b > 31 {
            return None;
        }
        let (month, day) = match (a > 12, b > 12) {
            (true, false) => (b, a),
            (false, true) => (a, b),
            (false, false) if a == b || sep == "." => (b, a),
            (false, false) => return Some(Read::at(i + 5, Point::Year(year), Basis::Open)),
            (true, true) => return None,
        };
        let c = Calendar { end: i + 5, year: Some(year), month: Some(month), day: Some(day) };
        Some(self.dated(i, c, None))
    }

    /// The month that token `i` names: a small "may" or "march" is another word.
    fn month(&self, i: usize) -> Option<i8> {
        let Some(Word::Month(m, short)) = self.word(i) else { return None };
        let t = self.t;
        if !self.capital(i) {
            return None;
        }
        let dotted = t.glued(i) && t.is(i + 1, ".");
        let figures = t.shape(i + 1 + usize::from(dotted)) == Some(Shape::Digits);
        let day_before = i > 0 && t.shape(i - 1) == Some(Shape::Digits);
        (!short
            || dotted
            || figures
            || day_before
            || t.raw(i).len() > 3
            || self.small_is(i.wrapping_sub(1), &["in", "early", "late", "mid", "last", "since"]))
        .then_some(m)
    }

    /// The token after a month's name, with its full stop.
    fn past_month(&self, i: usize) -> usize {
        let t = self.t;
        let short = matches!(self.word(i), Some(Word::Month(_, true)));
        i + 1 + usize::from(short && t.glued(i) && t.is(i + 1, "."))
    }

    /// A day of a month at token `i` ("11", "11th"), and the token after it.
    fn day(&self, i: usize) -> Option<(usize, i8)> {
        let t = self.t;
        if t.shape(i)? != Shape::Digits || t.raw(i).len() > 2 {
            return None;
        }
        let d: i8 = t.raw(i).parse().ok()?;
        if !(1..=39).contains(&d) {
            return None;
        }
        if t.glued(i) {
            match t.raw(i + 1) {
                "st" | "nd" | "rd" | "th" | "d" => return Some((i + 2, d)),
                ":" if t.glued(i + 1) && t.shape(i + 2) == Some(Shape::Digits) => return None,
                "." | "," if t.glued(i + 1) && t.shape(i + 2) == Some(Shape::Digits) => return None,
                _ if t.shape(i + 1) == Some(Shape::Word) => return None,
                _ => {}
            }
        }
        Some((i + 1, d))
    }

    /// The year after a month or a day: ", 1973", " 1973", " of 1973".
    fn year_after(&self, i: usize) -> Option<(usize, i32)> {
        let t = self.t;
        if i == 0 || t.parted(i - 1) {
            return None;
        }
        let mut at = i;
        if t.is(at, ",") && t.glued(at - 1) || self.small_is(at, &["of"]) || t.is(at, "'") || t.is(at, "’")
        {
            at += 1;
        }
        if let Some((end, true)) = self.era(at + 1)
            && t.shape(at)? == Shape::Digits
        {
            return Some((end, -t.raw(at).parse::<i32>().ok()?));
        }
        if at > i && matches!(t.raw(i), "'" | "’") {
            return None;
        }
        let y = self.year(at)?;
        let sum = self.small_is(at + 1, &["men", "people", "troops", "soldiers"]) && at == i;
        (!sum).then_some((at + 1, y))
    }

    /// `September 11, 1973`, `September 1973`, `Sept. 11`, `September`.
    fn month_first(&self, i: usize) -> Option<Calendar> {
        let month = self.month(i)?;
        let at = self.past_month(i);
        if self.t.parted(i) || self.t.parted(at - 1) {
            return Some(Calendar { end: at, year: None, month: Some(month), day: None });
        }
        if let Some((end, year)) = self.year_after(at) {
            return Some(Calendar { end, year: Some(year), month: Some(month), day: None });
        }
        let the = usize::from(self.small_is(at, &["the"]));
        if let Some((end, day)) = self.day(at + the).filter(|d| the == 0 || d.0 > at + 2) {
            // "May 12 people": a day that counts what follows is none, but nobody writes so.
            let year = self.year_after(end);
            return Some(Calendar {
                end: year.map_or(end, |y| y.0),
                year: year.map(|y| y.1),
                month: Some(month),
                day: Some(day),
            });
        }
        Some(Calendar { end: at, year: None, month: Some(month), day: None })
    }

    /// `11 September 1973`, `11th of September`; and `6-7 January 1916`, for its first day.
    fn day_first(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if i > 0 && t.glued(i - 1) && matches!(t.raw(i - 1), "." | "," | ":" | "$" | "#")
            || i > 0 && t.glued(i - 1) && t.shape(i - 1) == Some(Shape::Word)
        {
            return None;
        }
        let (end, day) = self.day(i)?;
        if let Some(c) = self.then_month(end) {
            return Some(self.dated(i, Calendar { day: Some(day), ..c }, None));
        }
        // The first of a range or of a list.
        let link = matches!(t.raw(end), "-" | "–" | "—" | "/" | ",")
            || self.small_is(end, &["to", "and", "or", "until"]);
        if !link || t.parted(end - 1) {
            return None;
        }
        let (end2, _) = self.day(end + 1)?;
        let c = self.then_month(end2)?;
        Some(self.dated(i, Calendar { end, day: Some(day), ..c }, None))
    }

    /// The month, and the year, after a day.
    fn then_month(&self, end: usize) -> Option<Calendar> {
        let t = self.t;
        if end == 0 || t.parted(end - 1) {
            return None;
        }
        let mut at = end;
        if self.small_is(at, &["of", "day"]) {
            at += 1;
        }
        if self.small_is(at, &["of"]) {
            at += 1;
        }
        let month = self.month(at)?;
        let past = self.past_month(at);
        // "11 May, 1973", but not "11 May, 12 June".
        let year = self.year_after(past);
        Some(Calendar {
            end: year.map_or(past, |y| y.0),
            year: year.map(|y| y.1),
            month: Some(month),
            day: None,
        })
    }

    /// What a written date names, with what is missing taken from the anchor or from before.
    fn dated(&self, i: usize, c: Calendar, weekday: Option<Weekday>) -> Read {
        let month = c.month.or(self.last.month);
        let (year, basis) = match c.year {
            Some(y) => (Some(y), Basis::Written),
            None => self.year_of(i, month, c.day),
        };
        let Some(month) = month else {
            return Read::of(c.end, TimeKind::Date, "XXXX-XX-XX", Basis::Open);
        };
        let Some(year) = year else {
            let day = c.day.map_or(String::new(), |d| format!("-{d:02}"));
            return Read::of(c.end, TimeKind::Date, format!("XXXX-{month:02}{day}"), Basis::Open);
        };
        let Some(day) = c.day else { return Read::at(c.end, Point::Month(year, month), basis) };
        let written = (basis == Basis::Written && year > 0)
            .then(|| i16::try_from(year).ok())
            .flatten()
            .map(|year| Written { year, month, day, weekday });
        Read { written, ..Read::at(c.end, Point::Day(year, month, day), basis) }
    }

    /// The year of a date that names none.
    fn year_of(&self, i: usize, month: Option<i8>, day: Option<i8>) -> (Option<i32>, Basis) {
        let Some(anchor) = self.anchor.filter(|_| !self.narrative) else {
            // From late in one year, a story goes on to early in the next.
            let turned = self.last.month.is_some_and(|m| m >= 10) && month.is_some_and(|m| m <= 3);
            return self
                .last
                .year
                .map_or((None, Basis::Open), |y| (Some(y + i32::from(turned)), Basis::Carried));
        };
        let own = i32::from(anchor.year());
        let month = month.unwrap_or(1);
        if let Some(&y) = day.and_then(|d| self.named.get(&(month, d))) {
            return (Some(y), Basis::Carried);
        }
        let distance = |y: i32| {
            let at = i64::from(y - own) * 12 + i64::from(month) - i64::from(anchor.month());
            at * 31 + i64::from(day.unwrap_or(15)) - i64::from(if day.is_some() { anchor.day() } else { 15 })
        };
        let over = i > 0 && self.small_is(i - 1, &["ended"]);
        let year = if over {
            [own, own - 1].into_iter().find(|&y| distance(y) <= 0)
        } else if day.is_some() {
            [own, own - 1, own + 1].into_iter().min_by_key(|&y| distance(y).abs())
        } else if self.ahead(i) {
            [own, own + 1].into_iter().find(|&y| distance(y) >= 0)
        } else {
            // A month without a year is the last one, or this one.
            [own, own - 1].into_iter().find(|&y| distance(y) <= 0)
        };
        (year.or(Some(own)), Basis::Anchored)
    }

    /// Whether the words before token `i`, in its sentence, speak of what is to come.
    fn ahead(&self, i: usize) -> bool {
        let t = self.t;
        let mut k = i;
        // "by Friday", "until Friday": ahead, unless what had been is told.
        let mut limit = false;
        for step in 0..12 {
            let Some(b) = k.checked_sub(1) else { return limit };
            k = b;
            let stop = matches!(t.raw(k), "." | "!" | "?" | ";") && !t.glued(k);
            // "9 a.m. Tuesday", "on Sept. 3": the stop of a short word ends nothing.
            let short = t.is(k, ".")
                && k > 0
                && t.raw(k - 1).len() < 5
                && t.shape(k - 1) == Some(Shape::Word)
                && step < 4;
            if t.parted(k) || (stop && !short) {
                return limit;
            }
            if t.shape(k) != Some(Shape::Word) {
                continue;
            }
            let small = t.small(k);
            let compound = k > 0 && t.glued(k - 1) && t.is(k - 1, "-");
            if !compound
                && matches!(small.as_str(), "scheduled" | "planned" | "expected" | "due" | "slated" | "set")
            {
                // "had been due on Friday" is over.
                return !(k > 1 && self.small_is(k - 1, &["been"]) && self.small_is(k - 2, &["had"]))
                    && !self.small_is(k - 1, &["previously"]);
            }
            match small.as_str() {
                "would" | "could" | "might" if step < 8 => return true,
                "as" if step < 3 && self.small_is(k + 1, &["soon", "early"]) => return true,
                "will" | "ll" | "shall" | "plans" | "plan" | "planning" | "expects" | "upcoming" => {
                    return true;
                }
                "next" if step < 3 => return true,
                "until" | "till" if step < 5 => limit = true,
                "by" if step < 2 => limit = true,
                "was" | "were" | "had" | "did" | "ended" | "began" | "said" | "held" if step < 5 => {
                    return false;
                }
                "had" | "was" | "were" if limit => return false,
                _ => {}
            }
        }
        limit
    }

    fn month_or_date(&self, i: usize) -> Option<Read> {
        let c = self.month_first(i)?;
        let t = self.t;
        let alone = c.day.is_none() && c.year.is_none();
        if alone && !self.sure_month(i, c.end) {
            return None;
        }
        let mut c = c;
        // "March 5-9, 1918": the first day has the year of the last.
        if c.day.is_some() && c.year.is_none() {
            let link = matches!(t.raw(c.end), "-" | "–" | "—")
                || self.small_is(c.end, &["to", "and", "or", "through", "until"]);
            if link
                && let Some((end, _)) = self.day(c.end + 1)
                && let Some((_, y)) = self.year_after(end)
            {
                c.year = Some(y);
            }
        }
        // "August of that year", "January this year", "June last year"
        if c.year.is_none() && !t.parted(c.end - 1) {
            let at = c.end + usize::from(self.small_is(c.end, &["of"]));
            let the = usize::from(self.small_is(at, &["the"]));
            if let Some(Word::Which(which)) = self.word(at + the)
                && let Some(r) = self.which(at, at + the, which)
                && self.small_is(r.end - 1, &["year"])
                && let Some(Point::Year(y)) = r.point
            {
                let basis = r.basis;
                let r = self.dated(i, Calendar { end: r.end, year: Some(y), ..c }, None);
                return Some(Read { basis, written: None, ..r });
            }
        }
        // "October-November 1941", "in July and August 1914"
        if alone {
            let link = matches!(t.raw(c.end), "-" | "–" | "/")
                || self.small_is(c.end, &["to", "and", "or", "through"]);
            if link
                && let Some(second) =
                    self.month_first(c.end + 1).filter(|s| s.year.is_some() && s.day.is_none())
            {
                c.year = second.year;
            }
        }
        let r = self.dated(i, c, None);
        Some(self.with_clock(r))
    }

    /// Whether a month that stands alone is one: "May" and "March" are names and verbs too.
    fn sure_month(&self, i: usize, _end: usize) -> bool {
        let t = self.t;
        if !matches!(
            t.raw(i),
            "May"
                | "March"
                | "August"
                | "April"
                | "June"
                | "Mar"
                | "Jan"
                | "Jun"
                | "Sep"
                | "Dec"
                | "Nov"
                | "Oct"
                | "MAY"
                | "MARCH"
        ) {
            return true;
        }
        let Some(b) = i.checked_sub(1).filter(|&b| !t.parted(b)) else { return false };
        if self.small_is(
            b,
            &[
                "in",
                "of",
                "by",
                "since",
                "until",
                "till",
                "early",
                "late",
                "last",
                "next",
                "this",
                "from",
                "to",
                "between",
                "during",
                "after",
                "before",
                "and",
                "mid",
                "for",
                "through",
                "the",
                "ending",
                "ended",
                "on",
                "every",
                "each",
                "previous",
                "following",
            ],
        ) || matches!(t.raw(b), "-" | "–" | "/" | "(")
        {
            let name = self.capital(i + 1)
                && !t.parted(i)
                && !matches!(t.raw(i), "March" | "May")
                && t.shape(i + 1) == Some(Shape::Word);
            return !(name && self.small_is(b, &["of", "and", "to", "for", "by", "from"]));
        }
        false
    }

    /// A weekday, with the date after it or the part of the day.
    fn weekday(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let Some(Word::Weekday(w, short)) = self.word(i) else { return None };
        if !self.capital(i) {
            return None;
        }
        let dotted = short && t.glued(i) && t.is(i + 1, ".");
        let mut at = i + 1 + usize::from(dotted);
        let past = at;
        if t.is(at, ",") && t.glued(at - 1) {
            at += 1;
        }
        if self.small_is(at, &["the"]) {
            at += 1;
        }
        let date = (!t.parted(i))
            .then(|| {
                self.month_first(at).filter(|c| c.day.is_some()).or_else(|| {
                    let (end, day) = self.day(at)?;
                    Some(Calendar { day: Some(day), ..self.then_month(end)? })
                })
            })
            .flatten();
        if let Some(c) = date {
            return Some(self.with_clock(self.dated(i, c, Some(w))));
        }
        if short && !dotted {
            return None;
        }
        if t.raw(i).ends_with("days") {
            return Some(Read::of(
                past,
                TimeKind::Set,
                format!("XXXX-WXX-{}", w.to_monday_one_offset()),
                Basis::Written,
            ));
        }
        let day = self.day_of_week(i, w);
        Some(self.part_of_day(past, day, w))
    }

    /// The day that a weekday alone names.
    fn day_of_week(&self, i: usize, w: Weekday) -> Option<Point> {
        let from = if self.narrative { self.last.day } else { self.anchor }?;
        let behind = i64::from(w.since(from.weekday()));
        if self.narrative {
            // The story goes on: the next such day.
            return from.checked_add(behind.days()).ok().map(Point::day);
        }
        let days = if behind == 0 {
            0
        } else if self.ahead(i) {
            behind
        } else {
            behind - 7
        };
        from.checked_add(days.days()).ok().map(Point::day)
    }

    /// "Friday", "Friday morning", "Friday at 10 p.m.".
    fn part_of_day(&self, end: usize, day: Option<Point>, w: Weekday) -> Read {
        let value = day.map_or_else(|| format!("XXXX-WXX-{}", w.to_monday_one_offset()), Point::value);
        let basis = if day.is_none() {
            Basis::Open
        } else if self.narrative {
            Basis::Carried
        } else {
            Basis::Anchored
        };
        if let Some(Word::Part(code)) = self.word(end).filter(|_| !self.t.parted(end - 1)) {
            return Read { point: day, ..Read::of(end + 1, TimeKind::Time, format!("{value}{code}"), basis) };
        }
        let r = Read { point: day, ..Read::of(end, TimeKind::Date, value, basis) };
        self.with_clock(r)
    }

    /// Adds a clock time right after a day: "Friday at 10 p.m.", "September 10, 1962, 7:38 p.m.".
    fn with_clock(&self, r: Read) -> Read {
        let mut at = r.end;
        if self.t.is(at, ",") {
            at += 1;
        }
        if self.small_is(at, &["at", "about", "around"]) {
            at += 1;
        }
        if self.t.parted(r.end - 1) || r.value.len() != 10 || r.value.contains('X') {
            return r;
        }
        match self.hour(at) {
            Some((end, clock)) => {
                Read { end, kind: TimeKind::Time, value: format!("{}{clock}", r.value), ..r }
            }
            None => r,
        }
    }

    // ---- Clock times -------------------------------------------------------------------------

    /// A time of day at token `i`: the token after it, and "T22:15".
    fn hour(&self, i: usize) -> Option<(usize, String)> {
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
        let half = match t.small(end).as_str() {
            "am" | "pm" if !t.parted(end - 1) => {
                end += 1;
                Some(t.raw(end - 1).eq_ignore_ascii_case("pm"))
            }
            "a" | "p"
                if t.glued(end)
                    && t.is(end + 1, ".")
                    && t.small(end + 2).as_str() == "m"
                    && t.glued(end + 1) =>
            {
                let pm = t.raw(end).eq_ignore_ascii_case("p");
                end += 3;
                if t.glued(end - 1) && t.is(end, ".") {
                    end += 1;
                }
                Some(pm)
            }
            _ => None,
        };
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
        Some((end, minutes.map_or_else(|| format!("T{h:02}:00"), |m| format!("T{h:02}:{m:02}"))))
    }

    fn clock(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if i > 0 && t.glued(i - 1) && !matches!(t.raw(i - 1), "(" | "[" | "\"" | "“") {
            return None;
        }
        let (end, clock) = self.hour(i)?;
        let half = self.t.raw(end - 1).eq_ignore_ascii_case("m")
            || self.t.is(end - 1, ".")
            || self.small_is(end - 1, &["am", "pm"]);
        let said = i > 0
            && self.small_is(
                i - 1,
                &["at", "by", "from", "until", "to", "about", "around", "before", "after", "since", "till"],
            );
        (half || said).then(|| self.clock_of_day(i, end, &clock))
    }

    /// A time of the day that is spoken of, or that follows: "10 p.m. Wednesday".
    fn clock_of_day(&self, i: usize, end: usize, clock: &str) -> Read {
        let t = self.t;
        let mut at = end;
        if self.small_is(at, &["est", "edt", "gmt", "pst", "pdt", "cst", "utc", "local"])
            && !t.parted(end - 1)
        {
            at += 1;
        }
        if self.small_is(at, &["time"]) {
            at += 1;
        }
        if self.small_is(at, &["on", "of"]) {
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
        let _ = i;
        let day = if self.narrative { self.last.day } else { self.last.day.or(self.anchor) };
        let value = day.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| Point::day(d).value());
        let basis = if day.is_none() { Basis::Open } else { Basis::Carried };
        Read::of(end, TimeKind::Time, format!("{value}{clock}"), basis)
    }

    // ---- Words that count from now or from before --------------------------------------------

    fn today(&self, i: usize, days: i64, part: Option<&'static str>) -> Option<Read> {
        let day = self.anchor.and_then(|a| a.checked_add(days.days()).ok());
        let (value, basis) = day.map_or_else(
            || ("XXXX-XX-XX".to_owned(), Basis::Open),
            |d| (Point::day(d).value(), Basis::Anchored),
        );
        let point = day.map(Point::day);
        if let Some(code) = part {
            return Some(Read { point, ..Read::of(i + 1, TimeKind::Time, format!("{value}{code}"), basis) });
        }
        if let Some(Word::Part(code)) = self.word(i + 1).filter(|_| !self.t.parted(i)) {
            return Some(Read { point, ..Read::of(i + 2, TimeKind::Time, format!("{value}{code}"), basis) });
        }
        if self.t.glued(i) && matches!(self.t.raw(i + 1), "'" | "’") && self.anchor.is_none() {
            return Some(Read::of(i + 1, TimeKind::Date, "PRESENT_REF", Basis::Open));
        }
        Some(Read { point, ..Read::of(i + 1, TimeKind::Date, value, basis) })
    }

    fn reference(&self, i: usize, value: &str) -> Option<Read> {
        let t = self.t;
        if value == "FUTURE_REF" {
            // "as soon as" and "soon after" are of something else.
            let other = i > 0 && self.small_is(i - 1, &["as", "very", "so", "how", "too"])
                || self.small_is(i + 1, &["after", "as", "afterwards", "became", "began"]);
            let ends = t.shape(i + 1) != Some(Shape::Word);
            let led = i > 0
                && self.small_is(
                    i - 1,
                    &["will", "may", "would", "could", "should", "might", "can", "to", "enough"],
                );
            return (!other && (ends || led))
                .then(|| Read::of(i + 1, TimeKind::Date, value, Basis::Anchored));
        }
        // "recent years" is one expression.
        if self.small_is(i, &["recent"])
            && let Some(Word::Unit(u, true)) = self.word(i + 1)
            && u >= Unit::Day
        {
            return Some(Read::of(i + 2, TimeKind::Date, "PAST_REF", Basis::Anchored));
        }
        let that = self.small_is(i, &["now"]) && self.small_is(i + 1, &["that"])
            || self.small_is(i, &["current"]) && self.small_is(i + 1, &["account", "events", "of"]);
        (!that).then(|| Read::of(i + 1, TimeKind::Date, value, Basis::Anchored))
    }

    /// "this year", "last month", "next Friday", "the previous day": `i` is the word, `start` where
    /// the expression begins.
    fn which(&self, start: usize, i: usize, which: Which) -> Option<Read> {
        let t = self.t;
        let mut at = self.after(i)?;
        let the = start < i;
        // "at this time"
        if which == Which::This && self.small_is(at, &["time", "point"]) {
            let led = start > 0
                && self.small_is(start - 1, &["at", "by", "during", "around", "until", "since", "from"])
                && (self.small_is(at, &["time"]) || self.small_is(at + 1, &["in"]));
            return led.then(|| Read::of(at + 1, TimeKind::Date, "PRESENT_REF", Basis::Open));
        }
        // "this past spring", "this coming Friday"
        if which == Which::This
            && let Some(Word::Which(w @ (Which::Last | Which::Next))) = self.word(at)
            && self.small_is(at, &["past", "coming"])
        {
            let unit = self.after(at)?;
            return match self.word(unit)? {
                Word::Unit(u, false) => self.which_unit(unit, w, u, false),
                _ => self.which(start, at, w),
            };
        }
        // "that same year"
        if which == Which::Same && self.small_is(at, &["same", "very"]) {
            at = self.after(at)?;
        }
        // "the last four months", "the next few days", "the past year"
        if matches!(which, Which::Last | Which::Next | Which::Previous | Which::Following | Which::This)
            && let Some(mut r) = self.counted(at)
        {
            r.kind = TimeKind::Duration;
            return Some(r);
        }
        let past = self.small_is(i, &["past"]);
        if past && !the {
            // "past" is a preposition more often.
            let unit = matches!(self.word(at), Some(Word::Unit(..)));
            if !unit {
                return None;
            }
        }
        // "this fiscal year", "the last calendar year"
        if self.small_is(at, &["fiscal", "calendar", "financial", "academic", "school"]) {
            at = self.after(at)?;
        }
        if let Some(Word::Unit(Unit::Day | Unit::Week, _)) = self.word(at)
            && the
            && self.small_is(at + 1, &["of"])
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
            None if the
                && which == Which::Last
                && past
                && (t.shape(at) != Some(Shape::Word) || start > 0 && self.small_is(start - 1, &["in"])) =>
            {
                // "in the past."
                Some(Read::of(i + 1, TimeKind::Date, "PAST_REF", Basis::Anchored))
            }
            _ => None,
        }
    }

    /// "(the night of) April 18, 1775"
    fn part_of_date(&self, i: usize, code: &str) -> Option<Read> {
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
    fn season_year(&self, code: &'static str, which: Which) -> Option<(i32, Basis)> {
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
    fn which_unit(&self, at: usize, which: Which, unit: Unit, period: bool) -> Option<Read> {
        let end = at + 1;
        let n = match which {
            Which::This | Which::Same => 0,
            Which::Last | Which::Previous => -1,
            Which::Next | Which::Following => 1,
        };
        // "the past year", "the last decade": how long.
        if period && self.small_is(at - 1, &["past"]) && unit >= Unit::Day {
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
    fn counted_from(&self, end: usize, n: i64, unit: Unit, basis: Basis) -> Option<Read> {
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

    // ---- "the ..." ---------------------------------------------------------------------------

    fn the(&self, i: usize) -> Option<Read> {
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
                    _ => self.counted(at).filter(|r| r.kind == TimeKind::Duration),
                }
            }
        }
    }

    /// "the 1970s", "the 20th century", "the 11th of May", "the 24th", "the 12 months".
    fn the_digits(&self, at: usize) -> Option<Read> {
        let r = self.digits(at)?;
        (r.kind != TimeKind::Time).then_some(r)
    }

    /// "the first quarter of 1973", "the eighteenth century", "the third day", "the first nine months".
    fn ordinal(&self, i: usize, at: usize, n: i32) -> Option<Read> {
        let mut unit = self.after(at)?;
        if self.small_is(unit, &["fiscal"]) {
            unit = self.after(unit)?;
        }
        match self.word(unit) {
            Some(Word::Unit(Unit::Quarter, false)) if n <= 4 => self.quarter(unit, n),
            Some(Word::Unit(Unit::Century, _)) => Some(self.of_era(unit + 1, n)),
            Some(Word::Unit(Unit::Day | Unit::Year | Unit::Week, false)) => None,
            Some(Word::Month(m, _)) => {
                let _ = m;
                None
            }
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
    fn quarter_of(&self, i: usize, year: i32) -> Option<Read> {
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

    fn quarter(&self, unit: usize, n: i32) -> Option<Read> {
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

    /// "the quarter": the one that was spoken of, or the last that ended.
    fn the_quarter(&self, unit: usize) -> Option<Read> {
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

    fn the_unit(&self, i: usize, at: usize, unit: Unit, many: bool) -> Option<Read> {
        if many {
            return None;
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
                if let Some((end, y)) = self.year_after(at + 1) {
                    return Some(Read::at(end, Point::Year(y), Basis::Written));
                }
                Some(Read::of(at + 1, TimeKind::Duration, "P1Y", Basis::Open))
            }
            Unit::Year => {
                let y = self.year(at + 1)?;
                Some(Read::at(at + 2, Point::Year(y), Basis::Written))
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

    // ---- Parts and edges ---------------------------------------------------------------------

    /// "early May", "mid-1974", "late last week", "later this month": the value is that of the whole.
    fn part_of(&self, i: usize) -> Option<Read> {
        let mut at = self.after(i)?;
        if self.t.is(at, "-") || self.t.is(at, "–") {
            at += 1;
        }
        if self.small_is(at, &["in", "on"]) {
            at += 1;
        }
        let t = self.t;
        // "early in the morning of 29 April", "the early morning hours of 30 April"
        let part = at + usize::from(self.small_is(at, &["the"]));
        if let Some(Word::Part(code)) = self.word(part) {
            let of = part + 1 + usize::from(self.small_is(part + 1, &["hours"]));
            if self.small_is(of, &["of", "on"])
                && let Some(r) = self.part_of_date(of + 1, code)
            {
                return Some(r);
            }
        }
        let r = match t.shape(at)? {
            Shape::Digits => {
                if let Some(y) = self.year(at) {
                    if t.glued(at) && t.raw(at + 1) == "s" {
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
                Word::Decade(d) => {
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
    fn edge(&self, at: usize) -> Option<Read> {
        let of = self.after(at)?;
        if !self.small_is(of, &["of"]) {
            return None;
        }
        let from = self.after(of)?;
        match self.t.shape(from)? {
            Shape::Digits => {
                let y = self.year(from)?;
                if self.t.glued(from) && self.t.raw(from + 1) == "s" {
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

    fn season(&self, i: usize, code: &'static str) -> Option<Read> {
        let at = self.after(i)?;
        let t = self.t;
        let Some((mut end, year)) = self.year_after(at) else {
            // "spring" and "fall" are other words too.
            let led = i > 0
                && self.small_is(
                    i - 1,
                    &["in", "by", "of", "until", "during", "since", "that", "early", "late"],
                );
            let sure = self.small_is(i, &["winter", "summer"]) || led;
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
    fn century(&self, i: usize) -> Option<Read> {
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
        let the = i > 1
            && self.small_is(i - 1, &["the"])
            && self.small_is(i - 2, &["on", "of", "by", "until", "from", "to"]);
        let noun = self.t.shape(at) == Some(Shape::Word)
            && !self.t.parted(at - 1)
            && !self.small_is(
                at,
                &["and", "the", "he", "to", "they", "it", "a", "at", "with", "when", "in", "but"],
            );
        if the
            && !noun
            && self.narrative
            && let Some((y, m)) = self.last.year.zip(self.last.month)
        {
            return Some(Read::at(i + 2, Point::Day(y, m, n), Basis::Carried));
        }
        None
    }

    fn of_era(&self, end: usize, n: i32) -> Read {
        match self.era(end) {
            Some((end, true)) => Read::at(end, Point::Century(-n), Basis::Written),
            Some((end, false)) => Read::at(end, Point::Century(n - 1), Basis::Written),
            None => Read::at(end, Point::Century(n - 1), Basis::Written),
        }
    }

    // ---- Durations ---------------------------------------------------------------------------

    /// What begins with a word of no list: a numeral, "a", "several", "AD", a feast.
    fn unmarked(&self, i: usize) -> Option<Read> {
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
        self.duration(i, i)
    }

    /// "two years", "a few days", "10-year", and what is counted by it: "ago", "later", "before".
    fn duration(&self, start: usize, i: usize) -> Option<Read> {
        let r = self.counted(i)?;
        let _ = start;
        Some(r)
    }

    /// A number of units at token `i`.
    fn counted(&self, i: usize) -> Option<Read> {
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
        if unit == Unit::Quarter && !many || n == Some(1.0) && many || t.raw(i) == "one" && many {
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
            && let Some(r) = self.beside_some(end, unit)
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
    fn beside(&self, i: usize, end: usize, n: i64, unit: Unit) -> Option<Read> {
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
            && let Some((y, q, where_)) = self.last.quarter.filter(|l| i.saturating_sub(l.2) < 300)
        {
            let _ = where_;
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
    fn beside_some(&self, end: usize, unit: Unit) -> Option<Read> {
        if self.t.parted(end - 1) {
            return None;
        }
        let value = match self.t.small(end).as_str() {
            "ago" | "earlier" => "PAST_REF",
            "later" | "hence" => "FUTURE_REF",
            _ => return None,
        };
        let _ = unit;
        Some(Read::of(end + 1, TimeKind::Date, value, Basis::Open))
    }

    /// Units without a number: "for years", "within days", "weeks later".
    fn bare_unit(&self, i: usize, unit: Unit, many: bool) -> Option<Read> {
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
        if let Some(r) = self.beside_some(i + 1, unit) {
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
    fn each(&self, i: usize) -> Option<Read> {
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
fn whole_units(n: f64) -> Option<i64> {
    // Below 10,000: exact.
    (0.0..10_000.0).contains(&n).then(|| n as i64)
}

const fn letter(unit: Unit) -> Option<&'static str> {
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
fn period(n: Option<f64>, unit: Unit) -> Option<String> {
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
fn moved(from: Date, n: i64, unit: Unit) -> Option<Point> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, date: Option<&str>) -> Vec<String> {
        times(text, date)
            .iter()
            .map(|x| format!("{} = {}", x.span.slice(text).unwrap_or("?"), x.value))
            .collect()
    }

    #[test]
    fn written_dates() {
        assert_eq!(
            read("On Tuesday, September 11, 1973, and 4 May 1974; the 3rd of June, 1921; 1999-12-31.", None),
            [
                "Tuesday, September 11, 1973 = 1973-09-11",
                "4 May 1974 = 1974-05-04",
                "the 3rd of June, 1921 = 1921-06-03",
                "1999-12-31 = 1999-12-31"
            ]
        );
        assert_eq!(
            read("from 1941-45, in the 1960s, 241 BC", None),
            ["1941 = 1941", "45 = 1945", "the 1960s = 196", "241 BC = BC0241"]
        );
        assert_eq!(read("You may march with 1500 men, 2000 tons", None), [] as [String; 0]);
    }

    #[test]
    fn counted_from_the_documents_date() {
        let d = Some("1973-09-12");
        assert_eq!(
            read("He left yesterday, will return on Friday, and was there last month.", d),
            ["yesterday = 1973-09-11", "Friday = 1973-09-14", "last month = 1973-08"]
        );
        assert_eq!(
            read("two years ago; early this week; on Monday", d),
            ["two years ago = 1971", "early this week = 1973-W37", "Monday = 1973-09-10"]
        );
        assert_eq!(read("On December 30 it rained", Some("1974-01-03")), ["December 30 = 1973-12-30"]);
    }

    #[test]
    fn carried_in_a_narrative() {
        assert_eq!(
            read(
                "On 5 March 1918 they met. The next day they left; on 9 March they came back. In April it ended.",
                None
            ),
            [
                "5 March 1918 = 1918-03-05",
                "The next day = 1918-03-06",
                "9 March = 1918-03-09",
                "April = 1918-04"
            ]
        );
    }

    #[test]
    fn durations_and_sets() {
        assert_eq!(
            read("for two years, a 10-year plan, several days, every month, two and a half years", None),
            [
                "two years = P2Y",
                "10-year = P10Y",
                "several days = PXD",
                "every month = P1M",
                "two and a half years = P2Y6M"
            ]
        );
    }

    #[test]
    fn edtf() {
        let e = |text: &str| times(text, Some("1973-09-12")).first().and_then(Time::edtf);
        assert_eq!(e("in the spring of 1972").as_deref(), Some("1972-21"));
        assert_eq!(e("in the 1960s").as_deref(), Some("196X"));
        assert_eq!(e("in 241 BC").as_deref(), Some("-0240"));
        assert_eq!(e("for two years"), None);
    }
}
