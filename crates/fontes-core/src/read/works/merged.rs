//! Which citations are of one work? Those with one key, one title and day, one address.

use super::types::{Work, WorkKind};
use crate::text::fold;
use std::collections::BTreeMap;

/// Words of a short title, and its letters, by which it is the beginning of a longer one.
const WORDS: usize = 3;
const LETTERS: usize = 12;

/// For each work the first of those that are the same, and of a case the one that names its parties.
#[must_use]
pub fn same_works(text: &str, works: &[Work]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..works.len()).collect();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    for (i, work) in works.iter().enumerate() {
        for key in keys(text, work) {
            let first = *by_key.entry(key).or_insert(i);
            let (a, b) = (root(&group, first), root(&group, i));
            let (low, high) = (a.min(b), a.max(b));
            group[high] = low;
        }
    }
    shorter(text, works, &mut group);
    let roots: Vec<usize> = (0..works.len()).map(|i| root(&group, i)).collect();
    // The one that tells most stands for all.
    let told = |w: &Work| {
        let parties = w.kind == WorkKind::Case && w.title.is_some() && w.title != w.container;
        (!w.short, parties || w.kind != WorkKind::Case && w.title.is_some(), w.title.map_or(0, |t| t.len()))
    };
    let mut best: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, r) in roots.iter().enumerate() {
        let known = best.entry(*r).or_insert(i);
        if told(&works[i]) > told(&works[*known]) {
            *known = i;
        }
    }
    roots.iter().map(|r| best.get(r).copied().unwrap_or(*r)).collect()
}

fn root(group: &[usize], mut i: usize) -> usize {
    while group[i] != i {
        i = group[i];
    }
    i
}

/// What a work has in common with others that are the same.
fn keys(text: &str, work: &Work) -> Vec<String> {
    let mut out = Vec::new();
    if !work.key.is_empty() {
        out.push(format!("key {}", work.key));
    }
    let words = |s: Option<crate::text::Span>| {
        s.and_then(|s| s.slice(text))
            .map(|w| fold(w, &[]).words().collect::<Vec<_>>().join(" "))
            .filter(|w| !w.is_empty())
    };
    match (words(work.title), work.kind) {
        (Some(title), WorkKind::Paper) => {
            out.push(format!("paper {title} {}", work.day.as_deref().unwrap_or("")))
        }
        (Some(title), _) => out.push(format!("title {title}")),
        (None, _) => {}
    }
    if let Some(address) = work.address.and_then(|a| a.slice(text)).filter(|_| work.title.is_none()) {
        let bare = address.split_once("://").map_or(address, |p| p.1).trim_end_matches('/').to_lowercase();
        out.push(format!("address {bare}"));
    }
    out
}

/// A title that is the beginning of another of the same author is that one in short.
fn shorter(text: &str, works: &[Work], group: &mut [usize]) {
    let titled = |w: &Work| !matches!(w.kind, WorkKind::Paper | WorkKind::Case | WorkKind::Statute);
    let mut all: Vec<(Vec<String>, usize)> = works
        .iter()
        .enumerate()
        .filter(|(_, w)| titled(w))
        .filter_map(|(i, w)| Some((fold(w.title?.slice(text)?, &[]).words().collect::<Vec<_>>(), i)))
        .filter(|(words, _)| words.len() >= WORDS && words.iter().map(String::len).sum::<usize>() >= LETTERS)
        .collect();
    // In this order a title stands right before those that it begins.
    all.sort();
    for pair in all.windows(2) {
        let [(short, i), (long, k)] = pair else { continue };
        if long.starts_with(short) && one_author(text, &works[*i], &works[*k]) {
            let (a, b) = (root(group, *i), root(group, *k));
            group[a.max(b)] = a.min(b);
        }
    }
}

fn one_author(text: &str, a: &Work, b: &Work) -> bool {
    let names =
        |w: &Work| w.author.and_then(|s| s.slice(text)).map(|s| fold(s, &[]).words().collect::<Vec<_>>());
    match (names(a), names(b)) {
        (Some(a), Some(b)) => a.iter().any(|n| n.chars().count() > 2 && b.contains(n)),
        _ => true,
    }
}
