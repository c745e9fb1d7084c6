//! How many of the documents found are of each kind, year, language, folder and author?

use super::schema::column;
use crate::Result;
use std::collections::BTreeMap;
use tantivy::{DocId, SegmentReader, TantivyError};

/// The values that documents have of one property, with how many have each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// `kind`, `year`, `language`, `folder` or `author`.
    pub name: &'static str,
    /// Value and number of documents, the most first, of years the first first; `None`: it is not known.
    pub values: Vec<(Option<String>, u64)>,
}

/// What is counted: its name and the column with its strings.
const COUNTED: [(&str, &str); 4] = [
    ("kind", column::KIND),
    ("language", column::LANGUAGE),
    ("folder", column::FOLDER),
    ("author", column::AUTHOR),
];

/// Counts documents, one part of the index after the other.
#[derive(Default)]
pub(super) struct Counts {
    strings: [BTreeMap<Option<String>, u64>; 4],
    years: BTreeMap<Option<u64>, u64>,
}

impl Counts {
    pub(super) fn count(&mut self, reader: &SegmentReader, docs: &[DocId]) -> Result<()> {
        for ((_, name), counts) in COUNTED.iter().zip(&mut self.strings) {
            let Some(values) = reader.fast_fields().str(name)? else {
                *counts.entry(None).or_default() += docs.len() as u64;
                continue;
            };
            let mut by_ord: BTreeMap<Option<u64>, u64> = BTreeMap::new();
            for &doc in docs {
                *by_ord.entry(values.term_ords(doc).next()).or_default() += 1;
            }
            for (ord, n) in by_ord {
                let value = match ord {
                    Some(ord) => {
                        let mut value = String::new();
                        let there = values.ord_to_str(ord, &mut value).map_err(TantivyError::from)?;
                        there.then_some(value)
                    }
                    None => None,
                };
                *counts.entry(value).or_default() += n;
            }
        }
        let first = reader.fast_fields().u64(column::FIRST_DAY)?;
        for &doc in docs {
            *self.years.entry(first.first(doc).map(|day| day / 10_000)).or_default() += 1;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<Facet> {
        let mut out: Vec<Facet> = COUNTED
            .iter()
            .zip(self.strings)
            .map(|((name, _), counts)| {
                let mut values: Vec<(Option<String>, u64)> = counts.into_iter().collect();
                values.sort_by_key(|v| (v.0.is_none(), std::cmp::Reverse(v.1)));
                Facet { name, values }
            })
            .collect();
        let mut years: Vec<_> = self.years.into_iter().map(|(y, n)| (y.map(|y| y.to_string()), n)).collect();
        years.sort_by_key(|y| y.0.is_none());
        out.insert(1, Facet { name: "year", values: years });
        out
    }
}
