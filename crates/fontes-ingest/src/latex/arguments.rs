//! How long is what follows a command: blanks, options, arguments?

/// Bytes in which an argument that is no words ends.
const FARTHEST: usize = 16 << 10;

/// A comment, with the line's end and the blanks before the next line.
pub(super) fn comment(s: &str) -> usize {
    let Some(end) = s.find('\n') else { return s.len() };
    let next = &s[end + 1..];
    let line = next.trim_start_matches([' ', '\t', '\r']);
    // An empty line after it ends a paragraph.
    if line.starts_with('\n') { end } else { end + 1 + next.len() - line.len() }
}

/// Blanks after a command's name, one line's end among them at most.
pub(super) fn blanks(s: &str) -> usize {
    let mut lines = 0;
    s.bytes()
        .take_while(|b| {
            lines += usize::from(*b == b'\n');
            matches!(b, b' ' | b'\t' | b'\r') || (*b == b'\n' && lines == 1)
        })
        .count()
}

/// `{}` after a command.
pub(super) fn empty_group(s: &str) -> usize {
    if s.starts_with("{}") { 2 } else { 0 }
}

/// One argument in square brackets, if it stands here.
pub(super) fn optional(s: &str) -> usize {
    if s.starts_with('[') { balanced(s, b'[', b']') } else { 0 }
}

/// Arguments in square brackets that follow each other, with blanks between them.
pub(super) fn options_len(s: &str) -> usize {
    let mut at = 0;
    loop {
        let gap = blanks(&s[at..]);
        match optional(&s[at + gap..]) {
            0 if s[at + gap..].starts_with('{') => return at + gap,
            0 => return at,
            len => at += gap + len,
        }
    }
}

/// So many arguments in braces, with those in square brackets before and after them.
pub(super) fn arguments_len(s: &str, n: usize) -> usize {
    let mut at = if n > 0 { options_len(s) } else { 0 };
    for _ in 0..n {
        let gap = blanks(&s[at..]);
        if !s[at + gap..].starts_with('{') {
            return at;
        }
        at += gap + balanced(&s[at + gap..], b'{', b'}');
    }
    at
}

/// All arguments of a citation: `[7][]{key}`, and of several, `(a)(b)[7]{key}[9]{key}`.
pub(super) fn citation(s: &str) -> usize {
    let mut at = 0;
    loop {
        let here = &s[at..];
        let gap = if at == 0 { blanks(here) } else { 0 };
        let len = match here.as_bytes()[gap..].first() {
            Some(b'[') => balanced(&here[gap..], b'[', b']'),
            Some(b'{') => balanced(&here[gap..], b'{', b'}'),
            _ => 0,
        };
        if len == 0 {
            return at;
        }
        at += gap + len;
        if s.as_bytes()[at - 1] == b'}' && !s[at..].starts_with(['[', '{']) {
            return at;
        }
    }
}

/// From an opening sign to the one that closes it, within a paragraph; 1 where nothing does.
pub(super) fn balanced(s: &str, open: u8, close: u8) -> usize {
    let mut depth = 0usize;
    let mut escaped = false;
    for (i, b) in s.bytes().enumerate().take(FARTHEST) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b if b == open => depth += 1,
            b if b == close => {
                depth -= 1;
                if depth == 0 {
                    return i + 1;
                }
            }
            b'\n' if s[i + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') && open == b'[' => {
                break;
            }
            _ => {}
        }
    }
    1
}
