"""The headline of the programme: how many may enter, by whose rules, in which year, and who waits."""

from collections.abc import Iterator

import pandas as pd

from ..text.blocks import note
from ..text.cells import amount, known, said, share
from ..text.figure_row import figures
from .areas import why_no_share
from .base import Programme, households
from .words import SETS, VERDICTS


def counts(held: Programme) -> list[str]:
    """
    How many communities pass, pass in part, wait and fail; then the programme in sentences.

    Parameters
    ----------
    held
        The programme of a plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"community": ["C1", "C2"], "verdict": ["pass", "fail"]})
    >>> held = Programme(SimpleNamespace(tables={"eligibility": table}), Names({}, {}, {}), {"C1": 60})
    >>> "<b>1 / 2</b><span>符合条件（个）</span><small>60 户，共 60 户</small>" in counts(held)[0]
    True
    """
    return [
        _figures(held.table("eligibility"), held),
        *(note(text, tone="lead") for text in _told(held) if text),
        note(_whose(held)),
    ]


def _figures(table: pd.DataFrame, held: Programme) -> str:
    if table.empty:
        return ""
    items = []
    every, _ = held.homes(table["community"])
    for code, (word, _) in VERDICTS.items():
        own = table[table["verdict"].eq(code).fillna(False)]
        base = (
            f"{households(*held.homes(own['community']))}，共 {every:,} 户" if len(own) else "没有"
        )
        items.append((f"{len(own)} / {len(table)}", f"{word}（个）", base))
    return figures(items)


def _told(held: Programme) -> Iterator[str]:
    yield _entry(held.table("eligibility"))
    yield _batches(held)
    yield _area(held.table("staging_areas"))


def _entry(table: pd.DataFrame) -> str:
    """The verdict is about what an estate is; entry asks for the vote too."""
    if table.empty or "entry" not in table:
        return ""
    said_so = {"pass": "可以纳入", "pending": "还缺证据", "fail": "不能纳入"}
    many = [
        f"{word} {int(table['entry'].eq(code).sum())} 个"
        for code, word in said_so.items()
        if table["entry"].eq(code).any()
    ]
    decided = int(table["decided_by"].notna().sum()) if "decided_by" in table else 0
    more = f"其中 {decided} 个小区有条件经一事一议决定。" if decided else ""
    return f"以上是小区本身的条件；加上居民同意等纳入条件，{len(table)} 个小区中：{'，'.join(many)}。{more}"


def _batches(held: Programme) -> str:
    table, found = held.table("staging_batches"), held.table("staging")
    if table.empty or found.empty:
        return ""
    into = [
        f"{said(row['year'])} 年 {amount(row['community_count'])} 个小区 {amount(row['households'])} 户"
        for _, row in table.iterrows()
        if known(row["community_count"]) and row["community_count"]
    ]
    waiting = int((found["batch"].isna() & found["state"].eq("waiting").fillna(False)).sum())
    listed = f"排入批次：{'，'.join(into)}" if into else "没有小区可以排入批次"
    return f"{listed}；{waiting} 个未开工的小区还没有排上，原因见“成熟度”。"


def _area(table: pd.DataFrame) -> str:
    own = table[table["level"].eq("all").fillna(False)] if len(table) else table
    if own.empty:
        return ""
    row = own.iloc[0]
    base = f"{amount(row['households_renewed'])} / {amount(row['households_eligible'])} 户"
    if not known(row["share"]):
        return f"整片区改造率未计算：{why_no_share(row)}。"
    return (
        f"现在的改造率 {share(row['share']).text}（{base}），批次完成后 "
        f"{share(row['share_planned']).text}，目标 {share(row['limit']).text}："
        f"{said(row.get('status_zh'))}。"
    )


def _whose(held: Programme) -> str:
    """Whose rules they are, and how many nobody has verified."""
    checks, table = held.table("eligibility_checks"), held.table("eligibility")
    if checks.empty or table.empty:
        return ""
    sets = [SETS.get(str(code), str(code)) for code in table["rules"].dropna().unique()]
    rules = checks.drop_duplicates("rule")
    standards = "、".join(dict.fromkeys(rules["standard"].dropna()))
    sure = int(rules["certainty"].eq("verified").sum())
    return (
        f"口径：{'、'.join(sets)}，共 {len(rules)} 条，依据 {standards}；"
        f"已核对原文 {sure} 条，其余 {len(rules) - sure} 条为软件约定或未核实，见“小区 × 条件”下的条件表。"
        "待补证据既不算符合也不算不符合。"
    )
