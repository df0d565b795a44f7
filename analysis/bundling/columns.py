"""Packages in columns: many at once as arrays, and the prices that they are measured against."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .figures import land_alone, package
from .problem import Package

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .problem import Flags, Ints, Problem

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


PAIR = 2  # units of a triple that make a column meet it


@dataclass(frozen=True, eq=False)
class Columns:
    """
    Packages: a set of units each, with one hub; no set is there twice.

    Attributes
    ----------
    hub
        Hub of each package.
    starts, members
        The units of package `i` are ``members[starts[i]:starts[i + 1]]``, ascending.
    value
        Worth in thousandths of a household.
    money
        Balance in fen.
    alone
        Land that enters a pool by itself.
    """

    hub: "Ints"
    starts: "Ints"
    members: "Ints"
    value: "Ints"
    money: "Ints"
    alone: "Flags"

    def __len__(self) -> int:
        """How many packages."""
        return len(self.hub)

    @property
    def size(self) -> "Ints":
        """How many units each package has."""
        return self.starts[1:] - self.starts[:-1]

    @property
    def row(self) -> "Ints":
        """The package of each of `members`."""
        return np.repeat(np.arange(len(self)), self.size)

    def units(self, column: int) -> "Ints":
        """Units of one package."""
        return self.members[self.starts[column] : self.starts[column + 1]]

    def chosen(self, rows: "Ints") -> "Columns":
        """Some of the packages, in the order given."""
        size = self.size[rows]
        starts = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
        at = np.repeat(self.starts[:-1][rows] - starts[:-1], size) + np.arange(starts[-1])
        return Columns(
            hub=self.hub[rows],
            starts=starts,
            members=self.members[at],
            value=self.value[rows],
            money=self.money[rows],
            alone=self.alone[rows],
        )

    def package(self, problem: "Problem", column: int) -> Package:
        """One of them with all its figures."""
        if self.alone[column]:
            return land_alone(problem, int(self.hub[column]))
        return package(problem, self.units(column), hub=int(self.hub[column]))


@dataclass(frozen=True, eq=False)
class Duals:
    """
    What a package has to pay for what it uses up.

    Attributes
    ----------
    unit
        For each of its units, in thousandths of a household.
    money
        What a fen of its balance earns, by number of the pool; not negative.
    count
        For being a package at all; not negative. Land alone does not pay it.
    triples, cut
        (c, 3) units, and what a package with two or three of them pays; not negative.
    """

    unit: "Floats"
    money: "Floats"
    count: float
    triples: "Ints"
    cut: "Floats"


def of(packages: "Iterable[Package]") -> Columns:
    """
    Packages as columns, in the order given.

    Examples
    --------
    >>> from .problem import _two
    >>> of([package(_two(), (0, 1), hub=0), land_alone(_two(), 1)]).units(0)
    array([0, 1])
    """
    listed = list(packages)
    members = [unit for each in listed for unit in each.members]
    size = [len(each.members) for each in listed]
    return Columns(
        hub=np.array([each.hub for each in listed], dtype=np.int64),
        starts=np.concatenate(([0], np.cumsum(size))).astype(np.int64),
        members=np.array(members, dtype=np.int64),
        value=np.array([each.value for each in listed], dtype=np.int64),
        money=np.array([each.money for each in listed], dtype=np.int64),
        alone=np.array([each.alone for each in listed], dtype=bool),
    )


def joined(several: "Iterable[Columns]") -> Columns:
    """
    Columns one after another; a set that is in more than one of them stays in all.

    Examples
    --------
    >>> from .problem import _two
    >>> one = of([land_alone(_two(), 1)])
    >>> len(joined([one, one]))
    2
    """
    parts = list(several)
    if not parts:
        return of([])
    sizes = np.concatenate([each.size for each in parts])
    return Columns(
        hub=np.concatenate([each.hub for each in parts]),
        starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        members=np.concatenate([each.members for each in parts]),
        value=np.concatenate([each.value for each in parts]),
        money=np.concatenate([each.money for each in parts]),
        alone=np.concatenate([each.alone for each in parts]),
    )


def met(columns: Columns, triples: "Ints", units: int) -> tuple["Ints", "Ints"]:
    """
    Which columns hold two or three units of which triples.

    Returns
    -------
    tuple of ndarray
        Positions of the columns, and of the triples, pair by pair.

    Examples
    --------
    >>> from .problem import _two
    >>> both = of([package(_two(), (0, 1), hub=0)])
    >>> met(both, np.array([[0, 1, 2], [1, 2, 3]]), 4)
    (array([0]), array([0]))
    """
    order = np.argsort(triples, axis=None, kind="stable")
    begin = np.searchsorted(triples.ravel()[order], np.arange(units + 1))
    many = (begin[1:] - begin[:-1])[columns.members]
    first = np.concatenate(([0], np.cumsum(many)))
    at = (
        np.arange(first[-1]) - np.repeat(first[:-1], many) + np.repeat(begin[columns.members], many)
    )
    keys = np.repeat(columns.row, many) * max(1, len(triples)) + order[at] // 3
    pairs, times = np.unique(keys, return_counts=True)
    column, triple = np.divmod(pairs[times >= PAIR], max(1, len(triples)))
    return column, triple


def reduced(problem: "Problem", columns: Columns, duals: Duals) -> "Floats":
    """
    What each package is worth beyond what it has to pay.

    Examples
    --------
    >>> from .problem import _two
    >>> prices = Duals(np.array([5.0, 1.0]), np.array([0.0]), 2.0, np.empty((0, 3), int), np.empty(0))
    >>> reduced(_two(), of([land_alone(_two(), 1)]), prices)
    array([-1.])
    """
    paid = np.bincount(columns.row, duals.unit[columns.members], minlength=len(columns))
    paid = paid + np.where(columns.alone, 0.0, duals.count)
    if len(duals.triples):
        column, triple = met(columns, duals.triples, len(problem.units))
        paid += np.bincount(column, duals.cut[triple], minlength=len(columns))
    return columns.value + duals.money[problem.pool[columns.hub]] * columns.money - paid
