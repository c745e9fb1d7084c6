//! Which date-time groups of military and diplomatic messages stand there: "211917Z SEP 73"?
//!
//! Day, hour and minute in six figures, the letter of the zone, the month and the year (ACP 121, "date-time group"). The
//! letters count the hours from Greenwich, eastward from A to M without J, westward from N to Y; Z is Greenwich.

use super::point::{Point, nearest};
use super::words::Word;
use super::{Basis, Read, Reader, TimeKind, Written};
use crate::lang::{TimeWords, english};
use crate::read::token::Shape;
use jiff::ToSpan;
use jiff::civil::Date;

/// The first year in which messages were dated so; a group with a year of two figures is of none before.
const FIRST: i32 = 1920;
/// The year from which one of two figures is counted where nothing tells better.
const USUAL: i32 = 1970;
/// Tokens that may stand in a message's line before its group ("O R", "SECRET", "TOR:") and after it ("STAFF CITE …").
const BEFORE: usize = 5;
const AFTER: usize = 8;

/// Day, hour and minute, and the token after what stands for the zone.
struct Group {
    day: i8,
    clock: String,
    end: usize,
    /// The month that was written together with the letter: "ZSEP".
    month: Option<i8>,
    /// Whether figures and letter stand together and the letter is that of Greenwich.
    sure: bool,
    /// Whether a figure was read for the letter Z.
    misread: bool,
}

impl Reader<'_, '_> {
    /// "211917Z SEP 73", "211917Z" alone; small letters, and blanks that a machine read, are as good.
    pub(super) fn date_time_group(&self, i: usize) -> Option<Read> {
        let t = self.t;
        let opens = i == 0
            || !t.glued(i - 1)
            || matches!(t.raw(i - 1), "(" | "[" | ":" | ";" | "\"" | "“" | "|" | "-" | "–" | "*" | "•" | "—");
        if !opens || t.raw(i).len() > 7 {
            return None;
        }
        let group = self.group(i)?;
        let named = self.month_of_group(&group);
        let (month, mut end) = match named {
            Some((month, end)) => (Some(month), end),
            None if group.sure => (None, group.end),
            None => return None,
        };
        let year = month.and_then(|_| self.year_of_group(end));
        if let Some((_, past)) = year {
            end = past;
        } else if group.misread {
            return None;
        }
        let year = year.map(|y| y.0);
        let (year, month, basis) = match (year, month) {
            (Some(y), Some(m)) => (y, m, Basis::Written),
            (_, Some(m)) => match self.year_of(i, Some(m), Some(group.day)) {
                (Some(y), basis) => (y, m, basis),
                (None, _) => return Some(open_group(end, &format!("XXXX-{m:02}"), &group)),
            },
            _ => match self.month_before(group.day) {
                Some((y, m, basis)) => (y, m, basis),
                None => return Some(open_group(end, "XXXX-XX", &group)),
            },
        };
        let written = (basis == Basis::Written)
            .then(|| i16::try_from(year).ok())
            .flatten()
            .map(|year| Written { year, month, day: group.day, weekday: None });
        let point = Point::Day(year, month, group.day);
        let value = format!("{}{}", point.value(), group.clock);
        Some(Read { point: Some(point), written, group: true, ..Read::of(end, TimeKind::Time, value, basis) })
    }

    /// The figures and the zone.
    fn group(&self, i: usize) -> Option<Group> {
        let t = self.t;
        let mut figures = t.raw(i).to_owned();
        let mut at = i + 1;
        // A machine reads blanks into them: "21 1917Z".
        while figures.len() < 6 && t.shape(at) == Some(Shape::Digits) && !t.parted(at - 1) && at < i + 3 {
            figures.push_str(t.raw(at));
            at += 1;
        }
        let parted = at > i + 1;
        // And the letter as a figure: "2119172 SEP 73".
        let misread = figures.len() == 7 && figures.ends_with('2');
        if !(figures.len() == 6 || misread) {
            return None;
        }
        let part = |from: usize| figures.get(from..from + 2)?.parse::<i8>().ok();
        let (day, hour, minute) = (part(0)?, part(2)?, part(4)?);
        if !(1..=31).contains(&day) || hour > 23 || minute > 59 {
            return None;
        }
        let clock = |zone: &str| format!("T{hour:02}:{minute:02}{zone}");
        if misread {
            return Some(Group { day, clock: clock("Z"), end: at, month: None, sure: false, misread });
        }
        if t.shape(at) != Some(Shape::Word) || t.parted(at - 1) {
            return None;
        }
        let raw = t.raw(at);
        let letter = raw.chars().next().filter(char::is_ascii_alphabetic)?;
        let zone = offset(letter)?;
        let rest = &raw[1..];
        let month = if rest.is_empty() { None } else { Some(self.month_named(rest)?) };
        let sure = t.glued(at - 1) && !parted && letter == 'Z' && month.is_none();
        Some(Group { day, clock: clock(&zone), end: at + 1, month, sure, misread })
    }

    /// The month that a word names, in the text's language or, as the allies agreed, in English.
    fn month_named(&self, word: &str) -> Option<i8> {
        let small = word.to_lowercase();
        let of = |words: &TimeWords| {
            words.get(words.number(&small)).words.iter().find_map(|w| match w {
                Word::Month(m, _) => Some(*m),
                _ => None,
            })
        };
        of(self.known.words).or_else(|| of(english().time_words()))
    }

    /// The month of a group, and the token after it.
    fn month_of_group(&self, group: &Group) -> Option<(i8, usize)> {
        if let Some(month) = group.month {
            return Some((month, group.end));
        }
        if self.t.parted(group.end - 1) {
            return None;
        }
        let month = self.month_named(self.t.raw(group.end))?;
        let end = self.past_month(group.end).max(group.end + 1);
        Some((month, end))
    }

    /// Its year, of two figures or of four, and the token after it.
    fn year_of_group(&self, at: usize) -> Option<(i32, usize)> {
        let t = self.t;
        if at == 0 || t.parted(at - 1) {
            return None;
        }
        let at = at + usize::from(matches!(t.raw(at), "'" | "’" | ","));
        if t.shape(at) != Some(Shape::Digits) || t.glued(at) && t.shape(at + 1) == Some(Shape::Word) {
            return None;
        }
        let y: i32 = t.raw(at).parse().ok()?;
        let year = match t.raw(at).len() {
            4 => y,
            2 => {
                let base = self.anchor.map(|a| i32::from(a.year())).or(self.last.year);
                nearest(base.filter(|&b| b >= FIRST).unwrap_or(USUAL), y)
            }
            _ => return None,
        };
        (FIRST..2100).contains(&year).then_some((year, at + 1))
    }

    /// The month of a group that names none: that of the text's day, or of what was said before; of a day
    /// that was still to come, the month before.
    fn month_before(&self, day: i8) -> Option<(i32, i8, Basis)> {
        let anchor = if self.narrative { None } else { self.anchor };
        let (from, basis) = match (anchor, self.last.day) {
            (Some(a), _) => (a, Basis::Anchored),
            (None, Some(d)) => (d, Basis::Carried),
            (None, None) => return None,
        };
        let ahead = from.checked_add(1.day()).ok()?;
        let of = |d: Date| Date::new(d.year(), d.month(), day).ok().filter(|d| *d <= ahead);
        let before = from.first_of_month().checked_sub(1.day()).ok()?;
        let found = of(from).or_else(|| of(before))?;
        Some((i32::from(found.year()), found.month(), basis))
    }

    /// Whether the group from token `i` to before `end` stands in the line that opens a message: few words beside it,
    /// none of them running text.
    pub(super) fn opens_message(&self, i: usize, end: usize) -> bool {
        let t = self.t;
        let running = |k: usize| t.shape(k) == Some(Shape::Word) && self.is_small(k);
        let before =
            (0..i).rev().take_while(|&k| !t.parted(k) && !self.line_ends(k)).take(BEFORE + 1).count();
        let after = (end..t.len())
            .take_while(|&k| {
                k == end && !t.parted(end - 1) && !self.line_ends(end - 1)
                    || k > end && !t.parted(k - 1) && !self.line_ends(k - 1)
            })
            .take(AFTER + 1)
            .count();
        before <= BEFORE && after <= AFTER && !(i - before..i).chain(end..end + after).any(running)
    }

    /// Whether a line ends after token `k`.
    fn line_ends(&self, k: usize) -> bool {
        let (Some(a), Some(b)) = (self.t.span(k, k), self.t.span(k + 1, k + 1)) else { return true };
        self.t.text.get(a.end() as usize..b.start() as usize).is_some_and(|gap| gap.contains('\n'))
    }
}

/// A group of which the month is not known, or the year.
fn open_group(end: usize, month: &str, group: &Group) -> Read {
    Read::of(end, TimeKind::Time, format!("{month}-{:02}{}", group.day, group.clock), Basis::Open)
}

/// The offset of a zone's letter from Greenwich, as ISO 8601 writes it; J has none.
fn offset(letter: char) -> Option<String> {
    let at = u8::try_from(letter.to_ascii_uppercase()).ok()?;
    Some(match at {
        b'Z' => "Z".to_owned(),
        b'A'..=b'I' => format!("+{:02}:00", at - b'A' + 1),
        b'K'..=b'M' => format!("+{:02}:00", at - b'A'),
        b'N'..=b'Y' => format!("-{:02}:00", at - b'N' + 1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::read::times;

    fn read(text: &str, date: Option<&str>) -> Vec<String> {
        times(text, date)
            .iter()
            .map(|x| format!("{} = {}", x.span.slice(text).unwrap_or("?"), x.value))
            .collect()
    }

    #[test]
    fn groups_of_messages() {
        for (text, wanted) in [
            ("R 211917Z SEP 73", "211917Z SEP 73 = 1973-09-21T19:17Z"),
            ("TOR: 211917Z SEP 73", "211917Z SEP 73 = 1973-09-21T19:17Z"),
            ("211917z sep 73", "211917z sep 73 = 1973-09-21T19:17Z"),
            ("O 211917ZSEP73", "211917ZSEP73 = 1973-09-21T19:17Z"),
            ("P 21 1917Z SEP 73", "21 1917Z SEP 73 = 1973-09-21T19:17Z"),
            ("SECRET 2119172 SEP 73 STAFF", "2119172 SEP 73 = 1973-09-21T19:17Z"),
            ("211917 Z SEP 1973", "211917 Z SEP 1973 = 1973-09-21T19:17Z"),
            ("010930R JAN 44", "010930R JAN 44 = 1944-01-01T09:30-05:00"),
            ("010930A JAN 44", "010930A JAN 44 = 1944-01-01T09:30+01:00"),
            ("010930M JAN 44", "010930M JAN 44 = 1944-01-01T09:30+12:00"),
        ] {
            assert_eq!(read(text, None), [wanted], "{text}");
        }
    }

    #[test]
    fn what_a_group_does_not_say_is_taken_from_the_message() {
        assert_eq!(
            read("Your 301549Z May is here.", Some("1963-06-02")),
            ["301549Z May = 1963-05-30T15:49Z"]
        );
        assert_eq!(read("See 301549Z.", Some("1963-06-02")), ["301549Z = 1963-05-30T15:49Z"]);
        assert_eq!(read("See 301549Z.", None), ["301549Z = XXXX-XX-30T15:49Z"]);
        assert_eq!(
            read("O 120830Z SEP 73\nFM SANTIAGO\n\nThe palace burned yesterday.", None),
            ["120830Z SEP 73 = 1973-09-12T08:30Z", "yesterday = 1973-09-11"]
        );
        // Of two messages each has its own day.
        let two = "R 120830Z SEP 73\n\nHe came yesterday.\n\nR 200900Z OCT 73\n\nHe left yesterday.";
        assert_eq!(
            read(two, None),
            [
                "120830Z SEP 73 = 1973-09-12T08:30Z",
                "yesterday = 1973-09-11",
                "200900Z OCT 73 = 1973-10-20T09:00Z",
                "yesterday = 1973-10-19"
            ]
        );
    }

    #[test]
    fn other_figures_are_no_groups() {
        for text in [
            "file 211917",
            "part 211917J SEP 73 of it",
            "321917Z SEP 73",
            "212517Z SEP 73",
            "the 100000 people",
            "a lot of 2119172 pieces",
            "part no. 4.211917Z",
        ] {
            assert!(!times(text, None).iter().any(|t| t.value.contains('T')), "{text}");
        }
    }
}
