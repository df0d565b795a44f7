"""The last chapters of the report: what was not computed, the rules, the sources, every table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ...analysis.standards import STATUS as CERTAINTIES
from ...layers import kinds
from ..findings import counted, gravest
from ..text.cells import known, said
from ..text.codes import COMMON, meant
from ..text.names import frame
from ..words import WORDS
from .chapters import title_of
from .content import Block, Said, Terms
from .grids import Grid
from .keys import printed
from .words import CHAPTERS, REPORT_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_NAMED = 3  # tables that a rule is said to be used in
_IDS = 5
_HASH = 12
_RULE = ["standard", "clause", "certainty"]


def unanswered(plan: "Plan") -> tuple[Block, ...]:
    """
    Which questions have no answer, and why; kinds of facilities likewise.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = {"question": "idle", "zh": "闲置地", "status": "not_computed", "reason": "没有地块"}
    >>> unanswered(SimpleNamespace(tables={"questions": pd.DataFrame([row])}))[1].rows
    (('闲置地', '没有地块'),)
    """
    table = frame(plan, "questions")
    blocks: list[Block] = []
    if table is None or "reason" not in table:
        blocks.append(Said((REPORT_WORDS["unanswered_more"],)))
    else:
        left = table[table["reason"].notna()]
        lead = REPORT_WORDS["unanswered_lead" if len(left) else "unanswered_none"]
        blocks.append(Said((lead.format(many=len(table), not_computed=len(left)),)))
        rows = [(said(row.get("zh")), said(row["reason"])) for _, row in left.iterrows()]
        blocks += _grid("没有计算的问题", ("问题", "原因"), rows)
    known_kinds = frame(plan, "kinds")
    if known_kinds is not None and {"zh", "status", "reason"} <= set(known_kinds.columns):
        none = known_kinds[known_kinds["status"].ne("mapped")]
        rows = [(said(r["zh"]), _coded(r["status"]), said(r["reason"])) for _, r in none.iterrows()]
        blocks += _grid("没有结果的设施类型", ("设施类型", "状态", "原因"), rows)
    return tuple(blocks)


def findings(plan: "Plan") -> tuple[Block, ...]:
    """
    What was found in the data, the gravest first.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> findings(SimpleNamespace(tables={}))
    ()
    """
    table = frame(plan, "findings")
    if table is None:
        return ()
    if table.empty:
        return (Said((REPORT_WORDS["findings_none"],)),)
    cells = [tuple(_finding(row)) for _, row in gravest(table).iterrows()]
    headings = ("程度", "图层", "编号", "规则", "发现的情况", "说明与处理")
    return (Said((f"{counted(table)}。",)), *_grid(REPORT_WORDS["findings"], headings, cells))


def method(plan: "Plan") -> tuple[Block, ...]:
    """
    The rules that the tables of a plan name, with clause and certainty.

    Parameters
    ----------
    plan
        Any table with the fields standard, clause, and certainty or status counts.

    Returns
    -------
    tuple of Block

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = pd.DataFrame({"standard": ["GB 1"], "clause": ["2.1"], "status": ["verified"]})
    >>> method(SimpleNamespace(tables={"news": rows}))[1].rows
    (('GB 1', '2.1', '已核对', 'news'),)
    """
    found = rules(plan)
    if found.empty:
        return ()
    used = [
        (row["standard"], row["clause"].strip("-") or "—", _coded(row["certainty"]), row["used"])
        for _, row in found.iterrows()
    ]
    headings = ("标准或依据", "条款", "核实程度", "用于")
    return (Said((REPORT_WORDS["method_lead"],)), *_grid("本次所用的规则", headings, used))


def rules(plan: "Plan") -> pd.DataFrame:
    """
    One row a rule that a table of the plan names.

    Parameters
    ----------
    plan
        Any.

    Returns
    -------
    DataFrame
        `standard`, `clause`, `certainty` and `used`, the tables it is used in; sorted.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rules(SimpleNamespace(tables={})).empty
    True
    """
    parts = []
    for name in plan.tables:
        table = frame(plan, name)
        if table is None or not {"standard", "clause"} <= set(table.columns):
            continue
        for column in ("certainty", "status", "threshold_status"):
            if column in table and table[column].isin(list(CERTAINTIES)).any():
                own = table[["standard", "clause", column]].set_axis(_RULE, axis=1)
                parts.append(own.drop_duplicates().assign(used=title_of(name)))
                break
    if not parts:
        return pd.DataFrame(columns=[*_RULE, "used"])
    every = pd.concat(parts).astype(object)
    every = every.where(every.notna(), "")
    every = every[every["standard"].ne("") & every["certainty"].isin(list(CERTAINTIES))]
    grouped = every.groupby(_RULE, sort=True)["used"]
    return grouped.agg(lambda used: _some(list(dict.fromkeys(used)))).reset_index()


def origins(plan: "Plan") -> list[tuple[str, tuple[Block, ...]]]:
    """
    The sections of the chapter on data: basis, sources, findings.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> basis = pd.DataFrame({"key": ["crs"], "zh": ["坐标系"], "value": ["EPSG:4549"]})
    >>> origins(SimpleNamespace(tables={"basis": basis}))
    [('口径', (Terms(pairs=(('坐标系', 'EPSG:4549'),)),))]
    """
    sections: list[tuple[str, tuple[Block, ...]]] = []
    basis = frame(plan, "basis")
    if basis is not None and len(basis):
        pairs = tuple((said(row["zh"]), said(row["value"])) for _, row in basis.iterrows())
        sections.append((REPORT_WORDS["basis"], (Terms(pairs),)))
    table = frame(plan, "sources")
    if table is not None and len(table):
        rows = [tuple(_source(row)) for _, row in table.iterrows()]
        headings = ("图层", "来源", "数据日期", "行数", "许可", "署名", "校验")
        blocks = tuple(_grid(REPORT_WORDS["sources"], headings, rows))
        sections.append((REPORT_WORDS["sources"], blocks))
    blocks = findings(plan)
    return [*sections, (REPORT_WORDS["findings"], blocks)] if blocks else sections


def catalogue(plan: "Plan", places: pd.DataFrame) -> tuple[Block, ...]:
    """
    Every table of the plan, with its rows and its chapter.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.report.chapters import chapters
    >>> plan = SimpleNamespace(tables={"finance": pd.DataFrame({"a": [1]})})
    >>> catalogue(plan, chapters(plan))[0].rows
    (('各项目资金平衡', 'finance', '1', '钱从哪里来'),)
    """
    rows = [
        (str(place["zh"]), str(name), f"{len(plan.tables[str(name)]):,}", _chapter(place))
        for name, place in places.iterrows()
    ]
    return tuple(_grid(REPORT_WORDS["catalogue"], ("内容", "表名", "行数", "所在章"), rows))


def _chapter(place: pd.Series) -> str:
    return CHAPTERS[str(place["chapter"])]


def _grid(caption: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[Block]:
    return [Grid("", caption, headings, tuple(rows), _numeric(headings))] if rows else []


def _numeric(headings: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(heading == "行数" for heading in headings)


def _finding(row: pd.Series) -> Iterator[str]:
    severity = said(row.get("severity"))
    yield meant("findings", "severity").get(severity, severity)
    yield _layer(said(row.get("layer")))
    ids = [part for part in said(row.get("id")).split(";") if part]
    yield "、".join(ids[:_IDS]) + (f"等 {len(ids)} 个" if len(ids) > _IDS else "")
    for field in ("rule", "value", "remedy"):
        yield said(row.get(field))


def _source(row: pd.Series) -> Iterator[str]:
    yield _layer(said(row.get("layer")))
    for field in ("source", "as_of"):
        yield said(row.get(field)) or "无数据"
    rows = row.get("rows")
    yield printed(rows) if known(rows) else "无数据"
    for field in ("licence", "attribution"):
        yield said(row.get(field))
    yield said(row.get("sha256"))[:_HASH]


def _layer(name: str) -> str:
    return kinds.schema(name).zh if name in kinds.layers() else WORDS.get(name, name)


def _coded(code: object) -> str:
    word = said(code)
    return COMMON.get(word) or meant("kinds", "status").get(word, word)


def _some(used: list[str]) -> str:
    return "、".join(used[:_NAMED]) + ("等" if len(used) > _NAMED else "")
