"""Rules of batches: how near, how many, within which bounds; from the table or chosen."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ulp
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards

_TABLE = "batch_rules"
_ANY = sys.float_info.max
_MEANT = {  # row: least, most, whether whole, in words
    "metres": (ulp(0.0), _ANY, False, "应大于 0（米）"),
    "least": (1, _ANY, True, "应为正整数（台）"),
    "most": (1, _ANY, True, "应为正整数（台）"),
    "same_district": (0, 1, True, "应为 1（是）或 0（否）"),
    "same_community": (0, 1, True, "应为 1（是）或 0（否）"),
    "opening": (0, _ANY, False, "不应小于 0（米）"),
    "weight_swing": (0, 1, False, "应在 0 至 1 之间"),
    "rank_swing": (0, 1, False, "应在 0 至 1 之间"),
}


@dataclass(frozen=True)
class Rules:
    """
    What makes a batch.

    Attributes
    ----------
    metres
        Straight distance between neighbours, inclusive.
    least, most
        Lifts a batch, inclusive.
    same_district, same_community
        Whether neighbours must be in one sub-district, in one community.
    opening
        Metres from an open gate within which a barrier parts nothing.

    Raises
    ------
    ChoiceError
        Every value that cannot be meant, at once.
    """

    metres: float
    least: int
    most: int
    same_district: bool
    same_community: bool
    opening: float

    def __post_init__(self) -> None:
        said = "请改正该选项或 batch_rules 中的该行。"
        odd = {name: _odd(name, getattr(self, name)) for name in self.__dataclass_fields__}
        faults = [f"{name} {words}；{said}" for name, words in odd.items() if words]
        if not (odd["least"] or odd["most"]) and self.least > self.most:
            faults.append(f"least 为 {self.least:g} 台，不应多于 most 的 {self.most:g} 台；{said}")
        if faults:
            raise ChoiceError(faults)
        object.__setattr__(self, "least", int(self.least))
        object.__setattr__(self, "most", int(self.most))
        object.__setattr__(self, "same_district", bool(self.same_district))
        object.__setattr__(self, "same_community", bool(self.same_community))


def rules(
    *,
    overrides: Mapping[str, str | Path] | None = None,
    least: int | None = None,
    most: int | None = None,
    metres: float | None = None,
    same_community: bool | None = None,
) -> Rules:
    """
    What makes a batch, from the rule table and from what is chosen in its place.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; the table is `batch_rules`.
    least, most, metres, same_community
        Each stands in for the row of that name.

    Returns
    -------
    Rules
        Every value checked.

    Raises
    ------
    ChoiceError
        The user's table has a fault, or a value cannot be meant.

    Examples
    --------
    >>> rules(most=8)
    Rules(metres=40.0, least=3, most=8, same_district=True, same_community=False, opening=3.0)
    """
    chosen = {"least": least, "most": most, "metres": metres, "same_community": same_community}
    found = values(list(Rules.__dataclass_fields__), overrides=overrides).to_dict()
    return Rules(**{**found, **{name: one for name, one in chosen.items() if one is not None}})


def values(names: list[str], *, overrides: Mapping[str, str | Path] | None = None) -> pd.Series:
    """
    Values of rows of the table `batch_rules`.

    Parameters
    ----------
    names
        The rows.
    overrides
        As for :func:`rules`.

    Returns
    -------
    Series
        One number a row, in the order asked for.

    Raises
    ------
    ChoiceError
        The user's table has a fault: see :func:`faults`.

    Examples
    --------
    >>> values(["least", "most"]).tolist()
    [3.0, 20.0]
    """
    table = standards.load(_TABLE, overrides=overrides, check=faults)
    return table["value"].astype(float)[names]


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of batch rules.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        A sentence a fault.

    Examples
    --------
    >>> table = standards.load("batch_rules").reset_index()
    >>> list(faults(table, "连片.csv"))
    []
    >>> list(faults(table.replace({"value": {0.2: 20}}).tail(-4), "连片.csv"))[0]
    '规则表文件 连片.csv 第 6 行（weight_swing）的 value 为 20，应在 0 至 1 之间；请改正该格。'
    """
    known = table[table["rule"].isin(list(_MEANT))]
    lines = dict(zip(known["rule"], known.index, strict=True))
    values = dict(zip(known["rule"], known["value"], strict=True))
    odd = {name: words for name, value in values.items() if (words := _odd(name, value))}
    for name, words in odd.items():
        yield f"规则表文件 {file} 第 {lines[name]} 行（{name}）的 value {words}；请改正该格。"
    missing = [name for name in _MEANT if name not in values]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {_TABLE} --csv 抄入。"
        )
    bounds = [name for name in ("least", "most") if name in values and name not in odd]
    if len(bounds) > 1 and values["least"] > values["most"]:
        yield (
            f"规则表文件 {file} 第 {lines['least']} 行的 least 为 {values['least']:g} 台，不应多于第"
            f" {lines['most']} 行 most 的 {values['most']:g} 台；请改正其中一格。"
        )


def _odd(name: str, value: float) -> str:
    """What a value is and should be; nothing where it can be meant."""
    least, most, whole, words = _MEANT[name]
    if least <= value <= most and not (whole and value % 1):
        return ""
    return f"为 {value:g}，{words}"
