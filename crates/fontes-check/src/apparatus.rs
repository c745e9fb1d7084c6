//! Do the notes of the draft hold together? Markers, notes, their order; addresses; pages; and which
//! documents of the archive the references name.

use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use crate::locate::Search;
use fontes_archive::Result;
use fontes_core::read::{Reference, references};
use fontes_core::text::{BlockKind, Span, fold, key_hash};
use url::Url;

pub(crate) fn check(draft: &Draft, search: &Search<'_>) -> Result<Vec<Finding>> {
    let mut out = Vec::new();
    let works = references(&draft.document);
    markers(draft, &works, &mut out);
    addresses(draft, &mut out);
    for r in &works {
        pages(draft, r, &mut out);
        leads(draft, r, search, &mut out)?;
    }
    Ok(out)
}

/// A marker in the text, as it is printed in brackets; of "[4, 5]" and "[3-5]" there are several.
struct Marker {
    span: Span,
    label: String,
}

/// Markers in square brackets: "[i]", "[12]", "[4, 5]", "[3–5]", and Markdown's, which have a caret.
fn bracketed(text: &str) -> Vec<Marker> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|o| o + at) {
        at = open + 1;
        let Some(len) = text[open + 1..].find(']').filter(|&l| (1..=16).contains(&l)) else { continue };
        let Ok(span) = Span::of(text, open..open + len + 2) else { continue };
        // "a[0]", "x[3]" are of programs; a marker follows a word or a stop.
        let before = text[..open].chars().next_back();
        let word = text[..open].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if word.len() == 1 && before.is_some_and(char::is_alphabetic) {
            continue;
        }
        let inner = text[open + 1..open + 1 + len].trim_start_matches('^');
        for label in labels(inner) {
            out.push(Marker { span, label });
        }
    }
    out
}

/// The labels within a bracket; none when it is no marker.
fn labels(inner: &str) -> Vec<String> {
    let number =
        |s: &str| s.trim().parse::<u32>().ok().filter(|n| (1..1000).contains(n) && s.trim().len() <= 3);
    let roman = |s: &str| s.len() <= 5 && !s.is_empty() && s.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    if roman(inner) {
        return vec![inner.to_owned()];
    }
    let mut out = Vec::new();
    for part in inner.split([',', ';']) {
        let ends: Vec<&str> = part.split(['-', '–']).collect();
        match ends[..] {
            [one] => match number(one) {
                Some(n) => out.push(n.to_string()),
                None => return Vec::new(),
            },
            [a, b] => match (number(a), number(b)) {
                (Some(a), Some(b)) if a < b && b - a < 50 => out.extend((a..=b).map(|n| n.to_string())),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        }
    }
    out
}

fn markers(draft: &Draft, works: &[Reference], out: &mut Vec<Finding>) {
    let text = draft.text();
    let notes = &draft.document.notes;
    let found = bracketed(text);
    let starts_line = |s: Span| {
        let before = &text[..s.start() as usize];
        before.is_empty() || before.trim_end_matches([' ', '\t', '\r']).ends_with('\n')
    };
    // The notes and the numbered references that brackets can lead to: where a label begins lines more
    // than once, the last time it is the note.
    let heads = |m: &Marker| {
        starts_line(m.span)
            && !found.iter().any(|o| o.label == m.label && o.span > m.span && starts_line(o.span))
    };
    let own: Vec<&Marker> = found.iter().filter(|m| heads(m)).collect();
    let lead: Vec<&Marker> =
        found.iter().filter(|m| !heads(m) && !notes.iter().any(|n| n.body.contains(m.span))).collect();
    let numeric = |l: &str| l.bytes().all(|b| b.is_ascii_digit());
    // "1. Smith, John" in a list of references.
    let listed: Vec<String> = works
        .iter()
        .filter_map(|r| {
            // The number of a list's item may stand before what is read as the reference.
            let line = text[..r.span.start() as usize].rfind('\n').map_or(0, |n| n + 1);
            let words = text.get(line..r.span.end() as usize)?.trim_start();
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            let item = (1..=3).contains(&digits) && words[digits..].starts_with(['.', ')']);
            item.then(|| words[..digits].to_owned())
        })
        .collect();
    let named = |label: &str| {
        own.iter().any(|m| m.label == label)
            || notes.iter().any(|n| bare(&n.label) == label)
            || listed.iter().any(|l| l == label)
    };
    for m in &lead {
        let style = numeric(&m.label);
        let same_style = own.iter().filter(|o| numeric(&o.label) == style).count()
            + notes.iter().filter(|n| numeric(bare(&n.label)) == style).count();
        // A document without a list of notes may mean anything by its brackets; one that counts from 1 does not.
        let counts = lead.iter().any(|o| matches!(o.label.as_str(), "1" | "i"))
            && lead.len() > 1
            && lead.iter().filter(|o| numeric(&o.label) == style).count() > 1;
        if !named(&m.label) && (same_style > 0 || counts) {
            let message = format!("the marker [{}] leads to no note", m.label);
            out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, m.span, message));
        }
    }
    for n in notes.iter().filter(|n| n.marker.is_none()) {
        let label = bare(&n.label);
        // A document's own source note stands at its head, without a number.
        let numbered =
            !label.is_empty() && (numeric(label) || label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')));
        if numbered && !lead.iter().any(|m| m.label == label) {
            let message = format!("no marker in the text leads to note {label}");
            out.push(Finding::alone(Kind::Citation, Verdict::NoteWithoutMarker, n.body, message));
        }
    }
    // A text from which markers were taken away is not one with a note too many.
    let led_to = own.iter().filter(|o| lead.iter().any(|l| l.label == o.label)).count();
    for m in own.iter().filter(|_| led_to * 2 > own.len()) {
        let known = notes.iter().any(|n| bare(&n.label) == m.label);
        if !known && !lead.is_empty() && !lead.iter().any(|l| l.label == m.label) {
            let message = format!("no marker in the text leads to note [{}]", m.label);
            out.push(Finding::alone(Kind::Citation, Verdict::NoteWithoutMarker, m.span, message));
        }
    }
    order(draft, out);
}

fn bare(label: &str) -> &str {
    label.trim_matches(['[', ']', '^', '(', ')', '.', ' '])
}

/// Notes are numbered in the order of their markers; a number that goes back is out of order, unless
/// it leads again to a note that was led to before.
fn order(draft: &Draft, out: &mut Vec<Finding>) {
    let mut all: Vec<(Span, u32)> =
        draft.document.notes.iter().filter_map(|n| Some((n.marker?, bare(&n.label).parse().ok()?))).collect();
    all.sort_unstable();
    let mut highest = 0;
    let mut seen: Vec<u32> = Vec::new();
    for (span, number) in all {
        // A new part counts from 1 again.
        if number == 1 {
            (highest, seen) = (1, vec![1]);
            continue;
        }
        if number < highest && !seen.contains(&number) {
            let message = format!("note {number} comes after note {highest}");
            out.push(Finding::alone(Kind::Citation, Verdict::OutOfOrder, span, message));
        }
        highest = highest.max(number);
        seen.push(number);
    }
}

/// Addresses that lead nowhere as they stand. Nothing is asked of the network.
fn addresses(draft: &Draft, out: &mut Vec<Finding>) {
    let text = draft.text();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”')) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        if start < at || word.len() < 8 {
            continue;
        }
        let small = word.to_ascii_lowercase();
        let Some(from) = ["http", "htp:", "htttp", "ftp://"].iter().filter_map(|s| small.find(s)).min()
        else {
            continue;
        };
        let before = word[..from].chars().next_back();
        if before.is_some_and(char::is_alphanumeric) || !small[from..].contains([':', '/']) {
            continue;
        }
        let address = trimmed(&word[from..]);
        at = start + word.len();
        let Some(wrong) = fault(address) else { continue };
        if let Ok(span) = Span::of(text, start + from..start + from + address.len()) {
            // The target of a link that the text does not show is not the draft's words.
            if draft.document.skips.iter().any(|s| s.contains(span)) {
                continue;
            }
            out.push(Finding::alone(Kind::Citation, Verdict::BrokenAddress, span, wrong));
        }
    }
}

/// An address without the marks of the sentence around it.
fn trimmed(word: &str) -> &str {
    let mut end = word.len();
    loop {
        let rest = &word[..end];
        let Some(last) = rest.chars().next_back() else { return rest };
        let open = rest.matches('(').count() < rest.matches(')').count();
        let cut = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '}' | '*' | '_')
            || (last == ')' && open);
        if !cut {
            return rest;
        }
        end -= last.len_utf8();
    }
}

/// What is wrong with an address.
fn fault(address: &str) -> Option<String> {
    let scheme: &str = address.split("://").next().unwrap_or("");
    if !address.contains("://") {
        return Some("the address lacks “://” after its scheme".into());
    }
    if !matches!(scheme, "http" | "https" | "ftp") {
        let known = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp");
        // In capitals all through it is one address written otherwise; "Https" is the hand of a word processor.
        if known && scheme.bytes().all(|b| b.is_ascii_uppercase()) {
            return fault(&format!("{}{}", scheme.to_ascii_lowercase(), &address[scheme.len()..]));
        }
        if known {
            return Some(format!(
                "the address begins with “{scheme}”, for “{}”",
                scheme.to_ascii_lowercase()
            ));
        }
        return Some(format!("“{scheme}” is no scheme of an address"));
    }
    let rest = &address[scheme.len() + 3..];
    if rest.contains("http://") && !rest.contains('?') && rest.starts_with("http")
        || rest.starts_with("https://")
    {
        return Some("two addresses run into one".into());
    }
    if address.ends_with('…') || address.contains("...") {
        return Some("the address was cut short".into());
    }
    let url = match Url::parse(address) {
        Ok(url) => url,
        Err(e) => return Some(format!("no such address can be: {e}")),
    };
    let host = url.host_str().unwrap_or("");
    let named = host.contains('.') || host == "localhost" || host.starts_with('[');
    let ends = host.rsplit('.').next().unwrap_or("");
    let numbers = host.split('.').all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if !named
        || host.contains("..")
        || (!numbers && (ends.len() < 2 || ends.bytes().any(|b| b.is_ascii_digit())))
            && !ends.starts_with("xn--")
    {
        return Some(format!("“{host}” is no name of a host"));
    }
    None
}

fn pages(draft: &Draft, r: &Reference, out: &mut Vec<Finding>) {
    let Some((first, last)) = r.pages(draft.text()) else { return };
    let Some(field) = r.fields.iter().find(|f| f.name == "pages") else { return };
    if first > last {
        let message = format!("the pages run backwards: {first} to {last}");
        out.push(Finding::alone(Kind::Citation, Verdict::PagesBackwards, field.span, message));
    }
}

/// Letters that a title must have to name a document.
const SHORTEST_TITLE: usize = 12;

/// Which document of the archive a reference names: the one with its title.
fn leads(draft: &Draft, r: &Reference, search: &Search<'_>, out: &mut Vec<Finding>) -> Result<()> {
    let text = draft.text();
    // What stands within the body of a note or a list of references, not in the furniture of a page.
    if draft.document.blocks.iter().any(|b| b.kind == BlockKind::Furniture && b.span.contains(r.span)) {
        return Ok(());
    }
    let mut found = Vec::new();
    let mut by = "";
    for name in ["title", "container-title", "journal"] {
        let Some(title) = r.field(text, name) else { continue };
        let folded = fold(title, &[]);
        let letters = folded.run(&(0..folded.tokens.len()));
        if letters.len() < SHORTEST_TITLE {
            continue;
        }
        found = search.archive.named(key_hash(letters));
        if !found.is_empty() {
            by = title;
            break;
        }
    }
    if found.is_empty() || found.len() > 3 {
        let what = if found.is_empty() {
            "no document of the archive bears its title"
        } else {
            "several documents of the archive bear its title"
        };
        out.push(Finding::alone(Kind::Citation, Verdict::NamesNoDocument, r.span, what.to_owned()));
        return Ok(());
    }
    let mut evidence = Vec::new();
    for key in found {
        let witness = search.archive.witness(key)?;
        let end = witness.record.document.text.find('\n').unwrap_or(witness.record.document.text.len());
        let Ok(span) = Span::of(&witness.record.document.text, 0..end) else { continue };
        evidence.push(Evidence { witness, span });
    }
    let message = format!(
        "names {}: it bears the title “{}”",
        evidence.first().map_or_else(String::new, Evidence::name),
        crate::quotation::shorten(by)
    );
    out.push(Finding::alone(Kind::Citation, Verdict::LeadsThere, r.span, message).resting(evidence));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_other_brackets() {
        let got: Vec<String> =
            bracketed("One [1]. Two[2]. Some [3, 5]; more [7–9]. a[0] x[4] [sic] [1961] [iv] [^6]")
                .into_iter()
                .map(|m| m.label)
                .collect();
        assert_eq!(got, ["1", "2", "3", "5", "7", "8", "9", "iv", "6"]);
    }

    #[test]
    fn addresses_that_cannot_be() {
        for right in
            ["https://example.org/a_(b)", "http://10.0.0.1/x", "https://en.wikipedia.org/wiki/Chile?x=1#y"]
        {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "Https://lobelog.com/x",
            "http:/example.org",
            "https://example",
            "https://exa mple",
            "http://https://a.org",
            "https://a..org/b",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        assert_eq!(trimmed("https://a.org/b_(c))."), "https://a.org/b_(c)");
    }
}
