"""The page of siting: where the next places go, what each brings, and what if a plot falls away."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.answered import answered
from ..text.names import names
from .base import base
from .counts import counts
from .need import needs
from .shared import shared
from .uses import uses
from .words import SITING_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("siting", "minutes", "pace", "idle", "crs", "as_of")  # of the basis
# section without an answer: the question of the plan that says why
_ASKED = {"summary": "siting"}


def siting(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about new places.

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
    >>> "没有可以列出的选址结果" in siting(empty)
    True
    """
    return answered(plan, _sections(plan), SITING_WORDS, asked=_ASKED, short=_SHORT, look=look)


def _sections(plan: "Plan") -> dict[str, list[str]]:
    found = base(plan, names(plan))
    if not found:
        return {}
    return {
        "summary": counts(found),
        "uses": uses(plan, found),
        "shared": shared(plan, found),
        "needs": needs(found),
    }
