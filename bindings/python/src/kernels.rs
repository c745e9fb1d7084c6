//! What does a cluster of machines ask of one text, of two, and at the end of all? The steps of `fontes.spark`, over batches of Arrow.
//!
//! Numbers and places are signed here, since Spark knows no others.

use crate::errors::{failed, usage};
use crate::reading::plain;
use crate::reuse::Asked;
use crate::table::{self, Table};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Float32Array, Int32Array, Int64Array, LargeStringArray,
    ListArray, RecordBatch,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use fontes_check::reuse::cluster::clusters;
use fontes_check::reuse::{
    Apart, Duplicate, Head, Options, Reuse, Side, fingerprints, finish, shift, stride,
};
use fontes_core::align::seed::pairing;
use fontes_core::text::{CodePoints, Document, Span};
use pyo3::prelude::*;
use std::sync::Arc;

fn column<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| failed(format!("a batch without the column {name}")))
}

fn cast(batch: &RecordBatch, name: &str, to: &DataType) -> PyResult<ArrayRef> {
    arrow_cast::cast(column(batch, name)?, to).map_err(failed)
}

fn array(a: impl Array + 'static) -> ArrayRef {
    Arc::new(a)
}

fn ints(batch: &RecordBatch, name: &str) -> PyResult<Int32Array> {
    Ok(cast(batch, name, &DataType::Int32)?.as_primitive::<Int32Type>().clone())
}

fn longs(batch: &RecordBatch, name: &str) -> PyResult<Int64Array> {
    Ok(cast(batch, name, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

fn texts(batch: &RecordBatch, name: &str) -> PyResult<LargeStringArray> {
    Ok(cast(batch, name, &DataType::LargeUtf8)?.as_string::<i64>().clone())
}

fn bytes(batch: &RecordBatch, name: &str) -> PyResult<BinaryArray> {
    Ok(cast(batch, name, &DataType::Binary)?.as_binary::<i32>().clone())
}

/// A column of lists, and its values as one array of a type.
fn list(array: &dyn Array) -> PyResult<ListArray> {
    let to = match array.data_type() {
        DataType::List(_) => return Ok(array.as_list::<i32>().clone()),
        DataType::LargeList(field) => DataType::List(field.clone()),
        other => return Err(failed(format!("a column of lists, not {other}"))),
    };
    Ok(arrow_cast::cast(array, &to).map_err(failed)?.as_list::<i32>().clone())
}

fn int(n: u32) -> PyResult<i32> {
    i32::try_from(n).map_err(|_| failed("a number beyond 2^31: split the document"))
}

fn of_ints(all: &[u32]) -> PyResult<Int32Array> {
    all.iter().map(|&n| int(n)).collect()
}

fn lists(values: ArrayRef, lengths: impl Iterator<Item = usize>) -> PyResult<ArrayRef> {
    let field = Arc::new(Field::new("element", values.data_type().clone(), false));
    Ok(Arc::new(
        ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), values, None).map_err(failed)?,
    ))
}

/// How a corpus of so many bytes is counted: the step of the sample of its words, and the bits by which a fingerprint is shifted to
/// give the slot that it is counted in.
#[pyfunction]
pub(crate) fn survey(bytes: u64, asked: Asked) -> PyResult<(usize, u32)> {
    Ok((stride(bytes), shift(bytes, &asked.options()?)))
}

/// What each text (`number`, `text`) is to the others.
#[pyfunction]
pub(crate) fn postings(
    py: Python<'_>,
    batch: &Bound<'_, PyAny>,
    stride: usize,
    min_words: usize,
) -> PyResult<Table> {
    let batches = table::read(batch)?;
    py.detach(|| {
        let mut out = Vec::new();
        for batch in &batches {
            out.push(postings_of(batch, stride, min_words)?);
        }
        Table::joined(out).ok_or_else(|| failed("no batch"))
    })
}

fn postings_of(batch: &RecordBatch, stride: usize, min_words: usize) -> PyResult<Table> {
    let (numbers, all) = (longs(batch, "number")?, texts(batch, "text")?);
    let (mut hashes, mut ats, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
    let (mut words, mut runs, mut sampled) = (Vec::new(), Vec::new(), Vec::new());
    let (mut units, mut counted, mut digests, mut languages, mut heads, mut tails) =
        (vec![], vec![], vec![], vec![], vec![], vec![]);
    for i in 0..batch.num_rows() {
        let text = if all.is_null(i) { "" } else { all.value(i) };
        let document = plain(text.to_owned());
        let number = usize::try_from(numbers.value(i)).map_err(failed)?;
        let f = fingerprints(&document, number, stride);
        let short = (f.words as usize) < min_words;
        digests.push(if short { String::new() } else { fontes_core::corpus::digest(text.as_bytes()) });
        languages.push(document.language);
        units.push(f.units);
        counted.push(f.words);
        lengths.push(f.grams.len());
        hashes.extend(f.grams.iter().map(|g| g.0.cast_signed()));
        for g in &f.grams {
            ats.push(int(g.1)?);
        }
        sampled.push(f.sample.len());
        for run in &f.sample {
            runs.push(run.len());
            words.extend(run.iter().map(|w| w.cast_signed()));
        }
        heads.push(f.head);
        tails.push(f.tail);
    }
    let sample = lists(array(Int64Array::from(words)), runs.into_iter())?;
    Table::of(vec![
        ("number", array(numbers), false),
        ("units", array(of_ints(&units)?), false),
        ("words", array(of_ints(&counted)?), false),
        ("digest", table::words(digests.iter().map(String::as_str)), false),
        ("language", table::texts(languages.iter().map(Option::as_deref)), true),
        ("hashes", lists(array(Int64Array::from(hashes)), lengths.iter().copied())?, false),
        ("ats", lists(array(Int32Array::from(ats)), lengths.iter().copied())?, false),
        ("sample", lists(sample, sampled.into_iter())?, false),
        ("head", array(BinaryArray::from_iter_values(heads)), false),
        ("tail", array(BinaryArray::from_iter_values(tails)), false),
    ])
}

/// The pairs that a fingerprint makes: of each row its places (`members`: `number`, `at`, in any order) and how often it stands.
#[pyfunction]
pub(crate) fn seeds(py: Python<'_>, batch: &Bound<'_, PyAny>, most: usize) -> PyResult<Table> {
    let batches = table::read(batch)?;
    py.detach(|| {
        let (mut d, mut q, mut d_at, mut q_at, mut rare) = (vec![], vec![], vec![], vec![], vec![]);
        for batch in &batches {
            let members = list(column(batch, "members")?)?;
            let counts = longs(batch, "count")?;
            for i in 0..batch.num_rows() {
                let group = members.value(i);
                let group = group.as_struct();
                let part = |name: &str| -> PyResult<ArrayRef> {
                    group
                        .column_by_name(name)
                        .cloned()
                        .ok_or_else(|| failed("members without a number or a place"))
                };
                let numbers = arrow_cast::cast(&part("number")?, &DataType::Int64).map_err(failed)?;
                let ats = arrow_cast::cast(&part("at")?, &DataType::Int32).map_err(failed)?;
                let (numbers, ats) = (numbers.as_primitive::<Int64Type>(), ats.as_primitive::<Int32Type>());
                let mut places: Vec<(i64, i32)> =
                    numbers.values().iter().copied().zip(ats.values().iter().copied()).collect();
                if !(2..=most).contains(&places.len()) {
                    continue;
                }
                places.sort_unstable();
                let (is_rare, nearest) = pairing(u32::try_from(counts.value(i)).unwrap_or(u32::MAX));
                for (k, later) in places.iter().enumerate().skip(1) {
                    for earlier in &places[k.saturating_sub(nearest)..k] {
                        if earlier.0 == later.0 {
                            continue;
                        }
                        d.push(earlier.0);
                        q.push(later.0);
                        d_at.push(earlier.1);
                        q_at.push(later.1);
                        rare.push(is_rare);
                    }
                }
            }
        }
        Table::of(vec![
            ("d", array(Int64Array::from(d)), false),
            ("q", array(Int64Array::from(q)), false),
            ("d_at", array(Int32Array::from(d_at)), false),
            ("q_at", array(Int32Array::from(q_at)), false),
            ("rare", array(BooleanArray::from(rare)), false),
        ])
    })
}

/// The alignment of pairs of texts of one corpus.
#[pyclass(module = "fontes", frozen)]
pub(crate) struct Aligner {
    apart: Apart,
}

#[pymethods]
impl Aligner {
    /// `sample` is a column of runs of hashed words (`sample`); `bytes` those of all texts.
    #[new]
    fn new(py: Python<'_>, sample: &Bound<'_, PyAny>, bytes: u64, asked: Asked) -> PyResult<Self> {
        let batches = table::read(sample)?;
        let options = asked.options()?;
        py.detach(|| {
            let mut runs: Vec<Vec<u64>> = Vec::new();
            for batch in &batches {
                let all = list(column(batch, "sample")?)?;
                for i in 0..all.len() {
                    let run = arrow_cast::cast(&all.value(i), &DataType::Int64).map_err(failed)?;
                    runs.push(
                        run.as_primitive::<Int64Type>().values().iter().map(|w| w.cast_unsigned()).collect(),
                    );
                }
            }
            Ok(Self { apart: Apart::new(runs.iter().map(Vec::as_slice), bytes, options) })
        })
    }

    /// The passages that each pair shares: a row a pair, `d_…` and `q_…` for the earlier and the later text (`number`, `text`,
    /// `language`, `series`, `start`, `before`, `after`), `hits` (`d_at`, `q_at`, `rare`).
    fn align(&self, py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Table> {
        let batches = table::read(batch)?;
        py.detach(|| {
            let mut reuses = Vec::new();
            let mut duplicates = Vec::new();
            for batch in &batches {
                let (d, q) = (Sides::of(batch, "d")?, Sides::of(batch, "q")?);
                let hits = list(column(batch, "hits")?)?;
                for i in 0..batch.num_rows() {
                    let (more, same) = self
                        .apart
                        .of_pair(d.side(i)?, q.side(i)?, &hits_of(&hits.value(i))?)
                        .map_err(failed)?;
                    reuses.extend(more);
                    duplicates.extend(same);
                }
            }
            passages(&reuses, &duplicates)
        })
    }
}

fn hits_of(hits: &ArrayRef) -> PyResult<Vec<(u32, u32, bool)>> {
    let hits = hits.as_struct();
    let part = |name: &str| hits.column_by_name(name).ok_or_else(|| failed(format!("hits without {name}")));
    let ints = |name: &str| -> PyResult<Int32Array> {
        Ok(arrow_cast::cast(part(name)?, &DataType::Int32)
            .map_err(failed)?
            .as_primitive::<Int32Type>()
            .clone())
    };
    let (d, q, rare) = (ints("d_at")?, ints("q_at")?, part("rare")?.as_boolean().clone());
    (0..hits.len())
        .map(|i| {
            let place = |n: i32| u32::try_from(n).map_err(failed);
            Ok((place(d.value(i))?, place(q.value(i))?, rare.value(i)))
        })
        .collect()
}

struct Sides {
    number: Int64Array,
    text: LargeStringArray,
    language: LargeStringArray,
    series: LargeStringArray,
    start: Int64Array,
    before: BinaryArray,
    after: BinaryArray,
}

impl Sides {
    fn of(batch: &RecordBatch, side: &str) -> PyResult<Self> {
        let name = |n: &str| format!("{side}_{n}");
        Ok(Self {
            number: longs(batch, &name("number"))?,
            text: texts(batch, &name("text"))?,
            language: texts(batch, &name("language"))?,
            series: texts(batch, &name("series"))?,
            start: longs(batch, &name("start"))?,
            before: bytes(batch, &name("before"))?,
            after: bytes(batch, &name("after"))?,
        })
    }

    fn side(&self, i: usize) -> PyResult<Side> {
        let some = |a: &LargeStringArray| (!a.is_null(i)).then(|| a.value(i).to_owned());
        let document = Document {
            text: some(&self.text).unwrap_or_default(),
            language: some(&self.language),
            series: some(&self.series),
            ..Document::default()
        };
        Ok(Side {
            document,
            number: u32::try_from(self.number.value(i)).map_err(failed)?,
            // Only the place within a stretch is asked for.
            start: (self.start.value(i) as u64 % (1 << 30)) as u32,
            before: self.before.value(i).to_vec(),
            after: self.after.value(i).to_vec(),
        })
    }
}

/// Passages and duplicates (`words` is -1) as a table; spans are bytes.
fn passages(reuses: &[Reuse], duplicates: &[Duplicate]) -> PyResult<Table> {
    let span = |f: &dyn Fn(&Reuse) -> u32| -> PyResult<ArrayRef> {
        let mut all: Vec<i32> = reuses.iter().map(|r| int(f(r))).collect::<PyResult<_>>()?;
        all.resize(reuses.len() + duplicates.len(), 0);
        Ok(array(Int32Array::from(all)))
    };
    let number = |f: &dyn Fn(&Reuse) -> u32, g: &dyn Fn(&Duplicate) -> u32| -> ArrayRef {
        table::longs(reuses.iter().map(f).chain(duplicates.iter().map(g)).map(i64::from))
    };
    let words = reuses.iter().map(|r| r.words.cast_signed()).chain(duplicates.iter().map(|_| -1));
    Table::of(vec![
        ("a", number(&|r| r.a, &|d| d.a), false),
        ("b", number(&|r| r.b, &|d| d.b), false),
        ("a_byte_start", span(&|r| r.a_span.start())?, false),
        ("a_byte_end", span(&|r| r.a_span.end())?, false),
        ("b_byte_start", span(&|r| r.b_span.start())?, false),
        ("b_byte_end", span(&|r| r.b_span.end())?, false),
        ("words", array(words.collect::<Int32Array>()), false),
        (
            "score",
            table::shares(reuses.iter().map(|r| r.score).chain(duplicates.iter().map(|d| d.score))),
            false,
        ),
        ("bits", table::shares(reuses.iter().map(|r| r.bits).chain(duplicates.iter().map(|_| 0.0))), false),
    ])
}

/// The last steps: of all documents in order (`series`, `date`, `digest`) and all passages, what is told, and its clusters (`cluster`,
/// `size`, `number`, `byte_start`, `byte_end`).
#[pyfunction]
pub(crate) fn finished(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    found: &Bound<'_, PyAny>,
    asked: Asked,
) -> PyResult<(Table, Table)> {
    let (documents, found) = (table::read(documents)?, table::read(found)?);
    let options = asked.options()?;
    py.detach(|| finished_of(&documents, &found, &options))
}

fn finished_of(
    documents: &[RecordBatch],
    found: &[RecordBatch],
    options: &Options,
) -> PyResult<(Table, Table)> {
    let (mut heads, mut digests) = (Vec::new(), Vec::new());
    for batch in documents {
        let (series, date, digest) =
            (texts(batch, "series")?, texts(batch, "date")?, texts(batch, "digest")?);
        for i in 0..batch.num_rows() {
            let some = |a: &LargeStringArray| (!a.is_null(i)).then(|| a.value(i).to_owned());
            heads.push(Head { series: some(&series), date: some(&date), ..Head::default() });
            digests.push(digest.value(i).to_owned());
        }
    }
    let (mut reuses, mut duplicates) = (Vec::new(), Vec::new());
    for batch in found {
        let (a, b, words) = (longs(batch, "a")?, longs(batch, "b")?, ints(batch, "words")?);
        let float = |name: &str| -> PyResult<Float32Array> {
            Ok(cast(batch, name, &DataType::Float32)?.as_primitive::<Float32Type>().clone())
        };
        let (score, bits) = (float("score")?, float("bits")?);
        let places = ["a_byte_start", "a_byte_end", "b_byte_start", "b_byte_end"].map(|n| ints(batch, n));
        let [a0, a1, b0, b1] = places;
        let (a0, a1, b0, b1) = (a0?, a1?, b0?, b1?);
        for i in 0..batch.num_rows() {
            let number = |x: &Int64Array| u32::try_from(x.value(i)).map_err(failed);
            let (a, b) = (number(&a)?, number(&b)?);
            if words.value(i) < 0 {
                duplicates.push(Duplicate { a, b, score: score.value(i) });
                continue;
            }
            let span = |x: &Int32Array, y: &Int32Array| -> PyResult<Span> {
                Span::new(
                    u32::try_from(x.value(i)).map_err(failed)?,
                    u32::try_from(y.value(i)).map_err(failed)?,
                )
                .map_err(|_| usage("a span that ends before it begins"))
            };
            reuses.push(Reuse {
                a,
                b,
                a_span: span(&a0, &a1)?,
                b_span: span(&b0, &b1)?,
                words: words.value(i).unsigned_abs(),
                score: score.value(i),
                bits: bits.value(i),
                aside: None,
            });
        }
    }
    let found = finish(heads, &digests, reuses, duplicates, options);
    let all = clusters(&found);
    let told = passages(&found.reuses, &found.duplicates)?;
    let witnesses =
        || all.iter().enumerate().flat_map(|(n, c)| c.witnesses.iter().map(move |w| (n + 1, c, w)));
    let place = |f: &dyn Fn(Span) -> u32| -> PyResult<ArrayRef> {
        Ok(Arc::new(witnesses().map(|w| int(f(w.2.span))).collect::<PyResult<Int32Array>>()?))
    };
    let clusters = Table::of(vec![
        ("cluster", table::longs(witnesses().map(|w| w.0 as i64)), false),
        ("size", table::longs(witnesses().map(|w| w.1.witnesses.len() as i64)), false),
        ("number", table::longs(witnesses().map(|w| i64::from(w.2.document))), false),
        ("byte_start", place(&Span::start)?, false),
        ("byte_end", place(&Span::end)?, false),
    ])?;
    Ok((told, clusters))
}

/// Places in code points, with the words: of each row `text`, `byte_start`, `byte_end`; the other columns stay as they are, but for
/// the text.
#[pyfunction]
pub(crate) fn places(py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Table> {
    let batches = table::read(batch)?;
    py.detach(|| {
        let mut out = Vec::new();
        for batch in &batches {
            let (all, starts, ends) =
                (texts(batch, "text")?, ints(batch, "byte_start")?, ints(batch, "byte_end")?);
            let (mut from, mut to, mut words) = (Vec::new(), Vec::new(), Vec::new());
            for i in 0..batch.num_rows() {
                let text = all.value(i);
                let end = |n: i32| u32::try_from(n).map_err(failed);
                let span = Span::new(end(starts.value(i))?, end(ends.value(i))?);
                let span = span.map_err(|_| usage("a span that ends before it begins"))?;
                let misplaced = || failed("a span does not lie in its text: this is a bug of fontes");
                let (start, end) = CodePoints::new(text).span(span).ok_or_else(misplaced)?;
                from.push(int(start)?);
                to.push(int(end)?);
                words.push(span.slice(text).ok_or_else(misplaced)?.to_owned());
            }
            out.push(Table::of(vec![
                ("number", array(longs(batch, "number")?), false),
                ("byte_start", array(starts), false),
                ("byte_end", array(ends), false),
                ("start", array(Int32Array::from(from)), false),
                ("end", array(Int32Array::from(to)), false),
                ("passage", table::words(words.iter().map(String::as_str)), false),
            ])?);
        }
        Table::joined(out).ok_or_else(|| failed("no batch"))
    })
}
