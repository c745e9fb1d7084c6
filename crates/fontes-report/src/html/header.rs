//! What does the first screen say? What to look at, how many there are of each, and what could not be checked.

use crate::tone::{Group, tone, words};
use crate::{capital, escape};
use fontes_check::finding::since::State;
use fontes_check::finding::{CODES, words::counted};
use fontes_check::{Checked, Finding, Kind, Severity, Verdict, Why};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, checked: &Checked, title: &str, again: &str) -> io::Result<()> {
    writeln!(
        out,
        "<header>\n<h1 dir=\"auto\">{}</h1>\n<p class=\"path\" dir=\"auto\">{}</p>",
        escape(title),
        escape(&checked.draft.path)
    )?;
    first(out, checked)?;
    counts(out, checked)?;
    coverage(out, checked)?;
    let t = &checked.totals;
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

/// One sentence: what to do now.
fn first(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let of = |group| checked.findings.iter().enumerate().filter(move |f| Group::of(f.1) == group);
    let n = |severity| of(Group::Look).filter(|f| f.1.severity() == severity).count() as u64;
    let (errors, warnings) = (n(Severity::Error), n(Severity::Warning));
    let gravest = of(Group::Look).max_by_key(|f| (f.1.severity(), std::cmp::Reverse(f.0)));
    match gravest {
        None => writeln!(out, "<p class=\"first\">Nothing has to be looked at.</p>")?,
        Some((i, _)) => {
            let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
                .into_iter()
                .filter(|p| p.0 > 0)
                .map(|p| counted(p.0, p.1))
                .collect();
            writeln!(
                out,
                "<p class=\"first\"><a href=\"#f{i}\">To be looked at: {}</a></p>",
                parts.join(" and ")
            )?;
        }
    }
    let decided = checked.findings.iter().filter(|f| !f.decisions.is_empty()).count();
    if decided > 0 {
        let of = checked.findings.len();
        writeln!(out, "<p class=\"since\">Decided: {decided} of {}.</p>", counted(of as u64, "finding"))?;
    }
    let Some(gone) = &checked.gone else { return Ok(()) };
    let of = |state| {
        checked.findings.iter().filter(|f| f.since.as_ref().is_some_and(|s| s.state == state)).count()
    };
    let parts: Vec<String> = State::ALL.into_iter().map(|s| format!("{} {}", of(s), s.name())).collect();
    writeln!(
        out,
        "<p class=\"since\">Since the earlier report: {}, {} gone.</p>",
        parts.join(", "),
        gone.len()
    )
}

/// How many there are of each finding, the gravest first; each count leads there.
fn counts(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    writeln!(
        out,
        "<table class=\"counts\"><caption>What was found</caption><thead><tr><th scope=\"col\">Finding</th><th scope=\"col\">Severity</th><th scope=\"col\">Places</th></tr></thead><tbody>"
    )?;
    let mut rows: Vec<(Severity, &str, String)> = Vec::new();
    for c in &CODES {
        for severity in [Severity::Error, Severity::Warning, Severity::Note, Severity::Info] {
            let is = |f: &&(usize, &Finding)| {
                (f.1.kind, f.1.verdict) == (c.kind, c.verdict) && f.1.severity() == severity
            };
            let all: Vec<(usize, &Finding)> = checked.findings.iter().enumerate().collect();
            let found: Vec<&(usize, &Finding)> = all.iter().filter(is).collect();
            let Some((i, f)) = found.first().copied() else { continue };
            let code = c.name();
            rows.push((
                severity,
                tone(f),
                format!(
                    "<th scope=\"row\">{}: {}</th><td><span class=\"severity\">{}</span></td>\
                     <td><a href=\"#f{i}\" data-code=\"{code}\" data-severity=\"{}\" aria-label=\"{}, {}: show\">{}</a></td>",
                    words(c.kind.name()),
                    c.verdict.name().replace('-', " "),
                    severity.name(),
                    severity.name(),
                    counted(found.len() as u64, "place"),
                    code,
                    found.len()
                ),
            ));
        }
    }
    rows.sort_by_key(|r| std::cmp::Reverse(r.0));
    for (_, tone, row) in rows {
        writeln!(out, "<tr class=\"{tone}\">{row}</tr>")?;
    }
    writeln!(out, "</tbody></table>")
}

fn coverage(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let t = &checked.totals;
    let skipped: Vec<&Finding> =
        checked.findings.iter().filter(|f| f.verdict == Verdict::NotChecked).collect();
    writeln!(out, "<div class=\"coverage\"><h2>What could not be checked</h2>\n<ul>")?;
    if skipped.is_empty() {
        writeln!(out, "<li>Every quotation was checked.</li>")?;
    }
    for why in [Why::TooShort, Why::Unclosed, Why::Title, Why::NoWords, Why::Translation] {
        let n = skipped.iter().filter(|f| f.why == Some(why)).count();
        if n > 0 {
            writeln!(out, "<li>{}: {}</li>", counted(n as u64, "quotation"), why.name())?;
        }
    }
    let unread = match t.unseen() {
        None => "every file of the archive was read".to_owned(),
        Some(unseen) => format!("<strong>{unseen}</strong>"),
    };
    writeln!(
        out,
        "<li>Searched: {}, {} of text; {unread}.</li>",
        counted(checked.searched, "document"),
        size(t.bytes)
    )?;
    if checked.left_out > 0 {
        writeln!(out, "<li>{} left out as asked.</li>", counted(checked.left_out as u64, "finding"))?;
    }
    for what in &checked.not_read {
        writeln!(out, "<li dir=\"auto\">{}.</li>", escape(&capital(what)))?;
    }
    let (quoted, borrowed) = shares(checked);
    writeln!(
        out,
        "<li>Of the draft’s text {quoted:.0} % is quoted and {borrowed:.0} % borrowed without a mark; of the rest, only its wording was compared with the archive.</li>\n</ul></div>"
    )
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}

/// Shares of the draft's bytes, in per cent: quoted, and borrowed without a mark.
fn shares(checked: &Checked) -> (f64, f64) {
    let all = checked.draft.text().len().max(1) as f64;
    let share = |kind| {
        let bytes: u32 = checked.findings.iter().filter(|f| f.kind == kind).map(|f| f.draft.len()).sum();
        f64::from(bytes) * 100.0 / all
    };
    (share(Kind::Quotation), share(Kind::Borrowing))
}

/// What is shown: by severity, kind and finding. It needs the page's script, which shows it.
pub(super) fn filters(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let count = |is: &dyn Fn(&Finding) -> bool| checked.findings.iter().filter(|f| is(f)).count();
    let check = |out: &mut dyn Write, name: &str, value: &str, n: usize| {
        writeln!(
            out,
            "<label><input type=\"checkbox\" name=\"{name}\" value=\"{value}\" checked> {} ({n})</label>",
            words(value)
        )
    };
    writeln!(out, "<form class=\"filters\" aria-label=\"Which findings are shown\" hidden>")?;
    writeln!(out, "<fieldset><legend>Severity</legend>")?;
    for severity in [Severity::Error, Severity::Warning, Severity::Note, Severity::Info] {
        let n = count(&|f| f.severity() == severity);
        if n > 0 {
            check(out, "severity", severity.name(), n)?;
        }
    }
    writeln!(out, "</fieldset>\n<fieldset><legend>Kind</legend>")?;
    for kind in Kind::ALL {
        let n = count(&|f| f.kind == kind);
        if n > 0 {
            check(out, "kind", kind.name(), n)?;
        }
    }
    writeln!(out, "</fieldset>\n<label>Finding <select name=\"code\"><option value=\"\">all</option>")?;
    for c in &CODES {
        let n = count(&|f| (f.kind, f.verdict) == (c.kind, c.verdict));
        if n > 0 {
            let name = c.name();
            writeln!(out, "<option value=\"{name}\">{name} ({n})</option>")?;
        }
    }
    writeln!(out, "</select></label>")?;
    if checked.gone.is_some() {
        writeln!(
            out,
            "<label>Since the earlier report <select name=\"since\"><option value=\"\">all</option>"
        )?;
        for state in State::ALL {
            let n = count(&|f| f.since.as_ref().is_some_and(|s| s.state == state));
            writeln!(out, "<option value=\"{0}\">{0} ({n})</option>", state.name())?;
        }
        writeln!(out, "</select></label>")?;
    }
    writeln!(
        out,
        "<label>Order <select name=\"order\"><option value=\"need\">what needs a look first</option><option value=\"draft\">as in the draft</option></select></label>\n\
         <label><input type=\"checkbox\" name=\"print\"> Print the draft, too</label>\n<button type=\"reset\">Show all</button> <output>{} shown</output>\n\
         <p class=\"help\">Keys: <kbd>j</kbd> <kbd>k</kbd> next and previous finding, the draft follows; <kbd>a</kbd> only what needs a look, or all; <kbd>d</kbd> to its place in the draft and back.</p></form>",
        checked.findings.len()
    )
}
