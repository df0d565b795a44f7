"""The master model: which of the packages known so far make the best plan, in parts, and prices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import highs_columns
from .columns import Columns, Duals, joined, met, of
from .set_packing import fen_in_a_unit

if TYPE_CHECKING:
    from .columns import Floats
    from .problem import Flags, Ints, Problem

WORTH = 1000.0  # thousandths of a household in a unit of the model's worth
MONEY = 1e8  # fen in a unit of the model's money at most
GONE = 1e-9  # parts below this are rounding


@dataclass(frozen=True, eq=False)
class Solution:
    """
    An optimum of the master model.

    Attributes
    ----------
    worth
        In thousandths of a household; in the search for any plan, minus what is missing.
    parts
        Of each column of the master.
    duals
        Prices.
    """

    worth: float
    parts: "Floats"
    duals: Duals


class Master:
    """
    Packages known so far, and the linear model of the plans that they make in parts.

    Parameters
    ----------
    problem
        The problem; its worths are not looked at, those of the columns are.
    elastic
        Whether what must be met may be missing: then the model's only worth is minus what is.
    """

    def __init__(self, problem: "Problem", *, elastic: bool = False) -> None:
        limits, n = problem.limits, len(problem.units)
        self._problem, self._elastic = problem, elastic
        self._pools = len(limits.money) if limits.mode == "pool" else 0
        self._fen = fen_in_a_unit(problem, most=MONEY)
        self._counted = limits.most_packages is not None
        low = np.concatenate((np.where(problem.must, 1.0, -np.inf), np.zeros(self._pools)))
        high = np.concatenate((np.ones(n), np.full(self._pools, np.inf)))
        low[n:] = -np.array(limits.money[: self._pools], dtype=float) / self._fen
        if limits.most_packages is not None:
            low, high = np.append(low, -np.inf), np.append(high, float(limits.most_packages))
        self._base = len(low)
        self._model = highs_columns.Growing(low, high)
        self._spare = 0
        if elastic:
            self._add_spare()
        self._parts: list[Columns] = []
        self._known: set[bytes] = set()
        self.triples: Ints = np.empty((0, 3), dtype=np.int64)
        self.empty = False  # whether the last model had no answer at all

    def __len__(self) -> int:
        """How many columns it has."""
        return sum(len(each) for each in self._parts)

    @property
    def columns(self) -> Columns:
        """All of its columns, in the order of the parts of a solution."""
        if len(self._parts) != 1:
            self._parts = [joined(self._parts) if self._parts else of([])]
        return self._parts[0]

    def add(self, columns: Columns) -> int:
        """Take in the columns whose set of units is new; say how many those were."""
        new = []
        for place in range(len(columns)):
            key = columns.units(place).tobytes()
            if key not in self._known:
                self._known.add(key)
                new.append(place)
        if new:
            fresh = columns.chosen(np.array(new, dtype=np.int64))
            self._parts.append(fresh)
            self._model.add(self._block(fresh))
        return len(new)

    def cut(self, triples: "Ints") -> None:
        """Take in cuts on three units."""
        columns = self.columns
        column, triple = met(columns, triples, len(self._problem.units))
        order = np.lexsort((column, triple))
        many = np.bincount(triple, minlength=len(triples))
        none = np.zeros(len(triples))
        self._model.extend(
            highs_columns.Block(
                starts=np.concatenate(([0], np.cumsum(many))),
                index=self._spare + column[order],
                value=np.ones(len(order)),
                low=none - np.inf,
                high=none + 1.0,
                cost=none,
            )
        )
        self.triples = np.vstack((self.triples, triples))

    def uncut(self, kept: "Flags") -> None:
        """Let go of the cuts that are not kept."""
        self._model.drop_rows(self._base + np.flatnonzero(~kept))
        self.triples = self.triples[kept]

    def keep(self, kept: "Flags") -> None:
        """Let go of the columns that are not kept; they may come again."""
        columns = self.columns
        gone = np.flatnonzero(~kept)
        self._known -= {columns.units(int(place)).tobytes() for place in gone}
        self._model.drop(self._spare + gone)
        self._parts = [columns.chosen(np.flatnonzero(kept))]

    def fix(self, columns: "Ints", *, low: float = 0.0, high: float = np.inf) -> None:
        """Have columns wholly in the plan (`low` 1), not in it at all (`high` 0), or free again."""
        none = np.zeros(len(columns))
        self._model.limit(self._spare + np.asarray(columns), none + low, none + high)

    def solve(self, *, seconds: float) -> Solution | None:
        """The optimum; None where there is none, or not in the time."""
        point = self._model.optimum(time_limit=seconds)
        self.empty = point.status == "infeasible"
        if point.status != "optimal":
            return None
        parts = point.values[self._spare :]
        return Solution(
            worth=point.objective * WORTH,
            parts=np.where(parts > GONE, parts, 0.0),
            duals=self._duals(point.duals * WORTH),
        )

    def _duals(self, raw: "Floats") -> Duals:
        n = len(self._problem.units)
        money = np.zeros(len(self._problem.limits.money))
        money[: self._pools] = np.maximum(-raw[n : n + self._pools], 0.0) / self._fen
        return Duals(
            unit=np.where(self._problem.must, raw[:n], np.maximum(raw[:n], 0.0)),
            money=money,
            count=max(float(raw[n + self._pools]), 0.0) if self._counted else 0.0,
            triples=self.triples,
            cut=np.maximum(raw[self._base :], 0.0),
        )

    def _block(self, columns: Columns) -> highs_columns.Block:
        """Entries of columns: their units, their money, their count, the cuts that they meet."""
        n, m = len(self._problem.units), len(columns)
        every, counted = np.arange(m), np.flatnonzero(~columns.alone)
        row, index, value = [], [], []
        row.append(columns.row)
        index.append(columns.members)
        value.append(np.ones(len(columns.members)))
        if self._pools:
            row.append(every)
            index.append(n + self._problem.pool[columns.hub])
            value.append(columns.money / self._fen)
        if self._counted:
            row.append(counted)
            index.append(np.full(len(counted), n + self._pools))
            value.append(np.ones(len(counted)))
        if len(self.triples):
            column, triple = met(columns, self.triples, n)
            row.append(column)
            index.append(self._base + triple)
            value.append(np.ones(len(column)))
        place = np.concatenate(row)
        order = np.argsort(place, kind="stable")
        none = np.zeros(m)
        return highs_columns.Block(
            starts=np.concatenate(([0], np.cumsum(np.bincount(place, minlength=m)))),
            index=np.concatenate(index)[order],
            value=np.concatenate(value)[order],
            low=none,
            high=none + np.inf,
            cost=none if self._elastic else columns.value / WORTH,
        )

    def _add_spare(self) -> None:
        """What is missing: a unit that must be in a package, money that a pool must have."""
        n = len(self._problem.units)
        rows = np.concatenate((np.flatnonzero(self._problem.must), n + np.arange(self._pools)))
        self._spare = len(rows)
        none = np.zeros(len(rows))
        self._model.add(
            highs_columns.Block(
                np.arange(len(rows) + 1), rows, none + 1.0, none, none + np.inf, none - 1.0
            )
        )
