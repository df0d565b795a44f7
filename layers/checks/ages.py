"""Years and days: data long before the newest, things built after them, ends before beginnings."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .. import findings, kinds
from ..findings import ERROR, WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_DAYS = 365.25  # of a year
_LISTED = 1000  # ids beyond which the column as_of says it better than a list
_DONE = (("communities", "year_built"), ("buildings", "year_built"), ("parks", "year_opened"))
_ORDERED = (("projects", "start", "finish"), ("parcels", "supply_date", "start_due"))


def stale(layers: Layers) -> list[Finding]:
    """
    Layers with rows older than the newest row of all by more than the row `stale_years`.

    A few rows far newer than all others do not age the rest, see :func:`late`.

    Parameters
    ----------
    layers
        Layer to frame; days in `as_of`. No clock is read: the newest day is that of the data.

    Examples
    --------
    >>> day = pd.to_datetime(["2012-05-01", "2024-05-01"]).astype("datetime64[s]")
    >>> stale({"parks": pd.DataFrame({"as_of": day}, index=["P1", "P2"])})[0]["id"]
    'P1'
    """
    days, newest = _days(layers), _newest(layers)
    if newest is None:
        return []
    oldest = newest - pd.Timedelta(days=limit("stale_years") * _DAYS)
    notes: list[Finding] = []
    for layer, column in days.items():
        old = column[column < oldest]
        if not len(old):
            continue
        ids = [str(key) for key in old.index] if len(old) <= _LISTED else []
        notes += findings.finding(
            WARNING,
            layer,
            "数据陈旧",
            value=f"{len(old)} 行（共 {len(column)} 行，{len(old) / len(column):.0%}），"
            f"最早 {old.min().date()}，而最新的数据是 {newest.date()}",
            remedy=f"请核对{kinds.schema(layer).zh}是否仍是现状，各行日期见“数据日期”。"
            f"{said('stale_years')}。",
            ids=ids,
        )
    return notes


def late(layers: Layers) -> list[Finding]:
    """
    The few rows that are newer than all others by more than the row `stale_years`.

    They are at most the row `late_share` of the rows with a day. Most such days are slips (2034 for
    2024); taken for the newest, one of them would make all other data old.

    Examples
    --------
    >>> day = pd.to_datetime(["2024-05-01"] * 99 + ["2034-05-01"]).astype("datetime64[s]")
    >>> late({"parks": pd.DataFrame({"as_of": day}, index=range(100))})[0]["value"]
    '1 行：99 2034-05-01；其余数据最新为 2024-05-01'
    """
    newest = _newest(layers)
    notes: list[Finding] = []
    for layer, column in _days(layers).items():
        rows = np.flatnonzero((column > newest).to_numpy(dtype=bool))
        found = entries.each(frames.ids(layers[layer]), rows, _day_of(column))
        notes += [
            line | {"value": f"{line['value']}；其余数据最新为 {newest.date()}"}
            for line in entries.gathered(
                WARNING,
                layer,
                "数据日期远晚于其余数据",
                found,
                remedy="日期写错的请改正；确无误的，说明其余数据都已陈旧。"
                f"{said('stale_years')}，{said('late_share')}。",
            )
        ]
    return notes


def unbuilt(layers: Layers) -> list[Finding]:
    """
    Things finished in a year after the newest day of the data.

    Examples
    --------
    >>> homes = pd.DataFrame({"year_built": [2031], "as_of": pd.to_datetime(["2024-06-30"])},
    ...     index=["B1"])
    >>> unbuilt({"buildings": homes})[0]["value"]
    '1 行：B1 2031 年'
    """
    newest = _newest(layers)
    notes: list[Finding] = []
    for layer, field in _DONE if newest is not None else ():
        frame = layers.get(layer)
        if frame is None or newest is None:
            continue
        year = frames.numbers(frame, field)
        notes += entries.gathered(
            WARNING,
            layer,
            "建成年份晚于数据日期",
            entries.each(frames.ids(frame), np.flatnonzero(year > newest.year), _year_of(year)),
            remedy=f"最新的数据是 {newest.date()}；尚未建成的请勿计入现状，写错的请改正。",
        )
    return notes


def oldest(layers: Layers) -> list[Finding]:
    """
    Communities with a dwelling older than the community, whose year is that of its oldest one.

    Examples
    --------
    >>> places = pd.DataFrame({"year_built": [1990]}, index=["C1"])
    >>> homes = pd.DataFrame({"community": ["C1"], "year_built": [1981]}, index=["B1"])
    >>> oldest({"communities": places, "buildings": homes})[0]["value"]
    '1 行：C1 登记为 1990 年，而 B1 建于 1981 年'
    """
    places, homes = layers.get("communities"), layers.get("buildings")
    if places is None or homes is None:
        return []
    year, own = frames.numbers(homes, "year_built"), frames.numbers(places, "year_built")
    at = frames.named(homes, "community", places)
    allowed = np.append(own - limit("community_year"), np.nan)[at]
    early = np.flatnonzero(frames.dwellings(homes) & (at >= 0) & (year < allowed))
    first: dict[int, int] = {}
    for row in early[np.argsort(year[early], kind="stable")]:
        first.setdefault(int(at[row]), int(row))
    names = frames.ids(homes)
    found = entries.each(
        frames.ids(places),
        sorted(first),
        lambda place: (
            f"登记为 {own[place]:.0f} 年，而 {names[first[place]]} 建于 {year[first[place]]:.0f} 年"
        ),
    )
    return entries.gathered(
        WARNING,
        "communities",
        "小区建成年份晚于其中的楼栋",
        found,
        remedy=f"影响是否属于老旧小区的判断；请核对最早住宅的建成年份。{said('community_year')}。",
    )


def order(layers: Layers) -> list[Finding]:
    """
    Rows that end before they begin.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-05-01", "2023-05-01"]).astype("datetime64[s]")
    >>> works = pd.DataFrame({"start": days[:1], "finish": days[1:]}, index=["J1"])
    >>> order({"projects": works})[0]["value"]
    '1 行：J1 2024-05-01 晚于 2023-05-01'
    """
    notes: list[Finding] = []
    for layer, early, late in _ORDERED:
        frame = layers.get(layer)
        if frame is None or early not in frame.columns or late not in frame.columns:
            continue
        plan = kinds.schema(layer)
        first, last = pd.to_datetime(frame[early]), pd.to_datetime(frame[late])
        rows = np.flatnonzero((first > last).fillna(False).to_numpy(dtype=bool))
        notes += entries.gathered(
            ERROR,
            layer,
            f"{plan.field(early).zh}晚于{plan.field(late).zh}",
            entries.each(frames.ids(frame), rows, _order_of(first, last)),
            remedy="请改正其中一个日期。",
        )
    return notes


def _year_of(year: Any) -> Callable[[int], str]:
    return lambda row: f"{year[row]:.0f} 年"


def _day_of(days: Any) -> Callable[[int], str]:
    return lambda row: f"{days.iloc[row].date()}"


def _order_of(first: Any, last: Any) -> Callable[[int], str]:
    return lambda row: f"{first.iloc[row].date()} 晚于 {last.iloc[row].date()}"


def _days(layers: Layers) -> dict[str, Any]:
    return {
        layer: pd.to_datetime(frame["as_of"])
        for layer, frame in layers.items()
        if "as_of" in frame.columns and frame["as_of"].notna().any()
    }


def _newest(layers: Layers) -> Any:
    """The newest day but for a few that stand alone; None where there is none."""
    days = _days(layers)
    if not days:
        return None
    every = pd.concat(list(days.values())).dropna().sort_values()
    few = int(limit("late_share") * len(every))
    top = every.iloc[len(every) - few - 1 :]
    alone = np.flatnonzero(np.diff(top) > pd.Timedelta(days=limit("stale_years") * _DAYS))
    return top.iloc[int(alone[0]) if len(alone) else -1]
