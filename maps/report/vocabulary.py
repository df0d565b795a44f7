"""The words that a plan knows: names, ids and sentences of its tables, found again in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ...layers import kinds as layer_kinds
from ..text.codes import every
from .chapters import title_of
from .numbers import level
from .words import CHAPTERS, HEADINGS, PRINTED, REPORT_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

BLOT = "▢"
_HEAD = 2  # signs by which a word is looked up
# an amount with its unit is a figure, not a name
AMOUNT = re.compile(r"(?=.*\d)[\d\s.,%/～~+−-]*[^\W\d]{0,3}[\d\s.,%/～~+−-]*")
_TEMPLATE = re.compile(r"\{\w+\}")
_SHAPED = re.compile(r"[A-Z]{1,3}\d{2,}(?:-[A-Z]?\d+)*")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """
    Words by their first signs, and the shapes of ids.

    Attributes
    ----------
    words
        First signs to the words that begin with them.
    lengths
        First signs to the lengths of those words, the longest first.
    shapes
        Ids with every digit as nought.
    clauses
        Clauses and rules, which may be numbers alone.
    """

    words: dict[str, frozenset[str]]
    lengths: dict[str, tuple[int, ...]]
    shapes: frozenset[str]
    clauses: frozenset[str] = frozenset()

    def blotted(self, text: str) -> str:
        """
        The text with every word that is known blotted out, the longest first.

        Parameters
        ----------
        text
            Levelled.
        """
        out, place = list(text), 0
        while place < len(text):
            head = text[place : place + _HEAD]
            length = next((one for one in self._at(text, place, head)), 0)
            out[place : place + length] = BLOT * length
            place += length or 1
        return "".join(out)

    def strange(self, text: str) -> list[str]:
        """Return the ids in a blotted text that look like the plan's and are not."""
        return [one for one in _SHAPED.findall(text) if _shape(one) in self.shapes]

    def _at(self, text: str, place: int, head: str) -> Iterator[int]:
        known = self.words.get(head, frozenset())
        for length in self.lengths.get(head, ()):
            word = text[place : place + length]
            whole = len(word) == length and word in known
            if whole and not _cut(text, place, place + length):
                yield length


def vocabulary(plan: "Plan", *, allowed: Iterable[str] = ()) -> Vocabulary:
    """
    Every word of a plan's tables and of the report itself.

    Parameters
    ----------
    plan
        Any.
    allowed
        Further words that may stand in the text.

    Returns
    -------
    Vocabulary

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> homes = pd.DataFrame({"name": ["七一新村"]}, index=["C01"])
    >>> known = vocabulary(SimpleNamespace(tables={"homes": homes}, fields=pd.DataFrame()))
    >>> known.blotted("七一新村（C01）有 5 户"), known.strange("C02")
    ('▢▢▢▢（▢▢▢）有 5 户', ['C02'])
    """
    words, shapes = set(map(level, allowed)), set()
    for name, table in plan.tables.items():
        words.add(name)
        texts = [table[field] for field in table.columns if field != "geometry"]
        for values in [*texts, table.index.to_series()]:
            for text in _texts(values):
                words.add(text)
                words.update(text.split(";"))
        shapes |= {_shape(one) for one in map(str, table.index) if _SHAPED.fullmatch(one)}
    words |= _own(plan)
    kept = {word.strip() for word in words if _names(word.strip())}
    found: dict[str, set[str]] = defaultdict(set)
    for word in kept:
        found[word[:_HEAD]].add(word)
    return Vocabulary(
        {head: frozenset(own) for head, own in found.items()},
        {
            head: tuple(sorted({len(one) for one in own}, reverse=True))
            for head, own in found.items()
        },
        frozenset(shapes),
        frozenset(_clauses(plan)),
    )


def _texts(values: pd.Series) -> Iterator[str]:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return
    try:
        every = values.dropna().unique()
    except TypeError:  # lists are no words
        return
    yield from (level(value) for value in every if isinstance(value, str))


def _clauses(plan: "Plan") -> Iterator[str]:
    for table in plan.tables.values():
        for field in ("clause", "rule", "standard"):
            if field in table:
                yield from _texts(table[field])


def _own(plan: "Plan") -> set[str]:
    """Words of the report, and of the fields and kinds of the plan."""
    found = {*CHAPTERS.values(), *HEADINGS.values(), *map(title_of, plan.tables)}
    for word in REPORT_WORDS.values():
        found |= set(_TEMPLATE.split(word))
    found |= every()
    for unit, _, _ in PRINTED.values():
        found.add(f"（{unit}）")
    fields = plan.fields
    if "zh" in fields:
        found |= {level(str(word)) for word in fields["zh"].dropna().unique()}
    found |= {one.zh for one in layer_kinds.vocabulary(layer_kinds.FACILITY_KIND)}
    found |= {layer_kinds.schema(name).zh for name in layer_kinds.layers()}
    return set(map(level, found))


def _names(word: str) -> bool:
    return (len(word) >= _HEAD and not AMOUNT.fullmatch(word)) or bool(_SHAPED.fullmatch(word))


def _cut(text: str, start: int, end: int) -> bool:
    """Whether a word would begin or end amid a number or an id."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    first, last = text[start], text[end - 1]
    return _joined(before, first) or _joined(last, after)


def _joined(one: str, other: str) -> bool:
    return (
        bool(one and other)
        and one.isascii()
        and other.isascii()
        and one.isalnum()
        and other.isalnum()
    )


def _shape(code: str) -> str:
    return re.sub(r"\d", "0", code)
