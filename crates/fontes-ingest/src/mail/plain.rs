//! What is in a body of plain text? Its paragraphs; files that stand in it in uuencode; what it holds encrypted.

use super::transfer;
use crate::outcome::Notice;
use fontes_core::text::{Block, BlockKind, Document, Span};

/// A body of plain text.
pub(crate) struct Plain {
    pub(crate) document: Document,
    /// Files that stand in it, by name.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) notices: Vec<Notice>,
}

/// Reads a body; `flow` tells that lines that end with a blank go on in the next, and whether that blank is none of the text's.
pub(crate) fn read(text: &str, flow: Option<bool>) -> Plain {
    let mut text = text.replace("\r\n", "\n");
    if !text.contains('\n') {
        text = text.replace('\r', "\n");
    }
    if let Some(without_blank) = flow {
        text = joined(&text, without_blank);
    }
    let mut notices = Vec::new();
    let mut files = Vec::new();
    let blocks = if text.contains("begin ") { transfer::blocks(&text) } else { Vec::new() };
    if !blocks.is_empty() {
        let (mut rest, mut at) = (String::with_capacity(text.len()), 0);
        for block in blocks {
            rest.push_str(&text[at..block.range.start]);
            at = block.range.end;
            if !block.whole {
                notices.push(Notice::loss(format!("the file {} in the text ends too early", block.name)));
            }
            files.push((block.name, block.bytes));
        }
        rest.push_str(&text[at..]);
        text = rest;
    }
    if text.contains("-----BEGIN PGP MESSAGE-----") {
        notices.push(Notice::loss(
            "the message, or a part of it, is encrypted with PGP: only its recipients can read it (save it decrypted)",
        ));
    }
    if text.contains("(This file must be converted with BinHex") {
        notices.push(Notice::loss("a file in the text is in BinHex, which is not read"));
    }
    Plain { document: paragraphs(text), files, notices }
}

/// Joins lines that flow (RFC 3676): those that end with a blank, at one depth of quotation.
fn joined(text: &str, without_blank: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split_terminator('\n') {
        let depth = line.len() - line.trim_start_matches('>').len();
        let words = &line[depth..];
        let words = words.strip_prefix(' ').unwrap_or(words);
        let flows = words.ends_with(' ') && words != "-- ";
        if open != Some(depth) || words == "-- " {
            if open.is_some() {
                out.push('\n');
            }
            out.push_str(&line[..depth]);
            if depth > 0 && !words.is_empty() {
                out.push(' ');
            }
        }
        out.push_str(if flows && without_blank { &words[..words.len() - 1] } else { words });
        open = flows.then_some(depth);
        if !flows {
            out.push('\n');
        }
    }
    out
}

/// Paragraphs, lines kept; what is quoted from an earlier message (`>`) is set apart.
pub(crate) fn paragraphs(text: String) -> Document {
    let mut blocks: Vec<Block> = Vec::new();
    let mut at = 0;
    let mut open: Option<(usize, usize, bool)> = None;
    let mut close = |open: &mut Option<(usize, usize, bool)>| {
        if let Some((from, to, quoted)) = open.take()
            && let Ok(span) = Span::of(&text, from..to)
        {
            let kind = if quoted { BlockKind::Furniture } else { BlockKind::Paragraph };
            blocks.push(Block { kind, span });
        }
    };
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let quoted = words.starts_with('>');
        if words.is_empty() || open.as_ref().is_some_and(|o| o.2 != quoted) {
            close(&mut open);
        }
        if !words.is_empty() {
            match &mut open {
                Some(o) => o.1 = at + words.len(),
                None => open = Some((at, at + words.len(), quoted)),
            }
        }
        at += line.len();
    }
    close(&mut open);
    Document { blocks, text, ..Document::default() }
}

/// The words of text/enriched (RFC 1896) and its forerunner text/richtext.
pub(crate) fn enriched(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('<') {
            out.push('<');
            rest = after;
            continue;
        }
        let Some(end) = rest.find('>').filter(|e| *e < 64) else {
            out.push('<');
            continue;
        };
        match &rest[..end].to_ascii_lowercase()[..] {
            "nl" | "np" | "/paragraph" => out.push('\n'),
            "lt" => out.push('<'),
            _ => {}
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_flow_are_joined() {
        let text =
            "The keep \ner wrote \ndown all.\n> He \n> said \n>> so \n> no\n -- \n From here\n-- \nInes\n";
        assert_eq!(
            joined(text, true),
            "The keeper wrotedown all.\n> Hesaid\n>> so\n> no\n-- \nFrom here\n-- \nInes\n"
        );
        assert_eq!(joined("one \ntwo\n\nthree\n", false), "one two\n\nthree\n");
    }

    #[test]
    fn files_in_a_text_are_taken_out() {
        let got = read("Keys.\r\n\r\nbegin 644 k.txt\r\n#2V5Y\r\n`\r\nend\r\n\r\nInes\r\n", None);
        assert_eq!(got.document.text, "Keys.\n\n\nInes\n");
        assert_eq!(got.files, [("k.txt".to_owned(), b"Key".to_vec())]);
        assert!(read("-----BEGIN PGP MESSAGE-----\nx", None).notices[0].loss);
        assert_eq!(enriched("<bold>Key</bold> <<1<nl>x < y"), "Key <1\nx < y");
    }
}
