//! Which text is in a PDF's text string (ISO 32000-2, 7.9.2.2)?

/// A text string of PDF: UTF-16 with a mark, UTF-8 with a mark, or PDFDocEncoding (here taken
/// as Latin-1, which it is for all letters).
pub(super) fn text_string(bytes: Option<&[u8]>) -> Option<String> {
    let bytes = bytes?;
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => String::from_utf16_lossy(
            &rest.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect::<Vec<_>>(),
        ),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|&b| char::from(b)).collect(),
    };
    let text = text.trim_matches(['\0', ' ']).to_owned();
    (!text.is_empty()).then_some(text)
}
