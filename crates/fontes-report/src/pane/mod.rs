//! How is a draft shown as it was written, with its findings in it? Its elements and words in order, the words cut where
//! findings begin and end. The web page of a report and the workbench show the same.

mod markdown;
mod marks;
mod part;

pub use marks::{Shown, show};
pub use part::Element;
