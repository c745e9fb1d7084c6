//! What is searched for? The query language, the same for every front end, and where in a text a query is met.
//!
//! [`parse`] makes a [`Query`] of what a person typed, or says which sign it does not understand. An archive answers it
//! from its index, [`places`] shows in a text that is at hand where its words stand: both read words by their
//! [`forms`] and put phrases together by [`join`], so that they agree.
//!
//! ```
//! use fontes_core::query::{Node, parse};
//!
//! let query = parse("\"state of sieg*\" -Quist date:1973-09..1973-10").expect("understood");
//! assert!(matches!(&query.root, Node::All(parts) if parts.len() == 3));
//!
//! let typed = "Nixon OR (Kissinger";
//! let wrong = parse(typed).expect_err("not understood");
//! assert_eq!(wrong.at, 9..10);
//! assert_eq!(wrong.pointed(typed), "Nixon OR (Kissinger\n         ^");
//! ```

mod date;
mod error;
mod find;
mod forms;
mod join;
mod lex;
mod parse;
mod pattern;
mod tree;
mod words;

pub use date::{DateRange, days};
pub use error::QueryError;
pub use find::{Place, places};
pub use forms::{Form, Reach, as_written, forms, gaps, with_prefixes};
pub use join::{At, Slot, join, near};
pub use parse::parse;
pub use pattern::{Part, Pattern};
pub use tree::{Field, KINDS, Node, Phrase, Query, Word, kind_of};
