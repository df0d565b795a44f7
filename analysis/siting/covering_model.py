"""The covering questions as linear models, and the rules that make one impossible."""

from collections.abc import Mapping, Sequence

import numpy as np

from .. import highs
from .coverage_matrix import Merged
from .limits import Rules

SECONDS = 5.0  # for each trial of a conflict


def cover_model(small: Merged, limits: Rules) -> highs.Model:
    """
    Most weight covered: columns are the sites (0 or 1), then the merged rows (covered, 0 to 1).

    Parameters
    ----------
    small
        The merged demand.
    limits
        The planner's limits; the first rows of the model.

    Returns
    -------
    Model
        A row is covered at most as often as a site that reaches it is chosen.
    """
    from scipy.sparse import csr_matrix, eye_array, hstack, vstack

    rows, sites = len(small.weight), len(limits.sites)
    upper = hstack([limits.matrix, csr_matrix((len(limits.low), rows))])
    lower = hstack([-small.matrix, eye_array(rows)])
    return highs.Model(
        np.concatenate([np.zeros(sites), small.weight]),
        csr_matrix(vstack([upper, lower])),
        np.concatenate([limits.low, np.full(rows, -np.inf)]),
        np.concatenate([limits.high, np.zeros(rows)]),
        np.zeros(sites + rows),
        np.ones(sites + rows),
        np.arange(sites + rows) < sites,
        maximise=True,
    )


def fewest_model(small: Merged, limits: Rules, cost: np.ndarray, *, need: float) -> highs.Model:
    """
    Least cost at which enough weight is covered; columns as in :func:`cover_model`.

    Parameters
    ----------
    small
        The merged demand.
    limits
        The planner's limits; the first rows of the model.
    cost
        One value a site.
    need
        Weight that must be covered; inf for every row.

    Returns
    -------
    Model
        The last row is the weight, where not every row must be covered.
    """
    from scipy.sparse import csr_matrix, hstack, vstack

    model = cover_model(small, limits)
    rows, sites = len(small.weight), len(limits.sites)
    every = np.isinf(need)
    weight = np.zeros(rows) if every else small.weight
    last = hstack([csr_matrix((1, sites)), csr_matrix(weight[None, :])])
    return highs.Model(
        np.concatenate([cost, np.zeros(rows)]),
        csr_matrix(vstack([model.matrix, last])),
        np.append(model.row_low, 0.0 if every else need),
        np.append(model.row_high, np.inf),
        np.concatenate([np.zeros(sites), np.full(rows, float(every))]),
        model.col_high,
        model.integer,
    )


def known_values(small: Merged, taken: np.ndarray) -> np.ndarray:
    """
    Values of the columns of :func:`cover_model` for a choice of sites.

    Parameters
    ----------
    small
        The merged demand.
    taken
        One boolean a site.

    Returns
    -------
    ndarray of float
        One a column.
    """
    return np.concatenate([taken, small.matrix @ taken.astype(float) > 0]).astype(float)


def sites_of(answer: highs.Answer, width: int) -> np.ndarray:
    """
    Which sites an answer of these models takes.

    Parameters
    ----------
    answer
        With values.
    width
        Number of sites.

    Returns
    -------
    ndarray of bool
        One a site.
    """
    return answer.values[:width] > 1 / 2


def conflicting(
    model: highs.Model,
    groups: Mapping[str, Sequence[int]],
) -> tuple[str, ...]:
    """
    The rules that cannot hold together, as sentences.

    Parameters
    ----------
    model
        A model without an answer.
    groups
        Its rows by rule.

    Returns
    -------
    tuple of str
        A smallest set of rules, one Chinese sentence each that says which others it stands against.
    """
    names = highs.conflict(model, groups, time_limit=SECONDS)
    if len(names) == 1:
        return (f"条件“{names[0]}”本身无法满足；请放宽或去掉。",)
    pairs = [(name, "”“".join(other for other in names if other != name)) for name in names]
    return tuple(f"条件“{name}”与“{others}”不能同时满足；请放宽其一。" for name, others in pairs)


def rules_model(limits: Rules) -> highs.Model:
    """
    The limits alone, without any demand.

    Parameters
    ----------
    limits
        The planner's limits.

    Returns
    -------
    Model
        Its columns are the sites.
    """
    width = len(limits.sites)
    return highs.Model(
        np.zeros(width),
        limits.matrix,
        limits.low,
        limits.high,
        np.zeros(width),
        np.ones(width),
        np.ones(width, dtype=bool),
    )
