"""Reuse in tables of several libraries: the same rows, and slicing gives the words."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import corpus

import fontes

ROWS = corpus()


def test_rows_of_python_are_a_corpus() -> None:
    found = fontes.reuse(ROWS, series="paper", date="date")
    assert found.summary.documents == len(ROWS)
    pairs = found.table().to_pylist()
    assert len(pairs) == len(ROWS) - 1
    texts = {r["id"]: r["text"] for r in ROWS}
    for p in pairs:
        for side in "ab":
            assert texts[p[f"{side}_id"]][p[f"{side}_start"] : p[f"{side}_end"]] == p[f"{side}_text"]
        assert p["earlier"] == "a"
    assert sum(len(batch) for batch in found) == len(pairs)
    assert "passages" in repr(found)


def test_all_libraries_give_the_same() -> None:
    pa = pytest.importorskip("pyarrow")
    want = fontes.reuse(ROWS, series="paper", date="date").table().to_pylist()
    table = pa.Table.from_pylist(ROWS)
    frames = [table, table.to_reader(max_chunksize=5)]
    for name, make in [
        ("pandas", lambda m: m.DataFrame(ROWS)),
        ("polars", lambda m: m.DataFrame(ROWS)),
        ("duckdb", lambda m: m.from_arrow(table)),
    ]:
        try:
            frames.append(make(__import__(name)))
        except ImportError:
            continue
    for frame in frames:
        got = fontes.reuse(frame, id="id", series="paper", date="date")
        assert got.table().to_pylist() == want, type(frame)
    dates = table.set_column(3, "date", table["date"].cast(pa.date32()))
    assert fontes.reuse(dates, series="paper", date="date").table().to_pylist() == want


def test_clusters_and_the_names_of_passim() -> None:
    clusters = fontes.reuse(ROWS, series="paper", date="date", clusters=True)
    assert clusters.table().column_names[:3] == ["cluster", "size", "siglum"]
    passim = fontes.reuse(ROWS, series="paper", date="date", clusters=True, passim=True)
    assert passim.table().column_names == [
        "cluster", "size", "uid", "id", "series", "date", "title", "begin", "end", "text",
    ]  # fmt: skip
    texts = {r["id"]: r["text"] for r in ROWS}
    for row in passim.table().to_pylist():
        assert texts[row["id"]][row["begin"] : row["end"]] == row["text"]
    pairs = fontes.reuse(ROWS, series="paper", passim=True).table()
    assert {"uid", "uid2", "begin2", "text2"} <= set(pairs.column_names)
    assert len(fontes.reuse(ROWS, series="paper", within="inside")) == 0


def test_what_is_asked_wrongly_is_said() -> None:
    with pytest.raises(fontes.UsageError, match='no column "paper2"; there are: .*text'):
        fontes.reuse(ROWS and __import__("pyarrow").Table.from_pylist(ROWS), series="paper2")
    with pytest.raises(fontes.UsageError, match="two or more"):
        fontes.reuse(ROWS[:1])
    with pytest.raises(fontes.UsageError, match="__arrow_c_stream__"):
        fontes.reuse(7)


def test_an_empty_answer_says_what_was_compared() -> None:
    found = fontes.reuse([{"text": "one two three"}, {"text": "four five six"}])
    assert len(found) == 0 and found.summary.documents == 2
    assert found.table().column_names[0] == "score"


def test_compare() -> None:
    (passage,) = fontes.compare(ROWS[0]["text"], ROWS[1]["text"])
    assert ROWS[0]["text"][passage.a.start : passage.a.end] == passage.a.text


def test_an_archive_is_a_corpus(tmp_path: Path, confined: bool) -> None:
    for r in ROWS:
        (tmp_path / f"{r['id']}.txt").write_text(r["text"], encoding="utf-8")
    archive = fontes.index(tmp_path, tmp_path / "a.fontes", confined=confined)
    assert len(archive.reuse()) == len(ROWS) - 1


def test_the_command_line_finds_the_same(tmp_path: Path) -> None:
    command = fontes.command()
    if command is None:
        pytest.skip("the command is not here")
    lines = tmp_path / "corpus.jsonl"
    lines.write_text("".join(json.dumps(r) + "\n" for r in ROWS), encoding="utf-8")
    out = subprocess.run([command, "--no-cache", "reuse", lines], capture_output=True, check=False, text=True)
    parquet = tmp_path / "out.parquet"
    subprocess.run([command, "--no-cache", "reuse", lines, "-o", parquet], check=False, capture_output=True)
    assert parquet.exists(), out.stderr
    import pyarrow.parquet as pq

    want = pq.read_table(parquet).to_pylist()
    got = fontes.reuse(ROWS).table().to_pylist()
    keys = [f"{s}_{k}" for s in "ab" for k in ("id", "start", "end", "byte_start", "byte_end", "text")]
    assert [[p[k] for k in keys] for p in got] == [[p[k] for k in keys] for p in want]
