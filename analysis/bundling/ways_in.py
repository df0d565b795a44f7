"""Ways into a package for a unit that no valid one can have: which rule gives how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from .admission import Admission, balance, conflicts, least_balance, members
from .wording import amount, ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .problem import Problem

TRIED = 8  # choices of one rule a set, at most
PERCENT = 100
BOTH = ("links", "reach")
PREFERRED = (
    *("money", "least_households", "most_households", "least_area", "most_area"),
    *("service", "apart", "together", "links", "reach"),
)


@dataclass(frozen=True)
class Way:
    """
    One way to make a valid package.

    Attributes
    ----------
    missing
        By how much each rule that gives way is missed: fen, households, m2 or places; 0 for rules
        that are no amounts.
    members
        Positions of the package that is valid then.
    words
        All of this in Chinese.
    """

    missing: "Mapping[str, int]"
    members: tuple[int, ...]
    words: str


@dataclass(frozen=True)
class Standing:
    """
    What is known of a unit.

    Attributes
    ----------
    state
        `in`: there is a valid package with it; `none`: there is none; `unknown`: the time ended.
    members
        A valid package with it.
    sets
        Smallest sets of rules that exclude each other, where there is none.
    ways
        What would have to give, the first the most like a sum of money.
    """

    state: str
    members: tuple[int, ...] = ()
    sets: tuple[tuple[str, ...], ...] = ()
    ways: tuple[Way, ...] = ()


def standing(found: Admission, *, seconds: float) -> Standing:
    """
    Whether a unit can be in a valid package; if not, why, and what would have to give.

    Parameters
    ----------
    found
        The packages with the unit.
    seconds
        Longest search for each step; there is one for each rule and each way.

    Returns
    -------
    Standing
        Ways give up one rule of each set.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from pianqu.analysis.bundling.admission import admission
    >>> from pianqu.analysis.bundling.problem import _two
    >>> poor = replace(_two(), finance=np.array([-170_000_000, 0]))
    >>> found = standing(admission(poor, 0), seconds=5)
    >>> found.state, found.sets
    ('none', (('money',),))
    >>> found.ways[0].words
    '补足资金 170 万元，即可组成片区：A、B'
    """
    state, units = members(found, seconds=seconds)
    if state != "none":
        return Standing(state, units)
    sets = tuple(tuple(each) for each in conflicts(found, seconds=seconds))
    return Standing("none", (), sets, _ways(found, sets, seconds))


def _ways(found: Admission, sets: Sequence[Sequence[str]], seconds: float) -> tuple[Way, ...]:
    if not sets:
        return ()
    ordered = [sorted(own, key=_preferred) for own in sets]
    found_ways = (_way(found, keys, seconds) for keys in islice(product(*ordered), TRIED))
    ways = {way.members + tuple(way.missing): way for way in found_ways if way is not None}
    return tuple(
        sorted(ways.values(), key=lambda way: sum(of not in found.extra for of in way.missing))
    )


def _way(found: Admission, keys: Sequence[str], seconds: float) -> Way | None:
    """With these rules given up; where links or the reach alone do not do, with both."""
    for given in (tuple(keys), tuple(dict.fromkeys((*keys, *BOTH)))):
        least = [key for key in given if key in found.extra]
        free = [key for key in given if key not in found.extra]
        state, units = members(found, seconds=seconds, free=free, least=least)
        if state == "in":
            missing = {key: _missing(found.problem, units, key) for key in given}
            return Way(missing, units, _said(found.problem, missing, units))
        if not set(BOTH) & set(keys) or not set(BOTH) <= set(found.groups):
            return None
    return None


def _preferred(key: str) -> int:
    return PREFERRED.index(key.partition(":")[0])


def _missing(problem: "Problem", units: tuple[int, ...], key: str) -> int:
    own, limits = np.array(units), problem.limits
    if key == "money":
        return least_balance(problem) - balance(problem, own)
    if key.startswith("service:"):
        number = int(key.partition(":")[2])
        need, room = (int(of[own, number].sum()) for of in (problem.need, problem.capacity))
        return -((PERCENT * room - problem.services[number].percent * need) // PERCENT)
    side, _, of = key.partition("_")
    if side not in ("least", "most"):
        return 0
    total, limit = int(getattr(problem, of)[own].sum()), int(getattr(limits, key))
    return limit - total if side == "least" else total - limit


def _said(problem: "Problem", missing: "Mapping[str, int]", units: tuple[int, ...]) -> str:
    parts = [_part(problem, key, short) for key, short in missing.items()]
    return f"{'，并'.join(parts)}，即可组成片区：{ids(problem, units)}"


def _part(problem: "Problem", key: str, short: int) -> str:
    kind, _, number = key.partition(":")
    limits = problem.limits
    if kind == "service":
        return f"{problem.services[int(number)].key}再增配 {short} 个"
    if kind in ("together", "apart"):
        units = ids(problem, getattr(problem, kind)[int(number)])
        return f"不再要求 {units} 同片" if kind == "together" else f"允许 {units} 同片"
    return {
        "money": f"补足资金 {amount(short)}",
        "least_households": f"户数下限放低 {short} 户（至 {limits.least_households - short} 户）",
        "most_households": f"户数上限放高 {short} 户（至 {limits.most_households + short} 户）",
        "least_area": f"面积下限放低 {short} ㎡（至 {limits.least_area - short} ㎡）",
        "most_area": f"面积上限放高 {short} ㎡（至 {limits.most_area + short} ㎡）",
        "links": "打通相邻关系（过屏障或跨辖区）",
        "reach": "放宽中心的可达范围",
    }[kind]
