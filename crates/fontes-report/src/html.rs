//! One self-contained web page: what to look at first, the draft with its findings marked, each finding with both texts. It
//! loads nothing, works by keyboard and without its script, and prints.

mod entry;
mod header;
mod pane;

use crate::escape;
use base64::Engine;
use fontes_check::Checked;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page. `again` is the command that makes it.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn Write, checked: &Checked, again: &str) -> io::Result<()> {
    let draft = &checked.draft;
    let title = draft.document.title.as_deref().unwrap_or(&draft.path);
    head(out, title, &[SCRIPT])?;
    writeln!(out, "<a class=\"skip\" href=\"#findings\">To the findings</a>")?;
    header::write(out, checked, title, again)?;
    writeln!(out, "<main>")?;
    pane::write(out, checked)?;
    writeln!(out, "<div class=\"list\">")?;
    header::filters(out, checked)?;
    entry::write(out, checked)?;
    crate::wanted::html(out, checked)?;
    writeln!(out, "</div>\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// The head of a page that runs nothing but these scripts, and loads nothing.
fn head(out: &mut dyn Write, title: &str, scripts: &[&str]) -> io::Result<()> {
    let hash = |s: &str| {
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(s.as_bytes())))
    };
    let scripts: Vec<String> = scripts.iter().map(|s| hash(s)).collect();
    let scripts = if scripts.is_empty() { "'none'".to_owned() } else { scripts.join(" ") };
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {}; script-src {scripts}\">\n\
         <title>{} · fontes</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        hash(STYLE),
        escape(title)
    )
}

/// A draft of a run, for the list of its pages.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its path.
    pub draft: String,
    /// The file of its page, beside the list.
    pub page: String,
    /// How many errors and warnings it has.
    pub look: u64,
    /// How many findings it has.
    pub findings: u64,
}

impl Listed {
    /// What the list tells of a draft.
    #[must_use]
    pub fn of(checked: &Checked, page: String) -> Self {
        let look = checked.findings.iter().filter(|f| f.is_alarm()).count() as u64;
        Self { draft: checked.draft.path.clone(), page, look, findings: checked.findings.len() as u64 }
    }
}

/// Writes the list of the pages of several drafts.
///
/// # Errors
/// When the output cannot be written.
pub fn index(out: &mut dyn Write, drafts: &[Listed]) -> io::Result<()> {
    head(out, "Drafts", &[])?;
    writeln!(
        out,
        "<header><h1>Drafts</h1></header>\n<main class=\"index\"><table><thead><tr><th scope=\"col\">Draft</th><th scope=\"col\">To be looked at</th><th scope=\"col\">Findings</th></tr></thead><tbody>"
    )?;
    for d in drafts {
        writeln!(
            out,
            "<tr><th scope=\"row\"><a href=\"{}\"><bdi>{}</bdi></a></th><td>{}</td><td>{}</td></tr>",
            address(&d.page),
            escape(&d.draft),
            d.look,
            d.findings
        )?;
    }
    writeln!(out, "</tbody></table></main>\n</body>\n</html>")
}

/// A file's name as a relative address.
fn address(name: &str) -> String {
    let mut out = String::from("./");
    for b in name.bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => out.push(b as char),
            _ => out += &format!("%{b:02X}"),
        }
    }
    out
}
