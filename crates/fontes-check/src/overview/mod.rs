//! What does a whole archive say of days and of people? A timeline, the people in it, and who stands
//! with whom.
//!
//! Every row rests on passages. Nothing is merged that the texts do not tell to be one: a family name
//! alone is counted for the only person of that name, or for nobody; other spellings are candidates.

mod mentions;
mod network;
mod people;
mod place;
mod timeline;

pub use network::Edge;
pub use people::{People, Person, people};
pub use place::Place;
pub use timeline::{Disagreement, Event, Timeline, Wanted, timeline};
