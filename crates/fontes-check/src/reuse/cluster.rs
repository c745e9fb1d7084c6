//! Which documents carry one passage? Pairs of passages gathered into clusters.

use super::found::Found;
use fontes_core::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A document that carries a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carrier {
    /// The document's number.
    pub document: u32,
    /// Where the passage stands in it.
    pub span: Span,
}

/// All witnesses of one passage, the likely earliest first: by date, undated ones last, then in
/// the order of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The witnesses.
    pub witnesses: Vec<Carrier>,
}

impl Cluster {
    /// A short name for a witness: A, B, … Z, AA, AB, …
    #[must_use]
    pub fn siglum(mut i: usize) -> String {
        let mut out = Vec::new();
        loop {
            out.push(char::from(b'A' + (i % 26) as u8));
            if i < 26 {
                break;
            }
            i = i / 26 - 1;
        }
        out.iter().rev().collect()
    }
}

/// Share of the shorter of two stretches of a document that they must have in common to be the
/// same passage.
const SAME: f32 = 0.6;

/// Gathers pairs into clusters: passages of one document that have most of the shorter one in
/// common are one witness, and the two sides of a pair belong together. What a third document has of the text of
/// two duplicates is a cluster of its own, not one with all of that text.
#[must_use]
pub fn clusters(found: &Found) -> Vec<Cluster> {
    let twins: BTreeSet<(u32, u32)> = found.duplicates.iter().map(|d| (d.a, d.b)).collect();
    // Every side of a pair, by document and place.
    let mut sides: Vec<(Carrier, usize)> = Vec::with_capacity(found.reuses.len() * 2);
    for (i, r) in found.reuses.iter().enumerate() {
        sides.push((Carrier { document: r.a, span: r.a_span }, i * 2));
        sides.push((Carrier { document: r.b, span: r.b_span }, i * 2 + 1));
    }
    let of_twins = |side: usize| found.reuses.get(side / 2).is_some_and(|r| twins.contains(&(r.a, r.b)));
    sides.sort();
    let mut parent: Vec<usize> = (0..sides.len()).collect();
    for pair in 0..found.reuses.len() {
        join(&mut parent, pair * 2, pair * 2 + 1);
    }
    for (n, (s, i)) in sides.iter().enumerate() {
        for (t, j) in sides[n + 1..]
            .iter()
            .take_while(|t| t.0.document == s.document && t.0.span.start() < s.span.end())
        {
            let shared = s.span.end().min(t.span.end()) - t.span.start();
            let (shorter, longer) = (s.span.len().min(t.span.len()), s.span.len().max(t.span.len()));
            let of = if of_twins(*i) == of_twins(*j) { shorter } else { longer };
            if shared as f32 >= SAME * of as f32 {
                join(&mut parent, *i, *j);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Carrier>> = BTreeMap::new();
    for (s, i) in &sides {
        groups.entry(root(&mut parent, *i)).or_default().push(*s);
    }
    let mut out: Vec<Cluster> = groups
        .into_values()
        .map(|mut all| {
            all.sort();
            let mut witnesses: Vec<Carrier> = Vec::new();
            for c in all {
                match witnesses.last_mut() {
                    Some(last) if last.document == c.document && last.span.overlaps(c.span) => {
                        last.span = last.span.cover(c.span);
                    }
                    _ => witnesses.push(c),
                }
            }
            witnesses.sort_by(|x, y| {
                let date = |c: &Carrier| found.heads[c.document as usize].date.clone();
                let (dx, dy) = (date(x), date(y));
                (dx.is_none(), dx, x).cmp(&(dy.is_none(), dy, y))
            });
            Cluster { witnesses }
        })
        .collect();
    out.sort_by(|x, y| x.witnesses.iter().min().cmp(&y.witnesses.iter().min()));
    out
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

fn join(parent: &mut [usize], i: usize, j: usize) {
    let (x, y) = (root(parent, i), root(parent, j));
    let (low, high) = (x.min(y), x.max(y));
    parent[high] = low;
}

#[cfg(test)]
mod tests {
    use super::super::found::{Head, Reuse};
    use super::*;

    fn head(date: Option<&str>) -> Head {
        Head { path: "p".into(), id: None, title: None, date: date.map(Into::into), series: None }
    }

    fn reuse(a: u32, x: (u32, u32), b: u32, y: (u32, u32)) -> Reuse {
        let span = |s: (u32, u32)| Span::new(s.0, s.1).expect("ordered");
        Reuse { a, b, a_span: span(x), b_span: span(y), words: 9, score: 1.0, bits: 50.0, aside: None }
    }

    #[test]
    fn witnesses_of_one_passage_are_gathered_earliest_first() {
        let found = Found {
            heads: vec![head(None), head(Some("1973")), head(Some("1961-02-01")), head(None)],
            reuses: vec![
                reuse(0, (0, 100), 1, (50, 150)),
                reuse(1, (55, 150), 2, (10, 110)),
                reuse(2, (500, 600), 3, (0, 100)),
            ],
            ..Found::default()
        };
        let got = clusters(&found);
        let documents: Vec<Vec<u32>> =
            got.iter().map(|c| c.witnesses.iter().map(|w| w.document).collect()).collect();
        assert_eq!(documents, [vec![2, 1, 0], vec![2, 3]]);
    }

    #[test]
    fn what_others_have_of_duplicates_is_a_cluster_of_its_own() {
        let duplicate = |a, b| super::super::found::Duplicate { a, b, score: 0.99 };
        let found = Found {
            heads: vec![head(None), head(None), head(None), head(None)],
            reuses: vec![
                reuse(0, (0, 1000), 1, (0, 1010)),
                reuse(0, (0, 1000), 2, (5, 1000)),
                reuse(0, (400, 460), 3, (0, 60)),
                reuse(1, (410, 470), 3, (0, 60)),
            ],
            duplicates: vec![duplicate(0, 1), duplicate(0, 2)],
            ..Found::default()
        };
        let documents: Vec<Vec<u32>> =
            clusters(&found).iter().map(|c| c.witnesses.iter().map(|w| w.document).collect()).collect();
        assert_eq!(documents, [vec![0, 1, 2], vec![0, 1, 3]]);
    }

    #[test]
    fn sigla_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52].map(Cluster::siglum), ["A", "Z", "AA", "AZ", "BA"]);
    }
}
