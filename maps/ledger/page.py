"""The page of money: what it costs, who pays how much and when, who is short, what is not settled."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.answered import answered
from .accounts import accounts, sources
from .awards import awards
from .bars import bars
from .base import Books, books
from .cash import cash
from .checks import checks, in_kind
from .counts import counts
from .debt import debt
from .units import unit_costs
from .words import LEDGER_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("place", "ledger", "as_of", "source")  # of the basis
# section without an answer: the question of the plan that says why
_ASKED = {"summary": "finance"}


def ledger(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about money.

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
    >>> "没有可以列出的资金结果" in ledger(empty)
    True
    """
    held = books(plan)
    own = _sections(held) if held else {}
    return answered(
        plan, own, LEDGER_WORDS, asked=_ASKED, short=_SHORT, origins="records", look=look
    )


def _sections(held: Books) -> dict[str, list[str]]:
    return {
        "summary": counts(held),
        "sources": [*bars(held), *sources(held)],
        "accounts": accounts(held),
        "cash": cash(held),
        "awards": awards(held),
        "unit_costs": unit_costs(held),
        "debt": debt(held),
        "checks": checks(held),
        "in_kind": in_kind(held),
    }
