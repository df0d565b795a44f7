"""Of answers that are equally good, the cheapest: a second search once the best is proven."""

import time
from dataclasses import replace

import numpy as np
import pandas as pd

from .. import highs
from .coverage_matrix import Merged
from .covering_model import fewest_model, known_values, sites_of
from .limits import SLACK, Rules


def prices(sites: pd.Index, costs: pd.Series | None) -> np.ndarray:
    """
    What each site counts where equally good answers are told apart.

    Parameters
    ----------
    sites
        Ids of the candidates.
    costs
        Yuan of each, NA not known; None where no cost is known.

    Returns
    -------
    ndarray
        One a site; empty where nothing tells them apart. A site of unknown cost is no cheap one: it
        counts more than all known ones together, so that it comes last among equals.

    Examples
    --------
    >>> prices(pd.Index(["P", "Q"]), pd.Series({"P": pd.NA, "Q": 5.0})).tolist()
    [6.0, 5.0]
    """
    if costs is None:
        return np.empty(0)
    known = costs.reindex(sites).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if np.isnan(known).all():
        return np.empty(0)
    return np.where(np.isnan(known), np.nansum(known) + 1.0, known)


def cheapest(
    small: Merged,
    limits: Rules,
    price: np.ndarray,
    taken: np.ndarray,
    *,
    need: float,
    end: float,
    most: int | None = None,
) -> np.ndarray:
    """
    The cheapest choice that covers as much within the same limits.

    Parameters
    ----------
    small
        The merged demand.
    limits
        The planner's limits.
    price
        From :func:`prices`.
    taken
        A choice that covers as much, one boolean a site.
    need
        Weight that must be covered; inf for every row.
    end
        Clock (perf_counter) at which to stop.
    most
        Sites at most; None for those of the limits alone.

    Returns
    -------
    ndarray of bool
        One a site; the choice given where none is cheaper, or none was found in the time.
    """
    left = end - time.perf_counter()
    if not len(price) or left <= 0 or not taken.any():
        return taken
    floor = need if np.isinf(need) else need - SLACK * max(1.0, need)
    model = fewest_model(small, limits, price, need=floor)
    if most is not None:
        model = _at_most(model, len(taken), most)
    start = known_values(small, taken)
    answer = highs.solve(model, time_limit=left, start=start)
    if not len(answer.values):
        return taken
    found = sites_of(answer, len(taken))
    least = float(price[taken].sum())
    good = price[found].sum() < least - SLACK * max(1.0, least) and not limits.broken(found)
    covered = known_values(small, found)[len(found) :]
    enough = covered.all() if np.isinf(need) else small.weight @ covered >= floor
    return found if good and enough else taken


def _at_most(model: highs.Model, sites: int, most: int) -> highs.Model:
    """The model with one more row: the number of sites."""
    from scipy.sparse import csr_matrix, vstack

    row = csr_matrix((np.arange(len(model.cost)) < sites).astype(float)[None, :])
    return replace(
        model,
        matrix=csr_matrix(vstack([model.matrix, row])),
        row_low=np.append(model.row_low, -np.inf),
        row_high=np.append(model.row_high, float(most)),
        row_names=(),
    )
