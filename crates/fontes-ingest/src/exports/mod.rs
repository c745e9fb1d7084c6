//! What words are in the files that services and programs give people of their own: posts, chats, notebooks, calendars, address
//! books, feeds?
//!
//! `node` is JSON in its own order, `json` tells whose export it is and reads what is none that is known, `posts` and `chat` are the
//! shapes; `vobject` reads iCalendar and vCard, `feed` RSS and Atom; `moment` is when.

mod chat;
mod feed;
mod json;
mod moment;
mod node;
mod posts;
mod vobject;

pub(crate) use chat::People;
pub(crate) use feed::{looks_like as is_feed, read as feed};
pub(crate) use json::{people_of_slack, read as json};
pub(crate) use vobject::read as vobject;
