"""A page of text and tables: its head, contents, sections and imprint, without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from ..basis import basis_value, synthetic
from ..look import Look
from ..web.gate import assert_self_contained
from ..web.offline import asset
from ..words import WORDS
from .blocks import note, section
from .names import frame
from .records import WALKING, basis, imprint
from .words import ANSWER_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_UNNAMED = "未命名"


@dataclass(frozen=True)
class Heading:
    """
    What stands over a page.

    Attributes
    ----------
    title, tagline
        Over the page.
    beside
        Where else the same figures are found.
    empty
        What is said where no section but the records has anything.
    short
        Lines of the basis that stand at the top, by key.
    """

    title: str
    tagline: str
    beside: str
    empty: str
    short: Sequence[str] = WALKING


def document(
    plan: "Plan",
    sections: Mapping[str, Sequence[str]],
    *,
    titles: Mapping[str, str],
    heading: Heading,
    records: Sequence[str] = (),
    look: Look | None = None,
) -> str:
    """
    One page from its sections.

    Parameters
    ----------
    plan
        Whose page it is.
    sections
        Key to HTML blocks; a section without any is left out.
    titles
        Title of each section.
    heading
        What stands over the page.
    records
        Sections that do not answer anything: findings, basis, sources.
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
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    >>> over = Heading("示例", "", "", "没有结果。")
    >>> "没有结果。" in document(empty, {}, titles={}, heading=over)
    True
    """
    look = look or Look()
    found = {key: blocks for key, blocks in sections.items() if "".join(blocks)}
    body = "".join(section(key, titles[key], blocks) for key, blocks in found.items())
    if not set(found) - set(records):
        body = note(heading.empty, tone="warning") + body
    title = heading.title if look.title == WORDS["title"] else look.title
    contents = _contents({key: titles[key] for key in found})
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{asset('answers.css')}</style>\n</head>\n"
        f"<body>\n{_header(plan, look, title, heading)}\n<main>\n{contents}{body}\n</main>\n"
        f"{imprint(look, basis_value(plan, 'software') or _software())}\n</body>\n</html>\n"
    )
    assert_self_contained(page)
    return page


def unanswered(plan: "Plan", question: str) -> list[str]:
    """
    Why a question that was asked has no tables; nothing where it has them or was not asked.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> unanswered(SimpleNamespace(tables={}), "gaps")
    []
    """
    table = frame(plan, "questions")
    if table is None:
        return []
    row = table[table["question"].eq(question) & table["reason"].notna()]
    if row.empty:
        return []
    return [note(ANSWER_WORDS["no_answer"].format(reason=row["reason"].iloc[0]), tone="warning")]


def _header(plan: "Plan", look: Look, title: str, heading: Heading) -> str:
    place, day = basis_value(plan, "place"), basis_value(plan, "as_of")
    facts = ["" if place == _UNNAMED else place, f"数据日期 {day}" if day else ""]
    under = look.subtitle or " · ".join(fact for fact in facts if fact)
    badges = [(WORDS["synthetic"], "an-synthetic")] if synthetic(plan) else []
    badges += [(WORDS["inside_only"], "an-inside")] if look.not_for_publication else []
    marks = "".join(f'<span class="an-badge {name}">{escape(text)}</span>' for text, name in badges)
    short = "".join(basis(plan, only=heading.short))
    more = f'<p><a href="#basis">{escape(ANSWER_WORDS["all_basis"])}</a></p>' if short else ""
    return (
        f'<header class="an-head"><div><h1>{escape(title)}</h1>'
        f"<p>{escape(heading.tagline)}</p><p>{escape(under)}</p></div>"
        f'<div class="an-badges">{marks}</div></header>'
        f'<div class="an-short">{short}{more}{note(heading.beside)}</div>'
    )


def _contents(titles: Mapping[str, str]) -> str:
    links = "".join(
        f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in titles.items()
    )
    label = escape(ANSWER_WORDS["contents"])
    return f'<nav aria-label="{label}"><ul>{links}</ul></nav>' if links else ""


def _software() -> str:
    from importlib.metadata import version

    return f"pianqu {version('pianqu')}"
