//! How long is the mark of omission that begins here?

use super::types::FILL;

/// The length of the mark of omission at the start of `s`, its brackets included: `…`, `. . .`, `[...]`, `[..]`, `(…)`,
/// `[---]`, `⋯`, `***`, `- - -`.
pub(super) fn ellipsis(s: &str) -> Option<usize> {
    let first = s.chars().next()?;
    let close = match first {
        '[' => Some(']'),
        '(' => Some(')'),
        '<' => Some('>'),
        '{' => Some('}'),
        _ => None,
    };
    let open = if close.is_some() { 1 } else { 0 };
    let body = s.get(open..)?;
    let Run { kind, count, len, spaced } = run(body)?;
    // Within brackets fewer will do; bare dashes, unless they stand apart, are a dash.
    let enough = match (kind, close) {
        ('.', Some('[')) | ('.', Some(_)) => count >= 2,
        ('-' | '_', Some(_)) => count >= 2 || count == 1 && first == '[' && body.starts_with(['—', '–']),
        (_, Some('>' | '}')) => count >= 3,
        ('-', None) => count >= 3 && spaced,
        ('_', None) => false,
        _ => count >= 3,
    };
    if !enough {
        return None;
    }
    let Some(close) = close else { return Some(len) };
    let rest = &body[len..];
    let gap = rest.len() - rest.trim_start_matches(is_gap).len();
    rest[gap..].starts_with(close).then_some(open + len + gap + 1)
}

/// Signs of one kind in a row.
struct Run {
    /// `.`, `*`, `-` or `_`
    kind: char,
    count: usize,
    /// Bytes to the end of the last sign.
    len: usize,
    /// Whether there is white space between any two of them.
    spaced: bool,
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | FILL)
}

fn run(s: &str) -> Option<Run> {
    let mut run: Option<Run> = None;
    let mut gaps = 0;
    for (i, c) in s.char_indices() {
        let (kind, dots) = match c {
            '.' => ('.', 1),
            '‥' => ('.', 2),
            '…' | '⋯' | '⋮' => ('.', 3),
            '*' | '∗' => ('*', 1),
            '-' | '–' | '—' | '−' => ('-', 1),
            '_' => ('_', 1),
            _ if is_gap(c) => {
                gaps += 1;
                continue;
            }
            // Escaped in Markdown.
            '\\' if run.is_none() || run.as_ref().is_some_and(|r| r.kind == '*') => continue,
            _ => break,
        };
        let end = i + c.len_utf8();
        let end = end + s[end..].len() - s[end..].trim_start_matches(FILL).len();
        match &mut run {
            None => run = Some(Run { kind, count: dots, len: end, spaced: true }),
            Some(r) if r.kind == kind => {
                r.spaced &= gaps > 0;
                r.count += dots;
                r.len = end;
            }
            Some(_) => break,
        }
        gaps = 0;
    }
    run
}

/// Characters that a mark of omission, or an author's bracket, may begin with.
pub(super) const BEGINS: [char; 13] = ['[', '(', '.', '…', '⋯', '⋮', '‥', '*', '-', '<', '{', '–', '—'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_omission_have_a_length() {
        for mark in [
            "…",
            "...",
            ". . .",
            "....",
            "[...]",
            "[..]",
            "[. . .]",
            "(…)",
            "(..)",
            "[…]",
            "⋯",
            "[---]",
            "[--]",
            "[—]",
            "[- - -]",
            "* * *",
            "***",
            "- - -",
            "– – –",
            "‥‥",
            "……",
            "<...>",
            "{...}",
            "[***]",
        ] {
            assert_eq!(ellipsis(&format!("{mark} and")), Some(mark.len()), "{mark}");
        }
        for none in ["..", "[.]", "---", "— and", "- and", "[a]", "(b...)", "**bold**", "<b>", "[1]", "()"]
        {
            assert_eq!(ellipsis(none), None, "{none}");
        }
    }
}
