"""Pace of signing: when the households that are left will have signed, as fast as others did."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import pandas as pd

from ...gis.errors import ChoiceError
from .staging_rules import Rules
from .staging_rules import rules as rules_of

NO_HISTORY = "没有带日期的签约记录，不能推算"
ALL_SIGNED = "已全部签约"
NO_TOTAL = "应签户数未知，不能推算"
_SHOWN = 2  # decimals of days
_LONGEST = 36_500  # days from which on a forecast says nothing


@dataclass(frozen=True)
class Forecast:
    """
    When the last household will have signed.

    Attributes
    ----------
    remaining
        Households that have not; None where the total is not known.
    days, days_least, days_most
        From `as_of`, at the pace so far and between the fastest and the slowest looked at; None
        where nothing can be said.
    date, date_least, date_most
        The days, rounded up, from `as_of`; None without `as_of` or without days.
    pace
        Days a household.
    reason
        What the forecast rests on, or why there is none.
    """

    remaining: int | None
    days: float | None
    days_least: float | None
    days_most: float | None
    date: pd.Timestamp | None
    date_least: pd.Timestamp | None
    date_most: pd.Timestamp | None
    pace: float | None
    reason: str


def forecast(
    signed: int,
    total: int | None,
    *,
    days_each: float | None = None,
    history: pd.DataFrame | None = None,
    as_of: str | pd.Timestamp | None = None,
    rules: Rules | None = None,
) -> Forecast:
    """
    When all will have signed, from a pace that is given or from the days of the signings so far.

    Parameters
    ----------
    signed
        Households that have signed.
    total
        Households that are to sign; None not known.
    days_each
        Days a household; else the pace comes from `history`.
    history
        `date` and `count` (households that signed on it), in any order.
    as_of
        The day from which on is counted; it ends the history.
    rules
        `least_dates` and `recent_days`.

    Returns
    -------
    Forecast
        With a history, `days` is at the mean pace from the first signing to `as_of`; the range is
        between this and the pace of the last `recent_days`. Without signings in those, there is no
        `days_most`. Without any pace there is no forecast, and the reason says why.

    Raises
    ------
    ChoiceError
        A number is negative, more have signed than there are, or `days_each` is not above 0.

    Examples
    --------
    >>> forecast(0, 8, days_each=3).days
    24.0
    >>> found = forecast(0, 8, days_each=3, as_of="2024-06-01")
    >>> found.date.date().isoformat(), found.reason
    ('2024-06-25', '按每户 3 天')
    >>> forecast(2, 8, history=pd.DataFrame({"date": [], "count": []})).reason
    '没有带日期的签约记录，不能推算'
    """
    _require(signed, total, days_each)
    day = None if as_of is None else pd.Timestamp(as_of)
    if total is None:
        return _nothing(None, NO_TOTAL)
    left = total - signed
    if left == 0:
        return _dated(0, (0.0, 0.0, 0.0), day, None, ALL_SIGNED)
    if days_each is not None:
        days = round(float(left * days_each), _SHOWN)
        return _dated(left, (days, days, days), day, days_each, f"按每户 {days_each:g} 天")
    return _from_history(left, history, day, rules or rules_of())


def _from_history(
    left: int, history: pd.DataFrame | None, day: pd.Timestamp | None, rules: Rules
) -> Forecast:
    rows = pd.DataFrame({"date": [], "count": []}) if history is None else history
    rows = rows.assign(date=pd.to_datetime(rows["date"])).dropna(subset=["date", "count"])
    if day is not None:
        rows = rows[rows["date"] <= day]
    rows = rows[rows["count"] > 0]
    if rows.empty:
        return _nothing(left, NO_HISTORY)
    dates = rows["date"].dt.normalize()
    if dates.nunique() < rules.least_dates:
        return _nothing(
            left, f"签约记录只有 {dates.nunique()} 天，不足 {rules.least_dates} 天，不能推算进度"
        )
    end = dates.max() if day is None else day
    elapsed = (end.normalize() - dates.min()).days + 1
    whole = elapsed / float(rows["count"].sum())
    since = end.normalize() - timedelta(days=rules.recent_days)
    lately = float(rows.loc[dates > since, "count"].sum())
    recent = min(rules.recent_days, elapsed) / lately if lately else None
    said = f"{elapsed} 天签约 {int(rows['count'].sum())} 户，平均每户 {whole:.2f} 天"
    said += f"；近 {rules.recent_days:g} 天 {int(lately)} 户"
    paces = sorted({whole, whole if recent is None else recent})
    days = round(left * whole, _SHOWN)
    most = None if recent is None else round(left * paces[-1], _SHOWN)
    return _dated(left, (days, round(left * paces[0], _SHOWN), most), end, whole, said)


def _require(signed: int, total: int | None, days_each: float | None) -> None:
    faults = []
    if signed < 0:
        faults.append(f"已签约户数为 {signed}，应不小于 0；请改正。")
    if total is not None and signed > total:
        faults.append(f"已签约 {signed} 户，多于应签的 {total} 户；请核对户数。")
    if days_each is not None and not days_each > 0:
        faults.append(f"每户天数为 {days_each:g}，应大于 0；请改正。")
    if faults:
        raise ChoiceError(faults)


def _nothing(left: int | None, reason: str) -> Forecast:
    return Forecast(left, None, None, None, None, None, None, None, reason)


def _dated(
    left: int,
    days: tuple[float, float, float | None],
    day: pd.Timestamp | None,
    pace: float | None,
    reason: str,
) -> Forecast:
    mean, least, most = days
    when, early, late = (_after(day, each) for each in days)
    return Forecast(left, mean, least, most, when, early, late, pace, reason)


def _after(day: pd.Timestamp | None, days: float | None) -> pd.Timestamp | None:
    if day is None or days is None or days > _LONGEST:
        return None
    return day.normalize() + timedelta(days=ceil(days))
