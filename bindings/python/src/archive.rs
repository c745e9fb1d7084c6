//! What is in an archive, and what does a check of a draft against it find?

use crate::errors::{failed, kit, usage};
use crate::listen::{self, stopped_or};
use crate::reading::{given, reader, said};
use crate::table::{self, Table};
use fontes_archive::Snapshot;
use fontes_check::{Draft, Finding, Options};
use fontes_core::corpus::{Index, Totals};
use fontes_kit::{IndexPlan, Wanted};
use fontes_report::json;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

type Said = Vec<(Option<String>, String, bool)>;

/// An archive as it was when it was opened.
#[pyclass(module = "fontes", frozen)]
pub(crate) struct Archive {
    path: PathBuf,
    snapshot: Arc<Snapshot>,
}

impl Archive {
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.clone()
    }

    pub(crate) fn path_of(&self) -> &std::path::Path {
        &self.path
    }

    fn totals(&self) -> &Totals {
        Index::totals(self.snapshot.as_ref())
    }
}

/// Lines of what a query found, how many documents match, and counts: name, value (none where it is not known), number.
type Searched = (Vec<String>, usize, Vec<(String, Option<String>, u64)>);

/// What `index` did: files added, replaced, unchanged, gone, not read.
type Done = (u64, u64, u64, u64, u64);

/// Brings an archive up to date with its sources.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the arguments of a command")]
pub(crate) fn index(
    py: Python<'_>,
    sources: Vec<PathBuf>,
    archive: PathBuf,
    retry_failed: bool,
    command: Option<PathBuf>,
    confined: bool,
    encoding: Option<String>,
    ocr: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<(Done, Said)> {
    let reader = reader(command, confined, encoding, ocr)?;
    let (done, notices) = listen::run(py, progress, move |heard| {
        let plan = IndexPlan { retry_failed, ..IndexPlan::new(&sources, &archive) };
        fontes_kit::index(&plan, &reader, heard).map_err(kit)
    })?;
    Ok(((done.added, done.replaced, done.unchanged, done.vanished, done.failed), said(notices)))
}

#[pymethods]
impl Archive {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let snapshot = py.detach(|| Snapshot::open(&path)).map_err(failed)?;
        Ok(Self { path, snapshot: Arc::new(snapshot) })
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// How many documents it holds.
    fn __len__(&self) -> usize {
        usize::try_from(self.totals().documents).unwrap_or(usize::MAX)
    }

    #[getter]
    fn files(&self) -> u64 {
        self.totals().files
    }

    /// Files that could not be read, or only in part.
    #[getter]
    fn unread(&self) -> u64 {
        self.totals().unread
    }

    fn __repr__(&self) -> String {
        let t = self.totals();
        let unseen = t.unseen().map_or_else(String::new, |u| format!("; {u}"));
        format!("<fontes.Archive {}: {} documents{unseen}>", self.path.display(), t.documents)
    }

    /// Checks a draft's file.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a command")]
    fn check_file(
        &self,
        py: Python<'_>,
        draft: PathBuf,
        min_words: usize,
        borrowing: bool,
        command: Option<PathBuf>,
        confined: bool,
        encoding: Option<String>,
        ocr: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Checked, Said)> {
        let options = options(min_words, borrowing)?;
        let reader = reader(command, confined, encoding, ocr)?;
        let snapshot = self.snapshot();
        let (checked, notices) = listen::run(py, progress, move |heard| {
            heard.say(format!("checking {}", draft.display()));
            fontes_kit::check(&draft, &snapshot, &reader, &options, heard).map_err(kit)
        })?;
        Ok((Checked { checked, archive: self.path.clone() }, said(notices)))
    }

    /// Looks for words, as `fontes find`.
    fn find(&self, py: Python<'_>, words: &str, limit: usize) -> PyResult<Checked> {
        if words.trim().is_empty() {
            return Err(usage("no words to find"));
        }
        let options = Options { max_witnesses: limit.max(1), ..Options::default() };
        let checked =
            py.detach(|| fontes_check::find(words, self.snapshot.as_ref(), &options)).map_err(failed)?;
        Ok(Checked { checked, archive: self.path.clone() })
    }

    /// Documents that a query finds: rows for each place, how many match in all, and the counts asked for.
    fn search(
        &self,
        py: Python<'_>,
        query: &str,
        limit: usize,
        snippets: usize,
        facets: bool,
    ) -> PyResult<Searched> {
        let wanted = Wanted { skip: 0, documents: limit, snippets, facets };
        py.detach(|| {
            let found = fontes_kit::search(&self.snapshot, query, wanted).map_err(kit)?;
            let mut out = Vec::new();
            for document in &found.documents {
                for snippet in &document.snippets {
                    if let Some(mut map) = json::passage(&document.source, snippet.span) {
                        map.insert("type".into(), "match".into());
                        map.insert("score".into(), f64::from(document.score).into());
                        out.push(json::line(map));
                    }
                }
            }
            let facets = found.facets.iter().flat_map(|f| {
                f.values.iter().map(|(value, count)| (f.name.to_owned(), value.clone(), *count))
            });
            Ok((out, found.count, facets.collect()))
        })
    }
}

fn options(min_words: usize, borrowing: bool) -> PyResult<Options> {
    if min_words < 4 {
        return Err(usage("min_words: at least 4"));
    }
    Ok(Options { borrowing, min_words, ..Options::default() })
}

/// Checks a text, or a document that was read.
#[pyfunction]
pub(crate) fn check_text(
    py: Python<'_>,
    archive: &Archive,
    draft: &Bound<'_, PyAny>,
    min_words: usize,
    borrowing: bool,
) -> PyResult<Checked> {
    let options = options(min_words, borrowing)?;
    let (path, read) = given(draft)?;
    let snapshot = archive.snapshot();
    let (checked, _) = listen::run(py, None, move |heard| {
        fontes_check::check(Draft::new(path, read), snapshot.as_ref(), &options)
            .map_err(|e| stopped_or(heard, e))
    })?;
    Ok(Checked { checked, archive: archive.path.clone() })
}

/// A checked draft.
#[pyclass(module = "fontes", frozen)]
pub(crate) struct Checked {
    checked: fontes_check::Checked,
    archive: PathBuf,
}

#[pymethods]
impl Checked {
    /// The draft's text: places of findings are code points of it.
    #[getter]
    fn text(&self) -> &str {
        self.checked.draft.text()
    }

    #[getter]
    fn path(&self) -> &str {
        &self.checked.draft.path
    }

    fn __len__(&self) -> usize {
        self.checked.findings.len()
    }

    /// JSON Lines: a line a finding, then the summary (docs/schema/check.json).
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            let mut out = Vec::new();
            json::write(&mut out, &self.checked).map_err(failed)?;
            String::from_utf8(out).map_err(failed)
        })
    }

    /// The report as one web page that loads nothing.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            let mut out = Vec::new();
            let again =
                format!("fontes check {} --archive {}", self.checked.draft.path, self.archive.display());
            fontes_report::html::write(&mut out, &self.checked, &again).map_err(failed)?;
            String::from_utf8(out).map_err(failed)
        })
    }

    /// A row a finding, with the first witness.
    fn table(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| findings(&self.checked))
    }
}

/// The place of a finding's first evidence, in code points, with its words.
struct Witness<'f> {
    path: &'f str,
    id: Option<&'f str>,
    place: (u32, u32),
    page: Option<String>,
    text: &'f str,
}

fn witness(f: &Finding) -> Option<Witness<'_>> {
    let e = f.evidence.first()?;
    let w = &e.witness;
    Some(Witness {
        path: &w.path,
        id: w.id(),
        place: w.points(e.span)?,
        page: w.page(e.span.start()).map(|p| p.label.clone()).filter(|l| !l.is_empty()),
        text: w.slice(e.span)?,
    })
}

fn findings(checked: &fontes_check::Checked) -> PyResult<Table> {
    let draft = &checked.draft;
    let points = draft.code_points();
    let all = &checked.findings;
    let places: Vec<Option<(u32, u32)>> = all.iter().map(|f| points.span(f.draft)).collect();
    let lines: Vec<Option<u32>> = all.iter().map(|f| draft.spots(f.draft).map(|s| s.0.line)).collect();
    let fingerprints: Vec<String> = all.iter().map(|f| f.keys.fingerprint.clone()).collect();
    let codes: Vec<String> = all.iter().map(Finding::code).collect();
    let witnesses: Vec<Option<Witness<'_>>> = all.iter().map(witness).collect();
    let of = || witnesses.iter().map(Option::as_ref);
    Table::of(vec![
        ("code", table::words(codes.iter().map(String::as_str)), false),
        ("kind", table::words(all.iter().map(|f| f.kind.name())), false),
        ("verdict", table::words(all.iter().map(|f| f.verdict.name())), false),
        ("severity", table::words(all.iter().map(|f| f.severity().name())), false),
        ("start", table::numbers(places.iter().map(|p| p.map(|p| p.0))), true),
        ("end", table::numbers(places.iter().map(|p| p.map(|p| p.1))), true),
        ("line", table::numbers(lines.iter().copied()), true),
        ("text", table::texts(all.iter().map(|f| f.draft.slice(draft.text()))), true),
        ("message", table::words(all.iter().map(|f| f.message.as_str())), false),
        ("likeness", table::shares(all.iter().map(|f| f.likeness)), false),
        ("witness_path", table::texts(of().map(|w| Some(w?.path))), true),
        ("witness_id", table::texts(of().map(|w| w?.id)), true),
        ("witness_start", table::numbers(of().map(|w| Some(w?.place.0))), true),
        ("witness_end", table::numbers(of().map(|w| Some(w?.place.1))), true),
        ("witness_page", table::texts(of().map(|w| w?.page.as_deref())), true),
        ("witness_text", table::texts(of().map(|w| Some(w?.text))), true),
        ("silenced", table::texts(all.iter().map(|f| f.silenced.as_deref())), true),
        ("fingerprint", table::words(fingerprints.iter().map(String::as_str)), false),
    ])
}
