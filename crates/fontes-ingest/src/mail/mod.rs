//! What is in mail? One message (RFC 5322), a box of them (mbox), or what Outlook keeps: messages (MSG), data files (PST), wrappers
//! (`winmail.dat`). One file a format; `detect` tells what is mail, `parts` takes a message apart, `mapi` knows Outlook's properties.

mod charset;
mod cms;
pub(crate) mod detect;
mod fields;
mod fuller;
mod head;
mod mapi;
mod mbox;
mod message;
mod msg;
mod parts;
mod plain;
mod pst;
mod tnef;
mod transfer;

pub(crate) use cms::pkcs7;
pub(crate) use mbox::mbox;
pub(crate) use message::message;
pub(crate) use msg::msg;
pub(crate) use pst::pst;
pub(crate) use tnef::tnef;
