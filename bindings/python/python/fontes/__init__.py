"""fontes: where do these words come from, and what was changed on the way?

Every place (`start`, `end`) that this package gives is counted in code points, as Python counts: `text[start:end]` are the words.
Tables are read from and given to any library by the Arrow PyCapsule interface (`__arrow_c_stream__`): pandas, polars, DuckDB,
pyarrow; none of them is needed.

Files are parsed by the command `fontes` in confined processes, so that a broken or hostile one costs itself and nothing else. Where
the command is not found, `index`, `read` and `check` of a file raise `CommandNotFoundError`; `confined=False` parses in this process.

Errors are `FontesError` with the words of the command line; `remedy` is what helps, or None. `UsageError` says that what was asked
for is wrong. Long work lets other threads run, calls `progress` with a line some times a second, and stops at Ctrl-C with what was
read kept.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from . import _fontes
from ._command import command
from ._fontes import (
    CommandNotFoundError,
    Document,
    FontesError,
    StoppedError,
    Table,
    UsageError,
    __version__,
)
from ._records import Change, Finding, Record, lines, record

__all__ = [
    "Archive",
    "Change",
    "Check",
    "CommandNotFoundError",
    "Document",
    "Finding",
    "FontesError",
    "Indexed",
    "Record",
    "Reuse",
    "SearchResult",
    "StoppedError",
    "Table",
    "UnreadWarning",
    "UsageError",
    "Verification",
    "__version__",
    "check",
    "cited",
    "command",
    "compare",
    "dates",
    "index",
    "names",
    "numbers",
    "open",
    "read",
    "references",
    "reuse",
    "search",
    "statements",
    "verify",
    "verify_many",
]

Progress = Callable[[str], object]
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
Text = str | Document


class UnreadWarning(UserWarning):
    """A file was not read, or only in part: words are missing."""


Notice = tuple[str | None, str, bool]


def _heard(notices: list[Notice]) -> list[Record]:
    """Warns of what was not read, and gives all that was said."""
    for path, what, loss in notices:
        if loss:
            warnings.warn(f"{path}: {what}" if path else what, UnreadWarning, stacklevel=4)
    return [Record(path=path, what=what, loss=loss) for path, what, loss in notices]


def _paths(paths: Paths) -> list[str]:
    if isinstance(paths, (str, os.PathLike)):
        return [os.fspath(paths)]
    return [os.fspath(p) for p in paths]


def _how(confined: bool, encoding: str | None, ocr: bool) -> tuple[str | None, bool, str | None, bool]:
    found = command() if confined else None
    return (str(found) if found else None, confined, encoding, ocr)


def __getattr__(name: str) -> Any:
    # PySpark and pyarrow are asked for only where Spark is.
    if name == "spark":
        import importlib

        return importlib.import_module("fontes.spark")
    raise AttributeError(f"module 'fontes' has no attribute {name!r}")


# Archives


class Indexed(Record):
    """What `index` did: files `added`, `replaced`, `unchanged`, `gone`, `failed`."""

    __slots__ = ()


class Archive:
    """An archive, as it was when it was opened. `len()` is the number of its documents.

    `unread` is how many files could not be read, or only in part; `indexed` what the `index` that made it did, if it was made now;
    `notices` what that said of files (`path`, `what`, `loss`)."""

    indexed: Indexed | None
    notices: list[Record]

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens it. Raises `FontesError` if there is no archive, or it is damaged or of another version."""
        self._archive = _fontes.Archive(os.fspath(path))
        self.indexed = None
        self.notices = []

    @property
    def path(self) -> Path:
        return Path(self._archive.path)

    @property
    def files(self) -> int:
        return self._archive.files

    @property
    def unread(self) -> int:
        return self._archive.unread

    def __len__(self) -> int:
        return len(self._archive)

    def __repr__(self) -> str:
        return repr(self._archive)

    def check(
        self,
        draft: str | os.PathLike[str] | Document,
        *,
        min_words: int = 8,
        borrowing: bool = True,
        confined: bool = True,
        encoding: str | None = None,
        ocr: bool = True,
        progress: Progress | None = None,
    ) -> Check:
        """Checks a draft: the path of a file, or a document that `read` gave. For a text see `check_text`.

        `min_words` (at least 4) is from how many words on unmarked copying is told; `borrowing=False` leaves that out. Rules in the
        file `DRAFT.silence` are heeded. Raises `UsageError` where there is no such file, `FontesError` where it cannot be read.
        """
        if isinstance(draft, Document):
            checked = _fontes.check_text(self._archive, draft, min_words, borrowing)
            return Check(checked, [])
        checked, said = self._archive.check_file(
            os.fspath(draft), min_words, borrowing, *_how(confined, encoding, ocr), progress
        )
        return Check(checked, _heard(said))

    def check_text(self, text: str, *, min_words: int = 8, borrowing: bool = True) -> Check:
        """Checks a text that is no file; its quotations are those between quotation marks."""
        return Check(_fontes.check_text(self._archive, text, min_words, borrowing), [])

    def find(self, words: str, *, limit: int = 12) -> Check:
        """Where do these words stand, exactly or nearly? One finding with all evidence, `limit` witnesses at most."""
        return Check(self._archive.find(words, limit), [])

    def search(self, query: str, *, limit: int = 20, snippets: int = 3, facets: bool = False) -> SearchResult:
        """Full-text search (docs/search.md has the query language). Raises `UsageError` where the query is not understood."""
        found, count, counts = self._archive.search(query, limit, snippets, facets)
        return SearchResult([record(Record, r) for line in found for r in lines(line)], count, counts)

    def reuse(self, **asked: Any) -> Reuse:
        """Every passage that one document took from another; see `fontes.reuse`."""
        return reuse(self, **asked)

    def statements(self, draft: Text) -> list[Record]:
        """Who says what in a text, on what authority, and whether the archive bears it out word for word."""
        return statements(draft, self)

    def cited(self, draft: Text) -> list[Record]:
        """The works that a text cites and the archive lacks."""
        return cited(draft, self)


def index(
    sources: Paths,
    archive: str | os.PathLike[str],
    *,
    retry_failed: bool = False,
    confined: bool = True,
    encoding: str | None = None,
    ocr: bool = True,
    progress: Progress | None = None,
) -> Archive:
    """Makes an archive of files and folders, or brings it up to date, and opens it.

    A file that cannot be read is no error: it is warned of (`UnreadWarning`) and stands in `notices`. Stopped by Ctrl-C it keeps what
    was read, and the next run goes on from there. Raises `UsageError` where a source is not there, `FontesError` where the archive
    cannot be written, `CommandNotFoundError` where the command is not found and `confined` is true.
    """
    done, said = _fontes.index(
        _paths(sources), os.fspath(archive), retry_failed, *_how(confined, encoding, ocr), progress
    )
    out = Archive(archive)
    out.indexed = Indexed(zip(("added", "replaced", "unchanged", "gone", "failed"), done, strict=True))
    out.notices = _heard(said)
    return out


def open(path: str | os.PathLike[str]) -> Archive:
    """Opens an archive. Raises `FontesError` if there is none, or it is damaged or of another version."""
    return Archive(path)


def check(draft: str | os.PathLike[str] | Document, archive: Archive | str | os.PathLike[str], **asked: Any) -> Check:
    """Checks a draft against an archive; see `Archive.check`."""
    against = archive if isinstance(archive, Archive) else Archive(archive)
    return against.check(draft, **asked)


class Check(Sequence[Finding]):
    """The findings of a draft, in its order. `text` is the draft's text, of which places are code points; `summary` the counts and
    what was searched and not read; `notices` what was said of the draft's file."""

    def __init__(self, checked: Any, notices: list[Record]) -> None:
        self._checked = checked
        self.notices = notices
        self._lines: list[Record] | None = None

    def _all(self) -> list[Record]:
        if self._lines is None:
            self._lines = lines(self._checked.json(), Finding)
        return self._lines

    @property
    def text(self) -> str:
        return self._checked.text

    @property
    def path(self) -> str:
        return self._checked.path

    @property
    def findings(self) -> list[Finding]:
        return [r for r in self._all() if r["type"] == "finding"]  # type: ignore[misc]

    @property
    def summary(self) -> Record:
        return Record(self._all()[-1])

    def __len__(self) -> int:
        return len(self._checked)

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        return self.findings[i]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __repr__(self) -> str:
        return f"<fontes.Check of {self.path}: {len(self)} findings>"

    def table(self) -> Table:
        """A row a finding, with its first witness."""
        return self._checked.table()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """As a `pyarrow.Table`, a row a finding."""
        return self.table().to_arrow()

    def to_pandas(self) -> Any:
        """As a `pandas.DataFrame`, a row a finding."""
        return self.table().to_pandas()

    def json(self) -> str:
        """JSON Lines (docs/schema/check.json): a line a finding, then the summary."""
        return self._checked.json()

    def html(self) -> str:
        """The report: one web page that loads nothing."""
        return self._checked.html()

    def _repr_html_(self) -> str:
        import html

        page = html.escape(self.html(), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:40em;border:0"></iframe>'


class SearchResult(Sequence[Record]):
    """Places that a query found, best documents first: `path`, `id`, `start`, `end`, `text`, `page`, `line`, `score`. `count` is how
    many documents match in all, `facets` their counts (name, value, count), where they were asked for."""

    def __init__(self, found: list[Record], count: int, facets: list[tuple[str, str | None, int]]) -> None:
        self._found = found
        self.count = count
        self.facets = facets

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        return self._found[i]

    def __repr__(self) -> str:
        return f"<fontes.SearchResult: {self.count} documents match, {len(self)} places shown>"


def search(query: str, archive: Archive | str | os.PathLike[str], **asked: Any) -> SearchResult:
    """Full-text search in an archive; see `Archive.search`."""
    against = archive if isinstance(archive, Archive) else Archive(archive)
    return against.search(query, **asked)


# One quotation


class Verification(Record):
    """What is said of a quotation and a source; see `verify`."""

    __slots__ = ()

    @property
    def changes(self) -> list[Change]:
        return self["changes"]

    def __bool__(self) -> bool:
        """Whether the words are the source's: verbatim, or every difference marked."""
        return self["verdict"] in ("verbatim", "marked")

    def __repr__(self) -> str:
        return f"<fontes.Verification: {self['verdict']}, {len(self['changes'])} changes>"


def verify(quoted: str, source: str) -> Verification:
    """Does a source have these words? One quotation, one source, no archive.

    The contract:

    - `quoted` is the quotation's words, with or without the marks around them; `source` a text, in which no markup is looked for.
    - `verdict` is one of
        - `verbatim`: the same words after folding (case, marks, line-end hyphens, accents and typography do not count);
        - `marked`: every difference is marked by an ellipsis or by brackets;
        - `altered`: words differ; each change is classed;
        - `elision-changes-sense`: an ellipsis drops a negation or a condition that bears on what was kept;
        - `cut-changes-sense`: the words are the source's, and words right beside them that deny them, make them conditional, ask
          them or leave them to somebody else were cut off. What *you* say around your quotation is not known here: where it says the
          same, this verdict is not to be heeded, and `Archive.check` of the whole draft does not give it;
        - `noisy-witness`: the difference looks like scanning;
        - `not-found`: no place of the source is like enough (60 % of the letters; 50 % from 14 words on; all up to 4 words);
        - `not-checked`: there are no words.
    - `start`, `end`: code points of `source`, None where the words were not found. `source[start:end]` (also `text`) is the passage:
      of places where all words stand the first, else the one with the least edit distance near shared fingerprints, else of the text.
    - `likeness`: the share of the quoted letters that agree, 0 to 1.
    - `changes`: each with `class_`, `touches`, `quoted` and `source`; both sides have `start`, `end` and `text`, and slicing gives
      the words. A side without words has the place as an empty span.
    - The same in, the same out. Time is linear in the lengths of both.

    What only an archive tells is not asked: whether other documents have the words, whether they tell enough not to be chance,
    whether an unknown word is a scanner's.
    """
    v = _fontes.verify(quoted, source)
    v["changes"] = [record(Change, c) for c in v["changes"]]
    return Verification(v)


def verify_many(quoted: Any, source: Any, *, threads: int | None = None) -> Table:
    """`verify` for many quotations: a table with the columns `verdict`, `start`, `end`, `likeness`, `changes`, a row a quotation.

    `quoted` is an iterable of strings or a column of Arrow (`__arrow_c_array__`, `__arrow_c_stream__`); `source` is one string, for
    all of them, or as many strings. Each source is read once for those quotations that follow each other. A null is `not-checked`.
    `threads` is how many to use; all by default.
    """
    return _fontes.verify_many(quoted, source, threads)


# Reuse


class Reuse:
    """What one document took from another. Iterating gives tables of some thousand rows; `table()` all of them.

    A row is a pair of passages: `score` (share of the letters that are the same), `words`, `bits` (what the shared words tell),
    `earlier` ("a", "b" or None), and for each side `row` (number of the document in the table or archive), `path`, `id`, `series`,
    `date`, `start` and `end` in code points, `byte_start` and `byte_end` in bytes of UTF-8, `page`, `text`. With `clusters=True` a row
    is a witness of a passage: `cluster`, `size`, `siglum` and the same of its document.

    With `passim=True` the names are passim's: `uid`, `id`, `series`, `date`, `title`, `begin`, `end`, `text`, `cluster`, `size`; of
    pairs the second side has `uid2`, `id2`, and so on. `begin` and `end` are code points, as in passim 2.

    `summary` says how many documents were compared and what was set aside: look there when there are no rows.
    """

    def __init__(self, reuses: Any, clusters: bool, passim: bool) -> None:
        self._reuses = reuses
        self._clusters = clusters
        self._passim = passim
        self._table: Table | None = None

    @property
    def summary(self) -> Record:
        return record(Record, self._reuses.summary())

    @property
    def duplicates(self) -> Table:
        """Pairs of documents that are the same throughout; their passages are not told one by one."""
        return self._reuses.duplicates()

    def table(self) -> Table:
        if self._table is None:
            if self._clusters:
                self._table = self._reuses.clusters(self._passim)
            else:
                self._table = self._reuses.passim() if self._passim else self._reuses.table()
        return self._table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table().__arrow_c_stream__(requested_schema)

    def __iter__(self) -> Iterator[Table]:
        return iter(self.table().batches())

    def __len__(self) -> int:
        return len(self.table())

    def __repr__(self) -> str:
        s = self.summary
        aside = ", ".join(f"{n} {what}" for what, n in s.set_aside.items() if n)
        return (
            f"<fontes.Reuse: {s.reuses} passages and {s.duplicates} duplicates among {s.documents} documents"
            f"{'; set aside: ' + aside if aside else ''}>"
        )

    def to_arrow(self) -> Any:
        """As a `pyarrow.Table`."""
        return self.table().to_arrow()

    def to_pandas(self) -> Any:
        """As a `pandas.DataFrame`."""
        return self.table().to_pandas()

    def json(self) -> str:
        """JSON Lines (docs/schema/reuse.json): with every alignment, what `fontes reuse` writes."""
        return self._reuses.json(self._clusters)

    def html(self) -> str:
        """All clusters collated, as one web page that loads nothing."""
        return self._reuses.html()


def _rows(rows: Iterable[Any], names: list[str]) -> Table:
    """Rows of Python as a table: each a string, or a mapping."""
    dicts = [{"text": r} if isinstance(r, str) else r for r in rows]
    cells = [[d.get(n) for d in dicts] for n in names]
    return _fontes.rows(names, [[None if c is None else str(c) for c in column] for column in cells])


def reuse(
    corpus: Any,
    *,
    text: str = "text",
    id: str | None = None,
    series: str | None = None,
    date: str | None = None,
    title: str | None = None,
    author: str | None = None,
    clusters: bool = False,
    passim: bool = False,
    min_words: int = 8,
    min_score: float = 0.5,
    max_df: int = 100,
    all: bool = False,
    within: str | None = None,
    since: str | None = None,
    memory: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reuse:
    """Every passage that one document of a corpus took from another.

    `corpus` is an `Archive`, or a table with a document a row: anything with `__arrow_c_stream__` (pandas, polars, DuckDB, pyarrow).
    `text`, `id`, `series`, `date`, `title` and `author` name its columns; a column `id` is taken where there is one, else a
    document's id is its row. Dates are ISO 8601, as strings or of a type of dates.

    `min_words` (at least 4) words must answer to each other, `min_score` (0 to 1) is the share of the letters that must be the same,
    `max_df` (2 to 254) the documents beyond which a passage is common property; `all=True` tells stock phrases and lists, too.
    `within` is "all", "across" (pairs of different series) or "inside" (of one series); the default is "all", and "across" for
    `passim=True` with a series, as passim does. `since` leaves out what is dated before it. `memory` is in bytes; a fourth of the
    machine's by default.

    Raises `UsageError` where an option or a column is wrong, or there are fewer than two documents.
    """
    asked = {
        "min_words": min_words,
        "min_score": min_score,
        "max_df": max_df,
        "all": all,
        "within": within or ("across" if passim and series else "all"),
        "since": since,
        "memory": memory,
        "threads": threads,
    }
    if isinstance(corpus, Archive):
        return Reuse(_fontes.reuse_archive(corpus._archive, asked, progress), clusters, passim)
    if id is None:
        id = _has_id(corpus)
    columns = {"text": text, "id": id, "series": series, "date": date, "title": title, "author": author}
    if isinstance(corpus, (list, tuple)):
        names = [n for n in columns.values() if n]
        corpus = _rows(corpus, names)
    elif not hasattr(corpus, "__arrow_c_stream__") and not hasattr(corpus, "__arrow_c_array__"):
        raise UsageError("a corpus is a fontes.Archive, or a table with __arrow_c_stream__ (pandas, polars, DuckDB, pyarrow)")
    return Reuse(_fontes.reuse_table(corpus, columns, asked, progress), clusters, passim)


def _has_id(corpus: Any) -> str | None:
    if isinstance(corpus, (list, tuple)):
        return "id" if corpus and not isinstance(corpus[0], str) and "id" in corpus[0] else None
    names = getattr(corpus, "columns", None)
    if names is None or callable(names):
        names = getattr(getattr(corpus, "schema", None), "names", [])
    if getattr(corpus, "column_names", None):
        names = corpus.column_names
    return "id" if any(isinstance(n, str) and n == "id" for n in names) else None


def compare(a: Text, b: Text, *, min_words: int = 8, rewritten: bool = False) -> list[Record]:
    """The passages that two texts share: `a` and `b` (places in code points, `text`), `score`, `words`, `changes`
    (docs/schema/compare.json). `rewritten=True` finds passages that say the same in other words, without single changes."""
    return lines(_fontes.compare(a, b, min_words, rewritten))


# Reading


def read(
    paths: Paths,
    *,
    confined: bool = True,
    encoding: str | None = None,
    ocr: bool = True,
    progress: Progress | None = None,
) -> list[Document]:
    """The documents of files and folders; most files hold one. What was not read is warned of (`UnreadWarning`).

    Raises `UsageError` where a path is not there, `CommandNotFoundError` where the command is not found and `confined` is true.
    """
    documents, said = _fontes.read(_paths(paths), *_how(confined, encoding, ocr), progress)
    _heard(said)
    return documents


def dates(text: Text) -> list[Record]:
    """The dates and times that a text says: `value` (ISO 8601), `start`, `end`, `text` and more."""
    return lines(_fontes.facts(text, ["dates"]))


def numbers(text: Text) -> list[Record]:
    """The numbers that a text says, with units and hedges."""
    return lines(_fontes.facts(text, ["numbers"]))


def names(text: Text) -> list[Record]:
    """The names that a text says."""
    return lines(_fontes.facts(text, ["names"]))


def references(text: Text) -> list[Record]:
    """The references in a text's notes and lists."""
    return lines(_fontes.facts(text, ["references"]))


def statements(text: Text, archive: Archive | None = None) -> list[Record]:
    """Who says what, and on what authority; with an archive, whether it bears the words out."""
    return lines(_fontes.statements(text, archive._archive if archive else None))


def cited(text: Text, archive: Archive | None = None) -> list[Record]:
    """The works that a text cites (`work` is CSL-JSON); with an archive, those that it lacks."""
    return lines(_fontes.cited(text, archive._archive if archive else None))
