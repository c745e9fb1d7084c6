//! For the terminal: one block a finding, both texts with the changed words marked.

use crate::screen;
use crate::wanted::label;
use crate::wrap::Line;
use crate::{Piece, draft_pieces, evidence_pieces, one_piece, place_in, plain, visible};
use fontes_check::finding::since::State;
use fontes_check::finding::words::{counted, describe, shorten};
use fontes_check::{Checked, Evidence, Finding, Kind, Severity, Snippet, Verdict};
use fontes_core::corpus::Source;
use owo_colors::Style;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// What of a checked draft is shown, and how wide.
#[derive(Debug, Clone, Copy, Default)]
pub struct Show {
    /// Also what was found as it should be, and all witnesses.
    pub verbose: bool,
    /// The summary alone.
    pub quiet: bool,
    /// Columns at which lines are wrapped; not at all where there is none.
    pub width: Option<usize>,
}

/// Where the words beside a label begin.
const INDENT: usize = 9;
/// Columns from which a message, the names of documents not counted, stands after what it is about.
const LONG: usize = 90;

/// Writes the findings and their summary.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn Write, checked: &Checked, show: Show) -> io::Result<()> {
    let mut page = Page { out, width: show.width };
    if !show.quiet {
        let known = |f: &Finding| f.since.as_ref().is_some_and(|s| s.state == State::Unchanged);
        let wanted = |f: &&Finding| f.severity() > Severity::Info && f.silenced.is_none() && !known(f);
        for f in checked.findings.iter().filter(|f| show.verbose || wanted(f)) {
            page.finding(f, checked, show.verbose)?;
        }
    }
    if !show.quiet {
        page.gone(checked)?;
        page.sources(checked)?;
    }
    page.summary(checked)
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::new().red().bold(),
        Severity::Warning => Style::new().yellow().bold(),
        Severity::Note => Style::new().cyan(),
        Severity::Info => Style::new().green(),
    }
}

/// Where lines go, and their width.
struct Page<'a> {
    out: &'a mut dyn Write,
    width: Option<usize>,
}

impl Page<'_> {
    fn line(&mut self, line: &Line, hang: usize) -> io::Result<()> {
        line.write(self.out, self.width, hang)
    }

    /// A line beneath the words that it is about.
    fn under(&mut self, text: &str) -> io::Result<()> {
        self.line(&Line::of(format!("{:INDENT$}{text}", "")), INDENT)
    }

    fn finding(&mut self, f: &Finding, checked: &Checked, verbose: bool) -> io::Result<()> {
        let draft = &checked.draft;
        let severity = f.severity();
        let since = match f.since.as_ref() {
            None => String::new(),
            Some(s) => match &s.before {
                Some(b) if s.state == State::Changed && b.code != f.code() => {
                    format!(" (changed, was {})", b.code)
                }
                _ => format!(" ({})", s.state.name()),
            },
        };
        let message = match &f.silenced {
            Some(reason) => format!("{} (silenced: {reason})", f.message),
            None => f.message.clone(),
        };
        let message = plain(&message);
        let head = Line::of(format!("{}: ", spot(checked, f)))
            .then(format!("{} {}", severity.name(), f.code()), style(severity))
            .then(since, Style::new());
        // Names of documents are as long as they are.
        let names = f.evidence.iter().map(Evidence::name);
        let long = names.fold(message.clone(), |m, name| m.replace(&name, "")).width() > LONG;
        let head = if long { head } else { head.then(format!(": {message}"), Style::new()) };
        self.line(&head, 4)?;
        let changed = if f.kind == Kind::Borrowing { Style::new().yellow() } else { Style::new().red() };
        self.text("draft ", draft.text(), &draft_pieces(f), changed)?;
        if let Some(span) = f.beside {
            let pieces = crate::pieces(span, std::iter::empty());
            self.text("beside", draft.text(), &pieces, Style::new().green())?;
            self.under(&plain(&crate::draft_place(draft, span)))?;
        }
        let listed = if verbose { f.evidence.len() } else { f.parts.max(1).min(f.evidence.len()) };
        for (i, e) in f.evidence.iter().take(listed).enumerate() {
            self.text("source", e.witness.text(), &evidence_pieces(f, i), Style::new().green())?;
            self.source(e)?;
        }
        let more = f.witnesses.saturating_sub(listed);
        if more > 0 && !f.evidence.is_empty() {
            self.under(&format!("and {more} more witnesses"))?;
        }
        if let Some(near) = &f.near {
            self.text("near  ", near.evidence.witness.text(), &one_piece(&near.evidence), changed)?;
            self.source(&near.evidence)?;
            self.under(&format!("{:.0} % of the letters agree", near.likeness * 100.0))?;
        }
        if long {
            self.line(
                &Line::of("  ")
                    .then("why   ", Style::new().dimmed())
                    .then(format!(" {message}"), Style::new()),
                INDENT,
            )?;
        }
        if verbose {
            for e in &f.changes {
                self.under(&plain(&describe(e, &f.evidence, draft)))?;
            }
        }
        writeln!(self.out)
    }

    /// What an earlier check found and this one does not, and what is now as it should be.
    fn gone(&mut self, checked: &Checked) -> io::Result<()> {
        let Some(gone) = &checked.gone else { return Ok(()) };
        let told = |severity: Severity| severity > Severity::Info;
        let mut any = false;
        for f in checked.findings.iter().filter(|f| f.severity() == Severity::Info) {
            let before =
                f.since.as_ref().filter(|s| s.state == State::Changed).and_then(|s| s.before.as_ref());
            let Some(b) = before.filter(|b| told(b.severity)) else { continue };
            let what = format!(
                "{}: settled: {} is now {}: “{}”",
                spot(checked, f),
                b.code,
                f.code(),
                plain(&shorten(&b.words))
            );
            self.line(&Line::of(what), 4)?;
            any = true;
        }
        for e in gone.iter().filter(|e| told(e.severity)) {
            let path = plain(&checked.draft.path);
            let what = format!(
                "{path}: gone (was in line {}): {}: “{}”",
                e.line,
                plain(&e.code),
                plain(&shorten(&e.words))
            );
            self.line(&Line::of(what), 4)?;
            any = true;
        }
        if any { writeln!(self.out) } else { Ok(()) }
    }

    /// The sources to get: each work, and the quotations that wait for it.
    fn sources(&mut self, checked: &Checked) -> io::Result<()> {
        if checked.wanted.is_empty() {
            return Ok(());
        }
        let draft = &checked.draft;
        let head = format!("Sources to get: {}", checked.wanted.len());
        self.line(&Line::of("").then(head, Style::new().bold()), 0)?;
        for w in &checked.wanted {
            self.line(&Line::of(format!("  {}", plain(&label(w)))), 4)?;
            if !w.perhaps.is_empty() {
                let here: Vec<String> = w.perhaps.iter().map(|p| screen::name(p).to_string()).collect();
                self.under(&format!("perhaps here: {}", here.join(", ")))?;
            }
            for &span in &w.waiting {
                let words = shorten(span.slice(draft.text()).unwrap_or(""));
                self.under(&format!("{}: “{}”", plain(&crate::draft_place(draft, span)), plain(&words)))?;
            }
        }
        writeln!(self.out)
    }

    fn source(&mut self, e: &Evidence) -> io::Result<()> {
        let d = &e.witness.document;
        let mut about: Vec<&str> = Vec::new();
        about.extend(d.title.as_deref());
        about.extend(d.date.as_deref());
        let about = if about.is_empty() {
            String::new()
        } else {
            format!(" ({})", plain(&shorten(&about.join(", "))))
        };
        let line = Line::of(format!("{:INDENT$}", ""))
            .then(screen::name(&e.name()), Style::new().bold())
            .then(format!(", {}", plain(&place_in(&e.witness, e.span))), Style::new())
            .then(about, Style::new().dimmed());
        self.line(&line, INDENT)
    }

    /// Text with the changed words marked: by colour, and by `_` and `_` for those without.
    fn text(&mut self, label: &str, text: &str, pieces: &[Piece], changed: Style) -> io::Result<()> {
        let mut line = Line::of("  ").then(label, Style::new().dimmed()).then(" ", Style::new());
        let total: usize = pieces.iter().map(|p| p.span.len() as usize).sum();
        for (i, p) in pieces.iter().enumerate() {
            let words = visible(p.span.slice(text).unwrap_or(""));
            if p.changed {
                line.push("_", Style::new().dimmed());
                line.push(words.trim(), changed.underline());
                line.push("_", Style::new().dimmed());
                if words.ends_with(' ') {
                    line.push(" ", Style::new());
                }
            } else if total > 600 && words.chars().count() > 160 {
                line.push(middle(&words, i == 0, i + 1 == pieces.len()), Style::new());
            } else {
                line.push(words, Style::new());
            }
        }
        self.line(&line, label.width() + 3)
    }
}

/// Where a finding stands in its draft.
fn spot(checked: &Checked, f: &Finding) -> String {
    let draft = &checked.draft;
    let path = screen::name(&draft.path);
    match draft.spots(f.draft) {
        Some((from, _)) => format!("{path}:{}:{}", from.line, from.column),
        None => format!("{path}: {}", plain(&crate::draft_place(draft, f.draft))),
    }
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

impl Page<'_> {
    fn summary(&mut self, checked: &Checked) -> io::Result<()> {
        let mut parts: Vec<String> = Vec::new();
        for kind in Kind::ALL {
            let of_kind: Vec<&Finding> = checked.findings.iter().filter(|f| f.kind == kind).collect();
            // Quotations and borrowings are counted where there are none, too, unless they may have been left out.
            let counted_at_none = matches!(kind, Kind::Quotation | Kind::Borrowing) && checked.left_out == 0;
            if of_kind.is_empty() && !counted_at_none {
                continue;
            }
            let counts: Vec<String> = Verdict::ALL
                .iter()
                .filter_map(|v| {
                    let n = of_kind.iter().filter(|f| f.verdict == *v).count();
                    (n > 0).then(|| format!("{n} {}", v.name()))
                })
                .collect();
            let list = if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) };
            parts.push(format!("{}{list}", counted(of_kind.len() as u64, noun(kind))));
        }
        let silenced = checked.findings.iter().filter(|f| f.silenced.is_some()).count();
        if silenced > 0 {
            parts.push(format!("{silenced} of them silenced, with the reason given"));
        }
        if checked.left_out > 0 {
            parts.push(format!("{} left out as asked", counted(checked.left_out as u64, "finding")));
        }
        if let Some(gone) = &checked.gone {
            let of = |state| {
                checked.findings.iter().filter(|f| f.since.as_ref().is_some_and(|s| s.state == state)).count()
            };
            let mut since: Vec<String> =
                State::ALL.into_iter().map(|s| format!("{} {}", of(s), s.name())).collect();
            since.push(format!("{} gone", gone.len()));
            parts.push(format!("since the earlier report: {}", since.join(", ")));
        }
        let t = &checked.totals;
        self.line(&Line::of(format!("{}: {}", screen::name(&checked.draft.path), parts.join("; "))), 4)?;
        let unseen = t.unseen().unwrap_or_else(|| "every file was read".into());
        self.line(&Line::of(format!("{} searched, {unseen}", counted(checked.searched, "document"))), 4)?;
        checked.not_read.iter().try_for_each(|what| self.line(&Line::of(plain(what)), 4))
    }
}

/// One of a kind.
const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Borrowing => "unmarked borrowing",
        Kind::Citation => "reference",
        kind => kind.name(),
    }
}

/// Writes the places where words stand, for `find`.
///
/// # Errors
/// When the output cannot be written.
pub fn places(out: &mut dyn Write, checked: &Checked, width: Option<usize>) -> io::Result<()> {
    let mut page = Page { out, width };
    let mut any = false;
    for f in &checked.findings {
        for (i, e) in f.evidence.iter().enumerate() {
            any = true;
            page.text("      ", e.witness.text(), &evidence_pieces(f, i), Style::new().green())?;
            page.source(e)?;
        }
        if f.witnesses > f.evidence.len() {
            page.under(&format!("and {} more", f.witnesses - f.evidence.len()))?;
        }
        let message = plain(&f.message);
        if !f.evidence.is_empty() {
            page.line(&Line::of(message), 4)?;
        } else if let Some(near) = &f.near {
            page.line(&Line::of(format!("{message}; nearest:")), 4)?;
            page.text("      ", near.evidence.witness.text(), &one_piece(&near.evidence), Style::new())?;
            page.source(&near.evidence)?;
            any = true;
        } else {
            page.line(&Line::of(message), 4)?;
            any = true;
        }
    }
    if !any {
        page.line(&Line::of(format!("not found in {} searched", counted(checked.searched, "document"))), 4)?;
    }
    Ok(())
}

/// Writes how many documents have each value of a property, at most so many values, for `search`.
///
/// # Errors
/// When the output cannot be written.
pub fn facet(
    out: &mut dyn Write,
    name: &str,
    values: &[(Option<String>, u64)],
    limit: usize,
    width: Option<usize>,
) -> io::Result<()> {
    let shown = values.iter().take(limit).map(|(value, count)| {
        let value = value.as_deref().map_or("not known", |v| if v.is_empty() { "." } else { v });
        format!("{} {count}", screen::name(value))
    });
    let more = values.len().saturating_sub(limit);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let line = Line::default()
        .then(format!("{name}  "), Style::new().bold())
        .then(shown.collect::<Vec<_>>().join("; ") + &more, Style::new());
    Page { out, width }.line(&line, 4)
}

/// Writes the snippets of a document, for `search`.
///
/// # Errors
/// When the output cannot be written.
pub fn snippets(
    out: &mut dyn Write,
    witness: &Source,
    snippets: &[Snippet],
    width: Option<usize>,
) -> io::Result<()> {
    let mut page = Page { out, width };
    let d = &witness.document;
    let title = plain(&shorten(d.title.as_deref().unwrap_or("")));
    let id = d.id.as_ref().map_or(String::new(), |i| format!("#{i}"));
    let head = Line::default()
        .then(screen::name(&witness.path), Style::new().bold())
        .then(format!("{}  ", screen::name(&id)), Style::new())
        .then(title, Style::new().dimmed());
    page.line(&head, 4)?;
    for s in snippets {
        let Some(span) = witness.here(s.span) else { continue };
        let pieces = crate::pieces(span, s.words.iter().filter_map(|w| witness.here(*w)));
        page.text(&plain(&place_in(witness, s.span)), &d.text, &pieces, Style::new().green())?;
    }
    Ok(())
}
