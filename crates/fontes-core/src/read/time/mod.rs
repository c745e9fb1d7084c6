//! Which days, months, years, periods and hours does a text name, and when were they?
//!
//! Values are those of TIMEX3 (TimeML 1.2.1) and, where there is one, of EDTF (Library of
//! Congress, 2019). What is not written out is counted from an anchor: in a text with a date, from
//! that date ("yesterday", "on Friday", "in May"); in a narrative, from the date that was
//! mentioned before. Where there is neither, the unknown parts stay unknown ("XXXX-05-03").
//!
//! The words are those of the language's `calendar.tsv`: what a table does not hold is not read. Left out: ages, events that stand for their dates ("since the
//! coup"), and feasts that move with the moon.

mod article;
mod calendar;
mod clock;
mod duration;
mod group;
mod part;
mod point;
mod relative;
mod words;
mod written;
mod years;

pub use written::{Fault, Written, weekday_name};

use super::number::numeral;
use super::token::{Shape, Tokens};
use crate::lang::{Cue, english};
use crate::text::Span;
use jiff::civil::Date;
use point::Point;
use words::{Known, Unit, Word};

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
    times_of(std::slice::from_ref(t), date)
}

/// The expressions of time in the parts of a text, in order, each part in its own language. What was said in one part goes
/// on in the next.
pub(crate) fn times_of(parts: &[Tokens<'_>], date: Option<&str>) -> Vec<Time> {
    let anchor = date.and_then(|d| d.get(..10)).and_then(|d| d.parse::<Date>().ok());
    let anchor = anchor.or_else(|| if date.is_none() { dateline(parts) } else { None });
    // A date that is only a year or a month is what the text starts from.
    let year = date.filter(|_| anchor.is_none()).and_then(|d| d.get(..4)?.parse().ok());
    let month = date.filter(|_| anchor.is_none()).and_then(|d| d.get(5..7)?.parse().ok());
    let last = Last { year, month, ..Last::default() };
    let mut before = Before { last, named: Named::new(), tokens: 0 };
    let mut readers: Vec<Reader<'_, '_>> =
        parts.iter().map(|t| Reader::new(t, anchor, before.clone())).collect();
    let narrative = match anchor {
        Some(d) => {
            let own = i32::from(d.year());
            readers.iter().map(|r| r.years(own)).fold(Years::default(), Years::and).tell()
        }
        None => true,
    };
    let mut out = Vec::new();
    let mut turned = None;
    for reader in &mut readers {
        reader.narrative = narrative;
        reader.undated = date.is_none();
        if let Some(day) = turned {
            (reader.anchor, reader.narrative) = (Some(day), false);
        }
        before = reader.read(before, &mut out);
        turned = reader.anchor.filter(|a| Some(*a) != anchor).or(turned);
    }
    out
}

/// Bytes at the head of a text within which it may say of which day it is.
const HEAD: usize = 700;
/// Bytes of a line that is no more than a place and a date.
const DATELINE: usize = 90;

/// The day that a text gives itself: in a short line at its head ("Santiago, September 12, 1973",
/// "DATE: 12 September 1973"), or before the dash that opens a report.
fn dateline(parts: &[Tokens<'_>]) -> Option<Date> {
    let text = parts.first()?.text;
    let head = &text[..text.floor_char_boundary(HEAD)];
    let mut found = Vec::new();
    let mut before = Before::default();
    for part in parts {
        let Some(span) = part.part().filter(|p| p.start < head.len()) else { continue };
        let tokens = Tokens::of(head, span.start..span.end.min(head.len()), part.language);
        before = Reader { narrative: true, ..Reader::new(&tokens, None, Before::default()) }
            .read(before, &mut found);
    }
    let words = |place: &str| -> bool {
        let known = parts.first().map(|p| p.language.time_words());
        // A word in small letters that a place and a date do not have.
        place.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).any(|w| {
            let (word, cue) = match w.strip_suffix(':') {
                Some(label) => (label, Cue::DatelineLabel),
                None => (w, Cue::DatelineWord),
            };
            !known.is_some_and(|k| k.get(k.number(word)).cues.has(cue))
        })
    };
    found.into_iter().find_map(|x| {
        let w = x.written?;
        let (from, to) = (x.span.start() as usize, x.span.end() as usize);
        let line = &head[head[..from].rfind('\n').map_or(0, |n| n + 1)..];
        let line = line.lines().next().unwrap_or("");
        let rest = head[to..].trim_start_matches([' ', '.', ',']);
        let place = head[..from].rsplit('\n').next().unwrap_or("");
        // "LIMA, March 14, 2019 (AP) - ": a place in few words, and a dash or a bracket.
        let opens = place.len() < 40 && rest.starts_with(['-', '–', '—', '(']);
        let sentence = words(place);
        let alone = line.len() <= DATELINE
            && !line.starts_with('#')
            && !sentence
            && rest.lines().next().unwrap_or("").len() < 24;
        (alone || opens && !sentence).then(|| Date::new(w.year, w.month, w.day).ok())?
    })
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

/// What was said in the parts before.
#[derive(Debug, Clone, Default)]
struct Before {
    last: Last,
    named: Named,
    /// How many tokens they have.
    tokens: usize,
}

/// The years that a text names, beside its own.
#[derive(Debug, Clone, Copy, Default)]
struct Years {
    near: usize,
    far: usize,
    /// Weekdays and "yesterday".
    deictic: usize,
}

impl Years {
    const fn and(self, other: Self) -> Self {
        Self {
            near: self.near + other.near,
            far: self.far + other.far,
            deictic: self.deictic + other.deictic,
        }
    }

    /// Whether the text tells a story of other years than its own: then its dates without a year
    /// are those of the story. A report of its own days names weekdays and "yesterday" more often
    /// than years.
    const fn tell(self) -> bool {
        self.far >= 3 && self.far * 2 >= self.near && self.deictic * 4 < self.near + self.far
    }
}

struct Reader<'r, 't> {
    t: &'r Tokens<'t>,
    known: Known,
    anchor: Option<Date>,
    /// Whether dates without a year count from the date before rather than from the anchor.
    narrative: bool,
    last: Last,
    named: Named,
    /// Tokens in the parts before.
    base: usize,
    /// Whether number words are read: today those of English alone.
    counts: bool,
    /// Whether nobody gave the text's date: then each message in it counts from its own.
    undated: bool,
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
    /// Whether it is the date-time group of a message.
    group: bool,
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
            group: false,
        }
    }

    fn of(end: usize, kind: TimeKind, value: impl Into<String>, basis: Basis) -> Self {
        Self { end, kind, value: value.into(), basis, point: None, written: None, aside: false, group: false }
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

impl<'r, 't> Reader<'r, 't> {
    fn new(t: &'r Tokens<'t>, anchor: Option<Date>, before: Before) -> Self {
        let known = Known::of(t);
        let Before { last, named, tokens: base } = before;
        let counts = t.language == english();
        Self { t, known, anchor, narrative: anchor.is_none(), last, named, base, counts, undated: false }
    }

    /// The years that it names, counted from that of the document.
    fn years(&self, own: i32) -> Years {
        let mut out = Years::default();
        for i in 0..self.t.len() {
            match self.t.shape(i) {
                Some(Shape::Digits) => match self.year(i) {
                    Some(y) if (y - own).abs() <= 2 => out.near += 1,
                    Some(_) => out.far += 1,
                    None => {}
                },
                Some(Shape::Word) if self.known.is_listed(i) => match self.word(i) {
                    Some(Word::Today(..)) => out.deictic += 1,
                    Some(Word::Weekday(_, false)) if self.capital(i) => out.deictic += 1,
                    _ if self.era_name(i) == Some(true) => out.far += 1,
                    _ => {}
                },
                _ => {}
            }
        }
        out
    }

    /// Reads it all, after what was said before, and says what was said up to its end.
    fn read(&mut self, before: Before, out: &mut Vec<Time>) -> Before {
        Before { last: self.last, named: self.named, tokens: self.base } = before;
        let mut i = 0;
        while i < self.t.len() {
            let Some((start, r)) = self.expression(i) else {
                // A phrase that is no expression has none within: "por la mañana".
                i = self.known.past(i);
                continue;
            };
            if let Some(span) = self.t.span(start, r.end - 1)
                && out.last().is_none_or(|o| o.span.end() <= span.start())
            {
                let by_the_way = r.aside || self.narrative && r.basis == Basis::Anchored;
                if !by_the_way {
                    self.remember(start, &r);
                }
                self.turn(start, &r);
                out.push(Time { span, kind: r.kind, value: r.value, basis: r.basis, written: r.written });
            }
            i = r.end.max(i + 1);
        }
        Before { last: self.last, named: std::mem::take(&mut self.named), tokens: self.base + self.t.len() }
    }

    /// A message that opens counts from its own day.
    fn turn(&mut self, at: usize, r: &Read) {
        let Some(day) = r.point.and_then(Point::date).filter(|_| r.group && r.written.is_some()) else {
            return;
        };
        if self.undated && self.opens_message(at, r.end) {
            self.anchor = Some(day);
            self.narrative = false;
        }
    }

    fn remember(&mut self, at: usize, r: &Read) {
        let Some(p) = r.point else { return };
        // What is told of a quarter that is yet to come is not what results are told of.
        if let Point::Quarter(y, q) = p
            && self.anchor.is_none_or(|a| (y, q) < (i32::from(a.year()), (a.month() - 1) / 3 + 1))
        {
            self.last.quarter = Some((y, q, self.base + at));
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
        self.known.word(i)
    }

    /// Whether the word at `i` tells this.
    fn cue(&self, i: usize, cue: Cue) -> bool {
        self.known.cue(i, cue)
    }

    /// Whether it is one of these words.
    fn is_word(&self, i: usize, word: Word) -> bool {
        self.known.get(i).words.contains(&word)
    }

    fn of(&self, i: usize) -> bool {
        self.is_word(i, Word::Of)
    }

    fn the_word(&self, i: usize) -> bool {
        self.is_word(i, Word::The)
    }

    fn unit_is(&self, i: usize, unit: Unit, many: bool) -> bool {
        self.is_word(i, Word::Unit(unit, many))
    }

    /// Whether it is written in small letters alone.
    fn is_small(&self, i: usize) -> bool {
        self.t.raw(i).chars().all(|c| !c.is_uppercase())
    }

    /// The token after `i`, in the same paragraph, over a hyphen where one is glued to both.
    fn after(&self, i: usize) -> Option<usize> {
        if self.t.parted(i) {
            return None;
        }
        let hyphen = self.t.is(i + 1, "-") && self.t.glued(i) && self.t.glued(i + 1);
        Some(if hyphen { i + 2 } else { i + 1 })
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
                if !(self.known.get(i).starts || self.counts && numeral::may_start(t, i)) {
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
            Some(Word::Weekday(..) | Word::Weekdays(_)) => self.weekday(i),
            Some(Word::Stage(_)) => self.part_of(i),
            Some(Word::Which(which)) => self.which(i, i, which),
            Some(Word::Today(days, part)) => self.today(i, days, part),
            Some(Word::Season(code)) => self.season(i, code),
            Some(Word::Reference(value)) => self.reference(i, value),
            Some(Word::Every(period)) => {
                // "quarterly dividends" are of a kind; "paid quarterly" is how often.
                let adjective =
                    t.shape(i + 1) == Some(Shape::Word) && !t.parted(i) && !self.cue(i + 1, Cue::AfterEvery);
                let named = t.shape(i + 1) == Some(Shape::Word) && self.capital(i + 1) && !t.parted(i);
                (!adjective || period == "P1D" && !named)
                    .then(|| Read::of(i + 1, TimeKind::Set, period, Basis::Written))
            }
            Some(Word::Each) => self.each(i),
            Some(Word::Fiscal) => self.fiscal(i),
            Some(Word::Noon) => {
                (!self.cue(i.wrapping_sub(1), Cue::High)).then(|| self.clock_of_day(i + 1, "T12:00"))
            }
            Some(Word::Midnight) => Some(self.clock_of_day(i + 1, "T24:00")),
            Some(Word::Unit(unit, many)) => self.bare_unit(i, unit, many),
            Some(Word::Tens(d)) => self.named_decade(i, d),
            Some(Word::Part("TNI")) => {
                let at = i > 0 && self.cue(i - 1, Cue::BeforeNight);
                at.then(|| Read::of(i + 1, TimeKind::Time, "XXXX-XX-XXTNI", Basis::Open))
            }
            Some(_) => None,
        }?;
        Some((i, r))
    }
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
    fn a_text_may_date_itself() {
        let report = "LIMA, March 14, 2019 - The minister resigned yesterday. She spoke on Tuesday.";
        assert_eq!(
            read(report, None),
            ["March 14, 2019 = 2019-03-14", "yesterday = 2019-03-13", "Tuesday = 2019-03-12"]
        );
        let letter = "Santiago, September 12, 1973\n\nDear friend,\n\nYesterday they came.";
        assert_eq!(read(letter, None), ["September 12, 1973 = 1973-09-12", "Yesterday = 1973-09-11"]);
        let story = "On 4 May 1921 the council met in the harbour, and the next day it met again.";
        assert_eq!(read(story, None), ["4 May 1921 = 1921-05-04", "the next day = 1921-05-05"]);
    }

    #[test]
    fn short_years_and_hours_of_four_figures() {
        assert_eq!(
            read(
                "In the summer of '69, on 30 Oct. 72, at 0430 hours on 11 September 1973.",
                Some("1973-10-01")
            ),
            [
                "the summer of '69 = 1969-SU",
                "30 Oct. 72 = 1972-10-30",
                "0430 hours on 11 September 1973 = 1973-09-11T04:30"
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

    /// What is read of a text in the language with this code, without a date of its own unless one is given.
    fn read_in(code: &str, text: &str, date: Option<&str>) -> Vec<String> {
        let t = Tokens::of(text, 0..text.len(), crate::lang::language(code).expect(code));
        times_in(&t, date)
            .iter()
            .map(|x| format!("{} = {}", x.span.slice(text).unwrap_or("?"), x.value))
            .collect()
    }

    #[test]
    fn written_dates_of_other_languages() {
        for (code, text, wanted) in [
            ("es", "El 4 de mayo de 1921 llegó", "4 de mayo de 1921 = 1921-05-04"),
            ("es", "el lunes, 4 de mayo", "lunes, 4 de mayo = XXXX-05-04"),
            ("es", "el primero de mayo del año 1921", "primero de mayo del año 1921 = 1921-05-01"),
            ("fr", "le 1er mai 1921", "1er mai 1921 = 1921-05-01"),
            ("fr", "le 3 d’avril 1921", "3 d’avril 1921 = 1921-04-03"),
            ("de", "am 4. Mai 1921", "4. Mai 1921 = 1921-05-04"),
            ("de", "Montag, den 4. März 1921,", "Montag, den 4. März 1921 = 1921-03-04"),
            ("de", "am 04.05.1921", "04.05.1921 = 1921-05-04"),
            ("de", "Berlin, Mai 1921", "Mai 1921 = 1921-05"),
            ("sv", "den 4 maj 1921", "4 maj 1921 = 1921-05-04"),
            ("sv", "den 4:e maj 1921", "4:e maj 1921 = 1921-05-04"),
            ("ru", "4 мая 1921 г.", "4 мая 1921 г. = 1921-05-04"),
            ("ru", "1-го мая 1921 года", "1-го мая 1921 года = 1921-05-01"),
            ("it", "il 4 maggio 1921", "4 maggio 1921 = 1921-05-04"),
            ("it", "l’11 maggio 1921", "11 maggio 1921 = 1921-05-11"),
            ("pt", "em 4 de maio de 1921", "4 de maio de 1921 = 1921-05-04"),
            ("nl", "4 mei 1921", "4 mei 1921 = 1921-05-04"),
            ("pl", "4 maja 1921 r.", "4 maja 1921 r. = 1921-05-04"),
            ("cs", "4. května 1921", "4. května 1921 = 1921-05-04"),
            ("he", "ב-4 במאי 1921", "4 במאי 1921 = 1921-05-04"),
            ("ar", "في 4 كانون الثاني 1921", "4 كانون الثاني 1921 = 1921-01-04"),
            ("zh", "于1921年5月4日在北京", "1921年5月4日 = 1921-05-04"),
            ("ja", "1921年5月4日に", "1921年5月4日 = 1921-05-04"),
            ("ko", "1921년 5월 4일에", "1921년 5월 4일 = 1921-05-04"),
            ("zh", "1921/5/4", "1921/5/4 = 1921-05-04"),
        ] {
            assert_eq!(read_in(code, text, None), [wanted], "{code}: {text}");
        }
    }

    #[test]
    fn days_counted_from_today_in_other_languages() {
        let d = Some("1973-09-12");
        for (code, text, wanted) in [
            ("es", "llegó anteayer", "anteayer = 1973-09-10"),
            ("fr", "parti aujourd'hui", "aujourd'hui = 1973-09-12"),
            ("de", "Gestern kam er", "Gestern = 1973-09-11"),
            ("de", "gestern Abend", "gestern Abend = 1973-09-11TEV"),
            ("sv", "i går kom han", "i går = 1973-09-11"),
            ("ru", "послезавтра", "послезавтра = 1973-09-14"),
            ("ja", "昨日来た", "昨日 = 1973-09-11"),
            ("es", "en mayo", "mayo = 1973-05"),
        ] {
            assert_eq!(read_in(code, text, d), [wanted], "{code}: {text}");
        }
    }

    #[test]
    fn other_words_are_no_dates_in_other_languages() {
        for (code, text) in [
            ("de", "Am Morgen kam er"),
            ("es", "por la mañana"),
            ("fr", "la planète mars"),
            ("it", "marzo"),
            ("es", "un barco de 2000 toneladas"),
            ("de", "2000 Soldaten"),
            ("ru", "ср. 4 тома"),
        ] {
            assert_eq!(read_in(code, text, Some("1973-09-12")), [] as [String; 0], "{code}: {text}");
        }
    }

    #[test]
    fn an_invented_language_is_read() {
        let over = |name: &str, text: &str| ("xx".to_owned(), name.to_owned(), text.to_owned());
        let made = crate::lang::Languages::with(&[over(
            "calendar.tsv",
            "frimaire\tmonth\t3\nvor\tof\nlà-bas\ttoday\t-1\nan\tyear-sign\n",
        )])
        .expect("right");
        let made: &'static crate::lang::Languages = Box::leak(Box::new(made));
        let xx = made.get("xx").expect("there");
        let text = "4 frimaire 1921; 5 vor Frimaire vor 1922 an. Là-bas, may 3, 1921.";
        let t = Tokens::of(text, 0..text.len(), xx);
        let got: Vec<String> = times_in(&t, Some("1973-09-12"))
            .iter()
            .map(|x| format!("{} = {}", x.span.slice(text).unwrap_or("?"), x.value))
            .collect();
        assert_eq!(
            got,
            [
                "4 frimaire 1921 = 1921-03-04",
                "5 vor Frimaire vor 1922 an = 1922-03-05",
                "Là-bas = 1973-09-11",
                "1921 = 1921"
            ]
        );
    }

    #[test]
    fn parts_of_several_languages_go_on_from_each_other() {
        let text = "On 5 March 1918 they met in the harbour, all of them.\n\nAm 9. März kamen sie wieder.\n\nThe next day they left.";
        let (a, b) = (text.find("Am").expect("there"), text.find("The").expect("there"));
        let of = |run, code: &str| Tokens::of(text, run, crate::lang::language(code).expect(code));
        let parts = [of(0..a, "en"), of(a..b, "de"), of(b..text.len(), "en")];
        let got: Vec<String> = times_of(&parts, None)
            .iter()
            .map(|x| format!("{} = {}", x.span.slice(text).unwrap_or("?"), x.value))
            .collect();
        assert_eq!(got, ["5 March 1918 = 1918-03-05", "9. März = 1918-03-09", "The next day = 1918-03-10"]);
    }
}
