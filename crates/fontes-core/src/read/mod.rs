//! What does a text say of itself? Its quotations, and the marks their author put in them.

mod paragraph;
mod quotation;

pub use paragraph::{Paragraph, paragraphs};
pub use quotation::{Form, Quotation, quotations};
