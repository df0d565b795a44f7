"""Groups of yards that could be one package, every one of them, where they are few enough."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .management_rules import Rules

VISITED = 30_000  # sets looked at before it counts as too many


@dataclass(frozen=True, eq=False)
class Yards:
    """
    Yards that may be packed.

    Attributes
    ----------
    households
        Of each.
    metres
        (n, n) walk between each two, symmetrical; inf beyond what was searched.
    linked
        (n, n) whether two may be neighbours in a package.
    """

    households: "NDArray[np.int64]"
    metres: "NDArray[np.float64]"
    linked: "NDArray[np.bool_]"


@dataclass(frozen=True)
class Group:
    """A package that the rules allow: positions, its hub, and the metres from the hub to all."""

    members: tuple[int, ...]
    hub: int
    metres: float


def groups(
    yards: Yards, among: tuple[int, ...], rules: "Rules", *, most: int | None = None
) -> list[Group] | None:
    """
    Every package that some yards allow.

    A package hangs together by links, all of it is within reach of its hub, and its households
    and yards keep to the rules. The hub is the yard with the fewest metres to all others.

    Parameters
    ----------
    yards
        All of them.
    among
        Positions that may be in a package.
    rules
        Reach, households and yards of a package.
    most
        Sets to look at, at most; None for the usual number.

    Returns
    -------
    list of Group
        Each set once, in a fixed order; None where there are too many to look at.

    Examples
    --------
    >>> from pianqu.analysis.management.management_rules import rules
    >>> near = np.array([[0.0, 300], [300, 0]])
    >>> groups(Yards(np.array([150, 60]), near, near > 0), (0, 1), rules())
    [Group(members=(0, 1), hub=0, metres=300.0)]
    """
    own = np.array(sorted(among), dtype=np.int64)
    metres = yards.metres[np.ix_(own, own)]
    linked = yards.linked[np.ix_(own, own)]
    beside = [_mask(row) for row in linked]
    ball = [_mask(row) for row in metres <= rules.reach]
    counts = [int(count) for count in yards.households[own]]
    found: list[Group] = []
    for number, (mask, total) in enumerate(_connected(beside, ball, counts, rules.most)):
        if number >= (VISITED if most is None else most):
            return None
        if total >= rules.least and mask.bit_count() >= rules.least_yards:
            found += _with_hub(mask, metres, own, rules.reach)
    return found


def _mask(row: "NDArray[np.bool_]") -> int:
    return sum(1 << int(at) for at in np.flatnonzero(row))


def _connected(
    beside: list[int], ball: list[int], counts: list[int], most: int
) -> "Iterator[tuple[int, int]]":
    """Connected sets with few enough households that some yard may reach, each once."""
    for root in range(len(beside)):
        past = (1 << root) - 1
        stack = [(1 << root, beside[root] & ~past, past | 1 << root, ball[root], counts[root])]
        while stack:
            mask, open_, closed, hubs, total = stack.pop()
            if total > most or not hubs:
                continue
            yield mask, total
            while open_:
                bit = open_ & -open_
                at = bit.bit_length() - 1
                open_ ^= bit
                closed |= bit
                more = (open_ | beside[at]) & ~closed
                stack.append((mask | bit, more, closed, hubs & ball[at], total + counts[at]))


def _with_hub(
    mask: int, metres: "NDArray[np.float64]", own: "NDArray[np.int64]", reach: float
) -> list[Group]:
    members = [at for at in range(len(own)) if mask >> at & 1]
    ways = metres[np.ix_(members, members)]
    fine = (ways <= reach).all(axis=1)
    if not fine.any():
        return []
    total = np.where(fine, ways.sum(axis=1), np.inf).round(6)
    best = int(np.argmin(total))
    hub = int(own[members[best]])
    return [Group(tuple(int(own[at]) for at in members), hub, float(total[best]))]
