"""What a little more room in each rule is worth: the packages solved again, never a dual price."""

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from .. import money
from . import solving, wording
from .problem import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from .problem import Answer, Problem

STEP = 10 * wording.WAN  # fen more for a pool: 100,000 yuan
SHARE = 0.1  # by which the other limits are changed
LEAST = 0.2  # seconds for one rule at least
COLUMNS = [
    *("rule_zh", "unit", "limit", "changed_to", "value_before", "value_after", "bound"),
    *("gain", "gain_least", "gain_most", "per", "per_zh", "status", "note"),
]
PLANNED = ("proven", "gap")  # answers that are a plan
UNPLANNED = {"infeasible": "现状各项要求矛盾、没有方案", "no_answer": "现状限定时间内没有求出方案"}
UNPLANNED_AFTER = {"infeasible": "放宽后仍没有方案", "no_answer": "放宽后限定时间内也没有求出方案"}
UNITS = {"households": "户", "area": "㎡"}


@dataclass(frozen=True)
class Change:
    """
    One rule with more room.

    Attributes
    ----------
    rule, zh, unit
        Its key, in words, and the unit of its limit.
    limit, changed_to
        In that unit; NaN where there is no number.
    problem
        With the change.
    steps, per
        How many units of gain are looked at (10,000 yuan, households ...), and one of them in
        words.
    """

    rule: str
    zh: str
    unit: str
    limit: float
    changed_to: float
    problem: "Problem"
    steps: float
    per: str


def worth(
    problem: "Problem",
    answer: "Answer",
    *,
    seconds: float,
    wider: "Problem | None" = None,
    step: int = STEP,
    share: float = SHARE,
) -> pd.DataFrame:
    """
    Each rule given a little more room, and what the best plan is worth then.

    Parameters
    ----------
    problem
        Units and rules.
    answer
        The plan.
    seconds
        Longest search in all, in equal parts.
    wider
        The same units with a longer reach, where that is to be looked at.
    step
        Fen more for each pool, and less for the least balance of a package.
    share
        By which households, area, overhead and shares of services are changed.

    Returns
    -------
    DataFrame
        Index `rule`; `rule_zh`, `unit`, `limit`, `changed_to`; `value_before`, `value_after`,
        `bound` (after), all in households' worth; `gain` (of the two values) and `per` (gain for
        one unit of `per_zh`: 10,000 yuan, household, ...), both only where both plans are proven
        best; `gain_least` and `gain_most` (what is proven, from worth and bound of both), `status`,
        `note`. The old plan keeps every rule of the new problem, so that no value after is below
        the one before. Without a plan before there is nothing to compare, which the note says.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> tight = replace(_two(), limits=Limits("package", least_households=2))
    >>> worth(tight, solve(tight, seconds=5), seconds=5, share=0.5)["gain"].to_dict()
    {'least_households': 1.9}
    """
    end = time.perf_counter() + seconds
    changes = list(_changes(problem, wider, step, money.exact(share)))
    rows = []
    for place, change in enumerate(changes):
        left = max(LEAST, (end - time.perf_counter()) / (len(changes) - place))
        rows.append(_row(change, answer, solving.solve(change.problem, seconds=left)))
    found = pd.DataFrame(rows, columns=["rule", *COLUMNS]).set_index("rule")
    numbers = COLUMNS[COLUMNS.index("limit") : COLUMNS.index("per_zh")]
    return found.astype(dict.fromkeys(numbers, "Float64"))


def _changes(
    problem: "Problem", wider: "Problem | None", step: int, share: "Fraction"
) -> "Iterator[Change]":
    limits = problem.limits
    if limits.mode == "pool":
        yield from _of_pools(problem, step)
    if limits.mode != "self":
        yield from _of_sizes(problem, share)
    if limits.overhead > 0:
        less = _less(limits.overhead, share)
        yield _money(problem, "overhead", "每个片区的固定费用", limits.overhead, less)
    for number, service in enumerate(problem.services):
        if service.percent > 0:
            yield _of_service(problem, number, share)
    if limits.most_packages is not None:
        most = limits.most_packages
        yield _sized(problem, "most_packages", most, most + 1, demand="count", unit="个")
    if wider is not None:
        zh, nan = wording.rule(problem, "reach"), math.nan
        yield Change("reach", zh, "", nan, nan, wider, nan, "")


def _of_pools(problem: "Problem", step: int) -> "Iterator[Change]":
    limits = problem.limits
    for number, own in enumerate(limits.money):
        more = tuple(have + step * (at == number) for at, have in enumerate(limits.money))
        name = f"{wording.pool(problem, number)}可用外部资金"
        changed = replace(problem, limits=replace(limits, money=more))
        yield _in_yuan(f"money:{number}", name, own, own + step, changed)
    if limits.floor is not None:
        less = limits.floor - step
        yield _money(problem, "floor", "单个片区的最低结余", limits.floor, less)


def _of_sizes(problem: "Problem", share: "Fraction") -> "Iterator[Change]":
    usual = Limits(problem.limits.mode)
    for of, unit in UNITS.items():
        for key in (f"least_{of}", f"most_{of}"):
            own = getattr(problem.limits, key)
            if own != getattr(usual, key):
                new = _less(own, share) if key.startswith("least") else 2 * own - _less(own, share)
                yield _sized(problem, key, own, new, unit=unit)


def _of_service(problem: "Problem", number: int, share: "Fraction") -> Change:
    own = problem.services[number]
    less = replace(own, percent=_less(own.percent, share))
    services = (*problem.services[:number], less, *problem.services[number + 1 :])
    name = wording.rule(problem, f"service:{number}")
    changed = replace(problem, services=services)
    steps = float(own.percent - less.percent)
    key = f"service:{number}"
    return Change(key, name, "%", own.percent, less.percent, changed, steps, "每个百分点")


def _sized(
    problem: "Problem", key: str, own: int, new: int, *, unit: str, demand: str = ""
) -> Change:
    zh = wording.demand(problem, demand) if demand else wording.rule(problem, key)
    changed = replace(problem, limits=replace(problem.limits, **{key: new}))
    return Change(key, zh, unit, own, new, changed, float(abs(new - own)), f"每{unit}")


def _money(problem: "Problem", key: str, name: str, own: int, new: int) -> Change:
    changed = replace(problem, limits=replace(problem.limits, **{key: new}))
    return _in_yuan(key, name, own, new, changed)


def _in_yuan(key: str, name: str, own: int, new: int, changed: "Problem") -> Change:
    zh = f"{name} {wording.amount(own)}"
    steps = abs(new - own) / wording.WAN
    before, after = own / wording.FEN, new / wording.FEN
    return Change(key, zh, "元", before, after, changed, steps, "每万元")


def _less(own: int, share: "Fraction") -> int:
    """At least one less."""
    return min(own - 1, int(own * (1 - share)))


def _row(change: Change, before: "Answer", after: "Answer") -> dict[str, object]:
    head: dict[str, object] = {
        "rule": change.rule,
        "rule_zh": change.zh,
        "unit": change.unit or pd.NA,
        "limit": _known(change.limit),
        "changed_to": _known(change.changed_to),
        "per_zh": change.per or pd.NA,
        "status": after.status,
    }
    if before.status not in PLANNED:
        return head | _unplanned(before, after)
    value = max(before.value, after.value) if after.status in PLANNED else before.value
    bound = max(after.bound, value)
    gain = value - before.value
    least, most = max(0.0, value - _top(before)), bound - before.value
    proven = before.status == "proven" and bound < value + 1
    steps = change.steps if proven and change.steps > 0 else math.nan
    return head | {
        "value_before": before.value / wording.WORTH,
        "value_after": value / wording.WORTH,
        "bound": _known(bound / wording.WORTH),
        "gain": gain / wording.WORTH if proven else pd.NA,
        "gain_least": (gain if proven else least) / wording.WORTH,
        "gain_most": _known((gain if proven else most) / wording.WORTH),
        "per": _known(gain / wording.WORTH / steps),
        "note": _note(gain) if proven else _range(least, most),
    }


def _unplanned(before: "Answer", after: "Answer") -> dict[str, object]:
    """There is no plan before."""
    why = UNPLANNED[before.status]
    if after.status not in PLANNED:
        return {"note": f"{why}，{UNPLANNED_AFTER[after.status]}，无从比较。"}
    found: dict[str, object] = {"value_after": after.value / wording.WORTH}
    if after.status == "proven":
        found["bound"] = after.value / wording.WORTH
    else:
        found["bound"] = _known(after.bound / wording.WORTH)
    return found | {"note": f"{why}，放宽后有方案（{wording.worth(after.value)}），无从比较增减。"}


def _top(plan: "Answer") -> float:
    """No plan is worth more."""
    return plan.value if plan.status == "proven" else max(plan.bound, plan.value)


def _known(number: float) -> object:
    return number if math.isfinite(number) else pd.NA


def _note(gain: int) -> str:
    return f"放宽后多 {wording.worth(gain)}。" if gain else "放宽后方案价值不变。"


def _range(least: float, most: float) -> str:
    """By the bounds of both plans, one of which is not proven."""
    if most == math.inf:
        more = f"至少多 {wording.worth(least)}，至多多少未知" if least else "多多少未知"
    else:
        more = f"多 {wording.worth(least)} 至 {wording.worth(most)}"
    return f"放宽后{more}（放宽前后的方案未都证明最优，按上下界计）。"
