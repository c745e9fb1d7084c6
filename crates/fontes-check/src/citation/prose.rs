//! A text with its words, as the readers of who says what ask for them: the draft, or what is held of a source.

use fontes_core::lang::{Class, Language, RuleWord};
use fontes_core::text::{Folded, Span};
use std::ops::Range;

/// A text, its folding and its language.
#[derive(Clone, Copy)]
pub(super) struct Prose<'a> {
    pub(super) text: &'a str,
    pub(super) folded: &'a Folded,
    pub(super) language: &'static Language,
}

impl<'a> Prose<'a> {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.folded.tokens.len()
    }

    /// A word, folded; nothing past the end.
    pub(super) fn word(&self, i: usize) -> String {
        if i < self.len() { self.folded.word(i) } else { String::new() }
    }

    /// A word as it is written.
    pub(super) fn raw(&self, i: usize) -> &'a str {
        self.folded.tokens.get(i).and_then(|t| t.span.slice(self.text)).unwrap_or("")
    }

    /// What stands between word `i` and the next one, or the text's end.
    pub(super) fn gap(&self, i: usize) -> &'a str {
        let from = self.folded.tokens.get(i).map_or(0, |t| t.span.end() as usize);
        let to = self.folded.tokens.get(i + 1).map_or(self.text.len(), |t| t.span.start() as usize);
        self.text.get(from..to).unwrap_or("")
    }

    /// What stands before word `i`.
    pub(super) fn gap_before(&self, i: usize) -> &'a str {
        match i.checked_sub(1) {
            Some(before) => self.gap(before),
            None => {
                let to = self.folded.tokens.get(i).map_or(0, |t| t.span.start() as usize);
                self.text.get(..to).unwrap_or("")
            }
        }
    }

    /// The part of a word that can be a name: without an elided article before it ("d’Okafor") and without the
    /// English sign of possession.
    fn bare(&self, i: usize) -> &'a str {
        let raw = self.raw(i);
        let marks = ['\'', '’'];
        let raw = match raw.split_once(marks) {
            Some((article, name)) if article.chars().all(char::is_lowercase) => name,
            _ => raw,
        };
        raw.strip_suffix("'s").or_else(|| raw.strip_suffix("’s")).unwrap_or(raw)
    }

    /// A word as a name, folded.
    pub(super) fn name(&self, i: usize) -> String {
        fontes_core::text::fold(self.bare(i), &[]).words().collect()
    }

    /// Whether a word begins with a capital, or has one after an elided article.
    pub(super) fn capital(&self, i: usize) -> bool {
        self.bare(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a word is given as owning what follows: "Okafor’s".
    pub(super) fn possessive(&self, i: usize) -> bool {
        self.raw(i).ends_with("'s") || self.raw(i).ends_with("’s")
    }

    /// Whether a word is a function word of the language, or an adverb that a verb may have before it.
    pub(super) fn light(&self, i: usize) -> bool {
        let word = self.word(i);
        let endings = self.language.grammar().words(Class::AdverbEnding);
        self.language.is_function_word(&word)
            || word.len() > 4 && !self.capital(i) && endings.iter().any(|e| word.ends_with(&**e))
    }

    /// How many words a phrase of this class has that begins at word `i` and ends before `end`: the longest.
    pub(super) fn phrase(&self, i: usize, end: usize, class: RuleWord) -> Option<usize> {
        let rules = self.language.rules();
        let most = rules.longest().min(end.saturating_sub(i));
        let words: Vec<String> = (i..i + most).map(|k| self.word(k)).collect();
        (1..=most).rev().find(|&n| rules.is(&words[..n].join(" "), &class))
    }

    /// Whether a phrase of this class ends right before word `i`, not before word `from`.
    pub(super) fn phrase_before(&self, i: usize, from: usize, class: RuleWord) -> bool {
        let rules = self.language.rules();
        let most = rules.longest().min(i.saturating_sub(from));
        let words: Vec<String> = (i - most..i).map(|k| self.word(k)).collect();
        (1..=most).any(|n| rules.is(&words[most - n..].join(" "), &class))
    }

    /// The words within a span.
    pub(super) fn within(&self, span: Span) -> Range<usize> {
        self.folded.tokens_in(span)
    }

    /// The words of a run as they are written.
    pub(super) fn written(&self, run: &Range<usize>) -> &'a str {
        self.folded.span_of(run).and_then(|s| s.slice(self.text)).unwrap_or("")
    }
}
