"""Park rates against the thresholds of the standards: met, not met, or open, with the margin."""

import numpy as np
import pandas as pd

from ..gis.errors import ChoiceError
from .residential_land import COMMUNITIES, NONE

_FINE = 9  # digits of a rate that is compared with a threshold, so that noise decides nothing
_PERCENT = 100.0
_OPERATORS = (">", ">=")
_JUDGED = ("edition", "place", "rate", "rate_most", "parks_unmeasured", "land_basis")
STAND_IN = "居住用地取自小区范围，不能与标准比较"


def judged(found: pd.DataFrame, thresholds: pd.DataFrame) -> pd.DataFrame:
    """
    Every rate against every threshold that holds for it.

    Parameters
    ----------
    found
        From :func:`pianqu.analysis.park_rate.rates`.
    thresholds
        As there.

    Returns
    -------
    DataFrame
        One row a rate and threshold: `edition`, `place`, `key`, `threshold_zh`, `rate`,
        `operator`, `threshold`, `meets`, `margin`, `reason`, `applies_to`, `threshold_status`, the
        narrowest threshold of a rate first. Where outlines of communities stand in for residential
        land nothing is compared: `meets` and `margin` are NA.

    Raises
    ------
    ChoiceError
        A threshold has another operator than > and >=.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> found = pd.DataFrame({"edition": ["park.2022"], "place": ["general"], "rate": [0.87]})
    >>> found = found.assign(rate_most=found["rate"], parks_unmeasured=0, land_basis="居住用地地块")
    >>> judged(found, standards.load("park_threshold"))["meets"].tolist()
    [True, True, False]
    """
    _require_operators(thresholds)
    named = {"zh": "threshold_zh", "status": "threshold_status"}
    every = thresholds.reset_index().rename(columns=named)
    own = found[[*_JUDGED]].assign(row=np.arange(len(found)))
    pairs = own.merge(every, how="cross", suffixes=("", "_of"))
    blank = {name: pairs[f"{name}_of"].eq("") for name in ("edition", "place")}
    holds = [blank[name] | pairs[name].eq(pairs[f"{name}_of"]) for name in blank]
    width = blank["edition"].astype(int) + blank["place"].astype(int)
    pairs = pairs.assign(width=width)[holds[0] & holds[1]]
    pairs = pairs.sort_values(["row", "width"], kind="stable", ignore_index=True)
    columns = ["edition", "place", "key", "threshold_zh", "rate", "operator", "threshold"]
    more = ["meets", "margin", "reason", "applies_to", "threshold_status"]
    return _decided(pairs)[columns + more]


def _decided(pairs: pd.DataFrame) -> pd.DataFrame:
    least = (pairs["value"] / _PERCENT).astype("Float64")
    margin = (pairs["rate"].astype("Float64") - least).round(_FINE)
    low = _meets(pairs["operator"], margin)
    high = _meets(pairs["operator"], (pairs["rate_most"].astype("Float64") - least).round(_FINE))
    short = low.eq(False).fillna(False)
    stand_in = pairs["land_basis"].eq(COMMUNITIES)
    reasons = {  # the last that holds is said
        "服务半径为区间：按下限不达标，按上限达标": short & high.eq(True).fillna(False),
        "另有公园没有面状图形，覆盖率为下限": short & pairs["parks_unmeasured"].gt(0),
        STAND_IN: stand_in,
        NONE: margin.isna(),
    }
    reason = pd.Series(pd.NA, index=pairs.index, dtype=object)
    for said, holds in reasons.items():
        reason = reason.mask(holds.astype(bool), said)
    meets = low.mask(reason.notna())
    return pairs.assign(threshold=least, margin=margin.mask(stand_in), meets=meets, reason=reason)


def _require_operators(thresholds: pd.DataFrame) -> None:
    odd = thresholds[~thresholds["operator"].isin(_OPERATORS)]
    if len(odd):
        raise ChoiceError(
            [
                f"规则表 park_threshold 的 {key} 行 operator 为“{row['operator']}”，应为"
                f" {' 或 '.join(_OPERATORS)}；请改正该格。"
                for key, row in odd.iterrows()
            ]
        )


def _meets(operator: pd.Series, margin: pd.Series) -> pd.Series:
    above = margin.gt(0).mask(operator.eq(">="), margin.ge(0))
    return above.astype("boolean").mask(margin.isna())
