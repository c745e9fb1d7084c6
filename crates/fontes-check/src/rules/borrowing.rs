//! What did the draft take over without marking it? Passages outside its quotations that
//! stand in the archive, verbatim or lightly edited.

use super::boilerplate::{is_boilerplate, quotes_the_draft};
use crate::draft::Draft;
use crate::finding::key::Keys;
use crate::finding::words::counted;
use crate::finding::{Edit, Evidence, Finding, Kind, Verdict};
use crate::options::Options;
use crate::search::{READ_AROUND, Retriever, SHOWN_AROUND, is_name};
use fontes_core::align::chain::{Chain, Hit, chains};
use fontes_core::align::change::{Change, Class, Side, classify};
use fontes_core::align::fingerprint::Sampler;
use fontes_core::align::passage::{Ends, Limits, Passage, extend_in, refine};
use fontes_core::align::scan::may_be;
use fontes_core::align::word_alignment::{Relation, Segment};
use fontes_core::corpus::{Part, Place, Result};
use fontes_core::lang;
use fontes_core::read::Apparatus;
use fontes_core::text::{Folded, Span};
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// Places of a gram beyond which it tells nothing of a source.
const COMMON: usize = 48;
/// Chains verified for one draft, best first.
const VERIFIED: usize = 4_000;
/// Agreement from which a passage is the same text, edited.
const EDITED: f32 = 0.72;
/// The same where its words are aligned one by one.
const REWRITTEN: f32 = 0.6;
/// How much of what it tells a name or a figure is worth where all words are reckoned.
const NAME: f64 = 0.3;
/// Words of content, no names, that a borrowed passage must share with its source, and words in a row.
const CONTENT: usize = 2;
const RUN: usize = 4;
/// Bits beyond those of common words that it must tell, word for word: the more words are searched, the more, by their
/// logarithm less so many bits, between the least and the most.
const LESS: f32 = 13.5;
const LEAST_BITS: f32 = 4.0;
const MOST_BITS: f32 = 10.0;
/// The least where the documents are too few to show which phrases are formulas.
const FEW: u64 = 20;
const LEAST_OF_FEW: f32 = 6.0;
/// The same edited.
const EDITED_BITS: f32 = 16.0;
/// Words that an edited passage must share: fewer may be the writer's own words for what a source tells.
const EDITED_WORDS: usize = 12;
/// Share of these that words must tell that are neither names nor figures.
const PLAIN: f32 = 0.6;
/// Words in a row from which they are no formula.
const LONG_RUN: usize = 14;
/// A passage that is in quotation marks in the draft up to this share is a quotation.
const QUOTED: f32 = 0.5;

struct Found {
    /// Its tokens of the source are those of `part`.
    passage: Passage,
    key: usize,
    /// The part of the source that was read.
    part: Part,
    /// First token of the passage in the whole document.
    at: u32,
}

pub(crate) fn check(draft: &Draft, search: &Retriever<'_>, options: &Options) -> Result<Vec<Finding>> {
    let limits = Limits { min_words: options.min_words, min_score: EDITED, max_gap: 70 };
    let mut out = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    for run in unquoted(draft) {
        found.extend(borrowed(draft, &run, search, &limits)?);
    }
    // Longest agreement first; what it covers in the draft is told.
    found.sort_by(|a, b| {
        (b.passage.same_words, a.passage.a.start, a.key, a.at).cmp(&(
            a.passage.same_words,
            b.passage.a.start,
            b.key,
            b.at,
        ))
    });
    let mut told: Vec<(Range<usize>, Vec<Found>)> = Vec::new();
    for f in found {
        let overlaps = |r: &Range<usize>| {
            let shared = r.end.min(f.passage.a.end).saturating_sub(r.start.max(f.passage.a.start));
            shared * 2 > f.passage.a.len()
        };
        match told.iter_mut().find(|t| overlaps(&t.0)) {
            Some(t) => t.1.push(f),
            None => told.push((f.passage.a.clone(), vec![f])),
        }
    }
    for (range, mut witnesses) in told {
        witnesses.dedup_by_key(|f| f.key);
        let mut documents: Vec<usize> = witnesses.iter().map(|f| f.key).collect();
        documents.sort_unstable();
        documents.dedup();
        // What stands in many documents is common property.
        if documents.len() > options.max_documents {
            continue;
        }
        out.extend(finding(draft, &range, &witnesses, documents.len(), search, options)?);
    }
    Ok(out)
}

/// Runs of tokens between the draft's quotations.
fn unquoted(draft: &Draft) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for q in draft.quotations.iter().filter(|q| !q.unclosed) {
        let t = draft.folded.tokens_in(q.span);
        if t.len() < 3 {
            continue; // a word in marks does not part a passage
        }
        if from < t.start {
            out.push(from..t.start);
        }
        from = from.max(t.end);
    }
    if from < draft.folded.tokens.len() {
        out.push(from..draft.folded.tokens.len());
    }
    out
}

fn borrowed(
    draft: &Draft,
    run: &Range<usize>,
    search: &Retriever<'_>,
    limits: &Limits,
) -> Result<Vec<Found>> {
    let f = &draft.folded;
    if run.len() < limits.min_words {
        return Ok(vec![]);
    }
    let (first, last) = (f.tokens[run.start].first, f.tokens[run.end - 1].last);
    let mut places: Vec<(Place, u32)> = Vec::new();
    for g in Sampler::default().collect(&f.units[first as usize..last as usize]) {
        if search.archive.count(g.hash)? <= COMMON {
            search.archive.postings(g.hash, &mut |place| places.push((place, first + g.at)))?;
        }
    }
    places.sort_unstable();
    let mut chained = Vec::new();
    // Neighbourhoods with at least two grams, then by document.
    let mut at = 0;
    while at < places.len() {
        let mut end = at + 1;
        while end < places.len() && places[end].0.after(places[end - 1].0) <= u64::from(limits.max_gap) {
            end += 1;
        }
        if end - at >= 2 {
            let mut by_document: BTreeMap<usize, Vec<Hit>> = BTreeMap::new();
            for &(place, q) in &places[at..end] {
                if let Some((key, d)) = search.archive.locate(place)?
                    && !search.is_own(key)
                {
                    by_document.entry(key).or_default().push(Hit { q, d });
                }
            }
            for (key, mut hits) in by_document {
                for chain in chains(&mut hits, limits.max_gap) {
                    if chain.covered >= 18 {
                        chained.push((key, chain));
                    }
                }
            }
        }
        at = end;
    }
    chained.sort_by_key(|(key, c)| (std::cmp::Reverse(c.covered), c.q.start, *key, c.d.start));
    chained.truncate(VERIFIED);
    let mut out: Vec<Found> = Vec::new();
    let mut refined = 0;
    for (key, chain) in chained {
        let Range { start: from, end: to } = f.tokens_of(&chain.q);
        if out.iter().any(|o| o.key == key && o.passage.a.start <= from && to <= o.passage.a.end) {
            continue;
        }
        let first = extended(draft, run, key, &chain, search, limits)?;
        let mut told = match first {
            Some(found) => narrowed(draft, found, search, limits)?,
            None => None,
        };
        if told.is_none() && chain.covered >= REFINED_FROM && refined < REFINED {
            refined += 1;
            if let Some(found) = rewritten(draft, run, key, &chain, search, limits)? {
                told = narrowed(draft, found, search, limits)?;
            }
        }
        out.extend(told);
    }
    Ok(out)
}

/// Letters that a chain must cover for its neighbourhood to be aligned word by word, and how many of a draft's are.
const REFINED_FROM: u32 = 20;
const REFINED: usize = 400;
/// Words to either side of a chain that are aligned then.
const ALIGNED: usize = 40;

/// The passage around a chain where every third word or so is another, or is damaged: what goes on word by word ends at two of
/// them.
fn rewritten(
    draft: &Draft,
    run: &Range<usize>,
    key: usize,
    chain: &Chain,
    search: &Retriever<'_>,
    limits: &Limits,
) -> Result<Option<Found>> {
    let part = Part::Units(chain.d.start.saturating_sub(AROUND)..chain.d.end.saturating_add(AROUND));
    let witness = search.archive.part(key, &part)?;
    let from = witness.origin().unit;
    let (Some(start), Some(end)) = (chain.d.start.checked_sub(from), chain.d.end.checked_sub(from)) else {
        return Ok(None);
    };
    let (f, w) = (&draft.folded, witness.folded());
    let (a, b) = (f.tokens_of(&chain.q), w.tokens_of(&(start..end)));
    let stretch = (
        a.start.saturating_sub(ALIGNED).max(run.start)..(a.end + ALIGNED).min(run.end),
        b.start.saturating_sub(ALIGNED)..(b.end + ALIGNED).min(w.tokens.len()),
    );
    let limits = Limits { min_score: REWRITTEN, ..*limits };
    let passage = refine(f, w, stretch, &limits);
    // Tokens of a part are fewer than its bytes, which are u32.
    let at = |p: &Passage| witness.origin().token + p.b.start as u32;
    Ok(passage.map(|passage| Found { at: at(&passage), passage, key, part }))
}

/// What of a passage tells that it was taken over.
fn narrowed(draft: &Draft, found: Found, search: &Retriever<'_>, limits: &Limits) -> Result<Option<Found>> {
    let begins = found.passage.b.start;
    let witness = search.archive.part(found.key, &found.part)?;
    let Some(passage) = telling(draft, found.passage, witness.folded(), search, limits.min_words)? else {
        return Ok(None);
    };
    // Tokens of a part are fewer than its bytes, which are u32.
    let at = found.at + (passage.b.start - begins) as u32;
    Ok(Some(Found { passage, at, key: found.key, part: found.part }))
}

/// Units around a chain that are read at first; where the passage goes on over them, more are.
const AROUND: u32 = 400;

/// The passage around a chain, of whose document no more is read than is needed.
fn extended(
    draft: &Draft,
    run: &Range<usize>,
    key: usize,
    chain: &Chain,
    search: &Retriever<'_>,
    limits: &Limits,
) -> Result<Option<Found>> {
    let mut reach = AROUND;
    loop {
        let part = Part::Units(chain.d.start.saturating_sub(reach)..chain.d.end.saturating_add(reach));
        let witness = search.archive.part(key, &part)?;
        let from = witness.origin().unit;
        let (Some(start), Some(end)) = (chain.d.start.checked_sub(from), chain.d.end.checked_sub(from))
        else {
            return Ok(None);
        };
        let here = Chain { q: chain.q.clone(), d: start..end, covered: chain.covered };
        let (begins, ends) = witness.reaches();
        let held = Ends { first: begins, last: ends };
        match extend_in(&draft.folded, witness.folded(), held, &here, run.clone(), limits) {
            Err(_) => reach = reach.saturating_mul(4),
            Ok(None) => return Ok(None),
            Ok(Some(passage)) => {
                // Tokens of a part are fewer than its bytes, which are u32.
                let at = witness.origin().token + passage.b.start as u32;
                return Ok(Some(Found { passage, key, part, at }));
            }
        }
    }
}

/// What the words tell that a passage shares with its source.
#[derive(Default)]
struct Shared {
    /// Bits beyond those of common words.
    bits: f32,
    /// The same of words that are no names, no figures and no letters.
    plain: f32,
    /// How many of these words there are.
    content: usize,
}

/// The passage so far as it tells that it was taken over, by words of content, not names and formulas that meet by chance:
/// enough of them, in runs, and rare enough together. All of it, or its longest run; `None` if neither tells enough.
fn telling(
    draft: &Draft,
    p: Passage,
    w: &Folded,
    search: &Retriever<'_>,
    least: usize,
) -> Result<Option<Passage>> {
    let same = || p.segments.iter().filter(|s| s.relation == Relation::Same);
    let Some(longest) = same().max_by_key(|s| s.a.len()).cloned() else { return Ok(None) };
    if longest.a.len() < p.a.len() || longest.a.len() < p.b.len() {
        let runs: Vec<Range<usize>> = same().map(|s| s.a.clone()).collect();
        let enough = longest.a.len() >= RUN && p.same_words >= EDITED_WORDS;
        if enough && tells(draft, &runs, EDITED_BITS, search)?
            || p.same_words >= IN_ORDER && agrees(draft, &p, w, search)?
        {
            return Ok(Some(p));
        }
    }
    let enough = longest.a.len() >= least;
    let least_bits = if search.documents() < FEW { LEAST_OF_FEW } else { LEAST_BITS };
    let asked = (search.words().max(1.0).log2() as f32 - LESS).clamp(least_bits, MOST_BITS);
    if !enough || !tells(draft, std::slice::from_ref(&longest.a), asked, search)? {
        return Ok(None);
    }
    let (a, b, same_words) = (longest.a.clone(), longest.b.clone(), longest.a.len());
    Ok(Some(Passage { a, b, segments: vec![longest], same_words, score: 1.0 }))
}

/// Bits that a passage tells beyond chance by all its words in their order, common ones too, and what a word tells after another;
/// what each place costs where words differ; and how many words of content must agree.
const BEYOND_CHANCE: f64 = 30.0;
/// Words that must agree: of fewer an author may have the same without knowing.
const IN_ORDER: usize = 11;
/// Words that are reckoned with at least: in a small archive the subject is the draft's own.
const FEWEST_WORDS: f64 = 1e6;
const FOLLOWS: f64 = 0.75;
const DIFFERS: f64 = 14.0;
const CONTENT_IN_ORDER: usize = 3;

/// Whether so many words agree in their order that no two writers would have written them, though none of them is rare. Words
/// that are damaged agree as far as they are alike.
fn agrees(draft: &Draft, p: &Passage, w: &Folded, search: &Retriever<'_>) -> Result<bool> {
    // Few documents do not show which phrases are formulas.
    if search.documents() < FEW {
        return Ok(false);
    }
    let f = &draft.folded;
    let language = draft.language;
    let is_word = |word: &str| search.is_word(word, language) != Some(false);
    let share = |s: &Segment| match s.relation {
        Relation::Same => 1.0,
        Relation::Substitution if s.a.len() == 1 && s.b.len() == 1 => {
            let (x, y) = (f.word(s.a.start), w.word(s.b.start));
            let hurt = is_word(&x) != is_word(&y);
            let damaged = hurt && may_be(f.letters(s.a.start), w.letters(s.b.start));
            if damaged { f64::from(s.agreement(f, w)) } else { 0.0 }
        }
        _ => 0.0,
    };
    // Formulas are asked for where all else tells enough.
    for formulas in [false, true] {
        let mut told = -search.words().max(FEWEST_WORDS).log2();
        let (mut content, mut follows) = (0, false);
        for s in &p.segments {
            let share = share(s);
            if share == 0.0 {
                told -= DIFFERS;
                follows = false;
                continue;
            }
            let same = formulas && s.relation == Relation::Same;
            let known = if same { search.formulas(draft, &s.a)? } else { vec![] };
            for (k, i) in s.a.clone().enumerate() {
                let after = std::mem::replace(&mut follows, true);
                if known.get(k).is_some_and(|k| *k) {
                    continue;
                }
                let theirs = w.word(if s.relation == Relation::Same {
                    s.b.start + k.min(s.b.len() - 1)
                } else {
                    s.b.start
                });
                let bits = search.bits(&f.word(i), language).min(search.bits(&theirs, language));
                let worth = if is_name(draft, i) { NAME } else { 1.0 };
                content += usize::from(worth == 1.0 && search.evidence_of(draft, i) > 0.0);
                told += bits * share * worth * if after { FOLLOWS } else { 1.0 };
            }
        }
        if told < BEYOND_CHANCE || content < CONTENT_IN_ORDER {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether runs of words that agree tell so many bits.
fn tells(draft: &Draft, runs: &[Range<usize>], asked: f32, search: &Retriever<'_>) -> Result<bool> {
    let enough = |s: &Shared| s.content >= CONTENT && s.plain >= PLAIN * asked && s.bits >= asked;
    if !enough(&shared(draft, runs, search, |_| Ok(vec![]))?) {
        return Ok(false);
    }
    // What is long is no formula, though it may consist of them.
    let long = runs.iter().any(|r| r.len() >= LONG_RUN);
    Ok(long || enough(&shared(draft, runs, search, |run| search.formulas(draft, run))?))
}

fn shared(
    draft: &Draft,
    runs: &[Range<usize>],
    search: &Retriever<'_>,
    formulas: impl Fn(&Range<usize>) -> Result<Vec<bool>>,
) -> Result<Shared> {
    let mut out = Shared::default();
    let mut counted = BTreeSet::new();
    for run in runs {
        let formulas = formulas(run)?;
        for (k, i) in run.clone().enumerate() {
            let evidence = search.evidence_of(draft, i);
            // A word tells once, however often the passage has it.
            let known = evidence <= 0.0 || formulas.get(k).is_some_and(|f| *f);
            if known || !counted.insert(draft.folded.letters(i)) {
                continue;
            }
            out.bits += evidence;
            if !is_name(draft, i) && draft.folded.letters(i).len() > 1 {
                out.plain += evidence;
                out.content += 1;
            }
        }
    }
    Ok(out)
}

fn finding(
    draft: &Draft,
    range: &Range<usize>,
    witnesses: &[Found],
    count: usize,
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Option<Finding>> {
    let Some(best) = witnesses.first() else { return Ok(None) };
    let boilerplate = |s: &Span| is_boilerplate(draft, *s, &options.boilerplate);
    let Some(span) = draft.span(range).filter(|s| !boilerplate(s)) else { return Ok(None) };
    let quoted: u32 = draft
        .quotations
        .iter()
        .filter(|q| q.span.overlaps(span))
        .map(|q| q.span.end().min(span.end()) - q.span.start().max(span.start()))
        .sum();
    if quoted as f32 > QUOTED * span.len() as f32 {
        return Ok(None);
    }
    let mut evidence = Vec::new();
    for (i, f) in witnesses.iter().take(options.max_witnesses.max(1)).enumerate() {
        let witness = search.archive.part(f.key, &f.part)?;
        let reach = if i == 0 { READ_AROUND } else { SHOWN_AROUND };
        if let Some(span) = witness.folded().span_of(&f.passage.b).and_then(|s| witness.there(s)) {
            evidence.extend(search.evidence(f.key, span, reach)?);
        }
    }
    let words = span.slice(draft.text()).unwrap_or("");
    if !evidence.is_empty() && evidence.iter().all(|e| quotes_the_draft(e, words)) {
        return Ok(None);
    }
    let witness = search.archive.part(best.key, &best.part)?;
    let whole = lang::of(&witness.document);
    let place = witness.folded().span_of(&best.passage.b);
    let language = place.map_or(whole, |span| lang::at(witness.text(), span, whole));
    let apparatus = match place.and_then(|span| witness.there(span)) {
        Some(there) if best.passage.segments.iter().any(|s| s.relation != Relation::Same) => {
            let found = search.apparatus(best.key, there, language)?.into_iter();
            found.filter_map(|a| Some(Apparatus { span: witness.here(a.span)?, ..a })).collect()
        }
        _ => vec![],
    };
    let ours = if apparatus.is_empty() { &[] } else { draft.apparatus() };
    let changes: Vec<Edit> = classify(
        Side {
            text: draft.text(),
            folded: &draft.folded,
            skips: &draft.document.skips,
            language,
            apparatus: ours,
        },
        Side {
            text: witness.text(),
            folded: witness.folded(),
            skips: &witness.document.skips,
            language,
            apparatus: &apparatus,
        },
        &best.passage.segments,
        &|_| false,
        &|w| search.is_word(w, language),
    )
    .into_iter()
    .filter_map(|c| Some(Edit { change: Change { source: witness.there(c.source)?, ..c }, evidence: 0 }))
    .collect();
    let real = |e: &&Edit| !e.change.class.is_silent() && e.change.class != Class::Bracket;
    let edited = changes.iter().filter(real).count();
    let noisy = changes.iter().filter(real).all(|e| e.change.class.is_noise());
    let verdict = match edited {
        0 => Verdict::Verbatim,
        _ if noisy => Verdict::NoisyWitness,
        _ => Verdict::Altered,
    };
    let place = evidence.first().map_or(String::new(), Evidence::name);
    let words = best.passage.same_words;
    let how = if edited == 0 {
        "word for word".to_owned()
    } else {
        format!("with {}", counted(edited as u64, "change"))
    };
    Ok(Some(Finding {
        kind: Kind::Borrowing,
        verdict,
        why: None,
        draft: span,
        evidence,
        parts: 1,
        witnesses: count,
        changes,
        near: None,
        beside: None,
        lacking: vec![],
        likeness: best.passage.score,
        message: format!("{words} words stand in {place}, {how}, and are not marked as a quotation"),
        silenced: None,
        keys: Keys::default(),
        since: None,
        decisions: vec![],
    }))
}
