//! Is the quotation cut so that its sense changes? Words before it and after it in the source may deny it, make it
//! conditional, ask it or leave it to somebody else, and a mark of omission may join parts of two sentences.

use super::analysis::{Analysis, FEW_WORDS};
use crate::draft::Draft;
use fontes_core::align::change::{Change, Class};
use fontes_core::lang::{self, Governing, Government, Language, Touch};
use fontes_core::read::{
    Form, Gap, Governor, Quotation, ends_sentence, gap, governor_after, governor_before, sentence_end,
    sentence_start,
};
use fontes_core::text::{Folded, Span};
use std::ops::Range;

/// Words of the draft's sentence that are looked at on either side of a quotation.
const AROUND: usize = 50;
/// Words from which an omission over sentences is more than an editor's.
const FAR: usize = 40;
/// Letters from which a word names what it is about.
const TELLING: usize = 4;

/// What the cuts of a quotation leave out that governs it.
#[derive(Default)]
pub(super) struct Cuts {
    /// The words that govern it, as changes that leave the draft's words as they are.
    pub(super) governing: Vec<Change>,
    /// What stands between two parts that read as one sentence and are of two.
    pub(super) joined: Option<Span>,
}

impl Cuts {
    /// Whether there are none.
    pub(super) fn is_none(&self) -> bool {
        self.governing.is_empty() && self.joined.is_none()
    }
}

/// The cuts of a quotation in a witness that has its words.
pub(super) fn cuts(draft: &Draft, q: &Quotation, analysis: &Analysis) -> Cuts {
    let w = analysis.witness.folded();
    let text = analysis.witness.text();
    let mut placed = analysis.parts.iter().flatten();
    let Some(first) = placed.next() else { return Cuts::default() };
    let last = placed.next_back().unwrap_or(first);
    // A few words are a turn of phrase that the draft's own sentence governs.
    let words: usize = analysis.parts.iter().flatten().map(|p| p.part.len()).sum();
    if words <= FEW_WORDS {
        return Cuts::default();
    }
    let own = Surroundings::of(draft, q);
    let (Some(start), Some(end)) = (draft.span(&first.part), draft.span(&last.part)) else {
        return Cuts::default();
    };
    let at = |byte: u32| Span::new(byte, byte).ok();
    let mut governing = Vec::new();
    let mut tell = |governor: Option<Governor>, draft_span: Option<Span>| {
        let Some(g) = governor else { return };
        if own.tell(&g, w, analysis.language) {
            return;
        }
        if let (Some(source), Some(draft)) = (w.span_of(&g.tokens), draft_span) {
            governing.push(Change { class: Class::Cut, touch: Some(g.touch), draft, source });
        }
    };
    tell(governor_before(text, w, &first.tokens, analysis.language), at(start.start()));
    tell(governor_after(text, w, &last.tokens, analysis.language), at(end.end()));
    Cuts { governing, joined: joined(draft, q, analysis) }
}

/// What stands between two parts that a mark of omission joins into one sentence, where both are within sentences of
/// their own, far apart.
fn joined(draft: &Draft, q: &Quotation, analysis: &Analysis) -> Option<Span> {
    let w = analysis.witness.folded();
    let text = analysis.witness.text();
    let parts: Vec<_> = analysis.parts.iter().flatten().collect();
    parts.windows(2).find_map(|pair| {
        let (one, two) = (pair[0], pair[1]);
        let dropped = one.tokens.end..two.tokens.start;
        if dropped.len() < FAR {
            return None;
        }
        let marked = draft.span(&one.part).zip(draft.span(&two.part)).is_some_and(|(a, b)| {
            q.ellipses.iter().any(|e| {
                // A full stop beside the mark, or a paragraph, shows that a sentence is over.
                let beside = |from: u32, to: u32| draft.text().get(from as usize..to as usize).unwrap_or("");
                e.start() >= a.end()
                    && e.end() <= b.start()
                    && !beside(a.end(), e.start()).contains(['.', '!', '?', '\n'])
                    && !beside(e.end(), b.start()).contains(['.', '\n'])
            })
        });
        let ends = |i: usize| ends_sentence(text, w, i, analysis.language);
        let within = !ends(one.tokens.end - 1) && !ends(two.tokens.start - 1);
        let over = dropped.clone().filter(|&i| ends(i)).count() >= 2;
        (marked && within && over).then(|| w.span_of(&dropped)).flatten()
    })
}

/// The draft's own words around a quotation, within its sentence.
struct Surroundings<'d> {
    draft: &'d Draft,
    before: Range<usize>,
    after: Range<usize>,
    /// What the author put in between brackets.
    inserted: Vec<Range<usize>>,
    /// Whether the quotation itself asks.
    asks: bool,
    language: &'static Language,
}

impl<'d> Surroundings<'d> {
    fn of(draft: &'d Draft, q: &Quotation) -> Self {
        let language = lang::at(draft.text(), q.span, draft.language);
        let folded = &draft.folded;
        let tokens = folded.tokens_in(q.span);
        let text = draft.text();
        let mut first = sentence_start(text, folded, tokens.start, AROUND, language);
        // A block quotation, or one after a colon's line, belongs to the sentence before it.
        if first == tokens.start && q.form == Form::Block {
            first = sentence_start(text, folded, first.saturating_sub(1), AROUND, language);
        }
        let end = sentence_end(text, folded, tokens.end, AROUND, language);
        let inserted = q.inserted.iter().map(|s| folded.tokens_in(*s)).collect();
        let asks = q.span.slice(text).is_some_and(|t| t.contains(['?', '？', '؟', '¿']));
        Self { draft, before: first..tokens.start, after: tokens.end.min(end)..end, inserted, asks, language }
    }

    /// Whether the draft says in its own words what the governor does.
    fn tell(&self, governor: &Governor, w: &Folded, theirs: &Language) -> bool {
        let text = self.draft.text();
        let folded = &self.draft.folded;
        let roles = |run: &Range<usize>| self.language.government(text, folded, run);
        let (before, after) = (roles(&self.before), roles(&self.after));
        let inserted: Vec<(Government, bool)> = self.inserted.iter().flat_map(roles).collect();
        let all = || before.iter().chain(&after).chain(&inserted);
        let any = |classes: &[Governing]| {
            let wanted = Government::any(classes);
            all().any(|(g, _)| g.meets(wanted))
        };
        let negated = self.negated_before(&before)
            || self.negated_after(&after)
            || inserted.iter().any(|(_, negates)| *negates);
        match governor.touch {
            Touch::Condition => {
                any(&[Governing::Condition, Governing::Circumstance])
                    || self.bears_condition(&self.before)
                    || self.bears_condition(&self.after)
            }
            Touch::Negation => {
                let reversed = after.iter().any(|(_, negates)| *negates)
                    && !after.iter().any(|(g, _)| g.has(Governing::Truth));
                let denying = Government::any(&[Governing::Denial, Governing::Doubt, Governing::Wish]);
                negated
                    || before.iter().chain(&inserted).any(|(g, _)| g.meets(denying))
                    || (!reversed && after.iter().any(|(g, _)| g.meets(denying)))
            }
            _ => {
                let classes = [
                    Governing::Question,
                    Governing::Denial,
                    Governing::Doubt,
                    Governing::Wish,
                    Governing::Hearsay,
                    Governing::Claim,
                ];
                (governor.touch == Touch::Doubt && self.asks)
                    || any(&classes)
                    || self.names(governor, w, theirs)
            }
        }
    }

    /// Whether a negation before the quotation governs it: not over an "and", a colon or a dash.
    fn negated_before(&self, roles: &[(Government, bool)]) -> bool {
        for i in self.before.clone().rev() {
            if matches!(gap(self.draft.text(), &self.draft.folded, i), Gap::Colon | Gap::Hard) {
                return false;
            }
            let (role, negates) = roles[i - self.before.start];
            if negates {
                return true;
            }
            if role.has(Governing::Clause) {
                return false;
            }
        }
        false
    }

    /// The same after it.
    fn negated_after(&self, roles: &[(Government, bool)]) -> bool {
        for (i, (role, negates)) in self.after.clone().zip(roles) {
            let mark = gap(self.draft.text(), &self.draft.folded, i - 1);
            if role.has(Governing::Clause) && mark != Gap::None || mark == Gap::Colon {
                return false;
            }
            if *negates {
                return true;
            }
        }
        false
    }

    fn bears_condition(&self, run: &Range<usize>) -> bool {
        let bearings = self.language.bearings(self.draft.text(), &self.draft.folded, run);
        bearings.iter().any(|b| b.has(Touch::Condition))
    }

    /// Whether the draft names who hopes, asks or claims it in the source; or where only a pronoun stands there, gives
    /// it as somebody's words.
    fn names(&self, governor: &Governor, w: &Folded, theirs: &Language) -> bool {
        let folded = &self.draft.folded;
        let around = || self.before.clone().chain(self.after.clone());
        let telling = |i: usize| {
            let word = w.word(i);
            i != governor.word
                && w.letters(i).len() >= TELLING
                && !theirs.is_function_word(&word)
                && theirs.saying().verb(&word).is_none()
                && theirs.governing().of(&word).is_empty()
        };
        let named: Vec<usize> = governor.tokens.clone().filter(|&i| telling(i)).collect();
        if named.is_empty() {
            let says = |i: usize| self.language.saying().verb(&folded.word(i)).is_some();
            return governor.claimed && around().any(says);
        }
        let same = |i: usize, k: usize| theirs.stem(w.letters(i)) == theirs.stem(folded.letters(k));
        named.iter().any(|&i| around().any(|k| same(i, k)))
    }
}
