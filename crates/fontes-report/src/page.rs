//! How is a page of the documentation shown in a terminal? Its Markdown, without the marks, wrapped.

use crate::wrap::Line;
use fontes_check::Severity;
use owo_colors::Style;
use std::io::{self, Write};

/// Columns of a page at most: longer lines are hard to read.
const WIDEST: usize = 100;
/// The width of a list's first column.
const NAME: usize = 34;

/// Writes a page.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn Write, markdown: &str, width: Option<usize>) -> io::Result<()> {
    let width = Some(width.unwrap_or(WIDEST).min(WIDEST));
    let mut fenced = false;
    let mut paragraph = String::new();
    let flush = |out: &mut dyn Write, paragraph: &mut String| -> io::Result<()> {
        if !paragraph.is_empty() {
            let hang = if paragraph.starts_with("- ") { 2 } else { 0 };
            spans(paragraph).write(out, width, hang)?;
            paragraph.clear();
        }
        Ok(())
    };
    for line in markdown.lines() {
        if let Some(info) = line.strip_prefix("```") {
            flush(out, &mut paragraph)?;
            fenced = !fenced;
            if fenced && !info.is_empty() {
                let what = match info.split_once(' ') {
                    Some((kind, name)) => format!("{kind} {name}"),
                    None => info.to_owned(),
                };
                Line::default().then(format!("  {what}:"), Style::new().dimmed()).write(out, width, 2)?;
            }
        } else if fenced {
            let indent = line.len() - line.trim_start().len();
            Line::of(format!("    {line}")).write(out, width, 4 + indent + 7)?;
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(out, &mut paragraph)?;
            let heading = heading.trim_start_matches('#').trim();
            Line::default().then(heading, Style::new().bold()).write(out, width, 0)?;
        } else if line.trim().is_empty() {
            flush(out, &mut paragraph)?;
            writeln!(out)?;
        } else {
            if line.starts_with("- ") {
                flush(out, &mut paragraph)?;
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph += line.trim();
        }
    }
    flush(out, &mut paragraph)
}

/// Bold words, code and links as a reader sees them.
fn spans(text: &str) -> Line {
    let mut line = Line::default();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(['*', '`', '[']).unwrap_or(rest.len());
        line.push(&rest[..at], Style::new());
        rest = &rest[at..];
        let marked = |open: &str, close: &str| -> Option<(usize, usize)> {
            let inner = rest.strip_prefix(open)?;
            Some((open.len(), open.len() + inner.find(close)?))
        };
        let (shown, style, end) = if let Some((from, to)) = marked("**", "**") {
            (&rest[from..to], Style::new().bold(), to + 2)
        } else if let Some((from, to)) = marked("`", "`") {
            (&rest[from..to], Style::new().cyan(), to + 1)
        } else if let Some((from, to)) = marked("[", "](")
            && let Some(close) = rest[to..].find(')')
        {
            (&rest[from..to], Style::new(), to + close + 1)
        } else {
            let one = rest.chars().next().map_or(0, char::len_utf8);
            (&rest[..one], Style::new(), one)
        };
        line.push(shown, style);
        rest = &rest[end..];
    }
    line
}

/// Writes an entry of the list of findings.
///
/// # Errors
/// When the output cannot be written.
pub fn item(
    out: &mut dyn Write,
    code: &str,
    severity: Severity,
    sentence: &str,
    width: Option<usize>,
) -> io::Result<()> {
    let line = Line::default()
        .then(format!("{code:NAME$}"), Style::new().bold())
        .then(format!(" {:8}", severity.name()), Style::new())
        .then(sentence, Style::new());
    line.write(out, width, NAME + 9)
}
