//! What stands over a message? The fields that a reader sees, a line each.

use crate::builder::{Builder, append};
use crate::outcome::Unreadable;
use fontes_core::text::{BlockKind, Document};

/// The header fields that a reader sees.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) from: Option<String>,
    /// Whom answers go to, if it is not the sender.
    pub(crate) reply_to: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) cc: Option<String>,
    /// Who got it without the others being told; only the sender's copy says so.
    pub(crate) bcc: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) subject: Option<String>,
}

impl Head {
    /// The fields, a line each, over the bodies.
    pub(crate) fn over(self, bodies: Vec<Document>) -> Result<Document, Unreadable> {
        let mut b = Builder::default();
        b.block(BlockKind::Furniture);
        for (name, value) in [
            ("From", &self.from),
            ("Reply-To", &self.reply_to),
            ("To", &self.to),
            ("Cc", &self.cc),
            ("Bcc", &self.bcc),
            ("Date", &self.date),
            ("Subject", &self.subject),
        ] {
            if let Some(value) = value {
                b.line();
                b.words(&format!("{name}: {value}"));
            }
        }
        let mut d = b.finish();
        for body in bodies {
            if !body.text.trim().is_empty() {
                append(&mut d, body, "message")?;
            }
        }
        d.title = self.subject;
        d.author = self.from;
        Ok(d)
    }
}
