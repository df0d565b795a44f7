"""Several uses at once: which go on which plot, so that they share the land and reach the most."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from ..reuse import uses as reuse_uses
from . import plot_rules
from .joint import Joint, joint
from .problems import Problem
from .siting_options import Options
from .solving import solve

_JOIN = "；"
LEAST = "least"  # a use on a shared plot takes its least size, and is priced at that
_PLAN = [
    *("plot", "use", "zh", "order", "gain", "unit", "sized", "area_needed", "plot_area"),
    *("cost", "alone"),
]
_TOTAL = [
    *("status", "uses", "objective", "bound", "gap", "checked", "apart", "unit"),
    *("binding", "conflict", "left_out"),
]


def shared(
    problems: Sequence[Problem],
    reuse: pd.DataFrame,
    areas: pd.Series,
    *,
    words: pd.Series,
    unit: str,
    apart: float,
    options: Options,
) -> dict[str, pd.DataFrame]:
    """
    Put several uses on plots that they share.

    Parameters
    ----------
    problems
        Of the uses that somebody is without, and that some plot fits.
    reuse
        One row a plot and use: `plot`, `use`, `fits`, `area_needed` (m2: the least size), and the
        `cost` of that size, as :func:`pianqu.analysis.siting.site_costs.costs` gives it for `least`.
    areas
        Square metres of each plot (of the floor, for premises); NA not known.
    words
        Name of each use.
    unit
        In what people are counted.
    apart
        What the uses come to where each is sited by itself, and plots may be taken twice. With a
        budget it is asked anew at the least size, so that both are of one price.
    options
        What the planner wants; the budget is one of each use, here too.

    Returns
    -------
    dict
        `siting_shared`: one row a use put on a plot: `plot`, `use`, `zh`, `order`, `gain`, `unit`,
        `sized` (`least`: each use takes its least size), `area_needed` and `cost` (of that size),
        `plot_area`, `alone` (whether no other use shares the plot).
        `siting_shared_total`: one row: `status`, `uses`, `objective`, `bound`, `gap`, `checked`,
        `apart`, `unit`, `binding`, `conflict`, `left_out` (plots and uses of unknown
        area, or with a budget of unknown cost). `binding` also tells of rules that are not asked
        because they name a use that is not in the plan. Nothing for fewer than two uses.

    Examples
    --------
    >>> shared(
    ...     [], pd.DataFrame(), pd.Series(), words=pd.Series(), unit="", apart=0, options=Options()
    ... )
    {}
    """
    if len(problems) < 2:  # noqa: PLR2004  one use shares with none
        return {}
    kinds = {one.use: one.matrix for one in problems}
    able = [reuse["use"].eq(one.use) & reuse["plot"].isin(one.sites) for one in problems]
    rows = reuse[pd.concat(able, axis=1).any(axis=1)]
    known = rows["area_needed"].notna() & rows["plot"].map(areas).notna()
    known &= rows["cost"].notna() | (options.budget is None)
    fits, unknown = rows[known], rows[~known]
    price = fits.set_index(["plot", "use"])["cost"]
    budget = None if options.budget is None else dict.fromkeys(kinds, options.budget)
    rules, notes = _pairs(options, list(kinds))
    if budget is not None:
        apart = sum(_alone(one, price, options) for one in problems)
    found = joint(
        kinds,
        fits=fits[["plot", "use", "area_needed"]],
        areas=areas.dropna(),
        time_limit=options.seconds,
        sites=dict.fromkeys(kinds, options.sites) if options.sites else None,
        budget=budget,
        costs=None if budget is None else price,
        pairs=rules,
        words={str(use): str(zh) for use, zh in words.items()},
    )
    return {
        "siting_shared": _plan(found, price, areas, words, unit),
        "siting_shared_total": _total(found, unknown, notes, unit, apart, list(kinds)),
    }


def _alone(asked: Problem, price: pd.Series, options: Options) -> float:
    """What a use comes to by itself with the same money at the same prices."""
    paid = price[price.index.get_level_values("use") == asked.use].droplevel("use")
    own = paid.reindex(asked.sites).astype("Float64")
    answer = solve(
        replace(asked, costs=own),
        options,
        without=list(own.index[own.isna()]),
        seconds=options.seconds / 2,
    )
    return answer.objective


def _pairs(options: Options, uses: list[str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rules about plots, and about uses that do not go together on one; and those not asked."""
    own = plot_rules.every(overrides=options.overrides)
    table = reuse_uses.pairs(overrides=options.overrides)
    table = table[table["relation"].eq("apart")].rename(
        columns={"one": "use", "other": "other_use"}
    )
    both = pd.concat([own, table.assign(plot="", other_plot="")], ignore_index=True)
    strange = ~both[["use", "other_use"]].fillna("").isin(["", *uses]).all(axis=1)
    lost = both["relation"].isin([plot_rules.MUST, plot_rules.TOGETHER]) & strange
    told = [f"规则“{zh}”涉及未参加同时安排的用途，未计入" for zh in both.loc[lost, "zh"]]
    columns = ["relation", "use", "plot", "other_use", "other_plot", "zh"]
    return both.loc[~lost, columns], tuple(told)


def _plan(
    found: Joint, price: pd.Series, areas: pd.Series, words: pd.Series, unit: str
) -> pd.DataFrame:
    plan = found.plan
    keys = pd.MultiIndex.from_frame(plan[["plot", "use"]])
    return plan.assign(
        zh=plan["use"].map(words),
        unit=unit,
        sized=LEAST,
        plot_area=plan["plot"].map(areas),
        cost=price.reindex(keys).to_numpy(),
        alone=~plan["plot"].duplicated(keep=False),
    )[_PLAN]


def _total(
    found: Joint,
    unknown: pd.DataFrame,
    notes: tuple[str, ...],
    unit: str,
    apart: float,
    uses: list[str],
) -> pd.DataFrame:
    row = {
        "status": found.status,
        "uses": ";".join(uses),
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "checked": found.checked,
        "apart": apart,
        "unit": unit,
        "binding": _JOIN.join((*found.binding, *notes)),
        "conflict": _JOIN.join(found.conflict),
        "left_out": ";".join(unknown["plot"].astype(str) + ":" + unknown["use"].astype(str)),
    }
    return pd.DataFrame([row], columns=_TOTAL)
