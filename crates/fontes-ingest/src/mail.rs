//! What is in mail? The headers a reader sees, the body, and each attachment as a file of its
//! own. One message (RFC 5322), a box of them (mbox), or one that Outlook saved (MSG).

use crate::builder::{Builder, append};
use crate::format::Format;
use crate::members::{Members, join};
use crate::outcome::{Notice, Read, Unreadable};
use crate::{decode, html};
use fontes_core::text::{Block, BlockKind, Document, Span};
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};
use std::io::{BufRead, Cursor, Read as _};

/// Bytes of one message in a mail box.
const LARGEST: usize = 128 << 20;

/// Reads one message; its attachments go to the opener.
pub(crate) fn message(
    o: &mut dyn Members,
    bytes: &[u8],
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let parsed =
        MessageParser::default().parse(bytes).filter(|m| !m.headers().is_empty()).ok_or_else(|| {
            Unreadable::new("no headers of a message were found", "check that it is a saved message")
        })?;
    whole(o, &parsed, inside, depth)
}

fn whole(o: &mut dyn Members, m: &Message<'_>, inside: &str, depth: usize) -> Result<Read, Unreadable> {
    let date = m.date().map(|d| d.to_rfc3339());
    let head = Head {
        from: m.from().map(addresses),
        to: m.to().map(addresses),
        cc: m.cc().map(addresses),
        date: m.date().map(|d| d.to_rfc822()),
        subject: m.subject().map(str::to_owned),
    };
    let mut notices = Vec::new();
    let mut bodies: Vec<Document> = Vec::new();
    // A message may say the same twice, as text and as HTML: the text is read, unless it is empty.
    for part in m.text_bodies() {
        match &part.body {
            PartType::Text(t) => bodies.push(plain(t)),
            PartType::Html(h) => match html::message(h) {
                Ok(mut read) => bodies.append(&mut read.documents),
                Err(e) => notices.push(Notice::loss(format!("the body: {}", e.reason))),
            },
            _ => {}
        }
        if part.is_encoding_problem {
            notices.push(Notice::note("a part is not encoded as it says"));
        }
    }
    if bodies.iter().all(|b| b.text.trim().is_empty()) {
        for part in m.html_bodies() {
            if let PartType::Html(h) = &part.body
                && let Ok(mut read) = html::message(h)
            {
                bodies.append(&mut read.documents);
            }
        }
    }
    let mut document = head.over(bodies)?;
    document.media_type = Format::Mail.media_type().into();
    document.id = m.message_id().map(str::to_owned);
    document.date = date.map(|d| d.chars().take(10).collect());
    let mut taken: Vec<String> = Vec::new();
    for (i, part) in m.attachments().enumerate() {
        let name = part.attachment_name().map_or_else(|| format!("part {}", i + 1), |n| n.replace('/', "_"));
        let name = unique(&mut taken, name);
        let path = join(inside, &name);
        let given = match &part.body {
            PartType::Text(t) => o.member(&path, &named(&name, "txt"), t.as_bytes(), depth + 1),
            PartType::Html(h) => o.member(&path, &named(&name, "html"), h.as_bytes(), depth + 1),
            PartType::Binary(b) | PartType::InlineBinary(b) => {
                // Pictures that belong to the layout of an HTML body say nothing.
                let inline = matches!(&part.body, PartType::InlineBinary(_)) && part.content_id().is_some();
                if inline { Ok(()) } else { o.member(&path, &name, b, depth + 1) }
            }
            PartType::Message(inner) => {
                let raw = inner.raw_message();
                o.member(&path, &named(&name, "eml"), raw, depth + 1)
            }
            PartType::Multipart(_) => Ok(()),
        };
        if let Err(e) = given {
            notices.push(Notice::loss(e.to_string()));
            break;
        }
    }
    Ok(Read { notices, ..Read::of(document) })
}

/// The name, with an ending if it has none.
fn named(name: &str, ending: &str) -> String {
    if crate::members::extension(name).is_empty() { format!("{name}.{ending}") } else { name.to_owned() }
}

fn unique(taken: &mut Vec<String>, name: String) -> String {
    let mut out = name.clone();
    let mut n = 1;
    while taken.contains(&out) {
        n += 1;
        out = format!("{n} {name}");
    }
    taken.push(out.clone());
    out
}

fn addresses(a: &Address<'_>) -> String {
    a.iter()
        .map(|a| match (a.name(), a.address()) {
            (Some(n), Some(at)) => format!("{n} <{at}>"),
            (n, at) => n.or(at).unwrap_or("").to_owned(),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// The headers that a reader sees.
#[derive(Default)]
struct Head {
    from: Option<String>,
    to: Option<String>,
    cc: Option<String>,
    date: Option<String>,
    subject: Option<String>,
}

impl Head {
    /// The headers, a line each, over the bodies.
    fn over(self, bodies: Vec<Document>) -> Result<Document, Unreadable> {
        let mut b = Builder::default();
        b.block(BlockKind::Furniture);
        for (name, value) in [
            ("From", &self.from),
            ("To", &self.to),
            ("Cc", &self.cc),
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

/// A plain body, lines kept; what is quoted from an earlier message (`>`) is a quotation.
fn plain(text: &str) -> Document {
    let text = text.replace("\r\n", "\n");
    let mut blocks: Vec<Block> = Vec::new();
    let mut at = 0;
    let mut open: Option<(usize, usize, bool)> = None;
    let mut close = |open: &mut Option<(usize, usize, bool)>| {
        if let Some((from, to, quoted)) = open.take()
            && let Ok(span) = Span::of(&text, from..to)
        {
            let kind = if quoted { BlockKind::Furniture } else { BlockKind::Paragraph };
            blocks.push(Block { kind, span });
        }
    };
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let quoted = words.starts_with('>');
        if words.is_empty() || open.as_ref().is_some_and(|o| o.2 != quoted) {
            close(&mut open);
        }
        if !words.is_empty() {
            match &mut open {
                Some(o) => o.1 = at + words.len(),
                None => open = Some((at, at + words.len(), quoted)),
            }
        }
        at += line.len();
    }
    close(&mut open);
    Document { blocks, text, ..Document::default() }
}

/// Reads a mail box: each message is a file within it, named by its number.
pub(crate) fn mbox(o: &mut dyn Members, inside: &str, depth: usize, mut from: impl BufRead) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut message: Vec<u8> = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    let (mut number, mut blank, mut begun, mut too_large) = (0usize, true, false, false);
    loop {
        line.clear();
        let got = match (&mut from).take(LARGEST as u64).read_until(b'\n', &mut line) {
            Ok(got) => got,
            Err(e) => {
                notices.push(Notice::loss(format!("the mail box is damaged after message {number}: {e}")));
                0
            }
        };
        let starts = line.starts_with(b"From ") && blank;
        if (got == 0 || starts) && begun {
            number += 1;
            let path = join(inside, &number.to_string());
            let done = if too_large {
                o.lost(
                    &path,
                    Unreadable::new("the message is larger than 128 MB", "save its attachments by hand"),
                )
            } else {
                o.member(&path, "message.eml", &message, depth + 1)
            };
            message.clear();
            too_large = false;
            if let Err(e) = done {
                notices.push(Notice::loss(e.to_string()));
                break;
            }
        }
        if got == 0 {
            break;
        }
        if starts {
            begun = true;
        } else if begun {
            // mboxrd: a line of the message that begins with "From " is written with a ">".
            let stuffed = line.iter().take_while(|b| **b == b'>').count();
            let line =
                if stuffed > 0 && line[stuffed..].starts_with(b"From ") { &line[1..] } else { &line[..] };
            if message.len() + line.len() > LARGEST {
                too_large = true
            } else {
                message.extend_from_slice(line)
            }
        }
        blank = line.iter().all(|b| b.is_ascii_whitespace());
    }
    if number == 0 {
        notices.push(Notice::loss("no message was found in the mail box"));
    }
    notices
}

/// Reads a message that Outlook saved (MS-OXMSG): properties are streams of a compound file.
pub(crate) fn outlook(
    o: &mut dyn Members,
    bytes: &[u8],
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let broken = |e: std::io::Error| {
        Unreadable::new(format!("the message is damaged: {e}"), "save it again from the mail program")
    };
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
    outlook_at(o, &mut file, "/", inside, depth)
}

type Compound<'b> = cfb::CompoundFile<Cursor<&'b [u8]>>;

fn outlook_at(
    o: &mut dyn Members,
    file: &mut Compound<'_>,
    at: &str,
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let mut notices = Vec::new();
    let get = |file: &mut Compound<'_>, id: &str| string(file, at, id);
    let subject = get(file, "0037");
    let sender = match (get(file, "0C1A"), get(file, "5D01").or_else(|| get(file, "0C1F"))) {
        (Some(n), Some(a)) if a.contains('@') && n != a => Some(format!("{n} <{a}>")),
        (n, a) => n.or(a),
    };
    let headers = get(file, "007D");
    let head = Head {
        from: sender,
        to: get(file, "0E04"),
        cc: get(file, "0E03").filter(|c| !c.is_empty()),
        subject,
        date: None,
    };
    let parsed = headers.as_deref().and_then(|h| MessageParser::default().parse_headers(h.as_bytes()));
    let sent = parsed.as_ref().and_then(|m| m.date().cloned()).or_else(|| {
        let top = at == "/";
        let properties = stream(file, &format!("{at}__properties_version1.0"))?;
        properties.get(if top { 32 } else { 24 }..)?.chunks_exact(16).find_map(|p| {
            // PidTagClientSubmitTime or PidTagMessageDeliveryTime, in 100 ns since 1601.
            let tag = u32::from_le_bytes(p[..4].try_into().ok()?);
            let time = i64::from_le_bytes(p[8..].try_into().ok()?);
            (tag == 0x0039_0040 || tag == 0x0E06_0040)
                .then(|| mail_parser::DateTime::from_timestamp(time / 10_000_000 - 11_644_473_600))
        })
    });
    let head = Head { date: sent.as_ref().map(mail_parser::DateTime::to_rfc822), ..head };
    let body = get(file, "1000").filter(|b| !b.trim().is_empty()).map(|b| plain(&b));
    let body = body.or_else(|| {
        let markup = stream(file, &format!("{at}__substg1.0_10130102"))
            .and_then(|b| decode::decode_as(true, &b, None).ok())
            .map(|d| d.text)
            .or_else(|| string(file, at, "1013"))?;
        html::message(&markup).ok()?.documents.pop()
    });
    if body.is_none() && file.exists(format!("{at}__substg1.0_10090102")) {
        notices.push(Notice::loss(
            "the body is kept as compressed RTF only, which is not read (save the message as .eml)",
        ));
    }
    let mut document = head.over(body.into_iter().collect())?;
    document.media_type = Format::Msg.media_type().into();
    document.id =
        parsed.as_ref().and_then(|m| m.message_id().map(str::to_owned)).or_else(|| string(file, at, "1035"));
    document.date = sent.map(|d| d.to_rfc3339().chars().take(10).collect());
    let mut storages: Vec<String> = file
        .read_storage(at)
        .map(|entries| entries.map(|e| e.name().to_owned()).filter(|n| n.starts_with("__attach")).collect())
        .unwrap_or_default();
    storages.sort_unstable();
    let mut taken = Vec::new();
    for (i, storage) in storages.iter().enumerate() {
        let base = format!("{at}{storage}/");
        let name = string(file, &base, "3707")
            .or_else(|| string(file, &base, "3704"))
            .or_else(|| string(file, &base, "3001"));
        let name = unique(&mut taken, name.unwrap_or_else(|| format!("part {}", i + 1)).replace('/', "_"));
        let path = join(inside, &name);
        let embedded = format!("{base}__substg1.0_3701000D");
        let given = if file.is_storage(&embedded) {
            if depth > 8 {
                o.lost(
                    &path,
                    Unreadable::new(
                        "messages within messages more than 8 deep",
                        "save the inner one by hand",
                    ),
                )
            } else {
                let outcome = outlook_at(o, file, &format!("{embedded}/"), &path, depth + 1);
                o.given(&path, outcome)
            }
        } else {
            match stream(file, &format!("{base}__substg1.0_37010102")) {
                Some(data) => o.member(&path, &name, &data, depth + 1),
                None => o.lost(
                    &path,
                    Unreadable::new("the attachment holds no data", "save it by hand from the mail program"),
                ),
            }
        };
        if let Err(e) = given {
            notices.push(Notice::loss(e.to_string()));
            break;
        }
    }
    Ok(Read { notices, ..Read::of(document) })
}

fn stream(file: &mut Compound<'_>, path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.open_stream(path).ok()?.take(LARGEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A property that is a text: in UTF-16, or in the code page of who wrote it.
fn string(file: &mut Compound<'_>, at: &str, id: &str) -> Option<String> {
    if let Some(bytes) = stream(file, &format!("{at}__substg1.0_{id}001F")) {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        return Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
    }
    let bytes = stream(file, &format!("{at}__substg1.0_{id}001E"))?;
    let text = decode::decode(&bytes, None).map(|d| d.text).ok()?;
    Some(text.trim_end_matches('\0').to_owned())
}
