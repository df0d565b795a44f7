"""The page of the programme: who may enter, how, in which year, who is left, and who manages."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.answered import answered
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
# section without an answer: the question of the plan that says why
_ASKED = {"summary": "eligibility", "readiness": "staging", "management": "management"}
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
    >>> "没有可以列出的纳入资格与分期结果" in programme(empty)
    True
    """
    held = held_by(plan)
    own = {key: [] if held is None else made(held) for key, made in _SECTIONS.items()}
    return answered(plan, own, PROGRAMME_WORDS, asked=_ASKED, short=_SHORT, look=look)
