//! Which works does a note cite? A note is cut into sentences, and these into citations; what only remarks is left out.

use super::address::addresses;
use super::dates::Dates;
use super::law;
use super::pieces::Piece;
use super::segment::work;
use super::types::{Work, WorkKind};
use crate::lang::{CalendarWord, NoteWord, RuleWord};
use crate::read::cross_reference::{Target, pointers};
use crate::read::ends_sentence;
use crate::read::reference::reference;
use crate::text::fold;
use std::ops::Range;

/// Bytes of a sentence that cites.
const LONGEST: usize = 6_000;
/// Words of "for example," after "see".
const ASIDE: usize = 3;
/// Letters and figures of the number of a paper: "P870103".
const NUMBER: usize = 6;

/// The works that a note, or a part of one, cites, in order.
pub(super) fn works(note: &Piece<'_>, dates: &Dates) -> Vec<Work> {
    let mut out = Vec::new();
    for sentence in sentences(note) {
        let mut cases = law::works(&sentence);
        // "Ibid." alone names nothing: what it means, other notes tell.
        let told = !cases.is_empty();
        cases.retain(|w| !w.short || !w.key.is_empty() || w.title.is_some());
        if told {
            out.extend(cases);
            continue;
        }
        if sentence.to - sentence.from > LONGEST {
            continue;
        }
        let (body, led) = after_signal(&sentence);
        let kept = is_kept(&body);
        if !kept && !led && !is_imprinted(&body) {
            continue;
        }
        let cut = segments(&body, dates);
        let single = cut.len() == 1;
        for piece in cut {
            let pointed = pointed(&piece);
            if !pointed.is_empty() {
                out.extend(pointed);
                continue;
            }
            let dated = dates.days(piece.from, piece.to).any(|d| d.1.len() == 10);
            // What place and publisher tell is read by its marks.
            let read = if single && !dated && !is_imprinted(&piece) { modelled(&piece) } else { None };
            let whole = is_attached(&piece, body.to);
            out.extend(read.or_else(|| work(&piece, led, whole, dates)));
        }
    }
    out
}

/// The documents of an edition that a citation points to: "Foreign Relations, 1961–1963, vol. XII, Document 29".
fn pointed(piece: &Piece<'_>) -> Vec<Work> {
    let Some(span) = piece.span() else { return vec![] };
    let numbered = |t: &Target| matches!(t, Target::Document(_) | Target::Volume { document: Some(_), .. });
    pointers(piece.text, span)
        .into_iter()
        .filter(|p| numbered(&p.target))
        .map(|p| Work { title: Some(p.span), ..Work::at(p.span, WorkKind::Paper) })
        .collect()
}

/// The sentences of a note.
fn sentences<'t>(note: &Piece<'t>) -> Vec<Piece<'t>> {
    let f = note.folded();
    let month = |i: usize| {
        let of = note.language.calendar().of(&f.word(i));
        of.iter().any(|w| matches!(w, CalendarWord::Month(..)))
    };
    // "State Dept., Historygate"
    let goes_on = |i: usize| {
        let after = note.text.get(note.at(&f, i).end..note.to).unwrap_or("");
        after.starts_with(".,") || after.starts_with(".;")
    };
    // "H.R. 5164"
    let initials = |i: usize| note.text[note.at(&f, i)].contains('.');
    let mut out = Vec::new();
    let mut from = note.from;
    for i in 0..f.tokens.len() {
        let at = note.at(&f, i).end;
        let digit = f.tokens.get(i + 1).is_some_and(|t| {
            note.words()[t.span.start() as usize..].starts_with(|c: char| c.is_ascii_digit())
        });
        if i + 1 == f.tokens.len() {
            out.push(note.part(from, note.to));
        } else if !goes_on(i)
            && ends_sentence(note.words(), &f, i, note.language)
            && !((month(i) || initials(i)) && digit)
        {
            // The closing mark belongs to the sentence.
            let next = note.at(&f, i + 1).start;
            let gap = &note.text[at..next];
            let opening = gap.trim_end().rfind(char::is_whitespace).map_or(gap.len(), |g| g + 1);
            let end = at + gap.find(char::is_whitespace).unwrap_or(opening);
            out.push(note.part(from, end));
            from = end;
        }
    }
    out
}

/// What follows "see" in a sentence, and whether there is such a word.
fn after_signal<'t>(sentence: &Piece<'t>) -> (Piece<'t>, bool) {
    let f = sentence.folded();
    let open = sentence.open();
    for i in 0..f.tokens.len() {
        let word = f.word(i);
        let signal = sentence.language.is_in_notes(&word, NoteWord::Signal)
            && !sentence.language.is_function_word(&word)
            && open.binary_search(&sentence.at(&f, i).start).is_ok();
        if !signal {
            continue;
        }
        let mut from = sentence.at(&f, i).end;
        // "See, for example, Hamilton": light words up to a comma.
        let rest = &sentence.text[from..sentence.to];
        if let Some(aside) = rest.strip_prefix(", ").and_then(|r| r.split_once(',')).map(|r| r.0)
            && aside.split_whitespace().count() <= ASIDE
            && aside.starts_with(char::is_lowercase)
        {
            from += aside.len() + 3;
        }
        let body = sentence.part(from.min(sentence.to), sentence.to).unled();
        let begins = body.words().starts_with(|c: char| !c.is_lowercase());
        if begins && !body.words().trim().is_empty() {
            return (body, true);
        }
    }
    (sentence.unled(), false)
}

/// Whether words tell where something is kept or printed: a box, a page, a volume, the number of a paper, an address.
fn is_kept(piece: &Piece<'_>) -> bool {
    let f = piece.folded();
    let language = piece.language;
    let place = |i: usize| {
        let word = f.word(i);
        let role = |r| language.is_in_notes(&word, r) && !language.is_function_word(&word);
        role(NoteWord::Page)
            || role(NoteWord::Volume)
            || role(NoteWord::Number)
            || language.rules().is(&word, &RuleWord::Filing)
    };
    let counted = |i: usize| {
        let raw = f.tokens.get(i + 1).map_or("", |_| &piece.text[piece.at(&f, i + 1)]);
        let gap = &piece.text[piece.at(&f, i).end..piece.at(&f, i + 1).start];
        raw.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase()) && gap.len() <= 3
    };
    (0..f.tokens.len().saturating_sub(1)).any(|i| place(i) && counted(i))
        || is_numbered(piece.words())
        || !addresses(piece.words()).is_empty()
}

/// Whether a word is the number of a paper: capitals and figures.
fn is_numbered(words: &str) -> bool {
    words.split_whitespace().any(|w| {
        let bare = w.trim_matches(|c: char| !c.is_alphanumeric());
        let figures = bare.chars().filter(char::is_ascii_digit).count();
        let plain = bare
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '–' | '‐' | '/'));
        bare.len() >= NUMBER && figures >= 2 && bare.contains(|c: char| c.is_uppercase()) && plain
    })
}

/// Whether a bracket holds place, publisher and year, or a title stands between marks before a comma.
fn is_imprinted(piece: &Piece<'_>) -> bool {
    let words = piece.words();
    let imprint = words.split('(').skip(1).filter_map(|b| b.split_once(')')).any(|(inside, _)| {
        let place = inside.split_once(':').map_or("", |p| p.0).trim();
        place.starts_with(char::is_uppercase) && inside.contains(',') && ends_in_year(inside)
    });
    imprint || words.contains(",” ") || words.contains(",” ") || words.contains("”, ")
}

fn ends_in_year(words: &str) -> bool {
    let digits = words.trim_end().bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 4
}

/// The citations of a sentence: parted by semicolons, by "and" between two that are whole, by "attached to".
fn segments<'t>(body: &Piece<'t>, dates: &Dates) -> Vec<Piece<'t>> {
    let open = body.open();
    let is_open = |at: usize| open.binary_search(&at).is_ok();
    let f = body.folded();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    cuts.extend(open.iter().copied().filter(|&at| body.text[at..].starts_with(';')).map(|at| at..at + 1));
    let mut i = 0;
    while i < f.tokens.len() {
        let at = body.at(&f, i);
        let small = body.text[at.clone()].starts_with(char::is_lowercase);
        let attached = (1..=3).rev().find(|&n| {
            let words: Vec<String> = (i..(i + n).min(f.tokens.len())).map(|k| f.word(k)).collect();
            words.len() == n && body.language.is_in_notes(&words.join(" "), NoteWord::Attached)
        });
        if let Some(n) = attached.filter(|_| is_open(at.start)) {
            cuts.push(at.start..body.at(&f, i + n - 1).end);
            i += n;
            continue;
        }
        let and = small && body.language.is_in_notes(&f.word(i), NoteWord::And);
        if and && is_open(at.start) {
            let from = cuts.iter().map(|c| c.end).filter(|&e| e <= at.start).max().unwrap_or(body.from);
            let next = open
                .iter()
                .copied()
                .find(|&k| k > at.end && body.text[k..].starts_with(';'))
                .unwrap_or(body.to);
            if is_whole(&body.part(from, at.start), dates) && begins(&body.part(at.end, next), dates) {
                cuts.push(at);
            }
        }
        i += 1;
    }
    cuts.sort_by_key(|c| c.start);
    let mut out = Vec::new();
    let mut from = body.from;
    for cut in cuts {
        out.push(body.part(from, cut.start.max(from)));
        from = cut.end.max(from);
    }
    out.push(body.part(from, body.to));
    out.retain(|p| p.words().contains(char::is_alphabetic));
    out
}

/// Whether "attached to" follows a citation.
fn is_attached(piece: &Piece<'_>, end: usize) -> bool {
    let after = piece.part(piece.to, end);
    let words: Vec<String> =
        after.words().split_whitespace().take(3).map(|w| fold(w, &[]).words().collect()).collect();
    (1..=words.len()).any(|n| piece.language.is_in_notes(&words[..n].join(" "), NoteWord::Attached))
}

/// Whether a citation is whole: it has its day, a title between marks, or an address.
fn is_whole(piece: &Piece<'_>, dates: &Dates) -> bool {
    let open = piece.open();
    let day = dates.days(piece.from, piece.to).any(|d| open.binary_search(&(d.0.start() as usize)).is_ok());
    let first = |at: usize| matches!(piece.text[..at].chars().next_back(), Some(' ' | '\n'));
    let bracket = piece
        .words()
        .match_indices('[')
        .any(|m| first(piece.from + m.0) && piece.words()[..m.0].trim_end().ends_with(','));
    let title = piece.words().contains("”") && piece.words().contains(",");
    let paged = is_kept(piece);
    day || bracket || title || paged || !addresses(piece.words()).is_empty()
}

/// Whether another citation begins: with something that is no day, and with a day, a title or a place of its own.
fn begins(piece: &Piece<'_>, dates: &Dates) -> bool {
    let piece = piece.unled();
    let first_day = dates.within(piece.from, piece.to).next().map_or(piece.to, |d| d.0.start() as usize);
    let named = piece.text[piece.from..first_day].split_whitespace().count() >= 2;
    let quoted = piece.words().trim_start().starts_with('“');
    let letters =
        piece.words().trim_start().starts_with(|c: char| c.is_alphabetic() || matches!(c, '“' | '['));
    let open = piece.open();
    let day = dates.days(piece.from, piece.to).any(|d| open.binary_search(&(d.0.start() as usize)).is_ok());
    let titled = piece.words().split_once('“').is_some_and(|(lead, _)| {
        let lead = piece.part(piece.from, piece.from + lead.len());
        lead.words().trim().is_empty() || lead.is_names(10)
    });
    letters && (named && day || quoted || titled)
}

/// A reference without a title between marks and kept in no box, as the model of
/// references reads it.
fn modelled(piece: &Piece<'_>) -> Option<Work> {
    let words = piece.words();
    let f = piece.folded();
    let filed = (0..f.tokens.len()).any(|i| piece.language.rules().is(&f.word(i), &RuleWord::Filing));
    if filed || is_numbered(words) || words.contains(['“', '"', '«']) {
        return None;
    }
    let span = piece.span()?;
    let mut out = super::listed::listed(piece.text, &reference(piece.text, span));
    out.kind = match (out.address, out.title) {
        (Some(_), None) => WorkKind::Page,
        _ => out.kind,
    };
    // A name that goes on in the title was cut: "Warren | Cohen’s remarks".
    let single = |a: crate::text::Span| a.slice(piece.text).is_some_and(|w| w.split_whitespace().count() < 2);
    let cut =
        out.author.is_some_and(|a| single(a) && !piece.text[a.end() as usize..].starts_with([',', '.', ':']));
    if cut && out.title.is_some() {
        return None;
    }
    let placed = out.container.is_some() || out.date.is_some();
    let alone = out.author.is_some() && (out.address.is_some() || out.title.is_some() && placed);
    alone.then_some(out)
}
