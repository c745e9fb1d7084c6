//! Is a candidate a passage? An alignment of the texts themselves says so.

use super::blocks::Texts;
use super::chosen::{Chosen, pairs};
use super::found::{Aside, Duplicate, Head, Reuse};
use super::information::{Information, Measure, content, information};
use super::options::Options;
use super::part::Part;
use fontes_core::align::passage::{Limits, refine};
use fontes_core::align::seed::{Candidate, Look, STRETCH, Stretch};
use fontes_core::corpus::{Corpus, Result, Source};
use fontes_core::text::Folded;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// Of the bits asked for, what is asked of a list by a rough look: it finds less than is there.
const ROUGH_LIST: f64 = 0.65;
/// Of the bits asked for, how many times as much a passage must tell whose fingerprints stand in
/// many texts: a formula of the trade is short, a text that went round is long.
const COMMON: f64 = 2.0;
/// The same of a passage whose letters agree on one side of its fingerprints alone: what differs counts, too.
const EDITED: f64 = 1.32;
/// Refused places that are remembered.
const REFUSED: usize = 4;
/// Share of the bits asked for that a rough look must find.
const ROUGHLY: f64 = 0.85;
/// Share of both documents from which a passage makes them duplicates.
const DUPLICATE: f32 = 0.8;

/// What a passage must tell, in bits.
#[derive(Debug, Clone, Copy)]
struct Asked {
    /// By how common its fingerprints are.
    bits: f64,
    /// What its likeness leaves of it must be so much at least.
    least: f64,
}

/// The last texts that were folded, so that neighbouring candidates share the work.
struct Folds<'c> {
    corpus: &'c dyn Corpus,
    held: BTreeMap<Chosen, (u64, Arc<Source>)>,
    clock: u64,
    units: usize,
}

impl Folds<'_> {
    /// Units of folded texts that are held (about 12 bytes of memory each).
    const HELD: usize = 2 << 20;

    fn get(&mut self, chosen: &Chosen) -> Result<Arc<Source>> {
        self.clock += 1;
        if let Some(h) = self.held.get_mut(chosen) {
            h.0 = self.clock;
            return Ok(h.1.clone());
        }
        let one = chosen.read(self.corpus)?;
        self.units += one.folded().units.len();
        while self.units > Self::HELD
            && let Some(oldest) = self.held.iter().min_by_key(|h| h.1.0).map(|h| h.0.clone())
        {
            self.units -= self.held.remove(&oldest).map_or(0, |h| h.1.folded().units.len());
        }
        self.held.insert(chosen.clone(), (self.clock, one.clone()));
        Ok(one)
    }
}

pub(super) fn verify(
    corpus: &dyn Corpus,
    texts: &Texts,
    candidates: &[Candidate],
    measure: &Measure<'_>,
    heads: &[Head],
    options: &Options,
) -> Result<Part> {
    let store = &texts.store;
    let mut part = Part::default();
    // Rough stretches, by pair of texts.
    let mut rough: BTreeMap<(usize, usize), Vec<(Stretch, Asked)>> = BTreeMap::new();
    let mut left_out: BTreeSet<(usize, usize)> = BTreeSet::new();
    // The last ones of each pair that were refused, forgotten at the next stretch: the candidates of one place come one after
    // the other. What is remembered of a pair depends on no other pair.
    let mut refused: BTreeMap<(usize, usize), VecDeque<Stretch>> = BTreeMap::new();
    let mut stretch = u32::MAX;
    let mut look = Look::default();
    for c in candidates {
        let pair = (store.text_at(c.q), store.text_at(c.d));
        if !pairs(&heads[texts.numbers[pair.0].number], &heads[texts.numbers[pair.1].number], options.within)
        {
            left_out.insert(pair);
            continue;
        }
        let holds = |s: &Stretch| s.q.contains(&c.q) && s.d.contains(&c.d);
        if stretch != c.q / STRETCH {
            stretch = c.q / STRETCH;
            refused.clear();
        }
        let known = refused.get(&pair).is_some_and(|s| s.iter().any(&holds))
            || rough.get(&pair).is_some_and(|s| s.iter().any(|s| holds(&s.0)));
        if !known && let Some(s) = store.confirm(c, &mut look) {
            let asked = if c.common { COMMON * measure.threshold } else { measure.threshold };
            let rough_look = (!options.all).then(|| store.information(c, &s, measure.model));
            let stock = rough_look.is_some_and(|l| l.bits < ROUGHLY * asked);
            let list =
                rough_look.is_some_and(|l| Information::rough(&l).is_list(ROUGH_LIST * asked, || l.content));
            if stock || list {
                part.aside.stock += u64::from(stock);
                part.aside.lists += u64::from(!stock);
                let of_pair = refused.entry(pair).or_default();
                of_pair.truncate(REFUSED - 1);
                of_pair.push_front(s);
            } else {
                let least = if s.whole { asked } else { EDITED * asked };
                rough.entry(pair).or_default().push((s, Asked { bits: asked, least }));
            }
        }
    }
    part.aside.series = left_out.len() as u64;
    let limits = Limits { min_words: options.min_words, min_score: options.min_score, ..Limits::default() };
    let mut folds = Folds { corpus, held: BTreeMap::new(), clock: 0, units: 0 };
    for ((q, d), mut stretches) in rough {
        // Longest first: what it covers is told.
        stretches.sort_by_key(|(s, _)| (std::cmp::Reverse(s.q.end - s.q.start), s.q.start, s.d.start));
        let (source, other) = (folds.get(&texts.numbers[d])?, folds.get(&texts.numbers[q])?);
        let spoken = LazyCell::new(|| fontes_core::lang::of(&source.document));
        let (x, y) = (source.folded(), other.folded());
        let (base_q, base_d) = (store.text(q).start, store.text(d).start);
        let mut told: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let mut open: Vec<(Range<usize>, Range<usize>, Asked)> = stretches
            .iter()
            .rev()
            .map(|(s, asked)| {
                let a = x.tokens_of(&(s.d.start - base_d..s.d.end - base_d));
                (a, y.tokens_of(&(s.q.start - base_q..s.q.end - base_q)), *asked)
            })
            .collect();
        while let Some((a, b, asked)) = open.pop() {
            let within = |t: &(Range<usize>, Range<usize>)| {
                overlap(&t.0, &a) * 10 >= a.len() * 7 && overlap(&t.1, &b) * 10 >= b.len() * 7
            };
            if told.iter().any(within) {
                continue;
            }
            let Some(p) = refine(x, y, (a.clone(), b.clone()), &limits) else { continue };
            // What lies on either side of the best passage may hold another.
            for rest in [(p.a.end..a.end, p.b.end..b.end), (a.start..p.a.start, b.start..p.b.start)] {
                if rest.0.len().min(rest.1.len()) > options.min_words {
                    open.push((rest.0, rest.1, asked));
                }
            }
            if told.iter().any(|t| overlap(&t.0, &p.a) > 0 && overlap(&t.1, &p.b) > 0) {
                continue;
            }
            let told_of = information(source.text(), x, y, &p, measure.model);
            // What differs takes away from what agrees.
            let aside = if told_of.bits * f64::from(p.score) < asked.least {
                Some(Aside::Stock)
            } else {
                told_of
                    .is_list(asked.bits, || content(source.text(), &spoken, x, y, &p))
                    .then_some(Aside::List)
            };
            if let Some(why) = aside
                && !options.all
            {
                part.aside.stock += u64::from(why == Aside::Stock);
                part.aside.lists += u64::from(why == Aside::List);
                continue;
            }
            told.push((p.a.clone(), p.b.clone()));
            let there =
                |source: &Source, f: &Folded, r: &Range<usize>| f.span_of(r).and_then(|s| source.there(s));
            let (Some(a_span), Some(b_span)) = (there(&source, x, &p.a), there(&other, y, &p.b)) else {
                continue;
            };
            let (a, b) = (texts.numbers[d].number as u32, texts.numbers[q].number as u32);
            let share = |f: &Folded, r: &Range<usize>| {
                fontes_core::align::passage::units_of(f, r) as f32 / f.units.len().max(1) as f32
            };
            // A part is not the document: what is only held in part is no duplicate of anything.
            let whole = |c: &Chosen| c.part.is_none();
            if whole(&texts.numbers[d])
                && whole(&texts.numbers[q])
                && share(x, &p.a) >= DUPLICATE
                && share(y, &p.b) >= DUPLICATE
            {
                part.duplicates.push(Duplicate { a, b, score: p.score });
            }
            part.reuses.push(Reuse {
                a,
                b,
                a_span,
                b_span,
                words: p.same_words as u32,
                score: p.score,
                bits: told_of.bits as f32,
                aside,
            });
        }
    }
    Ok(part)
}

fn overlap(x: &Range<usize>, y: &Range<usize>) -> usize {
    x.end.min(y.end).saturating_sub(x.start.max(y.start))
}
