//! In which encoding is this part of a message, whatever its label says? Labels lie: programs set what they always set.

use crate::decode;
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::decoders::charsets::map::charset_decoder;

/// A text, and what to know of its encoding.
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// What was guessed or did not fit, and whether something of the text is lost by it.
    pub(crate) remark: Option<(String, bool)>,
}

impl Decoded {
    fn of(text: String) -> Self {
        Self { text, remark: None }
    }
}

/// Decodes a part that says it is in `label`; `markup` tells that it may say so itself, as HTML does.
pub(crate) fn text(bytes: &[u8], label: Option<&str>, markup: bool) -> Decoded {
    let own = || if markup { decode::declared(bytes) } else { None };
    let label = label.map(|l| l.trim_matches(['"', '\'', ' ', ';']).to_ascii_lowercase());
    let label = label.filter(|l| !says_nothing(l)).or_else(own).filter(|l| !says_nothing(l));
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return Decoded::of(encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned());
    }
    let stated =
        label.as_deref().and_then(|l| Encoding::for_label(l.as_bytes())).filter(|e| *e != REPLACEMENT);
    if bytes.is_ascii() && stated.is_none_or(|e| e.is_ascii_compatible() && e != ISO_2022_JP) {
        // UTF-7 and the like are plain ASCII to the eye.
        let other = stated.is_none().then(|| label.as_deref().and_then(by_name)).flatten();
        if let Some(decode) = other {
            return Decoded::of(decode(bytes));
        }
        // ISO-2022-JP, which nobody announced.
        if bytes.windows(3).any(|w| matches!(w, b"\x1b$B" | b"\x1b$@")) {
            return Decoded::of(ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned());
        }
        return Decoded::of(String::from_utf8_lossy(bytes).into_owned());
    }
    match (stated, label.as_deref()) {
        (Some(stated), Some(label)) => by_label(bytes, stated, label),
        (None, Some(label)) if std::str::from_utf8(bytes).is_err() => match by_name(label) {
            Some(decode) => Decoded::of(decode(bytes)),
            None => {
                let mut out = unlabelled(bytes);
                out.remark = Some((
                    format!("a part is in {label}, which is not known; what is read is a guess"),
                    true,
                ));
                out
            }
        },
        _ => unlabelled(bytes),
    }
}

/// Labels that programs set when they know nothing.
fn says_nothing(label: &str) -> bool {
    label.is_empty()
        || label.contains("unknown")
        || matches!(
            label,
            "us-ascii"
                | "ascii"
                | "8bit"
                | "binary"
                | "none"
                | "default"
                | "default_charset"
                | "x-user-defined"
        )
}

/// What makes text of bytes.
type Decoder = Box<dyn Fn(&[u8]) -> String>;

/// Encodings that the WHATWG standard leaves out: UTF-7, and the code pages of DOS.
fn by_name(label: &str) -> Option<Decoder> {
    if let Some(decode) = charset_decoder(label.as_bytes()).filter(|_| !label.contains("2022-kr")) {
        return Some(Box::new(decode));
    }
    let digits: String =
        label.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let number: u16 = digits.parse().ok()?;
    let table = oem_cp::code_table::DECODING_TABLE_CP_MAP.get(&number)?;
    Some(Box::new(move |bytes| table.decode_string_lossy(bytes)))
}

/// What a label says is held against the bytes.
fn by_label(bytes: &[u8], stated: &'static Encoding, label: &str) -> Decoded {
    let utf8 = std::str::from_utf8(bytes);
    if stated == UTF_8 {
        return utf8.map_or_else(|_| unlabelled(bytes), |t| Decoded::of(t.to_owned()));
    }
    // In other encodings than UTF-8, sequences of UTF-8 are no words.
    if let Ok(text) = utf8
        && (stated.is_single_byte() || text.chars().filter(|c| !c.is_ascii()).count() > 4)
        && stated != UTF_16LE
        && stated != UTF_16BE
        && stated != ISO_2022_JP
    {
        return Decoded::of(text.to_owned());
    }
    let (text, bad) = stated.decode_without_bom_handling(bytes);
    let guess = guess(bytes);
    if guess != stated && !bytes.is_ascii() {
        let (other, other_bad) = guess.decode_without_bom_handling(bytes);
        let odd = || stated.is_single_byte() && oddness(&text) > 0.3 && oddness(&other) < 0.1;
        let better = !other_bad && (bad || odd());
        if better {
            let remark = format!("a part says that it is in {label}, but reads as {}", guess.name());
            return Decoded { text: other.into_owned(), remark: Some((remark, false)) };
        }
    }
    let remark =
        bad.then(|| (format!("some bytes of a part are not {label}; they are shown as U+FFFD"), true));
    Decoded { text: text.into_owned(), remark }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// Decodes bytes that say nothing of their encoding, or what is not so.
fn unlabelled(bytes: &[u8]) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded::of(text.to_owned());
    }
    if let Some(text) = nearly_utf8(bytes) {
        let remark = "some bytes of a part are not UTF-8; they are shown as U+FFFD".to_owned();
        return Decoded { text, remark: Some((remark, true)) };
    }
    let encoding = guess(bytes);
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let remark =
        format!("a part does not say its encoding; read as {}, a guess from its bytes", encoding.name());
    Decoded { text: text.into_owned(), remark: Some((remark, bad)) }
}

/// UTF-8 with a few stray bytes.
fn nearly_utf8(bytes: &[u8]) -> Option<String> {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (good > 4 * bad).then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// The encoding of header fields with bytes that no field explains: that of `body`, or what both read as.
pub(crate) fn header(head: &[u8], body: &[u8], label: Option<&str>) -> String {
    if let Ok(text) = std::str::from_utf8(head) {
        return text.to_owned();
    }
    let stated = label.filter(|l| !says_nothing(&l.to_ascii_lowercase()));
    let stated =
        stated.and_then(|l| Encoding::for_label(l.as_bytes())).filter(|e| *e != UTF_8 && *e != REPLACEMENT);
    let encoding = stated.unwrap_or_else(|| {
        let telling = |bytes: &[u8]| -> Vec<u8> {
            bytes.split_inclusive(|b| *b == b'\n').filter(|l| !l.is_ascii()).flatten().copied().collect()
        };
        let mut sample = telling(head);
        sample.extend(telling(&body[..body.len().min(1 << 16)]));
        let found = guess(&sample);
        if found == UTF_8 { guess(&telling(head)) } else { found }
    });
    encoding.decode_without_bom_handling(head).0.into_owned()
}

/// How much of a text's signs beyond ASCII stands where no language has it, as a share of them: letters of a wrong code page make
/// such words.
fn oddness(text: &str) -> f64 {
    let (mut signs, mut odd, mut upper, mut cased) = (0usize, 0usize, 0usize, 0usize);
    let (mut run, mut before): (usize, Option<char>) = (0, None);
    for c in text.chars() {
        if !c.is_ascii() {
            signs += 1;
            upper += usize::from(c.is_uppercase());
            cased += usize::from(c.is_uppercase() || c.is_lowercase());
        }
        let latin = !c.is_ascii() && ('\u{a0}'..'\u{250}').contains(&c);
        run = if latin { run + 1 } else { 0 };
        // Three accented letters in a row, or a sign within a word.
        odd += usize::from(run == 3) * 3 + usize::from(run > 3);
        let inner = before.is_some_and(|b| b.is_alphabetic() && !b.is_ascii());
        odd +=
            usize::from(inner && !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !is_mark(c));
        // A capital after a small letter.
        odd += 2 * usize::from(
            inner && !c.is_ascii() && c.is_uppercase() && before.is_some_and(char::is_lowercase),
        );
        before = Some(c);
    }
    if cased >= 40 && upper * 10 > cased * 6 {
        odd += upper;
    }
    odd as f64 / signs.max(1) as f64
}

/// Marks that stand beside letters in running text.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '’' | '‘'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '–'
            | '—'
            | '…'
            | '\u{ad}'
            | '·'
            | '\u{200c}'
            | '\u{200d}'
            | '\u{300}'..='\u{36f}'
    )
}

/// The encoding of a Windows code page, as Outlook numbers them.
pub(crate) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        54936 => "gb18030".into(),
        20866 => "koi8-r".into(),
        21866 => "koi8-u".into(),
        20932 | 51932 => "euc-jp".into(),
        50220..=50222 => "iso-2022-jp".into(),
        51949 => "euc-kr".into(),
        28591..=28606 => format!("iso-8859-{}", number - 28590),
        65001 => "utf-8".into(),
        866 => "ibm866".into(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{KOI8_R, WINDOWS_1251, WINDOWS_1252};

    const RUSSIAN: &str =
        "Журнал маяка пропал, и Никто из сторожей не помнит, кто взял его с полки в ноябре.";

    #[test]
    fn labels_that_lie_are_seen_through() {
        let read = |bytes: &[u8], label: &str| text(bytes, Some(label), false).text;
        let french = "Le préposé n'a jamais reçu la clé de l'étagère, où était le registre.";
        assert_eq!(read(french.as_bytes(), "iso-8859-1"), french);
        assert_eq!(read(&WINDOWS_1252.encode(french).0, "utf-8"), french);
        assert_eq!(read(&WINDOWS_1252.encode(french).0, "us-ascii"), french);
        assert_eq!(read(&WINDOWS_1252.encode(french).0, "x-unknown"), french);
        assert_eq!(read(&WINDOWS_1251.encode(RUSSIAN).0, "iso-8859-1"), RUSSIAN);
        assert_eq!(read(&KOI8_R.encode(RUSSIAN).0, "windows-1252"), RUSSIAN);
        assert_eq!(read(&WINDOWS_1251.encode(RUSSIAN).0, "koi8-r"), RUSSIAN);
    }

    #[test]
    fn labels_that_are_true_are_kept() {
        for (label, words) in [
            ("koi8-r", RUSSIAN),
            ("windows-1251", "ПРОТОКОЛ ЗАСЕДАНИЯ ПОРТОВОЙ КОМИССИИ О ПРОПАЖЕ ЖУРНАЛА МАЯКА В НОЯБРЕ"),
            ("iso-8859-2", "Žluťoučký kůň úpěl ďábelské ódy, řekl starý správce."),
            ("windows-1252", "“Déjà vu”, says the café’s owner – twice…"),
            ("iso-8859-7", "Το ημερολόγιο του φάρου χάθηκε τον Νοέμβριο."),
            ("windows-1255", "יומן המגדלור נעלם בנובמבר ואיש אינו יודע מי לקח אותו."),
            ("shift_jis", "灯台の日誌は十一月に失われた。"),
            ("gbk", "灯塔的日志在十一月丢失了。"),
            ("big5", "燈塔的日誌在十一月遺失了。"),
            ("euc-kr", "등대의 일지가 십일월에 사라졌다."),
            ("iso-2022-jp", "灯台の日誌は十一月に失われた。"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect("known");
            let got = text(&encoding.encode(words).0, Some(label), false);
            assert_eq!((got.text.as_str(), &got.remark), (words, &None), "{label}");
        }
        assert_eq!(text(b"caf+AOk-", Some("utf-7"), false).text, "café");
        assert_eq!(text(b"caf\x82 \x84", Some("cp850"), false).text, "café ä");
        assert_eq!(text(b"caf\x82 \x9f", Some("cp437"), false).text, "café ƒ");
    }
}
