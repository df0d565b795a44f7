"""The streets that can be walked, and by whom: cut at barriers and closed gates, with zones."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..gis.barriers import cut, opened
from ..gis.errors import ChoiceError, LayerError
from . import gates as entering
from .gates import RESIDENTS, holds

EVERYONE = "everyone"
GROUP = "~"  # first sign of the zone of streets for residents outside of every community
_TOUCH = 0.001  # vertices as near are one
_CUTS = ["street", "barrier", "why", "geometry"]


@dataclass(frozen=True, eq=False)
class Ways:
    """
    The streets of a place as they can be walked.

    Attributes
    ----------
    streets
        The layer as given, one row a piece where one was cut (labels repeat), and `zone`: whose
        way it is, text; NA = anyone's.
    walls
        Barriers with the gates that can be passed taken out; None where there are none.
    cuts
        One row a street and barrier: `street`, `barrier`, `why` (``crosses``: cut there;
        ``along``: runs along the barrier and stays whole) and the point.
    gates
        One row a street and gate that changes who passes: `gate`, `street`, `access` (``closed``
        or ``residents``) and `of`, the id of the place.
    shared
        Ids of the streets for residents only that anyone may walk all the same, as they lead to
        several communities; sorted.
    """

    streets: gpd.GeoDataFrame
    walls: NDArray[np.object_] | None
    cuts: gpd.GeoDataFrame
    gates: pd.DataFrame
    shared: pd.Index


def ways(
    layers: Mapping[str, pd.DataFrame],
    *,
    passage: str = RESIDENTS,
    barriers: bool = True,
    step_free: bool = False,
    width: float = 3.0,
) -> Ways:
    """
    The streets of a city that can be walked, and by whom.

    A gate within `width` of a street that leads into its place takes it: closed, half a metre
    on either side; for residents only and of a community, it makes that metre the way of their
    zone (:func:`pianqu.analysis.gates.on_streets`). What only runs past a place stays whole.
    Where the place of a gate has no outline, the nearest street within a metre is taken. A gate
    for residents opens barriers only where it takes a street: else they would be open to all.

    A street for residents only is in the zone of the community that holds its middle. Outside
    of every community, streets for residents that are joined are one group: in the zone of the
    one community whose ways they meet; anyone's where they meet several, as a way has one zone
    (`shared`); else in a zone of their own, ``~1``, ``~2`` and on in the order of their lowest street ids.

    Parameters
    ----------
    layers
        `streets`, and where there are any `entrances`, `barriers`, `communities`, `parks` and
        `facilities`, all in one metric coordinate system and indexed by id.
    passage
        ``residents``: what is for residents only is walked by them only; ``everyone``: by all.
    barriers
        Streets stop at barriers, except at crossings, bridges, tunnels and gates not closed.
    step_free
        Gates known to have steps count as closed.
    width
        Metres from a gate within which a barrier is open and a way that goes through is its.

    Returns
    -------
    Ways

    Raises
    ------
    LayerError
        There is no layer of streets.
    ChoiceError
        `passage` is not known.
    CrsError
        Streets and barriers are not in one metric coordinate system.

    Examples
    --------
    >>> lane = shapely.LineString([(0, -9), (0, 9)])
    >>> streets = gpd.GeoDataFrame({"access": ["public"]}, geometry=[lane], index=["S1"], crs=4549)
    >>> gate = gpd.GeoDataFrame(
    ...     {"of_layer": ["communities"], "of": ["C1"], "access": ["residents"]},
    ...     geometry=[shapely.Point(0, 0)], index=["G1"], crs=4549,
    ... )
    >>> found = ways({"streets": streets, "entrances": gate})
    >>> found.streets["zone"].tolist(), found.streets.length.tolist()
    ([<NA>, 'C1', <NA>], [8.5, 1.0, 8.5])
    >>> ways({"streets": streets, "entrances": gate}, passage="everyone").gates.empty
    True
    """
    if passage not in (RESIDENTS, EVERYONE):
        raise ChoiceError(
            f"通行方式 passage 是 {passage}，应为 {RESIDENTS}（居民专用）或 {EVERYONE}（所有人）；请改正。"
        )
    if "streets" not in layers:
        raise LayerError("缺少步行道路图层，无法确定可步行的道路；请补充 streets 图层。")
    streets = gpd.GeoDataFrame(layers["streets"])
    gates = _gates(layers, passage == RESIDENTS, step_free)
    taken = entering.on_streets(gates, streets, layers, width=width)
    pieces = entering.pieces(streets, taken)
    walls, cuts = None, gpd.GeoDataFrame(columns=_CUTS, geometry="geometry", crs=streets.crs)
    if barriers and "barriers" in layers:
        between = gpd.GeoDataFrame(layers["barriers"])
        passed = _passed(gates, taken)
        pieces, cuts = cut(pieces, between, openings=passed, width=width)
        whole = opened(between, passed, width=width)
        walls = whole[~(whole.isna() | whole.is_empty)].to_numpy()
    shared = streets.index[:0]
    if passage == RESIDENTS:
        pieces = pieces.assign(zone=_zones(pieces, layers))
        shared = pieces.index[_kept(pieces) & pieces["zone"].isna()].unique().sort_values()
    return Ways(pieces, walls, cuts, _listed(taken, streets), shared)


def _gates(
    layers: Mapping[str, pd.DataFrame], residents: bool, step_free: bool
) -> gpd.GeoDataFrame:
    if "entrances" in layers:
        entrances = gpd.GeoDataFrame(layers["entrances"])
    else:
        none = {"of_layer": [], "of": [], "geometry": []}
        entrances = gpd.GeoDataFrame(
            none, geometry="geometry", crs=gpd.GeoDataFrame(layers["streets"]).crs
        )
    return entering.acting(entrances, residents=residents, step_free=step_free)


def _passed(gates: gpd.GeoDataFrame, taken: pd.DataFrame) -> gpd.GeoSeries:
    """Gates that open barriers: anyone's, and those for residents that keep a street for them."""
    keeps = holds(gates, "acts", RESIDENTS) & gates.index.isin(taken["gate"])
    return gpd.GeoSeries(gates.geometry[gates["acts"].isna().to_numpy() | keeps])


def _listed(taken: pd.DataFrame, streets: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = taken.assign(street=streets.index[taken["row"].to_numpy(dtype=np.int64)])
    rows = rows.rename(columns={"acts": "access"})[["gate", "street", "access", "of"]]
    rows = rows.drop_duplicates(["gate", "street"])
    return rows.sort_values(["gate", "street"], ignore_index=True)


def _zones(pieces: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Whose way each piece is."""
    zone = pieces["zone"].astype(object).to_numpy(copy=True)
    shapes = np.asarray(pieces.geometry)
    own = np.flatnonzero(_kept(pieces) & pieces["zone"].isna())
    if "communities" in layers:
        zone[own] = _holding(shapes[own], gpd.GeoDataFrame(layers["communities"]).geometry)
    outside = own[pd.isna(zone[own])]
    zone[outside] = _grouped(shapes, zone, outside, pieces.index)
    return pd.Series(pd.array(zone, dtype="string"), index=pieces.index)


def _kept(pieces: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether each piece is drawn and for residents only."""
    drawn = ~(pieces.geometry.isna() | pieces.geometry.is_empty).to_numpy()
    return holds(pieces, "access", RESIDENTS) & drawn


def _holding(lines: NDArray[np.object_], places: gpd.GeoSeries) -> NDArray[np.object_]:
    """Id of the place that holds the middle of each line, the first by id; None where none does."""
    order = np.argsort(places.index.to_numpy(), kind="stable")
    ids, areas = places.index.to_numpy(dtype=object)[order], np.asarray(places)[order]
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    place, line = shapely.STRtree(middle).query(areas, predicate="contains")
    found = np.full(len(lines), None, dtype=object)
    found[line[::-1]] = ids[place[::-1]]
    return found


def _grouped(
    shapes: NDArray[np.object_],
    zone: NDArray[np.object_],
    rows: NDArray[np.int64],
    streets: pd.Index,
) -> list[str | None]:
    """Zone of each of the rows, from those that they are joined with."""
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    cell = pd.MultiIndex.from_arrays(list(np.rint(xy / _TOUCH).T)).factorize()[0]
    met = pd.DataFrame({"row": row, "cell": cell, "zone": zone[row]})
    group = _joined(met[np.isin(row, rows)], len(shapes))[rows]
    inside = met.dropna(subset="zone")[["cell", "zone"]]
    touching = met[np.isin(row, rows)][["row", "cell"]].merge(inside, on="cell")
    near = touching["zone"].groupby(pd.Series(group, rows).reindex(touching["row"]).to_numpy())
    names: dict[int, str | None] = {
        group: found[0] if len(found) == 1 else None for group, found in near.unique().items()
    }
    alone = pd.Series(streets[rows].astype(str)).groupby(group).min().drop(list(names))
    order = alone.sort_values(kind="stable").index
    names |= {group: f"{GROUP}{number}" for number, group in enumerate(order, 1)}
    return [names[each] for each in group]


def _joined(met: pd.DataFrame, count: int) -> NDArray[np.int64]:
    """Number of the group of each row: rows that share a vertex are in one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = count + int(met["cell"].max() + 1 if len(met) else 0)
    links = np.ones(len(met)), (met["row"].to_numpy(), met["cell"].to_numpy() + count)
    return connected_components(coo_array(links, shape=(size, size)), directed=False)[1][:count]
