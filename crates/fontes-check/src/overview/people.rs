//! Who are the people of an archive?

use super::decisions::NameDecisions;
use super::form::folded;
use super::identity::{Key, identities};
use super::lists::Lists;
use super::mentions::{Mention, Mentioned, mentions, persons_alone};
use super::network::{Edge, edges};
use super::place::{Place, SHOWN, all};
use fontes_core::corpus::{Corpus, Result};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A person whom the archive names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The fullest form of the name.
    pub name: String,
    /// The forms, and how often each stands there.
    pub forms: Vec<(String, usize)>,
    /// The ranks that stand before it.
    pub titles: Vec<(String, usize)>,
    /// What editions of the archive list of the person: name and role.
    pub listed: Vec<String>,
    /// Mentions in all.
    pub mentions: usize,
    /// Documents with a mention.
    pub documents: usize,
    /// Others who may be the same person, spelled otherwise.
    pub perhaps: Vec<String>,
    /// The first places, each in another document as far as there are some.
    pub places: Vec<Place>,
}

/// The people of an archive and how they stand to each other.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// The most mentioned first.
    pub persons: Vec<Person>,
    /// The heaviest first.
    pub edges: Vec<Edge>,
}

/// Whom the documents of an archive mention: what takes long, before names are joined.
pub struct Named {
    read: Vec<Mentioned>,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Named").field("documents", &self.read.len()).finish()
    }
}

/// Reads the people of an archive, with what was decided on their names by hand.
///
/// # Errors
/// When a record of the archive is damaged.
pub fn people(archive: &dyn Corpus, decided: &NameDecisions) -> Result<People> {
    Ok(Named::read(archive)?.people(decided))
}

impl Named {
    /// Reads the names of an archive.
    ///
    /// # Errors
    /// When a record of the archive is damaged.
    pub fn read(archive: &dyn Corpus) -> Result<Self> {
        let lists = Lists::read(archive)?;
        let read: Vec<Mentioned> = all(archive)
            .into_par_iter()
            .map(|key| Ok(mentions(&*archive.source(key)?, &lists)))
            .collect::<Result<_>>()?;
        let small = small_words(archive, &read)?;
        Ok(Self { read: persons_alone(read, &small) })
    }

    /// The people, with what was decided on their names by hand.
    #[must_use]
    pub fn people(&self, decided: &NameDecisions) -> People {
        let read = &self.read;
        let keys = identities(read, decided);
        let mut by: BTreeMap<&Key, Vec<(usize, &Mention)>> = BTreeMap::new();
        for (i, (r, ks)) in read.iter().zip(&keys).enumerate() {
            for (m, k) in r.mentions.iter().zip(ks) {
                by.entry(k).or_default().push((i, m));
            }
        }
        // Names joined by hand are those of one person; two persons of one name are told apart by nothing that can be
        // shown, and are one row as well.
        let mut joined: BTreeMap<String, Vec<&Key>> = BTreeMap::new();
        let mut labels: BTreeMap<&Key, String> = BTreeMap::new();
        for (key, list) in &by {
            let name = fullest(&counted(list.iter().map(|(_, m)| m.form.as_str())));
            let name = decided.goes_under(&name).map_or(name.clone(), str::to_owned);
            labels.insert(key, name.clone());
            joined.entry(name).or_default().push(key);
        }
        let mut firsts = Vec::new();
        let mut persons = Vec::new();
        for (name, keys) in &joined {
            let list: Vec<(usize, &Mention)> =
                keys.iter().filter_map(|k| by.get(*k)).flatten().copied().collect();
            firsts.extend(keys.first().copied());
            persons.push(person(name, list, read));
        }
        candidates(&firsts, &mut persons);
        let edges = apart(edges(read, &keys, &labels), &persons, &firsts);
        persons.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
        People { persons, edges }
    }
}

/// The edges of two who are not perhaps one: "Rothman" and "Norman Rothman", "Szulc" and "Szule".
fn apart(mut edges: Vec<Edge>, persons: &[Person], keys: &[&Key]) -> Vec<Edge> {
    let by: BTreeMap<&str, (&Person, &Key)> =
        persons.iter().zip(keys).map(|(p, k)| (p.name.as_str(), (p, *k))).collect();
    edges.retain(|e| {
        let (Some((a, x)), Some((b, y))) = (by.get(e.a.as_str()), by.get(e.b.as_str())) else { return true };
        // The name of the one is a part of the other's.
        let within = |x: &Key, p: &Person| {
            x.1.is_empty() && p.forms.iter().any(|f| folded(&f.0).split(' ').any(|w| w == x.0))
        };
        !(a.perhaps.contains(&b.name)
            || x.0 == y.0 && (x.1.is_empty() || y.1.is_empty())
            || within(x, b)
            || within(y, a))
    });
    edges
}

fn person(name: &str, mut list: Vec<(usize, &Mention)>, read: &[Mentioned]) -> Person {
    list.sort_by_key(|(i, m)| (*i, m.span));
    let forms = counted(list.iter().map(|(_, m)| m.form.as_str()));
    let titles = counted(list.iter().filter_map(|(_, m)| m.title.as_deref()));
    let documents: BTreeSet<usize> = list.iter().map(|l| l.0).collect();
    let listed: BTreeSet<&String> = list.iter().filter_map(|l| l.1.listed.as_ref()).collect();
    // One place of each document, then more.
    let mut seen = BTreeSet::new();
    let (first, again): (Vec<_>, Vec<_>) = list.iter().partition(|(i, _)| seen.insert(*i));
    let places = first.into_iter().chain(again).take(SHOWN);
    Person {
        name: name.to_owned(),
        titles,
        listed: listed.into_iter().cloned().collect(),
        mentions: list.len(),
        documents: documents.len(),
        perhaps: Vec::new(),
        places: places.map(|(i, m)| read[i].place(m, &m.sentence)).collect(),
        forms,
    }
}

/// How often words in small letters stand in the archive that are names in capitals.
fn small_words(archive: &dyn Corpus, read: &[Mentioned]) -> Result<BTreeMap<String, usize>> {
    let named: BTreeSet<&str> = read.iter().flat_map(|r| &r.mentions).map(|m| m.family.as_str()).collect();
    let counts: Vec<BTreeMap<&str, usize>> = all(archive)
        .into_par_iter()
        .map(|key| {
            let r = archive.source(key)?;
            let mut here: BTreeMap<&str, usize> = BTreeMap::new();
            let words = r.document.text.split(|c: char| !c.is_alphabetic());
            for w in words.filter(|w| w.starts_with(char::is_lowercase)) {
                if let Some(name) = named.get(w) {
                    *here.entry(*name).or_default() += 1;
                }
            }
            Ok(here)
        })
        .collect::<Result<_>>()?;
    let mut small: BTreeMap<String, usize> = BTreeMap::new();
    for (w, n) in counts.into_iter().flatten() {
        *small.entry(w.to_owned()).or_default() += n;
    }
    Ok(small)
}

/// Words and how often each stands there, the most frequent first.
fn counted<'w>(words: impl Iterator<Item = &'w str>) -> Vec<(String, usize)> {
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for w in words {
        *all.entry(w).or_default() += 1;
    }
    let mut all: Vec<(String, usize)> = all.into_iter().map(|(k, n)| (k.to_owned(), n)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// How much rarer than the commonest form of so many words, and than the commonest of all, a fuller one may be: a slip is no
/// name to go under.
const RARE_FULLER: usize = 20;
const RARE: usize = 200;

/// The fullest form that stands there more than once and not by the way, in small letters rather than in capitals, or the
/// fullest.
fn fullest(forms: &[(String, usize)]) -> String {
    let most = forms.first().map_or(0, |f| f.1);
    let fuller = forms.iter().filter(|f| f.0.contains(' ')).map(|f| f.1).max().unwrap_or(0);
    let small = |f: &str| f.chars().any(char::is_lowercase);
    let words = |f: &str| f.split(' ').count().min(4);
    let common = |n: usize| n > 1 && n * RARE_FULLER >= fuller && n * RARE >= most;
    forms
        .iter()
        .max_by_key(|(f, n)| (usize::from(common(*n)), words(f), small(f), *n))
        .map(|f| f.0.clone())
        .unwrap_or_default()
}

/// Who may be whom, spelled otherwise: family names that are nearly alike, of given names that begin alike.
fn candidates(keys: &[&Key], persons: &mut [Person]) {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|&i| keys[i]);
    let mut found: Vec<(usize, usize)> = Vec::new();
    // Names that begin with one letter are compared; a first letter is rarely the one that differs.
    for (n, &i) in order.iter().enumerate() {
        for &j in &order[n + 1..] {
            let ((a, x), (b, y)) = (keys[i], keys[j]);
            if a.chars().next() != b.chars().next() {
                break;
            }
            let close = a != b
                && a.chars().count().min(b.chars().count()) > 3
                && strsim::osa_distance(a, b) <= 1
                && strsim::jaro_winkler(a, b) >= 0.88;
            let first = |g: &str| g.chars().next();
            let other = a == b && x != y && first(x) == first(y);
            if other || close && (x == y || x.is_empty() || y.is_empty()) {
                found.push((i, j));
            }
        }
    }
    for (i, j) in found {
        let (a, b) = (persons[i].name.clone(), persons[j].name.clone());
        if a != b {
            persons[i].perhaps.push(b);
            persons[j].perhaps.push(a);
        }
    }
}
