"""The rows of a siting: what each use gets, each of its sites, and each number of sites."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from .benefits import value, walked
from .cells import typed
from .existing import Base, Homes
from .siting_options import FEWEST_SITES, MOST_PEOPLE, SHORTEST_WALK, Options

if TYPE_CHECKING:
    from .problems import Problem
    from .proposals import Proposal

SITES, YUAN = "sites", "yuan"  # units of an objective
_MONEY = ("cost", "cost_least", "cost_most")
_SITES = [
    *("use", "kind", "order", "plot", "fits", "gain", "gain_alone", "gain_unit", "share_of_base"),
    *(*_MONEY, "cost_certainty", "cost_reason", "next_best", "next_best_gain", "loss"),
    *("loss_empty", "next_status", "next_reason", "also_for"),
]
_CURVE = ["use", "kind", "sites", "covered", "gain", "unit", "bound", "gap", "status", "plots"]
_SUMMARY = [
    *("use", "kind", "model", "first", "status", "reason", "candidates", "left_out", "unit"),
    *("unit_reason", "homes", "not_computed", "base", "uncovered_before", "uncoverable"),
    *("uncoverable_homes", "sites", "objective", "objective_unit", "bound", "gap", "checked"),
    *("covered_before", "covered_after", "share_before", "share_after", *_MONEY),
    *("cost_certainty", "binding", "conflict", "limit"),
]


def gain_unit(counted: Base, options: Options) -> str:
    """
    In what the gain of a site is counted.

    Examples
    --------
    >>> gain_unit(Base("households", pd.Series(dtype=float)), Options(model="shortest_walk"))
    'households*min'
    """
    return f"{counted.unit}*min" if options.model == SHORTEST_WALK else counted.unit


def no_sites() -> pd.DataFrame:
    """
    The table of sites without a row.

    Examples
    --------
    >>> "next_best" in no_sites()
    True
    """
    return pd.DataFrame(columns=[*_SITES, "next_sites"])


def no_curve() -> pd.DataFrame:
    """
    The table of numbers of sites without a row.

    Examples
    --------
    >>> len(no_curve())
    0
    """
    return pd.DataFrame(columns=_CURVE)


def sites(
    asked: "Problem",
    reuse: pd.DataFrame,
    benefits: pd.DataFrame,
    counted: Base,
    *,
    options: Options,
) -> pd.DataFrame:
    """
    One row a proposed site of one use, the one that brings most first.

    Parameters
    ----------
    asked
        The question.
    reuse
        Rows of the use: `plot`, `fits`, the columns of the costs.
    benefits
        Indexed by plot, in order: the columns of :func:`pianqu.analysis.siting.benefits.in_order`
        and :func:`pianqu.analysis.siting.next_best.next_best`.
    counted
        In what people are counted.
    options
        What the planner wants.

    Returns
    -------
    DataFrame
        Indexed from 0; the columns of `siting_sites`, and `next_sites`.
    """
    known = reuse.set_index("plot")[["fits", *_MONEY, "cost_certainty", "cost_reason"]]
    table = benefits.join(known).rename_axis("plot").reset_index()
    total = asked.weight.sum()
    people = options.model != SHORTEST_WALK and total > 0
    table["share_of_base"] = table["gain"] / total if people else float("nan")
    table = table.assign(use=asked.use, kind=asked.kind, gain_unit=gain_unit(counted, options))
    return table.reindex(columns=[*_SITES, "next_sites"])


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """
    The sites of all uses, with the other uses that are proposed on the same plot.

    Parameters
    ----------
    parts
        From :func:`sites`.

    Returns
    -------
    DataFrame
        `siting_sites`: `also_for` holds uses joined by semicolons, NA for none.

    Examples
    --------
    >>> row = {"use": "canteen", "plot": "L1"}
    >>> both = [pd.DataFrame([row]), pd.DataFrame([row | {"use": "nursery"}])]
    >>> together(both)["also_for"].tolist()
    ['nursery', 'canteen']
    """
    table = _every(parts, _SITES)
    uses = {plot: list(rows) for plot, rows in table.groupby("plot")["use"]}
    others = [
        ";".join(sorted(other for other in uses[plot] if other != use)) or pd.NA
        for plot, use in zip(table["plot"], table["use"], strict=True)
    ]
    return table.assign(also_for=pd.Series(others, index=table.index, dtype="string"))


def curves(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """
    What one more site of each use is worth.

    Parameters
    ----------
    parts
        One frame a use: `use`, `kind`, `unit`, and the columns of
        :func:`pianqu.analysis.siting.covering.curve`.

    Returns
    -------
    DataFrame
        `siting_curve`; `plots` are joined by semicolons.

    Examples
    --------
    >>> part = pd.DataFrame({"use": ["canteen"], "sites": [1], "chosen": [("L2", "L1")]})
    >>> curves([part])["plots"].tolist()
    ['L2;L1']
    """
    named = [
        part.assign(plots=[";".join(chosen) for chosen in part["chosen"]])
        for part in parts
        if "chosen" in part
    ]
    return _every(named, _CURVE)


def summary(
    found: "Sequence[Proposal]", homes: Homes, counted: Base, *, options: Options
) -> pd.DataFrame:
    """
    One row a use: what was asked, what was found, how sure it is, and what it costs.

    Parameters
    ----------
    found
        One a use.
    homes
        Where people live, and how far they walk today.
    counted
        In what they are counted.
    options
        What the planner wants.

    Returns
    -------
    DataFrame
        `siting` without the names of the uses.
    """
    rows = [_row(one, homes, counted, options) for one in found]
    return typed(pd.DataFrame(rows, columns=_SUMMARY))


def _row(one: "Proposal", homes: Homes, counted: Base, options: Options) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(_SUMMARY, pd.NA)
    row |= {"use": one.use, "kind": one.kind or pd.NA, "status": one.status}
    first = options.first if options.model == MOST_PEOPLE else pd.NA  # the others know no weakest
    row |= {"model": options.model, "first": first, "reason": one.reason or pd.NA}
    row |= {"unit": counted.unit, "unit_reason": counted.reason or pd.NA, "limit": options.limit}
    return row if one.asked is None else row | _need(one, one.asked, homes) | _answer(one, options)


def _need(one: "Proposal", asked: "Problem", homes: Homes) -> dict[str, Any]:
    """Who is without today, and who is with the proposal; the shares with their base."""
    total, before = float(asked.weight.sum()), float(asked.weight[asked.reached].sum())
    after = float(asked.weight[asked.covered(one.sites["plot"])].sum())
    out = ~asked.covered(asked.sites)
    return {
        "candidates": len(asked.sites),
        "left_out": ";".join(asked.left_out) or pd.NA,
        "homes": len(asked.weight),
        "not_computed": len(homes.minutes) - len(asked.weight),
        "base": total,
        "uncovered_before": total - before,
        "uncoverable": float(asked.weight[out].sum()),
        "uncoverable_homes": int(out.sum()),
        "covered_before": before,
        "covered_after": after,
        "share_before": before / total if total else pd.NA,
        "share_after": after / total if total else pd.NA,
    }


def _answer(one: "Proposal", options: Options) -> dict[str, Any]:
    """The sites, their bound and money; the objective once more, from the sites alone."""
    found, asked = one.found, one.asked
    if found is None or asked is None:
        return {"sites": 0}
    money = {name: one.sites[name].sum(skipna=False) for name in _MONEY}
    solved = found.status in ("proven", "gap")
    return {
        "sites": len(found.chosen) if solved else pd.NA,
        "objective": found.objective if solved else pd.NA,
        "objective_unit": _objective_unit(options),
        "bound": found.bound,
        "gap": found.gap,
        "checked": _checked(asked, found.chosen, options) if solved else pd.NA,
        **(money if solved else {}),
        "cost_certainty": ";".join(sorted(one.sites["cost_certainty"].dropna().unique())) or pd.NA,
        "binding": "；".join((*found.binding, *asked.rules.notes)) or pd.NA,
        "conflict": "；".join(found.conflict) or pd.NA,
    }


def _objective_unit(options: Options) -> str:
    if options.model == FEWEST_SITES:
        return YUAN if options.budget is not None else SITES
    return "weight*min" if options.model == SHORTEST_WALK else "weight"


def _checked(asked: "Problem", chosen: tuple[str, ...], options: Options) -> float:
    if options.model == FEWEST_SITES and options.budget is not None:
        return float(asked.costs.loc[list(chosen)].sum())
    if options.model == FEWEST_SITES:
        return float(len(set(chosen)))
    if options.model == SHORTEST_WALK:
        return float((walked(asked, chosen) * asked.weight).sum())
    return value(asked, chosen, model=options.model)


def _every(parts: Sequence[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    kept = [part for part in parts if len(part)]
    empty = pd.DataFrame(columns=columns)
    return typed(pd.concat(kept, ignore_index=True).reindex(columns=columns) if kept else empty)
