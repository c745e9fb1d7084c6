//! What does a document say? All readers over one cutting of its text into tokens.

use super::attribution::{Attribution, attributions_in};
use super::name::{Name, names_in};
use super::number::{Number, numbers_in};
use super::time::{Time, times_in};
use super::token::Tokens;
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

    /// Its expressions of time, as [`times`](super::times) reads them with the document's date.
    #[must_use]
    pub fn times(&self) -> Vec<Time> {
        times_in(&self.tokens, self.document.date.as_deref())
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
