"""The page of siting: where the next places go, what each brings, and what if a plot falls away."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import names
from ..text.records import basis, findings, sources
from .base import base
from .counts import counts
from .need import needs
from .shared import shared
from .uses import uses
from .words import SITING_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SHORT = ("siting", "minutes", "pace", "idle", "crs", "as_of")  # of the basis
_RECORDS = ("findings", "basis", "sources")


def siting(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about new places.

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
    >>> page = siting(empty)
    >>> "没有可以列出的选址结果" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan)
    return document(
        plan,
        sections,
        titles={key: SITING_WORDS[key] for key in sections},
        heading=Heading(
            *(SITING_WORDS[key] for key in ("title", "tagline", "beside", "empty")), short=_SHORT
        ),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan") -> dict[str, list[str]]:
    words = names(plan)
    found = base(plan, words)
    return {
        "summary": counts(found) if found else unanswered(plan, "siting"),
        "uses": uses(plan, found) if found else [],
        "shared": shared(plan, found) if found else [],
        "needs": needs(found) if found else [],
        "findings": findings(plan, words),
        "basis": basis(plan),
        "sources": sources(plan, words),
    }
