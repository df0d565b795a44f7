"""The chapters of the report: which table of a plan stands where, and what is shown of it."""

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pandas as pd

from ...layers import kinds

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_UNKNOWN_ROWS = 10
_PREFIX = re.compile("^(?:map|chart|figure)[_-]")
# what figures are called, and the table or question that they are of
_SHORT = {
    "lifts": "elevators",
    "packages": "bundles",
    "stages": "staging",
    "reach": "coverage",
    "present": "idle_plots",
    "limits": "idle_plots",
    "money": "finance",
    "ledger": "finance",
    "votes": "consents",
    "parks": "park_rates",
}


@cache
def _listed() -> pd.DataFrame:
    with resources.as_file(resources.files(__spec__.parent).joinpath("chapters.csv")) as path:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return table.assign(rows=table["rows"].astype(int), order=range(len(table)))


def chapters(plan: "Plan") -> pd.DataFrame:
    """
    Every table of a plan with its place in the report.

    Parameters
    ----------
    plan
        Any; a table that nobody has heard of stands in the appendix.

    Returns
    -------
    DataFrame
        One row a table, in the order of the report, indexed by name: `chapter`, `question`, `zh`,
        `rows` (shown at most; none where it is only named), `where`, `sort` and `fields`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> one = pd.DataFrame({"a": [1]})
    >>> found = chapters(SimpleNamespace(tables={"newcomer": one, "finance": one}))
    >>> found["chapter"].to_dict()
    {'finance': 'money', 'newcomer': 'appendix'}
    """
    names = list(plan.tables)
    known = _listed().set_index("table")
    places = known.reindex([name for name in known.index if name in names])
    new = [name for name in names if name not in known.index]
    rows = [_newcomer(name, place) for place, name in enumerate(new, start=len(known))]
    added = pd.DataFrame(rows, columns=["table", *known.columns]).set_index("table")
    return pd.concat([places, added]) if new else places


def question_of(table: str) -> str:
    """
    The question whose answer a table is; empty where nobody has heard of it.

    Examples
    --------
    >>> question_of("bundles"), question_of("newcomer")
    ('bundling', '')
    """
    known = _listed()
    found = known.loc[known["table"].eq(table), "question"]
    return str(found.iloc[0]) if len(found) else ""


def subject_of(name: str) -> str:
    """
    The table or question that a figure is of: its name begins with one; empty where none is known.

    Examples
    --------
    >>> subject_of("finance"), subject_of("map_idle_plots"), subject_of("map_lifts-2")
    ('finance', 'idle_plots', 'elevators')
    >>> subject_of("newcomer")
    ''
    """
    known = _listed()
    own = _PREFIX.sub("", name)
    every = {*known["table"], *known["question"], *_SHORT} - {""}
    near = [key for key in every if own == key or own.startswith((f"{key}_", f"{key}-"))]
    found = max(near, key=len, default="")
    return _SHORT.get(found, found)


def chapter_of(name: str) -> str:
    """
    The chapter of a figure; empty where its name says none.

    Examples
    --------
    >>> chapter_of("finance"), chapter_of("bundling-map"), chapter_of("newcomer")
    ('money', 'resources', '')
    """
    known, subject = _listed(), subject_of(name)
    found = known.loc[known["table"].eq(subject), "chapter"]
    if subject and found.empty:
        found = known.loc[known["question"].eq(subject), "chapter"]
    return str(found.iloc[0]) if subject else ""


def title_of(table: str) -> str:
    """
    The Chinese name of a table; its own name where nobody gave it one.

    Examples
    --------
    >>> title_of("finance"), title_of("newcomer")
    ('各项目资金平衡', 'newcomer')
    """
    known = _listed()
    found = known.loc[known["table"].eq(table), "zh"]
    if len(found):
        return str(found.iloc[0])
    return kinds.schema(table).zh if table in kinds.layers() else table


def _newcomer(name: str, place: int) -> dict[str, object]:
    layer = name in kinds.layers()
    return {
        "table": name,
        "chapter": "sources" if layer else "appendix",
        "question": "",
        "zh": title_of(name),
        "rows": 0 if layer else _UNKNOWN_ROWS,
        "where": "",
        "sort": "",
        "fields": "",
        "order": place,
    }
