//! Is this mail? Told by what stands at a file's head: a block of header fields (RFC 5322), or the line that parts the
//! messages of a box.

use mail_parser::{DateTime, HeaderName};

/// What of mail a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One message, also as Apple Mail keeps it, and a web page saved as one.
    Message,
    /// A box of messages.
    Mailbox,
}

/// How much must speak for a header block that no ending announces.
const ENOUGH: u32 = 3;

/// Tells mail from the first bytes of a file; `extension` is the ending of its name. A message that a text quotes is
/// none: the text's own words come before it.
pub(crate) fn kind(head: &[u8], extension: &str) -> Option<Kind> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = &head[head.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()..];
    if head.starts_with(b"From ") || head.starts_with(MMDF) {
        let mut lines = Lines(head);
        let first = lines.next()?;
        return (first.starts_with(MMDF) || parts_messages(first, true, lines)).then_some(Kind::Mailbox);
    }
    let message = after_count(head).map_or(head, |(_, rest)| rest);
    let page = extension.to_ascii_lowercase().starts_with("mht");
    (evidence(message) >= if page { 1 } else { ENOUGH }).then_some(Kind::Message)
}

/// What parts messages in boxes of MMDF.
pub(crate) const MMDF: &[u8] = b"\x01\x01\x01\x01";

/// Apple Mail sets the number of the message's bytes before it: the number, and what follows the line that it stands on.
pub(crate) fn after_count(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(24).position(|b| *b == b'\n')?;
    let count = std::str::from_utf8(&bytes[..end]).ok()?.trim().parse().ok()?;
    Some((count, &bytes[end + 1..]))
}

/// The lines of some bytes, their ends left out.
#[derive(Clone)]
pub(crate) struct Lines<'b>(pub(crate) &'b [u8]);

impl<'b> Iterator for Lines<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = self.0.iter().position(|b| *b == b'\n').unwrap_or(self.0.len());
        let line = &self.0[..end];
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// The name and the value of a header field's first line.
pub(crate) fn field(line: &[u8]) -> Option<(&str, &[u8])> {
    let colon = line.iter().take(80).position(|b| *b == b':')?;
    let name = std::str::from_utf8(&line[..colon]).ok()?;
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())).then_some((name, &line[colon + 1..]))
}

/// What speaks for it that these are the header fields of a message. A single line that is no field, and what people
/// write over a memorandum, count for nothing.
fn evidence(head: &[u8]) -> u32 {
    let (mut told, mut machine, mut strange, mut ended) = (0, false, false, false);
    // What is given may be the beginning of a file only, and end within a line.
    let cut = head.len() >= 4000;
    let mut fields = 0;
    for line in Lines(head) {
        if line.is_empty() {
            ended = true;
            break;
        }
        if fields > 0 && line[0].is_ascii_whitespace() {
            continue;
        }
        let Some((name, value)) = field(line) else {
            if cut && head.ends_with(line) {
                break;
            }
            return 0;
        };
        fields += 1;
        let weight = weight(name, value);
        machine |= weight > 1;
        strange |= weight == 0 && HeaderName::parse(name).is_none_or(|n| n.is_other()) && !is_private(name);
        told += weight;
    }
    match () {
        () if strange && !machine => 0,
        // A few fields of thousands of signs: nobody else writes so.
        () if cut && !ended && !strange && fields > 0 => told.max(ENOUGH),
        () => told,
    }
}

/// Whether a field is of somebody's own making.
fn is_private(name: &str) -> bool {
    name.get(..2).is_some_and(|x| x.eq_ignore_ascii_case("x-"))
}

/// What one field tells: 2 if only programs write it, 1 if people rarely write it so.
fn weight(name: &str, value: &[u8]) -> u32 {
    let value = String::from_utf8_lossy(value);
    let value = value.trim();
    let has = |s: &str| value.contains(s);
    let Some(name) = HeaderName::parse(name) else { return 0 };
    match name {
        HeaderName::Received => 2 * u32::from(has("from ") || has("by ") || value.starts_with('(')),
        HeaderName::MessageId
        | HeaderName::InReplyTo
        | HeaderName::References
        | HeaderName::ResentMessageId => 2 * u32::from(value.is_empty() || has("<") && has("@")),
        HeaderName::MimeVersion => 2 * u32::from(has("1.0")),
        HeaderName::ReturnPath => 2 * u32::from(has("<") || has("@")),
        HeaderName::DkimSignature
        | HeaderName::ArcSeal
        | HeaderName::ArcMessageSignature
        | HeaderName::ArcAuthenticationResults => 2 * u32::from(has("=")),
        HeaderName::ContentTransferEncoding => 2 * u32::from(!value.is_empty() && !has(" ")),
        HeaderName::ContentType => u32::from(has("/")),
        HeaderName::Date => u32::from(has(":") && DateTime::parse_rfc822(value).is_some()),
        HeaderName::From
        | HeaderName::To
        | HeaderName::Cc
        | HeaderName::Bcc
        | HeaderName::ReplyTo
        | HeaderName::Sender => u32::from(has("@")),
        HeaderName::Other(other) => {
            let other = other.to_ascii_lowercase();
            let by_programs = matches!(
                other.as_str(),
                "delivered-to"
                    | "x-mozilla-status"
                    | "x-uidl"
                    | "x-mailer"
                    | "authentication-results"
                    | "received-spf"
                    | "newsgroups"
                    | "snapshot-content-location"
                    | "thread-index"
                    | "x-gm-thrid"
            );
            2 * u32::from(by_programs)
        }
        _ => 0,
    }
}

/// Whether a line that begins with "From " parts two messages of a box, by its own form and by the lines `after` it:
/// "From " stands at the head of many a paragraph. `blank` says whether an empty line stands before it.
pub(crate) fn parts_messages<'b>(line: &[u8], blank: bool, after: impl Iterator<Item = &'b [u8]>) -> bool {
    let Some(rest) = line.strip_prefix(b"From") else { return false };
    let Ok(rest) = std::str::from_utf8(rest) else { return false };
    if !rest.is_empty() && !rest.starts_with(' ') || rest.len() > 300 {
        return false;
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    let dated = has_date(&words);
    // Who sent it and nothing else, or not even that.
    let short = words.len() < 2;
    let mut known = 0;
    for (i, line) in after.take(12).enumerate() {
        if line.is_empty() {
            // A message without a single field.
            return if i == 0 {
                blank && is_asctime(&words)
            } else {
                short && known == 1 && rest.contains('@')
            };
        }
        if i > 0 && line[0].is_ascii_whitespace() || line.starts_with(b">From ") {
            continue;
        }
        let Some((name, _)) = field(line) else { return false };
        known += usize::from(HeaderName::parse(name).is_some_and(|n| !n.is_other()) || is_private(name));
        if known > 0 && dated || known > 1 && (short || words.len() == 2) {
            return true;
        }
    }
    false
}

/// Whether a sender and a date as programs write it are all that there is: `a@b.example Mon Nov  2 18:04:00 1998`.
fn is_asctime(words: &[&str]) -> bool {
    let short =
        |i: usize| words.get(i).is_some_and(|w| w.len() == 3 && w.bytes().all(|b| b.is_ascii_alphabetic()));
    let digit = |i: usize| words.get(i).is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    short(1)
        && short(2)
        && digit(3)
        && words.get(4).is_some_and(|w| w.contains(':'))
        && (6..=7).contains(&words.len())
}

/// Whether these words hold a time of day and a year, as asctime, RFC 5322 and ISO 8601 write them.
fn has_date(words: &[&str]) -> bool {
    let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    let year = |w: &str| w.len() == 4 && digits(w) && (w.starts_with("19") || w.starts_with("20"));
    let time = |w: &str| {
        let mut parts = w.split(':');
        let ok = |p: Option<&str>| p.is_some_and(|p| p.len() <= 2 && digits(p));
        ok(parts.next())
            && ok(parts.next())
            && parts.next().is_none_or(|p| ok(Some(p)))
            && parts.next().is_none()
    };
    let short_name =
        |w: &str| w.trim_end_matches(',').chars().count() == 3 && w.starts_with(char::is_alphabetic);
    let iso = |w: &&str| w.len() >= 10 && year(&w[..4.min(w.len())]) && w.as_bytes().get(4) == Some(&b'-');
    if words.iter().any(|w| w.is_ascii() && iso(w)) {
        return words.len() < 6;
    }
    let Some(at) = words.iter().position(|w| time(w)) else { return false };
    let near = &words[at.saturating_sub(5)..(at + 5).min(words.len())];
    near.iter().any(|w| year(w)) && near.iter().any(|w| short_name(w)) && words.len() - at < 7
}

/// Whether bytes begin as PKCS #7 in DER or BER does: a sequence with the identifier of signed, enveloped or compressed data.
pub(crate) fn is_pkcs7(head: &[u8]) -> bool {
    const PKCS7: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    const SMIME: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];
    head.first() == Some(&0x30)
        && (2..8).any(|at| head.get(at..).is_some_and(|h| h.starts_with(PKCS7) || h.starts_with(SMIME)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_by_their_fields() {
        let mail = |text: &str| kind(text.as_bytes(), "");
        let message = Some(Kind::Message);
        assert_eq!(mail("Return-Path: <a@b.example>\r\nReceived: from x by y; Tue\r\n"), message);
        assert_eq!(mail("MIME-Version: 1.0\nContent-Type: text/html\n\n<p>"), message);
        assert_eq!(
            mail("From: A <a@b.example>\nTo: c@d.example\nDate: Tue, 6 Oct 2009 09:49:00 +0200\n\nWords"),
            message
        );
        assert_eq!(mail("\nX-Mozilla-Status: 0001\nMessage-ID: <1@x>\n\n"), message);
        assert_eq!(mail("412\nMessage-ID: <4@l>\nFrom: a@b.example\n\n"), message);
        assert_eq!(
            mail("TO: Board\nFROM: A. Verhulst\nDATE: 3 March 1974\nREFERENCE: 74/118\n\nWords"),
            None
        );
        assert_eq!(mail("From: A <a@b.example>\nTo: c@d.example\nSent: Tuesday\nSubject: x\n\nWords"), None);
        assert_eq!(mail("He wrote:\n\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"), None);
        assert_eq!(mail("Received: what this field says\n\nArticle"), None);
        assert_eq!(mail("Title: Mail\nAuthor: X\nDate: 2009-10-06\n\nWords"), None);
        let long = format!("X-Notes: {}\nX-Seal: {}", "a b\n ".repeat(900), "c".repeat(1000));
        assert_eq!(mail(&long[..4096]), message);
        assert_eq!(mail(&"A paragraph: of words that goes on. ".repeat(200)[..4096]), None);
        assert_eq!(kind(b"From: <Saved by X>\nMIME-Version: 1.0\n\n<html>", "mht"), message);
    }

    #[test]
    fn boundaries_are_boundaries() {
        let parts = |line: &str, after: &str| parts_messages(line.as_bytes(), true, Lines(after.as_bytes()));
        let fields = "Message-ID: <1@x>\nFrom: a@b.example\n";
        for line in [
            "From a@b.example Mon Nov  2 18:04:00 1998",
            "From - Tue Oct 06 09:49:00 2009",
            "From ???@??? Tue Oct 06 09:49:00 2009",
            "From a@b.example Mon Nov  2 18:04:00 PST 1998",
            "From jdoe at example.com  Mon Nov  2 18:04:00 1998",
            "From a@b.example Mon, 2 Nov 1998 18:04:00 +0100",
            "From 1234@xxx Tue Oct 06 09:49:00 +0000 2009",
            "From a@b.example 2009-10-06T09:49:00",
            "From a@b.example",
            "From ",
        ] {
            assert!(parts(line, fields), "{line}");
            assert!(!parts(line, "and nobody else.\n"), "{line}");
        }
        assert!(!parts("From Monday to Friday the keeper counted sails.", fields));
        assert!(!parts("From 18:04 on 2 Nov 1998 nobody slept", "and so on\n"));
        assert!(!parts("From me to you, 3:15 pm 2 Nov 1998", "\nDear Anna,\n"));
        assert!(!parts("From here, Mon 2 Nov 1998 18:04", "Seen: nobody at all.\n\n"));
        assert!(parts("From a@b.example Mon Nov  2 18:04:00 1998", "\nA message without fields.\n"));
    }
}
