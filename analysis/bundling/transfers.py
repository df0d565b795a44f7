"""Transfers between packages: surpluses pay deficits, pool by pool, and it sums to zero."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from .. import money

if TYPE_CHECKING:
    from .problem import Answer, Package, Problem

OUTSIDE = "上级"  # who pays what a pool draws on from outside
KINDS = {"transfer": "片区间调剂", "drawn": "上级补入", "kept": "结余留存"}
COLUMNS = ["pool", "kind", "kind_zh", "from_package", "to_package", "fen", "amount"]


class Side(NamedTuple):
    """One package that gives or takes, and how much it still has to."""

    name: str
    fen: int


def ledger(
    answer: "Answer", problem: "Problem", *, names: Mapping[int, str] | None = None
) -> pd.DataFrame:
    """
    Who pays whom so that no package is left with a deficit.

    Parameters
    ----------
    answer
        The plan.
    problem
        What it answers.
    names
        Name of the package of each hub (position of a unit); the id of the hub where not given.

    Returns
    -------
    DataFrame
        One payment a row: `pool` (number), `kind` (`transfer`: a package pays a package; `drawn`:
        money from outside pays a package; `kept`: what stays with a package as its surplus),
        `kind_zh`, `from_package`, `to_package` (:data:`OUTSIDE` in `from_package` for money from
        outside, NA in `to_package` for a surplus kept), `fen` (whole, above 0) and `amount`
        (yuan). Outside of mode `pool` every package keeps its own. A pool with g packages that
        give and t that take has fewer than g + t transfers; the largest surpluses pay first, so
        that few do.

    Notes
    -----
    A surplus that is one deficit to the fen pays that deficit; otherwise the largest surplus pays
    the largest deficit, of equal ones the first by name.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Answer, Limits, _two
    >>> from pianqu.analysis.bundling.figures import land_alone, package
    >>> from dataclasses import replace; import numpy as np
    >>> pair = replace(_two(), finance=np.array([-70, 90]), limits=Limits("pool"))
    >>> plan = package(pair, (0,), hub=0), land_alone(pair, 1)
    >>> ledger(Answer("proven", plan, 600, 600.0, 0.0, "enumerated"), pair)[
    ...     ["kind", "from_package", "fen"]].values.tolist()
    [['transfer', 'B', 70], ['kept', 'B', 20]]
    """
    named = _named(answer, problem, names)
    rows: list[tuple[int, str, object, object, int]] = []
    for pool in sorted({_pool(problem, each) for each in answer.packages}):
        own = [
            Side(name, each.money)
            for name, each in zip(named, answer.packages, strict=True)
            if _pool(problem, each) == pool
        ]
        rows += [(pool, *row) for row in _settled(own)]
    found = pd.DataFrame(rows, columns=["pool", "kind", "from_package", "to_package", "fen"])
    found["fen"] = found["fen"].astype("int64")
    found["amount"] = money.yuan(found["fen"])
    found["kind_zh"] = found["kind"].map(KINDS)
    return found[COLUMNS]


def balances(
    answer: "Answer", problem: "Problem", *, names: Mapping[int, str] | None = None
) -> pd.DataFrame:
    """
    Each package before and after the transfers.

    Parameters
    ----------
    answer, problem, names
        As for :func:`ledger`.

    Returns
    -------
    DataFrame
        Index `package`; `pool`, `alone` (land by itself), and in yuan `balance`, `paid`,
        `received`, `drawn` (from outside), `kept`: balance - paid + received + drawn = kept, to
        the fen; over a pool `paid` and `received` are one sum.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Answer, _two
    >>> from pianqu.analysis.bundling.figures import package
    >>> plan = (package(_two(), (0, 1), hub=0),)
    >>> balances(Answer("proven", plan, 1900, 1900.0, 0.0, "enumerated"), _two())["kept"].tolist()
    [0.8]
    """
    rows = ledger(answer, problem, names=names)
    found = pd.DataFrame(
        {
            "pool": [_pool(problem, each) for each in answer.packages],
            "alone": [each.alone for each in answer.packages],
            "balance": [each.money for each in answer.packages],
        },
        index=pd.Index(_named(answer, problem, names), name="package", dtype=object),
    )
    ways = {
        "paid": ("transfer", "from_package"),
        "received": ("transfer", "to_package"),
        "drawn": ("drawn", "to_package"),
        "kept": ("kept", "from_package"),
    }
    for column, (kind, side) in ways.items():
        sums = rows[rows["kind"] == kind].groupby(side)["fen"].sum()
        found[column] = sums.reindex(found.index, fill_value=0).astype("int64")
    for column in ("balance", *ways):
        found[column] = money.yuan(found[column])
    return found


def _named(answer: "Answer", problem: "Problem", names: Mapping[int, str] | None) -> list[str]:
    given = names or {}
    return [given.get(each.hub, str(problem.units[each.hub])) for each in answer.packages]


def _pool(problem: "Problem", each: "Package") -> int:
    """Outside of mode `pool` the number says only where the package lies."""
    return int(problem.pool[each.hub])


def _settled(own: list[Side]) -> list[tuple[str, object, object, int]]:
    gives = _largest_first([side for side in own if side.fen > 0])
    takes = _largest_first([Side(side.name, -side.fen) for side in own if side.fen < 0])
    rows, gives, takes = _equal(gives, takes)
    while gives and takes:
        giver, taker = gives.pop(0), takes.pop(0)
        fen = min(giver.fen, taker.fen)
        rows.append(("transfer", giver.name, taker.name, fen))
        if giver.fen > fen:
            gives.insert(0, Side(giver.name, giver.fen - fen))
        if taker.fen > fen:
            takes.insert(0, Side(taker.name, taker.fen - fen))
    rows += [("drawn", OUTSIDE, side.name, side.fen) for side in takes]
    return rows + [("kept", side.name, pd.NA, side.fen) for side in gives]


def _largest_first(sides: list[Side]) -> list[Side]:
    return sorted(sides, key=lambda side: (-side.fen, side.name))


def _equal(
    gives: list[Side], takes: list[Side]
) -> tuple[list[tuple[str, object, object, int]], list[Side], list[Side]]:
    """Pairs that settle each other to the fen, and who is left."""
    rows: list[tuple[str, object, object, int]] = []
    left = list(takes)
    still = []
    for giver in gives:
        same = next((side for side in left if side.fen == giver.fen), None)
        if same is None:
            still.append(giver)
        else:
            left.remove(same)
            rows.append(("transfer", giver.name, same.name, same.fen))
    return rows, still, left
