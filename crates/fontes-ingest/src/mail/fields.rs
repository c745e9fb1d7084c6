//! What do the header fields of a message, or of a part of it, say?

use super::charset;
use super::head::Head;
use super::transfer;
use mail_parser::{Address, DateTime, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders as _};
use std::borrow::Cow;

/// How a part is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disposition {
    Unsaid,
    Inline,
    Attached,
}

/// The fields that say how a part is written.
#[derive(Debug)]
pub(crate) struct Mime {
    /// `text/plain`, in small letters.
    pub(crate) kind: String,
    pub(crate) charset: Option<String>,
    pub(crate) boundary: Option<String>,
    /// Lines that end with a blank go on in the next (RFC 3676).
    pub(crate) flowed: bool,
    /// The blank at such a line's end is no blank of the text.
    pub(crate) without_blank: bool,
    pub(crate) name: Option<String>,
    pub(crate) disposition: Disposition,
    pub(crate) id: Option<String>,
    /// The id of the part that is shown first (multipart/related).
    pub(crate) start: Option<String>,
    pub(crate) location: Option<String>,
    /// The transfer encoding.
    pub(crate) encoding: String,
    pub(crate) smime: Option<String>,
}

/// The fields of a part.
#[derive(Debug)]
pub(crate) struct Fields {
    pub(crate) mime: Mime,
    /// What a reader sees over a message.
    pub(crate) head: Head,
    pub(crate) date: Option<DateTime>,
    pub(crate) id: Option<String>,
    /// Whether it is a web page that a browser saved.
    pub(crate) page: bool,
    /// Whether any field is there.
    pub(crate) any: bool,
}

impl Fields {
    /// Reads a block of fields; `body` is what follows, which may tell in what encoding they are.
    pub(crate) fn read(head: &[u8], body: &[u8], default_kind: &str) -> Self {
        let block = recoded(head, body);
        let parsed = MessageParser::default().parse_headers(&block[..]).unwrap_or_default();
        if parsed.parts.is_empty() {
            let mime = Mime::of(None, default_kind);
            return Self { mime, head: Head::default(), date: None, id: None, page: false, any: false };
        }
        let text =
            |name: HeaderName<'static>| parsed.header(name).and_then(HeaderValue::as_text).map(str::to_owned);
        let all = |name: HeaderName<'static>| {
            let list: Vec<String> = parsed
                .header_values(name)
                .filter_map(|v| v.as_address())
                .map(addresses)
                .filter(|a| !a.is_empty())
                .collect();
            (!list.is_empty()).then(|| list.join(", "))
        };
        let from = all(HeaderName::From).or_else(|| all(HeaderName::Sender));
        let page = parsed.header_raw("Snapshot-Content-Location").is_some()
            || parsed
                .header_raw(HeaderName::From)
                .is_some_and(|f| f.trim_start().starts_with('<') && f.contains(' '));
        let reply_to = all(HeaderName::ReplyTo).filter(|r| from.as_ref() != Some(r));
        let date = parsed.date().cloned().filter(DateTime::is_valid);
        let head = Head {
            from,
            reply_to,
            to: all(HeaderName::To),
            cc: all(HeaderName::Cc),
            bcc: all(HeaderName::Bcc),
            date: date.as_ref().map(DateTime::to_rfc822),
            subject: text(HeaderName::Subject).map(|s| s.trim().to_owned()),
        };
        Self {
            mime: Mime::of(Some(&parsed), default_kind),
            head,
            id: text(HeaderName::MessageId),
            date,
            page,
            any: true,
        }
    }
}

impl Mime {
    fn of(m: Option<&Message<'_>>, default_kind: &str) -> Self {
        let part = m.and_then(|m| m.parts.first());
        let kind = part.and_then(|p| p.content_type());
        let shown = part.and_then(|p| p.content_disposition());
        let attribute = |name: &str| {
            let value = kind.and_then(|k| k.attribute(name)).map(|v| v.trim().to_owned());
            value.filter(|v| !v.is_empty())
        };
        let said = |name: &str, value: &str| attribute(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
        let full = kind.map(|k| {
            let major = k.ctype().to_ascii_lowercase();
            let minor = k.subtype().map_or_else(
                || if major == "text" { "plain".to_owned() } else { String::new() },
                str::to_ascii_lowercase,
            );
            format!("{}/{}", major.trim(), minor.trim())
        });
        Self {
            kind: full.unwrap_or_else(|| default_kind.to_owned()),
            charset: attribute("charset"),
            boundary: attribute("boundary"),
            flowed: said("format", "flowed"),
            without_blank: said("delsp", "yes"),
            name: part
                .and_then(|p| p.attachment_name())
                .map(|n| n.trim().to_owned())
                .filter(|n| !n.is_empty()),
            disposition: match shown {
                Some(d) if d.is_inline() => Disposition::Inline,
                Some(_) => Disposition::Attached,
                None => Disposition::Unsaid,
            },
            id: part.and_then(|p| p.content_id()).map(str::to_owned),
            start: attribute("start").map(|s| s.trim_matches(['<', '>']).to_owned()),
            location: part.and_then(|p| p.content_location()).map(str::to_owned),
            encoding: part.and_then(|p| p.content_transfer_encoding()).unwrap_or_default().to_owned(),
            smime: attribute("smime-type"),
        }
    }
}

fn addresses(a: &Address<'_>) -> String {
    a.iter()
        .map(|a| match (a.name(), a.address()) {
            (Some(n), Some(at)) if n != at => format!("{n} <{at}>"),
            (n, at) => n.or(at).unwrap_or("").to_owned(),
        })
        .filter(|a| !a.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The fields as their reader takes them: in UTF-8, and words that were cut into several encoded ones, perhaps within a
/// letter, in one.
fn recoded<'h>(head: &'h [u8], body: &[u8]) -> Cow<'h, [u8]> {
    let plain = head.is_ascii();
    if plain && (head.len() > MOST || !head.windows(2).any(|w| w == b"=?")) {
        return head.into();
    }
    let text = if plain {
        String::from_utf8_lossy(head).into_owned()
    } else {
        let parsed = MessageParser::default().parse_headers(head).unwrap_or_default();
        let kind = parsed.parts.first().and_then(|p| p.content_type());
        charset::header(head, body, kind.and_then(|k| k.attribute("charset")))
    };
    if text.len() > MOST {
        return text.into_bytes().into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("=?") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((first, mut after)) = encoded_word(rest) else {
            out.push_str("=?");
            rest = &rest[2..];
            continue;
        };
        let (label, mut bytes) = first;
        // Words of one encoding are one text; between encoded words white space is none.
        let mut decoded = String::new();
        let mut label = label;
        while let Some(((next, more), then)) = encoded_word(after.trim_start()) {
            if !next.eq_ignore_ascii_case(label) {
                decoded += &charset::text(&bytes, Some(label), false).text;
                bytes.clear();
                label = next;
            }
            bytes.extend(more);
            after = then;
        }
        decoded += &charset::text(&bytes, Some(label), false).text;
        out.push_str("=?utf-8?Q?");
        for b in decoded.replace(['\r', '\n'], " ").bytes() {
            match b {
                b if b.is_ascii_alphanumeric() => out.push(char::from(b)),
                b => out.push_str(&format!("={b:02X}")),
            }
        }
        out.push_str("?=");
        rest = after;
    }
    out.push_str(rest);
    out.into_bytes().into()
}

/// Bytes of fields beyond which no encoded words are looked for.
const MOST: usize = 1 << 20;

/// Bytes of an encoded word; the standard has 75.
const LONGEST: usize = 4000;

/// The label and the bytes of the encoded word (RFC 2047) that a text begins with, and what follows it.
fn encoded_word(text: &str) -> Option<((&str, Vec<u8>), &str)> {
    let inner = text.strip_prefix("=?")?;
    let mut parts = inner.splitn(3, '?');
    let (label, kind, rest) = (parts.next()?, parts.next()?, parts.next()?);
    if label.is_empty() || label.len() > 40 || !label.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    // It ends on its line.
    let near = (0..=LONGEST.min(rest.len())).rev().find(|i| rest.is_char_boundary(*i)).unwrap_or(0);
    let line = rest[..near].split('\n').next().unwrap_or("");
    let end = line.find("?=")?;
    let data = &rest[..end];
    let label = label.split('*').next().unwrap_or(label);
    let bytes = match kind {
        "B" | "b" => transfer::base64(data.as_bytes()).0.into_owned(),
        "Q" | "q" => transfer::decoded(data.replace('_', " ").as_bytes(), "quoted-printable").0.into_owned(),
        _ => return None,
    };
    Some(((label, bytes), &rest[end + 2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(line: &[u8]) -> String {
        let block =
            [b"Subject: ", line, b"\r\nFrom: =?iso-8859-1?q?In=E9s?= Falk <f@x.example>\r\n"].concat();
        let fields = Fields::read(&block, b"", "text/plain");
        assert_eq!(fields.head.from.as_deref(), Some("Inés Falk <f@x.example>"));
        fields.head.subject.unwrap_or_default()
    }

    #[test]
    fn words_cut_within_a_letter_are_whole() {
        assert_eq!(subject(b"=?utf-8?B?w6k=?= =?utf-8?q?t=C3=A9?="), "été");
        assert_eq!(subject(b"=?utf-8?B?4oI=?=\r\n =?utf-8?B?rA==?="), "€");
        assert_eq!(subject(b"=?utf-8?Q?=C3?=\r\n =?utf-8?Q?=A9?= a"), "é a");
        assert_eq!(subject(b"Re: =?koi8-r?B?9tXSzsHM?= = x?"), "Re: Журнал = x?");
        assert_eq!(subject(b"=?x?"), "=?x?");
        assert_eq!(subject(b"Registre \xe0 retrouver"), "Registre à retrouver");
        assert_eq!(subject(b"a\r\n folded"), "a folded");
    }
}
