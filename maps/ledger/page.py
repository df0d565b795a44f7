"""The page of money: what it costs, who pays how much and when, who is short, what is not settled."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import names
from ..text.records import basis, findings
from ..text.records import sources as origins
from .accounts import accounts, sources
from .awards import awards
from .bars import bars
from .base import books
from .cash import cash
from .checks import checks, in_kind
from .counts import counts
from .debt import debt
from .units import unit_costs
from .words import LEDGER_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("place", "ledger", "as_of", "source")  # of the basis
_RECORDS = ("findings", "basis", "records")


def ledger(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about money.

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
    >>> page = ledger(empty)
    >>> "没有可以列出的资金结果" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan)
    return document(
        plan,
        sections,
        titles={key: LEDGER_WORDS[key] for key in sections},
        heading=Heading(
            *(LEDGER_WORDS[key] for key in ("title", "tagline", "beside", "empty")), short=_SHORT
        ),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan") -> dict[str, list[str]]:
    words = names(plan)
    held = books(plan)
    money = (
        {"summary": unanswered(plan, "finance")}
        if held is None
        else {
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
    )
    return {
        **money,
        "findings": findings(plan, words),
        "basis": basis(plan),
        "records": origins(plan, words),
    }
