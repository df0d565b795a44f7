"""What each site brings, counted anew from the walks: in order, alone, and if it falls away."""

from collections.abc import Iterable

import pandas as pd

from .problems import Problem
from .siting_options import SHORTEST_WALK


def value(asked: Problem, sites: tuple[str, ...], *, model: str) -> float:
    """
    What a set of sites brings: weight newly reached, or weighted minutes of walking saved.

    Parameters
    ----------
    asked
        The question.
    sites
        Some of its candidates.
    model
        `shortest_walk` counts minutes saved, any other who is newly reached.

    Returns
    -------
    float
        Counted from the walks, not from what a model said.

    Examples
    --------
    >>> index, none = pd.Index(["B1"]), pd.Series(dtype=float)
    >>> walks = pd.DataFrame({"demand": ["B1"], "site": ["L1"], "minutes": [6.0]})
    >>> one = {"use": "canteen", "kind": "canteen", "sites": pd.Index(["L1"]), "walks": walks}
    >>> home = {"minutes": pd.Series(14.0, index), "weight": pd.Series(30.0, index)}
    >>> rest = {"community": pd.Series("C1", index), "costs": none, "left_out": (), "rules": None}
    >>> asked = Problem(**one, **home, **rest, limit=10, far=30)
    >>> value(asked, ("L1",), model="most_people"), value(asked, ("L1",), model="shortest_walk")
    (30.0, 240.0)
    """
    if model == SHORTEST_WALK:
        saved = walked(asked, ()) - walked(asked, sites)
        return float((saved * asked.weight).sum())
    return float(asked.weight[asked.covered(sites) & ~asked.reached].sum())


def walked(asked: Problem, sites: Iterable[str]) -> pd.Series:
    """
    The walk of each home to the nearest place, as it is counted in a sum.

    Parameters
    ----------
    asked
        The question.
    sites
        Some of its candidates.

    Returns
    -------
    Series
        Minutes, one a home; those beyond the search limit count as that limit, `asked.far`.
    """
    found = asked.nearest(sites)
    return found.mask(found > asked.far, asked.far)


def in_order(asked: Problem, chosen: tuple[str, ...], *, model: str) -> pd.DataFrame:
    """
    The sites in the order in which each brings most, with its gain.

    Parameters
    ----------
    asked
        The question.
    chosen
        Some of its candidates.
    model
        As for :func:`value`.

    Returns
    -------
    DataFrame
        Indexed by plot, in order: `order` (from 1), `gain` (beyond those before it; the gains add
        up to the value of all), `gain_alone` (beyond what is there today), `loss_empty` (what goes
        if the plot falls away and nothing takes its place). Of equals the first by id.
    """
    left, taken, before = sorted(chosen), (), 0.0
    rows = []
    whole = value(asked, tuple(left), model=model)
    while left:
        worth = {plot: value(asked, (*taken, plot), model=model) for plot in left}
        plot = max(left, key=lambda plot: worth[plot])  # sorted: of equals the first
        without = tuple(other for other in sorted(chosen) if other != plot)
        alone = value(asked, (plot,), model=model)
        loss = whole - value(asked, without, model=model)
        rows.append((plot, len(rows) + 1, worth[plot] - before, alone, loss))
        taken, before = (*taken, plot), worth[plot]
        left.remove(plot)
    columns = ["plot", "order", "gain", "gain_alone", "loss_empty"]
    return pd.DataFrame(rows, columns=columns).set_index("plot")
