"""What runs on the machines of a cluster: functions over batches of Arrow that call the compiled module."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

Kernel = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]

POSTINGS = (
    "number bigint, units int, words int, digest string, language string, hashes array<bigint>, ats array<int>, "
    "sample array<array<bigint>>, head binary, tail binary"
)
SEEDS = "d bigint, q bigint, d_at int, q_at int, rare boolean"
SPANS = (
    "a bigint, b bigint, a_byte_start int, a_byte_end int, b_byte_start int, b_byte_end int, words int, score float, bits float"
)
WITNESSES = "cluster bigint, size bigint, number bigint, byte_start int, byte_end int"
PLACES = "number bigint, byte_start int, byte_end int, start int, end int, passage string"

# Rows that are handed on at a time; texts are cut from columns without a copy.
_ROWS = 256
_aligners: dict[str, Any] = {}


def _each(batches: Iterator[pa.RecordBatch], call: Callable[[pa.RecordBatch], Any], rows: int = _ROWS) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for at in range(0, batch.num_rows, rows):
            yield from pa.table(call(batch.slice(at, rows))).to_batches()


def postings(stride: int, min_words: int) -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from fontes import _fontes

        return _each(batches, lambda b: _fontes.postings(b, stride, min_words), 16)

    return kernel


def seeds(most: int) -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from fontes import _fontes

        return _each(batches, lambda b: _fontes.seeds(b, most), 10_000)

    return kernel


def _aligner(sample: bytes, size: int, asked: dict[str, Any]) -> Any:
    """The model of the corpus is made once in a process."""
    from fontes import _fontes

    key = hashlib.sha256(sample).hexdigest() + repr((size, sorted(asked.items(), key=str)))
    if key not in _aligners:
        _aligners.clear()
        _aligners[key] = _fontes.Aligner(pa.ipc.open_stream(sample).read_all(), size, asked)
    return _aligners[key]


def align(sample: bytes, size: int, asked: dict[str, Any]) -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from fontes.spark import _kernels

        return _kernels._each(batches, _kernels._aligner(sample, size, asked).align)

    return kernel


def places() -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from fontes import _fontes

        return _each(batches, _fontes.places)

    return kernel
