"""A first plan of packages in seconds: grown from seeds, then made better place by place."""

import time
from typing import TYPE_CHECKING

import numpy as np

from .drafts import BEST_MUSTS, FREE, Plan, draft, ground, plan
from .figures import best_hub, land_alone, package

if TYPE_CHECKING:
    from .drafts import Draft, Ground
    from .problem import Package, Problem

SEED = 7
CHUNK = 500  # turns between two looks at the clock
ROUND = 60  # turns a unit in a round
SMALL = 6  # turns a pair of units, where units are few
LEAST, MOST = 20_000, 100_000  # turns in all; the least is of more than a few units
CALM = 0.3  # share of the turns at the end that only take what is better
RATE = 0.3  # how fast prices move, over the number of units
HEAT, COOL = 1.0, 0.1  # at the beginning and before the calm, of the mean worth of a unit


def start(problem: "Problem", *, seconds: float, turns: int | None = None) -> "list[Package]":
    """
    A valid plan, soon.

    Packages grow from seeds by what each neighbour adds; then some near each other are taken apart
    and grown anew, or a unit moves from one to another, for as long as there are turns or time.
    What a unit of money is worth moves up while a pool is short and down while it is not.

    Parameters
    ----------
    problem
        Units, links, hubs and rules.
    seconds
        Time limit. It only cuts off: within it the plan depends on nothing but the problem.
    turns
        How many; by the number of units unless given.

    Returns
    -------
    list of Package
        By their first members, each with its best hub; in a pool, with the land that enters it by
        itself. Every package is valid, and all together keep to money and number. A unit that must
        be in a package is left out only where the search found no way; empty if none was found.

    Examples
    --------
    >>> from .problem import _two
    >>> [own.members for own in start(_two(), seconds=1)]
    [(0, 1)]
    """
    end = time.monotonic() + seconds
    base = ground(problem)
    scale = _scale(problem)
    kept = plan(base, problem, price=scale)
    n = len(problem.units)
    turns = min(MOST, max(ROUND * n, min(LEAST, SMALL * n * n))) if turns is None else turns
    _searched(base, draft(base, seed=SEED), kept, scale, end=end, turns=turns)
    return _packages(problem, kept) if kept.total[BEST_MUSTS] >= 0 else []


def _searched(
    base: "Ground", own: "Draft", kept: Plan, scale: float, *, end: float, turns: int
) -> None:
    """Rounds of heat that falls to calm, each from the best plan so far, which is in `kept`."""
    from .local_search import improve, restore

    n = len(base.facts)
    worth = max(1.0, float(np.abs(base.hubs[:, 1]).mean()))
    chunks = max(2, -(-min(turns, ROUND * n) // CHUNK))
    hot = int(chunks * (1 - CALM))
    for chunk in range(max(chunks, turns // CHUNK)):
        step = chunk % chunks
        if step in (0, hot) and kept.total[BEST_MUSTS] >= 0:
            restore(base, own, kept)
        heat = worth * HEAT * (COOL / HEAT) ** (step / hot) if step < hot else 0.0
        improve(base, own, kept, scale, CHUNK, heat, 1.0 + RATE / n)
        if time.monotonic() > end:
            break


def _scale(problem: "Problem") -> float:
    """What a fen is about worth: all gain over all that is short."""
    most = np.zeros(len(problem.units))
    np.maximum.at(most, problem.members, problem.gain.astype(float))
    short = -problem.finance[problem.finance < 0].sum()
    return float(most.sum()) / max(1.0, float(short))


def _packages(problem: "Problem", kept: Plan) -> "list[Package]":
    """The best plan, and the land that enters a pool by itself."""
    of: dict[int, list[int]] = {}
    for unit, slot in enumerate(kept.best.tolist()):
        if slot != FREE:
            of.setdefault(slot, []).append(unit)
    found = [_hubbed(problem, tuple(units)) for units in of.values()]
    if problem.limits.mode == "pool":
        joint = {unit for own in problem.together if len(own) > 1 for unit in own}
        able = ~problem.lived & (problem.finance > 0) & (kept.best == FREE)
        found += [land_alone(problem, u) for u in np.flatnonzero(able).tolist() if u not in joint]
    return sorted((own for own in found if own is not None), key=lambda own: own.members)


def _hubbed(problem: "Problem", members: tuple[int, ...]) -> "Package | None":
    """A set with its best hub; of a community by itself, that is the community."""
    if problem.limits.mode != "self":
        return best_hub(problem, members)
    hub = next(unit for unit in members if problem.lived[unit])
    return package(problem, members, hub=hub)
