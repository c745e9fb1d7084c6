"""Archives: made, opened, checked against, searched; what cannot be done is said."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

import fontes


def test_a_draft_is_checked(archive: fontes.Archive, draft: Path, confined: bool) -> None:
    assert len(archive) == 2
    assert archive.indexed is not None and archive.indexed.added == 2
    check = archive.check(draft, confined=confined)
    quotations = [f for f in check if f.kind == "quotation"]
    assert [f.verdict for f in quotations] == ["verbatim", "altered"]
    for f in check:
        assert check.text[f.draft.start : f.draft.end] == f.draft.text
    (change,) = quotations[1].changes
    assert (change.draft.text, change.source.text) == ("thick", "heavy")
    assert check.summary.documents_searched == 2
    assert "green glass lanterns" in check.html()
    assert len(check.json().splitlines()) >= 3
    assert archive.check_text(draft.read_text(encoding="utf-8"))[0].verdict == "verbatim"


def test_findings_are_a_table(archive: fontes.Archive, draft: Path, confined: bool) -> None:
    pa = pytest.importorskip("pyarrow")
    check = archive.check(draft, confined=confined)
    table = pa.table(check)
    assert table.num_rows == len(check)
    assert table["verdict"].to_pylist() == [f.verdict for f in check]
    pytest.importorskip("pandas")
    assert list(check.to_pandas()["code"]) == [f.code for f in check]


def test_search_and_find(archive: fontes.Archive) -> None:
    found = fontes.search("lanterns", archive)
    assert found.count == 1 and found[0].path.endswith("letter.txt")
    with pytest.raises(fontes.UsageError):
        archive.search('"lanterns')
    assert archive.find("pilots who would not sail")[0].verdict == "verbatim"


def test_reading(archive: fontes.Archive, folder: Path, confined: bool) -> None:
    (document,) = fontes.read(folder / "minutes.txt", confined=confined)
    assert document.text.startswith("The harbour board")
    (date,) = [d for d in fontes.dates(document) if d.get("value") == "1921-05-04"]
    assert document.text[date.start : date.end] == date.text
    assert fontes.numbers("It cost 35 percent more.")[0].text.startswith("35")
    assert isinstance(fontes.statements(document, archive), list)
    assert isinstance(archive.cited("As Braudel (1949) has it."), list)


def test_errors_have_the_words_of_the_command_line(tmp_path: Path, archive: fontes.Archive, confined: bool) -> None:
    with pytest.raises(fontes.FontesError, match="there is no archive here") as e:
        fontes.open(tmp_path / "nothing")
    assert e.value.remedy and "fontes index" in e.value.remedy
    with pytest.raises(fontes.UsageError, match="no such file or folder"):
        archive.check(tmp_path / "nothing.md", confined=confined)
    with pytest.raises(fontes.UsageError, match="at least 4"):
        archive.check_text("x", min_words=2)


def test_without_the_command_nothing_is_parsed(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    monkeypatch.setattr(fontes, "command", lambda: None)
    with pytest.raises(fontes.CommandNotFoundError, match="confined=False") as e:
        fontes.index(folder, tmp_path / "a.fontes")
    assert e.value.remedy
    assert not (tmp_path / "a.fontes").exists()
    with pytest.raises(fontes.CommandNotFoundError):
        fontes.read(folder)


def test_an_unread_file_is_warned_of(tmp_path: Path, confined: bool) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    with pytest.warns(fontes.UnreadWarning, match="broken.pdf"):
        assert fontes.read(tmp_path, confined=confined) == []


def test_progress_is_told_and_its_exception_stops(folder: Path, tmp_path: Path, confined: bool) -> None:
    lines: list[str] = []
    fontes.index(folder, tmp_path / "a.fontes", progress=lines.append, confined=confined)
    assert any("2 of 2 files" in line for line in lines)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_stops_reuse() -> None:
    from conftest import prose

    # A text of which each document is a shuffled half: work for some seconds.
    runs = [prose(i, 60) for i in range(400)]
    rows = [{"text": " ".join(runs[(i * k) % 400] for k in range(1, 90))} for i in range(600)]
    timer = threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            fontes.reuse(rows, max_df=254, threads=1)
            time.sleep(5)
    finally:
        timer.cancel()
    assert time.monotonic() - begun < 60


def test_other_threads_run_meanwhile() -> None:
    from conftest import prose

    count = 0
    over = threading.Event()

    def run() -> None:
        nonlocal count
        while not over.is_set():
            count += 1
            time.sleep(0.001)

    thread = threading.Thread(target=run)
    thread.start()
    fontes.verify_many([prose(i, 20) for i in range(4000)], prose(7, 500))
    over.set()
    thread.join()
    assert count > 3
