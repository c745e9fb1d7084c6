//! What is to be said of a draft, or of words that are searched for? All rules asked, their findings in order.

use crate::draft::Draft;
use crate::finding::since::Earlier;
use crate::finding::{Finding, give_keys};
use crate::options::Options;
use crate::rules::{borrowing, citation, facts, quotation};
use crate::search::Retriever;
use crate::wanted::{Wanted, wanted_for};
use fontes_core::corpus::{Index, Result, Totals};
use fontes_core::text::{Block, BlockKind, Document, Span};

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
    /// The works that it cites and the archive lacks.
    pub wanted: Vec<Wanted>,
    /// How many findings a front end left out, because they were not asked for.
    pub left_out: usize,
    /// Findings of an earlier check that are there no more; none where it was not compared with one.
    pub gone: Option<Vec<Earlier>>,
}

/// Checks a draft against an archive.
///
/// # Errors
/// When a file of the archive is damaged.
pub fn check(draft: Draft, archive: &dyn Index, options: &Options) -> Result<Checked> {
    let mut search = Retriever::new(archive, &draft)?;
    let mut findings = Vec::new();
    findings.extend(quotation::check_all(&draft, &search, options)?);
    if options.borrowing {
        findings.extend(borrowing::check(&draft, &search, options)?);
    }
    if options.facts {
        let more = facts::check(&draft, &findings);
        findings.extend(more);
        let more = citation::check(&draft, &findings, &search)?;
        findings.extend(more);
    }
    findings.sort_by(Finding::order);
    give_keys(&draft, &mut findings);
    let wanted = if options.facts { wanted_for(&draft, &findings, &search)? } else { vec![] };
    search.sound()?;
    let searched = search.documents();
    let not_read = if options.facts { draft.not_read() } else { vec![] };
    Ok(Checked {
        draft,
        findings,
        totals: archive.totals().clone(),
        searched,
        not_read,
        wanted,
        left_out: 0,
        gone: None,
    })
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
    check(draft, archive, &Options { borrowing: false, facts: false, ..options.clone() })
}
