//! One self-contained web page: counts, the draft with inline marks, each finding with both
//! texts. It loads nothing, works by keyboard, and prints in grey.

use crate::{
    Piece, capital, context, draft_pieces, draft_place, escape, evidence_pieces, one_piece, place_in,
};
use fontes_check::{Checked, Draft};
use fontes_check::{Evidence, Finding, Kind, Severity, Verdict};
use fontes_core::text::Span;
use std::io::{self, Write};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Bytes of context on either side of a passage.
const CONTEXT: usize = 240;

/// Writes the page. `again` is the command that makes it.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn Write, checked: &Checked, again: &str) -> io::Result<()> {
    let draft = &checked.draft;
    let title = draft.document.title.as_deref().unwrap_or(&draft.path);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{} · fontes</title>\n<style>\n{STYLE}</style>\n</head>\n<body>",
        escape(title)
    )?;
    writeln!(out, "<a class=\"skip\" href=\"#findings\">To the findings</a>")?;
    header(out, checked, title, again)?;
    writeln!(out, "<main>")?;
    text(out, checked)?;
    findings(out, checked)?;
    crate::wanted::html(out, checked)?;
    writeln!(out, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

/// What a verdict asks of the reader, as a class of the page.
fn tone(f: &Finding) -> &'static str {
    if matches!(f.verdict, Verdict::NotChecked | Verdict::SourceNotInArchive) {
        return "unchecked";
    }
    match f.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Info => "good",
    }
}

fn header(out: &mut dyn Write, checked: &Checked, title: &str, again: &str) -> io::Result<()> {
    let t = &checked.totals;
    writeln!(
        out,
        "<header>\n<h1 dir=\"auto\">{}</h1>\n<p class=\"path\" dir=\"auto\">{}</p>",
        escape(title),
        escape(&checked.draft.path)
    )?;
    writeln!(
        out,
        "<table class=\"counts\"><caption>What was found</caption><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Quotations</th><th scope=\"col\">Unmarked borrowings</th></tr></thead><tbody>"
    )?;
    for verdict in Verdict::ALL {
        let count = |kind| checked.findings.iter().filter(|f| f.kind == kind && f.verdict == verdict).count();
        let (q, b) = (count(Kind::Quotation), count(Kind::Borrowing));
        if q + b == 0 || verdict == Verdict::NotChecked {
            continue;
        }
        let shown = |n: usize| if n > 0 { n.to_string() } else { String::new() };
        let (quoted, borrowed) = (shown(q), shown(b));
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{quoted}</td><td>{borrowed}</td></tr>",
            words(verdict.name())
        )?;
    }
    writeln!(out, "</tbody></table>")?;
    besides(out, checked)?;
    let skipped: Vec<&Finding> =
        checked.findings.iter().filter(|f| f.verdict == Verdict::NotChecked).collect();
    writeln!(out, "<div class=\"coverage\"><h2>What could not be checked</h2>\n<ul>")?;
    if skipped.is_empty() {
        writeln!(out, "<li>Every quotation was checked.</li>")?;
    }
    for why in [
        fontes_check::Why::TooShort,
        fontes_check::Why::Unclosed,
        fontes_check::Why::Title,
        fontes_check::Why::NoWords,
        fontes_check::Why::Translation,
    ] {
        let n = skipped.iter().filter(|f| f.why == Some(why)).count();
        if n > 0 {
            let what = if n == 1 { "quotation" } else { "quotations" };
            writeln!(out, "<li>{n} {what}: {}</li>", why.name())?;
        }
    }
    let unread = match t.unseen() {
        None => "every file of the archive was read".to_owned(),
        Some(unseen) => format!("<strong>{unseen}</strong>"),
    };
    writeln!(
        out,
        "<li>Searched: {}, {:.2} MB of text; {unread}.</li>",
        fontes_check::finding::words::counted(checked.searched, "document"),
        t.bytes as f64 / 1e6
    )?;
    for what in &checked.not_read {
        writeln!(out, "<li dir=\"auto\">{}.</li>", escape(&capital(what)))?;
    }
    let (quoted, borrowed) = coverage(checked);
    writeln!(
        out,
        "<li>Of the draft’s text {quoted:.0} % is quoted and {borrowed:.0} % borrowed without a mark; of the rest, only its wording was compared with the archive.</li>\n</ul></div>"
    )?;
    writeln!(
        out,
        "<details class=\"again\"><summary>Make this report again</summary><pre tabindex=\"0\">{}</pre><p>fontes {}; archive {}, generation {}; draft {}</p></details>\n</header>",
        escape(again),
        env!("CARGO_PKG_VERSION"),
        escape(&t.digest),
        t.generation,
        escape(&checked.draft.digest)
    )
}

/// What was seen besides quotations and borrowings.
fn besides(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let mut rows = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|k| !matches!(k, Kind::Quotation | Kind::Borrowing)) {
        for verdict in kind.verdicts() {
            let n = checked.findings.iter().filter(|f| f.kind == kind && f.verdict == verdict).count();
            if n > 0 {
                rows.push(format!(
                    "<tr><th scope=\"row\">{}: {}</th><td>{n}</td></tr>",
                    words(kind.name()),
                    verdict.name().replace('-', " ")
                ));
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table class=\"counts\"><caption>Dates, numbers, names, notes</caption><thead><tr><th scope=\"col\">What</th><th scope=\"col\">Places</th></tr></thead><tbody>\n{}\n</tbody></table>",
        rows.join("\n")
    )
}

/// Shares of the draft's bytes, in per cent: quoted, and borrowed without a mark.
fn coverage(checked: &Checked) -> (f64, f64) {
    let all = checked.draft.text().len().max(1) as f64;
    let share = |kind| {
        let bytes: u32 = checked.findings.iter().filter(|f| f.kind == kind).map(|f| f.draft.len()).sum();
        f64::from(bytes) * 100.0 / all
    };
    (share(Kind::Quotation), share(Kind::Borrowing))
}

fn words(name: &str) -> String {
    let mut out = name.replace('-', " ");
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    out
}

/// The draft, each finding a link to what is said of it.
fn text(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let text = checked.draft.text();
    writeln!(out, "<section aria-labelledby=\"draft\" class=\"draft\"><h2 id=\"draft\">The draft</h2>")?;
    write!(out, "<div class=\"text\" dir=\"auto\">")?;
    let mut at = 0;
    for (i, f) in checked.findings.iter().enumerate() {
        let start = f.draft.start() as usize;
        let end = f.draft.end() as usize;
        if start < at {
            continue; // within the one before; it has its own entry below
        }
        write!(out, "{}", escape(&text[at..start]))?;
        write!(
            out,
            "<a class=\"mark {}\" id=\"m{i}\" href=\"#f{i}\" title=\"{}: {}\">{}<sup>{}</sup></a>",
            tone(f),
            f.kind.name(),
            words(f.verdict.name()),
            escape(&text[start..end]),
            i + 1
        )?;
        at = end;
    }
    writeln!(out, "{}</div></section>", escape(&text[at..]))
}

fn findings(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    writeln!(
        out,
        "<section aria-labelledby=\"findings\" class=\"findings\"><h2 id=\"findings\">The findings</h2>"
    )?;
    writeln!(
        out,
        "<p class=\"help\">Keys: <kbd>j</kbd> and <kbd>k</kbd> go to the next and the one before, <kbd>a</kbd> shows only what needs a look.</p>"
    )?;
    if checked.findings.is_empty() {
        writeln!(out, "<p>No quotation and no borrowing was found in the draft.</p>")?;
    }
    for (i, f) in checked.findings.iter().enumerate() {
        one(out, i, f, &checked.draft)?;
    }
    writeln!(out, "</section>")
}

fn one(out: &mut dyn Write, i: usize, f: &Finding, draft: &Draft) -> io::Result<()> {
    writeln!(
        out,
        "<article class=\"finding {}\" id=\"f{i}\" tabindex=\"-1\"><h3><a href=\"#m{i}\">{}</a> {} <span class=\"verdict\">{}</span></h3>\n<p>{}</p>",
        tone(f),
        i + 1,
        words(f.kind.name()),
        words(f.verdict.name()),
        escape(&f.message)
    )?;
    passage(out, "Draft", &draft_place(draft, f.draft), draft.text(), f.draft, &draft_pieces(f), "del")?;
    if let Some(span) = f.beside {
        let pieces = crate::pieces(span, std::iter::empty());
        passage(out, "Beside", &draft_place(draft, span), draft.text(), span, &pieces, "ins")?;
    }
    for (n, e) in f.evidence.iter().enumerate().take(f.parts.max(1)) {
        source(out, e, &evidence_pieces(f, n), "Source")?;
    }
    if let Some(near) = &f.near {
        let label = format!("Nearest ({:.0} % of the letters agree)", near.likeness * 100.0);
        source(out, &near.evidence, &one_piece(&near.evidence), &label)?;
    }
    if !f.changes.is_empty() {
        changes(out, f, draft)?;
    }
    if f.evidence.len() > f.parts {
        writeln!(out, "<details><summary>{} further witnesses</summary><ul>", f.witnesses - f.parts)?;
        for e in &f.evidence[f.parts..] {
            writeln!(
                out,
                "<li><cite><bdi>{}</bdi></cite>, {}: “<bdi>{}</bdi>”</li>",
                escape(&e.name()),
                escape(&place_in(&e.witness, e.span)),
                escape(&fontes_check::finding::words::shorten(e.text()))
            )?;
        }
        writeln!(out, "</ul></details>")?;
    }
    writeln!(out, "</article>")
}

fn source(out: &mut dyn Write, e: &Evidence, pieces: &[Piece], label: &str) -> io::Result<()> {
    let d = &e.witness.document;
    let mut about = format!("{}, {}", e.name(), place_in(&e.witness, e.span));
    for part in [&d.title, &d.author, &d.date].into_iter().flatten() {
        about += &format!(" · {}", fontes_check::finding::words::shorten(part));
    }
    // Words that were cut off may stand beside the passage.
    let Some(span) = pieces.iter().map(|p| p.span).reduce(Span::cover) else { return Ok(()) };
    passage(out, label, &about, &d.text, span, pieces, "ins")
}

fn passage(
    out: &mut dyn Write,
    label: &str,
    about: &str,
    text: &str,
    span: Span,
    pieces: &[Piece],
    tag: &str,
) -> io::Result<()> {
    let (before, after) = context(text, span, CONTEXT);
    write!(
        out,
        "<figure><figcaption><b>{}</b> <bdi>{}</bdi></figcaption><blockquote dir=\"auto\"><span class=\"context\">{}</span><span class=\"words\">",
        escape(label),
        escape(about),
        escape(before)
    )?;
    for p in pieces {
        let words = escape(p.span.slice(text).unwrap_or(""));
        if p.changed { write!(out, "<{tag}>{words}</{tag}>")? } else { write!(out, "{words}")? }
    }
    writeln!(out, "</span><span class=\"context\">{}</span></blockquote></figure>", escape(after))
}

fn changes(out: &mut dyn Write, f: &Finding, draft: &Draft) -> io::Result<()> {
    writeln!(
        out,
        "<details{}><summary>{} differences</summary><table><thead><tr><th scope=\"col\">Class</th><th scope=\"col\">Draft</th><th scope=\"col\">Source</th><th scope=\"col\">Bears</th></tr></thead><tbody>",
        if f.is_alarm() { " open" } else { "" },
        f.changes.len()
    )?;
    for e in &f.changes {
        let theirs = f.evidence.get(e.evidence).and_then(|v| v.witness.slice(e.change.source)).unwrap_or("");
        writeln!(
            out,
            "<tr><td>{}</td><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td><td>{}</td></tr>",
            e.change.class.name(),
            escape(e.change.draft.slice(draft.text()).unwrap_or("")),
            escape(theirs),
            e.change.touch.map_or("", fontes_core::lang::Touch::name)
        )?;
    }
    writeln!(out, "</tbody></table></details>")
}
