"""What takes the place of each proposed site if it falls away: the model asked again without it."""

import pandas as pd

from .benefits import value
from .problems import Problem
from .sited import Sited
from .siting_options import Options
from .solving import solve

GONE = "没有其他选择"
COLUMNS = ["next_best", "next_best_gain", "loss", "next_status", "next_reason", "next_sites"]


def next_best(
    asked: Problem, found: Sited, benefits: pd.DataFrame, *, options: Options, seconds: float
) -> pd.DataFrame:
    """
    The best choice without each of the proposed sites in turn.

    Parameters
    ----------
    asked
        The question.
    found
        The proposal.
    benefits
        From :func:`pianqu.analysis.siting.benefits.in_order`: `loss_empty`.
    options
        What the planner wants.
    seconds
        Longest search for all of them.

    Returns
    -------
    DataFrame
        The index of `benefits`: `next_best` (plots that come in, joined by semicolons; NA where
        none does), `next_best_gain` (of `loss_empty`, what they bring back), `loss` (what goes for
        good), `next_status`, `next_reason`, `next_sites` (the whole choice then). With the weakest
        community first a loss may be below zero: more people, but not the weakest.
    """
    whole = value(asked, found.chosen, model=options.model)
    rows = []
    for plot in benefits.index:
        other = solve(asked, options, without=(str(plot),), seconds=seconds / len(benefits))
        come = sorted(set(other.chosen) - set(found.chosen))
        loss = whole - value(asked, other.chosen, model=options.model)
        back = float(str(benefits.loc[plot, "loss_empty"])) - loss
        reason = "；".join(other.conflict) or (pd.NA if come else GONE)
        rows.append((";".join(come) or pd.NA, back, loss, other.status, reason, other.chosen))
    return pd.DataFrame(rows, columns=COLUMNS, index=benefits.index)
