//! The sources to get: works that a draft cites and an archive lacks. For the terminal, as a plain list, as CSL-JSON (Citation
//! Style Language 1.0.2) and as part of the other reports.

use crate::{escape, plain};
use fontes_check::finding::words::{counted, shorten};
use fontes_check::{Checked, Finding, Wanted};
use fontes_core::read::WorkKind;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// A work on one line: author, title, what it stands in, date, address.
#[must_use]
pub fn label(w: &Wanted) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(w.author.clone());
    if let Some(title) = &w.title {
        let own = matches!(w.kind, WorkKind::Paper | WorkKind::Case | WorkKind::Statute | WorkKind::Other);
        parts.push(if own { title.clone() } else { format!("“{title}”") });
    }
    if w.container != w.title {
        parts.extend(w.container.clone());
    }
    let dated = |d: &&String| !w.container.as_deref().is_some_and(|c| c.contains(d.as_str()));
    parts.extend(w.date.iter().filter(dated).cloned());
    parts.extend(w.address.clone());
    if parts.is_empty() { w.words.clone() } else { parts.join(", ") }
}

/// A plain list: a work a line.
///
/// # Errors
/// When the output cannot be written.
pub fn list(out: &mut dyn Write, works: &[Wanted]) -> io::Result<()> {
    works.iter().try_for_each(|w| writeln!(out, "{}", plain(&label(w))))
}

/// The end of the web page: each work, and links to the quotations that wait for it.
///
/// # Errors
/// When the output cannot be written.
pub fn html(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    if checked.wanted.is_empty() {
        return Ok(());
    }
    let draft = &checked.draft;
    let count = counted(checked.wanted.len() as u64, "work");
    writeln!(
        out,
        "<section aria-labelledby=\"sources\" class=\"sources\"><h2 id=\"sources\">Sources to get</h2>\n<p>{count} that the draft cites and the archive does not have.</p>\n<ol>"
    )?;
    for w in &checked.wanted {
        write!(out, "<li>{}", escape(&label(w)))?;
        if !w.perhaps.is_empty() {
            write!(out, " <span class=\"context\">perhaps here: {}</span>", escape(&w.perhaps.join(", ")))?;
        }
        if !w.waiting.is_empty() {
            write!(out, "<ul>")?;
            for &span in &w.waiting {
                let words = escape(&shorten(span.slice(draft.text()).unwrap_or("")));
                let waits = |f: &Finding| f.draft == span && !f.lacking.is_empty();
                match checked.findings.iter().position(waits) {
                    Some(i) => write!(out, "<li><a href=\"#f{i}\">“{words}”</a></li>")?,
                    None => write!(out, "<li>“{words}”</li>")?,
                }
            }
            write!(out, "</ul>")?;
        }
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ol></section>")
}

/// A work as an item of CSL-JSON.
#[must_use]
pub fn csl(w: &Wanted, id: usize) -> Value {
    let mut item = Map::new();
    item.insert("id".into(), format!("fontes-{id}").into());
    item.insert("type".into(), kind(w).into());
    let mut put = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            item.insert(name.into(), value.clone().into());
        }
    };
    put("title", &w.title);
    let paper = w.kind == WorkKind::Paper;
    let names = w.container.as_ref().filter(|c| w.title.as_ref() != Some(c)).cloned();
    put(
        if paper {
            "archive"
        } else if w.kind == WorkKind::Book {
            "publisher"
        } else {
            "container-title"
        },
        &names,
    );
    put("URL", &w.address);
    if w.title.is_none() && w.address.is_none() {
        put("title", &Some(w.words.clone()));
    }
    put("note", &Some(format!("cited as: {}", w.words)));
    if let Some(author) = &w.author {
        item.insert("author".into(), json!([{ "literal": author }]));
    }
    let parts: Vec<i64> = w.day.iter().flat_map(|d| d.split('-').map_while(|p| p.parse().ok())).collect();
    if !parts.is_empty() {
        item.insert("issued".into(), json!({ "date-parts": [parts] }));
    } else if let Some(date) = &w.date {
        item.insert("issued".into(), json!({ "raw": date }));
    }
    Value::Object(item)
}

const fn kind(w: &Wanted) -> &'static str {
    match w.kind {
        WorkKind::Article => "article",
        WorkKind::Book => "book",
        WorkKind::Paper => "manuscript",
        WorkKind::Case => "legal_case",
        WorkKind::Statute => "legislation",
        WorkKind::Page => "webpage",
        WorkKind::Other => "document",
    }
}

/// Works as an array of CSL-JSON, as bibliography managers read it.
///
/// # Errors
/// When the output cannot be written.
pub fn csl_json(out: &mut dyn Write, works: &[Wanted]) -> io::Result<()> {
    let items: Vec<Value> = works.iter().enumerate().map(|(i, w)| csl(w, i + 1)).collect();
    writeln!(out, "{:#}", Value::Array(items))
}
