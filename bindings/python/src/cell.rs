//! What is one value of a table in Python?

use crate::errors::failed;
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// The value at a row, as the Python object that it is: of the types that our own tables have.
pub(crate) fn cell<'py>(py: Python<'py>, a: &dyn Array, i: usize) -> PyResult<Bound<'py, PyAny>> {
    if a.is_null(i) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match a.data_type() {
        DataType::Utf8 => a.as_string::<i32>().value(i).into_pyobject(py)?.into_any(),
        DataType::LargeUtf8 => a.as_string::<i64>().value(i).into_pyobject(py)?.into_any(),
        DataType::UInt32 => a.as_primitive::<UInt32Type>().value(i).into_pyobject(py)?.into_any(),
        DataType::UInt64 => a.as_primitive::<UInt64Type>().value(i).into_pyobject(py)?.into_any(),
        DataType::Int32 => a.as_primitive::<Int32Type>().value(i).into_pyobject(py)?.into_any(),
        DataType::Int64 => a.as_primitive::<Int64Type>().value(i).into_pyobject(py)?.into_any(),
        DataType::Float32 => a.as_primitive::<Float32Type>().value(i).into_pyobject(py)?.into_any(),
        DataType::Float64 => a.as_primitive::<Float64Type>().value(i).into_pyobject(py)?.into_any(),
        DataType::Boolean => a.as_boolean().value(i).into_pyobject(py)?.to_owned().into_any(),
        DataType::List(_) => {
            let items = a.as_list::<i32>().value(i);
            let out = PyList::empty(py);
            for k in 0..items.len() {
                out.append(cell(py, items.as_ref(), k)?)?;
            }
            out.into_any()
        }
        DataType::Struct(fields) => {
            let out = PyDict::new(py);
            for (field, column) in fields.iter().zip(a.as_struct().columns()) {
                out.set_item(field.name(), cell(py, column.as_ref(), i)?)?;
            }
            out.into_any()
        }
        other => return Err(failed(format!("a column of type {other} is not read here; use to_arrow()"))),
    })
}
