//! What is taken of a text? It is folded piece by piece, so that a long one does not take many times its size of memory.

use crate::near_duplicate::Sketch;
use crate::search;
use crate::stretch::Cutter;
use fontes_core::align::fingerprint::{K, Sampler};
use fontes_core::corpus::Origin;
use fontes_core::text::{BlockKind, Document, fold};
use std::borrow::Cow;

/// Bytes of a piece, about; a shorter text is one.
const PIECE: usize = 4 << 20;
/// Bytes at the end of a piece that the next begins with: what is cut there folds otherwise.
const MARGIN: usize = 64 << 10;

/// What is taken of a text.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Where its stretches begin, but for the first.
    pub(crate) cuts: Vec<Origin>,
    /// High half of each kept gram's hash, and its unit.
    pub(crate) grams: Vec<(u32, u32)>,
    /// Its least fingerprints.
    pub(crate) sketch: Sketch,
    pub(crate) units: usize,
    pub(crate) tokens: usize,
    /// Folded words, each with a blank after it, and their forms with positions.
    pub(crate) words: String,
    pub(crate) forms: String,
}

impl Taken {
    /// Folds a document that is shorter than 4 GiB and in order.
    pub(crate) fn of(document: &Document) -> Self {
        Self::in_pieces(document, PIECE)
    }

    fn in_pieces(document: &Document, piece: usize) -> Self {
        let len = document.text.len();
        // Words that running heads and notes divide are put together by what stands around.
        let divided =
            document.blocks.iter().any(|b| matches!(b.kind, BlockKind::Furniture | BlockKind::Note));
        let mut out = Self { words: String::with_capacity(len), ..Self::default() };
        // About a quarter of the grams are kept.
        out.grams.reserve(len / 5);
        let mut cutter = Cutter::new(document);
        let mut sampler = Sampler::default();
        // The last units of the pieces before, with which grams of the next begin.
        let mut units: Vec<u32> = Vec::new();
        let mut base = Origin::default();
        let mut size = piece;
        loop {
            let from = base.byte as usize;
            let whole = divided || len - from <= size + MARGIN;
            let to = if whole { len } else { document.text.floor_char_boundary(from + size) };
            let part = if from == 0 && whole {
                Some(Cow::Borrowed(document))
            } else {
                document.cut(base.byte..to as u32).map(Cow::Owned)
            };
            // Both ends are on characters.
            let Some(part) = part else { break };
            let mut folded = fold(&part.text, &part.skips);
            let before = cutter.cuts.len();
            let until = if whole { u32::MAX } else { (to - MARGIN.min(size / 2)) as u32 };
            cutter.go(&folded, base, until);
            let next = cutter.cuts[before..].last().copied().filter(|_| !whole);
            if next.is_none() && !whole {
                // There is no place to cut it.
                size *= 2;
                continue;
            }
            size = piece;
            if let Some(next) = next {
                folded.tokens.truncate((next.token - base.token) as usize);
                folded.units.truncate((next.unit - base.unit) as usize);
            }
            units.extend(&folded.units);
            // Units are fewer than bytes.
            let first = base.unit - (units.len() - folded.units.len()) as u32;
            sampler.sample(&units, |g| {
                out.grams.push(((g.hash >> 32) as u32, first + g.at));
                out.sketch.add(g.hash);
            });
            units.drain(..units.len().saturating_sub(K - 1));
            search::add_words(&folded, &mut out.words);
            search::add_forms(&part, &folded, base.token, &mut out.forms);
            out.units += folded.units.len();
            out.tokens += folded.tokens.len();
            match next {
                Some(next) => base = next,
                None => break,
            }
        }
        out.cuts = cutter.cuts;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::Span;

    #[test]
    fn pieces_give_what_the_whole_gives() {
        const SAID: [&str; 7] = [
            "The harbour's board met; ",
            "l\u{2019}homme d\u{2019}\u{c9}tat ",
            "cease-\nfire re- \n",
            "\u{6771}\u{4eac}",
            "12 [iv] ",
            "\n\n",
            "and nothing more was said by the pilot of the ward. ",
        ];
        let mut text = String::new();
        for i in 0..9_000usize {
            text += SAID[i * i % 11 % 7];
            text += &i.to_string();
            text.push(' ');
        }
        let skips = (0..text.len() / 1_000).filter_map(|i| {
            let at = |n: usize| text.floor_char_boundary(i * 1_000 + n);
            Span::of(&text, at(300)..at(340)).ok()
        });
        let skips = Span::disjoint(skips.collect());
        for language in [None, Some("fr".to_owned())] {
            for skips in [vec![], skips.clone()] {
                let language = language.clone();
                let document = Document { text: text.clone(), skips, language, ..Document::default() };
                let whole = Taken::in_pieces(&document, text.len());
                let parts = Taken::in_pieces(&document, 20_000);
                assert!(whole.tokens > 9_000 && whole.cuts.len() > 20);
                assert_eq!((parts.units, parts.tokens), (whole.units, whole.tokens));
                assert_eq!(parts.grams, whole.grams);
                assert_eq!(parts.cuts, whole.cuts);
                assert_eq!(parts.words, whole.words);
                assert_eq!(parts.forms, whole.forms);
                assert_eq!(parts.sketch.finish(), whole.sketch.finish());
            }
        }
    }
}
