"""Fire separation between a lift shaft and the buildings around it."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import clearances
from .checks import SLIP, Check, worst
from .sites import AREA, Site

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .lift_rules import Rules
    from .sightlines import View

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]


def separated(
    seen: "View",
    site: Site,
    rules: "Rules",
    houses: pd.DataFrame,
    outlines: "Objects",
) -> dict[str, Check]:
    """
    Fire separation to the buildings opposite, and to those askew that the shaft comes nearer to.

    Parameters
    ----------
    seen
        From :func:`pianqu.analysis.lifts.sightlines.view`.
    site, rules
        The layers and limits: the more of the two buildings are high-rise, the more is asked.
    houses
        From :func:`pianqu.analysis.lifts.sightlines.ahead`, for `outlines`.
    outlines
        Ground of each building.

    Returns
    -------
    dict
        `opposite` and `separation`, one entry a place.

    Examples
    --------
    >>> from . import lift_rules, sightlines
    >>> rules = lift_rules.rules()
    >>> houses = gpd.GeoDataFrame({"height": [18.0, 60.0]}, crs=4549, index=["B1", "B2"],
    ...     geometry=[shapely.box(0, 0, 20, 10), shapely.box(0, 20, 20, 30)])
    >>> foot = pd.DataFrame({"stairwell": "U1", "building": "B1", "x": 10.0, "y": 10.0, "nx": 0.0, "ny": 1.0,
    ...     "width": 2.4, "depth": 3.5}, index=[0])
    >>> seen = sightlines.view(gpd.GeoDataFrame(foot, geometry=[shapely.box(8.8, 10, 11.2, 13.5)]), sight=25)
    >>> outlines = houses.geometry.to_numpy()
    >>> site = Site(houses, pd.Series(pd.NA, houses.index))
    >>> separated(seen, site, rules, sightlines.ahead(seen, outlines), outlines)["opposite"].limit.tolist()
    [12.5]
    """
    ids = site.buildings.index.to_numpy(dtype=object)
    own = site.buildings.index.get_indexer(pd.Index(seen.placed["building"]))
    tall = _tall(site.buildings, rules)
    depth = seen.placed["depth"].to_numpy()
    front = houses[houses["object"].to_numpy() != own[houses["place"]]]
    near = clearances.around(seen, outlines, reach=_farthest(rules))
    near = near[near["object"].to_numpy() != own[near["place"]]]
    near = near.merge(front, on=["place", "object"], how="left", suffixes=("", "_ahead"))
    met = near["object"].to_numpy()
    straight = near["metres_ahead"] - depth[near["place"]] <= near["metres"] + SLIP
    shape = site.buildings.geometry.to_numpy()
    drawn = shapely.get_dimensions(shape) == AREA
    before = shapely.distance(shape[own[near["place"]]], outlines[met])
    near = near[~straight & (near["metres"] < before - SLIP)]
    sides = (("opposite", front, depth), ("separation", near, 0 * depth))
    return {
        key: worst(_asked(pairs, extra, drawn, tall, own, _limits(rules, key)), ids, size=len(own))
        for key, pairs, extra in sides
    }


def _limits(rules: "Rules", check: str) -> "Floats":
    """Metres to keep where none, one and both of the buildings are high-rise."""
    low = rules.limit(check)
    high, both = (rules.settings[name] for name in ("high_spacing", "high_both"))
    return np.maximum.accumulate([low, high, both])


def _farthest(rules: "Rules") -> float:
    return float(max(_limits(rules, key)[-1] for key in ("opposite", "separation")))


def _asked(
    pairs: pd.DataFrame,
    extra: "Floats",
    drawn: "NDArray[np.bool_]",
    tall: "tuple[NDArray[np.int64], NDArray[np.int64]]",
    own: "NDArray[np.int64]",
    limits: "Floats",
) -> pd.DataFrame:
    """Pairs with the metres asked of them: those of both buildings, and what the shaft takes."""
    at, met = pairs["place"].to_numpy(), pairs["object"].to_numpy()
    least, most = (limits[each[met] + each[own[at]]] + extra[at] for each in tall)
    return pairs.assign(
        measured=pairs["metres"], limit=np.where(drawn[met], least, -np.inf), limit_most=most
    )


def _tall(
    buildings: gpd.GeoDataFrame, rules: "Rules"
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """1 for each high-rise building, and for each that is one or may be one."""
    height, storeys = (
        buildings.get(name, pd.Series(pd.NA, buildings.index))
        .astype("Float64")
        .to_numpy(dtype=float, na_value=np.nan)
        for name in ("height", "storeys")
    )
    high = np.where(
        np.isnan(height),
        storeys > rules.settings["high_storeys"],
        height > rules.settings["high_rise"],
    )
    unknown = np.isnan(height) & np.isnan(storeys)
    return high.astype(np.int64), (high | unknown).astype(np.int64)
