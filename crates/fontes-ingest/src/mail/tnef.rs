//! What did Outlook wrap (`winmail.dat`, MS-OXTNEF)? A message's body and attachments, for programs that know no MIME.

use super::mapi::{self, Properties, Value, id};
use crate::format::Format;
use crate::members::{Members, Names, join};
use crate::outcome::{Notice, Read, Unreadable};

/// An attachment.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content: Content,
}

/// What an attachment holds.
pub(crate) enum Content {
    Bytes(Vec<u8>),
    /// A message, wrapped in its turn.
    Message(Vec<u8>),
}

/// What was wrapped.
pub(crate) struct Wrapped {
    pub(crate) message: Properties,
    pub(crate) files: Vec<File>,
    pub(crate) notices: Vec<Notice>,
}

const SIGNATURE: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];
/// The identifier of the interface of messages, which stands before one within another.
const IID_MESSAGE: [u8; 16] = [7, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];

/// Bytes that are read one after the other.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let taken = self.0.get(..n)?;
        self.0 = &self.0[n..];
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2).map(|b| u16::from_le_bytes([b[0], b[1]]))
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn i64(&mut self) -> Option<i64> {
        self.take(8).map(|b| i64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
    }

    /// Bytes that are filled up to four.
    fn padded(&mut self, n: usize) -> Option<&'b [u8]> {
        let taken = self.take(n)?;
        self.0 = &self.0[(n.wrapping_neg() & 3).min(self.0.len())..];
        Some(taken)
    }
}

/// Takes it apart. What comes before a damaged place is kept.
pub(crate) fn parse(bytes: &[u8]) -> Result<Wrapped, Unreadable> {
    let mut rest = Bytes(bytes);
    if rest.take(4) != Some(&SIGNATURE) {
        return Err(Unreadable::new(
            "Outlook's wrapper (TNEF) is damaged",
            "ask for the message in another form",
        ));
    }
    rest.take(2);
    let mut message = Properties::default();
    let mut attached: Vec<Properties> = Vec::new();
    let mut whole = true;
    while !rest.0.is_empty() {
        let Some((level, tag, data)) = attribute(&mut rest) else {
            whole = rest.0.iter().all(|b| *b == 0);
            break;
        };
        let tag = tag & 0xFFFF;
        if level == 2 && (tag == 0x9002 || attached.is_empty()) {
            attached.push(Properties::default());
        }
        let narrow = || Value::Narrow(data.to_vec());
        let target = if level == 2 { attached.last_mut().unwrap_or(&mut message) } else { &mut message };
        match (level, tag) {
            (1, 0x9003) | (2, 0x9005) => whole &= properties(&mut Bytes(data), target).is_some(),
            (1, 0x9004) => whole &= recipients(&mut Bytes(data), target).is_some(),
            (1, 0x8004) => drop(target.values.entry(id::SUBJECT).or_insert_with(narrow)),
            (1, 0x800C) => drop(target.values.entry(id::BODY).or_insert_with(narrow)),
            (1, 0x9007) => {
                let page = data.first_chunk::<4>().map_or(0, |b| i32::from_le_bytes(*b));
                target.values.entry(id::NARROW_PAGE).or_insert(Value::Number(page));
            }
            (2, 0x8010) => drop(target.values.entry(id::SHORT_FILE).or_insert_with(narrow)),
            (2, 0x800F) => drop(target.values.insert(id::DATA, Value::Bytes(data.to_vec()))),
            _ => {}
        }
    }
    let mut notices = Vec::new();
    if !whole {
        notices.push(Notice::loss(
            "Outlook's wrapper (TNEF) is damaged; what stands after the damage was not read",
        ));
    }
    let page = message.number(id::NARROW_PAGE);
    let files = attached.into_iter().enumerate().filter_map(|(i, mut p)| {
        if let Some(page) = page {
            p.values.entry(id::NARROW_PAGE).or_insert(Value::Number(page));
        }
        let name = p.file_name().unwrap_or_else(|| format!("part {}", i + 1));
        let Some(Value::Bytes(data)) = p.values.remove(&id::DATA) else {
            notices.push(Notice::loss(format!("the attachment {name} holds no data")));
            return None;
        };
        let content = match data.strip_prefix(&IID_MESSAGE) {
            Some(inner) if p.number(id::METHOD) == Some(5) || inner.starts_with(&SIGNATURE) => {
                Content::Message(inner.to_vec())
            }
            _ => Content::Bytes(data),
        };
        Some(File { name, content })
    });
    let files = files.collect();
    Ok(Wrapped { message, files, notices })
}

/// One attribute: whether it is the message's (1) or an attachment's (2), what it is, and its data.
fn attribute<'b>(rest: &mut Bytes<'b>) -> Option<(u8, u32, &'b [u8])> {
    let level = rest.take(1)?[0];
    let tag = rest.u32()?;
    let length = rest.u32()? as usize;
    let data = rest.take(length)?;
    // A sum, which nobody keeps to.
    rest.take(2)?;
    (level == 1 || level == 2).then_some((level, tag, data))
}

fn recipients(rest: &mut Bytes<'_>, into: &mut Properties) -> Option<()> {
    for _ in 0..rest.u32()? {
        let mut one = Properties::default();
        properties(rest, &mut one)?;
        into.recipients.push(one.recipient());
    }
    Some(())
}

/// Reads a block of properties; `None` where it is damaged.
fn properties(rest: &mut Bytes<'_>, into: &mut Properties) -> Option<()> {
    for _ in 0..rest.u32()? {
        let (kind, id) = (rest.u16()?, rest.u16()?);
        let named = id >= 0x8000;
        if named {
            rest.take(16)?;
            if rest.u32()? == 0 {
                rest.u32()?;
            } else {
                let length = rest.u32()? as usize;
                rest.padded(length)?;
            }
        }
        let multiple = kind & 0x1000 != 0;
        let kind = kind & 0x0FFF;
        let sized = matches!(kind, 0x0D | 0x1E | 0x1F | 0x102);
        let count = if multiple || sized { rest.u32()? } else { 1 };
        for n in 0..count {
            let value = match kind {
                0x02 | 0x0B => Some(Value::Number(rest.padded(2).map(|b| i32::from(b[0]))?)),
                0x03 | 0x04 | 0x0A | 0x01 => Some(Value::Number(rest.u32()? as i32)),
                0x05 | 0x06 | 0x07 | 0x14 => {
                    rest.take(8)?;
                    None
                }
                0x40 => Some(Value::Time(rest.i64()?)),
                0x48 => {
                    rest.take(16)?;
                    None
                }
                _ if sized => {
                    let length = rest.u32()? as usize;
                    let bytes = rest.padded(length)?;
                    Some(match kind {
                        0x1E => Value::Narrow(bytes.to_vec()),
                        0x1F => {
                            let units: Vec<u16> =
                                bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
                            Value::Text(String::from_utf16_lossy(&units))
                        }
                        _ => Value::Bytes(bytes.to_vec()),
                    })
                }
                _ => return None,
            };
            if let Some(value) = value.filter(|_| !named && n == 0) {
                into.values.insert(id, value);
            }
        }
    }
    Some(())
}

/// Reads `winmail.dat` as a file; its attachments go to the opener.
pub(crate) fn tnef(
    o: &mut dyn Members,
    bytes: &[u8],
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let wrapped = parse(bytes)?;
    let (document, mut notices) = mapi::document(&wrapped.message, Format::Tnef.media_type())?;
    notices.extend(wrapped.notices);
    let mut names = Names::default();
    let empty = document.text.trim().is_empty();
    for file in wrapped.files {
        let name = names.unique(file.name.replace('/', "_"), |name, n| format!("{n} {name}"));
        let path = join(inside, &name);
        let given = match &file.content {
            Content::Bytes(bytes) => o.member(&path, &name, bytes, depth + 1),
            Content::Message(bytes) => o.member(&path, &format!("{name}.dat"), bytes, depth + 1),
        };
        if let Err(e) = given {
            notices.push(Notice::loss(e.to_string()));
            break;
        }
    }
    Ok(Read { notices, documents: if empty { Vec::new() } else { vec![document] }, ..Read::default() })
}
