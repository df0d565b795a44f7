"""Packing of yards: fewest left out, then fewest packages, then the shortest ways from the hubs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import yard_groups
from .yard_groups import Group, groups

if TYPE_CHECKING:
    from .management_rules import Rules
    from .yard_groups import Yards

_SECONDS = 20.0  # of one search; never met at the sizes that are written out
_NEIGHBOURS = 3  # packages beside a yard that are taken apart again for it
_COLUMNS = 2_000  # packages to choose from at once
_TRIALS = 60  # packings anew in all, so that it ends however many yards there are


@dataclass(frozen=True)
class Packing:
    """
    Packages, by their first members.

    Attributes
    ----------
    packages
        Disjoint groups.
    proven
        Of each: whether all packages of all that hang together with it were compared.
    """

    packages: tuple[Group, ...]
    proven: tuple[bool, ...]


def pack(yards: "Yards", rules: "Rules") -> Packing:
    """
    The best packages of yards.

    What hangs together by links is solved by itself: exactly, over every package it allows, where
    these are few enough to write out. Else it is cut into pieces that are, and packages are then
    taken apart and packed again around yards left out and beside one another while that helps. All
    of it goes by counts of sets and of trials, never by the clock, and is not proven.

    Parameters
    ----------
    yards
        Households, walks and links; in a fixed order.
    rules
        What makes a package.

    Returns
    -------
    Packing
        The same for the same order of yards.

    Examples
    --------
    >>> from pianqu.analysis.management.management_rules import rules
    >>> from pianqu.analysis.management.yard_groups import Yards
    >>> at = np.array([0.0, 300, 5000, 5400])
    >>> near = abs(at[:, None] - at)
    >>> found = pack(Yards(np.array([150, 60, 120, 90]), near, (near > 0) & (near < 999)), rules())
    >>> [each.members for each in found.packages]
    [(0, 1), (2, 3)]
    """
    found: list[tuple[Group, bool]] = []
    large: list[tuple[int, ...]] = []
    for part in _components(yards):
        share = yard_groups.VISITED * len(part) // len(yards.households)
        best = _best(yards, part, rules, most=max(share, yard_groups.PIECE))
        if best is None:
            large.append(part)
        else:
            found += [(group, True) for group in best]
    for part in large:
        trials = max(_TRIALS * len(part) // sum(map(len, large)), 1)
        found += [(group, False) for group in _pieced(yards, part, rules, trials=trials)]
    found.sort(key=lambda pair: pair[0].members)
    return Packing(tuple(group for group, _ in found), tuple(proven for _, proven in found))


def score(packages: list[Group]) -> tuple[int, int, float]:
    """
    How good packages are, the smaller the better: yards packed (negative), packages, metres.

    Examples
    --------
    >>> score([Group((0, 1), hub=0, metres=300.0)])
    (-2, 1, 300.0)
    """
    packed = sum(len(group.members) for group in packages)
    return -packed, len(packages), round(sum(group.metres for group in packages), 3)


def _components(yards: "Yards") -> list[tuple[int, ...]]:
    from ...gis.neighbours import components

    if not len(yards.households):
        return []
    first, second = np.nonzero(yards.linked)
    label = components(len(yards.households), first, second)
    return [
        tuple(np.flatnonzero(label == part).tolist()) for part in range(label.max(initial=-1) + 1)
    ]


def _best(
    yards: "Yards", among: tuple[int, ...], rules: "Rules", *, most: int
) -> list[Group] | None:
    """The best packages of some yards, proven; None where too many are possible."""
    found = groups(yards, among, rules, most=most)
    if not found:
        return found
    if len(found) > _COLUMNS:
        return None
    row = {yard: at for at, yard in enumerate(sorted(among))}
    metres = sum(sorted((group.metres for group in found), reverse=True)[: len(among)])
    one = np.ceil(metres) + 1.0  # a package weighs more than all ways together
    out = one * (len(among) + 1)  # and a yard more than all packages
    gain = np.array([out * len(each.members) - one - each.metres for each in found])
    member = [row[yard] for each in found for yard in each.members]
    column = np.repeat(np.arange(len(found)), [len(each.members) for each in found])
    chosen = _set_packing(gain, np.array(member), column, len(among))
    return None if chosen is None else [found[at] for at in chosen]


def _set_packing(
    gain: np.ndarray, row: np.ndarray, column: np.ndarray, count: int
) -> list[int] | None:
    from scipy.sparse import csr_matrix

    from ..highs import Model, solve

    size = len(gain)
    matrix = csr_matrix((np.ones(len(row)), (row, column)), shape=(count, size))
    free, one = np.full(count, -np.inf), np.ones(count)
    model = Model(
        gain, matrix, free, one, np.zeros(size), np.ones(size), np.ones(size, bool), maximise=True
    )
    answer = solve(model, time_limit=_SECONDS)
    return np.flatnonzero(answer.values).tolist() if answer.status == "optimal" else None


def _pieced(yards: "Yards", among: tuple[int, ...], rules: "Rules", *, trials: int) -> list[Group]:
    found = []
    pieces = [among]
    while pieces:
        piece = pieces.pop()
        best = _best(yards, piece, rules, most=yard_groups.PIECE)
        if best is not None:
            found += best
        elif len(piece) > 1:
            pieces += _halves(yards, piece)
    joined = _joined(yards, among, found, rules)
    return _joined(yards, among, _mended(yards, among, joined, rules, trials=trials), rules)


def _halves(yards: "Yards", among: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Two parts of a shortest tree, as even as it can be cut, of equals at its longest link."""
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    own = np.array(among)
    near = np.where(yards.linked[np.ix_(own, own)], yards.metres[np.ix_(own, own)] + 1.0, 0.0)
    tree = minimum_spanning_tree(near)
    order, parent = breadth_first_order(tree, 0, directed=False)
    size = np.ones(len(own), dtype=np.int64)
    for at in order[:0:-1]:
        size[parent[at]] += size[at]
    lower = order[1:]
    even = np.minimum(size[lower], len(own) - size[lower])
    length = near[lower, parent[lower]]
    cut = int(lower[np.lexsort((lower, -length, -even))[0]])
    below = np.zeros(len(own), dtype=bool)
    below[cut] = True
    for at in order[1:]:
        below[at] |= below[parent[at]]
    return [tuple(own[~below].tolist()), tuple(own[below].tolist())]


def _joined(
    yards: "Yards", among: tuple[int, ...], packages: list[Group], rules: "Rules"
) -> list[Group]:
    """Packages with every yard left out that one of them can take, where it walks least."""
    found = list(packages)
    left = set(among) - {yard for group in found for yard in group.members}
    better = True
    while better:
        better = False
        for yard in sorted(left):
            options = [
                (wider.metres - group.metres, at, wider)
                for at, group in enumerate(found)
                if (wider := _widened(yards, group, yard, rules)) is not None
            ]
            if options:
                _, at, found[at] = min(options, key=lambda each: each[:2])
                left.discard(yard)
                better = True
    return found


def _widened(yards: "Yards", group: Group, yard: int, rules: "Rules") -> Group | None:
    """A package with one more yard, with its best hub; None where the rules forbid it."""
    old, members = list(group.members), sorted((*group.members, yard))
    if not yards.linked[yard, old].any() or yards.households[members].sum() > rules.most:
        return None
    ways = yards.metres[np.ix_(members, members)]
    fine = (ways <= rules.reach).all(axis=1)
    if not fine.any():
        return None
    total = np.where(fine, ways.sum(axis=1), np.inf).round(6)
    best = int(np.argmin(total))
    return Group(tuple(members), members[best], float(total[best]))


def _mended(
    yards: "Yards",
    among: tuple[int, ...],
    packages: list[Group],
    rules: "Rules",
    *,
    trials: int,
) -> list[Group]:
    """Packages packed again around what was left out, and beside one another, while it helps."""
    better = True
    while better:
        better = False
        packed = {yard for group in packages for yard in group.members}
        spots = [(yard,) for yard in among if yard not in packed]
        spots += [group.members for group in sorted(packages, key=lambda each: each.members)]
        for spot in spots[:trials]:
            trial = _repacked(yards, spot, packages, rules)
            if trial is not None and score(trial) < score(packages):
                packages, better = trial, True
        trials -= len(spots)
        better = better and trials > 0
    return packages


def _repacked(
    yards: "Yards", spot: tuple[int, ...], packages: list[Group], rules: "Rules"
) -> list[Group] | None:
    """The packages with those nearest to a spot, and the spot, packed anew."""
    beside = np.asarray(yards.linked[list(spot)].any(axis=0))
    ways = np.asarray(yards.metres[list(spot)].min(axis=0))
    held = [set(group.members) for group in packages]
    own_spot = set(spot)
    near = [
        (float(ways[list(own)].min()), at)
        for at, own in enumerate(held)
        if beside[list(own)].any() and not own & own_spot
    ]
    for count in range(min(len(near), _NEIGHBOURS), 0, -1):
        taken = {at for _, at in sorted(near)[:count]}
        taken |= {at for at, own in enumerate(held) if own & own_spot}
        among = {*own_spot, *(yard for at in taken for yard in held[at])}
        best = _best(yards, tuple(sorted(among)), rules, most=yard_groups.PIECE)
        if best is not None:
            return [group for at, group in enumerate(packages) if at not in taken] + best
    return None
