"""Who has a service within a walk today, and in what they are counted: the need before any site."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..coverage import reached
from .siting_options import BUILDINGS, UNITS

NOT_COMPUTED = "没有一栋住宅算出了到此类设施的步行时间（设施未标注或未接入路网），不知道谁缺"


@dataclass(frozen=True, eq=False)
class Homes:
    """
    Where people live, and how far they walk today; one index for all.

    Attributes
    ----------
    minutes
        One row a home, one column a kind: inf beyond the search limit, NaN not computed.
    weights
        `buildings`, `households`, `residents`; NA not known.
    community
        Of each home; NA where it is in none.
    """

    minutes: pd.DataFrame
    weights: pd.DataFrame
    community: pd.Series


@dataclass(frozen=True, eq=False)
class Base:
    """
    In what people are counted.

    Attributes
    ----------
    unit
        `households`, `residents` or `buildings`.
    weight
        Of each home, known of all.
    reason
        Why it is not the unit asked for; "" where it is.
    """

    unit: str
    weight: pd.Series
    reason: str = ""


def base(weights: pd.DataFrame, *, unit: str) -> Base:
    """
    The unit in which homes are counted: that asked for if it is known of every home.

    A home of unknown households is no home of none: where one is not known, buildings are counted,
    for all homes and all uses, and it is said.

    Parameters
    ----------
    weights
        One row a home: `buildings`, `households`, `residents`; NA not known.
    unit
        One of these.

    Returns
    -------
    Base
        `weight` has the index of `weights`.

    Examples
    --------
    >>> weights = pd.DataFrame({"buildings": 1.0, "households": [24, None]}, index=["B1", "B2"])
    >>> found = base(weights, unit="households")
    >>> found.unit, found.reason
    ('buildings', '2 栋住宅中 1 栋的户数未知，改按楼栋数统计')
    """
    asked = weights[unit].astype("Float64")
    blank = int(asked.isna().sum())
    if not blank or unit == BUILDINGS:
        return Base(unit, asked.astype(float))
    word = f"{UNITS[unit]}数"
    reason = f"{len(weights)} 栋住宅中 {blank} 栋的{word}未知，改按楼栋数统计"
    return Base(BUILDINGS, weights[BUILDINGS].astype(float), reason)


def today(homes: Homes, kind: str, *, limit: float) -> pd.Series:
    """
    Whether each home reaches a kind of service today.

    Parameters
    ----------
    homes
        Where people live.
    kind
        Kind of facility; all NA where `homes.minutes` has no such column.
    limit
        Minutes, inclusive.

    Returns
    -------
    Series
        Boolean, one a home; NA not computed.

    Examples
    --------
    >>> minutes = pd.DataFrame({"canteen": [4.0, float("inf"), float("nan")]}, index=["B1", "B2", "B3"])
    >>> homes = Homes(minutes, pd.DataFrame(index=minutes.index), pd.Series("C1", minutes.index))
    >>> today(homes, "canteen", limit=10).tolist()
    [True, False, <NA>]
    """
    column = homes.minutes.reindex(columns=[kind]).astype(float)
    return reached(column, limit=limit)[kind]


def unmet(homes: Homes, kind: str, *, limit: float) -> pd.DataFrame:
    """
    Who is without a kind of service today, community by community.

    Parameters
    ----------
    homes, kind, limit
        As for :func:`today`.

    Returns
    -------
    DataFrame
        Indexed by community, one row for each with a home: of each weight `unmet_<weight>` (NA
        where it is known of no home beyond the limit, unless there is none) and
        `<weight>_missing` (homes beyond the limit of which it is not known), and `not_computed`
        (homes without an answer).

    Examples
    --------
    >>> minutes = pd.DataFrame({"canteen": [4.0, 12.0, 14.0]}, index=["B1", "B2", "B3"])
    >>> weights = pd.DataFrame({"households": [9, 24, None]}, index=minutes.index)
    >>> homes = Homes(minutes, weights, pd.Series("C1", minutes.index))
    >>> unmet(homes, "canteen", limit=10).loc["C1"].tolist()
    [24.0, 1.0, 0.0]
    """
    served = today(homes, kind, limit=limit)
    out = served.eq(False).fillna(False).to_numpy(dtype=bool)
    columns = {"not_computed": served.isna().to_numpy()}
    for name, values in homes.weights.items():
        weight = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        columns[f"unmet_{name}"] = np.where(out, np.nan_to_num(weight), 0.0)
        columns[f"{name}_missing"] = out & np.isnan(weight)
        columns[f"{name}_told"] = out & ~np.isnan(weight)
    sums = pd.DataFrame(columns, index=homes.community.index).groupby(homes.community).sum()
    table = pd.DataFrame(index=sums.index.rename("community"))
    for name in homes.weights.columns:
        blank, told = sums[f"{name}_missing"], sums[f"{name}_told"]
        whole = sums[f"unmet_{name}"].astype("Float64")
        table[f"unmet_{name}"] = whole.mask(blank.gt(0) & told.eq(0))
        table[f"{name}_missing"] = blank.astype(int)
    return table.assign(not_computed=sums["not_computed"].astype(int))
