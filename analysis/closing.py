"""What would bring a service within reach of those left out: a gate, a link, or a facility."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..gis.crs import require_metric
from ..layers import kinds as layer_kinds
from .doors import GIVEN
from .standards import SECONDS

GATE, LINK, FACILITY = "gate", "link", "facility"
WALLS = ("wall", "fence")  # what stands around a place, rather than between two places
SCREENING = "初判，须用方案比较验证"
NO_STRAIGHT = "部分楼栋没有直线距离，无法判断"
NO_PLACE = "直线距离在时限内，但设施没有几何位置，无法判断"
_SKIN = 5.0  # metres from the outline of a place within which a wall is its own
_INSIDE = 1.0  # metres through a place that a straight way to its door may graze
KEYS = ["community", "kind"]
_AREA = 2  # dimensions of a polygon
_COLUMNS = [
    "closes",
    "layer",
    "place",
    "building",
    "straight_minutes",
    "closable",
    "barriers",
    "how",
]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """
    What stands where, all in one metric CRS.

    Attributes
    ----------
    buildings
        Points or polygons, indexed by id.
    places
        One row a place and kind: `place`, `kind`, and optionally `layer`, `name` and `fenced`
        (NA not known).
    barriers
        Lines or polygons, indexed by id, with `kind`; None where the layer is missing.
    doors
        One row a door: `place`, `basis`, and optionally `layer`; None where not known.
    """

    buildings: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame | None = None
    doors: gpd.GeoDataFrame | None = None


def closing(
    minutes: pd.DataFrame,
    straight: pd.DataFrame,
    community: pd.Series,
    around: Surroundings,
    *,
    limit: float,
    speed: float,
) -> gpd.GeoDataFrame:
    """
    What would close each gap: a screening by straight lines, to be tried as a scenario.

    Parameters
    ----------
    minutes
        One row a building, one column a kind: walking minutes; inf beyond the search limit, NaN not
        computed.
    straight
        The same shape: metres in a straight line to the nearest place; NaN not computed.
    community
        Id of the community of each building; NA leaves it out.
    around
        Outlines, walls and doors.
    limit
        Minutes, inclusive.
    speed
        Metres a second.

    Returns
    -------
    GeoDataFrame
        Indexed by community and kind, one row for each with a building beyond the limit: `closes`
        (gate: the place is fenced, has given gates or a wall stands at its edge, nothing but walls
        lies between, and no door of it is in sight; link: any other place within the limit in a
        straight line; facility: there is none for any building left out; NA not known), `layer` and `place`
        (the one that is nearest to most of those left out), `building` (of them, nearest to it),
        `straight_minutes` (of that building), `closable` (buildings left out to which the place is
        nearest and within the limit in a straight line), `barriers` (ids that the straight line
        crosses, joined by semicolons; NA where the layer is missing), `how` in words, and the
        point of the outline nearest to `building`.

    Raises
    ------
    CrsError
        The frames are not in one metric system.

    Examples
    --------
    >>> from shapely import Point, box
    >>> homes = gpd.GeoDataFrame(geometry=[Point(-40, 50)], index=["B1"], crs=4549)
    >>> rows = {"place": ["P1"], "kind": ["park_small"], "fenced": [True]}
    >>> parks = gpd.GeoDataFrame(rows, geometry=[box(0, 0, 80, 90)], crs=4549)
    >>> table = closing(
    ...     pd.DataFrame({"park_small": [15.0]}, index=["B1"]),
    ...     pd.DataFrame({"park_small": [40.0]}, index=["B1"]),
    ...     pd.Series({"B1": "C1"}),
    ...     Surroundings(homes, parks),
    ...     limit=10,
    ...     speed=50 / 60,
    ... )
    >>> table["closes"].tolist(), table.geometry.iloc[0]
    (['gate'], <POINT (0 50)>)
    """
    given = (around.barriers, around.doors)
    require_metric(
        around.buildings, around.places, *(frame for frame in given if frame is not None)
    )
    reach = limit * speed * SECONDS
    rows = _left_out(minutes, straight, community, limit)
    groups = rows.assign(unknown=rows["metres"].isna(), beyond=rows["metres"] > reach).groupby(KEYS)
    told = groups.agg(least=("metres", "min"), unknown=("unknown", "any"), beyond=("beyond", "sum"))
    chosen = _chosen(rows[rows["metres"] <= reach], around)
    table = gpd.GeoDataFrame(told.join(chosen), geometry="geometry", crs=around.buildings.crs)
    table["metres"] = table["metres"].fillna(table["least"])
    table["straight_minutes"] = table["metres"] / speed / SECONDS
    table["closable"] = table["closable"].fillna(0).astype(int)
    table = _judged(table, around, reach)
    names = _names(around.barriers)
    said = [_how(row, _lying(row, names)) for row in table.to_dict("records")]
    table["how"] = pd.Series(said, index=table.index, dtype="string")
    return table[[*_COLUMNS, "geometry"]]


def _left_out(
    minutes: pd.DataFrame, straight: pd.DataFrame, community: pd.Series, limit: float
) -> pd.DataFrame:
    """One row a building and kind beyond the limit, by id."""
    out = (minutes > limit).to_numpy() & community.notna().to_numpy()[:, None]
    row, column = np.nonzero(out)
    metres = straight.reindex(index=minutes.index, columns=minutes.columns).to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "community": community.astype("string").to_numpy()[row],
            "kind": minutes.columns.to_numpy()[column],
            "building": minutes.index.to_numpy()[row],
            "metres": metres[row, column],
        }
    )
    return table.sort_values("building", kind="stable", ignore_index=True)


def _chosen(rows: pd.DataFrame, around: Surroundings) -> pd.DataFrame:
    """For each community and kind the place nearest to most, and the way there of the nearest."""
    points = shapely.point_on_surface(around.buildings.geometry.to_numpy())
    places = around.places
    order = [name for name in ("place", "layer") if name in places.columns]
    places = places[~(places.geometry.isna() | places.geometry.is_empty).to_numpy()]
    places = places.sort_values(order, kind="stable", ignore_index=True)
    start = points[around.buildings.index.get_indexer(pd.Index(rows["building"]))]
    rows = rows.assign(at=_nearest(rows["kind"], start, places), start=start)
    rows = rows[rows["at"] >= 0].sort_values(["metres", "building"], kind="stable")
    rows["closable"] = rows.groupby([*KEYS, "at"])["metres"].transform("size")
    order = ["closable", "metres", "at"]
    rows = rows.sort_values(order, ascending=[False, True, True], kind="stable")
    rows = rows.drop_duplicates(KEYS)
    found = places.iloc[rows["at"].to_numpy()].reset_index(drop=True)
    shape = found.geometry.to_numpy()
    edge = np.where(shapely.get_dimensions(shape) == _AREA, shapely.boundary(shape), shape)
    line = shapely.shortest_line(rows["start"].to_numpy(), edge)
    rows = rows.assign(line=line, shape=shape, geometry=shapely.get_point(line, -1))
    for name in ("layer", "place", "name"):
        rows[name] = found[name].astype("string").to_numpy() if name in found else pd.NA
    fenced = (
        found["fenced"].astype("boolean") if "fenced" in found else pd.Series(pd.NA, found.index)
    )
    rows["fenced"] = fenced.astype("boolean").array
    return rows.set_index(KEYS).drop(columns="at")


def _nearest(
    kind: pd.Series, points: NDArray[np.object_], places: gpd.GeoDataFrame
) -> NDArray[np.int64]:
    """Position of the place of its kind nearest to each point; of equals the first; -1 for none."""
    found = np.full(len(points), -1, dtype=np.int64)
    for name, at in places.groupby("kind").indices.items():
        rows = np.flatnonzero((kind == name).to_numpy())
        if len(rows):
            tree = shapely.STRtree(places.geometry.to_numpy()[at])
            point, place = tree.query_nearest(points[rows], all_matches=True)
            first = pd.Series(place).groupby(point).min()
            found[rows[first.index.to_numpy()]] = np.asarray(at)[first.to_numpy()]
    return found


def _judged(table: gpd.GeoDataFrame, around: Surroundings, reach: float) -> gpd.GeoDataFrame:
    """With what lies between, and what would close the gap."""
    held = table["place"].notna().to_numpy()
    near = table[held]
    walled, blocked, between = _between(near, around.barriers)
    gated, seen = _doors(near, around.doors, reach)
    closed = near["fenced"].fillna(False).to_numpy(dtype=bool) | walled | gated
    gate = closed & ~blocked & ~seen
    closes = pd.Series(pd.NA, index=table.index, dtype="string")
    closes[(table["least"] > reach) & ~table["unknown"]] = FACILITY
    closes[held] = np.where(gate, GATE, LINK)
    barriers = pd.Series(pd.NA, index=table.index, dtype="string")
    barriers[held] = between.to_numpy()
    return table.assign(closes=closes, barriers=barriers)


def _between(
    near: gpd.GeoDataFrame, barriers: gpd.GeoDataFrame | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], pd.Series]:
    """Whether the place has a wall of its own, whether more than walls lies between, and its ids."""
    walled, blocked = np.zeros((2, len(near)), dtype=bool)
    if barriers is None:
        return walled, blocked, pd.Series(pd.NA, index=near.index, dtype="string")
    lines, shapes = near["line"].to_numpy(), barriers.geometry.to_numpy()
    row, at = shapely.STRtree(shapes).query(lines, predicate="intersects")
    coords = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    length = shapely.length(lines)
    share = np.maximum(length - _SKIN, 0.0) / np.where(length > 0, length, 1.0)
    stop = coords[:, 0] + (coords[:, 1] - coords[:, 0]) * share[:, None]
    before = np.asarray(shapely.linestrings(np.stack([coords[:, 0], stop], axis=1)))
    wall = barriers["kind"].isin(WALLS).to_numpy()[at]
    own = wall & ~shapely.intersects(before[row], shapes[at])
    walled[row[own]], blocked[row[~wall]] = True, True
    ids = pd.DataFrame({"row": row[~own], "id": barriers.index.astype(str).to_numpy()[at[~own]]})
    said = ids.drop_duplicates().sort_values("id").groupby("row")["id"].agg(";".join)
    between = said.reindex(range(len(near)), fill_value="").astype("string")
    return walled, blocked, between.set_axis(near.index)


def _doors(
    near: gpd.GeoDataFrame, doors: gpd.GeoDataFrame | None, reach: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether gates of the place are given, and whether a door of it can be seen within reach."""
    gated, seen = np.zeros((2, len(near)), dtype=bool)
    if doors is None or not len(doors):
        return gated, seen
    keys = [name for name in ("layer", "place") if name in doors and near[name].notna().any()]
    if not keys:
        return gated, seen
    left = near[keys].reset_index(drop=True).assign(row=range(len(near)))
    right = pd.DataFrame(doors[keys].astype("string")).assign(
        door=doors.geometry.to_numpy(), given=(doors["basis"] == GIVEN).to_numpy()
    )
    pairs = left.merge(right, on=keys)
    row = pairs["row"].to_numpy()
    gated[row[pairs["given"].to_numpy(dtype=bool)]] = True
    ways = shapely.shortest_line(near["start"].to_numpy()[row], pairs["door"].to_numpy())
    through = shapely.length(shapely.intersection(ways, near["shape"].to_numpy()[row]))
    seen[row[(shapely.length(ways) <= reach) & (through <= _INSIDE)]] = True
    return gated, seen


def _how(row: dict, lying: str) -> str:
    """What would close a gap, in a sentence."""
    far = (
        ""
        if np.isinf(row["straight_minutes"])
        else f"，最近的直线 {row['straight_minutes']:.1f} 分钟"
    )
    if pd.isna(row["closes"]):
        return NO_STRAIGHT if row["unknown"] else NO_PLACE
    if row["closes"] == FACILITY:
        return f"时限内直线距离也没有此类设施{far}，须新增设施；{SCREENING}"
    name = row["place"] if pd.isna(row["name"]) else f"{row['name']}（{row['place']}）"
    way = f"{row['building']} 直线 {row['straight_minutes']:.1f} 分钟{lying}"
    what = f"在{name}边界开门" if row["closes"] == GATE else f"打通至{name}的步行联系"
    rest = f"，另有 {row['beyond']} 栋直线亦超出时限" if row["beyond"] else ""
    return f"{what}：{way}，直线可及 {row['closable']} 栋{rest}；{SCREENING}"


def _names(barriers: gpd.GeoDataFrame | None) -> dict[str, str]:
    if barriers is None:
        return {}
    words = {choice.code: choice.zh for choice in layer_kinds.vocabulary("barrier_kind")}
    pairs = zip(barriers.index.astype(str), barriers["kind"], strict=True)
    return {at: f"{words.get(kind, '')} {at}".strip() for at, kind in pairs}


def _lying(row: dict, names: dict[str, str]) -> str:
    """What lies between, in words."""
    fence = "，是否有围墙未知" if row["closes"] == LINK and pd.isna(row["fenced"]) else ""
    if pd.isna(row["barriers"]):
        return f"，缺少阻隔图层，途中有无阻隔未知{fence}"
    if not row["barriers"]:
        return f"，途中没有记录的阻隔{fence}"
    return f"，隔着{'、'.join(names[at] for at in row['barriers'].split(';'))}{fence}"
