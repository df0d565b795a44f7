"""Every community against every rule: status and reason, and where each rule is from."""

from collections.abc import Iterator

import pandas as pd

from ..text.blocks import COMMUNITIES, Table, cut, rendered
from ..text.cells import Cell, amount, judged, known, said, share, status
from ..text.records import clause
from .base import Programme
from .words import STATES, VERDICTS

_RANK = {"fail": 0, "pending": 1, "partial": 2, "pass": 3}
_MOST = 34  # signs of a reason in a cell of the matrix


def rules(held: Programme) -> list[str]:
    """
    The matrix, those that fail first, and the rules.

    Parameters
    ----------
    held
        With `eligibility_checks` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> rules(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    checks = held.table("eligibility_checks")
    if checks.empty:
        return []
    return [_matrix(checks, held), _listed(checks)]


def _matrix(checks: pd.DataFrame, held: Programme) -> str:
    names = checks.drop_duplicates("rule").set_index("rule")
    verdicts = _verdicts(held)
    cells = {(row["community"], row["rule"]): row for _, row in checks.iterrows()}
    every = list(dict.fromkeys(checks["community"]))
    every.sort(key=lambda code: _RANK.get(said(verdicts.get(code)), len(_RANK)))
    rows = [
        [
            held.community(code),
            judged(verdicts.get(code), VERDICTS),
            *(_cell(cells.get((code, rule))) for rule in names.index),
        ]
        for code in every[:COMMUNITIES]
    ]
    parts = [said(each) for each in names.get("part_zh", pd.Series("", names.index))]
    foot = "不适用：这一条不问这个小区。理由过长的只列前段，全文见 renewal.gpkg 的 eligibility_checks 表。"
    foot += cut("eligibility_checks", len(rows), len(every), what="个小区", which="不符合在前的")
    headings = ["小区", "结论", *(said(zh) for zh in names["zh"])]
    return rendered(
        Table("小区 × 条件", headings, rows, shape="matrix", groups=["", "", *parts], foot=foot)
    )


def _verdicts(held: Programme) -> dict[str, str]:
    table = held.table("eligibility")
    if table.empty:
        return {}
    return dict(zip(table["community"], table["verdict"], strict=True))


def _cell(row: pd.Series | None) -> Cell:
    if row is None:
        return Cell("未计算", tone="missing")
    code, text = said(row["status"]), said(row.get("text"))
    if code == "not_applicable":
        return judged(code, STATES)
    if code == "overridden":
        text = (
            f"{STATES[before][0]}；见一事一议"
            if (before := said(row.get("before"))) in STATES
            else text
        )
        return judged(code, STATES, note=f"原为{text}")
    first = text if len(text) <= _MOST else text.split("；", maxsplit=1)[0]
    told = first if len(first) <= _MOST else first[: _MOST - 1] + "…"
    return judged(code, STATES, note=told)


def _listed(checks: pd.DataFrame) -> str:
    rows = []
    for _, own in checks.groupby("rule", sort=False):
        row = own.iloc[0]
        counted = [f"{word} {n}" for word, n in _counts(own)]
        rows.append(
            [
                Cell(said(row.get("zh")), said(row.get("part_zh"))),
                _limit(row),
                Cell("，".join(counted)),
                Cell(clause(row)),
                status(row.get("certainty")),
            ]
        )
    headings = ["条件", "限值", "小区数", "依据", "核实"]
    return rendered(Table("条件从哪里来", headings, rows))


def _counts(own: pd.DataFrame) -> Iterator[tuple[str, int]]:
    for code, (word, _) in STATES.items():
        count = int(own["status"].eq(code).sum())
        if count:
            yield word, count


def _limit(row: pd.Series) -> Cell:
    limit, unit = row.get("limit"), said(row.get("unit"))
    if not known(limit) or unit == "bool":
        return Cell("是或否")
    if unit == "ratio":
        return Cell(share(limit).text, tone="number")
    if unit == "year":
        return Cell(f"{float(str(limit)):.0f} 年", tone="number")
    return Cell(amount(limit), tone="number")
