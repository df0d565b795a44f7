"""The page of packages: which communities go together, how they balance, who pays whom."""

from typing import TYPE_CHECKING

from ..look import Look
from ..text.document import Heading, document, unanswered
from ..text.names import names
from ..text.records import basis, findings
from ..text.records import sources as origins
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
_RECORDS = ("rules", "findings", "basis", "records")


def packages(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about packages.

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
    >>> page = packages(empty)
    >>> "没有可以列出的片区" in page, "<script" in page
    (True, False)
    """
    sections = _sections(plan)
    return document(
        plan,
        sections,
        titles={key: PACKAGE_WORDS[key] for key in sections},
        heading=Heading(
            *(PACKAGE_WORDS[key] for key in ("title", "tagline", "beside", "empty")), short=_SHORT
        ),
        records=_RECORDS,
        look=look,
    )


def _sections(plan: "Plan") -> dict[str, list[str]]:
    words = names(plan)
    found = bundled(plan)
    return {
        **({"summary": unanswered(plan, "bundling")} if found is None else _answers(found)),
        "rules": basis(plan, only=RULES) if found is not None else [],
        "findings": findings(plan, words),
        "basis": basis(plan),
        "records": origins(plan, words),
    }


def _answers(found: Bundled) -> dict[str, list[str]]:
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
    }
