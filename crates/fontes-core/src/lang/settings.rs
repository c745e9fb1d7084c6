//! What of a language is no list? Signs in numbers, the order of dates, what is written together with a word.

use super::TableError;

/// The order of day, month and year in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateOrder {
    /// 4.5.1921
    #[default]
    DayMonthYear,
    /// 5/4/1921
    MonthDayYear,
    /// 1921-05-04
    YearMonthDay,
}

/// The settings of a language (`language.toml`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Its English name.
    pub name: String,
    /// The sign between units and decimals.
    pub decimal: Option<char>,
    /// Signs between thousands.
    pub group: Vec<char>,
    /// The order of dates in figures.
    pub date_order: DateOrder,
    /// Words that an apostrophe ties to the next one ("l'homme"), folded.
    pub elided: Vec<String>,
    /// Words that an apostrophe ties to the one before ("Nathan's"), folded.
    pub enclitics: Vec<String>,
    /// Letters that are written together with the word after them, folded; the longest first.
    pub prefixes: Vec<String>,
    /// Whether all nouns have a capital.
    pub capital_nouns: bool,
    /// What follows a figure that is an ordinal ("4. Mai").
    pub ordinal_sign: Option<char>,
    /// Whether names of months and days of the week have a capital, and are other words without it.
    pub capital_months: bool,
    /// Letters with a mark by which words are told apart ("ñ"), in small letters.
    pub letters: Vec<char>,
    /// Letters and what is written for them where there are no such letters ("ä" and "ae"), in small letters.
    pub transcribed: Vec<(char, String)>,
    /// Whether words are looked up character by character: where none are parted by blanks, or suffixes are
    /// written together with them.
    pub characters: bool,
}

impl Settings {
    /// Reads `language.toml`; an empty text gives a language without a name but its code.
    ///
    /// # Errors
    /// When it is no TOML, a key is not known, or a value is not of its kind.
    pub fn read(code: &str, text: &str) -> Result<Self, TableError> {
        let wrong = |what: String| TableError { file: format!("{code}/language.toml"), line: 0, what };
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| wrong(e.message().to_owned()))?;
        let mut out = Self { name: code.to_owned(), ..Self::default() };
        for (key, value) in &table {
            let bad = || wrong(format!("{key}: not a value of its kind"));
            let word = || value.as_str().ok_or_else(bad);
            let sign = || -> Result<char, TableError> { word()?.chars().next().ok_or_else(bad) };
            let words = || -> Result<Vec<&str>, TableError> {
                value.as_array().ok_or_else(bad)?.iter().map(|v| v.as_str().ok_or_else(bad)).collect()
            };
            match key.as_str() {
                "name" => word()?.clone_into(&mut out.name),
                "decimal" => out.decimal = Some(sign()?),
                "group" => out.group = words()?.iter().filter_map(|w| w.chars().next()).collect(),
                "date-order" => {
                    out.date_order = match word()? {
                        "dmy" => DateOrder::DayMonthYear,
                        "mdy" => DateOrder::MonthDayYear,
                        "ymd" => DateOrder::YearMonthDay,
                        _ => return Err(bad()),
                    }
                }
                "elided" => out.elided = words()?.iter().map(|w| super::table::key(w)).collect(),
                "enclitics" => out.enclitics = words()?.iter().map(|w| super::table::key(w)).collect(),
                "prefixes" => {
                    out.prefixes = words()?.iter().map(|w| super::table::key(w)).collect();
                    out.prefixes.sort_by_key(|p| (std::cmp::Reverse(p.len()), p.clone()));
                }
                "letters" => out.letters = word()?.chars().collect(),
                "transcribed" => {
                    let pair = |w: &&str| {
                        w.split_once(' ').and_then(|(c, t)| Some((c.chars().next()?, t.to_owned())))
                    };
                    out.transcribed =
                        words()?.iter().map(|w| pair(w).ok_or_else(bad)).collect::<Result<_, _>>()?;
                }
                "capital-nouns" => out.capital_nouns = value.as_bool().ok_or_else(bad)?,
                "capital-months" => out.capital_months = value.as_bool().ok_or_else(bad)?,
                "characters" => out.characters = value.as_bool().ok_or_else(bad)?,
                "ordinal-sign" => out.ordinal_sign = word()?.chars().next(),
                _ => return Err(wrong(format!("{key}: no such setting"))),
            }
        }
        Ok(out)
    }
}
