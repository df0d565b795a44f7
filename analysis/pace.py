"""The pace of each sort of people: on the flat, up stairs and down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ulp
from pathlib import Path

import pandas as pd

from ..gis.errors import ChoiceError
from . import standards
from .standards import SECONDS

STAIRS, STAIRS_DOWN = "stairs", "stairs_down"  # the rows of the table that are no paces
_SPEED, _SHARE = "m/min", "ratio"
_PLAUSIBLE = {  # unit: (least, most, in words) beyond which a value can only be a slip
    _SPEED: (10.0, 200.0, "在 10 至 200 米/分钟之间"),
    _SHARE: (ulp(0.0), 1.0, "大于 0 且不超过 1"),
}
_SHARES = {STAIRS: "上楼梯保留的步速比例", STAIRS_DOWN: "下楼梯保留的步速比例"}
_YES, _NO = "yes", "no"


@dataclass(frozen=True)
class Gait:
    """
    How one sort of people walks.

    Attributes
    ----------
    zh
        Who they are, in Chinese.
    speed
        Metres a second on the flat.
    stairs
        Share of `speed` kept going up stairs, and where the rise is not known; 0 = not walked.
    stairs_down
        Share of `speed` kept going down stairs; 0 = not walked.
    """

    zh: str
    speed: float
    stairs: float
    stairs_down: float


def gait(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> Gait:
    """
    How the people of that name walk.

    Parameters
    ----------
    name
        A row of the table `pace` in m/min, such as `gb50180`, `elderly` or `wheelchair`.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Gait
        Both shares on stairs are 0 where the row says that stairs are not used.

    Raises
    ------
    ChoiceError
        There is no such row, or the user's table has a fault.

    Examples
    --------
    >>> gait("adult")
    Gait(zh='成年人', speed=1.2, stairs=0.5, stairs_down=0.6)
    >>> gait("wheelchair").stairs
    0.0
    """
    table = _table(overrides)
    speeds = table.drop(index=list(_SHARES))
    if name not in list(speeds.index):  # whatever was given
        raise ChoiceError(
            f"pace 的值“{name}”不在步速表中；可选：{'、'.join(map(str, speeds.index))}"
            "（见 pianqu tables pace）。"
        )
    row = speeds.loc[name].to_dict()
    up, down = table["value"][[STAIRS, STAIRS_DOWN]] * (row["use_stairs"] == _YES)
    return Gait(str(row["zh"]), float(row["value"]) / SECONDS, float(up), float(down))


def pace(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> float:
    """
    Walking speed on the flat of the people of that name.

    Parameters
    ----------
    name, overrides
        As for :func:`gait`.

    Returns
    -------
    float
        Metres a second.

    Examples
    --------
    >>> pace("elderly")
    0.8
    """
    return gait(name, overrides=overrides).speed


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of paces: units, values, stairs.

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
    >>> table = standards.load("pace").reset_index().assign(value=0.5)
    >>> len(list(faults(table, "mine.csv")))
    5
    """
    for line, row in table.iterrows():
        unit = _SHARE if row["pace"] in _SHARES else _SPEED
        least, most, words = _PLAUSIBLE[unit]
        place = f"规则表文件 {file} 第 {line} 行（{row['pace']}）"
        if row["unit"] != unit:
            yield f"{place}的 unit 为“{row['unit']}”，应为 {unit}；请换算 value 后改写单位。"
        elif not least <= row["value"] <= most:
            yield f"{place}的 value 为 {row['value']:g}，应{words}；请改正该格。"
        if unit == _SPEED and row["use_stairs"] not in (_YES, _NO):
            yield (
                f"{place}的 use_stairs 为“{row['use_stairs']}”，应为 {_YES}（走楼梯）或"
                f" {_NO}（不走楼梯）；请改正该格。"
            )
    for name, meaning in _SHARES.items():
        if name not in set(table["pace"]):
            yield (
                f"规则表文件 {file} 的 pace 列缺少 {name} 行（{meaning}，{_SHARE}）；"
                "请从 pianqu tables pace --csv 抄入该行。"
            )


def _table(overrides: Mapping[str, str | Path] | None) -> pd.DataFrame:
    return standards.load("pace", overrides=overrides, check=faults)
