//! What is each difference? From segments to changes with a class and a place on both sides.

use super::edit_distance::{distance, likeness};
use super::respelling;
use super::scan::{is_damaged, may_be, misreading};
use super::surface::{self, Kind};
use super::variant;
use super::word_alignment::{Relation, Segment, alike};
use super::written::Written;
use crate::lang::{Abbreviation, Language, OfficeKind, Touch};
use crate::read::{Apparatus, ApparatusKind, apparatus_of};
use crate::text::{Folded, Span, fold};
use std::ops::Range;

/// The class of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Only punctuation differs.
    Punctuation,
    /// Only upper and lower case differ.
    Case,
    /// The same word in another accepted form: "judgement", "Sen.", "6th".
    Variant,
    /// The same letters with other marks: accents, dots, hooks.
    Diacritic,
    /// The same letters, divided into words otherwise, or by an apostrophe.
    Division,
    /// The same word, spelled otherwise.
    Spelling,
    /// Another form of the same word.
    Inflection,
    /// Other words in place of the source's.
    WordReplaced,
    /// Words of the source that the draft leaves out.
    WordDropped,
    /// Words that the source does not have.
    WordAdded,
    /// The same words in another place.
    WordMoved,
    /// Letters damaged in the witness, as scanning does.
    WitnessNoise,
    /// Letters damaged in the draft, as scanning does.
    DraftNoise,
    /// Left out by an ellipsis.
    Elision,
    /// Put in or changed within brackets.
    Bracket,
    /// A remark, or an editor's brackets that turn nothing: nobody's words.
    Editorial,
    /// A running head, a page number or the mark of a page within the passage.
    PageFurniture,
    /// The number of a verse, line or paragraph, a time stamp, the figure of a note.
    Apparatus,
    /// Words beside the passage that govern it.
    Cut,
}

impl Class {
    /// The class in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Punctuation => "punctuation",
            Self::Case => "case",
            Self::Variant => "variant",
            Self::Diacritic => "diacritic",
            Self::Division => "division",
            Self::Spelling => "spelling",
            Self::Inflection => "inflection",
            Self::WordReplaced => "word-replaced",
            Self::WordDropped => "word-dropped",
            Self::WordAdded => "word-added",
            Self::WordMoved => "word-moved",
            Self::WitnessNoise => "witness-noise",
            Self::DraftNoise => "draft-noise",
            Self::Elision => "elision",
            Self::Bracket => "bracket",
            Self::Editorial => "editorial",
            Self::PageFurniture => "page-furniture",
            Self::Apparatus => "apparatus",
            Self::Cut => "cut",
        }
    }

    /// Whether a reader needs no warning of it: the words are still the source's.
    #[must_use]
    pub const fn is_silent(self) -> bool {
        matches!(self, Self::Variant | Self::Diacritic | Self::Division) || !self.is_shown()
    }

    /// Whether a report shows it beside the words: all but typography and what is nobody's words.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        !matches!(
            self,
            Self::Punctuation
                | Self::Case
                | Self::Editorial
                | Self::PageFurniture
                | Self::Apparatus
                | Self::Cut
        )
    }

    /// Whether the author's own marks declare it.
    #[must_use]
    pub const fn is_marked(self) -> bool {
        matches!(self, Self::Elision | Self::Bracket)
    }

    /// Whether it looks like damage rather than an author's hand.
    #[must_use]
    pub const fn is_noise(self) -> bool {
        matches!(self, Self::WitnessNoise | Self::DraftNoise)
    }
}

impl From<ApparatusKind> for Class {
    fn from(kind: ApparatusKind) -> Self {
        match kind {
            ApparatusKind::Remark => Self::Editorial,
            ApparatusKind::PageMark | ApparatusKind::RunningHead | ApparatusKind::PageNumber => {
                Self::PageFurniture
            }
            ApparatusKind::Numbering | ApparatusKind::TimeStamp | ApparatusKind::NoteFigure => {
                Self::Apparatus
            }
        }
    }
}

/// A difference, its class, and the words on both sides (empty where a side has none: the
/// span is then the place).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub class: Class,
    /// What it bears, if it touches a negation, number, date, name, quantifier or modal.
    pub touch: Option<Touch>,
    /// In the draft.
    pub draft: Span,
    /// In the source.
    pub source: Span,
}

/// One side of an alignment.
#[derive(Debug, Clone, Copy)]
pub struct Side<'t> {
    /// The text.
    pub text: &'t str,
    /// Its folding.
    pub folded: &'t Folded,
    /// What of the text is nobody's words (targets of links, tags), in order and disjoint.
    pub skips: &'t [Span],
    /// The language of the words that are compared.
    pub language: &'t Language,
    /// What of the text is apparatus, in order, as far as it is known.
    pub apparatus: &'t [Apparatus],
}

impl<'t> Side<'t> {
    fn raw(&self, i: usize) -> &'t str {
        self.folded.tokens.get(i).and_then(|t| t.span.slice(self.text)).unwrap_or("")
    }

    fn letters(&self, r: &Range<usize>) -> &'t [u32] {
        self.folded.run(r)
    }

    /// The span of a run of tokens; of an empty run, the place before token `r.start`.
    fn span(&self, r: &Range<usize>) -> Span {
        let t = &self.folded.tokens;
        if r.is_empty() {
            let at = match t.get(r.start) {
                Some(t) => t.span.start(),
                None => t.last().map_or(0, |t| t.span.end()),
            };
            return Span::new(at, at).unwrap_or_else(|_| t[0].span);
        }
        t[r.start].span.cover(t[r.end - 1].span)
    }

    fn gap(&self, i: usize) -> &'t str {
        let t = &self.folded.tokens;
        match (t.get(i), t.get(i + 1)) {
            (Some(a), Some(b)) => self.text.get(a.span.end() as usize..b.span.start() as usize).unwrap_or(""),
            _ => "",
        }
    }

    /// The side as it is read letter by letter.
    const fn written(&self) -> Written<'t> {
        Written { text: self.text, folded: self.folded, skips: self.skips, language: self.language }
    }

    fn starts_sentence(&self, i: usize) -> bool {
        i == 0 || self.gap(i - 1).contains(['.', '!', '?', ':', '“', '"', '\u{2018}', '\n'])
    }

    fn is_name(&self, i: usize) -> bool {
        let raw = self.raw(i);
        let capital = raw.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        capital
            && raw.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !self.starts_sentence(i)
            && !self.language.is_function_word(&self.folded.word(i))
            && !self.is_honorific(i)
    }

    /// "Mr", "Sen.": with or without it, it is the same person.
    fn is_honorific(&self, i: usize) -> bool {
        let word = self.folded.word(i);
        self.language.abbreviations().is(&word, &Abbreviation::Title)
            || self.language.offices().of(&word).iter().any(|o| o.kind == OfficeKind::Title)
    }
}

/// Whether a folded word of the source's language is one, as far as anybody knows: in a large archive a word that
/// nothing else holds is none. `None` where that cannot be told.
pub type Known<'k> = dyn Fn(&str) -> Option<bool> + 'k;

/// Classes the differences of an alignment.
///
/// `segments` are those of [`super::word_alignment::align`]; `inserted` tells the draft's bracketed
/// tokens.
#[must_use]
pub fn classify(
    draft: Side<'_>,
    source: Side<'_>,
    segments: &[Segment],
    inserted: &dyn Fn(usize) -> bool,
    known: &Known<'_>,
) -> Vec<Change> {
    let mut out = Vec::new();
    let moved = moved(draft, source, segments);
    for (i, s) in segments.iter().enumerate() {
        if let Some(m) = moved.iter().find(|m| m.0 == i || m.1 == i) {
            if m.0 == i {
                let (a, b) = (&segments[m.0].a, &segments[m.1].b);
                out.push(Change {
                    class: Class::WordMoved,
                    touch: bears(draft, a, source, &(0..0)),
                    draft: draft.span(a),
                    source: source.span(b),
                });
            }
            continue;
        }
        if s.relation == Relation::Same {
            same(draft, source, s, i == 0, &mut out);
            continue;
        }
        if s.relation == Relation::Omission && stands_unread(draft, source, s) {
            continue;
        }
        let after_same = i.checked_sub(1).is_some_and(|i| segments[i].relation == Relation::Same);
        let bracketed =
            |side: Side<'_>, r: &Range<usize>| r.clone().any(|i| side.raw(i).contains(['[', ']']));
        let put_in = s.a.clone().any(inserted);
        // What the source itself has in brackets is no word that the author's stand for.
        let bracket = put_in && !(s.relation == Relation::Substitution && in_brackets(source, &s.b))
            || (s.relation == Relation::Substitution
                && !put_in
                && (bracketed(draft, &s.a) || cut_short(draft, &s.a))
                && !bracketed(source, &s.b))
            || (s.a.is_empty()
                && s.b.len() <= 8
                && (inserted(s.a.start) || (s.a.start > 0 && inserted(s.a.start - 1))));
        if !bracket && respelling::is_power(draft.written(), source.written(), s, after_same) {
            continue;
        }
        let class = if bracket {
            Class::Bracket
        } else if let Some(kind) = set_apart(draft, source, s) {
            Class::from(kind)
        } else {
            class_of(draft, source, s, known)
        };
        let touch = match class {
            // A bracket may explain; it may not take a negation away.
            Class::Bracket => bears(draft, &s.a, source, &s.b)
                .filter(|t| *t == Touch::Negation && negates(source, &s.b) && !negates(draft, &s.a)),
            _ if class.is_marked() || class.is_silent() || class.is_noise() => None,
            _ => bears(draft, &s.a, source, &s.b),
        };
        out.push(Change { class, touch, draft: draft.span(&s.a), source: source.span(&s.b) });
    }
    join_hyphenated(draft, source, &mut out);
    out
}

/// What was told as two changes of a word with a hyphen is one: "goodness" for "good-sense".
fn join_hyphenated(draft: Side<'_>, source: Side<'_>, changes: &mut Vec<Change>) {
    let hyphen = |side: Side<'_>, from: u32, to: u32| {
        let between = side.text.get(from as usize..to as usize);
        between.is_some_and(|gap| matches!(gap, "-" | "\u{2010}" | "\u{2011}"))
    };
    let may = |c: &Change| !c.class.is_silent() && !c.class.is_marked() && !c.class.is_noise();
    let mut at = 1;
    while at < changes.len() {
        let (x, y) = (changes[at - 1], changes[at]);
        let (one, other) = ((x.draft, y.draft), (x.source, y.source));
        let alone = |p: (Span, Span)| p.0.is_empty() != p.1.is_empty();
        let joined = hyphen(source, other.0.end(), other.1.start()) && alone(one)
            || hyphen(draft, one.0.end(), one.1.start()) && alone(other);
        if !joined || !may(&x) || !may(&y) {
            at += 1;
            continue;
        }
        let cover = |p: (Span, Span)| match (p.0.is_empty(), p.1.is_empty()) {
            (true, _) => p.1,
            (_, true) => p.0,
            _ => p.0.cover(p.1),
        };
        let touch = x.touch.or(y.touch);
        changes[at - 1] =
            Change { class: Class::WordReplaced, touch, draft: cover(one), source: cover(other) };
        changes.remove(at);
    }
}

/// Whether the draft has the words of the source at their place, but they are not read: a remark that both make.
fn stands_unread(draft: Side<'_>, source: Side<'_>, s: &Segment) -> bool {
    let Some(before) = s.a.start.checked_sub(1) else { return false };
    let gap = draft.gap(before);
    gap.contains(char::is_alphanumeric) && fold(gap, &[]).units == source.letters(&s.b)
}

/// Whether empty brackets after the words say that letters were left out: "error[ ]" for "errors".
fn cut_short(side: Side<'_>, r: &Range<usize>) -> bool {
    let rest = side.text.get(side.span(r).end() as usize..).unwrap_or("");
    rest.strip_prefix('[').is_some_and(|rest| rest.trim_start_matches([' ', '\u{A0}', '_']).starts_with(']'))
}

/// Whether words stand in square brackets, perhaps with others.
fn in_brackets(side: Side<'_>, r: &Range<usize>) -> bool {
    const WITHIN: usize = 120;
    let span = side.span(r);
    let before = side.text[..span.start() as usize].chars().rev().take(WITHIN).find(|c| "[]".contains(*c));
    let after = side.text[span.end() as usize..].chars().take(WITHIN).find(|c| "[]".contains(*c));
    before == Some('[') && after == Some(']')
}

/// Pairs of (addition, omission) segments that hold the same words, two or more, or one
/// that is rare enough to be the same.
fn moved(draft: Side<'_>, source: Side<'_>, segments: &[Segment]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, a) in segments.iter().enumerate().filter(|(_, s)| s.relation == Relation::Addition) {
        for (j, b) in segments.iter().enumerate().filter(|(_, s)| s.relation == Relation::Omission) {
            let letters = draft.letters(&a.a);
            if letters.len() >= 4
                && letters == source.letters(&b.b)
                && !out.iter().any(|m| m.0 == i || m.1 == j)
            {
                out.push((i, j));
            }
        }
    }
    out
}

/// Whether words stand on both sides in the same signs, and no sign beside them reaches into them, as those of numbers do: folding
/// then hid nothing. A quick look, which most words pass.
fn is_written_alike(draft: Side<'_>, source: Side<'_>, s: &Segment) -> bool {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '"' | '“' | '”');
    let alone = |side: Side<'_>, span: Span| {
        let (start, end) = (span.start() as usize, span.end() as usize);
        let before = side.text.get(..start).and_then(|t| t.chars().rev().find(|c| !c.is_whitespace()));
        let after = side.text.get(end..).and_then(|t| t.chars().find(|c| !c.is_whitespace()));
        before.is_none_or(plain) && after.is_none_or(plain)
    };
    let (a, b) = (draft.span(&s.a), source.span(&s.b));
    let Some(words) = a.slice(draft.text) else { return false };
    Some(words) == b.slice(source.text)
        && !words.starts_with(char::is_numeric)
        && !words.ends_with(char::is_numeric)
        && alone(draft, a)
        && alone(source, b)
}

/// The differences that folding hid in words whose letters are the same.
fn same(draft: Side<'_>, source: Side<'_>, s: &Segment, first: bool, out: &mut Vec<Change>) {
    if is_written_alike(draft, source, s) {
        return;
    }
    for d in surface::differences((draft.written(), source.written()), (&s.a, &s.b)) {
        let (a, b) = &d.tokens;
        // "nowhither" is but "no whither" written together.
        let all_words = || {
            let known = |side: Side<'_>, i: usize| source.language.is_word(side.raw(i)) != Some(false);
            a.clone().all(|i| known(draft, i)) && b.clone().all(|i| known(source, i))
        };
        let touch = match d.kind {
            Kind::Number => Some(Touch::Number),
            // "notable" for "not able"
            Kind::Division if all_words() && negates(draft, a) != negates(source, b) => Some(Touch::Negation),
            _ => None,
        };
        let two_words = || {
            let apostrophes = d.kind == Kind::Apostrophe;
            a.len() == 1
                && b.len() == 1
                && respelling::are_two_words(draft.raw(a.start), source.raw(b.start), source.language)
                && [draft, source].iter().all(|side| respelling::writes(side.text, apostrophes))
        };
        let class = match d.kind {
            // A quotation may begin with another capital.
            Kind::Case if first && a.start == s.a.start => continue,
            Kind::Case => Class::Case,
            Kind::Punctuation => Class::Punctuation,
            Kind::Bracket => Class::Bracket,
            Kind::Number | Kind::Letter => Class::WordReplaced,
            Kind::Mark | Kind::Apostrophe if two_words() => Class::WordReplaced,
            Kind::Mark => Class::Diacritic,
            Kind::Division if touch.is_some() => Class::WordReplaced,
            Kind::Division | Kind::Apostrophe => Class::Division,
        };
        out.push(Change { class, touch, draft: d.spans.0, source: d.spans.1 });
    }
}

/// What apparatus the words are that only one side has, if they are nothing else.
fn set_apart(draft: Side<'_>, source: Side<'_>, s: &Segment) -> Option<ApparatusKind> {
    match s.relation {
        Relation::Omission => apparatus_of(source.text, source.span(&s.b), source.apparatus)
            .or_else(|| editorial(source, &s.b).then_some(ApparatusKind::Remark)),
        Relation::Addition => apparatus_of(draft.text, draft.span(&s.a), draft.apparatus),
        Relation::Same | Relation::Substitution => None,
    }
}

/// Whether the omitted run stands in an editor's brackets in the source, and turns nothing: an editor who puts in "not"
/// gives the sentence its sense.
fn editorial(source: Side<'_>, b: &Range<usize>) -> bool {
    let span = source.span(b);
    let before = source.text[..span.start() as usize].chars().rev().take(3).collect::<String>();
    let after = source.text[span.end() as usize..].chars().take(3).collect::<String>();
    let turns = source.language.bearings(source.text, source.folded, b).iter().any(|w| !w.is_nothing());
    before.trim().contains('[') && after.contains(']') && !turns
}

fn class_of(draft: Side<'_>, source: Side<'_>, s: &Segment, known: &Known<'_>) -> Class {
    match s.relation {
        Relation::Addition => return Class::WordAdded,
        Relation::Omission => return Class::WordDropped,
        Relation::Same | Relation::Substitution => {}
    }
    if s.a.len().max(s.b.len()) <= variant::LONGEST {
        let words =
            |side: Side<'_>, r: &Range<usize>| r.clone().map(|i| side.folded.word(i)).collect::<Vec<_>>();
        if variant::same(&words(draft, &s.a), &words(source, &s.b), source.language) {
            return Class::Variant;
        }
    }
    if let Some(same) = respelling::same_number(draft.written(), source.written(), s) {
        return if same { Class::Punctuation } else { Class::WordReplaced };
    }
    if s.a.len() == 1
        && s.b.len() == 1
        && respelling::same_word(draft.raw(s.a.start), source.raw(s.b.start), source.language)
    {
        return Class::Diacritic;
    }
    let (x, y) = (draft.letters(&s.a), source.letters(&s.b));
    let one_word = s.a.len() == 1 && s.b.len() == 1;
    let hurt = |side: Side<'_>, r: &Range<usize>| r.clone().any(|i| is_damaged(side.raw(i)));
    // Damage so bad that the word is not to be recognised is seen in the word itself.
    let few = s.a.len() <= 2 && s.b.len() <= 2;
    if few && if one_word { may_be(x, y) } else { likeness(x, y) >= 0.4 } {
        match (hurt(draft, &s.a), hurt(source, &s.b)) {
            (false, true) => return Class::WitnessNoise,
            (true, false) => return Class::DraftNoise,
            _ => {}
        }
    }
    if !alike(x, y) {
        return Class::WordReplaced;
    }
    pair_class(draft, source, s, known)
}

/// The class of a word in place of one like it.
fn pair_class(draft: Side<'_>, source: Side<'_>, s: &Segment, known: &Known<'_>) -> Class {
    let (x, y) = (draft.letters(&s.a), source.letters(&s.b));
    let text = |u: &[u32]| u.iter().filter_map(|&u| char::from_u32(u)).collect::<String>();
    let (word_x, word_y) = (text(x), text(y));
    let figures = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if figures(&word_x) && figures(&word_y) {
        return Class::WordReplaced;
    }
    let one_word = s.a.len() == 1 && s.b.len() == 1;
    if one_word && source.language.is_variant(&word_x, &word_y) {
        return Class::Spelling;
    }
    let all_known = |side: Side<'_>, r: &Range<usize>| {
        let mut each = r.clone().map(|i| known(&side.folded.word(i)));
        each.try_fold(true, |all, k| Some(all && k?))
    };
    let (known_x, known_y) = (all_known(draft, &s.a), all_known(source, &s.b));
    // Letters that scanners confuse made of a word what is none. A name may well stand nowhere else.
    let names = s.a.clone().any(|i| draft.is_name(i)) || s.b.clone().any(|i| source.is_name(i));
    if !names && misreading(x, y).is_pure() {
        match (known_x, known_y) {
            (Some(true), Some(false)) => return Class::WitnessNoise,
            (Some(false), Some(true)) => return Class::DraftNoise,
            _ => {}
        }
    }
    if !one_word {
        return Class::Spelling;
    }
    if source.language.is_inflection(&word_x, &word_y) {
        return Class::Inflection;
    }
    match (known_x, known_y) {
        (Some(true), Some(true)) => Class::WordReplaced,
        (Some(_), Some(_)) if distance(x, y) <= 2 => Class::Spelling,
        (Some(_), Some(_)) => Class::WordReplaced,
        _ if likeness(x, y) < 0.75 => Class::WordReplaced,
        _ => Class::Spelling,
    }
}

fn bears(draft: Side<'_>, a: &Range<usize>, source: Side<'_>, b: &Range<usize>) -> Option<Touch> {
    let of = |side: Side<'_>, r: &Range<usize>| -> Vec<(String, Touch)> {
        let bearings = side.language.bearings(side.text, side.folded, r);
        r.clone()
            .zip(bearings)
            .filter_map(|(i, bearing)| {
                let touch = bearing.first().or_else(|| side.is_name(i).then_some(Touch::Name))?;
                Some((side.folded.word(i), touch))
            })
            .collect()
    };
    let (x, y) = (of(draft, a), of(source, b));
    // What both sides have, in whatever order, has not changed.
    let lost = y.iter().filter(|w| !x.contains(w));
    let gained = x.iter().filter(|w| !y.contains(w));
    lost.chain(gained).map(|w| w.1).min()
}

fn negates(side: Side<'_>, r: &Range<usize>) -> bool {
    side.language.bearings(side.text, side.folded, r).iter().any(|b| b.has(Touch::Negation))
}

#[cfg(test)]
mod tests {
    use super::super::word_alignment::{Task, align};
    use super::*;
    use crate::text::fold;

    fn side<'t>(text: &'t str, folded: &'t Folded) -> Side<'t> {
        Side { text, folded, skips: &[], language: crate::lang::english(), apparatus: &[] }
    }

    fn classes(a: &str, b: &str) -> Vec<(&'static str, Option<&'static str>, String, String)> {
        let (x, y) = (fold(a, &[]), fold(b, &[]));
        let inserted = |i: usize| {
            x.tokens.get(i).is_some_and(|t| {
                let s = t.span.start() as usize;
                a[..s].rfind('[').is_some_and(|o| !a[o..s].contains(']'))
                    && a[s..].find(']').is_some_and(|e| e >= t.span.len() as usize)
            })
        };
        let task = Task {
            a: &x,
            a_range: 0..x.tokens.len(),
            b: &y,
            b_range: 0..y.tokens.len(),
            free_ends: false,
            inserted: &inserted,
        };
        let known = |w: &str| Some(!["tbe", "goverment", "embarge", "minlster", "insolvent"].contains(&w));
        let segments = align(&task);
        classify(side(a, &x), side(b, &y), &segments, &inserted, &known)
            .into_iter()
            .map(|c| {
                (
                    c.class.name(),
                    c.touch.map(Touch::name),
                    c.draft.slice(a).unwrap_or("?").to_owned(),
                    c.source.slice(b).unwrap_or("?").to_owned(),
                )
            })
            .collect()
    }

    fn one(a: &str, b: &str) -> (&'static str, Option<&'static str>) {
        let found = classes(a, b);
        assert_eq!(found.len(), 1, "{found:?}");
        (found[0].0, found[0].1)
    }

    #[test]
    fn each_class_is_told() {
        assert_eq!(one("the minister did go", "the minister did not go"), ("word-dropped", Some("negation")));
        assert_eq!(one("we must act now", "we may act now"), ("word-replaced", Some("modal")));
        assert_eq!(one("killed 650 men", "killed 65 men"), ("word-replaced", Some("number")));
        assert_eq!(one("grew 35 percent", "grew 3.5 percent"), ("word-replaced", Some("number")));
        assert_eq!(one("cost $5 each", "cost £5 each"), ("word-replaced", Some("number")));
        assert_eq!(one("the colour red", "the color red"), ("variant", None));
        assert_eq!(one("the sixth of May", "the 6th of May"), ("variant", None));
        assert_eq!(one("the latter red", "the later red"), ("spelling", None));
        assert_eq!(one("the miner walks home", "the miner walked home"), ("inflection", None));
        assert_eq!(one("the large house", "the red house"), ("word-replaced", None));
        assert_eq!(one("the very large house", "the large house"), ("word-added", None));
        assert_eq!(one("the house, he said", "the house he said"), ("punctuation", None));
        assert_eq!(one("the government fell", "the goverment fell"), ("spelling", None));
        assert_eq!(one("on the wall", "on tbe wall"), ("witness-noise", None));
        assert_eq!(one("the firm was solvent", "the firm was insolvent").0, "spelling");
        assert_eq!(one("the minlster fell", "the minister fell"), ("draft-noise", None));
        assert_eq!(one("a man of goodness here", "a man of good-sense here"), ("word-replaced", None));
        assert_eq!(one("he went no further then", "he went no farther then"), ("variant", None));
        assert_eq!(one("quickly he left the house", "he left the house quickly"), ("word-moved", None));
        assert_eq!(one("then Mr Tov left", "then Mr Avidan left"), ("word-replaced", Some("name")));
    }

    #[test]
    fn what_the_author_marks_is_marked() {
        assert_eq!(one("[S]ettled it was", "settled it was").0, "bracket");
        assert_eq!(one("when [the minister] came home", "when he came home").0, "bracket");
        assert_eq!(one("two specimen[s] of it", "two specimen of it").0, "bracket");
        assert_eq!(one("when he [the minister] came home", "when he came home").0, "bracket");
        assert_eq!(one("it [always] rained here", "it never rained here"), ("bracket", Some("negation")));
    }

    #[test]
    fn what_a_printer_added_is_not_a_change() {
        // A head that stands once is a line of the text.
        assert_eq!(one("he came home late", "he came\n214 FOREIGN RELATIONS\nhome late").0, "word-dropped");
        assert_eq!(one("he may come home", "he may [not] come home"), ("word-dropped", Some("negation")));
        assert_eq!(one("he came home late", "he came [illegible] home late").0, "editorial");
        assert!(classes("a well-known man", "a well known man").is_empty());
        assert!(classes("“the ‘big’ house”", "the \"big\" house").is_empty());
    }
}
