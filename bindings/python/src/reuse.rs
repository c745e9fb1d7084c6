//! Who copied whom? Reuse within a table or an archive, as tables.

use crate::archive::Archive;
use crate::corpus::{Columns, corpus};
use crate::errors::{failed, kit, usage};
use crate::listen::{self, Heard, Stoppable, stopped_or};
use crate::table::{self, Table};
use crate::verify::in_threads;
use arrow_array::ArrayRef;
use fontes_check::reuse::cluster::{Cluster, clusters};
use fontes_check::reuse::{Found, Options, SeriesBy, Within, reuse};
use fontes_core::corpus::Corpus;
use fontes_core::text::Span;
use fontes_kit::ArchiveCorpus;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;
use std::sync::Arc;

/// What is asked, as Python says it.
#[derive(Debug, Clone, FromPyObject)]
pub(crate) struct Asked {
    #[pyo3(item)]
    min_words: usize,
    #[pyo3(item)]
    min_score: f32,
    #[pyo3(item)]
    max_df: usize,
    #[pyo3(item)]
    all: bool,
    #[pyo3(item)]
    within: String,
    #[pyo3(item)]
    since: Option<String>,
    #[pyo3(item)]
    memory: Option<u64>,
    #[pyo3(item)]
    threads: Option<usize>,
}

impl Asked {
    pub(crate) fn options(&self) -> PyResult<Options> {
        if self.min_words < 4 {
            return Err(usage("min_words: at least 4"));
        }
        if !(0.0..=1.0).contains(&self.min_score) {
            return Err(usage("min_score: from 0 to 1"));
        }
        if !(2..=254).contains(&self.max_df) {
            return Err(usage("max_df: from 2 to 254"));
        }
        let within = match self.within.as_str() {
            "all" => Within::All,
            "across" => Within::Across,
            "inside" => Within::Inside,
            other => return Err(usage(format!("within: all, across or inside, not {other}"))),
        };
        Ok(Options {
            min_words: self.min_words,
            min_score: self.min_score,
            max_documents: self.max_df,
            all: self.all,
            duplicates: false,
            within,
            series: SeriesBy::Field,
            since: self.since.clone(),
            new_from: 0,
            memory: self.memory.unwrap_or_else(|| fontes_kit::machine_memory() / 4),
        })
    }
}

/// What was found, with the texts.
#[pyclass(module = "fontes", frozen)]
pub(crate) struct Reuses {
    found: Found,
    corpus: Arc<dyn Corpus + Send>,
    unread: u64,
}

fn found(
    py: Python<'_>,
    corpus: Arc<dyn Corpus + Send>,
    asked: &Asked,
    unread: u64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Reuses> {
    let options = asked.options()?;
    if corpus.len() < 2 {
        return Err(usage(format!("{} documents: reuse needs two or more", corpus.len())));
    }
    let threads = asked.threads;
    let (out, _) = listen::run(py, progress, move |heard: &Heard| {
        let stoppable = Stoppable { corpus: corpus.as_ref(), heard };
        let far = |share: u64| heard.say(format!("{:.1} %", share as f64 / 10.0));
        let found = in_threads(threads, || reuse(&stoppable, &options, None, &far))?;
        let found = found.map_err(|e| stopped_or(heard, e))?;
        let unread = unread + found.too_long;
        Ok(Reuses { found, corpus, unread })
    })?;
    Ok(out)
}

/// Reuse within a table.
#[pyfunction]
pub(crate) fn reuse_table(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    columns: Columns,
    asked: Asked,
    progress: Option<Py<PyAny>>,
) -> PyResult<Reuses> {
    let batches = table::read(table)?;
    let corpus = py.detach(|| corpus(&batches, &columns))?;
    found(py, Arc::new(corpus), &asked, 0, progress)
}

/// Reuse within an archive; documents whose paths begin with one of `new` are compared with all, the others are not compared.
#[pyfunction]
pub(crate) fn reuse_archive(
    py: Python<'_>,
    archive: &Archive,
    asked: Asked,
    progress: Option<Py<PyAny>>,
) -> PyResult<Reuses> {
    let options = asked.options()?;
    // A corpus takes its archive for itself.
    let snapshot = fontes_archive::Snapshot::open(archive.path_of()).map_err(failed)?;
    let unread = fontes_core::corpus::Index::totals(&snapshot).unread;
    let corpus = ArchiveCorpus::new(snapshot, &[], options.memory).map_err(kit)?;
    found(py, Arc::new(corpus), &asked, unread, progress)
}

/// One side of a pair, or a witness.
struct Row {
    document: u32,
    start: u32,
    end: u32,
    bytes: Span,
    page: String,
    text: String,
}

impl Reuses {
    fn row(&self, document: u32, span: Span) -> PyResult<Row> {
        let source = self.corpus.source(document as usize).map_err(failed)?;
        let misplaced = || failed("a reported span does not lie in its text: this is a bug of fontes");
        let (start, end) = source.points(span).ok_or_else(misplaced)?;
        let text = source.slice(span).ok_or_else(misplaced)?.to_owned();
        let page = source.page(span.start()).map_or_else(String::new, |p| p.label.clone());
        Ok(Row { document, start, end, bytes: span, page, text })
    }

    fn rows(&self, sides: &[(u32, Span)]) -> PyResult<Vec<Row>> {
        sides.par_iter().with_min_len(64).map(|(d, s)| self.row(*d, *s)).collect()
    }

    fn head(&self, document: u32) -> &fontes_check::reuse::Head {
        &self.found.heads[document as usize]
    }

    fn date(&self, document: u32) -> Option<&str> {
        self.head(document).date.as_deref()
    }

    fn pairs(&self) -> PyResult<Table> {
        let make = |reuses: &[fontes_check::reuse::Reuse]| {
            let a: Vec<(u32, Span)> = reuses.iter().map(|r| (r.a, r.a_span)).collect();
            let b: Vec<(u32, Span)> = reuses.iter().map(|r| (r.b, r.b_span)).collect();
            let (a, b) = (self.rows(&a)?, self.rows(&b)?);
            let first = reuses.iter().map(|r| earlier(self.date(r.a), self.date(r.b)));
            let mut columns: Vec<(&'static str, ArrayRef, bool)> = vec![
                ("score", table::shares(reuses.iter().map(|r| r.score)), false),
                ("words", table::counts(reuses.iter().map(|r| r.words)), false),
                ("bits", table::shares(reuses.iter().map(|r| r.bits)), false),
                ("earlier", table::texts(first), true),
            ];
            columns.extend(self.side(&a, &A));
            columns.extend(self.side(&b, &B));
            Table::of(columns)
        };
        let tables = self.found.reuses.chunks(table::BATCH).map(make).collect::<PyResult<Vec<_>>>()?;
        Table::joined(tables).map_or_else(|| make(&[]), Ok)
    }

    fn side(&self, rows: &[Row], names: &'static [&'static str; 11]) -> Vec<(&'static str, ArrayRef, bool)> {
        let head = |r: &Row| self.head(r.document);
        vec![
            (names[0], table::counts(rows.iter().map(|r| r.document)), false),
            (names[1], table::words(rows.iter().map(|r| head(r).path.as_str())), false),
            (names[2], table::texts(rows.iter().map(|r| head(r).id.as_deref())), true),
            (names[3], table::texts(rows.iter().map(|r| head(r).series.as_deref())), true),
            (names[4], table::texts(rows.iter().map(|r| head(r).date.as_deref())), true),
            (names[5], table::counts(rows.iter().map(|r| r.start)), false),
            (names[6], table::counts(rows.iter().map(|r| r.end)), false),
            (names[7], table::counts(rows.iter().map(|r| r.bytes.start())), false),
            (names[8], table::counts(rows.iter().map(|r| r.bytes.end())), false),
            (names[9], table::words(rows.iter().map(|r| r.page.as_str())), false),
            (names[10], table::words(rows.iter().map(|r| r.text.as_str())), false),
        ]
    }
}

const A: [&str; 11] = [
    "a_row",
    "a_path",
    "a_id",
    "a_series",
    "a_date",
    "a_start",
    "a_end",
    "a_byte_start",
    "a_byte_end",
    "a_page",
    "a_text",
];
const B: [&str; 11] = [
    "b_row",
    "b_path",
    "b_id",
    "b_series",
    "b_date",
    "b_start",
    "b_end",
    "b_byte_start",
    "b_byte_end",
    "b_page",
    "b_text",
];

/// Which of two dated documents is the earlier, if the dates tell.
fn earlier(a: Option<&str>, b: Option<&str>) -> Option<&'static str> {
    let (a, b) = (a?, b?);
    // "1973" and "1973-09" do not tell.
    let n = a.len().min(b.len());
    match a.get(..n)?.cmp(b.get(..n)?) {
        std::cmp::Ordering::Less => Some("a"),
        std::cmp::Ordering::Greater => Some("b"),
        std::cmp::Ordering::Equal => None,
    }
}

#[pymethods]
impl Reuses {
    fn __len__(&self) -> usize {
        self.found.reuses.len()
    }

    /// A row a pair of passages.
    fn table(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| self.pairs())
    }

    /// The same with passim's names.
    fn passim(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| {
            let make = |reuses: &[fontes_check::reuse::Reuse]| {
                let a: Vec<(u32, Span)> = reuses.iter().map(|r| (r.a, r.a_span)).collect();
                let b: Vec<(u32, Span)> = reuses.iter().map(|r| (r.b, r.b_span)).collect();
                let (a, b) = (self.rows(&a)?, self.rows(&b)?);
                let mut columns = self.passim_side(&a, &ONE);
                columns.extend(self.passim_side(&b, &TWO));
                columns.push(("words", table::counts(reuses.iter().map(|r| r.words)), false));
                columns.push(("score", table::shares(reuses.iter().map(|r| r.score)), false));
                Table::of(columns)
            };
            let tables = self.found.reuses.chunks(table::BATCH).map(make).collect::<PyResult<Vec<_>>>()?;
            Table::joined(tables).map_or_else(|| make(&[]), Ok)
        })
    }

    /// A row a witness of a passage.
    fn clusters(&self, py: Python<'_>, passim: bool) -> PyResult<Table> {
        py.detach(|| {
            let all = clusters(&self.found);
            let flat: Vec<(usize, &Cluster, usize)> = all
                .iter()
                .enumerate()
                .flat_map(|(n, c)| (0..c.witnesses.len()).map(move |i| (n + 1, c, i)))
                .collect();
            let make = |witnesses: &[(usize, &Cluster, usize)]| {
                let sides: Vec<(u32, Span)> = witnesses
                    .iter()
                    .map(|(_, c, i)| (c.witnesses[*i].document, c.witnesses[*i].span))
                    .collect();
                let rows = self.rows(&sides)?;
                let mut columns: Vec<(&'static str, ArrayRef, bool)> = vec![
                    ("cluster", table::longs(witnesses.iter().map(|w| w.0 as i64)), false),
                    ("size", table::counts(witnesses.iter().map(|w| w.1.witnesses.len() as u32)), false),
                ];
                if passim {
                    columns.extend(self.passim_side(&rows, &ONE));
                } else {
                    let sigla: Vec<String> = witnesses.iter().map(|w| Cluster::siglum(w.2)).collect();
                    columns.push(("siglum", table::words(sigla.iter().map(String::as_str)), false));
                    columns.extend(self.side(&rows, &WITNESS));
                }
                Table::of(columns)
            };
            let tables = flat.chunks(table::BATCH).map(make).collect::<PyResult<Vec<_>>>()?;
            Table::joined(tables).map_or_else(|| make(&[]), Ok)
        })
    }

    /// Documents that are the same throughout.
    fn duplicates(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| {
            let all = &self.found.duplicates;
            Table::of(vec![
                ("a_row", table::counts(all.iter().map(|d| d.a)), false),
                ("a_path", table::words(all.iter().map(|d| self.head(d.a).path.as_str())), false),
                ("a_id", table::texts(all.iter().map(|d| self.head(d.a).id.as_deref())), true),
                ("b_row", table::counts(all.iter().map(|d| d.b)), false),
                ("b_path", table::words(all.iter().map(|d| self.head(d.b).path.as_str())), false),
                ("b_id", table::texts(all.iter().map(|d| self.head(d.b).id.as_deref())), true),
                ("score", table::shares(all.iter().map(|d| d.score)), false),
            ])
        })
    }

    /// How much was compared, found and set aside.
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let out = PyDict::new(py);
        out.set_item("documents", self.found.documents)?;
        out.set_item("bytes", self.found.bytes)?;
        out.set_item("files_unread", self.unread)?;
        out.set_item("documents_too_long", self.found.too_long)?;
        out.set_item("reuses", self.found.reuses.len())?;
        out.set_item("duplicates", self.found.duplicates.len())?;
        let aside = PyDict::new(py);
        aside.set_item("stock", self.found.aside.stock)?;
        aside.set_item("lists", self.found.aside.lists)?;
        aside.set_item("common", self.found.aside.common)?;
        aside.set_item("series", self.found.aside.series)?;
        out.set_item("set_aside", aside)?;
        Ok(out)
    }

    /// JSON Lines (docs/schema/reuse.json), with every alignment: what `fontes reuse -o x.jsonl` writes.
    fn json(&self, py: Python<'_>, as_clusters: bool) -> PyResult<String> {
        py.detach(|| {
            let mut out = Vec::new();
            let corpus = self.corpus.as_ref();
            if as_clusters {
                let all = clusters(&self.found);
                fontes_report::reuse::clusters_json(&mut out, corpus, &self.found, &all, self.unread, true)
            } else {
                fontes_report::reuse::json(&mut out, corpus, &self.found, self.unread, true)
            }
            .map_err(failed)?;
            String::from_utf8(out).map_err(failed)
        })
    }

    /// The collation of all clusters as a web page.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            let mut out = Vec::new();
            let all = clusters(&self.found);
            fontes_report::collation::html(&mut out, self.corpus.as_ref(), &self.found, &all)
                .map_err(failed)?;
            String::from_utf8(out).map_err(failed)
        })
    }
}

const WITNESS: [&str; 11] =
    ["row", "path", "id", "series", "date", "start", "end", "byte_start", "byte_end", "page", "text"];
const ONE: [&str; 8] = ["uid", "id", "series", "date", "title", "begin", "end", "text"];
const TWO: [&str; 8] = ["uid2", "id2", "series2", "date2", "title2", "begin2", "end2", "text2"];

impl Reuses {
    fn passim_side(
        &self,
        rows: &[Row],
        names: &'static [&'static str; 8],
    ) -> Vec<(&'static str, ArrayRef, bool)> {
        let head = |r: &Row| self.head(r.document);
        vec![
            (names[0], table::longs(rows.iter().map(|r| i64::from(r.document))), false),
            (names[1], table::texts(rows.iter().map(|r| head(r).id.as_deref())), true),
            (names[2], table::texts(rows.iter().map(|r| head(r).series.as_deref())), true),
            (names[3], table::texts(rows.iter().map(|r| head(r).date.as_deref())), true),
            (names[4], table::texts(rows.iter().map(|r| head(r).title.as_deref())), true),
            (names[5], table::counts(rows.iter().map(|r| r.start)), false),
            (names[6], table::counts(rows.iter().map(|r| r.end)), false),
            (names[7], table::words(rows.iter().map(|r| r.text.as_str())), false),
        ]
    }
}
