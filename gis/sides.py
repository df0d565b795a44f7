"""The sides of a barrier: the ways that lead from a place on it along streets, and along itself."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from .network import Floats, Ints, Objects

GAP = 0.25  # metres a street is drawn back from a line that it crosses or ends on
TOUCH = 0.001  # what is nearer lies on the line; the network joins vertices as near
NEAR = 3 * TOUCH  # any vertex in one cell with one that lies on a line
_LOOK = 2.0  # metres that show whether a street runs along a line
_TURN = 8.0  # more than a full circle: sorts angles within their place


def arms(streets: "Objects", met: pd.DataFrame) -> pd.DataFrame:
    """
    The ways from each place on a barrier along its streets.

    Parameters
    ----------
    streets
        LineStrings.
    met
        Where streets meet lines: `part` (of `streets`), metres `at` along it, `x`, `y`, `place`.

    Returns
    -------
    DataFrame
        One row a way: the columns of `met`, `reach` (metres: :data:`GAP`, or a third of the way
        to where the street ends or meets a line again), `low` and `high` (of that stretch), `tip`
        (the far one of them), `end` (the point there) and its `angle` as seen from the place, and
        `ahead` (a point farther on, half way to there at most).

    Examples
    --------
    >>> street = np.array([shapely.LineString([(0, 0), (6, 0)])])
    >>> met = pd.DataFrame({"part": [0], "at": [3.0], "x": [3.0], "y": [0.0], "place": [0]})
    >>> arms(street, met)[["low", "high"]].to_numpy().tolist()
    [[3.0, 3.25], [2.75, 3.0]]
    """
    spots = met.drop_duplicates(["place", "part", "at"]).sort_values(["part", "at", "place"])
    length = shapely.length(streets[spots["part"].to_numpy()])
    before, after = _room(spots["part"].to_numpy(), spots["at"].to_numpy(), length)
    found = pd.concat(
        [
            spots.assign(way=1.0, room=after)[after > TOUCH],
            spots.assign(way=-1.0, room=before)[before > TOUCH],
        ],
        ignore_index=True,
    )
    street, at = streets[found["part"].to_numpy()], found["at"].to_numpy()
    reach = np.minimum(GAP, found["room"] / 3)
    tip = at + found["way"] * reach
    end = shapely.line_interpolate_point(street, tip)
    far = at + found["way"] * np.minimum(_LOOK, found["room"] / 2)
    return found.drop(columns=["way", "room"]).assign(
        reach=reach,
        low=np.minimum(at, tip),
        high=np.maximum(at, tip),
        tip=tip,
        end=end,
        angle=_bearing(end, found),
        ahead=shapely.line_interpolate_point(street, far),
    )


def posts(lines: "Objects", met: pd.DataFrame) -> pd.DataFrame:
    """
    The ways from each place on a barrier along the barrier itself.

    Parameters
    ----------
    lines
        LineStrings.
    met
        `edge` (of `lines`), `x`, `y`, `place`.

    Returns
    -------
    DataFrame
        One row a way: `place` and `angle`, in that order; one for a place where a line ends.

    Examples
    --------
    >>> wall = np.array([shapely.LineString([(0, 0), (6, 0)])])
    >>> met = pd.DataFrame({"edge": [0], "x": [3.0], "y": [0.0], "place": [0]})
    >>> posts(wall, met)["angle"].round(3).tolist()
    [3.142, 6.283]
    """
    xy, line, _ = measured(lines[met["edge"].unique()])
    pieces, _ = segments(xy, line)
    spots = met.drop_duplicates("place")
    point = np.asarray(shapely.points(spots[["x", "y"]].to_numpy(dtype=float)))
    spot, piece = shapely.STRtree(pieces).query(point, predicate="dwithin", distance=NEAR)
    spots, piece = spots.iloc[spot], pieces[piece]
    at, length = shapely.line_locate_point(piece, point[spot]), shapely.length(piece)
    found = []
    for tip, room in ((at - GAP, at), (at + GAP, length - at)):
        end = shapely.line_interpolate_point(piece, np.clip(tip, 0.0, length))
        found.append(spots[["place"]].assign(angle=_bearing(end, spots))[room > NEAR])
    return pd.concat(found).sort_values(["place", "angle"], ignore_index=True)


def joined(arms: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """
    Which side each arm is on, and where the arms of one side meet.

    Parameters
    ----------
    arms, posts
        From the functions of that name; every place has a post.

    Returns
    -------
    DataFrame
        The arms, `side` (between which posts of its place) and `x`, `y`: the end of the first arm
        of that side; NaN for that arm itself.

    Examples
    --------
    >>> arms = pd.DataFrame({"place": 0, "angle": [1.0, 2.0, 4.0]})
    >>> arms["end"] = shapely.points([[1, 1], [-1, 1], [-1, -1]])
    >>> joined(arms, pd.DataFrame({"place": 0, "angle": [0.0, 3.14]}))[["side", "x"]].values.tolist()
    [[0.0, nan], [1.0, nan], [1.0, 1.0]]
    """
    place, angle = posts["place"].to_numpy(), posts["angle"].to_numpy()
    own = arms["place"].to_numpy()
    after = np.searchsorted(place * _TURN + angle, own * _TURN + arms["angle"].to_numpy())
    first, last = np.searchsorted(place, own), np.searchsorted(place, own, side="right")
    arms = arms.assign(side=(after - first) % (last - first))
    arms = arms.sort_values(["place", "side", "angle"], ignore_index=True)
    lead = ~arms.duplicated(["place", "side"])
    leader = np.maximum.accumulate(np.where(lead, np.arange(len(arms)), 0))
    target = arms["end"].to_numpy()[leader]
    return arms.assign(
        x=np.where(lead, np.nan, shapely.get_x(target)),
        y=np.where(lead, np.nan, shapely.get_y(target)),
    )


def measured(lines: "Objects") -> "tuple[Floats, Ints, Floats]":
    """
    Coordinates of all vertices, the line of each, and its metres along it.

    Examples
    --------
    >>> measured(np.array([shapely.LineString([(0, 0), (3, 4)])]))[2].tolist()
    [0.0, 5.0]
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    first = np.searchsorted(line, line)
    steps = pd.Series(np.where(np.arange(len(xy)) == first, 0.0, step))
    # line by line: one sum over all would differ in its last bits with the order of the rows
    return xy, line, np.asarray(steps.groupby(line).cumsum(), dtype=np.float64)


def segments(xy: "Floats", line: "Ints") -> "tuple[Objects, Ints]":
    """
    The straight pieces of lines, and the number of the vertex that each begins at.

    Examples
    --------
    >>> segments(np.array([[0.0, 0.0], [3.0, 4.0], [9.0, 9.0]]), np.array([0, 0, 1]))[1].tolist()
    [0]
    """
    first = np.flatnonzero(line[1:] == line[:-1])
    pieces = shapely.linestrings(np.stack([xy[first], xy[first + 1]], axis=1))
    return np.asarray(pieces, dtype=object), first


def _room(part: "Ints", at: "Floats", length: "Floats") -> "tuple[Floats, Floats]":
    """Metres back and on from each spot to the next on its street, or to the street's end."""
    if len(part) == 0:
        return at, at
    fresh = np.r_[True, (np.diff(part) > 0) | (np.diff(at) > 2 * TOUCH)]
    group, begin = np.cumsum(fresh) - 1, np.flatnonzero(fresh)
    end = np.r_[begin[1:], len(part)] - 1
    same = part[begin[1:]] == part[begin[:-1]]
    before, after = np.zeros(len(begin)), length[begin]
    before[1:][same] = at[end[:-1]][same]
    after[:-1][same] = at[begin[1:]][same]
    return at - before[group], after[group] - at


def _bearing(end: "Objects", start: pd.DataFrame) -> "Floats":
    east, north = shapely.get_x(end) - start["x"], shapely.get_y(end) - start["y"]
    return np.asarray(np.arctan2(north, east)) + np.pi
