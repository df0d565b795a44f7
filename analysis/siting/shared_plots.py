"""Several uses at once: which go on which plot, so that they share the land and reach the most."""

from collections.abc import Sequence

import pandas as pd

from ..reuse import uses as reuse_uses
from . import plot_rules
from .joint import Joint, joint
from .problems import Problem
from .siting_options import Options

_JOIN = "；"
_PLAN = ["plot", "use", "zh", "order", "gain", "unit", "area_needed", "plot_area", "cost", "alone"]
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
        One row a plot and use: `plot`, `use`, `fits`, `area_needed` (m2), `cost`.
    areas
        Square metres of each plot (of the floor, for premises); NA not known.
    words
        Name of each use.
    unit
        In what people are counted.
    apart
        What the uses come to where each is sited by itself, and plots may be taken twice.
    options
        What the planner wants; a budget of each use is one of all together.

    Returns
    -------
    dict
        `siting_shared`: one row a use put on a plot: `plot`, `use`, `zh`, `order`, `gain`, `unit`,
        `area_needed`, `plot_area`, `cost`, `alone` (whether no other use shares the plot).
        `siting_shared_total`: one row: `status`, `uses`, `objective`, `bound`, `gap`, `checked`,
        `apart`, `unit`, `binding`, `conflict`, `left_out` (plots and uses of unknown area).
        Nothing for fewer than two uses.

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
    fits, unknown = rows[known], rows[~known]
    price = fits.set_index(["plot", "use"])["cost"]
    budget = None if options.budget is None else options.budget * len(problems)
    found = joint(
        kinds,
        fits=fits[["plot", "use", "area_needed"]],
        areas=areas.dropna(),
        time_limit=options.seconds,
        sites=dict.fromkeys(kinds, options.sites) if options.sites else None,
        budget=budget,
        costs=None if budget is None else price,
        pairs=_pairs(options),
        words={str(use): str(zh) for use, zh in words.items()},
    )
    return {
        "siting_shared": _plan(found, price, areas, words, unit),
        "siting_shared_total": _total(found, unknown, unit, apart, list(kinds)),
    }


def _pairs(options: Options) -> pd.DataFrame:
    """Rules about plots, and those about uses that do not go together on one plot."""
    own = plot_rules.every(overrides=options.overrides)
    table = reuse_uses.pairs(overrides=options.overrides)
    table = table[table["relation"].eq("apart")].rename(
        columns={"one": "use", "other": "other_use"}
    )
    both = pd.concat([own, table.assign(plot="", other_plot="")], ignore_index=True)
    return both[["relation", "use", "plot", "other_use", "other_plot", "zh"]]


def _plan(
    found: Joint, price: pd.Series, areas: pd.Series, words: pd.Series, unit: str
) -> pd.DataFrame:
    plan = found.plan
    keys = pd.MultiIndex.from_frame(plan[["plot", "use"]])
    return plan.assign(
        zh=plan["use"].map(words),
        unit=unit,
        plot_area=plan["plot"].map(areas),
        cost=price.reindex(keys).to_numpy(),
        alone=~plan["plot"].duplicated(keep=False),
    )[_PLAN]


def _total(
    found: Joint, unknown: pd.DataFrame, unit: str, apart: float, uses: list[str]
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
        "binding": _JOIN.join(found.binding),
        "conflict": _JOIN.join(found.conflict),
        "left_out": ";".join(unknown["plot"].astype(str) + ":" + unknown["use"].astype(str)),
    }
    return pd.DataFrame([row], columns=_TOTAL)
