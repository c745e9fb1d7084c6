//! Which passages does one document of an archive share with the others?

use crate::{ArchiveCorpus, KitError};
use fontes_archive::Snapshot;
use fontes_check::reuse::{Options, reuse};
use fontes_core::corpus::{Corpus, Part, Source};
use fontes_core::text::Span;
use std::sync::Arc;

/// Bytes of memory that a run may take.
const MEMORY: u64 = 128 << 20;

/// The other side of a passage.
#[derive(Debug, Clone)]
pub struct Other {
    /// The document, or the part of it around the passage.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
}

/// A passage that a document shares with another.
#[derive(Debug, Clone)]
pub struct SharedPassage {
    /// Where in the document.
    pub span: Span,
    /// Words that are the same.
    pub words: u32,
    /// Share of the letters of the longer side that are the same, 0 to 1.
    pub score: f32,
    /// Where else.
    pub other: Other,
}

/// What a document shares with others.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// Passages, in the order of the document's text.
    pub passages: Vec<SharedPassage>,
    /// How many there are in all, where those are too many to be told.
    pub count: usize,
    /// Documents that are the same throughout: a part of each.
    pub copies: Vec<Arc<Source>>,
}

/// The passages that document `number` shares with the others, at most so many; as `fontes reuse --new` finds them.
///
/// # Errors
/// When the archive has no such document, or is damaged.
pub fn shared(snapshot: Snapshot, number: usize, most: usize) -> Result<Shared, KitError> {
    let gone = || fontes_core::corpus::Error::new(format!("there is no document {number}"));
    let corpus = ArchiveCorpus::with_last(snapshot, number, MEMORY).ok_or_else(gone)?;
    let last = corpus.len() - 1;
    if last == 0 {
        return Ok(Shared::default());
    }
    let options = Options { new_from: last, memory: MEMORY, ..Options::default() };
    let found = reuse(&corpus, &options, None, &|_| ())?;
    let part = |place: u32, span: Span| -> Result<Arc<Source>, KitError> {
        let number = corpus.number(place as usize).ok_or_else(gone)?;
        Ok(corpus.snapshot().part(number, &Part::Bytes(span.start()..span.end().max(span.start() + 1)))?)
    };
    let mut all: Vec<(Span, u32, Span, u32, f32)> = found
        .reuses
        .iter()
        .map(|r| {
            let (own, other, there) =
                if r.a as usize == last { (r.a_span, r.b, r.b_span) } else { (r.b_span, r.a, r.a_span) };
            (own, other, there, r.words, r.score)
        })
        .collect();
    all.sort_by_key(|a| (a.0, a.1, a.2));
    let count = all.len();
    let mut passages = Vec::with_capacity(count.min(most));
    for (span, other, there, words, score) in all.into_iter().take(most) {
        let other = Other { source: part(other, there)?, span: there };
        passages.push(SharedPassage { span, words, score, other });
    }
    let mut copies: Vec<u32> = found
        .duplicates
        .iter()
        .map(|d| if d.a as usize == last { d.b } else { d.a })
        .chain(found.identical.iter().flatten().copied().filter(|n| *n as usize != last))
        .collect();
    copies.sort_unstable();
    copies.dedup();
    let beginning = Span::new(0, 0).map_err(|e| fontes_core::corpus::Error::new(e.to_string()))?;
    let copies = copies.into_iter().take(most).map(|c| part(c, beginning)).collect::<Result<_, _>>()?;
    Ok(Shared { passages, count, copies })
}
