"""The rules by which a lift is fitted to a stairwell: checks, settings, offsets and sizes of shafts."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .. import standards

CANNOT, SURVEY, WARN = "cannot", "survey", "warn"
STAIR, OTHER = "stair", "other"
ACCESS = ("half_landing", "level")
_SETTING, _OFFSET = "setting", "offset"
_METRES = "m"
_EFFECTS = (CANNOT, SURVEY, WARN)
_WORDS = (
    *("lift", "safety_grade", "safety_appraisal", "demolition", "structure", "historic"),
    "storey_height",
)
_PLACES = dict.fromkeys(("measured", "limit", "short", "object", "value", "entrance"), "")


@dataclass(frozen=True)
class Rules:
    """
    Every rule and number that the fit of a shaft asks for.

    `checks` is indexed by check in the order of the table; `settings` holds the numbers that are
    no checks, by key; `offsets` are metres along the wall in the order in which they are tried;
    `sizes` is indexed by size in order of preference, with those that fit the stair first.
    """

    checks: pd.DataFrame
    settings: Mapping[str, float]
    offsets: tuple[float, ...]
    sizes: pd.DataFrame

    def limit(self, check: str) -> float:
        """Number that a check compares with."""
        return float(str(self.checks.loc[check, "value"]))

    def kinds(self, check: str) -> list[str]:
        """Kinds of the layer that a check looks at."""
        return str(self.checks.loc[check, "kinds"]).split("|")

    def reach(self, check: str) -> float:
        """Metres within which an object of unknown extent leaves a check open."""
        return float(str(self.checks.loc[check, "reach"]) or 0)

    def effect(self, check: str) -> str:
        """What a failed check does to the verdict."""
        return str(self.checks.loc[check, "effect"])


def rules(*, overrides: Mapping[str, str | Path] | None = None) -> Rules:
    """
    The rules of the tables `elevator_checks` and `shaft_sizes`.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Rules
        Lengths in metres, angles in degrees.

    Raises
    ------
    ChoiceError
        A table of the user has a fault: see :func:`check_faults` and :func:`size_faults`.

    Examples
    --------
    >>> found = rules()
    >>> found.limit("opposite"), found.offsets
    (6.0, (0.0, 0.3, -0.3, 0.6, -0.6))
    >>> found.sizes["depth"].to_dict()
    {'split': 3.5, 'split_small': 2.5, 'flat': 4.0}
    """
    table = standards.load("elevator_checks", overrides=overrides, check=check_faults)
    sizes = standards.load("shaft_sizes", overrides=overrides, check=size_faults)
    number = {
        part: table.loc[table["effect"] == part, "value"].astype(float)
        for part in (_SETTING, _OFFSET)
    }
    first = sizes["side"].map({STAIR: 0, OTHER: 1})
    return Rules(
        checks=table[table["effect"].isin(_EFFECTS)],
        settings={str(key): float(value) for key, value in number[_SETTING].items()},
        offsets=tuple(number[_OFFSET]),
        sizes=sizes.loc[first.sort_values(kind="stable").index],
    )


def check_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of checks: keys, effects, numbers, words.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("elevator_checks").reset_index()
    >>> list(check_faults(table, "mine.csv"))
    []
    >>> next(check_faults(table.assign(effect="maybe"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（storeys）的 effect 为“maybe”，应为 cannot、survey、warn 之一；请改正。'
    """
    known = standards.load("elevator_checks")
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        yield from _row_faults(row, place, known)
    for key in known.index[known["effect"] != _OFFSET]:
        if key not in set(table["key"]):
            yield (
                f"规则表文件 {file} 的 key 列缺少 {key} 行；"
                "请从 pianqu tables elevator_checks --csv 抄入该行。"
            )
    if not (table["effect"] == _OFFSET).any():
        yield f"规则表文件 {file} 没有 effect 为 offset 的行；请至少保留一行，例如居中的 0。"


def size_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of shaft sizes.

    Parameters
    ----------
    table, file
        As for :func:`check_faults`.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("shaft_sizes").reset_index()
    >>> list(size_faults(table, "mine.csv"))
    []
    >>> list(size_faults(table.assign(side="other"), "mine.csv"))
    ['规则表文件 mine.csv 没有 side 为 stair 的行；请至少保留一种井道尺寸。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['size']}）"
        for name, choices in (("side", (STAIR, OTHER)), ("access", ACCESS)):
            if row[name] not in choices:
                yield f"{place}的 {name} 为“{row[name]}”，应为 {'、'.join(choices)} 之一；请改正。"
        for name in ("width", "depth"):
            if not row[name] > 0:
                yield f"{place}的 {name} 为 {row[name]:g}，应大于 0（米）；请改正该格。"
    if not (table["side"] == STAIR).any():
        yield f"规则表文件 {file} 没有 side 为 stair 的行；请至少保留一种井道尺寸。"


def _row_faults(row: Mapping[Any, Any], place: str, known: pd.DataFrame) -> Iterator[str]:
    key, effect = row["key"], row["effect"]
    if effect == _OFFSET:
        if row["unit"] != _METRES:
            yield f"{place}的 unit 为“{row['unit']}”，应为 {_METRES}；请换算 value 后改写单位。"
        yield from _numbers(row, place, ["value"])
        return
    if key not in known.index:
        yield f"{place}的 key 不是已知的检查；请改正，或删去该行。"
        return
    usual = str(known.loc[key, "effect"])
    choices = (_SETTING,) if usual == _SETTING else _EFFECTS
    if effect not in choices:
        yield f"{place}的 effect 为“{effect}”，应为 {'、'.join(choices)} 之一；请改正。"
    named = [] if key in _WORDS else ["value"]
    yield from _numbers(row, place, named + (["reach"] if str(row["reach"]) else []))
    for name in ("reason", "open"):
        try:
            row[name].format(**_PLACES)
        except (KeyError, ValueError, IndexError, AttributeError):
            yield (
                f"{place}的 {name} 为“{row[name]}”，花括号内只能是 {'、'.join(_PLACES)}；请改正。"
            )


def _numbers(row: Mapping[Any, Any], place: str, columns: list[str]) -> Iterator[str]:
    for name in columns:
        try:
            good = math.isfinite(float(row[name]))
        except ValueError:
            good = False
        if not good:
            yield f"{place}的 {name} 为“{row[name]}”，应为数字；请改正该格。"
