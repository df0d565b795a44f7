"""What gates do to the streets that pass through them: close them, or keep them for residents."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby, pairwise
from operator import itemgetter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..gis.barriers import between

CLOSED, RESIDENTS = "closed", "residents"
ON = 1.0  # metres: a gate as near to a street is on it
REACH = 0.5  # metres of street on either side of a gate that are its own
_LOOK = 5.0  # metres along a street that show whether it leads into the place of a gate
_TOUCH = 0.001  # what is nearer is the same place

Stretch = tuple[float, float, str, str]  # from, to, what the gate does, whose it is


def acting(entrances: gpd.GeoDataFrame, *, residents: bool, step_free: bool) -> gpd.GeoDataFrame:
    """
    What each gate does to those who pass.

    Parameters
    ----------
    entrances
        Points, indexed by id; `of_layer`, `of` and, each optional, `access` and `step_free`.
    residents
        Gates of communities that are for residents are kept for them.
    step_free
        Gates known to have steps count as closed.

    Returns
    -------
    GeoDataFrame
        Those with a place on the ground, by id, and `acts`: closed, residents or NA.

    Examples
    --------
    >>> own = {"of_layer": "communities", "of": "C1", "access": ["closed", "residents", None]}
    >>> gates = gpd.GeoDataFrame(own, geometry=[shapely.Point(0, 0)] * 3)
    >>> acting(gates, residents=True, step_free=False)["acts"].tolist()
    ['closed', 'residents', <NA>]
    """
    gates = entrances.sort_index()
    gates = gates[~(gates.geometry.isna() | gates.geometry.is_empty)]
    shut = holds(gates, "access", CLOSED)
    if step_free:
        shut = shut | holds(gates, "step_free", False)
    own = holds(gates, "access", RESIDENTS) & holds(gates, "of_layer", "communities")
    own = own & gates["of"].notna().to_numpy() & residents
    acts = pd.array(np.select([shut, own], [CLOSED, RESIDENTS], ""), dtype="string")
    return gates.assign(acts=pd.Series(acts, gates.index).where(shut | own))


def holds(frame: pd.DataFrame, column: str, value: str | bool) -> NDArray[np.bool_]:
    """
    Whether each row is known to have a value.

    Examples
    --------
    >>> holds(pd.DataFrame({"access": ["closed", None]}), "access", "closed").tolist()
    [True, False]
    """
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].eq(value).fillna(False).to_numpy(dtype=bool)


def on_streets(
    gates: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """
    The stretches of street that gates take.

    Parameters
    ----------
    gates
        From :func:`acting`; those without `acts` take none.
    streets
        Lines, indexed by id; those closed have nothing to take. The same metric CRS.
    layers
        The layers of the places, for their outlines.

    Returns
    -------
    DataFrame
        One row a gate and arm of a street: `row` of the street, `part` (of all lines of the
        layer), metres `low` to `high` along it, `gate`, `acts` and `of`.

    Examples
    --------
    >>> lane = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (9, 0)])], crs=4549)
    >>> gate = gpd.GeoDataFrame(
    ...     {"of_layer": ["parks"], "of": ["P1"], "acts": ["closed"]},
    ...     geometry=[shapely.Point(4, 0)], crs=4549,
    ... )
    >>> on_streets(gate, lane, {})[["low", "high"]].values.tolist()
    [[3.5, 4.0], [4.0, 4.5]]
    """
    gates = gates[gates["acts"].notna()]
    lines, row = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
    points = gates.geometry.to_numpy()
    gate, part = shapely.STRtree(lines).query(points, predicate="dwithin", distance=ON)
    open_ = ~holds(streets, "access", CLOSED)[row[part]]
    gate, part = gate[open_], part[open_]
    at = shapely.line_locate_point(lines[part], points[gate])
    hits = pd.DataFrame({"row": row[part], "part": part, "hit": gate, "at": at})
    hits["metres"] = shapely.distance(lines[part], points[gate])
    hits["length"] = shapely.length(lines[part])
    arms = pd.concat([hits.assign(way=-1.0), hits.assign(way=1.0)])
    arms = arms[(arms["at"] + arms["way"] * _TOUCH).between(0, arms["length"])]
    hit = arms["hit"].to_numpy()
    look = shapely.line_interpolate_point(lines[arms["part"].to_numpy()], _along(arms, _LOOK))
    inside = shapely.contains(_outlines(gates, layers)[hit], look)
    arms = arms.assign(
        low=np.minimum(arms["at"], _along(arms, REACH)),
        high=np.maximum(arms["at"], _along(arms, REACH)),
        gate=gates.index[hit],
        acts=gates["acts"].to_numpy()[hit],
        of=gates["of"].to_numpy()[hit],
    )
    taken = arms[_taken(hit, inside, arms["metres"].to_numpy())]
    return taken.sort_values(["part", "hit", "low"], ignore_index=True)


def pieces(streets: gpd.GeoDataFrame, taken: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Streets without what gates close, and in pieces where the way is a zone's.

    Parameters
    ----------
    streets
        As for :func:`on_streets`.
    taken
        From it.

    Returns
    -------
    GeoDataFrame
        The rows of `streets`, one a piece where a gate acts on one, and `zone`: the place whose
        way a piece is; NA = anyone's.

    Examples
    --------
    >>> lane = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (9, 0)])], crs=4549)
    >>> gate = {"row": 0, "part": 0, "low": [3.5], "high": [4.5], "acts": "residents", "of": "C1"}
    >>> pieces(lane, pd.DataFrame(gate))["zone"].tolist()
    [<NA>, 'C1', <NA>]
    """
    lines, row = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
    stretches: defaultdict[int, list[Stretch]] = defaultdict(list)
    for part, *stretch in taken[["part", "low", "high", "acts", "of"]].itertuples(index=False):
        stretches[part].append(tuple(stretch))
    touched = np.isin(row, taken["row"].unique())
    made = [
        (row[part], piece, zone)
        for part in np.flatnonzero(touched).tolist()
        for piece, zone in _split(lines[part], stretches[part])
    ]
    whole = np.setdiff1d(np.arange(len(streets)), row[touched])
    rows = np.r_[whole, np.array([at for at, *_ in made], dtype=np.int64)]
    shape = np.array([piece for _, piece, _ in made], dtype=object)
    zone = np.array([None] * len(whole) + [name for *_, name in made], dtype=object)
    order = np.argsort(rows, kind="stable")
    found = streets.iloc[rows[order]].copy()
    found.geometry = np.r_[np.asarray(streets.geometry)[whole], shape][order]
    return found.assign(zone=pd.array(zone[order], dtype="string"))


def _along(arms: pd.DataFrame, metres: float) -> NDArray[np.float64]:
    """Metres along the street to a place so far out on each arm, or to its end."""
    return np.clip(arms["at"] + arms["way"] * metres, 0.0, arms["length"]).to_numpy()


def _outlines(gates: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> NDArray[np.object_]:
    """The place of each gate; None where it is not known."""
    found = np.full(len(gates), None, dtype=object)
    for layer in gates["of_layer"].dropna().unique():
        if layer in layers:
            own = np.flatnonzero(holds(gates, "of_layer", layer))
            places = gpd.GeoDataFrame(layers[layer]).geometry
            found[own] = places.reindex(gates["of"].iloc[own]).to_numpy()
    return found


def _taken(
    gate: NDArray[np.int64], inside: NDArray[np.bool_], metres: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """
    Whether a gate takes each arm.

    It takes those of the side with fewer of them, inside its place or outside, and of both where
    there are as many; where all are on one side, those of the streets nearest to it.
    """
    count = int(gate.max(initial=-1)) + 1
    within, without = (np.bincount(gate[side], minlength=count) for side in (inside, ~inside))
    fewer = np.where(inside, (within <= without)[gate], (without <= within)[gate])
    nearest = np.full(count, np.inf)
    np.minimum.at(nearest, gate, metres)
    told = (within > 0) & (without > 0)
    return np.where(told[gate], fewer, metres <= nearest[gate] + _TOUCH)


def _split(
    line: shapely.LineString, stretches: list[Stretch]
) -> list[tuple[shapely.LineString, str | None]]:
    """Pieces of a line, each with the zone whose way it is; without what is closed."""
    stops = sorted({0.0, line.length}.union(*(stretch[:2] for stretch in stretches)))
    named = [(*_owner((low + high) / 2, stretches), low, high) for low, high in pairwise(stops)]
    found = []
    for (closed, zone), group in groupby(named, key=itemgetter(0, 1)):
        run = list(group)
        if not closed:
            found.append((between(line, run[0][2], run[-1][3]), zone))
    return found


def _owner(at: float, stretches: list[Stretch]) -> tuple[bool, str | None]:
    here = [(acts, of) for low, high, acts, of in stretches if low < at < high]
    closed = any(acts == CLOSED for acts, _ in here)
    return closed, here[0][1] if here and not closed else None
