//! Which document, or whom, does the draft name?

mod name;
mod sentence;
mod series;
mod source;
mod speaker;

pub(crate) use name::first_named;
pub(crate) use series::{folder, in_folder, in_volume, numbered_key};
pub(crate) use source::{CitedSource, citations};
pub(crate) use speaker::said_by_another;
