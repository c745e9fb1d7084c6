//! Does a source have these words? One quotation, or columns of them, against one text or many.

use crate::errors::usage;
use crate::table::{self, Table};
use arrow_array::{Array, ArrayRef, LargeStringArray, ListArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use fontes_check::{SourceText, Verified};
use fontes_core::align::change::Change;
use fontes_core::lang::Touch;
use fontes_core::text::CodePoints;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use pyo3_arrow::input::AnyArray;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Quotations that one thread takes at a time.
const CHUNK: usize = 256;
/// Sources that are kept ready.
const KEPT: usize = 256;

/// A change in code points.
struct Told {
    class: &'static str,
    touches: Option<&'static str>,
    quoted: (u32, u32),
    source: (u32, u32),
}

/// What is said of one quotation, in code points.
struct Row {
    verdict: &'static str,
    place: Option<(u32, u32)>,
    likeness: f32,
    changes: Vec<Told>,
}

impl Row {
    fn of(v: &Verified, quoted: &CodePoints<'_>, source: &CodePoints<'_>) -> Self {
        let told = |c: &Change| {
            Some(Told {
                class: c.class.name(),
                touches: c.touch.map(Touch::name),
                quoted: quoted.span(c.draft)?,
                source: source.span(c.source)?,
            })
        };
        Self {
            verdict: v.verdict.name(),
            place: v.place.and_then(|p| source.span(p)),
            likeness: v.likeness,
            changes: v.changes.iter().filter_map(told).collect(),
        }
    }
}

/// A source that is kept with its code points.
struct Kept {
    text: SourceText,
    points: Vec<u32>,
}

impl Kept {
    fn new(text: &str) -> Self {
        Self { points: CodePoints::checkpoints(text), text: SourceText::new(text.to_owned()) }
    }

    fn ask(&self, quoted: &str) -> Row {
        let verified = fontes_check::verify(quoted, &self.text);
        let points = CodePoints::with(self.text.text(), &self.points);
        if verified.changes.is_empty() {
            // The code points of the quotation are not asked for.
            let place = verified.place.and_then(|p| points.span(p));
            return Row {
                verdict: verified.verdict.name(),
                place,
                likeness: verified.likeness,
                changes: vec![],
            };
        }
        Row::of(&verified, &CodePoints::new(quoted), &points)
    }
}

/// One quotation and one source; the words of each change are given as they stand.
#[pyfunction]
pub(crate) fn verify<'py>(py: Python<'py>, quoted: &str, source: &str) -> PyResult<Bound<'py, PyDict>> {
    let (verified, row) = py.detach(|| {
        let kept = Kept::new(source);
        let verified = fontes_check::verify(quoted, &kept.text);
        let row = Row::of(&verified, &CodePoints::new(quoted), &CodePoints::with(source, &kept.points));
        (verified, row)
    });
    let out = PyDict::new(py);
    out.set_item("verdict", row.verdict)?;
    out.set_item("start", row.place.map(|p| p.0))?;
    out.set_item("end", row.place.map(|p| p.1))?;
    out.set_item("text", verified.place.and_then(|p| p.slice(source)))?;
    out.set_item("likeness", row.likeness)?;
    let mut changes = Vec::new();
    for (told, c) in row.changes.iter().zip(&verified.changes) {
        let change = PyDict::new(py);
        change.set_item("class", told.class)?;
        change.set_item("touches", told.touches)?;
        for (key, at, words) in
            [("quoted", told.quoted, c.draft.slice(quoted)), ("source", told.source, c.source.slice(source))]
        {
            let place = PyDict::new(py);
            place.set_item("start", at.0)?;
            place.set_item("end", at.1)?;
            place.set_item("text", words)?;
            change.set_item(key, place)?;
        }
        changes.push(change);
    }
    out.set_item("changes", changes)?;
    Ok(out)
}

/// Texts that came from Python: a column of Arrow, or strings.
enum Texts {
    Column(Vec<LargeStringArray>),
    Strings(Vec<Bound2>),
}

/// A string that is Python's own.
type Bound2 = pyo3::pybacked::PyBackedStr;

impl Texts {
    fn read(from: &Bound<'_, PyAny>, what: &str) -> PyResult<Self> {
        let arrow = from.hasattr("__arrow_c_array__")? || from.hasattr("__arrow_c_stream__")?;
        if arrow {
            let chunks: Vec<ArrayRef> = from
                .extract::<AnyArray>()?
                .into_reader()?
                .collect::<Result<_, _>>()
                .map_err(crate::errors::failed)?;
            let mut out = Vec::new();
            for chunk in chunks {
                let cast = arrow_cast::cast(&chunk, &DataType::LargeUtf8).map_err(crate::errors::failed)?;
                out.extend(cast.as_any().downcast_ref::<LargeStringArray>().cloned());
            }
            return Ok(Self::Column(out));
        }
        let strings: PyResult<Vec<Bound2>> = from.try_iter()?.map(|s| s?.extract::<Bound2>()).collect();
        strings.map(Self::Strings).map_err(|e| usage(format!("{what}: strings, or a column of Arrow ({e})")))
    }

    /// All of them; a null is nothing.
    fn all(&self) -> Vec<Option<&str>> {
        match self {
            Self::Column(chunks) => chunks.iter().flat_map(|c| c.iter()).collect(),
            Self::Strings(all) => all.iter().map(|s| Some(&**s)).collect(),
        }
    }
}

/// A column of quotations against one source, or a column of sources of the same length.
#[pyfunction]
#[pyo3(signature = (quoted, source, threads=None))]
pub(crate) fn verify_many(
    py: Python<'_>,
    quoted: &Bound<'_, PyAny>,
    source: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<Table> {
    let quoted = Texts::read(quoted, "quoted")?;
    let one = source.cast::<PyString>().is_ok();
    let source = if one { Texts::Strings(vec![source.extract()?]) } else { Texts::read(source, "source")? };
    let rows = py.detach(|| {
        let (quoted, source) = (quoted.all(), source.all());
        if !one && quoted.len() != source.len() {
            return Err(usage(format!("{} quotations and {} sources", quoted.len(), source.len())));
        }
        in_threads(threads, || rows(&quoted, &source, one))
    })?;
    table(&rows?)
}

/// Does work in so many threads, or in all that there are.
pub(crate) fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    match threads {
        Some(0) => Err(usage("threads: at least 1")),
        Some(n) => {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(n).build().map_err(crate::errors::failed)?;
            Ok(pool.install(work))
        }
        None => Ok(work()),
    }
}

fn rows(quoted: &[Option<&str>], source: &[Option<&str>], one: bool) -> PyResult<Vec<Row>> {
    let nothing = || Row { verdict: "not-checked", place: None, likeness: 0.0, changes: vec![] };
    if one {
        let Some(text) = source.first().copied().flatten() else { return Ok(vec![]) };
        let kept = Kept::new(text);
        let ask = |q: &Option<&str>| q.map_or_else(nothing, |q| kept.ask(q));
        return Ok(quoted.par_iter().with_min_len(CHUNK).map(ask).collect());
    }
    let chunks: Vec<Vec<Row>> = quoted
        .par_chunks(CHUNK)
        .zip(source.par_chunks(CHUNK))
        .map(|(quoted, source)| {
            let mut kept: HashMap<&str, Kept> = HashMap::new();
            let mut out = Vec::with_capacity(quoted.len());
            for (q, s) in quoted.iter().copied().zip(source.iter().copied()) {
                let (Some(q), Some(s)) = (q, s) else {
                    out.push(nothing());
                    continue;
                };
                if kept.len() >= KEPT && !kept.contains_key(s) {
                    kept.clear();
                }
                out.push(kept.entry(s).or_insert_with(|| Kept::new(s)).ask(q));
            }
            out
        })
        .collect();
    Ok(chunks.into_iter().flatten().collect())
}

/// Changes of many rows as one column of lists.
fn changes(rows: &[Row]) -> PyResult<ArrayRef> {
    let all = || rows.iter().flat_map(|r| &r.changes);
    let fields = Fields::from(vec![
        Field::new("class", DataType::Utf8, false),
        Field::new("touches", DataType::Utf8, true),
        Field::new("quoted_start", DataType::UInt32, false),
        Field::new("quoted_end", DataType::UInt32, false),
        Field::new("source_start", DataType::UInt32, false),
        Field::new("source_end", DataType::UInt32, false),
    ]);
    let columns = vec![
        table::words(all().map(|c| c.class)),
        table::texts(all().map(|c| c.touches)),
        table::counts(all().map(|c| c.quoted.0)),
        table::counts(all().map(|c| c.quoted.1)),
        table::counts(all().map(|c| c.source.0)),
        table::counts(all().map(|c| c.source.1)),
    ];
    let items = StructArray::try_new(fields.clone(), columns, None).map_err(crate::errors::failed)?;
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(|r| r.changes.len()));
    let field = Arc::new(Field::new("item", DataType::Struct(fields), false));
    Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(items), None).map_err(crate::errors::failed)?))
}

fn table(rows: &[Row]) -> PyResult<Table> {
    let make = |rows: &[Row]| {
        Table::of(vec![
            ("verdict", table::words(rows.iter().map(|r| r.verdict)), false),
            ("start", table::numbers(rows.iter().map(|r| r.place.map(|p| p.0))), true),
            ("end", table::numbers(rows.iter().map(|r| r.place.map(|p| p.1))), true),
            ("likeness", table::shares(rows.iter().map(|r| r.likeness)), false),
            ("changes", changes(rows)?, false),
        ])
    };
    let tables = rows.chunks(table::BATCH).map(make).collect::<PyResult<Vec<_>>>()?;
    Table::joined(tables).map_or_else(|| make(&[]), Ok)
}
