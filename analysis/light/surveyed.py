"""Surveyed windows: each put on the wall of its building that it belongs to, or said why not."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ASTRAY = "离所属楼栋的外墙超过 {gap:g} 米"
TURNED = "所填朝向与所属楼栋的各面外墙都不相符"
NO_BUILDING = "所属楼栋不在楼栋图层中，或没有面状轮廓"
NO_TOP = "所属楼栋的高度或地面高程未知"
NO_POINT = "没有点位"


def placed(
    given: gpd.GeoDataFrame,
    walls: pd.DataFrame,
    buildings: pd.DataFrame,
    *,
    layout: Mapping[str, float],
) -> pd.DataFrame:
    """
    The place of each surveyed window on a wall.

    Parameters
    ----------
    given
        Points with `building` (id), and optionally `facing` (outward bearing in degrees, NA: any)
        and `width` (metres). Metric CRS.
    walls
        From :func:`pianqu.analysis.light.walls.walls`, of the outlines of `buildings` numbered from 0.
    buildings
        From :func:`pianqu.analysis.light.heights.of`.
    layout
        From :func:`pianqu.analysis.light.layouts.layout`: `survey_gap`, `survey_turn`, `width`.

    Returns
    -------
    DataFrame
        The index of `given`: `x`, `y` (on the wall, and so that the window does not reach beyond
        its ends), `nx`, `ny`, `width`, `owner` (position of the building; -1 where there is
        none) and `reason` (why there is no place; NA where there is).

    Examples
    --------
    >>> from pianqu.analysis.light import heights, layouts
    >>> from pianqu.analysis.light.walls import walls
    >>> shapes = [shapely.box(0, 0, 30, 12)]
    >>> houses = gpd.GeoDataFrame({"storeys": [6]}, geometry=shapes, index=["B1"], crs=4549)
    >>> seen = gpd.GeoDataFrame({"building": ["B1"]}, geometry=[shapely.Point(9, -0.3)], crs=4549)
    >>> sides = walls(gpd.GeoSeries(heights.outlines(houses)), turn=0)
    >>> found = placed(seen, sides, heights.of(houses), layout=layouts.layout())
    >>> found[["x", "y", "ny", "width"]].abs().values.tolist()
    [[9.0, 0.0, 1.0, 1.5]]
    """
    owner = buildings.index.get_indexer(pd.Index(given["building"].astype(object)))
    found = _nearest(given, walls, owner, turn=layout["survey_turn"])
    # a wall that is not there, -1, has no place
    on = walls.reindex(found["wall"].fillna(-1).astype(np.int64)).reset_index(drop=True)
    length = on["length"].to_numpy()
    width = np.minimum(_numbers(given, "width").fillna(layout["width"]).to_numpy(), length)
    at = np.clip(found["at"].to_numpy(), width / 2, length - width / 2)
    table = pd.DataFrame(
        {
            "x": (on["x"] + at * on["tx"]).to_numpy(),
            "y": (on["y"] + at * on["ty"]).to_numpy(),
            "nx": on["nx"].to_numpy(),
            "ny": on["ny"].to_numpy(),
            "width": width,
            "owner": owner,
        },
        index=given.index,
    )
    table["reason"] = _reasons(given, found, buildings, owner, gap=layout["survey_gap"])
    return table


def _nearest(
    given: gpd.GeoDataFrame, walls: pd.DataFrame, owner: np.ndarray, *, turn: float
) -> pd.DataFrame:
    """Wall, metres along it and metres to it, by position of the window; NaN where there is none."""
    bearing = np.radians(_numbers(given, "facing").to_numpy())
    points = pd.DataFrame(
        {
            "owner": owner,
            "px": shapely.get_x(np.asarray(given.geometry)),
            "py": shapely.get_y(np.asarray(given.geometry)),
            "east": np.sin(bearing),
            "north": np.cos(bearing),
            "window": np.arange(len(given)),
        }
    )
    pairs = points.merge(walls.assign(wall=np.arange(len(walls))), on="owner")
    turned = pairs["nx"] * pairs["east"] + pairs["ny"] * pairs["north"]
    pairs = pairs[~(turned < np.cos(np.radians(turn)) - 1e-9)]
    east, north = pairs["px"] - pairs["x"], pairs["py"] - pairs["y"]
    at = (east * pairs["tx"] + north * pairs["ty"]).clip(0, pairs["length"])
    gap = np.hypot(east - at * pairs["tx"], north - at * pairs["ty"])
    pairs = pairs.assign(at=at, gap=gap).sort_values(["window", "gap", "wall"])
    return pairs.groupby("window")[["wall", "at", "gap"]].first().reindex(points["window"])


def _reasons(
    given: gpd.GeoDataFrame,
    found: pd.DataFrame,
    buildings: pd.DataFrame,
    owner: np.ndarray,
    *,
    gap: float,
) -> np.ndarray:
    place = ~(given.geometry.isna() | given.geometry.is_empty).to_numpy()
    known = owner >= 0
    outline = known & buildings["outline"].to_numpy()[owner]
    top = outline & buildings["top"].notna().to_numpy()[owner]
    near = found["gap"].to_numpy()
    reasons = np.full(len(given), None, dtype=object)
    for said, holds in (  # the last that holds is said
        (ASTRAY.format(gap=gap), near > gap),
        (TURNED, np.isnan(near)),
        (NO_TOP, ~top),
        (NO_BUILDING, ~outline),
        (NO_POINT, ~place),
    ):
        reasons[holds] = said
    return reasons


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        return pd.Series(np.nan, index=frame.index)
    values = frame[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(values, index=frame.index)
