//! Which days and months are written out, and of which year are they?

use super::point::{Point, nearest};
use super::words::{Unit, Word};
use super::{Basis, Calendar, Read, Reader, TimeKind, Written};
use crate::lang::{Cue, DateOrder};
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
        if !(matches!(sep, "/" | ".") || sep == "-" && !self.month_first_order())
            || t.raw(i).len() > 2
            || t.raw(i + 2).len() > 2
            || !t.is(i + 3, sep)
        {
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
            2 if sep == "/"
                || sep == "."
                    && !self.month_first_order()
                    && t.raw(i).len() == 2
                    && t.raw(i + 2).len() == 2 =>
            {
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
            (false, false) if a == b || sep == "." || !self.month_first_order() => (b, a),
            (false, false) => return Some(Read::at(i + 5, Point::Year(year), Basis::Open)),
            (true, true) => return None,
        };
        let c = Calendar { end: i + 5, year: Some(year), month: Some(month), day: Some(day) };
        Some(self.dated(i, c, None))
    }

    /// Whether figures stand month first, so that day and month cannot always be told apart.
    fn month_first_order(&self) -> bool {
        self.t.language.settings().date_order == DateOrder::MonthDayYear
    }

    /// `1921/5/4`, `1921. 5. 4.`, where the year comes first.
    pub(super) fn year_first(&self, i: usize) -> Option<Read> {
        let t = self.t;
        if self.t.language.settings().date_order != DateOrder::YearMonthDay || t.raw(i).len() != 4 {
            return None;
        }
        let sep = t.raw(i + 1);
        let figures = |k: usize| t.shape(k) == Some(Shape::Digits) && t.raw(k).len() <= 2;
        let closed = |k: usize| t.glued(k) && t.is(k + 1, sep) && !t.parted(k + 1);
        if !matches!(sep, "/" | ".") || !closed(i) || !figures(i + 2) || !closed(i + 2) || !figures(i + 4) {
            return None;
        }
        if i > 0 && t.glued(i - 1) && !matches!(t.raw(i - 1), "(" | "[" | "\"" | "“" | "（" | "「")
            || t.glued(i + 4) && t.shape(i + 5) == Some(Shape::Digits)
        {
            return None;
        }
        let (year, month, day) =
            (t.raw(i).parse().ok()?, t.raw(i + 2).parse().ok()?, t.raw(i + 4).parse().ok()?);
        if !(1000..2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let c = Calendar { end: i + 5, year: Some(year), month: Some(month), day: Some(day) };
        Some(self.dated(i, c, None))
    }

    /// `1921年5月4日`, `5月4日`, `1921年`, `5月`: figures with the signs of year, month and day.
    pub(super) fn signed(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let figures = |k: usize, sign: Word, most: usize| {
            let raw = t.raw(k);
            let signed = t.shape(k) == Some(Shape::Digits) && raw.len() <= most && self.is_word(k + 1, sign);
            (signed && !t.parted(k)).then(|| raw.parse::<i32>().ok()).flatten()
        };
        if i > 0 && t.glued(i - 1) && matches!(t.raw(i - 1), "." | "," | "-" | ":") {
            return None;
        }
        let year = figures(i, Word::YearSign, 4).filter(|y| (1000..2200).contains(y));
        let after_year = if year.is_some() { i + 2 } else { i };
        let month = figures(after_year, Word::MonthSign, 2)
            .and_then(|m| i8::try_from(m).ok())
            .filter(|m| (1..=12).contains(m));
        let Some(month) = month else {
            // "1921 г." stands by itself too; its day and month, where it has them, stand before it.
            let end = self.past_year(i + 1);
            return year.map(|y| Read::at(end, Point::Year(y), Basis::Written));
        };
        let after_month = after_year + 2;
        let day = figures(after_month, Word::DaySign, 2)
            .and_then(|d| i8::try_from(d).ok())
            .filter(|d| (1..=39).contains(d));
        let end = if day.is_some() { after_month + 2 } else { after_month };
        Some(self.dated(i, Calendar { end, year, month: Some(month), day }, None))
    }

    /// The token after a year that ends before token `i`, with the sign that follows its figures: "1921 г.".
    pub(super) fn past_year(&self, i: usize) -> usize {
        let t = self.t;
        if i == 0 || t.parted(i - 1) || !self.is_word(i, Word::YearSign) {
            return i;
        }
        let end = self.known.past(i);
        let short = t.raw(i).chars().nth(1).is_none() && !t.language.settings().characters;
        end + usize::from(short && t.glued(end - 1) && t.is(end, "."))
    }

    /// The token after a word between day, month and year, with the apostrophe that ties it to the next ("d'avril").
    pub(super) fn past_of(&self, i: usize) -> usize {
        let end = self.known.past(i);
        let tied = self.t.glued(end - 1) && matches!(self.t.raw(end), "'" | "’") && self.of(i);
        end + usize::from(tied && self.t.glued(end))
    }

    /// Whether names of months have capitals in this language, and small ones are other words.
    pub(super) fn strict(&self) -> bool {
        self.t.language.settings().capital_months
    }

    /// "primero de mayo": a day in words before a month, where it needs no article.
    pub(super) fn day_in_words(&self, i: usize, n: i32) -> Option<Read> {
        if self.strict() {
            return None;
        }
        let c = self.then_month(self.known.past(i))?;
        Some(self.dated(i, Calendar { day: i8::try_from(n).ok(), ..c }, None))
    }

    /// The month that token `i` names: a small "may" or "march" is another word.
    pub(super) fn month(&self, i: usize) -> Option<i8> {
        let Some(Word::Month(m, short)) = self.word(i) else { return None };
        let t = self.t;
        if self.strict() && !self.capital(i) {
            return None;
        }
        let dotted = t.glued(i) && t.is(i + 1, ".");
        let figures = t.shape(i + 1 + usize::from(dotted)) == Some(Shape::Digits);
        let day_before = i > 0 && t.shape(i - 1) == Some(Shape::Digits);
        (!short
            || dotted
            || figures
            || day_before
            || t.raw(i).chars().nth(3).is_some()
            || self.cue(i.wrapping_sub(1), Cue::BeforeShortMonth))
        .then_some(m)
    }

    /// The token after a month's name, with its full stop.
    pub(super) fn past_month(&self, i: usize) -> usize {
        let t = self.t;
        let short = matches!(self.word(i), Some(Word::Month(_, true)));
        let end = self.known.past(i);
        end + usize::from(short && t.glued(end - 1) && t.is(end, "."))
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
            let ending = |k: usize, marked: bool| {
                let endings = |w: &Word| matches!(w, Word::DayEnding(m) if *m || !marked);
                self.known.get(k).words.iter().any(endings) && self.is_small(k)
            };
            if ending(i + 1, false) || self.is_word(i + 1, Word::DaySign) {
                return Some((i + 2, d));
            }
            let settings = t.language.settings();
            match t.raw(i + 1) {
                // "4:e", "1-го"
                ":" | "-" | "'" | "’" if t.glued(i + 1) && ending(i + 2, true) => return Some((i + 3, d)),
                // "4. Mai"
                sign if settings.ordinal_sign.is_some_and(|s| sign.starts_with(s))
                    && t.shape(i + 1) == Some(Shape::Mark)
                    && !(t.glued(i + 1) && t.shape(i + 2) == Some(Shape::Digits))
                    && !t.parted(i + 1) =>
                {
                    return Some((i + 2, d));
                }
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
        if self.of(at) {
            at = self.past_of(at);
        } else if t.is(at, ",") && t.glued(at - 1) || t.is(at, "'") || t.is(at, "’") {
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
            && self.of(i)
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
        let sum = self.cue(at + 1, Cue::CountedAfterDate) && at == i;
        (!sum).then(|| (self.past_year(at + 1), y))
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
        let the = usize::from(self.the_word(at));
        // "en mayo 4 barcos": where the day comes first, one that comes after needs a year.
        let written = |end: usize| self.strict() || self.year_after(end).is_some();
        if let Some((end, day)) = self.day(at + the).filter(|d| (the == 0 || d.0 > at + 2) && written(d.0)) {
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
        let link = matches!(t.raw(end), "-" | "–" | "—" | "/" | ",") || self.cue(end, Cue::DayLink);
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
        if self.of(at) || self.unit_is(at, Unit::Day, false) {
            at = self.past_of(at);
        }
        if self.of(at) {
            at = self.past_of(at);
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
        let over = i > 0 && self.cue(i - 1, Cue::Over);
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
        let prepositions = usize::from(i > 0 && self.cue(i - 1, Cue::BetweenVerbAndDay));
        if let Some(verb) = i.checked_sub(1 + prepositions)
            && t.shape(verb) == Some(Shape::Word)
            && !t.parted(verb)
            && t.raw(verb).len() > 5
            && self.known.words.ends_as_past(t.raw(verb))
            && !self.cue(verb, Cue::Scheduled)
            && !(verb > 0 && self.cue(verb - 1, Cue::ToBe))
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
            let compound = k > 0 && t.glued(k - 1) && t.is(k - 1, "-");
            let tells = |cue: Cue| self.cue(k, cue);
            if !compound && tells(Cue::Due) {
                // "had been due on Friday" is over.
                let over = self.cue(k - 1, Cue::Previously)
                    || k > 1 && self.cue(k - 1, Cue::Been) && self.cue(k - 2, Cue::Had);
                return !over;
            }
            match () {
                () if tells(Cue::Would) && step < 8 => return true,
                () if tells(Cue::As) && step < 3 && self.cue(k + 1, Cue::SoonOrEarly) => return true,
                () if tells(Cue::Will) => return true,
                () if tells(Cue::Next) && step < 3 => return true,
                // "Until Friday, nobody …" tells what was.
                () if tells(Cue::Until) && step < 7 => {
                    let opens = k == 0 || t.parted(k - 1) || matches!(t.raw(k - 1), "." | "!" | "?" | ";");
                    if opens {
                        return false;
                    }
                    limit = true;
                }
                () if tells(Cue::By) && step < 2 => limit = true,
                () if tells(Cue::Through) && step == 0 => limit = true,
                // "is to resume trading on Tuesday"
                () if tells(Cue::To) && k > 0 && self.cue(k - 1, Cue::IsTo) => return true,
                () if tells(Cue::Did) && step < 5 => return false,
                () if tells(Cue::HadBeen) && limit => return false,
                () => {}
            }
        }
        limit
    }

    pub(super) fn month_or_date(&self, i: usize) -> Option<Read> {
        let c = self.month_first(i)?;
        let t = self.t;
        let alone = c.day.is_none() && c.year.is_none();
        if alone && !if self.strict() { self.sure_month(i) } else { self.led_month(i) } {
            return None;
        }
        let mut c = c;
        // "March 5-9, 1918": the first day has the year of the last.
        if c.day.is_some() && c.year.is_none() {
            let link = matches!(t.raw(c.end), "-" | "–" | "—") || self.cue(c.end, Cue::RangeLink);
            if link
                && let Some((end, _)) = self.day(c.end + 1)
                && let Some((_, y)) = self.year_after(end)
            {
                c.year = Some(y);
            }
            // "August 15–September 4, 1957"
            if link
                && let Some(last) =
                    self.month_first(c.end + 1).filter(|l| l.day.is_some() && l.month >= c.month)
            {
                c.year = c.year.or(last.year);
            }
        }
        // "August of that year", "January this year", "June last year"
        if c.year.is_none() && !t.parted(c.end - 1) {
            let at = c.end + usize::from(self.of(c.end));
            let the = usize::from(self.the_word(at));
            if let Some(Word::Which(which)) = self.word(at + the)
                && let Some(r) = self.which(at, at + the, which)
                && self.unit_is(r.end - 1, Unit::Year, false)
                && let Some(Point::Year(y)) = r.point
            {
                let basis = r.basis;
                let r = self.dated(i, Calendar { end: r.end, year: Some(y), ..c }, None);
                return Some(Read { basis, written: None, ..r });
            }
        }
        // "October-November 1941", "in July and August 1914"
        if alone {
            let link = matches!(t.raw(c.end), "-" | "–" | "/") || self.cue(c.end, Cue::MonthLink);
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

    /// Whether the words before a month make it one that stands alone, in a language that writes it as other words: "en mayo".
    fn led_month(&self, i: usize) -> bool {
        i > 0 && !self.t.parted(i - 1) && self.cue(i - 1, Cue::BeforeMonth)
    }

    /// Whether a month that stands alone is one: "May" and "March" are names and verbs too.
    pub(super) fn sure_month(&self, i: usize) -> bool {
        let t = self.t;
        let upper = t.raw(i).chars().all(|c| !c.is_lowercase());
        let verb = self.cue(i, Cue::MonthOrVerb);
        if !verb && (upper || !self.cue(i, Cue::MonthOrName)) {
            return true;
        }
        let Some(b) = i.checked_sub(1).filter(|&b| !t.parted(b)) else { return false };
        if self.cue(b, Cue::BeforeMonth) || matches!(t.raw(b), "-" | "–" | "/" | "(") {
            let name = self.capital(i + 1)
                && !t.parted(i)
                && (!verb || upper)
                && t.shape(i + 1) == Some(Shape::Word);
            return !(name && self.cue(b, Cue::NameBeforeMonth));
        }
        false
    }

    /// A weekday, with the date after it or the part of the day.
    pub(super) fn weekday(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let Some(Word::Weekday(w, short)) = self.word(i) else { return None };
        let w = Weekday::from_monday_one_offset(w).ok()?;
        if self.strict() && !self.capital(i) {
            return None;
        }
        let dotted = short && self.known.past(i) == i + 1 && t.glued(i) && t.is(i + 1, ".");
        let mut at = self.known.past(i) + usize::from(dotted);
        let past = at;
        if t.is(at, ",") && t.glued(at - 1) {
            at += 1;
        }
        if self.the_word(at) || self.cue(at, Cue::DayArticle) {
            at = self.known.past(at);
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
        // "ср." is "compare", too: without a date, a short form is read where it has a capital of its own.
        if short && !(dotted && self.strict()) {
            return None;
        }
        if self.known.get(i).words.iter().any(|w| matches!(w, Word::Weekdays(_))) {
            let set = format!("XXXX-WXX-{}", w.to_monday_one_offset());
            return Some(Read::of(past, TimeKind::Set, set, Basis::Written));
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
        if self.cue(at, Cue::BeforeClock) {
            at += 1;
        }
        if self.t.parted(r.end - 1) || r.value.len() != 10 || r.value.contains('X') {
            return r;
        }
        match self.hour(at) {
            Some((end, clock, _)) => {
                Read { end, kind: TimeKind::Time, value: format!("{}{clock}", r.value), ..r }
            }
            None => r,
        }
    }
}
