//! Which words name days, months and stretches of time, and what do those beside them tell (`calendar.tsv`)?

use super::cue::Cues;
use super::{ClassTable, Row, Table, TableError};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A night.
    Night,
    /// A weekend.
    Weekend,
    /// A week.
    Week,
    /// Two weeks.
    Fortnight,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// Which of several periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// "this year"
    This,
    /// "last year", from now.
    Last,
    /// "next year", from now.
    Next,
    /// "the previous year", from what was said before.
    Previous,
    /// "the following year", from what was said before.
    Following,
    /// "the same year", "that year".
    Same,
}

/// A part of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// "early May"
    Early,
    /// "mid-May"
    Mid,
    /// "late May"
    Late,
}

/// What a number of units is counted from, and to which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// "two years ago"
    Ago,
    /// "two years earlier"
    Earlier,
    /// "two years before"
    Before,
    /// "two years later"
    Later,
    /// "two years afterwards"
    Afterwards,
    /// "two years after"
    After,
    /// "two years hence"
    Hence,
    /// "two years from (now)"
    From,
}

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feast {
    /// Month and day.
    Day(i8, i8),
    /// Month, weekday (1 is Monday), and which of that month.
    Weekday(i8, i8, i8),
}

/// What a word of the calendar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarWord {
    /// A month, 1 to 12, and whether the word is short for it.
    Month(i8, bool),
    /// A day of the week, 1 (Monday) to 7, and whether the word is short for it.
    Weekday(i8, bool),
    /// "Mondays": all days of the week of that number.
    Weekdays(i8),
    /// A season, by its code in TIMEX3: `SP`, `SU`, `FA`, `WI`.
    Season(&'static str),
    /// A unit of time, and whether there are several.
    Unit(TimeUnit, bool),
    /// A part of a day, by its code in TIMEX3: `TMO`, `TMI`, `TAF`, `TEV`, `TNI`.
    Part(&'static str),
    /// Days from today (yesterday is −1), and the part of the day.
    Today(i64, Option<&'static str>),
    /// "this", "last", "next", "that": which one.
    Which(Which),
    /// "early", "mid", "late": which part of what follows.
    Stage(Stage),
    /// "now", "recently": a reference of no date, as TIMEX3 writes it.
    Reference(&'static str),
    /// "daily": a set, by its period.
    Every(&'static str),
    /// "every", "each".
    Each,
    /// The definite article.
    The,
    /// Noon.
    Noon,
    /// Midnight.
    Midnight,
    /// Of a year that begins with another month than January.
    Fiscal,
    /// "sixties": the decade of a century, 0 to 9.
    Tens(i32),
    /// A day of every year.
    Feast(Feast),
    /// What stands after a number of units.
    Beside(Beside),
    /// Before noon (`false`) or after it.
    HalfDay(bool),
    /// A word between day, month and year: "of", "de".
    Of,
    /// What follows the figure of a day ("st", "er"), and whether there may be a mark between ("4:e").
    DayEnding(bool),
    /// What follows the figures of a decade: the "s" of "1960s".
    DecadeEnding,
    /// What follows the figures of a year: "года", "年".
    YearSign,
    /// What follows the figures of a month: "月".
    MonthSign,
    /// What follows the figures of a day: "日".
    DaySign,
    /// An era; whether it counts backwards.
    Era(bool),
    /// An ending of verbs that tell of what is over.
    PastEnding,
    /// An ending of nouns in the plural.
    PluralEnding,
    /// An ending of words that have a plural's ending and are none.
    NotPluralEnding,
    /// What the word tells beside an expression.
    Cue(Cues),
}

const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];
const PARTS: [&str; 5] = ["TMO", "TMI", "TAF", "TEV", "TNI"];
const REFERENCES: [&str; 3] = ["PRESENT_REF", "PAST_REF", "FUTURE_REF"];
const PERIODS: [&str; 5] = ["P1D", "P1W", "P1M", "P1Q", "P1Y"];

pub(super) fn load(table: &Table) -> Result<ClassTable<CalendarWord>, TableError> {
    ClassTable::load(table, word)
}

/// What a line of the table says.
///
/// # Errors
/// When its kind or its value is none.
pub(super) fn word(table: &Table, row: &Row) -> Result<CalendarWord, TableError> {
    use CalendarWord as W;
    let number = |least: i8, most: i8| -> Result<i8, TableError> {
        let text = table.column(row, 1)?;
        text.parse()
            .ok()
            .filter(|n| (least..=most).contains(n))
            .ok_or_else(|| table.wrong(row, format!("{text}: not a number from {least} to {most}")))
    };
    let code = |codes: &'static [&'static str], i: usize| -> Result<&'static str, TableError> {
        let text = table.column(row, i)?;
        codes
            .iter()
            .find(|c| **c == text)
            .copied()
            .ok_or_else(|| table.wrong(row, format!("{text}: not one of {}", codes.join(", "))))
    };
    Ok(match table.column(row, 0)? {
        "month" => W::Month(number(1, 12)?, false),
        "month-short" => W::Month(number(1, 12)?, true),
        "weekday" => W::Weekday(number(1, 7)?, false),
        "weekday-short" => W::Weekday(number(1, 7)?, true),
        "weekdays" => W::Weekdays(number(1, 7)?),
        "season" => W::Season(code(&SEASONS, 1)?),
        "unit" => W::Unit(unit(table, row)?, false),
        "units" => W::Unit(unit(table, row)?, true),
        "part" => W::Part(code(&PARTS, 1)?),
        "today" => W::Today(
            i64::from(number(-99, 99)?),
            if row.columns.len() > 2 { Some(code(&PARTS, 2)?) } else { None },
        ),
        "which" => W::Which(which(table, row)?),
        "stage" => W::Stage(match code(&["early", "mid", "late"], 1)? {
            "early" => Stage::Early,
            "mid" => Stage::Mid,
            _ => Stage::Late,
        }),
        "reference" => W::Reference(code(&REFERENCES, 1)?),
        "every" => W::Every(code(&PERIODS, 1)?),
        "each" => W::Each,
        "the" => W::The,
        "noon" => W::Noon,
        "midnight" => W::Midnight,
        "fiscal" => W::Fiscal,
        "tens" => W::Tens(i32::from(number(0, 9)?)),
        "feast" => W::Feast(feast(table, row)?),
        "beside" => W::Beside(beside(table, row)?),
        "half-day" => W::HalfDay(code(&["am", "pm"], 1)? == "pm"),
        "of" => W::Of,
        "day-ending" => W::DayEnding(row.words.starts_with(|c: char| !c.is_alphanumeric())),
        "decade-ending" => W::DecadeEnding,
        "year-sign" => W::YearSign,
        "month-sign" => W::MonthSign,
        "day-sign" => W::DaySign,
        "era" => W::Era(table.column(row, 1)? == "BC"),
        "past-ending" => W::PastEnding,
        "plural-ending" => W::PluralEnding,
        "not-plural-ending" => W::NotPluralEnding,
        "cue" => W::Cue(
            Cues::of(table.column(row, 1)?).map_err(|name| table.wrong(row, format!("{name}: no cue")))?,
        ),
        other => return Err(table.wrong(row, format!("{other}: no kind of calendar word"))),
    })
}

fn which(table: &Table, row: &Row) -> Result<Which, TableError> {
    Ok(match table.column(row, 1)? {
        "this" => Which::This,
        "last" => Which::Last,
        "next" => Which::Next,
        "previous" => Which::Previous,
        "following" => Which::Following,
        "same" => Which::Same,
        other => return Err(table.wrong(row, format!("{other}: not which of several"))),
    })
}

fn beside(table: &Table, row: &Row) -> Result<Beside, TableError> {
    Ok(match table.column(row, 1)? {
        "ago" => Beside::Ago,
        "earlier" => Beside::Earlier,
        "before" => Beside::Before,
        "later" => Beside::Later,
        "afterwards" => Beside::Afterwards,
        "after" => Beside::After,
        "hence" => Beside::Hence,
        "from" => Beside::From,
        other => return Err(table.wrong(row, format!("{other}: nothing that is counted from"))),
    })
}

/// `12-25`, or `11-W4-4` for the fourth Thursday of November.
fn feast(table: &Table, row: &Row) -> Result<Feast, TableError> {
    let text = table.column(row, 1)?;
    let read = || {
        let mut parts = text.split('-');
        let month = parts.next()?.parse().ok().filter(|m| (1..=12).contains(m))?;
        let day = parts.next()?;
        let feast = match day.strip_prefix('W') {
            Some(weekday) => {
                let weekday = weekday.parse().ok().filter(|w| (1..=7).contains(w))?;
                let nth = parts.next()?.parse().ok().filter(|n| (1..=5).contains(n))?;
                Feast::Weekday(month, weekday, nth)
            }
            None => Feast::Day(month, day.parse().ok().filter(|d| (1..=31).contains(d))?),
        };
        parts.next().is_none().then_some(feast)
    };
    read().ok_or_else(|| table.wrong(row, format!("{text}: not a day of every year")))
}

fn unit(table: &Table, row: &Row) -> Result<TimeUnit, TableError> {
    Ok(match table.column(row, 1)? {
        "second" => TimeUnit::Second,
        "minute" => TimeUnit::Minute,
        "hour" => TimeUnit::Hour,
        "day" => TimeUnit::Day,
        "night" => TimeUnit::Night,
        "weekend" => TimeUnit::Weekend,
        "week" => TimeUnit::Week,
        "fortnight" => TimeUnit::Fortnight,
        "month" => TimeUnit::Month,
        "quarter" => TimeUnit::Quarter,
        "year" => TimeUnit::Year,
        "decade" => TimeUnit::Decade,
        "century" => TimeUnit::Century,
        other => return Err(table.wrong(row, format!("{other}: no unit of time"))),
    })
}
