//! What does a file or a text say? Its documents, dates, numbers, statements, the works that it cites, what it shares with another.

use crate::archive::Archive;
use crate::errors::{failed, kit, no_command, usage};
use crate::listen::{self, Notice};
use fontes_check::wanted::{cited as works_cited, wanted};
use fontes_check::{Draft, Options};
use fontes_core::lang;
use fontes_core::read::attributions;
use fontes_core::text::Document as Read;
use fontes_kit::{ReadOptions, Reader, UseOcr, Workers};
use fontes_report::compare::{self as report, Side};
use fontes_report::facts::{self as said_in, Show};
use fontes_report::{document, json, statements::Row};
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::path::PathBuf;

/// A document that was read.
#[pyclass(module = "fontes", frozen)]
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) path: String,
    pub(crate) read: Read,
}

#[pymethods]
impl Document {
    /// The file that it was read of.
    #[getter]
    fn path(&self) -> &str {
        &self.path
    }

    #[getter]
    fn text(&self) -> &str {
        &self.read.text
    }

    #[getter]
    fn id(&self) -> Option<&str> {
        self.read.id.as_deref()
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.read.title.as_deref()
    }

    #[getter]
    fn author(&self) -> Option<&str> {
        self.read.author.as_deref()
    }

    #[getter]
    fn date(&self) -> Option<&str> {
        self.read.date.as_deref()
    }

    #[getter]
    fn series(&self) -> Option<&str> {
        self.read.series.as_deref()
    }

    #[getter]
    fn language(&self) -> Option<&str> {
        self.read.language.as_deref()
    }

    #[getter]
    fn media_type(&self) -> &str {
        &self.read.media_type
    }

    /// The document as one line of JSON (docs/schema/read.json); places are code points of its text.
    fn json(&self) -> String {
        json::line(document::value(&self.path, &self.read))
    }

    fn __repr__(&self) -> String {
        let name =
            self.read.id.as_ref().map_or_else(|| self.path.clone(), |id| format!("{}#{id}", self.path));
        format!("<fontes.Document {name}: {} letters>", self.read.text.chars().count())
    }
}

/// A text of Python's as a document.
pub(crate) fn plain(text: String) -> Read {
    let language = lang::detect(&text).map(|l| l.code().to_owned());
    Read { text, language, media_type: "text/plain".into(), ..Read::default() }
}

/// What was given as a text: a string, or a document.
pub(crate) fn given(from: &Bound<'_, PyAny>) -> PyResult<(String, Read)> {
    if let Ok(document) = from.cast::<Document>() {
        let d = document.get();
        return Ok((d.path.clone(), d.read.clone()));
    }
    match from.cast::<PyString>() {
        Ok(text) => Ok(("-".into(), plain(text.to_str()?.to_owned()))),
        Err(_) => Err(usage("a text is a str, or what fontes.read gives")),
    }
}

/// How files are read.
pub(crate) fn reader(
    command: Option<PathBuf>,
    confined: bool,
    encoding: Option<String>,
    ocr: bool,
) -> PyResult<Reader> {
    let workers = match (confined, command) {
        (true, Some(command)) => Workers::Program(command),
        (true, None) => return Err(no_command()),
        (false, _) => Workers::None,
    };
    let ocr = if ocr { UseOcr::Auto } else { UseOcr::Never };
    Ok(Reader::new(&ReadOptions { encoding, ocr, workers, ..ReadOptions::default() }))
}

/// What was said, as Python has it.
pub(crate) fn said(notices: Vec<Notice>) -> Vec<(Option<String>, String, bool)> {
    notices.into_iter().map(|n| (n.path, n.what, n.loss)).collect()
}

type Said = Vec<(Option<String>, String, bool)>;

/// The documents of files and folders.
#[pyfunction]
pub(crate) fn read(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    command: Option<PathBuf>,
    confined: bool,
    encoding: Option<String>,
    ocr: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<(Vec<Document>, Said)> {
    let reader = reader(command, confined, encoding, ocr)?;
    let (documents, notices) = listen::run(py, progress, move |heard| {
        let (documents, _) = fontes_kit::read_all(&paths, &reader, heard).map_err(kit)?;
        Ok(documents.into_iter().map(|(path, read)| Document { path, read }).collect())
    })?;
    Ok((documents, said(notices)))
}

fn lines(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> PyResult<String> {
    let mut out = Vec::new();
    write(&mut out).map_err(failed)?;
    String::from_utf8(out).map_err(failed)
}

/// What a text says of these kinds, as JSON Lines.
#[pyfunction]
pub(crate) fn facts(py: Python<'_>, text: &Bound<'_, PyAny>, kinds: Vec<String>) -> PyResult<String> {
    let show = |k: &String| {
        Ok(match k.as_str() {
            "dates" => Show::Dates,
            "numbers" => Show::Numbers,
            "names" => Show::Names,
            "references" => Show::References,
            "notes" => Show::Notes,
            "statements" => Show::Statements,
            other => {
                return Err(usage(format!(
                    "{other}: dates, numbers, names, references, notes or statements"
                )));
            }
        })
    };
    let show: Vec<Show> = kinds.iter().map(show).collect::<PyResult<_>>()?;
    let (path, read) = given(text)?;
    py.detach(|| lines(|out| said_in::write(out, &path, &read, &show, None, true)))
}

/// Who says what, as JSON Lines; with an archive, whether it bears it out.
#[pyfunction]
#[pyo3(signature = (text, archive=None))]
pub(crate) fn statements(
    py: Python<'_>,
    text: &Bound<'_, PyAny>,
    archive: Option<&Archive>,
) -> PyResult<String> {
    let (path, read) = given(text)?;
    let archive = archive.map(Archive::snapshot);
    py.detach(|| {
        let draft = Draft::new(path, read);
        let found = attributions(&draft.document);
        let (draft, findings) = match &archive {
            Some(archive) => {
                let options = Options { borrowing: false, facts: false, ..Options::default() };
                let checked = fontes_check::check(draft, archive.as_ref(), &options).map_err(failed)?;
                (checked.draft, checked.findings)
            }
            None => (draft, vec![]),
        };
        let row = |s| json::line(Row::of(&draft, s, &findings, archive.is_some()).value) + "\n";
        Ok(found.iter().map(row).collect())
    })
}

/// The works that a text cites, as JSON Lines; with an archive, those that it lacks.
#[pyfunction]
#[pyo3(signature = (text, archive=None))]
pub(crate) fn cited(py: Python<'_>, text: &Bound<'_, PyAny>, archive: Option<&Archive>) -> PyResult<String> {
    let (path, read) = given(text)?;
    let archive = archive.map(Archive::snapshot);
    py.detach(|| {
        let draft = Draft::new(path, read);
        let works = match &archive {
            Some(archive) => wanted(&draft, archive.as_ref()).map_err(failed)?,
            None => works_cited(&draft),
        };
        lines(|out| json::works(out, &works, &draft, None))
    })
}

/// The passages that two texts share, as JSON Lines (docs/schema/compare.json).
#[pyfunction]
pub(crate) fn compare(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
    min_words: usize,
    rewritten: bool,
) -> PyResult<String> {
    if min_words < 3 {
        return Err(usage("min_words: at least 3"));
    }
    let ((pa, a), (pb, b)) = (given(a)?, given(b)?);
    py.detach(|| {
        let (x, y) = (Side::new(pa, a), Side::new(pb, b));
        if rewritten {
            let found = report::rewritings(&x, &y);
            return lines(|out| report::rewritings_json(out, &x, &y, &found));
        }
        let passages = fontes_check::compare(&x.folded, &y.folded, min_words);
        lines(|out| report::json(out, &x, &y, &passages))
    })
}
