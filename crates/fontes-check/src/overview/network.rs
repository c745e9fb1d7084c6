//! How do people stand to each other?

use super::mentions::{Key, Mentioned};
use super::place::{Place, SHOWN};
use std::collections::BTreeMap;

/// How two people stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// "together", "writes to" (a to b), "quoted by" (a by b).
    pub relation: &'static str,
    /// In how many paragraphs or documents.
    pub weight: usize,
    /// The first of them.
    pub places: Vec<Place>,
}

/// People in one paragraph beyond which it is a list, not a scene.
const LIST: usize = 12;

pub(super) fn edges(read: &[Mentioned], keys: &[Vec<Key>], labels: &BTreeMap<&Key, String>) -> Vec<Edge> {
    let mut all: BTreeMap<(String, String, &'static str), (usize, Vec<Place>)> = BTreeMap::new();
    let mut add = |a: &str, b: &str, relation: &'static str, place: &Place| {
        if a == b || a.is_empty() || b.is_empty() {
            return;
        }
        let e = all.entry((a.to_owned(), b.to_owned(), relation)).or_default();
        e.0 += 1;
        if e.1.len() < SHOWN {
            e.1.push(place.clone());
        }
    };
    for (r, ks) in read.iter().zip(keys) {
        let name = |i: usize| labels.get(&ks[i]).map_or("", String::as_str);
        let mut by: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
        for (i, m) in r.mentions.iter().enumerate() {
            by.entry(m.paragraph).or_default().entry(name(i)).or_insert(i);
        }
        for here in by.values().filter(|h| h.len() <= LIST) {
            let list: Vec<(&str, usize)> = here.iter().map(|(n, i)| (*n, *i)).collect();
            for (k, a) in list.iter().enumerate() {
                for b in &list[k + 1..] {
                    add(a.0, b.0, "together", &r.mentions[a.1].place);
                }
            }
        }
        if let Some((from, to)) = &r.heading {
            for &a in from {
                for &b in to {
                    add(name(a), name(b), "writes to", &r.mentions[a].place);
                }
            }
        }
        if let Some(author) = &r.author {
            for &q in &r.quoted {
                add(name(q), author, "quoted by", &r.mentions[q].place);
            }
        }
    }
    let mut out: Vec<Edge> = all
        .into_iter()
        .map(|((a, b, relation), (weight, places))| Edge { a, b, relation, weight, places })
        .collect();
    out.sort_by(|x, y| {
        y.weight.cmp(&x.weight).then_with(|| (&x.a, &x.b, x.relation).cmp(&(&y.a, &y.b, y.relation)))
    });
    out
}
