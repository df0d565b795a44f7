"""The page of answers: why figures differ, what meets the rules, who is left out, and on what basis."""

from typing import TYPE_CHECKING

from ..basis import limits
from ..look import Look
from ..text.answered import answered
from ..text.names import frame, names
from ..text.words import ANSWER_WORDS
from .park_rates import statutory
from .provision import circles, supply
from .ratings import COMPLETE, SCORECARD, SYNCHRONY, rated
from .reconciled import reconciled
from .shortfalls import shortfalls
from .walked import walking

if TYPE_CHECKING:
    from ...analysis.planning import Plan

# section without an answer: the question of the plan that says why
_ASKED = {
    "why": "parks",
    "statutory": "parks",
    "circles": "circles",
    "complete": "scorecards",
    "scorecard": "scorecards",
    "synchrony": "scorecards",
    "supply": "supply",
    "gaps": "gaps",
}


def answers(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about the map.

    Parameters
    ----------
    plan, look
        As of :func:`pianqu.maps.text.answered.answered`, which also says what is refused.

    Returns
    -------
    str
        One HTML document without scripts.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    >>> "没有可以列出的结果" in answers(empty)
    True
    """
    minutes = ANSWER_WORDS["walking"].format(minutes=limits(plan)[0])
    words = ANSWER_WORDS | {"walking": minutes}
    return answered(plan, _sections(plan), words, asked=_ASKED, look=look)


def _sections(plan: "Plan") -> dict[str, list[str]]:
    steps, words = frame(plan, "reconciliation"), names(plan)
    return {
        "why": reconciled(steps, words) if steps is not None else [],
        "statutory": statutory(plan, words),
        "walking": walking(plan, words),
        "circles": circles(plan, words),
        "complete": rated(plan, COMPLETE, words),
        "scorecard": rated(plan, SCORECARD, words),
        "synchrony": rated(plan, SYNCHRONY, words),
        "supply": supply(plan, words),
        "gaps": shortfalls(plan, words),
    }
