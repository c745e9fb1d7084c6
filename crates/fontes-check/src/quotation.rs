//! What is to be said of a quotation? From candidates to a verdict with its evidence.

use crate::Options;
use crate::cite::{Attribution, citations};
use crate::draft::Draft;
use crate::finding::words;
use crate::finding::{Edit, Evidence, Finding, Kind, Near, Verdict, Why};
use crate::locate::{Candidate, ENOUGH_DOCUMENTS, READ_AROUND, SHOWN_AROUND, Search, Wanted};
use fontes_core::align::change::{Change, Class, Side, classify};
use fontes_core::align::gram::GUARANTEE;
use fontes_core::align::near::likeness;
use fontes_core::align::passage::units_of;
use fontes_core::align::words::{Relation, Segment, Task, align};
use fontes_core::corpus::{Part, Result, Source};
use fontes_core::lang::{self, Language, RuleWord, Touch};
use fontes_core::read::{Form, Quotation, ends_sentence};
use fontes_core::text::{Folded, Span, fold, key_hash, looks_like_name};
use std::ops::Range;
use std::sync::Arc;

/// Fewer words are a turn of phrase, not a quotation.
const FEWEST_WORDS: usize = 3;
/// Up to so many words, absence from the archive says nothing.
const FEW_WORDS: usize = 4;
/// Agreement from which words count as found, by number of words.
const fn found_from(words: usize) -> f32 {
    match words {
        0..6 => 0.7,
        6..14 => 0.6,
        _ => 0.5,
    }
}
/// A run of so many agreeing words is found, whatever follows it, if it tells enough (bits).
const TELLING_RUN: usize = 7;
const TELLING_BITS: f64 = 14.0;
/// Nor need it tell more when it is most of the quotation, or longer than chance makes runs.
const HALF: f32 = 0.45;
const QUARTER: f32 = 0.25;
const LONG_RUN: usize = 20;
/// Agreement from which no more is asked; below it, what agrees must tell so many bits.
const PLAIN: f32 = 0.8;
const AGREEING_BITS: f64 = 16.0;
/// What one word can tell at most, in bits: a damaged word stands nowhere else.
const WORD_BITS: f64 = 10.0;
/// The same for a word with a capital, or a figure.
const NAME_BITS: f64 = 3.0;
/// Agreement from which the nearest passage is worth showing.
const NEAR: f32 = 0.15;
/// Candidates looked at word by word when the first is not it.
const SECOND_LOOKS: usize = 12;
/// Words and letters of a run that is worth looking for elsewhere.
const SPLICE_WORDS: usize = 7;
const SPLICE_UNITS: usize = 26;
const SPLICE_LIKENESS: f32 = 0.88;
/// Source words left out without a mark from which two parts no longer follow each other.
const SILENT_GAP: usize = 25;
const SILENT_GAP_OVER_SENTENCES: usize = 12;

/// Checks one quotation. `None` when there is nothing to say of it.
pub(crate) fn check(
    draft: &Draft,
    quotation: &Quotation,
    search: &Search<'_>,
    options: &Options,
) -> Result<Option<Finding>> {
    let tokens = draft.folded.tokens_in(quotation.span);
    let words = size(&draft.folded, tokens.clone().filter(|&i| !draft.is_inserted(i)));
    if tokens.is_empty() {
        return Ok(None);
    }
    if words < FEWEST_WORDS {
        let why = if quotation.unclosed { Why::Unclosed } else { Why::TooShort };
        return Ok(Some(not_checked(quotation, why)));
    }
    let parts = parts(draft, quotation, tokens);
    if parts.is_empty() {
        return Ok(Some(not_checked(quotation, Why::NoWords)));
    }
    let wanted = Wanted { parts };
    if is_title(draft, &wanted) && names_a_document(draft, &wanted, search)? {
        return Ok(Some(not_checked(quotation, Why::Title)));
    }
    let mut candidates = search.find(draft, &wanted)?;
    let best = candidates.first().map_or(0.0, |c| c.likeness);
    if best < 1.0 && (units(draft, &wanted) <= GUARANTEE * 2) {
        candidates.extend(by_phrase(draft, &wanted, search)?);
        candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.number.cmp(&b.number)));
        candidates.dedup_by(|b, a| a.number == b.number && a.parts == b.parts);
    }
    let cited = citations(draft, quotation, search)?;
    // A document that the draft names is looked into by itself.
    for &key in cited.documents.iter().take(8) {
        if !search.is_own(key) && candidates.iter().all(|c| c.number != key) {
            candidates
                .extend(search.find_in(draft, &wanted, key)?.filter(|c| c.likeness >= found_from(words)));
        }
    }
    candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.number.cmp(&b.number)));
    let judged = judge(draft, quotation, &wanted, words, &candidates, &cited, search, options)?;
    // Where the closing mark is missing, what follows the quotation cannot be told from it: only
    // words that stand as they are in a source are reported.
    if quotation.unclosed && judged.as_ref().map_or(true, |f| f.severity() > crate::Severity::Info) {
        return Ok(Some(not_checked(quotation, Why::Unclosed)));
    }
    Ok(Some(match judged {
        Ok(finding) => finding,
        Err(_) if words <= FEW_WORDS => not_checked(quotation, Why::TooShort),
        Err(_) if is_title(draft, &wanted) => not_checked(quotation, Why::Title),
        Err(looked) => not_found(quotation, looked, search)?,
    }))
}

/// Number of words; five letters count as one where words are not divided.
fn size(folded: &Folded, tokens: impl Iterator<Item = usize>) -> usize {
    let (mut words, mut undivided) = (0, 0);
    for i in tokens {
        if folded.letters(i).first().is_some_and(|&u| u > 0x2E80) { undivided += 1 } else { words += 1 }
    }
    words + undivided * 2 / 5
}

fn units(draft: &Draft, wanted: &Wanted) -> usize {
    wanted.parts.iter().map(|p| units_of(&draft.folded, p)).sum()
}

/// Token ranges between the marks of omission that hold quoted words.
fn parts(draft: &Draft, q: &Quotation, tokens: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = tokens.start;
    for e in &q.ellipses {
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

fn not_found(q: &Quotation, looked: Vec<Analysis>, search: &Search<'_>) -> Result<Finding> {
    // The nearest passage is the one that shares the longest run of words.
    let nearest = looked
        .into_iter()
        .reduce(|x, y| if (y.longest, y.agreement) > (x.longest, x.agreement) { y } else { x });
    let mut near = None;
    if let Some(a) = nearest.filter(|a| a.agreement >= NEAR)
        && let Some(span) = a.whole()
    {
        let evidence = search.evidence(a.number, span, SHOWN_AROUND)?;
        near = evidence.map(|evidence| Near { evidence, likeness: a.agreement });
    }
    let totals = search.archive.totals();
    let unread = totals.unseen().map_or_else(String::new, |unseen| format!(", {unseen}"));
    Ok(Finding {
        verdict: Verdict::NotFound,
        why: None,
        near,
        message: format!("not found in {} documents searched{unread}", search.documents()),
        ..not_checked(q, Why::NoWords)
    })
}

/// Capitalised throughout and short: the title of a work.
fn is_title(draft: &Draft, wanted: &Wanted) -> bool {
    let (mut capital, mut lower) = (0, 0);
    for i in wanted.parts.iter().cloned().flatten() {
        let word = draft.folded.word(i);
        let raw = draft.folded.tokens[i].span.slice(draft.text()).unwrap_or("");
        match raw.chars().find(|c| c.is_alphabetic()) {
            Some(c) if c.is_uppercase() => capital += 1,
            Some(_) if !draft.language.is_function_word(&word) && word.len() > 3 => lower += 1,
            _ => {}
        }
    }
    lower == 0 && capital >= 2 && capital + lower <= 14
}

/// Whether the words are just what a document of the archive is called.
fn names_a_document(draft: &Draft, wanted: &Wanted, search: &Search<'_>) -> Result<bool> {
    let [only] = wanted.parts.as_slice() else { return Ok(false) };
    Ok(!search.archive.named(key_hash(draft.folded.run(only)))?.is_empty())
}

/// Exact matches of words too few for fingerprints, through the search index.
fn by_phrase(draft: &Draft, wanted: &Wanted, search: &Search<'_>) -> Result<Vec<Candidate>> {
    let [only] = wanted.parts.as_slice() else { return Ok(vec![]) };
    if only.clone().any(|i| draft.is_inserted(i)) {
        return Ok(vec![]);
    }
    let words: Vec<String> = only.clone().map(|i| draft.folded.word(i)).collect();
    let mut out = Vec::new();
    for found in search.archive.phrase(&words, 24)? {
        if search.is_own(found.number) {
            continue;
        }
        // A draft's words are fewer than its bytes, which are u32.
        let n = only.len();
        let part = Part::Tokens(found.token..found.token.saturating_add(n as u32));
        let witness = search.archive.part(found.number, &part)?;
        let w = witness.folded();
        let Some(j) = found.token.checked_sub(witness.origin().token).map(|j| j as usize) else { continue };
        // The words are the proof, the place only led to them.
        let stands = j + n <= w.tokens.len()
            && (0..n).all(|k| w.letters(j + k) == draft.folded.letters(only.start + k));
        if stands {
            let from = witness.origin().unit;
            let placed = crate::locate::Placed {
                units: w.tokens[j].first + from..w.tokens[j + n - 1].last + from,
                distance: 0,
                length: units_of(&draft.folded, only),
            };
            out.push(Candidate { number: found.number, parts: vec![Some(placed)], likeness: 1.0 });
        }
    }
    Ok(out)
}

/// A part aligned with a stretch of the witness.
struct Aligned {
    part: Range<usize>,
    /// Tokens of what is held of the witness.
    tokens: Range<usize>,
    segments: Vec<Segment>,
}

/// What an alignment of all parts with one witness shows.
struct Analysis {
    /// Number of the document.
    number: usize,
    /// What is held of it: all that the judgement may look at.
    witness: Arc<Source>,
    parts: Vec<Option<Aligned>>,
    changes: Vec<Change>,
    /// Share of the quoted letters that agree.
    agreement: f32,
    /// Words of the longest run that agrees.
    longest: usize,
    /// How much that run tells: the sum over its words of -log2 of the share of documents that
    /// hold the word. Reckoned only when much is changed.
    bits: f64,
    /// The same for all words that agree.
    agreeing_bits: f64,
    /// The language of the passage.
    language: &'static Language,
}

/// Words around the passage that a judgement may look at: the rest of a sentence, and some.
const JUDGED_AROUND: usize = 64;

/// What of a candidate's document its judgement may look at: the parts that were placed, with `margin` words and
/// more to either side, or to the document's ends.
fn held(candidate: &Candidate, margin: usize, search: &Search<'_>) -> Result<Arc<Source>> {
    let placed = || candidate.parts.iter().flatten().filter(|p| p.units.start < p.units.end);
    let (Some(low), Some(high)) =
        (placed().map(|p| p.units.start).min(), placed().map(|p| p.units.end).max())
    else {
        return search.archive.part(candidate.number, &Part::Units(0..1));
    };
    let words = margin + JUDGED_AROUND;
    // Six letters a word, till the words are counted.
    let mut reach = u32::try_from(words * 6).unwrap_or(u32::MAX);
    loop {
        let units = low.saturating_sub(reach)..high.saturating_add(reach);
        let source = search.archive.part(candidate.number, &Part::Units(units))?;
        let (begins, ends) = source.reaches();
        let w = source.folded();
        let here = low.saturating_sub(source.origin().unit)..high.saturating_sub(source.origin().unit);
        let tokens = w.tokens_of(&here);
        let before = begins || tokens.start >= words;
        let after = ends || w.tokens.len() >= tokens.end + words;
        if before && after {
            return Ok(source);
        }
        reach = reach.saturating_mul(2);
    }
}

impl Analysis {
    /// The differences are told if the witness is to be judged by them.
    fn new(
        draft: &Draft,
        wanted: &Wanted,
        candidate: &Candidate,
        search: &Search<'_>,
        judged: bool,
    ) -> Result<Self> {
        let parts = wanted.parts.iter().zip(&candidate.parts);
        let differing = parts.filter(|(_, p)| p.as_ref().is_some_and(|p| p.distance > 0));
        let widest = differing.map(|(part, _)| margin(part)).max().unwrap_or(0);
        let witness = held(candidate, widest, search)?;
        let from = witness.origin().unit;
        let w = witness.folded();
        let inserted = |i: usize| draft.is_inserted(i);
        let frequency = |word: &str| search.known(word);
        // The words are the source's, or nearly: one language for both sides.
        let here = |p: &crate::locate::Placed| {
            let units = p.units.start.saturating_sub(from)..p.units.end.saturating_sub(from);
            w.span_of(&w.tokens_of(&units))
        };
        let whole = lang::of(&witness.document);
        let place = candidate.parts.iter().flatten().find_map(here);
        let language = place.map_or(whole, |span| lang::at(witness.text(), span, whole));
        let (a, b) = (
            Side { text: draft.text(), folded: &draft.folded, language },
            Side { text: witness.text(), folded: w, language },
        );
        let mut parts: Vec<Option<Aligned>> = Vec::new();
        let mut changes = Vec::new();
        let (mut agree, mut total) = (0.0f32, 0usize);
        let mut longest = 0..0;
        let mut floor = 0;
        for (part, placed) in wanted.parts.iter().zip(&candidate.parts) {
            total +=
                part.clone().filter(|&i| !inserted(i)).map(|i| draft.folded.letters(i).len()).sum::<usize>();
            let Some(placed) = placed.as_ref().filter(|p| p.units.start < p.units.end) else {
                parts.push(None);
                continue;
            };
            let here = placed.units.start.saturating_sub(from)..placed.units.end.saturating_sub(from);
            let Range { start: first, end: last } = w.tokens_of(&here);
            let margin = if placed.distance == 0 { 0 } else { margin(part) };
            let task = Task {
                a: &draft.folded,
                a_range: part.clone(),
                b: w,
                b_range: first.saturating_sub(margin).max(floor)..(last + margin).min(w.tokens.len()),
                free_ends: true,
                inserted: &inserted,
            };
            let segments = fill_ends(align(&task), &task);
            let tokens = match (segments.first(), segments.last()) {
                (Some(f), Some(l)) => f.b.start..l.b.end,
                _ => first..last,
            };
            floor = tokens.end;
            let (g, l) = agreement(draft, w, &segments);
            agree += g;
            longest = if l.len() > longest.len() { l } else { longest };
            if judged {
                changes.extend(classify(a, b, &segments, &inserted, &frequency));
            }
            parts.push(Some(Aligned { part: part.clone(), tokens, segments }));
        }
        if judged {
            settle_noise(draft, &witness, wanted, &mut changes, search);
        }
        let agreement = agree / total.max(1) as f32;
        let (mut bits, mut agreeing_bits) = (f64::INFINITY, f64::INFINITY);
        if judged && agreement < PLAIN {
            bits = longest.clone().map(|i| information(draft, i, search)).sum();
            let segments = parts.iter().flatten().flat_map(|p: &Aligned| &p.segments);
            agreeing_bits = segments
                .filter(|s| s.agreement(&draft.folded, w) > 0.0)
                .flat_map(|s| s.a.clone())
                .map(|i| information(draft, i, search))
                .sum();
        }
        let number = candidate.number;
        let longest = longest.len();
        Ok(Self { number, parts, changes, agreement, longest, bits, agreeing_bits, language, witness })
    }

    /// A change with its place in the whole document.
    fn told(&self, change: &Change) -> Option<Change> {
        Some(Change { source: self.witness.there(change.source)?, ..*change })
    }

    /// The units of the whole document that aligned words are.
    fn units(&self, aligned: &Aligned) -> Option<Range<u32>> {
        let w = self.witness.folded();
        let from = self.witness.origin().unit;
        let (first, last) =
            (w.tokens.get(aligned.tokens.start)?, w.tokens.get(aligned.tokens.end.checked_sub(1)?)?);
        Some(first.first + from..last.last + from)
    }

    /// Whether the words are the witness's, changed or not, rather than like them by chance.
    fn is_found(&self, words: usize) -> bool {
        if words <= FEW_WORDS {
            return self.agreement >= 1.0;
        }
        self.agreement >= PLAIN
            || (self.agreement >= found_from(words) && self.agreeing_bits >= AGREEING_BITS)
            || (self.longest > TELLING_RUN && self.agreement >= HALF)
            || (self.longest >= TELLING_RUN && self.bits >= TELLING_BITS && self.agreement >= QUARTER)
            || self.longest >= LONG_RUN
    }

    /// The span of the whole document from the first placed part to the last.
    fn whole(&self) -> Option<Span> {
        let w = self.witness.folded();
        let mut spans = self.parts.iter().flatten().filter_map(|p| w.span_of(&p.tokens));
        let first = spans.next()?;
        self.witness.there(spans.fold(first, Span::cover))
    }

    /// Runs of draft tokens that answer to nothing in the witness, or to a word here and there.
    fn loose(&self, draft: &Draft, wanted: &Wanted) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for (part, aligned) in wanted.parts.iter().zip(&self.parts) {
            let Some(a) = aligned else {
                out.push(part.clone());
                continue;
            };
            let mut open: Option<Range<usize>> = None;
            for s in &a.segments {
                let bracket = s.a.clone().any(|i| draft.is_inserted(i));
                let same = s.agreement(&draft.folded, self.witness.folded()) > 0.0;
                let chance = same && s.a.len() <= 2;
                if bracket || (same && !chance) {
                    out.extend(open.take());
                } else if !same {
                    // Words that agree by chance at the end of a loose run are not part of it.
                    open = Some(open.map_or(s.a.start, |o| o.start)..s.a.end);
                }
            }
            out.extend(open);
        }
        out.retain(|r| r.len() >= SPLICE_WORDS && units_of(&draft.folded, r) >= SPLICE_UNITS);
        out
    }
}

/// Words around a part that differs in which its alignment may lie.
const fn margin(part: &Range<usize>) -> usize {
    3 + (part.end - part.start) / 6
}

/// A word changed at either end of the passage looks like one added there, because the source
/// words beyond the end are free; it takes the source's next words as its counterpart.
fn fill_ends(mut segments: Vec<Segment>, task: &Task<'_>) -> Vec<Segment> {
    let both =
        |s: &Segment| s.relation == Relation::Addition && s.a.len() <= 3 && !s.a.clone().any(task.inserted);
    let many = segments.len() > 1;
    if let Some(first) = segments.first_mut().filter(|s| many && both(s)) {
        let room = first.b.start.min(first.a.len());
        if room > 0 {
            first.b.start -= room;
            first.relation = Relation::Substitution;
        }
    }
    if let Some(last) = segments.last_mut().filter(|s| many && both(s)) {
        let room = (task.b.tokens.len() - last.b.end).min(last.a.len());
        if room > 0 {
            last.b.end += room;
            last.relation = Relation::Substitution;
        }
    }
    segments
}

/// How much a word tells, in bits.
fn information(draft: &Draft, i: usize, search: &Search<'_>) -> f64 {
    let word = draft.folded.word(i);
    if search.documents() < ENOUGH_DOCUMENTS {
        // By its length: English text bears about a bit and a half a letter.
        return if draft.language.is_function_word(&word) { 2.0 } else { word.chars().count() as f64 * 1.5 };
    }
    // Names and figures recur in many texts on one subject.
    let name = looks_like_name(draft.text(), draft.folded.tokens[i].span);
    let most = if name { NAME_BITS } else { WORD_BITS };
    (-search.frequency(&word).unwrap_or(1.0).log2()).min(most)
}

/// Letters that agree, and the longest run of words that does.
fn agreement(draft: &Draft, w: &Folded, segments: &[Segment]) -> (f32, Range<usize>) {
    let (mut agree, mut longest) = (0.0f32, 0..0);
    for s in segments {
        let plain =
            s.a.clone()
                .filter(|&i| !draft.is_inserted(i))
                .map(|i| draft.folded.letters(i).len())
                .sum::<usize>();
        agree += s.agreement(&draft.folded, w) * plain as f32;
        if s.relation == Relation::Same && s.a.len() > longest.len() {
            longest = s.a.clone();
        }
    }
    (agree, longest)
}

/// Confidence of OCR, in percent, below which a word may well be another.
const UNSURE: u8 = 75;

/// One odd word is a slip of the author's; many are a scan. Where damage prevails, what could
/// be damage is damage.
fn settle_noise(
    draft: &Draft,
    witness: &Source,
    wanted: &Wanted,
    changes: &mut [Change],
    search: &Search<'_>,
) {
    // Where the machine that read the picture was not sure, a like word is its reading.
    let source = &witness.document;
    let letters = |s: &str| fold(s, &[]).units;
    for c in changes.iter_mut().filter(|c| !c.class.is_silent() && !c.class.is_marked()) {
        let unsure = source.confidence(c.source).is_some_and(|sure| sure < UNSURE);
        let (x, y) = (c.draft.slice(draft.text()), c.source.slice(&source.text));
        if unsure
            && let (Some(x), Some(y)) = (x, y)
            && likeness(&letters(x), &letters(y)) >= 0.45
        {
            c.class = Class::WitnessNoise;
            c.touch = None;
        }
    }
    let words: usize = wanted.parts.iter().map(ExactSizeIterator::len).sum();
    let real = |c: &&Change| !c.class.is_silent() && !c.class.is_marked();
    let noisy = changes.iter().filter(|c| c.class.is_noise()).count();
    let all = changes.iter().filter(real).count();
    let in_witness = changes.iter().filter(|c| c.class == Class::WitnessNoise).count();
    if noisy >= 2 && noisy * 5 >= all * 2 && noisy * 40 >= words {
        let side = if in_witness * 2 > noisy { Class::WitnessNoise } else { Class::DraftNoise };
        for c in
            changes.iter_mut().filter(|c| !c.class.is_silent() && !c.class.is_marked() && !c.class.is_noise())
        {
            let x = letters(c.draft.slice(draft.text()).unwrap_or(""));
            let y = letters(c.source.slice(&source.text).unwrap_or(""));
            let figures = |u: &[u32]| !u.is_empty() && u.iter().all(|&u| (48..58).contains(&u));
            let fragment = (x.is_empty() && y.len() <= 3) || (y.is_empty() && x.len() <= 3);
            let alike = likeness(&x, &y) >= 0.45 && !(figures(&x) && figures(&y));
            // A short word, or no word at all, on the damaged side.
            let hurt = if side == Class::WitnessNoise { &y } else { &x };
            let word: String = hurt.iter().filter_map(|&u| char::from_u32(u)).collect();
            let broken = !x.is_empty()
                && !y.is_empty()
                && (x.len().max(y.len()) <= 4 || search.known(&word).is_some_and(|f| f == 0.0))
                && noisy * 3 >= all;
            if fragment || alike || broken {
                c.class = side;
                c.touch = None;
            }
        }
    } else if noisy == 1 && in_witness == 0 {
        // A slip of the pen, unless the letters are such as scanners confuse.
        for c in changes.iter_mut().filter(|c| c.class == Class::DraftNoise) {
            let (x, y) =
                (c.draft.slice(draft.text()).unwrap_or(""), c.source.slice(witness.text()).unwrap_or(""));
            if !confusable(x, y) {
                let like = likeness(&letters(x), &letters(y));
                c.class = if like >= 0.6 { Class::Spelling } else { Class::WordReplaced };
            }
        }
    }
}

/// Whether one word is the other with letters that scanners confuse.
fn confusable(x: &str, y: &str) -> bool {
    const SETS: [&str; 11] =
        ["ceo0ao", "hb", "li1tfj!|", "nhur", "s5f", "B8", "g9q", "vyuw", "z2", "mn", "dcl"];
    let (x, y): (Vec<char>, Vec<char>) = (x.chars().collect(), y.chars().collect());
    if x.iter().any(char::is_ascii_digit) != y.iter().any(char::is_ascii_digit) {
        return true;
    }
    if x.len() == y.len() {
        let differing: Vec<_> = x.iter().zip(&y).filter(|(a, b)| a != b).collect();
        return differing.iter().all(|(a, b)| SETS.iter().any(|s| s.contains(**a) && s.contains(**b)));
    }
    let flat = |w: &[char]| {
        w.iter()
            .collect::<String>()
            .replace("rn", "m")
            .replace("vv", "w")
            .replace("cl", "d")
            .replace("ii", "u")
    };
    flat(&x) == flat(&y)
}

/// A finding; or, of words that are not found, the alignments with the candidates looked at.
type Judged = std::result::Result<Finding, Vec<Analysis>>;

#[expect(clippy::too_many_arguments, reason = "one judgement over all that was gathered")]
fn judge(
    draft: &Draft,
    q: &Quotation,
    wanted: &Wanted,
    words: usize,
    candidates: &[Candidate],
    cited: &Attribution,
    search: &Search<'_>,
    options: &Options,
) -> Result<Judged> {
    let Some(best) = candidates.first() else { return Ok(Err(vec![])) };
    // Among witnesses that are as good: the one that the draft names, then one that does not
    // itself quote, then the first.
    let as_good: Vec<&Candidate> = candidates.iter().filter(|c| c.likeness >= best.likeness - 0.01).collect();
    let mut ranked: Vec<(bool, bool, usize)> = Vec::new();
    for (i, c) in as_good.iter().enumerate() {
        let quoting = is_quoting(c, search)?;
        ranked.push((!cited.documents.contains(&c.number), quoting, i));
    }
    ranked.sort();
    let mut second_hand = ranked[0].1;
    let chosen = ranked[0].2;
    let mut analysis = Analysis::new(draft, wanted, as_good[chosen], search, true)?;
    if !analysis.is_found(words) {
        // The nearest by letters need not be the one that shares a telling run of words.
        let mut looked: Vec<Analysis> = Vec::new();
        let mut first = Some(analysis);
        for (i, c) in candidates.iter().take(SECOND_LOOKS).enumerate() {
            // Those that are as good come first among all.
            let known = if i == chosen { first.take() } else { None };
            looked.push(match known {
                Some(known) => known,
                None => Analysis::new(draft, wanted, c, search, true)?,
            });
        }
        let found = (0..looked.len())
            .filter(|&i| looked[i].is_found(words))
            .max_by(|&i, &j| looked[i].agreement.total_cmp(&looked[j].agreement));
        let Some(found) = found else { return Ok(Err(looked)) };
        second_hand = is_quoting(&candidates[found], search)?;
        analysis = looked.swap_remove(found);
    }
    let Some(whole) = analysis.whole() else { return Ok(Err(vec![analysis])) };
    let Some(first) = search.evidence(analysis.number, whole, READ_AROUND)? else {
        return Ok(Err(vec![analysis]));
    };
    let mut evidence = vec![first];
    let edit = |analysis: &Analysis, c: &Change, evidence: usize| {
        analysis.told(c).map(|change| Edit { change, evidence })
    };
    let mut changes: Vec<Edit> = analysis.changes.iter().filter_map(|c| edit(&analysis, c, 0)).collect();
    let splices = splices(draft, wanted, &analysis, search)?;
    for (run, candidate) in splices.iter().take(4) {
        let part = Wanted { parts: vec![run.clone()] };
        let other = Analysis::new(draft, &part, candidate, search, true)?;
        let (Some(span), Some(run_span)) = (other.whole(), draft.span(run)) else { continue };
        changes.retain(|e| !run_span.contains(e.change.draft) || e.change.draft.is_empty());
        let at = evidence.len();
        let Some(there) = search.evidence(other.number, span, READ_AROUND)? else { continue };
        changes.extend(other.changes.iter().filter_map(|c| edit(&other, c, at)));
        evidence.push(there);
    }
    let parts = evidence.len();
    let silent_gap = silent_gap(&analysis);
    let elisions = elisions(draft, q, &analysis);
    let marked_touch = |c: &Change| c.class.is_marked() && c.touch.is_some();
    let turned = elisions.iter().chain(&analysis.changes).any(marked_touch);
    changes.extend(elisions.iter().filter_map(|c| edit(&analysis, c, 0)));
    changes.sort_by_key(|e| (e.change.draft, e.evidence, e.change.source, e.change.class));

    let real: Vec<&Edit> =
        changes.iter().filter(|e| !e.change.class.is_silent() && !e.change.class.is_marked()).collect();
    let misattributed = cited.contradicts(&as_good.iter().map(|c| c.number).collect::<Vec<_>>())
        || match &cited.speaker {
            Some(s) => crate::cite::said_by_another(s, analysis.number, whole, search)?,
            None => false,
        };
    let verdict = if parts > 1 || silent_gap {
        Verdict::Spliced
    } else if turned {
        Verdict::ElisionChangesSense
    } else if misattributed {
        Verdict::Misattributed
    } else if !real.is_empty() && real.iter().all(|e| e.change.class.is_noise()) {
        Verdict::NoisyWitness
    } else if !real.is_empty() {
        Verdict::Altered
    } else if second_hand {
        Verdict::SecondHand
    } else if changes.iter().any(|e| e.change.class.is_marked()) {
        Verdict::Marked
    } else {
        Verdict::Verbatim
    };
    // Further witnesses: those as good, then those that carry the words less exactly.
    let mut others: Vec<&Candidate> = Vec::new();
    for c in ranked.iter().map(|r| as_good[r.2]).chain(&candidates[as_good.len()..]) {
        let carries = c.likeness >= found_from(words);
        if carries
            && evidence.iter().all(|e| e.witness.number != c.number)
            && others.iter().all(|o| o.number != c.number)
        {
            others.push(c);
        }
    }
    let witnesses = parts + others.len();
    for c in others.into_iter().take(options.max_witnesses.saturating_sub(parts)) {
        // Its place is told, not how it differs.
        let quick = Analysis::new(draft, wanted, c, search, false)?;
        if let Some(span) = quick.whole() {
            evidence.extend(search.evidence(c.number, span, SHOWN_AROUND)?);
        }
    }
    let mut message = message(verdict, &changes, &evidence, parts, draft, q, cited);
    // Who compares with a reading by machine must know it.
    let sure =
        evidence[..parts.min(evidence.len())].iter().filter_map(|e| e.witness.confidence(e.span)).min();
    if let Some(sure) = sure {
        message += &format!("; the source is a picture read by OCR (its least sure word here: {sure} %)");
    }
    Ok(Ok(Finding {
        kind: Kind::Quotation,
        verdict,
        why: None,
        draft: q.span,
        evidence,
        parts,
        witnesses,
        changes,
        near: None,
        likeness: analysis.agreement,
        message,
        silenced: None,
        keys: crate::finding::key::Keys::default(),
    }))
}

/// Whether the witness gives the words as somebody else's: within quotation marks that hold
/// about as much, or in a block quotation.
fn is_quoting(c: &Candidate, search: &Search<'_>) -> Result<bool> {
    let Some(placed) = c.parts.iter().flatten().next() else { return Ok(false) };
    let w = search.archive.part(c.number, &Part::Units(placed.units.clone()))?;
    let from = w.origin().unit;
    let here = placed.units.start.saturating_sub(from)..placed.units.end.saturating_sub(from);
    let Some(there) = w.folded().span_of(&w.folded().tokens_of(&here)).and_then(|s| w.there(s)) else {
        return Ok(false);
    };
    let around = there.start().saturating_sub(QUOTED_AROUND)..there.end().saturating_add(QUOTED_AROUND);
    let w = search.archive.part(c.number, &Part::Bytes(around))?;
    let Some(span) = w.here(there) else { return Ok(false) };
    let language = lang::of(&w.document);
    Ok(w.quotations().iter().any(|q| {
        !q.unclosed
            && q.span.start() <= span.start() + 1
            && span.end() <= q.span.end() + 1
            && (q.form == Form::Block || is_cited(w.text(), q.span, language))
    }))
}

/// Bytes around a passage within which a quotation that holds it begins and ends: more than one may be long.
const QUOTED_AROUND: u32 = 13_000;

/// Whether a quotation in a witness is followed by its note or preceded by a colon or by
/// "quoted", "wrote" and the like: it is a document's words, not speech that the text itself
/// records.
fn is_cited(text: &str, q: Span, language: &Language) -> bool {
    let after: String = text[q.end() as usize..].chars().skip(1).take(4).collect();
    let after = after.trim_start_matches(['.', ',', ';', ' ']);
    let noted = after.starts_with('[') && after[1..].starts_with(|c: char| c.is_ascii_digit() || c == '^');
    let before: String = text[..q.start() as usize].chars().rev().skip(1).take(60).collect();
    let before: String = before.chars().rev().collect();
    let rules = language.rules();
    let words: Vec<String> = fold(&before, &[]).words().collect();
    let cued = (0..words.len()).any(|i| {
        let longest = rules.longest().min(words.len() - i);
        (1..=longest).any(|n| rules.is(&words[i..i + n].join(" "), &RuleWord::Quoting))
    });
    let tail: String = text[q.end() as usize..].chars().skip(1).take(40).collect();
    let tail = tail.split(['.', ';', '“', '"', '\n']).next().unwrap_or("");
    let written = fold(tail, &[]).words().take(4).any(|w| rules.is(&w, &RuleWord::QuotingVerb));
    noted || written || cued
}

/// Loose runs of the draft that stand elsewhere in the archive.
fn splices(
    draft: &Draft,
    wanted: &Wanted,
    analysis: &Analysis,
    search: &Search<'_>,
) -> Result<Vec<(Range<usize>, Candidate)>> {
    let mut out = Vec::new();
    for run in analysis.loose(draft, wanted) {
        let part = Wanted { parts: vec![run.clone()] };
        let found = search.find(draft, &part)?;
        // The same document is the likelier source of the other half.
        let best = found.iter().map(|c| c.likeness).fold(0.0, f32::max);
        let elsewhere = |c: &Candidate| {
            // What lies within the passage itself is no other place.
            c.number != analysis.number
                || analysis.parts.iter().flatten().filter_map(|p| analysis.units(p)).all(|p| {
                    c.parts.iter().flatten().all(|q| q.units.end <= p.start || p.end <= q.units.start)
                })
        };
        let chosen = found
            .into_iter()
            .filter(|c| c.likeness >= best - 0.02 && elsewhere(c))
            .min_by_key(|c| (c.number != analysis.number, c.number));
        if let Some(c) = chosen.filter(|c| c.likeness >= SPLICE_LIKENESS) {
            out.push((run, c));
        }
    }
    Ok(out)
}

/// Whether many source words, or words over a sentence's end, are left out without a mark.
fn silent_gap(analysis: &Analysis) -> bool {
    let text = analysis.witness.text();
    analysis.parts.iter().flatten().any(|p| {
        p.segments.iter().any(|s| {
            let dropped = s.b.len().saturating_sub(s.a.len());
            let over_sentences = || {
                analysis
                    .witness
                    .folded()
                    .span_of(&s.b)
                    .and_then(|span| span.slice(text))
                    .is_some_and(|t| t.contains(['.', '!', '?']))
            };
            s.relation != Relation::Same
                && (dropped >= SILENT_GAP || (dropped >= SILENT_GAP_OVER_SENTENCES && over_sentences()))
        })
    })
}

/// What each ellipsis left out, and whether it bears on the sense of what was kept.
fn elisions(draft: &Draft, q: &Quotation, analysis: &Analysis) -> Vec<Change> {
    let w = analysis.witness.folded();
    let text = analysis.witness.text();
    let mut out = Vec::new();
    let mut placed = analysis.parts.iter().flatten().peekable();
    while let Some(part) = placed.next() {
        let Some(draft_span) = draft.span(&part.part) else { continue };
        let next = placed.peek();
        let until = next.and_then(|n| draft.span(&n.part)).map_or(q.span.end(), Span::start);
        let Some(mark) = q.ellipses.iter().find(|e| e.start() >= draft_span.end() && e.end() <= until) else {
            continue;
        };
        let dropped = match next {
            Some(n) => part.tokens.end..n.tokens.start,
            None => part.tokens.end..sentence_end(w, text, part.tokens.end, analysis.language),
        };
        let Some(source) = w.span_of(&dropped) else { continue };
        let touch = turns(w, text, &dropped, next.is_some(), analysis.language);
        if next.is_some() || touch.is_some() {
            out.push(Change { class: Class::Elision, touch, draft: *mark, source });
        }
    }
    out
}

/// The token after which the sentence that token `from` stands in ends; at most forty on.
fn sentence_end(w: &Folded, text: &str, from: usize, language: &Language) -> usize {
    let mut at = from;
    if at == 0 || ends_sentence(text, w, at - 1, language) {
        return from;
    }
    while at < w.tokens.len() && at < from + 40 {
        at += 1;
        if ends_sentence(text, w, at - 1, language) {
            break;
        }
    }
    at
}

/// Whether the words left out turn what was kept: a negation or a condition in the same
/// sentence as kept words on both sides; or, where whole sentences were left out, a negation
/// that governs the next kept words or a condition on the last ones.
fn turns(
    w: &Folded,
    text: &str,
    dropped: &Range<usize>,
    goes_on: bool,
    language: &Language,
) -> Option<Touch> {
    let bearings = language.bearings(text, w, dropped);
    let bears = |i: usize, touch: Touch| bearings.get(i - dropped.start).is_some_and(|b| b.has(touch));
    let negates = |i: usize| bears(i, Touch::Negation);
    let ends = |i: usize| ends_sentence(text, w, i, language);
    let boundary = dropped.clone().chain(dropped.start.checked_sub(1)).find(|&i| ends(i));
    // "only" is both, and no condition by itself.
    let condition = |i: usize| bears(i, Touch::Condition) && !bears(i, Touch::Quantifier);
    let opening = || dropped.clone().take(2).find(|&i| condition(i)).map(|_| Touch::Condition);
    match boundary {
        None if goes_on => {
            let negation = dropped.clone().find(|&i| negates(i)).map(|_| Touch::Negation);
            negation.or_else(|| dropped.clone().find(|&i| condition(i)).map(|_| Touch::Condition))
        }
        _ if !goes_on => opening(),
        _ => {
            // The last words left out belong to the sentence of the next kept ones.
            let tail = dropped.end.saturating_sub(3).max(dropped.start)..dropped.end;
            let governs = tail.clone().any(negates) && !tail.clone().any(ends);
            let head = dropped.start > 0 && !ends(dropped.start - 1);
            governs.then_some(Touch::Negation).or_else(|| if head { opening() } else { None })
        }
    }
}

fn message(
    verdict: Verdict,
    changes: &[Edit],
    evidence: &[Evidence],
    parts: usize,
    draft: &Draft,
    q: &Quotation,
    cited: &Attribution,
) -> String {
    let place = evidence.first().map_or(String::new(), Evidence::name);
    match verdict {
        Verdict::Verbatim => format!("verbatim in {place}"),
        Verdict::Marked => format!("in {place}; every difference is marked"),
        Verdict::SecondHand => format!("verbatim in {place}, which is itself quoting"),
        Verdict::NoisyWitness => {
            let draft_side = changes.iter().filter(|e| e.change.class == Class::DraftNoise).count();
            let witness_side = changes.iter().filter(|e| e.change.class == Class::WitnessNoise).count();
            let whose = if draft_side > witness_side { "the draft's" } else { "the witness's" };
            format!("in {place}; the differences look like {whose} scanning, not like a change of wording")
        }
        Verdict::Spliced if parts > 1 => {
            let places: Vec<String> = evidence[..parts].iter().map(Evidence::name).collect();
            if q.ellipses.len() + 1 >= parts && places.windows(2).all(|w| w[0] == w[1]) {
                return format!(
                    "parts that stand in another order in {place}, which the ellipsis does not say"
                );
            }
            format!("parts from places that do not follow each other, without a mark: {}", places.join("; "))
        }
        Verdict::Spliced => format!("in {place}; words between are left out without a mark"),
        Verdict::ElisionChangesSense => {
            let what = changes
                .iter()
                .find(|e| e.change.class.is_marked() && e.change.touch.is_some())
                .map(|e| {
                    let dropped = evidence[e.evidence].witness.slice(e.change.source);
                    let touch = e.change.touch.map_or("", Touch::name);
                    let mark = if e.change.class == Class::Bracket { "bracket" } else { "ellipsis" };
                    format!("the {mark} leaves out a {touch}: “{}”", words::shorten(dropped.unwrap_or("")))
                })
                .unwrap_or_default();
            format!("in {place}; {what}")
        }
        Verdict::Misattributed => format!("in {place}, {}", cited.contradiction()),
        Verdict::Altered => {
            let list: Vec<String> = changes
                .iter()
                .filter(|e| !e.change.class.is_silent() && !e.change.class.is_marked())
                .take(6)
                .map(|e| words::describe(e, evidence, draft))
                .collect();
            format!("in {place}, altered: {}", list.join("; "))
        }
        // Not found and not checked say why elsewhere; the others are not of quotations.
        _ => String::new(),
    }
}
