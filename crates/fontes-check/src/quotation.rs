//! What is to be said of a quotation? From candidates to a verdict with its evidence.

use crate::Options;
use crate::cite::{Attribution, citations};
use crate::draft::Draft;
use crate::finding::words;
use crate::finding::{Edit, Evidence, Finding, Kind, Near, Verdict, Why};
use crate::locate::{Candidate, ENOUGH_DOCUMENTS, Search, Wanted};
use fontes_archive::{Result, Witness};
use fontes_core::align::change::{Change, Class, Side, classify};
use fontes_core::align::gram::GUARANTEE;
use fontes_core::align::near::likeness;
use fontes_core::align::passage::units_of;
use fontes_core::align::words::{Relation, Segment, Task, align};
use fontes_core::lang::{self, Language, Touch};
use fontes_core::read::{Form, Quotation, ends_sentence};
use fontes_core::text::{Folded, Span, key_hash, looks_like_name};
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
    if is_title(draft, &wanted) && names_a_document(draft, &wanted, search) {
        return Ok(Some(not_checked(quotation, Why::Title)));
    }
    let mut candidates = search.find(draft, &wanted)?;
    let best = candidates.first().map_or(0.0, |c| c.likeness);
    if best < 1.0 && (units(draft, &wanted) <= GUARANTEE * 2) {
        candidates.extend(by_phrase(draft, &wanted, search)?);
        candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.witness.key.cmp(&b.witness.key)));
        candidates.dedup_by(|b, a| a.witness.key == b.witness.key && a.parts == b.parts);
    }
    let cited = citations(draft, quotation, search)?;
    // A document that the draft names is looked into by itself.
    for &key in cited.documents.iter().take(8) {
        if !search.is_own(key) && candidates.iter().all(|c| c.witness.key != key) {
            candidates
                .extend(search.find_in(draft, &wanted, key)?.filter(|c| c.likeness >= found_from(words)));
        }
    }
    candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.witness.key.cmp(&b.witness.key)));
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
        Err(looked) => not_found(quotation, looked, search),
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

fn not_found(q: &Quotation, looked: Vec<Analysis>, search: &Search<'_>) -> Finding {
    // The nearest passage is the one that shares the longest run of words.
    let nearest = looked
        .into_iter()
        .reduce(|x, y| if (y.longest, y.agreement) > (x.longest, x.agreement) { y } else { x });
    let near = nearest.and_then(|a| {
        let evidence = Evidence { witness: a.witness.clone(), span: a.whole()? };
        (a.agreement >= NEAR).then_some(Near { evidence, likeness: a.agreement })
    });
    let totals = search.archive.totals();
    let unread = totals.unseen().map_or_else(String::new, |unseen| format!(", {unseen}"));
    Finding {
        verdict: Verdict::NotFound,
        why: None,
        near,
        message: format!("not found in {} documents searched{unread}", search.documents()),
        ..not_checked(q, Why::NoWords)
    }
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
fn names_a_document(draft: &Draft, wanted: &Wanted, search: &Search<'_>) -> bool {
    let [only] = wanted.parts.as_slice() else { return false };
    !search.archive.named(key_hash(draft.folded.run(only))).is_empty()
}

/// Exact matches of words too few for fingerprints, through the search index.
fn by_phrase(draft: &Draft, wanted: &Wanted, search: &Search<'_>) -> Result<Vec<Candidate>> {
    let [only] = wanted.parts.as_slice() else { return Ok(vec![]) };
    if only.clone().any(|i| draft.is_inserted(i)) {
        return Ok(vec![]);
    }
    let words: Vec<String> = only.clone().map(|i| draft.folded.word(i)).collect();
    let mut out = Vec::new();
    for key in search.archive.phrase(&words, 24)? {
        if search.is_own(key) {
            continue;
        }
        let witness = search.archive.witness(key)?;
        let n = only.len();
        let at = (0..(witness.folded.tokens.len() + 1).saturating_sub(n))
            .find(|&j| (0..n).all(|k| witness.folded.letters(j + k) == draft.folded.letters(only.start + k)));
        if let Some(j) = at {
            let t = &witness.folded.tokens;
            let placed = crate::locate::Placed {
                units: t[j].first..t[j + n - 1].last,
                distance: 0,
                length: units_of(&draft.folded, only),
            };
            out.push(Candidate { witness, parts: vec![Some(placed)], likeness: 1.0 });
        }
    }
    Ok(out)
}

/// A part aligned with a stretch of the witness.
struct Aligned {
    part: Range<usize>,
    /// Tokens of the witness.
    tokens: Range<usize>,
    segments: Vec<Segment>,
}

/// What an alignment of all parts with one witness shows.
struct Analysis {
    witness: Arc<Witness>,
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

impl Analysis {
    fn new(draft: &Draft, wanted: &Wanted, candidate: &Candidate, search: &Search<'_>) -> Self {
        let witness = candidate.witness.clone();
        let w = &witness.folded;
        let inserted = |i: usize| draft.is_inserted(i);
        let frequency = |word: &str| search.known(word);
        // The words are the source's, or nearly: one language for both sides.
        let document = &witness.record.document;
        let placed = candidate.parts.iter().flatten().next();
        let place = placed.and_then(|p| w.span_of(&w.tokens_of(&p.units)));
        let whole = lang::of(document);
        let language = place.map_or(whole, |span| lang::at(&document.text, span, whole));
        let (a, b) = (
            Side { text: draft.text(), folded: &draft.folded, language },
            Side { text: &document.text, folded: w, language },
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
            let Range { start: first, end: last } = w.tokens_of(&placed.units);
            let margin = if placed.distance == 0 { 0 } else { 3 + part.len() / 6 };
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
            changes.extend(classify(a, b, &segments, &inserted, &frequency));
            parts.push(Some(Aligned { part: part.clone(), tokens, segments }));
        }
        settle_noise(draft, &witness, wanted, &mut changes, search);
        let agreement = agree / total.max(1) as f32;
        let (mut bits, mut agreeing_bits) = (f64::INFINITY, f64::INFINITY);
        if agreement < PLAIN {
            bits = longest.clone().map(|i| information(draft, i, search)).sum();
            let segments = parts.iter().flatten().flat_map(|p: &Aligned| &p.segments);
            agreeing_bits = segments
                .filter(|s| s.agreement(&draft.folded, w) > 0.0)
                .flat_map(|s| s.a.clone())
                .map(|i| information(draft, i, search))
                .sum();
        }
        Self { parts, changes, agreement, longest: longest.len(), bits, agreeing_bits, language, witness }
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

    /// The span of the witness from the first placed part to the last.
    fn whole(&self) -> Option<Span> {
        let mut spans = self.parts.iter().flatten().filter_map(|p| self.witness.folded.span_of(&p.tokens));
        let first = spans.next()?;
        Some(spans.fold(first, Span::cover))
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
                let same = s.agreement(&draft.folded, &self.witness.folded) > 0.0;
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
    witness: &Witness,
    wanted: &Wanted,
    changes: &mut [Change],
    search: &Search<'_>,
) {
    // Where the machine that read the picture was not sure, a like word is its reading.
    let source = &witness.record.document;
    let letters = |s: &str| fontes_core::text::fold(s, &[]).units;
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
            let (x, y) = (
                c.draft.slice(draft.text()).unwrap_or(""),
                c.source.slice(&witness.record.document.text).unwrap_or(""),
            );
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
        let quoting = is_quoting(c);
        ranked.push((!cited.documents.contains(&c.witness.key), quoting, i));
    }
    ranked.sort();
    let mut second_hand = ranked[0].1;
    let mut analysis = Analysis::new(draft, wanted, as_good[ranked[0].2], search);
    if !analysis.is_found(words) {
        // The nearest by letters need not be the one that shares a telling run of words.
        let mut looked: Vec<Analysis> =
            candidates.iter().take(SECOND_LOOKS).map(|c| Analysis::new(draft, wanted, c, search)).collect();
        let found = (0..looked.len())
            .filter(|&i| looked[i].is_found(words))
            .max_by(|&i, &j| looked[i].agreement.total_cmp(&looked[j].agreement));
        let Some(found) = found else { return Ok(Err(looked)) };
        second_hand = is_quoting(&candidates[found]);
        analysis = looked.swap_remove(found);
    }
    let Some(whole) = analysis.whole() else { return Ok(Err(vec![analysis])) };
    let mut evidence = vec![Evidence { witness: analysis.witness.clone(), span: whole }];
    let mut changes: Vec<Edit> =
        analysis.changes.iter().map(|&change| Edit { change, evidence: 0 }).collect();
    let splices = splices(draft, wanted, &analysis, search)?;
    for (run, candidate) in splices.iter().take(4) {
        let part = Wanted { parts: vec![run.clone()] };
        let other = Analysis::new(draft, &part, candidate, search);
        let (Some(span), Some(run_span)) = (other.whole(), draft.span(run)) else { continue };
        changes.retain(|e| !run_span.contains(e.change.draft) || e.change.draft.is_empty());
        let at = evidence.len();
        changes.extend(other.changes.iter().map(|&change| Edit { change, evidence: at }));
        evidence.push(Evidence { witness: other.witness.clone(), span });
    }
    let parts = evidence.len();
    let silent_gap = silent_gap(&analysis);
    let elisions = elisions(draft, q, &analysis);
    let marked_touch = |c: &Change| c.class.is_marked() && c.touch.is_some();
    let turned = elisions.iter().chain(&analysis.changes).any(marked_touch);
    changes.extend(elisions.into_iter().map(|change| Edit { change, evidence: 0 }));
    changes.sort_by_key(|e| (e.change.draft, e.evidence, e.change.source, e.change.class));

    let real: Vec<&Edit> =
        changes.iter().filter(|e| !e.change.class.is_silent() && !e.change.class.is_marked()).collect();
    let misattributed = cited.contradicts(&as_good.iter().map(|c| c.witness.key).collect::<Vec<_>>())
        || cited.speaker.as_ref().is_some_and(|s| crate::cite::said_by_another(s, &analysis.witness, whole));
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
            && evidence.iter().all(|e| e.witness.key != c.witness.key)
            && others.iter().all(|o| o.witness.key != c.witness.key)
        {
            others.push(c);
        }
    }
    let witnesses = parts + others.len();
    for c in others.into_iter().take(options.max_witnesses.saturating_sub(parts)) {
        let quick = Analysis::new(draft, wanted, c, search);
        evidence.extend(quick.whole().map(|span| Evidence { witness: c.witness.clone(), span }));
    }
    let mut message = message(verdict, &changes, &evidence, parts, draft, q, cited);
    // Who compares with a reading by machine must know it.
    let sure = evidence[..parts.min(evidence.len())]
        .iter()
        .filter_map(|e| e.witness.record.document.confidence(e.span))
        .min();
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
fn is_quoting(c: &Candidate) -> bool {
    let w = &c.witness;
    let Some(placed) = c.parts.iter().flatten().next() else { return false };
    let Some(span) = w.folded.span_of(&w.folded.tokens_of(&placed.units)) else { return false };
    w.quotations().iter().any(|q| {
        !q.unclosed
            && q.span.start() <= span.start() + 1
            && span.end() <= q.span.end() + 1
            && (q.form == Form::Block || is_cited(&w.record.document.text, q.span))
    })
}

/// Whether a quotation in a witness is followed by its note or preceded by a colon or by
/// "quoted", "wrote" and the like: it is a document's words, not speech that the text itself
/// records.
fn is_cited(text: &str, q: Span) -> bool {
    let after: String = text[q.end() as usize..].chars().skip(1).take(4).collect();
    let after = after.trim_start_matches(['.', ',', ';', ' ']);
    let noted = after.starts_with('[') && after[1..].starts_with(|c: char| c.is_ascii_digit() || c == '^');
    let before: String = text[..q.start() as usize].chars().rev().skip(1).take(60).collect();
    let before: String = before.chars().rev().collect::<String>().to_lowercase();
    const CUES: [&str; 10] = [
        "quoted",
        "quoting",
        "quotes",
        "wrote",
        "writes",
        "in the words of",
        "reads",
        "cites",
        "according to",
        "quote",
    ];
    const VERBS: [&str; 4] = ["wrote", "writes", "quoted", "quotes"];
    let tail: String = text[q.end() as usize..].chars().skip(1).take(40).collect::<String>().to_lowercase();
    let tail = tail.split(['.', ';', '“', '"', '\n']).next().unwrap_or("");
    let written = tail.split_whitespace().take(4).any(|w| VERBS.contains(&w.trim_matches(',')));
    noted || written || CUES.iter().any(|c| before.contains(c))
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
            c.witness.key != analysis.witness.key
                || analysis.parts.iter().flatten().all(|p| {
                    c.parts.iter().flatten().all(|q| {
                        let there = c.witness.folded.tokens_of(&q.units);
                        there.end <= p.tokens.start || p.tokens.end <= there.start
                    })
                })
        };
        let chosen = found
            .into_iter()
            .filter(|c| c.likeness >= best - 0.02 && elsewhere(c))
            .min_by_key(|c| (c.witness.key != analysis.witness.key, c.witness.key));
        if let Some(c) = chosen.filter(|c| c.likeness >= SPLICE_LIKENESS) {
            out.push((run, c));
        }
    }
    Ok(out)
}

/// Whether many source words, or words over a sentence's end, are left out without a mark.
fn silent_gap(analysis: &Analysis) -> bool {
    let text = &analysis.witness.record.document.text;
    analysis.parts.iter().flatten().any(|p| {
        p.segments.iter().any(|s| {
            let dropped = s.b.len().saturating_sub(s.a.len());
            let over_sentences = || {
                analysis
                    .witness
                    .folded
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
    let w = &analysis.witness.folded;
    let text = &analysis.witness.record.document.text;
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
                    let dropped =
                        evidence[e.evidence].witness.record.document.text.get(e.change.source.range());
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
