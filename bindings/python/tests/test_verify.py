"""One quotation, one source: verdicts, and that slicing gives the words whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fontes

PAGE = (
    "The harbour board met on Tuesday. It is not true that the eastern quay was closed before the winter storms came. "
    "The pilots, who had waited since the spring, refused to sail without the bishop’s letter, and eleven barrels of herring "
    "stood in the square until he came."
)


@pytest.mark.parametrize(
    ("quoted", "verdict"),
    [
        ("eleven barrels of herring stood in the square until he came", "verbatim"),
        ("“Eleven barrels of herring stood in the square”", "verbatim"),
        ("eleven barrels of salmon stood in the square until he came", "altered"),
        ("The pilots … refused to sail without the bishop’s letter", "marked"),
        ("the eastern quay was closed before the winter storms came", "cut-changes-sense"),
        ("nobody in the whole town had counted the green glass lanterns", "not-found"),
        ("", "not-checked"),
    ],
)
def test_verdicts(quoted: str, verdict: str) -> None:
    assert fontes.verify(quoted, PAGE).verdict == verdict


def test_a_change_has_its_class_and_both_places() -> None:
    quoted = "the miners may not return to the pits before the first of October 1921"
    source = "We said: the miners must not return to the pits before the first of October 1912."
    v = fontes.verify(quoted, source)
    assert not v
    assert [(c.class_, c.touches, c.quoted.text, c.source.text) for c in v.changes] == [
        ("word-replaced", "modal", "may", "must"),
        ("word-replaced", "date", "1921", "1912"),
    ]
    assert source[v.start : v.end] == v.text


# Words of several scripts, with signs beyond the first plane, combining marks and line ends of two signs.
WORD = st.text(
    st.one_of(
        st.characters(categories=("Ll", "Lu", "Nd")),
        st.sampled_from("\u0301\u0308\u0323\u05b8\u0651"),
        st.sampled_from("𝔞𝒷🙂𐍈𠮷𝟜🇫👩‍🚀"),
    ),
    min_size=1,
    max_size=9,
)
GAP = st.sampled_from([" ", "  ", "\r\n", "\n", "\t", ", ", ". ", "\u00a0", "-\r\n", " — ", " 🙂 "])


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(WORD, min_size=1, max_size=40))
    return "".join(w + draw(GAP) for w in words)


def slices(v: fontes.Verification, quoted: str, source: str) -> None:
    if v.start is not None:
        assert source[v.start : v.end] == v.text
        assert 0 <= v.start <= v.end <= len(source)
    for c in v.changes:
        assert quoted[c.quoted.start : c.quoted.end] == c.quoted.text
        assert source[c.source.start : c.source.end] == c.source.text


@settings(max_examples=400, deadline=None)
@given(texts(), st.data())
def test_slicing_gives_the_words(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    at = data.draw(st.integers(start, end))
    quoted = source[start:at] + data.draw(st.sampled_from(["", "x", " new 𝔞 words ", " … ", "[it] "])) + source[at:end]
    slices(fontes.verify(quoted, source), quoted, source)


@settings(max_examples=200, deadline=None)
@given(texts(), texts())
def test_slicing_gives_the_words_of_strangers(quoted: str, source: str) -> None:
    slices(fontes.verify(quoted, source), quoted, source)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=30), st.data())
def test_whole_words_are_verbatim(words: list[str], data: st.DataObject) -> None:
    source = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    quoted = " ".join(words[start:end])
    v = fontes.verify(quoted, source)
    # What folds to nothing is no word.
    assert v.verdict in ("verbatim", "not-checked", "cut-changes-sense")


@settings(max_examples=60, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=12), st.lists(texts(), min_size=1, max_size=3), st.integers(1, 3))
def test_many_are_as_one(quoted: list[str], sources: list[str], threads: int) -> None:
    many = fontes.verify_many(quoted, sources[0], threads=threads).to_pylist()
    assert [one(q, sources[0]) for q in quoted] == [flat(m) for m in many]
    paired = [sources[i % len(sources)] for i in range(len(quoted))]
    many = fontes.verify_many(quoted, paired).to_pylist()
    assert [one(q, s) for q, s in zip(quoted, paired, strict=True)] == [flat(m) for m in many]


def flat(m: dict) -> tuple:
    keys = ("quoted_start", "quoted_end", "source_start", "source_end")
    return (m["verdict"], m["start"], m["end"], [(c["class"], c["touches"], *(c[k] for k in keys)) for c in m["changes"]])


def one(quoted: str, source: str) -> tuple:
    v = fontes.verify(quoted, source)
    sides = [(c.class_, c.touches, c.quoted.start, c.quoted.end, c.source.start, c.source.end) for c in v.changes]
    return (v.verdict, v.start, v.end, sides)


def test_columns_of_arrow_are_taken() -> None:
    pa = pytest.importorskip("pyarrow")
    quoted = ["eleven barrels of herring stood in the square", None, "wholly other words that stand nowhere"]
    want = ["verbatim", "not-checked", "not-found"]
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        table = fontes.verify_many(pa.array(quoted, kind), PAGE).to_arrow()
        assert table["verdict"].to_pylist() == want
    chunked = pa.chunked_array([quoted[:1], quoted[1:]])
    assert fontes.verify_many(chunked, pa.array([PAGE] * 3)).to_arrow()["verdict"].to_pylist() == want


def test_lengths_must_agree() -> None:
    with pytest.raises(fontes.UsageError, match="2 quotations and 3 sources"):
        fontes.verify_many(["a", "b"], ["c", "d", "e"])
