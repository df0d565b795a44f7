"""Prospects: what each plot could become, how much it is needed there, and what may share it."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from . import combining, fits, needs, plot_measures, uses
from .plot_measures import Measured, Setting


@dataclass(frozen=True, eq=False)
class Walked:
    """
    Who lives where, how far they walk today, and which plots they could walk to.

    `minutes` has one row a home and one column a kind; `weight` is of each home, its name the
    unit; `pairs` are `building`, `plot`, `minutes`; `limit` is in minutes.
    """

    minutes: pd.DataFrame
    weight: pd.Series
    pairs: pd.DataFrame
    limit: float


@dataclass(frozen=True, eq=False)
class Prospects:
    """
    What plots could become.

    Attributes
    ----------
    measured
        Their measures, rectangles and car parks.
    checks, reuse
        One row a plot, use and rule; one row a plot and use, with what it is needed for.
    sets, apart
        Uses that share a plot, best first; and what keeps uses from each other.
    """

    measured: Measured
    checks: pd.DataFrame
    reuse: pd.DataFrame
    sets: pd.DataFrame
    apart: pd.DataFrame


def prospects(plots: gpd.GeoDataFrame, setting: Setting, walked: Walked | None) -> Prospects:
    """
    What each plot could become.

    Parameters
    ----------
    plots
        Those that could be used: indexed by plot, metric CRS, as from the inventory.
    setting
        What they are measured against.
    walked
        Who would walk to them; None where nobody is known.

    Returns
    -------
    Prospects
        `reuse` has `unmet` (people within the limit of the plot who walk too far to this service
        today), `need_base`, `need_share`, `need_unit` and `need_reason`.
    """
    measured = plot_measures.measured(plots, setting)
    judged = fits.fits(measured.plots, overrides=setting.overrides)
    reuse = judged.reuse.join(_needs(plots, setting, walked, judged.reuse))
    known = reuse.set_index(["plot", "use"])["unmet"]
    combined = combining.combine(
        judged.reuse,
        pairs=uses.pairs(overrides=setting.overrides),
        areas=fits.room(measured.plots),
        needs=None if walked is None else known,
    )
    return Prospects(measured, judged.checks, reuse, combined.sets, combined.refused)


def _needs(
    plots: gpd.GeoDataFrame, setting: Setting, walked: Walked | None, reuse: pd.DataFrame
) -> pd.DataFrame:
    """Unmet need at each plot for each use, in the order of `reuse`."""
    names = {"unmet": "unmet", "base": "need_base", "share": "need_share"}
    words = {"unit": "need_unit", "reason": "need_reason"}
    if walked is None:
        empty = pd.DataFrame(index=reuse.index, columns=[*names.values(), *words.values()])
        return empty.astype(dict.fromkeys(names.values(), float))
    found = needs.need(
        uses.uses(overrides=setting.overrides),
        walked.minutes,
        pairs=walked.pairs,
        weight=walked.weight,
        limits=walked.limit,
        plots=plots.index,
    )
    keyed = found.set_index(["plot", "use"]).rename(columns=names | words)
    wanted = pd.MultiIndex.from_frame(reuse[["plot", "use"]])
    return keyed.reindex(wanted)[[*names.values(), *words.values()]].set_axis(reuse.index)
