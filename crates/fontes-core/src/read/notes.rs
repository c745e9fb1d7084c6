//! Which notes does a text have that only its words tell of? "the vote.1" with "1. Davis, …" further down; "(Devine 2014, 26)"
//! for an entry of the list of references.
//!
//! Left out: markers in square brackets, which may be anything and are read where they are judged.

use crate::lang::{self, Abbreviation, Language, NoteWord};
use crate::text::{Document, Note, Span, fold};

/// The notes that the lines of a text tell of, and the figures that lead to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Raised {
    /// Raised figures in the text with their labels, in order; those too that lead to no note.
    pub markers: Vec<(Span, String)>,
    /// The notes, in order, each with its marker if there is one.
    pub notes: Vec<Note>,
}

/// Figures of a label at most.
const LONGEST_LABEL: usize = 3;
/// By how much the number of a note may be above the one before: what stands between was lost.
const GAP: u32 = 3;

/// Reads raised figures and the notes that they lead to: superscripts ("vote.¹") and figures that follow
/// a mark without a space ("vote.1"), with lines that begin with the same numbers further down.
/// A text whose format tells its notes has none of these.
///
/// A run of numbered lines is taken for notes only if figures that precede it lead, in order, to half of
/// it at least, and to two unless the heading "Notes" stands above: lists in the text have none.
#[must_use]
pub fn raised(document: &Document) -> Raised {
    let mut out = Raised::default();
    if !document.notes.is_empty() {
        return out;
    }
    let text = document.text.as_str();
    let heads = heads(text);
    let language = lang::of(document);
    let figures = figures(text, &heads, language);
    let mut from = 0; // byte behind the last run of notes
    let mut first = 0;
    while first < heads.len() {
        let mut end = first + 1;
        while end < heads.len()
            && heads[end].number > heads[end - 1].number
            && heads[end].number - heads[end - 1].number <= GAP
        {
            end += 1;
        }
        let run = &heads[first..end];
        first = end;
        let led = led(run, &figures, from);
        let found = led.iter().flatten().count();
        let headed = is_headed(text, run[0].line, language);
        if found * 2 < run.len() || found < if headed { 1 } else { 2 } {
            continue;
        }
        for (i, head) in run.iter().enumerate() {
            let stop = run.get(i + 1).map_or(text.len(), |h| h.line);
            let words = &text[head.body..stop];
            let blank = blank_line(words).unwrap_or(words.len());
            let words = words[..blank].trim_end();
            let Ok(body) = Span::of(text, head.body..head.body + words.len()) else { continue };
            let marker = led[i].map(|f| figures[f].0);
            out.notes.push(Note { label: head.number.to_string(), marker, body });
            from = body.end() as usize;
        }
        // Figures between two that lead somewhere, and the one that counts on after the last.
        let taken: Vec<usize> = led.iter().flatten().copied().collect();
        let (low, high) = (taken[0], taken[taken.len() - 1]);
        let last = run[run.len() - 1].number;
        for (i, (span, number)) in figures.iter().enumerate().take(high + 2).skip(low) {
            let between = i <= high && !run.iter().any(|h| h.number == *number);
            let counts_on = i > high && *number == last + 1;
            let before_notes = (span.end() as usize) < run[0].line;
            if taken.contains(&i) || before_notes && (between || counts_on) {
                out.markers.push((*span, number.to_string()));
            }
        }
    }
    out.markers.sort_unstable();
    out.markers.dedup();
    out
}

/// Adds the notes that only the words tell of: raised figures with their numbered lines, and lines that
/// begin with a label in brackets (`[i] Davis, …`) to which a marker in the text before leads. Raised
/// figures are nobody's words and are passed over in matching. Gives all raised figures.
///
/// A list of references with bracketed numbers is left as it is: it is not in the order of its markers.
pub fn set_notes(document: &mut Document) -> Vec<(Span, String)> {
    let raised = raised(document);
    if document.notes.is_empty() {
        document.notes = raised.notes;
    }
    let skips = document.skips.iter().copied().chain(raised.markers.iter().map(|m| m.0)).collect();
    document.skips = Span::disjoint(skips);
    let more = bracketed(document);
    document.notes.extend(more);
    document.notes.sort_by_key(|n| n.body);
    raised.markers
}

/// Lines that begin with a label in brackets, to which brackets in the text before lead.
fn bracketed(document: &Document) -> Vec<Note> {
    let text = document.text.as_str();
    let mut out: Vec<Note> = Vec::new();
    let mut at = 0;
    let mut listed = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let label = bare.strip_prefix('[').and_then(|b| b.split_once(']')).map(|b| b.0);
        let Some(label) = label.filter(|l| is_label(l)) else {
            if !bare.is_empty() {
                listed = super::reference::is_heading(bare);
            }
            continue;
        };
        let whole = format!("[{label}]");
        let head = start + line.find('[').unwrap_or(0);
        let marker = text[..start].match_indices(&whole).map(|m| m.0).find(|&m| {
            let line = text[..m].rfind('\n').map_or(0, |n| n + 1);
            !text[line..m].trim().is_empty()
        });
        let within = |s: usize| {
            document.notes.iter().any(|n| n.body.start() as usize <= s && s < n.body.end() as usize)
        };
        let (Some(marker), false, false) = (marker, listed, within(head)) else { continue };
        let words = line[line.find(']').map_or(0, |i| i + 1)..].trim();
        let from = words.as_ptr() as usize - text.as_ptr() as usize;
        let (Ok(marker), Ok(body)) =
            (Span::of(text, marker..marker + whole.len()), Span::of(text, from..from + words.len()))
        else {
            continue;
        };
        if !words.is_empty() && !out.iter().chain(&document.notes).any(|n| n.marker == Some(marker)) {
            out.push(Note { label: label.to_owned(), marker: Some(marker), body });
        }
    }
    out
}

fn is_label(label: &str) -> bool {
    (1..=4).contains(&label.len())
        && (label.bytes().all(|b| b.is_ascii_digit())
            || label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')))
}

/// A line that begins with a number.
struct Head {
    line: usize,
    number: u32,
    body: usize,
}

fn heads(text: &str) -> Vec<Head> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start_matches([' ', '\t']);
        let lead = line.len() - bare.len();
        let Some((number, len)) = figure(bare) else { continue };
        let raised = !bare.starts_with(|c: char| c.is_ascii_digit());
        let rest = &bare[len..];
        let mark = rest.strip_prefix(['.', ')']).unwrap_or(rest);
        let words = mark.trim_start_matches([' ', '\t']);
        let parted = words.len() < mark.len() || raised;
        if parted && words.trim_end().len() > 1 {
            out.push(Head { line: start, number, body: start + lead + bare.len() - words.len() });
        }
    }
    out
}

/// The number that a text begins with, in figures or superscripts, and its bytes.
fn figure(text: &str) -> Option<(u32, usize)> {
    let raised = text.chars().next().and_then(superscript).is_some();
    let mut number = 0;
    let mut len = 0;
    let mut figures = 0;
    for c in text.chars() {
        let Some(d) = (if raised { superscript(c) } else { c.to_digit(10) }) else { break };
        number = number * 10 + d;
        len += c.len_utf8();
        figures += 1;
        if figures > LONGEST_LABEL {
            return None;
        }
    }
    (figures > 0 && number > 0).then_some((number, len))
}

const fn superscript(c: char) -> Option<u32> {
    match c {
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(c as u32 - '⁰' as u32),
        _ => None,
    }
}

/// Figures in the running text that may be markers.
fn figures(text: &str, heads: &[Head], language: &Language) -> Vec<(Span, u32)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) =
        text[at..].find(|c: char| c.is_ascii_digit() || superscript(c).is_some()).map(|f| f + at)
    {
        let Some((number, len)) = figure(&text[found..]) else {
            at = found
                + text[found..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric())
                    .map(char::len_utf8)
                    .sum::<usize>()
                    .max(1);
            continue;
        };
        at = found + len;
        let raised = !text[found..].starts_with(|c: char| c.is_ascii_digit());
        let before = &text[..found];
        let Some(last) = before.chars().next_back() else { continue };
        // The letters of the word before, past the marks that close it.
        let closing = |c: char| {
            matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '?' | '”' | '’' | '"' | '\'' | ')' | ']' | '»' | '*' | '_'
            )
        };
        let word = before.trim_end_matches(closing);
        let letters = word.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let stands = if raised {
            // "m²", "10³" are no markers.
            let unit = last.is_alphabetic() && letters.chars().count() < 3;
            !(last.is_numeric() || unit)
        } else {
            closing(last)
                && word.len() < before.len()
                && !letters.is_empty()
                && !(last == '.'
                    && language.abbreviations().is(&letters.to_lowercase(), &Abbreviation::Citation))
        };
        let after = text[at..].chars().next();
        let ends = after.is_none_or(|c| c.is_whitespace() || closing(c) || matches!(c, '—' | '–' | '('));
        if stands && ends && !heads.iter().any(|h| (h.line..h.body).contains(&found)) {
            out.extend(Span::of(text, found..at).map(|span| (span, number)));
        }
    }
    out
}

/// For each note, the figure that leads to it: the first of its number after the one before.
fn led(run: &[Head], figures: &[(Span, u32)], from: usize) -> Vec<Option<usize>> {
    let mut next = figures.partition_point(|f| (f.0.start() as usize) < from);
    run.iter()
        .map(|head| {
            let before = figures.partition_point(|f| (f.0.start() as usize) < head.line);
            let found = (next..before).find(|&i| figures[i].1 == head.number)?;
            next = found + 1;
            Some(found)
        })
        .collect()
}

/// Whether the line before says that notes follow.
fn is_headed(text: &str, at: usize, language: &Language) -> bool {
    let above = text[..at].trim_end();
    let line = above.rsplit('\n').next().unwrap_or("");
    let words = fold(line, &[]).words().collect::<Vec<_>>().join(" ");
    language.is_in_notes(&words, NoteWord::NotesHeading)
}

/// Where a blank line begins.
fn blank_line(words: &str) -> Option<usize> {
    words
        .match_indices('\n')
        .map(|m| m.0)
        .find(|&i| words[i + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
}

/// The last word of a text, folded.
fn last_word(text: &str) -> String {
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    fold(word, &[]).words().collect()
}

/// A label without its brackets.
pub(super) fn bare(label: &str) -> &str {
    label.trim_matches(|c: char| !c.is_alphanumeric())
}

/// A citation by author and year within the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorYear {
    /// Its words: "Devine 2014, 26" or, with the name outside the bracket, "Devine (2014, 26)".
    pub span: Span,
    /// The names, folded: family names, or all that stands in capitals; of "et al." the first.
    pub names: Vec<String>,
    /// The year with its letter: "2014", "2014a".
    pub year: String,
}

/// The citations by author and year in a text: "(Devine 2014, 26)", "(see Devine and Okafor, 2014a; Lee 2015)",
/// "Devine (2014)". Whether they cite anything only a list of references tells.
#[must_use]
pub fn author_years(text: &str, language: &Language) -> Vec<AuthorYear> {
    let mut out = Vec::new();
    for (open, _) in text.match_indices('(') {
        let inside = &text[open + 1..];
        let Some(close) = inside.find([')', '(']).filter(|&c| inside[c..].starts_with(')') && c <= 300)
        else {
            continue;
        };
        let mut at = open + 1;
        for piece in inside[..close].split(';') {
            let found = if at == open + 1 { narrative(text, open, piece, language) } else { None };
            out.extend(found.or_else(|| within(text, at, piece, language)));
            at += piece.len() + 1;
        }
    }
    out
}

/// Whether words begin with the four figures of a year from the sixteenth century on.
pub(super) fn begins_with_year(words: &str) -> bool {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && ["15", "16", "17", "18", "19", "20"].iter().any(|c| words.starts_with(c))
}

/// A year with its letter at the start of words.
fn leading_year(words: &str) -> Option<(&str, usize)> {
    let lead = words.len() - words.trim_start().len();
    let bare = &words[lead..];
    if !begins_with_year(bare) {
        return None;
    }
    let end = 4 + usize::from(bare[4..].starts_with(|c: char| c.is_ascii_lowercase()));
    let ends = bare[end..].chars().next().is_none_or(|c| matches!(c, ',' | ':' | ' ' | ')' | ';'));
    ends.then(|| (&bare[..end], lead + end))
}

/// "Devine (2014, 26)": the names right before the bracket.
fn narrative(text: &str, open: usize, piece: &str, language: &Language) -> Option<AuthorYear> {
    let (year, _) = leading_year(piece)?;
    let before = text[..open].strip_suffix(' ')?;
    // Not beyond the sentence; the stop of "et al." does not end one.
    let (line, _) = before
        .char_indices()
        .rev()
        .find(|&(i, c)| {
            matches!(c, '\n' | '(' | ';' | ':' | '“' | '"' | '!' | '?')
                || c == '.' && !language.is_in_notes(&last_word(&before[..i]), NoteWord::AndOthers)
        })
        .map_or((0, ' '), |(i, c)| (i + c.len_utf8(), c));
    let (start, names) = names_before(before, line, language)?;
    let span = Span::of(text, start..open + 1 + piece.len() + 1).ok()?;
    Some(AuthorYear { span, names, year: year.to_owned() })
}

/// "Devine 2014, 26" within a bracket.
fn within(text: &str, at: usize, piece: &str, language: &Language) -> Option<AuthorYear> {
    let (from, year, stop) = piece.char_indices().find_map(|(i, c)| {
        let boundary = c == ' ' || c == ',';
        let (year, len) = boundary.then(|| leading_year(&piece[i + c.len_utf8()..]))??;
        Some((i, year, i + c.len_utf8() + len))
    })?;
    let before = piece[..from].trim_end_matches([',', ' ']);
    let words: Vec<&str> = before.split_whitespace().collect();
    let leads = words
        .iter()
        .take_while(|w| {
            let key = fold(w, &[]).words().collect::<Vec<_>>().join(" ");
            language.is_in_notes(&key, NoteWord::Signal) || language.is_in_notes(&key, NoteWord::QuotedIn)
        })
        .count();
    let first = words.get(leads)?;
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    let (begun, names) = names_before(&text[..at + before.len()], start, language)?;
    // All that stands before the year is names.
    if begun != start {
        return None;
    }
    let span = Span::of(text, start..at + stop.max(piece.trim_end().len())).ok()?;
    Some(AuthorYear { span, names, year: year.to_owned() })
}

/// The family names at the end of `before`, from byte `from` at the earliest: where they begin, and they.
fn names_before(before: &str, from: usize, language: &Language) -> Option<(usize, Vec<String>)> {
    let words: Vec<&str> = before.get(from..)?.split_whitespace().collect();
    let mut names = Vec::new();
    let mut first = None;
    let mut joined = true; // whether another name may stand before
    for word in words.iter().rev().take(12) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
        let small = bare.to_lowercase();
        let begins = bare.chars().next().is_some_and(char::is_uppercase);
        let comma = word.ends_with(',');
        let is = |role: NoteWord| language.is_in_notes(&small, role);
        if is(NoteWord::And) || is(NoteWord::AndOthers) || *word == "&" {
            joined = true;
        } else if begins && !joined && !comma && !names.is_empty() && bare.chars().count() > 1 {
            // "Harbour Board", "Ada Devine": one name.
            let folded = fold(bare, &[]);
            if let Some(last) = names.last_mut() {
                let before: Vec<String> = folded.words().collect();
                *last = format!("{} {last}", before.join(" "));
            }
            first = Some(word.as_ptr() as usize - before.as_ptr() as usize);
        } else if begins && bare.chars().count() > 1 && (joined || comma || names.is_empty()) {
            let folded = fold(bare, &[]);
            let name: Vec<String> = folded.words().collect();
            names.push(name.join(" "));
            first = Some(word.as_ptr() as usize - before.as_ptr() as usize);
            joined = false;
        } else if is(NoteWord::NameParticle) && !joined && !names.is_empty() {
            first = Some(word.as_ptr() as usize - before.as_ptr() as usize);
        } else {
            break;
        }
    }
    names.reverse();
    (!names.is_empty()).then_some((first?, names))
}

/// Whether an entry of a list of references is what a citation means: its names before the year, the
/// first among its first words; and, when it is not, the year that an entry of these names has.
#[must_use]
pub fn cites(entry: &str, citation: &AuthorYear) -> Fit {
    let f = fold(entry, &[]);
    let words: Vec<String> = f.words().collect();
    let is_year = |w: &str| w.len() <= 5 && begins_with_year(w);
    let Some(at) = words.iter().position(|w| is_year(w)) else { return Fit::No };
    let has = |name: &String, within: &[String]| {
        let parts: Vec<&str> = name.split(' ').collect();
        let all = within.windows(parts.len()).any(|w| w.iter().zip(&parts).all(|(a, b)| a == b));
        all || parts.last().is_some_and(|last| within.iter().any(|w| w == last))
    };
    let reach = at.min(6);
    let Some((lead, rest)) = citation.names.split_first() else { return Fit::No };
    if !has(lead, &words[..reach]) || !rest.iter().all(|n| has(n, &words[..at])) {
        return Fit::No;
    }
    let years: Vec<&String> = words.iter().filter(|w| is_year(w)).collect();
    let bare = citation.year.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if years.iter().any(|y| **y == citation.year || y.as_str() == bare) {
        Fit::Yes
    } else {
        Fit::OtherYear(words[at].clone())
    }
}

/// How an entry stands to a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It is the one.
    Yes,
    /// The names are its, the year is not.
    OtherYear(String),
    /// It is another.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Document {
        Document { text: text.to_owned(), ..Document::default() }
    }

    #[test]
    fn raised_figures_lead_to_numbered_lines() {
        let text = "They won the vote.1 “It rained,”2 she said, on p.3 of 1.5 pages. Later³ too.\n\n1. Davis, 4.\n2. Ibid.,\n   p. 5.\n\nA list:\n\n1. one\n2. two\n";
        let got = raised(&plain(text));
        let notes: Vec<(&str, Option<&str>, &str)> = got
            .notes
            .iter()
            .map(|n| (&*n.label, n.marker.and_then(|m| m.slice(text)), n.body.slice(text).unwrap_or("?")))
            .collect();
        assert_eq!(notes, [("1", Some("1"), "Davis, 4."), ("2", Some("2"), "Ibid.,\n   p. 5.")]);
        assert_eq!(got.markers.len(), 3, "{:?}", got.markers);
        // Lists and figures without each other are neither.
        assert_eq!(
            raised(&plain(
                "Buy:\n\n1. tar\n2. rope\n\nHe had 3.5 of it, 12 in all, in no.2 and x.3 of them.\n"
            )),
            Raised::default()
        );
    }

    #[test]
    fn authors_and_years_are_read() {
        let text = "It sank (Devine 2014, 26; see Okafor & Lee, 2015a). Tov et al. (1961) and De Witt (1999: 3) agree (May 1973), (in 1980), (van der Berg 2001).";
        let got: Vec<(Vec<String>, String, &str)> = author_years(text, lang::english())
            .into_iter()
            .map(|c| (c.names, c.year, c.span.slice(text).unwrap_or("?")))
            .collect();
        let names = |n: &[&str]| n.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(got[0], (names(&["devine"]), "2014".into(), "Devine 2014, 26"));
        assert_eq!(got[1], (names(&["okafor", "lee"]), "2015a".into(), "Okafor & Lee, 2015a"));
        assert_eq!(got[2].0, names(&["tov"]));
        assert_eq!(got[2].2, "Tov et al. (1961)");
        assert!(got.iter().any(|c| c.2 == "van der Berg 2001"), "{got:?}");
        assert_eq!(
            cites("Devine, A. (2014). The lamps. Amsel.", &author_years(text, lang::english())[0]),
            Fit::Yes
        );
        assert_eq!(
            cites("Devine, A. (2013). The lamps. Amsel.", &author_years(text, lang::english())[0]),
            Fit::OtherYear("2013".into())
        );
        assert_eq!(cites("Tov, B. (2014). With Devine.", &author_years(text, lang::english())[0]), Fit::No);
    }
}
