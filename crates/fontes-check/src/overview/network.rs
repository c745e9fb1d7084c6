//! How do people stand to each other?

use super::alike::{Alike, Sketch};
use super::identity::Key;
use super::mentions::Mentioned;
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
    /// In how many passages; those that are nearly the same count once.
    pub weight: usize,
    /// The first of them.
    pub places: Vec<Place>,
}

/// People in one passage beyond which it is a list, not a scene.
const LIST: usize = 12;
/// Bytes between two who stand together, at most.
const TOGETHER: u32 = 400;

/// The passages of an edge, each once.
#[derive(Default)]
struct Found {
    seen: Alike,
    weight: usize,
    places: Vec<Place>,
}

impl Found {
    fn add(&mut self, r: &Mentioned, at: usize, sentence: &str) {
        if self.seen.like(Sketch::of(sentence)).is_none() {
            self.weight += 1;
            if self.places.len() < SHOWN {
                self.places.push(r.place(&r.mentions[at], sentence));
            }
        }
    }
}

pub(super) fn edges(read: &[Mentioned], keys: &[Vec<Key>], labels: &BTreeMap<&Key, String>) -> Vec<Edge> {
    let mut all: BTreeMap<(&str, &str, &'static str), Found> = BTreeMap::new();
    for (r, ks) in read.iter().zip(keys) {
        let name = |i: usize| labels.get(&ks[i]).map_or("", String::as_str);
        let mut add = |a: usize, b: usize, relation: &'static str| {
            let (x, y) = (name(a), name(b));
            if x == y || x.is_empty() || y.is_empty() {
                return;
            }
            // Together has no direction.
            let key = if relation == "together" && y < x { (y, x, relation) } else { (x, y, relation) };
            all.entry(key).or_default().add(r, a, &both(r, a, b));
        };
        let mut by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, m) in r.mentions.iter().enumerate() {
            by.entry(m.passage).or_default().push(i);
        }
        for here in by.values() {
            let people: std::collections::BTreeSet<&str> = here.iter().map(|&i| name(i)).collect();
            if people.len() > LIST {
                continue;
            }
            let mut pairs: BTreeMap<(&str, &str), (u32, usize, usize)> = BTreeMap::new();
            for (k, &i) in here.iter().enumerate() {
                for &j in &here[k + 1..] {
                    let gap = r.mentions[j].span.start().saturating_sub(r.mentions[i].span.end());
                    if gap > TOGETHER {
                        break;
                    }
                    let (x, y) = (name(i), name(j));
                    let pair = if y < x { (y, x) } else { (x, y) };
                    let nearest = pairs.entry(pair).or_insert((gap, i, j));
                    *nearest = (*nearest).min((gap, i, j));
                }
            }
            for (_, i, j) in pairs.into_values() {
                add(i, j, "together");
            }
        }
        if let Some((from, to)) = &r.heading {
            for &a in from {
                for &b in to {
                    add(a, b, "writes to");
                }
            }
        }
    }
    for (r, ks) in read.iter().zip(keys) {
        let Some(author) = &r.author else { continue };
        for &q in &r.quoted {
            let who = labels.get(&ks[q]).map_or("", String::as_str);
            if who != author && !who.is_empty() && !author.is_empty() {
                let sentence = &r.mentions[q].sentence;
                all.entry((who, author.as_str(), "quoted by")).or_default().add(r, q, sentence);
            }
        }
    }
    let mut out: Vec<Edge> = all
        .into_iter()
        .map(|((a, b, relation), f)| Edge {
            a: a.to_owned(),
            b: b.to_owned(),
            relation,
            weight: f.weight,
            places: f.places,
        })
        .collect();
    out.sort_by(|x, y| {
        y.weight.cmp(&x.weight).then_with(|| (&x.a, &x.b, x.relation).cmp(&(&y.a, &y.b, y.relation)))
    });
    out
}

/// The sentence of the one, and that of the other where it is another.
fn both(r: &Mentioned, a: usize, b: usize) -> String {
    let (x, y) = (&*r.mentions[a.min(b)].sentence, &*r.mentions[a.max(b)].sentence);
    if x.contains(y) {
        x.to_owned()
    } else if y.contains(x) {
        y.to_owned()
    } else {
        format!("{x} {y}")
    }
}
