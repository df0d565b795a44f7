"""Packages that are asked for and cannot all be: which demands exclude each other, what to give."""

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from .. import highs
from . import menu, picking, solving, trials
from .admission import admission
from .problem import NONE
from .shortlist import FEW
from .ways_in import Standing, standing
from .wording import amount, demand, ids, joined, pool, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .problem import Package, Problem

KINDS = ("money", "must", "count")  # of demands, as they are named
SETTLED = ("proven", "infeasible")


@dataclass(frozen=True)
class Conflict:
    """
    Why the packages that are asked for cannot be.

    Attributes
    ----------
    state
        `conflict`; `none` (there is a plan); `unknown` (the time ended before either was shown).
    sets
        Sets of demands and rules in Chinese that exclude each other. No demand is in two sets.
    smallest
        Whether each set is shown to be smallest: without any one of it the rest of it can hold.
    money
        Least fen more that the pools need for all else to hold, by number of the pool; in the
        other modes what packages need as grants, as of pool 0. Empty where money alone does not
        do, or the least was not found in the time.
    drop
        Ids of must units without which all else holds; empty where that does not do.
    fewest
        Whether it is shown that no fewer will do.
    packages
        Packages more than the most that are needed; 0 where that is not the fault.
    words
        All of this in Chinese sentences.
    """

    state: str
    sets: tuple[tuple[str, ...], ...] = ()
    smallest: bool = True
    money: "Mapping[int, int]" = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    fewest: bool = True
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
    linear programs, ORSA Journal on Computing 3, 157-168; over all packages where they are few
    enough to be written out, by solving again where not. What the time did not allow to show is
    said to be open.

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
    # in a pool what is in their way is no lack of the pool
    pooled = problem.limits.mode == "pool"
    grants = {} if pooled else trials.grants(problem, seconds=trials.trial(end)) or {}
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
    return Standing("none") if found is None else standing(found, seconds=trials.trial(end))


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


def _among(problem: "Problem", end: float) -> Conflict:
    """What excludes each other of demands each of which can be met by itself."""
    listed = menu.menu(problem, most=FEW)
    step = trials.trial(end)
    found = (
        solving.solve(problem, seconds=step)
        if listed is None
        else picking.best(listed, seconds=step)
    )
    if found.status != "infeasible":
        return Conflict("unknown" if found.status == "no_answer" else "none")
    if listed is None:
        return _told(problem, trials.clash(problem, seconds=end - time.perf_counter()))
    return _told(problem, _compared(listed, end))


def _compared(listed: menu.Menu, end: float) -> trials.Clash:
    """The deletion filter over all packages; sure where no trial can have ended by the time."""
    sets, left, sure = [], dict(listed.groups), True
    while left:
        begun, step = time.perf_counter(), trials.trial(end)
        names = highs.conflict(_kept(listed, left), left, time_limit=step)
        if not names:
            break
        sure = sure and time.perf_counter() - begun < step
        sets.append(tuple(names))
        left = {name: rows for name, rows in left.items() if name not in names}
    return replace(_gives(listed, end), sets=tuple(sets), smallest=sure)


def _kept(listed: menu.Menu, left: "Mapping[str, Sequence[int]]") -> highs.Model:
    gone = [row for name, rows in listed.groups.items() if name not in left for row in rows]
    low, high = listed.model.row_low.copy(), listed.model.row_high.copy()
    low[gone], high[gone] = -np.inf, np.inf
    return replace(listed.model, row_low=low, row_high=high)


def _gives(listed: menu.Menu, end: float) -> trials.Clash:
    """Least money more, fewest musts to drop, and packages more: each by itself."""
    problem = listed.problem
    kinds = {kind: [name for name in listed.groups if name.startswith(kind)] for kind in KINDS}
    found = {
        kind: picking.best(listed, seconds=trials.trial(end), give=dict.fromkeys(names, 1.0))
        for kind, names in kinds.items()
        if names
    }
    proven = {kind: each for kind, each in found.items() if each.status == "proven"}
    short = _short(problem, proven["money"].packages) if "money" in proven else {}
    if problem.limits.mode != "pool":
        short = trials.grants(problem, seconds=trials.trial(end))
    must = found.get("must", picking.Choice("infeasible"))
    return trials.Clash(
        sets=(),
        money=short or {},
        drop=tuple(_unit(name) for name, off in must.given.items() if off > 1 / 2),
        fewest=must.status == "proven",
        packages=round(proven["count"].given["count"]) if "count" in proven else 0,
        settled=short is not None and all(e.status in SETTLED for e in found.values()),
    )


def _short(problem: "Problem", packages: "Sequence[Package]") -> dict[int, int]:
    left = np.array(problem.limits.money, dtype=np.int64)
    for each in packages:
        left[problem.pool[each.hub]] += each.money
    return {number: -int(fen) for number, fen in enumerate(left) if fen < 0}


def _told(problem: "Problem", found: trials.Clash) -> Conflict:
    said = tuple(tuple(demand(problem, name) for name in names) for names in found.sets)
    words = [joined(names) for names in said]
    if not found.smallest:
        words.append("限定时间内未能逐条验证：其中有的条件可能与矛盾无关。")
    ways = list(_ways(problem, found))
    words += [f"{'' if place == 0 else '或'}{way}。" for place, way in enumerate(ways)]
    single = "单靠增加资金、去掉必须入片的单元或放宽片区数量"
    if not ways and found.settled:
        words.append(f"{single}都不够，须同时放宽几项。")
    elif not ways:
        words.append(f"{single}够不够，限定时间内未能判定；请放宽时间。")
    dropped = tuple(str(problem.units[unit]) for unit in found.drop)
    return Conflict(
        "conflict",
        sets=said,
        smallest=found.smallest,
        money=found.money,
        drop=dropped,
        fewest=found.fewest,
        packages=found.packages,
        words=tuple(words),
    )


def _ways(problem: "Problem", found: trials.Clash) -> "Iterator[str]":
    if found.money:
        yield _lacking(problem, found.money)
    if found.drop:
        more = "" if found.fewest else "（限定时间内求得，可能不必去掉这么多）"
        yield f"不再要求 {ids(problem, found.drop)} 入片{more}"
    if found.packages:
        most = (problem.limits.most_packages or 0) + found.packages
        yield f"片区数量上限放宽到 {most} 个"


def _lacking(problem: "Problem", money: "Mapping[int, int]") -> str:
    if problem.limits.mode != "pool":
        return f"各片区合计至少要另补助 {amount(sum(money.values()))}"
    return "，".join(f"{pool(problem, each)}至少还差 {amount(fen)}" for each, fen in money.items())


def _unit(name: str) -> int:
    return int(name.partition(":")[2])
