"""Windows: where each one is, as surveyed, or laid out on the facades floor by floor."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import origins
from . import bays, heights, layouts, surveyed
from .walls import walls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Objects = NDArray[np.object_]

FACADE, SURVEYED = "facade", "surveyed"
HABITABLE = ("bedroom", "living_room")  # rooms that the standard counts
NO_OUTLINE = "没有面状轮廓"
NO_HEIGHT = "层数和高度均未知"
NO_GROUND = "地面高程未知"
NO_WALL = "没有可布窗的墙段"
NO_PLACE = "勘测窗都未能落到外墙上"
_POINT = ["x", "y", "nx", "ny", "width", "owner"]
_WALL = ["owner", "x", "y", "length", "tx", "ty", "nx", "ny"]


def facades(
    buildings: gpd.GeoDataFrame,
    *,
    rules: Mapping[str, str | Path] | None = None,
    stairwells: gpd.GeoDataFrame | None = None,
    given: gpd.GeoDataFrame | None = None,
    ground: pd.Series | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Windows of the buildings people live in: as surveyed, else one a bay and floor of each wall.

    Parameters
    ----------
    buildings
        Polygons indexed by id, with or without `storeys`, `height`, `use`. Metric CRS.
    rules
        As for :func:`pianqu.analysis.light.layouts.layout`: spacing, width, sill, gables and the rest.
    stairwells
        Points with the id of their building in column `building`, the same CRS.
    given
        The layer `windows`. A building that has any has only those, where they can be placed: see
        :func:`unplaced`.
    ground
        Metres above any datum, by building; see :func:`pianqu.analysis.light.heights.of`.

    Returns
    -------
    tuple of DataFrame
        Points, one row a place on a wall in plan: `x`, `y`, `nx`, `ny` (outward normal), `width`
        (metres), `solid` (position in the known solids of
        :func:`pianqu.analysis.light.heights.blocks`), `building`, `stairwell` (the nearest one of the
        building, measured along it; NA where it has none). Windows, one row a window: `point`
        (row of the points), `building`, `stairwell`, `storey`, `sill` (metres, absolute),
        `source` (facade, surveyed), `room`, `given` (id of the surveyed window). Both are numbered
        from 0 in the order of the buildings; windows of one point follow floor by floor.

    Examples
    --------
    >>> house = {"storeys": [3], "height": [9.15], "geometry": [shapely.box(0, 0, 33, 12)]}
    >>> points, windows = facades(gpd.GeoDataFrame(house, index=["B1"], crs=4549))
    >>> len(points), len(windows), windows["sill"].round(2).unique().tolist()
    (20, 60, [1.05, 3.85, 6.65])
    """
    layout = layouts.layout(overrides=rules)
    found = heights.of(buildings, rules=rules, ground=ground)
    outlines = heights.outlines(buildings, rules=rules)
    every = _walls(outlines)
    axes = bays.axes(outlines)
    homes = heights.stands(found) & origins.dwellings(buildings).to_numpy()
    seen = _seen(given, every, found, homes, layout)
    homes &= ~found.index.isin(_surveyed(given))
    drawn = _drawn(every[homes[every["owner"].to_numpy(dtype=np.int64)]], axes, layout)
    points = pd.concat([drawn[_POINT], seen[_POINT]], ignore_index=True)
    # a stable sort: the walls of a building stay in their order
    order = np.argsort(points["owner"].to_numpy(), kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    windows = _windows(points, len(drawn), seen, found, layout)
    windows["point"] = rank[windows["point"].to_numpy()]
    windows = windows.sort_values(["point", "storey"], kind="stable", ignore_index=True)
    points = _named(points.iloc[order].reset_index(drop=True), found, axes, stairwells)
    own = points[["building", "stairwell"]].iloc[windows["point"].to_numpy()]
    windows["building"], windows["stairwell"] = (own[name].array for name in own.columns)
    first = ["point", "building", "stairwell"]
    return points, windows[[*first, *windows.columns.drop(first)]]


def unplaced(
    buildings: gpd.GeoDataFrame,
    given: gpd.GeoDataFrame,
    *,
    rules: Mapping[str, str | Path] | None = None,
    ground: pd.Series | None = None,
) -> pd.Series:
    """
    Surveyed windows that are on no wall, each with the reason.

    Parameters
    ----------
    buildings, given, rules, ground
        As for :func:`facades`.

    Returns
    -------
    Series
        Chinese words, by id of the window; only those that cannot be used.

    Examples
    --------
    >>> house = gpd.GeoDataFrame({"storeys": [3]}, geometry=[shapely.box(0, 0, 33, 12)], index=["B1"], crs=4549)
    >>> seen = gpd.GeoDataFrame({"building": ["B1"]}, geometry=[shapely.Point(9, -7)], crs=4549)
    >>> unplaced(house, seen).tolist()
    ['离所属楼栋的外墙超过 2 米']
    """
    found = heights.of(buildings, rules=rules, ground=ground)
    every = _walls(heights.outlines(buildings, rules=rules))
    layout = layouts.layout(overrides=rules)
    return surveyed.placed(given, every, found, layout=layout)["reason"].dropna()


def without(
    buildings: gpd.GeoDataFrame,
    windows: pd.DataFrame,
    *,
    rules: Mapping[str, str | Path] | None = None,
    given: gpd.GeoDataFrame | None = None,
    ground: pd.Series | None = None,
) -> pd.Series:
    """
    Buildings people live in that have no window, each with the reason.

    Parameters
    ----------
    buildings, rules, given, ground
        As for :func:`facades`.
    windows
        From there.

    Returns
    -------
    Series
        Chinese words, by id of the building.

    Examples
    --------
    >>> house = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 33, 12)], index=["B1"], crs=4549)
    >>> without(house, facades(house)[1]).to_dict()
    {'B1': '层数和高度均未知'}
    """
    found = heights.of(buildings, rules=rules, ground=ground)
    bare = origins.dwellings(buildings) & ~found.index.isin(windows["building"].unique())
    reason = np.select(
        [
            ~found["outline"],
            found["height"].isna(),
            found["base"].isna(),
            found.index.isin(_surveyed(given)),
        ],
        [NO_OUTLINE, NO_HEIGHT, NO_GROUND, NO_PLACE],
        NO_WALL,
    )
    return pd.Series(reason, index=buildings.index, name="reason", dtype=object)[bare]


def _walls(outlines: "Objects") -> pd.DataFrame:
    """Walls of the outlines, `owner` being the position of the outline."""
    if not (shapely.area(outlines) > 0).any():
        return pd.DataFrame(columns=_WALL, dtype=float)
    return walls(gpd.GeoSeries(outlines), turn=0)


def _surveyed(given: gpd.GeoDataFrame | None) -> "Objects":
    return np.array([], dtype=object) if given is None else given["building"].unique()


def _seen(
    given: gpd.GeoDataFrame | None,
    walls: pd.DataFrame,
    found: pd.DataFrame,
    homes: "NDArray[np.bool_]",
    layout: Mapping[str, float],
) -> pd.DataFrame:
    """Surveyed windows on their walls, with the fields of the layer."""
    if given is None or given.empty or walls.empty:
        return pd.DataFrame(columns=[*_POINT, "storey", "above", "room", "given"], dtype=float)
    placed = surveyed.placed(given, walls, found, layout=layout)
    placed["storey"] = given["storey"].to_numpy(dtype=np.int64)
    for name, field in (("above", "sill"), ("room", "room")):
        placed[name] = given[field].array if field in given.columns else pd.NA
    placed["given"] = given.index
    return placed[placed["reason"].isna() & homes[placed["owner"]]]


def _drawn(walls: pd.DataFrame, axes: pd.DataFrame, layout: Mapping[str, float]) -> pd.DataFrame:
    """Places in the bays of the walls that have windows."""
    blank = bays.gables(walls, axes, ratio=layout["gable_ratio"])
    some = walls[~blank & walls["length"].ge(layout["wall_least"])]
    return bays.bays(some, spacing=layout["spacing"], width=layout["width"])


def _windows(
    points: pd.DataFrame,
    drawn: int,
    seen: pd.DataFrame,
    found: pd.DataFrame,
    layout: Mapping[str, float],
) -> pd.DataFrame:
    """Point, storey, sill, source, room and id: the drawn ones floor by floor, then the surveyed."""
    outline = points["owner"].to_numpy(dtype=np.int64)
    floors = found["storeys"].fillna(0).to_numpy(dtype=np.int64)[outline[:drawn]]
    point = np.concatenate([np.repeat(np.arange(drawn), floors), np.arange(drawn, len(points))])
    storey = np.arange(floors.sum()) - np.repeat(np.cumsum(floors) - floors, floors) + 1
    storey = np.concatenate([storey, seen["storey"].to_numpy(dtype=np.int64)])
    base, floor = (found[name].to_numpy()[outline[point]] for name in ("base", "floor"))
    above = layout["ground_floor"] + (storey - 1) * floor + layout["sill"]
    many = int(floors.sum())
    told = seen["above"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    above[many:] = np.where(np.isnan(told), above[many:], told)
    surveyed_here = (np.arange(len(point)) >= many).astype(np.int8)
    source = pd.Categorical.from_codes(surveyed_here, categories=pd.Index([FACADE, SURVEYED]))
    # none laid out above the roof, where height and storeys conflict
    kept = (above < found["height"].to_numpy()[outline[point]]) | (np.arange(len(point)) >= many)
    table = pd.DataFrame(
        {
            "point": point,
            "storey": storey,
            "sill": base + above,
            "source": source,
            "room": _after(many, seen["room"]),
            "given": _after(many, seen["given"]),
        }
    )
    return table[kept].reset_index(drop=True)


def _after(many: int, values: pd.Series) -> pd.Categorical:
    """The values after so many blanks."""
    codes, words = pd.factorize(values.astype(object), sort=True)
    blank = np.full(many, -1, dtype=codes.dtype)
    return pd.Categorical.from_codes(
        np.concatenate([blank, codes]), categories=pd.Index(words, dtype=object)
    )


def _named(
    points: pd.DataFrame,
    found: pd.DataFrame,
    axes: pd.DataFrame,
    stairwells: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    """The points with solid, building and stairwell in place of the position of the outline."""
    outline = points["owner"].to_numpy(dtype=np.int64)
    solid = np.cumsum(heights.stands(found)) - 1
    building = pd.Categorical.from_codes(outline, categories=found.index.astype(object))
    own = points.drop(columns="owner").assign(solid=solid[outline], building=building)
    return own.assign(stairwell=_stairwells(points, found, axes, stairwells))


def _stairwells(
    points: pd.DataFrame,
    found: pd.DataFrame,
    axes: pd.DataFrame,
    stairwells: gpd.GeoDataFrame | None,
) -> pd.Categorical:
    """The stairwell of the building nearest to each point, measured along the building."""
    if stairwells is None:
        return pd.Categorical.from_codes(
            np.full(len(points), -1), categories=pd.Index([], dtype=object)
        )
    stairs = stairwells[origins.placed(stairwells)].sort_index()
    owner = found.index.get_indexer(pd.Index(stairs["building"].astype(object)))
    places = np.asarray(stairs.geometry)
    each = pd.DataFrame({"owner": owner, "stair": np.arange(len(stairs))})
    each["sx"], each["sy"] = shapely.get_x(places), shapely.get_y(places)
    place = points[["owner", "x", "y"]].assign(point=np.arange(len(points)))
    pairs = place.merge(each, on="owner")
    axis = axes.iloc[pairs["owner"].to_numpy(dtype=np.int64)].reset_index(drop=True)
    east, north = pairs["x"] - pairs["sx"], pairs["y"] - pairs["sy"]
    # rounded: a window halfway between two stairs goes to the first by id
    pairs["off"] = (east * axis["ax"] + north * axis["ay"]).abs().round(6)
    pairs = pairs.sort_values(["point", "off", "stair"])
    nearest = pairs.groupby("point")["stair"].first().reindex(place["point"], fill_value=-1)
    return pd.Categorical.from_codes(nearest.to_numpy(), categories=stairs.index.astype(object))
