"""Where streets meet barriers: what runs inside an area, and which side of a line each arm is on."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import sides
from .sides import GAP, NEAR, TOUCH, measured, segments

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from .network import Floats, Ints, Objects

_LINE, _AREA = 1, 2


class Parts(NamedTuple):
    """The lines of the streets, one entry a LineString."""

    line: "Objects"
    row: "Ints"  # position of the street
    free: "NDArray[np.bool_]"  # may cross


def parts_of(streets: "gpd.GeoDataFrame") -> Parts:
    """
    The single lines of a layer of streets, and whether each may cross barriers.

    Parameters
    ----------
    streets
        Columns used, each optional: `kind`, `bridge`, `tunnel`, `level`; missing values = no.

    Returns
    -------
    Parts
        Without what is missing, empty or no line.

    Examples
    --------
    >>> import geopandas as gpd
    >>> deck = shapely.LineString([(0, 0), (9, 0)])
    >>> streets = gpd.GeoDataFrame({"bridge": [True, None]}, geometry=[deck, None], crs=4549)
    >>> parts_of(streets).free.tolist()
    [True]
    """
    free = _is(streets, "kind", "crossing") | _is(streets, "bridge", True)
    free |= _is(streets, "tunnel", True)
    if "level" in streets:
        free |= (streets["level"].notna() & ~_is(streets, "level", 0)).to_numpy(dtype=bool)
    lines, row = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
    drawn = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    drawn &= shapely.length(lines) > 0
    return Parts(lines[drawn], row[drawn], free[row[drawn]])


def over(parts: Parts, walls: "Objects") -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    What runs inside areas, from edge to edge.

    Parameters
    ----------
    parts
        From :func:`parts_of`.
    walls
        Barriers; only their areas count here.

    Returns
    -------
    tuple
        As from :func:`across`; a street along an edge is listed and has no gap.

    Examples
    --------
    >>> line = np.array([shapely.LineString([(0, 5), (30, 5)])])
    >>> parts = Parts(line, np.array([0]), np.array([False]))
    >>> over(parts, np.array([shapely.box(10, 0, 20, 9)]))[0][["low", "high"]].values.tolist()
    [[10.0, 20.0]]
    """
    areas, of = _of_dimension(walls, _AREA)
    area, part = shapely.STRtree(parts.line).query(areas, predicate="intersects")
    bound = ~parts.free[part]
    area, part = area[bound], part[bound]
    pair, low, high = _stretches(parts.line[part], shapely.boundary(areas[area]))
    area, part = area[pair], part[pair]
    middle = shapely.line_interpolate_point(parts.line[part], (low + high) / 2)
    beside = shapely.distance(shapely.boundary(areas[area]), middle) <= TOUCH
    inside = shapely.contains(areas[area], middle) & ~beside
    gaps = pd.DataFrame({"part": part, "low": low, "high": high})
    marks = gaps[["part"]].assign(
        barrier=of[area],
        at=low,
        x=shapely.get_x(middle),
        y=shapely.get_y(middle),
        why=np.where(inside, "crosses", "along"),
    )
    gaps = gaps.assign(tip=np.nan, x=np.nan, y=np.nan)
    return gaps[inside], marks[inside | (beside & (high - low > GAP))]


def across(parts: Parts, walls: "Objects") -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    What meets lines, and is drawn back from them on every side.

    Parameters
    ----------
    parts
        From :func:`parts_of`.
    walls
        Barriers; only their lines count here.

    Returns
    -------
    tuple
        Gaps, one row each: `part`, from `low` to `high` metres along it, `tip` (the one of the
        two that is the new end) and `x`, `y` (where that end is to be led, to join the others of
        its side; NaN = nowhere). And marks, one row a street and place: `part`, `barrier`, metres
        `at`, `x`, `y` and `why` (crosses, along).

    Examples
    --------
    >>> line = np.array([shapely.LineString([(0, 5), (30, 5)])])
    >>> parts = Parts(line, np.array([0]), np.array([False]))
    >>> gaps, _ = across(parts, np.array([shapely.LineString([(9, 0), (9, 9)])]))
    >>> gaps[["low", "high"]].values.tolist()
    [[8.75, 9.0], [9.0, 9.25]]
    """
    lines, of = _of_dimension(walls, _LINE)
    met = _met(parts.line, lines)
    arms = sides.arms(parts.line, met)
    posts = sides.posts(lines, met)
    along = _along(parts, lines, met, arms)
    ends = posts["place"].value_counts() == 1  # one walks round the end of a line
    free = met["place"][parts.free[met["part"]]]
    passed = np.concatenate([along["place"], free, ends.index[ends]])
    gaps = sides.joined(arms[~arms["place"].isin(passed)], posts)
    sided = gaps[["place", "side"]].drop_duplicates()
    crosses = met[met["place"].isin(sided["place"][sided["place"].duplicated()])]
    marks = pd.concat([crosses.assign(why="crosses"), along.assign(why="along")])
    marks = marks.assign(barrier=of[marks["edge"].to_numpy()])
    marks = marks.drop_duplicates(["part", "barrier", "place"])
    return (
        gaps[["part", "low", "high", "tip", "x", "y"]],
        marks[["part", "barrier", "at", "x", "y", "why"]],
    )


def _is(frame: "gpd.GeoDataFrame", column: str, value: str | float) -> "NDArray[np.bool_]":
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].eq(value).fillna(False).to_numpy(dtype=bool)


def _of_dimension(walls: "Objects", dimension: int) -> "tuple[Objects, Ints]":
    shapes, of = shapely.get_parts(walls, return_index=True)
    kept = (shapely.get_dimensions(shapes) == dimension) & ~shapely.is_empty(shapes)
    kept &= shapely.length(shapes) > TOUCH
    return shapes[kept], of[kept]


def _stretches(lines: "Objects", edges: "Objects") -> "tuple[Ints, Floats, Floats]":
    """Each line from one place where it meets its edge to the next: pair, from, to."""
    over, along, _, _ = _crossings(lines, edges)
    every = np.arange(len(lines))
    pair = np.r_[every, every, over]
    at = np.r_[np.zeros(len(lines)), shapely.length(lines), along]
    order = np.lexsort((at, pair))
    pair, at = pair[order], at[order]
    real = (pair[1:] == pair[:-1]) & (np.diff(at) > TOUCH)
    return pair[1:][real], at[:-1][real], at[1:][real]


def _met(streets: "Objects", lines: "Objects") -> pd.DataFrame:
    """
    Where streets meet lines: `part`, `edge` (of `lines`), metres `at`, `x`, `y` and `place`.

    Vertices in one cell of the network's grid are one place. A crossing without a vertex joins no
    other street and is a place of its own.
    """
    edge, part = shapely.STRtree(streets).query(lines, predicate="dwithin", distance=NEAR)
    pair, at, xy, place = _vertices(streets[part], lines[edge])
    over, along, spot, away = _crossings(streets[part], lines[edge])
    over, along, spot = over[away > TOUCH], along[away > TOUCH], spot[away > TOUCH]
    own = _numbered(part[over], np.rint(along / TOUCH)) + place.max(initial=0) + 1
    pair, xy = np.r_[pair, over], np.concatenate([xy, spot])
    return pd.DataFrame(
        {
            "part": part[pair],
            "edge": edge[pair],
            "at": np.r_[at, along],
            "x": xy[:, 0],
            "y": xy[:, 1],
            "place": np.r_[place, own],
        }
    )


def _vertices(streets: "Objects", lines: "Objects") -> "tuple[Ints, Floats, Floats, Ints]":
    """Vertices of streets on their lines: pair, metres along the street, coordinates, place."""
    xy, pair, at = measured(streets)
    cell = _numbered(*np.rint(xy / TOUCH).T)
    gap = shapely.distance(shapely.points(xy), lines[pair])
    on = (gap <= NEAR) & np.isin(cell, cell[gap <= TOUCH])
    return pair[on], at[on], xy[on], cell[on]


def _crossings(streets: "Objects", lines: "Objects") -> "tuple[Ints, Floats, Floats, Floats]":
    """Where streets meet lines: pair, metres along the street, coordinates, metres to a vertex."""
    xy, pair, at = measured(streets)
    pieces, first = segments(xy, pair)  # one by one: a street may cross itself
    met = shapely.intersection(pieces, lines[pair[first]])
    spot, segment = shapely.get_coordinates(met, return_index=True)
    start = first[segment]
    since, until = (np.hypot(*(spot - xy[each]).T) for each in (start, start + 1))
    return pair[start], at[start] + since, spot, np.minimum(since, until)


def _numbered(*columns: "NDArray[np.generic]") -> "Ints":
    """One number for each combination of values."""
    return np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)[1].ravel()


def _along(parts: Parts, lines: "Objects", met: pd.DataFrame, arms: pd.DataFrame) -> pd.DataFrame:
    """The rows of `met` whose street runs along the line."""
    tips = arms.drop(columns="edge").merge(met[["place", "edge"]].drop_duplicates())
    near = shapely.distance(tips["ahead"].to_numpy(), lines[tips["edge"].to_numpy()]) <= TOUCH
    near &= (tips["reach"] > 2 * TOUCH).to_numpy()  # too short to have a direction
    near &= ~parts.free[tips["part"].to_numpy()]
    found = tips.loc[near, ["place", "part", "at", "edge"]].drop_duplicates()
    return met.merge(found)
