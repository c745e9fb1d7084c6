//! To which documents and notes does an edition's apparatus point? "See Document 29", "footnote 2,
//! Document 88", "Foreign Relations, 1952–1954, vol. IV, Document 171", "Ibid.", "supra".
//!
//! Left out: telegrams and despatches that are named by number and date only, and pages.

use super::token::{Shape, Tokens};
use crate::lang::{Abbreviation, NoteWord, english};
use crate::text::Span;

/// What a pointer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A document of the same volume, by its number.
    Document(u32),
    /// A note, by its number, of a document of the same volume.
    Note {
        /// The document's number; the same document when there is none.
        document: Option<u32>,
        /// The note's number.
        note: u32,
    },
    /// The document before ("supra") or after ("infra"), and a note of it.
    Neighbour {
        /// Whether it is the one after.
        after: bool,
        /// The note's number.
        note: Option<u32>,
    },
    /// Another volume of a series, and a document of it.
    Volume {
        /// Years, part and volume in small letters: "1952-54v04".
        name: String,
        /// The document's number.
        document: Option<u32>,
    },
    /// What the note before names: "Ibid."
    Same,
}

/// Words that point to a document or a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The words.
    pub span: Span,
    /// What they name.
    pub target: Target,
}

/// The pointers in `within`, in order.
#[must_use]
pub fn pointers(text: &str, within: Span) -> Vec<Pointer> {
    let Some(words) = within.slice(text) else { return Vec::new() };
    let t = Tokens::new(words);
    let mut out = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let small = t.small(i);
        let next = match small.as_str() {
            "foreign" if t.small(i + 1).as_str() == "relations" && t.raw(i).starts_with('F') => {
                volume(&t, i, &mut out)
            }
            "document" | "documents" | "doc" | "docs" => documents(&t, i, &mut out),
            "ibid" | "ibidem" => {
                push(&t, &mut out, i, i, Target::Same);
                Some(i + 1)
            }
            "supra" | "infra" if alone(&t, i) => {
                push(&t, &mut out, i, i, Target::Neighbour { after: small.as_str() == "infra", note: None });
                Some(i + 1)
            }
            word if english().is_in_notes(word, NoteWord::Note) => footnote(&t, i, &mut out),
            _ => None,
        };
        i = next.unwrap_or(i + 1);
    }
    // From places in the note to places in the document.
    for p in &mut out {
        if let Ok(span) = Span::new(p.span.start() + within.start(), p.span.end() + within.start()) {
            p.span = span;
        }
    }
    out
}

fn push(t: &Tokens<'_>, out: &mut Vec<Pointer>, first: usize, last: usize, target: Target) {
    if let Some(span) = t.span(first, last) {
        out.push(Pointer { span, target });
    }
}

/// Whether token `i` is written short before a figure: "vol.", "pp.".
fn is_short(t: &Tokens<'_>, i: usize) -> bool {
    english().abbreviations().is(t.small(i).as_str(), &Abbreviation::Citation)
}

/// Whether a word with a capital leads to "Document 45" rather than naming its series: "See", "In".
fn is_lead(word: &str) -> bool {
    let small = word.to_lowercase();
    english().is_function_word(&small) || english().is_in_notes(&small, NoteWord::Signal)
}

/// Whether "supra" is all that a sentence says.
fn alone(t: &Tokens<'_>, i: usize) -> bool {
    let before =
        i == 0 || t.is(i - 1, ".") || t.small(i - 1).as_str() == "see" || t.small(i - 1).as_str() == "also";
    before && (i + 1 >= t.len() || t.is(i + 1, ".") || t.is(i + 1, ",") || t.is(i + 1, ";"))
}

fn number(t: &Tokens<'_>, i: usize) -> Option<u32> {
    let whole = !(t.glued(i) && t.shape(i + 1) == Some(Shape::Word));
    let n: u32 =
        (t.shape(i)? == Shape::Digits && t.raw(i).len() <= 4 && whole).then(|| t.raw(i).parse().ok())??;
    // A year is no document's number.
    (!(1800..2100).contains(&n)).then_some(n)
}

/// Numbers from token `i`: "207", "207, 210, and 211", "207–209": the token after, and the numbers
/// with their tokens; of a range both ends.
fn numbers(t: &Tokens<'_>, mut i: usize) -> (usize, Vec<(usize, u32)>) {
    let mut out = Vec::new();
    while let Some(n) = number(t, i) {
        out.push((i, n));
        i += 1;
        let mut at = i;
        if matches!(t.raw(at), "," | "-" | "–" | "—") {
            at += 1;
        }
        if matches!(t.small(at).as_str(), "and" | "or" | "to") {
            at += 1;
        }
        // "Document 12, 1961" names a year, "Document 3, p. 14" a page.
        let month = t.shape(at) == Some(Shape::Digits)
            && t.raw(at).len() == 4
            && ["18", "19", "20"].iter().any(|c| t.raw(at).starts_with(c));
        if at == i || number(t, at).is_none() || month {
            break;
        }
        i = at;
    }
    (i, out)
}

/// "Document 88", "Documents 12 and 13", with "footnote 1 thereto" after it.
fn documents(t: &Tokens<'_>, i: usize, out: &mut Vec<Pointer>) -> Option<usize> {
    // "Senate Document 45" is of another series.
    if i > 0 {
        let before = t.raw(i - 1);
        let series =
            t.shape(i - 1) == Some(Shape::Word) && before.starts_with(char::is_uppercase) && !is_lead(before);
        // So is a document of a volume of another work, named before in the sentence.
        let sentence = (0..i).rev().take(40).take_while(|&k| {
            let short = k > 0 && is_short(t, k - 1);
            !(t.is(k, ";") || t.is(k, ".") && !short)
        });
        let volume = sentence.into_iter().any(|k| matches!(t.small(k).as_str(), "vol" | "volume"));
        if series || volume || !t.raw(i).starts_with('D') {
            return None;
        }
    }
    let from = i + 1 + usize::from(t.is(i + 1, ".")) + usize::from(matches!(t.raw(i + 1), "No" | "Nos"));
    let (end, all) = numbers(t, from);
    let (&(_, first), rest) = all.split_first()?;
    push(t, out, i, all[0].0, Target::Document(first));
    for &(at, n) in rest {
        push(t, out, at, at, Target::Document(n));
    }
    // "and footnote 1 thereto", "and footnotes 2 and 3 thereto"
    let mut at = end;
    if t.is(at, ",") {
        at += 1;
    }
    if t.small(at).as_str() == "and" {
        at += 1;
    }
    if matches!(t.small(at).as_str(), "footnote" | "footnotes") {
        let (after, notes) = numbers(t, at + 1);
        if !notes.is_empty() && t.small(after).as_str() == "thereto" {
            let document = all.last().map(|d| d.1);
            for (at, note) in notes {
                push(t, out, at, at, Target::Note { document, note });
            }
            return Some(after + 1);
        }
    }
    Some(end)
}

/// "footnote 2, Document 88", "footnote 4 above", "footnote 7, supra".
fn footnote(t: &Tokens<'_>, i: usize, out: &mut Vec<Pointer>) -> Option<usize> {
    let small = t.small(i);
    let firm = matches!(small.as_str(), "footnote" | "footnotes");
    let from = i + 1 + usize::from(t.is(i + 1, "."));
    let (end, notes) = numbers(t, from);
    if notes.is_empty() {
        return None;
    }
    let mut at = end + usize::from(t.is(end, ","));
    at += usize::from(matches!(t.small(at).as_str(), "to" | "of" | "in"));
    let word = t.small(at);
    match word.as_str() {
        "document" if t.raw(at).starts_with('D') => {
            let document = number(t, at + 1)?;
            for &(k, note) in &notes {
                let (first, last) = if notes.len() == 1 { (i, at + 1) } else { (k, k) };
                push(t, out, first, last, Target::Note { document: Some(document), note });
            }
            Some(at + 2)
        }
        "supra" | "infra" => {
            for &(_, note) in &notes {
                push(t, out, i, at, Target::Neighbour { after: word.as_str() == "infra", note: Some(note) });
            }
            Some(at + 1)
        }
        "above" | "below" => {
            for &(_, note) in &notes {
                push(t, out, i, at, Target::Note { document: None, note });
            }
            Some(at + 1)
        }
        "thereto" => Some(at + 1),
        _ if firm => {
            for &(k, note) in &notes {
                push(t, out, if notes.len() == 1 { i } else { k }, k, Target::Note { document: None, note });
            }
            Some(end)
        }
        _ => None,
    }
}

/// "Foreign Relations, 1961–1963, volume X, Cuba, Document 171".
fn volume(t: &Tokens<'_>, i: usize, out: &mut Vec<Pointer>) -> Option<usize> {
    let mut at = i + 2;
    at += usize::from(t.is(at, ","));
    let year =
        |k: usize| (t.shape(k) == Some(Shape::Digits) && t.raw(k).len() == 4).then(|| t.raw(k).to_owned());
    let mut name = year(at)?;
    at += 1;
    if matches!(t.raw(at), "-" | "–" | "—")
        && let Some(second) = year(at + 1)
    {
        name = format!("{name}-{}", &second[2..]);
        at += 2;
    }
    let mut last = at - 1;
    // Until the sentence ends: the volume, and the document or the pages with the document in brackets.
    let mut found = false;
    let mut document = None;
    let mut k = at;
    while k < t.len() && k < at + 60 {
        if t.is(k, ".") && !is_short(t, k - 1) && t.raw(k - 1).len() > 1 || t.is(k, ";") {
            break;
        }
        match t.small(k).as_str() {
            "vol" | "volume" | "vols" if !found => {
                let n = k + 1 + usize::from(t.is(k + 1, "."));
                if let Some(v) = roman(t.raw(n)).or_else(|| number(t, n)) {
                    name = format!("{name}v{v:02}");
                    found = true;
                    last = n;
                    k = n;
                }
            }
            "foreign" if t.small(k + 1).as_str() == "relations" => break,
            "document" | "documents" if t.raw(k).starts_with('D') => {
                if let Some(d) = number(t, k + 1) {
                    document = Some(d);
                    last = k + 1 + usize::from(t.is(k + 2, ")"));
                    break;
                }
            }
            _ => {}
        }
        k += 1;
    }
    push(t, out, i, last, Target::Volume { name, document });
    // The numbers of a list or a range are the other volume's too.
    let (end, _) = numbers(
        t,
        last + 1
            + usize::from(matches!(t.raw(last + 1), "," | "-" | "–"))
            + usize::from(t.small(last + 1).as_str() == "and"),
    );
    Some(end.max(last + 1))
}

fn roman(word: &str) -> Option<u32> {
    if word.is_empty() || word.len() > 7 {
        return None;
    }
    let value = |c: char| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        })
    };
    let digits: Vec<u32> = word.chars().map(value).collect::<Option<_>>()?;
    let mut sum = 0;
    for (i, &d) in digits.iter().enumerate() {
        if digits.get(i + 1).is_some_and(|&n| n > d) {
            sum -= i64::from(d);
        } else {
            sum += i64::from(d);
        }
    }
    u32::try_from(sum).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Target)> {
        let all = Span::of(text, 0..text.len()).expect("a text");
        pointers(text, all)
            .into_iter()
            .map(|p| (p.span.slice(text).unwrap_or("?").to_owned(), p.target))
            .collect()
    }

    #[test]
    fn documents_and_notes() {
        let got = read("See Documents 12, 14, and 15. See footnote 3, Document 8. See footnote 2 above.");
        let targets: Vec<Target> = got.into_iter().map(|g| g.1).collect();
        assert_eq!(
            targets,
            [
                Target::Document(12),
                Target::Document(14),
                Target::Document(15),
                Target::Note { document: Some(8), note: 3 },
                Target::Note { document: None, note: 2 },
            ]
        );
        assert_eq!(read("Senate Document 45"), []);
        assert_eq!(read("Supra."), [("Supra".to_owned(), Target::Neighbour { after: false, note: None })]);
        assert_eq!(read("Ibid., p. 4"), [("Ibid".to_owned(), Target::Same)]);
    }

    #[test]
    fn other_volumes() {
        let got = read(
            "For text, see Foreign Relations, 1952–1954, vol. IV, pp. 12–14 (Document 15). See Document 3.",
        );
        assert_eq!(got[0].1, Target::Volume { name: "1952-54v04".into(), document: Some(15) });
        assert_eq!(got[1].1, Target::Document(3));
        assert_eq!(got.len(), 2);
    }
}
