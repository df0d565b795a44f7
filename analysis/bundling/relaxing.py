"""Packages that are asked for and cannot all be: which demands exclude each other, what to give."""

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from .. import highs
from . import menu, solving
from .admission import admission
from .least_money import least_grants, least_of_pools, most_lacked
from .problem import NONE
from .shortlist import FEW
from .ways_in import Standing, standing
from .wording import amount, demand, ids, joined, pool, rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .problem import Package, Problem

SECONDS = 5.0  # for one trial at most
LEAST = 0.2  # and at least, whatever is left
KINDS = ("money", "must", "count")  # of demands, as they are named


@dataclass(frozen=True)
class Conflict:
    """
    Why the packages that are asked for cannot be.

    Attributes
    ----------
    state
        `conflict`; `none` (there is a plan); `unknown` (the time ended before either was shown).
    sets
        Sets of demands and rules in Chinese that exclude each other, each smallest: without any
        one of a set the rest of it can hold. No demand is in two sets.
    money
        Least fen more that the pools need for all else to hold, by number of the pool; in mode
        `package` what packages need as grants, as of pool 0. Empty where money alone does not do.
    drop
        Fewest ids of must units without which all else holds; empty where that does not do.
    packages
        Packages more than the most that are needed; 0 where that is not the fault.
    words
        All of this in Chinese sentences.
    """

    state: str
    sets: tuple[tuple[str, ...], ...] = ()
    money: "Mapping[int, int]" = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    packages: int = 0
    words: tuple[str, ...] = ()


def conflict(problem: "Problem", *, seconds: float) -> Conflict:
    """
    Which demands cannot hold together, and the least that has to be given up.

    Parameters
    ----------
    problem
        Units, rules and the units that must be in packages.
    seconds
        Longest search in all.

    Returns
    -------
    Conflict
        Units that no valid package can have come first, each with the rules in its way; then what
        excludes each other among the rest.

    Notes
    -----
    Deletion filter: Chinneck and Dravnieks (1991), Locating minimal infeasible constraint sets in
    linear programs, ORSA Journal on Computing 3, 157-168; over all packages where they can be
    written out, by solving again where not.

    Examples
    --------
    >>> import numpy as np
    >>> from pianqu.analysis.bundling.problem import Limits, _two
    >>> poor = replace(_two(), finance=np.array([-280_000_000, -50]), limits=Limits("pool"),
    ...                must=np.array([True, False]))
    >>> for sentence in conflict(poor, seconds=20).words:
    ...     print(sentence)
    “A 必须入片”与“资金池收支平衡（可用外部资金 0 元）”相互矛盾，不能同时满足。
    资金池至少还差 280 万元。
    或不再要求 A 入片。
    """
    end = time.perf_counter() + seconds
    alone = _each_alone(problem, end)
    hopeless = {unit: each for unit, each in alone.items() if each.state == "none"}
    must = problem.must.copy()
    must[list(hopeless)] = False
    rest = _among(replace(problem, must=must), end)
    if not hopeless:
        return rest
    sets, words = _of_units(problem, hopeless)
    enough = rest.state == "none" or bool(rest.drop)
    dropped = (*(str(problem.units[unit]) for unit in hopeless), *rest.drop) if enough else ()
    grants = _grants(problem, hopeless, end)
    if grants:
        words.append(f"{_lacking(problem, grants)}，所有必须入片的单元才能都入片。")
    return replace(
        rest,
        state="conflict",
        sets=(*sets, *rest.sets),
        money=grants,
        drop=dropped,
        words=(*words, *rest.words),
    )


def _each_alone(problem: "Problem", end: float) -> dict[int, Standing]:
    """Each must unit by itself; a package that one can have shows the same of all in it."""
    known: dict[int, Standing] = {}
    for unit in map(int, np.flatnonzero(problem.must)):
        if unit not in known:
            known[unit] = _alone(problem, unit, end)
            shared = [other for other in known[unit].members if problem.must[other]]
            known |= dict.fromkeys(shared, known[unit])
    return known


def _alone(problem: "Problem", unit: int, end: float) -> Standing:
    """Whether there is a package with the unit at all, land that enters a pool alone among them."""
    bound = any(unit in own and len(own) > 1 for own in problem.together)
    free = problem.limits.mode == "pool" and not problem.lived[unit] and not bound
    if free and problem.finance[unit] > 0:
        return Standing("in", (unit,))
    if problem.limits.mode == "self" and not problem.lived[unit] and problem.home[unit] == NONE:
        return Standing("none")
    if time.perf_counter() > end:
        return Standing("unknown")
    found = admission(problem, unit)
    return Standing("none") if found is None else standing(found, seconds=_trial(end))


def _of_units(
    problem: "Problem", hopeless: "Mapping[int, Standing]"
) -> tuple[list[tuple[str, ...]], list[str]]:
    sets, words = [], []
    for unit, each in hopeless.items():
        must = demand(problem, f"must:{unit}")
        if not each.sets:
            sets.append((must,))
            words.append(f"“{must}”无法满足：没有任何片区可以包含它。")
        for keys in each.sets:
            sets.append((must, *(rule(problem, key) for key in keys)))
            words.append(joined(sets[-1]))
        ways = "；或".join(way.words for way in each.ways[:2])
        give = f"{ways}；或不再要求 {problem.units[unit]} 入片" if ways else "只能不再要求它入片"
        words.append(f"{problem.units[unit]}：{give}。")
    return sets, words


def _grants(problem: "Problem", hopeless: "Mapping[int, Standing]", end: float) -> dict[int, int]:
    """Grants with which all musts can be, where nothing but money is in their way."""
    if problem.limits.mode == "pool":
        return {}  # what is in their way is no lack of the pool
    if problem.limits.mode == "package":
        return least_grants(problem, seconds=_trial(end))
    short = [
        min((way.missing["money"] for way in each.ways if set(way.missing) == {"money"}), default=0)
        for each in hopeless.values()
    ]
    return {0: sum(short)} if all(short) and problem.limits.most_packages is None else {}


def _among(problem: "Problem", end: float) -> Conflict:
    """What excludes each other of demands each of which can be met by itself."""
    listed = menu.menu(problem, most=FEW)
    if listed is None:
        return _by_solving(problem, end)
    answer = menu.best(listed, seconds=_trial(end))
    if answer.status != "infeasible":
        return Conflict("unknown" if answer.status == "no_answer" else "none")
    sets, left = [], dict(listed.groups)
    while left:
        names = highs.conflict(_kept(listed, left), left, time_limit=_trial(end))
        if not names:
            break
        sets.append(names)
        left = {name: rows for name, rows in left.items() if name not in names}
    return _told(problem, sets, *_gives(listed, end))


def _kept(listed: menu.Menu, left: "Mapping[str, Sequence[int]]") -> highs.Model:
    gone = [row for name, rows in listed.groups.items() if name not in left for row in rows]
    low, high = listed.model.row_low.copy(), listed.model.row_high.copy()
    low[gone], high[gone] = -np.inf, np.inf
    return replace(listed.model, row_low=low, row_high=high)


def _gives(listed: menu.Menu, end: float) -> tuple[dict[int, int], list[int], int]:
    """Least money more, fewest musts to drop, and packages more: each by itself."""
    problem = listed.problem
    kinds = {kind: [name for name in listed.groups if name.startswith(kind)] for kind in KINDS}
    found = {
        kind: menu.best(listed, seconds=_trial(end), give=dict.fromkeys(names, 1.0))
        for kind, names in kinds.items()
        if names
    }
    plans = {kind: each for kind, each in found.items() if each.status in ("proven", "gap")}
    short = _short(problem, plans["money"].packages) if "money" in plans else {}
    if problem.limits.mode == "package":
        short = least_grants(problem, seconds=_trial(end))
    dropped = plans["must"].given if "must" in plans else {}
    more = plans["count"].given["count"] if "count" in plans else 0
    return short, [_unit(name) for name, off in dropped.items() if off > 1 / 2], round(more)


def _short(problem: "Problem", packages: "Sequence[Package]") -> dict[int, int]:
    left = np.array(problem.limits.money, dtype=np.int64)
    for each in packages:
        left[problem.pool[each.hub]] += each.money
    return {number: -int(fen) for number, fen in enumerate(left) if fen < 0}


def _by_solving(problem: "Problem", end: float) -> Conflict:
    """As among all packages written out, but each trial is solved anew."""
    names = [*(f"must:{unit}" for unit in np.flatnonzero(problem.must))]
    if problem.limits.mode == "pool":
        names += [f"money:{number}" for number in range(len(problem.limits.money))]
    names += ["count"] if problem.limits.most_packages is not None else []
    status = solving.solve(problem, seconds=_trial(end)).status
    if status != "infeasible":
        return Conflict("unknown" if status == "no_answer" else "none")
    kept = list(names)
    for name in names:
        if time.perf_counter() > end:
            break
        fewer = [other for other in kept if other != name]
        if _status(problem, fewer, end) == "infeasible":
            kept = fewer
    drop = [_unit(name) for name in kept if name.startswith("must")][-1:]
    rest = [name for name in names if name not in {f"must:{unit}" for unit in drop}]
    drop = drop if _status(problem, rest, end) in ("proven", "gap") else []
    money = {} if "money" not in " ".join(kept) else least_of_pools(problem, seconds=_trial(end))
    return _told(problem, [kept], money, drop, 0)


def _status(problem: "Problem", kept: "Sequence[str]", end: float) -> str:
    """With only these demands; a pool that need not balance has all that it could ever lack."""
    limits, must = problem.limits, np.zeros(len(problem.units), dtype=bool)
    must[[_unit(name) for name in kept if name.startswith("must")]] = True
    money = tuple(
        own if f"money:{number}" in kept else most_lacked(problem)
        for number, own in enumerate(limits.money)
    )
    most = limits.most_packages if "count" in kept else None
    limits = replace(limits, money=money, most_packages=most)
    return solving.solve(replace(problem, must=must, limits=limits), seconds=_trial(end)).status


def _told(
    problem: "Problem",
    sets: "Sequence[Sequence[str]]",
    money: dict[int, int],
    drop: "Sequence[int]",
    more: int,
) -> Conflict:
    said = tuple(tuple(demand(problem, name) for name in names) for names in sets)
    ways = []
    if money:
        ways.append(_lacking(problem, money))
    if drop:
        ways.append(f"不再要求 {ids(problem, drop)} 入片")
    if more:
        ways.append(f"片区数量上限放宽到 {(problem.limits.most_packages or 0) + more} 个")
    words = [joined(names) for names in said]
    words += [f"{'' if place == 0 else '或'}{way}。" for place, way in enumerate(ways)]
    if not ways:
        words.append("单靠增加资金、去掉必须入片的单元或放宽片区数量都不够，须同时放宽几项。")
    dropped = tuple(str(problem.units[unit]) for unit in drop)
    return Conflict("conflict", said, money, dropped, more, tuple(words))


def _lacking(problem: "Problem", money: "Mapping[int, int]") -> str:
    if problem.limits.mode != "pool":
        return f"各片区合计至少要另补助 {amount(sum(money.values()))}"
    return "，".join(f"{pool(problem, each)}至少还差 {amount(fen)}" for each, fen in money.items())


def _unit(name: str) -> int:
    return int(name.partition(":")[2])


def _trial(end: float) -> float:
    return min(SECONDS, max(LEAST, end - time.perf_counter()))
