"""How people share the capacity of places: who is in reach, with what weight, and the ratio."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..gis.errors import ChoiceError, LayerError
from . import standards
from .walks import DIGITS

NO_CAPACITY = "规模未知"
NO_UNIT = "规模未注明单位"


def decay(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    Weights by bands of time of the enhanced two-step catchment.

    Parameters
    ----------
    name
        A set of the rule table `decay`, such as `slow` or `fast`.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        One row a band, from near to far: among others `upper` and `of` (the band ends, inclusive,
        at `upper / of` of the limit) and `weight`.

    Raises
    ------
    ChoiceError
        There is no such set, its bands do not rise, or a weight is negative.

    References
    ----------
    Luo, W. & Qi, Y. (2009), Health & Place 15(4), 1100-1107.

    Examples
    --------
    >>> decay("slow")["weight"].tolist()
    [1.0, 0.68, 0.22]
    """
    table = standards.load("decay", overrides=overrides).reset_index()
    rows = table[table["set"] == name]
    if rows.empty:
        known = "、".join(dict.fromkeys(map(str, table["set"])))
        raise ChoiceError(f"decay 的值“{name}”不在规则表 decay 中；可选：{known}。")
    faults = []
    ends = (rows["upper"] / rows["of"]).to_numpy(dtype=float)
    if not (np.isfinite(ends).all() and (np.diff(ends, prepend=0.0) > 0).all()):
        faults.append(f"规则表 decay 中“{name}”的 upper / of 应为正数且逐档递增；请改正。")
    if (rows["weight"] < 0).any():
        faults.append(f"规则表 decay 中“{name}”的 weight 有负数，应不小于 0；请改正。")
    if faults:
        raise ChoiceError(faults)
    return rows.reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class Shared:
    """
    Pairs of a building and an offer within the limit, and the ratio of each offer.

    Attributes
    ----------
    building, offer
        Positions of both sides of each pair, in the order of the two frames.
    minutes, weight
        Of each pair; the weight, by its minutes, is above 0.
    kind
        Of each offer: position among the kinds, in order of first appearance.
    capacity
        Of each offer; NaN not known.
    served
        Weighted known demand in reach of each offer.
    """

    building: NDArray[np.int64]
    offer: NDArray[np.int64]
    minutes: NDArray[np.float64]
    weight: NDArray[np.float64]
    kind: NDArray[np.int64]
    capacity: NDArray[np.float64]
    served: NDArray[np.float64]

    @property
    def ratio(self) -> NDArray[np.float64]:
        """Capacity a unit of demand; NaN where not known, or where no known demand shares it."""
        empty = np.full(len(self.capacity), np.nan)
        return np.divide(self.capacity, self.served, out=empty, where=self.served > 0)


def shared(
    pairs: pd.DataFrame,
    demand: pd.Series,
    offers: pd.DataFrame,
    *,
    limit: float,
    weights: pd.DataFrame | None = None,
) -> Shared:
    """
    Who shares which offer within the limit.

    Parameters
    ----------
    pairs, demand, offers, limit, weights
        As for :func:`pianqu.analysis.supply.two_step`.

    Returns
    -------
    Shared

    Raises
    ------
    LayerError
        An offer or a pair stands twice, or a building of a pair has no row in `demand`.

    Examples
    --------
    >>> pairs = pd.DataFrame({"building": ["B1"], "place": "F1", "kind": "gym", "minutes": [2.0]})
    >>> offers = pd.DataFrame({"place": ["F1"], "kind": ["gym"], "capacity": [10.0]})
    >>> shared(pairs, pd.Series({"B1": 40}), offers, limit=10).ratio.tolist()
    [0.25]
    """
    minutes = np.asarray(pairs["minutes"], dtype=np.float64)
    weight = _weight(minutes, limit, weights)
    near = weight > 0
    rows, minutes, weight = pairs[near], minutes[near], weight[near]
    key, found = _keys(offers, rows)
    building = demand.index.get_indexer(pd.Index(rows["building"]))
    faults = _twice(key, "规模表中的设施与类型")
    if (building < 0).any():
        odd = rows["building"].to_numpy()[building < 0][0]
        faults.append(
            f"可达设施表中的楼栋 {odd} 不在需求量中；请给出全部楼栋的需求量，未知的留空。"
        )
    if faults:
        raise LayerError(faults)
    offer = pd.Index(key).get_indexer(pd.Index(found))
    held = offer >= 0
    building, offer, minutes, weight = building[held], offer[held], minutes[held], weight[held]
    if faults := _twice(building * len(offers) + offer, "可达设施表中的楼栋与设施"):
        raise LayerError(faults)
    people = np.nan_to_num(numbers(demand))
    served = np.bincount(offer, weight * people[building], minlength=len(offers)).astype(float)
    kind = pd.factorize(offers["kind"])[0]
    return Shared(building, offer, minutes, weight, kind, capacities(offers), served)


def numbers(values: pd.Series) -> NDArray[np.float64]:
    """
    Values as floats, NaN where not known.

    Examples
    --------
    >>> numbers(pd.Series([3, None], dtype="Int64")).tolist()
    [3.0, nan]
    """
    return np.asarray(values.astype("Float64").to_numpy(na_value=np.nan), dtype=np.float64)


def capacities(offers: pd.DataFrame) -> NDArray[np.float64]:
    """
    Capacity of each offer; NaN where not known, or without unit where units are given.

    Examples
    --------
    >>> rows = {"capacity": [40.0, 8.0, None], "capacity_unit": ["床", None, "床"]}
    >>> capacities(pd.DataFrame(rows)).tolist()
    [40.0, nan, nan]
    """
    known = numbers(offers["capacity"])
    if "capacity_unit" not in offers.columns:
        return known
    return np.where(offers["capacity_unit"].notna().to_numpy(), known, np.nan)


def units(offers: pd.DataFrame) -> list[str]:
    """
    Units of the known capacities, sorted.

    Examples
    --------
    >>> units(pd.DataFrame({"capacity": [40.0, 8.0], "capacity_unit": ["床", "座"]}))
    ['床', '座']
    """
    if "capacity_unit" not in offers.columns:
        return []
    known = ~np.isnan(capacities(offers))
    return sorted(map(str, offers["capacity_unit"][known].unique()))


def refusal(offers: pd.DataFrame) -> str:
    """
    Why nothing can be computed from the offers of one kind; empty where it can.

    Examples
    --------
    >>> refusal(pd.DataFrame({"capacity": [40.0, 8.0], "capacity_unit": ["床", "座"]}))
    '规模单位不一（床、座），不能相加'
    """
    found = units(offers)
    if len(found) > 1:
        return f"规模单位不一（{'、'.join(found)}），不能相加"
    if not np.isnan(capacities(offers)).all():
        return ""
    return NO_UNIT if offers["capacity"].notna().any() else NO_CAPACITY


def _weight(
    minutes: NDArray[np.float64], limit: float, weights: pd.DataFrame | None
) -> NDArray[np.float64]:
    # walks are given to so many digits: what rounds to the end of a band is within it
    minutes = minutes.round(DIGITS)
    within = (minutes <= round(limit, DIGITS)).astype(np.float64)
    if weights is None:
        return within
    ends = (limit * weights["upper"] / weights["of"]).to_numpy(dtype=float).round(DIGITS)
    steps = np.append(weights["weight"].to_numpy(dtype=float), 0.0)  # nothing beyond the last band
    return within * steps[np.searchsorted(ends, minutes, side="left")]


def _keys(offers: pd.DataFrame, rows: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One number for each layer, place and kind, on both sides; -1 for what is no offer."""
    left, right = np.zeros(len(offers), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    for name in ("layer", "place", "kind"):
        if name in offers.columns and name in rows.columns:
            codes, known = pd.factorize(offers[name])
            other = pd.Index(known).get_indexer(pd.Index(rows[name]))
            left = left * len(known) + codes
            right = np.where((other < 0) | (right < 0), -1, right * len(known) + other)
    return left, right


def _twice(keys: NDArray[np.int64], what: str) -> list[str]:
    rows = len(keys) - len(pd.unique(keys))
    return [f"{what}有 {rows} 行重复，每个组合只应有一行；请先合并。"] if rows else []
