//! What does a check report? Findings: kind, verdict, place, evidence, changes.

pub mod code;
pub mod decision;
pub mod history;
pub mod key;
mod keyed;
mod kind;
pub mod since;
mod types;
pub mod words;

pub use code::{CODES, Code};
pub(crate) use keyed::give_keys;
pub use kind::{Kind, Severity, Verdict};
pub use types::{Edit, Evidence, Finding, Near, Why};
