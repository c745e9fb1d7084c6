//! Who are the people of an archive?

use super::mentions::{Key, Lists, Mention, Mentioned, mentions, without_words};
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
    /// The first places.
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

/// Reads the people of an archive.
///
/// # Errors
/// When a record of the archive is damaged.
pub fn people(archive: &dyn Corpus) -> Result<People> {
    let lists = Lists::read(archive)?;
    let read: Vec<Mentioned> = all(archive)
        .into_par_iter()
        .map(|key| Ok(mentions(&*archive.source(key)?, &lists)))
        .collect::<Result<_>>()?;
    let read = without_words(archive, read)?;
    // Whom a family name alone can mean: the one of that name in the document, or in the archive.
    let mut everywhere: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for m in read.iter().flat_map(|r| &r.mentions) {
        if let Some(c) = m.given.chars().next() {
            everywhere.entry(&m.family).or_default().insert(c);
        }
    }
    let keys: Vec<Vec<Key>> = read
        .iter()
        .map(|r| {
            let mut here: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
            for m in &r.mentions {
                if let Some(c) = m.given.chars().next() {
                    here.entry(&m.family).or_default().insert(c);
                }
            }
            let only =
                |set: Option<&BTreeSet<char>>| set.filter(|s| s.len() == 1).and_then(|s| s.first().copied());
            r.mentions
                .iter()
                .map(|m| {
                    let given = m.given.chars().next().or_else(|| match here.get(m.family.as_str()) {
                        Some(set) => only(Some(set)),
                        None => only(everywhere.get(m.family.as_str())),
                    });
                    (m.family.clone(), given)
                })
                .collect()
        })
        .collect();
    let mut by: BTreeMap<&Key, Vec<(usize, &Mention)>> = BTreeMap::new();
    for (i, (r, ks)) in read.iter().zip(&keys).enumerate() {
        for (m, k) in r.mentions.iter().zip(ks) {
            by.entry(k).or_default().push((i, m));
        }
    }
    let counted = |items: &mut dyn Iterator<Item = &str>| {
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        for i in items {
            *all.entry(i).or_default() += 1;
        }
        let mut all: Vec<(String, usize)> = all.into_iter().map(|(k, n)| (k.to_owned(), n)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    };
    let mut labels: BTreeMap<&Key, String> = BTreeMap::new();
    let mut persons = Vec::new();
    for (key, list) in &by {
        let forms = counted(&mut list.iter().map(|(_, m)| m.form.as_str()));
        let titles = counted(&mut list.iter().filter_map(|(_, m)| m.title.as_deref()));
        // The fullest form that stands there more than once, or the fullest.
        let name = forms
            .iter()
            .max_by_key(|(f, n)| (usize::from(*n > 1), f.split(' ').count(), *n))
            .map(|f| f.0.clone())
            .unwrap_or_default();
        let documents: BTreeSet<usize> = list.iter().map(|l| l.0).collect();
        labels.insert(key, name.clone());
        let listed: BTreeSet<&String> = list.iter().filter_map(|l| l.1.listed.as_ref()).collect();
        persons.push(Person {
            name,
            titles,
            listed: listed.into_iter().cloned().collect(),
            mentions: list.len(),
            documents: documents.len(),
            perhaps: Vec::new(),
            places: list.iter().take(SHOWN).map(|l| l.1.place.clone()).collect(),
            forms,
        });
    }
    candidates(&by.keys().copied().collect::<Vec<_>>(), &mut persons);
    let edges = edges(&read, &keys, &labels);
    persons.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
    Ok(People { persons, edges })
}

/// Who may be whom, spelled otherwise: family names that are nearly alike, of given names that begin alike.
fn candidates(keys: &[&Key], persons: &mut [Person]) {
    let mut found: Vec<(usize, usize)> = Vec::new();
    // Names that begin with one letter are compared; a first letter is rarely the one that differs.
    for i in 0..keys.len() {
        for j in i + 1..keys.len() {
            let ((a, x), (b, y)) = (keys[i], keys[j]);
            if a.chars().next() != b.chars().next() {
                break;
            }
            let close = a != b
                && a.chars().count().min(b.chars().count()) > 3
                && strsim::osa_distance(a, b) <= 1
                && strsim::jaro_winkler(a, b) >= 0.88;
            if close && (x == y || x.is_none() || y.is_none()) {
                found.push((i, j));
            }
        }
    }
    for (i, j) in found {
        let (a, b) = (persons[i].name.clone(), persons[j].name.clone());
        persons[i].perhaps.push(b);
        persons[j].perhaps.push(a);
    }
}
