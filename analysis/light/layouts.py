"""How windows lie on a facade where none is surveyed: the rows of the table `window_layout`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from .. import standards

_PLAUSIBLE = {  # row: (least, most, unit) beyond which a value can only be a slip
    "storey_height": (2.0, 6.0, "m"),
    "storey_least": (1.8, 4.0, "m"),
    "storey_most": (2.5, 10.0, "m"),
    "ground_floor": (-3.0, 5.0, "m"),
    "parapet": (0.0, 3.0, "m"),
    "sill": (0.0, 2.0, "m"),
    "spacing": (1.0, 20.0, "m"),
    "width": (0.0, 10.0, "m"),
    "wall_least": (0.0, 20.0, "m"),
    "gable_ratio": (0.0, 1.0, "ratio"),
    "outline": (0.0, 0.1, "m"),
    "survey_gap": (0.0, 20.0, "m"),
    "survey_turn": (0.0, 180.0, "degree"),
    "party_gap": (0.0, 2.0, "m"),
    "unknown_most": (0.0, 700.0, "m"),
}


def layout(*, overrides: Mapping[str, str | Path] | None = None) -> dict[str, float]:
    """
    Every number of the table `window_layout`, by the name of its row.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        Metres; degrees for ``survey_turn`` and a ratio for ``gable_ratio``.

    Raises
    ------
    ChoiceError
        The user's table has a fault: see :func:`faults`.

    Examples
    --------
    >>> layout()["sill"]
    0.9
    """
    table = standards.load("window_layout", overrides=overrides, check=faults)
    return {str(name): float(value) for name, value in table["value"].items()}


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of windows: rows, units, values.

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
    >>> table = standards.load("window_layout").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> len(list(faults(table.assign(unit="cm"), "mine.csv")))
    15
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['layout']}）"
        if row["layout"] not in _PLAUSIBLE:
            yield f"{place}的 layout 不是已知的行名，可用 {'、'.join(_PLAUSIBLE)}；请改正或删去该行。"
            continue
        least, most, unit = _PLAUSIBLE[row["layout"]]
        if row["unit"] != unit:
            yield f"{place}的 unit 为“{row['unit']}”，应为 {unit}；请换算 value 后改写单位。"
        elif not least <= row["value"] <= most:
            yield (
                f"{place}的 value 为 {row['value']:g}，应在 {least:g} 至 {most:g} 之间；请改正该格。"
            )
    for name in _PLAUSIBLE:
        if name not in set(table["layout"]):
            yield (
                f"规则表文件 {file} 的 layout 列缺少 {name} 行；"
                "请从 pianqu tables window_layout --csv 抄入该行。"
            )
