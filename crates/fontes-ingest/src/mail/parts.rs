//! Which parts has a message? Its fields, its body, and the parts between its boundaries (RFC 2046). A boundary is a line
//! of its own: `mail-parser` takes one within a line, or at the head of a longer one, for it.

use super::detect::Lines;
use super::fields::Fields;

/// Parts of one message, all told.
const MOST: usize = 50_000;
/// Parts within one another.
const DEEPEST: usize = 40;

/// A message, or a part of one.
#[derive(Debug)]
pub(crate) struct Part<'b> {
    pub(crate) fields: Fields,
    pub(crate) body: &'b [u8],
    /// What stands between the boundaries, if it has any.
    pub(crate) parts: Vec<Part<'b>>,
    /// What stands after the last boundary.
    pub(crate) after: &'b [u8],
    /// Whether parts were left out because there are too many, or too many within one another.
    pub(crate) cut: bool,
    /// Whether no line ends the parts: the message may have been cut.
    pub(crate) unclosed: bool,
}

impl<'b> Part<'b> {
    /// Reads a message.
    pub(crate) fn of(bytes: &'b [u8]) -> Self {
        let mut left = MOST;
        Self::at(bytes, "text/plain", 0, &mut left)
    }

    fn at(bytes: &'b [u8], default_kind: &str, depth: usize, left: &mut usize) -> Self {
        let (head, body) = split(bytes);
        let fields = Fields::read(head, body, default_kind);
        // Words that stand right after a boundary are no fields.
        let body = if depth > 0 && !fields.any && !head.trim_ascii().is_empty() { bytes } else { body };
        let mut part = Part { fields, body, parts: Vec::new(), after: b"", cut: false, unclosed: false };
        if !part.fields.mime.kind.starts_with("multipart/") {
            return part;
        }
        if depth == DEEPEST {
            part.cut = true;
            return part;
        }
        let boundary = part.fields.mime.boundary.clone().map(String::into_bytes).or_else(|| guessed(body));
        let Some(boundary) = boundary else { return part };
        let inner = if part.fields.mime.kind == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let (pieces, after, closed) = between(body, &boundary);
        part.after = after;
        part.unclosed = !closed;
        for piece in pieces {
            if *left == 0 {
                part.cut = true;
                break;
            }
            *left -= 1;
            let inner = Self::at(piece, inner, depth + 1, left);
            part.cut |= inner.cut;
            part.parts.push(inner);
        }
        part
    }
}

/// The fields of a message and what follows the empty line after them.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut lines = Lines(bytes);
    loop {
        let rest = lines.0;
        match lines.next() {
            Some(line) if !line.is_empty() => {}
            _ => return (&bytes[..bytes.len() - rest.len()], lines.0),
        }
    }
}

/// A boundary that no field names: what the first line that looks like one says.
fn guessed(body: &[u8]) -> Option<Vec<u8>> {
    let line = Lines(body).take(50).find(|l| l.len() > 4 && l.starts_with(b"--") && !l.contains(&b' '))?;
    Some(line[2..].to_vec())
}

/// What stands between the lines of a boundary, what stands after the last, and whether there is a last. A part ends before the
/// end of line that the boundary stands behind.
fn between<'b>(body: &'b [u8], boundary: &[u8]) -> (Vec<&'b [u8]>, &'b [u8], bool) {
    let mut pieces = Vec::new();
    let mut begun: Option<usize> = None;
    let mut lines = Lines(body);
    let mut close = |begun: Option<usize>, end: usize| {
        if let Some(from) = begun {
            let piece = &body[from..end.max(from)];
            let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
            pieces.push(piece.strip_suffix(b"\r").unwrap_or(piece));
        }
    };
    loop {
        let at = body.len() - lines.0.len();
        let Some(line) = lines.next() else { break };
        let Some(rest) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary)) else { continue };
        match rest.trim_ascii_end() {
            b"" => {
                close(begun, at);
                begun = Some(body.len() - lines.0.len());
            }
            b"--" => {
                close(begun, at);
                return (pieces, lines.0, true);
            }
            _ => {}
        }
    }
    close(begun, body.len());
    (pieces, b"", false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_lines_of_their_own() {
        let body = b"preamble --x\r\n--x\r\n\r\nOne --x two\r\n--xy\r\nThree\r\n--x  \r\n\r\nFour\r\n--x--\r\nAfter\r\n--x\r\n";
        let (pieces, after, closed) = between(body, b"x");
        assert_eq!(pieces, [&b"\r\nOne --x two\r\n--xy\r\nThree"[..], b"\r\nFour"]);
        assert_eq!((after, closed), (&b"After\r\n--x\r\n"[..], true));
        assert!(!between(b"--x\n\nOne\n", b"x").2);
    }

    #[test]
    fn parts_within_parts() {
        let text = b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=\"a-1\"\n\n\
            --a-1\n\nOne\n--a-1\nContent-Type: text/html\n\n<p>One\n--a-1--\n--a\nContent-Type: text/plain; name=x.txt\n\nTwo\n--a--\n";
        let m = Part::of(text);
        let kinds = |p: &Part<'_>| p.parts.iter().map(|p| p.fields.mime.kind.clone()).collect::<Vec<_>>();
        assert_eq!(kinds(&m), ["multipart/alternative", "text/plain"]);
        assert_eq!(kinds(&m.parts[0]), ["text/plain", "text/html"]);
        assert_eq!(m.parts[0].parts[0].body, b"One");
        assert_eq!(m.parts[1].body, b"Two");
        let none = Part::of(b"Content-Type: multipart/mixed\n\n--q\n\nOne\n--q--\n");
        assert_eq!(none.parts.len(), 1);
    }
}
