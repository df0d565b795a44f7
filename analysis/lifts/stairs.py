"""Where the stairs of a building are: at their entrance, or on the wall where they most likely are."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import origins
from ..light.walls import turned, walls

ENTRANCE, FACING, LONGEST = "entrance", "facing", "longest_wall"
GIVEN, DERIVED = "given", "derived"
_PLACE = ["x", "y", "nx", "ny", "left", "right", "bay_left", "bay_right"]
_NORTH = 0.0  # bearing of the wall that has the stair where nothing is said
_PARALLEL = 1e-9


def places(
    stairwells: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame,
    *,
    gap: float,
    settings: Mapping[str, float],
) -> pd.DataFrame:
    """
    The place on an outer wall where each stair is.

    The entrance, where it is given, on the nearest wall (that faces as said, where it is said);
    else an equal part of the longest wall that faces as said; else of the longest that faces north.

    Parameters
    ----------
    stairwells
        Points with `building` and, where known, `facing` (degrees clockwise from grid north),
        indexed by id; None = no such layer. Metric CRS.
    buildings
        Polygons indexed by id, the same CRS. A dwelling without a row in `stairwells` gets one a
        `stairwell_count`, named ``"C01-B001#1"`` and so on.
    gap
        Metres that an entrance may lie from its building's wall.
    settings
        `facing_turn` and `wall_turn`, degrees.

    Returns
    -------
    DataFrame
        Indexed by stairwell: `building`, `x`, `y` (on the wall), `nx`, `ny` (unit vector outwards),
        `left`, `right` (metres of wall to either hand as one looks out), `bay_left`, `bay_right`
        (metres to half way to the next stair on that wall; NaN where there is none), `gap`
        (metres from the entrance given to the wall), `location_source` (entrance, facing,
        longest_wall; NA where there is no place), `source` (given, or derived from the number of
        stairwells) and `fault` (why there is no place, in Chinese).

    Examples
    --------
    >>> from shapely import Point, box
    >>> houses = gpd.GeoDataFrame(geometry=[box(0, 0, 28, 10)], index=["B1"], crs=4549)
    >>> doors = gpd.GeoDataFrame({"building": "B1"}, geometry=[Point(7, 10)], index=["U1"], crs=4549)
    >>> angles = {"facing_turn": 45, "wall_turn": 1}
    >>> found = places(doors, houses, gap=3, settings=angles)
    >>> found[["x", "left", "right", "location_source"]].values.tolist()
    [[7.0, 7.0, 21.0, 'entrance']]
    """
    rows = _rows(stairwells, buildings)
    faces = walls(buildings.geometry, turn=settings["wall_turn"])
    near = _pairs(rows, faces)
    near = near.assign(**_fits(near, gap, settings["facing_turn"]))
    best = near[near["fits"]].sort_values(["row", "rank", "turn", "wall"], kind="stable")
    best = best.drop_duplicates("row").set_index("row").reindex(range(len(rows)))
    placed = _located(best, faces).set_axis(rows.index)
    least = near.groupby("row")["gap"].min().reindex(range(len(rows))).set_axis(rows.index)
    pointed = rows["px"].notna()
    placed["gap"] = least.where(pointed)
    source = np.select([pointed, rows["facing"].notna()], [ENTRANCE, FACING], LONGEST)
    source = pd.Series(source, rows.index, dtype="string").where(placed["x"].notna())
    fault = _faults(rows, placed, pd.Index(faces["owner"].unique()), gap)
    return rows[["building", "source"]].join(placed).assign(location_source=source, fault=fault)


def across(
    found: pd.DataFrame, buildings: gpd.GeoDataFrame, *, settings: Mapping[str, float]
) -> pd.DataFrame:
    """
    The place straight through the building from each stair, on its farthest opposite wall.

    Parameters
    ----------
    found
        From :func:`places`.
    buildings, settings
        As there.

    Returns
    -------
    DataFrame
        The index and columns of `found`; without a place where no wall lies opposite.

    Examples
    --------
    >>> from shapely import Point, box
    >>> houses = gpd.GeoDataFrame(geometry=[box(0, 0, 28, 10)], index=["B1"], crs=4549)
    >>> doors = gpd.GeoDataFrame({"building": "B1"}, geometry=[Point(7, 10)], index=["U1"], crs=4549)
    >>> angles = {"facing_turn": 45, "wall_turn": 1}
    >>> across(places(doors, houses, gap=3, settings=angles), houses, settings=angles)["y"].tolist()
    [0.0]
    """
    faces = walls(buildings.geometry, turn=settings["wall_turn"])
    rows = found.rename(columns={"x": "px", "y": "py", "nx": "ox", "ny": "oy"})
    near = _pairs(rows[["building", "px", "py", "ox", "oy"]], faces)
    facing = near["nx"] * near["ox"] + near["ny"] * near["oy"]
    opposite = facing <= -np.cos(np.radians(settings["facing_turn"]))
    ahead = (near["along"] >= 0) & (near["along"] <= near["length"])
    near = near.assign(place=near["along"], rank=-near["inward"])
    near = near[opposite & ahead & (near["inward"] > 0)]
    best = near.sort_values(["row", "rank", "wall"], kind="stable").drop_duplicates("row")
    placed = _located(best.set_index("row").reindex(range(len(found))), faces)
    kept = found.drop(columns=_PLACE)
    return kept.join(placed.set_axis(found.index))[found.columns]


def _rows(stairwells: gpd.GeoDataFrame | None, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Stairwells given and derived: building, facing, px, py, number and how many there are."""
    given = _given(stairwells)
    rest = buildings[~buildings.index.isin(given["building"]) & origins.dwellings(buildings)]
    count = rest.get("stairwell_count", pd.Series(pd.NA, rest.index, dtype="Int64"))
    count = count.astype("Int64")
    each = rest.index.repeat(count.fillna(1).to_numpy(dtype=np.int64))
    number = pd.Series(each).groupby(each, sort=False).cumcount().to_numpy() + 1
    names = [f"{building}#{unit}" for building, unit in zip(each, number, strict=True)]
    derived = pd.DataFrame({"building": each, "source": DERIVED}, index=names)
    derived["counted"] = count.notna().loc[each].to_numpy()
    rows = pd.concat([given, derived.reindex(columns=given.columns)])
    rows.index.name = "stairwell"
    same = rows.groupby("building", sort=False)["source"]
    return rows.assign(number=same.cumcount(), of=same.transform("size"))


def _given(stairwells: gpd.GeoDataFrame | None) -> pd.DataFrame:
    columns = ["building", "source", "facing", "px", "py", "counted"]
    if stairwells is None or len(stairwells) == 0:
        types = ["object", "object", "float64", "float64", "float64", "bool"]
        return pd.DataFrame(columns=columns).astype(dict(zip(columns, types, strict=True)))
    where = stairwells.geometry.to_numpy()
    facing = stairwells.get("facing", pd.Series(np.nan, stairwells.index))
    return pd.DataFrame(
        {
            "building": stairwells["building"].astype(object),
            "source": GIVEN,
            "facing": facing.astype("Float64").to_numpy(dtype=float, na_value=np.nan),
            "px": shapely.get_x(where),
            "py": shapely.get_y(where),
            "counted": True,
        },
        index=stairwells.index,
    )


def _pairs(rows: pd.DataFrame, faces: pd.DataFrame) -> pd.DataFrame:
    """Each row with each wall of its building: how far along the wall, from it, and inside it."""
    near = rows.assign(row=np.arange(len(rows))).merge(
        faces.assign(wall=np.arange(len(faces))), left_on="building", right_on="owner"
    )
    east, north = near["px"] - near["x"], near["py"] - near["y"]
    along = east * near["tx"] + north * near["ty"]
    inward = -(east * near["nx"] + north * near["ny"])
    beyond = np.maximum(np.maximum(-along, along - near["length"]), 0.0)
    return near.assign(along=along, inward=inward, gap=np.hypot(beyond, inward))


def _fits(near: pd.DataFrame, gap: float, turn: float) -> dict[str, pd.Series]:
    """Which walls a stair may be on, in which order they are taken, and where on them it is."""
    pointed, length = near["px"].notna(), near["length"]
    bearing = near["facing"].fillna(_NORTH).to_numpy()
    away = pd.Series(turned(near["nx"].to_numpy(), near["ny"].to_numpy(), bearing), near.index)
    aims = (away <= turn) | (pointed & near["facing"].isna())
    even = length * (near["number"] + 0.5) / near["of"]
    back = (near["tx"] < -_PARALLEL) | ((near["tx"] <= _PARALLEL) & (near["ty"] < 0))
    return {
        "fits": aims & (~pointed | (near["gap"] <= gap)) & near["counted"],
        "rank": near["gap"].round(3).where(pointed, -length.round(3)),
        "turn": away.round(3),
        "place": near["along"].clip(0.0, length).where(pointed, even.mask(back, length - even)),
    }


def _located(best: pd.DataFrame, faces: pd.DataFrame) -> pd.DataFrame:
    """Place and room to either hand, of the wall that was taken for each row."""
    wall = faces.reindex(best["wall"]).reset_index(drop=True)
    place = best["place"].reset_index(drop=True).astype(float)
    order = pd.DataFrame({"wall": best["wall"].to_numpy(), "place": place}).dropna()
    order = order.sort_values(["wall", "place"], kind="stable")
    between = order.groupby("wall")["place"].diff() / 2
    bay_left = between.groupby(order["wall"]).shift(-1)
    return pd.DataFrame(
        {
            "x": wall["x"] + place * wall["tx"],
            "y": wall["y"] + place * wall["ty"],
            "nx": wall["nx"],
            "ny": wall["ny"],
            "left": wall["length"] - place,
            "right": place,
            "bay_left": bay_left.reindex(place.index),
            "bay_right": between.reindex(place.index),
        }
    )


def _faults(rows: pd.DataFrame, placed: pd.DataFrame, walled: pd.Index, gap: float) -> pd.Series:
    """Why a stair has no place; NA where it has one."""
    said = pd.Series(pd.NA, rows.index, dtype="string")
    lost = rows.assign(away=placed["gap"], walled=rows["building"].isin(walled))
    lost = lost[placed["x"].isna()]
    said[lost.index] = [_fault(row, gap) for row in lost.to_dict("records")]
    return said


def _fault(row: dict[Any, Any], gap: float) -> str:
    building, facing = row["building"], row["facing"]
    if not row["walled"]:
        return f"楼栋 {building} 没有面状轮廓，无法确定外墙"
    if not row["counted"]:
        return f"楼栋 {building} 的单元数未知"
    if row["away"] > gap:
        return f"入口点距楼栋 {building} 的外墙 {row['away']:.1f} m，超过 {gap:g} m"
    if pd.notna(facing):
        return f"楼栋 {building} 没有朝向 {facing:g}° 的外墙可作入口"
    return f"楼栋 {building} 没有北向外墙"
