"""The page of the programme: who may enter, how, in which year, who is left, and who manages."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import names
from ..text.records import basis, findings, sources
from .areas import areas
from .base import programme as held_by
from .batches import batches
from .cases import cases, pace
from .counts import counts
from .evidence import decisions, evidence
from .items import items
from .management import management
from .modes import modes
from .readiness import readiness
from .rules import rules
from .stages import stages
from .words import PROGRAMME_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("place", "eligibility", "stages", "as_of", "source")  # of the basis
_RECORDS = ("findings", "basis", "sources")
# section without an answer: the question of the plan that says why
_QUESTIONS = {"summary": "eligibility", "readiness": "staging", "management": "management"}
_SECTIONS = {
    "summary": counts,
    "rules": rules,
    "evidence": evidence,
    "decisions": decisions,
    "items": items,
    "modes": modes,
    "stages": stages,
    "readiness": readiness,
    "batches": batches,
    "areas": areas,
    "cases": cases,
    "pace": pace,
    "management": management,
}


def programme(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about the programme.

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
    >>> page = programme(empty)
    >>> "没有可以列出的纳入资格与分期结果" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan)
    words = PROGRAMME_WORDS
    return document(
        plan,
        sections,
        titles={key: words[key] for key in sections},
        heading=Heading(
            *(words[key] for key in ("title", "tagline", "beside", "empty")), short=_SHORT
        ),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan") -> dict[str, list[str]]:
    words, held = names(plan), held_by(plan)
    found = {key: [] if held is None else made(held) for key, made in _SECTIONS.items()}
    for key, question in _QUESTIONS.items():
        if not "".join(found[key]):
            found[key] = unanswered(plan, question)
    return {
        **found,
        "findings": findings(plan, words),
        "basis": basis(plan),
        "sources": sources(plan, words),
    }
