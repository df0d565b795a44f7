"""What a use costs on each plot: a row of a table times the area or the places that it needs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from .. import standards
from ..reuse import uses as reuse_uses
from .least_sizes import units

TABLE = "site_costs"
PLOT, PREMISES = "plot", "premises"
SITE = "site"
PER = {SITE: "每处", "area": "地块面积", "area_needed": "所需面积", "capacity": "可容规模"}
UNITS = {SITE: "yuan/site", "area": "yuan/m2", "area_needed": "yuan/m2", "capacity": "yuan/unit"}
NO_ROW = "造价表没有这一用途在这类地块上的行，造价未知"
_AMOUNTS = {"value": "cost", "least": "cost_least", "most": "cost_most"}
_KEYS = ["use", "on"]


def costs(
    reuse: pd.DataFrame,
    plots: pd.DataFrame,
    *,
    least: bool = False,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The cost of every use on every plot, with its range and how sure it is.

    Parameters
    ----------
    reuse
        One row a plot and use: `plot`, `use`, and where known `area_needed` (m2) and `capacity`
        (of which the table gives the cost of one).
    plots
        Indexed by plot: `area` (m2), and `of_layer`: `premises` are refitted, all else is built on.
    least
        Each use at its least size, as where several share a plot: what is priced by the plot's area
        takes `area_needed` of it, and what is priced by capacity as many units as that area holds
        (:func:`pianqu.analysis.siting.least_sizes.units`). Else a use takes the whole plot.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `site_costs`.

    Returns
    -------
    DataFrame
        The index of `reuse`: `plot`, `use`, `cost`, `cost_least`, `cost_most` (whole yuan; NA not
        known), `quantity`, `cost_unit`, `cost_row` (key of the table), `cost_certainty`,
        `cost_reason` (NA where the cost is known).

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> reuse = pd.DataFrame({"plot": ["L1", "L1"], "use": ["parking", "canal"], "capacity": 20.0})
    >>> plots = pd.DataFrame({"area": [900.0], "of_layer": ["parcels"]}, index=["L1"])
    >>> found = costs(reuse, plots)
    >>> found[["cost", "cost_certainty"]].values.tolist()
    [[160000.0, 'assumption'], [<NA>, <NA>]]
    """
    rules = standards.load(TABLE, overrides=overrides, check=faults).rename_axis("cost_row")
    table = pd.DataFrame(reuse[["plot", "use"]])
    premises = table["plot"].map(plots["of_layer"]).eq(PREMISES)
    table["on"] = np.where(premises, PREMISES, PLOT)
    table = table.merge(rules.reset_index(), on=_KEYS, how="left").set_axis(reuse.index)
    size = {"area": table["plot"].map(plots["area"]), "capacity": reuse.get("capacity")}
    if least:
        held = units(reuse, premises, overrides=overrides)
        size = {"area": reuse.get("area_needed"), "capacity": held}
    table["quantity"] = _quantity(table, reuse, size)
    for rate, amount in _AMOUNTS.items():
        table[amount] = (table[rate].astype("Float64") * table["quantity"]).round()
    missing = table["per"].map(PER).astype("string") + "未知，造价无法计算"
    table["cost_reason"] = missing.fillna(NO_ROW).where(table["cost"].isna())
    table = table.rename(columns={"unit": "cost_unit", "status": "cost_certainty"})
    words = ["cost_unit", "cost_row", "cost_certainty", "cost_reason"]
    table[words] = table[words].astype("string")
    return table[["plot", "use", *_AMOUNTS.values(), "quantity", *words]]


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of costs.

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
    >>> table = standards.load(TABLE).reset_index().head(1)
    >>> list(faults(table, "mine.csv")), next(faults(table.assign(on="roof"), "mine.csv"))
    ([], '规则表文件 mine.csv 第 0 行（pocket_park.plot）的 on 为“roof”，应为 plot 或 premises；请改正该格。')
    """
    every = reuse_uses.uses().index
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        yield from (f"{place} {said}；请改正该格。" for said in _odd(row, every))
    for (use, on), group in table.groupby(_KEYS, sort=False):
        if len(group) > 1:
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, group.index))} 行同为用途 {use}、{on}，"
                "每种情形只应有一行；请只留一行。"
            )


def _quantity(
    table: pd.DataFrame, reuse: pd.DataFrame, size: Mapping[str, pd.Series | None]
) -> pd.Series:
    """How many of what the row prices; NA where it is not known, or is not above zero."""
    found = pd.Series(pd.NA, index=table.index, dtype="Float64")
    given = {
        SITE: pd.Series(1.0, table.index),
        "area_needed": reuse.get("area_needed"),
        **size,
    }
    for per, values in given.items():
        if values is not None:
            found = found.mask(table["per"].eq(per), values.astype("Float64"))
    return found.where(found.gt(0).fillna(False))


def _odd(row: pd.Series, every: pd.Index) -> Iterator[str]:
    if not row["use"]:
        yield "use 是空的，应为用途的编号（见 pianqu tables reuse_uses）"
    elif row["use"] not in every:
        yield f"use 为“{row['use']}”，应为用途的编号（见 pianqu tables reuse_uses）"
    if row["on"] not in (PLOT, PREMISES):
        yield f"on 为“{row['on']}”，应为 {PLOT} 或 {PREMISES}"
    if row["per"] not in PER:
        yield f"per 为“{row['per']}”，应为 {'、'.join(PER)} 之一"
    elif row["unit"] != UNITS[row["per"]]:
        yield f"unit 为“{row['unit']}”，按 {row['per']} 计应为 {UNITS[row['per']]}"
    if not 0 < row["least"] <= row["value"] <= row["most"]:
        yield f"value 为 {row['value']:g}，应大于 0 并在 least 与 most 之间"
