//! What did the author of the text put into a quotation? Marks of omission, insertions in brackets, remarks.

use super::ellipsis::{BEGINS, ellipsis};
use super::remark::{is_page, is_remark};
use super::types::{Context, FILL, Form, Quotation};
use crate::text::Span;

/// Bytes that an insertion may have.
const LONGEST_INSERTION: usize = 400;

/// Reads the author's marks within a quotation.
fn finish(c: &Context<'_>, span: Span, form: Form, ignored: Vec<Span>, unclosed: bool) -> Quotation {
    let mut q = Quotation {
        span,
        form,
        ellipses: Vec::new(),
        inserted: Vec::new(),
        ignored,
        unclosed,
        attached: None,
        interrupted: None,
        asides: Vec::new(),
    };
    let base = span.start() as usize;
    let words = &c.text[span.range()];
    let mut at = 0;
    while let Some(found) = words[at..].find(BEGINS) {
        let i = at + found;
        let rest = &words[i..];
        let put = |list: &mut Vec<Span>, from: usize, to: usize| {
            list.extend(Span::of(c.text, base + from..base + to));
        };
        if let Some(len) = ellipsis(rest) {
            put(&mut q.ellipses, i, i + len);
            at = i + len;
            continue;
        }
        let near = &rest.as_bytes()[..rest.len().min(LONGEST_INSERTION)];
        let close = match near[0] {
            b'[' => near.iter().position(|b| *b == b']'),
            b'(' => near.iter().position(|b| *b == b')'),
            _ => None,
        };
        if let Some(close) = close {
            let inner = &rest[1..close];
            if is_remark(c, inner) || rest.starts_with('[') && is_page(c, inner) {
                put(&mut q.ignored, i, i + close + 1);
                at = i + close + 1;
                continue;
            }
            let alone = |c: char| c.is_alphanumeric();
            let glued = words[..i].chars().next_back().is_some_and(alone)
                || rest[close + 1..].chars().next().is_some_and(alone);
            let note = inner
                .trim_start_matches('^')
                .chars()
                .all(|c| c.is_ascii_digit() || "* ".contains(c) || c == FILL);
            if rest.starts_with('[') && !glued && !note && close < LONGEST_INSERTION {
                put(&mut q.inserted, i + 1, i + close);
                at = i + close + 1;
                continue;
            }
        }
        at = i + rest.chars().next().map_or(1, char::len_utf8);
    }
    q.ignored.sort();
    q
}

/// The quotation of the words `from..to`, without white space around them.
pub(super) fn quotation(
    c: &Context<'_>,
    [from, to]: [usize; 2],
    form: Form,
    ignored: Vec<Span>,
    unclosed: bool,
) -> Option<Quotation> {
    let inner = c.text.get(from..to)?;
    let lead = inner.len() - inner.trim_start_matches(super::types::is_blank).len();
    let words = inner.trim_matches(super::types::is_blank);
    let span = Span::of(c.text, from + lead..from + lead + words.len()).ok().filter(|s| !s.is_empty())?;
    Some(finish(c, span, form, ignored, unclosed))
}
