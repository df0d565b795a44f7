"""The page of idle land: which plots, on what evidence, why not others, and what they could become."""

from typing import TYPE_CHECKING

from ..atlas.times import limits
from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import Names, names
from ..text.records import basis, findings, sources
from .base import base
from .cards import cards
from .counts import counts
from .excluded import excluded
from .plans import plans
from .records import areas, corrections, rules
from .words import IDLE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("idle", "minutes", "crs", "as_of")  # of the basis
_RECORDS = ("findings", "basis", "sources")
# section without an answer: the question of the plan that says why
_QUESTIONS = {"counts": "idle"}


def idle(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about idle land.

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
    >>> page = idle(empty)
    >>> "没有可以列出的闲置地结果" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan, names(plan))
    heading = (IDLE_WORDS[key] for key in ("title", "tagline", "beside", "empty"))
    return document(
        plan,
        sections,
        titles={key: IDLE_WORDS[key] for key in sections},
        heading=Heading(*heading, short=_SHORT),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan", words: Names) -> dict[str, list[str]]:
    land = base(plan, words)
    blocks = {
        "counts": counts(land) if land else [],
        "plots": cards(land, plans(plan), minutes=limits(plan)[0]) if land else [],
        "excluded": excluded(land) if land else [],
        "corrections": corrections(plan),
        "areas": areas(plan, words),
        "rules": rules(land) if land else [],
        "findings": findings(plan, words),
        "basis": basis(plan),
        "sources": sources(plan, words),
    }
    return {
        key: own or (unanswered(plan, _QUESTIONS[key]) if key in _QUESTIONS else [])
        for key, own in blocks.items()
    }
