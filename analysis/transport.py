"""The transport problem on arrays: the most that can be served, then the least walking for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..gis.errors import LayerError

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Routes:
    """
    Who may be sent where: routes from sources with a supply to sinks with room.

    Attributes
    ----------
    source, sink
        Position of both ends of each route.
    cost
        Of one unit on each route.
    supply, room
        Whole units of each source and of each sink.
    """

    source: Whole
    sink: Whole
    cost: NDArray[np.float64]
    supply: Whole
    room: Whole


def most(routes: Routes) -> Whole:
    """
    Units on each route of one way to send as many as can be sent: a maximum flow.

    Parameters
    ----------
    routes
        Each pair of a source and a sink once; their costs do not matter here.

    Returns
    -------
    array of int

    Examples
    --------
    >>> ways = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2.0, 1.0, 9.0])
    >>> int(most(Routes(*ways, supply=np.array([8, 9]), room=np.array([10, 5]))).sum())
    15
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    n, m = len(routes.supply), len(routes.room)
    if len(routes.source) == 0:
        return np.zeros(0, dtype=np.int64)
    room = np.minimum(routes.room, routes.supply.sum())  # keeps the numbers small for the solver
    source, sink = 1 + routes.source, 1 + n + routes.sink
    start = np.concatenate([np.zeros(n, dtype=np.int64), source, 1 + n + np.arange(m)])
    end = np.concatenate([1 + np.arange(n), sink, np.full(m, 1 + n + m)])
    between = np.minimum(routes.supply[routes.source], room[routes.sink])
    width = np.concatenate([routes.supply, between, room]).astype(np.int32)
    graph = coo_array((width, (start, end)), shape=(n + m + 2, n + m + 2)).tocsr()
    flow = maximum_flow(graph, 0, n + m + 1).flow.tocsr()
    return np.asarray(flow[source, sink]).ravel().astype(np.int64)


def short(routes: Routes, sent: Whole) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """
    Where room is short: sources and sinks on the near side of the smallest cut.

    Parameters
    ----------
    routes
        As for :func:`most`.
    sent
        Units on each route, as many as can be sent; the answer is the same for every such way.

    Returns
    -------
    tuple of arrays of bool
        One value a source: some of its supply is, or in another way that sends as many could be,
        left over. One value a sink: one unit more of room would send one unit more.

    References
    ----------
    Ford, L. R. & Fulkerson, D. R. (1956), Canadian Journal of Mathematics 8.

    Examples
    --------
    >>> ways = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2.0, 1.0, 9.0])
    >>> routes = Routes(*ways, supply=np.array([8, 9]), room=np.array([10, 5]))
    >>> [side.tolist() for side in short(routes, np.array([6, 4, 5]))]
    [[True, True], [True, True]]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    n, m = len(routes.supply), len(routes.room)
    left = routes.supply > np.bincount(routes.source, sent, minlength=n)
    some, back = np.flatnonzero(left), sent > 0
    sink = n + routes.sink
    start = np.concatenate([np.full(len(some), n + m), routes.source, sink[back]])
    end = np.concatenate([some, sink, routes.source[back]])
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(n + m + 1, n + m + 1))
    seen = breadth_first_order(graph.tocsr(), n + m, return_predecessors=False)
    near = np.isin(np.arange(n + m), seen)
    return near[:n], near[n:]


def cheapest(routes: Routes) -> tuple[Whole, float]:
    """
    Units on each route that send as many as can be sent at the least cost.

    Parameters
    ----------
    routes
        Sorted, so that the order of rows does not decide between equals.

    Returns
    -------
    tuple
        Units on each route, and the gap between their cost and the bound of the dual (0: optimal).

    Raises
    ------
    LayerError
        The solver finds no optimum in whole units.

    Notes
    -----
    A way sends as many as can be sent just where it fills the smallest cut: sources beyond it send
    all, sinks before it are full, and nothing goes back over it. With that said row by row, the
    least cost is a linear programme; the simplex of HiGHS ends in a corner, and the corners of a
    transport problem are whole numbers. The answer is checked after rounding.

    Examples
    --------
    >>> ways = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2.0, 1.0, 9.0])
    >>> sent, gap = cheapest(Routes(*ways, supply=np.array([8, 9]), room=np.array([10, 5])))
    >>> sent.tolist(), gap
    ([6, 4, 5], 0.0)
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    sent = most(routes)
    if not sent.any():
        return sent, 0.0
    source, sink = short(routes, sent)
    kept = np.flatnonzero(source[routes.source] | ~sink[routes.sink])
    ones, column = np.ones(len(kept)), np.arange(len(kept))
    ends = (routes.source[kept], len(source)), (routes.sink[kept], len(sink))
    rows = vstack([coo_array((ones, (at, column)), shape=(n, len(kept))) for at, n in ends]).tocsr()
    bound = np.concatenate([routes.supply, routes.room]).astype(float)
    exact = np.concatenate([~source, sink])
    found = linprog(
        routes.cost[kept],
        A_ub=rows[~exact],
        b_ub=bound[~exact],
        A_eq=rows[exact],
        b_eq=bound[exact],
        method="highs-ds",
    )
    if found.status != 0:
        raise LayerError(f"设施分配没有求得最优解（求解器：{found.message}）；请检查分钟数。")
    units = np.rint(found.x).astype(np.int64)
    total = rows @ units
    if (units < 0).any() or (total > bound).any() or (total[exact] < bound[exact]).any():
        raise LayerError("设施分配的最优解不是整数；请检查分钟数、需求量和规模的数值。")
    dual = found.ineqlin.marginals @ bound[~exact] + found.eqlin.marginals @ bound[exact]
    sent = np.zeros_like(sent)
    sent[kept] = units
    return sent, round(max(float(routes.cost @ sent - dual), 0.0), 6)
