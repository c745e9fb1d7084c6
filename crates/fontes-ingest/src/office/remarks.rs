//! What did reviewers of a Word document delete, and write in the margin?

use crate::package::Package;
use crate::xml::{Step, attribute, squeeze, walk};

/// Each stretch that was deleted, then each comment, with who did it and when, in the order of the file.
pub(super) fn remarks(bytes: &[u8]) -> Vec<String> {
    if !bytes.starts_with(b"PK") {
        return Vec::new();
    }
    let Ok(mut package) = Package::open(bytes) else { return Vec::new() };
    let mut text = |part: &str| if package.has(part) { package.text(part).ok() } else { None };
    let mut out = text("word/document.xml").map_or_else(Vec::new, |xml| deleted(&xml));
    out.extend(text("word/comments.xml").map_or_else(Vec::new, |xml| comments(&xml)));
    out
}

/// "Comment by Ute Lisle, 2015-03-04".
fn signed(what: &str, e: &quick_xml::events::BytesStart<'_>) -> String {
    let who = attribute(e, "author").filter(|a| !a.trim().is_empty());
    let when = attribute(e, "date").map(|d| d.chars().take(10).collect::<String>());
    let who = who.map_or_else(String::new, |w| format!(" by {w}"));
    format!("{what}{who}{}: ", when.map_or_else(String::new, |w| format!(", {w}")))
}

fn deleted(xml: &str) -> Vec<String> {
    let mut out = Vec::new();
    if !xml.contains("delText") {
        return out;
    }
    let (mut head, mut words, mut within) = (String::new(), String::new(), false);
    // What stands before damage is used.
    let _ = walk(xml, |_, step| match step {
        Step::Start { element, name: "del", empty: false } => {
            head = signed("Deleted", element);
            words.clear();
        }
        Step::Start { name: "delText", empty, .. } => within = !empty,
        Step::End { name: "delText" } => within = false,
        Step::End { name: "del" } => out.extend(said(&head, &words)),
        Step::Text(t) if within => words.push_str(t),
        _ => {}
    });
    out
}

fn comments(xml: &str) -> Vec<String> {
    let mut out = Vec::new();
    let (mut head, mut words, mut within) = (String::new(), String::new(), false);
    let _ = walk(xml, |_, step| match step {
        Step::Start { element, name: "comment", .. } => {
            head = signed("Comment", element);
            words.clear();
        }
        Step::Start { name: "p" | "br" | "tab", .. } => words.push(' '),
        Step::Start { name: "t", empty, .. } => within = !empty,
        Step::End { name: "t" } => within = false,
        Step::End { name: "comment" } => out.extend(said(&head, &words)),
        Step::Text(t) if within => words.push_str(t),
        _ => {}
    });
    out
}

fn said(head: &str, words: &str) -> Option<String> {
    let words = squeeze(words);
    (!words.is_empty()).then(|| format!("{head}{words}"))
}
