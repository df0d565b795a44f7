"""Small ledgers for tests of money: one row a dict, blank where nothing is said."""

import pandas as pd

from pianqu.analysis.finance import entries

AS_OF = "2024-06-30"
HOMES = pd.DataFrame(
    {
        "name": ["甲小区", "乙小区"],
        "households": [100, 200],
        "floor_area": [7_000.0, 14_000.0],
        "building_count": [5, 10],
        "residents": [250, 500],
    },
    index=pd.Index(["C1", "C2"], name="id"),
)


def projects(**columns) -> pd.DataFrame:
    given = {
        "name": "甲改造",
        "communities": "C1",
        "mode": "retrofit",
        "stage": "building",
        **columns,
    }
    return pd.DataFrame(given, index=pd.Index(["J1"], name="id")).assign(
        finish=pd.to_datetime(pd.Series([columns.get("finish")], index=["J1"]))
    )


def ledger(*rows: dict) -> pd.DataFrame:
    given = [{"project": "J1", "community": "C1", "item": "改造", **row} for row in rows]
    index = pd.Index([f"M{at}" for at in range(1, len(rows) + 1)], name="id")
    return pd.DataFrame(given, index=index)


def cost(amount, **more) -> dict:
    return {"kind": "cost", "amount": amount, **more}


def grant(amount, payer="upper_grant", **more) -> dict:
    return {"kind": "grant", "amount": amount, "payer": payer, **more}


def books(*rows: dict, of=None, communities=HOMES, as_of=AS_OF, overrides=None) -> entries.Books:
    return entries.books(
        projects() if of is None else of,
        ledger(*rows),
        communities=communities,
        as_of=as_of,
        overrides=overrides,
    )
