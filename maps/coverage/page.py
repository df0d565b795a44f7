"""The page of answers: why figures differ, what meets the rules, who is left out, and on what basis."""

from typing import TYPE_CHECKING

from ..atlas.times import limits
from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import Names, frame, names
from ..text.records import basis, findings, sources
from ..text.words import ANSWER_WORDS
from .park_rates import statutory
from .provision import circles, supply
from .ratings import COMPLETE, SCORECARD, SYNCHRONY, rated
from .reconciled import reconciled
from .shortfalls import shortfalls
from .walked import walking

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_RECORDS = ("findings", "basis", "sources")
# section without an answer: the question of the plan that says why
_QUESTIONS = {
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
    plan
        Tables that are not there leave their section out; a question that was asked and has no
        answer says why.
    look
        Title and marks.

    Returns
    -------
    str
        One HTML document without scripts, refused (OutputError) if anything in it would be fetched.

    Raises
    ------
    OutputError
        Something in the page would be fetched.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    >>> page = answers(empty)
    >>> "没有可以列出的结果" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan, names(plan))
    return document(
        plan,
        sections,
        titles={key: ANSWER_WORDS[key].format(minutes=limits(plan)[0]) for key in sections},
        heading=Heading(*(ANSWER_WORDS[key] for key in ("title", "tagline", "beside", "empty"))),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan", words: Names) -> dict[str, list[str]]:
    steps = frame(plan, "reconciliation")
    found = {
        "why": reconciled(steps, words) if steps is not None else [],
        "statutory": statutory(plan, words),
        "walking": walking(plan, words),
        "circles": circles(plan, words),
        "complete": rated(plan, COMPLETE, words),
        "scorecard": rated(plan, SCORECARD, words),
        "synchrony": rated(plan, SYNCHRONY, words),
        "supply": supply(plan, words),
        "gaps": shortfalls(plan, words),
        "findings": findings(plan, words),
        "basis": basis(plan),
        "sources": sources(plan, words),
    }
    return {
        key: blocks or (unanswered(plan, _QUESTIONS[key]) if key in _QUESTIONS else [])
        for key, blocks in found.items()
    }
