//! Do a quotation's words stand on the page, or in the paragraph, that the draft gives?

use crate::citation::{Pinpoint, Unit, citations, pinpoint};
use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use crate::search::Retriever;
use fontes_core::corpus::{Result, Source};
use fontes_core::text::Span;

/// Paragraph numbers in a row that show a source to number its paragraphs.
const IN_A_ROW: usize = 2;

/// Quotations whose page or paragraph is told, of a source that the draft names and that has such numbers.
pub(super) fn pinpoints(
    draft: &Draft,
    found: &[Finding],
    search: &Retriever<'_>,
    out: &mut Vec<Finding>,
) -> Result<()> {
    let stands = |f: &&Finding| {
        let clean = matches!(
            f.verdict,
            Verdict::Verbatim | Verdict::Marked | Verdict::Altered | Verdict::NoisyWitness
        );
        f.kind == Kind::Quotation && f.parts == 1 && clean
    };
    for f in found.iter().filter(stands) {
        let Some(q) = draft.quotations_over(f.draft).find(|q| q.span == f.draft) else { continue };
        let (Some(at), Some(evidence)) = (pinpoint(draft, q), f.evidence.first()) else { continue };
        let Some((first, last)) = place(evidence, at.unit) else { continue };
        if within(&at, first, last) {
            continue;
        }
        // The words may stand there in another document that bears the name, or twice.
        let cited = citations(draft, q, search)?;
        let others = f.evidence.iter().skip(1).any(|e| cited.claimed().contains(&e.witness.number));
        if others || !cited.claimed().contains(&evidence.witness.number) {
            continue;
        }
        let (on, unit) = match at.unit {
            Unit::Page => ("on", "page"),
            Unit::Paragraph => ("in", "paragraph"),
        };
        let given = at.span.slice(draft.text()).unwrap_or("");
        let message = format!(
            "the draft gives {unit} {given}, the words stand {on} {unit} {first} of {}",
            evidence.name()
        );
        out.push(
            Finding::alone(Kind::Citation, Verdict::Differs, at.span, message)
                .resting(vec![evidence.clone()]),
        );
    }
    Ok(())
}

fn within(at: &Pinpoint, first: u32, last: u32) -> bool {
    at.numbers.0 <= last && first <= at.numbers.1
}

/// The first and the last page or paragraph of a passage, by the source's own numbers.
fn place(evidence: &Evidence, unit: Unit) -> Option<(u32, u32)> {
    let (w, span) = (&*evidence.witness, evidence.span);
    match unit {
        Unit::Page => {
            let label = |at: u32| w.page(at).and_then(|p| p.label.parse::<u32>().ok());
            Some((label(span.start())?, label(span.end().saturating_sub(1))?))
        }
        Unit::Paragraph => paragraphs(w, span),
    }
}

/// The numbered paragraphs that a passage stands in, where those around are numbered in a row.
fn paragraphs(w: &Source, span: Span) -> Option<(u32, u32)> {
    let here = w.here(span)?;
    let mut numbered: Vec<(u32, u32)> = Vec::new();
    let mut at = 0u32;
    for line in w.text().split_inclusive('\n') {
        if let Some(n) = number(line) {
            numbered.push((at, n));
        }
        // Texts are shorter than 4 GiB.
        at += line.len() as u32;
    }
    let last_before = |place: u32| numbered.iter().rposition(|n| n.0 <= place);
    let (i, j) = (last_before(here.start())?, last_before(here.end().saturating_sub(1))?);
    let row = |k: usize| numbered.get(k).zip(numbered.get(k + 1)).is_some_and(|(a, b)| b.1 == a.1 + 1);
    let rows = (i.saturating_sub(IN_A_ROW)..=i).filter(|&k| row(k)).count();
    let joined = i > 0 && row(i - 1) || row(i);
    (joined && rows > 0).then_some((numbered[i].1, numbered[j].1))
}

/// The number that a line begins with: "31.", "31)", "[31]", "¶ 31", "31" before a wide blank.
fn number(line: &str) -> Option<u32> {
    let bare = line.trim_start_matches([' ', '\t', '[', '(', '¶', '*', '\u{a0}']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let rest = bare.get(digits..)?;
    let marked = bare.len() < line.trim_start().len();
    let parted =
        rest.starts_with(['.', ')', ']', '\t']) || rest.starts_with("  ") || marked && rest.starts_with(' ');
    let words = rest.trim_start_matches(['.', ')', ']', '\t', ' ', '*', '\\', '\u{a0}']);
    let text = words.starts_with(|c: char| !c.is_ascii_digit()) && words.trim().len() > 3;
    ((1..=4).contains(&digits) && parted && text).then(|| bare[..digits].parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_paragraphs_in_many_forms() {
        for line in [
            "31. The Court",
            "31) The Court",
            "[31] The Court",
            "¶ 31 The Court",
            "31\tThe Court",
            "31  The Court",
        ] {
            assert_eq!(number(line), Some(31), "{line}");
        }
        for line in ["31 men were lost", "3.5 per cent", "1921", "The 31. Court", "12/5 lost"] {
            assert_eq!(number(line), None, "{line}");
        }
    }
}
