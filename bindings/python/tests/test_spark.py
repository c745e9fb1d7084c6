"""Spark finds what one machine finds: with one, two and four partitions, with a worker killed at each stage, after a stop."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import corpus, prose

import fontes

pytest.importorskip("pyspark", reason="PySpark is not here")
if shutil.which("java") is None:
    pytest.skip("Java is not here", allow_module_level=True)

pytestmark = pytest.mark.spark


def documents() -> list[dict[str, str]]:
    """Passages that went round, one text in many documents, duplicates, and texts too short to share anything."""
    rows = corpus(40)
    common = prose(777, 60)
    rows += [{"id": f"e{i:02}", "text": f"{prose(30_000 + i, 70)} {common} {prose(40_000 + i, 30)}"} for i in range(30)]
    rows += [{"id": f"f{i}", "text": rows[3]["text"], "paper": rows[3]["paper"]} for i in range(3)]
    rows += [{"id": f"g{i}", "text": text} for i, text in enumerate(["", "a", "Yours truly.", "🙂 " + prose(1003, 40) + " 𝔞"])]
    return [{"paper": None, "date": None, **r} for r in rows]


ROWS = sorted(documents(), key=lambda r: r["id"])


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", __import__("sys").executable)
    session = (
        SparkSession.builder.master("local[2, 4]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxBytesPerBatch", 1 << 20)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


KEYS = [f"{s}_{k}" for s in "ab" for k in ("id", "start", "end", "byte_start", "byte_end", "text")] + ["words", "score", "bits"]


def rows_of(table) -> list[tuple]:
    return sorted(tuple(r[k] for k in KEYS) for r in table)


def alone(**asked) -> tuple[list[tuple], list[tuple], list[tuple]]:
    found = fontes.reuse(ROWS, id="id", series="paper", date="date", **asked)
    clusters = fontes.reuse(ROWS, id="id", series="paper", date="date", clusters=True, **asked).table().to_pylist()
    return (
        rows_of(found.table().to_pylist()),
        sorted((d["a_id"], d["b_id"], d["score"]) for d in found.duplicates.to_pylist()),
        sorted((c["cluster"], c["size"], c["id"], c["start"], c["end"], c["text"]) for c in clusters),
    )


def spread(found) -> tuple[list[tuple], list[tuple], list[tuple]]:
    return (
        rows_of(r.asDict() for r in found.reuse.collect()),
        sorted((d.a_id, d.b_id, d.score) for d in found.duplicates.collect()),
        sorted((c.cluster, c.size, c.id, c.start, c.end, c.text) for c in found.clusters.collect()),
    )


@pytest.mark.parametrize("partitions", [1, 2, 4])
def test_the_same_as_one_machine(spark, tmp_path: Path, partitions: int) -> None:
    frame = spark.createDataFrame(ROWS, "id string, text string, paper string, date string").repartition(partitions)
    frame.write.parquet(str(tmp_path / "corpus"))
    found = fontes.spark.reuse(spark, str(tmp_path / "corpus"), str(tmp_path / "out"), series="paper", date="date")
    want = alone()
    assert len(want[0]) > 60 and len(want[1]) >= 3
    assert spread(found) == want


def test_across_series(spark, tmp_path: Path) -> None:
    frame = spark.createDataFrame(ROWS, "id string, text string, paper string, date string")
    found = fontes.spark.reuse(spark, frame, str(tmp_path / "out"), series="paper", date="date", within="across")
    assert spread(found) == alone(within="across")


def test_a_killed_worker_changes_nothing(spark, tmp_path: Path) -> None:
    flags = str(tmp_path)
    stages = iter(("postings", "seeds", "spans"))

    def kill_once(kernel):
        flag = os.path.join(flags, next(stages))

        def killed(batches):
            for k, batch in enumerate(kernel(batches)):
                yield batch
                if k == 0:
                    try:
                        os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
                    except FileExistsError:
                        continue
                    os.kill(os.getpid(), 9)

        return killed

    frame = spark.createDataFrame(ROWS, "id string, text string, paper string, date string")
    found = fontes.spark.reuse(spark, frame, str(tmp_path / "out"), series="paper", date="date", _wrap=kill_once)
    assert sorted(os.listdir(flags)) == ["out", "postings", "seeds", "spans"]
    assert spread(found) == alone()


def test_a_stopped_run_goes_on_and_a_half_written_stage_is_made_again(spark, tmp_path: Path) -> None:
    frame = spark.createDataFrame(ROWS, "id string, text string, paper string, date string")
    out = tmp_path / "out"

    class Stop(Exception):
        pass

    calls = []

    def stop(kernel):
        calls.append(kernel)
        if len(calls) == 3:
            raise Stop
        return kernel

    with pytest.raises(Stop):
        fontes.spark.reuse(spark, frame, str(out), series="paper", date="date", _wrap=stop)
    # A stage without its marker, though it looks whole.
    shutil.rmtree(out / "_stages" / "seeds")
    found = fontes.spark.reuse(spark, frame, str(out), series="paper", date="date")
    assert found.stages["postings"] == "kept" and found.stages["seeds"] == "made" and found.stages["spans"] == "made"
    assert spread(found) == alone()
    again = fontes.spark.reuse(spark, frame, str(out), series="paper", date="date")
    assert set(again.stages.values()) == {"kept"}
    other = fontes.spark.reuse(spark, frame, str(out), series="paper", date="date", min_words=12)
    assert other.stages["documents"] == "kept" and other.stages["postings"] == "made"


def test_what_is_wrong_is_said(spark, tmp_path: Path) -> None:
    frame = spark.createDataFrame([("x", "a b c"), ("x", "d e f")], "id string, text string")
    with pytest.raises(fontes.UsageError, match="each needs one of its own"):
        fontes.spark.reuse(spark, frame, str(tmp_path / "out"))
    with pytest.raises(fontes.UsageError, match='no column "body"'):
        fontes.spark.reuse(spark, frame, str(tmp_path / "out"), text="body")
