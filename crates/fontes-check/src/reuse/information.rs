//! How much do the words that agree tell?

use fontes_core::align::ngram_model::{NgramModel, Tally, Word};
use fontes_core::align::passage::Passage;
use fontes_core::align::seed::Rough;
use fontes_core::align::word_alignment::Relation;
use fontes_core::text::{Document, Folded, looks_like_name};

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
    /// Words of content that are neither names nor figures.
    pub(super) content: usize,
    /// Share of the words that are neither names nor figures.
    pub(super) plain: f32,
    /// Words of the longest run that is the same.
    pub(super) longest: usize,
}

impl Information {
    pub(super) fn rough(l: &Rough) -> Self {
        let plain = l.plain as f32 / l.words.max(1) as f32;
        Self { bits: l.bits, content: l.content, plain, longest: l.longest }
    }

    /// Whether it is a list, a letterhead, a reference: names and figures, in no long run, and not
    /// many that are rare.
    pub(super) fn is_list(&self, threshold: f64) -> bool {
        // In badly damaged text no word is whole, and its capitals are chance.
        self.longest >= WHOLE
            && self.content < CONTENT
            && self.plain < PLAIN
            && self.longest < LONG_RUN
            && self.bits < LISTED * threshold
    }
}

pub(super) fn information(
    document: &Document,
    a: &Folded,
    b: &Folded,
    p: &Passage,
    model: &NgramModel,
) -> Information {
    let text = document.text.as_str();
    let spoken = fontes_core::lang::of(document);
    let mut tally = Tally::default();
    let (mut content, mut plain, mut all) = (0, 0, 0);
    let (x, y) = (Word::run(a, p.a.clone()), Word::run(b, p.b.clone()));
    let mut follows = 0;
    let mut longest = 0;
    for s in &p.segments {
        let like = s.agreement(a, b);
        if s.relation == Relation::Same {
            longest = longest.max(s.a.len());
        }
        if like <= 0.0 {
            follows = 0;
            continue;
        }
        let damaged = s.relation != Relation::Same;
        if damaged && (s.a.len() != 1 || s.b.len() != 1) {
            follows = 0;
            continue;
        }
        for i in s.a.clone() {
            let name = looks_like_name(text, a.tokens[i].span);
            if damaged {
                let least = model.bits(&x, i - p.a.start, 0).min(model.bits(&y, s.b.start - p.b.start, 0));
                tally.add(least, f64::from(like));
            } else {
                tally.add(model.bits(&x, i - p.a.start, follows), 1.0);
            }
            all += 1;
            plain += usize::from(!name);
            content += usize::from(!name && !spoken.is_function_word(&a.word(i)));
            follows = if damaged { 0 } else { follows + 1 };
        }
    }
    Information { bits: tally.bits(), content, plain: plain as f32 / all.max(1) as f32, longest }
}
