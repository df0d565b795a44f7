"""The checks of a lift in words: the long table with its notes, and what is said of the other side."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from . import checks, stairs
from .checks import FAIL, UNKNOWN, Check

if TYPE_CHECKING:
    from .lift_rules import Rules
    from .sites import Site

FITS, DOES_NOT, OPEN = "fits", "does_not", "unknown"
_GUESSED = "（按推定的楼梯位置）"
_NO_PLACE = "井道位置未知"
_CONSENT = "须经涉及的住户各自同意开门"


def told(
    answers: dict[str, Check],
    where: pd.DataFrame,
    *,
    site: "Site",
    rules: "Rules",
    placed: Collection[str],
) -> pd.DataFrame:
    """
    Every answer with its words and where its rule is from.

    Parameters
    ----------
    answers
        Key of the check to the answers, one a row of `where`.
    where
        From :func:`pianqu.analysis.lifts.stairs.places` or `across`.
    site
        The layers, for the places of what decides.
    rules
        Words, units, standards.
    placed
        The checks of a place for the shaft: without one they are unknown.

    Returns
    -------
    DataFrame
        One row a stairwell and check; its columns are those of `checks` of
        :class:`pianqu.analysis.lifts.fitness.Fitness`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from . import lift_rules
    >>> from .sites import Site
    >>> nothing = Site(gpd.GeoDataFrame(geometry=[], crs=4549), pd.Series(dtype="string"))
    >>> where = pd.DataFrame({"x": [0.0], "y": 0.0, "location_source": "entrance"}, index=["U1"])
    >>> low = {"storeys": checks.compared(np.array([3.0]), 4.0)}
    >>> told(low, where, site=nothing, rules=lift_rules.rules(), placed=()).loc[0, "note"]
    '仅 3 层，不足 4 层'
    """
    table = checks.long(answers, where.index.rename("stairwell"))
    names = rules.checks.loc[list(answers)]
    row = {name: np.tile(names[name].to_numpy(dtype=object), len(where)) for name in names}
    of_place = np.tile(np.isin(list(answers), list(placed)), len(where))
    at = np.repeat(np.arange(len(where)), len(answers))
    lost = where["x"].isna().to_numpy()[at] & of_place
    table["note"] = table["note"].mask(lost, _NO_PLACE)
    failed = table["status"].eq(checks.STATUS[FAIL])
    unsaid = table["note"].isna()
    silent = table["status"].eq(checks.STATUS[UNKNOWN]) & unsaid
    guessed = where["location_source"].eq(stairs.LONGEST).fillna(False).to_numpy(dtype=bool)[at]
    for rows, column in ((failed & unsaid, "reason"), (silent, "open")):
        part = table[rows].assign(
            words=row[column][rows],
            value=row["value"][rows],
            entrance=_from_entrance(table[rows], where.iloc[at[rows]], site),
        )
        table.loc[rows, "note"] = [_filled(each) for each in part.to_dict("records")]
    mark = failed & of_place & guessed
    table.loc[mark, "note"] += _GUESSED
    table.insert(2, "zh", row["zh"])
    table.insert(7, "unit", row["unit"])
    table = table.assign(standard=row["standard"], clause=row["clause"], certainty=row["status"])
    words = ["stairwell", "rule", "zh", "status", "unit", "object", "note"]
    return table.astype(dict.fromkeys(words, "string"))


def joined(rows: pd.DataFrame, index: pd.Index) -> pd.Series:
    """
    The notes of each stairwell as one text.

    Parameters
    ----------
    rows
        Some rows of :func:`told`.
    index
        All stairwells.

    Returns
    -------
    Series
        Different notes in the order of the checks, joined by ；; NA where there are none.

    Examples
    --------
    >>> rows = pd.DataFrame({"stairwell": "U1", "note": ["缺少阻隔图层", "缺少阻隔图层", "层数未知"]})
    >>> joined(rows, pd.Index(["U1", "U2"])).tolist()
    ['缺少阻隔图层；层数未知', <NA>]
    """
    once = rows.drop_duplicates(["stairwell", "note"])
    said = once.groupby("stairwell", sort=False)["note"].agg("；".join)
    return said.reindex(index).astype("string")


def other_side(
    state: pd.Series, sizes: pd.Series, why: pd.Series, open_: pd.Series, rules: "Rules"
) -> pd.Series:
    """
    What is said of a shaft on the other side of the building.

    Parameters
    ----------
    state
        fits, does_not or unknown, one a stairwell.
    sizes
        The size tried there; missing where there was no place.
    why, open_
        What refuses it and what is not known, as from :func:`joined`.
    rules
        Names of the sizes.

    Returns
    -------
    Series
        One sentence a stairwell.

    Examples
    --------
    >>> from . import lift_rules
    >>> said, size, none = (pd.Series([word]) for word in ("fits", "flat", pd.NA))
    >>> other_side(said, size, none, none, lift_rules.rules())[0]
    '另一侧可按平层入户布置，须经涉及的住户各自同意开门'
    """
    names = sizes.map(rules.sizes["zh"]).fillna("平层入户")
    words = [
        {
            FITS: f"另一侧可按{name}布置，{_CONSENT}",
            DOES_NOT: f"另一侧不能按{name}布置：{reason}",
            OPEN: f"另一侧能否按{name}布置未知：{_NO_PLACE if pd.isna(asked) else asked}",
        }[each]
        for each, name, reason, asked in zip(state, names, why, open_, strict=True)
    ]
    return pd.Series(words, state.index, dtype="string")


def _filled(row: dict[Any, Any]) -> str:
    figures = {name: _figure(row[name]) for name in ("measured", "limit", "entrance")}
    return row["words"].format(
        short=_figure(-row["margin"]), object=row["object"], value=row["value"], **figures
    )


def _figure(value: float) -> str:
    """Two decimals at most."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _from_entrance(rows: pd.DataFrame, where: pd.DataFrame, site: "Site") -> np.ndarray:
    """Metres from the stair to the protected object of each row; NaN for other objects."""
    if site.protections is None:
        return np.full(len(rows), np.nan)
    at = site.protections.index.get_indexer(pd.Index(rows["object"]))
    shape = checks.taken(site.protections.geometry.to_numpy(), at, None)
    return shapely.distance(shapely.points(where["x"], where["y"]), shape)
