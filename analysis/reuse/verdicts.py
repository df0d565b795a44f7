"""The verdict on each use of each plot, from its checks: can, cannot, or needs a survey first."""

import numpy as np
import pandas as pd

from .. import standards
from .use_tables import CANNOT, PLACE, PLOT, PREMISES, SURVEY, WARN

CAN, NEEDS_SURVEY = "can", "needs_survey"
NO_RULE = "没有判断规则，须逐案判断"
LAND, FLOOR = "land", "floor"
REUSE_COLUMNS = [
    *("plot", "use", "zh", "facility_kind", "renewal_item", "fits", "reasons", "surveys"),
    *("warnings", "least_margin", "margin_rule", "capacity", "capacity_unit", "area_needed"),
    *("area_base", "certainty"),
]
_BASES = {PLOT: LAND, PREMISES: FLOOR}


def verdicts(
    checks: pd.DataFrame,
    uses: pd.DataFrame,
    needed: pd.Series,
    capacity: pd.Series,
    place: pd.Series,
    *,
    ruled: pd.MultiIndex,
) -> pd.DataFrame:
    """
    One verdict a plot and use.

    Parameters
    ----------
    checks
        As the checks of :func:`pianqu.analysis.reuse.fits.fits`.
    uses
        As from :func:`pianqu.analysis.reuse.uses.uses`.
    needed
        Square metres by use and place.
    capacity
        By plot and use, in the unit of the use; those not known are not in it.
    place
        ``plot`` or ``premises`` by plot.
    ruled
        Uses and places with a rule that can say no; of the others none is taken for able.

    Returns
    -------
    DataFrame
        As the verdicts of :func:`pianqu.analysis.reuse.fits.fits`; plots in the order of `place`,
        uses in the order of the table.

    Examples
    --------
    >>> from pianqu.analysis.reuse import fits
    >>> plots = pd.DataFrame({"of_layer": ["premises"], "floor_area": [900.0]}, index=["R11"])
    >>> found = fits.fits(plots, uses=["pocket_park", "elder_daycare"]).reuse
    >>> found[["use", "fits", "capacity", "area_needed"]].values.tolist()
    [['pocket_park', 'cannot', nan, nan], ['elder_daycare', 'needs_survey', 4500.0, 350.0]]
    """
    keys = pd.MultiIndex.from_product([place.index, uses.index], names=["plot", "use"])
    found = pd.DataFrame(index=keys)
    hard, soft = checks["effect"].eq(CANNOT), checks["effect"].eq(SURVEY)
    fail, unknown = checks["status"].eq("fail"), checks["status"].eq("unknown")
    refused, open_ = hard & fail, (hard & unknown) | (soft & (fail | unknown))
    found["reasons"] = _joined(checks[refused], keys)
    where = place.reindex(keys.get_level_values("plot")).to_numpy()
    asked = pd.MultiIndex.from_arrays([keys.get_level_values("use"), where])
    surveys = _joined(checks[open_], keys)
    bare = ~asked.isin(ruled) & found["reasons"].eq("")
    told = np.where(surveys.eq(""), NO_RULE, NO_RULE + "；" + surveys)
    found["surveys"] = surveys.mask(bare, pd.Series(told, index=keys, dtype="string"))
    found["warnings"] = _joined(checks[checks["effect"].eq(WARN) & fail], keys)
    causes = [found["reasons"] != "", found["surveys"] != ""]
    found["fits"] = np.select(causes, [CANNOT, NEEDS_SURVEY], CAN)
    found = found.join(_margins(checks[hard | soft], keys))
    found["capacity"] = capacity.reindex(keys).where(found["fits"] != CANNOT)
    found["area_needed"] = needed.reindex(asked).to_numpy(dtype=float)
    found["area_base"] = pd.Series(where).map(_BASES).to_numpy()
    found["certainty"] = _certainty(checks, refused, hard | soft, found["fits"])
    described = uses[["zh", "facility_kind", "renewal_item", "capacity_unit"]]
    described = described.replace("", pd.NA).astype("string")
    return found.join(described, on="use").reset_index()[REUSE_COLUMNS]


def _joined(checks: pd.DataFrame, keys: pd.MultiIndex) -> pd.Series:
    texts = checks.groupby(["plot", "use"], sort=False)["text"].agg("；".join)
    return texts.reindex(keys).fillna("").astype("string")


def _margins(checks: pd.DataFrame, keys: pd.MultiIndex) -> pd.DataFrame:
    """The margin that is least against its limit, and its rule; NA where nothing was measured."""
    said = checks[checks["margin"].notna() & checks["status"].isin(["pass", "fail"])]
    said = said.assign(least_margin=said["margin"] / said["limit"])
    said = said.sort_values("least_margin", kind="stable").drop_duplicates(["plot", "use"])
    found = said.set_index(["plot", "use"])[["least_margin", "rule"]].reindex(keys)
    found = found.rename(columns={"rule": "margin_rule"})
    return found.astype({"least_margin": float, "margin_rule": "string"})


def _certainty(
    checks: pd.DataFrame, refused: pd.Series, counted: pd.Series, fits: pd.Series
) -> pd.Series:
    """The surest of the rules that refuse; else the least sure of those that had to hold."""
    ranks = {word: rank for rank, word in enumerate(standards.STATUS)}
    rank = checks["certainty"].map(ranks)
    held = counted & checks["status"].ne("not_applicable") & checks["rule"].ne(PLACE)
    by = [checks["plot"], checks["use"]]
    weak = rank.where(held).groupby(by, sort=False).max().reindex(fits.index)
    sure = rank.where(refused).groupby(by, sort=False).min().reindex(fits.index)
    found = sure.where(fits == CANNOT, weak)
    return found.map(dict(enumerate(ranks))).astype("string")
