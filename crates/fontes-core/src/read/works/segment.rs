//! Which work does one citation of a note name? Its parts, as far as marks and dates show them.

use super::address::addresses;
use super::dates::Dates;
use super::pieces::Piece;
use super::types::{Work, WorkKind};
use crate::lang::{NameWord, NoteWord, RuleWord};
use crate::text::Span;

/// Words of an author, of several together.
const AUTHOR: usize = 10;
/// Bytes of a title.
const TITLE: usize = 260;
/// Words with small letters that tell something, in a title that is not between marks: more make a sentence.
const SMALL: usize = 9;
/// The same where nothing leads to a citation.
const SMALL_ALONE: usize = 5;

/// The work of one citation; `None` where it names none.
///
/// `led` tells that "see" stands before it: without, a sentence may be none that cites; `whole` that all of it is what a
/// paper is called, for what it is attached to follows.
pub(super) fn work(piece: &Piece<'_>, led: bool, whole: bool, dates: &Dates) -> Option<Work> {
    let piece = piece.unled();
    let span = piece.span()?;
    let web = addresses(piece.words()).into_iter().next();
    let address = web.and_then(|r| Span::of(piece.text, piece.from + r.start..piece.from + r.end).ok());
    let found = quoted(&piece, dates)
        .or_else(|| book(&piece, dates))
        .or_else(|| paper(&piece, (led, whole), address, dates));
    let mut out = match (found, address) {
        (Some(found), _) => found,
        (None, Some(_)) => Work { author: before(&piece, address), ..Work::at(span, WorkKind::Page) },
        (None, None) => return None,
    };
    out.address = address;
    Some(out)
}

/// The names before an address, where nothing else stands there.
fn before(piece: &Piece<'_>, address: Option<Span>) -> Option<Span> {
    let lead = piece.part(piece.from, address?.start() as usize);
    let place = lead.span()?;
    piece.part(place.start() as usize, place.end() as usize).is_names(AUTHOR).then_some(place)
}

/// The first date of a part of a piece, and its value.
fn dated(dates: &Dates, from: usize, to: usize) -> (Option<Span>, Option<String>) {
    let first = dates.days(from, to).next().or_else(|| dates.within(from, to).next());
    first.map_or((None, None), |d| (Some(d.0), Some(d.1.clone())))
}

/// "Okafor, “The Tide,” Harbour Review, May 4, 1990, p. 3".
fn quoted(piece: &Piece<'_>, dates: &Dates) -> Option<Work> {
    let words = piece.words();
    for (i, open) in words.char_indices().filter(|(_, c)| matches!(c, '“' | '"' | '«' | '„')) {
        let after = i + open.len_utf8();
        let close = match open {
            '“' => '”',
            '«' => '»',
            '„' => '“',
            _ => '"',
        };
        let len = matching(&words[after..], open, close)?;
        let inside = &words[after..after + len];
        let rest = &words[after + len + close.len_utf8()..];
        let lead = words[..i].trim_end();
        let begins = lead.is_empty() || lead.ends_with([',', ':', '.', '(', ']']);
        let ends = inside.trim_end().ends_with([',', '.', '?', '!']);
        let parted = rest.trim_start().starts_with([',', '(', '.']) || rest.trim().is_empty();
        let named =
            inside.trim_start_matches(['‘', '\'']).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let long = inside.split_whitespace().count() >= 2 || inside.chars().count() >= 8;
        if !(begins && (ends || parted) && named && long && inside.len() <= TITLE) {
            // What stands before a title are names; a sentence has others.
            if lead.is_empty() || !piece.part(piece.from, piece.from + i).is_names(AUTHOR) {
                return None;
            }
            continue;
        }
        let base = piece.from;
        let title = piece.place(base + after, base + after + len)?;
        let author = piece.place(base, base + i);
        let names = |s: &Span| piece.part(s.start() as usize, s.end() as usize).is_names(AUTHOR);
        let from = base + after + len + close.len_utf8();
        let (date, day) = dated(dates, from, piece.to);
        return Some(Work {
            title: Some(title),
            author: author.filter(names),
            container: container(piece, from, date),
            date,
            day,
            ..Work::at(piece.span()?, WorkKind::Article)
        });
    }
    None
}

/// Where the closing mark stands that belongs to a mark that was opened.
fn matching(words: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in words.char_indices() {
        if c == close && depth == 0 {
            return Some(i);
        } else if c == close {
            depth -= 1;
        } else if c == open {
            depth += 1;
        }
    }
    None
}

/// What a work stands in: the words up to a date, a bracket or an address.
fn container(piece: &Piece<'_>, from: usize, date: Option<Span>) -> Option<Span> {
    let rest = piece.text.get(from..piece.to)?;
    let lead = rest.len() - rest.trim_start_matches([',', '.', ' ', '\n', '”']).len();
    let rest = &rest[lead..];
    let mut end = rest.len();
    end = end.min(rest.find(['(', ',', ';']).unwrap_or(end)).min(rest.find("http").unwrap_or(end));
    if let Some(d) = date.filter(|d| d.start() as usize >= from + lead) {
        end = end.min(d.start() as usize - from - lead);
    }
    piece.part(from + lead, from + lead + end).unled().span()
}

/// "Devine, The Missing Lamps (Amsel: Board Press, 1931), 12".
fn book(piece: &Piece<'_>, dates: &Dates) -> Option<Work> {
    let words = piece.words();
    let (open, close) = words.match_indices('(').find_map(|(i, _)| {
        let close = words[i..].find(')')? + i;
        let inside = &words[i + 1..close];
        let year = inside.rsplit(|c: char| !c.is_ascii_digit()).find(|d| d.len() == 4)?;
        let imprint = inside.split_once(':').is_some_and(|(place, rest)| {
            place.trim_start().starts_with(char::is_uppercase) && rest.contains(',') && rest.contains(year)
        });
        imprint.then_some((i, close))
    })?;
    let base = piece.from;
    let run = title_run(&piece.part(base, base + open))?;
    let (author, title) = split_author(&run);
    let (date, day) = dated(dates, base + open, base + close);
    Some(Work {
        author,
        title: Some(title?),
        container: piece.place(base + open + 1, base + close),
        date,
        day,
        ..Work::at(Span::of(piece.text, run.from..base + close + 1).ok()?, WorkKind::Book)
    })
}

/// The words with capitals, and the light ones between them, at the end of a piece.
pub(super) fn title_run<'t>(piece: &Piece<'t>) -> Option<Piece<'t>> {
    let f = piece.folded();
    let mut first = None;
    for i in (0..f.tokens.len()).rev() {
        let at = piece.at(&f, i);
        let raw = &piece.text[at.clone()];
        let capital = raw.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let after = &piece.text[at.end..first.unwrap_or(piece.to).max(at.end)];
        if after.contains([';', '“', '”', '"', '(', ')', '?', '!', '—'])
            || after.contains(". ") && raw.chars().count() > 4
        {
            break;
        }
        if capital {
            first = Some(at.start);
        } else if !piece.language.is_function_word(&f.word(i)) {
            break;
        }
    }
    first.map(|from| piece.part(from, piece.to).unled())
}

/// The names before the first comma of a run, and the rest; all of it where no names stand there.
pub(super) fn split_author(run: &Piece<'_>) -> (Option<Span>, Option<Span>) {
    let whole = run.span();
    let Some(comma) = run.words().find(", ") else { return (None, whole) };
    let names = run.part(run.from, run.from + comma);
    if names.is_names(AUTHOR) && run.words()[comma..].split_whitespace().count() > 2 {
        (names.span(), run.place(run.from + comma + 1, run.to))
    } else {
        (None, whole)
    }
}

/// "Shultz to Reagan, April 30, 1987, Lot File 95, Box 2": the words before its date, else before the first comma.
fn paper(
    piece: &Piece<'_>,
    (led, whole): (bool, bool),
    address: Option<Span>,
    dates: &Dates,
) -> Option<Work> {
    let open = piece.open();
    let is_open = |at: usize| open.binary_search(&at).is_ok();
    let stop = address.map_or(piece.to, |a| a.start() as usize);
    // A date that no comma parts from the words before it is a part of them: "minutes of January 1988".
    let parted = |at: usize| piece.text[piece.from..at].trim_end().ends_with([',', ']', ')']);
    let date =
        dates.days(piece.from, stop).find(|d| is_open(d.0.start() as usize) && parted(d.0.start() as usize));
    // "[no date]" after a comma stands for one.
    let words = piece.words();
    let undated = words.match_indices(", [").map(|m| piece.from + m.0).find(|at| is_open(*at));
    let first_date = date.map(|d| d.0.start() as usize).into_iter().chain(undated).min();
    let comma = || open.iter().copied().find(|&at| piece.text[at..].starts_with(','));
    let end = first_date.or_else(comma).or(whole.then_some(stop)).filter(|&e| e <= stop)?;
    let title = without_bracket(piece, piece.place(piece.from, end)?)?;
    let named = piece.part(title.start() as usize, title.end() as usize);
    // "Okafor, p. 3": a name alone refers back.
    let alone = first_date.is_none() && !whole && named.is_names(3);
    if alone || !is_title(&named, led, whole || first_date.is_some()) {
        return None;
    }
    let after = match date {
        Some(d) if undated.is_none_or(|u| u > d.0.start() as usize) => d.0.end() as usize,
        _ => end,
    };
    Some(Work {
        title: Some(title),
        container: piece.part(after, stop).unled().span(),
        date: date.map(|d| d.0),
        day: date.map(|d| d.1.clone()),
        ..Work::at(piece.span()?, WorkKind::Paper)
    })
}

/// A title without what is said of it in brackets at its end.
fn without_bracket(piece: &Piece<'_>, title: Span) -> Option<Span> {
    let words = title.slice(piece.text)?;
    let cut = words.strip_suffix(')').and_then(|w| w.rfind('(')).filter(|&i| i > 0);
    cut.map_or(Some(title), |i| piece.place(title.start() as usize, title.start() as usize + i))
}

/// Whether words can be what a paper is called, and are not those of a sentence or of the place where papers are kept.
fn is_title(named: &Piece<'_>, led: bool, dated: bool) -> bool {
    let f = named.folded();
    let language = named.language;
    let n = f.tokens.len();
    let small = |i: usize| named.text[named.at(&f, i)].starts_with(char::is_lowercase);
    // "meeting notes": what ends a title is no verb.
    let says = |i: usize| small(i) && i + 1 < n && language.saying().is_saying(&f.word(i));
    let kept = |i: usize| {
        let organisation = language.name_words().of(&f.word(i)).contains(&NameWord::Organisation);
        organisation && !small(i) || language.rules().is(&f.word(i), &RuleWord::Filing)
    };
    let light = |i: usize| language.is_function_word(&f.word(i));
    let passim = (0..n).all(|i| language.is_in_notes(&f.word(i), NoteWord::Passim) || light(i));
    let telling = (0..n).filter(|&i| small(i) && !light(i)).count();
    // "These letters were sent": what begins so is a sentence.
    let article = n > 0 && language.rules().is(&f.word(0), &RuleWord::Article);
    let sentence = !led && n > 0 && (light(0) && !article || telling > SMALL_ALONE);
    let figures = named.words().chars().all(|c| !c.is_alphabetic());
    !(n == 0
        || passim
        || figures
        || sentence
        || telling > SMALL
        || named.words().len() > TITLE
        || (0..n).any(says))
        && (dated || !(0..n).any(kept))
}
