//! What do people say of the findings? A small SQLite file beside the archive, `my.fontes.workbench/store.sqlite`.
//!
//! Whatever is written is on the disk before it is answered (`synchronous=FULL` over a rollback journal), so that no end
//! of the process loses a decision. Beside it lies `backup.sqlite`, a copy that is put in place whole a second after each
//! change: it may be taken away at any moment.

pub(crate) mod decisions;
pub(crate) mod drafts;
mod open;

pub(crate) use open::{Store, now};
