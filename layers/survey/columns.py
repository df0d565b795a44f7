"""A column of cells read as its field asks: values, what was changed, what was not read, counts."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import kinds
from . import cells, readings, values
from .readings import APPROXIMATE, CONVERTED, MISSING, Reading, UnreadError

if TYPE_CHECKING:
    import pandas as pd

OUT_OF_RANGE = "超出范围"
_EXAMPLES = 3
_LOOKED = 50  # cells among which plain examples are taken
_LONG = 30  # signs of a cell in an example


@dataclass(frozen=True)
class Change:
    """A cell that does not stand as it was written: its position, text, value, how and why."""

    position: int
    original: str
    value: str
    how: str
    reason: str


@dataclass(frozen=True)
class Trouble:
    """A cell that was not read: its position, text, the sort of trouble and the reason."""

    position: int
    original: str
    sort: str
    reason: str
    word: str = ""  # that is in no list


@dataclass(frozen=True)
class Tally:
    """How many cells were read, blank, approximate (of those read) and unread; some of them."""

    read: int
    blank: int
    approximate: int
    unread: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Column:
    """A column that was read: values in order, None where there is none."""

    values: list[Any]
    changes: list[Change]
    troubles: list[Trouble]
    tally: Tally


def read(
    column: "pd.Series[Any]",
    field: kinds.Field,
    *,
    layer: str = "",
    aliases: cells.Aliases = (),
    written: "pd.Series[Any] | None" = None,
) -> Column:
    """
    A column as its field asks; a value out of the field's range is not read either.

    Parameters
    ----------
    column
        Cells of any type.
    field, layer, aliases
        As :func:`~pianqu.layers.survey.cells.reader`.
    written
        The same cells as they were delivered, where a unit of the heading has changed them.

    Examples
    --------
    >>> import pandas as pd
    >>> found = read(pd.Series(["约300户", "/", "很多"]), kinds.schema("communities").field("households"))
    >>> found.values, found.tally.examples
    ([300, None, None], ('约300户 → 300（约数）', '很多 → 读不出'))
    """
    reader = cells.reader(field, layer=layer, aliases=aliases)
    given = column.tolist()  # quicker than cell by cell
    originals = given if written is None else written.tolist()
    memory: dict[Hashable, Reading | UnreadError] = {}
    found = [_remembered(value, field, reader, memory) for value in given]
    changes, troubles, kept = [], [], []
    for position, (original, one) in enumerate(zip(originals, found, strict=True)):
        if isinstance(one, UnreadError):
            kept.append(None)
            word = one.__cause__.args[0] if isinstance(one.__cause__, KeyError) else ""
            troubles.append(Trouble(position, shown(original), one.sort, one.reason, str(word)))
            continue
        kept.append(one.value)
        if one.how in (APPROXIMATE, CONVERTED):
            told = shown(one.value)
            changes.append(Change(position, shown(original), told, one.how, one.reason))
    return Column(kept, changes, troubles, _tally(originals, found))


def shown(value: Any) -> str:
    """
    A value as it is told in a sentence.

    Examples
    --------
    >>> shown(0.35), shown(True), shown(300.0), shown(" 约300 ")
    ('0.35', '是', '300', ' 约300 ')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value == value:  # noqa: PLR0124 - NaN is the one unlike itself
        return values.plain(value) if abs(value) != float("inf") else str(value)
    return str(value)


def _remembered(
    value: Any,
    field: kinds.Field,
    reader: cells.Reader,
    memory: dict[Hashable, Reading | UnreadError],
) -> Reading | UnreadError:
    """Cells of a register repeat; 1, 1.0 and True are three."""
    key = (type(value), value) if isinstance(value, str | int | float) else None
    if key is not None and key in memory:
        return memory[key]
    found = _reading(value, field, reader)
    if key is not None:
        memory[key] = found
    return found


def _reading(value: Any, field: kinds.Field, reader: cells.Reader) -> Reading | UnreadError:
    try:
        found = reader(value)
    except UnreadError as error:
        return error
    limits = _limits(found.value, field)
    return UnreadError(OUT_OF_RANGE, limits) if limits else found


def _limits(value: Any, field: kinds.Field) -> str:
    """The range that a number is not in; empty where it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    low, high = field.least, field.most
    if not ((low is not None and value < low) or (high is not None and value > high)):
        return ""
    parts = (("不小于", low), ("不大于", high))
    return "应" + "、".join(f"{word} {values.plain(at)}" for word, at in parts if at is not None)


def _tally(originals: list[Any], found: list[Reading | UnreadError]) -> Tally:
    hows = ["unread" if isinstance(one, UnreadError) else one.how for one in found]
    blank, unread = hows.count(MISSING), hows.count("unread")
    return Tally(
        read=len(hows) - blank - unread,
        blank=blank,
        approximate=hows.count(APPROXIMATE),
        unread=unread,
        examples=_examples(originals, found, hows),
    )


def _examples(
    originals: list[Any], found: list[Reading | UnreadError], hows: list[str]
) -> tuple[str, ...]:
    """One of each way of reading, then more of those read exactly."""
    told: list[str] = []
    for how in (CONVERTED, APPROXIMATE, "unread"):
        if how in hows:
            at = hows.index(how)
            told.append(_example(originals[at], found[at], how))
    for at, how in enumerate(hows[:_LOOKED]):
        if how == readings.EXACT:
            told.append(_example(originals[at], found[at], how))
    return tuple(dict.fromkeys(told))[:_EXAMPLES]


def _example(original: Any, found: Reading | UnreadError, how: str) -> str:
    text = " ".join(shown(original).split())
    text = text if len(text) <= _LONG else f"{text[:_LONG]}…"
    if isinstance(found, UnreadError):
        return f"{text} → 读不出"
    about = "（约数）" if how == APPROXIMATE else ""
    return f"{text} → {shown(found.value)}{about}"
