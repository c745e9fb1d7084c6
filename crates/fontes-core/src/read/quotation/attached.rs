//! Which words at the end of a block are not its own but say where it is from?

use super::remark::{is_page, is_reference, is_remark, is_source_line, labelled, names_source};
use super::types::{Context, FILL};

/// Bytes before the end in which they begin.
const REACH: usize = 240;

const DASHES: [char; 4] = ['—', '–', '―', '-'];

/// What may stand around words without being any.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || c == '>' || c == FILL || "*_".contains(c)
}

fn ends_sentence(words: &str) -> bool {
    words.trim_end_matches(is_edge).ends_with([
        '.', '!', '?', '…', '”', '"', '\u{2019}', '»', '“', '。', '！', '？', '」', ')', ']', '।', '؟', '\'',
    ])
}

/// The byte at which words that say where the paragraph `from..to` is from begin; `from` if it is nothing else, which a bare
/// name can be only where other paragraphs of the block stand before it.
pub(super) fn begins(c: &Context<'_>, [from, to]: [usize; 2], further: bool) -> Option<usize> {
    let mut found = None;
    let mut end = to;
    // "(my translation) — Author, Title"
    for _ in 0..3 {
        end = from + c.text.get(from..end)?.trim_end_matches(is_edge).len();
        let marker =
            c.skip_at(end.saturating_sub(1)).filter(|s| s.end() as usize == end && s.start() as usize > from);
        if let Some(marker) = marker.filter(|m| c.text[m.range()].starts_with('[')) {
            end = marker.start() as usize;
        }
        let words = c.text.get(from..end)?;
        let Some(at) = line(c, words, further).or_else(|| brackets(c, words)).or_else(|| tail(c, words))
        else {
            break;
        };
        end = from + at;
        found = Some(end);
        if at == 0 {
            break;
        }
    }
    found
}

/// A last line that is a name after a dash, "Source: …", or a reference.
fn line(c: &Context<'_>, words: &str, further: bool) -> Option<usize> {
    let start = words.rfind('\n').map_or(0, |n| n + 1);
    let bare = words[start..].trim_start_matches(is_edge);
    let at = words.len() - bare.len();
    let after = bare.trim_start_matches(DASHES);
    let dash = bare.starts_with(['—', '–', '―']) || bare.starts_with("--");
    let before = &words[..start];
    let found = if dash {
        is_source_line(c, after)
    } else if bare.starts_with("- ") {
        names_source(c, after)
    } else {
        labelled(c, bare).is_some()
            || (if start > 0 { ends_sentence(before) } else { further })
                && names_source(c, bare)
                && bare.contains(char::is_alphabetic)
    };
    found.then_some(if before.trim_matches(is_edge).is_empty() { 0 } else { at })
}

/// Brackets that end the words and hold a reference or a remark; with a dash before them.
fn brackets(c: &Context<'_>, words: &str) -> Option<usize> {
    let bare = words.trim_end_matches(|c: char| is_edge(c) || ".,;”\"’".contains(c));
    let (open, close) = match bare.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        _ => return None,
    };
    let mut depth = 0;
    let at = bare.char_indices().rev().find_map(|(i, ch)| {
        depth += usize::from(ch == close);
        if ch == open {
            depth -= 1;
        }
        (depth == 0).then_some(i)
    })?;
    let inner = &bare[at + open.len_utf8()..bare.len() - close.len_utf8()];
    let figures = inner.contains(|c: char| c.is_ascii_digit());
    // What an author puts in stands between square brackets as well.
    let found =
        is_remark(c, inner) || is_page(c, inner) || is_reference(c, inner) && (open == '(' || figures);
    let before = words[..at].trim_end_matches(|c: char| is_edge(c) || DASHES.contains(&c));
    let marker = open == '[' && inner.trim_matches('^').len() <= 3;
    (found && !marker).then_some(if before.is_empty() {
        0
    } else {
        at - (words[..at].len() - before_dash(&words[..at]))
    })
}

/// The length of the words before a dash at their end, or of all of them.
fn before_dash(words: &str) -> usize {
    let bare = words.trim_end_matches(is_edge);
    let cut = bare.trim_end_matches(DASHES);
    if cut.len() < bare.len() { cut.len() } else { words.len() }
}

/// A name after a dash, or "Source: …", after the last sentence of the paragraph.
fn tail(c: &Context<'_>, words: &str) -> Option<usize> {
    let low = words.len().saturating_sub(REACH);
    let places = words.char_indices().rev().take_while(|(i, _)| *i > low);
    for (i, ch) in places {
        let before = &words[..i];
        if DASHES.contains(&ch) {
            let from = before.trim_end_matches(DASHES).len();
            let apart = ch != '-' || from < i || before.ends_with(' ');
            let after = words[i..].trim_start_matches(|c: char| DASHES.contains(&c) || is_edge(c));
            if apart && ends_sentence(&words[..from]) && names_source(c, after) {
                return Some(from);
            }
        } else if ch.is_alphabetic() && before.ends_with([' ', '\n', '(', '*', '_']) {
            let bare = before.trim_end_matches(|c: char| is_edge(c) || c == '(');
            if ends_sentence(bare) && labelled(c, &words[i..]).is_some() {
                return Some(bare.len());
            }
        }
    }
    None
}

/// Whether a paragraph of its own after a block says where the block is from.
pub(super) fn is_alone(c: &Context<'_>, [from, to]: [usize; 2]) -> bool {
    let Some(words) = c.text.get(from..to) else { return false };
    let bare = words.trim_matches(is_edge);
    let after = bare.trim_start_matches(DASHES);
    !bare.is_empty()
        && bare.len() <= REACH
        && (labelled(c, bare).is_some()
            || names_source(c, after) && (after.len() < bare.len() || bare.contains([',', '('])))
}
