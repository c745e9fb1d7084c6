"""What is one line of a report in Python? A dict whose keys are attributes, too."""

from __future__ import annotations

import json
from typing import Any


class Record(dict[str, Any]):
    """A JSON object: `r["draft"]["start"]` is `r.draft.start`. A key that is a word of Python's (`class`) has no attribute of its
    own name: `r.class_`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name.removesuffix("_")] if name not in self else self[name]
        except KeyError:
            raise AttributeError(f"there is no {name!r}; there are: {', '.join(self)}") from None


class Finding(Record):
    """What is said of a place of a draft: `code`, `verdict`, `severity`, `message`, `draft`, `evidence`, `changes` and more, as
    docs/schema/check.json says."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{self['code']} at {self['draft']['start']}..{self['draft']['end']}: {self['message']}>"


class Change(Record):
    """A difference: its `class_`, what of the sense it `touches` (or None), the words `quoted` and those of the `source`, each with
    `start` and `end` in code points and `text`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{self['class']}: {self['quoted']['text']!r} for {self['source']['text']!r}>"


def record(kind: type[Record], value: Any) -> Any:
    """Dicts within a dict as records."""
    if isinstance(value, dict):
        return kind((k, record(Record, v)) for k, v in value.items())
    if isinstance(value, list):
        return [record(Record, v) for v in value]
    return value


def lines(text: str, kind: type[Record] = Record) -> list[Any]:
    """JSON Lines as records."""
    return [record(kind, json.loads(line)) for line in text.splitlines() if line]
