"""Reuse on Apache Spark: the kernels of one machine, on many, with the same passages.

Postings go to Parquet first; fingerprints that stand once or in too many places are removed by a join with their counts; one grouping by
fingerprint makes pairs; the texts are joined back and aligned in `mapInArrow`. Each stage is written below `out` with a key of its
parameters and input, and marked when it is whole: a run that was stopped goes on from there, and a half-written stage is never taken
for whole. See docs/spark.md.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from .. import UsageError, __version__, _fontes
from . import _kernels

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Found", "reuse"]

# Fingerprints are counted as on a machine whose memory holds the corpus.
_MEMORY = 1 << 60
_BESIDE = 64

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


class Found:
    """What was found, as DataFrames that are read of `out`.

    `reuse`: a row a pair of passages: `a_number`, `a_id`, `a_series`, `a_date`, `a_start`, `a_end` (code points), `a_byte_start`,
    `a_byte_end` (bytes of UTF-8), `a_text`, the same for `b`, `words`, `score`, `bits`. `duplicates`: documents that are the same
    throughout. `clusters`: a row a witness: `cluster`, `size`, `number`, `id`, `series`, `date`, `start`, `end`, `byte_start`,
    `byte_end`, `text`. `stages` says of each stage whether it was `made` now or `kept`.
    """

    def __init__(self, spark: SparkSession, out: str, stages: dict[str, str]) -> None:
        self._spark, self._out, self.stages = spark, out, stages

    @property
    def reuse(self) -> DataFrame:
        return self._spark.read.parquet(f"{self._out}/reuse")

    @property
    def duplicates(self) -> DataFrame:
        return self._spark.read.parquet(f"{self._out}/duplicates")

    @property
    def clusters(self) -> DataFrame:
        return self._spark.read.parquet(f"{self._out}/clusters")


class _Run:
    """The stages of one run."""

    def __init__(self, spark: SparkSession, out: str, key: str) -> None:
        self.spark, self.out, self.key = spark, out.rstrip("/"), key
        self.stages: dict[str, str] = {}

    def is_whole(self, name: str, key: str) -> bool:
        """Whether the marker of a stage is there and says this key: it is written after the stage, and read as a whole or not."""
        try:
            rows = self.spark.read.schema("key string").json(f"{self.out}/_stages/{name}").collect()
        except Exception:
            return False
        return [r["key"] for r in rows] == [key]

    def stage(self, name: str, make: Callable[[], DataFrame], **parameters: Any) -> DataFrame:
        """Makes a stage, or takes it as it is. Its key is that of all before it, too."""
        said = json.dumps([self.key, name, parameters], sort_keys=True)
        self.key = hashlib.sha256(said.encode()).hexdigest()
        if self.is_whole(name, self.key):
            self.stages[name] = "kept"
        else:
            make().write.mode("overwrite").parquet(f"{self.out}/{name}")
            marker = self.spark.createDataFrame([(self.key,)], "key string").coalesce(1)
            marker.write.mode("overwrite").json(f"{self.out}/_stages/{name}")
            self.stages[name] = "made"
        return self.spark.read.parquet(f"{self.out}/{name}")


def reuse(
    spark: SparkSession,
    corpus: str | DataFrame,
    out: str,
    *,
    text: str = "text",
    id: str = "id",
    series: str | None = None,
    date: str | None = None,
    min_words: int = 8,
    min_score: float = 0.5,
    max_df: int = 100,
    all: bool = False,
    within: str = "all",
    _wrap: Wrap = lambda f: f,
) -> Found:
    """Every passage that one document of a corpus took from another.

    `corpus` is a DataFrame, or the path of Parquet, with a document a row and an id of its own in each. `out` is a folder of any file
    system that Spark writes; a further run with the same `out`, corpus and options goes on where one was stopped. The options are
    those of `fontes.reuse`, and the passages those that it finds in the same documents ordered by id.

    Raises `UsageError` where a column is not there, an id is missing or stands twice, or there are fewer than two documents.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.window import Window

    asked = {
        "min_words": min_words,
        "min_score": min_score,
        "max_df": max_df,
        "all": all,
        "within": within,
        "since": None,
        "memory": _MEMORY,
        "threads": None,
    }
    given = spark.read.parquet(corpus) if isinstance(corpus, str) else corpus
    for name in (text, id, series, date):
        if name and name not in given.columns:
            raise UsageError(f'there is no column "{name}"; there are: {", ".join(given.columns)}')
    read = given.select(
        F.col(id).cast("string").alias("id"),
        F.coalesce(F.col(text), F.lit("")).alias("text"),
        (F.col(series).cast("string") if series else F.lit(None).cast("string")).alias("series"),
        (F.substring(F.col(date).cast("string"), 1, 10) if date else F.lit(None).cast("string")).alias("date"),
    )
    known = read.agg(
        F.count("*").alias("documents"),
        F.count_distinct("id").alias("ids"),
        F.coalesce(F.sum(F.octet_length("text")), F.lit(0)).alias("bytes"),
        F.coalesce(F.bit_xor(F.xxhash64("id", "text", "series", "date")), F.lit(0)).alias("digest"),
    ).collect()[0]
    documents, size = int(known["documents"]), int(known["bytes"])
    if documents < 2:
        raise UsageError(f"{documents} documents: reuse needs two or more")
    if int(known["ids"]) != documents:
        raise UsageError(f'the column "{id}" has {known["ids"]} ids for {documents} documents: each needs one of its own')
    stride, shift = _fontes.survey(size, asked)
    most = min(max(max_df, 2), 254)
    run = _Run(spark, out, json.dumps([__version__, documents, size, known["digest"]]))

    def numbered() -> DataFrame:
        numbers = read.select("id", (F.row_number().over(Window.orderBy("id")) - 1).cast("bigint").alias("number"))
        return read.join(numbers, "id")

    docs = run.stage("documents", numbered)
    postings = run.stage(
        "postings",
        lambda: docs.select("number", "text").mapInArrow(
            _wrap(_kernels.postings(stride, min_words)), _kernels.POSTINGS
        ),
        stride=stride,
        min_words=min_words,
    )
    places = run.stage("places", lambda: _places(spark, docs, postings))
    texts = run.stage(
        "texts",
        lambda: docs.select("number", "text", "series")
        .join(postings.select("number", "language"), "number")
        .join(places, "number"),
    )

    def seeds() -> DataFrame:
        stands = places.select("number")
        each = (
            postings.join(stands, "number")
            .select("number", F.explode(F.arrays_zip("hashes", "ats")).alias("g"))
            .select("number", F.col("g.hashes").alias("hash"), F.col("g.ats").alias("at"))
            .withColumn("slot", F.shiftrightunsigned("hash", shift))
        )
        counts = each.groupBy("slot").agg(F.count("*").alias("count")).where(f"count between 2 and {most}")
        low = F.col("hash").bitwiseAND(F.lit(0xFFFFFFFF))
        groups = (
            each.join(counts, "slot")
            .groupBy(low.alias("low"), (F.col("count") <= 8).alias("rare"), (F.col("count") <= 16).alias("few"))
            .agg(F.collect_list(F.struct("number", "at")).alias("members"), F.min("count").alias("count"))
            .where(f"size(members) between 2 and {most}")
            .select("members", "count")
        )
        pairs = groups.mapInArrow(_wrap(_kernels.seeds(most)), _kernels.SEEDS)
        hits = pairs.groupBy("d", "q").agg(F.collect_list(F.struct("d_at", "q_at", "rare")).alias("hits"))
        # One hit alone makes a candidate only if it is rare.
        return hits.where("size(hits) > 1 or exists(hits, h -> h.rare)")

    pairs = run.stage("seeds", seeds, shift=shift, most=most)

    def spans() -> DataFrame:
        sample = _sample(postings.join(places.select("number"), "number"))
        side = lambda s: texts.select(*[F.col(c).alias(f"{s}_{c}") for c in texts.columns])  # noqa: E731
        rows = pairs.join(side("d"), pairs.d == F.col("d_number")).join(side("q"), pairs.q == F.col("q_number"))
        if within != "all":
            same = F.coalesce(F.col("d_series") == F.col("q_series"), F.lit(False))
            rows = rows.where(same if within == "inside" else ~same)
        rows = rows.select(
            "hits", *[f"{s}_{c}" for s in "dq" for c in ("number", "text", "language", "series", "start", "before", "after")]
        )
        return rows.mapInArrow(_wrap(_kernels.align(sample, size, asked)), _kernels.SPANS)

    found = run.stage("spans", spans, asked=asked)
    heads = docs.join(postings.select("number", "digest"), "number").select("number", "id", "series", "date", "digest")
    _finish(run, heads, docs, found, asked)
    return Found(spark, run.out, run.stages)


def _sample(postings: DataFrame) -> bytes:
    """The runs of words that tell rare ones from common ones, as an Arrow stream."""
    from pyspark.sql import functions as F

    runs = postings.select(F.explode("sample").alias("sample")).toArrow()
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, runs.schema) as writer:
        writer.write_table(runs)
    return sink.getvalue()


def _places(spark: SparkSession, docs: DataFrame, postings: DataFrame) -> DataFrame:
    """Where each text begins among the units of all, and the units beside it. Of texts that are the same, letter for letter and in one
    series, the first stands for all, and has a place alone. This is a pass over a row a document, on the driver."""
    rows = (
        docs.select("number", "series")
        .join(postings.select("number", "units", "digest", "head", "tail"), "number")
        .orderBy("number")
        .toArrow()
    )
    seen: set[tuple[str, str | None]] = set()
    kept: list[int] = []
    digests, series = rows["digest"].to_pylist(), rows["series"].to_pylist()
    for i, key in enumerate(zip(digests, series, strict=True)):
        if key[0]:
            if key in seen:
                continue
            seen.add(key)
        kept.append(i)
    numbers, units = rows["number"].to_pylist(), rows["units"].to_pylist()
    heads, tails = rows["head"].to_pylist(), rows["tail"].to_pylist()
    starts, befores, afters = [], [], []
    start, before = 0, b""
    for i in kept:
        starts.append(start)
        befores.append(before)
        # The whole of what is before, as far as it is looked at: short texts let those before them be seen.
        whole = tails[i] if units[i] > _BESIDE else heads[i]
        before = (before + whole + b"\0")[-_BESIDE:]
        start += units[i] + 1
    # From a text on; the unit after the last text is put there by whoever holds the texts.
    following: bytes | None = None
    for i in reversed(kept):
        beyond = b"" if following is None else b"\0" + following
        afters.append(beyond[:_BESIDE])
        following = (heads[i] + beyond)[:_BESIDE]
    afters.reverse()
    table = pa.table(
        {
            "number": pa.array([numbers[i] for i in kept], pa.int64()),
            "start": pa.array(starts, pa.int64()),
            "before": pa.array(befores, pa.binary()),
            "after": pa.array(afters, pa.binary()),
        }
    )
    return _frame(spark, table, "number bigint, start bigint, before binary, after binary")


def _frame(spark: SparkSession, table: pa.Table, schema: str) -> DataFrame:
    """A table of the driver's as a DataFrame, written in several files if it is large."""
    if table.num_rows == 0:
        return spark.createDataFrame([], schema)
    return spark.createDataFrame(table, schema)


def _finish(run: _Run, heads: DataFrame, docs: DataFrame, found: DataFrame, asked: dict[str, Any]) -> None:
    """What is common to many, duplicates and clusters: on the driver, whose memory holds a row a document and a row a passage."""
    from pyspark.sql import functions as F

    spark = run.spark
    made: list[tuple[pa.Table, pa.Table]] = []

    def last() -> tuple[pa.Table, pa.Table]:
        if not made:
            told, clusters = _fontes.finished(heads.orderBy("number").toArrow(), found.toArrow(), asked)
            made.append((pa.table(told), pa.table(clusters)))
        return made[0]

    told = run.stage("told", lambda: _frame(spark, last()[0], _kernels.SPANS))
    witnesses = run.stage("witnesses", lambda: _frame(spark, last()[1], _kernels.WITNESSES))
    passages = told.where("words >= 0")

    def places() -> DataFrame:
        sides = [passages.selectExpr(f"{s} as number", f"{s}_byte_start as byte_start", f"{s}_byte_end as byte_end") for s in "ab"]
        wanted = sides[0].union(sides[1]).union(witnesses.select("number", "byte_start", "byte_end")).distinct()
        return wanted.join(docs.select("number", "text"), "number").mapInArrow(_kernels.places(), _kernels.PLACES)

    at = run.stage("passages", places)
    head = heads.select("number", "id", "series", "date")

    def side(s: str) -> DataFrame:
        return at.join(head, "number").select(
            *[
                F.col(c).alias(f"{s}_{'text' if c == 'passage' else c}")
                for c in ("number", "id", "series", "date", "start", "end", "byte_start", "byte_end", "passage")
            ]
        )

    def pairs() -> DataFrame:
        out = passages.withColumnsRenamed({"a": "a_number", "b": "b_number"})
        for s in "ab":
            out = out.join(side(s), [f"{s}_number", f"{s}_byte_start", f"{s}_byte_end"])
        return out

    run.stage("reuse", pairs)
    ids = heads.select("number", "id")
    a, b = ids.withColumnsRenamed({"number": "a", "id": "a_id"}), ids.withColumnsRenamed({"number": "b", "id": "b_id"})
    run.stage("duplicates", lambda: told.where("words < 0").join(a, "a").join(b, "b").select("a", "a_id", "b", "b_id", "score"))
    run.stage(
        "clusters",
        lambda: witnesses.join(at, ["number", "byte_start", "byte_end"])
        .join(head, "number")
        .withColumnRenamed("passage", "text"),
    )
