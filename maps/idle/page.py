"""The page of idle land: which plots, on what evidence, why not others, and what they could become."""

from typing import TYPE_CHECKING

from ..basis import limits
from ..look import Look
from ..text.answered import answered
from ..text.names import names
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
# section without an answer: the question of the plan that says why
_ASKED = {"counts": "idle"}


def idle(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about idle land.

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
    >>> "没有可以列出的闲置地结果" in idle(empty)
    True
    """
    return answered(plan, _sections(plan), IDLE_WORDS, asked=_ASKED, short=_SHORT, look=look)


def _sections(plan: "Plan") -> dict[str, list[str]]:
    words = names(plan)
    land = base(plan, words)
    return {
        "counts": counts(land) if land else [],
        "plots": cards(land, plans(plan), minutes=limits(plan)[0]) if land else [],
        "excluded": excluded(land) if land else [],
        "corrections": corrections(plan),
        "areas": areas(plan, words),
        "rules": rules(land) if land else [],
    }
