//! Which text is in a PDF's text string (ISO 32000-2, 7.9.2.2)?

/// The characters of PDFDocEncoding from 0x18 to 0x1F, and from 0x80 to 0xA0 (ISO 32000-2, annex D.3); the others
/// are those of Latin-1.
const LOW: &str = "˘ˇˆ˙˝˛˚˜";
const HIGH: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{fffd}€";

/// A text string of PDF: UTF-16 or UTF-8 with a mark, or PDFDocEncoding.
pub(super) fn text_string(bytes: Option<&[u8]>) -> Option<String> {
    let bytes = bytes?;
    let wide = |rest: &[u8], of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|b| of([b[0], b[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|&b| character(b)).collect(),
    };
    let text = text.trim_matches(['\0', ' ']).to_owned();
    (!text.is_empty()).then_some(text)
}

fn character(b: u8) -> char {
    let of = |table: &str, from: u8| table.chars().nth(usize::from(b - from)).unwrap_or('\u{fffd}');
    match b {
        0x18..=0x1F => of(LOW, 0x18),
        0x80..=0xA0 => of(HIGH, 0x80),
        b => char::from(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(text_string(Some(b"\x8dso\x8e \x84 caf\xe9 \xa0")).as_deref(), Some("“so” — café €"));
        assert_eq!(text_string(Some(b"\xfe\xff\x00a\x20\x14")).as_deref(), Some("a—"));
        assert_eq!(text_string(Some(b"\xff\xfea\x00")).as_deref(), Some("a"));
        assert_eq!(text_string(Some(b" \0")), None);
    }
}
