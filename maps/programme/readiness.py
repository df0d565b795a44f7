"""How ready each community is: consent, evidence, money and design, each with why, and what blocks."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import TO, short
from ..text.blocks import COMMUNITIES, Table, cut, note, rendered
from ..text.cells import Cell, amount, judged, known, said
from .base import Programme
from .words import ASPECTS, LEVELS, WORKS

_SCORE = 3  # decimals of a score


def readiness(held: Programme) -> list[str]:
    """
    The matrix of communities and aspects, those of a batch first.

    Parameters
    ----------
    held
        With `staging` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> readiness(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("staging")
    if table.empty:
        return []
    ready = table["ready"].fillna(False).astype(bool)
    table = table.assign(late=table["batch"].isna(), unready=~ready)
    order = table.sort_values(
        ["late", "batch", "unready", "score_least"],
        ascending=[True, True, True, False],
        kind="stable",
    )
    rows = [list(_cells(row, held)) for _, row in order.head(COMMUNITIES).iterrows()]
    foot = "得分为四方面的加权平均，权重和门槛见规则表 staging_rules；有一方面未知的只给区间。得分不排先后，只看各方面是否都够。"
    foot += cut("staging", len(rows), len(table), what="个小区", which="已排批次和最成熟的")
    headings = ["小区", *ASPECTS.values(), "得分", "能否入批"]
    return [
        note(_lead(table), tone="lead"),
        rendered(Table("各小区的成熟度与理由", headings, rows, shape="matrix", foot=foot)),
    ]


def _lead(table: pd.DataFrame) -> str:
    parts = []
    for code, word in WORKS.items():
        count = int(table["state"].eq(code).sum())
        if count:
            parts.append(f"{word} {count} 个")
    waiting = table[table["state"].eq("waiting").fillna(False)]
    blocks = waiting["blocking"].dropna().astype(str).str.split(";").explode().value_counts()
    why = "，".join(f"{ASPECTS.get(str(name), name)} {count} 个" for name, count in blocks.items())
    ready = int(waiting["ready"].fillna(False).astype(bool).sum())
    tail = f"；卡住的方面：{why}（一个小区可以卡在几方面）" if why else ""
    return f"{len(table)} 个小区中：{'，'.join(parts)}。未开工的 {len(waiting)} 个中 {ready} 个成熟可入批{tail}。"


def _cells(row: pd.Series, held: Programme) -> Iterator[Cell]:
    homes = f"{amount(row['households'])} 户" if known(row.get("households")) else "户数未知"
    name = held.community(row["community"])
    yield Cell(name.text, "，".join(filter(None, [name.note, homes])))
    for aspect in ASPECTS:
        yield judged(row.get(aspect), LEVELS, note=said(row.get(f"{aspect}_reason")))
    yield _score(row)
    yield _entry(row)


def _score(row: pd.Series) -> Cell:
    if known(row.get("score")):
        return Cell(short(row["score"], digits=_SCORE), tone="number")
    ends = [row.get("score_least"), row.get("score_most")]
    if not all(map(known, ends)):
        return Cell("未计算", tone="missing")
    return Cell(TO.join(short(end, digits=_SCORE) for end in ends), "有一方面未知", "number")


def _entry(row: pd.Series) -> Cell:
    state = said(row.get("state"))
    if state in ("done", "underway"):
        return Cell(WORKS[state], tone="missing")
    if known(row.get("batch")):
        return Cell(f"{row['batch']} 年", "可入批", "good")
    if known(row.get("ready")) and bool(row["ready"]):
        return Cell("可入批", said(row.get("batch_reason")) or "没有排上", "part")
    named = [ASPECTS.get(each, each) for each in said(row.get("blocking")).split(";") if each]
    why = f"卡在{'、'.join(named)}" if named else said(row.get("batch_reason"))
    return Cell("尚不能入批", why, "bad")
