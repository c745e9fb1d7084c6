//! The draft as it is read, each finding marked in it with its number, a link to what is said of it.

use crate::escape;
use crate::pane::{Element, Shown, show};
use crate::tone::tone;
use fontes_check::{Checked, Finding};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let shape = if checked.draft.document.media_type == "text/markdown" { "text read" } else { "text" };
    writeln!(
        out,
        "<section aria-labelledby=\"draft\" class=\"draft\" id=\"pane\" tabindex=\"0\"><h2 id=\"draft\">The draft</h2>"
    )?;
    write!(out, "<div class=\"{shape}\" dir=\"auto\">")?;
    show(checked, &mut |shown| one(out, &checked.findings, &shown))?;
    writeln!(out, "</div></section>")
}

fn one(out: &mut dyn Write, findings: &[Finding], shown: &Shown<'_>) -> io::Result<()> {
    match shown {
        Shown::Open(element) => out.write_all(opening(element).as_bytes()),
        Shown::Close(element) => out.write_all(closing(element).as_bytes()),
        Shown::Soft => writeln!(out),
        Shown::Break => write!(out, "<br>"),
        Shown::Rule => write!(out, "<hr>"),
        Shown::Page(label) => write!(out, "<span class=\"page\">[{}]</span>", escape(label)),
        Shown::Unseen(n) => number(out, findings, *n, true),
        Shown::Words { text, over, main, first, last } => {
            let words = escape(text);
            let Some(main) = *main else { return write!(out, "{words}") };
            for n in first.iter().filter(|n| **n != main) {
                write!(out, "<span id=\"m{n}\"></span>")?;
            }
            // All findings of these words, where they are several, for the page's script.
            let all: Vec<String> = over.iter().map(ToString::to_string).collect();
            let all = if all.len() > 1 { format!(" data-of=\"{}\"", all.join(" ")) } else { String::new() };
            let id = if first.contains(&main) { format!(" id=\"m{main}\"") } else { String::new() };
            write!(out, "<a class=\"mark {}\"{id}{all} href=\"#f{main}\">{words}", tone(&findings[main]))?;
            if last.contains(&main) {
                write!(out, "<sup>{}</sup>", main + 1)?;
            }
            write!(out, "</a>")?;
            last.iter().filter(|n| **n != main).try_for_each(|&n| number(out, findings, n, false))
        }
    }
}

/// The number of a finding alone.
fn number(out: &mut dyn Write, findings: &[Finding], n: usize, place: bool) -> io::Result<()> {
    let id = if place { format!(" id=\"m{n}\"") } else { String::new() };
    write!(out, "<a class=\"mark {}\"{id} href=\"#f{n}\"><sup>{}</sup></a>", tone(&findings[n]), n + 1)
}

fn opening(element: &Element) -> String {
    match element {
        Element::Paragraph => "<p dir=\"auto\">".into(),
        Element::Heading(1) => "<p class=\"heading first\" dir=\"auto\">".into(),
        Element::Heading(_) => "<p class=\"heading\" dir=\"auto\">".into(),
        Element::Quotation => "<blockquote dir=\"auto\">".into(),
        Element::Verbatim => "<pre>".into(),
        Element::List(None) => "<ul>".into(),
        Element::List(Some(first)) => format!("<ol start=\"{first}\">"),
        Element::Item => "<li dir=\"auto\">".into(),
        Element::Note(Some(label)) => {
            format!("<div class=\"note\"><sup class=\"marker\">{}</sup> ", escape(label))
        }
        Element::Note(None) => "<p class=\"note\" dir=\"auto\">".into(),
        Element::Furniture => "<p class=\"furniture\" dir=\"auto\">".into(),
        Element::Table => "<table>".into(),
        Element::Head => "<thead><tr>".into(),
        Element::Row => "<tr>".into(),
        Element::HeadCell => "<th scope=\"col\">".into(),
        Element::Cell => "<td dir=\"auto\">".into(),
        Element::Emphasis => "<em>".into(),
        Element::Strong => "<strong>".into(),
        Element::Struck => "<s>".into(),
        Element::Link => "<span class=\"link\">".into(),
        Element::Image => "<span class=\"image\">".into(),
        Element::Code => "<code>".into(),
        Element::Marker => "<sup class=\"marker\">".into(),
    }
}

fn closing(element: &Element) -> &'static str {
    match element {
        Element::Paragraph | Element::Heading(_) | Element::Note(None) | Element::Furniture => "</p>\n",
        Element::Quotation => "</blockquote>\n",
        Element::Verbatim => "</pre>\n",
        Element::List(None) => "</ul>\n",
        Element::List(Some(_)) => "</ol>\n",
        Element::Item => "</li>\n",
        Element::Note(Some(_)) => "</div>\n",
        Element::Table => "</table>\n",
        Element::Head => "</tr></thead>\n",
        Element::Row => "</tr>\n",
        Element::HeadCell => "</th>",
        Element::Cell => "</td>",
        Element::Emphasis => "</em>",
        Element::Strong => "</strong>",
        Element::Struck => "</s>",
        Element::Link | Element::Image => "</span>",
        Element::Code => "</code>",
        Element::Marker => "</sup>",
    }
}
