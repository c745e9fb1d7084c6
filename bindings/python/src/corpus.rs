//! Which documents does a table hold? Its rows, with the columns that are named.

use crate::errors::{failed, usage};
use crate::reading::plain;
use crate::table::text_column;
use arrow_array::{Array, LargeStringArray, RecordBatch};
use fontes_core::text::Document;
use fontes_kit::FileCorpus;
use pyo3::PyResult;
use rayon::prelude::*;

/// Which columns are what.
#[derive(Debug, Clone, pyo3::FromPyObject)]
pub(crate) struct Columns {
    #[pyo3(item)]
    pub(crate) text: String,
    #[pyo3(item)]
    pub(crate) id: Option<String>,
    #[pyo3(item)]
    pub(crate) series: Option<String>,
    #[pyo3(item)]
    pub(crate) date: Option<String>,
    #[pyo3(item)]
    pub(crate) title: Option<String>,
    #[pyo3(item)]
    pub(crate) author: Option<String>,
}

/// What documents of a table have for a path.
pub(crate) const PATH: &str = "table";

/// The columns of one batch, as text.
struct Batch {
    text: LargeStringArray,
    others: [Option<LargeStringArray>; 5],
}

impl Batch {
    fn of(batch: &RecordBatch, columns: &Columns) -> PyResult<Self> {
        let there = |name: &str| {
            let schema = batch.schema();
            let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            usage(format!("there is no column \"{name}\"; there are: {}", names.join(", ")))
        };
        let asked = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => text_column(batch, name)?.map(Some).ok_or_else(|| there(name)),
        };
        let text = text_column(batch, &columns.text)?.ok_or_else(|| there(&columns.text))?;
        let others = [
            asked(&columns.id)?,
            asked(&columns.series)?,
            asked(&columns.date)?,
            asked(&columns.title)?,
            asked(&columns.author)?,
        ];
        Ok(Self { text, others })
    }

    fn document(&self, i: usize, first: usize) -> Document {
        let cell = |k: usize| {
            let column = self.others[k].as_ref()?;
            (!column.is_null(i)).then(|| column.value(i).to_owned())
        };
        let text = if self.text.is_null(i) { "" } else { self.text.value(i) };
        // A time of day says nothing more of which was first than people want to be told.
        let day = |d: String| d.split(['T', ' ']).next().unwrap_or_default().to_owned();
        Document {
            id: cell(0).or_else(|| Some((first + i).to_string())),
            series: cell(1),
            date: cell(2).map(day).filter(|d| !d.is_empty()),
            title: cell(3),
            author: cell(4),
            ..plain(text.to_owned())
        }
    }
}

/// The documents of a table, a row each, in order; rows without an id have their number.
pub(crate) fn documents(batches: &[RecordBatch], columns: &Columns) -> PyResult<Vec<(String, Document)>> {
    let mut out = Vec::new();
    for batch in batches {
        let read = Batch::of(batch, columns)?;
        let first = out.len();
        let all: Vec<(String, Document)> = (0..batch.num_rows())
            .into_par_iter()
            .map(|i| (PATH.to_owned(), read.document(i, first)))
            .collect();
        out.extend(all);
    }
    if let Some(long) = out.iter().position(|d| d.1.text.len() >= u32::MAX as usize) {
        return Err(failed(format!("row {long} has 4 GiB of text or more; split it")));
    }
    Ok(out)
}

/// The same as a corpus.
pub(crate) fn corpus(batches: &[RecordBatch], columns: &Columns) -> PyResult<FileCorpus> {
    Ok(FileCorpus::new(documents(batches, columns)?, &[]))
}
