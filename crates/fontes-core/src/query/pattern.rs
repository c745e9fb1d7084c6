//! Which folded words does a word of a query stand for?

use crate::align::edit_distance::distance;
use std::borrow::Cow;

/// What a word of a query stands for, in folded letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Any one word: `*` alone within a phrase.
    Any,
    /// This word.
    Exact(String),
    /// Words with these parts: `colo*r`, `wom?n`. At least one part is a letter.
    Like(Vec<Part>),
    /// Words that differ from this one in so many letters at most: left out, put in, replaced, or two side by side exchanged.
    Fuzzy(String, u8),
}

/// A part of a word with signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// This letter.
    Letter(char),
    /// Any one letter: `?`.
    One,
    /// Any one letter or none: `?` at the end of a word.
    Optional,
    /// Any letters, or none: `*`.
    Some,
}

impl Pattern {
    /// Whether a folded word is one that it stands for.
    #[must_use]
    pub fn matches(&self, word: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact == word,
            Self::Like(parts) => like(parts, word),
            Self::Fuzzy(wanted, edits) => fuzzy(wanted, word, usize::from(*edits)),
        }
    }

    /// The letters with which every word that it stands for begins.
    #[must_use]
    pub fn beginning(&self) -> Cow<'_, str> {
        match self {
            Self::Exact(word) => Cow::Borrowed(word),
            Self::Like(parts) => Cow::Owned(
                parts.iter().map_while(|p| if let Part::Letter(c) = p { Some(*c) } else { None }).collect(),
            ),
            Self::Any | Self::Fuzzy(..) => Cow::Borrowed(""),
        }
    }
}

/// By which of the pattern's beginnings the word so far can be: one bit, or one place, a part.
fn like(parts: &[Part], word: &str) -> bool {
    let pass = |reached: &mut Vec<bool>| {
        // What may stand for nothing is passed over.
        for (i, part) in parts.iter().enumerate() {
            if reached[i] && matches!(part, Part::Some | Part::Optional) {
                reached[i + 1] = true;
            }
        }
    };
    let mut reached = vec![false; parts.len() + 1];
    reached[0] = true;
    pass(&mut reached);
    for c in word.chars() {
        let mut next = vec![false; parts.len() + 1];
        for (i, part) in parts.iter().enumerate().filter(|(i, _)| reached[*i]) {
            match part {
                Part::Letter(letter) => next[i + 1] |= *letter == c,
                Part::One | Part::Optional => next[i + 1] = true,
                Part::Some => next[i] = true,
            }
        }
        pass(&mut next);
        if !next.contains(&true) {
            return false;
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

fn fuzzy(wanted: &str, word: &str, edits: usize) -> bool {
    // A letter has one to four bytes: what is much longer or shorter need not be taken apart.
    if word.len() > wanted.len() + 4 * edits || wanted.len() > word.len() + 4 * edits {
        return false;
    }
    let letters = |w: &str| w.chars().collect::<Vec<char>>();
    let (a, b) = (letters(wanted), letters(word));
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    distance(&a, &b) <= edits || edits > 0 && exchanged(&a, &b)
}

/// Whether two letters side by side are exchanged, and nothing else differs.
fn exchanged(a: &[char], b: &[char]) -> bool {
    let Some(at) = a.iter().zip(b).position(|(x, y)| x != y) else { return false };
    a.len() == b.len()
        && at + 1 < a.len()
        && a[at] == b[at + 1]
        && a[at + 1] == b[at]
        && a[at + 2..] == b[at + 2..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_letters() {
        let like = |p: &str| {
            Pattern::Like(
                p.chars()
                    .map(|c| match c {
                        '?' => Part::One,
                        '*' => Part::Some,
                        '!' => Part::Optional,
                        c => Part::Letter(c),
                    })
                    .collect(),
            )
        };
        for (pattern, word, is) in [
            ("wom?n", "women", true),
            ("wom?n", "womn", false),
            ("wom?n", "womeen", false),
            ("colo*r", "color", true),
            ("colo*r", "colour", true),
            ("colo*r", "colours", false),
            ("*fire", "ceasefire", true),
            ("*a*a*", "banana", true),
            ("*a*a*a*a*", "banana", false),
            ("china!", "china", true),
            ("china!", "chinas", true),
            ("china!", "chinese", false),
        ] {
            assert_eq!(like(pattern).matches(word), is, "{pattern} {word}");
        }
        assert_eq!(like("wom?n").beginning(), "wom");
    }

    #[test]
    fn words_a_letter_off() {
        let near = |word: &str, edits| Pattern::Fuzzy("kissinger".into(), edits).matches(word);
        assert!(near("kissinger", 1) && near("kisinger", 1) && near("kissingre", 1) && near("kissingher", 1));
        assert!(!near("kisingre", 1) && !near("nixon", 2) && near("kisinge", 2));
    }
}
