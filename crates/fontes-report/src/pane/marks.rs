//! Which words of the draft do findings stand on? The draft's words, cut where findings begin and end.

use super::markdown;
use super::part::{self, Element, Part};
use fontes_check::{Checked, Finding};
use std::ops::Range;

/// What is shown next of a draft.
#[derive(Debug)]
pub enum Shown<'a> {
    /// An element begins.
    Open(&'a Element),
    /// It ends.
    Close(&'a Element),
    /// Words on which the same findings stand.
    Words {
        /// The words.
        text: &'a str,
        /// The findings, by number, in the order of the draft.
        over: &'a [usize],
        /// The one that they lead to: the gravest, of these the narrowest.
        main: Option<usize>,
        /// Those of them that are shown here first.
        first: &'a [usize],
        /// Those of them that are shown here last.
        last: &'a [usize],
    },
    /// A finding whose words are not shown, such as one on a marker.
    Unseen(usize),
    /// The end of a line that is only one of the file.
    Soft,
    /// The end of a line.
    Break,
    /// A rule across the page.
    Rule,
    /// A page begins.
    Page(&'a str),
}

/// Shows a draft from its beginning.
///
/// # Errors
/// What `to` fails with.
pub fn show<E>(checked: &Checked, to: &mut dyn FnMut(Shown<'_>) -> Result<(), E>) -> Result<(), E> {
    let document = &checked.draft.document;
    let is_markdown = document.media_type == "text/markdown";
    let parts = if is_markdown { markdown::parts(&document.text) } else { part::parts(document) };
    Marks::new(checked, &parts).show(&parts, to)
}

struct Marks<'a> {
    text: &'a str,
    findings: &'a [Finding],
    /// For each finding, the first and the last part that shows some of it; none where its words are not shown.
    shown: Vec<Option<(usize, usize)>>,
    /// For each part, findings whose words are not shown, and which stand before the next part.
    unseen: Vec<Vec<usize>>,
}

fn range(f: &Finding) -> Range<usize> {
    f.draft.start() as usize..f.draft.end() as usize
}

impl<'a> Marks<'a> {
    fn new(checked: &'a Checked, parts: &[Part]) -> Self {
        let findings = checked.findings.as_slice();
        let mut shown: Vec<Option<(usize, usize)>> = vec![None; findings.len()];
        let words = parts.iter().enumerate().filter_map(|(i, p)| match p {
            Part::Words(r, _) => Some((i, r)),
            _ => None,
        });
        let words: Vec<(usize, &Range<usize>)> = words.collect();
        let mut unseen = vec![Vec::new(); parts.len() + 1];
        for (n, f) in findings.iter().enumerate() {
            let r = range(f);
            let first = words.partition_point(|w| w.1.end <= r.start);
            let after = words.partition_point(|w| w.1.start < r.end);
            if first < after {
                shown[n] = Some((words[first].0, words[after - 1].0));
            } else {
                let before = words[..first].last().map_or(parts.len(), |w| w.0);
                unseen[before].push(n);
            }
        }
        Self { text: checked.draft.text(), findings, shown, unseen }
    }

    fn show<E>(&self, parts: &[Part], to: &mut dyn FnMut(Shown<'_>) -> Result<(), E>) -> Result<(), E> {
        let mut next = 0;
        let mut open: Vec<usize> = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            match part {
                Part::Open(element) => to(Shown::Open(element))?,
                Part::Close(element) => to(Shown::Close(element))?,
                Part::Soft => to(Shown::Soft)?,
                Part::Break => to(Shown::Break)?,
                Part::Rule => to(Shown::Rule)?,
                Part::Page(label) => to(Shown::Page(label))?,
                Part::Words(r, instead) => {
                    while next < self.findings.len() && range(&self.findings[next]).start < r.end {
                        open.push(next);
                        next += 1;
                    }
                    open.retain(|&n| range(&self.findings[n]).end > r.start);
                    self.words(i, r, instead.as_deref(), &open, to)?;
                }
            }
            self.unseen[i].iter().try_for_each(|&n| to(Shown::Unseen(n)))?;
        }
        self.unseen[parts.len()].iter().try_for_each(|&n| to(Shown::Unseen(n)))
    }

    /// Words of one part, cut where findings begin and end.
    fn words<E>(
        &self,
        part: usize,
        r: &Range<usize>,
        instead: Option<&str>,
        open: &[usize],
        to: &mut dyn FnMut(Shown<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut cuts = vec![r.start, r.end];
        // What is shown instead of what is written is not cut.
        if instead.is_none() {
            let ends =
                open.iter().flat_map(|&n| [range(&self.findings[n]).start, range(&self.findings[n]).end]);
            cuts.extend(ends.filter(|at| r.contains(at)));
        }
        cuts.sort_unstable();
        cuts.dedup();
        for piece in cuts.windows(2) {
            let (from, end) = (piece[0], piece[1]);
            let over =
                |n: &usize| range(&self.findings[*n]).start < end && range(&self.findings[*n]).end > from;
            let over: Vec<usize> = open.iter().copied().filter(over).collect();
            let rank =
                |n: &usize| (self.findings[*n].severity(), std::cmp::Reverse(self.findings[*n].draft.len()));
            let is_first = |n: &usize| {
                let f = range(&self.findings[*n]);
                self.shown[*n].is_some_and(|s| s.0 == part) && (from == f.start.max(r.start))
            };
            let is_last = |n: &usize| {
                let f = range(&self.findings[*n]);
                self.shown[*n].is_some_and(|s| s.1 == part) && (end == f.end.min(r.end))
            };
            to(Shown::Words {
                text: instead.unwrap_or_else(|| self.text.get(from..end).unwrap_or("")),
                main: over.iter().copied().max_by_key(rank),
                first: &over.iter().copied().filter(is_first).collect::<Vec<_>>(),
                last: &over.iter().copied().filter(is_last).collect::<Vec<_>>(),
                over: &over,
            })?;
        }
        Ok(())
    }
}
