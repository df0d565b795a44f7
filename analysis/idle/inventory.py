"""The inventory of idle land: every plot with its evidence, why not, corrections and confidence."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from .. import standards
from . import (
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
from .evidence_rows import joined
from .land_case import LandCase
from .plots import PREMISES
from .residual_plots import Residual

CANDIDATE, SEPARATE, EXCLUDED = "candidate", "separate", "excluded"
SOURCE = "由楼栋、道路、绿地、设施、地块和保护要素图层推算"
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
        and why), and its geometry.
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
    known = _known(case, premises, evidence)
    rest, lacking = _rest(case, known)
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
        communities=case.communities,
        parcels=case.parcels,
        premises=premises,
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


def _rest(case: LandCase, known: gpd.GeoDataFrame) -> tuple[Residual | None, str | None]:
    """What is left over of the frames, beside the plots that are known."""
    lacking = frames.lacking(case.frames, case.buildings, case.streets, within=case.within)
    if lacking is not None:
        return None, lacking
    land = gpd.GeoDataFrame(known[known.geometry.area > 0])
    found = residual_plots.plots(
        case.frames,
        used.used(case.ground, known=land),
        communities=case.communities,
        sizes=case.sizes,
        rules=case.rules,
        source=SOURCE,
        as_of=case.today,
        guessed=case.guessed,
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
    return refusals.refusals(
        right.plots,
        extent=case.extent,
        enclosure=courts.enclosure(right.plots, case.buildings, reach=case.sizes["court_reach"]),
        excluded=right.excluded,
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
    return gpd.GeoDataFrame(said.join(sure).assign(**words), crs=case.epsg)
