//! Of what is a numeral a number: money, percent, a measure?

use super::currency::{code, is_symbol, named, symbol};
use super::numeral::{self, Numeral};
use super::word::{self, after_abbreviation, is, longest_in, money_word, term, unit_word, units, word};
use crate::lang::{After, MoneyWord, Role, Term, UnitWord};
use crate::read::token::{Shape, Tokens};

/// A numeral with its unit: tokens `first` to `last`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) value: f64,
    pub(super) unit: &'static str,
}

/// The token `end`, when nothing but blanks stands before it.
fn blank(t: &Tokens<'_>, end: usize) -> Option<usize> {
    near(t, end - 1).then_some(end)
}

/// Whether tokens `i` and `i + 1` may be read together: a space or nothing between.
fn near(t: &Tokens<'_>, i: usize) -> bool {
    !t.parted(i)
}

/// The amount of money that a numeral is part of.
pub(super) fn money(t: &Tokens<'_>, n: &Numeral) -> Option<Measured> {
    before(t, n).or_else(|| after(t, n))
}

/// A sign or a code before: "$ 75 million", "US$10", "EUR 125", "USD50".
fn before(t: &Tokens<'_>, n: &Numeral) -> Option<Measured> {
    let at = n.start.checked_sub(1).filter(|&at| near(t, at))?;
    if let Some(unit) = symbol(t, at) {
        let (first, unit) = country(t, at).unwrap_or((at, unit));
        let (end, value) = scaled(t, n);
        return Some(Measured { first, last: end - 1, value, unit });
    }
    let (unit, times) = code(t, at)?;
    // "17 USD 25" belongs to the number before it.
    let taken = at > 0 && near(t, at - 1) && t.shape(at - 1) == Some(Shape::Digits);
    if (n.barred && !n.led) || (taken && !t.glued(at)) {
        return None;
    }
    Some(Measured { first: at, last: n.end - 1, value: n.value * times, unit })
}

/// "us $", "u.s $", "C$", "Mex$": where it begins, and whose dollar it is.
fn country(t: &Tokens<'_>, sign: usize) -> Option<(usize, &'static str)> {
    let money = word::money(t);
    let mut at = sign.checked_sub(1).filter(|&at| near(t, at))?;
    if t.is(at, ".") && t.glued(at.checked_sub(1)?) {
        at -= 1;
    }
    if let Some((first, letters)) = initials_before(t, at) {
        return money.prefix(t.raw(sign), &letters).map(|p| (first, p.0));
    }
    if t.shape(at)? != Shape::Word {
        return None;
    }
    let (unit, glued) = money.prefix(t.raw(sign), &word(t, at))?;
    // A single small letter is an article or a word of its own: "a $ 800 rebate".
    let free = at == 0 || !t.glued(at - 1) || !matches!(t.raw(at - 1), "'" | "’" | "-");
    if glued && !t.glued(at) || !free {
        return None;
    }
    Some((at, unit))
}

/// Two letters with a full stop between, of which the second is token `last`: the first token, and the letters small.
fn initials_before(t: &Tokens<'_>, last: usize) -> Option<(usize, String)> {
    let first = last.checked_sub(2)?;
    let letter = |i: usize| t.raw(i).len() == 1 && t.shape(i) == Some(Shape::Word);
    (letter(last) && t.is(last - 1, ".") && t.glued(last - 1) && letter(first))
        .then(|| (first, [t.raw(first), t.raw(last)].concat().to_ascii_lowercase()))
}

/// The magnitudes that money alone is written with: "$5m", "£3 bn".
fn scaled(t: &Tokens<'_>, n: &Numeral) -> (usize, f64) {
    let at = n.end;
    if n.scaled
        || t.shape(at) != Some(Shape::Word)
        || !near(t, at - 1)
        || t.shape(at + 1) == Some(Shape::Word) && t.glued(at)
    {
        return (n.end, n.value);
    }
    match word::words(t).suffix(t.raw(at), After::Money) {
        Some((by, glued)) if !glued || t.glued(at - 1) => (at + 1, n.value * by),
        _ => (n.end, n.value),
    }
}

/// A name, a sign or a code after: "thirteen dollars", "5 €", "115USD", "one-yen".
fn after(t: &Tokens<'_>, n: &Numeral) -> Option<Measured> {
    if n.led {
        return None;
    }
    let mut at = n.end;
    let glued = t.glued(at - 1);
    if !near(t, at - 1) {
        return None;
    }
    at = counted(t, n, at);
    if let Some(unit) = symbol(t, at) {
        // "1 $10 bill": the sign is the next number's.
        let theirs = !glued && t.glued(at) && t.shape(at + 1) == Some(Shape::Digits);
        return (!theirs).then(|| with_sub(t, n, at, unit));
    }
    if t.is(at, "-") && glued && t.glued(at) {
        at += 1;
    }
    if let Some((unit, times)) = code(t, at).filter(|_| t.shape(at + 1) != Some(Shape::Word) || !t.glued(at))
    {
        // "75 USD million"
        if let Some((end, Term::Scale(by))) = term(t, at + 1) {
            return Some(Measured { first: n.start, last: end - 1, value: n.value * by, unit });
        }
        let m = with_sub(t, n, at, unit);
        return Some(Measured { value: m.value * times, ..m });
    }
    if n.barred {
        return None;
    }
    // Up to three words may say whose money it is.
    let mut whose = None;
    for skip in 0..4 {
        if let Some((last, name)) = named(t, at) {
            if skip == 0 {
                let after = whose_after(t, last, name.unit);
                let large = n.scaled || n.value >= 1000.0 || after.is_some();
                // Weights are pounds as well.
                let weight = name.weight && !n.scaled && !follows_money(t, last);
                if name.large && !large || weight && after.is_none() {
                    return None;
                }
                if let Some((last, unit)) = after {
                    return Some(with_sub(t, n, last, unit));
                }
            }
            let unit = whose.and_then(|w: &MoneyWord| w.makes(name.unit, false)).unwrap_or(name.unit);
            return Some(with_sub(t, n, last, unit));
        }
        // "u.s": the letters together.
        let initial = t.shape(at) == Some(Shape::Word)
            && t.raw(at).len() == 1
            && (t.is(at + 1, ".") && t.glued(at) || initials_before(t, at).is_some());
        let says = match initials_before(t, at) {
            Some((_, letters)) => word::money(t).words().phrase(&letters),
            None => money_word(t, at),
        }
        .filter(|w| w.says_whose());
        if says.is_none() && !initial && !t.is(at, ".") || !near(t, at) {
            return None;
        }
        if says.is_some() {
            whose = says;
        }
        at += 1;
    }
    None
}

/// Whose money it is, where that stands after its name at token `last` ("marcos finlandeses"): the last token of that, and the
/// unit.
fn whose_after(t: &Tokens<'_>, last: usize, of: &str) -> Option<(usize, &'static str)> {
    let at = blank(t, last + 1)?;
    let word = money_word(t, at)?;
    if let Some(unit) = word.makes(of, true) {
        return Some((at, unit));
    }
    let at = blank(t, at + 1).filter(|_| word.led)?;
    Some((at, money_word(t, at)?.makes(of, true)?))
}

/// The token at `at` or after a word for "of" there, when that stands between a magnitude and what is counted: "dos millones
/// de dólares", "2 millions d’euros", "3 Mrd. Euro".
fn counted(t: &Tokens<'_>, n: &Numeral, at: usize) -> usize {
    let at = after_abbreviation(t, at).unwrap_or(at);
    if !n.scaled || !is(t, at, Role::Partitive) || !near(t, at) {
        return at;
    }
    let elided = t.glued(at) && matches!(t.raw(at + 1), "'" | "’");
    at + 1 + usize::from(elided)
}

/// Whether what follows pounds makes them money.
fn follows_money(t: &Tokens<'_>, at: usize) -> bool {
    let coin = |i: usize| named(t, i).is_some_and(|n| n.1.coin);
    let shows = money_word(t, at + 1).is_some_and(|w| w.shows);
    shows && !is(t, at + 2, Role::FractionOf) || is_link(t, at + 1) && coin(at + 3) || coin(at + 2)
}

/// Whether token `i` is a word for "and".
fn is_link(t: &Tokens<'_>, i: usize) -> bool {
    word::entry(t, i).link.is_some()
}

/// "dollars and forty-five cents", "dollars 50": what the smaller coin adds.
fn with_sub(t: &Tokens<'_>, n: &Numeral, unit_at: usize, unit: &'static str) -> Measured {
    let alone = Measured { first: n.start, last: unit_at, value: n.value, unit };
    let money = word::money(t);
    if !near(t, unit_at) || n.scaled && n.value >= 1e6 || money.is_part(unit) {
        return alone;
    }
    let and = is_link(t, unit_at + 1);
    let from = unit_at + 1 + usize::from(and);
    if is_symbol(t, unit_at) && !and && t.glued(unit_at) {
        return alone;
    }
    let Some(sub) = numeral::read(t, from) else { return alone };
    if sub.start != from || sub.value < 1.0 || sub.value >= 100.0 || sub.vague || sub.barred {
        return alone;
    }
    if let Some((last, name)) = named(t, sub.end) {
        return match money.part(unit, name.unit) {
            Some(by) => Measured { last, value: n.value + sub.value / by, ..alone },
            None => alone,
        };
    }
    // "one kuai and five mao five": handled as far as the second coin; a bare amount ends the words.
    let ends = t.shape(sub.end) == Some(Shape::Mark)
        && !is_symbol(t, sub.end)
        && !t.is(sub.end, "-")
        && !units(t).is_percent_sign(t.raw(sub.end))
        || sub.end >= t.len()
        || t.parted(sub.end - 1)
        || is_link(t, sub.end);
    let cents = money.parts_of(unit).filter(|&by| by == 100.0);
    let listed = !and && t.is(unit_at + 1, ",");
    match cents {
        Some(by) if ends && !listed && sub.value.fract() == 0.0 => {
            Measured { last: sub.end - 1, value: n.value + sub.value / by, ..alone }
        }
        _ => alone,
    }
}

/// The last token of "%", "percent", "per cent", "percentage points".
pub(super) fn percent(t: &Tokens<'_>, n: &Numeral) -> Option<usize> {
    let at = n.end;
    if n.led || !near(t, at - 1) {
        return None;
    }
    let units = units(t);
    if t.shape(at) == Some(Shape::Mark) && units.is_percent_sign(t.raw(at)) {
        return Some(at);
    }
    let at = if t.is(at, "-") && t.glued(at - 1) { at + 1 } else { at };
    longest_in(t, at, units.words(), blank, |w| w.percent.then_some(())).map(|p| p.0)
}

/// The measure that a numeral is part of.
pub(super) fn measure(t: &Tokens<'_>, n: &Numeral) -> Option<Measured> {
    let after_letters = n.start > 1
        && t.glued(n.start - 1)
        && matches!(t.raw(n.start - 1), "-" | "_")
        && t.glued(n.start - 2)
        && t.shape(n.start - 2) == Some(Shape::Word);
    if n.led || after_letters || !near(t, n.end - 1) {
        return None;
    }
    let (last, unit) = unit(t, counted(t, n, n.end), n.end)?;
    let alone = Measured { first: n.start, last, value: n.value, unit };
    // "5 feet 2 inches", "5 feet and 2 inches", "12 ft 2 in"
    if let Some((smaller, by)) = units(t).part_of(unit).filter(|_| near(t, last)) {
        let from = last + 1 + usize::from(is_link(t, last + 1));
        if let Some(sub) = numeral::read(t, from)
            .filter(|s| s.start == from && !s.vague && s.value < by && near(t, s.end - 1))
        {
            let last = if t.shape(sub.end) == Some(Shape::Word)
                && units(t).sign(t.raw(sub.end)).is_some_and(|s| s.unit == smaller)
            {
                Some(sub.end)
            } else {
                self::unit(t, sub.end, sub.end).filter(|u| u.1 == smaller).map(|u| u.0)
            };
            if let Some(last) = last {
                return Some(Measured { last, value: n.value + sub.value / by, ..alone });
            }
        }
    }
    Some(alone)
}

/// The unit at token `at`, and its last token; the numeral ends before token `end`.
fn unit(t: &Tokens<'_>, mut at: usize, end: usize) -> Option<(usize, &'static str)> {
    let glued = at == end && t.glued(at - 1);
    let units = units(t);
    let bracket = matches!(t.raw(at), "[" | "{") && matches!(t.raw(at + 2), "]" | "}");
    if bracket {
        let (_, unit) = sign(t, at + 1, true)?;
        return Some((at + 2, unit));
    }
    if t.is(at, "\"") || t.is(at, "″") {
        // Inches, where it is not a closing mark: a word of size goes on.
        return units.sign("″").filter(|_| unit_word(t, at + 1).size).map(|s| (at, s.unit));
    }
    if t.is(at, "-") && glued && t.glued(at) {
        at += 1;
    }
    // "20 °C", "45°"
    if t.shape(at)? == Shape::Mark {
        let sign = units.sign(t.raw(at))?;
        let scale = unit_word(t, at + 1).scale.filter(|_| t.glued(at));
        return Some(scale.map_or((at, sign.unit), |scale| (at + 1, scale)));
    }
    if let Some((last, unit)) = sign(t, at, glued) {
        return Some(rate(t, last, unit));
    }
    let first = unit_word(t, at);
    if let Some(how) = first.how.filter(|_| !first.how_after) {
        let mut of = at + 1;
        if t.is(of, ".") {
            of += 1;
        }
        if t.is(of, "-") && t.glued(of - 1) {
            of += 1;
        }
        if !near(t, at) {
            return None;
        }
        let unit = unit_word(t, of).unit.or_else(|| sign(t, of, false).map(|s| s.1))?;
        return Some((of, units.made(how, unit)?));
    }
    let (last, UnitWord { unit, apart, angle, .. }) =
        longest_in(t, at, units.words(), blank, |w| Some(*w).filter(|w| w.unit.is_some()))?;
    let unit = unit?;
    // "mètres carrés"
    let after = unit_word(t, last + 1);
    if let Some(made) =
        after.how.filter(|_| after.how_after && near(t, last)).and_then(|h| units.made(h, unit))
    {
        return Some((last + 1, made));
    }
    if angle {
        return degrees(t, last, unit);
    }
    // "two yards" of ships, "one league", "four stone": rarely measures without a comparison.
    (!(apart && glued)).then(|| rate(t, last, unit))
}

/// A sign like "km" at token `at`, with its power: "km2", "m3".
fn sign(t: &Tokens<'_>, at: usize, glued: bool) -> Option<(usize, &'static str)> {
    if t.shape(at)? != Shape::Word {
        return None;
    }
    let entry = units(t).sign(t.raw(at)).filter(|s| glued || !s.glued)?;
    // The time of day is written so too: "at 2 pm", "6pm".
    if entry.clock && (glued || clock(t, at)) {
        return None;
    }
    let unit = entry.unit;
    let made = |how: &str| units(t).made(how, unit).map(|unit| (at + 1, unit));
    if t.glued(at) && t.shape(at + 1) == Some(Shape::Digits) {
        return match t.raw(at + 1) {
            "2" => made(SQUARE),
            "3" => made(CUBIC),
            _ => None,
        };
    }
    if t.glued(at) {
        match t.raw(at + 1) {
            "²" => return made(SQUARE),
            "³" => return made(CUBIC),
            "'" | "’" => return None,
            _ => {}
        }
    }
    Some((at, unit))
}

/// What the powers two and three of a unit are called in the tables.
const SQUARE: &str = "square";
const CUBIC: &str = "cubic";

/// Whether a sign like "pm" at token `at` ends a time of day: what comes before the hour says so.
fn clock(t: &Tokens<'_>, at: usize) -> bool {
    let Some(hour) = at.checked_sub(1) else { return false };
    if hour > 0 && matches!(t.raw(hour - 1), ":" | "." | "-" | "–") && t.glued(hour - 1) {
        return true;
    }
    let hours = t.raw(hour).parse::<u8>().is_ok_and(|h| (1..=12).contains(&h));
    hours && hour > 0 && unit_word(t, hour - 1).clock
}

/// "an hour", "per hour", "/hr" after a unit of length.
fn rate(t: &Tokens<'_>, last: usize, unit: &'static str) -> (usize, &'static str) {
    let at = last + 1;
    let stroke = t.is(at, "/") && t.glued(last);
    let per = stroke || near(t, last) && unit_word(t, at).per;
    let by = if per { unit_word(t, at + 1).by } else { None };
    by.and_then(|by| units(t).made(by, unit)).map_or((last, unit), |unit| (at + 1, unit))
}

/// "degrees": of an angle. Those of temperature are another matter, and are told by a scale.
fn degrees(t: &Tokens<'_>, at: usize, unit: &'static str) -> Option<(usize, &'static str)> {
    if let Some(scale) = unit_word(t, at + 1).scale {
        return Some((at + 1, scale));
    }
    let from = at.saturating_sub(8);
    let warm = (from..at).any(|i| unit_word(t, i).warmth);
    (!warm).then_some((at, unit))
}
