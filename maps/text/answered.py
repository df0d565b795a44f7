"""A page that answers one question: its own sections, then findings, basis and sources."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .document import Heading, document, unanswered
from .names import names
from .records import WALKING, basis, findings, sources

if TYPE_CHECKING:
    from ...analysis.planning import Plan
    from ..look import Look

_OVER = ("title", "tagline", "beside", "empty")  # words that stand over every page


def answered(
    plan: "Plan",
    own: Mapping[str, Sequence[str]],
    words: Mapping[str, str],
    *,
    asked: Mapping[str, str] | None = None,
    short: Sequence[str] = WALKING,
    rules: Sequence[str] = (),
    origins: str = "sources",
    look: "Look | None" = None,
) -> str:
    """
    One page from the sections that are its own.

    Parameters
    ----------
    plan
        Whose page it is. Tables that are not there leave their section out; a question that was
        asked and has no answer says why.
    own
        Section to HTML blocks.
    words
        Title of each section, of `findings`, `basis` and `origins`; over the page `title`,
        `tagline`, `beside` and `empty`.
    asked
        Section to the question of the plan that says why it has nothing.
    short
        Lines of the basis that stand at the top, by key.
    rules
        Sections of `own` that do not answer anything either.
    origins
        Section of the sources of data.
    look
        Title and marks.

    Returns
    -------
    str
        One HTML document without scripts.

    Raises
    ------
    OutputError
        Something in the page would be fetched.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> questions = pd.DataFrame({"question": ["gaps"], "reason": ["没有设施图层"]})
    >>> columns = pd.DataFrame(columns=["table", "field", "zh"])
    >>> plan = SimpleNamespace(tables={"questions": questions}, fields=columns)
    >>> words = dict.fromkeys(["title", "tagline", "beside", "empty"], "") | {"gaps": "缺口"}
    >>> "未计算：没有设施图层" in answered(plan, {"gaps": []}, words, asked={"gaps": "gaps"})
    True
    """
    told = names(plan)
    sections = {key: list(blocks) for key, blocks in own.items()}
    for key, question in (asked or {}).items():
        if not "".join(sections.get(key, [])):
            sections[key] = unanswered(plan, question)
    sections |= {
        "findings": findings(plan, told),
        "basis": basis(plan),
        origins: sources(plan, told),
    }
    return document(
        plan,
        sections,
        titles=words,
        heading=Heading(*(words[key] for key in _OVER), short=short),
        records=(*rules, "findings", "basis", origins),
        look=look,
    )
