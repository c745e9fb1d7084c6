//! Where may a text be cut? In stretches that fold by themselves to what the whole folds to there.

use fontes_core::corpus::Origin;
use fontes_core::text::{BlockKind, Document, Folded, Token};

/// Bytes of a stretch, at least; from so many on a paragraph's end is a cut, from [`LINE`] on a line's, from
/// [`BLANK`] on any blank.
const PARAGRAPH: u32 = 4096;
const LINE: u32 = 5120;
const BLANK: u32 = 6144;

/// The places where the stretches of a document begin, but for the first, which begins it.
#[cfg(test)]
pub(crate) fn cuts(document: &Document, folded: &Folded) -> Vec<Origin> {
    let mut cutter = Cutter::new(document);
    cutter.go(folded, Origin::default(), u32::MAX);
    cutter.cuts
}

/// Cuts a document that is folded piece by piece.
pub(crate) struct Cutter<'d> {
    document: &'d Document,
    counts: Counts<'d>,
    /// The first skip that may lie after the last cut.
    skip: usize,
    /// The cuts so far.
    pub(crate) cuts: Vec<Origin>,
}

impl<'d> Cutter<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        let counts = Counts { document, at: Origin::default(), block: 0 };
        Self { document, counts, skip: 0, cuts: Vec::new() }
    }

    /// Adds the cuts of a piece that begins at `base`, which is a cut or the beginning, up to a byte of the text.
    pub(crate) fn go(&mut self, folded: &Folded, base: Origin, until: u32) {
        let text = self.document.text.get(base.byte as usize..).unwrap_or_default();
        for (i, pair) in folded.tokens.windows(2).enumerate() {
            let (before, after) = (&pair[0], &pair[1]);
            let last = self.counts.at.byte;
            if base.byte + after.span.start() < last.saturating_add(PARAGRAPH) {
                continue;
            }
            let Some((byte, least)) = place(text, folded, before, after) else { continue };
            let byte = base.byte + byte;
            if byte > until {
                break;
            }
            if byte < last.saturating_add(least) {
                continue;
            }
            let skips = &self.document.skips;
            while skips.get(self.skip).is_some_and(|s| s.end() <= byte) {
                self.skip += 1;
            }
            if skips.get(self.skip).is_some_and(|s| s.start() < byte) {
                continue;
            }
            // Tokens are fewer than bytes, and texts are shorter than 4 GiB.
            self.counts.go(byte, base.unit + after.first, base.token + i as u32 + 1);
            self.cuts.push(self.counts.at);
        }
    }
}

/// Where between two tokens a cut may lie, and how far it must be from the last one.
fn place(text: &str, folded: &Folded, before: &Token, after: &Token) -> Option<(u32, u32)> {
    let (from, to) = (before.span.end(), after.span.start());
    let gap = text.get(from as usize..to as usize)?;
    if let Some(line) = gap.rfind('\n') {
        let blank = gap[..line].contains('\n');
        // The gap is a part of the text, which is shorter than 4 GiB.
        return Some((from + line as u32 + 1, if blank { PARAGRAPH } else { LINE }));
    }
    if let Some(blank) = gap.rfind([' ', '\t']) {
        return Some((from + blank as u32 + 1, BLANK));
    }
    is_ideograph(folded, before).then_some((from, BLANK))
}

/// An ideograph is three units: itself and two that are made of it.
fn is_ideograph(folded: &Folded, token: &Token) -> bool {
    match folded.units.get(token.first as usize..token.last as usize) {
        Some(&[a, b, c]) => a > 0x1000 && b == a ^ 0x4000_0000 && c == a ^ 0x2000_0000,
        _ => false,
    }
}

/// What stands before a place, counted as one goes.
struct Counts<'d> {
    document: &'d Document,
    at: Origin,
    block: usize,
}

impl Counts<'_> {
    fn go(&mut self, byte: u32, unit: u32, token: u32) {
        let passed = self.document.text.get(self.at.byte as usize..byte as usize).unwrap_or_default();
        // All are fewer than bytes.
        let points = |s: &str| s.chars().count() as u32;
        let bytes = passed.as_bytes();
        let ends = |&i: &usize| bytes[i] == b'\n' || bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n');
        let lines = (0..bytes.len()).filter(|i| matches!(bytes[*i], b'\n' | b'\r')).filter(ends);
        let (mut count, mut line) = (0, None);
        for i in lines {
            count += 1;
            line = Some(i + 1);
        }
        let column = match line {
            Some(start) => points(&passed[start..]),
            None => self.at.column + points(passed),
        };
        let blocks = &self.document.blocks;
        let mut paragraph = self.at.paragraph;
        while let Some(b) = blocks.get(self.block).filter(|b| b.span.end() < byte) {
            paragraph += u32::from(b.kind != BlockKind::Furniture);
            self.block += 1;
        }
        self.at = Origin {
            byte,
            unit,
            token,
            point: self.at.point + points(passed),
            line: self.at.line + count,
            column,
            paragraph,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::{CodePoints, Lines, Span, fold};

    /// Texts of all that folding looks around for, made of pieces in an order that a seed gives.
    fn text(seed: u64) -> String {
        const PIECES: [&str; 40] = [
            "word ",
            "Word. ",
            "revolu-\n",
            "tion ",
            "re- \n",
            "東京都 ",
            "東",
            "。",
            "don\u{2019}t ",
            "U.S.S.R. ",
            "3.5 ",
            "1,000",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            "[12]",
            "[iv] ",
            "[S]ettled ",
            "end[ed] ",
            "caf\u{e9} ",
            "e\u{301} ",
            "\u{ad}",
            "\u{ac}\n",
            "x-",
            "\n> ",
            "    ",
            "“Yes,” ",
            "ﬁn ",
            "จุด",
            "שָׁלוֹם ",
            "*",
            ".",
            "'",
            "’",
            "\t",
            "a.b.",
            "²",
            "-",
            "long and plain words follow here ",
        ];
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut out = String::new();
        while out.len() < 40_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            out.push_str(PIECES[(state % 40) as usize]);
        }
        out
    }

    #[test]
    fn stretches_fold_to_what_the_whole_folds_to() {
        for seed in 0..60 {
            let text = text(seed);
            let mut skips = Vec::new();
            for i in (500..text.len()).step_by(1700) {
                let (a, b) = (text.floor_char_boundary(i), text.floor_char_boundary(i + 40 + i % 90));
                skips.extend(Span::of(&text, a..b));
            }
            let skips = if seed % 2 == 0 { vec![] } else { Span::disjoint(skips) };
            let document = Document { text: text.clone(), skips, ..Document::default() };
            let whole = fold(&text, &document.skips);
            let cuts = cuts(&document, &whole);
            assert!(cuts.len() >= 4, "{}", cuts.len());
            let (points, lines) = (CodePoints::new(&text), Lines::new(&text));
            let mut starts = vec![Origin::default()];
            starts.extend(&cuts);
            for (i, s) in starts.iter().enumerate() {
                let end = starts.get(i + 1).map_or(text.len() as u32, |n| n.byte);
                let part = document.cut(s.byte..end).expect("on characters");
                let folded = fold(&part.text, &part.skips);
                let last = starts.get(i + 1).map_or(whole.units.len(), |n| n.unit as usize);
                assert_eq!(folded.units, whole.units[s.unit as usize..last], "units of {i}, seed {seed}");
                for (k, t) in folded.tokens.iter().enumerate() {
                    let w = whole.tokens[s.token as usize + k];
                    let here = (t.first + s.unit, t.span.start() + s.byte, t.span.end() + s.byte);
                    assert_eq!(here, (w.first, w.span.start(), w.span.end()));
                }
                assert_eq!(points.at(s.byte), Some(s.point));
                assert_eq!(lines.line(s.byte), s.line + 1);
                assert_eq!(points.at(lines.start_of(s.byte)), Some(s.point - s.column));
            }
        }
    }
}
