//! What is said of a draft? One rule a file: what it looks at, and when it finds something.

mod attribution;
pub(crate) mod borrowing;
mod calendar_date;
pub(crate) mod citation;
mod covering;
mod differs;
pub(crate) mod facts;
mod itself;
mod name;
pub(crate) mod quotation;
mod values;
