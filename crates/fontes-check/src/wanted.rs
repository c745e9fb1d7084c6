//! Which sources are to be got? The works that a draft cites and the archive does not have, with what waits for them.

use crate::citation::holding;
use crate::draft::Draft;
use crate::finding::Finding;
use crate::search::{Holding, Retriever};
use fontes_core::corpus::{Index, Result};
use fontes_core::read::{Work, WorkKind};
use fontes_core::text::{Span, fold};
use std::collections::BTreeMap;

/// A work that the draft cites, in words on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What it is.
    pub kind: WorkKind,
    /// Who made it.
    pub author: Option<String>,
    /// Its title, or the words by which the draft calls it.
    pub title: Option<String>,
    /// What it stands in, or where it is kept.
    pub container: Option<String>,
    /// When it was made, as the draft writes it.
    pub date: Option<String>,
    /// The same, ISO 8601 as far as it is told.
    pub day: Option<String>,
    /// Its address on the web.
    pub address: Option<String>,
    /// All the words that cite it in the first place.
    pub words: String,
    /// Where the draft cites it.
    pub places: Vec<Span>,
    /// The quotations that wait for it.
    pub waiting: Vec<Span>,
    /// Documents of the archive that may be it, by path.
    pub perhaps: Vec<String>,
}

impl Wanted {
    fn of(draft: &Draft, work: &Work) -> Self {
        let text = draft.text();
        let line = |s: Span| s.slice(text).map(on_one_line).filter(|w| !w.is_empty());
        Self {
            kind: work.kind,
            author: work.author.and_then(line),
            title: work.title.and_then(line),
            container: work.container.and_then(line),
            date: work.date.and_then(line),
            day: work.day.clone(),
            address: work.address.and_then(line),
            words: line(work.span).unwrap_or_default(),
            places: vec![],
            waiting: vec![],
            perhaps: vec![],
        }
    }
}

/// Words with single blanks, without marks of emphasis around them.
fn on_one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_matches(['*', '_']).to_owned()
}

/// All works that a draft cites, in the order in which it does.
#[must_use]
pub fn cited(draft: &Draft) -> Vec<Wanted> {
    let mut out: Vec<Wanted> = Vec::new();
    let mut at: BTreeMap<usize, usize> = BTreeMap::new();
    let works = draft.cited_works();
    for (i, &same) in draft.same_works().iter().enumerate().filter(|(_, same)| !works[**same].short) {
        let n = *at.entry(same).or_insert_with(|| {
            out.push(Wanted::of(draft, &works[same]));
            out.len() - 1
        });
        out[n].places.push(works[i].span);
    }
    out
}

/// Those that an archive lacks, or has perhaps.
///
/// # Errors
/// When a file of the archive is damaged.
pub fn wanted(draft: &Draft, archive: &dyn Index) -> Result<Vec<Wanted>> {
    wanted_for(draft, &[], &Retriever::new(archive, draft)?)
}

/// The same, with the findings that wait for them.
pub(crate) fn wanted_for(draft: &Draft, findings: &[Finding], search: &Retriever<'_>) -> Result<Vec<Wanted>> {
    let mut out = Vec::new();
    let works = draft.cited_works();
    let mut held: BTreeMap<usize, Option<Holding>> = BTreeMap::new();
    for &same in draft.same_works() {
        if !held.contains_key(&same) && !works[same].short {
            held.insert(same, holding(draft, &works[same], search)?);
        }
    }
    let same: BTreeMap<Span, usize> =
        works.iter().zip(draft.same_works()).map(|(w, same)| (w.span, *same)).collect();
    let by_first: Vec<Option<usize>> = first_of(draft);
    let mut waiting: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
    for f in findings {
        let mut works: Vec<usize> = f.lacking.iter().filter_map(|s| same.get(s).copied()).collect();
        works.sort_unstable();
        works.dedup();
        for work in works {
            waiting.entry(work).or_default().push(f.draft);
        }
    }
    for (mut one, which) in cited(draft).into_iter().zip(by_first) {
        match which.and_then(|w| held.get(&w)) {
            Some(Some(Holding::Here(_)) | None) | None => continue,
            Some(Some(Holding::Perhaps(found))) => {
                for &number in found.iter().take(3) {
                    one.perhaps.push(search.archive.path(number)?);
                }
            }
            Some(Some(Holding::Missing)) => {}
        }
        one.waiting = which.and_then(|w| waiting.remove(&w)).unwrap_or_default();
        out.push(one);
    }
    out.extend(named_only(draft, findings, &same));
    out.sort_by_key(|w| w.places.first().copied());
    Ok(out)
}

/// For each of the works that [`cited`] gives, the one that stands for it.
fn first_of(draft: &Draft) -> Vec<Option<usize>> {
    let works = draft.cited_works();
    let mut seen = std::collections::BTreeSet::new();
    let kept = |same: &&usize| !works[**same].short && seen.insert(**same);
    draft.same_works().iter().filter(kept).map(|same| Some(*same)).collect()
}

/// Works that are only named in the words around a quotation.
fn named_only(draft: &Draft, findings: &[Finding], cited: &BTreeMap<Span, usize>) -> Vec<Wanted> {
    let mut out: Vec<Wanted> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for f in findings {
        for span in f.lacking.iter().filter(|s| !cited.contains_key(s)) {
            let words = span.slice(draft.text()).unwrap_or("");
            let n = *known.entry(fold(words, &[]).words().collect()).or_insert_with(|| {
                let mut one = Wanted::of(draft, &Work::at(*span, WorkKind::Other));
                one.title = Some(one.words.clone());
                out.push(one);
                out.len() - 1
            });
            if !out[n].places.contains(span) {
                out[n].places.push(*span);
            }
            out[n].waiting.push(f.draft);
        }
    }
    out
}
