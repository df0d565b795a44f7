"""Rules of managing small yards together: how small, how near, how many; from the table."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ulp
from pathlib import Path

import pandas as pd

from .. import standards

TABLE = "management_rules"
_ANY = sys.float_info.max
_MEANT = {  # row: least, most, whether whole, in words
    "small": (0, _ANY, True, "应为不小于 0 的整数（户）"),
    "market": (0, _ANY, True, "应为不小于 0 的整数（户）"),
    "metres": (ulp(0.0), _ANY, False, "应大于 0（米）"),
    "reach": (ulp(0.0), _ANY, False, "应大于 0（米）"),
    "least": (0, _ANY, True, "应为不小于 0 的整数（户）"),
    "most": (1, _ANY, True, "应为正整数（户）"),
    "least_yards": (1, _ANY, True, "应为正整数（个）"),
    "same_district": (0, 1, True, "应为 1（是）或 0（否）"),
}


@dataclass(frozen=True)
class Rules:
    """
    What decides who manages a yard, and what makes a package.

    Attributes
    ----------
    small
        A community of fewer households is small.
    market
        Households from which on the market can manage it.
    metres
        Greatest walk between neighbours, inclusive.
    reach
        Greatest walk from the hub to every yard of its package, inclusive.
    least, most
        Households a package, inclusive.
    least_yards
        Yards a package at least.
    same_district
        Whether a package lies in one sub-district.
    """

    small: int
    market: int
    metres: float
    reach: float
    least: int
    most: int
    least_yards: int
    same_district: bool

    @property
    def farthest(self) -> float:
        """Metres as far as walks have to be known."""
        return max(self.metres, self.reach)


def rules(*, overrides: Mapping[str, str | Path] | None = None) -> Rules:
    """
    The rules, from the table.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; the table is `management_rules`.

    Returns
    -------
    Rules
        Every value checked.

    Raises
    ------
    ChoiceError
        The user's table has a fault: see :func:`faults`.

    Examples
    --------
    >>> rules().least, rules().same_district
    (200, True)
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    value = table["value"].astype(float)
    whole = {name: int(value[name]) for name, (_, _, is_whole, _) in _MEANT.items() if is_whole}
    far = {name: float(value[name]) for name in _MEANT if name not in whole}
    return Rules(**{**whole, **far, "same_district": bool(whole["same_district"])})


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of management rules.

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
    >>> table = standards.load("management_rules").reset_index()
    >>> list(faults(table, "物业.csv"))
    []
    >>> list(faults(table.replace({"value": {200: 5000}}), "物业.csv"))
    ['规则表文件 物业.csv 的 least 为 5000 户，不应多于 most 的 3000 户；请改正其中一格。']
    """
    known = table[table["key"].isin(list(_MEANT))]
    values = dict(zip(known["key"], known["value"].astype(float), strict=True))
    lines = dict(zip(known["key"], known.index, strict=True))
    odd = {name for name, value in values.items() if not _fine(name, value)}
    for name in sorted(odd):
        yield (
            f"规则表文件 {file} 第 {lines[name]} 行（{name}）的 value 为 {values[name]:g}，"
            f"{_MEANT[name][3]}；请改正该格。"
        )
    missing = [name for name in _MEANT if name not in values]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {TABLE} --csv 抄入。"
        )
    bounds = {"least", "most"}
    if bounds <= set(values) and not bounds & odd and values["least"] > values["most"]:
        yield (
            f"规则表文件 {file} 的 least 为 {values['least']:g} 户，不应多于 most 的"
            f" {values['most']:g} 户；请改正其中一格。"
        )


def _fine(name: str, value: float) -> bool:
    least, most, whole, _ = _MEANT[name]
    return least <= value <= most and not (whole and value % 1)
