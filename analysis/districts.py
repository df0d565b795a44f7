"""Sub-districts 街道: in which of them a place lies."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

_TIER = "subdistrict"


def subdistricts(places: gpd.GeoSeries, layer: gpd.GeoDataFrame | None) -> pd.Series:
    """
    The sub-district that each place has its middle in; NA where none is known.

    Parameters
    ----------
    places
        Points or areas indexed by id, metric CRS.
    layer
        The layer `districts`; None where there is none.

    Returns
    -------
    Series
        Names; the index of `places`.

    Examples
    --------
    >>> north = gpd.GeoDataFrame({"name": ["N"], "kind": ["subdistrict"]},
    ...     geometry=[shapely.box(0, 0, 9, 9)])
    >>> subdistricts(gpd.GeoSeries(shapely.points([[1, 1], [20, 1]])), north).tolist()
    ['N', <NA>]
    """
    found = pd.Series(pd.NA, places.index, dtype="string")
    if layer is None or not len(places):
        return found
    own = layer[layer["kind"].eq(_TIER).fillna(value=False)].sort_index()
    points = np.asarray(shapely.point_on_surface(places.to_numpy()))
    at, which = shapely.STRtree(own.geometry.to_numpy()).query(points, predicate="intersects")
    met = pd.Series(which).groupby(at).min()
    found.iloc[met.index.to_numpy(dtype=int)] = own["name"].astype("string").to_numpy()[met]
    return found
