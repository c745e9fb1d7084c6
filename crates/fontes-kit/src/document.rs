//! How is a document read by a person? By its pages or, where it has none, by stretches of some length; each with its
//! blocks, its notes and what is marked in it.

use fontes_core::corpus::Source;
use fontes_core::query::{QueryError, parse, places};
use fontes_core::text::{Block, BlockKind, Document, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a stretch of a document without pages, about, and of the longest stretch that is shown at a time.
const STRETCH: usize = 6_000;
const LONGEST: usize = 60_000;

/// What is shown of a document at a time: a page, or a stretch of a text without pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leaf {
    /// The page's number as printed; empty where none is.
    pub label: String,
    /// Which page of the file it is, from 1; 0 where the file does not count its pages.
    pub index: u32,
    /// Its bytes of the text: the page itself, then its notes and what frames it.
    pub stretches: Vec<Range<u32>>,
}

impl Leaf {
    /// Whether a byte of the text is on it.
    #[must_use]
    pub fn holds(&self, at: u32) -> bool {
        self.stretches.iter().any(|s| s.contains(&at))
    }
}

/// The leaves of a document, in order: all of its text, none of it twice.
#[must_use]
pub fn leaves(document: &Document) -> Vec<Leaf> {
    // Texts are shorter than 4 GiB.
    let end = document.text.len() as u32;
    let mut out: Vec<Leaf> = Vec::new();
    let mut by_page: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    let first = document.pages.first().map_or(end, |p| p.at);
    if !document.text.get(..first as usize).unwrap_or_default().trim().is_empty() {
        let before = 0..first;
        out.push(Leaf { stretches: vec![before], ..Leaf::default() });
    }
    for (i, page) in document.pages.iter().enumerate() {
        let range = page.at..document.pages.get(i + 1).map_or(end, |next| next.at);
        let apart =
            kind_at(document, page.at).is_some_and(|k| matches!(k, BlockKind::Note | BlockKind::Furniture));
        let known = by_page.get(&(page.index, page.label.as_str())).copied();
        match known.filter(|_| page.index > 0 || apart).and_then(|n| out.get_mut(n)) {
            Some(leaf) => leaf.stretches.push(range),
            None => {
                by_page.insert((page.index, &page.label), out.len());
                out.push(Leaf { label: page.label.clone(), index: page.index, stretches: vec![range] });
            }
        }
    }
    for leaf in &mut out {
        leaf.stretches.retain(|s| !s.is_empty());
    }
    let whole = document.pages.is_empty();
    let mut cut = Vec::with_capacity(out.len());
    for leaf in out {
        parts(document, leaf, whole, &mut cut);
    }
    if cut.is_empty() {
        cut.push(Leaf::default());
    }
    cut
}

fn kind_at(document: &Document, at: u32) -> Option<BlockKind> {
    let next = document.blocks.partition_point(|b| b.span.end() <= at);
    document.blocks.get(next).map(|b| b.kind)
}

/// Cuts a leaf that is too long to be shown, or any where there are no pages.
fn parts(document: &Document, leaf: Leaf, whole: bool, out: &mut Vec<Leaf>) {
    let (usual, most) = if whole { (STRETCH, LONGEST) } else { (LONGEST, LONGEST) };
    let size: usize = leaf.stretches.iter().map(|s| s.len()).sum();
    if size <= if whole { usual * 3 / 2 } else { most } {
        return out.push(leaf);
    }
    let mut now = Leaf { stretches: vec![], ..leaf.clone() };
    let mut held = 0;
    for stretch in leaf.stretches {
        let mut from = stretch.start as usize;
        let end = stretch.end as usize;
        while from < end {
            let to = cut_after(document, from, end, usual.saturating_sub(held), most.saturating_sub(held));
            now.stretches.push(from as u32..to as u32);
            held += to - from;
            from = to;
            if from < end || held >= usual {
                let next = Leaf { stretches: vec![], ..now.clone() };
                out.push(std::mem::replace(&mut now, next));
                held = 0;
            }
        }
    }
    if !now.stretches.is_empty() {
        out.push(now);
    }
}

/// Where a stretch from `from` ends: at the first beginning of a block or a paragraph after `usual` bytes, and not
/// after `most`.
fn cut_after(document: &Document, from: usize, end: usize, usual: usize, most: usize) -> usize {
    let text = &document.text;
    let (soft, hard) = (from + usual.max(1), text.ceil_char_boundary((from + most.max(1)).min(end)));
    if soft >= end {
        return end;
    }
    let soft = text.ceil_char_boundary(soft);
    let next = document.blocks.partition_point(|b| (b.span.start() as usize) < soft);
    let block =
        document.blocks.get(next).map(|b| b.span.start() as usize).filter(|&at| at > from && at <= hard);
    let within = text.get(soft..hard).unwrap_or_default();
    let whole = block.or_else(|| within.find("\n\n").map(|i| soft + i + 2));
    // What is left may be the last of it.
    let whole = whole.or((hard == end).then_some(end));
    whole
        .or_else(|| within.rfind('\n').map(|i| soft + i + 1))
        .or_else(|| within.rfind(' ').map(|i| soft + i + 1))
        .unwrap_or(hard)
        .min(end)
}

/// The leaf on which a byte of the text stands.
#[must_use]
pub fn leaf_at(leaves: &[Leaf], at: u32) -> Option<usize> {
    leaves.iter().position(|l| l.holds(at))
}

/// Something that is marked in a text; what it is is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked<M> {
    /// Where, in bytes of the document.
    pub span: Span,
    /// What.
    pub mark: M,
}

/// A stretch of a block, marked throughout by the same marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<M> {
    /// Where it is.
    pub span: Span,
    /// What marks it.
    pub marks: Vec<M>,
}

/// A block as it is shown on a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownBlock<M> {
    /// What it is.
    pub kind: BlockKind,
    /// What of it is on the leaf.
    pub span: Span,
    /// Whether it began on an earlier leaf.
    pub continued: bool,
    /// Its words, in order.
    pub pieces: Vec<Piece<M>>,
}

/// The blocks of a leaf with what is marked in them. Of a text without blocks, its paragraphs.
#[must_use]
pub fn shown<M: Copy + PartialEq>(
    document: &Document,
    leaf: &Leaf,
    marked: &[Marked<M>],
) -> Vec<ShownBlock<M>> {
    let mut out = Vec::new();
    for stretch in &leaf.stretches {
        let mut at = stretch.start;
        let from = document.blocks.partition_point(|b| b.span.end() <= stretch.start);
        let within = document.blocks[from..].iter().take_while(|b| b.span.start() < stretch.end);
        for block in within {
            let (start, end) = (block.span.start().max(stretch.start), block.span.end().min(stretch.end));
            plain(document, at..start, &mut out);
            out.extend(part(document, *block, start, end));
            at = at.max(end);
        }
        plain(document, at..stretch.end, &mut out);
    }
    let mut here: Vec<Marked<M>> = Vec::new();
    for block in &mut out {
        let (from, to) = (block.span.start(), block.span.end());
        here.clear();
        here.extend(marked.iter().filter(|m| m.span.start() < to && from < m.span.end()));
        block.pieces = pieces(&document.text, block.span, &here);
    }
    out
}

fn part<M>(document: &Document, block: Block, start: u32, end: u32) -> Option<ShownBlock<M>> {
    let span = Span::of(&document.text, start as usize..end as usize).ok()?;
    let blank = span.slice(&document.text)?.trim().is_empty();
    (!blank).then(|| ShownBlock {
        kind: block.kind,
        span,
        continued: start > block.span.start(),
        pieces: vec![],
    })
}

/// The paragraphs of a text between blocks.
fn plain<M>(document: &Document, range: Range<u32>, out: &mut Vec<ShownBlock<M>>) {
    let Some(text) = document.text.get(range.start as usize..range.end as usize) else { return };
    let mut at = range.start as usize;
    for paragraph in text.split_inclusive("\n\n") {
        let kept = paragraph.trim_matches(['\n', '\r']);
        let start = at + paragraph.find(kept).unwrap_or(0);
        at += paragraph.len();
        if kept.trim().is_empty() {
            continue;
        }
        if let Ok(span) = Span::of(&document.text, start..start + kept.len()) {
            out.push(ShownBlock { kind: BlockKind::Paragraph, span, continued: false, pieces: vec![] });
        }
    }
}

/// A stretch of a text, cut where anything marked begins or ends.
fn pieces<M: Copy + PartialEq>(text: &str, span: Span, marked: &[Marked<M>]) -> Vec<Piece<M>> {
    let mut ends = vec![span.start(), span.end()];
    ends.extend(marked.iter().flat_map(|m| [m.span.start(), m.span.end()]));
    ends.retain(|e| (span.start()..=span.end()).contains(e));
    ends.sort_unstable();
    ends.dedup();
    let mut out: Vec<Piece<M>> = Vec::new();
    for pair in ends.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let Ok(piece) = Span::of(text, from as usize..to as usize) else { continue };
        let over = marked.iter().filter(|m| m.span.start() <= from && to <= m.span.end());
        let mut marks: Vec<M> = Vec::new();
        for m in over {
            if !marks.contains(&m.mark) {
                marks.push(m.mark);
            }
        }
        out.push(Piece { span: piece, marks });
    }
    out
}

/// Where in a document the words of a query stand, in order. Fields of the query are not looked at.
///
/// # Errors
/// When the query is not understood.
pub fn find_in(source: &Source, query: &str) -> Result<Vec<Span>, QueryError> {
    let parsed = parse(query)?;
    let folded = source.folded();
    let found = places(&parsed, &source.document, folded);
    let spans = found.into_iter().filter_map(|p| source.there(folded.span_of(&p.tokens)?)).collect();
    Ok(Span::disjoint(spans))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::Page;

    fn document(text: &str, pages: &[(u32, &str, u32)], blocks: &[(BlockKind, usize, usize)]) -> Document {
        Document {
            text: text.into(),
            pages: pages.iter().map(|&(at, label, index)| Page { at, label: label.into(), index }).collect(),
            blocks: blocks
                .iter()
                .map(|&(kind, a, b)| Block { kind, span: Span::of(text, a..b).expect("within") })
                .collect(),
            ..Document::default()
        }
    }

    /// All of a text is on its leaves, and nothing twice.
    fn whole(document: &Document, leaves: &[Leaf]) {
        let mut all: Vec<Range<u32>> = leaves.iter().flat_map(|l| l.stretches.clone()).collect();
        all.sort_by_key(|s| s.start);
        let mut at = all.first().map_or(0, |s| s.start);
        for s in all {
            assert_eq!(s.start, at);
            assert!(document.text.is_char_boundary(s.end as usize));
            at = s.end;
        }
        assert_eq!(at as usize, document.text.len());
    }

    #[test]
    fn notes_stand_on_their_page() {
        let text = "One two.\n\nThree four.\n\n[1] A note.\n\n[2] Another.";
        let kinds = [
            (BlockKind::Paragraph, 0, 8),
            (BlockKind::Paragraph, 10, 21),
            (BlockKind::Note, 23, 34),
            (BlockKind::Note, 36, 48),
        ];
        let d = document(text, &[(0, "i", 1), (10, "ii", 2), (23, "i", 1), (36, "ii", 2)], &kinds);
        let all = leaves(&d);
        whole(&d, &all);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].stretches, [0..10, 23..36]);
        assert_eq!(leaf_at(&all, 40), Some(1));
        let blocks = shown::<()>(&d, &all[1], &[]);
        let words: Vec<_> = blocks.iter().map(|b| (b.kind, b.span.slice(text).expect("whole"))).collect();
        assert_eq!(words, [(BlockKind::Paragraph, "Three four."), (BlockKind::Note, "[2] Another.")]);
        // Numbers that a file gives twice are two pages.
        let twice = document(text, &[(0, "1", 0), (10, "1", 0)], &kinds[..2]);
        assert_eq!(leaves(&twice).len(), 2);
    }

    #[test]
    fn a_text_without_pages_is_cut_between_paragraphs() {
        let paragraph = "Wörter stehen hier in einer Reihe. ".repeat(30);
        let text = vec![paragraph.trim_end(); 60].join("\n\n");
        let d = document(&text, &[], &[]);
        let all = leaves(&d);
        whole(&d, &all);
        assert!(all.len() > 8);
        for leaf in &all {
            for s in &leaf.stretches {
                assert!(text[s.start as usize..].starts_with("Wörter"), "{s:?}");
            }
        }
        for text in ["é".repeat(200_000), "a\n".repeat(90_000), String::new(), " ".into(), "\n\n\n".into()] {
            let d = document(&text, &[], &[]);
            let all = leaves(&d);
            assert!(!all.is_empty());
            if !text.trim().is_empty() {
                whole(&d, &all);
            }
            assert!(all.iter().flat_map(|l| &l.stretches).all(|s| s.len() <= LONGEST + 4));
        }
    }

    #[test]
    fn marks_cut_blocks_into_pieces() {
        let text = "One two three four.";
        let d = document(text, &[], &[]);
        let marked = |a, b, mark| Marked { span: Span::of(text, a..b).expect("within"), mark };
        let blocks =
            shown(&d, &leaves(&d)[0], &[marked(4, 13, 'a'), marked(8, 18, 'b'), marked(19, 19, 'c')]);
        let got: Vec<(&str, String)> = blocks[0]
            .pieces
            .iter()
            .map(|p| (p.span.slice(text).expect("whole"), p.marks.iter().collect()))
            .collect();
        let want = [("One ", ""), ("two ", "a"), ("three", "ab"), (" four", "b"), (".", "")];
        assert_eq!(got, want.map(|(w, m)| (w, m.to_owned())));
    }

    #[test]
    fn words_are_found_by_their_forms() {
        let text = "The ministers met. A Minister’s word was given.";
        let source = Source::new(0, "a".into(), String::new(), document(text, &[], &[]));
        let words = |q| -> Vec<String> {
            let found = find_in(&source, q).expect("understood");
            found.iter().map(|s| s.slice(text).expect("whole").to_owned()).collect()
        };
        assert_eq!(words("minister*"), ["ministers", "Minister’s"]);
        assert_eq!(words("\"word was\""), ["word was"]);
        assert!(words("absent").is_empty());
        assert!(find_in(&source, "(word").is_err());
    }
}
