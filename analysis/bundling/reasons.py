"""Why a community is in no package: no valid one can have it, or it would cost the plan."""

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import menu, shortlist, solving
from .admission import admission
from .relaxing import conflict
from .ways_in import Standing, Way, standing
from .wording import FEN, WORTH, ids, joined, rule, worth

if TYPE_CHECKING:
    from .problem import Answer, Problem

STATES = {"no_package": "没有可行片区", "competes": "可成片，方案未选", "unknown": "未能判定"}
COLUMNS = [
    *("state", "state_zh", "reason", "rules", "relaxation"),
    *("short_money", "short_households", "example", "value_lost", "value_lost_most"),
]
SECONDS = 5.0  # for one step at most
LEAST = 0.2  # and at least, whatever is left
PLANNED = ("proven", "gap")  # answers that are a plan
UNPLANNED = {
    "infeasible": "但各项要求相互矛盾、没有任何方案，谈不上放入的代价。",
    "no_answer": "但限定时间内没有求出方案，放入的代价未知；请放宽时间。",
}
HALF = 0.5  # of the time is for what can be at all, the rest for what it costs


@dataclass(frozen=True)
class Cost:
    """
    What a plan with the unit is worth, beside the plan as it is.

    Attributes
    ----------
    status
        Of the plan with it.
    value, bound
        Of the plan with it.
    """

    status: str
    value: int
    bound: float


def left_out(problem: "Problem", answer: "Answer", *, seconds: float) -> pd.DataFrame:
    """
    Each community that is in no package, and why.

    Parameters
    ----------
    problem
        Units and rules.
    answer
        The plan.
    seconds
        Longest search in all; a few steps are always made.

    Returns
    -------
    DataFrame
        Index `unit`. `state`: `no_package` (no valid package can have it), `competes` (one can,
        but the plan is worth more without), `unknown` (the time ended first, or there is no plan
        that it could be left out of: the reason says which); `state_zh`;
        `reason` (sentences); `rules` (those in the way, a set of rules that exclude each other
        after another); `relaxation` (what would have to give, at the least); `short_money`
        (yuan) and `short_households` where that by itself does; `example` (ids of a package that
        is valid, or would be with the relaxation; semicolons); `value_lost` (households' worth
        that the best plan loses with it, at the least) and `value_lost_most` (at the most): from
        worth and bound of both plans, equal where both are proven. NA where it does not apply or
        is not known.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Answer, _two
    >>> poor = replace(_two(), finance=np.array([-170_000_000, 0]))
    >>> nothing = Answer("proven", (), 0, 0.0, 0.0, "enumerated")
    >>> print(left_out(poor, nothing, seconds=10).loc["A", "reason"])
    “片区资金自平衡”本身无法满足。至少要：补足资金 170 万元，即可组成片区：A、B。
    """
    end = time.perf_counter() + seconds
    inside = {unit for each in answer.packages for unit in each.members}
    out = [int(unit) for unit in np.flatnonzero(problem.lived) if int(unit) not in inside]
    known = _standings(problem, out, end - (1 - HALF) * seconds)
    able = [unit for unit in out if known[unit].state == "in" and answer.status in PLANNED]
    costs = _costs(problem, able, end) if able else {}
    rows = [
        _alone(problem, answer, known[unit])
        if unit not in costs
        else _competing(problem, answer, unit, known[unit], costs[unit], end)
        for unit in out
    ]
    index = pd.Index(problem.units[out], name="unit", dtype=object)
    found = pd.DataFrame(rows, columns=COLUMNS, index=index)
    for column in ("short_money", "value_lost", "value_lost_most"):
        found[column] = found[column].astype("Float64")
    found["short_households"] = found["short_households"].astype("Int64")
    return found


def _standings(problem: "Problem", out: list[int], end: float) -> dict[int, Standing]:
    """A package that one of them can have shows the same of all of them in it."""
    known: dict[int, Standing] = {}
    for place, unit in enumerate(out):
        if unit in known:
            continue
        left = end - time.perf_counter()
        found = admission(problem, unit) if left > 0 or not place else None
        if found is None:
            known[unit] = Standing("unknown")
            continue
        known[unit] = standing(found, seconds=_step(left))
        for other in set(known[unit].members) & set(out):
            known[other] = Standing("in", known[unit].members)
    return known


def _costs(problem: "Problem", able: list[int], end: float) -> dict[int, Cost]:
    """The plan solved again with each of them in it."""
    listed = menu.menu(problem)
    found = {}
    for place, unit in enumerate(able):
        left = end - time.perf_counter()
        if left <= 0 and place:
            found[unit] = Cost("no_answer", 0, math.inf)
            continue
        share = max(LEAST, left / (len(able) - place))
        again = (
            shortlist.best(listed, seconds=share, must=[unit])
            if listed is not None
            else solving.solve(_asking(problem, unit), seconds=share)
        )
        found[unit] = Cost(again.status, again.value, again.bound)
    return found


def _asking(problem: "Problem", unit: int) -> "Problem":
    must = problem.must.copy()
    must[unit] = True
    return replace(problem, must=must)


def _alone(problem: "Problem", answer: "Answer", known: Standing) -> dict[str, object]:
    """What is known without a look at the plan."""
    if known.state == "unknown":
        return _row("unknown", "限定时间内未能判定有没有可行片区；请放宽时间。")
    if known.state != "in":
        return _blocked(problem, known)
    row = _row(
        "unknown", f"可以成片（如 {ids(problem, known.members)}），{UNPLANNED[answer.status]}"
    )
    row["example"] = _example(problem, known.members)
    return row


def _blocked(problem: "Problem", known: Standing) -> dict[str, object]:
    names = [[rule(problem, key) for key in keys] for keys in known.sets]
    why = "".join(joined(each) for each in names) or "没有任何片区可以包含它。"
    row = _row("no_package", why)
    row["rules"] = "；".join(name for each in names for name in each) or pd.NA
    if not known.ways:
        row["reason"] = f"{why}单独放宽其中任何一条都不够。"
        return row
    first, *others = known.ways
    other = f"；或{others[0].words}" if others else ""
    row["reason"] = f"{why}至少要：{first.words}{other}。"
    row["relaxation"] = first.words
    row["example"] = _example(problem, first.members)
    fen, row["short_households"] = (
        _short(known.ways, key) for key in ("money", "least_households")
    )
    row["short_money"] = pd.NA if fen is None else fen / FEN
    return row


def _short(ways: tuple[Way, ...], key: str) -> int | None:
    """What one amount by itself is short of."""
    found = [way.missing[key] for way in ways if set(way.missing) == {key}]
    return min(found, default=None)


def _competing(
    problem: "Problem", answer: "Answer", unit: int, known: Standing, cost: Cost, end: float
) -> dict[str, object]:
    able = f"可以成片（如 {ids(problem, known.members)}），"
    row = _row("competes", able + "但限定时间内未算出放入后的方案。")
    row["example"] = _example(problem, known.members)
    if cost.status == "infeasible":
        found = conflict(_asking(problem, unit), seconds=_step(end - time.perf_counter()))
        row["reason"] = f"{able}但与对整个方案的要求冲突：{''.join(found.words)}"
        row["rules"] = "；".join(name for each in found.sets for name in each) or pd.NA
    elif cost.status != "no_answer":
        least = max(0.0, answer.value - _top(cost))
        most = max(least, _top(answer) - cost.value)
        row["value_lost"] = least / WORTH
        row["value_lost_most"] = most / WORTH if math.isfinite(most) else pd.NA
        row["reason"] = able + _lost(least, most, more=cost.value - answer.value)
    return row


def _top(plan: "Answer | Cost") -> float:
    """No plan is worth more."""
    return plan.value if plan.status == "proven" else max(plan.bound, plan.value)


def _lost(least: float, most: float, *, more: int) -> str:
    """By the bounds of both plans, where one of them is not proven."""
    if more > 0:
        return f"放入后求得的方案反而多 {worth(more)}：现方案未证明最优，请延长求解时间。"
    if least == most:
        return f"但放入后整个方案减少 {worth(most)}。" if most else "放入后整个方案价值不变。"
    if most == math.inf:
        loss = f"至少减少 {worth(least)}，至多多少未知" if least else "减少多少未知"
    else:
        loss = f"减少 {worth(least)} 至 {worth(most)}" if least else f"至多减少 {worth(most)}"
    return f"放入后整个方案{loss}（放入前后的方案未都证明最优，按上下界计）。"


def _example(problem: "Problem", members: tuple[int, ...]) -> str:
    return ";".join(str(problem.units[each]) for each in members)


def _row(state: str, reason: str) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(COLUMNS, pd.NA)
    row.update(state=state, state_zh=STATES[state], reason=reason)
    return row


def _step(left: float) -> float:
    return min(SECONDS, max(LEAST, left))
