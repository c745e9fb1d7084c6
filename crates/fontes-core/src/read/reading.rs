//! What does a document say? All readers over one cutting of its text into tokens.

use super::attribution::{Attribution, attributions_in};
use super::languages::{language_of, runs};
use super::name::{Name, names_in};
use super::number::{Number, numbers_in};
use super::time::{Time, times_in, times_of};
use super::token::Tokens;
use crate::lang::english;
use crate::text::Document;
use std::sync::OnceLock;

/// A document that is being read.
#[derive(Debug)]
pub struct Reading<'d> {
    document: &'d Document,
    tokens: Tokens<'d>,
    parts: OnceLock<Option<Vec<Tokens<'d>>>>,
}

impl<'d> Reading<'d> {
    /// Cuts the document's text.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self { document, tokens: Tokens::new(&document.text), parts: OnceLock::new() }
    }

    /// Its expressions of time, as [`times`](super::times) reads them with the document's date, each paragraph in its own
    /// language.
    #[must_use]
    pub fn times(&self) -> Vec<Time> {
        let date = self.document.date.as_deref();
        self.parts().map_or_else(|| times_in(&self.tokens, date), |parts| times_of(parts, date))
    }

    /// Its numbers, each paragraph's in its own language.
    #[must_use]
    pub fn numbers(&self) -> Vec<Number> {
        self.parts()
            .map_or_else(|| numbers_in(&self.tokens), |parts| parts.iter().flat_map(numbers_in).collect())
    }

    /// Its paragraphs, each cut in its own language; `None` where all are English.
    fn parts(&self) -> Option<&[Tokens<'d>]> {
        let parts = self.parts.get_or_init(|| {
            let runs = runs(self.document, &self.tokens);
            if runs.iter().all(|(_, language)| *language == english()) {
                return None;
            }
            let text = self.tokens.text;
            Some(runs.into_iter().map(|(run, language)| Tokens::of(text, run, language)).collect())
        });
        parts.as_deref()
    }

    /// Its names, in the paragraphs whose language has a model of them.
    #[must_use]
    pub fn names(&self) -> Vec<Name> {
        self.parts().map_or_else(|| names_in(&self.tokens), |parts| parts.iter().flat_map(names_in).collect())
    }

    /// Who says what in it, if the language of the whole has the grammar for it.
    #[must_use]
    pub fn attributions(&self) -> Vec<Attribution> {
        let language = language_of(self.document, &self.tokens);
        if language == english() {
            return attributions_in(self.document, &self.tokens);
        }
        let text = self.tokens.text;
        let whole = Tokens::of(text, 0..text.len(), language);
        attributions_in(self.document, &whole)
    }
}
