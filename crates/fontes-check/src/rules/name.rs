//! Is one person spelled in several ways, or otherwise than in the source?

use super::covering::Covering;
use super::values::around;
use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use crate::search::READ_AROUND;
use fontes_core::read::{Name, NameKind, names};
use fontes_core::text::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Jaro–Winkler likeness from which two spellings may be one name (measured by the project's shared notes:
/// "Nixon" and "Dixon" are .87).
const ALIKE: f64 = 0.88;

/// A person's name as a document spells it.
struct Person<'t> {
    span: Span,
    given: Option<&'t str>,
    family: &'t str,
}

fn persons<'t>(text: &'t str, all: &[Name]) -> Vec<Person<'t>> {
    all.iter()
        .filter(|n| n.kind == NameKind::Person)
        .filter_map(|n| {
            let words = n.span.slice(text)?;
            let mut parts =
                words.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 1);
            let first = parts.next()?;
            let last = parts.next_back();
            let family = last.unwrap_or(first).trim_matches(|c: char| !c.is_alphanumeric());
            Some(Person { span: n.span, given: last.map(|_| first), family })
        })
        .collect()
}

/// Whether two family names may be one, spelled otherwise.
fn may_be_one(a: &Person<'_>, b: &Person<'_>) -> bool {
    // Two letters of difference are four bytes, an accent two more.
    if a.family.len().abs_diff(b.family.len()) > 6 {
        return false;
    }
    let (x, y) = (a.family.to_lowercase(), b.family.to_lowercase());
    if x == y || x.chars().count().min(y.chars().count()) < 3 {
        return false;
    }
    // A plural, a people or a hyphen is no other spelling.
    let derived = |s: &str, l: &str| {
        l.strip_prefix(s)
            .is_some_and(|r| matches!(r, "s" | "es" | "ian" | "ism" | "ist") || r == "n" && s.ends_with('a'))
            || s.strip_suffix("man").is_some_and(|s| l.strip_suffix("men") == Some(s))
    };
    if derived(&x, &y) || derived(&y, &x) || x.replace('-', "") == y.replace('-', "") {
        return false;
    }
    let folded = |s: &str| -> String {
        let f = fontes_core::text::fold(s, &[]);
        (0..f.tokens.len()).map(|i| f.word(i)).collect()
    };
    let (x, y) = (folded(&x), folded(&y));
    let given = match (a.given, b.given) {
        (Some(g), Some(h)) => {
            let (g, h) = (folded(g), folded(h));
            if g.chars().next() != h.chars().next() {
                return false;
            }
            g == h
        }
        _ => false,
    };
    if x == y {
        return given || a.given.is_none() || b.given.is_none();
    }
    let distance = strsim::osa_distance(&x, &y);
    let allowed = if given { 2 } else { 1 };
    strsim::jaro_winkler(&x, &y) >= if given { 0.8 } else { ALIKE } && distance <= allowed
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
            out.push(Person { span, given: None, family: word });
        }
    }
    out
}

pub(super) fn check(draft: &Draft, all: &[Name], found: &[Finding], out: &mut Vec<Finding>) {
    let text = draft.text();
    let covered = Covering::new(all.iter().map(|n| n.span));
    let mut ours = persons(text, all);
    ours.extend(strangers(text, &covered));
    // By spelling: the first place of each, how often, the given names it goes with, and whether it is surely a
    // person's.
    #[derive(Default)]
    struct Spelling<'p> {
        first: usize,
        count: usize,
        persons: BTreeMap<Option<&'p str>, usize>,
        sure: bool,
    }
    let mut by: BTreeMap<&str, Spelling<'_>> = BTreeMap::new();
    for (i, p) in ours.iter().enumerate() {
        let e = by.entry(p.family).or_insert_with(|| Spelling { first: i, ..Spelling::default() });
        e.count += 1;
        e.persons.entry(p.given).or_insert(i);
        e.sure |= covered.holds(p.span);
    }
    let families: Vec<&str> = by.keys().copied().collect();
    let mut alike = Alike::default();
    families.iter().enumerate().for_each(|(n, family)| alike.add(family, n));
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for (a, x) in &by {
        for b in alike.of(a).into_iter().map(|n| families[n]) {
            let Some(y) = by.get(b) else { continue };
            // The rarer spelling is reported, at its first place; one of the two at least is surely a person.
            if (x.count, *a) >= (y.count, b) || !(x.sure || y.sure) {
                continue;
            }
            let pair =
                x.persons.values().any(|&p| y.persons.values().any(|&q| may_be_one(&ours[p], &ours[q])));
            if pair {
                said.insert(a);
                let message = format!("“{a}” may be “{b}”, as the draft spells the name elsewhere");
                let span = ours[x.first].span;
                out.push(Finding::alone(Kind::Name, Verdict::SeveralSpellings, span, message));
                break;
            }
        }
    }
    // Names of the sources that the draft rests on; each spelling of the draft is asked for once.
    let mut once: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    ours.retain(|p| once.insert((p.family, p.given)));
    let mut alike = Alike::default();
    ours.iter().enumerate().for_each(|(n, p)| alike.add(p.family, n));
    let mut seen: BTreeSet<(&str, u32)> = BTreeSet::new();
    for f in found {
        for e in f.evidence.iter().take(1) {
            let Some((base, around)) = around(e, READ_AROUND as usize) else { continue };
            if !seen.insert((e.witness.path.as_str(), base / 2000)) {
                continue;
            }
            let theirs = names(around);
            let theirs = persons(around, &theirs);
            let known: BTreeSet<String> = theirs.iter().map(|q| q.family.to_ascii_lowercase()).collect();
            // For each name of the draft the first of the source that it may be.
            let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
            for (k, q) in theirs.iter().enumerate() {
                pairs.extend(alike.of(q.family).into_iter().map(|n| (n, k)));
            }
            for (n, k) in pairs {
                let (p, q) = (&ours[n], &theirs[k]);
                if said.contains(p.family) || known.contains(&p.family.to_ascii_lowercase()) {
                    continue;
                }
                if may_be_one(p, q)
                    && let Ok(span) = Span::new(q.span.start() + base, q.span.end() + base)
                {
                    said.insert(p.family);
                    let message =
                        format!("“{}” may be “{}”, as the source spells the name", p.family, q.family);
                    let evidence = vec![Evidence { witness: e.witness.clone(), span }];
                    out.push(Finding::alone(Kind::Name, Verdict::Differs, p.span, message).resting(evidence));
                }
            }
        }
    }
}
