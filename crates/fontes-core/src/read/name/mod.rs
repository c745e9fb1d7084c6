//! Which persons, places and organisations does a text name?
//!
//! By a small model that was trained on open data (docs/models.md), whose guess is corrected by
//! what the whole text says: a family name alone is the person who was named in full.
//!
//! Left out: names in scripts without capitals, works, events, and who it is that a name means.

mod features;

pub use features::{CITY, COUNTRY, FIRST, Gazetteer, LAST, STATE, features, is_title};

use super::label::Model;
use super::token::{Shape, Tokens};
use crate::text::Span;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

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

static MODEL: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("../../../models/names.bin")));
pub(super) static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::from_bytes(include_bytes!("../../../models/gazetteer.bin")));

/// The names in a text, in order; they do not overlap.
#[must_use]
pub fn names(text: &str) -> Vec<Name> {
    names_in(&Tokens::new(text))
}

pub(crate) fn names_in(t: &Tokens<'_>) -> Vec<Name> {
    let Some(model) = MODEL.as_ref() else { return Vec::new() };
    let mut labels = vec![0usize; t.len()];
    for range in sentences(t) {
        let words: Vec<&str> = range.clone().map(|i| t.raw(i)).collect();
        if !words.iter().any(|w| w.starts_with(char::is_alphabetic)) {
            continue;
        }
        let line = features(&words, &GAZETTEER);
        // Between the stretches that may hold a name nothing is to be decided.
        let mut i = 0;
        while i < line.len() {
            if line[i].is_empty() {
                i += 1;
                continue;
            }
            let end = line[i..].iter().position(Vec::is_empty).map_or(line.len(), |n| i + n);
            let got = model.decode(&line[i..end]);
            labels[range.start + i..range.start + end].copy_from_slice(&got);
            i = end;
        }
    }
    called(t, &mut labels);
    known_persons(t, &mut labels);
    collect(t, &labels)
}

/// Ranks that only a person's name follows.
const RANKS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "captain",
    "capt",
    "colonel",
    "col",
    "lieutenant",
    "sergeant",
    "sgt",
    "ambassador",
    "senator",
    "professor",
    "prof",
    "congressman",
    "congresswoman",
    "admiral",
];

/// A capital after a rank begins a person's name; so does a given name before a word with a capital that
/// is no name of a place.
fn called(t: &Tokens<'_>, labels: &mut [usize]) {
    let capital = |k: usize| {
        t.shape(k) == Some(Shape::Word)
            && t.raw(k).starts_with(char::is_uppercase)
            && t.raw(k).chars().skip(1).any(char::is_lowercase)
    };
    let places = CITY | COUNTRY | STATE;
    let kinds = |k: usize| GAZETTEER.kinds(&t.raw(k).to_lowercase());
    for i in 1..labels.len() {
        let dot = usize::from(t.is(i - 1, ".") && i > 1 && t.glued(i - 2));
        let rank = i > dot && RANKS.contains(&t.small(i - 1 - dot).as_str()) && capital(i - 1 - dot);
        let ranked = rank && capital(i) && !t.parted(i - 1) && !features::is_title(t.small(i).as_str());
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
            && !features::is_title(t.small(i + 1).as_str());
        let longer = capital(i + 2) && !t.parted(i + 1);
        let apart = !(t.parted(i) || t.glued(i) || longer);
        if given && family && apart && t.raw(i).len() > 2 {
            (labels[i], labels[i + 1]) = (1, 2);
        }
    }
}

/// A family name alone, that the model took for no name, is the person who was named in full.
fn known_persons(t: &Tokens<'_>, labels: &mut [usize]) {
    let mut full: HashSet<&str> = HashSet::new();
    for i in 1..labels.len() {
        let ends = labels[i] == 2 && labels.get(i + 1) != Some(&2);
        // A name that is also a place's says nothing.
        if ends
            && t.raw(i).len() > 2
            && GAZETTEER.kinds(&t.raw(i).to_lowercase()) & (CITY | COUNTRY | STATE) == 0
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

fn collect(t: &Tokens<'_>, labels: &[usize]) -> Vec<Name> {
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
            && (features::is_title(t.small(first).as_str()) || t.is(first, "."))
        {
            first += 1;
        }
        let Some(span) = t.span(first, end - 1) else { continue };
        let title = (kind == NameKind::Person).then(|| title(t, first)).flatten();
        out.push(Name { span, kind, title });
    }
    out
}

/// Whether a word is one of rank, of organisations or of places: alone, it is hardly anybody's name.
#[must_use]
pub fn is_office(small: &str) -> bool {
    features::is_title(small) || features::is_company(small) || features::is_place(small)
}

/// The words of rank before token `first`: "Prime Minister", "Secretary of State", "Lt. Col.".
fn title(t: &Tokens<'_>, first: usize) -> Option<Span> {
    let mut at = first;
    let mut any = false;
    while at > 0 && !t.parted(at - 1) {
        let b = at - 1;
        let small = t.small(b);
        let word = t.shape(b) == Some(Shape::Word) && t.raw(b).starts_with(char::is_uppercase);
        if word && features::is_title(small.as_str()) {
            any = true;
        } else if t.is(b, ".")
            && b > 0
            && t.glued(b - 1)
            && features::is_title(t.small(b - 1).as_str())
            && t.raw(b - 1).starts_with(char::is_uppercase)
        {
            // The stop of "Mr."
        } else if word
            && matches!(small.as_str(), "state" | "defense" | "treasury" | "commerce" | "labor" | "justice")
            && b > 1
            && t.small(b - 1).as_str() == "of"
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
pub(crate) fn sentences(t: &Tokens<'_>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for i in 0..t.len() {
        let stop = matches!(t.raw(i), "." | "!" | "?");
        let capital = t.raw(i + 1).starts_with(|c: char| !c.is_lowercase());
        let short = t.is(i, ".") && i > 0 && t.glued(i - 1) && {
            let w = t.raw(i - 1);
            features::is_title(t.small(i - 1).as_str())
                || (w.len() == 1 && w.starts_with(char::is_uppercase))
                || matches!(w, "St" | "No" | "Jr" | "Sr" | "Inc" | "Corp" | "Co" | "Ltd")
        };
        let ends = t.parted(i) || (stop && capital && !short && !t.glued(i));
        if ends || i + 1 == t.len() || i - from > 400 {
            out.push(from..i + 1);
            from = i + 1;
        }
    }
    out
}
