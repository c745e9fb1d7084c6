//! Do the notes of the draft hold together? Markers, notes, their order; addresses; pages; and which
//! documents of the archive the references name.

use crate::cite;
use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use crate::locate::{SHOWN_AROUND, Search};
use fontes_core::corpus::{Result, Source};
use fontes_core::read::{
    AuthorYear, Basis, Fit, Reference, Target, Time, TimeKind, cites, follow, pointers, times,
};
use fontes_core::text::{BlockKind, Span, fold, key_hash};
use std::collections::BTreeSet;
use url::Url;

pub(crate) fn check(draft: &Draft, search: &Search<'_>) -> Result<Vec<Finding>> {
    let mut out = Vec::new();
    let works = draft.works();
    markers(draft, works, &mut out);
    cited(draft, works, &mut out);
    addresses(draft, &mut out);
    for r in works {
        pages(draft, r, &mut out);
        leads(draft, r, search, &mut out)?;
    }
    for (i, n) in draft.document.notes.iter().enumerate() {
        years(draft, n.body, &mut out);
        let told = works.iter().any(|w| w.span == n.body);
        note(draft, i, told, search, &mut out)?;
    }
    for w in works.iter().filter(|w| !draft.document.notes.iter().any(|n| n.body == w.span)) {
        years(draft, w.span, &mut out);
    }
    Ok(out)
}

/// A marker in the text, as it is printed in brackets; of "[4, 5]" and "[3-5]" there are several.
struct Marker {
    span: Span,
    label: String,
    /// Whether a figure stands before it: "April 21 [22]" is an editor's correction as often as a marker.
    after_figure: bool,
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
        let after_figure = text[..open].trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit());
        for label in labels(inner) {
            out.push(Marker { span, label, after_figure });
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
        if !named(&m.label) && !m.after_figure && (same_style > 0 || counts) {
            let message = format!("the marker [{}] leads to no note", m.label);
            out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, m.span, message));
        }
    }
    for (span, label) in &draft.raised {
        if !notes.iter().any(|n| n.marker == Some(*span) || bare(&n.label) == label) {
            let message = format!("the marker {label} leads to no note");
            out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, *span, message));
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

/// Entries of a list of references by author and year from which on citations in the text are held
/// against it.
const FEWEST_ENTRIES: usize = 2;

/// Citations by author and year and the list of references: each leads to an entry, and each entry is led
/// to. A list to which not half of the citations lead is not theirs.
fn cited(draft: &Draft, works: &[Reference], out: &mut Vec<Finding>) {
    let text = draft.text();
    let in_note = |s: Span| draft.document.notes.iter().any(|n| n.body == s);
    let entries: Vec<(Span, &str)> = works
        .iter()
        .filter(|w| !in_note(w.span) && w.year(text).is_some())
        .filter_map(|w| Some((w.span, w.span.slice(text)?)))
        .collect();
    let within = |s: Span| entries.iter().any(|e| e.0.overlaps(s));
    let citations: Vec<&AuthorYear> = draft.cited().iter().filter(|c| !within(c.span)).collect();
    let fits: Vec<Vec<Fit>> =
        citations.iter().map(|c| entries.iter().map(|e| cites(e.1, c)).collect()).collect();
    let leads = |f: &Vec<Fit>| f.contains(&Fit::Yes);
    let right = fits.iter().filter(|f| leads(f)).count();
    if entries.len() < FEWEST_ENTRIES || right < FEWEST_ENTRIES || right * 2 < citations.len() {
        return;
    }
    for (c, fit) in citations.iter().zip(&fits).filter(|(_, f)| !leads(f)) {
        let others: Vec<&str> = fit
            .iter()
            .filter_map(|f| if let Fit::OtherYear(y) = f { Some(y.as_str()) } else { None })
            .collect();
        let message = if others.is_empty() {
            "the citation leads to no entry of the list of references".to_owned()
        } else {
            format!("the list of references has this author with {}, not {}", others.join(", "), c.year)
        };
        out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, c.span, message));
    }
    for (k, (span, _)) in entries.iter().enumerate() {
        if !fits.iter().any(|f| f[k] == Fit::Yes) {
            let message = "no citation in the text leads to this entry".to_owned();
            out.push(Finding::alone(Kind::Citation, Verdict::NoteWithoutMarker, *span, message));
        }
    }
}

/// A note that refers back, or names a document of the archive in other words than a reference's.
fn note(draft: &Draft, index: usize, told: bool, search: &Search<'_>, out: &mut Vec<Finding>) -> Result<()> {
    let body = draft.document.notes[index].body;
    let (within, how) = match follow(&draft.document, draft.works(), index) {
        Ok(Some(back)) => {
            let as_note = back.note.map_or_else(
                || "as the list of references".to_owned(),
                |n| format!("as note {}", bare(&draft.document.notes[n].label)),
            );
            (back.span, format!("{}: {as_note}, ", back.back.name()))
        }
        Ok(None) if told => return Ok(()),
        Ok(None) => (body, String::new()),
        Err(back) => {
            let message = format!("{}: nothing before it is what it can mean", back.name());
            out.push(Finding::alone(Kind::Citation, Verdict::NoEarlierReference, body, message));
            return Ok(());
        }
    };
    if let Some((name, key)) = cite::first_named(draft, within, search)? {
        let place = if within == body { name } else { body };
        out.push(leads_there(draft, place, (name, &how), &[key], search)?);
        return Ok(());
    }
    for (named, found) in pointed(draft, within, search)? {
        let place = if within == body { named } else { body };
        out.push(leads_there(draft, place, (named, &how), &[found], search)?);
    }
    Ok(())
}

/// The documents that an edition's apparatus points to: "Document 29" of the draft's own volume, or one of
/// another volume of the series.
fn pointed(draft: &Draft, within: Span, search: &Search<'_>) -> Result<Vec<(Span, usize)>> {
    let mut out = Vec::new();
    for p in pointers(draft.text(), within) {
        let found = match &p.target {
            Target::Document(n) => {
                let key = cite::numbered_key(&n.to_string());
                search.in_folder(key, cite::folder(&draft.path))?.first().copied()
            }
            Target::Volume { name, document: Some(n) } => cite::in_volume(name, *n, search)?,
            _ => None,
        };
        out.extend(found.map(|key| (p.span, key)));
    }
    Ok(out)
}

/// The finding that words name documents of the archive: `named` are the name, and how it was come by.
fn leads_there(
    draft: &Draft,
    place: Span,
    (name, how): (Span, &str),
    found: &[usize],
    search: &Search<'_>,
) -> Result<Finding> {
    let mut evidence = Vec::new();
    for &number in found {
        let Some(span) = search.archive.heading(number)? else { continue };
        evidence.extend(search.evidence(number, span, SHOWN_AROUND)?);
    }
    let named = evidence.first().map_or_else(String::new, Evidence::name);
    let by = crate::finding::words::shorten(name.slice(draft.text()).unwrap_or(""));
    let message = format!("{how}names {named} by “{by}”");
    Ok(Finding::alone(Kind::Citation, Verdict::LeadsThere, place, message).resting(evidence))
}

/// Years that a volume is of: "1961–1963", "1952-54".
fn year_range(words: &str) -> Option<(i32, i32)> {
    let mut digits = words.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
    let (a, b) = (digits.next()?, digits.next()?);
    let first: i32 = a.parse().ok().filter(|_| a.len() == 4)?;
    let last: i32 = match b.len() {
        4 => b.parse().ok()?,
        2 => first / 100 * 100 + b.parse::<i32>().ok()?,
        _ => return None,
    };
    (first < last && last - first <= 30).then_some((first, last))
}

/// A day that is cited from a volume of other years: "letter of March 3, 1975, in Foreign Relations,
/// 1961–1963, vol. X". A year alone may be that of printing.
fn years(draft: &Draft, within: Span, out: &mut Vec<Finding>) {
    let text = draft.text();
    let Some(words) = within.slice(text) else { return };
    let base = within.start() as usize;
    for (at, _) in words.match_indices(['–', '-']) {
        let from = words[..at].char_indices().rev().take(5).last().map_or(at, |(i, _)| i);
        let to = words[at..].char_indices().nth(6).map_or(words.len(), |(i, _)| at + i);
        let Some((first, last)) = year_range(&words[from..to]) else { continue };
        // It is a volume's when one is named right after.
        let after: String = words[to..].chars().take(24).collect::<String>().to_lowercase();
        if !after.contains("vol") {
            continue;
        }
        // The day stands before it in the same sentence, and nothing else is cited between.
        let sentence = words[..from].rfind([';', '\n']).map_or(0, |i| i + 1);
        let Ok(before) = Span::of(text, base + sentence..base + from) else { continue };
        let said = before.slice(text).unwrap_or("");
        let days: Vec<Time> = times(said, None)
            .into_iter()
            .filter(|t| t.kind == TimeKind::Date && t.basis == Basis::Written && t.value.len() == 10)
            .collect();
        let [day] = &days[..] else { continue };
        let Ok(year) = day.value[..4].parse::<i32>() else { continue };
        let stop = said[day.span.end() as usize..].contains(". ");
        if !stop && !(first..=last).contains(&year) {
            let start = base + sentence + day.span.start() as usize;
            if let Ok(span) = Span::of(text, start..start + (day.span.end() - day.span.start()) as usize) {
                let message = format!("{year} is outside the years of the volume, {first} to {last}");
                out.push(Finding::alone(Kind::Citation, Verdict::YearOutsideVolume, span, message));
            }
        }
    }
}

/// A reference whose day or author is not that of the document which it names.
fn disagrees(draft: &Draft, r: &Reference, witness: &Source) -> Option<String> {
    let text = draft.text();
    let d = &witness.document;
    let days: BTreeSet<String> = times(r.span.slice(text)?, None)
        .into_iter()
        .filter(|t| t.kind == TimeKind::Date && t.basis == Basis::Written && t.value.len() == 10)
        .map(|t| t.value)
        .collect();
    let own = d.date.as_deref().filter(|d| d.len() >= 10).map(|d| &d[..10]);
    if let (Some(own), 1, Some(day)) = (own, days.len(), days.first())
        && own != day
    {
        return Some(format!("the reference gives {day}, the document is of {own}"));
    }
    let family = r.field(text, "author").map(|a| fold(a, &[]));
    if let (Some(author), Some(f)) = (d.author.as_deref(), family) {
        let theirs = fold(author, &[]);
        let names: Vec<String> = theirs.words().collect();
        let shared = f.words().any(|w| w.chars().count() > 2 && names.contains(&w));
        if !shared && !f.tokens.is_empty() {
            return Some(format!("the reference names another author than the document does, {author}"));
        }
    }
    None
}

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
        found = search.archive.named(key_hash(letters))?;
        if !found.is_empty() {
            by = title;
            break;
        }
    }
    // A title that the fields do not tell may still stand among the words.
    if found.is_empty()
        && let Some((name, key)) = cite::first_named(draft, r.span, search)?
    {
        found = vec![key];
        by = name.slice(text).unwrap_or("");
    }
    if found.is_empty()
        && let Some((name, key)) = pointed(draft, r.span, search)?.into_iter().next()
    {
        found = vec![key];
        by = name.slice(text).unwrap_or("");
    }
    if found.is_empty() || found.len() > 3 {
        // The finding stands at the title, not at all that the note says.
        let title = ["title", "container-title", "journal"]
            .iter()
            .find_map(|name| r.fields.iter().find(|f| f.name == *name))
            .map_or(r.span, |f| f.span);
        let what = if found.is_empty() {
            "no document of the archive bears its title"
        } else {
            "several documents of the archive bear its title"
        };
        out.push(Finding::alone(Kind::Citation, Verdict::NamesNoDocument, title, what.to_owned()));
        return Ok(());
    }
    let start = by.as_ptr() as usize - text.as_ptr() as usize;
    let Ok(name) = Span::of(text, start..start + by.len()) else { return Ok(()) };
    let there = leads_there(draft, name, (name, ""), &found, search)?;
    if let [only] = &there.evidence[..]
        && let Some(wrong) = disagrees(draft, r, &only.witness)
    {
        let message = format!("{wrong} ({})", only.name());
        let evidence = there.evidence.clone();
        out.push(Finding::alone(Kind::Citation, Verdict::Differs, name, message).resting(evidence));
    }
    out.push(there);
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
