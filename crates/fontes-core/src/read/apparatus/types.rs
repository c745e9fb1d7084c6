//! What is a stretch of apparatus, and which words are nothing else?

use crate::text::Span;

/// What a stretch of apparatus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApparatusKind {
    /// The number of a verse, a line or a paragraph.
    Numbering,
    /// When it was said.
    TimeStamp,
    /// The figure of a note, flattened to the line.
    NoteFigure,
    /// A page or leaf of an edition, marked among the words.
    PageMark,
    /// A running head, with its number.
    RunningHead,
    /// A page number on a line of its own.
    PageNumber,
    /// An editor's, a reporter's or a transcriber's remark.
    Remark,
}

/// A stretch of a text that is none of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apparatus {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub kind: ApparatusKind,
    /// At how many places of the text the system that it belongs to is seen; 1 where its own form tells.
    pub places: u32,
}

/// Whether all letters and figures of `span` lie in apparatus (which is in order), and at least one does: what the
/// first of it is.
#[must_use]
pub fn apparatus_of(text: &str, span: Span, apparatus: &[Apparatus]) -> Option<ApparatusKind> {
    let first = apparatus.partition_point(|a| a.span.end() <= span.start());
    let mut over = apparatus[first..].iter().take_while(|a| a.span.start() < span.end()).peekable();
    let kind = over.peek()?.kind;
    let mut at = span.start();
    let bare = |from: u32, to: u32| {
        text.get(from as usize..to as usize).is_some_and(|s| !s.contains(char::is_alphanumeric))
    };
    for a in over {
        if a.span.start() > at && !bare(at, a.span.start()) {
            return None;
        }
        at = at.max(a.span.end());
    }
    (at >= span.end() || bare(at, span.end())).then_some(kind)
}
