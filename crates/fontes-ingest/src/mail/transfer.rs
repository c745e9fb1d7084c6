//! What bytes does a transfer encoding stand for? Base64, quoted-printable and uuencode, read as leniently as mail programs do.

use std::borrow::Cow;

/// The bytes of a part that says it is in `encoding`, and whether they are not written as that encoding demands.
pub(crate) fn decoded<'b>(body: &'b [u8], encoding: &str) -> (Cow<'b, [u8]>, bool) {
    let name = encoding.trim().trim_matches('"').to_ascii_lowercase();
    match name.as_str() {
        n if n.starts_with("base64") => base64(body),
        n if n.starts_with("quoted-printable") => quoted_printable(body),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => {
            let text = String::from_utf8_lossy(body);
            match blocks(&text).into_iter().next() {
                Some(block) => (block.bytes.into(), !block.whole),
                None => (body.into(), true),
            }
        }
        _ => (body.into(), false),
    }
}

/// Base64; what is plainly something else is left as it is.
pub(crate) fn base64(body: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let blanks = body.iter().filter(|b| **b == b' ').count();
    let junk =
        body.iter().filter(|b| value(**b).is_none() && **b != b'=' && !b.is_ascii_whitespace()).count();
    if junk * 50 > body.len() || blanks * 20 > body.len() {
        return (body.into(), true);
    }
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for &b in body {
        let Some(v) = value(b) else {
            if b == b'=' {
                (bits, held) = (0, 0);
            }
            continue;
        };
        bits = bits << 6 | u32::from(v);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    (out.into(), junk > 0)
}

/// Quoted-printable; an equals sign that begins nothing stands for itself.
fn quoted_printable(body: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).map(|d| d as u8);
    let mut out = Vec::with_capacity(body.len());
    let (mut bad, mut i) = (false, 0);
    // What is before this was not added on the way.
    let mut meant = 0;
    while let Some(&b) = body.get(i) {
        i += 1;
        match b {
            b'=' => {
                if let (Some(high), Some(low)) = (hex(body.get(i)), hex(body.get(i + 1))) {
                    out.push(high << 4 | low);
                    meant = out.len();
                    i += 2;
                    continue;
                }
                // A line that goes on in the next: blanks may follow the sign.
                let rest = &body[i..];
                let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
                if rest.len() == blanks || rest[blanks] == b'\n' {
                    i += (blanks + 1).min(rest.len());
                } else {
                    bad = true;
                    out.push(b'=');
                }
            }
            b'\n' => {
                // Blanks at a line's end were added on the way.
                let cr = out.last() == Some(&b'\r');
                let end = out.len() - usize::from(cr);
                let blanks =
                    out[meant..end.max(meant)].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
                out.truncate(end.max(meant) - blanks);
                out.extend_from_slice(if cr { b"\r\n" } else { b"\n" });
                meant = out.len();
            }
            b => out.push(b),
        }
    }
    (out.into(), bad)
}

/// A file that stands in a text in uuencode.
pub(crate) struct Block {
    /// Where it stands, its first and last line included.
    pub(crate) range: std::ops::Range<usize>,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Whether its end is there.
    pub(crate) whole: bool,
}

/// The files that stand in a text in uuencode: a line `begin 644 name`, lines that begin with their length, a line `end`.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let (mut at, mut lines) = (0, 0usize);
    let mut finish = |open: &mut Option<Block>, end: usize, whole: bool, lines: usize| {
        if let Some(mut block) = open.take()
            && (whole || lines > 2)
        {
            block.range.end = end;
            block.whole = whole;
            out.push(block);
        }
    };
    for line in text.split_inclusive('\n') {
        let (start, words) = (at, line.trim_end_matches(['\r', '\n']));
        at += line.len();
        if let Some(block) = &mut open {
            if words.trim_end() == "end" {
                finish(&mut open, at, true, lines);
            } else if words.trim().is_empty() || words == "`" {
            } else if let Some(bytes) = line_of(words) {
                block.bytes.extend(bytes);
                lines += 1;
                continue;
            } else {
                finish(&mut open, start, false, lines);
            }
        }
        if open.is_none()
            && let Some(name) = begins(words)
        {
            lines = 0;
            open = Some(Block { range: start..start, name, bytes: Vec::new(), whole: false });
        }
    }
    finish(&mut open, text.len(), false, lines);
    out
}

/// The name in a line `begin 644 name`.
fn begins(line: &str) -> Option<String> {
    let (mode, name) = line.strip_prefix("begin ")?.trim_start().split_once(' ')?;
    let octal = (3..=6).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    (octal && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// The bytes of a line of uuencode; blanks at its end may have been lost.
fn line_of(line: &str) -> Option<Vec<u8>> {
    let bytes = line.as_bytes();
    let value = |b: u8| (32..=96).contains(&b).then(|| (b - 32) & 63);
    let length = usize::from(value(*bytes.first()?)?);
    let wanted = length.div_ceil(3) * 4;
    let rest = &bytes[1..];
    // One sign more may be a sum.
    if rest.len() > wanted + 2 || rest.len() + 8 < wanted || length == 0 && !rest.is_empty() {
        return None;
    }
    let values: Vec<u8> = rest.iter().map(|b| value(*b)).collect::<Option<_>>()?;
    let mut out: Vec<u8> = (0..wanted / 4)
        .flat_map(|i| {
            let v = |n: usize| values.get(4 * i + n).copied().unwrap_or(0);
            [v(0) << 2 | v(1) >> 4, v(1) << 4 | v(2) >> 2, v(2) << 6 | v(3)]
        })
        .collect();
    out.truncate(length);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8], encoding: &str) -> (String, bool) {
        let (bytes, bad) = decoded(body, encoding);
        (String::from_utf8_lossy(&bytes).into_owned(), bad)
    }

    #[test]
    fn encodings_are_read_leniently() {
        let said = |s: &str, bad: bool| (s.to_owned(), bad);
        assert_eq!(read(b"S2V5\r\ncw==\r\n", "base64"), said("Keys", false));
        assert_eq!(read(b"S2V5cw==S2V5cw==", "BASE64"), said("KeysKeys", false));
        assert_eq!(read(b"The key is lost, said he.", "base64"), said("The key is lost, said he.", true));
        assert!(read(b"se=C3=B1ora=\r\n Ib=e1 \r\nx = y=", "quoted-printable").1);
        assert_eq!(
            read(b"caf=C3=A9 is=20\r\nso=\r\nft", "Quoted-Printable"),
            said("café is \r\nsoft", false)
        );
        assert_eq!(read(b"a = b", "quoted-printable"), said("a = b", true));
        assert_eq!(read(b"as it is", "8bit"), said("as it is", false));
    }

    #[test]
    fn uuencode_is_found_in_a_text() {
        let text = "List.\n\nbegin 644 keys.txt\n#2V5Y\n`\nend\n\nbegin 644 the list\nwith the names.\n";
        let found = blocks(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].name.as_str(), &found[0].bytes[..], found[0].whole),
            ("keys.txt", &b"Key"[..], true)
        );
        assert_eq!(&text[found[0].range.clone()], "begin 644 keys.txt\n#2V5Y\n`\nend\n");
    }
}
