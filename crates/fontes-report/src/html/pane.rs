//! The draft as it is read, each finding marked in it with its number, a link to what is said of it.

use super::part::{self, Part};
use super::{markdown, tone::tone};
use crate::escape;
use fontes_check::{Checked, Finding};
use std::io::{self, Write};
use std::ops::Range;

pub(super) fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let document = &checked.draft.document;
    let read = document.media_type == "text/markdown";
    let parts = if read { markdown::parts(&document.text) } else { part::parts(document) };
    let shape = if read { "text read" } else { "text" };
    writeln!(
        out,
        "<section aria-labelledby=\"draft\" class=\"draft\" id=\"pane\" tabindex=\"0\"><h2 id=\"draft\">The draft</h2>"
    )?;
    write!(out, "<div class=\"{shape}\" dir=\"auto\">")?;
    Pane::new(checked, &parts).write(out, &parts)?;
    writeln!(out, "</div></section>")
}

struct Pane<'a> {
    text: &'a str,
    findings: &'a [Finding],
    /// For each finding, the first and the last part that shows some of it; none where its words are not shown.
    shown: Vec<Option<(usize, usize)>>,
    /// For each part, findings whose words are not shown, and which stand before the next part.
    unseen: Vec<Vec<usize>>,
}

fn range(f: &Finding) -> Range<usize> {
    f.draft.start() as usize..f.draft.end() as usize
}

impl<'a> Pane<'a> {
    fn new(checked: &'a Checked, parts: &[Part]) -> Self {
        let findings = checked.findings.as_slice();
        let mut shown: Vec<Option<(usize, usize)>> = vec![None; findings.len()];
        let words = parts.iter().enumerate().filter_map(|(i, p)| match p {
            Part::Words(r, _) => Some((i, r)),
            Part::Markup(_) => None,
        });
        let words: Vec<(usize, &Range<usize>)> = words.collect();
        let mut unseen = vec![Vec::new(); parts.len() + 1];
        for (n, f) in findings.iter().enumerate() {
            let r = range(f);
            let first = words.partition_point(|w| w.1.end <= r.start);
            let after = words.partition_point(|w| w.1.start < r.end);
            if first < after {
                shown[n] = Some((words[first].0, words[after - 1].0));
            } else {
                let before = words[..first].last().map_or(parts.len(), |w| w.0);
                unseen[before].push(n);
            }
        }
        Self { text: checked.draft.text(), findings, shown, unseen }
    }

    fn write(&self, out: &mut dyn Write, parts: &[Part]) -> io::Result<()> {
        let mut next = 0;
        let mut open: Vec<usize> = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            match part {
                Part::Markup(tags) => write!(out, "{tags}")?,
                Part::Words(r, instead) => {
                    while next < self.findings.len() && range(&self.findings[next]).start < r.end {
                        open.push(next);
                        next += 1;
                    }
                    open.retain(|&n| range(&self.findings[n]).end > r.start);
                    self.words(out, i, r, instead.as_deref(), &open)?;
                }
            }
            for &n in &self.unseen[i] {
                self.number(out, n, true)?;
            }
        }
        self.unseen[parts.len()].iter().try_for_each(|&n| self.number(out, n, true))
    }

    /// Words of one part, cut where findings begin and end.
    fn words(
        &self,
        out: &mut dyn Write,
        part: usize,
        r: &Range<usize>,
        instead: Option<&str>,
        open: &[usize],
    ) -> io::Result<()> {
        let mut cuts = vec![r.start, r.end];
        // What is shown instead of what is written is not cut.
        if instead.is_none() {
            let ends =
                open.iter().flat_map(|&n| [range(&self.findings[n]).start, range(&self.findings[n]).end]);
            cuts.extend(ends.filter(|at| r.contains(at)));
        }
        cuts.sort_unstable();
        cuts.dedup();
        for piece in cuts.windows(2) {
            let (from, to) = (piece[0], piece[1]);
            let over =
                |n: &usize| range(&self.findings[*n]).start < to && range(&self.findings[*n]).end > from;
            let over: Vec<usize> = open.iter().copied().filter(over).collect();
            let words = escape(instead.unwrap_or_else(|| self.text.get(from..to).unwrap_or("")));
            // The gravest is what the words lead to; of these the narrowest.
            let rank =
                |n: &usize| (self.findings[*n].severity(), std::cmp::Reverse(self.findings[*n].draft.len()));
            let Some(main) = over.iter().copied().max_by_key(|n| rank(n)) else {
                write!(out, "{words}")?;
                continue;
            };
            let is_first = |n: usize| {
                let f = range(&self.findings[n]);
                self.shown[n].is_some_and(|s| s.0 == part) && (from == f.start.max(r.start))
            };
            let is_last = |n: usize| {
                let f = range(&self.findings[n]);
                self.shown[n].is_some_and(|s| s.1 == part) && (to == f.end.min(r.end))
            };
            for n in over.iter().copied().filter(|&n| n != main && is_first(n)) {
                write!(out, "<span id=\"m{n}\"></span>")?;
            }
            // All findings of these words, where they are several, for the page's script.
            let all: Vec<String> = over.iter().map(ToString::to_string).collect();
            let all = if all.len() > 1 { format!(" data-of=\"{}\"", all.join(" ")) } else { String::new() };
            let id = if is_first(main) { format!(" id=\"m{main}\"") } else { String::new() };
            write!(
                out,
                "<a class=\"mark {}\"{id}{all} href=\"#f{main}\">{words}",
                tone(&self.findings[main])
            )?;
            if is_last(main) {
                write!(out, "<sup>{}</sup>", main + 1)?;
            }
            write!(out, "</a>")?;
            for n in over.iter().copied().filter(|&n| n != main && is_last(n)) {
                self.number(out, n, false)?;
            }
        }
        Ok(())
    }

    /// The number of a finding alone.
    fn number(&self, out: &mut dyn Write, n: usize, place: bool) -> io::Result<()> {
        let id = if place { format!(" id=\"m{n}\"") } else { String::new() };
        write!(
            out,
            "<a class=\"mark {}\"{id} href=\"#f{n}\"><sup>{}</sup></a>",
            tone(&self.findings[n]),
            n + 1
        )
    }
}
