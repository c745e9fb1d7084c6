//! For the terminal: one block a finding, both texts with the changed words marked.

use crate::screen::{self, plain};
use crate::{Piece, draft_pieces, evidence_pieces, one_piece, place_in};
use fontes_check::{Checked, Snippet};
use fontes_check::{Evidence, Finding, Kind, Severity, Verdict};
use fontes_core::corpus::Source;
use owo_colors::{OwoColorize, Style};
use std::io::{self, Write};

/// Writes the findings and their summary. Quiet writes the summary alone; verbose also what
/// was found as it should be, and all witnesses.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn Write, checked: &Checked, verbose: bool, quiet: bool) -> io::Result<()> {
    if !quiet {
        for f in checked
            .findings
            .iter()
            .filter(|f| verbose || f.severity() > Severity::Info && f.silenced.is_none())
        {
            one(out, f, checked, verbose)?;
        }
    }
    summary(out, checked)
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::new().red().bold(),
        Severity::Warning => Style::new().yellow().bold(),
        Severity::Note => Style::new().cyan(),
        Severity::Info => Style::new().green(),
    }
}

fn one(out: &mut dyn Write, f: &Finding, checked: &Checked, verbose: bool) -> io::Result<()> {
    let draft = &checked.draft;
    let line = draft.lines.line(f.draft.start());
    let column = f.draft.start() - draft.lines.start_of(f.draft.start());
    let column =
        draft.text()[f.draft.start() as usize - column as usize..f.draft.start() as usize].chars().count()
            + 1;
    let severity = f.severity();
    writeln!(
        out,
        "{}:{line}:{column}: {}: {}",
        screen::name(&draft.path),
        format!("{} {}", f.kind.name(), f.verdict.name()).style(style(severity)),
        screen::name(&match &f.silenced {
            Some(reason) => format!("{} (silenced: {reason})", f.message),
            None => f.message.clone(),
        })
    )?;
    let changed = if f.kind == Kind::Borrowing { Style::new().yellow() } else { Style::new().red() };
    text(out, "draft ", draft.text(), &draft_pieces(f), changed)?;
    if let Some(span) = f.beside {
        text(out, "beside", draft.text(), &crate::pieces(span, std::iter::empty()), Style::new().green())?;
        writeln!(out, "         line {}", draft.lines.line(span.start()))?;
    }
    let listed = if verbose { f.evidence.len() } else { f.parts.max(1).min(f.evidence.len()) };
    for (i, e) in f.evidence.iter().take(listed).enumerate() {
        text(out, "source", e.witness.text(), &evidence_pieces(f, i), Style::new().green())?;
        source(out, e)?;
    }
    let more = f.witnesses.saturating_sub(listed);
    if more > 0 && !f.evidence.is_empty() {
        writeln!(out, "         and {more} more witnesses")?;
    }
    if let Some(near) = &f.near {
        text(out, "near  ", near.evidence.witness.text(), &one_piece(&near.evidence), changed)?;
        source(out, &near.evidence)?;
        writeln!(out, "         {:.0} % of the letters agree", near.likeness * 100.0)?;
    }
    if verbose {
        for e in &f.changes {
            writeln!(
                out,
                "         {}",
                screen::name(&fontes_check::finding::words::describe(e, &f.evidence, draft))
            )?;
        }
    }
    writeln!(out)
}

fn source(out: &mut dyn Write, e: &Evidence) -> io::Result<()> {
    let d = &e.witness.document;
    let mut about: Vec<&str> = Vec::new();
    about.extend(d.title.as_deref());
    about.extend(d.date.as_deref());
    let about = if about.is_empty() {
        String::new()
    } else {
        format!(" ({})", screen::name(&fontes_check::finding::words::shorten(&about.join(", "))))
    };
    let (name, place) = (e.name(), plain(&place_in(&e.witness, e.span)));
    writeln!(out, "         {}, {place}{}", screen::name(&name).bold(), about.dimmed())
}

/// Text on one line, changed words marked: by colour, and by `_` and `_` for those without.
fn text(out: &mut dyn Write, label: &str, text: &str, pieces: &[Piece], changed: Style) -> io::Result<()> {
    let mut line = String::new();
    let total: usize = pieces.iter().map(|p| p.span.len() as usize).sum();
    for (i, p) in pieces.iter().enumerate() {
        let words = visible(p.span.slice(text).unwrap_or(""));
        if p.changed {
            line += &format!("{}{}{}", "_".dimmed(), words.trim().style(changed.underline()), "_".dimmed());
            if words.ends_with(' ') {
                line.push(' ');
            }
        } else if total > 600 && words.chars().count() > 160 {
            line += &middle(&words, i == 0, i + 1 == pieces.len());
        } else {
            line += &words;
        }
    }
    writeln!(out, "  {} {line}", label.dimmed())
}

/// White space as single blanks, what would not be seen shown: a document cannot drive the terminal.
fn visible(words: &str) -> String {
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

fn middle(words: &str, first: bool, last: bool) -> String {
    let head: String = words.chars().take(70).collect();
    let tail: String = words.chars().rev().take(70).collect::<Vec<_>>().into_iter().rev().collect();
    match (first, last) {
        (true, false) => format!("… {tail}"),
        (false, true) => format!("{head} …"),
        _ => format!("{head} … {tail}"),
    }
}

fn summary(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let mut parts: Vec<String> = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Finding> = checked.findings.iter().filter(|f| f.kind == kind).collect();
        let counts: Vec<String> = Verdict::ALL
            .iter()
            .filter_map(|v| {
                let n = of_kind.iter().filter(|f| f.verdict == *v).count();
                (n > 0).then(|| format!("{n} {}", v.name()))
            })
            .collect();
        let what = match (kind, of_kind.len()) {
            (Kind::Quotation, 1) => "quotation",
            (Kind::Quotation, _) => "quotations",
            (Kind::Borrowing, 1) => "unmarked borrowing",
            (Kind::Borrowing, _) => "unmarked borrowings",
            (
                Kind::Date | Kind::Number | Kind::Name | Kind::Citation | Kind::Attribution | Kind::Statement,
                0,
            ) => {
                continue;
            }
            (Kind::Date, 1) => "date",
            (Kind::Date, _) => "dates",
            (Kind::Number, 1) => "number",
            (Kind::Number, _) => "numbers",
            (Kind::Name, 1) => "name",
            (Kind::Name, _) => "names",
            (Kind::Citation, 1) => "reference",
            (Kind::Citation, _) => "references",
            (Kind::Attribution, 1) => "attribution",
            (Kind::Attribution, _) => "attributions",
            (Kind::Statement, 1) => "statement",
            (Kind::Statement, _) => "statements",
        };
        let list = if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) };
        parts.push(format!("{} {what}{list}", of_kind.len()));
    }
    let silenced = checked.findings.iter().filter(|f| f.silenced.is_some()).count();
    if silenced > 0 {
        parts.push(format!("{silenced} of them silenced, with the reason given"));
    }
    let t = &checked.totals;
    writeln!(out, "{}: {}", screen::name(&checked.draft.path), parts.join("; "))?;
    let unseen = t.unseen().unwrap_or_else(|| "every file was read".into());
    let documents = if checked.searched == 1 { "document" } else { "documents" };
    writeln!(out, "{} {documents} searched, {unseen}", checked.searched)?;
    checked.not_read.iter().try_for_each(|what| writeln!(out, "{}", plain(what)))
}

/// Writes the places where words stand, for `find`.
///
/// # Errors
/// When the output cannot be written.
pub fn places(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let mut any = false;
    for f in &checked.findings {
        for (i, e) in f.evidence.iter().enumerate() {
            any = true;
            text(out, "      ", e.witness.text(), &evidence_pieces(f, i), Style::new().green())?;
            source(out, e)?;
        }
        if f.witnesses > f.evidence.len() {
            writeln!(out, "         and {} more", f.witnesses - f.evidence.len())?;
        }
        if !f.evidence.is_empty() {
            writeln!(out, "{}", screen::name(&f.message))?;
        } else if let Some(near) = &f.near {
            writeln!(out, "{}; nearest:", screen::name(&f.message))?;
            text(out, "      ", near.evidence.witness.text(), &one_piece(&near.evidence), Style::new())?;
            source(out, &near.evidence)?;
            any = true;
        } else {
            writeln!(out, "{}", screen::name(&f.message))?;
            any = true;
        }
    }
    if !any {
        writeln!(
            out,
            "not found in {} searched",
            fontes_check::finding::words::counted(checked.searched, "document")
        )?;
    }
    Ok(())
}

/// Writes the snippets of a document, for `search`.
///
/// # Errors
/// When the output cannot be written.
pub fn snippets(out: &mut dyn Write, witness: &Source, snippets: &[Snippet]) -> io::Result<()> {
    let d = &witness.document;
    let title = plain(&fontes_check::finding::words::shorten(d.title.as_deref().unwrap_or("")));
    let id = d.id.as_ref().map_or(String::new(), |i| format!("#{}", screen::name(i)));
    writeln!(out, "{}{id}  {}", screen::name(&witness.path).bold(), title.dimmed())?;
    for s in snippets {
        let Some(span) = witness.here(s.span) else { continue };
        let pieces = crate::pieces(span, s.words.iter().filter_map(|w| witness.here(*w)));
        text(out, &plain(&place_in(witness, s.span)), &d.text, &pieces, Style::new().green())?;
    }
    Ok(())
}
