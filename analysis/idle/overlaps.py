"""Overlaps: how much of each plot lies on what takes or protects the ground, and on which piece."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis import unions
from .evidence_rows import column

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOISE = 1.0  # m2; lines drawn twice overlap by less
_ROUND = 32  # parts of a quarter circle: within 0.1 % of its area
_COLUMNS = ["object", "share", "objects"]


def overlaps(
    plots: gpd.GeoSeries, objects: gpd.GeoDataFrame, *, own: pd.Series | None = None
) -> pd.DataFrame:
    """
    The share of each plot that lies on objects.

    Parameters
    ----------
    plots
        Points or areas indexed by plot, metric CRS. A point has no area: it lies inside or not.
    objects
        Indexed by id, the same CRS; `land_area` (m2) stands in for what is drawn as a point or line.
    own
        Id by plot of the object that the plot itself is, which is passed over; NA where it is none.

    Returns
    -------
    DataFrame
        The plots that anything lies on, sorted by their place: `object` (the one that most of the
        plot lies on, of equal ones the first), `share` of the area that lies on any of them (0 to
        1; 1 for a point inside; NaN where it holds no more than objects without an area),
        `objects` (how many). What overlaps by no more than ``NOISE`` is left out.

    Examples
    --------
    >>> plots = gpd.GeoSeries([shapely.box(0, 0, 10, 10)], index=["P1"])
    >>> two = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 3, 10), shapely.box(2, 0, 4, 10)])
    >>> overlaps(plots, two.set_axis(["A", "B"])).to_dict("list")
    {'object': ['A'], 'share': [0.4], 'objects': [2]}
    """
    if plots.empty or objects.empty:
        return pd.DataFrame(columns=_COLUMNS, index=plots.index[:0])
    pairs = _pairs(plots, objects)
    if own is not None:
        itself = own.reindex(plots.index).astype("string").fillna("").to_numpy(dtype=str)
        ids = objects.index.astype(str).to_numpy(dtype=str)
        pairs = pairs[itself[pairs["plot"]] != ids[pairs["item"]]]
    ordered = pairs.sort_values(["plot", "share", "item"], ascending=[True, False, True])
    best = ordered.drop_duplicates("plot")
    plot, times = np.unique(ordered["plot"].to_numpy(dtype=int), return_counts=True)
    share = best["share"].to_numpy(dtype=float)
    share = np.fmax(share, _together(ordered, plot[times > 1], plots).reindex(plot).to_numpy())
    return pd.DataFrame(
        {
            "object": objects.index.astype("string")[best["item"].to_numpy(dtype=int)],
            "share": np.minimum(share, 1.0),
            "objects": times,
        },
        index=plots.index[plot],
    )


def grown(objects: gpd.GeoDataFrame, metres: "NDArray[np.float64]") -> gpd.GeoDataFrame:
    """
    Objects with the distance to keep from them.

    Parameters
    ----------
    objects
        Any geometries, metric CRS.
    metres
        One distance each; those of 0 stay as they are.

    Returns
    -------
    GeoDataFrame
        The rows of `objects`.

    Examples
    --------
    >>> tree = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)])
    >>> grown(tree, np.array([11.0])).total_bounds.tolist()
    [-11.0, -11.0, 11.0, 11.0]
    """
    shapes = objects.geometry.to_numpy()
    wide = np.flatnonzero(metres > 0)
    found = shapes.copy()
    found[wide] = shapely.buffer(shapes[wide], metres[wide], quad_segs=_ROUND)
    return objects.set_geometry(gpd.GeoSeries(found, index=objects.index, crs=objects.crs))


def distances(
    objects: gpd.GeoDataFrame, *, kept: float, usual: float, published: bool
) -> "NDArray[np.float64]":
    """
    How far each object reaches beyond what is drawn of it.

    Parameters
    ----------
    objects
        `crown_radius` and `buffer` (m), where there are.
    kept
        Distance to keep where none is published.
    usual
        Half-width of what is drawn as a point or a line, or the crown of a tree, where not said.
    published
        Whether `buffer` and `crown_radius` are asked, as of what is protected; otherwise `kept` is
        for points and lines only.

    Returns
    -------
    array
        Metres by row.

    Examples
    --------
    >>> trees = {"crown_radius": [6.0, None], "buffer": [5.0, None]}
    >>> shapes = [shapely.Point(0, 0)] * 2
    >>> found = distances(
    ...     gpd.GeoDataFrame(trees, geometry=shapes), kept=5.0, usual=4.0, published=True
    ... )
    >>> found.tolist()
    [11.0, 9.0]
    """
    thin = shapely.area(objects.geometry.to_numpy()) == 0
    if not published:
        return np.where(thin, kept + usual, 0.0)
    own, crown = (
        column(objects, name, "Float64").to_numpy(float, na_value=np.nan)
        for name in ("buffer", "crown_radius")
    )
    own = np.where(np.isnan(own), kept, own)
    return own + np.where(np.isnan(crown), np.where(thin, usual, 0.0), crown)


def _pairs(plots: gpd.GeoSeries, objects: gpd.GeoDataFrame) -> pd.DataFrame:
    """Each plot with each object on it: `share` and `size` (m2) of what they have in common."""
    land, shapes = plots.to_numpy(), objects.geometry.to_numpy()
    plot, item = shapely.STRtree(shapes).query(land, predicate="intersects")
    whole, flat = shapely.area(land)[plot], shapely.area(shapes)[item] == 0
    cut = shapely.intersection(land[plot], shapes[item])
    size = shapely.area(cut)
    stands = column(objects, "land_area", "Float64").to_numpy(float, na_value=np.nan)[item]
    point = whole == 0
    share = np.where(flat, stands, size) / np.where(point, 1.0, whole)
    share = np.where(point, np.where(flat, np.nan, 1.0), share)
    table = pd.DataFrame({"plot": plot, "item": item, "share": share, "size": size, "cut": cut})
    return table[(size > NOISE) | flat | point]


def _together(pairs: pd.DataFrame, several: "NDArray[np.int64]", plots: gpd.GeoSeries) -> pd.Series:
    """Share of each plot with several objects that lies on any of them."""
    own = pairs[pairs["plot"].isin(several) & pairs["size"].gt(0)]
    cuts = own.groupby("plot")["cut"].agg(lambda all_: unions.united(all_.to_numpy()).area)
    whole = shapely.area(plots.to_numpy())
    return cuts.astype(float) / whole[cuts.index.to_numpy(dtype=int)]
