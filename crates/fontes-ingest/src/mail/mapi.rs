//! What do the properties of an Outlook message say (MS-OXPROPS)? Saved messages, data files and `winmail.dat` hold the same ones.

use super::charset;
use super::head::Head;
use super::{fuller, plain};
use crate::outcome::{Notice, Unreadable};
use crate::{html, rtf};
use fontes_core::text::Document;
use mail_parser::{DateTime, HeaderName, MessageParser};
use std::collections::BTreeMap;

/// The value of a property.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    /// A text in the code page of who wrote it.
    Narrow(Vec<u8>),
    Bytes(Vec<u8>),
    Number(i32),
    /// In 100 ns since 1601.
    Time(i64),
}

/// Somebody whom a message goes to.
#[derive(Debug, Clone)]
pub(crate) struct Recipient {
    /// 1 to, 2 copy, 3 blind copy.
    pub(crate) kind: i32,
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
}

/// Properties that are asked for.
pub(crate) mod id {
    pub(crate) const CLASS: u16 = 0x001A;
    pub(crate) const SUBJECT: u16 = 0x0037;
    pub(crate) const SUBMITTED: u16 = 0x0039;
    pub(crate) const FOR_NAME: u16 = 0x0042;
    pub(crate) const FOR_ADDRESS: u16 = 0x0065;
    pub(crate) const HEADERS: u16 = 0x007D;
    pub(crate) const RECIPIENT_KIND: u16 = 0x0C15;
    pub(crate) const SENDER_NAME: u16 = 0x0C1A;
    pub(crate) const SENDER_ADDRESS: u16 = 0x0C1F;
    pub(crate) const BCC: u16 = 0x0E02;
    pub(crate) const CC: u16 = 0x0E03;
    pub(crate) const TO: u16 = 0x0E04;
    pub(crate) const DELIVERED: u16 = 0x0E06;
    pub(crate) const BODY: u16 = 0x1000;
    pub(crate) const RTF: u16 = 0x1009;
    pub(crate) const HTML: u16 = 0x1013;
    pub(crate) const MESSAGE_ID: u16 = 0x1035;
    pub(crate) const NAME: u16 = 0x3001;
    pub(crate) const ADDRESS: u16 = 0x3003;
    pub(crate) const DATA: u16 = 0x3701;
    pub(crate) const SHORT_FILE: u16 = 0x3704;
    pub(crate) const METHOD: u16 = 0x3705;
    pub(crate) const FILE: u16 = 0x3707;
    pub(crate) const CONTENT_ID: u16 = 0x3712;
    pub(crate) const SMTP: u16 = 0x39FE;
    pub(crate) const PHONES: [u16; 4] = [0x3A08, 0x3A09, 0x3A1C, 0x3A1A];
    pub(crate) const TITLE: u16 = 0x3A17;
    pub(crate) const COMPANY: u16 = 0x3A16;
    pub(crate) const CODE_PAGE: u16 = 0x3FDE;
    pub(crate) const NARROW_PAGE: u16 = 0x3FFD;
    pub(crate) const SENDER_SMTP: u16 = 0x5D01;
    pub(crate) const FOR_SMTP: u16 = 0x5D02;
}

/// The properties of a message, an attachment or a recipient.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    pub(crate) values: BTreeMap<u16, Value>,
    pub(crate) recipients: Vec<Recipient>,
}

impl Properties {
    pub(crate) fn number(&self, id: u16) -> Option<i32> {
        match self.values.get(&id)? {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub(crate) fn bytes(&self, id: u16) -> Option<&[u8]> {
        match self.values.get(&id)? {
            Value::Bytes(b) => Some(b),
            _ => None,
        }
    }

    /// A text, without what ends it; empty ones are none.
    pub(crate) fn text(&self, id: u16) -> Option<String> {
        let text = match self.values.get(&id)? {
            Value::Text(t) => t.clone(),
            Value::Narrow(b) => self.narrow(b),
            _ => return None,
        };
        let text = text.trim_end_matches('\0');
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    fn narrow(&self, bytes: &[u8]) -> String {
        let page = self.number(id::NARROW_PAGE).or_else(|| self.number(id::CODE_PAGE));
        let label = page.and_then(charset::code_page).map(encoding_rs::Encoding::name);
        charset::text(bytes, label, false).text
    }

    fn time(&self, id: u16) -> Option<DateTime> {
        match self.values.get(&id)? {
            Value::Time(t) => Some(DateTime::from_timestamp(t / 10_000_000 - 11_644_473_600)),
            _ => None,
        }
        .filter(DateTime::is_valid)
    }

    /// Those whom the message goes to in one way; as it lists them itself, if nothing else does.
    fn recipients(&self, kind: i32, listed: u16) -> Option<String> {
        let all: Vec<String> = self
            .recipients
            .iter()
            .filter(|r| r.kind == kind)
            .filter_map(|r| with_address(r.name.clone(), r.address.clone()))
            .collect();
        if all.is_empty() { self.text(listed) } else { Some(all.join("; ")) }
    }

    /// As somebody whom a message goes to.
    pub(crate) fn recipient(&self) -> Recipient {
        let address = self.text(id::SMTP).or_else(|| self.text(id::ADDRESS).filter(|a| a.contains('@')));
        Recipient { kind: self.number(id::RECIPIENT_KIND).unwrap_or(1), name: self.text(id::NAME), address }
    }

    /// The name of an attachment.
    pub(crate) fn file_name(&self) -> Option<String> {
        self.text(id::FILE).or_else(|| self.text(id::SHORT_FILE)).or_else(|| self.text(id::NAME))
    }
}

/// `Name <address>`, or what there is of it.
fn with_address(name: Option<String>, address: Option<String>) -> Option<String> {
    match (name, address) {
        (Some(n), Some(a)) if a.contains('@') && !n.contains(&a) => Some(format!("{n} <{a}>")),
        (n, a) => n.or(a),
    }
}

/// The message as a document, of the media type given, and what to know of it.
pub(crate) fn document(m: &Properties, media_type: &str) -> Result<(Document, Vec<Notice>), Unreadable> {
    let headers = m.text(id::HEADERS);
    let parsed = headers.as_deref().and_then(|h| MessageParser::default().parse_headers(h.as_bytes()));
    let sent = parsed.as_ref().and_then(|p| p.date().cloned()).filter(DateTime::is_valid);
    let sent = sent.or_else(|| m.time(id::SUBMITTED)).or_else(|| m.time(id::DELIVERED));
    let sender =
        with_address(m.text(id::SENDER_NAME), m.text(id::SENDER_SMTP).or_else(|| m.text(id::SENDER_ADDRESS)));
    let behalf = with_address(m.text(id::FOR_NAME), m.text(id::FOR_SMTP).or_else(|| m.text(id::FOR_ADDRESS)));
    let reply_to = parsed.as_ref().and_then(|p| p.header(HeaderName::ReplyTo).and_then(|r| r.as_address()));
    let reply_to = reply_to
        .and_then(|a| a.first())
        .and_then(|a| with_address(a.name().map(str::to_owned), a.address().map(str::to_owned)));
    // A reply or a forward keeps its prefix apart.
    let subject = m.text(id::SUBJECT).map(|s| match s.strip_prefix('\u{1}') {
        Some(rest) => rest.chars().skip(1).collect(),
        None => s,
    });
    let from = behalf.or(sender);
    let head = Head {
        reply_to: reply_to.filter(|r| from.as_ref() != Some(r)),
        from,
        to: m.recipients(1, id::TO),
        cc: m.recipients(2, id::CC),
        bcc: m.recipients(3, id::BCC),
        date: sent.as_ref().map(DateTime::to_rfc822),
        subject,
    };
    let (mut bodies, notices) = bodies(m);
    if m.text(id::CLASS).is_some_and(|c| c.starts_with("IPM.Contact")) {
        bodies.insert(0, contact(m));
    }
    let mut document = head.over(bodies)?;
    document.media_type = media_type.into();
    document.id = parsed
        .as_ref()
        .and_then(|p| p.message_id().map(str::to_owned))
        .or_else(|| m.text(id::MESSAGE_ID).map(|i| i.trim_matches(['<', '>']).to_owned()));
    document.date = sent.map(|d| d.to_rfc3339().chars().take(10).collect());
    Ok((document, notices))
}

/// What an entry of an address book says.
fn contact(m: &Properties) -> Document {
    let lines = [id::NAME, id::TITLE, id::COMPANY].into_iter().chain(id::PHONES).filter_map(|i| m.text(i));
    plain::paragraphs(lines.collect::<Vec<_>>().join("\n"))
}

/// The body in the fuller of its forms: as text, as HTML, or as RTF where there is no other.
pub(crate) fn bodies(m: &Properties) -> (Vec<Document>, Vec<Notice>) {
    let mut notices = Vec::new();
    let mut forms = Vec::new();
    if let Some(text) = m.text(id::BODY) {
        forms.push(vec![plain::read(&text, None).document]);
    }
    let markup = m.text(id::HTML).or_else(|| {
        let page = m.number(id::CODE_PAGE).and_then(charset::code_page).map(encoding_rs::Encoding::name);
        let bytes = m.bytes(id::HTML).filter(|b| !b.is_empty())?;
        Some(charset::text(bytes, page, true).text)
    });
    match markup.map(|m| html::message(&m)) {
        Some(Ok(read)) => forms.push(read.documents),
        Some(Err(e)) => notices.push(Notice::loss(format!("the body: {}", e.reason))),
        None => match m.bytes(id::RTF).filter(|b| !b.is_empty()).map(rich) {
            Some(Ok(documents)) => forms.push(documents),
            Some(Err(why)) => notices.push(Notice::loss(format!("the body in RTF was not read: {why}"))),
            None => {}
        },
    }
    (fuller::of(forms), notices)
}

/// A body in compressed RTF (MS-OXRTFCP).
fn rich(bytes: &[u8]) -> Result<Vec<Document>, String> {
    let number =
        |at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let (Some(size), Some(raw), Some(kind)) = (number(0), number(4), number(8)) else {
        return Err("it is cut".into());
    };
    // The library believes the sizes that the file gives. Two bytes stand for at most 17.
    const AS_IT_IS: usize = 0x414C_454D;
    let within =
        bytes.len() >= 16 && raw <= bytes.len() * 10 && (kind != AS_IT_IS || raw + 16 <= bytes.len());
    let bytes = size.checked_add(4).and_then(|end| bytes.get(..end)).filter(|b| within && b.len() >= 16);
    let bytes = bytes.ok_or("its sizes are wrong")?;
    let text = compressed_rtf::decompress_rtf(bytes).map_err(|e| e.to_string())?;
    // It gives bytes as the letters of Latin-1.
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    rtf::read(&bytes).map(|r| r.documents).map_err(|e| e.reason)
}
