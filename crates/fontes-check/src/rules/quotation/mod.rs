//! What is to be said of a quotation? From candidates to a verdict with its evidence.

mod aligned;
mod analysis;
mod cut;
mod elision;
mod ends;
mod interrupted;
mod left_out;
mod message;
mod noise;
mod phrase;
mod second_hand;
mod splice;
mod title;
mod translation;
mod verdict;
mod weight;
mod witness;

use crate::citation::{CitedSource, Origin, citations};
use crate::draft::Draft;
use crate::finding::{Finding, Kind, Near, Severity, Verdict, Why};
use crate::options::Options;
use crate::search::{Query, Retriever, SHOWN_AROUND};
use analysis::{Analysis, FEW_WORDS, found_from};
use fontes_core::align::fingerprint::GUARANTEE;
use fontes_core::align::passage::units_of;
use fontes_core::corpus::Result;
use fontes_core::read::Quotation;
use fontes_core::text::{Folded, Span};
use phrase::{SHORT, by_phrase};
use std::ops::Range;
use title::{is_cited_title, is_title, names_a_document};
use translation::{language_of, translated};
use verdict::judge;

/// Fewer words are a turn of phrase, not a quotation.
const FEWEST_WORDS: usize = 3;
/// Agreement from which words with capitals are the source's, changed, rather than the title of another work.
const SAME_TITLE: f32 = 0.9;
/// Agreement from which the nearest passage is worth showing.
const NEAR: f32 = 0.6;

pub(crate) use analysis::{FEW_WORDS as FEW, LONG_RUN, found_from as found_share, margin};
pub(crate) use elision::{sentence_end, turns};
pub(crate) use ends::{fill_ends, reach_over_gaps};
pub(crate) use interrupted::check_all;

/// Checks one quotation. `None` when there is nothing to say of it.
fn check(
    draft: &Draft,
    quotation: &Quotation,
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Option<Finding>> {
    // Most of a draft's marks are around a word or two, which are not looked for: whose they are is not asked.
    let cited = match too_short(draft, quotation) {
        Some(_) => CitedSource::default(),
        None => citations(draft, quotation, search)?,
    };
    check_cited(draft, quotation, &cited, search, options)
}

/// That a quotation has too few words to be looked for.
fn too_short(draft: &Draft, quotation: &Quotation) -> Option<Finding> {
    let tokens = draft.folded.tokens_in(quotation.span);
    let words = size(&draft.folded, tokens.filter(|&i| !draft.is_inserted(i)));
    let why = if quotation.unclosed { Why::Unclosed } else { Why::TooShort };
    (words < FEWEST_WORDS).then(|| not_checked(quotation, why))
}

/// The same where it is known which source the draft names.
fn check_cited(
    draft: &Draft,
    quotation: &Quotation,
    cited: &CitedSource,
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Option<Finding>> {
    let tokens = draft.folded.tokens_in(quotation.span);
    let words = size(&draft.folded, tokens.clone().filter(|&i| !draft.is_inserted(i)));
    if tokens.is_empty() {
        return Ok(None);
    }
    if let Some(finding) = too_short(draft, quotation) {
        return Ok(Some(finding));
    }
    let parts = parts(draft, quotation, tokens);
    if parts.is_empty() {
        return Ok(Some(not_checked(quotation, Why::NoWords)));
    }
    let query = Query { parts };
    if is_title(draft, &query) && names_a_document(draft, &query, search)? {
        return Ok(Some(not_checked(quotation, Why::Title)));
    }
    let mut candidates = search.find(draft, &query)?;
    let best = candidates.first().map_or(0.0, |c| c.likeness);
    if best < 1.0 && (words <= SHORT || units(draft, &query) <= GUARANTEE * 2) {
        candidates.extend(by_phrase(draft, &query, search)?);
        candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.number.cmp(&b.number)));
        candidates.dedup_by(|b, a| a.number == b.number && a.parts == b.parts);
    }
    // A document that the draft names is looked into by itself.
    for &key in cited.documents.iter().take(8) {
        if !search.is_own(key) && candidates.iter().all(|c| c.number != key) {
            candidates
                .extend(search.find_in(draft, &query, key)?.filter(|c| c.likeness >= found_from(words)));
        }
    }
    candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.number.cmp(&b.number)));
    let judged = judge(draft, quotation, &query, words, &candidates, cited, search, options)?;
    // Where the closing mark is missing, what follows the quotation cannot be told from it: only
    // words that stand as they are in a source are reported.
    if quotation.unclosed && judged.as_ref().map_or(true, |f| f.severity() > Severity::Info) {
        return Ok(Some(not_checked(quotation, Why::Unclosed)));
    }
    let foreign = if words > FEW_WORDS { foreign(draft, quotation, &judged, cited, search)? } else { None };
    if let Some(Foreign { how, translated: true }) = &foreign {
        let message = format!("not checked: {}: {how}", Why::Translation.name());
        return Ok(Some(Finding { message, ..not_checked(quotation, Why::Translation) }));
    }
    // The title of a work is like other titles: what differs much from the source's words is none of them.
    let other_title =
        |f: &Finding| f.verdict == Verdict::Altered && f.likeness < SAME_TITLE && is_title(draft, &query);
    Ok(Some(match judged {
        Ok(finding) if other_title(&finding) => not_checked(quotation, Why::Title),
        Ok(finding) if by_chance(&finding, cited) => {
            let near = finding.evidence.into_iter().next();
            let near = near.map(|evidence| Near { evidence, likeness: finding.likeness });
            Finding { near, ..not_found(draft, quotation, vec![], cited, search)? }
        }
        Ok(finding) => finding,
        Err(_) if words <= FEW_WORDS => not_checked(quotation, Why::TooShort),
        Err(_) if is_title(draft, &query) || is_cited_title(draft, quotation) => {
            not_checked(quotation, Why::Title)
        }
        Err(looked) => {
            let mut finding = not_found(draft, quotation, looked, cited, search)?;
            finding.message.extend(foreign.iter().flat_map(|f| ["; ", f.how.as_str()]));
            finding
        }
    }))
}

/// Agreement from which words are another document's, changed, though the draft names one that is not here.
const SAME_WORDS: f32 = 0.9;

/// Whether words only resemble those of a document: the draft names another source, which the archive lacks.
fn by_chance(f: &Finding, cited: &CitedSource) -> bool {
    let lacking = matches!(cited.origin(), Origin::Lacking(_));
    let named = || f.evidence.iter().take(f.parts).any(|e| cited.may_mean(e.witness.number));
    let real = f.changes.iter().filter(|e| {
        let c = e.change.class;
        !c.is_silent() && !c.is_marked() && !c.is_noise()
    });
    // One word changed is the source's sentence all the same.
    let several = f.severity() == Severity::Error || real.count() > 1;
    lacking
        && several
        && f.severity() >= Severity::Warning
        && f.verdict != Verdict::Misattributed
        && f.likeness < SAME_WORDS
        && !named()
}

/// Agreement from which on words are the source's, changed or not, whatever the languages seem to be.
const ALIKE: f32 = 0.75;

/// That a quotation is in another language than what it can be from.
struct Foreign {
    how: String,
    /// Whether it is the draft's language, or the source is named: the author translates. Words of a third language are
    /// an original's, which the archive has not.
    translated: bool,
}

/// Whether a quotation that was not found, or has little of a source in a language like its own, is in another language
/// than what it can be from.
fn foreign(
    draft: &Draft,
    q: &Quotation,
    judged: &std::result::Result<Finding, Vec<Analysis>>,
    cited: &CitedSource,
    search: &Retriever<'_>,
) -> Result<Option<Foreign>> {
    let like = |f: &Finding| f.likeness >= ALIKE || f.severity() < Severity::Warning;
    if judged.as_ref().is_ok_and(like) {
        return Ok(None);
    }
    let text = q.span.slice(draft.text()).unwrap_or("");
    let Some(language) = language_of(text, draft.language) else { return Ok(None) };
    let how = translated(text, language, cited, search)?;
    let translated = *language == *draft.language || !cited.claimed().is_empty();
    Ok(how.map(|how| Foreign { how, translated }))
}

/// Number of words; five letters count as one where words are not divided.
fn size(folded: &Folded, tokens: impl Iterator<Item = usize>) -> usize {
    let (mut words, mut undivided) = (0, 0);
    for i in tokens {
        if folded.letters(i).first().is_some_and(|&u| u > 0x2E80) { undivided += 1 } else { words += 1 }
    }
    words + undivided * 2 / 5
}

fn units(draft: &Draft, query: &Query) -> usize {
    query.parts.iter().map(|p| units_of(&draft.folded, p)).sum()
}

/// Token ranges between the marks of omission that hold quoted words.
fn parts(draft: &Draft, q: &Quotation, tokens: Range<usize>) -> Vec<Range<usize>> {
    parts_between(draft, &q.ellipses, tokens)
}

/// The runs of tokens between marks of omission, those that their author put in alone left out.
pub(crate) fn parts_between(draft: &Draft, ellipses: &[Span], tokens: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = tokens.start;
    for e in ellipses {
        let to = draft.folded.tokens.partition_point(|t| t.span.end() <= e.start()).clamp(from, tokens.end);
        out.push(from..to);
        from = draft.folded.tokens.partition_point(|t| t.span.start() < e.end()).clamp(to, tokens.end);
    }
    out.push(from..tokens.end);
    out.retain(|p| p.clone().any(|i| !draft.is_inserted(i)));
    out
}

fn not_checked(q: &Quotation, why: Why) -> Finding {
    let message = format!("not checked: {}", why.name());
    Finding { why: Some(why), ..Finding::alone(Kind::Quotation, Verdict::NotChecked, q.span, message) }
}

/// What is said of words that are nowhere: whether the draft names their source, and whether that is here.
fn not_found(
    draft: &Draft,
    q: &Quotation,
    looked: Vec<Analysis>,
    cited: &CitedSource,
    search: &Retriever<'_>,
) -> Result<Finding> {
    // The nearest passage is the one that shares the longest run of words.
    let nearest = looked
        .into_iter()
        .filter(|a| a.agreement >= NEAR)
        .reduce(|x, y| if (y.longest, y.agreement) > (x.longest, x.agreement) { y } else { x });
    let mut near = None;
    if let Some(a) = nearest
        && let Some(span) = a.whole()
    {
        let evidence = search.evidence(a.number, span, SHOWN_AROUND)?;
        near = evidence.map(|evidence| Near { evidence, likeness: a.agreement });
    }
    let (verdict, lacking) = match cited.origin() {
        Origin::Unknown => (Verdict::NotFound, vec![]),
        Origin::Here(_) => (Verdict::NotInCitedSource, vec![]),
        Origin::Lacking(spans) => (Verdict::SourceNotInArchive, spans.to_vec()),
    };
    let message = message::nowhere(draft, cited, search)?;
    let base = not_checked(q, Why::NoWords);
    Ok(Finding { verdict, why: None, near, beside: cited.told(), lacking, message, ..base })
}
