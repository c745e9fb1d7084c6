//! Which days and months are written out, and of which year are they?

use super::point::{Point, nearest};
use super::words::Word;
use super::{Basis, Calendar, Read, Reader, TimeKind, Written};
use crate::read::token::Shape;
use jiff::ToSpan;
use jiff::civil::Weekday;

impl Reader<'_, '_> {
    /// `1973-09-11`.
    pub(super) fn iso(&self, i: usize) -> Option<Read> {
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
    pub(super) fn slashed(&self, i: usize) -> Option<Read> {
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
                nearest(base, year)
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
    pub(super) fn month(&self, i: usize) -> Option<i8> {
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
    pub(super) fn past_month(&self, i: usize) -> usize {
        let t = self.t;
        let short = matches!(self.word(i), Some(Word::Month(_, true)));
        i + 1 + usize::from(short && t.glued(i) && t.is(i + 1, "."))
    }

    /// A day of a month at token `i` ("11", "11th"), and the token after it.
    pub(super) fn day(&self, i: usize) -> Option<(usize, i8)> {
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
    pub(super) fn year_after(&self, i: usize) -> Option<(usize, i32)> {
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
            // "the summer of '69"
            let short = self.short_year(i)?;
            let Some(Point::Year(y)) = short.point else { return None };
            return Some((short.end, y));
        }
        if at > i
            && self.small_is(i, &["of"])
            && matches!(t.raw(at), "'" | "’")
            && let Some(short) = self.short_year(at)
            && let Some(Point::Year(y)) = short.point
        {
            return Some((short.end, y));
        }
        // "30 Oct. 72": no day of a month.
        let figures = t.shape(at) == Some(Shape::Digits) && t.raw(at).len() == 2 && at == i;
        let month = matches!(self.word(i - 1), Some(Word::Month(..)))
            || t.is(i - 1, ".") && i > 1 && matches!(self.word(i - 2), Some(Word::Month(..)));
        let free = !t.glued(at) || t.shape(at + 1) == Some(Shape::Mark);
        if figures && month && free && t.raw(at) > "31" {
            let y: i32 = t.raw(at).parse().ok()?;
            let base = self
                .anchor
                .map(|a| i32::from(a.year()))
                .or(self.last.year.filter(|&y| y >= 1700))
                .unwrap_or(1970);
            let year = nearest(base, y);
            return Some((at + 1, year));
        }
        if month && let Some((end, y)) = self.year_in_words(at) {
            return Some((end, y));
        }
        let y = self.year(at)?;
        let sum = self.small_is(at + 1, &["men", "people", "troops", "soldiers"]) && at == i;
        (!sum).then_some((at + 1, y))
    }

    /// `September 11, 1973`, `September 1973`, `Sept. 11`, `September`.
    pub(super) fn month_first(&self, i: usize) -> Option<Calendar> {
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
    pub(super) fn day_first(&self, i: usize) -> Option<Read> {
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
    pub(super) fn then_month(&self, end: usize) -> Option<Calendar> {
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
    pub(super) fn dated(&self, i: usize, c: Calendar, weekday: Option<Weekday>) -> Read {
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
    pub(super) fn year_of(&self, i: usize, month: Option<i8>, day: Option<i8>) -> (Option<i32>, Basis) {
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
    pub(super) fn ahead(&self, i: usize) -> bool {
        let t = self.t;
        let mut k = i;
        // "announced Wednesday by the court", "was located on Friday": what was done right before it is
        // over, unless it is to be done.
        let prepositions = usize::from(i > 0 && self.small_is(i - 1, &["on", "in", "late", "early"]));
        if let Some(verb) = i.checked_sub(1 + prepositions)
            && t.shape(verb) == Some(Shape::Word)
            && !t.parted(verb)
            && t.raw(verb).len() > 5
            && t.raw(verb).ends_with("ed")
            && !self.small_is(verb, &["scheduled", "planned", "expected", "slated"])
            && !(verb > 0 && self.small_is(verb - 1, &["be", "get"]))
        {
            return false;
        }
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
                let over = self.small_is(k - 1, &["previously"])
                    || k > 1 && self.small_is(k - 1, &["been"]) && self.small_is(k - 2, &["had"]);
                return !over;
            }
            match small.as_str() {
                "would" | "could" | "might" if step < 8 => return true,
                "as" if step < 3 && self.small_is(k + 1, &["soon", "early"]) => return true,
                "will" | "ll" | "shall" | "plans" | "plan" | "planning" | "expects" | "upcoming" => {
                    return true;
                }
                "next" if step < 3 => return true,
                // "Until Friday, nobody …" tells what was.
                "until" | "till" if step < 7 => {
                    let opens = k == 0 || t.parted(k - 1) || matches!(t.raw(k - 1), "." | "!" | "?" | ";");
                    if opens {
                        return false;
                    }
                    limit = true;
                }
                "by" if step < 2 => limit = true,
                "through" if step == 0 => limit = true,
                // "is to resume trading on Tuesday"
                "to" if k > 0
                    && self.small_is(
                        k - 1,
                        &[
                            "is", "are", "likely", "ready", "hopes", "wants", "intends", "agrees", "seeks",
                            "aims", "about",
                        ],
                    ) =>
                {
                    return true;
                }
                "was" | "were" | "had" | "did" | "ended" | "began" | "said" | "held" if step < 5 => {
                    return false;
                }
                "had" | "was" | "were" if limit => return false,
                _ => {}
            }
        }
        limit
    }

    pub(super) fn month_or_date(&self, i: usize) -> Option<Read> {
        let c = self.month_first(i)?;
        let t = self.t;
        let alone = c.day.is_none() && c.year.is_none();
        if alone && !self.sure_month(i) {
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
    pub(super) fn sure_month(&self, i: usize) -> bool {
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
    pub(super) fn weekday(&self, i: usize) -> Option<Read> {
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
    pub(super) fn day_of_week(&self, i: usize, w: Weekday) -> Option<Point> {
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
    pub(super) fn part_of_day(&self, end: usize, day: Option<Point>, w: Weekday) -> Read {
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
    pub(super) fn with_clock(&self, r: Read) -> Read {
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
}
