//! How much do the words tell that two stretches seem to share? An estimate, before an alignment.

use super::super::edit_distance::likeness;
use super::super::ngram_model::{NgramModel, Tally, Word};
use super::confirm::Stretch;
use super::seeds::Candidate;
use super::store::Store;
use std::ops::Range;

/// Units up to which a word is taken for one of no content of its own.
const SHORT_WORD: u32 = 3;

/// What a rough look at two stretches shows of the words that they share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rough {
    /// Information, in bits.
    pub bits: f64,
    /// Words that answer to each other.
    pub words: usize,
    /// Of these, those that are neither names nor figures.
    pub plain: usize,
    /// Of these, those of four units or more.
    pub content: usize,
    /// Words of the longest run that is the same.
    pub longest: usize,
}

impl Store {
    /// What the words that two stretches seem to share tell: an estimate by a greedy walk along
    /// both from the candidate on, which an alignment is to confirm.
    #[must_use]
    pub fn information(&self, c: &Candidate, s: &Stretch, model: &NgramModel) -> Rough {
        let (q, d) = (self.words(&s.q), self.words(&s.d));
        let hash = |r: &Range<u32>| Word::of(self.slice(r).iter().copied());
        let x: Vec<Word> = q.iter().map(hash).collect();
        let y: Vec<Word> = d.iter().map(hash).collect();
        let (i0, j0) = (q.partition_point(|w| w.end <= c.q), d.partition_point(|w| w.end <= c.d));
        // For each word of the later text, the word that answers to it and how far it does.
        let mut answers: Vec<Option<(usize, f32)>> = vec![None; x.len()];
        let like = |i: usize, j: usize| likeness(self.slice(&q[i]), self.slice(&d[j]));
        let answer = |i: usize, at: usize, ahead: usize, back: usize| {
            let near = at.saturating_sub(back)..(at + ahead + 1).min(y.len());
            let same = near.clone().filter(|&j| y[j] == x[i]).min_by_key(|j| j.abs_diff(at));
            same.map(|j| (j, 1.0)).or_else(|| {
                near.filter(|j| j.abs_diff(at) <= 2)
                    .map(|j| (j, like(i, j)))
                    .filter(|a| a.1 >= 0.5)
                    .max_by(|a, b| a.1.total_cmp(&b.1))
            })
        };
        const FAR: usize = 6;
        let mut at = j0;
        for (i, slot) in answers.iter_mut().enumerate().skip(i0) {
            *slot = answer(i, at, FAR, 1);
            at = slot.map_or(at, |a| a.0) + 1;
        }
        let mut at = j0;
        for i in (0..i0).rev() {
            let Some(before) = at.checked_sub(1) else { break };
            answers[i] = answer(i, before, 1, FAR);
            at = answers[i].map_or(before, |a| a.0);
        }
        let (mut tally, mut follows) = (Tally::default(), 0);
        let mut rough = Rough::default();
        for (i, a) in answers.iter().enumerate() {
            if a.is_some() {
                let name = self.names[q[i].start as usize / 64] >> (q[i].start % 64) & 1 == 1;
                rough.words += 1;
                rough.plain += usize::from(!name);
                rough.content += usize::from(!name && q[i].end - q[i].start > SHORT_WORD);
            }
            match *a {
                Some((_, 1.0)) => {
                    tally.add(model.bits(&x, i, follows), 1.0);
                    follows += 1;
                    rough.longest = rough.longest.max(follows);
                    continue;
                }
                Some((j, like)) => {
                    tally.add(model.bits(&x, i, 0).min(model.bits(&y, j, 0)), f64::from(like));
                }
                None => {}
            }
            follows = 0;
        }
        rough.bits = tally.bits();
        rough
    }
}
