"""The figures that the tables of a plan hold, by what they measure, to look numbers up in."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .numbers import Figure, figures, level, masked
from .vocabulary import AMOUNT

if TYPE_CHECKING:
    from ...analysis.planning import Plan

# unit of a field: what it measures, and how much of the text's plain unit it is
_MEASURES: dict[str, tuple[str, float]] = {
    "yuan": ("money", 1.0),
    "yuan/a": ("money", 1.0),
    "yuan/year": ("money", 1.0),
    "fen": ("money", 0.01),
    "m2": ("area", 1.0),
    "ha": ("area", 1e4),
    "m": ("length", 1.0),
    "min": ("time", 1.0),
    "h": ("hours", 1.0),
    "hour": ("hours", 1.0),
    "m/min": ("pace", 1.0),
    "household": ("households", 1.0),
    "person": ("people", 1.0),
    "ratio": ("share", 1.0),
    "1": ("share", 1.0),
    "%": ("share", 0.01),
    "0.1 %": ("share", 0.001),
}
_MEASURED = frozenset(measure for measure, _ in _MEASURES.values())
_CLASSES = 30  # values of a column that are counted each
_EDGE, _DUST = 1e-6, 1e-12  # of half a digit, and of what arithmetic leaves
_LIST = ";"


@dataclass(frozen=True, eq=False)
class Stock:
    """Values by what they measure, sorted; empty for those whose unit nobody says."""

    values: dict[str, np.ndarray]

    def holds(self, figure: Figure) -> bool:
        """Whether a table has a value that rounds to the figure, whichever its sign."""
        if figure.measure == "count":
            names = [name for name in self.values if name not in _MEASURED]
        elif figure.measure:
            names = [figure.measure, ""]
        else:
            names = list(self.values)
        exact = figure.measure == "count"
        return any(_near(self.values.get(name), figure, exact=exact) for name in names)


def stock(plan: "Plan") -> Stock:
    """
    Every figure of a plan's tables: cells, rows of a table, and rows of each of few classes.

    Parameters
    ----------
    plan
        Its fields say the units.

    Returns
    -------
    Stock

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"cost": [1_234_567.0, None]})
    >>> fields = pd.DataFrame([{"table": "a", "field": "cost", "unit": "yuan"}])
    >>> held = stock(SimpleNamespace(tables={"a": table}, fields=fields))
    >>> held.holds(Figure("123.46 万元", 1_234_600, 50, "money")), held.holds(Figure("2", 2, 0.5, ""))
    (True, True)
    >>> held.holds(Figure("124 万元", 1_240_000, 5_000, "money"))
    False
    """
    units = _units(plan.fields)
    found: dict[str, list[np.ndarray]] = defaultdict(list)
    for name, table in plan.tables.items():
        found["count"].append(np.array([len(table)], dtype=float))
        for field in table.columns:
            if field != "geometry":
                _take(table[field], units.get((name, str(field)), ""), found)
    return Stock({key: np.unique(np.concatenate(own)) for key, own in found.items()})


def _take(values: pd.Series, unit: str, found: dict[str, list[np.ndarray]]) -> None:
    plain = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if plain:
        measure, scale = _MEASURES.get(unit, ("count" if unit else "", 1.0))
        numbers = values.dropna().to_numpy(dtype=float)
        numbers = numbers[np.isfinite(numbers)]
        found[measure].append(np.abs(np.unique(numbers)) * scale)
        return
    try:
        counts = values.value_counts()
    except TypeError:  # a column of lists has no classes
        return
    for text in counts.index:
        if isinstance(text, str):
            _read(text, found)
    if len(counts) <= _CLASSES:
        found["count"].append(np.append(counts.to_numpy(dtype=float), values.isna().sum()))


def _read(text: str, found: dict[str, list[np.ndarray]]) -> None:
    """The amounts that a cell says in text, and how many ids it lists."""
    if _LIST in text:
        found["count"].append(np.array([text.count(_LIST) + 1], dtype=float))
    elif AMOUNT.fullmatch(text):
        for figure in figures(masked(level(text))):
            found[figure.measure].append(np.array([abs(figure.value)]))


def _units(fields: pd.DataFrame) -> dict[tuple[Any, Any], str]:
    if not {"table", "field", "unit"} <= set(fields.columns):
        return {}
    rows = zip(fields["table"], fields["field"], fields["unit"].fillna(""), strict=True)
    return {(table, field): str(unit) for table, field, unit in rows}


def _near(values: np.ndarray | None, figure: Figure, *, exact: bool) -> bool:
    if values is None or not len(values):
        return False
    wanted = abs(figure.value)
    slack = 0.0 if exact and wanted.is_integer() else figure.slack * (1 + _EDGE)
    slack += _DUST * max(1.0, wanted)
    place = int(np.searchsorted(values, wanted - slack))
    return place < len(values) and bool(values[place] <= wanted + slack)
