"""The page of packages: which communities go together, how they balance, who pays whom."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.answered import answered
from ..text.records import basis
from .base import Bundled, bundled
from .cards import cards
from .counts import counts
from .cut import cut_links
from .left import conflict, left
from .levels import levels
from .transfers import transfers
from .what_if import others, shaken, worth
from .words import PACKAGE_WORDS, RULES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("place", "packages", "as_of", "source")  # of the basis
# section without an answer: the question of the plan that says why
_ASKED = {"summary": "bundling"}


def packages(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about packages.

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
    >>> "没有可以列出的片区" in packages(empty)
    True
    """
    found = bundled(plan)
    own = _sections(found) if found else {}
    return answered(
        plan,
        own,
        PACKAGE_WORDS,
        asked=_ASKED,
        short=_SHORT,
        rules=("rules",),
        origins="records",
        look=look,
    )


def _sections(found: Bundled) -> dict[str, list[str]]:
    return {
        "summary": counts(found),
        "conflict": conflict(found),
        "levels": levels(found),
        "cards": cards(found),
        "transfers": transfers(found),
        "left": left(found),
        "worth": worth(found),
        "others": others(found),
        "shaken": shaken(found),
        "cut": cut_links(found),
        "rules": basis(found.plan, only=RULES),
    }
