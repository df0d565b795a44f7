"""Setbacks: ground that belongs to a house, a street or what is protected, and is not left over."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from ...gis import unions
from .. import standards

TABLE, WIDTHS = "idle_setbacks", "idle_street_widths"
_SHARES = ("cover", "drawn")
_POSITIVE = ("neck", "least", "block", "most")
_HAIR = 1e-6  # metres
_DEFAULT = "other"  # width of a street of no kind that is known

Overrides = Mapping[str, str | Path] | None


def setbacks(*, overrides: Overrides = None) -> dict[str, float]:
    """
    The numbers of the table `idle_setbacks`.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        Key to metres, square metres or ratio.

    Raises
    ------
    ChoiceError
        The user's own table has a fault: see :func:`faults`.

    Examples
    --------
    >>> setbacks()["gable"]
    3.0
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    return {str(key): float(value) for key, value in table["value"].items()}


def widths(streets: pd.DataFrame, *, overrides: Overrides = None) -> pd.Series:
    """
    How wide each street is taken to be.

    Parameters
    ----------
    streets
        `width` (m) and `kind`, where there are.
    overrides
        As for :func:`pianqu.analysis.standards.load`; the table is `idle_street_widths`.

    Returns
    -------
    Series
        Metres, the index of `streets`: as registered, else by kind.

    Examples
    --------
    >>> widths(pd.DataFrame({"kind": ["primary", "path"], "width": [None, 1.5]})).tolist()
    [36.0, 1.5]
    """
    table = standards.load(WIDTHS, overrides=overrides, check=width_faults)
    usual = pd.to_numeric(table["value"])
    kind = streets["kind"] if "kind" in streets else pd.Series(pd.NA, streets.index)
    by_kind = kind.map(usual).astype(float).fillna(float(usual[_DEFAULT]))
    given = streets["width"] if "width" in streets else pd.Series(np.nan, streets.index)
    given = given.astype("Float64").astype(float)
    return given.where(given > 0).fillna(by_kind).rename("width")


def parting(streets: pd.DataFrame, *, overrides: Overrides = None) -> pd.Series:
    """
    Whether each street parts the ground into blocks.

    Returns
    -------
    Series
        Boolean, the index of `streets`: by kind, and not on a bridge, in a tunnel or on another
        level.

    Examples
    --------
    >>> parting(pd.DataFrame({"kind": ["primary", "path"], "bridge": [False, False]})).tolist()
    [True, False]
    """
    table = standards.load(WIDTHS, overrides=overrides, check=width_faults)
    parts = table.index[table["parts"] == "yes"]
    found = streets["kind"].isin(parts) if "kind" in streets else pd.Series(False, streets.index)
    for name in ("bridge", "tunnel"):
        if name in streets:
            found &= ~streets[name].astype("boolean").fillna(value=False).astype(bool)
    if "level" in streets:
        found &= streets["level"].astype("Float64").fillna(0).eq(0).astype(bool)
    return found.astype(bool)


def yards(
    buildings: gpd.GeoDataFrame, homes: pd.Series, height: pd.Series, sizes: Mapping[str, float]
) -> gpd.GeoSeries:
    """
    The ground that goes with each building.

    Half of the distance that the next row has to keep belongs to a home, before and behind its
    long walls; at its gables, and around other buildings, half of the fire distance.

    Parameters
    ----------
    buildings
        Polygons, metric CRS; points have no yard.
    homes
        Whether people live in each.
    height
        Metres; NA where not known.
    sizes
        From :func:`setbacks`.

    Returns
    -------
    GeoSeries
        The index of `buildings`; missing where there is no outline.

    Examples
    --------
    >>> slab = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 40, 10)], index=["B1"], crs=4549)
    >>> home, tall = pd.Series({"B1": True}), pd.Series({"B1": 20.0})
    >>> yards(slab, home, tall, setbacks())["B1"].bounds
    (-3.0, -11.0, 43.0, 21.0)
    """
    shapes = buildings.geometry.to_numpy()
    outline = shapely.area(shapes) > 0
    tall = height.reindex(buildings.index).astype("Float64").to_numpy(float, na_value=np.nan)
    lived = homes.reindex(buildings.index).fillna(value=False).to_numpy(dtype=bool)
    around = np.where(lived & np.isnan(tall), sizes["home"], sizes["other"])
    around = np.where(lived & ~np.isnan(tall), sizes["gable"], around)
    found = shapely.buffer(shapes, around, join_style="mitre", mitre_limit=2.0)
    deep = np.flatnonzero(outline & lived & ~np.isnan(tall))
    for at in deep:
        across = _across(shapes[at]) * max(sizes["spacing"] * tall[at] / 2 - sizes["gable"], 0.0)
        found[at] = unions.united([found[at], *_swept(found[at], across)])
    found[~outline] = None
    return gpd.GeoSeries(found, index=buildings.index, crs=buildings.crs)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of setbacks: numbers, and rows that are missing.

    Examples
    --------
    >>> table = standards.load("idle_setbacks").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table[table["key"] != "neck"], "mine.csv"))
    ['规则表文件 mine.csv 的 key 列缺少 neck 行；请从 pianqu tables idle_setbacks --csv 抄入该行。']
    """
    yield from _numbers(table, "key", file)
    yield from _bounded(table, file)
    yield from _missing(table, "key", TABLE, file)


def width_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of street widths.

    Examples
    --------
    >>> table = standards.load("idle_street_widths").reset_index()
    >>> list(width_faults(table, "mine.csv"))
    []
    >>> next(width_faults(table.assign(parts="maybe"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（trunk）的 parts 为“maybe”，应为 yes、no 之一；请改正。'
    """
    yield from _numbers(table, "kind", file)
    for line, row in table.iterrows():
        if row["parts"] not in ("yes", "no"):
            yield (
                f"规则表文件 {file} 第 {line} 行（{row['kind']}）的 parts 为“{row['parts']}”，"
                "应为 yes、no 之一；请改正。"
            )
    yield from _missing(table, "kind", WIDTHS, file)


def _numbers(table: pd.DataFrame, key: str, file: str) -> Iterator[str]:
    numbers = pd.to_numeric(table["value"], errors="coerce")
    for line, row in table[~(numbers >= 0) | numbers.eq(np.inf)].iterrows():
        yield (
            f"规则表文件 {file} 第 {line} 行（{row[key]}）的 value 为“{row['value']}”，"
            "应为不小于 0 的数；请改正。"
        )


def _bounded(table: pd.DataFrame, file: str) -> Iterator[str]:
    """Shares above 1, and sizes of nothing."""
    number = pd.to_numeric(table["value"], errors="coerce")
    shares = table["key"].isin(_SHARES) & number.gt(1) & ~number.eq(np.inf)
    sizes = table["key"].isin(_POSITIVE) & number.eq(0)
    for wrong, wanted in ((shares, "0 至 1 之间的比例"), (sizes, "大于 0 的数")):
        for line, row in table[wrong].iterrows():
            yield (
                f"规则表文件 {file} 第 {line} 行（{row['key']}）的 value 为“{row['value']}”，"
                f"应为{wanted}；请改正。"
            )


def _missing(table: pd.DataFrame, key: str, name: str, file: str) -> Iterator[str]:
    for wanted in standards.load(name).index:
        if wanted not in set(table[key]):
            yield (
                f"规则表文件 {file} 的 {key} 列缺少 {wanted} 行；"
                f"请从 pianqu tables {name} --csv 抄入该行。"
            )


def _across(shape: BaseGeometry) -> np.ndarray:
    """Unit vector across the long axis of a building."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:3]
    sides = np.diff(corners, axis=0)
    lengths = np.hypot(*sides.T)
    short = sides[int(np.argmin(lengths))]
    return short / max(float(lengths.min()), 1e-9)


def _swept(shape: BaseGeometry, way: np.ndarray) -> list[BaseGeometry]:
    """What a shape passes over on its way there and back: each of its sides, and where it ends."""
    if not way.any():
        return []
    found: list[BaseGeometry] = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        xy = shapely.get_coordinates(ring)
        start, end = xy[:-1], xy[1:]
        step = end - start
        # a side that runs along the way sweeps nothing, and a hair of rounding spoils the union
        wide = np.abs(step[:, 0] * way[1] - step[:, 1] * way[0]) > _HAIR * float(np.hypot(*way))
        sides = np.stack([start - way, end - way, end + way, start + way], axis=1)
        found += list(np.asarray(shapely.polygons(sides[wide])))
    moved = [shapely.transform(shape, lambda at, by=by: at + by) for by in (way, -way)]
    return [*(shapely.buffer(each, 0) for each in found), *moved]
