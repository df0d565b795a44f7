"""The page of lifts: which stairwell, what light, whose vote, whose money, which together."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.answered import answered
from ..text.names import frame, names, rule_names
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
    from ...analysis.planning import Plan

_SHORT = ("sun", "consent", "lift_light", "lift_money", "crs", "as_of")  # of the basis
# section without an answer: the question of the plan that says why
_ASKED = {"summary": "elevators", "light": "daylight", "consent": "consent"}


def elevators(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about lifts.

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
    >>> "没有可以列出的加装电梯结果" in elevators(empty)
    True
    """
    return answered(plan, _sections(plan), LIFT_WORDS, asked=_ASKED, short=_SHORT, look=look)


def _sections(plan: "Plan") -> dict[str, list[str]]:
    words = names(plan)
    found, named = base(plan), places(plan, words)
    checks = frame(plan, "elevator_checks")
    return {
        "summary": counts(found, words) if found else [],
        "stairwells": listing(found, named, rule_names(checks)) if found else [],
        "obstacles": obstacles(found, checks, words) if found else [],
        "light": light(plan, found, named),
        "consent": consent(plan, named),
        "money": [*money(plan, found, named), *shares(plan, found, named)] if found else [],
        "batches": batches(plan, found, named) if found else [],
        "priority": priority(frame(plan, "elevator_priority"), named),
    }
