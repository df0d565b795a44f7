"""Places that no street comes near."""

import numpy as np
import shapely

from .. import kinds
from ..findings import WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_PLACES = ("communities", "facilities", "parks")


def far(layers: Layers) -> list[Finding]:
    """
    Places farther from every street than the row `street_distance`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> roads = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (90, 0)])], crs=4549)
    >>> parks = gpd.GeoDataFrame(geometry=[shapely.box(0, 300, 9, 309)], index=["P1"], crs=4549)
    >>> far({"streets": roads, "parks": parks})[0]["value"]
    '1 行：P1 300 米'
    """
    lines = frames.shapes(layers.get("streets"))
    if not len(lines):
        return []
    tree = shapely.STRtree(lines)
    notes: list[Finding] = []
    for layer in _PLACES:
        frame = layers.get(layer)
        geometry = frames.shapes(frame)
        known = np.flatnonzero(~shapely.is_missing(geometry))
        if frame is None or not len(known):
            continue
        near, metres = tree.query_nearest(geometry[known], return_distance=True, all_matches=False)
        near_enough = metres <= limit(
            "elsewhere_distance"
        )  # else the layer is told to lie elsewhere
        away = np.flatnonzero((metres > limit("street_distance")) & near_enough)
        away = away[np.argsort(-metres[away], kind="stable")]
        own = frames.ids(frame.iloc[known[near[0][away]]])
        words = [f"{much:.0f} 米" for much in metres[away]]
        found = entries.each(own, range(len(own)), words.__getitem__)
        notes += entries.gathered(
            WARNING,
            layer,
            f"{kinds.schema(layer).zh}离步行道路过远",
            found,
            remedy=f"步行结果到不了那里；请补齐附近道路，或核对坐标。{said('street_distance')}。",
        )
    return notes
