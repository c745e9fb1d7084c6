//! In which encoding are these bytes written?

use crate::codepage;
use crate::outcome::{Notice, Unreadable};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, X_MAC_CYRILLIC};

/// A decoded text and what was guessed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, line ends kept, without a byte order mark.
    pub text: String,
    /// Set when the encoding was guessed or bytes did not fit it.
    pub notice: Option<Notice>,
}

/// Decodes bytes: by `label` when given, else by byte order mark, as UTF-8, as UTF-16 by its
/// zero bytes, or as what `chardetng` guesses.
///
/// # Errors
/// [`Unreadable`] for an unknown label and for bytes that are no text.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Unreadable> {
    if let Some(label) = label {
        if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
            return Ok(with(encoding, bytes, false));
        }
        let page = codepage::for_label(label).ok_or_else(|| {
            Unreadable::new(
                format!("the encoding {label:?} is not known"),
                "use a WHATWG label such as utf-8, windows-1252, iso-8859-2, koi8-r or shift_jis, or a code page such as cp437, \
                 cp850, cp852 or macintosh",
            )
        })?;
        let (text, bad) = page.decode_all(bytes);
        return Ok(Decoded { text, notice: bad.then(|| misfit(page.name)) });
    }
    if let Some(text) = utf32(bytes) {
        return Ok(Decoded { text, notice: None });
    }
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return Ok(with(encoding, &bytes[skip..], false));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if is_binary(bytes) {
            return Err(binary());
        }
        return Ok(Decoded { text: text.to_owned(), notice: None });
    }
    if let Some(encoding) = utf16(bytes) {
        return Ok(with(encoding, bytes, true));
    }
    if is_binary(bytes) {
        return Err(binary());
    }
    // A few strays in what is UTF-8 otherwise are damage.
    if mostly_utf8(bytes, 20) {
        return Ok(with(UTF_8, bytes, false));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    if guess.is_single_byte() && is_mac_cyrillic(bytes) {
        return Ok(with(X_MAC_CYRILLIC, bytes, true));
    }
    let decoded = with(guess, bytes, true);
    if let Some(page) = codepage::told(bytes, &decoded.text)
        && let Some(text) = page.decode(bytes)
    {
        return Ok(Decoded { text, notice: Some(guessed_as(page.name)) });
    }
    Ok(decoded)
}

/// The text that [`decode`] would make of bytes, where that is what they are; else the bytes.
pub(crate) fn as_it_is(bytes: Vec<u8>, label: Option<&str>) -> Result<String, Vec<u8>> {
    let other = label.is_some()
        || bytes.is_empty()
        || utf32(&bytes).is_some()
        || Encoding::for_bom(&bytes).is_some()
        || is_binary(&bytes);
    if other { Err(bytes) } else { String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes) }
}

/// Decodes bytes of which `tells` says whether they may say their encoding themselves, in an XML declaration or a
/// `<meta charset>`; else as [`decode`] does.
pub(crate) fn decode_as(tells: bool, bytes: &[u8], label: Option<&str>) -> Result<Decoded, Unreadable> {
    let said = if tells && label.is_none() { declared(bytes) } else { None };
    let encoding = said.as_ref().and_then(|s| Encoding::for_label(s.as_bytes()));
    if let (Some(said), None) = (&said, encoding)
        && std::str::from_utf8(bytes).is_err()
    {
        let mut decoded = decode(bytes, None)?;
        decoded.notice = Some(Notice::loss(format!(
            "the file says that it is in {said}, which is not a supported encoding; what is read is a guess"
        )));
        return Ok(decoded);
    }
    if let Some(encoding) = encoding
        && Encoding::for_bom(bytes).is_none()
        && utf16(bytes).is_none()
    {
        // Who declares UTF-16 in bytes that can be read here does not mean it.
        let encoding = if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding };
        let decoded = with(encoding, bytes, false);
        // A declaration that does not fit the bytes is worth less than the bytes.
        if decoded.notice.is_none() {
            return Ok(decoded);
        }
        if encoding == UTF_8 && mostly_utf8(bytes, 4) {
            return Ok(decoded);
        }
        if encoding == UTF_8 || std::str::from_utf8(bytes).is_err() {
            let guessed = decode(bytes, None)?;
            return Ok(if guessed.notice.as_ref().is_some_and(|n| n.loss) { decoded } else { guessed });
        }
    }
    decode(bytes, label)
}

/// Whether sequences of UTF-8 are so many times as many as the places that are none: a few strays do not make another encoding of it.
fn mostly_utf8(bytes: &[u8], times: usize) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > times * bad
}

/// The encoding that the file says it is in: WHATWG's prescan and XML's declaration, in short.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head: String =
        bytes[..bytes.len().min(4096)].iter().map(|&b| char::from(b).to_ascii_lowercase()).collect();
    let value = |rest: &str| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
        (!name.is_empty()).then_some(name)
    };
    if head.trim_start().starts_with("<?xml") {
        let end = head.find("?>").unwrap_or(head.len());
        if let Some(at) = head[..end].find("encoding") {
            return value(&head[at + 8..end]);
        }
    }
    let mut at = 0;
    while let Some(found) = head[at..].find("<meta") {
        let from = at + found;
        let to = head[from..].find('>').map_or(head.len(), |i| from + i);
        if let Some(i) = head[from..to].find("charset") {
            return value(&head[from + i + 7..to]);
        }
        at = to;
    }
    None
}

/// Whether the first bytes of a file could be text.
pub(crate) fn looks_like_text(head: &[u8]) -> bool {
    !head.is_empty() && (utf16(head).is_some() || !is_binary(head))
}

/// Cyrillic of the Macintosh, which `chardetng` does not know. Its small letters stand where
/// those of windows-1251 do, its capitals elsewhere: words that begin with a capital tell.
fn is_mac_cyrillic(bytes: &[u8]) -> bool {
    let (mut here, mut there) = (0usize, 0usize);
    // The second half of the small letters, and where IBM866 has the first half.
    let (mut second, mut first_of_866) = (0usize, 0usize);
    for w in bytes.windows(3) {
        second += usize::from((0xF0..=0xFE).contains(&w[1]));
        first_of_866 += usize::from((0xA0..=0xAF).contains(&w[1]));
        if !w[0].is_ascii_alphanumeric() && w[0] < 0x80 && (0xE0..=0xFE).contains(&w[2]) {
            here += usize::from((0x80..=0x9F).contains(&w[1]));
            there += usize::from((0xC0..=0xDE).contains(&w[1]));
        }
    }
    here >= 3 && here > 4 * there && second > 3 * first_of_866 && second > here
}

fn binary() -> Unreadable {
    Unreadable::new(
        "the file is binary, not text",
        "if it is text, name its encoding (--encoding); else leave it out with an ignore file",
    )
}

fn with(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    let notice = match (bad, guessed) {
        (true, _) => Some(misfit(name)),
        (false, true) if encoding != UTF_8 => Some(guessed_as(name)),
        _ => None,
    };
    Decoded { text: text.into_owned(), notice }
}

fn misfit(name: &str) -> Notice {
    Notice::loss(format!(
        "some bytes are not {name}; they are shown as U+FFFD (set --encoding if another fits)"
    ))
}

fn guessed_as(name: &str) -> Notice {
    Notice::note(format!("read as {name}, a guess from its bytes (set --encoding to override)"))
}

/// UTF-32 with a mark, which the WHATWG standard leaves out.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (rest, little) = match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => (rest, true),
        [0, 0, 0xFE, 0xFF, rest @ ..] => (rest, false),
        _ => return None,
    };
    let signs = rest.chunks_exact(4).map(|b| {
        let b = [b[0], b[1], b[2], b[3]];
        char::from_u32(if little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    });
    signs.collect()
}

/// UTF-16 without a mark: Western text has a zero in every second byte.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = head.len() * 2 / 5;
    if odd > most && even * 10 < odd {
        Some(UTF_16LE)
    } else if even > most && odd * 10 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether many zero bytes or more than one control character in twenty say that it is no text.
/// A few strays, one in two hundred, are damage of a text.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(65_536)];
    let control = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B | 0x08))
        .count();
    let zeros = head.iter().filter(|&&b| b == 0).count();
    zeros * 200 > head.len() || control * 20 > head.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_as_it_is() {
        assert_eq!(decode(b"a\r\nb\n", None).map(|d| d.text), Ok("a\r\nb\n".into()));
        assert_eq!(decode("\u{feff}né".as_bytes(), None).map(|d| d.text), Ok("né".into()));
    }

    #[test]
    fn other_encodings_are_guessed_and_said() {
        let utf16: Vec<u8> = "Allende was elected".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16, Some("utf-16le")).map(|d| d.text), Ok("Allende was elected".into()));
        let latin =
            decode(b"l'\xe9t\xe9 et la for\xeat, les \xe9l\xe8ves ont \xe9t\xe9 l\xe0", None).expect("text");
        assert!(latin.text.contains("l'été et la forêt"));
        assert!(latin.notice.is_some_and(|n| !n.loss));
        assert!(decode(b"x", Some("klingon")).is_err());
    }

    #[test]
    fn binaries_are_refused() {
        assert!(decode(&[0, 1, 2, 3, 255, 254, 0, 7], None).is_err());
        assert!(decode(b"abc\0def", None).is_err());
        let stray = format!("{}\0", "one damaged letter in a long text ".repeat(20));
        assert_eq!(decode(stray.as_bytes(), None).map(|d| d.text), Ok(stray));
    }
}
