//! What does a whole archive say of days and of people? A timeline, the people in it, and who stands
//! with whom.
//!
//! Every row rests on passages; passages that are nearly the same count once. Nothing is merged that the texts do not tell to be
//! one: a family name alone is counted for the person whom nearly all fuller mentions mean, or for nobody; other spellings
//! are candidates, to be joined by hand. What is a paper's own date, a role or a heading is no event and no person.

mod alike;
mod decisions;
mod disagreement;
mod event;
mod form;
mod identity;
mod lists;
mod mentions;
mod network;
mod passage;
mod people;
mod place;
mod timeline;

pub use decisions::{NameDecision, NameDecisions};
pub use disagreement::Disagreement;
pub use event::Aside;
pub use network::Edge;
pub use people::{Named, People, Person, people};
pub use place::Place;
pub use timeline::{Event, Timeline, Wanted, timeline};

#[cfg(test)]
mod tests;
