//! Which decisions, statutes and reports does a text of the law cite? "Okafor v. Platt, 424 U. S. 1, 14 (1976)", in short
//! "424 U. S., at 91"; "Id., at 27" for what was cited before; "Harbour Rev. Stat. §16-905"; "S. Rep. No. 93-689".
//!
//! By their form, not by lists of reporters: a figure, words that are cut short, a figure.

use super::pieces::Piece;
use super::types::{Work, WorkKind};
use crate::lang::{CalendarWord, NoteWord};
use crate::read::token::{Shape, Tokens};
use crate::text::{Span, fold};
use std::ops::Range;

/// Tokens of a party's name.
const PARTY: usize = 24;
/// Letters of a word that is cut short in the name of a reporter.
const SHORT: usize = 6;
/// The same before a word with a capital, which may begin a sentence.
const STOPPED: usize = 4;
/// Parts of the name of a reporter.
const PARTS: usize = 5;

/// The works that a stretch of text cites as lawyers do, in order.
pub(super) fn works(piece: &Piece<'_>) -> Vec<Work> {
    let t = Tokens::of(piece.text, piece.from..piece.to, piece.language);
    let mut out: Vec<Work> = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let found =
            case(&t, i).or_else(|| reported(&t, i)).or_else(|| statute(&t, i)).or_else(|| back(&t, i, &out));
        if let Some((end, work)) = found {
            i = end.max(i + 1);
            out.push(work);
        } else {
            i += 1;
        }
    }
    apart(piece, &mut out);
    out
}

/// "Citizens and Doe v. Reed" names Reed's case where another case is called by what stands before "and".
fn apart(piece: &Piece<'_>, works: &mut [Work]) {
    let mut titles: Vec<String> = works
        .iter()
        .filter(|w| w.kind == WorkKind::Case && !w.short)
        .filter_map(|w| Some(key(w.title?.slice(piece.text)?)))
        .collect();
    titles.sort_unstable();
    for w in works.iter_mut().filter(|w| w.kind == WorkKind::Case) {
        let Some((title, words)) = w.title.and_then(|t| Some((t, t.slice(piece.text)?))) else { continue };
        let mut at = 0;
        for word in words.split_inclusive(char::is_whitespace) {
            let small = key(word);
            if piece.language.is_in_notes(&small, NoteWord::Against) {
                break;
            }
            if at > 0 && piece.language.is_in_notes(&small, NoteWord::And) {
                let before = format!("{} ", key(&words[..at]));
                let from = title.start() as usize + at + word.len();
                let first = titles.partition_point(|t| *t < before);
                if titles.get(first).is_some_and(|t| t.starts_with(&before))
                    && let Ok(rest) = Span::of(piece.text, from..title.end() as usize)
                {
                    w.title = Some(rest);
                    w.span = Span::new(rest.start(), w.span.end()).unwrap_or(w.span);
                }
                break;
            }
            at += word.len();
        }
    }
}

/// Words folded.
fn key(words: &str) -> String {
    fold(words, &[]).words().collect::<Vec<_>>().join(" ")
}

fn capital(t: &Tokens<'_>, i: usize) -> bool {
    t.shape(i) == Some(Shape::Word) && t.raw(i).starts_with(char::is_uppercase)
}

fn is(t: &Tokens<'_>, i: usize, role: NoteWord) -> bool {
    t.language.is_in_notes(t.small(i).as_str(), role)
}

/// Where the reporter of a volume ends whose figure is token `i`: "424 U. S.", "611 F. 3d"; and how many parts it has.
fn reporter(t: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    if t.shape(i)? != Shape::Digits
        || t.raw(i).len() > 4
        || i > 0 && t.glued(i - 1) && t.shape(i - 1) == Some(Shape::Word)
    {
        return None;
    }
    let mut k = i + 1;
    let mut parts = 0;
    while parts < PARTS {
        let stop = t.is(k + 1, ".") && t.glued(k);
        let word = capital(t, k) && stop && t.raw(k).chars().count() <= SHORT && !is_counted(t, k);
        let ordinal = parts > 0
            && t.shape(k) == Some(Shape::Digits)
            && t.glued(k)
            && matches!(t.raw(k + 1), "d" | "th" | "nd" | "rd");
        if !(word || ordinal) {
            break;
        }
        k += 2;
        parts += 1;
    }
    (parts > 0).then_some((k, parts))
}

/// A month, "No.", "Vol.": what counts something else.
fn is_counted(t: &Tokens<'_>, i: usize) -> bool {
    let small = t.small(i);
    let month = t.language.calendar().of(small.as_str()).iter().any(|w| matches!(w, CalendarWord::Month(..)));
    month || is(t, i, NoteWord::Number) || is(t, i, NoteWord::Volume) || is(t, i, NoteWord::Page)
}

/// What stands after the reporter: its page, or "at" and a page in the short form. Where it ends, and whether it is short.
fn paged(t: &Tokens<'_>, k: usize) -> Option<(usize, bool)> {
    if t.shape(k) == Some(Shape::Digits) {
        return Some((k + 1, false));
    }
    // "561 U. S. ___ (2010)"
    if t.is(k, "_") {
        let end = (k..t.len()).find(|&n| !t.is(n, "_")).unwrap_or(t.len());
        return Some((end, false));
    }
    let comma = usize::from(t.is(k, ","));
    let at = k + comma;
    if is(t, at, NoteWord::Page) && (t.shape(at + 1) == Some(Shape::Digits) || t.is(at + 1, "_")) {
        return Some((at + 2, true));
    }
    None
}

/// Figures of pages, and the year in brackets, after token `k`.
fn to_year(t: &Tokens<'_>, mut k: usize) -> (usize, Option<Range<usize>>) {
    let pin = |n: usize| {
        t.shape(n) == Some(Shape::Digits)
            || matches!(t.raw(n), "," | "-" | "–" | "_")
            || t.raw(n) == "n"
            || t.is(n, ".")
    };
    let mut end = k;
    while k < t.len() && k < end + 16 && pin(k) {
        k += 1;
    }
    if t.is(k, "(")
        && let Some(close) = (k + 1..t.len().min(k + 14)).find(|&n| t.is(n, ")"))
        && t.shape(close - 1) == Some(Shape::Digits)
        && t.raw(close - 1).len() == 4
    {
        end = close + 1;
        return (end, Some(close - 1..close));
    }
    (end, None)
}

/// A case by the names of its parties, whose first begins with token `i`; with its reporter if it is given.
fn case(t: &Tokens<'_>, i: usize) -> Option<(usize, Work)> {
    let begins =
        capital(t, i) && !t.language.is_function_word(t.small(i).as_str()) && !is(t, i, NoteWord::Signal);
    if !begins
        || i > 0 && (capital(t, i - 1) || joins(t, i - 1) && i > 1 && capital(t, i - 2)) && !parts(t, i)
    {
        return None;
    }
    let middle = (i + 1..t.len().min(i + PARTY))
        .take_while(|&k| in_party(t, k) || is(t, k, NoteWord::Against))
        .find(|&k| is(t, k, NoteWord::Against) && !capital(t, k))?;
    let from = middle + 1 + usize::from(t.is(middle + 1, "."));
    if !capital(t, from) {
        return None;
    }
    let mut last = from;
    let mut k = from;
    while k < t.len() && k < from + PARTY {
        let company = t.is(k, ",") && capital(t, k + 1) && t.is(k + 2, ".") && t.raw(k + 1).len() <= 5;
        let suffix = t.shape(k) == Some(Shape::Word)
            && k > 1
            && t.glued(k - 1)
            && t.glued(k - 2)
            && matches!(t.raw(k - 1), "’" | "'");
        if capital(t, k) || suffix {
            last = k;
        } else if !(in_party(t, k) || company) || is(t, k, NoteWord::Against) {
            break;
        }
        // A full stop that ends no short word ends the name.
        if t.is(k, ".") && k > 0 {
            let goes_on = !capital(t, k + 1) && t.shape(k + 1) != Some(Shape::Digits);
            let short = !t.language.abbreviations().of(t.small(k - 1).as_str()).is_empty()
                || t.raw(k - 1).chars().count() <= if goes_on { SHORT } else { STOPPED };
            if !short || t.parted(k) {
                break;
            }
        }
        k += 1;
    }
    let stop = usize::from(t.is(last + 1, ".") && t.glued(last) && t.is(last + 2, ","));
    let title = t.span(i, last + stop)?;
    let after = last + 1 + stop;
    let comma = usize::from(t.is(after, ","));
    let mut work = Work { title: Some(title), ..Work::at(title, WorkKind::Case) };
    let Some((k, _)) = reporter(t, after + comma) else { return Some((after, work)) };
    let Some((end, _)) = paged(t, k) else { return Some((after, work)) };
    fill(t, &mut work, after + comma, k, end);
    work.span = Span::new(title.start(), work.span.end()).unwrap_or(title);
    let next = t.from(work.span.end());
    Some((next, work))
}

/// Volume, reporter, page and year of a case.
fn fill(t: &Tokens<'_>, work: &mut Work, volume: usize, reporter_end: usize, end: usize) {
    let (after, year) = to_year(t, end);
    let last = after.max(end).saturating_sub(1);
    work.container = t.span(volume, end.saturating_sub(1));
    let key: Vec<&str> = (volume..reporter_end).map(|k| t.raw(k)).collect();
    work.key = key.concat();
    work.date = year.clone().and_then(|y| t.span(y.start, y.start));
    work.day = year.map(|y| t.raw(y.start).to_owned());
    if let Some(span) = t.span(volume, last) {
        work.span = span;
    }
}

/// Whether a mark may stand within a party's name, or a light word.
fn in_party(t: &Tokens<'_>, k: usize) -> bool {
    if t.parted(k.saturating_sub(1)) {
        return false;
    }
    let light = t.shape(k) == Some(Shape::Word) && t.language.is_function_word(t.small(k).as_str());
    capital(t, k)
        || light
        || matches!(t.raw(k), "." | "&" | "’" | "'" | "-" | "‐")
        || t.glued(k - 1) && t.shape(k) == Some(Shape::Word)
        || t.is(k, ",") && capital(t, k + 1) && (t.is(k + 2, ".") || t.is(k + 2, ","))
}

/// Whether a token joins two words of one name.
fn joins(t: &Tokens<'_>, k: usize) -> bool {
    matches!(t.raw(k), "." | "&" | "’" | "'" | "-")
}

/// Whether a name may begin at token `i` though a word with a capital stands before it: a word of citing ("See"), a
/// sentence's end.
fn parts(t: &Tokens<'_>, i: usize) -> bool {
    let before = t.small(i - 1);
    let led = is(t, i - 1, NoteWord::Signal) || t.language.is_function_word(before.as_str());
    let stopped = t.is(i - 1, ".") && i > 1 && {
        let word = t.small(i - 2);
        t.raw(i - 2).chars().count() > SHORT && t.language.abbreviations().of(word.as_str()).is_empty()
    };
    led || stopped
}

/// A volume and a page without the parties: of a case that is named elsewhere, or of a series.
fn reported(t: &Tokens<'_>, i: usize) -> Option<(usize, Work)> {
    let (k, parts) = reporter(t, i)?;
    let (end, short) = paged(t, k)?;
    if parts < 2 {
        return None;
    }
    let span = t.span(i, end.saturating_sub(1))?;
    let mut work = Work { short, ..Work::at(span, WorkKind::Case) };
    fill(t, &mut work, i, k, end);
    if !short {
        work.title = t.span(i, end.saturating_sub(1));
    }
    // Before the next one the year belongs to it.
    let next = t.from(work.span.end());
    Some((next, work))
}

/// "Ariz. Rev. Stat. Ann. §16–905", "S. Rep. No. 93–689": words that are cut short, then a sign of a section or a number.
fn statute(t: &Tokens<'_>, i: usize) -> Option<(usize, Work)> {
    let cut = |k: usize| capital(t, k) && t.is(k + 1, ".") && t.glued(k);
    if i > 1 && t.is(i - 1, ".") && t.glued(i - 2) && capital(t, i - 2) || !cut(i) {
        return None;
    }
    let mut k = i;
    while cut(k) && !is(t, k, NoteWord::Number) && k < i + 12 {
        k += 2;
    }
    let parts = (k - i) / 2;
    let sign = t.is(k, "§");
    let numbered = is(t, k, NoteWord::Number) && t.is(k + 1, ".");
    if parts < 2 || !(sign || numbered) {
        return None;
    }
    let from = k + if sign { 1 } else { 2 };
    let mut end = from;
    while end < t.len()
        && (t.shape(end) == Some(Shape::Digits)
            || matches!(t.raw(end), "-" | "–" | "§") && t.shape(end + 1) == Some(Shape::Digits))
    {
        end += 1;
    }
    if end == from {
        return None;
    }
    let span = t.span(i, end - 1)?;
    let (after, year) = to_year(t, end);
    let mut work = Work { title: Some(span), ..Work::at(span, WorkKind::Statute) };
    work.day = year.clone().map(|y| t.raw(y.start).to_owned());
    work.date = year.and_then(|y| t.span(y.start, y.start));
    let key: Vec<&str> = (i..k).map(|n| t.raw(n)).collect();
    // All sections of a code are one work; a report is one by its number.
    work.key = if sign { key.concat() } else { t.text[span.range()].split_whitespace().collect() };
    Some((after.max(end), work))
}

/// "Id., at 27", "Ibid.": what was cited before.
fn back(t: &Tokens<'_>, i: usize, before: &[Work]) -> Option<(usize, Work)> {
    // "§16-940(A)": of the code that was cited last.
    if t.is(i, "§") && t.shape(i + 1) == Some(Shape::Digits) {
        let code = before.iter().rev().find(|w| w.kind == WorkKind::Statute)?;
        let span = t.span(i, i + 1)?;
        return Some((
            i + 2,
            Work { key: code.key.clone(), short: true, ..Work::at(span, WorkKind::Statute) },
        ));
    }
    let idem = is(t, i, NoteWord::Idem) && (t.is(i + 1, ".") || t.is(i + 1, ","));
    let ibid = is(t, i, NoteWord::Ibid) && t.is(i + 1, ".");
    if !(idem || ibid) {
        return None;
    }
    let last = before.last();
    let span = t.span(i, i + 1)?;
    let work = Work {
        key: last.map_or_else(String::new, |w| w.key.clone()),
        title: last.filter(|w| w.key.is_empty()).and_then(|w| w.title),
        short: true,
        ..Work::at(span, last.map_or(WorkKind::Case, |w| w.kind))
    };
    Some((i + 2, work))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::english;

    fn read(text: &str) -> Vec<(String, String, bool)> {
        let piece = Piece { text, from: 0, to: text.len(), language: english() };
        works(&piece).iter().map(|w| (w.name(text).to_owned(), w.key.clone(), w.short)).collect()
    }

    #[test]
    fn cases_are_read_in_full_and_in_short() {
        let text = "As we held in Okafor v. Platt, 424 U. S. 1, 14 (1976) (per curiam), it may. 424 U. S., at 91. Id., at 27. \
                    See, e.g., Harbour Comm’n v. Tar & Rope Co. of Amsel, Inc., 479 U. S. 238, 256, n. 9 (1986); Tov v. Bree, 561 \
                    U. S. ___ (2010). See 611 F. 3d 510, 527 (CA9 2010).";
        let got = read(text);
        let names: Vec<&str> = got.iter().map(|g| g.0.as_str()).collect();
        assert_eq!(
            names,
            [
                "Okafor v. Platt",
                "424 U. S., at 91",
                "Id.",
                "Harbour Comm’n v. Tar & Rope Co. of Amsel, Inc.",
                "Tov v. Bree",
                "611 F. 3d 510",
            ]
        );
        assert_eq!(got[1], (got[1].0.clone(), "424U.S.".into(), true));
        assert_eq!(got[2].1, "424U.S.");
    }

    #[test]
    fn statutes_and_reports_are_read() {
        let got = read(
            "See Harb. Rev. Stat. Ann. §16–905 (West 2010); S. Rep. No. 93–689, p. 4 (1974); 42 Cong. Rec. 78 (1907).",
        );
        let names: Vec<&str> = got.iter().map(|g| g.0.as_str()).collect();
        assert_eq!(names, ["Harb. Rev. Stat. Ann. §16–905", "S. Rep. No. 93–689", "42 Cong. Rec. 78"]);
    }

    #[test]
    fn dates_and_numbers_are_no_reporters() {
        assert_eq!(read("On 5 Jan. 1921 the U. S. 4 won; vol. 93 No. 4, pp. 12. Dr. Tov v. the sea."), []);
    }
}
