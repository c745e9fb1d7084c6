//! How are findings shown? One file an output format; renderers decide nothing.

pub mod baseline;
pub mod collation;
pub mod compare;
pub mod detail;
pub mod document;
pub mod facts;
pub mod html;
pub mod json;
pub mod overview;
pub mod page;
pub mod pane;
pub mod parquet;
pub mod reuse;
pub mod sarif;
pub mod screen;
pub mod statements;
pub mod status;
pub mod synopsis;
pub mod table;
pub mod terminal;
pub mod tone;
pub mod wanted;
mod wrap;

use fontes_check::{Draft, Finding};
use fontes_core::align::change::Class;
use fontes_core::text::Span;

/// A stretch of text, and the changes that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) span: Span,
    pub(crate) changed: bool,
}

/// Cuts `whole` into stretches in and out of the changed spans.
pub(crate) fn pieces(whole: Span, changed: impl Iterator<Item = Span>) -> Vec<Piece> {
    let mut spans: Vec<Span> = changed.filter(|s| whole.contains(*s) && !s.is_empty()).collect();
    spans.sort();
    let mut out = Vec::new();
    let mut at = whole.start();
    for s in spans {
        if s.end() <= at {
            continue;
        }
        let start = s.start().max(at);
        if let Ok(span) = Span::new(at, start)
            && !span.is_empty()
        {
            out.push(Piece { span, changed: false });
        }
        if let Ok(span) = Span::new(start, s.end()) {
            out.push(Piece { span, changed: true });
        }
        at = s.end();
    }
    if let Ok(span) = Span::new(at, whole.end())
        && !span.is_empty()
    {
        out.push(Piece { span, changed: false });
    }
    out
}

/// Text for a web page: marks escaped, and what would not be seen or would turn the direction of other words shown.
pub(crate) fn escape(s: &str) -> String {
    escape_xml(&screen::visible(s))
}

/// Text for XML that programs read: marks escaped, what is not seen as references, and what XML 1.0 does not allow as U+FFFD.
pub(crate) fn escape_xml(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if screen::is_unseen(c) => out += &format!("&#x{:X};", c as u32),
            c => out.push(c),
        }
    }
    out
}

pub(crate) use screen::plain;

/// A stretch of such words, with the blank at its ends.
pub(crate) fn visible(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    screen::visible(&out).into_owned()
}

/// A sentence with a capital.
pub(crate) fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// The stretches of the draft's words in a finding.
pub(crate) fn draft_pieces(f: &Finding) -> Vec<Piece> {
    pieces(f.draft, f.changes.iter().filter(|e| e.change.class.is_shown()).map(|e| e.change.draft))
}

/// The stretches of one piece of evidence, as places of the text that is held of it; with the words beside it that govern it
/// and were cut off.
pub(crate) fn evidence_pieces(f: &Finding, index: usize) -> Vec<Piece> {
    let e = &f.evidence[index];
    let edits = || f.changes.iter().filter(|e| e.evidence == index);
    let here = |edit: &fontes_check::Edit| e.witness.here(edit.change.source);
    let changed =
        edits().filter(|e| e.change.class == Class::Cut || e.change.class.is_shown()).filter_map(here);
    let cut = edits().filter(|e| e.change.class == Class::Cut).filter_map(here);
    e.witness.here(e.span).map_or_else(Vec::new, |span| pieces(cut.fold(span, Span::cover), changed))
}

/// A passage as one stretch, as a place of the text that is held of it.
pub(crate) fn one_piece(e: &fontes_check::Evidence) -> Vec<Piece> {
    e.witness.here(e.span).map(|span| Piece { span, changed: false }).into_iter().collect()
}

/// Some text before and after a span, cut at white space, at most so many bytes of it.
pub(crate) fn context(text: &str, span: Span, reach: usize) -> (&str, &str) {
    let (start, end) = (span.start() as usize, span.end() as usize);
    let mut from = start.saturating_sub(reach);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..start];
    let before = if from == 0 { before } else { before.split_once(char::is_whitespace).map_or("", |b| b.1) };
    // The paragraph is context enough.
    let before = before.rsplit("\n\n").next().unwrap_or(before);
    let mut to = (end + reach).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let after = &text[end..to];
    let after =
        if to == text.len() { after } else { after.rsplit_once(char::is_whitespace).map_or("", |b| b.0) };
    let after = after.split("\n\n").next().unwrap_or(after);
    (before, after)
}

/// Where words of the draft stand, as a person finds them: the page, and the note, the line of the file or the paragraph.
#[must_use]
pub fn draft_place(draft: &Draft, span: Span) -> String {
    let at = span.start();
    let page = draft
        .document
        .page(at)
        .map(|p| spot(Some(p), is_table(&draft.document), None, || None))
        .filter(|p| !p.is_empty());
    let within = match (draft.note_at(span), draft.spots(span)) {
        (Some(note), None) => Some(format!("note {}", note.label)),
        (_, Some((from, _))) => Some(format!("line {}", from.line)),
        (None, None) => draft.document.paragraph(at).map(|n| format!("paragraph {n}")),
    };
    page.into_iter().chain(within).collect::<Vec<_>>().join(", ")
}

/// Where a place of a document stands, of which `source` holds that part: the printed page, the page of the file, the
/// paragraph, or the line where lines are those of the file.
pub(crate) fn place_in(source: &fontes_core::corpus::Source, span: Span) -> String {
    let at = span.start();
    let paragraph = source.paragraph(at).filter(|_| !source.document.has_lines());
    spot(source.page(at), is_table(&source.document), paragraph, || source.line(at))
}

/// Whether what a document has in the place of pages are the cells of a table.
fn is_table(document: &fontes_core::text::Document) -> bool {
    document.media_type == "text/csv" || document.media_type.ends_with("spreadsheetml.sheet")
}

fn spot(
    page: Option<&fontes_core::text::Page>,
    table: bool,
    paragraph: Option<usize>,
    line: impl Fn() -> Option<u32>,
) -> String {
    match page {
        Some(p) if table && !p.label.is_empty() => format!("cell {}", p.label),
        Some(p) if !p.label.is_empty() && (p.index == 0 || p.label == p.index.to_string()) => {
            format!("p. {}", p.label)
        }
        Some(p) if !p.label.is_empty() => format!("p. {} (page {} of the file)", p.label, p.index),
        Some(p) if p.index > 0 => format!("page {} of the file", p.index),
        _ => match paragraph {
            Some(n) => format!("paragraph {n}"),
            None => line().map_or_else(String::new, |n| format!("line {n}")),
        },
    }
}
