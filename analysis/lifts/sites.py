"""The layers around the shafts, and what of them a check lacks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...layers import kinds
from . import clearances
from .checks import UNKNOWN, Check, blank, taken, unless_failed, worse, worst

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .lift_rules import Rules
    from .sightlines import View

    Objects = NDArray[np.object_]

AREA = 2  # dimensions
RED_LINE = "red_line"
BOUNDARY = "以小区边界代替用地红线"
OUTSIDE = "楼栋不在所属小区的边界之内，无法核对红线"
NO_LAND = "没有用地红线，也没有小区边界"


@dataclass(frozen=True)
class Site:
    """
    The layers that a shaft is held against, in one metric CRS; None where there is no such layer.

    `community` is the id of the community of each building.
    """

    buildings: gpd.GeoDataFrame
    community: pd.Series
    communities: gpd.GeoDataFrame | None = None
    streets: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
    protections: gpd.GeoDataFrame | None = None

    def of_kind(self, layer: str, wanted: list[str]) -> gpd.GeoDataFrame:
        """The rows of a layer that are of some kinds; none where there is no such layer."""
        frame = getattr(self, layer)
        if frame is None:
            return gpd.GeoDataFrame({"kind": []}, geometry=[], crs=self.buildings.crs)
        return frame[frame["kind"].isin(wanted)]

    def lacks(self, rules: "Rules", check: str) -> str:
        """What a check lacks, in Chinese: layers, and kinds of protections without any row."""
        wanted = str(rules.checks.loc[check, "layer"]).split("|")
        names = [kinds.schema(each).zh for each in wanted if getattr(self, each, self) is None]
        of = rules.kinds(check)
        kept = "protections" in wanted and self.protections is not None
        if kept and self.of_kind("protections", of).empty:
            words = {each.code: each.zh for each in kinds.vocabulary("protection_kind")}
            names.append("、".join(words.get(each, each) for each in of))
        return f"缺少{'、'.join(names)}图层" if names else ""


def red_line(seen: "View", site: Site, *, least: float) -> Check:
    """
    Whether each shaft stays on its land: inside the red line, else the boundary of the community.

    Parameters
    ----------
    seen
        From :func:`pianqu.analysis.lifts.sightlines.view`.
    site
        The layers.
    least
        Metres to keep from the line.

    Returns
    -------
    Check
        One entry a shaft; `object` is the red line or the community. A red line that is crossed
        fails, whether it is closed or not; without land the answer is unknown.

    Examples
    --------
    >>> from . import shafts, sightlines
    >>> house = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 20, 10)], index=["B1"], crs=4549)
    >>> land = gpd.GeoDataFrame(geometry=[shapely.box(-5, -5, 25, 12)], index=["C1"], crs=4549)
    >>> foot = pd.DataFrame({"stairwell": "U1", "building": "B1", "x": 10.0, "y": 10.0, "nx": 0.0, "ny": 1.0,
    ...     "width": 2.4, "depth": 3.5}, index=[0])
    >>> placed = gpd.GeoDataFrame(foot, geometry=shafts.blocks(foot, ahead=3.5), crs=4549)
    >>> found = red_line(sightlines.view(placed, sight=25), Site(house, pd.Series(["C1"], house.index), land), least=0)
    >>> found.margin.tolist(), found.object.tolist()
    ([-1.5], ['C1'])
    """
    placed, lines = seen.placed, site.of_kind("protections", [RED_LINE])
    land, ids, notes = _land(site, lines)
    of = site.buildings.index.get_indexer(pd.Index(placed["building"]))
    metres = clearances.inside(placed.geometry.to_numpy(), land, of)
    found = blank(len(placed), status=UNKNOWN)
    pairs = pd.DataFrame({"place": np.flatnonzero(~np.isnan(metres))})
    pairs = pairs.assign(object=of[pairs["place"]], limit=least, limit_most=least)
    own = worst(pairs.assign(measured=metres[pairs["place"]]), ids, size=len(placed))
    there = np.isnan(metres)
    own.status[there] = found.status[there]
    own.note[:] = notes[of]
    edges = _edges(lines.geometry.to_numpy())
    crossed = clearances.around(seen, edges, reach=0.0).rename(columns={"metres": "measured"})
    names = lines.index.to_numpy(dtype=object)
    crossed = crossed[names[crossed["object"]] != ids[of[crossed["place"]]]]
    return worse(own, worst(crossed.assign(limit=0.0, limit_most=0.0), names, size=len(placed)))


def gated(found: dict[str, Check], site: Site, rules: "Rules") -> dict[str, Check]:
    """
    Answers that stand on every layer they ask for: others are unknown unless they fail.

    Parameters
    ----------
    found
        Key of the check to its answers.
    site, rules
        The layers, and what each check asks for.

    Returns
    -------
    dict
        As `found`.

    Examples
    --------
    >>> from . import lift_rules
    >>> empty = gpd.GeoDataFrame(geometry=[], crs=4549)
    >>> site = Site(empty, pd.Series(dtype="string"))
    >>> gated({"tree": blank(1)}, site, lift_rules.rules())["tree"].note.tolist()
    ['缺少保护要素图层']
    """
    return {key: unless_failed(check, site.lacks(rules, key)) for key, check in found.items()}


def _edges(outlines: "Objects") -> "Objects":
    edges, area = outlines.copy(), shapely.get_dimensions(outlines) == AREA
    edges[area] = shapely.boundary(outlines[area])
    return edges


def _land(site: Site, lines: gpd.GeoDataFrame) -> "tuple[Objects, Objects, Objects]":
    """Land of each building, the id of the red line or community it is from, and what to say."""
    size = len(site.buildings)
    land, ids, notes = (np.full(size, None, dtype=object) for _ in range(3))
    spots = np.asarray(site.buildings.geometry.representative_point())
    notes[:] = NO_LAND
    if site.communities is not None:
        at = site.communities.index.get_indexer(pd.Index(site.community.astype(object)))
        outline = taken(site.communities.geometry.to_numpy(), at, None)
        drawn = shapely.get_dimensions(outline) == AREA
        holds = drawn & shapely.covers(outline, spots)
        land[holds], notes[drawn & ~holds], notes[holds] = outline[holds], OUTSIDE, BOUNDARY
        ids[holds] = site.community.to_numpy(dtype=object)[holds]
    areas = clearances.enclosed(lines.geometry.to_numpy())
    area, spot = shapely.STRtree(spots).query(areas, predicate="contains")
    order = np.argsort(-shapely.area(areas[area]), kind="stable")  # the smallest is written last
    land[spot[order]], ids[spot[order]] = areas[area[order]], lines.index.to_numpy()[area[order]]
    notes[spot[order]] = None
    return land, ids, notes
