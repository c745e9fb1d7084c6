//! Is what this draft says in the archive? Findings and their verdicts.

mod apparatus;
mod borrow;
mod cite;
mod date;
mod draft;
pub mod finding;
mod locate;
pub mod overview;
mod quotation;
pub mod reuse;
mod said;
pub mod silence;

pub use draft::Draft;
pub use finding::{Edit, Evidence, Finding, Kind, Near, Severity, Verdict, Why};

use fontes_core::align::passage::{Limits, Passage, shared};
use fontes_core::corpus::{Index, Result, Source, Totals};
use fontes_core::text::{Block, BlockKind, Document, Folded, Span, fold};

/// What a check was asked to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Look for unmarked copying.
    pub borrowing: bool,
    /// Whether to look at what the draft says besides: dates, numbers, names, notes, references.
    pub facts: bool,
    /// Words from which unmarked copying is reported.
    pub min_words: usize,
    /// Documents beyond which a phrase is common property.
    pub max_documents: usize,
    /// Witnesses listed for a finding.
    pub max_witnesses: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { borrowing: true, facts: true, min_words: 8, max_documents: 12, max_witnesses: 12 }
    }
}

/// A checked draft.
#[derive(Debug)]
pub struct Checked {
    /// The draft.
    pub draft: Draft,
    /// What was found, in the order of the draft.
    pub findings: Vec<Finding>,
    /// What the archive held.
    pub totals: Totals,
    /// Documents searched: those of the archive without the draft itself.
    pub searched: u64,
    /// What of the draft was not read because its language has no tables for it, a sentence each.
    pub not_read: Vec<String>,
}

/// Checks a draft against an archive.
///
/// # Errors
/// When a file of the archive is damaged.
pub fn check(draft: Draft, archive: &dyn Index, options: &Options) -> Result<Checked> {
    let mut search = locate::Search::new(archive, &draft)?;
    let mut findings = Vec::new();
    for quotation in &draft.quotations {
        findings.extend(quotation::check(&draft, quotation, &search, options)?);
    }
    if options.borrowing {
        findings.extend(borrow::check(&draft, &search, options)?);
    }
    if options.facts {
        let more = said::check(&draft, &findings);
        findings.extend(more);
        findings.extend(apparatus::check(&draft, &search)?);
    }
    findings.sort_by(Finding::order);
    finding::key::give(&draft, &mut findings);
    search.sound()?;
    let searched = search.documents();
    let not_read = if options.facts { draft.not_read() } else { vec![] };
    Ok(Checked { draft, findings, totals: archive.totals().clone(), searched, not_read })
}

/// The passages that two texts share, for `compare`.
#[must_use]
pub fn compare(a: &Folded, b: &Folded, min_words: usize) -> Vec<Passage> {
    shared(a, b, &Limits { min_words, ..Limits::default() })
}

/// Looks for words as if a draft quoted them: one finding, with all that was found.
///
/// # Errors
/// When a file of the archive is damaged.
pub fn find(words: &str, archive: &dyn Index, options: &Options) -> Result<Checked> {
    let text = words.trim().to_owned();
    let blocks = Span::of(&text, 0..text.len())
        .map(|span| vec![Block { kind: BlockKind::Quotation, span }])
        .unwrap_or_default();
    let document = Document { text, blocks, media_type: "text/plain".into(), ..Document::default() };
    let draft = Draft::new("-".into(), document);
    check(draft, archive, &Options { borrowing: false, facts: false, ..*options })
}

/// A stretch of a document around words that were searched for, in places of the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The stretch.
    pub span: Span,
    /// The words within it.
    pub words: Vec<Span>,
}

/// Stretches of a document where most of a query's words meet, at most `limit`, in order.
#[must_use]
pub fn snippets(witness: &Source, query: &str, limit: usize) -> Vec<Snippet> {
    const REACH: usize = 12; // words on either side
    let text = query;
    let query = fold(text, &[]);
    let prefix: Vec<bool> =
        query.tokens.iter().map(|t| text[t.span.end() as usize..].starts_with('*')).collect();
    let wanted: Vec<&[u32]> = (0..query.tokens.len()).map(|i| query.letters(i)).collect();
    let f = witness.folded();
    let operators: Vec<Vec<u32>> =
        ["and", "or", "not", "near"].iter().map(|w| w.chars().map(u32::from).collect()).collect();
    let places: Vec<(usize, usize)> = (0..f.tokens.len())
        .filter_map(|i| {
            let word = f.letters(i);
            let which = wanted
                .iter()
                .zip(&prefix)
                .position(|(w, p)| if *p { word.starts_with(w) } else { *w == word })?;
            (!operators.iter().any(|o| o == word)).then_some((i, which))
        })
        .collect();
    let mut scored: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .map(|(n, &(i, _))| {
            let mut seen: Vec<usize> =
                places[n..].iter().take_while(|p| p.0 < i + REACH).map(|p| p.1).collect();
            seen.sort_unstable();
            seen.dedup();
            (seen.len(), i)
        })
        .collect();
    scored.sort_by_key(|&(score, i)| (std::cmp::Reverse(score), i));
    let mut chosen: Vec<usize> = Vec::new();
    for (_, i) in scored {
        if chosen.len() < limit && chosen.iter().all(|&c| c.abs_diff(i) > REACH * 2) {
            chosen.push(i);
        }
    }
    if chosen.is_empty() && limit > 0 {
        // A query that only says what must not be there: the document's first words stand for it.
        chosen.push(0);
    }
    chosen.sort_unstable();
    chosen
        .into_iter()
        .filter_map(|i| {
            let range = i.saturating_sub(REACH / 2)..(i + REACH * 2).min(f.tokens.len());
            let span = f.span_of(&range)?;
            let words = places.iter().filter(|p| range.contains(&p.0));
            let words = words.filter_map(|p| witness.there(f.tokens[p.0].span)).collect();
            Some(Snippet { span: witness.there(span)?, words })
        })
        .collect()
}
