//! Which Chinese characters are forms of one: traditional and simplified, old and new forms of Japan?
//!
//! The table is made by `data/ideographs.py`. What folding writes is a part of the archive's format: whoever makes the table anew
//! raises that.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Character, what folding writes for it, the full characters that it may be a form of.
static TABLE: &str = include_str!("../../data/ideographs.tsv");

/// What folding writes for a character, and the full characters that it may be a form of.
static FORMS: LazyLock<HashMap<char, (char, &'static str)>> =
    LazyLock::new(|| rows().map(|(c, to, full)| (c, (to, full))).collect());

/// What folding writes, for the characters of this range, in which nearly all are.
static FOLDED: LazyLock<Vec<char>> =
    LazyLock::new(|| (FIRST..=LAST).map(|c| char::from_u32(c).map_or('\0', look_up)).collect());

const FIRST: u32 = 0x1100;
const LAST: u32 = 0xFAFF;

fn look_up(c: char) -> char {
    let plain = std::iter::once(c).nfkc().next().unwrap_or(c);
    FORMS.get(&plain).map_or(plain, |f| f.0)
}

fn rows() -> impl Iterator<Item = (char, char, &'static str)> {
    TABLE.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let mut columns = l.split('\t');
        let mut one = || columns.next()?.chars().next();
        let (c, to) = (one()?, one()?);
        Some((c, to, columns.next()?))
    })
}

/// What folding writes for a character of a script whose characters are words.
pub(super) fn folded(c: char) -> char {
    match (c as u32).checked_sub(FIRST).and_then(|i| FOLDED.get(i as usize)) {
        Some(folded) => *folded,
        None => look_up(c),
    }
}

/// Whether two characters may be forms of one.
pub(crate) fn are_variants(x: char, y: char) -> bool {
    let full = |c: char| FORMS.get(&c).map_or("", |f| f.1);
    x == y || full(x).contains(y) || full(y).contains(x) || full(x).chars().any(|c| full(y).contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_character_fold_to_one() {
        for (x, y) in [
            ('國', '国'),
            ('廣', '広'),
            ('廣', '广'),
            ('広', '广'),
            ('發', '发'),
            ('説', '说'),
            ('藝', '芸'),
            ('後', '后'),
        ] {
            assert_eq!(folded(x), folded(y), "{x}{y}");
            assert!(are_variants(x, y), "{x}{y}");
        }
        for (x, y) in [('猫', '狗'), ('發', '髮'), ('我', '们'), ('か', 'が')] {
            assert!(!are_variants(x, y), "{x}{y}");
        }
        assert_eq!(folded('発'), folded('髮'), "both are written 发");
        assert_eq!(folded('狗'), '狗');
        assert!(rows().all(|r| folded(folded(r.0)) == folded(r.0)));
        assert!(rows().count() > 7000);
    }
}
