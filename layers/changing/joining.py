"""New streets tied to the walking network: an end that nearly meets a street is made to meet it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from . import lines as vertices
from .lines import Cell, Floats

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_ENDS = {0: "起点", -1: "终点"}
_HAIR = 0.01  # metres about a shared vertex within which two lines do not cross again
_NAMED = 8  # ids spelt out in one sentence


class Tie(NamedTuple):
    """An end of a new street, the street it was tied to, and the metres that it was moved."""

    street: str
    end: str  # 起点 or 终点
    onto: str
    metres: float


@dataclass(frozen=True, eq=False)
class Joined:
    """
    Streets old and new after joining.

    `streets` and `added` have the rows and order of what was given; `opened` names the streets of
    the former that got a vertex, `ties` says what was tied to what, `dead` the ends that lead nowhere (street, end), `crossings` the pairs of a new and an
    old street that cross on the ground without a shared vertex, and `faults` what is not joined.
    """

    streets: "gpd.GeoDataFrame"
    added: "gpd.GeoDataFrame"
    opened: list[str]
    ties: list[Tie]
    dead: list[tuple[str, str]]
    crossings: list[tuple[str, str]]
    faults: list[str]


def join(streets: "gpd.GeoDataFrame", added: "gpd.GeoDataFrame", *, within: float = 5.0) -> Joined:
    """
    Tie the ends of new streets to the streets near them.

    Streets join where they share a vertex only. An end that shares one already stays; any other
    within reach of a walkable street on the ground is moved to the nearest place of it, which
    becomes a vertex there; one that is near none is tied to another new street in the same way.
    New streets that shared a vertex still do.

    Parameters
    ----------
    streets, added
        Lines indexed by id, in one metric grid, each new one a single line. Columns used, each
        optional: `access` (closed ones are not tied to), `bridge`, `tunnel`, `level`.
    within
        Metres.

    Returns
    -------
    Joined
        A new street that no chain of shared vertices connects to a walkable street is a fault.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> road = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (90, 0)])], index=["S1"], crs=4549)
    >>> path = gpd.GeoDataFrame(geometry=[LineString([(40, 3), (40, 60)])], index=["N1"], crs=4549)
    >>> made = join(road, path)
    >>> made.ties
    [Tie(street='N1', end='起点', onto='S1', metres=3.0)]
    >>> print(made.streets.geometry["S1"], made.added.geometry["N1"])
    LINESTRING (0 0, 40 0, 90 0) LINESTRING (40 0, 40 60)
    """
    old = _Old(streets)
    order = [int(row) for row in np.argsort(added.index.astype(str), kind="stable")]
    new = _New([shapely.get_coordinates(line) for line in added.geometry], added.index, order)
    ties = _to_old(old, new, within)
    ties += _to_new(old, new, vertices.walkable(added) & vertices.on_ground(added), within)
    lines = [vertices.plain(line) for line in new.lines]
    joined = vertices.with_lines(streets, old.opened)
    opened = sorted(str(old.ids[row]) for row in old.opened)
    short = [new.name(row) for row in order if len(lines[row]) == 1]
    if short:
        told = f"新增道路 {_named(short)} 接入后两端落在同一处；请画得长一些，或改在别处接入。"
        return Joined(joined, added, opened, ties, [], [], [told])
    made = vertices.with_lines(added, {row: shapely.linestrings(lines[row]) for row in order})
    new = _New(lines, added.index, order)
    dead = [(new.name(row), _ENDS[end]) for row, end in new.ends() if _is_dead(old, new, row, end)]
    crossings, faults = _crossings(joined, made, order), _alone(old, new, within)
    return Joined(joined, made, opened, ties, dead, crossings, faults)


class _New(NamedTuple):
    """The new streets as arrays of vertices, and their rows in the order of their ids."""

    lines: list[Floats]
    ids: "pd.Index"
    order: list[int]

    def name(self, row: int) -> str:
        return str(self.ids[row])

    def ends(self) -> list[tuple[int, int]]:
        return [(row, end) for row in self.order for end in _ENDS]

    def shared(self, row: int, xy: Floats) -> bool:
        """Whether another new street has the vertex."""
        return any(
            vertices.same(line, xy).any() for other, line in enumerate(self.lines) if other != row
        )

    def move(self, xy: Floats, to: Floats) -> None:
        """Move a vertex wherever it is, so that what was joined stays so."""
        for line in self.lines:
            line[vertices.same(line, xy)] = to


class _Old:
    """The walkable streets that are there, ready to be asked what is near a point."""

    def __init__(self, streets: "gpd.GeoDataFrame") -> None:
        self.rows = np.flatnonzero(vertices.walkable(streets))
        self.ids = streets.index.astype(str).to_numpy()
        self.geometry = streets.geometry.to_numpy()
        self.ground = self.rows[vertices.on_ground(streets)[self.rows]]
        self.tree = shapely.STRtree(self.geometry[self.rows])
        self.below = shapely.STRtree(self.geometry[self.ground])
        self.opened: dict[int, shapely.Geometry] = {}  # lines that were given a vertex
        self._given: set[Cell] = set()

    def touches(self, xy: Floats) -> bool:
        """Whether a point is a vertex of a street."""
        point, own = shapely.Point(xy), vertices.cell(xy)
        near = self.tree.query(point, predicate="dwithin", distance=2 * vertices.TOLERANCE)
        return own in self._given or own in vertices.cells(self.geometry[self.rows[near]])

    def nearest(self, xy: Floats, within: float | None = None) -> tuple[int, float] | None:
        """Row of the nearest street on the ground, the first id of several, and the metres."""
        if not len(self.ground):
            return None
        rows, metres = self.below.query_nearest(
            shapely.Point(xy), max_distance=within, return_distance=True, all_matches=True
        )
        found = self.ground[rows]
        return (min(found, key=lambda row: self.ids[row]), float(metres[0])) if len(rows) else None

    def open(self, row: int, xy: Floats) -> Floats:
        """Give a street a vertex at its place nearest to a point, and say where that is."""
        place = vertices.spot(self.geometry[row], xy)
        line = self.opened.get(row, self.geometry[row])
        wider = vertices.with_vertex(line, place)
        if wider is not line:
            self.opened[row] = wider
        self._given.add(vertices.cell(place))
        return place


def _to_old(old: _Old, new: _New, within: float) -> list[Tie]:
    """Move ends to the streets that are there."""
    ties: list[Tie] = []
    ends = [(row, end, new.lines[row][end].copy()) for row, end in new.ends()]
    for row, end, xy in ends:
        found = None if old.touches(xy) else old.nearest(xy, within)
        if found is not None:
            onto, metres = found
            new.move(xy, old.open(onto, xy))
            ties.append(Tie(new.name(row), _ENDS[end], str(old.ids[onto]), round(metres, 3)))
    return ties


def _to_new(old: _Old, new: _New, ground: "vertices.Mask", within: float) -> list[Tie]:
    """Move ends that lead nowhere to another new street that is near."""
    ties: list[Tie] = []
    for row, end in new.ends():
        others = [other for other in new.order if other != row and ground[other]]
        if not others or not _is_dead(old, new, row, end):
            continue
        xy = new.lines[row][end].copy()
        wholes = [shapely.LineString(new.lines[other]) for other in others]
        metres = [whole.distance(shapely.Point(xy)) for whole in wholes]
        best = int(np.argmin(metres))
        if metres[best] <= within:
            place = vertices.spot(wholes[best], xy)
            onto = others[best]
            new.lines[onto] = shapely.get_coordinates(vertices.with_vertex(wholes[best], place))
            new.move(xy, place)
            told = new.name(row), _ENDS[end], new.name(onto)
            ties.append(Tie(*told, round(float(metres[best]), 3)))
    return ties


def _is_dead(old: _Old, new: _New, row: int, end: int) -> bool:
    xy = new.lines[row][end]
    loop = int(vertices.same(new.lines[row], xy).sum()) > 1
    return not loop and not old.touches(xy) and not new.shared(row, xy)


def _alone(old: _Old, new: _New, within: float) -> list[str]:
    """One sentence a group of connected new streets that leads to no walkable street."""
    if not len(old.rows):  # then the new streets are the network
        return []
    faults = []
    for group in _groups(new):
        if any(old.touches(xy) for row in group for xy in new.lines[row]):
            continue
        near = [old.nearest(new.lines[row][end]) for row in group for end in _ENDS]
        known = [found for found in near if found is not None]
        told = "没有可接的地面道路"
        if known:
            onto, metres = min(known, key=lambda found: found[1])
            told = f"最近的道路 {old.ids[onto]} 在 {metres:.0f} 米外"
        faults.append(
            f"新增道路 {_named([new.name(row) for row in group])} 没有接上步行路网，{told}；"
            f"请把一端画到离道路 {within:g} 米以内。"
        )
    return faults


def _groups(new: _New) -> list[list[int]]:
    """Rows of new streets that shared vertices connect, in the order of their ids."""
    groups: list[tuple[list[int], set[Cell]]] = []
    for row in new.order:
        rows, corners = [row], vertices.cells(new.lines[row])
        for group in [group for group in groups if group[1] & corners]:
            groups.remove(group)
            rows, corners = group[0] + rows, group[1] | corners
        groups.append((rows, corners))
    return [rows for rows, _ in groups]


def _crossings(
    streets: "gpd.GeoDataFrame", added: "gpd.GeoDataFrame", order: list[int]
) -> list[tuple[str, str]]:
    ground = streets[vertices.walkable(streets) & vertices.on_ground(streets)]
    lines, others = added.geometry.to_numpy(), ground.geometry.to_numpy()
    tree, flat = shapely.STRtree(others), vertices.on_ground(added)
    found = []
    for row in (row for row in order if flat[row]):
        for at in sorted(tree.query(lines[row], predicate="intersects")):
            if _cross(lines[row], others[int(at)]):
                found.append((str(added.index[row]), str(ground.index[at])))
    return found


def _cross(line: shapely.LineString, other: shapely.LineString) -> bool:
    corners = vertices.cells(other)
    met = [xy for xy in shapely.get_coordinates(line) if vertices.cell(xy) in corners]
    joints = shapely.MultiPoint(met).buffer(_HAIR)
    return not shapely.is_empty(shapely.difference(shapely.intersection(line, other), joints))


def _named(ids: list[str]) -> str:
    words = "、".join(ids[:_NAMED])
    return words if len(ids) <= _NAMED else f"{words} 等 {len(ids)} 条"
