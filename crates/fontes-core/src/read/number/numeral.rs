//! Which stretch of tokens is a numeral, and what is its value?

use crate::read::token::{Shape, Sieve, Tokens};
use std::sync::LazyLock;

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

/// What a word is in a numeral.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    Zero,
    /// 1 to 9.
    One(f64),
    /// 10 to 19.
    Teen(f64),
    /// 20, 30, ... 90.
    Ten(f64),
    Hundred,
    /// A thousand and more.
    Scale(f64),
    Dozen,
}

fn word(s: &str) -> Option<Word> {
    Some(match s {
        "zero" | "nought" | "naught" => Word::Zero,
        "one" => Word::One(1.0),
        "two" => Word::One(2.0),
        "three" => Word::One(3.0),
        "four" => Word::One(4.0),
        "five" => Word::One(5.0),
        "six" => Word::One(6.0),
        "seven" => Word::One(7.0),
        "eight" => Word::One(8.0),
        "nine" => Word::One(9.0),
        "ten" => Word::Teen(10.0),
        "eleven" => Word::Teen(11.0),
        "twelve" => Word::Teen(12.0),
        "thirteen" => Word::Teen(13.0),
        "fourteen" => Word::Teen(14.0),
        "fifteen" => Word::Teen(15.0),
        "sixteen" => Word::Teen(16.0),
        "seventeen" => Word::Teen(17.0),
        "eighteen" => Word::Teen(18.0),
        "nineteen" => Word::Teen(19.0),
        "twenty" => Word::Ten(20.0),
        "thirty" => Word::Ten(30.0),
        "forty" => Word::Ten(40.0),
        "fifty" => Word::Ten(50.0),
        "sixty" => Word::Ten(60.0),
        "seventy" => Word::Ten(70.0),
        "eighty" => Word::Ten(80.0),
        "ninety" => Word::Ten(90.0),
        "hundred" => Word::Hundred,
        "thousand" => Word::Scale(1e3),
        "lakh" | "lakhs" => Word::Scale(1e5),
        "million" | "mln" | "mil" => Word::Scale(1e6),
        "crore" | "crores" => Word::Scale(1e7),
        "billion" | "bln" | "bn" => Word::Scale(1e9),
        "trillion" | "tln" | "trn" => Word::Scale(1e12),
        "dozen" | "dozens" | "dz" | "dzs" | "doz" | "dozs" => Word::Dozen,
        _ => return None,
    })
}

/// A part of a whole: what it divides by, and whether it is said of several.
fn part(s: &str) -> Option<(f64, bool)> {
    let (stem, many) = match s {
        "half" => return Some((2.0, false)),
        "halves" => return Some((2.0, true)),
        "firsts" => return Some((1.0, true)),
        _ => s.strip_suffix('s').map_or((s, false), |stem| (stem, true)),
    };
    let by = match stem {
        "third" => 3.0,
        "quarter" | "fourth" => 4.0,
        "fifth" => 5.0,
        "sixth" => 6.0,
        "seventh" => 7.0,
        "eighth" => 8.0,
        "ninth" => 9.0,
        "tenth" => 10.0,
        "eleventh" => 11.0,
        "twelfth" => 12.0,
        "thirteenth" => 13.0,
        "fourteenth" => 14.0,
        "fifteenth" => 15.0,
        "sixteenth" => 16.0,
        "seventeenth" => 17.0,
        "eighteenth" => 18.0,
        "nineteenth" => 19.0,
        "twentieth" => 20.0,
        "thirtieth" => 30.0,
        "fortieth" => 40.0,
        "fiftieth" => 50.0,
        "sixtieth" => 60.0,
        "seventieth" => 70.0,
        "eightieth" => 80.0,
        "ninetieth" => 90.0,
        "hundredth" => 100.0,
        "thousandth" => 1e3,
        "millionth" => 1e6,
        "billionth" => 1e9,
        "trillionth" => 1e12,
        _ => return None,
    };
    Some((by, many))
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

/// All words that a numeral can begin with.
static STARTS: LazyLock<Sieve> = LazyLock::new(|| {
    Sieve::new(
        "zero nought naught one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
         eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety half quarter a an minus negative dozens scores tens hundreds \
         thousands millions billions trillions several many few"
            .split_whitespace(),
    )
});

/// Whether a numeral may begin with token `i`.
pub(in crate::read) fn may_start(t: &Tokens<'_>, i: usize) -> bool {
    STARTS.lets(t.key(i))
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

/// The word that goes on after the words before token `end`, over one hyphen or none.
fn next(t: &Tokens<'_>, end: usize) -> Option<usize> {
    let last = end.checked_sub(1)?;
    if t.parted(last) {
        return None;
    }
    if !t.is(end, "-") && !t.is(end, "‐") && !t.is(end, "‑") {
        return (!t.glued(last)).then_some(end);
    }
    // "fifty-two" and "fifty - two", but not "fifty- two".
    (t.glued(last) == t.glued(end) && !t.parted(end)).then_some(end + 1)
}

fn word_at(t: &Tokens<'_>, i: usize) -> Option<Word> {
    if t.shape(i)? != Shape::Word { None } else { word(t.small(i).as_str()) }
}

fn next_word(t: &Tokens<'_>, end: usize) -> Option<(usize, Word)> {
    let i = next(t, end)?;
    Some((i + 1, word_at(t, i)?))
}

fn is_word(t: &Tokens<'_>, i: usize, s: &str) -> bool {
    t.raw(i).eq_ignore_ascii_case(s)
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
    match word_at(t, i)? {
        Word::One(v) | Word::Teen(v) => Some((i + 1, v, 0.0)),
        Word::Ten(v) => match next_word(t, i + 1) {
            Some((end, Word::One(w))) => Some((end, v + w, 0.0)),
            _ => Some((i + 1, v, v)),
        },
        _ => None,
    }
}

/// What stands below one magnitude: 1 to 9,900.
fn group(t: &Tokens<'_>, i: usize) -> Option<Whole> {
    let (mut end, mut value, mut tens) = if is_word(t, i, "a") || is_word(t, i, "an") {
        match next_word(t, i + 1)? {
            (_, Word::Hundred | Word::Scale(_)) => (i + 1, 1.0, 0.0),
            _ => return None,
        }
    } else {
        below_hundred(t, i).or_else(|| {
            let f = (t.shape(i)? == Shape::Digits).then(|| mantissa(t, i))??;
            (f.1 < 1000.0).then_some((f.0, f.1, 0.0))
        })?
    };
    let mut split = None;
    if let Some((after, Word::Hundred)) = next_word(t, end) {
        value *= 100.0;
        end = after;
        tens = 0.0;
        if let Some(at) = next(t, end) {
            let and = is_word(t, at, "and");
            let from = if and { at + 1 } else { at };
            // "three hundred and two hundred" are two numbers.
            if let Some((e, v, ten)) =
                below_hundred(t, from).filter(|b| !matches!(next_word(t, b.0), Some((_, Word::Hundred))))
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
    }
    Some(Whole { end, value, scale: 1.0, split, tens, scaled: false })
}

/// A whole number in words, or in words and figures ("4 thousand 3 hundred and 21").
fn whole(t: &Tokens<'_>, i: usize) -> Option<Whole> {
    let mut all = group(t, i)?;
    let mut part = all.value;
    let mut total = 0.0;
    let mut last = f64::INFINITY;
    loop {
        let mut scale = 1.0;
        while let Some((end, Word::Scale(s))) = next_word(t, all.end) {
            if scale * s >= last {
                break;
            }
            scale *= s;
            all.end = end;
        }
        total += part * scale;
        all.value = total;
        all.scale = scale;
        if scale <= 1.0 {
            break;
        }
        all.scaled = true;
        all.split = None;
        all.tens = 0.0;
        last = scale;
        // A smaller group may follow, with "and" or without.
        let Some(at) = next(t, all.end) else { break };
        let and = is_word(t, at, "and");
        let from = if and { at + 1 } else { at };
        if is_word(t, from, "a") || is_word(t, from, "an") {
            break;
        }
        let Some(g) = group(t, from) else { break };
        let bigger = matches!(next_word(t, g.end), Some((_, Word::Scale(s))) if s >= last);
        let goes_on = matches!(next_word(t, g.end), Some((_, Word::Scale(_)))) || g.value >= 100.0;
        let figures = t.shape(from) == Some(Shape::Digits);
        if bigger || g.value >= last || (figures && !and && !goes_on) {
            break;
        }
        if and {
            all.split = Some((total, g.value));
        } else {
            all.split = g.split.map(|(b, a)| (total + b, a));
        }
        (all.end, all.tens, part) = (g.end, g.tens, g.value);
    }
    // "three hundred and two dozens".
    if let Some((end, Word::Dozen)) = next_word(t, all.end) {
        all.value = match all.split {
            Some((before, after)) => before + after * 12.0,
            None => all.value * 12.0,
        };
        all.end = end;
        all.split = None;
    }
    Some(all)
}

/// What a fraction divides by, from token `i`: "fifths", "twenty-firsts", "one hundred and fifths".
fn divisor(t: &Tokens<'_>, i: usize) -> Option<(usize, f64, bool)> {
    if t.shape(i)? != Shape::Word {
        return None;
    }
    if let Some((by, many)) = part(t.small(i).as_str()) {
        return Some((i + 1, by, many));
    }
    match word_at(t, i)? {
        Word::Ten(v) => {
            let at = next(t, i + 1)?;
            if is_word(t, at, "first") {
                return Some((at + 1, v + 1.0, false));
            }
            let (by, many) = part(t.small(at).as_str()).filter(|p| p.0 < 10.0)?;
            Some((at + 1, v + by, many))
        }
        Word::One(v) => {
            let (end, Word::Hundred) = next_word(t, i + 1)? else { return None };
            let mut at = next(t, end)?;
            if is_word(t, at, "and") {
                at += 1;
            }
            let (end, by, many) = divisor(t, at).filter(|d| d.1 < 100.0)?;
            Some((end, v * 100.0 + by, many))
        }
        _ => None,
    }
}

/// A fraction from token `i`: "three quarters", "a fifth", "one half"; its end and value.
fn fraction(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    if is_word(t, i, "a") || is_word(t, i, "an") {
        let (end, by, many) = divisor(t, next(t, i + 1)?)?;
        return (!many).then_some((end, 1.0 / by));
    }
    let w = whole(t, i)?;
    let (end, by, many) = divisor(t, next(t, w.end)?)?;
    (many || w.value == 1.0).then_some((end, w.value / by))
}

/// Words that "one" follows, or that follow it, where it counts nothing.
const PRONOUN_AFTER: &[&str] = &[
    "this", "that", "these", "those", "which", "each", "every", "any", "no", "the", "another", "some",
    "such", "only", "good", "bad", "new", "old", "big", "first", "last", "other", "every", "not",
];
const PRONOUN_BEFORE: &[&str] = &[
    "of", "who", "can", "could", "should", "must", "may", "might", "would", "will", "has", "is", "was",
    "another", "you", "i", "we", "they", "he", "she", "that", "which", "needs", "thinks", "knows", "sees",
    "does", "cannot", "and", "or", "to", "in", "on", "at", "for", "with", "by", "as", "from", "the", "a",
    "but", "where", "when",
];

/// A numeral in words.
fn spelled(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    let small = t.small(i);
    let s = small.as_str();
    if let Some(n) = magnitude(t, i, s) {
        return Some(n);
    }
    if matches!(s, "minus" | "negative") {
        let at = (!t.parted(i)).then_some(i + 1)?;
        let n = match t.shape(at)? {
            Shape::Word => spelled(t, at).filter(|n| !n.vague)?,
            Shape::Digits if !t.glued(i) => figures(t, at)?,
            _ => return None,
        };
        return Some(Numeral { start: i, value: -n.value, pronoun: false, ..n });
    }
    // "half a dozen", "half a million", "half million", "quarter million", "a quarter million",
    // "a half", "a trillionth".
    let article = matches!(s, "a" | "an");
    let head = if article { next(t, i + 1)? } else { i };
    if t.shape(head)? == Shape::Word
        && let Some((after, by, false)) =
            if article || matches!(s, "half" | "quarter") { divisor(t, head) } else { None }
    {
        let value = 1.0 / by;
        if let Some((end, by)) = multiplied(t, after) {
            return Some(Numeral { value: value * by, scaled: true, ..plain(i, end) });
        }
        // "a third" may be one more; "a third of" is not, nor is what ends the clause.
        let ends = t.shape(after) != Some(Shape::Word) || t.parted(after - 1);
        let of = is_word(t, after, "of");
        let sure = is_word(t, head, "half") || of || (ends && by > 10.0);
        return (article && sure).then(|| Numeral { value, ..plain(i, after) });
    }
    if word(s).is_none() && !article || matches!(word(s), Some(Word::Hundred | Word::Scale(_) | Word::Dozen))
    {
        return None;
    }
    if word(s) == Some(Word::Zero) {
        let n = Numeral { value: 0.0, ..plain(i, i + 1) };
        return Some(decimals(t, &n).unwrap_or(n));
    }
    let w = whole(t, i)?;
    rational(t, i, w)
}

/// What is made of a whole number by the fraction, the decimals or the divisor after it.
fn rational(t: &Tokens<'_>, i: usize, w: Whole) -> Option<Numeral> {
    let n = Numeral { value: w.value, scaled: w.scaled, ..plain(i, w.end) };
    if let Some(at) = next(t, w.end) {
        if let Some((end, by, many)) = divisor(t, at) {
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
        if matches!(t.small(at).as_str(), "first" | "second") && (w.tens > 0.0 || w.value >= 100.0) {
            return None; // "twenty-first"
        }
        if is_word(t, at, "and")
            && let Some((end, f)) = fraction(t, at + 1)
        {
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
        let before = i.checked_sub(1).filter(|&b| !t.parted(b)).map(|b| t.small(b));
        let alone = t.shape(w.end) != Some(Shape::Word);
        before.is_some_and(|b| PRONOUN_AFTER.contains(&b.as_str()))
            || (!alone && PRONOUN_BEFORE.contains(&t.small(w.end).as_str()))
            || (t.glued(i) && matches!(t.raw(i + 1), "'" | "’"))
    };
    Some(Numeral { pronoun, ..n })
}

fn scale_of(value: f64) -> f64 {
    [1e12, 1e9, 1e6, 1e3].into_iter().find(|s| value % s == 0.0).unwrap_or(1.0)
}

/// "(of) a million", "a dozen", "million": what the fraction before token `i` is a part of.
fn multiplied(t: &Tokens<'_>, end: usize) -> Option<(usize, f64)> {
    let mut at = next(t, end)?;
    if is_word(t, at, "of") && is_word(t, at + 1, "a") {
        at += 1;
    }
    if is_word(t, at, "a") {
        at += 1;
    }
    match word_at(t, at)? {
        Word::Scale(s) => Some((at + 1, s)),
        Word::Hundred => Some((at + 1, 100.0)),
        Word::Dozen => Some((at + 1, 12.0)),
        _ => None,
    }
}

/// "two point zero three".
fn decimals(t: &Tokens<'_>, n: &Numeral) -> Option<Numeral> {
    let at = next(t, n.end).filter(|&at| is_word(t, at, "point"))?;
    let mut digits = String::from("0.");
    let mut end = at + 1;
    while let Some((after, w)) = next(t, end).and_then(|i| Some((i + 1, word_at(t, i)?))) {
        match w {
            Word::Zero => digits.push('0'),
            Word::One(v) => digits.push_str(&v.to_string()),
            Word::Teen(v) if digits.len() == 2 => digits.push_str(&v.to_string()),
            Word::Ten(v) if digits.len() == 2 => {
                let (e, v, _) = below_hundred(t, after - 1).unwrap_or((after, v, 0.0));
                digits.push_str(&v.to_string());
                end = e;
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
    Some(match next_word(t, end) {
        Some((end, Word::Scale(s))) => Numeral { end, value: value * s, scaled: true, ..*n },
        _ => Numeral { end, value, ..*n },
    })
}

/// "one over three", "two out of five hundred", "1 in twenty-one": a share, not two numbers.
fn ratio(t: &Tokens<'_>, n: &Numeral) -> Option<Numeral> {
    let at = next(t, n.end)?;
    let word = t.small(at);
    let from = match word.as_str() {
        "over" | "in" => at + 1,
        "out" if is_word(t, at + 1, "of") => at + 2,
        _ => return None,
    };
    if n.start > 0 && super::unit::is_symbol(t, n.start - 1) {
        return None;
    }
    let (end, by) = match t.shape(from)? {
        Shape::Digits => mantissa(t, from).filter(|m| m.1.fract() == 0.0 && !t.glued(m.0 - 1))?,
        Shape::Word if !is_word(t, from, "a") => whole(t, from).map(|w| (w.end, w.value))?,
        _ => return None,
    };
    let year = (1000.0..2200.0).contains(&by) && t.shape(from) == Some(Shape::Digits);
    let small = word.as_str() != "in" || n.value <= 10.0;
    // What goes on after it ("3 over 20 years") is counted by the second number alone.
    let counted = word.as_str() == "over" && t.shape(end) == Some(Shape::Word) && !t.parted(end - 1);
    (n.value >= 1.0 && n.value < by && !year && small && !counted).then(|| Numeral {
        end,
        value: n.value / by,
        ..*n
    })
}

/// "tens of thousands", "thousands", "several hundred", "a few million".
fn magnitude(t: &Tokens<'_>, i: usize, s: &str) -> Option<Numeral> {
    let many = |s: &str| {
        Some(match s {
            "dozens" => 12.0,
            "scores" => 20.0,
            "tens" => 10.0,
            "hundreds" => 100.0,
            "thousands" => 1e3,
            "millions" => 1e6,
            "billions" => 1e9,
            "trillions" => 1e12,
            _ => return None,
        })
    };
    let vague = |end: usize, value: f64, alone: bool| Numeral {
        value,
        vague: true,
        only_vague_words: alone,
        scaled: true,
        ..plain(i, end)
    };
    if let Some(first) = many(s) {
        let of = is_word(t, i + 1, "of") && !t.parted(i);
        if of && let Some(second) = many(t.small(i + 2).as_str()).filter(|&v| v >= 1e3 && v > first) {
            return Some(vague(i + 3, first * second, true));
        }
        // "tens" and "scores" alone are of other kinds as often.
        return (s != "tens" && (s != "scores" || of)).then(|| vague(i + 1, first, true));
    }
    let few = match s {
        "several" | "many" | "few" => i + 1,
        "a" if matches!(t.small(i + 1).as_str(), "few" | "couple") => i + 2,
        _ => return None,
    };
    match word_at(t, few)? {
        Word::Hundred => {
            let scale = match next_word(t, few + 1) {
                Some((_, Word::Scale(s))) => Some(s),
                _ => None,
            };
            Some(vague(few + 1 + usize::from(scale.is_some()), 100.0 * scale.unwrap_or(1.0), false))
        }
        Word::Scale(s) => Some(vague(few + 1, s, false)),
        Word::Dozen => Some(vague(few + 1, 12.0, false)),
        _ => None,
    }
}

/// Figures with their separators: the token after them, and the value.
fn mantissa(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    let first = t.raw(i);
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
    // Runs of `.` or `,` and digits, without white space.
    let mut parts: Vec<(u8, &str)> = Vec::new();
    let mut end = i + 1;
    while t.glued(end - 1)
        && matches!(t.raw(end), "." | ",")
        && t.glued(end)
        && t.shape(end + 1) == Some(Shape::Digits)
    {
        parts.push((t.raw(end).as_bytes()[0], t.raw(end + 1)));
        end += 2;
    }
    let alone = (i + 1, first.parse().ok()?);
    let threes =
        |p: &[(u8, &str)], sep: u8| first.len() <= 3 && p.iter().all(|x| x.0 == sep && x.1.len() == 3);
    let indian = |p: &[(u8, &str)]| {
        p.len() > 1
            && first.len() <= 2
            && p[..p.len() - 1].iter().all(|x| x.0 == b',' && x.1.len() == 2)
            && p[p.len() - 1].0 == b','
            && p[p.len() - 1].1.len() == 3
    };
    let join = |p: &[(u8, &str)], tail: &str| {
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
    let grouped = threes(&parts, b',') || indian(&parts) || (parts.len() > 1 && threes(&parts, b'.'));
    if grouped {
        return Some((end, join(&parts, "")?));
    }
    let decimal = match sep {
        b'.' => head.is_empty() || threes(head, b',') || indian(head),
        // "1,5 million"
        _ if head.is_empty() && tail.len() == 1 => matches!(next_word(t, end), Some((_, Word::Scale(_)))),
        _ => (head.is_empty() && tail.len() == 2) || (!head.is_empty() && threes(head, b'.')),
    };
    if decimal { Some((end, join(head, tail)?)) } else { Some(alone) }
}

/// Figures in threes parted by blanks: "40 000", "1 414 021 100.5".
fn spaced(t: &Tokens<'_>, i: usize) -> Option<(usize, f64)> {
    let first = t.raw(i);
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
            && matches!(t.raw(end), "," | "-" | "/")
            && t.shape(end + 1) == Some(Shape::Digits))
    {
        return None;
    }
    if t.glued(end - 1) && t.is(end, ".") && t.glued(end) && t.shape(end + 1) == Some(Shape::Digits) {
        s.push('.');
        s.push_str(t.raw(end + 1));
        end += 2;
    }
    Some((end, s.parse().ok()?))
}

/// A numeral in figures, from its first digit or its decimal point.
fn figures(t: &Tokens<'_>, i: usize) -> Option<Numeral> {
    let led = i > 0 && t.glued(i - 1) && t.shape(i - 1) == Some(Shape::Word);
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
        let millions = t.is(end, "m") && counts_millions(t, end, i);
        match suffix(t.raw(end)).or(millions.then_some(1e6)) {
            Some(s) if !led => {
                (end, value, scaled) = (end + 1, value * s, true);
                barred = t.glued(end - 1) && matches!(t.shape(end), Some(Shape::Word | Shape::Digits));
            }
            _ => barred = true,
        }
    } else if let Some(at) = next(t, end).filter(|&at| t.shape(at) == Some(Shape::Word)) {
        match word_at(t, at) {
            Some(Word::Hundred | Word::Scale(_)) => {
                let mut w = whole_from_figures(t, i, end, value);
                scaled = true;
                if let Some(f) =
                    next(t, w.end).filter(|&a| is_word(t, a, "and")).and_then(|a| fraction(t, a + 1))
                {
                    // "3 million and a half"
                    w.value += f.1 * w.scale;
                    w.end = f.0;
                } else if let Some((e, by, true)) = next(t, w.end).and_then(|a| divisor(t, a))
                    && let Some((before, after)) = w.split.filter(|s| s.1 < by)
                {
                    w.value = before + after / by * scale_of(before);
                    w.end = e;
                }
                (end, value) = (w.end, w.value);
            }
            Some(Word::Dozen) => (end, value) = (at + 1, value * 12.0),
            _ if decimal && t.raw(at).len() == 1 && !t.glued(at) => {
                if let Some(s) = suffix(t.raw(at)).filter(|_| !matches!(t.raw(at), "b" | "B")) {
                    (end, value, scaled) = (at + 1, value * s, true);
                }
            }
            _ if is_word(t, at, "and") && whole => {
                // "3 and a half million"
                if let Some((e, f)) = fraction(t, at + 1) {
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

/// Whether the "m" at token `at`, right after figures that begin at `i`, is a million of something
/// rather than metres: "40m euros", "1.5m tonnes", "3m people", "USD 40m".
fn counts_millions(t: &Tokens<'_>, at: usize, i: usize) -> bool {
    const COUNTED: &[&str] = &[
        "people",
        "men",
        "women",
        "children",
        "voters",
        "votes",
        "workers",
        "refugees",
        "users",
        "jobs",
        "homes",
        "households",
        "copies",
        "inhabitants",
        "customers",
        "barrels",
        "tonnes",
        "tons",
        "acres",
        "hectares",
        "litres",
        "liters",
        "gallons",
        "shares",
        "passengers",
        "visitors",
        "tourists",
        "pupils",
        "students",
        "patients",
        "cases",
        "doses",
    ];
    let next = t.small(at + 1);
    let spaced = !t.glued(at) && !t.parted(at);
    spaced && (COUNTED.contains(&next.as_str()) || super::unit::is_money(t, at + 1))
        || i > 0 && super::unit::is_code(t, i - 1)
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
    while let Some((e, w)) = next_word(t, all.end) {
        let s = match w {
            Word::Hundred => 100.0,
            Word::Scale(s) => s,
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

/// A magnitude written right after the figures.
fn suffix(s: &str) -> Option<f64> {
    Some(match s {
        "k" | "K" => 1e3,
        "M" | "MM" | "mil" | "mln" | "mn" => 1e6,
        "b" | "B" | "G" | "bn" | "bln" => 1e9,
        "T" | "tn" | "tln" | "trn" => 1e12,
        _ => match word(&s.to_ascii_lowercase())? {
            Word::Scale(s) => s,
            Word::Hundred => 100.0,
            Word::Dozen => 12.0,
            _ => return None,
        },
    })
}
