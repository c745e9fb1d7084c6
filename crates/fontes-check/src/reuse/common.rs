//! Which passages are common property, or covered by a duplicate?

use super::found::{Aside, Found, Reuse};
use super::options::Options;
use fontes_core::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Orders what was found, leaves out what duplicates cover unless that is asked for, and sets aside what is common.
pub(super) fn drop_common(mut found: Found, mut reuses: Vec<Reuse>, options: &Options) -> Found {
    found.duplicates.sort_by_key(|d| (d.a, d.b));
    found.duplicates.dedup_by_key(|d| (d.a, d.b));
    let twins: BTreeSet<(u32, u32)> = found.duplicates.iter().map(|d| (d.a, d.b)).collect();
    reuses.sort_by_key(|r| (r.a, r.b, r.a_span, r.b_span));
    // In how many documents each passage stands: those that share most of it with its own.
    let mut by_document: BTreeMap<u32, Vec<(Span, u32)>> = BTreeMap::new();
    for r in &reuses {
        by_document.entry(r.a).or_default().push((r.a_span, r.b));
        by_document.entry(r.b).or_default().push((r.b_span, r.a));
    }
    for list in by_document.values_mut() {
        list.sort();
    }
    let carriers = |document: u32, span: Span| {
        let list = by_document.get(&document).map_or(&[][..], Vec::as_slice);
        if list.len() <= options.max_documents {
            return 0;
        }
        let mut others: Vec<u32> = list
            .iter()
            .filter(|(s, _)| {
                let shared = s.end().min(span.end()).saturating_sub(s.start().max(span.start()));
                shared * 2 > span.len()
            })
            .map(|l| l.1)
            .collect();
        others.sort_unstable();
        others.dedup();
        others.len()
    };
    let before = reuses.len();
    let common: Vec<bool> = reuses
        .iter()
        .map(|r| carriers(r.a, r.a_span).max(carriers(r.b, r.b_span)) > options.max_documents)
        .collect();
    if options.all {
        for (r, _) in reuses.iter_mut().zip(common).filter(|(r, common)| *common && r.aside.is_none()) {
            r.aside = Some(Aside::Common);
        }
    } else {
        let mut at = common.iter();
        reuses.retain(|_| !at.next().copied().unwrap_or(false));
        found.aside.common += (before - reuses.len()) as u64;
    }
    if !options.duplicates {
        reuses.retain(|r| !twins.contains(&(r.a, r.b)));
    }
    found.reuses = reuses;
    found
}
