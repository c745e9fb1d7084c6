//! What is a work called, and what is known of the documents that may be it?

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A work as a draft names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Called {
    /// Its title, or the words that tell it.
    pub(crate) title: String,
    /// Who made it.
    pub(crate) author: String,
    /// Its day, month or year, ISO 8601; may be empty.
    pub(crate) day: String,
    /// The same as the draft writes it; may be empty.
    pub(crate) date: String,
    /// Whether the words are a title, to stand in a row; else they tell a paper.
    pub(crate) titled: bool,
}

/// Whether the archive has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holding {
    /// These documents are it.
    Here(Vec<usize>),
    /// These may be.
    Perhaps(Vec<usize>),
    /// None is.
    Missing,
}

/// What is known of heads and paths, read when first asked for.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) heads: RefCell<BTreeMap<usize, Rc<Head>>>,
    pub(super) known: RefCell<BTreeMap<Called, Holding>>,
}

/// What tells a document: the words at its head in order, those of its path, its days.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) row: Vec<String>,
    pub(super) words: BTreeSet<String>,
    /// Those that tell what it is called: the first of the head, its title and author, those of its path.
    pub(super) top: BTreeSet<String>,
    pub(super) days: BTreeSet<String>,
}
