"""What each idle plot or premises can be used for: every rule checked, and a verdict a use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...gis.errors import LayerError
from . import check_words
from .use_tables import (
    AT_LEAST,
    AT_MOST,
    BOTH,
    CAPACITY,
    CHECKS,
    IN,
    MOST,
    NOT_IN,
    OF_USE,
    PER,
    PLOT,
    PREMISES,
)
from .uses import area_needed
from .uses import ruled as ruled_of
from .uses import rules as rules_of
from .uses import uses as uses_of
from .verdicts import verdicts

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = "pass", "fail", "unknown", "not_applicable"
CHECK_COLUMNS = [
    *("plot", "use", "rule", "zh", "effect", "status", "measured", "limit", "margin", "unit"),
    *("found", "allowed", "text", "standard", "clause", "certainty"),
]
_SAME = 1e-6  # of the limit: rounding of coordinates decides nothing
_PREMISES_LAYER = "premises"


@dataclass(frozen=True)
class Fits:
    """
    Checks and verdicts of :func:`fits`.

    `checks` has one row a plot, use and rule; `reuse` one row a plot and use.
    """

    checks: pd.DataFrame
    reuse: pd.DataFrame


def fits(
    plots: pd.DataFrame,
    *,
    uses: Iterable[str] = (),
    overrides: Mapping[str, str | Path] | None = None,
) -> Fits:
    """
    Whether each plot can take each use, with every rule that says so.

    A rule whose measure is not known is unknown, never passed. A failed rule of effect `cannot`
    refuses the use; one of effect `survey`, or an unknown one of either, asks for a survey first;
    one of effect `warn` is only told.

    Parameters
    ----------
    plots
        Indexed by id, unique: `of_layer` (premises: a building; else land) and, where known, the
        measures that the rules name: `area`, `circle_diameter`, `rectangle_length`,
        `rectangle_width`, `frontage`, `street_distance`, `slope` (ratio), `sun_share` (ratio),
        `sun_hours`, `bays`, `bays_apart`, `stair_distance`, `floor_area`, `storey`,
        `premises_kind`, `safety_grade`, `owner_class` (metres, square metres, hours). A column
        that is not there is not known.
    uses
        Those asked; all of the table where empty.
    overrides
        As for :func:`pianqu.analysis.standards.load`; the tables are `reuse_uses`, `reuse_rules`.

    Returns
    -------
    Fits
        `checks`: `plot`, `use`, `rule` (key), `zh`, `effect`, `status` (pass, fail, unknown;
        not_applicable: the use is not for such a place), `measured`, `limit`, `margin` (negative
        where failed), `unit`, `found` and `allowed` (of rules on words), `text`, `standard`,
        `clause`, `certainty`. `reuse`: `plot`, `use`, `zh`, `facility_kind`, `renewal_item`,
        `fits` (can, cannot, needs_survey), `reasons`, `surveys`, `warnings` (texts parted by ；),
        `least_margin` (of the limit; ratio), `margin_rule`, `capacity`, `capacity_unit`,
        `area_needed` (m2), `area_base` (land, floor), `certainty` (the weakest that decided).

    Raises
    ------
    LayerError
        An id comes twice, or a measure is no number.
    ChoiceError
        A table has a fault, or there is no such use.

    Examples
    --------
    >>> plots = pd.DataFrame(
    ...     {"of_layer": "parcels", "area": [640.0, 391.5], "circle_diameter": 16.0,
    ...      "sun_share": [0.9, None], "street_distance": 0.0, "slope": 0.01},
    ...     index=["L18", "L08"],
    ... )
    >>> found = fits(plots, uses=["pocket_park"])
    >>> found.reuse.set_index("plot")["fits"].to_dict()
    {'L18': 'can', 'L08': 'cannot'}
    >>> found.reuse["reasons"].tolist()
    ['', '面积 391.5 ㎡，应不小于 400 ㎡，差 8.5 ㎡']
    """
    if not plots.index.is_unique:
        twice = "、".join(map(str, plots.index[plots.index.duplicated()].unique()[:5]))
        raise LayerError(f"闲置地块的编号 {twice} 重复；每个编号只应有一行，请改正。")
    chosen, table = (
        uses_of(only=uses, overrides=overrides),
        rules_of(only=uses, overrides=overrides),
    )
    checks = _checks(plots, table[table["effect"].isin(CHECKS)], chosen)
    capacity = _capacities(plots, table[table["effect"] == CAPACITY])
    needed, ruled = area_needed(table), ruled_of(table)
    return Fits(checks, verdicts(checks, chosen, needed, capacity, place(plots), ruled=ruled))


def place(plots: pd.DataFrame) -> pd.Series:
    """
    Whether each plot is land or a building.

    Returns
    -------
    Series
        ``plot`` or ``premises``; the index of `plots`.

    Examples
    --------
    >>> place(pd.DataFrame({"of_layer": ["parcels", "premises"]})).tolist()
    ['plot', 'premises']
    """
    return plots["of_layer"].eq(_PREMISES_LAYER).map({True: PREMISES, False: PLOT})


def room(plots: pd.DataFrame) -> pd.Series:
    """
    What uses may share: the land of a plot, the floor of premises.

    Returns
    -------
    Series
        Square metres; NaN where not known; the index of `plots`.

    Examples
    --------
    >>> room(pd.DataFrame({"of_layer": ["parcels", "premises"], "area": [640, None],
    ...                    "floor_area": [None, 900]})).tolist()
    [640.0, 900.0]
    """
    land, floor = (_numbers(plots, name) for name in ("area", "floor_area"))
    return land.where(place(plots) == PLOT, floor).rename("room")


def _checks(plots: pd.DataFrame, rules: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    where, meant = place(plots).to_numpy(dtype=str), uses["place"]
    worded = rules["operator"].isin([IN, NOT_IN])
    columns: dict[str, Any] = {
        str(name): _column(plots, str(name)) for name in rules.loc[worded, "measure"].unique()
    }
    measured = rules["operator"].isin([AT_LEAST, AT_MOST])
    for name in rules.loc[measured, "measure"].unique():
        columns[str(name)] = _numbers(plots, str(name)).to_numpy(dtype=float)
    parts = []
    for row in rules.to_dict("records"):
        of_use, use_place = row["operator"] == OF_USE, str(meant[row["use"]])
        asked = np.flatnonzero((where == row["place"]) | (row["place"] == BOTH))
        values = where[asked] if of_use else columns[row["measure"]][asked]
        judge = _measured if row["operator"] in (AT_LEAST, AT_MOST) else _worded
        part = judge(values, {**row, "value": use_place} if of_use else row)
        suits = of_use | (where[asked] == use_place) | (use_place == BOTH)
        part["status"] = np.where(suits, part["status"], NOT_APPLICABLE)
        parts.append({"at": asked, **part, **_named(row, len(asked))})
    if not parts:
        return pd.DataFrame(columns=CHECK_COLUMNS)
    found = pd.DataFrame(
        {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    )
    found = found.sort_values("at", kind="stable", ignore_index=True)
    found = found.assign(plot=plots.index[found["at"]], text=check_words.texts(found))
    return found[CHECK_COLUMNS].astype({"found": "string", "allowed": "string"})


def _named(row: Mapping[Any, Any], count: int) -> dict[str, Any]:
    kept = ("use", "zh", "effect", "unit", "open", "operator", "measure", "standard", "clause")
    said = {name: row[name] for name in kept} | {"rule": row["key"], "certainty": row["status"]}
    return {name: np.full(count, word, dtype=object) for name, word in said.items()}


def _measured(values: NDArray[Any], row: Mapping[Any, Any]) -> dict[str, Any]:
    """A measure against a number: at least it, or at most."""
    limit = float(row["value"])
    margin = values - limit if row["operator"] == AT_LEAST else limit - values
    margin = np.where(np.abs(margin) <= _SAME * limit, 0.0, margin)
    none = np.full(len(values), None, dtype=object)
    return {
        "status": np.select([np.isnan(margin), margin >= 0], [UNKNOWN, PASS], FAIL),
        "measured": values,
        "limit": np.full(len(values), limit),
        "margin": margin,
        "found": none,
        "allowed": none,
    }


def _worded(values: NDArray[Any], row: Mapping[Any, Any]) -> dict[str, Any]:
    """A word against the list of those allowed, or not allowed."""
    words = str(row["value"])
    listed = [PLOT, PREMISES] if words == BOTH else words.split("|")
    good = np.isin(values.astype(str), listed) ^ (row["operator"] == NOT_IN)
    nothing = np.full(len(values), np.nan)
    return {
        "status": np.select([pd.isna(values), good], [UNKNOWN, PASS], FAIL),
        "measured": nothing,
        "limit": nothing,
        "margin": nothing,
        "found": values.astype(object),
        "allowed": np.full(len(values), "|".join(listed), dtype=object),
    }


def _capacities(plots: pd.DataFrame, rules: pd.DataFrame) -> pd.Series:
    """How much each use would serve, by plot and use; those without a rule or measure are not in it."""
    where, parts = place(plots), {}
    for use, rows in rules.groupby("use", sort=False):
        per = rows[rows["operator"] == PER]
        most = rows.loc[rows["operator"] == MOST, "value"].astype(float).min()
        for row in per.to_dict("records"):
            some = plots[where == row["place"]]
            amount = _numbers(some, str(row["measure"])) / float(str(row["value"]))
            amount = amount if np.isnan(most) else amount.clip(upper=most)
            parts[str(use), row["place"]] = np.floor(amount + _SAME).rename("capacity")
    if not parts:
        return pd.Series(dtype=float, index=pd.MultiIndex.from_tuples([], names=["plot", "use"]))
    found = pd.concat(parts, names=["use", "place", "plot"]).dropna()
    return found.droplevel("place").swaplevel()


def _column(plots: pd.DataFrame, name: str) -> NDArray[Any]:
    """Words of a column; None where not known or not there."""
    if name not in plots:
        return np.full(len(plots), None, dtype=object)
    words = plots[name].astype("string")
    return words.astype(object).where(words.notna(), None).to_numpy(dtype=object)


def _numbers(plots: pd.DataFrame, name: str) -> pd.Series:
    """A measure as floats; NaN where not known or not there."""
    if name not in plots:
        return pd.Series(np.nan, index=plots.index, name=name)
    numbers = pd.to_numeric(plots[name], errors="coerce").astype("Float64").astype(float)
    odd = plots.index[numbers.isna() & plots[name].notna()]
    if len(odd):
        raise LayerError(
            f"闲置地块 {odd[0]} 的 {name} 为“{plots.loc[odd[0], name]}”，应为数字；请改正。"
        )
    return numbers
