"""What a siting model answers: the sites, the proven bound, what binds and what conflicts."""

import math
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

Status = Literal["proven", "gap", "infeasible", "no_answer"]

PROVEN = 1e-6  # relative gap of a floating-point proof


@dataclass(frozen=True)
class Sited:
    """
    One answer of one siting model, with the proof that goes with it.

    Attributes
    ----------
    model
        Key of the model, such as `most_covered`.
    status
        `proven` (no better answer exists), `gap` (an answer; a better one is not ruled out),
        `infeasible` (the rules exclude each other; see `conflict`) or `no_answer` (the time ended
        before an answer was found and before any conflict was proven).
    chosen
        Ids of the proposed sites, the one that gains most first.
    objective
        What is maximised or minimised, in its own unit; NaN without an answer.
    bound
        No answer can be better than this: at least `objective` where it is maximised, at most
        where it is minimised.
    gap
        Distance of the two, relative to the objective (0 to 1 and more); NaN without an answer.
    covered
        One boolean a demand: reached by an existing or by a chosen place.
    uncoverable
        Demand that neither an existing place nor any candidate reaches.
    binding
        Limits that are used up, in Chinese words.
    conflict
        Rules that cannot hold together, one Chinese sentence each; empty unless infeasible.
    checked
        The objective, computed again from `chosen` alone.
    """

    model: str
    status: Status
    chosen: tuple[str, ...]
    objective: float
    bound: float
    gap: float
    covered: pd.Series
    uncoverable: pd.Index
    binding: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    checked: float = field(default=math.nan)


def relative_gap(objective: float, bound: float) -> float:
    """
    Distance of an answer from its bound, relative to the answer.

    Parameters
    ----------
    objective
        Value of the answer.
    bound
        Proven limit of any answer.

    Returns
    -------
    float
        0 where they meet; inf where the bound is not finite or the answer is 0 and the bound not;
        NaN without an answer.

    Examples
    --------
    >>> relative_gap(200.0, 210.0), relative_gap(0.0, 0.0), relative_gap(0.0, 5.0)
    (0.05, 0.0, inf)
    """
    apart = abs(bound - objective)
    if math.isnan(objective) or apart == 0:
        return math.nan if math.isnan(objective) else 0.0
    return apart / abs(objective) if objective else math.inf


def status_of(gap: float) -> Status:
    """
    Whether an answer with this gap counts as proven.

    Parameters
    ----------
    gap
        As :func:`relative_gap` gives it.

    Returns
    -------
    str
        `proven`, `gap`, or `no_answer` for NaN.

    Examples
    --------
    >>> status_of(0.0), status_of(0.02), status_of(float("nan"))
    ('proven', 'gap', 'no_answer')
    """
    if math.isnan(gap):
        return "no_answer"
    return "proven" if gap <= PROVEN else "gap"


def unanswered(
    model: str,
    *,
    covered: pd.Series,
    uncoverable: pd.Index,
    conflict: tuple[str, ...] = (),
    bound: float = math.nan,
) -> Sited:
    """
    The result where there is no answer: a conflict that is named, or no time.

    Parameters
    ----------
    model
        Key of the model.
    covered
        One boolean a demand: reached by an existing place.
    uncoverable
        Demand that nothing reaches.
    conflict
        The rules that exclude each other; empty where the time ended.
    bound
        The proven limit, where there is one.

    Returns
    -------
    Sited
        Status `infeasible` where a conflict is given, else `no_answer`.

    Examples
    --------
    >>> covered = pd.Series([False], index=["B1"])
    >>> unanswered("fewest_sites", covered=covered, uncoverable=covered.index).status
    'no_answer'
    """
    status: Status = "infeasible" if conflict else "no_answer"
    nan = math.nan
    return Sited(model, status, (), nan, bound, nan, covered, uncoverable, conflict=tuple(conflict))
