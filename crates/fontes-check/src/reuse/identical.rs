//! Which documents have one text, letter for letter? They are told before anything is counted: a text that stands a
//! thousand times is no phrase that is common to a thousand documents.

use super::chosen::{head, pairs};
use super::found::{Duplicate, Found, Head, Reuse};
use super::options::{Options, Within};
use fontes_core::align::ngram_model::{NgramModel, Tally, Word};
use fontes_core::corpus::{Corpus, Index, Result};
use fontes_core::text::Span;
use std::collections::BTreeMap;

/// The passages of one of so few identical documents, and of those that it is held against, are told of the others, too.
const TOLD_OF_EACH: usize = 8;

/// Documents of one text.
#[derive(Debug, Default)]
pub(super) struct Identical {
    /// By the text: the first document, and the others.
    texts: BTreeMap<u128, (u32, Vec<u32>)>,
    /// By the text and the series: the document that stands for the others.
    standing: BTreeMap<(u128, u32), u32>,
    series: BTreeMap<Option<String>, u32>,
    /// By the document that stands for them.
    copies: BTreeMap<u32, Vec<u32>>,
}

/// What is remembered of a digest; none where there is no digest.
fn key(digest: &str) -> Option<u128> {
    u128::from_str_radix(digest.strip_prefix("blake3:")?.get(..32)?, 16).ok()
}

impl Identical {
    /// Takes a document in, which comes after all before it; whether another of its series stands for it.
    pub(super) fn add(&mut self, number: usize, digest: &str, of: &Head) -> bool {
        // Documents are fewer than their units.
        let number = number as u32;
        let Some(text) = key(digest) else { return false };
        let mut again = false;
        self.texts
            .entry(text)
            .and_modify(|t| {
                t.1.push(number);
                again = true;
            })
            .or_insert_with(|| (number, Vec::new()));
        let next = self.series.len() as u32;
        let series = *self.series.entry(of.series.clone()).or_insert(next);
        match self.standing.get(&(text, series)) {
            Some(&first) if again => {
                self.copies.entry(first).or_default().push(number);
                true
            }
            _ => {
                self.standing.insert((text, series), number);
                false
            }
        }
    }

    /// The groups of two and more, in the order of their first documents.
    fn groups(&self) -> Vec<Vec<u32>> {
        let mut out: Vec<Vec<u32>> = self
            .texts
            .values()
            .filter(|t| !t.1.is_empty())
            .map(|(first, others)| std::iter::once(*first).chain(others.iter().copied()).collect())
            .collect();
        out.sort();
        out
    }

    /// Tells of all groups, and of the passages of those that others stood for.
    /// Gives the pairs of documents that have one text.
    pub(super) fn tell(self, found: &mut Found, options: &Options) -> Vec<Duplicate> {
        let groups = self.groups();
        let told: Vec<Duplicate> = groups.iter().flat_map(|group| tell(found, group, options)).collect();
        found.duplicates.extend_from_slice(&told);
        found.identical = groups.into_iter().filter(|g| g.len() > 2).collect();
        found.duplicates.sort_by_key(|d| (d.a, d.b));
        found.duplicates.dedup_by_key(|d| (d.a, d.b));
        let mut more: Vec<Reuse> = Vec::new();
        let twins: BTreeMap<(u32, u32), f32> =
            found.duplicates.iter().map(|d| ((d.a, d.b), d.score)).collect();
        let none = Vec::new();
        for r in &found.reuses {
            let (x, y) = (self.copies.get(&r.a).unwrap_or(&none), self.copies.get(&r.b).unwrap_or(&none));
            if x.is_empty() && y.is_empty() || (x.len() + 1) * (y.len() + 1) > TOLD_OF_EACH {
                continue;
            }
            for &a in std::iter::once(&r.a).chain(x) {
                for &b in std::iter::once(&r.b).chain(y) {
                    if (a, b) == (r.a, r.b) || (a.max(b) as usize) < options.new_from {
                        continue;
                    }
                    // A copy of one of two duplicates is the other's duplicate, too.
                    if let Some(&score) = twins.get(&(r.a, r.b)) {
                        found.duplicates.push(Duplicate { a: a.min(b), b: a.max(b), score });
                    }
                    more.push(if a < b {
                        Reuse { a, b, ..r.clone() }
                    } else {
                        Reuse { a: b, b: a, a_span: r.b_span, b_span: r.a_span, ..r.clone() }
                    });
                }
            }
        }
        if !more.is_empty() {
            found.duplicates.sort_by_key(|d| (d.a, d.b));
            found.duplicates.dedup_by_key(|d| (d.a, d.b));
            add(found, more);
        }
        told
    }
}

/// Adds passages.
pub(super) fn add(found: &mut Found, more: Vec<Reuse>) {
    found.reuses.extend(more);
    found.reuses.sort_by_key(|r| (r.a, r.b, r.a_span, r.b_span));
    found.reuses.dedup_by_key(|r| (r.a, r.b, r.a_span, r.b_span));
}

/// Pairs of documents that have one text, as passages: all of it.
pub(super) fn whole(told: &[Duplicate], corpus: &dyn Corpus, model: &NgramModel) -> Result<Vec<Reuse>> {
    let mut out = Vec::with_capacity(told.len());
    let mut tells: Option<(u32, Span, u32, f32)> = None;
    for d in told {
        let known = match tells.filter(|known| known.0 == d.a) {
            Some(known) => known,
            None => {
                let source = corpus.source(d.a as usize)?;
                let folded = source.folded();
                let Some(span) = folded.span_of(&(0..folded.tokens.len())) else { continue };
                let words = Word::run(folded, 0..folded.tokens.len());
                let mut tally = Tally::default();
                (0..words.len()).for_each(|i| tally.add(model.bits(&words, i, i), 1.0));
                (d.a, span, words.len() as u32, tally.bits() as f32)
            }
        };
        tells = Some(known);
        let (_, span, words, bits) = known;
        let (a_span, b_span) = (span, span);
        out.push(Reuse { a: d.a, b: d.b, a_span, b_span, words, score: 1.0, bits, aside: None });
    }
    Ok(out)
}

/// Each document of a group with the first that it makes a pair with.
fn tell(found: &Found, group: &[u32], options: &Options) -> Vec<Duplicate> {
    let Some(&first) = group.first() else { return vec![] };
    // The first of another series than the first.
    let series = |n: u32| found.heads.get(n as usize).and_then(|h| h.series.as_deref());
    let other = group.iter().copied().find(|&n| series(n) != series(first));
    let mut inside: BTreeMap<&str, u32> = BTreeMap::new();
    let mut told = Vec::new();
    for &n in group {
        let mate = match options.within {
            Within::Inside => series(n).and_then(|s| inside.insert(s, n)),
            _ => [Some(first), other]
                .into_iter()
                .flatten()
                .find(|&m| m < n && admits(&found.heads, m, n, options)),
        };
        if let Some(m) = mate.filter(|&m| m != n)
            && n as usize >= options.new_from
        {
            told.push(Duplicate { a: m, b: n, score: 1.0 });
        }
    }
    told
}

fn admits(heads: &[Head], a: u32, b: u32, options: &Options) -> bool {
    match (heads.get(a as usize), heads.get(b as usize)) {
        (Some(a), Some(b)) => pairs(a, b, options.within),
        _ => false,
    }
}

/// The documents of an index that have the text of a new one.
pub(super) fn of_new(
    corpus: &dyn Corpus,
    index: &dyn Index,
    heads: &mut [Head],
    options: &Options,
) -> Result<Identical> {
    let mut out = Identical::default();
    for number in options.new_from..corpus.len() {
        let digest = corpus.source(number)?.digest.clone();
        let Some(text) = key(&digest) else { continue };
        if out.texts.contains_key(&text) {
            continue;
        }
        let mut same = index.same_text(&digest)?;
        same.sort_unstable();
        if let [first, others @ ..] = same.as_slice()
            && !others.is_empty()
        {
            for &n in &same {
                if let Some(h) = heads.get_mut(n)
                    && h.path.is_empty()
                {
                    *h = head(corpus.source(n)?.as_ref(), options.series);
                }
            }
            out.texts.insert(text, (*first as u32, others.iter().map(|&n| n as u32).collect()));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn all_are_told_of_and_one_of_a_series_stands_for_the_rest() {
        let mut found = Found::default();
        let mut same = Identical::default();
        // Two texts by turns, in two series of which the first has three in four.
        for i in 0..400usize {
            let series = Some(if i % 4 == 3 { "b" } else { "a" }.to_owned());
            let head = Head { series, ..Head::default() };
            let digest = format!("blake3:{:032x}{:032x}", i % 2, 0);
            let stood_for = same.add(i, &digest, &head);
            assert_eq!(stood_for, i > 3 || i == 2, "{i}");
            found.heads.push(head);
        }
        same.tell(&mut found, &Options::default());
        assert_eq!(found.identical.iter().map(Vec::len).collect::<Vec<_>>(), [200, 200]);
        assert_eq!(found.duplicates.len(), 398);
        assert!(found.duplicates.iter().all(|d| d.a < 2 && d.b > 1));
    }

    #[test]
    fn pairs_are_those_that_were_asked_for() {
        let make = || {
            let (mut found, mut same) = (Found::default(), Identical::default());
            for (i, series) in ["a", "a", "b", "b", "a"].iter().enumerate() {
                let head = Head { series: Some((*series).to_owned()), ..Head::default() };
                same.add(i, &format!("blake3:{:064}", 7), &head);
                found.heads.push(head);
            }
            (found, same)
        };
        let told = |options: Options| {
            let (mut found, same) = make();
            same.tell(&mut found, &options);
            found.duplicates.iter().map(|d| (d.a, d.b)).collect::<Vec<_>>()
        };
        assert_eq!(told(Options::default()), [(0, 1), (0, 2), (0, 3), (0, 4)]);
        assert_eq!(told(Options { within: Within::Across, ..Options::default() }), [(0, 2), (0, 3), (2, 4)]);
        assert_eq!(told(Options { within: Within::Inside, ..Options::default() }), [(0, 1), (1, 4), (2, 3)]);
        assert_eq!(told(Options { new_from: 3, ..Options::default() }), [(0, 3), (0, 4)]);
    }
}
