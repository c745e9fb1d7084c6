//! Does a date tell of something that happened, or of a paper?

use super::passage::{Kind, Passages, tells};
use fontes_core::lang::{CalendarWord, HeaderWord, Language, NoteWord};
use fontes_core::read::{Basis, Time, TimeKind};
use fontes_core::text::{Document, Span, fold};

/// Why a date is none of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// It stands in the head of a message, a letter or a paper, and is the paper's own.
    Head,
    /// It stands in a heading, or in what recurs on every page.
    Heading,
    /// It tells which paper or page is meant.
    Reference,
    /// No sentence stands around it.
    NoSentence,
    /// It cannot be told for sure which day is meant.
    Doubtful,
}

impl Aside {
    /// The reason in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "heads of papers",
            Self::Heading => "headings and page marks",
            Self::Reference => "references",
            Self::NoSentence => "no sentence around",
            Self::Doubtful => "which day is not sure",
        }
    }
}

/// Bytes before a date that goes on from another within which that one stands.
const NEAR: u32 = 3000;
/// The same, of a day that is only counted from it ("the next day").
const NEXT: u32 = 500;
/// Years after the last of a document's own that it may tell of.
const AHEAD: i64 = 8;
/// Years before the first of them.
const BACK: i64 = 150;
/// Letters of the word before a year of four figures, at most: "in", "since", "of".
const LED: usize = 12;
/// The same, of a text in which a machine misread many words.
const NOISY_BACK: i64 = 15;
/// Share of small words that the language does not know from which a text is such; words that are looked at.
const NOISE: f64 = 0.06;
const LOOKED_AT: usize = 4000;
/// Words before a date in which "dated" may stand.
const DATED: usize = 2;

/// The dates of a document.
pub(super) struct Dates<'d> {
    text: &'d str,
    language: &'static Language,
    passages: &'d Passages,
    found: &'d [Time],
    /// The first and the last year of the days that it writes out.
    own: Option<(i64, i64)>,
    date: Option<&'d str>,
    noisy: bool,
}

impl<'d> Dates<'d> {
    pub(super) fn new(
        d: &'d Document,
        language: &'static Language,
        passages: &'d Passages,
        found: &'d [Time],
    ) -> Self {
        let mut years: Vec<i64> = found
            .iter()
            .filter(|t| t.basis == Basis::Written && t.value.len() >= 7 && four_figures(t, &d.text))
            .filter_map(year)
            .collect();
        years.sort_unstable();
        // What one machine's slip made of a year is not where the document ends.
        let slip = years.len() / 50;
        let own = years.get(slip).copied().zip(years.get(years.len().wrapping_sub(1 + slip)).copied());
        Self {
            text: &d.text,
            language,
            passages,
            found,
            own,
            date: d.date.as_deref(),
            noisy: is_noisy(&d.text, language),
        }
    }

    /// Whether the date of this number tells of an event in its sentence.
    ///
    /// # Errors
    /// Why it does not.
    pub(super) fn event(&self, i: usize, sentence: Span) -> Result<(), Aside> {
        let t = &self.found[i];
        match self.passages.kind(t.span) {
            Kind::Head => return Err(Aside::Head),
            Kind::Heading | Kind::Furniture => return Err(Aside::Heading),
            Kind::Text => {}
        }
        let words = sentence.slice(self.text).unwrap_or("");
        let group = t.kind == TimeKind::Time && is_group(t.span.slice(self.text).unwrap_or(""));
        let within = Span::new(
            t.span.start() - sentence.start().min(t.span.start()),
            t.span.end() - sentence.start().min(t.span.end()),
        );
        if !tells(words, self.language) {
            return Err(if group { Aside::Head } else { Aside::NoSentence });
        }
        if self.passages.is_source(t.span) || within.is_ok_and(|s| self.refers(words, s, group)) {
            return Err(Aside::Reference);
        }
        if self.doubtful(i, words) {
            return Err(Aside::Doubtful);
        }
        Ok(())
    }

    /// Whether the date at `at` of a sentence tells which paper is meant.
    fn refers(&self, words: &str, at: Span, group: bool) -> bool {
        let (from, to) = (at.start() as usize, at.end() as usize);
        let (Some(before), Some(after)) = (words.get(..from), words.get(to..)) else { return false };
        let headers = self.language.headers();
        let last: Vec<String> = fold(before, &[]).words().collect();
        let dated = |w: &String| headers.is(w, &HeaderWord::Dated);
        if last.iter().rev().take(DATED).any(dated) {
            return true;
        }
        // A date-time group is the name of a message, unless something happened at it.
        let led = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
        if group && !self.language.is_function_word(&folded(led)) {
            return true;
        }
        // "letter of July 14", "a May 24 memorandum": which paper is meant.
        let writing = |w: &String| self.language.is_in_notes(w, NoteWord::Writing);
        let named = match last.as_slice() {
            [.., w, of] if self.language.calendar().is(of, &CalendarWord::Of) => writing(w),
            [.., w] => writing(w),
            [] => false,
        };
        let next = fold(after.get(..after.floor_char_boundary(40)).unwrap_or(""), &[]);
        if named || next.words().take(2).any(|w| writing(&w)) {
            return true;
        }
        // ", p. 71": where it stands written. "DIR 04341, 23 April": which message.
        let page = |w: &String| {
            [NoteWord::Page, NoteWord::Volume, NoteWord::Document, NoteWord::Ibid]
                .iter()
                .any(|role| self.language.is_in_notes(w, *role))
        };
        if next.words().next().is_some_and(|w| page(&w)) || self.numbered(before, &writing) {
            return true;
        }
        // "The Privacy Act of 1974": a year by which a thing is called.
        let bare = words.get(from..to).is_some_and(|w| w.len() == 4);
        if bare && self.names_a_thing(before) {
            return true;
        }
        // "(Bissell, 6/9/75, pp. 25-26)", "(Telegram 110, July 9)": brackets without a word of the grammar, or with a page.
        let open = before.rfind('(').filter(|&o| !before[o..].contains(')'));
        let Some(open) = open else { return false };
        let close = after.find(')').unwrap_or(after.len());
        let inside = format!("{} {}", &before[open + 1..], &after[..close]);
        let inner: Vec<String> = fold(&inside, &[]).words().collect();
        let letters = inner.iter().filter(|w| w.contains(char::is_alphabetic)).count();
        letters > 0 && (inner.iter().any(page) || !inner.iter().any(|w| self.language.is_function_word(w)))
    }

    /// Whether the words end with the number of a paper: "telegram 498,", "DIR 04341,".
    fn numbered(&self, before: &str, writing: &dyn Fn(&String) -> bool) -> bool {
        let marks = |c: char| !c.is_alphanumeric();
        let mut last =
            before.split_whitespace().rev().map(|w| w.trim_matches(marks)).filter(|w| !w.is_empty());
        let figures = |w: &str| w.len() > 1 && w.chars().all(|c| c.is_ascii_digit());
        let capitals = |w: &str| w.chars().count() > 1 && w.chars().all(char::is_uppercase);
        last.next().is_some_and(figures) && last.next().is_some_and(|w| capitals(w) || writing(&folded(w)))
    }

    /// Whether the words end with a name and "of": "the Treaty of", "the Mutual Security Act of".
    fn names_a_thing(&self, before: &str) -> bool {
        let mut last = before.split_whitespace().rev();
        let of = last.next().is_some_and(|w| self.language.calendar().is(&folded(w), &CalendarWord::Of));
        let month = |w: &str| {
            self.language.calendar().of(&folded(w)).iter().any(|c| matches!(c, CalendarWord::Month(..)))
        };
        of && last.next().is_some_and(|w| {
            w.starts_with(char::is_uppercase) && w.chars().any(char::is_lowercase) && !month(w)
        })
    }

    /// Whether it is not sure which day, month or year is meant.
    fn doubtful(&self, i: usize, sentence: &str) -> bool {
        let t = &self.found[i];
        let Some(y) = year(t) else { return t.basis != Basis::Written };
        let words = t.span.slice(self.text).unwrap_or("");
        let day = t.value.get(8..10).and_then(|d| d.parse::<u8>().ok());
        let fault = t.written.is_some_and(|w| w.fault().is_some()) || day.is_some_and(|d| d > 31);
        if fault || t.basis == Basis::Open {
            return true;
        }
        let own = self.date.and_then(|d| d.get(..4)).and_then(|y| y.parse::<i64>().ok());
        let last = own.into_iter().chain(self.own.map(|o| o.1)).max();
        let first = own.into_iter().chain(self.own.map(|o| o.0)).min();
        if last.is_some_and(|l| y > l + AHEAD) {
            return true;
        }
        if self.cut_short(t)
            || first.is_some_and(|f| y + BACK < f)
            || self.noisy && first.is_some_and(|f| y + NOISY_BACK < f)
        {
            return true;
        }
        let figures = words.chars().filter(char::is_ascii_digit).count();
        let whole = four_figures(t, self.text);
        match t.basis {
            Basis::Written if t.value.len() == 4 && figures == 4 => {
                // Four figures alone are a year where a word of the grammar leads to them.
                let before = self.text.get(..t.span.start() as usize).unwrap_or("");
                let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
                let own = words.chars().any(char::is_alphabetic);
                let led = word.chars().count() <= LED && self.language.is_function_word(&folded(word));
                let apart = self.language.settings().characters;
                !(own || led || apart)
            }
            Basis::Written if whole => false,
            Basis::Written => self.own.is_some_and(|o| y + 1 < o.0 || y > o.1 + 1),
            Basis::Anchored => {
                self.own.is_some_and(|o| y + 2 < o.0 || y > o.1 + 2)
                    // Of several papers in one file each has a day of its own.
                    || self.date.is_none() && !self.is_near(i, 2 * NEAR, &|w| (w - y).abs() <= 1)
            }
            _ => {
                let named = words.contains(|c: char| c.is_ascii_digit()) || sentence.is_empty();
                let reach = if named { NEAR } else { NEXT };
                !self.is_near(i, reach, &|w| w == y)
            }
        }
    }

    /// Whether a day that is written out, of a year that fits, stands within so many bytes before.
    fn is_near(&self, i: usize, reach: u32, fits: &dyn Fn(i64) -> bool) -> bool {
        let from = self.found[i].span.start().saturating_sub(reach);
        self.found[..i].iter().rev().take_while(|o| o.span.end() >= from).any(|o| {
            let sure = |y: i64| four_figures(o, self.text) || self.own.is_none_or(|w| w.0 <= y && y <= w.1);
            o.basis == Basis::Written
                && o.written.map(|w| i64::from(w.year)).is_some_and(|y| fits(y) && sure(y))
        })
    }

    /// Whether what follows a date without a year looks like one that a machine misread: "18 September 196l".
    fn cut_short(&self, t: &Time) -> bool {
        if t.basis == Basis::Written {
            return false;
        }
        let rest = self.text.get(t.span.end() as usize..).unwrap_or("");
        let word = rest.trim_start_matches([' ', ',', '.']).split(char::is_whitespace).next().unwrap_or("");
        let word = word.trim_end_matches([',', '.', ';', ':', ')']);
        let figures = word.chars().filter(char::is_ascii_digit).count();
        let short = word.chars().count() <= 4;
        short && figures > 0 && (figures < word.chars().count() || figures == 3)
    }
}

/// Whether a machine misread many words of a text.
fn is_noisy(text: &str, language: &Language) -> bool {
    let (mut all, mut wrong) = (0usize, 0usize);
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    for word in words.filter(|w| w.len() > 3 && w.starts_with(char::is_lowercase)).take(LOOKED_AT) {
        all += 1;
        wrong += usize::from(language.lists(&folded(word)) == Some(false));
    }
    all > 100 && wrong as f64 > NOISE * all as f64
}

/// The year that a date is of.
fn year(t: &Time) -> Option<i64> {
    let v = t.edtf()?;
    let (sign, rest) = v.strip_prefix('-').map_or((1, v.as_str()), |r| (-1, r));
    rest.get(..4)?.replace('X', "0").parse::<i64>().ok().map(|y| sign * y)
}

/// Whether the year stands there in four figures.
fn four_figures(t: &Time, text: &str) -> bool {
    let words = t.span.slice(text).unwrap_or("");
    words.split(|c: char| !c.is_ascii_digit()).any(|f| f.len() == 4)
}

/// Whether words are the date-time group of a message: six figures and a letter.
fn is_group(words: &str) -> bool {
    let mut rest = words.chars().filter(|c| !c.is_whitespace());
    rest.by_ref().take(6).filter(char::is_ascii_digit).count() == 6
        && rest.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '2')
}

fn folded(word: &str) -> String {
    fold(word, &[]).words().collect()
}
