//! What do a calendar (iCalendar, RFC 5545) and an address book (vCard, RFC 6350 and before) say? One document for each entry.

use super::moment::Moment;
use crate::builder::Builder;
use crate::outcome::{Read, Unreadable};
use fontes_core::text::{BlockKind, Document};

/// Properties of machines: no words of anybody.
const TECHNICAL: [&str; 23] = [
    "UID",
    "PRODID",
    "VERSION",
    "DTSTAMP",
    "SEQUENCE",
    "RRULE",
    "PHOTO",
    "LOGO",
    "KEY",
    "SOUND",
    "REV",
    "CALSCALE",
    "METHOD",
    "TRANSP",
    "CREATED",
    "LAST-MODIFIED",
    "CLASS",
    "TRIGGER",
    "ACTION",
    "PRIORITY",
    "GEO",
    "TZID",
    "N",
];

/// Elements whose entries are documents; what is in any other is left out, but for what they hold.
const ENTRIES: [&str; 4] = ["VEVENT", "VTODO", "VJOURNAL", "VCARD"];

struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

pub(crate) fn read(text: &str) -> Result<Read, Unreadable> {
    let mut documents: Vec<Document> = Vec::new();
    let mut open: Option<(String, Vec<Property>)> = None;
    // What is open within an entry (an alarm) or beside one (a time zone).
    let mut others = 0usize;
    for line in unfolded(text) {
        let Some(p) = property(&line) else { continue };
        match (p.name.as_str(), &mut open) {
            ("BEGIN", None) if ENTRIES.contains(&p.value.to_ascii_uppercase().as_str()) && others == 0 => {
                open = Some((p.value.to_ascii_uppercase(), Vec::new()));
            }
            ("BEGIN", None) if p.value.eq_ignore_ascii_case("VCALENDAR") => {}
            ("BEGIN", _) => others += 1,
            ("END", _) if others > 0 => others -= 1,
            ("END", Some(_)) => documents.extend(open.take().map(|(kind, all)| entry(&kind, &all))),
            (_, Some((_, all))) if others == 0 => all.push(p),
            _ => {}
        }
    }
    // A file that was cut off.
    documents.extend(open.take().map(|(kind, all)| entry(&kind, &all)));
    documents.retain(|d| !d.text.is_empty());
    if documents.is_empty() {
        return Err(Unreadable::new(
            "the file holds no entries",
            "export the calendar or address book again",
        ));
    }
    let mut seen = std::collections::BTreeMap::new();
    let many = documents.len() > 1;
    for (i, d) in documents.iter_mut().enumerate() {
        let id = d.id.take().unwrap_or_else(|| (i + 1).to_string());
        // Each day of a series has the id of the series.
        let n = seen.entry(id.clone()).and_modify(|n| *n += 1).or_insert(1);
        d.id = many.then(|| if *n > 1 { format!("{id} ({n})") } else { id });
    }
    Ok(Read { documents, ..Read::default() })
}

/// Lines put together again: one that begins with a blank goes on from the one before, and so does one after a soft line break of
/// quoted-printable.
fn unfolded(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut soft = false;
    for line in text.lines() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match out.last_mut() {
            Some(last) if soft => {
                last.pop();
                last.push_str(line);
            }
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line[1..]),
            _ => out.push(line.to_owned()),
        }
        soft = line.ends_with('=')
            && out.last().is_some_and(|l| l.to_ascii_uppercase().contains("QUOTED-PRINTABLE"));
    }
    out
}

/// `NAME;PARAMETER=value;…:value`; a group before the name (`item1.ADR`) is left out.
fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    })?;
    let (head, value) = (&line[..colon.0], &line[colon.0 + 1..]);
    let mut parts = head.split(';');
    let name = parts.next()?.rsplit('.').next()?.trim().to_ascii_uppercase();
    let parameters = parts
        .map(|p| p.split_once('=').map_or(("", p), |(n, v)| (n, v)))
        .map(|(n, v)| (n.to_ascii_uppercase(), v.trim_matches('"').to_owned()))
        .collect();
    Some(Property { name, parameters, value: value.to_owned() })
}

impl Property {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    fn says(&self, word: &str) -> bool {
        self.parameters.iter().any(|(_, v)| v.eq_ignore_ascii_case(word))
    }

    /// Its words: escapes undone, parts parted by blanks.
    fn words(&self) -> String {
        let value = if self.says("QUOTED-PRINTABLE") { self.printable() } else { self.value.clone() };
        let listed = matches!(self.name.as_str(), "N" | "ADR" | "ORG");
        let mut out = String::with_capacity(value.len());
        let mut signs = value.chars();
        while let Some(c) = signs.next() {
            match c {
                '\\' => match signs.next() {
                    Some('n' | 'N') => out.push('\n'),
                    Some(other) => out.push(other),
                    None => out.push('\\'),
                },
                ';' if listed => out.push(' '),
                c => out.push(c),
            }
        }
        out
    }

    fn printable(&self) -> String {
        let mut bytes = Vec::with_capacity(self.value.len());
        let raw = self.value.as_bytes();
        let mut at = 0;
        while at < raw.len() {
            let code = self.value.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
            match (raw[at], code) {
                (b'=', Some(b)) => {
                    bytes.push(b);
                    at += 3;
                }
                (b, _) => {
                    bytes.push(b);
                    at += 1;
                }
            }
        }
        let said = self.parameter("CHARSET").unwrap_or("utf-8");
        crate::decode::decode(&bytes, Some(said)).map(|d| d.text).unwrap_or_else(|_| self.value.clone())
    }
}

fn entry(kind: &str, all: &[Property]) -> Document {
    let first = |name: &str| all.iter().find(|p| p.name == name);
    let mut b = Builder::default();
    let title = first("SUMMARY").or_else(|| first("FN")).or_else(|| first("N")).map(Property::words);
    if let Some(title) = &title {
        b.block(BlockKind::Heading);
        b.words(title);
    }
    for p in all {
        let base64 = p.says("BASE64") || p.says("B") || p.value.starts_with("data:");
        if TECHNICAL.contains(&p.name.as_str())
            || base64
            || matches!(p.name.as_str(), "SUMMARY" | "FN")
            || p.name.starts_with("X-")
        {
            continue;
        }
        let time = matches!(p.name.as_str(), "DTSTART" | "DTEND" | "DUE" | "COMPLETED" | "RECURRENCE-ID");
        let words = match Moment::of(&p.value).filter(|_| time) {
            Some(m) => m.time.map_or(m.date.clone(), |t| format!("{} {t}", m.date)),
            None => p.words(),
        };
        let prose = matches!(p.name.as_str(), "DESCRIPTION" | "NOTE" | "COMMENT");
        b.block(if prose { BlockKind::Paragraph } else { BlockKind::Cell });
        // People are named beside their addresses.
        if let Some(name) = p.parameter("CN") {
            b.words(&format!("{name} "));
        }
        let words = words.trim();
        b.lines(words.strip_prefix("mailto:").or_else(|| words.strip_prefix("MAILTO:")).unwrap_or(words));
    }
    let mut d = b.finish();
    d.id = first("UID").map(|p| p.value.trim().to_owned()).filter(|u| !u.is_empty());
    d.title = title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let date = ["DTSTART", "DUE", "DTSTAMP"].iter().find_map(|n| Moment::of(&first(n)?.value));
    d.date = date.map(|m| m.date);
    if kind == "VCARD" {
        d.media_type = "text/vcard".into();
    }
    d.author = first("ORGANIZER").and_then(|p| p.parameter("CN")).map(str::to_owned);
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_calendar_are_documents() {
        let ics = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
            BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=\"a:b\":20240305T090000\r\nSUMMARY:Weir\\, again\r\nDESCRIPTION:Nobody kept the\r\n  key.\\nBring i\r\n t.\r\n\
            ATTENDEE;CN=\"Lisle, Ute\":mailto:u@x.org\r\nBEGIN:VALARM\r\nDESCRIPTION:no\r\nEND:VALARM\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Second\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let all = read(ics).expect("entries").documents;
        assert_eq!(
            all[0].text,
            "Weir, again\n\n2024-03-05 09:00:00\n\nNobody kept the key.\nBring it.\n\nLisle, Ute u@x.org"
        );
        assert_eq!(all[0].date.as_deref(), Some("2024-03-05"));
        assert_eq!(all[1].id.as_deref(), Some("1 (2)"));
    }

    #[test]
    fn cards_of_three_versions_are_read() {
        let vcf = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BCn;J=C3=B6rg\nNOTE;ENCODING=QUOTED-PRINTABLE:keeps the=\n key\nEND:VCARD\n\
            BEGIN:VCARD\nVERSION:4.0\nFN:Zoë Lefèvre\nORG:Port\\; Office;Quay\nitem1.EMAIL:z@x.org\nPHOTO:data:image/png;base64,AAAA\nEND:VCARD\n";
        let all = read(vcf).expect("cards").documents;
        assert_eq!(all[0].text, "Grün Jörg\n\nkeeps the key");
        assert_eq!(all[1].text, "Zoë Lefèvre\n\nPort; Office Quay\n\nz@x.org");
        assert!(read("BEGIN:VCALENDAR\nEND:VCALENDAR\n").is_err());
    }
}
