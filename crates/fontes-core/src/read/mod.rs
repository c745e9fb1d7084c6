//! What does a text say of itself? Its quotations, the marks their author put in them, its dates.

mod date;
mod paragraph;
mod quotation;

pub use date::{Dated, Fault, dates, weekday_name};

pub use paragraph::{Paragraph, paragraphs};
pub use quotation::{Form, Quotation, quotations};
