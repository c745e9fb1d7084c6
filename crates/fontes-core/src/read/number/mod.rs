//! Which numbers does a text name? Digits, words, fractions, money, percentages and measures,
//! with what hedges them, and as a value that can be compared.
//!
//! Words, units, money and hedges are the tables' of the text's language (`lang/`). Left out: ordinals ("the
//! fifth"), ages, clock times and dates (which the date reader reads), numbers in characters ("三百二十"), and ranges
//! as one thing ("8 to 10 feet" is two numbers, the second with a unit).

mod currency;
pub(super) mod numeral;
mod unit;
mod word;

use super::token::{Shape, Tokens};
pub use crate::lang::Hedge;
use crate::lang::{Hedges, Role, sieve};
use crate::text::Span;
use numeral::Numeral;

/// What is counted or measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Percent.
    Percent,
    /// Money, by the English name of one of it ("Euro", "United States dollar").
    Money(&'static str),
    /// A measure, by the English name of one of it ("Kilometer per hour").
    Measure(&'static str),
}

impl Unit {
    /// The unit's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percent => "Percent",
            Self::Money(name) | Self::Measure(name) => name,
        }
    }
}

/// A number that the text names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Its words, with the unit and without the hedge: "$ 14 million", "10 1/2 miles".
    pub span: Span,
    /// The numeral alone: "14 million".
    pub numeral: Span,
    /// The double nearest to what is named, in the unit. Of several units ("5 feet 2 inches")
    /// it counts the first.
    pub value: f64,
    /// The double nearest to what the numeral alone names.
    pub bare: f64,
    /// What is counted.
    pub unit: Option<Unit>,
    /// The hedge.
    pub hedge: Option<Hedge>,
    /// Where the hedge is.
    pub hedged: Option<Span>,
    /// Whether only the magnitude is named ("tens of thousands"): `value` is then the magnitude.
    pub vague: bool,
    /// Whether the numeral runs on into letters without a space ("180ml").
    pub glued: bool,
}

/// The numbers that a text names, in order; they do not overlap.
#[must_use]
pub fn numbers(text: &str) -> Vec<Number> {
    numbers_in(&Tokens::new(text))
}

pub(crate) fn numbers_in(t: &Tokens<'_>) -> Vec<Number> {
    let mut out: Vec<Number> = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let Some(n) = numeral::read(t, i) else {
            i += 1;
            continue;
        };
        i = match number(t, &n, &mut out) {
            Some((mut number, next)) => {
                if let Some(first) = out.last_mut() {
                    ranges(t, first, &mut number);
                }
                out.push(number);
                next
            }
            None => n.end.max(i + 1),
        };
    }
    out
}

/// In "5-6 million dollars" and "three to five percent" the first number is of the same magnitude and
/// unit as the second.
fn ranges(t: &Tokens<'_>, first: &mut Number, second: &mut Number) {
    let text = t.text;
    let gap = text.get(first.span.end() as usize..second.span.start() as usize).unwrap_or("");
    let linked = gap.len() < 6
        && match gap.trim() {
            "-" | "–" | "—" => true,
            "" => false,
            _ => {
                let at = t.from(first.span.end());
                word::is(t, at, Role::Range) && t.get(at + 1).is_some_and(|n| n.start == second.span.start())
            }
        };
    if !linked || first.vague || second.vague || first.glued {
        return;
    }
    let scale = [1e12, 1e9, 1e6, 1e3]
        .into_iter()
        .find(|s| second.bare % s == 0.0 && second.bare > 0.0)
        .unwrap_or(1.0);
    let words =
        second.numeral.slice(text).is_some_and(|w| w.contains(char::is_alphabetic) && w.contains(' '));
    let rising = first.bare < second.bare / scale && scale > 1.0;
    if words && rising && first.bare < 1000.0 {
        first.value *= scale;
        first.bare *= scale;
    }
    match (first.unit, second.unit) {
        (None, unit) if first.value <= second.value => first.unit = unit,
        // "$5-6 million": the sign stands before the first alone.
        (Some(Unit::Money(_)), None) => second.unit = first.unit,
        _ => {}
    }
}

/// The number that a numeral is part of, and the token after it.
fn number(t: &Tokens<'_>, n: &Numeral, before: &mut [Number]) -> Option<(Number, usize)> {
    let made = |first: usize, last: usize, value: f64, unit: Option<Unit>| {
        let glued = t.glued(n.end - 1) && numeral::is_letters(t, n.end);
        let (hedge, hedged) = hedge(t, first, last).map_or((None, None), |(h, s)| (Some(h), Some(s)));
        Some(Number {
            span: t.span(first, last)?,
            numeral: t.span(n.start, n.end - 1)?,
            value,
            bare: n.value,
            unit,
            hedge,
            hedged,
            vague: n.vague,
            glued,
        })
    };
    if n.only_vague_words {
        return Some((made(n.start, n.end - 1, n.value, None)?, n.end));
    }
    if let Some(m) = unit::money(t, n) {
        // "$10 dollars" repeats itself; so does a unit that the number before already took.
        let taken = t.get(m.first).is_some_and(|f| before.last().is_some_and(|b| b.span.end() > f.start));
        if !taken {
            return Some((made(m.first, m.last, m.value, Some(Unit::Money(m.unit)))?, m.last + 1));
        }
    }
    if let Some(last) = unit::percent(t, n) {
        return Some((made(n.start, last, n.value, Some(Unit::Percent))?, last + 1));
    }
    if let Some(m) = unit::measure(t, n) {
        return Some((made(m.first, m.last, m.value, Some(Unit::Measure(m.unit)))?, m.last + 1));
    }
    if n.pronoun || n.barred {
        return None;
    }
    Some((made(n.start, n.end - 1, n.value, None)?, n.end))
}

/// What hedges tokens `first` to `last`, and where: the longest phrase beside them.
fn hedge(t: &Tokens<'_>, first: usize, last: usize) -> Option<(Hedge, Span)> {
    // "about a hundred": the article may stand between, when it is not part of the numeral.
    for gap in 0..2 {
        let Some(end) = first.checked_sub(gap) else { break };
        if gap == 1 && !word::is(t, end, Role::Article) && !word::is(t, end, Role::Definite) {
            break;
        }
        if let Some((hedge, at)) = hedge_before(t, end) {
            return Some((hedge, t.span(at, end - 1)?));
        }
    }
    let (hedge, end) = hedge_after(t, last + 1)?;
    Some((hedge, t.span(last + 1, end)?))
}

/// The hedge that ends right before token `end`, and its first token.
fn hedge_before(t: &Tokens<'_>, end: usize) -> Option<(Hedge, usize)> {
    let hedges = word::language(t).hedges();
    let mut at = end.checked_sub(1).filter(|&at| !t.parted(at) && beside(t, at, hedges))?;
    let mut key = hedge_word(t, at)?;
    let mut best = None;
    for _ in 0..hedges.longest() {
        // "all'incirca" is one word, as folding has it.
        while at > 1 && t.glued(at - 1) && t.glued(at - 2) && matches!(t.raw(at - 1), "'" | "’") {
            at -= 2;
            key.insert_str(0, &word::word(t, at));
        }
        if let Some(hedge) = hedges.before(&key) {
            best = Some((hedge, at));
        }
        let Some(before) = at.checked_sub(1).filter(|&b| !t.parted(b)) else { break };
        let Some(word) = hedge_word(t, before) else { break };
        key.insert(0, ' ');
        key.insert_str(0, &word);
        at = before;
    }
    best
}

/// The hedge that begins at token `at`, right after a number, and its last token.
fn hedge_after(t: &Tokens<'_>, at: usize) -> Option<(Hedge, usize)> {
    let hedges = word::language(t).hedges();
    if t.parted(at.checked_sub(1)?) || !beside(t, at, hedges) {
        return None;
    }
    let mut key = hedge_word(t, at)?;
    let (mut last, mut best) = (at, None);
    for _ in 0..hedges.longest() {
        while t.glued(last) && t.glued(last + 1) && matches!(t.raw(last + 1), "'" | "’") {
            last += 2;
            key.push_str(&word::word(t, last));
        }
        if let Some(hedge) = hedges.after(&key) {
            best = Some((hedge, last));
        }
        let Some(word) = hedge_word(t, last + 1).filter(|_| !t.parted(last)) else { break };
        key.push(' ');
        key.push_str(&word);
        last += 1;
    }
    best
}

/// Whether token `i` may be the word of a hedge that stands beside the number.
fn beside(t: &Tokens<'_>, i: usize, hedges: &Hedges) -> bool {
    match t.shape(i) {
        Some(Shape::Mark) => hedges.lets(sieve::key(t.raw(i))),
        Some(Shape::Word) => {
            // Of "all'incirca" the token is the last part.
            let apart = |i: usize| matches!(t.raw(i), "'" | "’");
            hedges.lets(t.key(i)) || i > 0 && apart(i - 1) || apart(i + 1)
        }
        _ => false,
    }
}

/// A word of a hedge, folded, or a sign as it stands.
fn hedge_word(t: &Tokens<'_>, i: usize) -> Option<String> {
    match t.shape(i)? {
        Shape::Word => Some(word::word(t, i).to_string()),
        Shape::Mark => Some(t.raw(i).to_owned()),
        Shape::Digits => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        said(text, &numbers(text))
    }

    fn read_in(code: &str, text: &str) -> Vec<String> {
        let language = crate::lang::language(code).expect("there");
        said(text, &numbers_in(&Tokens::of(text, 0..text.len(), language)))
    }

    fn said(text: &str, numbers: &[Number]) -> Vec<String> {
        numbers
            .iter()
            .map(|n| {
                let words = n.span.slice(text).unwrap_or("?");
                let unit = n.unit.map_or(String::new(), |u| format!(" {}", u.name()));
                let hedge = n.hedge.map_or(String::new(), |h| format!(" ({})", h.name()));
                let vague = if n.vague { " vague" } else { "" };
                format!("{words} = {}{unit}{hedge}{vague}", n.value)
            })
            .collect()
    }

    #[test]
    fn digits_and_their_separators() {
        assert_eq!(read("It has 12,567 words."), ["12,567 = 12567"]);
        assert_eq!(
            read("from 1.234.567,89 to 1 234 567"),
            ["1.234.567,89 = 1234567.89", "1 234 567 = 1234567"]
        );
        assert_eq!(
            read("see 3,14,15 and 10.0.0.1"),
            ["3 = 3", "14 = 14", "15 = 15", "10 = 10", "0 = 0", "0 = 0", "1 = 1"]
        );
        assert_eq!(read("7.5e-3 of -4/5 by 2½"), ["7.5e-3 = 0.0075", "-4/5 = -0.8", "2½ = 2.5"]);
        assert_eq!(read("the B52, the 5th, the 1960s"), [] as [String; 0]);
    }

    #[test]
    fn words() {
        assert_eq!(read("four hundred and six men"), ["four hundred and six = 406"]);
        assert_eq!(read("Twenty-one thousand three hundred"), ["Twenty-one thousand three hundred = 21300"]);
        assert_eq!(
            read("five and a half million, half a dozen"),
            ["five and a half million = 5500000", "half a dozen = 6"]
        );
        assert_eq!(read("two thirds of a million"), ["two thirds of a million = 666666.6666666666"]);
        assert_eq!(read("the twenty-first man, no one, this one"), [] as [String; 0]);
    }

    #[test]
    fn money_measures_and_percentages() {
        assert_eq!(read("nearly eight percent"), ["eight percent = 8 Percent (nearly)"]);
        assert_eq!(read("about US$ 14 million"), ["US$ 14 million = 14000000 United States dollar (about)"]);
        assert_eq!(read("ten pounds and fifty pence"), ["ten pounds and fifty pence = 10.5 Pound"]);
        assert_eq!(read("at 90 km/h for 3 miles"), ["90 km/h = 90 Kilometer per hour", "3 miles = 3 Mile"]);
        assert_eq!(read("he is 6 feet 3 inches tall"), ["6 feet 3 inches = 6.25 Foot"]);
    }

    #[test]
    fn millions_and_ranges() {
        assert_eq!(
            read("40m euros, 1.5m tonnes, 1.8m tall, USD 40m"),
            [
                "40m euros = 40000000 Euro",
                "1.5m tonnes = 1500000 Metric ton",
                "1.8m = 1.8 Meter",
                "USD 40m = 40000000 United States dollar"
            ]
        );
        assert_eq!(
            read("$5-6 million; 3 to 5 million tons; $2,5 million"),
            [
                "$5 = 5000000 Dollar",
                "6 million = 6000000 Dollar",
                "3 = 3000000 Ton",
                "5 million tons = 5000000 Ton",
                "$2,5 million = 2500000 Dollar"
            ]
        );
    }

    #[test]
    fn magnitudes() {
        assert_eq!(
            read("disappeared thousands, and tortured tens of thousands"),
            ["thousands = 1000 vague", "tens of thousands = 10000 vague"]
        );
        assert_eq!(read("several hundred men"), ["several hundred = 100 vague"]);
    }

    #[test]
    fn figures_by_the_languages_signs() {
        assert_eq!(
            read_in("de", "rund 1.234,5 km, 1'234 Mal, 2,5 Millionen"),
            ["1.234,5 km = 1234.5 Kilometer (about)", "1'234 = 1234", "2,5 Millionen = 2500000"]
        );
        assert_eq!(read_in("fr", "près de 1 234,5 francs"), ["1 234,5 francs = 1234.5 Franc (nearly)"]);
        assert_eq!(read_in("en", "1,234.5 and 12'345"), ["1,234.5 = 1234.5", "12 = 12", "345 = 345"]);
    }

    #[test]
    fn words_of_other_languages() {
        assert_eq!(
            read_in("fr", "trois cent vingt-deux hommes, quatre-vingt-dix-sept, deux tiers de million"),
            ["trois cent vingt-deux = 322", "quatre-vingt-dix-sept = 97", "deux tiers = 0.6666666666666666"]
        );
        assert_eq!(
            read_in("es", "doscientos cincuenta mil y 3 mil millones de dólares estadounidenses"),
            [
                "doscientos cincuenta mil = 250000",
                "3 mil millones de dólares estadounidenses = 3000000000 United States dollar"
            ]
        );
        assert_eq!(
            read_in("es", "dos millones y medio; tres billones cuatrocientos mil doscientos millones"),
            [
                "dos millones y medio = 2500000",
                "tres billones cuatrocientos mil doscientos millones = 3400200000000"
            ]
        );
        assert_eq!(
            read_in(
                "de",
                "zweiundzwanzig, dreihundertvierundvierzigtausend, 3 Mrd. Euro, anderthalb Millionen"
            ),
            [
                "zweiundzwanzig = 22",
                "dreihundertvierundvierzigtausend = 344000",
                "3 Mrd. Euro = 3000000000 Euro",
                "anderthalb Millionen = 1500000"
            ]
        );
        assert_eq!(
            read_in("it", "20 milioni d’euro, il 5 per cento"),
            ["20 milioni d’euro = 20000000 Euro", "5 per cento = 5 Percent"]
        );
        assert_eq!(
            read_in("pt", "cento e vinte e três metros quadrados"),
            ["cento e vinte e três metros quadrados = 123 Square meter"]
        );
    }
}
