//! Which persons, places and organisations does a text name?
//!
//! By a small model that was trained on open data (docs/models.md), whose guess is corrected by
//! what the whole text says: a family name alone is the person who was named in full.
//!
//! Left out: names in scripts without capitals, works, events, and who it is that a name means.

mod features;
mod words;

pub use features::{CITY, COUNTRY, FIRST, Gazetteer, LAST, STATE, features};
pub use words::Words;

use super::tagger::Model;
use super::token::{Shape, Tokens};
use crate::lang::{Language, Reads, english};
use crate::text::Span;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// What bears the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation.
    Organisation,
}

impl NameKind {
    /// The kind in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
        }
    }
}

/// A name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// Its words, without the title.
    pub span: Span,
    /// What bears it.
    pub kind: NameKind,
    /// "President", "Mr.": the words of rank right before a person's name.
    pub title: Option<Span>,
}

/// The labels of the model: outside, and the first and the further words of each kind.
pub const LABELS: [&str; 7] = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"];

/// What the names of a language are read with.
struct Reader {
    model: Model,
    gazetteer: Arc<Gazetteer>,
    words: Arc<Words>,
}

impl Reader {
    /// That of a language, made once; `None` without a model.
    fn of(language: &Language) -> Arc<Option<Self>> {
        language.made(|l| {
            let model = Model::from_bytes(l.bytes("names.model")?)?;
            Some(Self { model, gazetteer: Gazetteer::of(l), words: Words::of(l) })
        })
    }
}

/// The language that the tokens are in.
fn language(t: &Tokens<'_>) -> &'static Language {
    t.language
}

/// The names in a text, in order; they do not overlap.
#[must_use]
pub fn names(text: &str) -> Vec<Name> {
    names_in(&Tokens::new(text))
}

pub(crate) fn names_in(t: &Tokens<'_>) -> Vec<Name> {
    let language = language(t);
    if !language.reads(Reads::Names) {
        return Vec::new();
    }
    let reader = Reader::of(language);
    let Some(reader) = reader.as_ref() else { return Vec::new() };
    let mut labels = vec![0usize; t.len()];
    for range in sentences(t, &reader.words) {
        let words: Vec<&str> = range.clone().map(|i| t.raw(i)).collect();
        if !words.iter().any(|w| w.starts_with(char::is_alphabetic)) {
            continue;
        }
        let line = features(&words, &reader.gazetteer, &reader.words);
        // Between the stretches that may hold a name nothing is to be decided.
        let mut i = 0;
        while i < line.len() {
            if line[i].is_empty() {
                i += 1;
                continue;
            }
            let end = line[i..].iter().position(Vec::is_empty).map_or(line.len(), |n| i + n);
            let got = reader.model.decode(&line[i..end]);
            labels[range.start + i..range.start + end].copy_from_slice(&got);
            i = end;
        }
    }
    called(t, reader, &mut labels);
    known_persons(t, reader, &mut labels);
    collect(t, &reader.words, &labels)
}

/// A capital after a rank begins a person's name; so does a given name before a word with a capital that
/// is no name of a place.
fn called(t: &Tokens<'_>, reader: &Reader, labels: &mut [usize]) {
    let capital = |k: usize| {
        t.shape(k) == Some(Shape::Word)
            && t.raw(k).starts_with(char::is_uppercase)
            && t.raw(k).chars().skip(1).any(char::is_lowercase)
    };
    let places = CITY | COUNTRY | STATE;
    let kinds = |k: usize| reader.gazetteer.kinds(&t.raw(k).to_lowercase());
    let words = &reader.words;
    for i in 1..labels.len() {
        let dot = usize::from(t.is(i - 1, ".") && i > 1 && t.glued(i - 2));
        let rank = i > dot && words.get(t.small(i - 1 - dot).as_str()).names && capital(i - 1 - dot);
        let ranked = rank && capital(i) && !t.parted(i - 1) && !words.is_title(t.small(i).as_str());
        // The model may have taken the rank for a part of the name.
        let person = matches!(labels[i], 1 | 2);
        if ranked && !person {
            let kind = labels[i];
            labels[i] = 1;
            if labels[i - 1 - dot] != 0 {
                labels[i - 1 - dot] = 0;
                labels[i - 1] = 0;
            }
            // What went on as a place or an organisation goes on as the person.
            let mut k = i + 1;
            while kind != 0 && k < labels.len() && labels[k] == kind.div_ceil(2) * 2 {
                labels[k] = 2;
                k += 1;
            }
        }
    }
    for i in 0..labels.len().saturating_sub(1) {
        let given = labels[i] == 0 && capital(i) && kinds(i) & FIRST != 0 && kinds(i) & places == 0;
        let family = labels[i + 1] == 0
            && capital(i + 1)
            && kinds(i + 1) & (places | FIRST) == 0
            && !words.is_title(t.small(i + 1).as_str());
        let longer = capital(i + 2) && !t.parted(i + 1);
        let apart = !(t.parted(i) || t.glued(i) || longer);
        if given && family && apart && t.raw(i).len() > 2 {
            (labels[i], labels[i + 1]) = (1, 2);
        }
    }
}

/// A family name alone, that the model took for no name, is the person who was named in full.
fn known_persons(t: &Tokens<'_>, reader: &Reader, labels: &mut [usize]) {
    let mut full: HashSet<&str> = HashSet::new();
    for i in 1..labels.len() {
        let ends = labels[i] == 2 && labels.get(i + 1) != Some(&2);
        // A name that is also a place's says nothing.
        if ends
            && t.raw(i).len() > 2
            && reader.gazetteer.kinds(&t.raw(i).to_lowercase()) & (CITY | COUNTRY | STATE) == 0
        {
            full.insert(t.raw(i));
        }
    }
    let capital = |k: usize| t.raw(k).starts_with(char::is_uppercase) && t.shape(k) == Some(Shape::Word);
    for (i, label) in labels.iter_mut().enumerate() {
        let before = i > 0 && capital(i - 1) && !t.parted(i - 1);
        let after = capital(i + 1) && !t.parted(i);
        if *label == 0 && !before && !after && full.contains(t.raw(i)) {
            *label = 1;
        }
    }
}

fn collect(t: &Tokens<'_>, words: &Words, labels: &[usize]) -> Vec<Name> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < labels.len() {
        if labels[i] == 0 {
            i += 1;
            continue;
        }
        // A label that goes on without a first word begins one.
        let kind = labels[i].div_ceil(2);
        let mut end = i + 1;
        while end < labels.len() && labels[end] == kind * 2 {
            end += 1;
        }
        let mut first = i;
        i = end;
        let kind = match kind {
            1 => NameKind::Person,
            2 => NameKind::Place,
            _ => NameKind::Organisation,
        };
        // A rank at the head of a name is its title, whatever the model made of it.
        while kind == NameKind::Person
            && first + 1 < end
            && (words.is_title(t.small(first).as_str()) || t.is(first, "."))
        {
            first += 1;
        }
        let Some(span) = t.span(first, end - 1) else { continue };
        let title = (kind == NameKind::Person).then(|| title(t, words, first)).flatten();
        out.push(Name { span, kind, title });
    }
    out
}

/// Whether a word is one of rank, of organisations or of places: alone, it is hardly anybody's name.
#[must_use]
pub fn is_office(small: &str) -> bool {
    Words::of(english()).is_office(small)
}

/// Whether a word, in small letters, is known as a given name in a language.
#[must_use]
pub fn is_given_name(small: &str, language: &Language) -> bool {
    Gazetteer::of(language).kinds(small) & FIRST != 0
}

/// Whether a word, in small letters, is known as a family name in a language.
#[must_use]
pub fn is_family_name(small: &str, language: &Language) -> bool {
    Gazetteer::of(language).kinds(small) & LAST != 0
}

/// Whether a word, in small letters, is known as a place's name in a language.
#[must_use]
pub fn is_place_name(small: &str, language: &Language) -> bool {
    Gazetteer::of(language).kinds(small) & (CITY | COUNTRY | STATE) != 0
}

/// The words of rank before token `first`: "Prime Minister", "Secretary of State", "Lt. Col.".
fn title(t: &Tokens<'_>, words: &Words, first: usize) -> Option<Span> {
    let mut at = first;
    let mut any = false;
    while at > 0 && !t.parted(at - 1) {
        let b = at - 1;
        let small = t.small(b);
        let word = t.shape(b) == Some(Shape::Word) && t.raw(b).starts_with(char::is_uppercase);
        if word && words.is_title(small.as_str()) {
            any = true;
        } else if t.is(b, ".")
            && b > 0
            && t.glued(b - 1)
            && words.is_title(t.small(b - 1).as_str())
            && t.raw(b - 1).starts_with(char::is_uppercase)
        {
            // The stop of "Mr."
        } else if word
            && words.is_department(small.as_str())
            && b > 1
            && words.get(t.small(b - 1).as_str()).genitive
        {
            at = b - 1;
            continue;
        } else {
            break;
        }
        at = b;
    }
    (any && at < first).then(|| t.span(at, first - 1)).flatten()
}

/// The sentences of a text, as ranges of tokens.
fn sentences(t: &Tokens<'_>, words: &Words) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for i in 0..t.len() {
        let stop = matches!(t.raw(i), "." | "!" | "?");
        let capital = t.raw(i + 1).starts_with(|c: char| !c.is_lowercase());
        let short = t.is(i, ".") && i > 0 && t.glued(i - 1) && {
            let w = t.raw(i - 1);
            let known = words.get(t.small(i - 1).as_str());
            known.title
                || (w.len() == 1 && w.starts_with(char::is_uppercase))
                || (known.short
                    && w.starts_with(char::is_uppercase)
                    && !w.chars().skip(1).any(char::is_uppercase))
        };
        let ends = t.parted(i) || (stop && capital && !short && !t.glued(i));
        if ends || i + 1 == t.len() || i - from > 400 {
            out.push(from..i + 1);
            from = i + 1;
        }
    }
    out
}
