//! Where in a text do the words of a query stand?

use super::forms::{Reach, forms, gaps, with_prefixes};
use super::join::{At, Slot, join, near};
use super::pattern::Pattern;
use super::tree::{Node, Phrase, Query, Word};
use crate::text::{Document, Folded};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A place where a part of a query stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tokens.
    pub tokens: Range<usize>,
    /// Which part of the query, counted from 0: phrases and words that must not be there and fields are left out.
    pub part: usize,
}

/// The places in a text where the parts of a query stand, in the order of the text.
#[must_use]
pub fn places(query: &Query, document: &Document, folded: &Folded) -> Vec<Place> {
    let mut parts: Vec<&Node> = Vec::new();
    query.root.phrases(&mut |n| parts.push(n));
    if parts.is_empty() {
        return Vec::new();
    }
    let text = Text::new(document, folded, &Asked::of(&parts));
    let mut out = Vec::new();
    for (part, node) in parts.into_iter().enumerate() {
        let found = match node {
            Node::Phrase(phrase) => text.phrase(phrase),
            Node::Near { left, right, within } => {
                let (left, right) = (text.any(left), text.any(right));
                let both = near(&left, &right, *within);
                // The words themselves, not what stands between.
                let in_pair = |a: &At| both.iter().any(|b| b.start <= a.start && a.end <= b.end);
                left.into_iter().chain(right).filter(in_pair).collect()
            }
            _ => Vec::new(),
        };
        let tokens = |a: &At| (a.start / 2) as usize..a.end.div_ceil(2) as usize;
        out.extend(found.iter().map(|a| Place { tokens: tokens(a), part }));
    }
    out.sort_by_key(|p| (p.tokens.start, p.tokens.end, p.part));
    out.dedup();
    out
}

/// What words are asked for: of a long text the places of no others are kept.
#[derive(Default)]
struct Asked {
    exact: BTreeSet<String>,
    /// Whether a pattern is asked for: then all words are kept, so that it is held against each of them once.
    patterns: bool,
}

impl Asked {
    fn of(parts: &[&Node]) -> Self {
        let mut asked = Self::default();
        for node in parts {
            match node {
                Node::Phrase(phrase) => asked.add(phrase),
                Node::Near { left, right, .. } => left.iter().chain(right).for_each(|p| asked.add(p)),
                _ => {}
            }
        }
        asked
    }

    fn add(&mut self, phrase: &Phrase) {
        for word in &phrase.words {
            match &word.pattern {
                Pattern::Any => {}
                Pattern::Exact(exact) => {
                    self.exact.extend(with_prefixes(exact));
                    self.exact.insert(exact.clone());
                }
                _ => self.patterns = true,
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.patterns || self.exact.contains(word)
    }
}

/// A text with the places of the words that are asked for.
struct Text {
    /// Folded words and forms, with their places.
    words: BTreeMap<String, Vec<At>>,
    gaps: Vec<(u32, u32)>,
}

impl Text {
    fn new(document: &Document, folded: &Folded, asked: &Asked) -> Self {
        let mut words: BTreeMap<String, Vec<At>> = BTreeMap::new();
        // Places are u32 and counted in halves: what is beyond is not shown.
        let halves = |token: u32| token.checked_mul(2);
        for (token, word) in (0u32..).zip(folded.words()) {
            if !asked.has(&word) {
                continue;
            }
            let Some(start) = halves(token) else { break };
            words.entry(word).or_default().push(At { start, end: start.saturating_add(2), quality: 100 });
        }
        for form in forms(document, folded) {
            if !asked.has(&form.word) {
                continue;
            }
            let Some(start) = halves(form.token) else { break };
            let (start, end) = match form.reach {
                Reach::Whole => (start, start + 2),
                Reach::First => (start, start + 1),
                Reach::Last => (start + 1, start + 2),
                Reach::Tokens(n) => (start, start.saturating_add(n.saturating_mul(2))),
                Reach::Written => continue,
            };
            words.entry(form.word).or_default().push(At { start, end, quality: 90 });
        }
        Self { words, gaps: gaps(document, folded) }
    }

    fn word(&self, word: &Word) -> Slot {
        let mut found: Vec<At> = Vec::new();
        let mut take = |word: &str| found.extend(self.words.get(word).into_iter().flatten());
        match &word.pattern {
            Pattern::Any => return Slot::Any,
            Pattern::Exact(exact) => {
                take(exact);
                with_prefixes(exact).iter().for_each(|w| take(w));
            }
            pattern => {
                let fits: BTreeSet<&String> = self.words.keys().filter(|w| pattern.matches(w)).collect();
                fits.into_iter().for_each(|w| take(w));
            }
        }
        found.sort_unstable();
        Slot::At(found)
    }

    fn phrase(&self, phrase: &Phrase) -> Vec<At> {
        let slots: Vec<Slot> = phrase.words.iter().map(|w| self.word(w)).collect();
        join(&slots, &self.gaps)
    }

    fn any(&self, phrases: &[Phrase]) -> Vec<At> {
        let mut out: Vec<At> = phrases.iter().flat_map(|p| self.phrase(p)).collect();
        out.sort_unstable();
        out
    }
}
