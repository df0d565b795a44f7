"""Rules of matching money: the grant of the city a household, and a district grant not below it."""

from typing import NamedTuple

import pandas as pd

from .. import money
from . import money_checks, sources
from .conditions import OPEN
from .entries import GRANT, LEAST, MOST, Books
from .finance_rules import Overrides, rule
from .money_checks import FAIL, NOT_APPLICABLE, PASS, PENDING
from .unit_costs import members, others

CITY, COUNTY, JOINT = "match.city", "match.county", "match.joint"
_UNIT = "yuan/household"
_JOINT_ZH = "市、区两级每户配套合计"
NO_AMOUNT = "涉及小区的户数未知，或有配套金额未知"


class _Held(NamedTuple):
    """Yuan a household from city and district, between bounds; NA not known."""

    city: tuple[float, float]
    county: tuple[float, float]
    joint: tuple[float, float]
    split: bool


def matching(books: Books, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    Whether city and district give each household what the rule asks, the district no less.

    Money that the ledger does not part between city and district may be either's: it bounds both,
    and is judged with certainty only jointly. Open conditions count at their best only.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.
    overrides
        As for :func:`pianqu.analysis.standards.load`; rows `match.city`, `match.county`.

    Returns
    -------
    DataFrame
        One row a project with communities and check (`match.city`, `match.county`, `match.joint`):
        `project`, `check`, `zh`, `status` (pass, fail, pending, not_applicable), `status_zh`,
        `measured_least`, `measured_most`, `limit`, `unit`, `text`, `standard`, `clause`,
        `certainty`. The rule is another city's: a benchmark, not a duty.

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "grant", "item": "补助", "payer": "local_match",
    ...     "payer_detail": ["市级", "区级"], "amount": [60_000.0, 50_000.0]})
    >>> made = books(pd.DataFrame({"communities": "C1"}, index=["J1"]), ledger,
    ...     communities=pd.DataFrame({"households": [10]}, index=["C1"]), as_of="2024-06-30")
    >>> matching(made).set_index("check")["status"].to_dict()
    {'match.city': 'pass', 'match.county': 'fail', 'match.joint': 'fail'}
    """
    asked, ratio = rule(CITY, overrides=overrides), rule(COUNTY, overrides=overrides)
    homes, beside = _households(books), others(members(books.projects))
    parts = _parts(books)
    rows: list[dict[str, object]] = []
    for project, households in homes.items():
        held = _held(parts, project, households)
        other = "" if project in parts else beside.get(project, "")
        if held is None or other:
            sources_of = ((CITY, asked), (COUNTY, ratio), (JOINT, asked))
            rows += [_none(project, check, source, beside=other) for check, source in sources_of]
        else:
            rows += _judged(project, held, asked, ratio)
    return money_checks.table(rows)


def _households(books: Books) -> dict[str, int | None]:
    """Households of each project that has communities; None where one's are not known."""
    held = pd.DataFrame(books.communities).reindex(columns=["households"])["households"]
    within = members(books.projects)
    counts = within["community"].map(held.astype("Float64").to_dict()).astype("Float64")
    return {
        str(project): None if own.isna().any() or own.sum() <= 0 else int(own.sum())
        for project, own in counts.groupby(within["project"], sort=False)
    }


def _parts(books: Books) -> dict[str, dict[str, tuple[int, int] | None]]:
    """Fen of each project by city, county and either; None where an amount is not known."""
    rows = books.cash
    rows = rows[rows["kind"].eq(GRANT) & rows["source"].eq("local_match")]
    rows = rows[~sources.named(rows["channel"], sources.AWARD)]
    city, county = (sources.named(rows["channel"], key) for key in ("city", "county"))
    whose = pd.Series("either", index=rows.index).mask(city & ~county, "city")
    whose = whose.mask(county & ~city, "county")
    low = rows[LEAST].where(rows["met"].ne(OPEN).fillna(True), rows[LEAST].clip(upper=0))
    found: dict[str, dict[str, tuple[int, int] | None]] = {}
    table = pd.DataFrame({"project": rows["project"], "whose": whose, LEAST: low, MOST: rows[MOST]})
    for (project, name), own in table.groupby(["project", "whose"]):
        known = not own[[LEAST, MOST]].isna().any(axis=None)
        sums = (int(own[LEAST].sum()), int(own[MOST].sum())) if known else None
        found.setdefault(str(project), {})[str(name)] = sums
    return found


def _held(
    parts: dict[str, dict[str, tuple[int, int] | None]], project: str, households: int | None
) -> _Held | None:
    own = parts.get(project, {})
    if households is None or None in own.values():
        return None
    each = {
        name: tuple(fen / money.FEN / households for fen in own.get(name) or (0, 0))
        for name in ("city", "county", "either")
    }
    (city, up), (county, high), (low, either) = each["city"], each["county"], each["either"]
    return _Held(
        (city, up + either),
        (county, high + either),
        (city + county + low, up + high + either),
        split=either == 0,
    )


def _judged(project: str, held: _Held, asked: pd.Series, ratio: pd.Series) -> list[dict]:
    city, county = float(asked["value"]), float(asked["value"]) * float(ratio["value"])
    rows = [
        (CITY, held.city, city, asked),
        (COUNTY, held.county, county, ratio),
        (JOINT, held.joint, city + county, asked),
    ]
    note = "" if held.split else "；资金表未分列市、区，未分列的可能全归其一"
    return [
        _row(
            (project, check, _against(measured, bound)),
            source,
            measured=measured,
            limit=bound,
            text=f"{_span(measured)}，应不低于 {bound:,.0f} 元{note}",
        )
        for check, measured, bound, source in rows
    ]


def _against(measured: tuple[float, float], limit: float) -> str:
    if measured[0] >= limit:
        return PASS
    return FAIL if measured[1] < limit else PENDING


def _none(project: str, check: str, source: pd.Series, *, beside: str) -> dict[str, object]:
    """A check without an answer: what is missing, or the project of the same community that has it."""
    words = f"本项目没有本级配套{beside}，由该项目判断" if beside else NO_AMOUNT
    status = NOT_APPLICABLE if beside else PENDING
    return _row((project, check, status), source, text=words)


def _row(
    head: tuple[str, str, str],
    source: pd.Series,
    *,
    text: str,
    measured: tuple[float | None, float | None] = (None, None),
    limit: float | None = None,
) -> dict[str, object]:
    zh = _JOINT_ZH if head[1] == JOINT else str(source["zh"])
    named = (str(source["standard"]), str(source["clause"]), str(source["status"]))
    return money_checks.row(
        head, zh=zh, text=text, source=named, measured=measured, limit=limit, unit=_UNIT
    )


def _span(measured: tuple[float, float]) -> str:
    low, high = (f"{each:,.0f}" for each in measured)
    return f"每户 {low} 元" if low == high else f"每户 {low}～{high} 元"
