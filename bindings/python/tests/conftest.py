"""What tests share: a small folder of sources, its archive, and the command that parses files."""

from pathlib import Path

import pytest

import fontes

SOURCES = {
    "minutes.txt": "The harbour board met on 4 May 1921. It resolved that the embargo on copper be lifted at once, provided that the "
    "miners returned to the pits before the first of October. Eleven barrels of herring stood in the square until the bishop came.\n",
    "letter.txt": "Her letters speak of green glass lanterns tied against the heavy fog, and of pilots who would not sail. "
    "It is not true that the eastern quay was closed before the winter storms came.\n",
}

DRAFT = (
    "The board “resolved that the embargo on copper be lifted at once, provided that the miners returned to the pits before the "
    "first of October”. A witness wrote of “green glass lanterns tied against the thick fog, and of pilots who would not sail”.\n"
)


@pytest.fixture(scope="session")
def confined() -> bool:
    """Whether files are parsed by the command. Where it is not there, in this process: the tests say so."""
    return fontes.command() is not None


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sources")
    for name, text in SOURCES.items():
        (out / name).write_text(text, encoding="utf-8")
    return out


@pytest.fixture(scope="session")
def archive(folder: Path, tmp_path_factory: pytest.TempPathFactory, confined: bool) -> fontes.Archive:
    return fontes.index(folder, tmp_path_factory.mktemp("archive") / "my.fontes", confined=confined)


@pytest.fixture(scope="session")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draft") / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def prose(seed: int, words: int) -> str:
    """Words that no list has."""
    import random

    r = random.Random(seed)
    syllables = "ba ko ri sul men tar ve lor pim dra ghe no zul wex fi cham".split()
    return " ".join("".join(r.choices(syllables, k=r.randint(2, 4))) for _ in range(words))


def corpus(documents: int = 24) -> list[dict[str, str]]:
    """Documents of which every one has a passage of the one before it."""
    out = []
    for i in range(documents):
        shared = prose(1000 + i - 1, 40) if i else ""
        text = f"{prose(i, 150)} {shared} {prose(5000 + i, 120)} {prose(1000 + i, 40)} {prose(9000 + i, 60)}."
        out.append({"id": f"d{i}", "text": text, "paper": f"p{i % 5}", "date": f"18{40 + i}-01-01"})
    return out
