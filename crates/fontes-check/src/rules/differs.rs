//! Is a date or a number that the draft gives its source’s?

use super::values::{Values, around};
use crate::finding::{Evidence, Finding, Kind, Verdict};
use fontes_core::read::{Basis, Number, Time, TimeKind};
use fontes_core::text::Span;
use std::collections::BTreeMap;

/// Values that differ where the words were changed.
pub(super) fn check(ours: &Values, f: &Finding, out: &mut Vec<Finding>) {
    let mut theirs: BTreeMap<usize, (u32, Values)> = BTreeMap::new();
    for edit in &f.changes {
        let Some(e) = f.evidence.get(edit.evidence) else { continue };
        if edit.change.class.is_noise() {
            continue;
        }
        let (base, read) = match theirs.entry(edit.evidence) {
            std::collections::btree_map::Entry::Occupied(o) => o.into_mut(),
            std::collections::btree_map::Entry::Vacant(v) => {
                let Some((base, text)) = around(e, 200) else { continue };
                v.insert((base, Values::of(text, e.witness.document.date.as_deref())))
            }
        };
        let (ds, ss) = (edit.change.draft, edit.change.source);
        let moved = |s: Span| Span::new(s.start() + *base, s.end() + *base).ok();
        let of_draft = ours.numbers.iter().find(|n| n.span.overlaps(ds));
        let of_source = read.numbers.iter().find(|n| moved(n.span).is_some_and(|s| s.overlaps(ss)));
        let add = |kind, verdict, span, source: Option<Span>, message, out: &mut Vec<Finding>| {
            let evidence = source.map(|span| Evidence { witness: e.witness.clone(), span });
            out.push(Finding::alone(kind, verdict, span, message).resting(evidence.into_iter().collect()));
        };
        if let (Some(a), Some(b)) = (of_draft, of_source) {
            let source = moved(b.span);
            let unit = |n: &Number| n.unit.map_or(String::new(), |u| format!(" {}", u.name()));
            let same = (a.value - b.value).abs() <= 1e-9 * a.value.abs().max(1.0);
            if !same || a.vague != b.vague {
                let message =
                    format!("the draft says {}{}, the source {}{}", shown(a), unit(a), shown(b), unit(b));
                add(Kind::Number, Verdict::Differs, a.span, source, message, out);
            } else if a.unit != b.unit && a.unit.is_some() && b.unit.is_some() {
                let message = format!("the draft counts{}, the source{}", unit(a), unit(b));
                add(Kind::Number, Verdict::Differs, a.span, source, message, out);
            }
        }
        // A hedge that the source has and the draft left out: the number stands in both.
        let hedge = read.numbers.iter().find(|n| {
            n.hedged.and_then(moved).is_some_and(|s| s.overlaps(ss))
                && !moved(n.span).is_some_and(|s| s.overlaps(ss))
        });
        if let Some(b) = hedge
            && let Some(a) = ours.numbers.iter().find(|n| {
                n.hedge.is_none()
                    && (n.value - b.value).abs() < 1e-9 * n.value.abs().max(1.0)
                    && f.draft.overlaps(n.span)
            })
            && let Some(h) = b.hedge
        {
            let message = format!("the source says “{}” of it, the draft does not", h.name());
            add(
                Kind::Number,
                Verdict::HedgeDropped,
                a.span,
                moved(b.hedged.map_or(b.span, |h| h.cover(b.span))),
                message,
                out,
            );
        }
        let (a, b) = (
            ours.times.iter().find(|t| t.span.overlaps(ds)),
            read.times.iter().find(|t| moved(t.span).is_some_and(|s| s.overlaps(ss))),
        );
        if let (Some(a), Some(b)) = (a, b) {
            // Only what is written out on both sides can contradict.
            let told =
                |t: &Time| t.basis == Basis::Written && matches!(t.kind, TimeKind::Date | TimeKind::Duration);
            let finer = a.value.starts_with(&b.value) || b.value.starts_with(&a.value);
            if told(a) && told(b) && a.kind == b.kind && !finer {
                let message = format!("the draft says {}, the source {}", a.value, b.value);
                add(Kind::Date, Verdict::Differs, a.span, moved(b.span), message, out);
            }
        }
    }
}

fn shown(n: &Number) -> String {
    if n.vague { format!("some number in the order of {}", n.value) } else { n.value.to_string() }
}
