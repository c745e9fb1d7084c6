//! What takes part in a comparison, and as which units?

use super::found::Head;
use super::options::{Options, SeriesBy, Within};
use fontes_core::corpus::{self, Corpus, Result, Source};
use fontes_core::text::{Document, WordStart, fold_words};
use std::sync::Arc;

/// A text that takes part: a document or, where an index tells that the rest of it can share nothing, a part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Chosen {
    pub(super) number: usize,
    /// Its units, where it is a part: from, and to.
    pub(super) part: Option<(u32, u32)>,
}

impl Chosen {
    pub(super) const fn whole(number: usize) -> Self {
        Self { number, part: None }
    }

    pub(super) fn read(&self, corpus: &dyn Corpus) -> Result<Arc<Source>> {
        match self.part {
            None => corpus.source(self.number),
            Some((from, to)) => corpus.part(self.number, &corpus::Part::Units(from..to)),
        }
    }
}

/// Documents read by one thread before it hands on what it read.
pub(super) const BATCH: usize = 64;

/// Whether a document is dated late enough: "1973" is not before 1973-09-11, it may be after.
pub(super) fn is_late(d: &Document, options: &Options) -> bool {
    let since = |s: &String| d.date.as_ref().is_some_and(|x| x.as_str() >= s.get(..x.len()).unwrap_or(s));
    options.since.as_ref().is_none_or(since)
}

/// The units of a document as bytes, and where its words begin.
pub(super) fn narrow(d: &Document) -> (Vec<u8>, Vec<WordStart>) {
    let (mut units, mut starts) = (Vec::new(), Vec::new());
    fold_words(&d.text, &d.skips, &mut units, &mut starts);
    (units, starts)
}

pub(super) fn head(text: &Source, by: SeriesBy) -> Head {
    let d = &text.document;
    let series = match by {
        SeriesBy::Field => d.series.clone(),
        SeriesBy::Author => d.author.clone(),
        SeriesBy::Folder if d.id.is_some() => Some(text.path.clone()),
        SeriesBy::Folder => text.path.rsplit_once(['/', '\\']).map(|p| p.0.to_owned()),
    };
    Head { path: text.path.clone(), id: d.id.clone(), title: d.title.clone(), date: d.date.clone(), series }
}

/// Whether two documents make a pair that is looked at, as their series tell.
pub(super) fn pairs(a: &Head, b: &Head, within: Within) -> bool {
    let same = a.series.is_some() && a.series == b.series;
    match within {
        Within::All => true,
        Within::Across => !same,
        Within::Inside => same,
    }
}
