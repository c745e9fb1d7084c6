//! Are words with other letters the same, written otherwise? "10^6" for "10⁶", "05" for "5", "Muetter" for "Mütter".

use super::word_alignment::{Relation, Segment};
use super::written::Written;
use crate::lang::Language;
use crate::text::decimal;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Whether a segment holds nothing but a power that the one side raises and the other does not: "10^6", "km2".
///
/// `compared`: what stands before it is the same, so that the signs after that are compared already.
pub(super) fn is_power(x: Written<'_>, y: Written<'_>, s: &Segment, compared: bool) -> bool {
    match s.relation {
        Relation::Addition => has_written_power(x, &s.a, y, s.b.start, compared),
        Relation::Omission => has_written_power(y, &s.b, x, s.a.start, compared),
        Relation::Substitution if s.a.len() == 1 && s.b.len() == 1 => {
            is_word_with_power(x, s.a.start, y, s.b.start) || is_word_with_power(y, s.b.start, x, s.a.start)
        }
        Relation::Substitution | Relation::Same => false,
    }
}

/// Whether a run of one token is a number after `^` that the other side has raised before its token `at`.
fn has_written_power(
    side: Written<'_>,
    run: &Range<usize>,
    other: Written<'_>,
    at: usize,
    compared: bool,
) -> bool {
    let (Some(before), 1) = (at.checked_sub(1), run.len()) else { return false };
    let Some(from) = run.start.checked_sub(1).and_then(|i| side.folded.tokens.get(i)) else { return false };
    let token = side.folded.tokens[run.start].span;
    let gap = side.text.get(from.span.end() as usize..token.start() as usize).unwrap_or("");
    let Some(sign) = gap.strip_prefix('^').map(|g| g.trim_start_matches(['{', '('])) else { return false };
    let negative = matches!(sign, "-" | "\u{2212}");
    if !(sign.is_empty() || negative) {
        return false;
    }
    digits(token.slice(side.text).unwrap_or("")).is_some_and(|digits| {
        let digits = if negative { format!("-{digits}") } else { digits };
        raised_after(other, before).is_some_and(|raised| compared || raised == digits)
    })
}

/// Whether token `i` is token `j` of the other side with the figures that are raised after that.
fn is_word_with_power(side: Written<'_>, i: usize, other: Written<'_>, j: usize) -> bool {
    let (long, short) = (side.folded.letters(i), other.folded.letters(j));
    let Some(rest) = long.strip_prefix(short).filter(|r| !r.is_empty()) else { return false };
    let rest: String = rest.iter().filter_map(|&u| char::from_u32(u)).collect();
    short.len() <= 3 && digits(&rest).is_some() && raised_after(other, j) == Some(rest)
}

/// The digits that a word is, if it is nothing else.
fn digits(word: &str) -> Option<String> {
    word.chars()
        .map(|c| decimal(c).map(|n| char::from(b'0' + n)))
        .collect::<Option<String>>()
        .filter(|d| !d.is_empty())
}

/// The figures that are raised right after a token.
fn raised_after(side: Written<'_>, token: usize) -> Option<String> {
    let end = side.folded.tokens.get(token)?.span.end() as usize;
    let raised: String =
        side.text.get(end..)?.chars().map_while(super::sign::raised).filter(|c| *c != '+').collect();
    (!raised.is_empty()).then_some(raised)
}

/// Of one number in figures on each side: whether they are the same; `None` where there are others.
pub(super) fn same_number(x: Written<'_>, y: Written<'_>, s: &Segment) -> Option<bool> {
    let value = |side: Written<'_>, r: &Range<usize>| {
        let units = side.folded.run(r);
        let figures = !units.is_empty() && units.iter().all(|u| (0x30..0x3A).contains(u));
        (figures && r.len() == 1).then(|| {
            let span = side.folded.tokens[r.start].span;
            let before = side.text.get(..span.start() as usize).unwrap_or("");
            let point = before.ends_with('.')
                && !before.ends_with("..")
                && !before[..before.len() - 1].ends_with(char::is_alphanumeric);
            value(span.slice(side.text).unwrap_or(""), point, side.language)
        })
    };
    Some(value(x, &s.a)? == value(y, &s.b)?)
}

/// A number without its marks of thousands, and noughts that count for nothing.
fn value(raw: &str, point: bool, language: &Language) -> String {
    let plain: String = raw
        .chars()
        .filter_map(|c| match c {
            '.' | '\u{66B}' => Some('.'),
            ',' | '\u{66C}' => Some(','),
            _ => decimal(c).map(|n| char::from(b'0' + n)),
        })
        .collect();
    let marks = plain.matches(['.', ',']).count();
    let mut out = String::from(if point { "." } else { "" });
    let mut parts = plain.split_inclusive(['.', ',']).peekable();
    while let Some(part) = parts.next() {
        out += part.trim_end_matches(['.', ',']);
        let Some(next) = parts.peek().map(|n| n.trim_end_matches(['.', ',']).len()) else { continue };
        let of_the_language = marks == 1 && part.chars().next_back() == language.settings().decimal;
        if next != 3 || of_the_language {
            out.push('.');
        }
    }
    let out = out.trim_start_matches('0');
    if out.contains('.') {
        out.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        out.to_owned()
    }
}

/// Whether two words with the same letters but other marks or apostrophes are two words of the language. What old prints and
/// careless typists do is none of it: an acute for a grave, an accent of a short word, the apostrophe of a genitive.
pub(super) fn are_two_words(x: &str, y: &str, language: &Language) -> bool {
    let small = |word: &str| word.nfc().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (p, q) = (small(x), small(y));
    let both = || language.is_word(x) == Some(true) && language.is_word(y) == Some(true);
    let apostrophe = |c: &char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{FF07}');
    let at = |word: &[char]| word.iter().position(apostrophe);
    if at(&p) != at(&q) {
        let genitive = |word: &[char]| at(word).is_some_and(|i| matches!(&word[i + 1..], ['s'] | []));
        return !genitive(&p) && !genitive(&q) && both();
    }
    let letters = &language.settings().letters;
    let accent = |c: char| std::iter::once(c).nfd().find(|m| matches!(m, '\u{300}'..='\u{302}'));
    let turned = |(a, b): (&char, &char)| {
        let own = letters.contains(a) || letters.contains(b);
        let light =
            |c: char, m: Option<char>| matches!(m, Some('\u{300}' | '\u{301}')) || matches!(c, 'ë' | 'ï');
        let (m, n) = (accent(*a), accent(*b));
        let swapped = light(*a, m) && light(*b, n);
        a != b && own && !swapped && (p.len() >= 4 || (m.is_none() && n.is_none()))
    };
    p.len() == q.len() && p.iter().zip(&q).any(turned) && both()
}

/// Whether a text writes marks or apostrophes at all.
pub(super) fn writes(text: &str, apostrophes: bool) -> bool {
    if apostrophes {
        let chars: Vec<char> = text.chars().take(20_000).collect();
        return chars.windows(3).any(|w| {
            w[0].is_alphabetic() && matches!(w[1], '\'' | '\u{2019}' | '\u{2BC}') && w[2].is_alphabetic()
        });
    }
    text.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
}

/// Whether two words are one: a letter and what the language writes for it where it has no such letter, and what writers of the
/// scripts of India write for each other.
pub(super) fn same_word(x: &str, y: &str, language: &Language) -> bool {
    let settings = language.settings();
    let plain = |word: &str| {
        let small: String = word.nfc().flat_map(char::to_lowercase).collect();
        let mut out = String::with_capacity(small.len());
        for c in small.chars() {
            match settings.transcribed.iter().find(|t| t.0 == c) {
                Some((_, letters)) => out += letters,
                None => out.push(c),
            }
        }
        nasals(&out)
    };
    let (p, q) = (plain(x), plain(y));
    p == q || (has_points(x) != has_points(y) && bare(&p) == bare(&q))
}

fn has_points(word: &str) -> bool {
    word.contains(|c| matches!(c, '\u{5B0}'..='\u{5C7}'))
}

/// A Hebrew word without its points, and without the letters that stand for vowels where there are no points.
fn bare(word: &str) -> String {
    let letters: Vec<char> = word.nfd().filter(|c| !matches!(c, '\u{591}'..='\u{5C7}')).collect();
    let inner = |i: usize| i > 0 && i + 1 < letters.len();
    (0..letters.len())
        .filter(|&i| !(inner(i) && matches!(letters[i], 'ו' | 'י')))
        .map(|i| letters[i])
        .collect()
}

/// A word of a script of India with one sign for its nasals before other consonants, and without a last virama.
fn nasals(word: &str) -> String {
    let mut out: Vec<char> = Vec::new();
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let low = c as u32 & 0x7F;
        let indic = matches!(c, '\u{900}'..='\u{D7F}');
        let nasal = |c: char| {
            matches!(c, '\u{900}'..='\u{D7F}') && matches!(c as u32 & 0x7F, 0x19 | 0x1E | 0x23 | 0x28 | 0x2E)
        };
        if indic && low == 0x4D && chars.peek().is_some() && out.last().copied().is_some_and(nasal) {
            out.pop();
            out.extend(char::from_u32((c as u32 & !0x7F) | 0x02));
        } else if indic && low == 0x01 {
            out.extend(char::from_u32((c as u32 & !0x7F) | 0x02));
        } else if !(indic && low == 0x3C) {
            out.push(c);
        }
    }
    if out.last().is_some_and(|c| matches!(c, '\u{900}'..='\u{D7F}') && *c as u32 & 0x7F == 0x4D) {
        out.pop();
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_value() {
        let en = crate::lang::english();
        for (x, y) in
            [("1,250", "1250"), ("05", "5"), ("1.50", "1.5"), ("٣٦", "36"), ("1.250.000", "1250000")]
        {
            assert_eq!(value(x, false, en), value(y, false, en), "{x} {y}");
        }
        for (x, y) in [("1.5", "15"), ("3.142", "3142"), ("1.05", "1.5"), ("100", "10")] {
            assert_ne!(value(x, false, en), value(y, false, en), "{x} {y}");
        }
        assert_eq!(value("5", true, en), value("0.5", false, en));
    }

    #[test]
    fn words_are_written_otherwise() {
        let all = crate::lang::languages();
        let de = all.get("de").expect("German");
        assert!(same_word("Muetter", "Mütter", de) && same_word("MUETTER", "Mu\u{308}tter", de));
        assert!(!same_word("Muetter", "Mutter", de));
        let en = crate::lang::english();
        assert!(!same_word("Muetter", "Mütter", en));
        assert!(
            same_word("हिन्दी", "हिंदी", en) && same_word("महान्", "महान", en) && !same_word("की", "का", en)
        );
    }
}
