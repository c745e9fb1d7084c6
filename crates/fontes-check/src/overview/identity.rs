//! Which mentions are of one person?
//!
//! Of one family name: the same given name, written out or shortened ("Sid", "Sidney"), or as an initial that only one of them
//! has; a family name alone is the one who is meant by nearly all fuller mentions in the document, else in the archive, and behind
//! a rank the one whom fuller mentions give that rank. What is not sure stays apart: the family name alone is then somebody of its own.

use super::decisions::NameDecisions;
use super::form::folded;
use super::mentions::{Mention, Mentioned, only};
use std::collections::{BTreeMap, BTreeSet};

/// A person by family name and given name, folded; the latter is empty where none is known.
pub(super) type Key = (String, String);

/// Letters of a shortened given name at least.
const SHORT: usize = 3;
/// Letters of a family name in which one other letter may be a slip, and how much rarer the slip is.
const LONG: usize = 6;
const SLIP: usize = 10;

/// What the given names before each family name are written out.
type Names<'m> = BTreeMap<&'m String, BTreeMap<&'m String, String>>;

/// How often each given name stands before each family name.
type Given = BTreeMap<String, BTreeMap<String, usize>>;

/// Who is meant by each mention of each document.
pub(super) fn identities(read: &[Mentioned], decided: &NameDecisions) -> Vec<Vec<Key>> {
    let everywhere = counts(read.iter().flat_map(|r| &r.mentions));
    let names: Names<'_> = everywhere.iter().map(|(family, given)| (family, written_out(given))).collect();
    let whole: Given = everywhere.iter().map(|(f, g)| (f.clone(), told(g, names.get(f)))).collect();
    let slips = slips(&whole);
    let ranks = ranks(read, &names);
    read.iter()
        .map(|r| {
            let here = counts(&r.mentions);
            let here: Given = here.iter().map(|(f, g)| (f.clone(), told(g, names.get(f)))).collect();
            let others = other_ranks(r, &names, &here, &whole, &ranks);
            r.mentions
                .iter()
                .map(|m| {
                    if decided.is_parted(&m.form) {
                        // A form that no family name can be.
                        return (format!("= {}", folded(&m.form)), String::new());
                    }
                    let given = given_of(m, &names, &here, &whole, &ranks, others.contains(&m.family));
                    let key = (m.family.clone(), given);
                    slips.get(&key).cloned().unwrap_or(key)
                })
                .collect()
        })
        .collect()
}

fn counts<'m>(mentions: impl IntoIterator<Item = &'m Mention>) -> Given {
    let mut out = Given::new();
    for m in mentions {
        let given = out.entry(m.family.clone()).or_default();
        if !m.given.is_empty() {
            *given.entry(m.given.clone()).or_default() += 1;
        }
    }
    out
}

/// What each given name that stands before a family name is written out: "sid" is "sidney" where that is the only one it
/// can be short for, "j" the only one that begins so.
fn written_out(given: &BTreeMap<String, usize>) -> BTreeMap<&String, String> {
    let mut out: BTreeMap<&String, String> = BTreeMap::new();
    for short in given.keys() {
        let letters = short.chars().count();
        let longer: BTreeMap<String, usize> = given
            .iter()
            .filter(|(g, _)| g.chars().count() > letters.max(SHORT - 1) && g.starts_with(short.as_str()))
            .map(|(g, n)| (g.clone(), *n))
            .collect();
        // The longest of a row of forms, "Ann", "Anne", "Annie", is the one that all can be short for.
        let longest = longer.keys().max_by_key(|g| g.chars().count());
        let row = longest.filter(|l| longer.keys().all(|g| l.starts_with(g.as_str())));
        let name = if letters == 1 || letters >= SHORT { row.or_else(|| only(&longer)) } else { None };
        out.insert(short, name.unwrap_or(short).clone());
    }
    // "j" for "jo" for "joe"
    let step = out.clone();
    for name in out.values_mut() {
        if let Some(further) = step.get(name) {
            name.clone_from(further);
        }
    }
    out
}

/// The counts by names written out; initials that can be of several count for none.
fn told(
    given: &BTreeMap<String, usize>,
    names: Option<&BTreeMap<&String, String>>,
) -> BTreeMap<String, usize> {
    let mut out: BTreeMap<String, usize> = BTreeMap::new();
    for (g, n) in given {
        let name = names.and_then(|m| m.get(g)).unwrap_or(g);
        *out.entry(name.clone()).or_default() += n;
    }
    out
}

fn given_of(
    m: &Mention,
    names: &Names<'_>,
    here: &Given,
    whole: &Given,
    ranks: &Ranks,
    other: bool,
) -> String {
    if !m.given.is_empty() {
        let name = names.get(&m.family).and_then(|n| n.get(&m.given)).unwrap_or(&m.given);
        if name.chars().count() > 1 {
            return name.clone();
        }
        // An initial of several: the one of this document who has it.
        let with: BTreeMap<String, usize> = here
            .get(&m.family)
            .into_iter()
            .flatten()
            .filter(|(g, _)| g.chars().count() > 1 && g.starts_with(name.as_str()))
            .map(|(g, n)| (g.clone(), *n))
            .collect();
        return only(&with).unwrap_or(name).clone();
    }
    // "President Kennedy" is whom fuller mentions call so.
    if let Some(rank) = &m.rank {
        if let Some(given) = ranks.get(&(m.family.clone(), rank.clone())) {
            return only(given).cloned().unwrap_or_default();
        }
        return String::new();
    }
    if other { String::new() } else { meant(m, here, whole) }
}

/// Whom a family name alone means, in the document, else in the archive.
fn meant(m: &Mention, here: &Given, whole: &Given) -> String {
    match here.get(&m.family).filter(|g| !g.is_empty()) {
        Some(given) => only(given).cloned().unwrap_or_default(),
        None => whole.get(&m.family).and_then(only).cloned().unwrap_or_default(),
    }
}

/// Which given names stand, in the archive, between a rank and a family name, and how often.
type Ranks = BTreeMap<(String, String), BTreeMap<String, usize>>;

fn ranks(read: &[Mentioned], names: &Names<'_>) -> Ranks {
    let mut out = Ranks::new();
    for m in read.iter().flat_map(|r| &r.mentions).filter(|m| !m.given.is_empty()) {
        let Some(rank) = &m.rank else { continue };
        let given = names.get(&m.family).and_then(|n| n.get(&m.given)).unwrap_or(&m.given);
        *out.entry((m.family.clone(), rank.clone())).or_default().entry(given.clone()).or_default() += 1;
    }
    out
}

/// The family names that stand alone behind a rank which whom they would mean is never given: "President Eisenhower"
/// where the document names John Eisenhower in full. Alone they mean nobody for sure.
fn other_ranks(
    r: &Mentioned,
    names: &Names<'_>,
    here: &Given,
    whole: &Given,
    ranks: &Ranks,
) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for m in r.mentions.iter().filter(|m| m.given.is_empty() && m.rank.is_some()) {
        let given = given_of(m, names, here, whole, ranks, false);
        if given != meant(m, here, whole) {
            out.insert(m.family.clone());
        }
    }
    out
}

/// Family names that one letter makes another, of one given name, where that other is far more frequent.
fn slips(whole: &Given) -> BTreeMap<Key, Key> {
    let mut by: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for (family, given) in whole {
        for (g, n) in given.iter().filter(|(g, _)| g.chars().count() >= SHORT) {
            by.entry(g).or_default().push((family, *n));
        }
    }
    let mut out = BTreeMap::new();
    for (given, families) in by {
        for (family, n) in families.iter().filter(|f| f.0.chars().count() >= LONG) {
            let first = family.chars().next();
            let main = families
                .iter()
                .filter(|(f, m)| {
                    *m >= n * SLIP && f.chars().next() == first && strsim::osa_distance(f, family) == 1
                })
                .max_by_key(|(f, m)| (*m, std::cmp::Reverse(*f)));
            if let Some((main, _)) = main {
                out.insert(((*family).to_owned(), given.to_owned()), ((*main).to_owned(), given.to_owned()));
            }
        }
    }
    out
}
