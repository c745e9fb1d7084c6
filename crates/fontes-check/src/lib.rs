//! Is what this draft says in the archive? Findings and their verdicts.

mod check;
mod citation;
mod compare;
mod draft;
pub mod finding;
mod options;
pub mod overview;
pub mod reuse;
mod rules;
mod search;
pub mod silence;
mod snippet;
mod verify;
pub mod wanted;

pub use check::{Checked, check, find};
pub use compare::compare;
pub use draft::Draft;
pub use finding::{Edit, Evidence, Finding, Kind, Near, Severity, Verdict, Why};
pub use options::Options;
pub use snippet::{Snippet, snippets};
pub use verify::{SourceText, Verified, verify};
pub use wanted::Wanted;
