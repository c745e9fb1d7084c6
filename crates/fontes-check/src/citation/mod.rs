//! Which document, or whom, does the draft name?

mod bearer;
mod entry;
mod frame;
mod name;
mod narrator;
mod person;
mod pinpoint;
mod prose;
mod series;
mod source;
mod turns;
mod works;

pub(crate) use name::first_named;
pub(crate) use pinpoint::{Pinpoint, Unit, pinpoint};
pub(crate) use series::{folder, in_folder, in_volume, numbered_key};
pub(crate) use source::{CitedSource, Origin, Standing, citations};
pub(crate) use works::holding;
