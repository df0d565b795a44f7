"""The inventory of idle land: every plot with its evidence, why not, corrections and confidence."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from ...layers import kinds
from .. import standards
from . import (
    added_plots,
    confidence,
    corners,
    corrections,
    courts,
    frames,
    open_parcels,
    refusal_rules,
    refusals,
    registered,
    residual_plots,
    signs,
    under_used,
    used,
    vacant_premises,
)
from . import plots as idle_plots
from .correcting import Sites
from .evidence_rows import joined
from .kinds import BUILT
from .land_case import LandCase
from .plots import PREMISES
from .residual_plots import Basis, Residual

CANDIDATE, SEPARATE, EXCLUDED = "candidate", "separate", "excluded"
SHAFTS = "shafts"  # planned here, not a layer
_ORDER = {CANDIDATE: 0, SEPARATE: 1, EXCLUDED: 2}
_JOIN = "；"


@dataclass(frozen=True, eq=False)
class Inventory:
    """
    Idle land of a place.

    Attributes
    ----------
    plots
        One row a plot, indexed by plot: what it is, `status` (candidate; separate: listed by
        itself; excluded), `confidence`, `reasons` (why not), `warnings`, `unknown` (not looked at,
        and why), `within` (the plot that holds most of it), `net_area` (m2 that no other plot
        counts: candidates first, then the larger; NaN for points), and its geometry.
    evidence, refusals
        One row a plot and piece of evidence; one a plot and rule that could refuse it.
    areas
        One row a frame: the sum of its areas.
    corrections
        One row a correction and plot: what it did, who and why.
    lacking
        Why land that is left over was not looked for; None where it was.
    """

    plots: gpd.GeoDataFrame
    evidence: pd.DataFrame
    refusals: pd.DataFrame
    areas: pd.DataFrame
    corrections: pd.DataFrame
    lacking: str | None


def inventory(case: LandCase) -> Inventory:
    """
    Look for idle land, and say of each plot why, and why not.

    Parameters
    ----------
    case
        The layers and rules.

    Returns
    -------
    Inventory
    """
    premises = _rooms(case)
    evidence = joined(_of_parcels(case) + _of_premises(case, premises))
    sites = _sites(case, premises)
    added = added_plots.add(
        _known(case, premises, evidence), evidence, case.corrections, rules=case.rules, sites=sites
    )
    known, evidence = added.plots, added.evidence
    rest, lacking = _rest(case, known, premises)
    every = [known] if rest is None else [known, rest.plots]
    plots = gpd.GeoDataFrame(pd.concat(every), crs=case.epsg)
    said = [evidence] if rest is None else [evidence, rest.evidence]
    said.append(
        corners.evidence(rest.plots, case.streets, rules=case.rules) if rest else joined([])
    )
    said.append(_signs(case, plots))
    right = corrections.apply(
        plots,
        joined(said),
        case.corrections,
        rules=case.rules,
        kinds=case.kinds,
        sites=sites,
        added=added.log,
    )
    why_not = _refusals(case, right, premises)
    return Inventory(
        _judged(case, right, why_not),
        right.evidence,
        why_not,
        pd.DataFrame() if rest is None else rest.areas,
        right.log,
        lacking,
    )


def _rooms(case: LandCase) -> gpd.GeoDataFrame | None:
    if case.premises is None:
        return None
    taken = [] if case.parcels is None else case.parcels.index
    return idle_plots.apart(case.premises, taken=taken, name=PREMISES)


def _sites(case: LandCase, premises: gpd.GeoDataFrame | None) -> Sites:
    edge, beyond = case.edge
    layers = {idle_plots.PARCELS: case.parcels, PREMISES: premises}
    return Sites(case.communities, layers, edge, beyond)


def _of_parcels(case: LandCase) -> list[pd.DataFrame]:
    if case.parcels is None:
        return []
    around = {"codes": case.codes, "rules": case.rules}
    return [
        registered.evidence(case.parcels, **around),
        under_used.evidence(case.parcels, case.buildings, **around),
        open_parcels.evidence(case.parcels, case.buildings, **around),
        corners.evidence(case.parcels, case.streets, rules=case.rules),
    ]


def _of_premises(case: LandCase, premises: gpd.GeoDataFrame | None) -> list[pd.DataFrame]:
    if premises is None:
        return []
    return [vacant_premises.evidence(premises, case.buildings, rules=case.rules)]


def _known(
    case: LandCase, premises: gpd.GeoDataFrame | None, evidence: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Parcels and premises that any evidence speaks for."""
    rest = {"communities": case.communities, "kinds": case.kinds, "rules": case.rules}
    parts = []
    if case.parcels is not None:
        parts.append(idle_plots.from_parcels(case.parcels, evidence, **rest))
    if premises is not None:
        parts.append(idle_plots.from_premises(premises, evidence, **rest))
    if not parts:
        empty = gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=case.epsg)
        parts = [idle_plots.from_parcels(empty, joined([]), **rest)]
    return gpd.GeoDataFrame(pd.concat(parts), crs=case.epsg)


def _rest(
    case: LandCase, known: gpd.GeoDataFrame, premises: gpd.GeoDataFrame | None
) -> tuple[Residual | None, str | None]:
    """What is left over of the frames, beside the plots that are known."""
    lacking = frames.lacking(case.frames, case.buildings, case.streets, within=case.within)
    if lacking is not None:
        return None, lacking
    land = gpd.GeoDataFrame(known[known.geometry.area > 0])
    given = [layer for layer in (known, case.parcels, premises) if layer is not None]
    ids = {str(each) for layer in given for each in layer.index}
    layers = [name for name in case.ground.there if name != SHAFTS]
    found = residual_plots.plots(
        case.frames,
        used.used(case.ground, known=land),
        communities=case.communities,
        sizes=case.sizes,
        rules=case.rules,
        basis=Basis(
            f"由{'、'.join(kinds.schema(name).zh for name in layers)}图层推算",
            case.oldest,
            case.guessed,
            case.ground.there,
        ),
        ids=ids,
    )
    return found, None


def _signs(case: LandCase, plots: gpd.GeoDataFrame) -> pd.DataFrame:
    return signs.evidence(plots, case.rasters, epsg=case.epsg, kinds=case.kinds, rules=case.rules)


def _refusals(
    case: LandCase, right: corrections.Corrected, premises: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    layers = {
        name: getattr(case, name)
        for name in ("parcels", "parks", "facilities", "protections", "barriers", "buildings")
    }
    layers["streets"] = used.carriageways(case.ground)
    layers[SHAFTS] = used.reserved(case.ground)
    return refusals.refusals(
        right.plots,
        extent=case.extent,
        enclosure=courts.enclosure(right.plots, case.buildings, reach=case.sizes["court_reach"]),
        excluded=right.excluded,
        built=case.kinds.index[case.kinds["ground"].eq(BUILT)],
        codes=case.codes,
        setbacks=case.sizes,
        rules=refusal_rules.rules(overrides=case.overrides),
        premises=premises,
        **layers,
    )


def _judged(
    case: LandCase, right: corrections.Corrected, why_not: pd.DataFrame
) -> gpd.GeoDataFrame:
    """The plots with their status, confidence and every sentence for and against."""
    applies = why_not["status"].eq("applies")
    excludes = why_not["effect"].eq("excludes")
    by = {
        "reasons": why_not[applies & excludes],
        "warnings": why_not[applies & ~excludes],
        "unknown": why_not[why_not["status"].eq("unknown")],
    }
    words = {
        name: own.groupby("plot", sort=False)["text"].agg(_JOIN.join).reindex(right.plots.index)
        for name, own in by.items()
    }
    apart = why_not.loc[applies & why_not["effect"].eq("separate"), "plot"]
    status = pd.Series(CANDIDATE, index=right.plots.index, dtype="string")
    status = status.mask(status.index.isin(apart), SEPARATE)
    status = status.mask(words["reasons"].notna(), EXCLUDED)
    table = standards.load(confidence.TABLE, overrides=case.overrides, check=confidence.faults)
    sure = confidence.confidence(
        right.plots, right.evidence, why_not, today=case.today, table=table
    )
    said = right.plots.assign(kind_zh=right.plots["kind"].map(case.kinds["zh"]), status=status)
    said = said.join(sure).assign(
        **words,
        within=idle_plots.holders(right.plots),
        net_area=idle_plots.net_area(right.plots, first=status.map(_ORDER)),
    )
    return gpd.GeoDataFrame(said, crs=case.epsg)
