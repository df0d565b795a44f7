"""Events that other layers and answers tell of: money, decisions, votes, batches, appraisals."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ...layers.kinds import vocabulary
from ..project_members import members
from .cells import Tables, dates, text
from .rows import PLANNED, Row, row

_NO_APPRAISAL = "图层只登记等级，没有鉴定日期"
_GRADES = ("C", "D")  # JGJ 125-2016: parts of the building, or all of it, are in danger


def arrived(tables: Tables) -> Iterator[Row]:
    """
    Money of a project that has come.

    Examples
    --------
    >>> paid = pd.DataFrame({"project": ["J1"], "arrived": ["2024-04-18"], "amount": [5.53e6]})
    >>> [(each["id"], each["detail"]) for each in arrived({"ledger": paid})]
    [('J1', '5,530,000 元')]
    """
    rows = tables.get("ledger", pd.DataFrame())
    rows = rows.assign(_day=dates(rows, "arrived"), _project=text(rows, "project"))
    amounts = rows.get("amount", pd.Series(pd.NA, rows.index))
    payers = text(rows, "payer_detail").fillna("")
    for day, project, amount, payer in zip(
        rows["_day"], rows["_project"], amounts, payers, strict=True
    ):
        if pd.notna(day) and pd.notna(project):
            said = "金额未知" if pd.isna(amount) else f"{float(amount):,.0f} 元"
            yield row(
                "project",
                project,
                "money",
                day=day,
                detail=f"{payer} {said}".strip(),
                source="ledger",
            )


def decided(tables: Tables) -> Iterator[Row]:
    """Decisions on one community (一事一议)."""
    rows = tables.get("decisions", pd.DataFrame())
    told = (text(rows, "by").fillna("") + " " + text(rows, "reason").fillna("")).str.strip()
    for community, day, detail in zip(
        text(rows, "community"), dates(rows, "date"), told, strict=True
    ):
        if pd.notna(community):
            why = "" if pd.notna(day) else "决定没有写明日期"
            yield row(
                "community",
                community,
                "decision",
                day=day,
                reason=why,
                detail=detail,
                source="decisions",
            )


def voted(tables: Tables) -> Iterator[Row]:
    """Votes, of the buildings they are about, else of the communities."""
    rows = tables.get("consents", pd.DataFrame())
    of_community = text(rows, "unit_kind").eq("community").fillna(value=False)
    buildings, communities = (members(text(rows, name)) for name in ("buildings", "communities"))
    said = zip(
        of_community,
        buildings,
        communities,
        dates(rows, "last_date"),
        text(rows, "topic").map(_zh("topic")).fillna(text(rows, "topic")),
        text(rows, "verdict").fillna(""),
        text(rows, "reasons").fillna(""),
        strict=True,
    )
    for whole, homes, places, day, topic, verdict, reasons in said:
        level, ids = ("community", places) if whole or not homes else ("building", homes)
        detail = f"{topic}：{_VERDICTS.get(verdict, verdict)}；{reasons}".rstrip("；")
        why = "" if pd.notna(day) else "表决没有写明日期"
        for id_ in ids:
            yield row(level, id_, "vote", day=day, reason=why, detail=detail, source="votes")


def renewed(tables: Tables) -> Iterator[Row]:
    """How far each community is, as registered."""
    rows = tables.get("communities", pd.DataFrame())
    states = text(rows, "renewal_state").map(_zh("renewal_state"))
    for community, state in states.dropna().items():
        why = "小区图层只登记当前状态，没有变化的日期"
        yield row("community", community, "state", reason=why, detail=state, source="communities")


def batched(tables: Tables) -> Iterator[Row]:
    """The year for which a community is planned."""
    rows = tables.get("staging", pd.DataFrame())
    for community, year in text(rows, "batch").dropna().items():
        why = "只排到年度，没有日期"
        yield row(
            "community",
            community,
            "batch",
            state=PLANNED,
            reason=why,
            detail=f"{year} 年",
            source="staging",
        )


def packed(register: Tables) -> Iterator[Row]:
    """Packages that the plan has made."""
    rows = register.get("register_areas", pd.DataFrame())
    for area, own in rows[text(rows, "kind").eq("package").fillna(value=False)].iterrows():
        why = "由本次计算得出，未经审批，没有日期"
        yield row(
            "area",
            area,
            "package",
            state=PLANNED,
            reason=why,
            detail=_said(own["communities"]),
            source="bundles",
        )


def appraised(register: Tables) -> Iterator[Row]:
    """Buildings of a dangerous grade."""
    rows = register.get("register_buildings", pd.DataFrame())
    grades = text(rows, "safety_grade")
    for building, grade in grades[grades.isin(_GRADES).to_numpy(dtype=bool)].items():
        yield row(
            "building",
            building,
            "safety",
            reason=_NO_APPRAISAL,
            detail=f"{grade} 级",
            source="buildings",
        )


def _zh(name: str) -> dict[str, str]:
    return {each.code: each.zh for each in vocabulary(name)}


def _said(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


_VERDICTS = {"pass": "通过", "fail": "未通过", "undetermined": "不能确定", "pending": "待补证据"}
