//! Which works does running text cite, outside notes? Decisions and statutes, books and pages as lawyers cite them,
//! addresses of the web.

use super::address::addresses;
use super::dates::Dates;
use super::law;
use super::pieces::Piece;
use super::segment::{split_author, title_run};
use super::types::{Work, WorkKind};
use crate::lang::NoteWord;
use crate::text::Span;

/// Citations of law from which on a text cites all its works so.
const LAWYERS: usize = 3;
/// Bytes of a title, and what may stand before it.
const REACH: usize = 300;
/// Words of a title in running text.
const FEWEST: usize = 3;

pub(super) fn works(whole: &Piece<'_>, dates: &Dates) -> Vec<Work> {
    let mut out = law::works(whole);
    let legal = out.iter().filter(|w| !w.key.is_empty()).count() >= LAWYERS;
    if legal {
        out.extend(books(whole, dates, &out));
        out.sort_by_key(|w| w.span);
        out.extend(briefs(whole, &out));
    }
    for r in addresses(whole.words()) {
        let (from, to) = (whole.from + r.start, whole.from + r.end);
        let Ok(address) = Span::of(whole.text, from..to) else { continue };
        let page = if legal { titled(whole, from, dates) } else { None };
        let span = page.as_ref().map_or(address, |p| p.span.cover(address));
        out.push(Work {
            address: Some(address),
            span,
            ..page.unwrap_or_else(|| Work::at(address, WorkKind::Page))
        });
    }
    out.sort_by_key(|w| w.span);
    out
}

/// The part of the text before a place that may hold a title: its paragraph, so many bytes of it.
fn lead<'t>(whole: &Piece<'t>, at: usize) -> Piece<'t> {
    let low = whole.text.floor_char_boundary(at.saturating_sub(REACH)).max(whole.from);
    let before = &whole.text[low..at];
    whole.part(low + before.rfind("\n\n").map_or(0, |n| n + 2), at)
}

/// "Bree, The Tide 2, 32 (2009)", "Tov, A Rope, in The Harbour 180 (B. Bree ed. 2005)": a run of words with capitals, pages,
/// a year in brackets.
fn books(whole: &Piece<'_>, dates: &Dates, known: &[Work]) -> Vec<Work> {
    let mut out = Vec::new();
    for (open, _) in whole.text[whole.from..whole.to].match_indices(" (") {
        let open = whole.from + open;
        let Some(close) = whole.text[open..whole.to].find(')').map(|c| open + c).filter(|c| c - open < 120)
        else {
            continue;
        };
        let year = whole.text[..close].bytes().rev().take_while(u8::is_ascii_digit).count() == 4;
        // Those before are in order.
        let last = known.partition_point(|w| (w.span.start() as usize) < close);
        let taken = |w: &Work| open < w.span.end() as usize + 40;
        if !year || known[..last].iter().rev().take(3).any(taken) {
            continue;
        }
        let before = lead(whole, open);
        let figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | ' ' | '–' | '-' | '\n');
        let bare = before.words().trim_end_matches(figure);
        if !before.words()[bare.len()..].contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let Some(run) = title_run(&before.part(before.from, before.from + bare.len())) else { continue };
        let words = run.words().split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count();
        if words < FEWEST {
            continue;
        }
        let (author, title, container) = parts(&run);
        let date = dates.within(open, close + 1).last();
        let Ok(span) = Span::of(whole.text, run.from..close + 1) else { continue };
        out.push(Work {
            author,
            title,
            container,
            date: date.map(|d| d.0),
            day: date.map(|d| d.1.clone()),
            ..Work::at(span, WorkKind::Book)
        });
    }
    out
}

/// "Brief for the Harbour Board 19.": a run of words with capitals that begins a sentence, and a page that ends it.
fn briefs(whole: &Piece<'_>, known: &[Work]) -> Vec<Work> {
    let mut out: Vec<Work> = Vec::new();
    let text = whole.text;
    for (at, _) in text[whole.from..whole.to].match_indices(['.', ';', ')']) {
        let at = whole.from + at;
        let bare = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        if at - bare.len() == 0 || at - bare.len() > 4 || !bare.ends_with(' ') {
            continue;
        }
        let before = lead(whole, bare.len() - 1);
        let last = known.partition_point(|w| (w.span.start() as usize) < at);
        if known[..last].iter().rev().take(3).any(|w| before.to < w.span.end() as usize) {
            continue;
        }
        let Some(run) = title_run(&before) else { continue };
        let begins = text[..run.from].trim_end();
        let begins =
            begins.ends_with(['”', '"', '.', '(', ';']) || run.from > before.from && begins.ends_with("See");
        let words = run.words().split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count();
        let plain = !run.words().contains([',', '.']) && words >= FEWEST;
        if let (true, true, Ok(span)) = (begins, plain, Span::of(text, run.from..at)) {
            out.push(Work { title: run.span(), ..Work::at(span, WorkKind::Book) });
        }
    }
    out
}

/// Author, title and what it stands in: the parts between commas, the last of them or the one before "in" the title.
fn parts(run: &Piece<'_>) -> (Option<Span>, Option<Span>, Option<Span>) {
    let mut run = *run;
    // "in 2008, Harbour Commission, …", "James Tov in 4 Harbour Debates".
    if let Some((lead, rest)) = run.words().split_once(", ")
        && lead.chars().all(|c| !c.is_alphabetic())
    {
        run = run.part(run.to - rest.len(), run.to);
    }
    let run = &run;
    if !run.words().contains(", ")
        && let Some((at, _)) = run.words().match_indices(' ').find(|m| {
            let rest = &run.words()[m.0 + 1..];
            let word = rest.split(' ').next().unwrap_or("");
            run.language.is_in_notes(word, NoteWord::Signal) && run.language.is_function_word(word)
        })
        && run.part(run.from, run.from + at).is_names(3)
    {
        let rest = run.part(run.from + at, run.to).unled();
        return (run.place(run.from, run.from + at), rest.span(), None);
    }
    let mut commas: Vec<usize> = run.words().match_indices(", ").map(|m| run.from + m.0).collect();
    let light = |at: usize| {
        let rest = run.text[at + 1..run.to].trim_start();
        rest.starts_with(char::is_lowercase)
    };
    let inner = commas.iter().copied().find(|&at| light(at));
    let container = inner.and_then(|at| run.part(at + 1, run.to).unled().span());
    let end = inner.unwrap_or(run.to);
    commas.retain(|&at| at < end);
    match commas.last() {
        Some(&last) => (run.place(run.from, last), run.place(last + 1, end), container),
        None => {
            let (author, title) = split_author(&run.part(run.from, end));
            (author, title, container)
        }
    }
}

/// What stands before an address: "Harbour Commission, Report of the Tides, June 8, 2009, online at".
fn titled(whole: &Piece<'_>, at: usize, dates: &Dates) -> Option<Work> {
    let before = lead(whole, at);
    let words = before.words().trim_end();
    // "online at": light words after the last comma.
    let last = words.rfind(", ")?;
    let tail = &words[last + 2..];
    if !tail.split_whitespace().all(|w| w.starts_with(char::is_lowercase)) {
        return None;
    }
    let end = before.from + last;
    let day = dates.days(before.from, end).last().filter(|d| d.0.end() as usize + 2 >= end);
    let end =
        day.map_or(end, |d| before.text[..d.0.start() as usize].trim_end_matches([',', ' ', '\n']).len());
    let run = title_run(&before.part(before.from, end))?;
    let (author, title, container) = parts(&run);
    Some(Work {
        author,
        title: Some(title?),
        container,
        date: day.map(|d| d.0),
        day: day.map(|d| d.1.clone()),
        ..Work::at(run.span()?, WorkKind::Page)
    })
}
