//! Of what is a numeral a number: money, percent, a measure?

use super::numeral::{self, Numeral};
use crate::read::token::{Shape, Tokens};

/// A numeral with its unit: tokens `first` to `last`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) value: f64,
    pub(super) unit: &'static str,
}

const SYMBOLS: &[(&str, &str)] = &[
    ("$", "Dollar"),
    ("€", "Euro"),
    ("£", "Pound"),
    ("¥", "Japanese yen"),
    ("₿", "Bitcoin"),
    ("₩", "South Korean won"),
    ("₽", "Russian ruble"),
    ("₹", "Indian rupee"),
    ("₺", "Turkish lira"),
    ("₪", "Israeli new shekel"),
    ("₫", "Vietnamese dong"),
    ("₱", "Philippine peso"),
    ("₡", "Costa Rican colón"),
    ("₭", "Lao kip"),
    ("₦", "Nigerian naira"),
    ("₴", "Ukrainian hryvnia"),
    ("₵", "Ghanaian cedi"),
    ("₲", "Paraguayan guaraní"),
    ("¢", "Cent"),
    ("元", "Chinese yuan"),
    ("円", "Japanese yen"),
    ("ரூ", "Sri Lankan rupee"),
];

/// ISO 4217 codes, and two that are written like codes.
const CODES: &[(&str, &str)] = &[
    ("aud", "Australian dollar"),
    ("brl", "Brazilian real"),
    ("cad", "Canadian dollar"),
    ("chf", "Swiss franc"),
    ("clp", "Chilean peso"),
    ("cny", "Chinese yuan"),
    ("czk", "Czech koruna"),
    ("dem", "German mark"),
    ("dkk", "Danish krone"),
    ("dm", "German mark"),
    ("eur", "Euro"),
    ("frf", "French franc"),
    ("gbp", "British pound"),
    ("hkd", "Hong Kong dollar"),
    ("huf", "Hungarian forint"),
    ("idr", "Indonesian rupiah"),
    ("ils", "Israeli new shekel"),
    ("inr", "Indian rupee"),
    ("itl", "Italian lira"),
    ("jpy", "Japanese yen"),
    ("krw", "South Korean won"),
    ("mxn", "Mexican peso"),
    ("nok", "Norwegian krone"),
    ("nzd", "New Zealand dollar"),
    ("pkr", "Pakistani rupee"),
    ("pln", "Polish złoty"),
    ("rmb", "Chinese yuan"),
    ("rub", "Russian ruble"),
    ("sek", "Swedish krona"),
    ("sgd", "Singapore dollar"),
    ("thb", "Thai baht"),
    ("try", "Turkish lira"),
    ("twd", "New Taiwan dollar"),
    ("usd", "United States dollar"),
    ("zar", "South African rand"),
];

/// What may stand before "$": the country whose dollar or peso it is.
const DOLLARS: &[(&str, &str)] = &[
    ("us", "United States dollar"),
    ("usd", "United States dollar"),
    ("c", "Canadian dollar"),
    ("ca", "Canadian dollar"),
    ("cad", "Canadian dollar"),
    ("can", "Canadian dollar"),
    ("a", "Australian dollar"),
    ("au", "Australian dollar"),
    ("aud", "Australian dollar"),
    ("hk", "Hong Kong dollar"),
    ("hkd", "Hong Kong dollar"),
    ("nz", "New Zealand dollar"),
    ("nzd", "New Zealand dollar"),
    ("nt", "New Taiwan dollar"),
    ("s", "Singapore dollar"),
    ("sgd", "Singapore dollar"),
    ("r", "Brazilian real"),
    ("mex", "Mexican peso"),
    ("mxn", "Mexican peso"),
    ("mx", "Mexican peso"),
];

/// Names of money: of one, and the unit. The plural adds "s" or is the same.
const MONEY: &[(&str, &str)] = &[
    ("baht", "Thai baht"),
    ("bitcoin", "Bitcoin"),
    ("buck", "Dollar"),
    ("cent", "Cent"),
    ("cruzeiro", "Cruzeiro"),
    ("dinar", "Dinar"),
    ("dirham", "Dirham"),
    ("dollar", "Dollar"),
    ("dong", "Vietnamese dong"),
    ("drachma", "Drachma"),
    ("ducat", "Ducat"),
    ("escudo", "Escudo"),
    ("euro", "Euro"),
    ("florin", "Florin"),
    ("forint", "Hungarian forint"),
    ("franc", "Franc"),
    ("guilder", "Guilder"),
    ("guinea", "Guinea"),
    ("jiao", "Jiao"),
    ("kopeck", "Kopeck"),
    ("korona", "Korona"),
    ("koruna", "Koruna"),
    ("krona", "Krona"),
    ("kronor", "Krona"),
    ("krone", "Krone"),
    ("kroner", "Krone"),
    ("kuai", "Chinese yuan"),
    ("lira", "Lira"),
    ("lire", "Lira"),
    ("livre", "Livre"),
    ("mao", "Jiao"),
    ("markka", "Finnish markka"),
    ("naira", "Nigerian naira"),
    ("pence", "Penny"),
    ("penny", "Penny"),
    ("pennies", "Penny"),
    ("peseta", "Peseta"),
    ("peso", "Peso"),
    ("piastre", "Piastre"),
    ("pound", "Pound"),
    ("quid", "Pound"),
    ("rand", "South African rand"),
    ("reais", "Brazilian real"),
    ("reichsmark", "Reichsmark"),
    ("renminbi", "Chinese yuan"),
    ("rial", "Rial"),
    ("ringgit", "Malaysian ringgit"),
    ("riyal", "Riyal"),
    ("rouble", "Russian ruble"),
    ("ruble", "Russian ruble"),
    ("rupee", "Rupee"),
    ("rupiah", "Indonesian rupiah"),
    ("satoshi", "Satoshi"),
    ("shekel", "Israeli new shekel"),
    ("shilling", "Shilling"),
    ("sou", "Sou"),
    ("taka", "Bangladeshi taka"),
    ("won", "South Korean won"),
    ("yen", "Japanese yen"),
    ("yuan", "Chinese yuan"),
    ("zloty", "Polish złoty"),
    ("deutschmark", "German mark"),
    ("mark", "Mark"),
    ("crown", "Crown"),
    ("colon", "Colón"),
];

/// Of which country: with the names above.
const OF: &[(&str, &str, &str)] = &[
    ("us", "dollar", "United States dollar"),
    ("u.s", "dollar", "United States dollar"),
    ("american", "dollar", "United States dollar"),
    ("canadian", "dollar", "Canadian dollar"),
    ("australian", "dollar", "Australian dollar"),
    ("kong", "dollar", "Hong Kong dollar"),
    ("zealand", "dollar", "New Zealand dollar"),
    ("singapore", "dollar", "Singapore dollar"),
    ("british", "pound", "British pound"),
    ("sterling", "pound", "British pound"),
    ("egyptian", "pound", "Egyptian pound"),
    ("israeli", "pound", "Israeli pound"),
    ("irish", "pound", "Irish pound"),
    ("swiss", "franc", "Swiss franc"),
    ("french", "franc", "French franc"),
    ("belgian", "franc", "Belgian franc"),
    ("german", "mark", "German mark"),
    ("deutsche", "mark", "German mark"),
    ("finnish", "markka", "Finnish markka"),
    ("italian", "lira", "Italian lira"),
    ("turkish", "lira", "Turkish lira"),
    ("mexican", "peso", "Mexican peso"),
    ("chilean", "peso", "Chilean peso"),
    ("argentine", "peso", "Argentine peso"),
    ("philippine", "peso", "Philippine peso"),
    ("indian", "rupee", "Indian rupee"),
    ("pakistani", "rupee", "Pakistani rupee"),
    ("chinese", "yuan", "Chinese yuan"),
    ("japanese", "yen", "Japanese yen"),
    ("korean", "won", "South Korean won"),
    ("swedish", "krona", "Swedish krona"),
    ("danish", "krone", "Danish krone"),
    ("norwegian", "krone", "Norwegian krone"),
    ("czech", "crown", "Czech koruna"),
    ("swedish", "crown", "Swedish krona"),
    ("russian", "ruble", "Russian ruble"),
    ("soviet", "ruble", "Soviet ruble"),
    ("brazilian", "cruzeiro", "Cruzeiro"),
    ("gold", "mark", "Gold mark"),
];

/// How many of the smaller make the greater.
const SUB: &[(&str, &str, f64)] = &[
    ("Dollar", "Cent", 100.0),
    ("Euro", "Cent", 100.0),
    ("United States dollar", "Cent", 100.0),
    ("Pound", "Penny", 100.0),
    ("British pound", "Penny", 100.0),
    ("Chinese yuan", "Jiao", 10.0),
    ("Russian ruble", "Kopeck", 100.0),
];

fn find(list: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    list.iter().find(|e| e.0 == word).map(|e| e.1)
}

/// Whether token `i` is the sign of a currency.
pub(super) fn is_symbol(t: &Tokens<'_>, i: usize) -> bool {
    find(SYMBOLS, t.raw(i)).is_some()
}

/// Whether token `i` is the code of a currency.
pub(super) fn is_code(t: &Tokens<'_>, i: usize) -> bool {
    code(t.raw(i)).is_some()
}

/// Whether token `i` names money.
pub(super) fn is_money(t: &Tokens<'_>, i: usize) -> bool {
    named(t, i).is_some()
}

fn code(word: &str) -> Option<(&'static str, f64)> {
    if !(2..=4).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    // Small letters are other words too ("try", "all").
    let firm = word.bytes().all(|b| b.is_ascii_uppercase());
    let small = word.to_ascii_lowercase();
    let loose = matches!(small.as_str(), "usd" | "eur" | "gbp" | "rmb" | "jpy" | "chf" | "cad" | "aud");
    if !firm && !loose {
        return None;
    }
    if let Some(unit) = find(CODES, &small) {
        return Some((unit, 1.0));
    }
    // "30 MUSD": millions of them.
    let millions = firm.then(|| small.strip_prefix('m'))?.filter(|c| c.len() == 3)?;
    find(CODES, millions).map(|unit| (unit, 1e6))
}

/// The name of money at token `i`, of one or of many.
fn named(t: &Tokens<'_>, i: usize) -> Option<&'static str> {
    if t.shape(i)? != Shape::Word {
        return None;
    }
    let small = t.small(i);
    let s = small.as_str();
    find(MONEY, s).or_else(|| find(MONEY, s.strip_suffix('s')?))
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
    if let Some(unit) = find(SYMBOLS, t.raw(at)) {
        let (first, unit) = if t.is(at, "$") { country(t, at).unwrap_or((at, unit)) } else { (at, unit) };
        let (end, value) = scaled(t, n);
        return Some(Measured { first, last: end - 1, value, unit });
    }
    let (unit, times) = code(t.raw(at))?;
    // "17 USD 25" belongs to the number before it.
    let taken = at > 0 && near(t, at - 1) && t.shape(at - 1) == Some(Shape::Digits);
    if (n.barred && !n.led) || (taken && !t.glued(at)) {
        return None;
    }
    Some(Measured { first: at, last: n.end - 1, value: n.value * times, unit })
}

/// "us $", "u.s $", "C$", "Mex$": where it begins, and whose dollar it is.
fn country(t: &Tokens<'_>, sign: usize) -> Option<(usize, &'static str)> {
    let mut at = sign.checked_sub(1).filter(|&at| near(t, at))?;
    if t.is(at, ".") && t.glued(at.checked_sub(1)?) {
        at -= 1;
    }
    if t.raw(at).eq_ignore_ascii_case("s")
        && at > 1
        && t.is(at - 1, ".")
        && t.glued(at - 1)
        && t.raw(at - 2).eq_ignore_ascii_case("u")
    {
        return Some((at - 2, "United States dollar"));
    }
    let small = t.small(at);
    let unit = find(DOLLARS, small.as_str())?;
    // A single small letter is an article or a word of its own: "a $ 800 rebate".
    let letter = t.raw(at).len() == 1 && !t.glued(at);
    let free = at == 0 || !t.glued(at - 1) || !matches!(t.raw(at - 1), "'" | "’" | "-");
    if matches!(small.as_str(), "a" | "s" | "r" | "can") && (letter || !t.glued(at)) || !free {
        return None;
    }
    Some((at, unit))
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
    let by = match t.raw(at) {
        "m" | "mm" | "mn" | "mln" | "M" | "MM" => 1e6,
        "k" | "K" if t.glued(at - 1) => 1e3,
        "b" | "bn" | "B" => 1e9,
        "tn" | "t" if t.glued(at - 1) => 1e12,
        _ => return (n.end, n.value),
    };
    (at + 1, n.value * by)
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
    if find(SYMBOLS, t.raw(at)).is_some() {
        let unit = find(SYMBOLS, t.raw(at))?;
        // "1 $10 bill": the sign is the next number's.
        let theirs = !glued && t.glued(at) && t.shape(at + 1) == Some(Shape::Digits);
        return (!theirs).then(|| with_sub(t, n, at, unit));
    }
    if t.is(at, "-") && glued && t.glued(at) {
        at += 1;
    }
    if let Some((unit, times)) =
        code(t.raw(at)).filter(|_| t.shape(at + 1) != Some(Shape::Word) || !t.glued(at))
    {
        // "75 USD million"
        if let Some(by) = numeral_scale(t, at + 1) {
            return Some(Measured { first: n.start, last: at + 1, value: n.value * by, unit });
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
        if let Some(name) = named(t, at) {
            let small = t.small(at);
            let one = small.as_str();
            if matches!(
                one,
                "mark"
                    | "marks"
                    | "crown"
                    | "crowns"
                    | "colon"
                    | "colons"
                    | "mao"
                    | "sou"
                    | "sous"
                    | "won"
                    | "guinea"
                    | "guineas"
                    | "rand"
            ) && skip == 0
                && !(n.scaled || n.value >= 1000.0)
                && one != "mao"
            {
                return None;
            }
            // Weights are pounds as well.
            if skip == 0 && matches!(one, "pound" | "pounds") && !n.scaled && !follows_money(t, at) {
                return None;
            }
            let unit = whose
                .and_then(|w: super::super::token::Small| {
                    OF.iter()
                        .find(|o| o.0 == w.as_str() && (o.1 == one || one.strip_suffix('s') == Some(o.1)))
                        .map(|o| o.2)
                })
                .unwrap_or(name);
            return Some(with_sub(t, n, at, unit));
        }
        let small = t.small(at);
        let w = small.as_str();
        let known =
            OF.iter().any(|o| o.0 == w) || matches!(w, "u" | "s" | "hong" | "new" | "south" | "pound");
        if !known && !t.is(at, ".") || !near(t, at) {
            return None;
        }
        if w == "s" {
            whose = Some(Tokens::new("us").small(0));
        } else if known {
            whose = Some(small);
        }
        at += 1;
    }
    None
}

/// Whether what follows pounds makes them money.
fn follows_money(t: &Tokens<'_>, at: usize) -> bool {
    let next = t.small(at + 1);
    let n = t.small(at + 2);
    matches!(next.as_str(), "sterling" | "a" | "per") && n.as_str() != "of"
        || (next.as_str() == "and" && (matches!(t.small(at + 3).as_str(), "pence" | "shillings" | "pennies")))
        || matches!(n.as_str(), "pence" | "shillings")
}

fn numeral_scale(t: &Tokens<'_>, at: usize) -> Option<f64> {
    Some(match t.small(at).as_str() {
        "million" => 1e6,
        "billion" => 1e9,
        "trillion" => 1e12,
        "thousand" => 1e3,
        _ => return None,
    })
}

/// "dollars and forty-five cents", "dollars 50": what the smaller coin adds.
fn with_sub(t: &Tokens<'_>, n: &Numeral, unit_at: usize, unit: &'static str) -> Measured {
    let alone = Measured { first: n.start, last: unit_at, value: n.value, unit };
    if !near(t, unit_at) || n.scaled && n.value >= 1e6 || SUB.iter().any(|s| s.1 == unit) {
        return alone;
    }
    let and = t.raw(unit_at + 1).eq_ignore_ascii_case("and");
    let from = unit_at + 1 + usize::from(and);
    if is_symbol(t, unit_at) && !and && t.glued(unit_at) {
        return alone;
    }
    let Some(sub) = numeral::read(t, from) else { return alone };
    if sub.start != from || sub.value < 1.0 || sub.value >= 100.0 || sub.vague || sub.barred {
        return alone;
    }
    if let Some(name) = named(t, sub.end) {
        return match SUB.iter().find(|s| s.0 == unit && s.1 == name) {
            Some(s) => Measured { last: sub.end, value: n.value + sub.value / s.2, ..alone },
            None => alone,
        };
    }
    // "one kuai and five mao five": handled as far as the second coin; a bare amount ends the words.
    let ends = t.shape(sub.end) == Some(Shape::Mark)
        && !is_symbol(t, sub.end)
        && !t.is(sub.end, "-")
        && !t.is(sub.end, "%")
        || sub.end >= t.len()
        || t.parted(sub.end - 1)
        || t.raw(sub.end).eq_ignore_ascii_case("and");
    let cents = SUB.iter().find(|s| s.0 == unit).map(|s| s.2).filter(|&by| by == 100.0);
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
    if t.is(at, "%") || t.is(at, "٪") {
        return Some(at);
    }
    let at = if t.is(at, "-") && t.glued(at - 1) { at + 1 } else { at };
    match t.small(at).as_str() {
        "percent" | "pct" => Some(at),
        "per" if t.raw(at + 1).eq_ignore_ascii_case("cent") && near(t, at) => Some(at + 1),
        "percentage" if matches!(t.small(at + 1).as_str(), "point" | "points") && near(t, at) => Some(at + 1),
        _ => None,
    }
}

/// Measures in words: of one, and the unit. Plurals add "s", or stand in the list.
const WORDS: &[(&str, &str)] = &[
    ("acre", "Acre"),
    ("barrel", "Barrel"),
    ("bushel", "Bushel"),
    ("byte", "Byte"),
    ("carat", "Carat"),
    ("centimeter", "Centimeter"),
    ("centimetre", "Centimeter"),
    ("decimeter", "Decimeter"),
    ("decimetre", "Decimeter"),
    ("fathom", "Fathom"),
    ("feet", "Foot"),
    ("foot", "Foot"),
    ("furlong", "Furlong"),
    ("gallon", "Gallon"),
    ("gigabyte", "Gigabyte"),
    ("gigawatt", "Gigawatt"),
    ("gram", "Gram"),
    ("gramme", "Gram"),
    ("hectare", "Hectare"),
    ("horsepower", "Horsepower"),
    ("hundredweight", "Hundredweight"),
    ("inch", "Inch"),
    ("inches", "Inch"),
    ("joule", "Joule"),
    ("kilobyte", "Kilobyte"),
    ("kilogram", "Kilogram"),
    ("kilogramme", "Kilogram"),
    ("kilo", "Kilogram"),
    ("kiloton", "Kiloton"),
    ("kilometer", "Kilometer"),
    ("kilometre", "Kilometer"),
    ("kilowatt", "Kilowatt"),
    ("league", "League"),
    ("liter", "Liter"),
    ("litre", "Liter"),
    ("megabyte", "Megabyte"),
    ("megaton", "Megaton"),
    ("megawatt", "Megawatt"),
    ("meter", "Meter"),
    ("metre", "Meter"),
    ("microgram", "Microgram"),
    ("microgramme", "Microgram"),
    ("micrometer", "Micrometer"),
    ("micron", "Micrometer"),
    ("mile", "Mile"),
    ("milligram", "Milligram"),
    ("milligramme", "Milligram"),
    ("milliliter", "Milliliter"),
    ("millilitre", "Milliliter"),
    ("millimeter", "Millimeter"),
    ("millimetre", "Millimeter"),
    ("nanometer", "Nanometer"),
    ("ounce", "Ounce"),
    ("picometer", "Picometer"),
    ("pint", "Pint"),
    ("pound", "Pound"),
    ("quart", "Quart"),
    ("radian", "Radian"),
    ("stone", "Stone"),
    ("tablespoon", "Tablespoon"),
    ("teaspoon", "Teaspoon"),
    ("terabyte", "Terabyte"),
    ("ton", "Ton"),
    ("tonne", "Metric ton"),
    ("volt", "Volt"),
    ("watt", "Watt"),
    ("yard", "Yard"),
    ("degree", "Degree"),
    ("knot", "Knot"),
    ("megabit", "Megabit"),
    ("gigabit", "Gigabit"),
    ("kilobit", "Kilobit"),
];

/// Signs of measures, as they are written; whether they may stand after a blank.
const SIGNS: &[(&str, &str, bool)] = &[
    ("km", "Kilometer", true),
    ("m", "Meter", true),
    ("dm", "Decimeter", true),
    ("cm", "Centimeter", true),
    ("mm", "Millimeter", true),
    ("μm", "Micrometer", true),
    ("µm", "Micrometer", true),
    ("nm", "Nanometer", true),
    ("pm", "Picometer", true),
    ("ft", "Foot", true),
    ("in", "Inch", false),
    ("yd", "Yard", true),
    ("yds", "Yard", true),
    ("mi", "Mile", true),
    ("kg", "Kilogram", true),
    ("kgs", "Kilogram", true),
    ("g", "Gram", true),
    ("mg", "Milligram", true),
    ("μg", "Microgram", true),
    ("µg", "Microgram", true),
    ("mcg", "Microgram", true),
    ("lb", "Pound", true),
    ("lbs", "Pound", true),
    ("oz", "Ounce", true),
    ("t", "Metric ton", false),
    ("l", "Liter", false),
    ("L", "Liter", false),
    ("dl", "Deciliter", true),
    ("cl", "Centiliter", true),
    ("ml", "Milliliter", true),
    ("mL", "Milliliter", true),
    ("ha", "Hectare", true),
    ("kb", "Kilobit", true),
    ("mb", "Megabit", true),
    ("gb", "Gigabit", true),
    ("tb", "Terabit", true),
    ("kB", "Kilobyte", true),
    ("KB", "Kilobyte", true),
    ("MB", "Megabyte", true),
    ("GB", "Gigabyte", true),
    ("TB", "Terabyte", true),
    ("kW", "Kilowatt", true),
    ("MW", "Megawatt", true),
    ("GW", "Gigawatt", true),
    ("kWh", "Kilowatt-hour", true),
    ("MWh", "Megawatt-hour", true),
    ("hp", "Horsepower", true),
    ("rad", "Radian", true),
    ("mph", "Mile per hour", true),
    ("kph", "Kilometer per hour", true),
    ("kmph", "Kilometer per hour", true),
    ("kmh", "Kilometer per hour", true),
    ("kHz", "Kilohertz", true),
    ("MHz", "Megahertz", true),
    ("GHz", "Gigahertz", true),
    ("Hz", "Hertz", true),
    ("kV", "Kilovolt", true),
    ("kN", "Kilonewton", true),
    ("kPa", "Kilopascal", true),
    ("bbl", "Barrel", true),
];

/// Units that "cubic", "square" and a rate are made with: the names must be static.
const MADE: &[(&str, &str, &str)] = &[
    ("square", "Meter", "Square meter"),
    ("square", "Kilometer", "Square kilometer"),
    ("square", "Centimeter", "Square centimeter"),
    ("square", "Millimeter", "Square millimeter"),
    ("square", "Foot", "Square foot"),
    ("square", "Inch", "Square inch"),
    ("square", "Mile", "Square mile"),
    ("square", "Yard", "Square yard"),
    ("cubic", "Meter", "Cubic meter"),
    ("cubic", "Kilometer", "Cubic kilometer"),
    ("cubic", "Centimeter", "Cubic centimeter"),
    ("cubic", "Millimeter", "Cubic millimeter"),
    ("cubic", "Foot", "Cubic foot"),
    ("cubic", "Inch", "Cubic inch"),
    ("cubic", "Mile", "Cubic mile"),
    ("cubic", "Yard", "Cubic yard"),
    ("metric", "Ton", "Metric ton"),
    ("short", "Ton", "Short ton"),
    ("long", "Ton", "Long ton"),
    ("nautical", "Mile", "Nautical mile"),
    ("troy", "Ounce", "Troy ounce"),
    ("fluid", "Ounce", "Fluid ounce"),
    ("light", "Year", "Light year"),
    ("hour", "Kilometer", "Kilometer per hour"),
    ("hour", "Mile", "Mile per hour"),
    ("hour", "Meter", "Meter per hour"),
    ("second", "Meter", "Meter per second"),
    ("second", "Kilometer", "Kilometer per second"),
    ("second", "Centimeter", "Centimeter per second"),
    ("second", "Foot", "Foot per second"),
    ("second", "Mile", "Mile per second"),
    ("minute", "Meter", "Meter per minute"),
    ("minute", "Foot", "Foot per minute"),
    ("minute", "Kilometer", "Kilometer per minute"),
    ("millisecond", "Meter", "Meter per millisecond"),
    ("millisecond", "Kilometer", "Kilometer per millisecond"),
    ("millisecond", "Centimeter", "Centimeter per millisecond"),
    ("gallon", "Mile", "Mile per gallon"),
];

fn made(how: &str, unit: &str) -> Option<&'static str> {
    MADE.iter().find(|m| m.0 == how && m.1 == unit).map(|m| m.2)
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
    let (last, unit) = unit(t, n.end)?;
    let alone = Measured { first: n.start, last, value: n.value, unit };
    // "5 feet 2 inches", "5 feet and 2 inches", "12 ft 2 in"
    if unit == "Foot" && near(t, last) {
        let from = last + 1 + usize::from(t.raw(last + 1).eq_ignore_ascii_case("and"));
        if let Some(sub) = numeral::read(t, from)
            .filter(|s| s.start == from && !s.vague && s.value < 12.0 && near(t, s.end - 1))
        {
            let inches = if t.raw(sub.end) == "in" {
                Some(sub.end)
            } else {
                self::unit(t, sub.end).filter(|u| u.1 == "Inch").map(|u| u.0)
            };
            if let Some(last) = inches {
                return Some(Measured { last, value: n.value + sub.value / 12.0, ..alone });
            }
        }
    }
    Some(alone)
}

/// The unit at token `at`, right after a numeral, and its last token.
fn unit(t: &Tokens<'_>, mut at: usize) -> Option<(usize, &'static str)> {
    let glued = t.glued(at - 1);
    let bracket = matches!(t.raw(at), "[" | "{") && matches!(t.raw(at + 2), "]" | "}");
    if bracket {
        let (_, unit) = sign(t, at + 1, true)?;
        return Some((at + 2, unit));
    }
    if t.is(at, "\"") || t.is(at, "″") {
        // Inches, where it is not a closing mark: a word of size goes on.
        let size = matches!(
            t.small(at + 1).as_str(),
            "long" | "wide" | "high" | "tall" | "deep" | "thick" | "diameter"
        );
        return size.then_some((at, "Inch"));
    }
    if t.is(at, "-") && glued && t.glued(at) {
        at += 1;
    }
    if let Some((last, unit)) = sign(t, at, glued) {
        return Some(rate(t, last, unit));
    }
    let small = t.small(at);
    let w = small.as_str();
    let how = match w {
        "sq" => Some("square"),
        "cu" => Some("cubic"),
        "square" | "cubic" | "metric" | "short" | "long" | "nautical" | "troy" | "fluid" => Some(w),
        _ => None,
    };
    if let Some(how) = how {
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
        let small = t.small(of);
        let unit = measured(small.as_str()).or_else(|| sign(t, of, false).map(|s| s.1))?;
        return Some((of, made(how, unit)?));
    }
    let unit = measured(w)?;
    match unit {
        "Degree" => degrees(t, at),
        // "two yards" of ships, "one league", "four stone": rarely measures without a comparison.
        "League" | "Stone" | "Knot" if glued => None,
        _ => Some(rate(t, at, unit)),
    }
}

fn measured(w: &str) -> Option<&'static str> {
    find(WORDS, w).or_else(|| find(WORDS, w.strip_suffix('s')?).filter(|_| !matches!(w, "feets" | "foots")))
}

/// A sign like "km" at token `at`, with its power: "km2", "m3".
fn sign(t: &Tokens<'_>, at: usize, glued: bool) -> Option<(usize, &'static str)> {
    if t.shape(at)? != Shape::Word {
        return None;
    }
    let raw = t.raw(at);
    let small = raw.to_ascii_lowercase();
    let entry = SIGNS.iter().find(|s| s.0 == raw).or_else(|| {
        // "KM", "Kg": other capitals do not make another unit of these.
        SIGNS.iter().find(|s| {
            s.0 == small
                && matches!(
                    s.1,
                    "Kilometer"
                        | "Kilogram"
                        | "Centimeter"
                        | "Pound"
                        | "Foot"
                        | "Mile per hour"
                        | "Kilometer per hour"
                        | "Ounce"
                )
        })
    })?;
    if !glued && !entry.2 {
        return None;
    }
    // The time of day is written so too: "at 2 pm", "6pm".
    if raw.eq_ignore_ascii_case("pm") && (glued || clock(t, at)) {
        return None;
    }
    let unit = entry.1;
    if t.glued(at) && t.shape(at + 1) == Some(Shape::Digits) {
        let how = match t.raw(at + 1) {
            "2" => "square",
            "3" => "cubic",
            _ => return None,
        };
        return Some((at + 1, made(how, unit)?));
    }
    if t.glued(at) {
        match t.raw(at + 1) {
            "²" => return Some((at + 1, made("square", unit)?)),
            "³" => return Some((at + 1, made("cubic", unit)?)),
            "'" | "’" => return None,
            _ => {}
        }
    }
    Some((at, unit))
}

/// Whether "pm" at token `at` ends a time of day: what comes before the hour says so.
fn clock(t: &Tokens<'_>, at: usize) -> bool {
    let Some(hour) = at.checked_sub(1) else { return false };
    if hour > 0 && matches!(t.raw(hour - 1), ":" | "." | "-" | "–") && t.glued(hour - 1) {
        return true;
    }
    let hours = t.raw(hour).parse::<u8>().is_ok_and(|h| (1..=12).contains(&h));
    hours
        && hour > 0
        && matches!(
            t.small(hour - 1).as_str(),
            "at" | "by"
                | "until"
                | "till"
                | "from"
                | "to"
                | "around"
                | "about"
                | "before"
                | "after"
                | "since"
                | "and"
        )
}

/// "an hour", "per hour", "/hr" after a unit of length.
fn rate(t: &Tokens<'_>, last: usize, unit: &'static str) -> (usize, &'static str) {
    let at = last + 1;
    let per = match t.small(at).as_str() {
        "per" | "an" | "a" if near(t, last) => at + 1,
        _ if t.is(at, "/") && t.glued(last) => at + 1,
        _ => return (last, unit),
    };
    let by = match t.small(per).as_str() {
        "h" | "hr" | "hour" => "hour",
        "s" | "sec" | "second" => "second",
        "min" | "minute" => "minute",
        "ms" | "millisecond" => "millisecond",
        "gallon" => "gallon",
        _ => return (last, unit),
    };
    made(by, unit).map_or((last, unit), |u| (per, u))
}

/// "degrees": of an angle. Those of temperature are another matter, and are told by a scale.
fn degrees(t: &Tokens<'_>, at: usize) -> Option<(usize, &'static str)> {
    match t.small(at + 1).as_str() {
        "celsius" | "centigrade" | "c" => Some((at + 1, "Degree Celsius")),
        "fahrenheit" | "f" => Some((at + 1, "Degree Fahrenheit")),
        _ => {
            let from = at.saturating_sub(8);
            let warm = (from..at).any(|i| {
                matches!(t.small(i).as_str(), "temperature" | "temperatures" | "heat" | "cold" | "warm")
            });
            (!warm).then_some((at, "Degree"))
        }
    }
}
