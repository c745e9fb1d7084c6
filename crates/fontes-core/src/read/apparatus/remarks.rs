//! Remarks of whoever took down or edited the words: "(laughs)", "[illegible]".

use super::{Apparatus, ApparatusKind};
use crate::lang::{Language, RemarkWord};
use crate::text::{Span, fold};

/// Bytes of a remark.
const LONGEST: usize = 120;
/// Words of a remark on what was heard, and on the text.
const HEARD: usize = 5;
const EDITED: usize = 14;

pub(super) fn find(text: &str, language: &Language) -> Vec<Apparatus> {
    let mut out = Vec::new();
    let words = language.remarks();
    if words.is_empty() {
        return out;
    }
    for (at, open) in text.match_indices(['(', '[']) {
        let close = if open == "(" { ')' } else { ']' };
        let inner = &text[at + 1..];
        let inner = &inner[..inner.floor_char_boundary(LONGEST)];
        let Some(until) = inner.find(['(', '[', ')', ']']).filter(|&i| inner[i..].starts_with(close)) else {
            continue;
        };
        if is_remark(&inner[..until], open == "[", language)
            && let Ok(span) = Span::of(text, at..at + until + 2)
        {
            out.push(Apparatus { span, kind: ApparatusKind::Remark, places: 1 });
        }
    }
    out
}

/// Whether words in brackets say nothing but what was heard, or that something of the text is missing.
fn is_remark(inner: &str, square: bool, language: &Language) -> bool {
    let folded = fold(inner, &[]);
    let n = folded.tokens.len();
    if n == 0 || n > EDITED {
        return false;
    }
    let words = language.remarks();
    let all: Vec<String> = folded.words().collect();
    // For each word, whether a listed word or phrase of this kind holds it.
    let held = |kind: RemarkWord| -> Vec<bool> {
        let mut held = vec![false; n];
        for i in 0..n {
            for k in 1..=words.longest().min(n - i) {
                if words.is(&all[i..i + k].join(" "), &kind) {
                    held[i..i + k].fill(true);
                }
            }
        }
        held
    };
    let heard = held(RemarkWord::Heard);
    let (beside, edited) = (held(RemarkWord::Beside), held(RemarkWord::Edited));
    let bearings = language.bearings(inner, &folded, &(0..n));
    let plain = |i: usize| beside[i] || (language.is_function_word(&all[i]) && bearings[i].is_nothing());
    let only = |kind: &[bool]| kind.contains(&true) && (0..n).all(|i| kind[i] || plain(i));
    (n <= HEARD && only(&heard)) || (square && edited.contains(&true))
}
