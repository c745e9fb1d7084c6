//! What does a draft see of the archive? All but itself, with the frequencies of words at hand.

use super::own_words::Own;
use super::shelf::Shelf;
use crate::draft::Draft;
use crate::finding::Evidence;
use fontes_core::corpus::{Error, Index, Part, Result, Source};
use fontes_core::lang::Language;
use fontes_core::read::{Apparatus, apparatus};
use fontes_core::text::Span;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Documents from which on their number tells how common a word is.
const ENOUGH_DOCUMENTS: u64 = 200;
/// Bytes around a passage within which the facts that it gives are read, and that a report shows.
pub(crate) const READ_AROUND: u32 = 3_000;
pub(crate) const SHOWN_AROUND: u32 = 400;
/// Bytes around a passage within which a system of verse numbers, stamps or running heads shows itself.
const SYSTEM_AROUND: u32 = 24_000;
/// Bytes of a word over the end of what is held.
const LONG_WORD: u32 = 64;

/// The archive as one draft sees it: without itself, and with words' frequencies at hand.
pub(crate) struct Retriever<'s> {
    pub(crate) archive: &'s dyn Index,
    own: BTreeSet<usize>,
    frequencies: RefCell<BTreeMap<String, f64>>,
    told: RefCell<BTreeMap<String, f64>>,
    neighbours: RefCell<BTreeMap<u64, Vec<usize>>>,
    turns: RefCell<BTreeMap<usize, Rc<Turns>>>,
    headed: RefCell<BTreeMap<String, Vec<usize>>>,
    /// What is known of documents' heads and paths.
    pub(super) shelf: Shelf,
    /// The draft's words outside its quotations, and which documents are versions of it.
    pub(super) own_words: OnceCell<Own>,
    pub(super) versions: RefCell<BTreeMap<usize, bool>>,
    /// Why the frequency of a word could not be told.
    failed: OnceCell<Error>,
}

/// Who speaks where in a document: the byte where each turn begins, and the folded label.
pub(crate) type Turns = Vec<(u32, String)>;

impl<'s> Retriever<'s> {
    /// The archive without the documents that are the draft itself.
    pub(crate) fn new(archive: &'s dyn Index, draft: &Draft) -> Result<Self> {
        let own = archive.same_text(&draft.digest)?.into_iter().collect();
        Ok(Self {
            archive,
            own,
            frequencies: RefCell::default(),
            told: RefCell::default(),
            neighbours: RefCell::default(),
            turns: RefCell::default(),
            headed: RefCell::default(),
            shelf: Shelf::default(),
            own_words: OnceCell::new(),
            versions: RefCell::default(),
            failed: OnceCell::new(),
        })
    }

    /// What failed where no error could be handed on: nothing that was found may be told then.
    pub(crate) fn sound(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// A passage of a document, with what is held of it `reach` bytes to either side.
    pub(crate) fn evidence(&self, number: usize, span: Span, reach: u32) -> Result<Option<Evidence>> {
        let around =
            span.start().saturating_sub(reach + LONG_WORD)..span.end().saturating_add(reach + LONG_WORD);
        let held = self.archive.part(number, &Part::Bytes(around))?;
        Ok(held.excerpt(span, reach).map(|e| Evidence { witness: Arc::new(e), span }))
    }

    /// What is apparatus in a passage of a document, as its neighbourhood shows; in order.
    pub(crate) fn apparatus(&self, number: usize, span: Span, language: &Language) -> Result<Vec<Apparatus>> {
        let around = span.start().saturating_sub(SYSTEM_AROUND)..span.end().saturating_add(SYSTEM_AROUND);
        let held = self.archive.part(number, &Part::Bytes(around))?;
        let text = held.text();
        // A line that is cut shows neither its beginning nor its end.
        let from = if held.reaches().0 { 0 } else { text.find('\n').map_or(0, |at| at + 1) };
        let to = if held.reaches().1 {
            text.len()
        } else {
            text.rfind('\n').filter(|&at| at > from).unwrap_or(text.len())
        };
        let Some(lines) = text.get(from..to) else { return Ok(vec![]) };
        let there = |a: Apparatus| {
            let from = u32::try_from(from).ok()?;
            let here = Span::new(a.span.start().checked_add(from)?, a.span.end().checked_add(from)?).ok()?;
            Some(Apparatus { span: held.there(here)?, ..a })
        };
        let found = apparatus(lines, language).into_iter().filter_map(there);
        Ok(found.filter(|a| a.span.overlaps(span)).collect())
    }

    /// Who speaks where in a document, read when first asked for.
    pub(crate) fn turns(&self, number: usize, read: impl FnOnce(&Source) -> Turns) -> Result<Rc<Turns>> {
        if let Some(known) = self.turns.borrow().get(&number) {
            return Ok(known.clone());
        }
        let turns = Rc::new(read(&*self.archive.source(number)?));
        self.turns.borrow_mut().insert(number, turns.clone());
        Ok(turns)
    }

    /// The documents that share a name and a folder with the draft, by the name's key; asked for once.
    pub(crate) fn neighbours(
        &self,
        name: u64,
        read: impl FnOnce() -> Result<Vec<usize>>,
    ) -> Result<Vec<usize>> {
        if let Some(known) = self.neighbours.borrow().get(&name) {
            return Ok(known.clone());
        }
        let found = read()?;
        self.neighbours.borrow_mut().insert(name, found.clone());
        Ok(found)
    }

    /// The documents at whose heads these words stand, by the words; asked for once.
    pub(crate) fn headed(
        &self,
        words: &str,
        read: impl FnOnce() -> Result<Vec<usize>>,
    ) -> Result<Vec<usize>> {
        if let Some(known) = self.headed.borrow().get(words) {
            return Ok(known.clone());
        }
        let found = read()?;
        self.headed.borrow_mut().insert(words.to_owned(), found.clone());
        Ok(found)
    }

    /// How many documents are searched.
    pub(crate) fn documents(&self) -> u64 {
        self.archive.totals().documents.saturating_sub(self.own.len() as u64)
    }

    /// How many documents are the draft itself.
    pub(crate) fn own_documents(&self) -> usize {
        self.own.len()
    }

    /// Whether the document is the draft itself.
    pub(crate) fn is_own(&self, number: usize) -> bool {
        self.own.contains(&number)
    }

    /// Whether a folded word is a word, by the language's tables and by what other documents than one hold; `None` where
    /// neither tells.
    pub(crate) fn is_word(&self, word: &str, language: &Language) -> Option<bool> {
        if language.is_function_word(word) || !language.numerals().of(word).is_empty() {
            return Some(true);
        }
        let listed = language.lists(word);
        let documents = self.documents();
        // One document is the witness itself.
        if listed == Some(true) || self.frequency(word).is_some_and(|f| f * documents as f64 > 1.5) {
            return Some(true);
        }
        listed.or_else(|| (documents >= ENOUGH_DOCUMENTS).then_some(false))
    }

    /// Whether a folded word is none beside another that it may be read for: it is no word, or scans of many documents have
    /// it, where hundreds of times as many have the other. `None` where that cannot be told.
    pub(crate) fn is_damage_of(&self, word: &str, other: &str, language: &Language) -> Option<bool> {
        let known = self.is_word(word, language)?;
        if !known {
            return self.is_word(other, language);
        }
        if language.is_function_word(word)
            || language.lists(word) == Some(true)
            || self.documents() < ENOUGH_DOCUMENTS
        {
            return Some(false);
        }
        let (f, more) = (self.frequency(word)?, self.frequency(other)?);
        Some((f * 100.0 <= more && f < 0.002) || f * 300.0 <= more)
    }

    /// What a folded word tells, in bits: -log2 of its share of running text in its language, or in the archive where it is more
    /// common there. One place, the witness's own, does not count.
    pub(crate) fn bits(&self, word: &str, language: &Language) -> f64 {
        f64::from(language.bits(word)).min(self.bits_in_archive(word))
    }

    /// The same by the archive alone, infinite for a word that no other place has; the archive is asked once for each word.
    fn bits_in_archive(&self, word: &str) -> f64 {
        if let Some(bits) = self.told.borrow().get(word) {
            return *bits;
        }
        let here = self.answer(self.archive.occurrences(word)).unwrap_or(0).saturating_sub(1) as f64;
        let bits = if here > 0.0 { -(here / self.words().max(1.0)).log2() } else { f64::INFINITY };
        self.told.borrow_mut().insert(word.to_owned(), bits);
        bits
    }

    /// How many words are searched.
    pub(crate) fn words(&self) -> f64 {
        self.answer(self.archive.words()).unwrap_or(0) as f64
    }

    /// The share of documents that hold a word; `None` when the index fails, which [`Retriever::sound`] tells.
    pub(crate) fn frequency(&self, word: &str) -> Option<f64> {
        if let Some(f) = self.frequencies.borrow().get(word) {
            return Some(*f);
        }
        let f = self.answer(self.archive.frequency(word))?;
        self.frequencies.borrow_mut().insert(word.to_owned(), f);
        Some(f)
    }

    /// What the archive answers; the first failure is kept, and told by [`Retriever::sound`].
    fn answer<T>(&self, answered: Result<T>) -> Option<T> {
        answered
            .map_err(|e| {
                let _ = self.failed.set(e);
            })
            .ok()
    }
}
