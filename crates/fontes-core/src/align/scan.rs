//! Could scanning have made one word of the other? Letters that machines and eyes confuse.

/// Letters of which each is taken for each other.
const ALIKE: [&str; 29] = [
    "ceoa0", "hbk", "il1tfj!|", "nhur", "s5", "sf", "b68", "g9q", "vyuw", "z2", "mn", "dl", "pn", "rt", "xk",
    // Cyrillic
    "инпй", "шщц", "есо", "ьъы", "гт", "лд", "вз", // Hebrew
    "החת", "דר", "וזין", "כב", "סם", "עצ", "גנ",
];
/// Letters that are taken for several.
const RUNS: [(&str, &str); 16] = [
    ("rn", "m"),
    ("in", "m"),
    ("ni", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("ci", "d"),
    ("ol", "d"),
    ("ii", "u"),
    ("ii", "n"),
    ("li", "h"),
    ("ri", "n"),
    ("lc", "k"),
    ("ll", "u"),
    ("ti", "n"),
    ("tl", "d"),
    ("ıı", "n"),
];
/// What a letter that no confusion explains costs beside one that it does.
const OTHER: u32 = 3;
/// Letters beyond which words are not compared.
const LONGEST: usize = 64;

/// How one word becomes another: by so many confusions, and so many letters changed, lost or put in that none explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misreading {
    /// Letters, or runs of them, that are taken for others.
    pub confused: u32,
    /// Other differences.
    pub other: u32,
}

impl Misreading {
    /// Whether confusions explain it all.
    #[must_use]
    pub const fn is_pure(self) -> bool {
        self.confused > 0 && self.other == 0
    }
}

/// What a letter that is the same says for damage, and one that no confusion explains against it; a letter that is taken for
/// another says nothing. And what is said for it beforehand, where a text is damaged.
const SAME: i64 = 5;
const AGAINST: i64 = 8;
const BEFOREHAND: i64 = 4;

/// Whether one word may be the other damaged, rather than another word: of words at random, damaged or not, one in fifty is, of
/// those of three and four letters one in sixteen; of words with a fifth of their letters damaged all but one in a hundred are.
#[must_use]
pub fn may_be(x: &[u32], y: &[u32]) -> bool {
    for_damage(x, y) + BEFOREHAND >= 0
}

/// What the letters of two runs say for the one being the other damaged, less what they say against it.
#[must_use]
pub fn for_damage(x: &[u32], y: &[u32]) -> i64 {
    let Misreading { confused, other } = misreading(x, y);
    let same = (x.len().max(y.len()) as i64).saturating_sub(i64::from(confused + other)).max(0);
    same * SAME - i64::from(other) * AGAINST
}

fn letter(u: u32) -> char {
    char::from_u32(u).unwrap_or('\u{FFFD}')
}

/// Whether two different letters are taken for each other.
fn confusable(x: u32, y: u32) -> bool {
    let (x, y) = (letter(x), letter(y));
    ALIKE.iter().any(|s| s.contains(x) && s.contains(y))
}

/// The letters and figures that one is taken for.
pub fn taken_for(unit: u32) -> impl Iterator<Item = u32> {
    let all = ALIKE.iter().filter(move |s| s.contains(letter(unit))).flat_map(|s| s.chars());
    all.filter(|c| c.is_alphanumeric()).map(u32::from).filter(move |&u| u != unit)
}

fn is(run: &str, units: &[u32]) -> bool {
    run.chars().map(u32::from).eq(units.iter().copied())
}

/// The cheapest way from one word to the other, in folded letters.
#[must_use]
pub fn misreading(x: &[u32], y: &[u32]) -> Misreading {
    if x.len().max(y.len()) > LONGEST {
        return Misreading { confused: 0, other: x.len().max(y.len()) as u32 };
    }
    let width = y.len() + 1;
    // Cost and, of that, confusions.
    let mut best = vec![(u32::MAX, 0u32); (x.len() + 1) * width];
    best[0] = (0, 0);
    for i in 0..=x.len() {
        for j in 0..=y.len() {
            let (cost, confused) = best[i * width + j];
            let mut reach = |di: usize, dj: usize, more: u32, confusions: u32| {
                if i + di <= x.len() && j + dj <= y.len() {
                    let to = &mut best[(i + di) * width + j + dj];
                    *to = (*to).min((cost + more, confused + confusions));
                }
            };
            reach(1, 0, OTHER, 0);
            reach(0, 1, OTHER, 0);
            if let (Some(&a), Some(&b)) = (x.get(i), y.get(j)) {
                match a == b {
                    true => reach(1, 1, 0, 0),
                    false if confusable(a, b) => reach(1, 1, 1, 1),
                    false => reach(1, 1, OTHER, 0),
                }
            }
            for (several, one) in RUNS {
                let n = several.chars().count();
                let (two_x, two_y) = (x.get(i..i + n), y.get(j..j + n));
                let (one_x, one_y) = (x.get(i..=i), y.get(j..=j));
                if two_x.is_some_and(|u| is(several, u)) && one_y.is_some_and(|u| is(one, u)) {
                    reach(n, 1, 1, 1);
                }
                if one_x.is_some_and(|u| is(one, u)) && two_y.is_some_and(|u| is(several, u)) {
                    reach(1, n, 1, 1);
                }
            }
        }
    }
    let (cost, confused) = best[best.len() - 1];
    Misreading { confused, other: (cost - confused) / OTHER }
}

/// The words that one confusion makes of a word.
#[must_use]
pub fn readings(word: &[u32]) -> Vec<String> {
    let text = |u: &[u32]| u.iter().map(|&u| letter(u)).collect::<String>();
    let mut out = Vec::new();
    for (i, &u) in word.iter().enumerate() {
        let (before, after) = (text(&word[..i]), text(&word[i + 1..]));
        for other in ALIKE.iter().filter(|s| s.contains(letter(u))).flat_map(|s| s.chars()) {
            if other != letter(u) && other.is_alphabetic() {
                out.push(format!("{before}{other}{after}"));
            }
        }
        for (several, one) in RUNS {
            let n = several.chars().count();
            if word.get(i..i + n).is_some_and(|u| is(several, u)) {
                out.push(format!("{before}{one}{}", text(&word[i + n..])));
            }
            if is(one, &[u]) {
                out.push(format!("{before}{several}{after}"));
            }
        }
    }
    out
}

/// Whether a word as it is printed is damaged to the eye: figures that are taken for letters beside small letters, or
/// signs that no word has.
#[must_use]
pub fn is_damaged(raw: &str) -> bool {
    let chars: Vec<char> = raw.chars().collect();
    let letters = chars.iter().filter(|c| c.is_alphabetic()).count();
    let small = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_lowercase());
    let figure = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
    let mistaken = |i: usize| {
        let (before, after) = (i.checked_sub(1), Some(i + 1));
        let like_letter = matches!(chars[i], '0' | '1' | '5' | '6' | '8');
        figure(Some(i)) && small(before) && (small(after) || like_letter && !figure(after))
    };
    let odd = |c: &char| "|^~<>{}\\¦•■°¬!;:\"$".contains(*c);
    letters > 0 && (chars.iter().any(odd) || (letters > 1 && (0..chars.len()).any(mistaken)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn read(x: &str, y: &str) -> Misreading {
        misreading(&fold(x, &[]).units, &fold(y, &[]).units)
    }

    #[test]
    fn damage_is_told_from_wording() {
        for (x, y) in [
            ("breakwater", "brcakwater"),
            ("committee", "cornmittee"),
            ("their", "thelr"),
            ("would", "wouid"),
            ("комиссия", "комнссия"),
            ("harbour", "harhour"),
        ] {
            assert!(read(x, y).is_pure(), "{x} {y}");
        }
        for (x, y) in [
            ("approved", "disapproved"),
            ("admissible", "inadmissible"),
            ("hypertension", "hypotension"),
            ("slovakia", "slovenia"),
            ("garland", "harland"),
            ("dunmore", "finmore"),
            ("legible", "illegible"),
            ("six", "nine"),
            ("same", "same"),
        ] {
            assert!(!read(x, y).is_pure(), "{x} {y}");
        }
        assert_eq!(read("government", "goverment"), Misreading { confused: 0, other: 1 });
        assert!(readings(&fold("tbe", &[]).units).contains(&"the".to_owned()));
        assert!(readings(&fold("forernan", &[]).units).contains(&"foreman".to_owned()));
    }

    #[test]
    fn another_word_is_no_damage_of_a_word() {
        let may = |x: &str, y: &str| may_be(&fold(x, &[]).units, &fold(y, &[]).units);
        for (x, y) in [
            ("studying", "sfudyihg"),
            ("scratches", "5nateos"),
            ("arrived", "arrivec"),
            ("circumnavigator", "cireumnavigator"),
            ("pitiable", "pitlab1"),
            ("Versammlung", "Vcrsannnlnug"),
            ("собрание", "собранис"),
        ] {
            assert!(may(x, y), "{x} {y}");
        }
        for (x, y) in [
            ("candle", "sfudyihg"),
            ("garden", "c1uster"),
            ("copper", "subscribel"),
            ("lantern", "arrivec"),
            ("rejected", "approxed"),
            ("Verhandlung", "Bcsprechnug"),
            ("отказ", "собранис"),
        ] {
            assert!(!may(x, y), "{x} {y}");
        }
    }

    #[test]
    fn figures_within_words_are_damage() {
        assert!(["sh1pwrights", "wil1", "c0pper", "Saturd4ys"].map(is_damaged).iter().all(|d| *d));
        assert!(
            !["1950s", "H1N1", "F16", "Covid19", "m2", "don't", "1,500"].map(is_damaged).iter().any(|d| *d)
        );
    }
}
