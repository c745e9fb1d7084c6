//! What do the words beside an expression of time tell (`cue` in `calendar.tsv`)?

macro_rules! cues {
    ($($(#[doc = $doc:literal])+ $cue:ident = $name:literal,)+) => {
        /// What a word tells that stands beside an expression of time. The names in the tables are those in `named`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Cue {
            $($(#[doc = $doc])+ $cue,)+
        }

        impl Cue {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$cue,)+];

            /// The cue of this name in the tables.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$cue),)+
                    _ => None,
                }
            }
        }
    };
}

cues! {
    /// "a", "an": one of a unit.
    A = "a",
    /// "he left two days before, *and* …": what follows goes on, and is not what was counted from.
    AfterBefore = "after-before",
    /// "current *account*": what makes "current" no time.
    AfterCurrent = "after-current",
    /// "quarterly *and*": no noun, so that "quarterly" says how often.
    AfterEvery = "after-every",
    /// "the future *of*": no noun.
    AfterFuture = "after-future",
    /// "the present *time*", "the present *and*": no noun but a time.
    AfterPresent = "after-present",
    /// "early *in*": between the stage and the period.
    AfterStage = "after-stage",
    /// "on the 24th *and*": no noun that the ordinal counts.
    AfterTheOrdinal = "after-the-ordinal",
    /// "the year *ended*": the year is another than this.
    AfterTheYear = "after-the-year",
    /// "18 years of *age*"
    Age = "age",
    /// "*as* soon as"
    As = "as",
    /// "*for* years": before units without a number.
    BeforeBareUnit = "before-bare-unit",
    /// "*in* spring": before a season without article and year.
    BeforeBareSeason = "before-bare-season",
    /// "Friday *at* 10 p.m."
    BeforeClock = "before-clock",
    /// "*at* 10:30": what makes figures with a colon an hour.
    BeforeHour = "before-hour",
    /// "later *in* the year", of which the year of the report is meant.
    BeforeInTheYear = "before-in-the-year",
    /// "*in* May": before a month that is another word, too.
    BeforeMonth = "before-month",
    /// "*at* night"
    BeforeNight = "before-night",
    /// "*in* 1241": before a year that may be a number of something, from early times.
    BeforeOldYear = "before-old-year",
    /// "*at* present"
    BeforePresent = "before-present",
    /// "*twice* a year": how often, not how long.
    BeforeRate = "before-rate",
    /// "*in* Mar": before a month's short form without figures.
    BeforeShortMonth = "before-short-month",
    /// "*will* soon"
    BeforeSoon = "before-soon",
    /// "*the* sixties"
    BeforeTens = "before-tens",
    /// "*on* the 24th"
    BeforeTheDay = "before-the-day",
    /// "*in* the future"
    BeforeTheFuture = "before-the-future",
    /// "*in* the morning"
    BeforeThePart = "before-the-part",
    /// "*during* the summer"
    BeforeTheSeason = "before-the-season",
    /// "*for* the year"
    BeforeTheUnit = "before-the-unit",
    /// "*at* this time"
    BeforeThisTime = "before-this-time",
    /// "*in* 1973": what makes four figures a year.
    BeforeYear = "before-year",
    /// "had *been* due"
    Been = "been",
    /// "announced *on* Friday"
    BetweenVerbAndDay = "between-verb-and-day",
    /// "the *fiscal* year", of this year.
    BusinessYear = "business-year",
    /// "*by* Friday"
    By = "by",
    /// "10 p.m. *on* Friday"
    ClockDayLink = "clock-day-link",
    /// "1500 *men*": what four figures count.
    CountedAfter = "counted-after",
    /// "4 May 2000 *men*": what four figures after a month count.
    CountedAfterDate = "counted-after-date",
    /// "a *couple* of years"
    Couple = "couple",
    /// "current"
    Current = "current",
    /// "*DATE:*" with a colon, in the line that dates a text.
    DatelineLabel = "dateline-label",
    /// Words in small letters that a place and a date have in the line that dates a text.
    DatelineWord = "dateline-word",
    /// "Monday, *the* 4th of May": between weekday and day.
    DayArticle = "day-article",
    /// "6 *to* 7 January"
    DayLink = "day-link",
    /// "*was* on Friday": what tells of what is over.
    Did = "did",
    /// "*due* on Friday": what tells of what is to come.
    Due = "due",
    /// "the *end* of May"
    Edge = "edge",
    /// "the quarter *ended* Sept. 30"
    Ended = "ended",
    /// An era's name that stands before the year, too.
    EraBeforeYear = "era-before-year",
    /// "264 *to* 241 BC"
    EraLink = "era-link",
    /// "Christmas *Eve*"
    Eve = "eve",
    /// "a *few* years", "a *couple* of years"
    FewOrCouple = "few-or-couple",
    /// "future"
    Future = "future",
    /// "the *full* year"
    FullYear = "full-year",
    /// "*had* been due"
    Had = "had",
    /// "until Friday nobody *had*": what makes "until" tell of what is over.
    HadBeen = "had-been",
    /// "*half* a year", "the first *half*"
    Half = "half",
    /// "*high* noon"
    High = "high",
    /// "0430 *hours*"
    Hours = "hours",
    /// "1500 *hours*": what makes four figures an hour.
    HourAfterYear = "hour-after-year",
    /// "in"
    In = "in",
    /// "*is* to resume"
    IsTo = "is-to",
    /// "the *latest* quarter"
    Latest = "latest",
    /// "at the *moment*"
    Moment = "moment",
    /// "October *to* November 1941"
    MonthLink = "month-link",
    /// A month that is a name of persons, too, where only its first letter is a capital.
    MonthOrName = "month-or-name",
    /// A month that is a verb, too.
    MonthOrVerb = "month-or-verb",
    /// "*of* April Smith": before a month that may be a name.
    NameBeforeMonth = "name-before-month",
    /// "the *near* future"
    Near = "near",
    /// "*next*": ahead.
    Next = "next",
    /// Begins no number of units, whatever else it is.
    NoNumber = "no-number",
    /// "1989 *was*": no noun in the plural.
    NotCountedAfter = "not-counted-after",
    /// Words that end as plurals do and are none.
    NotPlural = "not-plural",
    /// "a year *ago*": no rate.
    NotRateAfter = "not-rate-after",
    /// "soon *after*": not from now.
    NotSoonAfter = "not-soon-after",
    /// "*as* soon": not from now.
    NotSoonBefore = "not-soon-before",
    /// "from *now*"
    Now = "now",
    /// "70 years *old*"
    Old = "old",
    /// "one"
    One = "one",
    /// "the quarter that *ended*": over.
    Over = "over",
    /// "early *in* the morning *of* 29 April"
    PartLink = "part-link",
    /// "past"
    Past = "past",
    /// "this *past* spring"
    PastOrComing = "past-or-coming",
    /// "$2 *a* year": so much each.
    Per = "per",
    /// "the latest *period*": a quarter.
    Period = "period",
    /// "present"
    Present = "present",
    /// "the present *day*"
    PresentNoun = "present-noun",
    /// "*previously* due"
    Previously = "previously",
    /// "March 5 *to* 9"
    RangeLink = "range-link",
    /// "recent"
    Recent = "recent",
    /// "that *same* year"
    SameOrVery = "same-or-very",
    /// "*scheduled* on Friday": done before, but of what is to come.
    Scheduled = "scheduled",
    /// A unit's short form that may stand glued to its number.
    ShortUnit = "short-unit",
    /// "*several* years": how many is not said.
    Some = "some",
    /// "as *soon* as"
    SoonOrEarly = "soon-or-early",
    /// A season's name that is no other word.
    SureSeason = "sure-season",
    /// "through"
    Through = "through",
    /// "10:30 local *time*"
    Time = "time",
    /// "this *time*", "this *point*"
    TimeOrPoint = "time-or-point",
    /// "is *to* resume"
    To = "to",
    /// "to *be* announced"
    ToBe = "to-be",
    /// "two *long* years": between number and unit.
    UnitAdjective = "unit-adjective",
    /// "until"
    Until = "until",
    /// "a *whole* year": one.
    Whole = "whole",
    /// "*will*": ahead.
    Will = "will",
    /// "*would*": ahead, if near.
    Would = "would",
    /// "this *academic* year"
    YearKind = "year-kind",
    /// "10:30 *GMT*"
    Zone = "zone",
}

/// Cues of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Cues(u128);

impl Cues {
    /// The cues that are named, parted by blanks; the first that is not known instead.
    ///
    /// # Errors
    /// When a name is that of no cue.
    pub fn of(names: &str) -> Result<Self, &str> {
        names.split_whitespace().try_fold(Self::default(), |all, name| {
            Cue::named(name).map(|c| Self(all.0 | 1 << c as u8)).ok_or(name)
        })
    }

    /// Whether this is one of them.
    #[must_use]
    pub const fn has(self, cue: Cue) -> bool {
        self.0 >> cue as u8 & 1 == 1
    }

    pub(crate) const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
