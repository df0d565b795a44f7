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
from ..gis.pace import WHOLE

CLOSED, RESIDENTS = "closed", "residents"
ON = 1.0  # metres: a gate as near is on a street of which nothing tells whether it goes through
REACH = 0.5  # metres of street on either side of a gate that are its own
_LOOK = 5.0  # metres beyond the edge of a place that show whether a street leads into it
_AREA = 2  # dimensions of a place whose inside is known
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
    gates: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    layers: Mapping[str, pd.DataFrame],
    *,
    width: float,
) -> pd.DataFrame:
    """
    The stretches of street that gates take.

    A gate acts on what leads in or out: on every street within `width` of it with an arm inside
    the outline of its place and one outside, be it by a junction; of these arms on the side that
    has fewer of them, on both where there are as many. Where none goes through, it acts on the
    nearest: a street that ends there, within `width`; one that runs past inside, or where the
    place has no outline, within :data:`ON`; none that runs past outside. A spot on a street that
    is nearer to another gate of the same place is that gate's.

    Parameters
    ----------
    gates
        From :func:`acting`; those without `acts` take none.
    streets
        Lines, indexed by id; those closed have nothing to take. The same metric CRS.
    layers
        The layers of the places, for their outlines.
    width
        Metres from a gate within which it opens a barrier.

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
    >>> on_streets(gate, lane, {}, width=3.0)[["low", "high"]].values.tolist()
    [[3.5, 4.0], [4.0, 4.5]]
    >>> park = {"parks": gpd.GeoDataFrame(geometry=[shapely.box(0, 6, 9, 9)], index=["P1"])}
    >>> on_streets(gate, lane, park, width=3.0).empty
    True
    """
    lines, row = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
    open_ = ~holds(streets, "access", CLOSED)[row]
    arms = _arms(_hits(gates, lines, open_, width), lines)
    outlines = _outlines(gates, layers)
    depth = shapely.distance(gates.geometry.to_numpy(), shapely.boundary(outlines))
    gate = arms["gate"].to_numpy()
    look = _along(arms, _LOOK + np.nan_to_num(depth)[gate])
    out = shapely.line_interpolate_point(lines[arms["part"].to_numpy()], look)
    inside = shapely.contains(outlines[gate], out)
    near, far = _along(arms, 0.0), _along(arms, REACH)
    arms = arms.assign(
        row=row[arms["part"]],
        low=np.minimum(near, far),
        high=np.maximum(near, far),
        hit=gate,
        gate=gates.index[gate],
        acts=gates["acts"].to_numpy()[gate],
        of=gates["of"].to_numpy()[gate],
    )
    known = ~shapely.is_missing(outlines)[gate]
    taken = arms[_taken(arms, inside, known, width)].sort_values(["part", "hit", "low"])
    return taken[["row", "part", "low", "high", "gate", "acts", "of"]].reset_index(drop=True)


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
        The rows of `streets`, one a piece where a gate acts on one, and two columns: `zone`, the
        place whose way a piece is (NA = anyone's), and `whole`, the line it is a piece of (None =
        all of the row).

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
        (row[part], piece, lines[part], zone)
        for part in np.flatnonzero(touched).tolist()
        for piece, zone in _split(lines[part], stretches[part])
    ]
    whole = np.setdiff1d(np.arange(len(streets)), row[touched])
    rows = np.r_[whole, np.array([at for at, *_ in made], dtype=np.int64)]
    shape = np.array([piece for _, piece, *_ in made], dtype=object)
    line = np.array([None] * len(whole) + [line for *_, line, _ in made], dtype=object)
    zone = np.array([None] * len(whole) + [name for *_, name in made], dtype=object)
    order = np.argsort(rows, kind="stable")
    found = streets.iloc[rows[order]].copy()
    found.geometry = np.r_[np.asarray(streets.geometry)[whole], shape][order]
    return found.assign(**{"zone": pd.array(zone[order], dtype="string"), WHOLE: line[order]})


def _hits(
    gates: gpd.GeoDataFrame, lines: NDArray[np.object_], open_: NDArray[np.bool_], width: float
) -> pd.DataFrame:
    """Lines within reach of a gate that acts: the nearest `spot`, and whether it is this gate's."""
    points = gates.geometry.to_numpy()
    gate, part = shapely.STRtree(lines).query(points, predicate="dwithin", distance=width)
    kept = gates["acts"].notna().to_numpy()[gate] & open_[part]
    gate, part = gate[kept], part[kept]
    at = shapely.line_locate_point(lines[part], points[gate])
    spot = shapely.line_interpolate_point(lines[part], at)
    metres = shapely.distance(spot, points[gate])
    place = gates.groupby(["of_layer", "of"], dropna=False).ngroup().to_numpy()
    hit, other = shapely.STRtree(points).query(spot, predicate="dwithin", distance=metres)
    nearer = shapely.distance(spot[hit], points[other]) < metres[hit] - _TOUCH
    lost = hit[nearer & (place[other] == place[gate[hit]])]
    own = ~np.isin(np.arange(len(gate)), lost)
    return pd.DataFrame(
        {"gate": gate, "part": part, "at": at, "metres": metres, "spot": spot, "own": own}
    ).reset_index(names="hit")


def _arms(hits: pd.DataFrame, lines: NDArray[np.object_]) -> pd.DataFrame:
    """The arms of all lines that meet in each spot, `spot` being the number of its hit."""
    pairs = hits[hits["own"]].merge(hits, on="gate", suffixes=("", "_met"))
    spot, part = pairs["spot"].to_numpy(), pairs["part_met"].to_numpy()
    same = shapely.distance(spot, pairs["spot_met"].to_numpy()) <= _TOUCH
    again = pairs["hit"][same & pairs["own_met"] & (pairs["hit_met"] < pairs["hit"])]
    meets = (shapely.distance(spot, lines[part]) <= _TOUCH) & ~np.isin(pairs["hit"], again)
    itself = pairs["hit"] == pairs["hit_met"]
    found = pd.DataFrame(
        {
            "spot": pairs["hit"],
            "gate": pairs["gate"],
            "part": part,
            "at": np.where(itself, pairs["at"], shapely.line_locate_point(lines[part], spot)),
            "metres": pairs["metres"],
            "length": shapely.length(lines[part]),
        }
    )[meets]
    arms = pd.concat([found.assign(way=-1.0), found.assign(way=1.0)], ignore_index=True)
    return arms[(arms["at"] + arms["way"] * _TOUCH).between(0, arms["length"])]


def _along(arms: pd.DataFrame, metres: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres along the street to a place so far out on each arm, or to its end."""
    out = arms["at"].to_numpy() + arms["way"].to_numpy() * metres
    return np.clip(out, 0.0, arms["length"].to_numpy())


def _outlines(gates: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> NDArray[np.object_]:
    """The place of each gate; None where its inside is not known."""
    found = np.full(len(gates), None, dtype=object)
    for layer in gates["of_layer"].dropna().unique():
        if layer in layers:
            own = np.flatnonzero(holds(gates, "of_layer", layer))
            places = gpd.GeoDataFrame(layers[layer]).geometry
            found[own] = places.reindex(gates["of"].iloc[own]).to_numpy()
    area = (shapely.get_dimensions(found) == _AREA) & ~shapely.is_empty(found)
    found[~(area & shapely.is_valid(found))] = None
    return found


def _taken(
    arms: pd.DataFrame, inside: NDArray[np.bool_], known: NDArray[np.bool_], width: float
) -> NDArray[np.bool_]:
    """
    Whether its gate takes each arm.

    Where a way goes through, the arms of the side with fewer of them, or of both; for a gate
    that no way goes through, what is nearest, unless it is known to run past outside.
    """
    spot, gate, metres = (arms[name].to_numpy() for name in ("spot", "gate", "metres"))
    count = int(spot.max(initial=-1)) + 1
    within, without = (np.bincount(spot[side], minlength=count)[spot] for side in (inside, ~inside))
    through = (within > 0) & (without > 0)
    fewer = np.where(inside, within <= without, without <= within)
    ends = known & (within + without == 1)
    past = known & ~ends & (within == 0)
    nearest = arms.groupby("gate")["metres"].transform("min").to_numpy() + _TOUCH
    lone = metres <= np.minimum(np.where(ends, width, ON), nearest)
    return np.where(through, fewer, lone & ~past & ~np.isin(gate, gate[through]))


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
