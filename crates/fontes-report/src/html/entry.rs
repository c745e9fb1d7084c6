//! What is said of each finding: both texts, the differences, the witnesses; what needs a look first.

use crate::tone::{Group, tone, words};
use crate::{Piece, context, draft_pieces, draft_place, escape, evidence_pieces, one_piece, place_in};
use fontes_check::finding::since::{Since, State};
use fontes_check::finding::words::shorten;
use fontes_check::{Checked, Draft, Evidence, Finding};
use fontes_core::text::Span;
use std::io::{self, Write};

/// Bytes of context on either side of a passage.
const CONTEXT: usize = 240;

pub(super) fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    writeln!(
        out,
        "<section aria-labelledby=\"findings\" class=\"findings\"><h2 id=\"findings\">The findings</h2>"
    )?;
    if checked.findings.is_empty() {
        writeln!(out, "<p>No quotation and no borrowing was found in the draft.</p>")?;
    }
    for group in Group::ALL {
        let mut of: Vec<(usize, &Finding)> =
            checked.findings.iter().enumerate().filter(|f| Group::of(f.1) == group).collect();
        if of.is_empty() {
            continue;
        }
        // The gravest first; else in the order of the draft.
        of.sort_by_key(|f| std::cmp::Reverse(f.1.severity()));
        writeln!(
            out,
            "<details class=\"group\" id=\"{}\"{}><summary><h3>{} <span class=\"count\">{}</span></h3></summary>",
            group.name(),
            if group.is_open() { " open" } else { "" },
            group.title(),
            of.len()
        )?;
        for (i, f) in of {
            one(out, i, f, &checked.draft)?;
        }
        writeln!(out, "</details>")?;
    }
    gone(out, checked)?;
    writeln!(out, "</section>")
}

fn one(out: &mut dyn Write, i: usize, f: &Finding, draft: &Draft) -> io::Result<()> {
    writeln!(
        out,
        "<article class=\"finding {tone}\" id=\"f{i}\" tabindex=\"-1\" aria-labelledby=\"h{i}\" data-severity=\"{severity}\" data-kind=\"{kind}\" data-code=\"{code}\"{since}>\
         <h4 id=\"h{i}\"><a href=\"#m{i}\">{n}</a> <span class=\"severity\">{severity}</span> {name}: <span class=\"verdict\">{verdict}</span>{became}</h4>",
        tone = tone(f),
        severity = f.severity().name(),
        kind = f.kind.name(),
        code = f.code(),
        n = i + 1,
        name = words(f.kind.name()),
        verdict = f.verdict.name().replace('-', " "),
        since = f.since.as_ref().map_or(String::new(), |s| format!(" data-since=\"{}\"", s.state.name())),
        became = f.since.as_ref().map_or(String::new(), became),
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
    writeln!(out, "<p class=\"message\">{}</p>", escape(&f.message))?;
    if let Some(reason) = &f.silenced {
        writeln!(out, "<p class=\"message\">Let stand: {}</p>", escape(reason))?;
    }
    for d in &f.decisions {
        writeln!(out, "<p class=\"decision {}\">Decided: {}</p>", d.judgement.name(), escape(&d.line()))?;
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
                escape(&shorten(e.text()))
            )?;
        }
        writeln!(out, "</ul></details>")?;
    }
    writeln!(out, "</article>")
}

/// What became of a finding since an earlier check.
fn became(since: &Since) -> String {
    let was = match &since.before {
        Some(b) if since.state == State::Changed => format!(", was {} in line {}", escape(&b.code), b.line),
        Some(b) if since.state == State::Moved => format!(", was in line {}", b.line),
        _ => String::new(),
    };
    format!(" <span class=\"since\">({}{was})</span>", since.state.name())
}

/// What an earlier check found and this one does not.
fn gone(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let Some(gone) = checked.gone.as_ref().filter(|g| !g.is_empty()) else { return Ok(()) };
    writeln!(
        out,
        "<details class=\"group\" id=\"gone\"><summary><h3>Gone since the earlier report <span class=\"count\">{}</span></h3></summary><ul>",
        gone.len()
    )?;
    for e in gone {
        writeln!(
            out,
            "<li><span class=\"severity\">{}</span> {}, was in line {}: “<bdi>{}</bdi>”</li>",
            e.severity.name(),
            escape(&e.code),
            e.line,
            escape(&shorten(&e.words))
        )?;
    }
    writeln!(out, "</ul></details>")
}

fn source(out: &mut dyn Write, e: &Evidence, pieces: &[Piece], label: &str) -> io::Result<()> {
    let d = &e.witness.document;
    let mut about = format!("{}, {}", e.name(), place_in(&e.witness, e.span));
    for part in [&d.title, &d.author, &d.date].into_iter().flatten() {
        about += &format!(" · {}", shorten(part));
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
    let n = f.changes.len();
    writeln!(
        out,
        "<details{}><summary>{n} difference{}</summary><table><thead><tr><th scope=\"col\">Class</th><th scope=\"col\">Draft</th><th scope=\"col\">Source</th><th scope=\"col\">Bears</th></tr></thead><tbody>",
        if f.is_alarm() { " open" } else { "" },
        if n == 1 { "" } else { "s" },
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
