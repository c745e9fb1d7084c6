//! Which words name days, months and stretches of time (`calendar.tsv`)?

use super::{ClassTable, Table, TableError};

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

/// What a word of the calendar is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarWord {
    /// A month, 1 to 12, and whether the word is short for it.
    Month(i8, bool),
    /// A day of the week, 1 (Monday) to 7, and whether the word is short for it.
    Weekday(i8, bool),
    /// A season, by its code in TIMEX3: `SP`, `SU`, `FA`, `WI`.
    Season(String),
    /// A unit of time, and whether there are several.
    Unit(TimeUnit, bool),
    /// Days from today: yesterday is −1.
    Today(i64),
    /// A word between day, month and year: "of", "de".
    Of,
    /// What follows the figure of a day: "st", "er".
    DayEnding,
    /// An era; whether it counts backwards.
    Era(bool),
}

pub(super) fn load(table: &Table) -> Result<ClassTable<CalendarWord>, TableError> {
    ClassTable::load(table, |table, row| {
        let number = |least: i8, most: i8| -> Result<i8, TableError> {
            let text = table.column(row, 1)?;
            text.parse()
                .ok()
                .filter(|n| (least..=most).contains(n))
                .ok_or_else(|| table.wrong(row, format!("{text}: not a number from {least} to {most}")))
        };
        Ok(match table.column(row, 0)? {
            "month" => CalendarWord::Month(number(1, 12)?, false),
            "month-short" => CalendarWord::Month(number(1, 12)?, true),
            "weekday" => CalendarWord::Weekday(number(1, 7)?, false),
            "weekday-short" => CalendarWord::Weekday(number(1, 7)?, true),
            "season" => CalendarWord::Season(table.column(row, 1)?.to_owned()),
            "unit" => CalendarWord::Unit(unit(table, row)?, false),
            "units" => CalendarWord::Unit(unit(table, row)?, true),
            "today" => CalendarWord::Today(i64::from(number(-99, 99)?)),
            "of" => CalendarWord::Of,
            "day-ending" => CalendarWord::DayEnding,
            "era" => CalendarWord::Era(table.column(row, 1)? == "BC"),
            other => return Err(table.wrong(row, format!("{other}: no kind of calendar word"))),
        })
    })
}

fn unit(table: &Table, row: &super::Row) -> Result<TimeUnit, TableError> {
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
