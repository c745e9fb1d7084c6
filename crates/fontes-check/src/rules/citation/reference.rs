//! Which document of the archive does a reference or a note name, and does it say the same of it?

use super::super::excerpt::Excerpt;
use super::markers::bare;
use crate::citation::{first_named, folder, in_folder, in_volume, numbered_key};
use crate::draft::Draft;
use crate::finding::words::shorten;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use crate::search::{Retriever, SHOWN_AROUND};
use fontes_core::corpus::{Result, Source};
use fontes_core::read::{Basis, Reference, Target, TimeKind, pointers};
use fontes_core::text::{BlockKind, Span, fold, key_hash};
use std::collections::BTreeSet;

/// Letters that a title must have to name a document.
const SHORTEST_TITLE: usize = 12;

pub(super) fn pages(draft: &Draft, r: &Reference, out: &mut Vec<Finding>) {
    let Some((first, last)) = r.pages(draft.text()) else { return };
    let Some(field) = r.fields.iter().find(|f| f.name == "pages") else { return };
    if first > last {
        let message = format!("the pages run backwards: {first} to {last}");
        out.push(Finding::alone(Kind::Citation, Verdict::PagesBackwards, field.span, message));
    }
}

/// A note that refers back, or names a document of the archive in other words than a reference's.
pub(super) fn note(
    draft: &Draft,
    index: usize,
    told: bool,
    search: &Retriever<'_>,
    out: &mut Vec<Finding>,
) -> Result<()> {
    let body = draft.document.notes[index].body;
    let (within, how) = match draft.followed(index) {
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
    if let Some((name, key)) = first_named(draft, within, search)? {
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
fn pointed(draft: &Draft, within: Span, search: &Retriever<'_>) -> Result<Vec<(Span, usize)>> {
    let mut out = Vec::new();
    for p in pointers(draft.text(), within) {
        let found = match &p.target {
            Target::Document(n) => {
                let key = numbered_key(&n.to_string());
                in_folder(key, folder(&draft.path), search)?.first().copied()
            }
            Target::Volume { name, document: Some(n) } => in_volume(name, *n, search)?,
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
    search: &Retriever<'_>,
) -> Result<Finding> {
    let mut evidence = Vec::new();
    for &number in found {
        let Some(span) = search.archive.heading(number)? else { continue };
        evidence.extend(search.evidence(number, span, SHOWN_AROUND)?);
    }
    let named = evidence.first().map_or_else(String::new, Evidence::name);
    let by = shorten(name.slice(draft.text()).unwrap_or(""));
    let message = format!("{how}names {named} by “{by}”");
    Ok(Finding::alone(Kind::Citation, Verdict::LeadsThere, place, message).resting(evidence))
}

/// A reference whose day or author is not that of the document which it names.
fn disagrees(draft: &Draft, r: &Reference, witness: &Source) -> Option<String> {
    let text = draft.text();
    let d = &witness.document;
    let days: BTreeSet<String> = Excerpt::of_draft(draft, r.span)?
        .reading()
        .times()
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
pub(super) fn leads(
    draft: &Draft,
    r: &Reference,
    search: &Retriever<'_>,
    out: &mut Vec<Finding>,
) -> Result<()> {
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
        && let Some((name, key)) = first_named(draft, r.span, search)?
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
