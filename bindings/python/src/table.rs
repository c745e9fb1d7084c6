//! How do tables go to Python? By the Arrow C stream, without a copy and without any package.

use crate::cell::cell;
use crate::errors::failed;
use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, Float32Array, Int64Array, RecordBatch, UInt32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyImportError, PyIndexError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use pyo3_arrow::ffi::{ArrayIterator, to_stream_pycapsule};
use std::sync::Arc;

/// Rows of one batch.
pub(crate) const BATCH: usize = 8192;

/// A table of record batches.
#[pyclass(module = "fontes", frozen)]
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

impl Table {
    /// A table of columns of the same length.
    pub(crate) fn of(columns: Vec<(&'static str, ArrayRef, bool)>) -> PyResult<Self> {
        let fields: Vec<Field> =
            columns.iter().map(|(name, a, null)| Field::new(*name, a.data_type().clone(), *null)).collect();
        let schema = Arc::new(Schema::new(fields));
        let arrays = columns.into_iter().map(|c| c.1).collect();
        let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(failed)?;
        Ok(Self { schema, batches: vec![batch] })
    }

    /// Tables of the same columns, one after the other; none of an empty table's batches but one.
    pub(crate) fn joined(tables: Vec<Self>) -> Option<Self> {
        let mut tables = tables.into_iter();
        let mut out = tables.next()?;
        out.batches.extend(tables.flat_map(|t| t.batches));
        let first = out.batches.first().cloned();
        out.batches.retain(|b| b.num_rows() > 0);
        if out.batches.is_empty() {
            out.batches.extend(first);
        }
        Some(out)
    }

    fn rows_in_all(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn place(&self, mut row: usize) -> Option<(&RecordBatch, usize)> {
        for batch in &self.batches {
            if row < batch.num_rows() {
                return Some((batch, row));
            }
            row -= batch.num_rows();
        }
        None
    }
}

fn row<'py>(py: Python<'py>, batch: &RecordBatch, i: usize) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        out.set_item(field.name(), cell(py, column.as_ref(), i)?)?;
    }
    Ok(out)
}

/// A package that makes something of a table.
fn needed<'py>(py: Python<'py>, package: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(package)
        .map_err(|_| PyImportError::new_err(format!("this needs {package}: pip install {package}")))
}

#[pymethods]
impl Table {
    /// The Arrow PyCapsule interface: any library that knows it reads the table without a copy.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let field = Arc::new(Field::new_struct("", self.schema.fields().clone(), false));
        let arrays = self
            .batches
            .clone()
            .into_iter()
            .map(|b| Ok(Arc::new(arrow_array::StructArray::from(b)) as ArrayRef));
        let arrays: Vec<_> = arrays.collect();
        Ok(to_stream_pycapsule(py, Box::new(ArrayIterator::new(arrays, field)), requested_schema)?)
    }

    fn __len__(&self) -> usize {
        self.rows_in_all()
    }

    /// One row as a dict; negative numbers count from the end.
    fn __getitem__<'py>(&self, py: Python<'py>, i: isize) -> PyResult<Bound<'py, PyDict>> {
        let all = self.rows_in_all();
        let at = if i < 0 { i.checked_add_unsigned(all) } else { Some(i) };
        let place = at.and_then(|at| usize::try_from(at).ok()).and_then(|at| self.place(at));
        let (batch, i) = place.ok_or_else(|| PyIndexError::new_err("there is no such row"))?;
        row(py, batch, i)
    }

    fn __repr__(&self) -> String {
        format!("<fontes.Table of {} rows: {}>", self.rows_in_all(), self.column_names().join(", "))
    }

    /// The names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|f| f.name().clone()).collect()
    }

    /// All rows as dicts.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let out = PyList::empty(py);
        for batch in &self.batches {
            for i in 0..batch.num_rows() {
                out.append(row(py, batch, i)?)?;
            }
        }
        Ok(out)
    }

    /// The batches, each a table.
    fn batches(&self) -> Vec<Self> {
        let one = |b: &RecordBatch| Self { schema: self.schema.clone(), batches: vec![b.clone()] };
        self.batches.iter().map(one).collect()
    }

    /// As a `pyarrow.Table`.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        needed(slf.py(), "pyarrow")?.call_method1("table", (slf,))
    }

    /// As a `pandas.DataFrame`; needs pandas and pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        needed(slf.py(), "pandas")?;
        Self::to_arrow(slf)?.call_method0("to_pandas")
    }

    /// As a `polars.DataFrame`.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        needed(slf.py(), "polars")?.call_method1("DataFrame", (slf,))
    }
}

/// A table of texts: one list a column.
#[pyfunction]
pub(crate) fn rows(names: Vec<String>, columns: Vec<Vec<Option<String>>>) -> PyResult<Table> {
    let fields: Vec<Field> = names.iter().map(|n| Field::new(n, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.iter().map(|c| texts(c.iter().map(Option::as_deref))).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(failed)?;
    Ok(Table { schema, batches: vec![batch] })
}

/// The batches of whatever has `__arrow_c_stream__` or `__arrow_c_array__`.
pub(crate) fn read(table: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let reader = table.extract::<pyo3_arrow::input::AnyRecordBatch>()?.into_reader()?;
    reader.collect::<Result<_, _>>().map_err(failed)
}

pub(crate) fn texts<'a>(all: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut out = StringBuilder::new();
    all.for_each(|t| out.append_option(t));
    Arc::new(out.finish())
}

pub(crate) fn words<'a>(all: impl Iterator<Item = &'a str>) -> ArrayRef {
    texts(all.map(Some))
}

pub(crate) fn numbers(all: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(all.collect::<UInt32Array>())
}

pub(crate) fn counts(all: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(all))
}

pub(crate) fn longs(all: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(all))
}

pub(crate) fn shares(all: impl Iterator<Item = f32>) -> ArrayRef {
    Arc::new(Float32Array::from_iter_values(all))
}

/// A column by name, as text; what is no text is written as it is read.
pub(crate) fn text_column(
    batch: &RecordBatch,
    name: &str,
) -> PyResult<Option<arrow_array::LargeStringArray>> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let cast = arrow_cast::cast(column, &DataType::LargeUtf8).map_err(failed)?;
    Ok(cast.as_any().downcast_ref::<arrow_array::LargeStringArray>().cloned())
}
