"""The door to HiGHS for models that grow: columns and rows are added, and the last basis is kept."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from . import highs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PointStatus = Literal["optimal", "infeasible", "stopped"]


@dataclass(frozen=True)
class Block:
    """
    Columns (or rows) that are added together.

    Attributes
    ----------
    starts, index, value
        The entries of block line `i` are those from ``starts[i]`` to ``starts[i + 1]``: `index` is
        the row (or the column) of each, `value` its figure.
    low, high
        Limits of each line.
    cost
        Of each column; not looked at for rows.
    """

    starts: "Ints"
    index: "Ints"
    value: "Floats"
    low: "Floats"
    high: "Floats"
    cost: "Floats"


@dataclass(frozen=True)
class Point:
    """
    The optimum of a linear model, with its prices.

    Attributes
    ----------
    status
        `optimal`, `infeasible`, or `stopped` (the time ended, or the solver gave up).
    objective
        NaN unless optimal.
    values
        One a column; empty unless optimal.
    duals
        One a row: what one more of its limit is worth; empty unless optimal.
    """

    status: PointStatus
    objective: float
    values: "Floats"
    duals: "Floats"


class Growing:
    """
    A linear model to maximise, of continuous columns, that is solved again and again as it grows.

    Parameters
    ----------
    low, high
        Limits of the rows that it begins with.

    Notes
    -----
    Without presolve and on one thread, so that each solution starts from the last basis and the
    same steps give the same basis.

    Examples
    --------
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> model = Growing(np.array([-np.inf]), np.array([4.0]))
    >>> model.add(Block(np.array([0, 1]), np.array([0]), 2 * one, zero, np.inf * one, 3 * one))
    >>> model.optimum(time_limit=5).objective
    6.0
    """

    def __init__(self, low: "Floats", high: "Floats") -> None:
        import highspy

        self._solver: Any = highs._solver(math.inf, 0.0, presolve=False)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        none = np.zeros(0)
        starts = np.zeros(len(low) + 1, dtype=np.int64)
        self._low, self._high = low, high
        self.extend(Block(starts, starts[:0], none, low, high, none))

    def add(self, block: Block) -> None:
        """Append columns; they begin at their lower limits."""
        if not len(block.low):
            return
        self._solver.addCols(
            len(block.low),
            np.asarray(block.cost, dtype=float),
            np.asarray(block.low, dtype=float),
            np.asarray(block.high, dtype=float),
            *_entries(block),
        )

    def extend(self, block: Block) -> None:
        """Append rows; their entries name columns that are there."""
        if not len(block.low):
            return
        self._solver.addRows(
            len(block.low),
            np.asarray(block.low, dtype=float),
            np.asarray(block.high, dtype=float),
            *_entries(block),
        )

    def limit(self, columns: "Ints", low: "Floats", high: "Floats") -> None:
        """Give columns new limits."""
        whole = np.asarray(columns, dtype=np.int32)
        self._solver.changeColsBounds(len(whole), whole, np.asarray(low), np.asarray(high))

    def drop(self, columns: "Ints") -> None:
        """Take columns out; those behind them move up."""
        whole = np.sort(np.asarray(columns, dtype=np.int32))
        self._solver.deleteCols(len(whole), whole)

    def drop_rows(self, rows: "Ints") -> None:
        """Take rows out; those behind them move up."""
        whole = np.sort(np.asarray(rows, dtype=np.int32))
        self._solver.deleteRows(len(whole), whole)

    def optimum(self, *, time_limit: float) -> Point:
        """Solve from the last basis."""
        none = np.empty(0)
        if not self._solver.getNumCol():
            fits = (self._low <= 0).all() and (self._high >= 0).all()
            zero = np.zeros(len(self._low))
            return (
                Point("optimal", 0.0, none, zero)
                if fits
                else Point("infeasible", math.nan, none, none)
            )
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(time_limit, 0.01))
        self._solver.run()
        said = self._solver.modelStatusToString(self._solver.getModelStatus())
        if said != "Optimal":
            status: PointStatus = "infeasible" if said == "Infeasible" else "stopped"
            return Point(status, math.nan, none, none)
        found = self._solver.getSolution()
        return Point(
            "optimal",
            float(self._solver.getInfo().objective_function_value),
            np.asarray(found.col_value, dtype=float),
            np.asarray(found.row_dual, dtype=float),
        )


def search(
    model: highs.Model,
    *,
    time_limit: float,
    nodes: int | None = None,
    start: np.ndarray | None = None,
    presolve: bool = False,
) -> highs.Answer:
    """
    Solve a whole-number model with a limit on the work, so that the clock does not decide.

    Parameters
    ----------
    model
        The model.
    time_limit
        Seconds, as a safeguard only.
    nodes
        Nodes of the search tree at most; None for no limit.
    start
        Values of an answer that is already known, one a column.
    presolve
        Whether the model is reduced first.

    Returns
    -------
    highs.Answer
        As of :func:`highs.solve`; `feasible` where the nodes ended first.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> one = np.ones(2)
    >>> model = highs.Model(np.array([2.0, 3.0]), csr_matrix([[1.0, 1.0]]), 0 * one[:1], one[:1],
    ...                     0 * one, one, one.astype(bool), maximise=True)
    >>> search(model, time_limit=5, nodes=10).objective
    3.0
    """
    if not len(model.cost):
        return highs._without_columns(model)
    solver = highs._solver(time_limit, 0.0, presolve=presolve)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", int(nodes))
    solver.setOptionValue("mip_abs_gap", 0.0)
    solver.passModel(highs._translated(model))
    if start is not None:
        highs._begin_at(solver, start)
    solver.run()
    return highs._answer(model, solver)


def _entries(block: Block) -> tuple[int, "np.ndarray", "np.ndarray", "np.ndarray"]:
    return (
        len(block.index),
        np.asarray(block.starts[:-1], dtype=np.int32),
        np.asarray(block.index, dtype=np.int32),
        np.asarray(block.value, dtype=float),
    )
