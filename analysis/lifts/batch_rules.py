"""Rules of batches: how near, how many, within which bounds; from the table or chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards

_TABLE = "batch_rules"


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
        faults = [
            f"{name} 为 {value:g}，应为正整数（台）；{said}"
            for name, value in (("least", self.least), ("most", self.most))
            if not (value >= 1 and float(value).is_integer())
        ]
        if not faults and self.least > self.most:
            faults = [f"least 为 {self.least:g} 台，不应多于 most 的 {self.most:g} 台；{said}"]
        if not 0 < self.metres < inf:
            faults.append(f"metres 为 {self.metres:g}，应大于 0（米）；{said}")
        if not 0 <= self.opening < inf:
            faults.append(f"opening 为 {self.opening:g}，不应小于 0（米）；{said}")
        faults += [
            f"{name} 为 {value:g}，应为 1（是）或 0（否）；{said}"
            for name in ("same_district", "same_community")
            if (value := getattr(self, name)) not in (0, 1)
        ]
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
        A row is missing, or a value cannot be meant.

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
        A row is missing.

    Examples
    --------
    >>> values(["least", "most"]).tolist()
    [3.0, 20.0]
    """
    table = standards.load(_TABLE, overrides=overrides)["value"].astype(float)
    missing = [name for name in names if name not in table.index]
    if missing:
        raise ChoiceError(
            f"规则表 {_TABLE} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {_TABLE} --csv 抄入。"
        )
    return table[names]


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
    >>> list(faults(pd.DataFrame({"rule": ["metres"], "value": [40.0]}), "连片.csv"))[0][:22]
    '规则表文件 连片.csv 缺少 least'
    """
    rows = dict(zip(table["rule"], table["value"], strict=True))
    missing = [name for name in Rules.__dataclass_fields__ if name not in rows]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {_TABLE} --csv 抄入。"
        )
        return
    try:
        Rules(**{name: rows[name] for name in Rules.__dataclass_fields__})
    except ChoiceError as error:
        yield from (f"规则表文件 {file}：{fault}" for fault in error.faults)
