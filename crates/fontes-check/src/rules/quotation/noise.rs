//! Is a difference damage, or a change of wording?

use crate::draft::Draft;
use crate::search::{Query, Retriever};
use fontes_core::align::change::{Change, Class};
use fontes_core::align::edit_distance::likeness;
use fontes_core::corpus::Source;
use fontes_core::text::fold;

/// Confidence of OCR, in percent, below which a word may well be another.
const UNSURE: u8 = 75;

/// One odd word is a slip of the author's; many are a scan. Where damage prevails, what could
/// be damage is damage.
pub(super) fn settle_noise(
    draft: &Draft,
    witness: &Source,
    query: &Query,
    changes: &mut [Change],
    search: &Retriever<'_>,
) {
    // Where the machine that read the picture was not sure, a like word is its reading.
    let source = &witness.document;
    let letters = |s: &str| fold(s, &[]).units;
    for c in changes.iter_mut().filter(|c| !c.class.is_silent() && !c.class.is_marked()) {
        let unsure = source.confidence(c.source).is_some_and(|sure| sure < UNSURE);
        let (x, y) = (c.draft.slice(draft.text()), c.source.slice(&source.text));
        if unsure
            && let (Some(x), Some(y)) = (x, y)
            && likeness(&letters(x), &letters(y)) >= 0.45
        {
            c.class = Class::WitnessNoise;
            c.touch = None;
        }
    }
    let words: usize = query.parts.iter().map(ExactSizeIterator::len).sum();
    let real = |c: &&Change| !c.class.is_silent() && !c.class.is_marked();
    let noisy = changes.iter().filter(|c| c.class.is_noise()).count();
    let all = changes.iter().filter(real).count();
    let in_witness = changes.iter().filter(|c| c.class == Class::WitnessNoise).count();
    if noisy >= 2 && noisy * 5 >= all * 2 && noisy * 40 >= words {
        let side = if in_witness * 2 > noisy { Class::WitnessNoise } else { Class::DraftNoise };
        for c in
            changes.iter_mut().filter(|c| !c.class.is_silent() && !c.class.is_marked() && !c.class.is_noise())
        {
            let x = letters(c.draft.slice(draft.text()).unwrap_or(""));
            let y = letters(c.source.slice(&source.text).unwrap_or(""));
            let figures = |u: &[u32]| !u.is_empty() && u.iter().all(|&u| (48..58).contains(&u));
            let fragment = (x.is_empty() && y.len() <= 3) || (y.is_empty() && x.len() <= 3);
            let alike = likeness(&x, &y) >= 0.45 && !(figures(&x) && figures(&y));
            // A short word, or no word at all, on the damaged side.
            let hurt = if side == Class::WitnessNoise { &y } else { &x };
            let word: String = hurt.iter().filter_map(|&u| char::from_u32(u)).collect();
            let broken = !x.is_empty()
                && !y.is_empty()
                && (x.len().max(y.len()) <= 4 || search.known(&word).is_some_and(|f| f == 0.0))
                && noisy * 3 >= all;
            if fragment || alike || broken {
                c.class = side;
                c.touch = None;
            }
        }
    } else if noisy == 1 && in_witness == 0 {
        // A slip of the pen, unless the letters are such as scanners confuse.
        for c in changes.iter_mut().filter(|c| c.class == Class::DraftNoise) {
            let (x, y) =
                (c.draft.slice(draft.text()).unwrap_or(""), c.source.slice(witness.text()).unwrap_or(""));
            if !confusable(x, y) {
                let like = likeness(&letters(x), &letters(y));
                c.class = if like >= 0.6 { Class::Spelling } else { Class::WordReplaced };
            }
        }
    }
}

/// Whether one word is the other with letters that scanners confuse.
fn confusable(x: &str, y: &str) -> bool {
    const SETS: [&str; 11] =
        ["ceo0ao", "hb", "li1tfj!|", "nhur", "s5f", "B8", "g9q", "vyuw", "z2", "mn", "dcl"];
    let (x, y): (Vec<char>, Vec<char>) = (x.chars().collect(), y.chars().collect());
    if x.iter().any(char::is_ascii_digit) != y.iter().any(char::is_ascii_digit) {
        return true;
    }
    if x.len() == y.len() {
        let differing: Vec<_> = x.iter().zip(&y).filter(|(a, b)| a != b).collect();
        return differing.iter().all(|(a, b)| SETS.iter().any(|s| s.contains(**a) && s.contains(**b)));
    }
    let flat = |w: &[char]| {
        w.iter()
            .collect::<String>()
            .replace("rn", "m")
            .replace("vv", "w")
            .replace("cl", "d")
            .replace("ii", "u")
    };
    flat(&x) == flat(&y)
}
