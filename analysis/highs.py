"""The one door to the solver HiGHS: a model in, values with a proven bound out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

AnswerStatus = Literal["optimal", "feasible", "infeasible", "unbounded", "no_answer"]

TIGHT = 1e-6  # a row this near its limit, relative to the limit, is at it
UNDECIDED = "Primal infeasible or unbounded"
MET = 1e-9  # relative distance at which answer and bound are one figure


@dataclass(frozen=True)
class Model:
    """
    A linear model, with whole-number columns where marked.

    Attributes
    ----------
    cost
        One value a column.
    matrix
        Sparse, one row a rule, one column a decision.
    row_low, row_high
        Limits of each row; -inf and inf where there is none.
    col_low, col_high
        Limits of each column.
    integer
        True for columns that are whole numbers.
    maximise
        Whether the sum of the costs is to be large; else small.
    row_names
        One name a row, "" for rows that nobody asks about; empty for none at all.
    """

    cost: np.ndarray
    matrix: "csr_matrix"
    row_low: np.ndarray
    row_high: np.ndarray
    col_low: np.ndarray
    col_high: np.ndarray
    integer: np.ndarray
    maximise: bool = False
    row_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """
    What the solver found, and what it proved.

    Attributes
    ----------
    status
        `optimal` (within the gap asked for), `feasible` (the time ended), `infeasible`,
        `unbounded`, or `no_answer` (the time ended before any values were found).
    values
        One value a column, whole where the column is; empty without an answer.
    objective
        Sum of cost by value; NaN without an answer.
    bound
        No values can be better; infinite where nothing is proven, NaN where infeasible.
    gap
        Distance of the two, relative to the objective; NaN without an answer.
    binding
        Names of the rows that are at a limit, in the order of the rows, each once.
    """

    status: AnswerStatus
    values: np.ndarray
    objective: float
    bound: float
    gap: float
    binding: tuple[str, ...] = ()


def solve(
    model: Model,
    *,
    time_limit: float,
    start: np.ndarray | None = None,
    gap: float = 0.0,
    presolve: bool = True,
) -> Answer:
    """
    Solve a model; the same model gives the same answer, unless the time ends first.

    Parameters
    ----------
    model
        The model.
    time_limit
        Seconds. The solver looks at the clock between its steps, so that a large model may take
        longer; its first reduction of the model is the longest step, see `presolve`.
    start
        Values of an answer that is already known, one a column; it is improved on.
    gap
        Relative gap at which the search may end.
    presolve
        Whether the model is reduced first. Off for models of very many columns and few rows, where
        the reduction takes longer than the search.

    Returns
    -------
    Answer
        The status, the values and the proven bound.

    Notes
    -----
    HiGHS: Huangfu and Hall (2018), Parallelizing the dual revised simplex method, Mathematical
    Programming Computation 10, 119-142. One thread and a fixed seed.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> weights, inf = csr_matrix([[4.0, 3.0, 2.0]]), np.inf
    >>> zero, one = np.zeros(3), np.ones(3)
    >>> model = Model(np.array([5.0, 4.0, 3.0]), weights, np.array([-inf]), np.array([6.0]),
    ...               zero, one, one.astype(bool), maximise=True, row_names=("budget",))
    >>> answer = solve(model, time_limit=5)
    >>> answer.status, answer.values.tolist(), answer.objective, answer.binding
    ('optimal', [1.0, 0.0, 1.0], 8.0, ('budget',))
    """
    if not len(model.cost):
        return _without_columns(model)
    solver = _solver(time_limit, gap, presolve=presolve)
    solver.passModel(_translated(model))
    if start is not None:
        _begin_at(solver, start)
    solver.run()
    if presolve and solver.modelStatusToString(solver.getModelStatus()) == UNDECIDED:
        return solve(model, time_limit=time_limit, start=start, gap=gap, presolve=False)
    return _answer(model, solver)


def conflict(
    model: Model, groups: Mapping[str, Sequence[int]], *, time_limit: float = 10.0
) -> list[str]:
    """
    A smallest set of rule groups that cannot hold together: leave any one out and it can.

    Parameters
    ----------
    model
        The model that has no answer; its costs are not looked at.
    groups
        The rows of each named rule. Rows in no group, and the limits of the columns, always hold.
    time_limit
        Seconds for each of the trials, one a group. A trial that ends without a proof keeps its
        group, so that the set still has no answer but may not be the smallest.

    Returns
    -------
    list of str
        Names in the order of `groups`. Empty where the model has an answer (or where none was
        ruled out in the time), and where the rows in no group conflict by themselves.

    Notes
    -----
    Deletion filter: Chinneck and Dravnieks (1991), Locating minimal infeasible constraint sets in
    linear programs, ORSA Journal on Computing 3, 157-168. One of possibly several such sets; the
    groups that come first are the first to be left out.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> matrix, inf = csr_matrix([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]]), np.inf
    >>> model = Model(np.zeros(2), matrix, np.array([-inf, 2.0, -inf]), np.array([1.0, inf, 5.0]),
    ...               np.zeros(2), np.ones(2), np.ones(2, dtype=bool))
    >>> conflict(model, {"at most 1": [0], "at least 2": [1], "loose": [2]})
    ['at most 1', 'at least 2']
    """
    kept = list(groups)
    if not _impossible(model, groups, kept, time_limit):
        return []
    for name in list(kept):
        fewer = [other for other in kept if other != name]
        if _impossible(model, groups, fewer, time_limit):
            kept = fewer
    return kept


def _impossible(
    model: Model, groups: Mapping[str, Sequence[int]], kept: list[str], time_limit: float
) -> bool:
    left_out = [row for name, rows in groups.items() if name not in kept for row in rows]
    low, high = model.row_low.astype(float), model.row_high.astype(float)
    free = np.setdiff1d(left_out, [row for name in kept for row in groups[name]]).astype(int)
    low[free], high[free] = -np.inf, np.inf
    trial = replace(model, cost=np.zeros(len(model.cost)), row_low=low, row_high=high)
    return solve(trial, time_limit=time_limit).status == "infeasible"


def _solver(time_limit: float, gap: float, *, presolve: bool) -> Any:
    import highspy

    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("time_limit", float(time_limit)),
        ("mip_rel_gap", float(gap)),
        ("presolve", "choose" if presolve else "off"),
    ):
        solver.setOptionValue(option, value)
    return solver


def _translated(model: Model) -> Any:
    import highspy

    matrix = model.matrix.tocsc()
    linear = highspy.HighsLp()
    linear.num_col_, linear.num_row_ = len(model.cost), len(model.row_low)
    linear.col_cost_ = np.asarray(model.cost, dtype=float)
    linear.col_lower_ = np.asarray(model.col_low, dtype=float)
    linear.col_upper_ = np.asarray(model.col_high, dtype=float)
    linear.row_lower_ = np.asarray(model.row_low, dtype=float)
    linear.row_upper_ = np.asarray(model.row_high, dtype=float)
    linear.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    linear.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    linear.a_matrix_.index_ = matrix.indices.astype(np.int32)
    linear.a_matrix_.value_ = matrix.data.astype(float)
    linear.sense_ = highspy.ObjSense.kMaximize if model.maximise else highspy.ObjSense.kMinimize
    if model.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        linear.integrality_ = [kinds[int(whole)] for whole in model.integer]
    return linear


def _begin_at(solver: Any, start: np.ndarray) -> None:
    import highspy

    known = highspy.HighsSolution()
    known.col_value = np.asarray(start, dtype=float).tolist()
    solver.setSolution(known)


def _answer(model: Model, solver: Any) -> Answer:
    said = solver.modelStatusToString(solver.getModelStatus())
    nothing, worst = np.empty(0), math.inf if model.maximise else -math.inf
    if said == "Infeasible":
        return Answer("infeasible", nothing, math.nan, math.nan, math.nan)
    if said == "Unbounded":
        return Answer("unbounded", nothing, math.nan, worst, math.nan)
    found = solver.getInfo()
    whole = bool(model.integer.any())
    bound = float(found.mip_dual_bound) if whole else worst
    if solver.solutionStatusToString(found.primal_solution_status) != "Feasible":
        return Answer("no_answer", nothing, math.nan, bound, math.nan)
    values = np.asarray(solver.getSolution().col_value, dtype=float)
    values = np.where(model.integer, np.round(values), values)
    objective = float(np.asarray(model.cost, dtype=float) @ values)
    if not whole and said == "Optimal":
        bound = objective
    bound = _on_its_side(bound, objective, maximise=model.maximise)
    status: AnswerStatus = "optimal" if said == "Optimal" else "feasible"
    return Answer(status, values, objective, bound, _gap(objective, bound), _tight(model, values))


def _on_its_side(bound: float, objective: float, *, maximise: bool) -> float:
    """Rounding must not put a bound on the wrong side of the answer, nor a hair beside it."""
    bound = max(bound, objective) if maximise else min(bound, objective)
    return objective if abs(bound - objective) <= MET * max(1.0, abs(objective)) else bound


def _gap(objective: float, bound: float) -> float:
    apart = abs(bound - objective)
    return apart / abs(objective) if apart and objective else (math.inf if apart else 0.0)


def _tight(model: Model, values: np.ndarray) -> tuple[str, ...]:
    if not model.row_names:
        return ()
    used = model.matrix @ values
    at = np.zeros(len(used), dtype=bool)
    for limit in (model.row_low, model.row_high):
        known = np.isfinite(limit)
        margin = TIGHT * np.maximum(1.0, np.abs(limit[known]))
        at[known] |= np.abs(used[known] - limit[known]) <= margin
    names = [model.row_names[row] for row in np.flatnonzero(at) if model.row_names[row]]
    return tuple(dict.fromkeys(names))


def _without_columns(model: Model) -> Answer:
    """Nothing to decide: the solver refuses such a model, but the rules still hold or do not."""
    values = np.empty(0)
    if (model.row_low > 0).any() or (model.row_high < 0).any():
        return Answer("infeasible", values, math.nan, math.nan, math.nan)
    return Answer("optimal", values, 0.0, 0.0, 0.0, _tight(model, values))
