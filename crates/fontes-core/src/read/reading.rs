//! What does a document say? All readers over one cutting of its text into tokens.

use super::attribution::{Attribution, attributions_in};
use super::languages::runs;
use super::name::{Name, names_in};
use super::number::{Number, numbers_in};
use super::time::{Time, times_in, times_of};
use super::token::Tokens;
use crate::lang::english;
use crate::text::Document;

/// A document that is being read.
#[derive(Debug)]
pub struct Reading<'d> {
    document: &'d Document,
    tokens: Tokens<'d>,
}

impl<'d> Reading<'d> {
    /// Cuts the document's text.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self { document, tokens: Tokens::new(&document.text) }
    }

    /// Its expressions of time, as [`times`](super::times) reads them with the document's date, each paragraph in its own
    /// language.
    #[must_use]
    pub fn times(&self) -> Vec<Time> {
        let date = self.document.date.as_deref();
        let runs = runs(self.document, &self.tokens);
        if runs.iter().all(|(_, language)| *language == english()) {
            return times_in(&self.tokens, date);
        }
        let text = self.tokens.text;
        let parts: Vec<Tokens<'_>> =
            runs.into_iter().map(|(run, language)| Tokens::of(text, run, language)).collect();
        times_of(&parts, date)
    }

    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<Number> {
        numbers_in(&self.tokens)
    }

    /// Its names.
    #[must_use]
    pub fn names(&self) -> Vec<Name> {
        names_in(&self.tokens)
    }

    /// Who says what in it.
    #[must_use]
    pub fn attributions(&self) -> Vec<Attribution> {
        attributions_in(self.document, &self.tokens)
    }
}
