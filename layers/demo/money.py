"""Money of the district: what the works cost, who pays, and the projects they belong to."""

import pandas as pd

from . import ground
from .houses import boundaries
from .land import premises

UNIT = 10_000  # the table of budgets is in 万元
_COSTS = {
    "basic": ("水电气路与雨污分流", "2024-06-30"),
    "improve": ("停车、照明、适老化与加装设施", "2024-09-30"),
    "upgrade": ("养老托育与社区服务用房", "2024-12-31"),
}
_SOURCES = {  # channel, day due, day arrived
    "upper_grant": ("中央和省级补助", "2024-03-31", "2024-04-18"),
    "local_match": ("市、区配套资金", "2024-06-30", ""),
    "bank": ("改造专项贷款", "2024-06-30", ""),
    "private": ("社会资本投入", "2024-09-30", ""),
    "residents": ("居民出资与维修资金", "2024-09-30", ""),
    "enterprise": ("专营企业与原产权单位出资", "2024-09-30", ""),
}


def ledger() -> pd.DataFrame:
    """
    Costs and sources of money.

    Returns
    -------
    DataFrame
        Fields of the layer, yuan; ``M-PROJECT-WORD``. The retrofit of the 14 communities costs
        75.6 million yuan. Amounts do not depend on the seed.

    Examples
    --------
    >>> rows = ledger()
    >>> costs = rows[(rows["kind"] == "cost") & rows.index.str.match("M-J(0.|1[0-4])-(basic|i|u)")]
    >>> float(costs["amount"].sum())
    75600000.0
    """
    budgets = ground.records(ground.table("budgets"))
    rows = [row for budget in budgets for row in (*_costs(budget), *_sources(budget))]
    special = ground.table("ledger")
    for column in ("amount", "amount_least", "amount_most"):
        special[column] = pd.to_numeric(special[column])
    return pd.concat([pd.DataFrame(rows).set_index("id"), special])


def projects(houses: pd.DataFrame, stairwells: pd.DataFrame) -> pd.DataFrame:
    """
    Renewal projects: one a community, the reuse of the plant, and the lifts.

    Parameters
    ----------
    houses, stairwells
        As from :mod:`houses`.

    Returns
    -------
    DataFrame
        Fields of the layer, ``cost`` in yuan as in the ledger (blank where part of it is
        unresolved) and ``geometry`` (points on the plan); ``J01`` ...

    Examples
    --------
    >>> from .houses import footprints, stairwells
    >>> houses = footprints(7)
    >>> float(projects(houses, stairwells(houses)).loc["J01", "cost"])
    13020000.0
    """
    table, books = ground.table("projects"), ledger()
    costs = books[books["kind"] == "cost"].groupby("project")["amount"]
    places = pd.concat([boundaries(), premises(houses, stairwells)["geometry"]])
    return table.drop(columns="at").assign(
        cost=costs.apply(lambda each: each.sum(skipna=False)).reindex(table.index),
        geometry=[places[each].representative_point() for each in table["at"]],
    )


def _costs(budget: dict[str, str]) -> list[dict]:
    return [
        {
            **_row(budget, f"{word}"),
            "kind": "cost",
            "item": item,
            "content_class": word,
            "payer": "",
            "payer_detail": "",
            "due": due,
            "arrived": "",
        }
        for word, (item, due) in _COSTS.items()
    ]


def _sources(budget: dict[str, str]) -> list[dict]:
    return [
        {
            **_row(budget, word),
            "kind": "grant",
            "item": "老旧小区改造资金",
            "content_class": "",
            "payer": word,
            "payer_detail": channel,
            "due": due,
            "arrived": arrived if budget["community"] in ("C01", "C08", "C10", "C11") else "",
        }
        for word, (channel, due, arrived) in _SOURCES.items()
        if int(budget[word])
    ]


def _row(budget: dict[str, str], word: str) -> dict:
    return {
        "id": f"M-{budget['project']}-{word}",
        "project": budget["project"],
        "community": budget["community"],
        "amount": float(budget[word]) * UNIT,
        "in_kind": "否",
    }
