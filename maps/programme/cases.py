"""The households that are left, one by one with what is asked; and how fast signing goes."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import TO
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, number, part, said, share, text
from ..text.names import parts
from .base import Programme, lived
from .words import TOPICS


def cases(held: Programme) -> list[str]:
    """
    The remaining households by vote and answer, then one row a household.

    Parameters
    ----------
    held
        With `staging_cases` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> cases(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("staging_cases")
    if table.empty:
        return []
    return [_votes(table, held), _listed(table, held)]


def _votes(table: pd.DataFrame, held: Programme) -> str:
    rows = []
    keys = ["topic", "unit", "answer_zh", "reason", "ask"]
    for _, own in table.groupby(keys, sort=False, dropna=False):
        row = own.iloc[0]
        rows.append(
            [
                _vote(row, held),
                text(row.get("answer_zh")),
                Cell(
                    said(row.get("reason")) or "没有说明",
                    tone="" if known(row.get("reason")) else "missing",
                ),
                number(own["households"].sum() if own["households"].notna().all() else None),
                Cell(said(row.get("ask"))),
            ]
        )
    headings = ["表决", "意见", "理由", "户数（户）", "下一步"]
    shown = rows[:ROWS]
    foot = f"合计 {lived(table, of='行')}，为各次表决最后一轮没有同意的户。"
    foot += cut("staging_cases", len(shown), len(rows), what="类", which="在前的")
    return rendered(Table("剩余户按意见与理由", headings, shown, foot=foot))


def _vote(row: pd.Series, held: Programme) -> Cell:
    topic = TOPICS.get(said(row["topic"]), said(row["topic"]))
    where = held.named(row.get("communities"))
    unit = (
        "" if said(row["unit"]) == said(row.get("communities")) else "、".join(parts(row["unit"]))
    )
    return Cell(f"{topic}：{where or '小区不明'}", unit)


def _listed(table: pd.DataFrame, held: Programme) -> str:
    shown = table.head(ROWS)
    rows = [list(_case(row, held)) for _, row in shown.iterrows()]
    foot = cut("staging_cases", len(shown), len(table), what="户", which="在前的")
    headings = ["表决", "位置", "户", "楼层", "意见", "理由", "下一步"]
    html = rendered(Table("一户一策清单", headings, rows, foot=foot))
    return folded("一户一策清单", [html], count=len(table))


def _case(row: pd.Series, held: Programme) -> Iterator[Cell]:
    yield _vote(row, held)
    yield text(row.get("place"))
    many = row.get("households")
    household = said(row.get("household"))
    yield Cell(household or f"名册外 {amount(many)} 户") if household or known(many) else text(None)
    yield number(row.get("storey"))
    yield text(row.get("answer_zh"))
    yield Cell(
        said(row.get("reason")) or "没有说明", tone="" if known(row.get("reason")) else "missing"
    )
    yield Cell(said(row.get("ask")))


def pace(held: Programme) -> list[str]:
    """
    What is signed, what is left, and when it would be done; no forecast without a pace.

    Parameters
    ----------
    held
        With `signing_pace` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> pace(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("signing_pace")
    if table.empty:
        return []
    shown = table.head(ROWS)
    rows = [list(_pace(row, held)) for _, row in shown.iterrows()]
    foot = (
        "预计按签约记录推算；记录不够的不预计。参照天数按外地每户天数折算，只供比较，从不代替预计。"
    )
    foot += cut("signing_pace", len(shown), len(table), what="次表决", which="在前的")
    headings = [
        "表决",
        "已同意（户）",
        "剩余（户）",
        "预计还需（天）",
        "预计完成",
        "参照天数（天）",
        "依据",
    ]
    return [
        note("签约快慢只说明按过去的速度何时签完，不等于剩余的户会同意。"),
        rendered(Table("签约进度与预计", headings, rows, foot=foot)),
    ]


def _pace(row: pd.Series, held: Programme) -> Iterator[Cell]:
    yield _vote(row, held)
    signed, total = row.get("signed"), row.get("total")
    rate = int(str(signed)) / int(str(total)) if known(signed) and known(total) and total else None
    yield share(rate, note=part(signed, total))
    yield number(row.get("remaining"))
    yield _days(row)
    yield _date(row)
    reference = row.get("days_reference")
    yield number(reference, word="not_computed")
    yield Cell(said(row.get("reason")))


def _days(row: pd.Series) -> Cell:
    if not known(row.get("days")):
        return Cell("不预计", tone="missing")
    ends = [row.get("days_least"), row.get("days_most")]
    words = dict.fromkeys(amount(end) for end in ends if known(end))
    spread = TO.join(words) if len(words) > 1 else ""
    each = row.get("days_each")
    per = f"每户 {amount(each, digits=1)} 天" if known(each) else ""
    slow = "" if known(ends[1]) else "近期没有人签，最慢不能估"
    return number(row["days"], note="；".join(filter(None, [spread, per, slow])))


def _date(row: pd.Series) -> Cell:
    if not known(row.get("date")):
        return Cell("不预计", tone="missing")
    ends = [text(row[name]).text for name in ("date_least", "date_most") if known(row.get(name))]
    spread = TO.join(dict.fromkeys(ends))
    return Cell(text(row["date"]).text, spread if len(set(ends)) > 1 else "", "number")
