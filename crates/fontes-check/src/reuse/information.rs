//! How much do the words that agree tell?

use fontes_core::align::ngram_model::{NgramModel, Tally, Word};
use fontes_core::align::passage::Passage;
use fontes_core::align::seed::Rough;
use fontes_core::align::word_alignment::{Relation, Segment};
use fontes_core::lang::Language;
use fontes_core::text::{Folded, looks_like_name};

/// Words of content, not names or figures, that a passage must share, or share of its words that
/// are no names or figures.
const CONTENT: usize = 4;
const PLAIN: f32 = 0.5;
/// Words in a row that a list must share to be one.
const WHOLE: usize = 3;
/// Of the bits asked for, how many times as much a list must tell.
const LISTED: f64 = 3.0;
/// Words in a row that are not met by chance, whatever they are.
const LONG_RUN: usize = 14;

/// What tells chance from copying.
pub(super) struct Measure<'l> {
    pub(super) model: &'l NgramModel,
    pub(super) threshold: f64,
}

/// What the words that agree tell.
pub(super) struct Information {
    /// Information, in bits. A damaged word tells as much as the commoner of its two readings,
    /// so far as they agree.
    pub(super) bits: f64,
    /// Share of the words that are neither names nor figures.
    pub(super) plain: f32,
    /// Words of the longest run that is the same.
    pub(super) longest: usize,
}

impl Information {
    pub(super) fn rough(l: &Rough) -> Self {
        let plain = l.plain as f32 / l.words.max(1) as f32;
        Self { bits: l.bits, plain, longest: l.longest }
    }

    /// Whether it is a list, a letterhead, a reference: names and figures, in no long run, and not
    /// many that are rare. `content` says how many words of content there are that are neither names nor
    /// figures, and is asked last.
    pub(super) fn is_list(&self, threshold: f64, content: impl FnOnce() -> usize) -> bool {
        // In badly damaged text no word is whole, and its capitals are chance.
        self.longest >= WHOLE
            && self.plain < PLAIN
            && self.longest < LONG_RUN
            && self.bits < LISTED * threshold
            && content() < CONTENT
    }
}

/// The words of a passage that answer to each other, of the first side, and how far each does.
fn agreeing<'p>(a: &'p Folded, b: &'p Folded, p: &'p Passage) -> impl Iterator<Item = (&'p Segment, f32)> {
    let like = |s: &'p Segment| (s, s.agreement(a, b));
    // A damaged word that is divided tells nothing.
    let one = |s: &Segment| s.relation == Relation::Same || s.a.len() == 1 && s.b.len() == 1;
    p.segments.iter().map(like).filter(move |(s, like)| *like > 0.0 && one(s))
}

pub(super) fn information(
    text: &str,
    a: &Folded,
    b: &Folded,
    p: &Passage,
    model: &NgramModel,
) -> Information {
    let mut tally = Tally::default();
    let (mut plain, mut all) = (0, 0);
    let (x, y) = (Word::run(a, p.a.clone()), Word::run(b, p.b.clone()));
    let mut longest = 0;
    // Where the last words that were the same end on both sides, and how many they are.
    let mut same = ((p.a.start, p.b.start), 0);
    for (s, like) in agreeing(a, b, p) {
        let damaged = s.relation != Relation::Same;
        let mut follows = if same.0 == (s.a.start, s.b.start) { same.1 } else { 0 };
        for i in s.a.clone() {
            if damaged {
                let least = model.bits(&x, i - p.a.start, 0).min(model.bits(&y, s.b.start - p.b.start, 0));
                tally.add(least, f64::from(like));
                follows = 0;
            } else {
                tally.add(model.bits(&x, i - p.a.start, follows), 1.0);
                follows += 1;
            }
            all += 1;
            plain += usize::from(!looks_like_name(text, a.tokens[i].span));
        }
        if !damaged {
            longest = longest.max(s.a.len());
        }
        same = ((s.a.end, s.b.end), follows);
    }
    Information { bits: tally.bits(), plain: plain as f32 / all.max(1) as f32, longest }
}

/// Words of content of a passage that are neither names nor figures, `text` being that of the first side.
pub(super) fn content(text: &str, spoken: &Language, a: &Folded, b: &Folded, p: &Passage) -> usize {
    let words = agreeing(a, b, p).flat_map(|(s, _)| s.a.clone());
    let plain = words.filter(|&i| !looks_like_name(text, a.tokens[i].span));
    plain.filter(|&i| !spoken.is_function_word(&a.word(i))).take(CONTENT).count()
}
