//! Which stretch of tokens is a numeral, and what is its value?

use super::word::{self, entry, is, longest, next, next_term, term};
use crate::lang::{After, NumberEntry, Part, Role, Term, VagueWhere};
use crate::read::token::{Shape, Tokens};

/// A numeral: tokens `start` up to `end`.
#[derive(Debug, Clone, Copy)]
pub(in crate::read) struct Numeral {
    pub(in crate::read) start: usize,
    pub(in crate::read) end: usize,
    pub(in crate::read) value: f64,
    /// Only a magnitude is named.
    pub(in crate::read) vague: bool,
    /// ... by words that take no unit of their own ("thousands").
    pub(in crate::read) only_vague_words: bool,
    /// "one", where it may be a pronoun: a number only with a unit.
    pub(in crate::read) pronoun: bool,
    /// Letters follow that make it something else, unless they are a unit ("180ml", "5x").
    pub(in crate::read) barred: bool,
    /// Letters stand right before it ("USD115"): a number only with those as its unit.
    pub(in crate::read) led: bool,
    /// A word of magnitude belongs to it ("14 million").
    pub(in crate::read) scaled: bool,
}

/// The fraction that one character shows.
fn vulgar(s: &str) -> Option<f64> {
    Some(match s {
        "½" => 1.0 / 2.0,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        "¼" => 1.0 / 4.0,
        "¾" => 3.0 / 4.0,
        "⅕" => 1.0 / 5.0,
        "⅖" => 2.0 / 5.0,
        "⅗" => 3.0 / 5.0,
        "⅘" => 4.0 / 5.0,
        "⅙" => 1.0 / 6.0,
        "⅚" => 5.0 / 6.0,
        "⅛" => 1.0 / 8.0,
        "⅜" => 3.0 / 8.0,
        "⅝" => 5.0 / 8.0,
        "⅞" => 7.0 / 8.0,
        _ => return None,
    })
}

/// Whether a numeral may begin with token `i`.
pub(in crate::read) fn may_start(t: &Tokens<'_>, i: usize) -> bool {
    t.shape(i) == Some(Shape::Word) && word::may_begin(t, i)
}

/// The numeral that begins at token `i`.
pub(in crate::read) fn read(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    match t.shape(i)? {
        Shape::Word => {
            if !may_start(t, i) {
                return None;
            }
            if i > 0 && t.glued(i - 1) && matches!(t.raw(i - 1), "'" | "’" | "_" | "&" | "@") {
                return None;
            }
            spelled(t, i)
        }
        Shape::Digits => figures(t, i),
        Shape::Mark => match t.raw(i) {
            "." if t.glued(i) && t.shape(i + 1) == Some(Shape::Digits) => {
                let after = i > 0 && t.glued(i - 1) && t.shape(i - 1) != Some(Shape::Mark);
                if after { None } else { figures(t, i) }
            }
            m => {
                let value = vulgar(m)?;
                Some(Numeral { value, ..plain(i, i + 1) })
            }
        },
    }
}

const fn plain(start: usize, end: usize) -> Numeral {
    Numeral {
        start,
        end,
        value: 0.0,
        vague: false,
        only_vague_words: false,
        pronoun: false,
        barred: false,
        led: false,
        scaled: false,
    }
}

/// A whole number: up to which token, its value, and what the fraction that may follow needs.
#[derive(Debug, Clone, Copy)]
struct Whole {
    end: usize,
    value: f64,
    /// The last magnitude, when it is the last word.
    scale: f64,
    /// What stands before and after the last "and".
    split: Option<(f64, f64)>,
    /// The tens with which it ends, when it ends with tens.
    tens: f64,
    scaled: bool,
}

/// 1 to 99, or figures of at most two digits.
fn below_hundred(t: &Tokens<'_>, i: usize) -> Option<(usize, f64, f64)> {
    if t.shape(i)? == Shape::Digits {
        let small = t.raw(i).len() <= 2 && !(t.glued(i) && !t.is(i + 1, ".") && !t.is(i + 1, ","));
        return small.then(|| t.raw(i).parse().ok().map(|v: f64| (i + 1, v, 0.0)))?;
    }
    let (end, first) = term(t, i)?;
    match first {
        Term::Unit(v) | Term::Teen(v) => Some((end, v, 0.0)),
        Term::Ten(v) => {
            // "treinta y uno"
            let at = next(t, end).map(|at| after_link(t, at, v));
            match at.and_then(|(at, linked)| Some((term(t, at)?, linked))) {
                Some(((end, Term::Unit(w)), _)) => Some((end, v + w, 0.0)),
                // "soixante et onze"
                Some(((end, Term::Teen(w)), true)) => Some((end, v + w, 0.0)),
                _ => Some((end, v, v)),
            }
        }
        _ => None,
    }
}

/// The token after a link at `at` that may stand after `value`, or `at` itself; and whether there is one.
fn after_link(t: &Tokens<'_>, at: usize, value: f64) -> (usize, bool) {
    let linked = entry(t, at).link.is_some_and(|least| value >= least);
    (at + usize::from(linked), linked)
}

/// An article that stands for one.
fn is_article(e: &NumberEntry) -> bool {
    e.is(Role::Article)
}

/// What stands below one magnitude: 1 to 9,900.
fn group(t: &Tokens<'_>, i: usize) -> Option<Whole> {
    let e = entry(t, i);
    let scaled = |end: usize| matches!(next_term(t, end), Some((_, Term::Hundred | Term::Scale(_))));
    let (mut end, mut value, mut tens, mut hundred) = if is_article(&e) && scaled(i + 1) {
        (i + 1, 1.0, 0.0, false)
    } else if let Some((end, Term::More(v))) =
        term(t, i).filter(|w| matches!(w.1, Term::More(v) if v < 1000.0))
    {
        (end, v, 0.0, true)
    } else if e.is(Role::Alone) && e.term == Some(Term::Hundred) {
        (i + 1, 100.0, 0.0, true)
    } else {
        let (end, value, tens) = below_hundred(t, i).or_else(|| {
            let f = (t.shape(i)? == Shape::Digits).then(|| mantissa(t, i))??;
            (f.1 < 1000.0).then_some((f.0, f.1, 0.0))
        })?;
        (end, value, tens, false)
    };
    let mut split = None;
    if !hundred && let Some((after, Term::Hundred)) = next_term(t, end) {
        let spelled = entry(t, after - 1).is(Role::Spelled);
        if !spelled || (value < 20.0 && t.shape(end - 1) == Some(Shape::Word)) {
            value *= 100.0;
            end = after;
            tens = 0.0;
            hundred = true;
        }
    }
    if hundred && let Some(at) = next(t, end) {
        let (from, and) = after_link(t, at, value);
        // "three hundred and two hundred" are two numbers.
        if let Some((e, v, ten)) =
            below_hundred(t, from).filter(|b| !matches!(next_term(t, b.0), Some((_, Term::Hundred))))
            && (and || t.shape(from) == Some(Shape::Word))
        {
            if and {
                split = Some((value, v));
            }
            value += v;
            end = e;
            tens = ten;
        }
    }
    Some(Whole { end, value, scale: 1.0, split, tens, scaled: false })
}

/// A magnitude that begins a number without one before it, or a number of thousands in one word: its end, how many, of
/// which magnitude.
fn thousands(t: &Tokens<'_>, i: usize) -> Option<(usize, f64, f64)> {
    let e = entry(t, i);
    if let Some(Term::Scale(s)) = e.term
        && e.is(Role::Alone)
    {
        return Some((i + 1, 1.0, s));
    }
    match term(t, i)? {
        (end, Term::More(v)) if v >= 1000.0 && v % 1000.0 == 0.0 => Some((end, v / 1000.0, 1000.0)),
        (end, Term::More(v)) if v >= 1000.0 => Some((end, v, 1.0)),
        _ => None,
    }
}

/// A whole number in words, or in words and figures ("4 thousand 3 hundred and 21").
fn whole(t: &Tokens<'_>, i: usize) -> Option<Whole> {
    let (mut all, mut scale) = match thousands(t, i) {
        Some((end, value, scale)) => {
            (Whole { end, value, scale: 1.0, split: None, tens: 0.0, scaled: true }, scale)
        }
        None => (group(t, i)?, 1.0),
    };
    let mut part = all.value;
    let mut total = 0.0;
    let mut last = f64::INFINITY;
    // What stood before the last magnitude, and the magnitude before it.
    let mut above = (0.0, f64::INFINITY);
    loop {
        while let Some((end, Term::Scale(s))) = next_term(t, all.end) {
            if scale * s >= last {
                break;
            }
            scale *= s;
            all.end = end;
        }
        let before = total;
        total += part * scale;
        all.value = total;
        all.scale = scale;
        if scale <= 1.0 {
            // "tres billones cuatrocientos mil doscientos millones": the thousands are of millions, too.
            match next_term(t, all.end) {
                Some((end, Term::Scale(s))) if s > last && s < above.1 => {
                    total = above.0 + (total - above.0) * s;
                    (all.end, all.value, all.scale) = (end, total, s);
                    (scale, last, above) = (s, above.1, (above.0, above.1));
                }
                _ => break,
            }
        }
        if scale < last {
            above = (before, last);
        }
        all.scaled = true;
        all.split = None;
        all.tens = 0.0;
        last = scale;
        // A smaller group may follow, with "and" or without.
        let Some(at) = next(t, all.end) else { break };
        let (from, and) = after_link(t, at, total);
        if is(t, from, Role::Article) {
            break;
        }
        if let Some((end, value, of)) = thousands(t, from).filter(|g| g.2 < last) {
            (all.end, part, scale) = (end, value, of);
            continue;
        }
        let Some(g) = group(t, from) else { break };
        let figures = t.shape(from) == Some(Shape::Digits);
        // "mil doscientos millones" is one number, "mil y 200 millones" two.
        let folds = |s: f64| !figures && s > last && s < above.1;
        let bigger = matches!(next_term(t, g.end), Some((_, Term::Scale(s))) if s >= last && !folds(s));
        let goes_on = matches!(next_term(t, g.end), Some((_, Term::Scale(_)))) || g.value >= 100.0;
        if bigger || g.value >= last || (figures && !and && !goes_on) {
            break;
        }
        if and {
            all.split = Some((total, g.value));
        } else {
            all.split = g.split.map(|(b, a)| (total + b, a));
        }
        (all.end, all.tens, part, scale) = (g.end, g.tens, g.value, 1.0);
    }
    // "three hundred and two dozens".
    if let Some((end, Term::Collective(by))) = next_term(t, all.end) {
        all.value = match all.split {
            Some((before, after)) => before + after * by,
            None => all.value * by,
        };
        all.end = end;
        all.split = None;
    }
    Some(all)
}

/// What a fraction divides by, from token `i`: "fifths", "twenty-firsts", "one hundred and fifths".
fn divisor(t: &Tokens<'_>, i: usize) -> Option<(usize, Part)> {
    if t.shape(i)? != Shape::Word {
        return None;
    }
    let e = entry(t, i);
    if let Some(part) = e.part {
        return Some((i + 1, part));
    }
    match term(t, i)? {
        (end, Term::Ten(v)) => {
            let at = next(t, end)?;
            let e = entry(t, at);
            // "twenty-first": one that is the name of no part.
            let first = e.ordinal.filter(|&o| o == 1.0).map(|by| Part { by, one: true, many: false });
            let part = e.part.or(first).filter(|p| p.by < 10.0)?;
            Some((at + 1, Part { by: v + part.by, ..part }))
        }
        (end, Term::Unit(v)) => {
            let (end, Term::Hundred) = next_term(t, end)? else { return None };
            let (at, _) = after_link(t, next(t, end)?, v * 100.0);
            let (end, part) = divisor(t, at).filter(|d| d.1.by < 100.0)?;
            Some((end, Part { by: v * 100.0 + part.by, ..part }))
        }
        _ => None,
    }
}

/// A fraction from token `i`: "three quarters", "a fifth", "one half"; its end and value.
fn fraction(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    if is(t, i, Role::Article) {
        let (end, part) = divisor(t, next(t, i + 1)?)?;
        return part.one.then_some((end, 1.0 / part.by));
    }
    let w = whole(t, i)?;
    let (end, part) = divisor(t, next(t, w.end)?)?;
    (part.many || w.value == 1.0).then_some((end, w.value / part.by))
}

/// A numeral in words.
fn spelled(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    if let Some(n) = magnitude(t, i) {
        return Some(n);
    }
    let first = entry(t, i);
    if first.is(Role::Minus) {
        let at = (!t.parted(i)).then_some(i + 1)?;
        let n = match t.shape(at)? {
            Shape::Word => spelled(t, at).filter(|n| !n.vague)?,
            Shape::Digits if !t.glued(i) => figures(t, at)?,
            _ => return None,
        };
        return Some(Numeral { start: i, value: -n.value, pronoun: false, ..n });
    }
    if word::words(t).has_fractions()
        && let Some(n) = whole_fraction(t, i)
    {
        return Some(n);
    }
    // "half a dozen", "half a million", "half million", "quarter million", "a quarter million",
    // "a half", "a trillionth".
    let article = first.is(Role::Article);
    let head = if article { next(t, i + 1)? } else { i };
    if t.shape(head)? == Shape::Word
        && let Some((after, Part { by, one: true, .. })) =
            if article || first.is(Role::Begins) { divisor(t, head) } else { None }
    {
        let value = 1.0 / by;
        if let Some((end, by)) = multiplied(t, after) {
            return Some(Numeral { value: value * by, scaled: true, ..plain(i, end) });
        }
        // "a third" may be one more; "a third of" is not, nor is what ends the clause.
        let ends = t.shape(after) != Some(Shape::Word) || t.parted(after - 1);
        let of = is(t, after, Role::FractionOf);
        // A language whose fractions are listed as such has no ordinals among them.
        let sure = by == 2.0 || of || (ends && by > 10.0) || entry(t, head).fraction.is_some();
        return (article && sure).then(|| Numeral { value, ..plain(i, after) });
    }
    // "una docena", "media docena"
    if let Some((end, Term::Collective(value))) = term(t, head)
        && (end > head + 1 || article && entry(t, head).is(Role::Begins))
    {
        return Some(Numeral { value, ..plain(i, end) });
    }
    match first.term {
        Some(Term::Zero) => {
            let n = Numeral { value: 0.0, ..plain(i, i + 1) };
            return Some(decimals(t, &n).unwrap_or(n));
        }
        Some(Term::Hundred | Term::Scale(_)) if !first.is(Role::Alone) => return None,
        Some(Term::Collective(_)) => return None,
        None if !article && term(t, i).is_none() => return None,
        _ => {}
    }
    let w = whole(t, i)?;
    rational(t, i, w)
}

/// A fraction that is one entry: "dos tercios", "anderthalb"; those below one in a single word only with what they are
/// a part of.
fn whole_fraction(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    let (end, value) = longest(t, i, |e| e.fraction.filter(|_| e.link.is_none()))?;
    if is_link(t, i) {
        return None;
    }
    if let Some((end, by)) = multiplied(t, end) {
        return Some(Numeral { value: value * by, scaled: true, ..plain(i, end) });
    }
    (end > i + 1 || value > 1.0).then(|| Numeral { value, ..plain(i, end) })
}

fn is_link(t: &Tokens<'_>, i: usize) -> bool {
    entry(t, i).link.is_some()
}

/// What is made of a whole number by the fraction, the decimals or the divisor after it.
fn rational(t: &Tokens<'_>, i: usize, w: Whole) -> Option<Numeral> {
    let n = Numeral { value: w.value, scaled: w.scaled, ..plain(i, w.end) };
    if let Some(at) = next(t, w.end) {
        if let Some((end, part)) = divisor(t, at) {
            let Part { by, many, .. } = part;
            // "one hundred thirty fifths": the tens are the divisor's.
            let (top, by) = if w.tens > 0.0 && w.value > w.tens && by < 10.0 && w.split.is_none() {
                (w.value - w.tens, w.tens + by)
            } else {
                (w.value, by)
            };
            if !many && top != 1.0 {
                return None; // "twenty-fifth": an ordinal
            }
            // "seconds" and "quarters" of other kinds are not told here: they are rare.
            let value = match w.split {
                Some((before, after)) if after < by => {
                    before
                        + after / by
                            * if w.scaled && before >= 1e3 && before % 1e3 == 0.0 {
                                scale_of(before)
                            } else {
                                1.0
                            }
                }
                _ => top / by,
            };
            if let Some((end, times)) = multiplied(t, end) {
                return Some(Numeral { value: value * times, scaled: true, ..plain(i, end) });
            }
            return Some(Numeral { value, ..plain(i, end) });
        }
        if entry(t, at).ordinal.is_some_and(|o| o < 3.0) && (w.tens > 0.0 || w.value >= 100.0) {
            return None; // "twenty-first"
        }
        if let Some((end, f)) = and_fraction(t, at) {
            return Some(match multiplied(t, end) {
                // "one billion and a quarter million"
                Some((end, by)) if w.scale > 1.0 => {
                    Numeral { value: w.value + f * by, scaled: true, ..plain(i, end) }
                }
                // "five and a half million"
                Some((end, by)) => Numeral { value: (w.value + f) * by, scaled: true, ..plain(i, end) },
                None => Numeral { value: w.value + f * w.scale, ..plain(i, end) },
            });
        }
    }
    if let Some(n) = decimals(t, &n) {
        return Some(n);
    }
    if let Some(n) = ratio(t, &n) {
        return Some(n);
    }
    let pronoun = w.value == 1.0 && w.end == i + 1 && {
        let before = i.checked_sub(1).filter(|&b| !t.parted(b));
        let alone = t.shape(w.end) != Some(Shape::Word);
        before.is_some_and(|b| is(t, b, Role::PronounAfter))
            || (!alone && is(t, w.end, Role::PronounBefore))
            || (t.glued(i) && matches!(t.raw(i + 1), "'" | "’"))
    };
    Some(Numeral { pronoun, ..n })
}

/// "and a half", "y medio" at token `at`: where it ends, and what it adds.
fn and_fraction(t: &Tokens<'_>, at: usize) -> Option<(usize, f64)> {
    if !is_link(t, at) {
        return None;
    }
    if let Some(found) = longest(t, at, |e| e.fraction.filter(|&f| f < 1.0)) {
        return Some(found);
    }
    fraction(t, at + 1)
}

fn scale_of(value: f64) -> f64 {
    [1e12, 1e9, 1e6, 1e3].into_iter().find(|s| value % s == 0.0).unwrap_or(1.0)
}

/// "(of) a million", "a dozen", "million": what the fraction before token `i` is a part of.
fn multiplied(t: &Tokens<'_>, end: usize) -> Option<(usize, f64)> {
    let mut at = next(t, end)?;
    if is(t, at, Role::FractionOf) && is(t, at + 1, Role::Article) {
        at += 1;
    }
    if is(t, at, Role::Article) {
        at += 1;
    }
    match term(t, at)? {
        (end, Term::Scale(s) | Term::Collective(s)) => Some((end, s)),
        (end, Term::Hundred) => Some((end, 100.0)),
        _ => None,
    }
}

/// "two point zero three".
fn decimals(t: &Tokens<'_>, n: &Numeral) -> Option<Numeral> {
    let at = next(t, n.end).filter(|&at| is(t, at, Role::Point))?;
    let mut digits = String::from("0.");
    let mut end = at + 1;
    while let Some((at, (after, w))) = next(t, end).and_then(|i| Some((i, term(t, i)?))) {
        match w {
            Term::Zero => digits.push('0'),
            Term::Unit(v) => digits.push_str(&v.to_string()),
            Term::Teen(v) if digits.len() == 2 => digits.push_str(&v.to_string()),
            Term::Ten(v) if digits.len() == 2 => {
                let (e, v, _) = below_hundred(t, at).unwrap_or((after, v, 0.0));
                digits.push_str(&v.to_string());
                end = e;
                break;
            }
            // "coma doscientos cinco"
            _ if digits.len() == 2 => {
                let Some(w) = whole(t, at).filter(|w| w.value.fract() == 0.0) else { break };
                digits.push_str(&w.value.to_string());
                end = w.end;
                break;
            }
            _ => break,
        }
        end = after;
    }
    let value: f64 = digits.parse().ok()?;
    if digits.len() == 2 {
        return None;
    }
    let value = n.value + value;
    Some(match next_term(t, end) {
        Some((end, Term::Scale(s))) => Numeral { end, value: value * s, scaled: true, ..*n },
        _ => Numeral { end, value, ..*n },
    })
}

/// "one over three", "two out of five hundred", "1 in twenty-one": a share, not two numbers.
fn ratio(t: &Tokens<'_>, n: &Numeral) -> Option<Numeral> {
    let at = next(t, n.end)?;
    let role =
        |e: &NumberEntry| [Role::ShareOf, Role::ShareIn, Role::ShareOver].into_iter().find(|&r| e.is(r));
    let (from, role) = longest(t, at, role)?;
    if n.start > 0 && super::currency::is_symbol(t, n.start - 1) {
        return None;
    }
    let (end, by) = match t.shape(from)? {
        Shape::Digits => mantissa(t, from).filter(|m| m.1.fract() == 0.0 && !t.glued(m.0 - 1))?,
        Shape::Word if !is(t, from, Role::Article) => whole(t, from).map(|w| (w.end, w.value))?,
        _ => return None,
    };
    let year = (1000.0..2200.0).contains(&by) && t.shape(from) == Some(Shape::Digits);
    let small = role != Role::ShareIn || n.value <= 10.0;
    // What goes on after it ("3 over 20 years") is counted by the second number alone.
    let counted = role == Role::ShareOver && t.shape(end) == Some(Shape::Word) && !t.parted(end - 1);
    (n.value >= 1.0 && n.value < by && !year && small && !counted).then(|| Numeral {
        end,
        value: n.value / by,
        ..*n
    })
}

/// "tens of thousands", "thousands", "several hundred", "a few million".
fn magnitude(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    let vague = |end: usize, value: f64, alone: bool| Numeral {
        value,
        vague: true,
        only_vague_words: alone,
        scaled: true,
        ..plain(i, end)
    };
    if let Some((first, when)) = entry(t, i).vague {
        let of = is(t, i + 1, Role::FractionOf) && !t.parted(i);
        if of && let Some((second, _)) = entry(t, i + 2).vague.filter(|&(v, _)| v >= 1e3 && v > first) {
            return Some(vague(i + 3, first * second, true));
        }
        // "tens" and "scores" alone are of other kinds as often.
        let whole = match when {
            VagueWhere::Anywhere => true,
            VagueWhere::BeforeOf => of,
            VagueWhere::BeforeGreater => false,
        };
        return whole.then(|| vague(i + 1, first, true));
    }
    let (few, ()) = longest(t, i, |e| e.is(Role::Indefinite).then_some(()))?;
    match term(t, few)? {
        (end, Term::Hundred) => match next_term(t, end) {
            Some((end, Term::Scale(s))) => Some(vague(end, 100.0 * s, false)),
            _ => Some(vague(end, 100.0, false)),
        },
        (end, Term::Scale(s) | Term::Collective(s)) => Some(vague(end, s, false)),
        _ => None,
    }
}

/// The signs of a language's figures: between units and decimals, and between thousands; an apostrophe there, too.
#[derive(Debug, Clone, Copy)]
struct Signs {
    decimal: &'static str,
    group: &'static str,
    apostrophe: bool,
}

impl Signs {
    fn of(t: &Tokens<'_>) -> Self {
        let settings = word::language(t).settings();
        let (decimal, group) = if settings.decimal == Some(',') { (",", ".") } else { (".", ",") };
        Self { decimal, group, apostrophe: settings.group.contains(&'\'') }
    }
}

/// Figures with their separators: the token after them, and the value.
fn mantissa(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    let first = t.raw(i);
    let signs = Signs::of(t);
    if first.len() > 15 {
        return first.parse().ok().map(|v| (i + 1, v));
    }
    // "22,24,26": the second of a run that is not one number stands for itself as the first does.
    let goes_on = i > 1
        && t.glued(i - 1)
        && matches!(t.raw(i - 1), "." | ",")
        && t.glued(i - 2)
        && t.shape(i - 2) == Some(Shape::Digits);
    if goes_on {
        return Some((i + 1, first.parse().ok()?));
    }
    if signs.apostrophe
        && let Some(found) = by_apostrophes(t, i, signs)
    {
        return Some(found);
    }
    // Runs of `.` or `,` and digits, without white space.
    let mut parts: Vec<(&str, &str)> = Vec::new();
    let mut end = i + 1;
    while t.glued(end - 1)
        && matches!(t.raw(end), "." | ",")
        && t.glued(end)
        && t.shape(end + 1) == Some(Shape::Digits)
    {
        parts.push((t.raw(end), t.raw(end + 1)));
        end += 2;
    }
    let alone = (i + 1, first.parse().ok()?);
    let threes =
        |p: &[(&str, &str)], sep: &str| first.len() <= 3 && p.iter().all(|x| x.0 == sep && x.1.len() == 3);
    let indian = |p: &[(&str, &str)]| {
        p.len() > 1
            && first.len() <= 2
            && p[..p.len() - 1].iter().all(|x| x.0 == signs.group && x.1.len() == 2)
            && p[p.len() - 1].0 == signs.group
            && p[p.len() - 1].1.len() == 3
    };
    let join = |p: &[(&str, &str)], tail: &str| {
        let mut s = String::from(first);
        p.iter().for_each(|x| s.push_str(x.1));
        s.push('.');
        s.push_str(tail);
        s.push('0');
        s.parse::<f64>().ok()
    };
    let Some((&(sep, tail), head)) = parts.split_last() else {
        return Some(spaced(t, i).unwrap_or(alone));
    };
    let grouped =
        threes(&parts, signs.group) || indian(&parts) || (parts.len() > 1 && threes(&parts, signs.decimal));
    if grouped {
        return Some((end, join(&parts, "")?));
    }
    let decimal = if sep == signs.decimal {
        head.is_empty() || threes(head, signs.group) || indian(head)
    } else if head.is_empty() && tail.len() == 1 {
        // "1,5 million"
        matches!(next_term(t, end), Some((_, Term::Scale(_))))
    } else {
        (head.is_empty() && tail.len() == 2) || (!head.is_empty() && threes(head, signs.decimal))
    };
    if decimal { Some((end, join(head, tail)?)) } else { Some(alone) }
}

/// Figures in threes parted by apostrophes: "1'234.5", "1’234’567,80".
fn by_apostrophes(t: &Tokens<'_>, i: usize, signs: Signs) -> Option<(usize, f64)> {
    let mut digits = String::from(t.raw(i));
    if digits.len() > 3 {
        return None;
    }
    let mut end = i + 1;
    while t.glued(end - 1)
        && matches!(t.raw(end), "'" | "’")
        && t.glued(end)
        && t.shape(end + 1) == Some(Shape::Digits)
        && t.raw(end + 1).len() == 3
    {
        digits.push_str(t.raw(end + 1));
        end += 2;
    }
    if end == i + 1 {
        return None;
    }
    if t.glued(end - 1)
        && (t.is(end, signs.decimal) || t.is(end, signs.group))
        && t.glued(end)
        && t.shape(end + 1) == Some(Shape::Digits)
    {
        digits.push('.');
        digits.push_str(t.raw(end + 1));
        end += 2;
    }
    Some((end, digits.parse().ok()?))
}

/// Figures in threes parted by blanks: "40 000", "1 414 021 100.5".
fn spaced(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    let first = t.raw(i);
    let signs = Signs::of(t);
    if first.len() > 3 || first.starts_with('0') {
        return None;
    }
    let blank = t.gap(i);
    let firm = matches!(blank, "\u{202f}" | "\u{a0}" | "\u{2009}");
    if !firm && blank != " " {
        return None;
    }
    let mut s = String::from(first);
    let mut end = i + 1;
    while t.gap(end - 1) == blank && t.shape(end) == Some(Shape::Digits) && t.raw(end).len() == 3 {
        s.push_str(t.raw(end));
        end += 1;
    }
    // A number may stand before or after for itself.
    let more = t.gap(end - 1) == blank && t.shape(end) == Some(Shape::Digits);
    let before = i > 0 && !t.parted(i - 1) && matches!(t.shape(i - 1), Some(Shape::Digits));
    let after_word = i > 0 && !firm && t.raw(i - 1).starts_with(char::is_uppercase);
    if end == i + 1
        || more
        || before
        || after_word
        || (t.glued(end - 1)
            && (t.is(end, signs.group) || matches!(t.raw(end), "-" | "/"))
            && t.shape(end + 1) == Some(Shape::Digits))
    {
        return None;
    }
    if t.glued(end - 1) && t.is(end, signs.decimal) && t.glued(end) && t.shape(end + 1) == Some(Shape::Digits)
    {
        s.push('.');
        s.push_str(t.raw(end + 1));
        end += 2;
    }
    Some((end, s.parse().ok()?))
}

/// A numeral in figures, from its first digit or its decimal point.
fn figures(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    let led = i > 0 && t.glued(i - 1) && is_letters(t, i - 1);
    let point = t.is(i, ".");
    let (mut end, mut value) =
        if point { (i + 2, format!("0.{}", t.raw(i + 1)).parse().ok()?) } else { mantissa(t, i)? };
    let whole = end == i + 1 && !point;
    let mut start = i;
    let mut scaled = false;
    if let Some((e, v)) = power(t, end, value) {
        (end, value) = (e, v);
    } else if whole {
        if let Some((e, v)) = over_slash(t, i) {
            (end, value) = (e, v);
        } else if let Some(f) = vulgar(t.raw(end)).filter(|_| t.glued(i) || t.gap(i) == " ") {
            (end, value) = (end + 1, value + f);
        } else if t.gap(i) == " "
            && let Some((e, f)) = over_slash(t, end).filter(|f| f.1 < 1.0 && f.1 > 0.0)
        {
            (end, value) = (e, value + f);
        }
    }
    // A minus: a hyphen that nothing precedes, right before the figures.
    if i > 0 && t.glued(i - 1) && matches!(t.raw(i - 1), "-" | "−") {
        let open = i == 1
            || (!t.glued(i - 2) && t.shape(i - 2) != Some(Shape::Digits))
            || matches!(t.raw(i - 2), "(" | "[");
        if open {
            start = i - 1;
            value = -value;
        }
    }
    let whole = end == i + 1 && !point;
    let decimal = value.fract() != 0.0;
    let mut barred = false;
    if t.glued(end - 1) && t.shape(end) == Some(Shape::Word) {
        let millions = word::words(t).suffix(t.raw(end), After::Counted).filter(|_| counts(t, end, i));
        match suffix(t, end).or(millions.map(|m| m.0)) {
            Some(s) if !led => {
                (end, value, scaled) = (end + 1, value * s, true);
                barred = t.glued(end - 1) && (is_letters(t, end) || t.shape(end) == Some(Shape::Digits));
            }
            _ => barred = is_letters(t, end),
        }
    } else if let Some(at) = next(t, end).filter(|&at| t.shape(at) == Some(Shape::Word)) {
        match term(t, at) {
            Some((after, Term::Hundred | Term::Scale(_))) if !entry(t, after - 1).is(Role::Spelled) => {
                let mut w = whole_from_figures(t, i, end, value);
                scaled = true;
                if let Some((e, f)) = next(t, w.end).and_then(|a| and_fraction(t, a)) {
                    // "3 million and a half"
                    w.value += f * w.scale;
                    w.end = e;
                } else if let Some((e, Part { by, many: true, .. })) =
                    next(t, w.end).and_then(|a| divisor(t, a))
                    && let Some((before, after)) = w.split.filter(|s| s.1 < by)
                {
                    w.value = before + after / by * scale_of(before);
                    w.end = e;
                }
                (end, value) = (w.end, w.value);
            }
            Some((after, Term::Collective(by))) => (end, value) = (after, value * by),
            _ if decimal && t.raw(at).len() == 1 && !t.glued(at) => {
                if let Some((s, false)) = word::words(t).suffix(t.raw(at), After::Figures) {
                    (end, value, scaled) = (at + 1, value * s, true);
                }
            }
            _ if whole => {
                // "3 and a half million"
                if let Some((e, f)) = and_fraction(t, at) {
                    (end, value) = (e, value + f);
                    if let Some((e, by)) = multiplied(t, end) {
                        (end, value, scaled) = (e, value * by, true);
                    }
                }
            }
            _ => {}
        }
    }
    let n = Numeral { value, led, barred, scaled, ..plain(start, end) };
    let n = if barred || led { n } else { ratio(t, &n).unwrap_or(n) };
    Some(Numeral { barred: n.barred || n.led, ..n })
}

/// Whether token `i` is letters that make figures beside them something else ("B52"): characters that are words of their
/// own do not ("50人").
pub(super) fn is_letters(t: &Tokens<'_>, i: usize) -> bool {
    t.shape(i) == Some(Shape::Word) && (!word::language(t).settings().characters || t.raw(i).is_ascii())
}

/// Whether the "m" at token `at`, right after figures that begin at `i`, is a million of something
/// rather than metres: "40m euros", "1.5m tonnes", "3m people", "USD 40m".
fn counts(t: &Tokens<'_>, at: usize, i: usize) -> bool {
    let spaced = !t.glued(at) && !t.parted(at);
    spaced && (is(t, at + 1, Role::Counted) || super::currency::is_money(t, at + 1))
        || i > 0 && super::currency::is_code(t, i - 1)
}

/// "4 thousand 3 hundred and 21": what goes on in words after figures.
fn whole_from_figures(t: &Tokens<'_>, i: usize, end: usize, value: f64) -> Whole {
    if value.abs() < 1000.0
        && value >= 0.0
        && value.fract() == 0.0
        && let Some(w) = whole(t, i)
    {
        return w;
    }
    let mut all = Whole { end, value, scale: 1.0, split: None, tens: 0.0, scaled: true };
    while let Some((e, w)) = next_term(t, all.end) {
        let s = match w {
            Term::Hundred => 100.0,
            Term::Scale(s) => s,
            _ => break,
        };
        all.value *= s;
        all.scale *= s;
        all.end = e;
    }
    all
}

/// `e-3`, `^5`, `x10^6` after a mantissa.
fn power(t: &Tokens<'_>, end: usize, value: f64) -> Option<(usize, f64)> {
    if !t.glued(end - 1) {
        return None;
    }
    let signed = |mut at: usize| {
        let mut minus = false;
        let mut marks = 0;
        while matches!(t.raw(at), "+" | "-" | "−") && t.glued(at) {
            // A second minus is taken for a hyphen that was printed twice.
            minus = minus && marks > 0 || t.raw(at) != "+" && marks == 0 && t.raw(at + 1) != "-";
            at += 1;
            marks += 1;
        }
        let digits =
            (t.shape(at)? == Shape::Digits && marks <= 2).then(|| t.raw(at).parse::<i32>().ok())??;
        Some((at + 1, if minus { -digits } else { digits }))
    };
    match t.raw(end) {
        "e" | "E" if t.glued(end) => {
            let (e, p) = signed(end + 1)?;
            Some((e, value * 10f64.powi(p)))
        }
        "^" => {
            let (e, p) = signed(end + 1)?;
            Some((e, value.powi(p)))
        }
        "x" | "×" if t.glued(end) && t.raw(end + 1) == "10" && t.glued(end + 1) && t.is(end + 2, "^") => {
            let (e, p) = signed(end + 3)?;
            Some((e, value * 10f64.powi(p)))
        }
        _ => None,
    }
}

/// `3/4`, and not a part of `3/4/1961` or of a call number.
fn over_slash(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    if t.shape(i)? != Shape::Digits
        || !t.glued(i)
        || !t.is(i + 1, "/")
        || !t.glued(i + 1)
        || t.shape(i + 2)? != Shape::Digits
    {
        return None;
    }
    let before = i > 0 && t.glued(i - 1) && matches!(t.raw(i - 1), "/" | "." | ",");
    let dashed = i > 1
        && t.glued(i - 1)
        && matches!(t.raw(i - 1), "-")
        && t.glued(i - 2)
        && t.shape(i - 2) == Some(Shape::Digits);
    let after =
        t.glued(i + 2) && (matches!(t.raw(i + 3), "/" | "-") || t.shape(i + 3) == Some(Shape::Digits));
    if before || dashed || after || t.raw(i).len() > 3 || t.raw(i + 2).len() > 3 {
        return None;
    }
    let (a, b): (f64, f64) = (t.raw(i).parse().ok()?, t.raw(i + 2).parse().ok()?);
    (b > 0.0).then_some((i + 3, a / b))
}

/// The magnitude that token `i`, right after figures, is.
fn suffix(t: &Tokens<'_>, i: usize) -> Option<f64> {
    if let Some((s, _)) = word::words(t).suffix(t.raw(i), After::Figures) {
        return Some(s);
    }
    match entry(t, i).term? {
        Term::Scale(s) | Term::Collective(s) => Some(s),
        Term::Hundred => Some(100.0),
        _ => None,
    }
}
