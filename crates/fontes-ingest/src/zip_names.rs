//! What are the files in this ZIP called? Names are written in the code page of the machine that packed them, of which the ZIP says
//! nothing; all names together tell which.

use crate::codepage::{self, Page};
use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS};

/// Encodings of double bytes in which names are written.
const WIDE: [&Encoding; 4] = [SHIFT_JIS, GBK, BIG5, EUC_KR];

/// Names that are looked at.
const MOST: usize = 2000;

/// How the names of a ZIP that are not UTF-8 are read.
pub(crate) enum Names {
    Wide(&'static Encoding),
    Narrow(&'static Page),
}

impl Names {
    /// Of all names, as bytes.
    pub(crate) fn of<'n>(all: impl Iterator<Item = &'n [u8]>) -> Self {
        let mut bytes: Vec<u8> = Vec::new();
        for name in all.filter(|n| std::str::from_utf8(n).is_err()).take(MOST) {
            bytes.extend_from_slice(name);
            bytes.push(b'\n');
        }
        let (page, fit) = codepage::of_names(&bytes);
        let sure = fit.odd == 0 && fit.known > 0;
        let wide = WIDE.into_iter().filter_map(|e| Some((share(e, &bytes)?, e)));
        let best = wide.max_by_key(|(share, e)| (*share, *e == guess(&bytes), *e == SHIFT_JIS || *e == GBK));
        match best {
            Some((share, e)) if share >= LEAST && !sure => Self::Wide(e),
            _ => Self::Narrow(page),
        }
    }

    /// A name.
    pub(crate) fn decode(&self, raw: &[u8]) -> String {
        if let Ok(name) = std::str::from_utf8(raw) {
            return name.to_owned();
        }
        if let Self::Wide(e) = self {
            let (text, bad) = e.decode_without_bom_handling(raw);
            if !bad {
                return text.into_owned();
            }
        }
        let page = match self {
            Self::Narrow(page) => *page,
            Self::Wide(_) => codepage::of_names(raw).0,
        };
        page.decode_all(raw).0
    }
}

/// The least share of common characters, in percent.
const LEAST: usize = 80;

/// Which of all characters of double bytes are common ones, in percent; `None` where the bytes are not of the encoding, or such
/// characters stand among letters of ASCII, as single ones do that are read wrongly.
fn share(e: &'static Encoding, bytes: &[u8]) -> Option<usize> {
    let text = e.decode_without_bom_handling_and_without_replacement(bytes)?;
    let (mut wide, mut common, mut amid, mut before) = (0, 0, 0, ' ');
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        if !c.is_ascii() {
            wide += 1;
            common += usize::from(is_common(e, c));
            let beside = |c: char| c.is_ascii_lowercase();
            amid += usize::from(beside(before) || signs.peek().is_some_and(|n| beside(*n)));
        }
        before = c;
    }
    (wide > 1 && amid * 5 <= wide).then(|| common * 100 / wide)
}

/// Whether a character is one of the common ones of its encoding, by where it stands in it: the standards set these first.
fn is_common(e: &'static Encoding, c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, bad) = e.encode(c.encode_utf8(&mut buffer));
    let [lead, trail] = bytes.as_ref() else { return false };
    let (lead, trail) = (*lead, *trail);
    !bad && match e.name() {
        "Shift_JIS" => {
            lead == 0x82 && trail >= 0x4F
                || lead == 0x83 && trail <= 0x96
                || (0x88..=0x97).contains(&lead)
                || matches!((lead, trail), (0x81, 0x40..=0x7A))
        }
        "GBK" => (0xB0..=0xD7).contains(&lead) && trail >= 0xA1,
        "Big5" => (0xA4..=0xC6).contains(&lead),
        _ => (0xB0..=0xC8).contains(&lead) && trail >= 0xA1,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_encoding_together() {
        for (encoding, names) in [
            (SHIFT_JIS, ["会議の議事録.txt", "東京港の地図.pdf"]),
            (GBK, ["关于大桥的报告.doc", "会议记录.txt"]),
            (BIG5, ["關於大橋的報告.doc", "會議記錄.txt"]),
            (EUC_KR, ["다리에 관한 보고서.hwp", "회의록.txt"]),
        ] {
            let raw: Vec<Vec<u8>> = names.iter().map(|n| encoding.encode(n).0.into_owned()).collect();
            let read = Names::of(raw.iter().map(Vec::as_slice));
            let got: Vec<String> = raw.iter().map(|n| read.decode(n)).collect();
            assert_eq!(got, names, "{}", encoding.name());
        }
        for (page, names) in [
            ("cp866", ["Протокол собрания.txt", "Смета.doc"]),
            ("cp437", ["Prüfung der Brücke.txt", "Übersicht.doc"]),
            ("cp850", ["château détruit.txt", "Señor Muñoz.doc"]),
            ("cp852", ["Žádost o povolení.txt", "Účetní kniha.doc"]),
        ] {
            let table = codepage::for_label(page).expect("a page");
            let code = |c: char| {
                if c.is_ascii() {
                    c as u8
                } else {
                    (128..=255).find(|b| table.decode(&[*b]) == Some(c.to_string())).expect("a sign")
                }
            };
            let raw: Vec<Vec<u8>> = names.iter().map(|n| n.chars().map(code).collect()).collect();
            let read = Names::of(raw.iter().map(Vec::as_slice));
            let got: Vec<String> = raw.iter().map(|n| read.decode(n)).collect();
            assert_eq!(got, names, "{page}");
        }
    }
}
