"""Plots: the parcels and premises that evidence speaks for, each with its kind and community."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis import unions
from . import kinds as idle_kinds
from .evidence_rows import column, supported
from .evidence_rules import FOR, Rules

PARCELS, PREMISES = "parcels", "premises"
_TEXT = ("name", "kind", "of_layer", "of", "community", "owner_class", "owner")
COLUMNS = (*_TEXT, "area", "legal_idle", "geometry")


def apart(layer: gpd.GeoDataFrame, *, taken: Collection[object], name: str) -> gpd.GeoDataFrame:
    """
    A layer whose ids are those of no plot yet.

    Parameters
    ----------
    layer
        Indexed by id.
    taken
        Ids in use.
    name
        Put before an id that is taken.

    Returns
    -------
    GeoDataFrame
        The layer with its ids as text, and a column `of`: its own id.

    Examples
    --------
    >>> rooms = gpd.GeoDataFrame({"name": ["甲", "乙"]}, index=["1", "R2"])
    >>> apart(rooms, taken=["1"], name="premises").index.tolist()
    ['premises/1', 'R2']
    """
    own = layer.index.astype(str)
    used = {str(item) for item in taken}
    kept = used | set(own)
    ids = list(own)
    for at, item in enumerate(own):
        if item in used:
            ids[at] = free(f"{name}/{item}", taken=kept, name=name)
            kept.add(ids[at])
    return layer.assign(of=own).set_axis(pd.Index(ids, name=layer.index.name, dtype="str"))


def free(ident: str, *, taken: Collection[str], name: str) -> str:
    """
    An id that nothing has yet: with `name` before it as often as is needed.

    Examples
    --------
    >>> free("1", taken={"1", "premises/1"}, name="premises")
    'premises/premises/1'
    """
    while ident in taken:
        ident = f"{name}/{ident}"
    return ident


def from_parcels(
    parcels: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    *,
    communities: gpd.GeoDataFrame | None,
    kinds: pd.DataFrame,
    rules: Rules,
) -> gpd.GeoDataFrame:
    """
    The parcels that any evidence speaks for.

    Parameters
    ----------
    parcels
        Polygons indexed by id, metric CRS: `name`, `owner_class`, `owner`, `legal_idle`, where
        there are; `of` where an id had to be changed (see :func:`apart`).
    evidence
        Rows of all kinds; those of other plots are passed over.
    communities
        Areas indexed by id, the same CRS; None where there is no layer.
    kinds
        From :func:`pianqu.analysis.idle.kinds.kinds`: the strongest that is spoken for stands.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    GeoDataFrame
        Indexed by plot, sorted: ``COLUMNS``. `community` is the one that most of the plot lies in,
        NA where it lies in none; `area` in m2; `legal_idle` as the parcels say, never from anything
        else.

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> from .registered import evidence
    >>> from .land_classes import codes
    >>> from .kinds import kinds
    >>> land = gpd.GeoDataFrame(
    ...     {"status": ["vacant", "in_use"]},
    ...     geometry=[shapely.box(0, 0, 4, 5), shapely.box(4, 0, 9, 9)],
    ...     index=["L1", "L2"],
    ... )
    >>> said = evidence(land, codes=codes(), rules=rules())
    >>> found = from_parcels(land, said, communities=None, kinds=kinds(), rules=rules())
    >>> found[["kind", "area"]].to_dict("index")
    {'L1': {'kind': 'vacant_parcel', 'area': 20.0}}
    """
    return _plots(parcels, evidence, PARCELS, communities, kinds, rules)


def from_premises(
    premises: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    *,
    communities: gpd.GeoDataFrame | None,
    kinds: pd.DataFrame,
    rules: Rules,
) -> gpd.GeoDataFrame:
    """
    The premises that any evidence speaks for.

    Parameters
    ----------
    premises
        Points or polygons; otherwise as for :func:`from_parcels`, and so is the rest.
    evidence, communities, kinds, rules
        As for :func:`from_parcels`.

    Returns
    -------
    GeoDataFrame
        As of :func:`from_parcels`. The `area` of a point is NaN, and `legal_idle` is NA: the law
        speaks of land.

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> from .kinds import kinds
    >>> from .vacant_premises import evidence
    >>> room = gpd.GeoDataFrame({"status": ["idle"]}, geometry=[shapely.Point(0, 0)], index=["R1"])
    >>> said = evidence(room, None, rules=rules())
    >>> found = from_premises(room, said, communities=None, kinds=kinds(), rules=rules())
    >>> found[["kind", "area"]].to_dict("index")
    {'R1': {'kind': 'premises', 'area': nan}}
    """
    own = premises.drop(columns="legal_idle", errors="ignore")
    return _plots(own, evidence, PREMISES, communities, kinds, rules)


def community(plots: gpd.GeoSeries, communities: gpd.GeoDataFrame | None) -> pd.Series:
    """
    The community that most of each plot lies in.

    Parameters
    ----------
    plots
        Points or areas, metric CRS.
    communities
        Areas indexed by id, the same CRS; points among them hold nothing.

    Returns
    -------
    Series
        The index of `plots`: an id, NA where the plot lies in none. Of equal shares the first id.

    Examples
    --------
    >>> two = gpd.GeoDataFrame(
    ...     geometry=[shapely.box(0, 0, 6, 9), shapely.box(6, 0, 9, 9)], index=["C1", "C2"]
    ... )
    >>> community(gpd.GeoSeries([shapely.box(5, 0, 9, 9)]), two).tolist()
    ['C2']
    """
    found = pd.Series(pd.NA, index=plots.index, dtype="string", name="community")
    if communities is None or communities.empty or plots.empty:
        return found
    shapes = plots.to_numpy()
    areas = communities.sort_index(kind="stable")
    held = areas.geometry.to_numpy()
    plot, area = shapely.STRtree(held).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[plot], held[area]))
    inside = (shapely.area(shapes[plot]) == 0) & (shapely.area(held[area]) > 0)
    pairs = pd.DataFrame({"plot": plot, "area": area, "share": shared})[(shared > 0) | inside]
    best = pairs.sort_values(["plot", "share", "area"], ascending=[True, False, True])
    best = best.drop_duplicates("plot")
    found.iloc[best["plot"].to_numpy()] = areas.index[best["area"]].astype("string")
    return found


def holders(plots: gpd.GeoDataFrame) -> pd.Series:
    """
    The plot that each plot lies in.

    Parameters
    ----------
    plots
        Plots frame indexed by plot, metric CRS.

    Returns
    -------
    Series
        The index of `plots`: the id of the larger plot that holds most of it (of equal ones the
        first id), NA where none does. A point lies in what covers it.

    Examples
    --------
    >>> both = [shapely.box(0, 0, 9, 9), shapely.box(0, 0, 3, 3), shapely.Point(8, 8)]
    >>> holders(gpd.GeoDataFrame(geometry=both, index=["L1", "L2", "R1"])).tolist()
    [<NA>, 'L1', 'L1']
    """
    found = pd.Series(pd.NA, index=plots.index, dtype="string", name="within")
    shapes, ids = plots.geometry.to_numpy(), plots.index.astype(str).to_numpy()
    area = shapely.area(shapes)
    own, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    larger = (area[other] > area[own]) | ((area[other] == area[own]) & (ids[other] < ids[own]))
    own, other = (each[larger & (area[other] > 0)] for each in (own, other))
    common = shapely.area(shapely.intersection(shapes[own], shapes[other]))
    pairs = pd.DataFrame({"own": own, "other": other, "common": common, "id": ids[other]})
    pairs = pairs[(area[own] == 0) | (common > area[own] / 2)]
    best = pairs.sort_values(["common", "id"], ascending=[False, True]).drop_duplicates("own")
    found.iloc[best["own"].to_numpy()] = best["id"].to_numpy()
    return found


def net_area(plots: gpd.GeoDataFrame, *, first: pd.Series) -> pd.Series:
    """
    The ground of each plot that no plot before it takes: their sum is the area of the union.

    Parameters
    ----------
    plots
        Plots frame indexed by plot, metric CRS.
    first
        Rank by plot: ground that several share counts for the lowest, then the largest, then the
        first id.

    Returns
    -------
    Series
        m2, the index of `plots`; NaN for points.

    Examples
    --------
    >>> both = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9), shapely.box(0, 0, 3, 3)])
    >>> net_area(both, first=pd.Series([0, 0])).tolist()
    [81.0, 0.0]
    >>> net_area(both, first=pd.Series([1, 0])).tolist()
    [72.0, 9.0]
    """
    shapes, ids = plots.geometry.to_numpy(), plots.index.astype(str)
    area = shapely.area(shapes)
    order = pd.DataFrame({"first": first.to_numpy(), "area": -area, "id": ids})
    rank = order.sort_values(["first", "area", "id"]).reset_index()["index"].argsort().to_numpy()
    found = np.where(area > 0, area, np.nan)
    own, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    before = (rank[other] < rank[own]) & (area[own] > 0) & (area[other] > 0)
    for at, these in pd.Series(other[before]).groupby(own[before]):
        taken = unions.united(shapes[these.to_numpy()])
        found[at] = shapely.area(shapely.difference(shapes[at], taken))
    return pd.Series(found, index=plots.index, name="net_area")


def _plots(
    layer: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    of_layer: str,
    communities: gpd.GeoDataFrame | None,
    kinds: pd.DataFrame,
    rules: Rules,
) -> gpd.GeoDataFrame:
    ids = layer.index.astype(str)
    own = layer[ids.isin(supported(evidence))].sort_index(kind="stable")
    own = own.set_axis(pd.Index(own.index.astype(str), name="plot"))
    speaks = evidence[evidence["says"].eq(FOR) & evidence["plot"].isin(own.index)]
    kind = speaks["rule"].map(rules.table["plot_kind"])
    shapes = gpd.GeoSeries(own.geometry.to_numpy(), index=own.index, crs=layer.crs)
    columns = {name: column(own, name) for name in ("name", "owner_class", "owner")}
    table = pd.DataFrame(columns).assign(
        kind=idle_kinds.strongest(kind, of=speaks["plot"], table=kinds),
        of_layer=of_layer,
        of=own.get("of", own.index),
        community=community(shapes, communities),
        area=shapes.area.where(shapes.area > 0),
        legal_idle=column(own, "legal_idle", "boolean"),
    )
    table = table.astype(dict.fromkeys(_TEXT, "string"))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=layer.crs)[list(COLUMNS)]
