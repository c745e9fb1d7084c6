//! What is in a message? The fields that a reader sees, its body in the fuller of its forms, and each attachment as a file of
//! its own.

use super::fields::{Disposition, Mime};
use super::fuller;
use super::parts::Part;
use super::{charset, cms, detect, mapi, plain, tnef, transfer};
use crate::format::Format;
use crate::members::{Members, Names, extension, join};
use crate::outcome::{Notice, Read, Unreadable};
use crate::{decode, html};
use fontes_core::text::{BlockKind, Document};
use std::borrow::Cow;

/// Bytes of a picture within a page from which it may hold words; smaller ones are the layout's.
const PICTURE: usize = 32 << 10;

/// Signatures within signatures.
const WRAPPED: usize = 4;

/// Reads one message; its attachments go to the opener.
pub(crate) fn message(
    o: &mut dyn Members,
    bytes: &[u8],
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let (bytes, mut notices) = bare(bytes);
    let whole = Part::of(&bytes);
    if !whole.fields.any {
        return Err(Unreadable::new(
            "no headers of a message were found",
            "check that it is a saved message",
        ));
    }
    if let Some(read) = page(o, &whole, inside, depth) {
        return read;
    }
    let mut g = Gather {
        o,
        inside,
        depth,
        names: Names::default(),
        unnamed: 0,
        notices: Vec::new(),
        wrapped: Vec::new(),
        full: false,
        layers: 0,
        gave: false,
    };
    let mut bodies = g.bodies(&whole, true);
    if !g.wrapped.is_empty() {
        let wrapped = std::mem::take(&mut g.wrapped);
        bodies = fuller::of(vec![bodies, wrapped]);
    }
    if whole.unclosed && !whole.parts.is_empty() {
        g.lost("the message ends before its last boundary: it may have been cut");
    }
    bodies.extend(g.appended(&whole));
    notices.append(&mut g.notices);
    let gave = g.gave;
    let (date, id) = (whole.fields.date, whole.fields.id.clone());
    let mut document = whole.fields.head.over(bodies)?;
    document.media_type = Format::Mail.media_type().into();
    document.id = id;
    document.date = date.map(|d| d.to_rfc3339().chars().take(10).collect());
    notices.dedup();
    if !document.text.trim().is_empty() {
        return Ok(Read { notices, ..Read::of(document) });
    }
    // Only what is attached to it says something.
    if gave {
        return Ok(Read { notices, ..Read::default() });
    }
    let why = notices.iter().find(|n| n.loss).map_or("the message holds no words", |n| &n.what);
    Err(Unreadable::new(why, "check that it was saved whole"))
}

/// The message alone: without what Apple Mail sets around it, and in an encoding that has its fields in ASCII.
fn bare(bytes: &[u8]) -> (Cow<'_, [u8]>, Vec<Notice>) {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        && let Ok(decoded) = decode::decode(bytes, None)
    {
        return (decoded.text.into_bytes().into(), Vec::new());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some((count, rest)) = detect::after_count(bytes)
        && detect::kind(bytes, "").is_some()
    {
        return match rest.get(..count) {
            Some(message) => (message.into(), Vec::new()),
            None => (rest.into(), vec![Notice::loss("the message is shorter than it says: it was cut")]),
        };
    }
    let blank = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    (bytes[blank..].into(), Vec::new())
}

/// What is gathered from the parts of a message.
struct Gather<'g> {
    o: &'g mut dyn Members,
    inside: &'g str,
    depth: usize,
    names: Names,
    unnamed: usize,
    notices: Vec<Notice>,
    /// The body as Outlook wrapped it (`winmail.dat`): another form of the message's own.
    wrapped: Vec<Document>,
    /// Whether no more files are taken.
    full: bool,
    /// Signatures that were unwrapped.
    layers: usize,
    /// Whether any file was given on.
    gave: bool,
}

impl Gather<'_> {
    fn note(&mut self, what: impl Into<String>) {
        self.notices.push(Notice::note(what));
    }

    fn lost(&mut self, what: impl Into<String>) {
        self.notices.push(Notice::loss(what));
    }

    /// The bodies of a part; what is no body goes to the opener as a file. `shown` tells that the part is shown by itself: the whole
    /// message, or one of several forms.
    fn bodies(&mut self, part: &Part<'_>, shown: bool) -> Vec<Document> {
        if part.cut {
            self.lost("the message has too many parts, or too many within one another; some were not read");
        }
        let kind = part.fields.mime.kind.as_str();
        if part.parts.is_empty() {
            return self.leaf(part, shown);
        }
        match kind {
            "multipart/alternative" => {
                let forms =
                    part.parts.iter().map(|p| self.bodies(p, !p.fields.mime.kind.contains("calendar")));
                fuller::of(forms.collect())
            }
            "multipart/related" => {
                let start = part.fields.mime.start.as_deref();
                let first =
                    part.parts.iter().position(|p| start.is_some() && p.fields.mime.id.as_deref() == start);
                let first = first.unwrap_or(0);
                let mut out = self.bodies(&part.parts[first], true);
                for p in part.parts.iter().enumerate().filter(|p| p.0 != first).map(|p| p.1) {
                    let picture = p.fields.mime.kind.starts_with("image/") && p.body.len() < PICTURE * 4 / 3;
                    if !picture {
                        out.extend(self.bodies(p, false));
                    }
                }
                out
            }
            "multipart/encrypted" => {
                self.lost("the message is encrypted: only its recipients can read it (save it decrypted)");
                Vec::new()
            }
            _ => part.parts.iter().flat_map(|p| self.bodies(p, false)).collect(),
        }
    }

    /// A part without parts.
    fn leaf(&mut self, part: &Part<'_>, shown: bool) -> Vec<Document> {
        let mime = &part.fields.mime;
        let (bytes, odd) = transfer::decoded(part.body, &mime.encoding);
        let apart = mime.disposition == Disposition::Attached || mime.name.is_some();
        let kind = mime.kind.as_str();
        let named =
            |ending: &str| mime.name.as_deref().is_some_and(|n| n.to_ascii_lowercase().ends_with(ending));
        match kind {
            "text/plain" | "text/html" | "text/enriched" | "text/richtext" if shown || !apart => {
                if odd {
                    self.note("a part is not encoded as it says");
                }
                self.text(part, &bytes)
            }
            // Parts whose boundaries were not found are read as they stand.
            k if k.starts_with("multipart/") => self.text(part, &bytes),
            "text/x-amp-html" if shown => Vec::new(),
            "application/ms-tnef" | "application/vnd.ms-tnef" => self.outlook(part, &bytes),
            _ if named("winmail.dat") => self.outlook(part, &bytes),
            "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pgp-signature"
            | "application/pgp-keys" => Vec::new(),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => self.smime(part, &bytes),
            "application/pgp-encrypted" => {
                self.lost(
                    "the message is encrypted with PGP: only its recipients can read it (save it decrypted)",
                );
                Vec::new()
            }
            _ => {
                if odd {
                    self.note("an attachment is not encoded as it says");
                }
                self.file(part, &bytes);
                Vec::new()
            }
        }
    }

    /// A body of text.
    fn text(&mut self, part: &Part<'_>, bytes: &[u8]) -> Vec<Document> {
        let mime = &part.fields.mime;
        let html = mime.kind == "text/html";
        let decoded = charset::text(bytes, mime.charset.as_deref(), html);
        if let Some((what, loss)) = decoded.remark {
            self.notices.push(Notice { what, loss });
        }
        if html || mime.kind == "text/plain" && mime.charset.is_none() && is_page(&decoded.text) {
            return match html::message(&decoded.text) {
                Ok(read) => read.documents,
                Err(e) => {
                    self.lost(format!("the body: {}", e.reason));
                    Vec::new()
                }
            };
        }
        let enriched = matches!(mime.kind.as_str(), "text/enriched" | "text/richtext");
        let text = if enriched { plain::enriched(&decoded.text) } else { decoded.text };
        let mut read = plain::read(&text, mime.flowed.then_some(mime.without_blank));
        self.notices.append(&mut read.notices);
        for (name, bytes) in read.files {
            self.give(&name, &bytes);
        }
        vec![read.document]
    }

    /// What Outlook wrapped.
    fn outlook(&mut self, part: &Part<'_>, bytes: &[u8]) -> Vec<Document> {
        match tnef::parse(bytes) {
            Ok(wrapped) => {
                let (mut bodies, mut notices) = mapi::bodies(&wrapped.message);
                self.wrapped.append(&mut bodies);
                self.notices.append(&mut notices);
                self.notices.extend(wrapped.notices);
                for file in wrapped.files {
                    match file.content {
                        tnef::Content::Bytes(bytes) => self.give(&file.name, &bytes),
                        tnef::Content::Message(bytes) => self.give(&format!("{}.dat", file.name), &bytes),
                    }
                }
            }
            Err(_) => self.file(part, bytes),
        }
        Vec::new()
    }

    /// What a signature is wrapped around.
    fn smime(&mut self, part: &Part<'_>, bytes: &[u8]) -> Vec<Document> {
        if part.fields.mime.smime.as_deref() == Some("certs-only") {
            return Vec::new();
        }
        match cms::content(bytes) {
            Ok(inner) if self.layers < WRAPPED => {
                self.layers += 1;
                let inner = Part::of(&inner);
                self.bodies(&inner, true)
            }
            Ok(_) => {
                self.lost("the message is wrapped in signatures too often");
                Vec::new()
            }
            Err(why) => {
                self.lost(format!("the message, or a part of it, {}", why.reason));
                Vec::new()
            }
        }
    }

    /// An attachment.
    fn file(&mut self, part: &Part<'_>, bytes: &[u8]) {
        let mime = &part.fields.mime;
        let small = bytes.len() < PICTURE && mime.id.is_some() && mime.disposition != Disposition::Attached;
        if bytes.is_empty() && mime.name.is_none() || small && mime.kind.starts_with("image/") {
            return;
        }
        let ending = match mime.kind.as_str() {
            "text/html" => "html",
            k if k.starts_with("text/") || k == "message/delivery-status" => "txt",
            k if k.starts_with("message/") => "eml",
            _ => "",
        };
        self.unnamed += 1;
        let name = mime.name.clone().unwrap_or_else(|| format!("part {}", self.unnamed));
        let known = !extension(&name).is_empty() || ending.is_empty();
        let told = if known { name.clone() } else { format!("{name}.{ending}") };
        self.member(name, &told, &alone(mime, bytes));
    }

    fn give(&mut self, name: &str, bytes: &[u8]) {
        self.unnamed += 1;
        let name = if name.trim().is_empty() { format!("part {}", self.unnamed) } else { name.to_owned() };
        self.member(name.clone(), &name, bytes);
    }

    fn member(&mut self, name: String, told: &str, bytes: &[u8]) {
        if self.full {
            return;
        }
        self.gave = true;
        let name = self.names.unique(name.replace('/', "_"), |name, n| format!("{n} {name}"));
        if let Err(e) = self.o.member(&join(self.inside, &name), told, bytes, self.depth + 1) {
            self.full = true;
            self.lost(e.to_string());
        }
    }

    /// What stands after the parts: mail programs do not show it, lists set their footers there.
    fn appended(&mut self, part: &Part<'_>) -> Option<Document> {
        let text = charset::text(part.after.trim_ascii(), None, false).text;
        if text.trim().is_empty() {
            return None;
        }
        let mut read = plain::read(&text, None);
        read.document.blocks.iter_mut().for_each(|b| b.kind = BlockKind::Furniture);
        for (name, bytes) in read.files {
            self.give(&name, &bytes);
        }
        Some(read.document)
    }
}

/// The bytes of a part as a file of its own: a text whose encoding only the part's fields tell is in UTF-8.
fn alone<'b>(mime: &Mime, bytes: &'b [u8]) -> Cow<'b, [u8]> {
    let tells = mime.kind != "text/plain" && decode::declared(bytes).is_some();
    if !mime.kind.starts_with("text/") || mime.charset.is_none() || tells || bytes.is_ascii() {
        return bytes.into();
    }
    charset::text(bytes, mime.charset.as_deref(), false).text.into_bytes().into()
}

/// Whether a body that says nothing of its kind is a page.
fn is_page(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    head.starts_with("<html") || head.starts_with("<!doctype html")
}

/// A web page that a browser saved with what belongs to it (MHTML): the page is the document. `None` if the message is none.
fn page(
    o: &mut dyn Members,
    whole: &Part<'_>,
    inside: &str,
    depth: usize,
) -> Option<Result<Read, Unreadable>> {
    let mime = &whole.fields.mime;
    let head = &whole.fields.head;
    let addressed = head.to.is_some() || head.cc.is_some() || whole.fields.id.is_some();
    let single = mime.kind == "text/html" && mime.location.is_some();
    let shaped = mime.kind == "multipart/related" || single;
    if !shaped || !whole.fields.page && (addressed || head.from.is_some()) {
        return None;
    }
    let is_html = |p: &Part<'_>| matches!(p.fields.mime.kind.as_str(), "text/html" | "application/xhtml+xml");
    let parts: Vec<&Part<'_>> = if single { vec![whole] } else { leaves(whole) };
    let start = mime.start.as_deref();
    let root =
        parts.iter().position(|p| start.is_some() && p.fields.mime.id.as_deref() == start && is_html(p));
    let root = root.or_else(|| parts.iter().position(|p| is_html(p)))?;
    let markup = |p: &Part<'_>, bytes: &[u8]| charset::text(bytes, p.fields.mime.charset.as_deref(), true);
    let bytes = |p: &Part<'_>| transfer::decoded(p.body, &p.fields.mime.encoding).0.into_owned();
    let decoded = markup(parts[root], &bytes(parts[root]));
    let mut read = match html::read(&decoded.text) {
        Ok(read) => read,
        Err(e) => return Some(Err(e)),
    };
    read.notices.extend(decoded.remark.map(|(what, loss)| Notice { what, loss }));
    for d in &mut read.documents {
        d.media_type = "multipart/related".into();
        d.title = d.title.take().or_else(|| head.subject.clone());
    }
    // Frames are pages of their own.
    let mut names = Names::default();
    for (i, p) in parts.iter().enumerate().filter(|(i, p)| *i != root && is_html(p)) {
        let bytes = bytes(p);
        let words = html::message(&markup(p, &bytes).text)
            .is_ok_and(|r| r.documents.iter().any(|d| d.text.split_whitespace().count() > 3));
        let name = p.fields.mime.location.clone().unwrap_or_else(|| format!("part {}", i + 1));
        let name = names.unique(name, |name, n| format!("{n} {name}"));
        if words
            && let Err(e) =
                o.member(&join(inside, &name), "frame.html", &alone(&p.fields.mime, &bytes), depth + 1)
        {
            read.notices.push(Notice::loss(e.to_string()));
            break;
        }
    }
    Some(Ok(read))
}

/// The parts that have none, in order.
fn leaves<'p, 'b>(part: &'p Part<'b>) -> Vec<&'p Part<'b>> {
    if part.parts.is_empty() { vec![part] } else { part.parts.iter().flat_map(leaves).collect() }
}
