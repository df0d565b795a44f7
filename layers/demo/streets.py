"""Streets of the district: roads, lanes and ways through gates, joined where they meet."""

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from . import ground
from .inner import gates as community_gates
from .inner import inner
from .roads import roads

REACH = 60.0  # an end that should meet a street looks for one this far
_TOUCH = 0.01  # an end this near a line lies on it
_NUMBERED = "S{:04}"


def streets(stairwells: pd.DataFrame, gates: pd.DataFrame) -> pd.DataFrame:
    """
    The walkable streets.

    Parameters
    ----------
    stairwells
        As from :func:`houses.stairwells`: a way leads to each door.
    gates
        Gates of parks and facilities: ``geometry``, ``access`` and ``connect`` ("yes" where a way
        leads from the gate to the next street), indexed by entrance id.

    Returns
    -------
    DataFrame
        Indexed by street id: ``name``, ``kind``, ``oneway``, ``stairs``, ``access``, ``width``,
        ``bridge``, ``tunnel``, ``level`` and ``geometry`` on the plan. Lines that join share a
        vertex; those that only cross, as a path under a bridge, do not.

    Examples
    --------
    >>> from . import houses
    >>> none = pd.DataFrame({"geometry": [], "access": [], "connect": []})
    >>> found = streets(houses.stairwells(houses.footprints(7)), none)
    >>> bool(found.loc["S-underpass", "tunnel"])
    True
    """
    public = _paths(_named(_unique(roads())))
    outer = _outer(community_gates(), public)
    access = _access(gates[gates["connect"] == "yes"], public)
    rows = pd.concat([public, inner(stairwells), outer, access])
    rows = rows.assign(
        oneway=rows["oneway"].fillna("both"),
        access=rows["access"].fillna("public"),
        stairs=rows["kind"] == "steps",
        bridge=rows["bridge"].eq(True),
        tunnel=rows["tunnel"].eq(True),
        level=rows["level"].fillna(0).astype(int),
    )
    return rows.assign(geometry=joined(rows["geometry"].to_numpy()))


def joined(lines: np.ndarray) -> np.ndarray:
    """
    Lines with a vertex wherever the end of another one lies on them.

    Parameters
    ----------
    lines
        LineStrings.

    Returns
    -------
    NDArray
        The same lines, with vertices added.

    Examples
    --------
    >>> street = shapely.LineString([(0, 0), (10, 0)])
    >>> lane = shapely.LineString([(4, 0), (4, 5)])
    >>> joined(np.array([street, lane]))[0].wkt
    'LINESTRING (0 0, 4 0, 10 0)'
    """
    ends = shapely.get_coordinates([shapely.get_point(lines, at) for at in (0, -1)])
    tree = shapely.STRtree(lines)
    end, line = tree.query(shapely.points(ends), predicate="dwithin", distance=_TOUCH)
    other = end % len(lines) != line
    joints: dict[int, set[tuple[float, float]]] = {}
    for at, each in zip(end[other], line[other], strict=True):
        joints.setdefault(int(each), set()).add((ends[at, 0], ends[at, 1]))
    found = lines.copy()
    for each, points in joints.items():
        found[each] = _with(lines[each], points)
    return found


def attached(point: tuple[float, float], lines: np.ndarray) -> tuple[float, float]:
    """
    The nearest place on a street.

    Parameters
    ----------
    point
        On the plan, metres.
    lines
        The streets.

    Returns
    -------
    tuple
        A point of the nearest line, to the millimetre.

    Raises
    ------
    ValueError
        No line within `REACH`.

    Examples
    --------
    >>> attached((4.0, 3.0), np.array([shapely.LineString([(0, 0), (10, 0)])]))
    (4.0, 0.0)
    """
    gap = shapely.distance(lines, shapely.Point(point))
    nearest = lines[int(np.argmin(gap))]
    if gap.min() > REACH:
        raise ValueError(f"no street within {REACH:g} m of {point}")
    place = nearest.interpolate(nearest.project(shapely.Point(point)))
    return round(place.x, 3), round(place.y, 3)


def _with(line: shapely.LineString, points: set[tuple[float, float]]) -> shapely.LineString:
    old = shapely.get_coordinates(line)
    new = np.array(sorted(points - set(map(tuple, old.tolist()))))
    if not len(new):
        return line
    along = np.concatenate([_along(old), shapely.line_locate_point(line, shapely.points(new))])
    return shapely.LineString(np.concatenate([old, new])[np.argsort(along, kind="stable")])


def _along(vertices: np.ndarray) -> np.ndarray:
    return np.r_[0.0, np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))]


def _unique(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the second of two crossings over one line (at a T-junction)."""
    shape = shapely.to_wkb(shapely.normalize(rows["geometry"].to_numpy()))
    return rows[~pd.Series(shape, index=rows.index).duplicated()]


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    number = np.arange(1, len(rows) + 1)
    bridge = rows["bridge"].to_numpy()
    over = np.cumsum(bridge)
    names = [
        f"S-bridge-{at}" if deck else _NUMBERED.format(each)
        for each, deck, at in zip(number, bridge, over, strict=True)
    ]
    return rows.set_index(pd.Index(names, name="id"))


def _paths(public: pd.DataFrame) -> pd.DataFrame:
    """The roads with the smaller ways of the table, each attached to what was there before."""
    rows, lines = [], list(public["geometry"])
    for number, path in enumerate(ground.table("paths").reset_index().to_dict("records"), 501):
        points = [(x, y) for x, y in ground.parse(path["points"]).tolist()]
        for end, at in (("s", 0), ("e", -1)):
            if end in path["attach"]:
                points[at] = attached(points[at], np.array(lines))
        lines.append(shapely.LineString(points))
        rows.append(
            {
                "id": path["id"] or _NUMBERED.format(number),
                "name": path["name"],
                "kind": path["kind"],
                "width": float(path["width"]),
                "access": path["access"],
                "level": int(path["level"]),
                "tunnel": path["id"] == "S-underpass",
                "geometry": lines[-1],
            }
        )
    return pd.concat([public, pd.DataFrame(rows).set_index("id")])


def _outer(gates: pd.DataFrame, public: pd.DataFrame) -> pd.DataFrame:
    """From each community gate straight ahead to the first public street."""
    named = ground.table("communities")["name"]
    every = shapely.union_all(public["geometry"].to_numpy())
    ends = [_ahead(line, every) for line in gates["ahead"]]
    return _ways(
        gates,
        ends,
        name=gates["of"].map(named) + gates["name"],
        kind=np.where(gates["steps"], "steps", "service"),
        width=4.0,
    )


def _access(gates: pd.DataFrame, public: pd.DataFrame) -> pd.DataFrame:
    """From each gate of a park or facility to the nearest public street."""
    lines = public["geometry"].to_numpy()
    ends = [
        # a path of the park may begin at the gate itself: that is the other side
        attached((point.x, point.y), lines[shapely.distance(lines, point) > _TOUCH])
        for point in gates["geometry"]
    ]
    return _ways(gates, ends, name="出入口通道", kind="footway", width=3.0)


def _ahead(line: shapely.LineString, streets: BaseGeometry) -> tuple[float, float]:
    """Where a line first meets the streets."""
    met = shapely.get_parts(shapely.intersection(line, streets))
    first = shapely.get_coordinates(met[np.argmin(shapely.line_locate_point(line, met))])[0]
    return round(float(first[0]), 3), round(float(first[1]), 3)


def _ways(gates: pd.DataFrame, ends: list[tuple[float, float]], **columns: object) -> pd.DataFrame:
    lines = [
        shapely.LineString([gate, end]) for gate, end in zip(gates["geometry"], ends, strict=True)
    ]
    names = [f"S-{str(each).removeprefix('G-')}" for each in gates.index]
    access = np.where(gates["access"] == "closed", "closed", "public")
    frame = pd.DataFrame({"access": access, "geometry": lines}, index=pd.Index(names, name="id"))
    return frame.assign(**{key: np.asarray(value) for key, value in columns.items()})
