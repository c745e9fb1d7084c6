//! Is one person spelled in several ways, or otherwise than in the source?
//!
//! Two spellings are one person's only where something speaks for it: the same given name; or a spelling that is no name
//! known otherwise, beside one that differs by a letter. Two given names, two offices, two numbers ("George II") are two
//! persons, and a word of the language with a capital is nobody.

use super::covering::Covering;
use super::excerpt::Excerpt;
use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use crate::search::READ_AROUND;
use fontes_core::lang::{Language, NoteWord, OfficeKind, Reads, RuleWord};
use fontes_core::read::name::{is_family_name, is_given_name, is_office};
use fontes_core::read::{Name, NameKind};
use fontes_core::text::{Span, fold};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Jaro–Winkler likeness from which two spellings may be one name (measured by the project's shared notes:
/// "Nixon" and "Dixon" are .87).
const ALIKE: f64 = 0.88;
/// The same, of two persons with one given name.
const ALIKE_GIVEN: f64 = 0.8;
/// Letters of a name from which on two may differ, where the given name is the same.
const LONG: usize = 7;
/// Times that a known name stands in a draft from which on another known name, a letter off and met once, is a slip.
const OFTEN: usize = 4;

/// A person's name as a document spells it.
struct Person<'t> {
    span: Span,
    given: Option<&'t str>,
    family: &'t str,
    /// "II", "XIV": of those who share a name.
    number: Option<&'t str>,
    title: Option<&'t str>,
}

/// A word folded, for comparison.
fn folded(word: &str) -> String {
    fold(word, &[]).words().collect()
}

/// "II", "XIV", and so on: capitals that are figures.
fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 8
        && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M'))
}

fn persons<'t>(text: &'t str, all: &[Name], language: &Language) -> Vec<Person<'t>> {
    all.iter().filter(|n| n.kind == NameKind::Person).filter_map(|n| person(text, n, language)).collect()
}

fn person<'t>(text: &'t str, n: &Name, language: &Language) -> Option<Person<'t>> {
    // "O’Brien": the reader begins after the mark.
    let lead = text.get(..n.span.start() as usize)?;
    let initial = lead
        .strip_suffix(['\'', '’'])
        .map(|l| l.trim_end_matches(char::is_alphabetic))
        .filter(|l| l.len() + 1 < lead.len());
    let start = initial.map_or(n.span.start() as usize, str::len);
    let span = Span::of(text, start..n.span.end() as usize).ok()?;
    let clean = |w: &'t str| w.trim_matches(|c: char| !c.is_alphanumeric());
    let mut parts: Vec<&str> =
        span.slice(text)?.split_whitespace().map(clean).filter(|w| !w.is_empty()).collect();
    let suffix = |w: &str| language.offices().of(&folded(w)).iter().any(|o| o.kind == OfficeKind::Suffix);
    let mut number = None;
    while let Some(last) =
        parts.last().filter(|w| parts.len() > 1 && (is_roman(w) && w.len() > 1 || suffix(w)))
    {
        number = Some(*last);
        parts.pop();
    }
    // "Part II" and "Document V" are nobody.
    let first = folded(parts.first()?);
    let numbered = number.is_some() && parts.len() == 1;
    if numbered && (language.rules().is(&first, &RuleWord::Enumerator) || is_note_word(&first, language)) {
        return None;
    }
    // "Carl N": a family name that is cut to its initial.
    let family = *parts.last()?;
    let letters = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() > 1;
    if !letters(&family) || is_roman(family) {
        return None;
    }
    // "In June Doran left": the month is no given name.
    let month = |w: &str| !language.calendar().of(&folded(w)).is_empty();
    let span = match &parts[..] {
        [first, .., _] if month(first) => {
            Span::of(text, family.as_ptr() as usize - text.as_ptr() as usize..span.end() as usize).ok()?
        }
        _ => span,
    };
    parts.retain(|w| *w == family || !month(w));
    let given = parts[..parts.len() - 1].iter().find(|w| letters(w)).copied();
    Some(Person { span, given, family, number, title: n.title.and_then(|t| t.slice(text)) })
}

fn is_note_word(word: &str, language: &Language) -> bool {
    [NoteWord::Chapter, NoteWord::Volume, NoteWord::Section, NoteWord::Article, NoteWord::Document]
        .iter()
        .any(|&role| language.is_in_notes(word, role))
}

/// How a document writes one family name.
#[derive(Default)]
struct Spelling<'t> {
    /// As it is first written.
    family: &'t str,
    first: Option<Span>,
    count: usize,
    givens: BTreeSet<String>,
    numbers: BTreeSet<&'t str>,
    titles: BTreeSet<String>,
    /// Whether the reader of names took it for a person's.
    sure: bool,
}

impl<'t> Spelling<'t> {
    fn add(&mut self, p: &Person<'t>, sure: bool, language: &Language) {
        if self.first.is_none() {
            (self.family, self.first) = (p.family, Some(p.span));
        }
        self.count += 1;
        self.givens.extend(p.given.map(folded));
        self.numbers.extend(p.number);
        // "Mr" and "Dr" are no office.
        let office = |w: &String| {
            language
                .offices()
                .of(w)
                .iter()
                .any(|o| o.kind == OfficeKind::Office || o.kind == OfficeKind::Rank)
        };
        self.titles.extend(
            p.title.into_iter().flat_map(|t| fold(t, &[]).words().collect::<Vec<_>>()).filter(office),
        );
        self.sure |= sure;
    }

    /// Whether nothing is said of the person but the family name.
    fn is_bare(&self) -> bool {
        self.givens.is_empty() && self.titles.is_empty()
    }
}

/// The spellings of a document, by the family name in small letters.
type Spellings<'t> = BTreeMap<String, Spelling<'t>>;

/// What tells a word of the language from a name.
struct Words<'t> {
    /// Words that stand in small letters.
    small: BTreeSet<&'t str>,
    /// Words that stand as given names.
    given: BTreeSet<String>,
    language: &'static Language,
}

impl<'t> Words<'t> {
    fn new(text: &'t str, persons: &[Person<'t>], language: &'static Language) -> Self {
        let small =
            text.split(|c: char| !c.is_alphabetic()).filter(|w| w.starts_with(char::is_lowercase)).collect();
        let given = persons.iter().filter_map(|p| p.given.map(folded)).collect();
        Self { small, given, language }
    }

    /// Whether a family name that stands alone is none for certain: a word of the language, an office, a name that is given to others.
    fn doubtful(&self, family: &str) -> bool {
        let small = family.to_lowercase();
        self.small.contains(small.as_str())
            || self.given.contains(&folded(family))
            || self.language.is_function_word(&small)
            || !self.language.calendar().of(&small).is_empty()
            || self.language.rules().is(&small, &RuleWord::Collective)
            || is_office(&small)
    }
}

/// Whether one is written for the other by forms of a word, not by another spelling: a plural, a people, a hyphen.
fn derived(x: &str, y: &str) -> bool {
    let of = |s: &str, l: &str| {
        l.strip_prefix(s)
            .is_some_and(|r| matches!(r, "s" | "es" | "ian" | "ism" | "ist") || r == "n" && s.ends_with('a'))
            || s.strip_suffix("man").is_some_and(|s| l.strip_suffix("men") == Some(s))
    };
    of(x, y) || of(y, x) || x.replace('-', "") == y.replace('-', "")
}

/// What speaks for two spellings being one person's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// The same given name.
    Given,
    /// A letter's difference, and one of the two is no name known otherwise.
    Unknown,
    /// A letter's difference of two names that both are borne by many.
    Known,
}

/// Whether two spellings may be one person's, and what speaks for it.
fn likeness(a: &Spelling<'_>, b: &Spelling<'_>, x: &Words<'_>, y: &Words<'_>) -> Option<Likeness> {
    // Two letters of difference are four bytes, an accent two more.
    if a.family.len().abs_diff(b.family.len()) > 6 {
        return None;
    }
    let (s, t) = (a.family.to_lowercase(), b.family.to_lowercase());
    if s == t || s.chars().count().min(t.chars().count()) < 3 || derived(&s, &t) {
        return None;
    }
    if a.is_bare() && x.doubtful(a.family) || b.is_bare() && y.doubtful(b.family) {
        return None;
    }
    // "Christian", "Christina": who has but a given name is not told from others by a letter.
    let only_given =
        |p: &Spelling<'_>, w: &Words<'_>| p.is_bare() && is_given_name(&p.family.to_lowercase(), w.language);
    if a.is_bare() && b.is_bare() && (only_given(a, x) || only_given(b, y)) {
        return None;
    }
    let apart = |p: &BTreeSet<&str>, q: &BTreeSet<&str>| !p.is_empty() && !q.is_empty() && p.is_disjoint(q);
    let same_given = !a.givens.is_disjoint(&b.givens);
    let other_given = !same_given && !a.givens.is_empty() && !b.givens.is_empty();
    let other_office = !a.titles.is_empty() && !b.titles.is_empty() && a.titles.is_disjoint(&b.titles);
    if other_given && !short_form(&a.givens, &b.givens)
        || apart(&a.numbers, &b.numbers)
        || other_office && !same_given
    {
        return None;
    }
    let (s, t) = (folded(&s), folded(&t));
    if s == t {
        return Some(Likeness::Given);
    }
    let distance = strsim::osa_distance(&s, &t);
    let near = strsim::jaro_winkler(&s, &t);
    let long = s.chars().count().min(t.chars().count()) >= LONG;
    if same_given && near >= ALIKE_GIVEN && (distance == 1 || distance == 2 && long) {
        return Some(Likeness::Given);
    }
    if distance != 1 || near < ALIKE || s.chars().next() != t.chars().next() {
        return None;
    }
    let known = is_family_name(&s, x.language) && is_family_name(&t, y.language);
    Some(if known { Likeness::Known } else { Likeness::Unknown })
}

/// Whether a given name of one is the beginning of one of the other: "Alex", "Alexander".
fn short_form(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.starts_with(y.as_str()) || y.starts_with(x.as_str())))
}

/// Names by what is left of them when up to two letters are taken out: two that differ in no more than two
/// letters share such a rest (Garbe's symmetric deletions), so that each is held against its like only.
#[derive(Default)]
struct Alike {
    by: HashMap<String, Vec<usize>>,
}

impl Alike {
    /// Rests of a name: its folded letters with none, one or two taken out.
    fn rests(family: &str) -> BTreeSet<String> {
        let folded = fontes_core::text::fold(&family.to_lowercase(), &[]);
        let whole: Vec<char> = folded.words().flat_map(|w| w.chars().collect::<Vec<_>>()).collect();
        let mut out: BTreeSet<String> = [whole.iter().collect()].into();
        for i in 0..whole.len() {
            let mut one = whole.clone();
            one.remove(i);
            for k in i..one.len() {
                out.insert(one.iter().enumerate().filter(|(n, _)| *n != k).map(|(_, c)| *c).collect());
            }
            out.insert(one.into_iter().collect());
        }
        out
    }

    fn add(&mut self, family: &str, number: usize) {
        for rest in Self::rests(family) {
            self.by.entry(rest).or_default().push(number);
        }
    }

    /// Numbers of the names that may be like this one, in order.
    fn of(&self, family: &str) -> BTreeSet<usize> {
        Self::rests(family).iter().filter_map(|r| self.by.get(r)).flatten().copied().collect()
    }
}

/// Words with a capital within a sentence that were read as no name, and stand nowhere with a small
/// letter: a name that is misspelled may not look like one.
fn strangers<'t>(text: &'t str, covered: &Covering) -> Vec<Person<'t>> {
    let small: BTreeSet<&str> =
        text.split(|c: char| !c.is_alphabetic()).filter(|w| w.starts_with(char::is_lowercase)).collect();
    let mut out = Vec::new();
    let mut before = "";
    for w in text.split_whitespace() {
        let within = before.ends_with(|c: char| c.is_lowercase() || c == ',');
        before = w;
        let word = w.trim_matches(|c: char| !c.is_alphanumeric());
        let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let name = within
            && word.chars().count() > 2
            && word.starts_with(char::is_uppercase)
            && word.chars().skip(1).all(char::is_lowercase);
        if !name || small.contains(word.to_lowercase().as_str()) {
            continue;
        }
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Ok(span) = Span::of(text, at..at + word.len())
            && !covered.meets(span)
        {
            out.push(Person { span, given: None, family: word, number: None, title: None });
        }
    }
    out
}

pub(super) fn check(draft: &Draft, all: &[Name], found: &[Finding], out: &mut Vec<Finding>) {
    let text = draft.text();
    let covered = Covering::new(all.iter().map(|n| n.span));
    let read = persons(text, all, draft.language);
    let words = Words::new(text, &read, draft.language);
    let mut by = Spellings::new();
    let named = read.iter().map(|p| (p, true));
    let other = strangers(text, &covered);
    for (p, sure) in named.chain(other.iter().map(|p| (p, false))) {
        by.entry(p.family.to_lowercase()).or_default().add(p, sure, draft.language);
    }
    let ours = Ours::new(by, words);
    let mut said = BTreeSet::new();
    several(&ours, &mut said, out);
    let mut seen: BTreeSet<(&str, u32)> = BTreeSet::new();
    for f in found {
        for e in f.evidence.iter().take(1) {
            let place = (e.witness.path.as_str(), e.span.start() / 2000);
            if let Some(excerpt) = Excerpt::around(e, READ_AROUND as usize)
                && excerpt.language.reads(Reads::Names)
                && seen.insert(place)
            {
                differs(&ours, e, &excerpt, &mut said, out);
            }
        }
    }
}

/// The names of the draft, each with its like at hand.
struct Ours<'t> {
    by: Spellings<'t>,
    words: Words<'t>,
    families: Vec<String>,
    alike: Alike,
}

impl<'t> Ours<'t> {
    fn new(by: Spellings<'t>, words: Words<'t>) -> Self {
        let families: Vec<String> = by.keys().cloned().collect();
        let mut alike = Alike::default();
        families.iter().enumerate().for_each(|(n, family)| alike.add(family, n));
        Self { by, words, families, alike }
    }

    /// The spellings that may be like a family name.
    fn like<'s>(&'s self, family: &str) -> impl Iterator<Item = (&'s String, &'s Spelling<'t>)> {
        let numbers = self.alike.of(family);
        numbers.into_iter().filter_map(|n| self.by.get_key_value(&self.families[n]))
    }
}

/// Names that the draft itself spells in two ways.
fn several(ours: &Ours<'_>, said: &mut BTreeSet<String>, out: &mut Vec<Finding>) {
    let words = &ours.words;
    for (a, x) in &ours.by {
        for (b, y) in ours.like(a) {
            // The rarer spelling is reported, at its first place; one of the two at least is surely a person.
            if (x.count, a) >= (y.count, b) || !(x.sure || y.sure) {
                continue;
            }
            let one = match likeness(x, y, words, words) {
                Some(Likeness::Given | Likeness::Unknown) => true,
                // Who bears a name of his own is somebody else.
                Some(Likeness::Known) => x.count == 1 && x.is_bare() && y.count >= OFTEN && !y.is_bare(),
                None => false,
            };
            if let Some(span) = x.first.filter(|_| one) {
                said.insert(a.clone());
                let message =
                    format!("“{}” may be “{}”, as the draft spells the name elsewhere", x.family, y.family);
                out.push(Finding::alone(Kind::Name, Verdict::SeveralSpellings, span, message));
                break;
            }
        }
    }
}

/// Names that a source which the draft rests on spells otherwise.
fn differs(
    ours: &Ours<'_>,
    e: &Evidence,
    excerpt: &Excerpt,
    said: &mut BTreeSet<String>,
    out: &mut Vec<Finding>,
) {
    let names = excerpt.reading().names();
    let read = persons(excerpt.text(), &names, excerpt.language);
    let theirs = Words::new(excerpt.text(), &read, excerpt.language);
    let mut there = Spellings::new();
    for p in &read {
        there.entry(p.family.to_lowercase()).or_default().add(p, true, excerpt.language);
    }
    // By the place of the source's name, as its reader meets them.
    let mut sources: Vec<(&String, &Spelling<'_>)> = there.iter().collect();
    sources.sort_by_key(|(_, q)| q.first);
    for (b, q) in sources {
        // Whoever the draft names as well is another person.
        if ours.by.contains_key(b) {
            continue;
        }
        for (a, p) in ours.like(b) {
            if said.contains(a) || there.contains_key(a) {
                continue;
            }
            let one =
                matches!(likeness(p, q, &ours.words, &theirs), Some(Likeness::Given | Likeness::Unknown));
            if let (true, Some(at), Some(span)) = (one, p.first, q.first.and_then(|s| excerpt.there(s))) {
                said.insert(a.clone());
                let message = format!("“{}” may be “{}”, as the source spells the name", p.family, q.family);
                let evidence = vec![Evidence { witness: e.witness.clone(), span }];
                out.push(Finding::alone(Kind::Name, Verdict::Differs, at, message).resting(evidence));
            }
        }
    }
}
