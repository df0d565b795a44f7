"""The question of one use put to the model that the planner chose, as a whole or without a plot."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from .limits import Limits
from .sited import Sited, unanswered
from .siting_options import FEWEST_SITES, MOST_PEOPLE, SHORTEST_WALK, WEAKEST, Options

if TYPE_CHECKING:
    from .problems import Problem


def solve(
    asked: "Problem",
    options: Options,
    *,
    without: Collection[str] = (),
    seconds: float | None = None,
) -> Sited:
    """
    The sites of one use by the model of the planner.

    Parameters
    ----------
    asked
        The question.
    options
        What the planner wants.
    without
        Candidates that have fallen away: they are no sites, whatever a rule asks.
    seconds
        Longest search; that of the options where none is given.

    Returns
    -------
    Sited
        `infeasible` with the rules that conflict where no choice keeps them all. Of equally good
        choices the cheapest.
    """
    if asked.rules.conflict:
        matrix = asked.matrix
        return unanswered(
            options.model,
            covered=matrix.covered(()),
            uncoverable=matrix.uncoverable,
            conflict=asked.rules.conflict,
        )
    wanted = limits(asked, options, without=without)
    time_limit = options.seconds if seconds is None else seconds
    if options.model == SHORTEST_WALK:
        return _shortest(asked, wanted, time_limit)
    from . import covering, fewest

    if options.model == FEWEST_SITES:
        return fewest.fewest_sites(
            asked.matrix, prefer=asked.costs, time_limit=time_limit, **wanted
        )
    return covering.most_covered(
        asked.matrix,
        weakest=_weakest(asked, options),
        prefer=asked.costs,
        time_limit=time_limit,
        **wanted,
    )


def limits(asked: "Problem", options: Options, *, without: Collection[str] = ()) -> Limits:
    """
    The limits of one use: number, money and rules.

    Parameters
    ----------
    asked, options, without
        As for :func:`solve`.

    Returns
    -------
    Limits
        The model of the fewest sites has no limit of their number; with a budget it is the one of
        the least cost.
    """
    rules = asked.rules
    gone = [plot for plot in without if plot not in rules.forbidden]
    wanted = Limits(
        required=[plot for plot in rules.required if plot not in without],
        forbidden=[*rules.forbidden, *gone],
        together=rules.together,
        apart=rules.apart,
    )
    if options.model != FEWEST_SITES:
        wanted["sites"] = options.sites
    if options.budget is not None:
        wanted["costs"], wanted["budget"] = asked.costs.astype(float), options.budget
    return wanted


def curve(asked: "Problem", options: Options, *, most: int, seconds: float) -> pd.DataFrame:
    """
    How many are newly reached from one site, two, and so on.

    Parameters
    ----------
    asked, options
        As for :func:`solve`.
    most
        Largest number of sites.
    seconds
        Longest search for all of them.

    Returns
    -------
    DataFrame
        As from :func:`pianqu.analysis.siting.covering.curve`; empty where rules conflict.
    """
    from . import covering

    wanted = limits(asked, options)
    if asked.rules.conflict or not len(asked.sites):
        return pd.DataFrame({"sites": [], "covered": [], "gain": [], "bound": []})
    table = covering.curve(
        asked.matrix,
        most=most,
        weakest=_weakest(asked, options),
        prefer=asked.costs,
        time_limit=seconds,
        **wanted,
    )
    return table.reset_index()


def _weakest(asked: "Problem", options: Options) -> pd.Series | None:
    """Community of each home where the weakest comes first, in the one model that knows it."""
    chosen = options.model == MOST_PEOPLE and options.first == WEAKEST
    return asked.community if chosen else None


def _shortest(asked: "Problem", wanted: Limits, time_limit: float) -> Sited:
    """Fewest weighted minutes of walking; homes beyond the search limit count as that limit."""
    from . import median

    return median.shortest_walk(
        asked.walks,
        weights=asked.weight,
        candidates=list(asked.sites),
        existing=asked.minutes,
        cap=asked.far,
        prefer=asked.costs,
        time_limit=time_limit,
        **wanted,
    )
