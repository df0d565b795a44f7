"""Groups of yards that could be one package, every one of them, where they are few enough."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .management_rules import Rules

VISITED = 20_000  # sets looked at in all for a proof
PIECE = 600  # and in one piece of what is too large for it


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
        Sets to look at, at most; None: `VISITED`.

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
    limit = VISITED if most is None else most
    own = sorted(among)
    metres = yards.metres[np.ix_(own, own)]
    linked = yards.linked[np.ix_(own, own)]
    beside = [_mask(row) for row in linked]
    ball = [_mask(row) for row in metres <= rules.reach]
    counts = [int(yards.households[at]) for at in own]
    ways = metres.tolist()
    found: list[Group] = []
    for number, (mask, hubs, total) in enumerate(_connected(beside, ball, counts, rules.most)):
        if number >= limit:
            return None
        if total >= rules.least and mask & hubs and mask.bit_count() >= rules.least_yards:
            found.append(_with_hub(mask, hubs, ways, own))
    return found


def _mask(row: "NDArray[np.bool_]") -> int:
    return sum(1 << int(at) for at in np.flatnonzero(row))


def _connected(
    beside: list[int], ball: list[int], counts: list[int], most: int
) -> "Iterator[tuple[int, int, int]]":
    """Connected sets with few enough households that some yard may reach: members, hubs, total."""
    for root in range(len(beside)):
        if counts[root] > most:
            continue
        past = (1 << root) - 1
        stack = [(1 << root, beside[root] & ~past, past | 1 << root, ball[root], counts[root])]
        while stack:
            mask, open_, closed, hubs, total = stack.pop()
            yield mask, hubs, total
            while open_:
                bit = open_ & -open_
                at = bit.bit_length() - 1
                open_ ^= bit
                closed |= bit
                if total + counts[at] <= most and hubs & ball[at]:
                    more = (open_ | beside[at]) & ~closed
                    stack.append((mask | bit, more, closed, hubs & ball[at], total + counts[at]))


def _with_hub(mask: int, hubs: int, ways: list[list[float]], own: list[int]) -> Group:
    """A set with the member, of those that reach all, that has the fewest metres."""
    members = [at for at in range(mask.bit_length()) if mask >> at & 1]
    reaching = [at for at in members if hubs >> at & 1]
    metres, hub = min((round(sum(ways[at][to] for to in members), 6), at) for at in reaching)
    return Group(tuple(own[at] for at in members), own[hub], metres)
