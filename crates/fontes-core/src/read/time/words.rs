//! What is a word in an expression of time?

use crate::read::token::Sieve;
use jiff::civil::Weekday;
use std::sync::LazyLock;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// 1 to 12, and whether the word is short for it.
    Month(i8, bool),
    Weekday(Weekday, bool),
    /// By its code in TIMEX3.
    Season(&'static str),
    /// And whether there are several.
    Unit(Unit, bool),
    /// A part of a day, by its code.
    Part(&'static str),
    /// "this", "last", "next", "that": which one, counted from now or from what was said before.
    Which(Which),
    /// Days from today, and the part of the day.
    Today(i64, Option<&'static str>),
    /// "early", "late": which part of what follows.
    Early,
    Mid,
    Late,
    /// A reference of no date.
    Reference(&'static str),
    /// "daily": a set, by its period.
    Every(&'static str),
    Each,
    The,
    Noon,
    Midnight,
    Fiscal,
    /// "sixties": the decade of a century.
    Decade(i32),
}

/// Which of several periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    This,
    Last,
    Next,
    /// Counted from what was said before: "the previous year", "the following day", "the same day".
    Previous,
    Following,
    Same,
}

pub(super) fn word(s: &str) -> Option<Word> {
    use Word::{
        Decade, Each, Early, Every, Fiscal, Late, Mid, Midnight, Month, Noon, Part, Reference, Season, The,
        Today,
    };
    if s.len() < 2 {
        return None;
    }
    Some(match s {
        "the" => The,
        "january" => Month(1, false),
        "february" => Month(2, false),
        "march" => Month(3, false),
        "april" => Month(4, false),
        "may" => Month(5, false),
        "june" => Month(6, false),
        "july" => Month(7, false),
        "august" => Month(8, false),
        "september" => Month(9, false),
        "october" => Month(10, false),
        "november" => Month(11, false),
        "december" => Month(12, false),
        "jan" => Month(1, true),
        "feb" => Month(2, true),
        "mar" => Month(3, true),
        "apr" => Month(4, true),
        "jun" => Month(6, true),
        "jul" => Month(7, true),
        "aug" => Month(8, true),
        "sep" | "sept" => Month(9, true),
        "oct" => Month(10, true),
        "nov" => Month(11, true),
        "dec" => Month(12, true),
        "monday" | "mondays" => Word::Weekday(Weekday::Monday, false),
        "tuesday" | "tuesdays" => Word::Weekday(Weekday::Tuesday, false),
        "wednesday" | "wednesdays" => Word::Weekday(Weekday::Wednesday, false),
        "thursday" | "thursdays" => Word::Weekday(Weekday::Thursday, false),
        "friday" | "fridays" => Word::Weekday(Weekday::Friday, false),
        "saturday" | "saturdays" => Word::Weekday(Weekday::Saturday, false),
        "sunday" | "sundays" => Word::Weekday(Weekday::Sunday, false),
        "mon" => Word::Weekday(Weekday::Monday, true),
        "tue" | "tues" => Word::Weekday(Weekday::Tuesday, true),
        "wed" => Word::Weekday(Weekday::Wednesday, true),
        "thu" | "thur" | "thurs" => Word::Weekday(Weekday::Thursday, true),
        "fri" => Word::Weekday(Weekday::Friday, true),
        "sat" => Word::Weekday(Weekday::Saturday, true),
        "sun" => Word::Weekday(Weekday::Sunday, true),
        "spring" => Season("SP"),
        "summer" => Season("SU"),
        "autumn" | "fall" => Season("FA"),
        "winter" => Season("WI"),
        "second" => Word::Unit(Unit::Second, false),
        "minute" => Word::Unit(Unit::Minute, false),
        "hour" => Word::Unit(Unit::Hour, false),
        "day" => Word::Unit(Unit::Day, false),
        "weekend" => Word::Unit(Unit::Weekend, false),
        "week" => Word::Unit(Unit::Week, false),
        "fortnight" => Word::Unit(Unit::Fortnight, false),
        "month" => Word::Unit(Unit::Month, false),
        "quarter" => Word::Unit(Unit::Quarter, false),
        "year" => Word::Unit(Unit::Year, false),
        "decade" => Word::Unit(Unit::Decade, false),
        "century" => Word::Unit(Unit::Century, false),
        "seconds" => Word::Unit(Unit::Second, true),
        "minutes" => Word::Unit(Unit::Minute, true),
        "hours" => Word::Unit(Unit::Hour, true),
        "days" => Word::Unit(Unit::Day, true),
        "nights" => Word::Unit(Unit::Night, true),
        "weekends" => Word::Unit(Unit::Weekend, true),
        "weeks" => Word::Unit(Unit::Week, true),
        "fortnights" => Word::Unit(Unit::Fortnight, true),
        "months" => Word::Unit(Unit::Month, true),
        "quarters" => Word::Unit(Unit::Quarter, true),
        "years" => Word::Unit(Unit::Year, true),
        "decades" => Word::Unit(Unit::Decade, true),
        "centuries" => Word::Unit(Unit::Century, true),
        "morning" | "dawn" => Part("TMO"),
        "afternoon" => Part("TAF"),
        "evening" => Part("TEV"),
        "night" => Part("TNI"),
        "this" => Word::Which(Which::This),
        "last" | "past" => Word::Which(Which::Last),
        "next" | "coming" | "upcoming" => Word::Which(Which::Next),
        "previous" | "preceding" => Word::Which(Which::Previous),
        "following" => Word::Which(Which::Following),
        "same" | "that" => Word::Which(Which::Same),
        "today" => Today(0, None),
        "tonight" => Today(0, Some("TNI")),
        "yesterday" => Today(-1, None),
        "tomorrow" => Today(1, None),
        "early" => Early,
        "mid" => Mid,
        "late" => Late,
        "now" | "currently" | "nowadays" | "presently" | "current" => Reference("PRESENT_REF"),
        "recently" | "recent" | "lately" => Reference("PAST_REF"),
        "soon" => Reference("FUTURE_REF"),
        "daily" => Every("P1D"),
        "nightly" => Every("P1D"),
        "weekly" => Every("P1W"),
        "monthly" => Every("P1M"),
        "quarterly" => Every("P1Q"),
        "yearly" | "annually" => Every("P1Y"),
        "every" | "each" => Each,
        "noon" | "midday" => Noon,
        "midnight" => Midnight,
        "fiscal" | "fy" => Fiscal,
        "twenties" => Decade(2),
        "thirties" => Decade(3),
        "forties" => Decade(4),
        "fifties" => Decade(5),
        "sixties" => Decade(6),
        "seventies" => Decade(7),
        "eighties" => Decade(8),
        "nineties" => Decade(9),
        _ => return None,
    })
}

/// An ordinal in words, 1 to 31, for days of the month, quarters and centuries.
pub(super) fn ordinal(s: &str) -> Option<i32> {
    Some(match s {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        _ => return None,
    })
}

/// All words of [`word`], of [`ordinal`], and those with which an expression begins besides.
pub(super) static WORDS: LazyLock<Sieve> = LazyLock::new(|| {
    Sieve::new(
        "afternoon annually apr april aug august autumn centuries century coming current currently daily dawn day days dec decade decades december each early eighties evening every fall feb february fifties fiscal following forties fortnight fortnights fri friday fridays fy hour hours jan january jul july jun june last late lately mar march may mid midday midnight minute minutes mon monday mondays month monthly months morning next night nightly nights nineties noon nov november now nowadays oct october past preceding presently previous quarter quarterly quarters recent recently same sat saturday saturdays second seconds sep sept september seventies sixties soon spring summer sun sunday sundays that the thirties this thu thur thurs thursday thursdays today tomorrow tonight tue tues tuesday tuesdays twenties upcoming wed wednesday wednesdays week weekend weekends weekly weeks winter year yearly years yesterday eighteenth eighth eleventh fifteenth fifth first fourteenth fourth nineteenth ninth second seventeenth seventh sixteenth sixth tenth third thirteenth twelfth twentieth \
         ad christmas thanksgiving future a an few several many some half"
            .split_whitespace(),
    )
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::token::key;

    #[test]
    fn the_sieve_lets_all_words_through() {
        for w in [
            "january",
            "sept",
            "wednesdays",
            "the",
            "twentieth",
            "fortnight",
            "nowadays",
            "sixties",
            "annually",
            "upcoming",
        ] {
            assert!(word(w).is_some() || ordinal(w).is_some(), "{w}");
            assert!(WORDS.lets(key(w)), "{w}");
        }
    }
}
