//! What is said of a draft? One rule a file: what it looks at, and when it finds something.

mod attribution;
mod boilerplate;
pub(crate) mod borrowing;
mod calendar_date;
pub(crate) mod citation;
mod covering;
mod differs;
mod excerpt;
pub(crate) mod facts;
mod itself;
mod name;
mod predicate;
pub(crate) mod quotation;
mod values;
