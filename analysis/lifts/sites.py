"""The layers around the shafts, and what of them a check lacks."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...layers import kinds
from . import clearances, shafts
from .checks import FAIL, PASS, UNKNOWN, Check, taken, unless_failed, worst
from .sightlines import LIP

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
        absent = self._absent(rules, check)
        if absent and len(absent) == len(rules.kinds(check)):
            names.append("、".join(absent))
        return f"缺少{'、'.join(names)}图层" if names else ""

    def partly(self, rules: "Rules", check: str) -> str:
        """What is said where only some kinds of protections of a check have no row."""
        absent = self._absent(rules, check)
        return f"没有{'、'.join(absent)}数据，未核对" if absent else ""

    def _absent(self, rules: "Rules", check: str) -> list[str]:
        """Kinds of protections that a check asks for and that no row is of."""
        asks = "protections" in str(rules.checks.loc[check, "layer"]).split("|")
        if not asks or self.protections is None:
            return []
        words = {each.code: each.zh for each in kinds.vocabulary("protection_kind")}
        gone = set(rules.kinds(check)) - set(self.protections["kind"].dropna())
        return [words.get(each, each) for each in rules.kinds(check) if each in gone]


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
        fails, whether it is closed or not; one that is not and runs through the house or along the
        wall leaves it open, as there is no land to tell: so does no land at all.

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
    there = np.flatnonzero(~np.isnan(metres))
    own = pd.DataFrame({"place": there, "object": of[there], "measured": metres[there]})
    own = own.assign(limit=least, limit_most=least)
    names = lines.index.to_numpy(dtype=object)
    beside = _beside(seen, site, lines)
    beside = beside[names[beside["object"]] != ids[of[beside["place"]]]]
    beside = beside.assign(object=beside["object"] + len(ids))
    both = pd.concat([own, beside], ignore_index=True)
    found = worst(both, np.concatenate([ids, names]), size=len(placed))
    out = (metres < 0) & (found.status != FAIL)  # by less than coordinates are kept to
    for field, values in (("measured", metres), ("margin", metres - least), ("object", ids[of])):
        getattr(found, field)[out] = values[out]
    found.status[out] = FAIL
    unclear = (found.status == UNKNOWN) & np.isin(found.object.astype(str), names.astype(str))
    found.note[unclear] = [
        f"红线 {name} 未闭合，穿过或贴着楼栋，无法核对红线" for name in found.object[unclear]
    ]
    lost = np.isnan(metres) & (found.status != FAIL)
    _open(found, lost, notes[of])
    said = (found.status == PASS) & (found.object == ids[of])
    found.note[said] = notes[of][said]
    return found


def _open(found: Check, where: "NDArray[np.bool_]", notes: "Objects") -> None:
    """Without land there is no figure to pass by."""
    found.status[where] = UNKNOWN
    found.object[where] = None
    found.note[where] = notes[where]
    for figures in (found.measured, found.limit, found.margin):
        figures[where] = np.nan


def _beside(seen: "View", site: Site, lines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Metres from each shaft to the red lines that cross it, and to those near it that are open."""
    shape, placed = lines.geometry.to_numpy(), seen.placed
    open_ = shapely.is_empty(clearances.enclosed(shape))
    near = clearances.around(seen, _edges(shape), reach=np.where(open_, seen.sight, 0.0))
    met, place = near["object"].to_numpy(), near["place"].to_numpy()
    houses = site.buildings.geometry.to_numpy()
    own = houses[site.buildings.index.get_indexer(pd.Index(placed["building"]))][place]
    foot = shafts.blocks(placed.iloc[place], ahead=LIP, behind=-LIP)
    through = shapely.intersects(shapely.buffer(own, -LIP), shape[met])
    # which side of such a line is the land, nobody says
    cuts = open_[met] & (through | shapely.intersects(foot, shape[met]))
    return near.rename(columns={"metres": "measured"}).assign(
        limit=0.0, limit_most=np.where(cuts, np.inf, 0.0)
    )


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
    >>> from .checks import blank
    >>> empty = gpd.GeoDataFrame(geometry=[], crs=4549)
    >>> site = Site(empty, pd.Series(dtype="string"))
    >>> gated({"tree": blank(1)}, site, lift_rules.rules())["tree"].note.tolist()
    ['缺少保护要素图层']
    """
    return {
        key: unless_failed(_noted(check, site.partly(rules, key)), site.lacks(rules, key))
        for key, check in found.items()
    }


def _noted(check: Check, words: str) -> Check:
    """Said of what passes without more to say."""
    silent = (check.status == PASS) & pd.isna(check.note)
    return replace(check, note=np.where(silent & bool(words), words, check.note))


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
