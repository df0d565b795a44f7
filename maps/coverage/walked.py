"""Who walks how far to what: shares by kind and unit, and the kinds that have no answer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.blocks import Table, listed, note, rendered
from ..text.cells import Cell, amount, known, part, said, share
from ..text.names import Names, frame
from ..text.words import ANSWER_WORDS, CIRCLES, COUNTED, HEADINGS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_ORDER = {level: place for place, level in enumerate(CIRCLES)}


def walking(plan: "Plan", words: Names) -> list[str]:
    """
    Who reaches what on foot: one row a kind, one column a unit, each share with its base.

    Parameters
    ----------
    plan
        With `coverage` and `kinds`.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks; kinds without an answer stand below, with the reason.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> walking(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    table = frame(plan, "coverage")
    if table is None:
        return []
    kinds = plan.tables.get("kinds", pd.DataFrame())
    levels = dict(kinds["level"]) if "level" in kinds else {}
    state = table["status"] if "status" in table else pd.Series("mapped", table.index)
    mapped = table[state.eq("mapped")]
    units = [unit for unit in COUNTED if unit in set(table["unit"])]
    rows = {(row["kind"], row["unit"]): row for _, row in mapped.iterrows()}
    listed_rows = [
        (
            Cell(words.kind(kind)),
            Cell(CIRCLES.get(levels.get(kind, ""), ANSWER_WORDS["other"])),
            *(_reached(rows.get((kind, unit))) for unit in units),
        )
        for kind in _in_order(mapped, levels)
    ]
    headings = [HEADINGS["kind"], HEADINGS["level"], *(COUNTED[unit] for unit in units)]
    caption = "能在时限内步行到达的占比（到达 / 有结果的基数），同一生活圈内由低到高"
    blocks = [rendered(Table(caption, headings, listed_rows))]
    return [*blocks, note(ANSWER_WORDS["kinds_left"]), *unanswered(kinds, words)]


def unanswered(kinds: pd.DataFrame, words: Names) -> Iterator[str]:
    """
    The kinds without an answer, as lists with the reason of each.

    Parameters
    ----------
    kinds
        Indexed by kind: `status` and `reason`.
    words
        Of the plan.

    Yields
    ------
    str
        HTML; one list for kinds that are not mapped, one for those not computed.

    Examples
    --------
    >>> row = {"status": ["not_mapped"], "reason": ["数据中没有"]}
    >>> [html] = unanswered(pd.DataFrame(row, index=["gym"]), Names({}, {"gym": "健身房"}, {}))
    >>> "健身房" in html, "不等于没有" in html
    (True, True)
    """
    if "status" not in kinds:
        return
    for state, title in (("not_mapped", "not_mapped"), ("not_computed", "not_computed_kinds")):
        rows = kinds[kinds["status"].eq(state).fillna(False)]
        items = [
            (words.kind(kind), said(reason) or ANSWER_WORDS["unnamed_reason"])
            for kind, reason in rows.get("reason", pd.Series(index=rows.index)).items()
        ]
        if not items:
            continue
        same = {reason for _, reason in items}
        if len(same) == 1 and len(items) > 1:  # once for all
            yield listed(ANSWER_WORDS[title], [(name, "") for name, _ in items])
            yield note(f"原因：{same.pop()}")
        else:
            yield listed(ANSWER_WORDS[title], items)


def _in_order(mapped: pd.DataFrame, levels: dict[Any, Any]) -> list[str]:
    """The kinds by living circle, within one those that fewest reach first."""
    least = dict(mapped.groupby("kind")["share"].min().dropna())

    def place(kind: str) -> tuple[int, float]:
        return _ORDER.get(levels.get(kind, ""), len(_ORDER)), float(least.get(kind, 2.0))

    return sorted(dict.fromkeys(mapped["kind"]), key=place)


def _reached(row: pd.Series | None) -> Cell:
    if row is None:
        return Cell(ANSWER_WORDS["not_computed"], tone="missing")
    if not known(row["share"]):
        return Cell(ANSWER_WORDS["not_computed"], said(row.get("reason")), "missing")
    told = [part(row["reached"], row["base"])]
    for field, word in (("unknown", "未计算"), ("near_edge", "近数据边界")):
        value = row.get(field)
        if known(value) and float(value or 0) > 0:
            told.append(f"{word} {amount(value)}")
    return share(row["share"], note=" · ".join(filter(None, told)))
