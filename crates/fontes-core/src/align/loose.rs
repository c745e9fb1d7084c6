//! Which passages say the same in other words? Sentences whose words are alike, gathered.
//!
//! After Sanchez-Perez, Gelbukh and Sidorov ("Adaptive algorithm for plagiarism detection: the
//! best-performing approach at PAN 2014 text alignment competition", CLEF 2015): sentences are
//! bags of stems weighed by rarity among the sentences of both texts; pairs alike in cosine and
//! Dice are seeds; seeds near each other on both sides make a passage, which must be alike as a
//! whole or is divided at smaller gaps. Where one side is much longer than the other, the shorter
//! is a summary, and its seeds may lie further apart. Where the texts share long runs word for
//! word, those are the passages, exact to the word. Word order does not count, so that shuffled
//! and translated text is found; nothing is said of single changes.

use super::passage::{Limits, Passage, best_run, shared};
use crate::lang::Language;
use crate::read::ends_sentence;
use crate::text::Folded;
use std::collections::BTreeMap;
use std::ops::Range;

/// A passage and its rewriting.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewriting {
    /// Tokens of the first text.
    pub a: Range<usize>,
    /// Tokens of the second text.
    pub b: Range<usize>,
    /// Cosine of the two passages' weighed words, 0 to 1; for passages that are the same word for
    /// word, the share of their letters that agrees.
    pub score: f32,
    /// Whether they are the same word for word.
    pub verbatim: bool,
}

/// What counts as a rewriting. The defaults are the preset `paraphrase`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paraphrase {
    /// Cosine from which two sentences are a seed.
    pub cosine: f32,
    /// Dice coefficient that they must have as well.
    pub dice: f32,
    /// Cosine that whole passages must have.
    pub passage: f32,
    /// Cosine below which a sentence counts against its passage.
    pub sentence: f32,
    /// Sentences that may lie between seeds of one passage.
    pub gap: usize,
    /// The same, of a text that is summarised.
    pub summary_gap: usize,
    /// How many times as long as its summary a text is at least.
    pub summary: f32,
    /// Share of a summary that one stretch of the summarised text answers to, at most.
    pub densest: f32,
    /// Units that a passage must have on both sides (letters and digits).
    pub units: usize,
    /// Words in one run that the texts share, from which they are taken to be copied.
    pub verbatim: usize,
}

impl Default for Paraphrase {
    fn default() -> Self {
        Self {
            cosine: 0.26,
            dice: 0.33,
            passage: 0.34,
            sentence: 0.25,
            gap: 4,
            summary_gap: 24,
            summary: 3.0,
            densest: 0.85,
            units: 110,
            verbatim: 40,
        }
    }
}

/// Sentences of fewer words are read with the next.
const SHORTEST: usize = 4;

struct Sentence {
    tokens: Range<usize>,
    /// Stem and weight, by stem.
    words: Vec<(u32, f32)>,
    norm: f32,
}

/// A text that is compared.
#[derive(Debug, Clone, Copy)]
pub struct Side<'t> {
    /// The text.
    pub text: &'t str,
    /// Its folding.
    pub folded: &'t Folded,
    /// Its language.
    pub language: &'t Language,
}

/// Passages of `a` that `b` has in other words, or the same; disjoint in `a`, in its order.
#[must_use]
pub fn rewritten(a: Side<'_>, b: Side<'_>, limits: &Paraphrase) -> Vec<Rewriting> {
    let (first, second) = (a, b);
    let (a, b) = (first.folded, second.folded);
    let exact = shared(a, b, &Limits { min_words: 20, min_score: 0.7, max_gap: 120 });
    let run = |p: &Passage| p.segments.iter().map(|s| s.a.len()).max().unwrap_or(0);
    if exact.iter().any(|p| run(p) >= limits.verbatim) {
        // Who copies pages word for word has not shuffled the rest: sentences that are alike
        // beside them are chance more often than not.
        return exact
            .into_iter()
            .map(|p| Rewriting { a: p.a, b: p.b, score: p.score, verbatim: true })
            .collect();
    }
    let mut stems: BTreeMap<Vec<u32>, (u32, u32)> = BTreeMap::new();
    let mut x = sentences(first.text, a, first.language, &mut stems);
    let mut y = sentences(second.text, b, second.language, &mut stems);
    weigh(&mut x, &mut y, stems.len());
    let seeds = seeds(&x, &y, limits);
    let near = passages(&seeds, &x, &y, limits.gap, Some(limits.sentence), limits.passage);
    // A summary leaves sentences out on purpose: they do not count against it.
    let far = passages(&seeds, &x, &y, limits.summary_gap, None, limits.passage);
    let units = |f: &Folded, r: &Range<usize>| f.run(r).len() as f32;
    let meets = |p: &Rewriting, q: &Rewriting| {
        p.a.start < q.a.end && q.a.start < p.a.end && p.b.start < q.b.end && q.b.start < p.b.end
    };
    // A summary: one side much longer, and no stretch of it answers to most of the shorter side.
    let is_summary = |p: &Rewriting| {
        let (in_a, in_b) = (units(a, &p.a), units(b, &p.b));
        let densest = near
            .iter()
            .filter(|q| meets(p, q))
            .map(|q| if in_a < in_b { units(a, &q.a) } else { units(b, &q.b) })
            .fold(0.0, f32::max);
        in_a.max(in_b) >= limits.summary * in_a.min(in_b) && densest < limits.densest * in_a.min(in_b)
    };
    let summaries: Vec<Rewriting> = far.into_iter().filter(is_summary).collect();
    let rest = near.iter().filter(|p| !summaries.iter().any(|s| meets(s, p))).cloned();
    let chosen: Vec<Rewriting> = summaries.iter().cloned().chain(rest).collect();
    let mut chosen: Vec<Rewriting> =
        chosen.into_iter().filter(|p| units(a, &p.a).min(units(b, &p.b)) >= limits.units as f32).collect();
    // Where passages overlap, the one that is more alike stays.
    chosen.sort_by(|p, q| q.score.total_cmp(&p.score).then(p.a.start.cmp(&q.a.start)));
    let mut out: Vec<Rewriting> = Vec::new();
    for p in chosen {
        if out.iter().all(|o| o.a.end <= p.a.start || p.a.end <= o.a.start) {
            out.push(p);
        }
    }
    out.sort_by_key(|p| p.a.start);
    out
}

fn sentences(
    text: &str,
    f: &Folded,
    language: &Language,
    stems: &mut BTreeMap<Vec<u32>, (u32, u32)>,
) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    let mut from = 0;
    for i in 0..f.tokens.len() {
        if i + 1 - from < SHORTEST && i + 1 < f.tokens.len() || !ends_sentence(text, f, i, language) {
            continue;
        }
        let tokens = from..i + 1;
        from = i + 1;
        let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
        for t in tokens.clone() {
            let next = stems.len() as u32;
            let id = stems.entry(language.stem(f.letters(t)).to_vec()).or_insert((next, 0)).0;
            *counts.entry(id).or_default() += 1.0;
        }
        out.push(Sentence { tokens, words: counts.into_iter().collect(), norm: 0.0 });
    }
    out
}

/// Weighs words by term frequency and inverse sentence frequency over both texts.
fn weigh(x: &mut [Sentence], y: &mut [Sentence], stems: usize) {
    let mut holding = vec![0u32; stems];
    for s in x.iter().chain(y.iter()) {
        for w in &s.words {
            holding[w.0 as usize] += 1;
        }
    }
    let all = (x.len() + y.len()) as f32;
    for s in x.iter_mut().chain(y.iter_mut()) {
        for w in &mut s.words {
            w.1 *= (all / holding[w.0 as usize] as f32).ln();
        }
        s.norm = s.words.iter().map(|w| w.1 * w.1).sum::<f32>().sqrt();
    }
}

/// Pairs of sentences that are alike, in order.
fn seeds(x: &[Sentence], y: &[Sentence], limits: &Paraphrase) -> Vec<(usize, usize)> {
    let mut index: BTreeMap<u32, Vec<(usize, f32)>> = BTreeMap::new();
    for (j, s) in y.iter().enumerate() {
        for w in &s.words {
            index.entry(w.0).or_default().push((j, w.1));
        }
    }
    let mut out = Vec::new();
    let mut dot = vec![0.0f32; y.len()];
    let mut common = vec![0u32; y.len()];
    for (i, s) in x.iter().enumerate() {
        dot.fill(0.0);
        common.fill(0);
        for w in &s.words {
            for &(j, weight) in index.get(&w.0).map_or(&[][..], Vec::as_slice) {
                dot[j] += w.1 * weight;
                common[j] += 1;
            }
        }
        for (j, t) in y.iter().enumerate() {
            let cosine = dot[j] / (s.norm * t.norm).max(f32::MIN_POSITIVE);
            let dice = 2.0 * common[j] as f32 / (s.words.len() + t.words.len()).max(1) as f32;
            if cosine > limits.cosine && dice > limits.dice {
                out.push((i, j));
            }
        }
    }
    out
}

/// Seeds gathered into passages that are alike as a whole.
fn passages(
    seeds: &[(usize, usize)],
    x: &[Sentence],
    y: &[Sentence],
    gap: usize,
    sentence: Option<f32>,
    passage: f32,
) -> Vec<Rewriting> {
    let mut out = Vec::new();
    let mut open = vec![(seeds.to_vec(), gap)];
    while let Some((group, gap)) = open.pop() {
        for part in gather(group, gap) {
            let (Some(i0), Some(i1)) = (part.iter().map(|s| s.0).min(), part.iter().map(|s| s.0).max())
            else {
                continue;
            };
            let (Some(j0), Some(j1)) = (part.iter().map(|s| s.1).min(), part.iter().map(|s| s.1).max())
            else {
                continue;
            };
            let (mut i, mut j) = (i0..i1 + 1, j0..j1 + 1);
            if let Some(least) = sentence {
                let kept = trim(&x[i.clone()], &y[j.clone()], least);
                i = i.start + kept.start..i.start + kept.end;
                let kept = trim(&y[j.clone()], &x[i.clone()], least);
                j = j.start + kept.start..j.start + kept.end;
            }
            let score = cosine(&x[i.clone()], &y[j.clone()]);
            if score >= passage {
                out.push(Rewriting {
                    a: x[i.start].tokens.start..x[i.end - 1].tokens.end,
                    b: y[j.start].tokens.start..y[j.end - 1].tokens.end,
                    score,
                    verbatim: false,
                });
            } else if gap > 0 && part.len() > 1 {
                open.push((part, gap - 1));
            }
        }
    }
    out
}

/// The run of sentences whose likeness to some sentence of the other side outweighs most what is
/// unlike between and around them; all of it if none does.
fn trim(side: &[Sentence], other: &[Sentence], least: f32) -> Range<usize> {
    let worth = |s: &Sentence| {
        let best = other.iter().map(|t| likeness(s, t)).fold(0.0, f32::max);
        (best - least) * s.tokens.len() as f32
    };
    best_run(side.iter().map(worth)).unwrap_or(0..side.len())
}

/// Cosine of two sentences.
fn likeness(x: &Sentence, y: &Sentence) -> f32 {
    let (mut i, mut j, mut dot) = (0, 0, 0.0);
    while let (Some(a), Some(b)) = (x.words.get(i), y.words.get(j)) {
        match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                dot += a.1 * b.1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    dot / (x.norm * y.norm).max(f32::MIN_POSITIVE)
}

/// Divides seeds at gaps of more than so many sentences, on one side and on the other, until no
/// gap is left.
fn gather(seeds: Vec<(usize, usize)>, gap: usize) -> Vec<Vec<(usize, usize)>> {
    let mut out = Vec::new();
    let mut open = vec![(seeds, 0)];
    while let Some((mut group, unchanged)) = open.pop() {
        if group.is_empty() {
            continue;
        }
        if unchanged == 2 {
            out.push(group);
            continue;
        }
        // By one side and then by the other; a group that neither divides is whole.
        let key = |s: &(usize, usize)| if unchanged == 0 { (s.0, s.1) } else { (s.1, s.0) };
        group.sort_by_key(key);
        let mut parts: Vec<Vec<(usize, usize)>> = Vec::new();
        for s in group {
            match parts.last_mut() {
                Some(p) if p.last().is_some_and(|l| key(&s).0 - key(l).0 <= gap + 1) => p.push(s),
                _ => parts.push(vec![s]),
            }
        }
        if parts.len() == 1 {
            open.extend(parts.pop().map(|p| (p, unchanged + 1)));
        } else {
            open.extend(parts.into_iter().map(|p| (p, 0)));
        }
    }
    out
}

fn cosine(x: &[Sentence], y: &[Sentence]) -> f32 {
    let sum = |side: &[Sentence]| {
        let mut all: BTreeMap<u32, f32> = BTreeMap::new();
        for s in side {
            for w in &s.words {
                *all.entry(w.0).or_default() += w.1;
            }
        }
        all
    };
    let (x, y) = (sum(x), sum(y));
    let norm = |v: &BTreeMap<u32, f32>| v.values().map(|w| w * w).sum::<f32>().sqrt();
    let dot: f32 = x.iter().filter_map(|(k, w)| Some(w * y.get(k)?)).sum();
    dot / (norm(&x) * norm(&y)).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn side<'t>(text: &'t str, folded: &'t Folded) -> Side<'t> {
        Side { text, folded, language: crate::lang::english() }
    }

    const A: &str = "Nothing of note happened on Monday and the town slept late. The council voted to close \
        the old harbour because its quay had sunk into the mud. Fishermen protested loudly before the hall and burned \
        their licences in barrels. The mayor promised a new quay of stone within three years. Then summer came.";
    const B: &str = "A different story opens here about trains and tunnels under hills. Because into the mud its quay \
        had sunk, the old harbour was closed by vote of the council. Before the hall loudly the fishermen protested, \
        and licences were burned in barrels. Within three years a new stone quay was promised by the mayor. Rails \
        were laid far inland.";

    #[test]
    fn shuffled_sentences_are_found() {
        let (x, y) = (fold(A, &[]), fold(B, &[]));
        let found = rewritten(side(A, &x), side(B, &y), &Paraphrase::default());
        assert_eq!(found.len(), 1, "{found:?}");
        let words = |f: &Folded, text: &'static str, r: &Range<usize>| {
            &text[f.tokens[r.start].span.start() as usize..f.tokens[r.end - 1].span.end() as usize]
        };
        assert!(words(&x, A, &found[0].a).starts_with("The council"));
        assert!(words(&x, A, &found[0].a).ends_with("three years"));
        assert!(words(&y, B, &found[0].b).starts_with("Because into"));
        assert!(words(&y, B, &found[0].b).ends_with("by the mayor"));
    }

    #[test]
    fn unrelated_texts_share_nothing() {
        let c = "Bees live in hives. Their honey is golden and sweet. Winter is hard on all of them there.";
        let (x, y) = (fold(A, &[]), fold(c, &[]));
        assert!(rewritten(side(A, &x), side(c, &y), &Paraphrase::default()).is_empty());
    }

    #[test]
    fn seeds_part_at_gaps_on_either_side() {
        let seeds = vec![(0, 0), (1, 1), (2, 40), (3, 41), (30, 2)];
        let mut got = gather(seeds, 4);
        got.iter_mut().for_each(|g| g.sort_unstable());
        got.sort();
        assert_eq!(got, [vec![(0, 0), (1, 1)], vec![(2, 40), (3, 41)], vec![(30, 2)]]);
    }
}
