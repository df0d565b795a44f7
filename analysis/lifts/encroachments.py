"""What a lift shaft would run into, or leave too little room to: the checks of a place for it."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import clearances, sites, spacing
from .checks import NOT_APPLICABLE, Check, compared, worst
from .sightlines import View, ahead, view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .lift_rules import Rules
    from .sites import Site

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]

AROUND = ("fire_lane", "lane_offset", "tree", "corridor", "heritage", "hazard", "flood")
_AREA = 2  # dimensions


def checks(placed: gpd.GeoDataFrame, site: "Site", rules: "Rules") -> dict[str, Check]:
    """
    The checks of places for a shaft.

    Parameters
    ----------
    placed
        From :func:`pianqu.analysis.lifts.shafts.placements`, in the CRS of the layers.
    site
        The layers around it.
    rules
        Limits, kinds and reaches.

    Returns
    -------
    dict
        Key of the check to the answers, one a row of `placed`. Measured ahead of the wall:
        `overlap`, `own_wing`, `opposite`, `road`, `pedestrian`, `barrier`, `arterial`, `steps` (limit = depth of the shaft and the
        rule's metres); from the shaft: `separation`, `clear_width` and those of protections.

    Examples
    --------
    >>> from . import lift_rules, shafts
    >>> rules = lift_rules.rules()
    >>> houses = gpd.GeoDataFrame({"height": [18.0, 18.0]}, crs=4549, index=["B1", "B2"],
    ...     geometry=[shapely.box(0, 0, 20, 10), shapely.box(0, 17, 20, 27)])
    >>> stair = pd.DataFrame({"building": "B1", "x": 10.0, "y": 10.0, "nx": 0.0, "ny": 1.0,
    ...     "left": 10.0, "right": 10.0, "bay_left": np.nan, "bay_right": np.nan}, index=["U1"])
    >>> placed = shafts.placements(stair, rules.sizes, offsets=[0], crs=4549)
    >>> none = pd.Series(pd.NA, houses.index, dtype="string")
    >>> found = checks(placed, sites.Site(houses, none), rules)["opposite"]
    >>> found.measured.tolist(), found.margin.tolist()
    ([7.0, 7.0], [-2.5, -1.5])
    """
    seen = view(placed, sight=sight(placed, rules))
    bay = compared(placed["bay"].to_numpy(), rules.limit("bay"), most=True)
    bay.status[placed["bay"].isna().to_numpy()] = NOT_APPLICABLE
    found = {
        "wall": compared(placed["wall"].to_numpy(), rules.limit("wall")),
        "bay": bay,
        **_before(seen, site, rules),
        **{key: _kept(seen, site, rules, key) for key in AROUND},
        "red_line": sites.red_line(seen, site, least=rules.limit("red_line")),
    }
    return sites.gated(found, site, rules)


def sight(placed: pd.DataFrame, rules: "Rules") -> float:
    """
    Metres before the wall within which everything that could matter lies.

    Examples
    --------
    >>> from . import lift_rules
    >>> sight(pd.DataFrame({"depth": [3.5]}), lift_rules.rules())
    25.0
    """
    deepest = placed["depth"].max() if len(placed) else 0.0
    beyond = [rules.limit(key) + rules.reach(key) for key in ("road", "steps", "clear_width")]
    beyond += [rules.limit("opposite"), rules.settings["high_both"]]
    return max(rules.settings["sight"], float(deepest) + max(beyond))


def _before(seen: View, site: "Site", rules: "Rules") -> dict[str, Check]:
    """The checks that look straight ahead of the wall."""
    outlines, drawn = _outlines(site.buildings, rules.reach("opposite"))
    houses = ahead(seen, outlines)
    houses["sure"] = drawn[houses["object"].to_numpy()]
    lanes = _lanes(site, rules, "road", untold=True)
    walks = _lanes(site, rules, "pedestrian", untold=False)
    walls, major = (site.of_kind("barriers", rules.kinds(key)) for key in ("barrier", "arterial"))
    roads, malls = (
        ahead(seen, each["area"].to_numpy()).join(
            each[["sure", "wide"]].reset_index(drop=True), on="object"
        )
        for each in (lanes, walks)
    )
    fences = ahead(seen, walls.geometry.to_numpy())
    through = ahead(seen, major.geometry.to_numpy())
    return {
        "overlap": _limited(seen, houses, site.buildings.index, rules, "overlap"),
        "own_wing": _own_wing(seen, site, rules, houses),
        **spacing.separated(seen, site, rules, houses, outlines),
        "road": _limited(seen, roads, lanes.index, rules, "road"),
        "pedestrian": _limited(seen, malls, walks.index, rules, "pedestrian"),
        "barrier": _limited(seen, fences, walls.index, rules, "barrier"),
        "arterial": _limited(seen, through, major.index, rules, "arterial"),
        "steps": _steps(seen, site, rules),
        "clear_width": _clear_width(seen, site, rules, (houses, roads, fences), walls.index),
    }


def _limited(seen: View, pairs: pd.DataFrame, ids: pd.Index, rules: "Rules", check: str) -> Check:
    """Clear depth before the wall against the depth of the shaft and the metres of the rule."""
    limit = seen.placed["depth"].to_numpy()[pairs["place"]] + rules.limit(check)
    sure, wide = (
        pairs[name].to_numpy(dtype=bool) if name in pairs else np.ones(len(pairs), dtype=bool)
        for name in ("sure", "wide")
    )
    pairs = pairs.assign(
        measured=pairs["metres"],
        limit=np.where(sure, limit, -np.inf),
        limit_most=np.where(wide, limit, limit + rules.reach(check)),
    )
    return worst(pairs, ids.to_numpy(dtype=object), size=len(seen.placed))


def _outlines(buildings: gpd.GeoDataFrame, reach: float) -> "tuple[Objects, NDArray[np.bool_]]":
    """Outlines, discs for buildings that are but points, and whether they are drawn."""
    shape = buildings.geometry.to_numpy()
    drawn = shapely.get_dimensions(shape) == _AREA
    return np.where(drawn, shape, shapely.buffer(shape, reach)), drawn


def _lanes(site: "Site", rules: "Rules", check: str, *, untold: bool) -> pd.DataFrame:
    """Ground of the streets a check looks at: area, whether the kind is told, and of known width."""
    if site.streets is None:
        return pd.DataFrame({"area": [], "sure": [], "wide": []}).astype(
            {"area": object, "sure": bool, "wide": bool}
        )
    kind = site.streets["kind"] if "kind" in site.streets else pd.Series(pd.NA, site.streets.index)
    streets = site.streets[kind.isin(rules.kinds(check)) | (kind.isna() & untold)]
    area, known = clearances.ways(streets)
    sure = kind[streets.index].notna().to_numpy()
    return pd.DataFrame({"area": area, "sure": sure, "wide": known}, index=streets.index)


def _own_wing(seen: View, site: "Site", rules: "Rules", houses: pd.DataFrame) -> Check:
    """Room to what of the stair's own building lies ahead of the shaft."""
    own = site.buildings.index.get_indexer(pd.Index(seen.placed["building"]))
    wings = houses[houses["object"].to_numpy() == own[houses["place"]]]
    return _limited(seen, wings, site.buildings.index, rules, "own_wing")


def _steps(seen: View, site: "Site", rules: "Rules") -> Check:
    streets = (
        site.of_kind("streets", rules.kinds("steps")) if site.streets is None else site.streets
    )
    kind = streets.get("kind", pd.Series(pd.NA, streets.index))
    flight = streets.get("stairs", pd.Series(pd.NA, streets.index)).astype("boolean").fillna(False)
    rows = streets[kind.isin(rules.kinds("steps")) | flight.astype(bool)]
    area, wide = clearances.ways(rows)
    pairs = ahead(seen, area)
    pairs["wide"] = wide[pairs["object"].to_numpy()]
    return _limited(seen, pairs, rows.index, rules, "steps")


def _clear_width(
    seen: View,
    site: "Site",
    rules: "Rules",
    met: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    walls: pd.Index,
) -> Check:
    """Room left to whatever stands beyond the nearest carriageway or fire lane."""
    houses, roads, fences = met
    fire = site.of_kind("protections", rules.kinds("clear_width")).geometry.to_numpy()
    lanes = ahead(seen, fire)
    sure, all_ = (
        _nearest(pd.concat([lanes, part]), len(seen.placed))
        for part in (roads[roads["sure"]], roads)
    )
    ids = np.append(site.buildings.index.to_numpy(dtype=object), walls.to_numpy(dtype=object))
    fences = fences.assign(object=fences["object"] + len(site.buildings))
    across = pd.concat([houses[houses["sure"]], fences], ignore_index=True)
    at, metres = across["place"].to_numpy(), across["metres"].to_numpy()
    across = across[metres > all_[at]]
    at, metres = across["place"].to_numpy(), across["metres"].to_numpy()
    limit = rules.limit("clear_width")
    pairs = across.assign(
        measured=metres - seen.placed["depth"].to_numpy()[at],
        limit=np.where(metres > sure[at], limit, -np.inf),
        limit_most=limit,
    )
    found = worst(pairs, ids, size=len(seen.placed))
    found.status[np.isinf(all_)] = NOT_APPLICABLE
    return found


def _nearest(pairs: pd.DataFrame, size: int) -> "Floats":
    least = np.full(size, np.inf)
    np.minimum.at(least, pairs["place"].to_numpy(dtype=np.int64), pairs["metres"].to_numpy())
    return least


def _kept(seen: View, site: "Site", rules: "Rules", check: str) -> Check:
    """Distance from the shaft to protected things against what is to be kept from them."""
    rows = site.of_kind("protections", rules.kinds(check))
    shape = rows.geometry.to_numpy()
    area = shapely.get_dimensions(shape) == _AREA
    buffer, crown = (
        rows.get(name, pd.Series(pd.NA, rows.index))
        .astype("Float64")
        .to_numpy(dtype=float, na_value=np.nan)
        for name in ("buffer", "crown_radius")
    )
    told = str(rules.checks.loc[check, "whole"])
    whole = area & (rows["kind"].isin(told.split("|")).to_numpy() | (told == "yes"))
    known = whole | ~np.isnan(buffer)
    if check == "tree":  # drawn as an area, a tree is its crown
        known &= area | ~np.isnan(crown)
    least = np.nan_to_num(buffer) + rules.limit(check)
    if check == "tree":  # the limit is the least that is kept beyond the crown, in place of less
        least = np.fmax(buffer, rules.limit(check)) + np.nan_to_num(crown)
    most = np.where(known, least, np.maximum(least, rules.reach(check)))
    pairs = clearances.around(seen, shape, reach=np.maximum(most, seen.sight))
    met = pairs["object"].to_numpy()
    pairs = pairs.assign(measured=pairs["metres"], limit=least[met], limit_most=most[met])
    return worst(pairs, rows.index.to_numpy(dtype=object), size=len(seen.placed))
