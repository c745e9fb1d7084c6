//! What is in a message that Outlook saved (MS-OXMSG)? Its properties are streams of a compound file.

use super::mapi::{self, Properties, Value, id};
use crate::format::Format;
use crate::members::{Members, Names, join};
use crate::outcome::{Notice, Read, Unreadable};
use std::io::{Cursor, Read as _};

/// Bytes of one property.
const LARGEST: u64 = 128 << 20;

/// Messages within one another.
const DEEPEST: usize = 8;

type Compound<'b> = cfb::CompoundFile<Cursor<&'b [u8]>>;

/// Reads a saved message; its attachments go to the opener.
pub(crate) fn msg(o: &mut dyn Members, bytes: &[u8], inside: &str, depth: usize) -> Result<Read, Unreadable> {
    let broken = |e: std::io::Error| {
        Unreadable::new(format!("the message is damaged: {e}"), "save it again from the mail program")
    };
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
    at(o, &mut file, "/", inside, depth)
}

fn at(
    o: &mut dyn Members,
    file: &mut Compound<'_>,
    at: &str,
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    // Before the fixed properties of a message stand 32 bytes, of one within another 24.
    let mut message = properties(file, at, if at == "/" { 32 } else { 24 });
    for storage in storages(file, at, "__recip") {
        let recipient = properties(file, &format!("{at}{storage}/"), 8).recipient();
        message.recipients.push(recipient);
    }
    let (document, mut notices) = mapi::document(&message, Format::Msg.media_type())?;
    let mut names = Names::default();
    for (i, storage) in storages(file, at, "__attach").iter().enumerate() {
        let base = format!("{at}{storage}/");
        let attachment = properties(file, &base, 8);
        let name = attachment.file_name().unwrap_or_else(|| format!("part {}", i + 1)).replace('/', "_");
        let name = names.unique(name, |name, n| format!("{n} {name}"));
        let path = join(inside, &name);
        let embedded = format!("{base}__substg1.0_3701000D");
        let given = if !file.is_storage(&embedded) {
            match attachment.bytes(id::DATA) {
                Some(data) => o.member(&path, &name, data, depth + 1),
                None => o.lost(
                    &path,
                    Unreadable::new("the attachment holds no data", "save it by hand from the mail program"),
                ),
            }
        } else if !file.exists(format!("{embedded}/__properties_version1.0")) {
            let why = "the attachment is an object of another program, which is not read";
            o.lost(&path, Unreadable::new(why, "open it in the mail program and save it from there"))
        } else if depth > DEEPEST {
            let why = format!("messages within messages more than {DEEPEST} deep");
            o.lost(&path, Unreadable::new(why, "save the inner one by hand"))
        } else {
            let outcome = self::at(o, file, &format!("{embedded}/"), &path, depth + 1);
            o.given(&path, outcome)
        };
        if let Err(e) = given {
            notices.push(Notice::loss(e.to_string()));
            break;
        }
    }
    Ok(Read { notices, ..Read::of(document) })
}

/// The storages at a place whose names begin so, in the order of their numbers.
fn storages(file: &Compound<'_>, at: &str, prefix: &str) -> Vec<String> {
    let mut out: Vec<String> = file
        .read_storage(at)
        .map(|entries| entries.map(|e| e.name().to_owned()).filter(|n| n.starts_with(prefix)).collect())
        .unwrap_or_default();
    out.sort_unstable();
    out
}

/// The properties at a place: streams of their own, and those of fixed size after `skip` bytes of one stream.
fn properties(file: &mut Compound<'_>, at: &str, skip: usize) -> Properties {
    let mut out = Properties::default();
    for name in storages(file, at, "__substg1.0_") {
        let tag = name.get(12..20).filter(|_| name.len() == 20).and_then(|t| u32::from_str_radix(t, 16).ok());
        let Some(tag) = tag else { continue };
        let wanted = matches!(tag & 0xFFFF, 0x1E | 0x1F | 0x102);
        let Some(bytes) = wanted.then(|| stream(file, &format!("{at}{name}"))).flatten() else { continue };
        let value = match tag & 0xFFFF {
            0x1F => {
                let units: Vec<u16> =
                    bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
                Value::Text(String::from_utf16_lossy(&units))
            }
            0x1E => Value::Narrow(bytes),
            _ => Value::Bytes(bytes),
        };
        out.values.insert((tag >> 16) as u16, value);
    }
    let fixed = stream(file, &format!("{at}__properties_version1.0")).unwrap_or_default();
    for p in fixed.get(skip..).unwrap_or_default().chunks_exact(16) {
        let tag = u32::from_le_bytes([p[0], p[1], p[2], p[3]]);
        let value = i64::from_le_bytes([p[8], p[9], p[10], p[11], p[12], p[13], p[14], p[15]]);
        let value = match tag & 0xFFFF {
            0x03 => Value::Number(value as i32),
            0x40 => Value::Time(value),
            _ => continue,
        };
        out.values.insert((tag >> 16) as u16, value);
    }
    out
}

fn stream(file: &mut Compound<'_>, path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.open_stream(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, Write as _};

    /// What a message gave on: paths with bytes or with the text of messages.
    #[derive(Default)]
    struct Kept(Vec<(String, String)>);

    impl Members for Kept {
        fn take(&mut self, _: &mut dyn io::Read) -> Result<Vec<u8>, Unreadable> {
            Ok(Vec::new())
        }

        fn member(&mut self, inside: &str, _: &str, bytes: &[u8], _: usize) -> Result<(), Unreadable> {
            self.0.push((inside.to_owned(), String::from_utf8_lossy(bytes).into_owned()));
            Ok(())
        }

        fn given(&mut self, inside: &str, outcome: Result<Read, Unreadable>) -> Result<(), Unreadable> {
            let text = outcome.map_or_else(|e| e.reason, |r| r.documents[0].text.clone());
            self.0.push((inside.to_owned(), text));
            Ok(())
        }

        fn lost(&mut self, inside: &str, why: Unreadable) -> Result<(), Unreadable> {
            self.0.push((inside.to_owned(), why.reason));
            Ok(())
        }
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn number(tag: u32, value: u32) -> Vec<u8> {
        [tag.to_le_bytes(), [0; 4], value.to_le_bytes(), [0; 4]].concat()
    }

    /// A compound file of these streams.
    fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
        for (path, bytes) in streams {
            if let Some((folder, _)) = path.rsplit_once('/')
                && !folder.is_empty()
            {
                file.create_storage_all(folder).expect("memory");
            }
            file.create_stream(path).expect("memory").write_all(bytes).expect("memory");
        }
        file.flush().expect("memory");
        file.into_inner().into_inner()
    }

    #[test]
    fn a_saved_message_gives_its_body_and_what_is_attached() {
        let (first, second, who) = (
            "/__attach_version1.0_#00000000",
            "/__attach_version1.0_#00000001",
            "/__recip_version1.0_#00000000",
        );
        let inner = format!("{second}/__substg1.0_3701000D");
        let rtf = br"{\rtf1\ansi The inner\'92s words.}";
        let mut packed = Vec::new();
        for n in [rtf.len() as u32 + 12, rtf.len() as u32, 0x414C_454D, 0] {
            packed.extend(n.to_le_bytes());
        }
        packed.extend(rtf);
        let at = |base: &str, name: &str| format!("{base}/__{name}");
        let streams = [
            ("/__properties_version1.0".to_owned(), [vec![0; 32], number(0x3FFD_0003, 1251)].concat()),
            ("/__substg1.0_0037001F".into(), wide("The weir")),
            ("/__substg1.0_0C1A001E".into(), vec![0xcc, 0xe8, 0xf0, 0xe0]),
            ("/__substg1.0_1000001F".into(), wide("See the HTML form of this.")),
            (
                "/__substg1.0_10130102".into(),
                b"<p>The weir was lowered on the night before the inspection.</p>".to_vec(),
            ),
            (at(who, "properties_version1.0"), [vec![0; 8], number(0x0C15_0003, 3)].concat()),
            (at(who, "substg1.0_3001001F"), wide("Ada Peral")),
            (at(who, "substg1.0_39FE001F"), wide("peral@paper.example")),
            (at(first, "substg1.0_3707001F"), wide("key.txt")),
            (at(first, "substg1.0_37010102"), b"The key.".to_vec()),
            (at(second, "substg1.0_3001001F"), wide("key.txt")),
            (format!("{inner}/__properties_version1.0"), vec![0; 24]),
            (format!("{inner}/__substg1.0_10090102"), packed),
        ];
        let streams: Vec<(&str, Vec<u8>)> = streams.iter().map(|(p, b)| (p.as_str(), b.clone())).collect();
        let mut kept = Kept::default();
        let read = msg(&mut kept, &compound(&streams), "", 0).expect("a message");
        let text = &read.documents[0].text;
        assert!(
            text.starts_with(
                "From: Мира\nBcc: Ada Peral <peral@paper.example>\nSubject: The weir\n\nThe weir was lowered"
            ),
            "{text}"
        );
        assert_eq!(kept.0[0], ("key.txt".into(), "The key.".into()));
        assert_eq!(kept.0[1], ("2 key.txt".into(), "The inner’s words.".into()));
        assert!(msg(&mut kept, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", 0).is_err());
    }
}
