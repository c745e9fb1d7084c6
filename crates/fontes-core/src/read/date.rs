//! Which days does a text name? Calendar dates that are written out in full, in English or as
//! ISO 8601, with the weekday that the text gives them.
//!
//! Left out: dates without a year, periods, and dates that count from another ("two years ago").

use crate::text::Span;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day that the text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// Its words, with the weekday.
    pub span: Span,
    /// Year, month, day as written: there may be no such day.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// As written.
    pub day: i8,
    /// The weekday that stands before it.
    pub weekday: Option<Weekday>,
}

/// What is wrong with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The month has no such day.
    Impossible,
    /// The day was another weekday: this one.
    Weekday(Weekday),
}

/// The last year in which a country of Europe reckoned by the Julian calendar: until then a date
/// may be right in either.
const TWO_CALENDARS: i16 = 1923;

impl Dated {
    /// What is wrong with it, in the calendar of its time: before 1924 the Julian counts as well.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        let julian = self.year <= TWO_CALENDARS;
        let Ok(date) = Date::new(self.year, self.month, self.day) else {
            let leap = julian && self.month == 2 && self.day == 29 && self.year % 4 == 0;
            return (!leap).then_some(Fault::Impossible);
        };
        let said = self.weekday?;
        // The same words name a day so many days later when they are Julian (Meeus,
        // Astronomical Algorithms, ch. 7).
        let behind = {
            let y = i64::from(if self.month > 2 { self.year } else { self.year - 1 });
            y / 100 - y / 400 - 2
        };
        let old = date.checked_add(behind.days()).map(Date::weekday);
        let right = date.weekday() == said || julian && old.is_ok_and(|w| w == said);
        (!right).then(|| Fault::Weekday(date.weekday()))
    }

    /// As ISO 8601 writes it.
    #[must_use]
    pub fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The name of a weekday.
#[must_use]
pub const fn weekday_name(w: Weekday) -> &'static str {
    match w {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

struct Word<'t> {
    at: usize,
    text: &'t str,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// The days that a text names, in order.
#[must_use]
pub fn dates(text: &str) -> Vec<Dated> {
    let words = words(text);
    let gap = |i: usize| words.get(i + 1).map(|next| &text[words[i].end()..next.at]);
    let mut out: Vec<Dated> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let found = iso(&words, i, &gap)
            .or_else(|| month_first(&words, i, &gap))
            .or_else(|| day_first(&words, i, &gap));
        let Some((last, year, month, day)) = found else {
            i += 1;
            continue;
        };
        let before =
            i.checked_sub(1).filter(|&b| matches!(gap(b), Some(" " | ", " | ", the " | "\n" | ",\n")));
        let weekday = before.and_then(|b| weekday(words[b].text));
        let first = if weekday.is_some() { i - 1 } else { i };
        if let Ok(span) = Span::of(text, words[first].at..words[last].end()) {
            out.push(Dated { span, year, month, day, weekday });
        }
        i = last + 1;
    }
    out
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), from) {
            (true, None) => from = Some(at),
            (false, Some(f)) => {
                out.push(Word { at: f, text: &text[f..at] });
                from = None;
            }
            _ => {}
        }
    }
    if let Some(f) = from {
        out.push(Word { at: f, text: &text[f..] });
    }
    out
}

/// Index of the last word, year, month, day.
type Read = Option<(usize, i16, i8, i8)>;
type Gap<'g, 't> = &'g dyn Fn(usize) -> Option<&'t str>;

/// `1973-09-11`.
fn iso(words: &[Word<'_>], i: usize, gap: Gap<'_, '_>) -> Read {
    if gap(i) != Some("-") || gap(i + 1) != Some("-") || words[i].text.len() != 4 {
        return None;
    }
    // A longer number with hyphens (a telephone, a call number) is not a date.
    if i > 0 && gap(i - 1) == Some("-") || gap(i + 2) == Some("-") {
        return None;
    }
    let two = |w: &Word<'_>| (w.text.len() == 2).then(|| w.text.parse::<i8>().ok()).flatten();
    let (month, day) = (two(&words[i + 1])?, two(&words[i + 2])?);
    let year = year(words[i].text)?;
    ((1..=12).contains(&month) && (1..=39).contains(&day)).then_some((i + 2, year, month, day))
}

/// `September 11, 1973`, `Sept. 11th 1973`.
fn month_first(words: &[Word<'_>], i: usize, gap: Gap<'_, '_>) -> Read {
    let month = month(words[i].text)?;
    if !matches!(gap(i)?, " " | ". " | "\n") || !matches!(gap(i + 1)?, ", " | " " | ",\n" | "\n") {
        return None;
    }
    let (day, year) = (day(words[i + 1].text)?, year(words[i + 2].text)?);
    Some((i + 2, year, month, day))
}

/// `11 September 1973`, `11th of September, 1973`.
fn day_first(words: &[Word<'_>], i: usize, gap: Gap<'_, '_>) -> Read {
    let day = day(words[i].text)?;
    let mut m = i + 1;
    if words.get(m)?.text == "of" && gap(i)? == " " {
        m += 1;
    }
    if !matches!(gap(m - 1)?, " " | "\n") || !matches!(gap(m)?, " " | ", " | ". " | "\n") {
        return None;
    }
    let (month, year) = (month(words[m].text)?, year(words[m + 1].text)?);
    Some((m + 1, year, month, day))
}

fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let found = NAMES.iter().position(|n| {
        n.eq_ignore_ascii_case(word)
            || word.len() == 3 && n[..3].eq_ignore_ascii_case(word)
            || *n == "September" && word.eq_ignore_ascii_case("sept")
    })?;
    // "may" and "march" are words of other kinds.
    let capital = word.starts_with(|c: char| c.is_uppercase());
    capital.then(|| i8::try_from(found + 1).ok()).flatten()
}

fn day(word: &str) -> Option<i8> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = &word[digits..];
    if !(1..=2).contains(&digits) || !matches!(suffix, "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    word[..digits].parse().ok().filter(|d| (1..=39).contains(d))
}

fn year(word: &str) -> Option<i16> {
    if word.len() != 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    word.parse().ok().filter(|y| (1000..=2199).contains(y))
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.to_ascii_lowercase().as_str() {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<Fault>, &str)> {
        dates(text).iter().map(|d| (d.iso(), d.fault(), d.span.slice(text).unwrap_or("?"))).collect()
    }

    #[test]
    fn written_out_dates_are_read() {
        let got = read(
            "On Tuesday, September 11, 1973, and 4 May 1974; the 3rd of June, 1921; 1999-12-31. In May 1974 he may 3 1974.",
        );
        let said: Vec<_> = got.iter().map(|g| (g.0.as_str(), g.2)).collect();
        assert_eq!(
            said,
            [
                ("1973-09-11", "Tuesday, September 11, 1973"),
                ("1974-05-04", "4 May 1974"),
                ("1921-06-03", "3rd of June, 1921"),
                ("1999-12-31", "1999-12-31"),
            ]
        );
        assert!(got.iter().all(|g| g.1.is_none()));
    }

    #[test]
    fn days_that_are_not_there() {
        assert_eq!(read("June 31, 1973")[0].1, Some(Fault::Impossible));
        assert_eq!(read("29 February 1973")[0].1, Some(Fault::Impossible));
        assert_eq!(read("29 February 1972")[0].1, None);
        assert_eq!(read("Monday, September 11, 1973")[0].1, Some(Fault::Weekday(Weekday::Tuesday)));
    }

    #[test]
    fn the_old_calendar_is_no_fault() {
        // Bloody Sunday, by the calendar then in use in Russia; and a leap day that it had.
        assert_eq!(read("Sunday, 9 January 1905")[0].1, None);
        assert_eq!(read("29 February 1900")[0].1, None);
        assert_eq!(read("Wednesday, 9 January 1905")[0].1, Some(Fault::Weekday(Weekday::Monday)));
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "call 1973-09-11-22",
            "March 2nd",
            "chapters 12 May be 1234",
            "Room 45 March 1990",
            "on 11 September",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
