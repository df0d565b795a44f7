"""By what weight each household of a stairwell pays for the lift, or why that cannot be said."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd

from ..money import exact
from . import coefficients as floors

FLOOR, FLOOR_AREA, EQUAL = "floor", "floor_area", "equal"
ALL, PARTICIPANTS = "all", "participants"
NO_ROW, NO_AREA, NO_ANSWER = "没有系数", "面积未知或为 0", "是否参加未知"
NOBODY = "没有系数大于 0 的分摊住户"
_SHOWN = 3  # households named in a reason before the rest are only counted
_FINE = 9  # digits of a percentage that is held against its range


def weights(
    households: pd.DataFrame,
    *,
    coefficients: str = "linear",
    by: str = FLOOR,
    payers: str = ALL,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The weight of each household among those of its stairwell.

    Parameters
    ----------
    households
        As from :func:`pianqu.analysis.lifts.households.households`.
    coefficients, by, payers, overrides
        As for :func:`pianqu.analysis.lifts.shares.shares`.

    Returns
    -------
    DataFrame
        The index of `households`: `coefficient`, `least`, `most`, `per`, `unit`, `status` of its
        floor, `weight` (an exact fraction; 0 for who pays nothing) and `blocked`: why nobody's
        weight in the stairwell is known, for one unknown weight leaves every share open; NA where
        all are.

    Raises
    ------
    ChoiceError
        There is no such set of coefficients, or the user's table has a fault.

    Examples
    --------
    >>> homes = pd.DataFrame({"stairwell": "U1", "household": ["101", "201"], "storey": [1, 2]})
    >>> homes = homes.assign(storeys=2, area=[None, 60.5], takes_part=None, doubt=None)
    >>> weights(homes, by="floor_area")["weight"].tolist()
    [Fraction(0, 1), Fraction(121, 2)]
    """
    found = _coefficients(households, coefficients, by, overrides)
    pays = _pays(households, payers)
    size = households["area"].astype("Float64") if by == FLOOR_AREA else None
    free = (pays.eq(False) | found["coefficient"].eq(0)).fillna(False).astype(bool)
    missing = _missing(free, found["coefficient"], pays, size)
    known = ~missing.any(axis=1)
    sizes = _sizes(households.index, size)
    weight = found["coefficient"].map(exact, na_action="ignore").astype(object) * sizes
    weight = weight.where(~free, Fraction(0)).where(known, pd.NA)
    shared = found["per"].eq(floors.FLOOR).fillna(False) & ~free & known
    if shared.any():
        keys = [households["stairwell"], households["storey"]]
        doors = sizes.where(shared, Fraction(0)).groupby(keys).transform("sum")
        weight = weight.where(~shared, weight[shared] / doors[shared])
    blocked = _blocked(households, weight, missing, coefficients)
    return found.assign(weight=weight.where(blocked.isna(), pd.NA), blocked=blocked)


def floor_shares(households: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """
    The percentage that each floor pays, against the range that the rule gives it.

    Parameters
    ----------
    households
        As for :func:`weights`.
    found
        Its answer.

    Returns
    -------
    DataFrame
        The index of `households`: `floor_share`, `floor_least`, `floor_most` (%) and `in_range`;
        NA where the rule gives no range, and the first and last where no weight is known.

    Examples
    --------
    >>> homes = pd.DataFrame({"stairwell": "U1", "household": list("abcdefg")})
    >>> homes = homes.assign(storey=range(1, 8), storeys=7, area=60.0, takes_part=True, doubt=None)
    >>> answer = floor_shares(homes, weights(homes, coefficients="shanghai"))
    >>> answer["floor_share"].tolist(), bool(answer["in_range"].all())
    ([0.0, 5.0, 9.0, 14.0, 19.0, 24.0, 29.0], True)
    """
    weight = found["weight"].astype("Float64")
    keys = [households["stairwell"], households["storey"]]
    of_floor = weight.groupby(keys, dropna=False).transform("sum")
    every = weight.groupby(households["stairwell"]).transform("sum")
    share = (100 * of_floor / every).round(_FINE).mask(weight.isna())
    percent = found["unit"].eq(floors.PERCENT).fillna(False)
    least, most = found["least"].where(percent), found["most"].where(percent)
    inside = (share.ge(least) & share.le(most)).astype("boolean")
    inside = inside.mask(share.isna() | least.isna() | most.isna())
    columns = {"floor_share": share, "floor_least": least, "floor_most": most, "in_range": inside}
    return pd.DataFrame(columns, index=households.index)


def _coefficients(
    households: pd.DataFrame, name: str, by: str, overrides: Mapping[str, str | Path] | None
) -> pd.DataFrame:
    rows = floors.rows(name, overrides=overrides)
    found = floors.of(households, rows)
    if by != EQUAL:
        return found
    blank = pd.Series(pd.NA, index=found.index, dtype=object)
    empty = dict.fromkeys(("least", "most", "unit", "status"), blank)
    return found.assign(coefficient=1.0, per=floors.HOUSEHOLD, **empty).astype(found.dtypes)


def _pays(households: pd.DataFrame, payers: str) -> pd.Series:
    if payers == ALL:
        return pd.Series(True, index=households.index, dtype="boolean")
    return households["takes_part"].astype("boolean")


def _sizes(index: pd.Index, size: pd.Series | None) -> pd.Series:
    """The exact area by which a coefficient is multiplied; 1 by floor alone or where unknown."""
    if size is None:
        return pd.Series([Fraction(1)] * len(index), index=index, dtype=object)
    known = [exact(float(each)) if not pd.isna(each) else Fraction(1) for each in size]
    return pd.Series(known, index=index, dtype=object)


def _missing(
    free: pd.Series, coefficient: pd.Series, pays: pd.Series, size: pd.Series | None
) -> pd.DataFrame:
    """What is not known of each household that its weight needs."""
    found = {NO_ROW: coefficient.isna(), NO_ANSWER: pays.isna()}
    if size is not None:
        found[NO_AREA] = ~size.gt(0).fillna(False).astype(bool)
    return pd.DataFrame(found).mask(free, False)


def _blocked(
    households: pd.DataFrame, weight: pd.Series, missing: pd.DataFrame, name: str
) -> pd.Series:
    """The reasons of each stairwell, for each of its households."""
    stairwell = households["stairwell"]
    carried = (weight.isna() | weight.fillna(1).astype(bool)).groupby(stairwell).transform("any")
    odd = stairwell[households["doubt"].notna() | missing.any(axis=1) | ~carried]
    table = households.join(missing).assign(weight=weight)[stairwell.isin(odd)]
    table = table.sort_values(["storey", "household"], kind="stable")
    reasons = {
        key: "；".join(_reasons(rows, name)) for key, rows in table.groupby("stairwell", sort=False)
    }
    of = stairwell.map(reasons).astype(object)
    return of.where(of.notna(), pd.NA)


def _reasons(rows: pd.DataFrame, name: str) -> Iterator[str]:
    yield from rows["doubt"].dropna().unique()
    rows = rows[rows["household"].notna()]
    bare = rows[rows[NO_ROW]]
    if len(bare):
        storeys = bare["storeys"].iloc[0]
        levels = sorted({int(each) for each in bare["storey"].dropna()})
        if levels:
            house = f" {storeys} 层楼" if not pd.isna(storeys) else "层数未知的楼"
            yield f"系数表 {name} 没有{house}第 {'、'.join(map(str, levels))} 层的系数"
        yield from _who(bare[bare["storey"].isna()], "所在层未知")
    for what in (NO_ANSWER, NO_AREA):
        yield from _who(rows[rows[what]] if what in rows else rows.iloc[:0], what)
    if len(rows) and rows["weight"].notna().all() and not any(rows["weight"]):
        yield NOBODY


def _who(rows: pd.DataFrame, what: str) -> Iterator[str]:
    if len(rows):
        names = "、".join(rows["household"].astype(str).head(_SHOWN))
        more = f" 等 {len(rows)} 户" if len(rows) > _SHOWN else ""
        notes = "；".join(rows["note"].dropna().unique()) if "note" in rows else ""
        yield f"{names}{more}{what}" + (f"（{notes}）" if notes else "")
