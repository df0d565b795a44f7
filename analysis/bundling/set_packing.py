"""Packages that are all known: the plan of them that is worth most, by the solver HiGHS."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from .. import highs_columns
from ..highs import Model

if TYPE_CHECKING:
    from .columns import Columns
    from .problem import Ints, Problem

MONEY = 1e5  # fen in a unit of the model's money at most: its tolerance is then below a fen
WORTH = 1000.0  # thousandths of a household in a unit of the model's worth
HALF = 0.5
ROUNDING = 1e-3  # thousandths of a household that the solver's arithmetic may be off


@dataclass(frozen=True, eq=False)
class Packed:
    """
    The plan that was found.

    Attributes
    ----------
    status
        `optimal`, `feasible` (the work ended first), `infeasible` or `no_answer`.
    rows
        Columns of the plan, ascending.
    value
        Its worth.
    bound
        No plan of these columns is worth more.
    """

    status: Literal["optimal", "feasible", "infeasible", "no_answer"]
    rows: "Ints"
    value: int
    bound: float


def packed(
    problem: "Problem",
    columns: "Columns",
    *,
    seconds: float,
    nodes: int | None = None,
) -> Packed:
    """
    The best plan that these columns make.

    Parameters
    ----------
    problem
        The rules of the plan.
    columns
        Packages that may be in it.
    seconds
        Time limit of the solver.
    nodes
        Nodes of its search at most.

    Returns
    -------
    Packed
        `feasible` plans keep every rule in whole fen.
    """
    found = highs_columns.search(_model(problem, columns), time_limit=seconds, nodes=nodes)
    none = np.empty(0, dtype=np.int64)
    if found.status in ("infeasible", "no_answer", "unbounded"):
        status = "infeasible" if found.status == "infeasible" else "no_answer"
        return Packed(status, none, 0, found.bound * WORTH)
    rows = np.flatnonzero(found.values > HALF).astype(np.int64)
    if not keeps(problem, columns, rows):
        return Packed("no_answer", none, 0, found.bound * WORTH)
    value, bound = int(columns.value[rows].sum()), found.bound * WORTH
    status = "optimal" if found.status == "optimal" or bound < value + 1 - ROUNDING else "feasible"
    return Packed(status, rows, value, float(value) if status == "optimal" else max(value, bound))


def keeps(problem: "Problem", columns: "Columns", rows: "Ints") -> bool:
    """Whether these columns together are a plan, in whole numbers."""
    plan, limits = columns.chosen(np.asarray(rows, dtype=np.int64)), problem.limits
    times = np.bincount(plan.members, minlength=len(problem.units))
    if (times > 1).any() or (times[problem.must] < 1).any():
        return False
    if limits.most_packages is not None and int((~plan.alone).sum()) > limits.most_packages:
        return False
    return limits.mode != "pool" or bool((balances(problem, plan) >= 0).all())


def balances(problem: "Problem", plan: "Columns") -> "Ints":
    """Fen that each pool has left, with what it may draw on from outside."""
    left = np.array(problem.limits.money, dtype=np.int64)
    np.add.at(left, problem.pool[plan.hub], plan.money)
    return left


def fen_in_a_unit(problem: "Problem", *, most: float) -> float:
    """A unit of money in which the figures of the model are neither tiny nor huge."""
    return float(np.clip(np.abs(problem.finance).max(initial=0) / 1000, 1.0, most))


def _model(problem: "Problem", columns: "Columns") -> Model:
    from scipy.sparse import csr_matrix, vstack

    n, m, limits = len(problem.units), len(columns), problem.limits
    rows = [
        csr_matrix((np.ones(len(columns.members)), (columns.members, columns.row)), shape=(n, m))
    ]
    low, high = [np.where(problem.must, 1.0, -np.inf)], [np.ones(n)]
    if limits.mode == "pool":
        fen = fen_in_a_unit(problem, most=MONEY)
        money = columns.money / fen
        pools = len(limits.money)
        rows.append(
            csr_matrix((money, (problem.pool[columns.hub], np.arange(m))), shape=(pools, m))
        )
        low.append(-np.array(limits.money) / fen)
        high.append(np.full(pools, np.inf))
    if limits.most_packages is not None:
        rows.append(csr_matrix((~columns.alone).astype(float)[None]))
        low.append(np.array([-np.inf]))
        high.append(np.array([float(limits.most_packages)]))
    matrix = csr_matrix(vstack(rows))
    used = np.diff(matrix.indptr) > 0
    used |= (np.concatenate(low) > 0) | (np.concatenate(high) < 0)
    return Model(
        cost=columns.value / WORTH,
        matrix=csr_matrix(matrix[used]),
        row_low=np.concatenate(low)[used],
        row_high=np.concatenate(high)[used],
        col_low=np.zeros(m),
        col_high=np.ones(m),
        integer=np.ones(m, dtype=bool),
        maximise=True,
    )
