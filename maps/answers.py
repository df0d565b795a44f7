"""The page of answers: why figures differ, what meets the rules, who is left out, and on what basis."""

from html import escape
from typing import TYPE_CHECKING

from .answer_words import ANSWER_WORDS
from .blocks import note, section
from .furniture import synthetic
from .gate import assert_self_contained
from .look import Look
from .names import Names, frame, names
from .offline import asset
from .park_rates import statutory
from .provision import circles, supply
from .ratings import COMPLETE, SCORECARD, SYNCHRONY, rated
from .reconciled import reconciled
from .records import basis, findings, imprint, sources
from .shortfalls import shortfalls
from .times import basis_value, limits
from .walked import walking
from .words import WORDS

if TYPE_CHECKING:
    from ..analysis.planning import Plan

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_UNNAMED = "未命名"
_RECORDS = ("findings", "basis", "sources")
# section without an answer: the question of the plan that says why
_QUESTIONS = {
    "why": "parks",
    "statutory": "parks",
    "circles": "circles",
    "complete": "scorecards",
    "scorecard": "scorecards",
    "synchrony": "scorecards",
    "supply": "supply",
    "gaps": "gaps",
}


def answers(plan: "Plan", *, look: Look | None = None) -> str:
    """
    The page that answers what a meeting asks about the map.

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
    >>> page = answers(empty)
    >>> "没有可以列出的结果" in page, "<script" in page
    (True, False)
    """
    look, words = look or Look(), names(plan)
    found = {key: blocks for key, blocks in _sections(plan, words).items() if "".join(blocks)}
    titles = {key: _title(plan, key) for key in found}
    body = "".join(section(key, titles[key], blocks) for key, blocks in found.items())
    if not set(found) - set(_RECORDS):
        body = note(ANSWER_WORDS["empty"], tone="warning") + body
    title = ANSWER_WORDS["title"] if look.title == WORDS["title"] else look.title
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{asset('answers.css')}</style>\n</head>\n"
        f"<body>\n{_header(plan, look, title)}\n<main>\n{_contents(titles)}{body}\n</main>\n"
        f"{imprint(look, basis_value(plan, 'software') or _software())}\n</body>\n</html>\n"
    )
    assert_self_contained(page)
    return page


def _sections(plan: "Plan", words: Names) -> dict[str, list[str]]:
    steps = frame(plan, "reconciliation")
    found = {
        "why": reconciled(steps, words) if steps is not None else [],
        "statutory": statutory(plan, words),
        "walking": walking(plan, words),
        "circles": circles(plan, words),
        "complete": rated(plan, COMPLETE, words),
        "scorecard": rated(plan, SCORECARD, words),
        "synchrony": rated(plan, SYNCHRONY, words),
        "supply": supply(plan, words),
        "gaps": shortfalls(plan, words),
        "findings": findings(plan, words),
        "basis": basis(plan),
        "sources": sources(plan, words),
    }
    return {key: blocks or _unanswered(plan, key) for key, blocks in found.items()}


def _unanswered(plan: "Plan", key: str) -> list[str]:
    """Why a question that was asked has no tables."""
    table = frame(plan, "questions")
    if table is None or key not in _QUESTIONS:
        return []
    row = table[table["question"].eq(_QUESTIONS[key]) & table["reason"].notna()]
    if row.empty:
        return []
    return [note(ANSWER_WORDS["no_answer"].format(reason=row["reason"].iloc[0]), tone="warning")]


def _title(plan: "Plan", key: str) -> str:
    return ANSWER_WORDS[key].format(minutes=limits(plan)[0])


def _header(plan: "Plan", look: Look, title: str) -> str:
    place, day = basis_value(plan, "place"), basis_value(plan, "as_of")
    facts = ["" if place == _UNNAMED else place, f"数据日期 {day}" if day else ""]
    under = look.subtitle or " · ".join(fact for fact in facts if fact)
    badges = [(WORDS["synthetic"], "an-synthetic")] if synthetic(plan) else []
    badges += [(WORDS["inside_only"], "an-inside")] if look.not_for_publication else []
    marks = "".join(f'<span class="an-badge {name}">{escape(text)}</span>' for text, name in badges)
    short = "".join(basis(plan, short=True))
    more = f'<p><a href="#basis">{escape(ANSWER_WORDS["all_basis"])}</a></p>' if short else ""
    return (
        f'<header class="an-head"><div><h1>{escape(title)}</h1>'
        f"<p>{escape(ANSWER_WORDS['tagline'])}</p><p>{escape(under)}</p></div>"
        f'<div class="an-badges">{marks}</div></header>'
        f'<div class="an-short">{short}{more}{note(ANSWER_WORDS["beside"])}</div>'
    )


def _contents(titles: dict[str, str]) -> str:
    links = "".join(
        f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in titles.items()
    )
    label = escape(ANSWER_WORDS["contents"])
    return f'<nav aria-label="{label}"><ul>{links}</ul></nav>' if links else ""


def _software() -> str:
    from importlib.metadata import version

    return f"pianqu {version('pianqu')}"
