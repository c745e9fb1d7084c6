//! For whom does a pronoun stand that says something? Within its paragraph, and only where the words make it plain: a relative for the
//! name right before it, "he" and "she" for whoever last said something, or for the person with whose name a sentence
//! before opened.

use super::lexicon::Lexicon;
use super::types::Attribution;
use crate::lang::{Class, Classes};
use crate::read::token::Tokens;
use crate::text::Span;
use std::cell::OnceCell;

/// "he", "she", "they"
const THIRD: Classes = Classes::of(&[Class::ThirdSingular, Class::ThirdPlural]);
/// "who", "which"
const RELATIVE: Classes = Classes::of(&[Class::RelativePersonal, Class::Relative]);
/// Tokens that a name may have.
const LONGEST_NAME: usize = 16;
/// In small letters within a name.
const WITHIN_NAME: Classes = Classes::of(&[Class::NameParticle]);

/// Tells the antecedents of a paragraph's attributions, which are in order.
pub(super) fn settle(t: &Tokens<'_>, lexicon: &Lexicon, paragraph: Span, said: &mut [Attribution]) {
    let is = |i: usize, classes: Classes| lexicon.entry(t, i).classes.meet(classes);
    let mut spoke: Option<Span> = None;
    let openings = OnceCell::new();
    let openings = || openings.get_or_init(|| opening_names(t, paragraph)).as_slice();
    for a in said {
        let Some(source) = a.source else { continue };
        let first = t.from(source.start());
        if is(first, RELATIVE) {
            a.antecedent = name_before(t, lexicon, first, paragraph);
        } else if is(first, THIRD) {
            a.antecedent = spoke.or_else(|| opening_name(t, source, openings()));
        } else if !is(first, Classes::of(&[Class::FirstPerson, Class::SecondPerson, Class::Impersonal])) {
            spoke = Some(source);
        }
        spoke = a.antecedent.or(spoke);
    }
}

fn capital(t: &Tokens<'_>, i: usize) -> bool {
    t.raw(i).starts_with(|c: char| c.is_uppercase())
}

/// The name that ends right before token `at`, a comma between them allowed.
fn name_before(t: &Tokens<'_>, lexicon: &Lexicon, at: usize, paragraph: Span) -> Option<Span> {
    let last = at.checked_sub(1).map(|l| if t.is(l, ",") { l.saturating_sub(1) } else { l })?;
    let first = (0..=last)
        .rev()
        .take(LONGEST_NAME)
        .take_while(|&i| {
            t.get(i).is_some_and(|x| x.start >= paragraph.start())
                && (capital(t, i) || lexicon.entry(t, i).classes.meet(WITHIN_NAME))
        })
        .last()?;
    // A particle alone is no name.
    if capital(t, last) { t.span(first, last) } else { None }
}

/// The words with capitals, two or more, with which sentences of the paragraph open: the first token and the last.
fn opening_names(t: &Tokens<'_>, paragraph: Span) -> Vec<(usize, usize)> {
    let (from, to) = (t.from(paragraph.start()), t.from(paragraph.end()));
    let opens = |i: usize| i == from || t.is(i - 1, ".") || t.is(i - 1, "!") || t.is(i - 1, "?");
    (from..to)
        .filter(|&i| opens(i) && capital(t, i))
        .filter_map(|i| {
            (i..to).take(LONGEST_NAME).take_while(|&k| capital(t, k)).last().map(|last| (i, last))
        })
        // One word may be any that opens a sentence.
        .filter(|(first, last)| last > first)
        .collect()
}

/// The name of two words or more with which a sentence of the paragraph opens, the last before `source`.
fn opening_name(t: &Tokens<'_>, source: Span, openings: &[(usize, usize)]) -> Option<Span> {
    let to = t.from(source.start());
    let before = openings.partition_point(|o| o.0 < to);
    openings[..before].iter().rev().find(|o| o.1.min(to - 1) > o.0).and_then(|o| t.span(o.0, o.1.min(to - 1)))
}
