"""Whether a ratio is plausible: against the band of its measure, low, high, or not to be said."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from .. import standards
from .finance_rules import BANDS, LEAST, MOST, Overrides, band_faults

PLAUSIBLE, LOW, HIGH, UNKNOWN = "plausible", "low", "high", "unknown"
WORDS = {PLAUSIBLE: "合理", LOW: "偏低", HIGH: "偏高", UNKNOWN: "无从判断"}
NO_BAND, NO_VALUE, ACROSS = "没有该情形的参考区间", "分子或分母未知", "金额未定，区间跨越参考界限"
_CERTAINTY = "bounds_status"
_UNITS = {
    "yuan/m2": "元/㎡",
    "yuan/household": "元/户",
    "m2/household": "㎡/户",
    "household/building": "户/栋",
    "m2/park": "㎡/个",
    "person/household": "人/户",
}


def judged(ratios: pd.DataFrame, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    Each ratio against its band.

    Parameters
    ----------
    ratios
        `measure`, `mode` (of renewal; NA or blank where it does not matter), `value_least`,
        `value_most` (in the unit of the band; NA not known).
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `cost_bands`.

    Returns
    -------
    DataFrame
        The index of `ratios`: `zh`, `unit`, `band_least`, `band_most`, `usual` (the value that the
        band is about), `verdict` (plausible, low, high, unknown), `verdict_zh`, `reason`,
        `standard`, `clause`, `certainty` (of the bounds).

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> ratios = pd.DataFrame({"measure": ["per_m2", "m2_per_household"], "mode": ["retrofit", None],
    ...     "value_least": [272.0, 178.7], "value_most": [272.0, 178.7]})
    >>> judged(ratios)["verdict"].tolist()
    ['plausible', 'high']
    """
    table = standards.load(BANDS, overrides=overrides, check=band_faults).reset_index()
    keys = ratios[["measure"]].assign(mode=ratios["mode"].astype("string").fillna(""))
    common = set(table.loc[table["mode"].eq(""), "measure"])
    keys["mode"] = keys["mode"].where(~keys["measure"].isin(common), "")
    bands = keys.merge(table, on=["measure", "mode"], how="left").set_axis(ratios.index)
    low, high = (ratios[f"value_{end}"].astype("Float64") for end in (LEAST, MOST))
    least, most = (bands[end].astype("Float64") for end in (LEAST, MOST))
    inside = low.ge(least).fillna(False) & high.le(most).fillna(False)
    below, above = high.lt(least).fillna(False), low.gt(most).fillna(False)
    verdict = pd.Series(UNKNOWN, index=ratios.index, dtype="string")
    verdict = verdict.mask(inside, PLAUSIBLE).mask(below, LOW).mask(above, HIGH)
    found = {
        **{name: bands[name].astype("string") for name in ("zh", "unit")},
        "band_least": least,
        "band_most": most,
        "usual": bands["value"].astype("Float64"),
        "verdict": verdict,
        "verdict_zh": verdict.map(WORDS).astype("string"),
        "reason": _reasons(verdict, bands, low.isna() | high.isna()),
        **{name: bands[name].astype("string") for name in ("standard", "clause")},
        "certainty": bands[_CERTAINTY].astype("string"),
    }
    return pd.DataFrame(found)


def quotients(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """
    Numerator over denominator; NA where either is not known or the denominator is not above 0.

    Examples
    --------
    >>> quotients(pd.Series([6.0, 1.0]), pd.Series([4.0, 0.0])).tolist()
    [1.5, <NA>]
    """
    below = denominator.astype("Float64")
    return numerator.astype("Float64") / below.where(below.gt(0).fillna(False))


def _reasons(verdict: pd.Series, bands: pd.DataFrame, unknown: pd.Series) -> pd.Series:
    said: Sequence[str] = [
        _reason(word, band_key, least, most, unit, lost)
        for word, band_key, least, most, unit, lost in zip(
            verdict, bands["key"], bands[LEAST], bands[MOST], bands["unit"], unknown, strict=True
        )
    ]
    return pd.Series(said, index=verdict.index, dtype="string")


def _reason(word: str, key: Any, least: float, most: float, unit: str, lost: bool) -> str:
    if word != UNKNOWN:
        return f"参考区间 {least:g}～{most:g} {_UNITS.get(unit, unit)}"
    if pd.isna(key):
        return NO_BAND
    return NO_VALUE if lost else ACROSS
