//! Does one text have these words? A quotation held against one source, without an archive.
//!
//! The reading of the quotation, the alignment, the classes of the changes and what an omission or a cut does to the sense are those
//! of a check. What only an archive or a draft can tell is not asked: whether other documents have the words, how much they tell,
//! whether the draft says around them what the source says.

use crate::draft::Draft;
use crate::finding::Verdict;
use crate::rules::quotation::{
    FEW, LONG_RUN, fill_ends, found_share, margin, parts_between, reach_over_gaps, sentence_end, turns,
};
use crate::search::{Candidate, Pattern};
use fontes_core::align::change::{Change, Class, Side, classify};
use fontes_core::align::fingerprint::{GUARANTEE, Sampler};
use fontes_core::align::word_alignment::{Relation, Segment, Task, align};
use fontes_core::lang::{self, Language};
use fontes_core::read::{Apparatus, apparatus, governors};
use fontes_core::text::{Block, BlockKind, Document, Folded, Span, fold};
use std::ops::Range;
use std::sync::OnceLock;

/// Likeness from which a place that shares fingerprints is the place: what is less like is looked for in the whole text.
const SURE: f32 = 0.8;
/// Fingerprints that must lie near each other to say where a place may be.
const HITS: usize = 2;
/// Places of one fingerprint beyond which it says nothing.
const COMMON: usize = 64;
/// Agreement from which words are found whose differences their author marked.
const PLAIN: f32 = 0.8;

/// A text made ready to be asked for many quotations.
#[derive(Debug)]
pub struct SourceText {
    text: String,
    folded: Folded,
    language: &'static Language,
    /// Fingerprints and the units where they begin, in order.
    grams: Vec<(u64, u32)>,
    apparatus: OnceLock<Vec<Apparatus>>,
}

impl SourceText {
    /// Reads a text, as it is: no markup is looked for in it.
    #[must_use]
    pub fn new(text: String) -> Self {
        let folded = fold(&text, &[]);
        let mut grams = Vec::with_capacity(folded.units.len() / 3);
        Sampler::default().sample(&folded.units, |g| grams.push((g.hash, g.at)));
        grams.sort_unstable();
        let language = lang::detect(&text).unwrap_or_else(lang::english);
        Self { text, folded, language, grams, apparatus: OnceLock::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a fingerprint stands.
    fn places(&self, hash: u64) -> &[(u64, u32)] {
        let from = self.grams.partition_point(|g| g.0 < hash);
        let len = self.grams[from..].iter().take_while(|g| g.0 == hash).count();
        &self.grams[from..from + len]
    }

    /// Whether words begin at a unit and end before another.
    fn is_words(&self, units: &Range<u32>) -> bool {
        let t = &self.folded.tokens;
        let begins = t.binary_search_by_key(&units.start, |t| t.first).is_ok();
        begins && t.binary_search_by_key(&units.end, |t| t.last).is_ok()
    }

    fn side(&self) -> Side<'_> {
        let apparatus = self.apparatus.get_or_init(|| apparatus(&self.text, self.language));
        Side { text: &self.text, folded: &self.folded, skips: &[], language: self.language, apparatus }
    }
}

/// What is said of a quotation and one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// One of: verbatim, marked, altered, elision changes sense, cut changes sense, noisy witness; not found; not checked, if
    /// there are no words.
    pub verdict: Verdict,
    /// The passage of the source, if the words were found.
    pub place: Option<Span>,
    /// Share of the quoted letters that agree, 0 to 1.
    pub likeness: f32,
    /// The differences, in the order of the quotation, and what governs the passage and was cut off.
    pub changes: Vec<Change>,
}

/// The quoted words, read.
struct Quoted<'q> {
    text: &'q str,
    /// The words, if their author put nothing in and left nothing out.
    plain: Option<Folded>,
    /// Else what a draft shows that is nothing but these words.
    draft: Option<Box<Draft>>,
    parts: Vec<Range<usize>>,
    ellipses: Vec<Span>,
}

impl<'q> Quoted<'q> {
    fn new(text: &'q str) -> Self {
        if !may_hold_marks(text) {
            let folded = fold(text, &[]);
            let all = 0..folded.tokens.len();
            let parts = Some(all).filter(|all| !all.is_empty()).into_iter().collect();
            return Self { text, plain: Some(folded), draft: None, parts, ellipses: vec![] };
        }
        let blocks =
            Span::of(text, 0..text.len()).map(|span| vec![Block { kind: BlockKind::Quotation, span }]);
        let document =
            Document { text: text.to_owned(), blocks: blocks.unwrap_or_default(), ..Document::default() };
        let draft = Draft::new(String::new(), document);
        let mut ellipses: Vec<Span> =
            draft.quotations.iter().flat_map(|q| q.ellipses.iter().copied()).collect();
        ellipses.sort_unstable();
        let parts = parts_between(&draft, &ellipses, 0..draft.folded.tokens.len());
        Self { text, plain: None, draft: Some(Box::new(draft)), parts, ellipses }
    }

    fn folded(&self) -> &Folded {
        static NONE: Folded = Folded { units: Vec::new(), tokens: Vec::new() };
        self.plain.as_ref().or(self.draft.as_ref().map(|d| &d.folded)).unwrap_or(&NONE)
    }

    fn is_inserted(&self, i: usize) -> bool {
        self.draft.as_ref().is_some_and(|d| d.is_inserted(i))
    }

    /// Units of each part, without what its author put in.
    fn pattern(&self) -> Vec<Vec<u32>> {
        let f = self.folded();
        let units = |part: &Range<usize>| {
            let own = part.clone().filter(|&i| !self.is_inserted(i));
            own.flat_map(|i| f.letters(i).iter().copied()).collect()
        };
        self.parts.iter().map(units).collect()
    }
}

/// Whether a quotation may hold marks of omission, or what its author put in.
fn may_hold_marks(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let again = c == before && matches!(c, '.' | '-' | '–' | '—' | '−');
        if !matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\\') {
            before = c;
        }
        again || matches!(c, '[' | '(' | '…' | '⋯' | '⋮' | '‥' | '*' | '∗' | '<' | '{' | '_')
    })
}

/// Where all of a pattern stands in a text, letter for letter and from a word's beginning to a word's end; the first of such places.
fn exact(pattern: &[u32], source: &SourceText) -> Option<Range<u32>> {
    let units = &source.folded.units;
    let len = u32::try_from(pattern.len()).ok()?;
    let stands = |at: u32| {
        let there = units.get(at as usize..at as usize + pattern.len())? == pattern;
        (there && source.is_words(&(at..at + len))).then_some(at..at + len)
    };
    // So many units hold a fingerprint, if any of them do.
    let mut first = None;
    Sampler::default().sample(&pattern[..pattern.len().min(GUARANTEE)], |g| {
        first.get_or_insert(g);
    });
    match first {
        Some(g) => source.places(g.hash).iter().filter_map(|p| p.1.checked_sub(g.at)).find_map(stands),
        None => source.folded.tokens.iter().find_map(|t| stands(t.first)),
    }
}

/// Where a pattern stands as its fingerprints tell, if it stands there surely.
fn near(pattern: &Pattern, units: &[u32], source: &SourceText) -> Option<Candidate> {
    let mut diagonals: Vec<i64> = Vec::new();
    Sampler::default().sample(units, |g| {
        let places = source.places(g.hash);
        if places.len() <= COMMON {
            diagonals.extend(places.iter().map(|p| i64::from(p.1) - i64::from(g.at)));
        }
    });
    diagonals.sort_unstable();
    let len = units.len() as i64;
    let drift = 8 + len / 8;
    let mut best = 0..0;
    let mut from = 0;
    for to in 0..diagonals.len() {
        while diagonals[to] - diagonals[from] > drift {
            from += 1;
        }
        if to + 1 - from > best.len() {
            best = from..to + 1;
        }
    }
    if best.len() < HITS {
        return None;
    }
    let pad = 16 + len / 4;
    let all = source.folded.units.len() as i64;
    let low = (diagonals[best.start] - pad).clamp(0, all);
    let high = (diagonals[best.end - 1] + len + pad).clamp(low, all);
    let region = source.folded.units.get(low as usize..high as usize)?;
    pattern.place(0, low as u32, region).filter(|c| c.likeness >= SURE)
}

/// Where a part stands: units of the source, and how many edits lead there; none where it stands nowhere.
type Place = Option<(Range<u32>, usize)>;

/// Where each part stands.
fn placed(quoted: &Quoted<'_>, source: &SourceText) -> Option<Vec<Place>> {
    let mut units = quoted.pattern();
    if let [one] = units.as_slice()
        && let Some(at) = exact(one, source)
    {
        return Some(vec![Some((at, 0))]);
    }
    let single = (units.len() == 1).then(|| units[0].clone());
    let pattern = Pattern::of_parts(std::mem::take(&mut units));
    let found = single.and_then(|one| near(&pattern, &one, source));
    let found = found.or_else(|| pattern.place(0, 0, &source.folded.units))?;
    Some(found.parts.into_iter().map(|p| p.map(|p| (p.units, p.distance))).collect())
}

/// A part and the tokens of the source that it was aligned with.
struct Aligned {
    part: Range<usize>,
    tokens: Range<usize>,
    segments: Vec<Segment>,
}

fn aligned(quoted: &Quoted<'_>, source: &SourceText) -> Vec<Aligned> {
    let (q, w) = (quoted.folded(), &source.folded);
    let inserted = |i: usize| quoted.is_inserted(i);
    let mut floor = 0;
    let mut out = Vec::new();
    for (part, place) in quoted.parts.iter().zip(placed(quoted, source).unwrap_or_default()) {
        let Some((units, distance)) = place.filter(|p| p.0.start < p.0.end) else { continue };
        let tokens = w.tokens_of(&units);
        let plain = !part.clone().any(inserted);
        let segments = if distance == 0 && plain && source.is_words(&units) {
            vec![Segment { relation: Relation::Same, a: part.clone(), b: tokens.clone() }]
        } else {
            let margin = if distance == 0 { 0 } else { margin(part) };
            let task = Task {
                a: q,
                a_range: part.clone(),
                b: w,
                b_range: tokens.start.saturating_sub(margin).max(floor)
                    ..(tokens.end + margin).min(w.tokens.len()),
                free_ends: true,
                inserted: &inserted,
            };
            fill_ends(reach_over_gaps(align(&task), &task, &source.side()), &task, &|_| true)
        };
        let tokens = match (segments.first(), segments.last()) {
            (Some(f), Some(l)) => f.b.start..l.b.end,
            _ => tokens,
        };
        floor = tokens.end;
        out.push(Aligned { part: part.clone(), tokens, segments });
    }
    out
}

/// Holds quoted words against a source.
///
/// The passage is the place where the words stand letter for letter (after folding), the first if there are several; else the place
/// with the least edit distance among those that the fingerprints show; else that of the whole text. Spans are bytes: those of the
/// draft side are places of `quoted`, those of the source side places of the source. The time is linear in the lengths of both.
#[must_use]
pub fn verify(quoted: &str, source: &SourceText) -> Verified {
    let quoted = Quoted::new(quoted);
    let f = quoted.folded();
    let own: Vec<usize> = (0..f.tokens.len()).filter(|&i| !quoted.is_inserted(i)).collect();
    let nothing = |verdict| Verified { verdict, place: None, likeness: 0.0, changes: vec![] };
    if own.is_empty() || quoted.parts.is_empty() {
        return nothing(Verdict::NotChecked);
    }
    let parts = aligned(&quoted, source);
    let w = &source.folded;
    let total: usize = own.iter().map(|&i| f.letters(i).len()).sum();
    let (mut agree, mut longest) = (0.0f32, 0);
    for s in parts.iter().flat_map(|p| &p.segments) {
        let letters: usize =
            s.a.clone().filter(|&i| !quoted.is_inserted(i)).map(|i| f.letters(i).len()).sum();
        agree += s.agreement(f, w) * letters as f32;
        longest = longest.max(if s.relation == Relation::Same { s.a.len() } else { 0 });
    }
    let likeness = agree / total.max(1) as f32;
    let mut spans = parts.iter().filter_map(|p| w.span_of(&p.tokens));
    let Some(first) = spans.next() else { return nothing(Verdict::NotFound) };
    let place = spans.fold(first, Span::cover);
    let enough =
        |share: f32| own.len() > FEW && (likeness >= share || longest >= LONG_RUN) || likeness >= 1.0;
    if !enough(found_share(own.len()).min(PLAIN)) {
        return Verified { likeness, ..nothing(Verdict::NotFound) };
    }
    let mut changes = changes(&quoted, source, &parts);
    let real = |c: &&Change| !c.class.is_silent() && !c.class.is_marked();
    let unmarked = likeness >= PLAIN && !changes.iter().any(|c| real(&c));
    let found = match own.len() {
        0..=FEW => likeness >= 1.0,
        n => likeness >= found_share(n) || longest >= LONG_RUN || unmarked,
    };
    if !found {
        return Verified { likeness, ..nothing(Verdict::NotFound) };
    }
    let turned = changes.iter().any(|c| c.class.is_marked() && c.touch.is_some());
    let governing = if own.len() > FEW { governing(&quoted, source, &parts) } else { vec![] };
    let verdict = if turned {
        Verdict::ElisionChangesSense
    } else if changes.iter().any(|c| real(&c)) {
        let noise = changes.iter().filter(real).all(|c| c.class.is_noise());
        if noise { Verdict::NoisyWitness } else { Verdict::Altered }
    } else if !governing.is_empty() {
        Verdict::CutChangesSense
    } else if changes.iter().any(|c| c.class.is_marked()) {
        Verdict::Marked
    } else {
        Verdict::Verbatim
    };
    changes.extend(governing);
    changes.sort_by_key(|c| (c.draft, c.source, c.class));
    Verified { verdict, place: Some(place), likeness, changes }
}

/// The differences of all parts, what stands for nothing, and what the marks of omission left out.
fn changes(quoted: &Quoted<'_>, source: &SourceText, parts: &[Aligned]) -> Vec<Change> {
    let (f, w) = (quoted.folded(), &source.folded);
    let inserted = |i: usize| quoted.is_inserted(i);
    let theirs = source.side();
    let ours = Side { text: quoted.text, folded: f, apparatus: &[], ..theirs };
    let mut out = Vec::new();
    for p in parts {
        out.extend(classify(ours, theirs, &p.segments, &inserted, &|_| None));
    }
    // A part that stands nowhere is words that the source does not have.
    let mut at = 0;
    for part in &quoted.parts {
        if let Some(p) = parts.iter().find(|p| p.part == *part) {
            at = w.span_of(&p.tokens).map_or(at, Span::end);
        } else if let (Some(draft), Ok(source)) = (f.span_of(part), Span::new(at, at)) {
            out.push(Change { class: Class::WordAdded, touch: None, draft, source });
        }
    }
    for (i, p) in parts.iter().enumerate() {
        let next = parts.get(i + 1);
        let Some(end) = f.span_of(&p.part).map(Span::end) else { continue };
        let until = next.and_then(|n| f.span_of(&n.part)).map_or(u32::MAX, Span::start);
        let Some(mark) = quoted.ellipses.iter().find(|e| e.start() >= end && e.end() <= until) else {
            continue;
        };
        let dropped = match next {
            Some(n) => p.tokens.end..n.tokens.start.max(p.tokens.end),
            None => p.tokens.end..sentence_end(w, &source.text, p.tokens.end, source.language),
        };
        let Some(span) = w.span_of(&dropped) else { continue };
        let touch = turns(w, &source.text, &p.tokens, next.map(|n| &n.tokens), &dropped, source.language);
        if next.is_some() || touch.is_some() {
            out.push(Change { class: Class::Elision, touch, draft: *mark, source: span });
        }
    }
    out
}

/// The words beside the passage that govern it and were cut off, as changes that leave the quoted words as they are.
fn governing(quoted: &Quoted<'_>, source: &SourceText, parts: &[Aligned]) -> Vec<Change> {
    let (f, w) = (quoted.folded(), &source.folded);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return vec![] };
    let of = |tokens| governors(&source.text, w, tokens, source.language);
    let (before, after) = match parts {
        [one] => of(&one.tokens),
        _ => (of(&first.tokens).0, of(&last.tokens).1),
    };
    let start = f.span_of(&first.part).and_then(|s| Span::new(s.start(), s.start()).ok());
    let end = f.span_of(&last.part).and_then(|s| Span::new(s.end(), s.end()).ok());
    let cut = |(governor, at): (Option<fontes_core::read::Governor>, Option<Span>)| {
        let g = governor?;
        let source = w.span_of(&g.tokens)?;
        Some(Change { class: Class::Cut, touch: Some(g.touch), draft: at?, source })
    };
    [(before, start), (after, end)].into_iter().filter_map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "The harbour board met on Tuesday. It is not true that the eastern quay was closed before the winter \
        storms came. The pilots, who had waited since the spring, refused to sail without the bishop’s letter, and \
        eleven barrels of herring stood in the square until he came. If the mole is repaired, the boats will return in May.";

    fn asked(quoted: &str) -> (Verdict, Vec<(&'static str, String, String)>) {
        let source = SourceText::new(PAGE.into());
        let v = verify(quoted, &source);
        let words = |s: Span, t: &str| s.slice(t).unwrap_or("?").to_owned();
        let told = |c: &Change| (c.class.name(), words(c.draft, quoted), words(c.source, PAGE));
        (v.verdict, v.changes.iter().map(told).collect())
    }

    #[test]
    fn each_verdict_is_given() {
        let exact = "eleven barrels of herring stood in the square until he came";
        assert_eq!(asked(exact), (Verdict::Verbatim, vec![]));
        assert_eq!(asked(&exact.to_uppercase()).0, Verdict::Verbatim);
        let (verdict, changes) = asked("eleven barrels of salmon stood in the square until he came");
        assert_eq!(verdict, Verdict::Altered);
        assert_eq!(changes, [("word-replaced", "salmon".to_owned(), "herring".to_owned())]);
        let (verdict, changes) = asked("The pilots … refused to sail without the bishop’s letter");
        assert_eq!(verdict, Verdict::Marked, "{changes:?}");
        let (verdict, _) = asked("refused to sail without [his] letter, and eleven barrels of herring stood");
        assert_eq!(verdict, Verdict::Marked);
        assert_eq!(
            asked("the eastern quay was closed before the winter storms came").0,
            Verdict::CutChangesSense
        );
        assert_eq!(
            asked("nobody in the whole town had ever counted the green glass lanterns").0,
            Verdict::NotFound
        );
        assert_eq!(asked(" … ").0, Verdict::NotChecked);
        assert_eq!(asked("").0, Verdict::NotChecked);
    }

    #[test]
    fn the_first_of_equal_places_is_told() {
        let source = SourceText::new("smart art, art is long; art is long.".into());
        let v = verify("art is long", &source);
        assert_eq!(v.place.and_then(|p| p.slice(source.text())), Some("art is long"));
        assert_eq!(v.place.map(Span::start), Some(11));
    }

    #[test]
    fn a_source_without_words_has_none() {
        let source = SourceText::new("…".into());
        assert_eq!(verify("eleven barrels of herring stood", &source).verdict, Verdict::NotFound);
    }
}
