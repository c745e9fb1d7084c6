//! What does a draft see of the archive? All but itself, with the frequencies of words at hand.

use crate::draft::Draft;
use crate::finding::Evidence;
use fontes_core::corpus::{Error, Index, Part, Result, Source};
use fontes_core::text::Span;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Documents from which on their number tells how common a word is.
pub(crate) const ENOUGH_DOCUMENTS: u64 = 200;
/// Bytes around a passage within which the facts that it gives are read, and that a report shows.
pub(crate) const READ_AROUND: u32 = 3_000;
pub(crate) const SHOWN_AROUND: u32 = 400;
/// Bytes of a word over the end of what is held.
const LONG_WORD: u32 = 64;

/// The archive as one draft sees it: without itself, and with words' frequencies at hand.
pub(crate) struct Retriever<'s> {
    pub(crate) archive: &'s dyn Index,
    own: BTreeSet<usize>,
    frequencies: RefCell<BTreeMap<String, f64>>,
    neighbours: RefCell<BTreeMap<u64, Vec<usize>>>,
    turns: RefCell<BTreeMap<usize, Rc<Turns>>>,
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
            neighbours: RefCell::default(),
            turns: RefCell::default(),
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

    /// The share of documents that hold a word, not counting one of them; `None` where the
    /// archive is too small to tell a rare word from a damaged one.
    pub(crate) fn known(&self, word: &str) -> Option<f64> {
        let documents = self.documents();
        if documents < ENOUGH_DOCUMENTS {
            return None;
        }
        let one = 1.0 / documents as f64;
        self.frequency(word).map(|f| (f - one).max(0.0))
    }

    /// The share of documents that hold a word; `None` when the index fails, which [`Retriever::sound`] tells.
    pub(crate) fn frequency(&self, word: &str) -> Option<f64> {
        if let Some(f) = self.frequencies.borrow().get(word) {
            return Some(*f);
        }
        let f = match self.archive.frequency(word) {
            Ok(f) => f,
            Err(e) => {
                // The first failure is told.
                let _ = self.failed.set(e);
                return None;
            }
        };
        self.frequencies.borrow_mut().insert(word.to_owned(), f);
        Some(f)
    }
}
