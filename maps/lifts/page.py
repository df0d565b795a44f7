"""The page of lifts: which stairwell, what light, whose vote, whose money, which together."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import Names, frame, names
from ..text.records import basis, findings, sources
from .base import base, places
from .batches import batches
from .consent import consent
from .counts import counts
from .light import light
from .listing import listing
from .money import money
from .obstacles import obstacles
from .priority import priority
from .shares import shares
from .words import LIFT_WORDS

if TYPE_CHECKING:
    import pandas as pd

    from ...analysis.planning import Plan

_SHORT = ("sun", "consent", "lift_light", "lift_money", "crs", "as_of")  # of the basis
_RECORDS = ("findings", "basis", "sources")
# section without an answer: the question of the plan that says why
_QUESTIONS = {"summary": "elevators", "light": "daylight", "consent": "consent"}


def elevators(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about lifts.

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
    >>> page = elevators(empty)
    >>> "没有可以列出的加装电梯结果" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan, names(plan))
    return document(
        plan,
        sections,
        titles={key: LIFT_WORDS[key] for key in sections},
        heading=Heading(
            *(LIFT_WORDS[key] for key in ("title", "tagline", "beside", "empty")), short=_SHORT
        ),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan", words: Names) -> dict[str, list[str]]:
    found, named = base(plan), places(plan, words)
    checks = frame(plan, "elevator_checks")
    blocks = {
        "summary": counts(found, words) if found else [],
        "stairwells": listing(found, named, _rules(checks)) if found else [],
        "obstacles": obstacles(found, checks, words) if found else [],
        "light": light(plan, found, named),
        "consent": consent(plan, named),
        "money": [*money(plan, found, named), *shares(plan, found, named)] if found else [],
        "batches": batches(plan, found, named) if found else [],
        "priority": priority(frame(plan, "elevator_priority"), named),
        "findings": findings(plan, words),
        "basis": basis(plan),
        "sources": sources(plan, words),
    }
    return {
        key: own or (unanswered(plan, _QUESTIONS[key]) if key in _QUESTIONS else [])
        for key, own in blocks.items()
    }


def _rules(checks: "pd.DataFrame | None") -> dict[str, str]:
    """Check to its name."""
    if checks is None or checks.empty:
        return {}
    once = checks.drop_duplicates("rule").set_index("rule")["zh"].dropna()
    return {str(rule): str(word) for rule, word in once.items()}
