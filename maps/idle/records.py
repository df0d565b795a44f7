"""What the inventory rests on: corrections with who and why, the sum of areas, rules and their certainty."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.amounts import short
from ..text.blocks import COMMUNITIES, ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, judged, known, number, part, said, share, status, text
from ..text.codes import STATUS
from ..text.names import Names, frame
from ..text.records import clause
from .base import Land
from .words import ACTIONS, EFFECTS, EVIDENCE, RESULTS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_MANY = 40  # rules of a table that is not folded
_CLOSED = 1e-6  # square metres by which the areas of a frame may differ
_TAKEN = {
    "building_area": "房屋及退让",
    "street_area": "道路",
    "park_area": "公园绿地",
    "facility_area": "服务设施",
    "premises_area": "存量房屋",
    "parcel_area": "在用地块",
    "protected_area": "保护要素",
    "water_area": "河道",
    "railway_area": "铁路",
    "shaft_area": "预留井道",
    "plot_area": "已列地块",
}


def corrections(plan: "Plan") -> list[str]:
    """
    What people on the ground put right: what was done, who says so and why.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"correction": ["K1"], "action": "exclude", "plot": "L1", "result": "excluded"}
    >>> table = pd.DataFrame(rows | {"by": "街道办", "reason": "已复产"})
    >>> html = "".join(corrections(SimpleNamespace(tables={"idle_corrections": table})))
    >>> "街道办" in html, "已复产" in html
    (True, True)
    """
    table = frame(plan, "idle_corrections")
    if table is None:
        return []
    if table.empty:
        return [
            note(
                "没有校正：没有“校正”图层，或图层是空的。现场核实后在该图层写明对象、处理、校正人和理由，重新运行即生效。"
            )
        ]
    many = table["result"].map(lambda code: RESULTS.get(str(code), (str(code), ""))[0])
    told = "；".join(f"{result} {count} 条" for result, count in many.value_counts().items())
    cells = [list(_correction(row)) for row in table.head(ROWS).to_dict("records")]
    foot = cut("idle_corrections", len(cells), len(table), what="条", which="前")
    headings = ["校正", "对象", "处理", "结果", "校正人", "理由", "日期"]
    return [note(f"{told}。", tone="lead"), rendered(Table("逐条校正", headings, cells, foot=foot))]


def _correction(row: Any) -> Iterator[Cell]:
    yield text(row.get("correction"))
    target = said(row.get("plot")) or said(row.get("of"))
    yield Cell(target or "按范围或点位", tone="" if target else "missing")
    action = said(row.get("action"))
    yield Cell(ACTIONS.get(action, action))
    yield judged(row.get("result"), RESULTS)
    by, why = said(row.get("by")), said(row.get("reason")) or said(row.get("text"))
    yield Cell(by) if by else Cell("没有写明", tone="missing")
    yield Cell(why) if why else Cell("没有写明", tone="missing")
    yield text(row["as_of"]) if known(row.get("as_of")) else Cell("没有日期", tone="missing")


def areas(plan: "Plan", words: Names) -> list[str]:
    """
    The sum of each frame: what is used, what is left, and what of that is wide enough.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"frame": ["C1"], "area": 900.0, "used_area": 700.0, "residual_area": 200.0}
    >>> table = pd.DataFrame(rows | {"error": 0.0, "opened_area": 150.0, "parts": 1})
    >>> html = "".join(areas(SimpleNamespace(tables={"idle_areas": table}), Names({}, {}, {})))
    >>> "150" in html, "150 / 900" in html
    (True, True)
    """
    table = frame(plan, "idle_areas")
    if table is None or table.empty:
        return []
    rows = table.sort_values("opened_area", ascending=False, kind="stable").head(COMMUNITIES)
    cells = [list(_area(row, words.community(row["frame"]))) for row in rows.to_dict("records")]
    sums = table.select_dtypes("number").sum(min_count=1)
    cells.append(list(_area(sums, "合计")))
    closed = _closed(table)
    headings = [
        "范围",
        "面积",
        "占用",
        "剩余",
        "够宽的",
        "太窄的",
        "太碎的",
        "块数",
        "够宽的占面积",
    ]
    foot = cut("idle_areas", len(rows), len(table), what="个范围", which="剩余最多的")
    return [
        note(f"单位 ㎡。{closed}；剩余 = 够宽的（列为地块）＋ 太窄的 ＋ 太碎的。", tone="lead"),
        rendered(Table("各范围的面积平衡", headings, cells, foot=foot)),
        rendered(_taken(rows, words)),
    ]


def _closed(table: pd.DataFrame) -> str:
    """How well the areas of every frame add up."""
    worst = table["error"].abs().max() if "error" in table else float("nan")
    if not known(worst):
        return "闭合差没有给出"
    told = "都小于百万分之一 ㎡" if worst < _CLOSED else f"最大 {amount(worst, digits=6)} ㎡"
    return f"各范围的面积与“占用＋剩余”之差{told}"


def _area(row: Any, name: str) -> Iterator[Cell]:
    yield Cell(name)
    for field in ("area", "used_area", "residual_area", "opened_area", "neck_area", "sliver_area"):
        yield number(row.get(field))
    yield number(row.get("parts"))
    wide, whole = row.get("opened_area"), row.get("area")
    rate = float(wide) / float(whole) if known(wide) and known(whole) and whole else None
    yield share(rate, note=part(wide, whole))


def _taken(rows: pd.DataFrame, words: Names) -> Table:
    fields = [field for field in _TAKEN if field in rows and rows[field].fillna(0).gt(0).any()]
    cells = [
        [Cell(words.community(row["frame"])), *(number(row[field]) for field in fields)]
        for row in rows.to_dict("records")
    ]
    headings = ["范围", *(_TAKEN[field] for field in fields)]
    foot = "各列互相重叠（房屋的退让会压到道路），不能相加；上表的占用是它们合在一起的面积。"
    return Table("占用由什么构成（㎡）", headings, cells, foot=foot)


def rules(land: Land) -> list[str]:
    """
    Every rule that was asked, with its limit, clause, certainty and how many plots it decided.

    Parameters
    ----------
    land
        The plots and the tables about them.

    Returns
    -------
    list of str
        HTML blocks; nothing where no rule was asked.

    Examples
    --------
    >>> refusal = {"plot": ["L1"], "rule": "park", "zh": "公园绿地", "effect": "excludes"}
    >>> refusal = pd.DataFrame(refusal | {"status": "applies", "limit": 0.5, "certainty": "assumption"})
    >>> found = Land(pd.DataFrame(), Names({}, {}, {}), {}, {"idle_refusals": {"L1": refusal}})
    >>> html = "".join(rules(found))
    >>> "公园绿地" in html, "软件约定 1" in html
    (True, True)
    """
    tables = {
        "闲置证据的规则": ("idle_evidence", "for"),
        "排除与提示的规则": ("idle_refusals", "applies"),
        "用途的规则": ("idle_checks", "fail"),
    }
    blocks = []
    for caption, (name, decisive) in tables.items():
        parts = [own for own in land.tables.get(name, {}).values() if len(own)]
        if parts:
            table = _asked(pd.concat(parts, ignore_index=True), caption, decisive, _uses(land))
            many = len(table.rows)
            blocks.append(
                folded(caption, [rendered(table)], count=many) if many > _MANY else rendered(table)
            )
    return blocks


def _uses(land: Land) -> dict[str, str]:
    """Use to its name."""
    parts = [own for own in land.tables.get("idle_reuse", {}).values() if len(own)]
    return {
        str(use): said(zh)
        for own in parts[:1]
        for use, zh in zip(own["use"], own["zh"], strict=True)
    }


def _asked(every: pd.DataFrame, caption: str, decisive: str, uses: dict[str, str]) -> Table:
    by = "says" if "says" in every else "status"
    once = every.drop_duplicates("rule")
    many = once.get("certainty", pd.Series(dtype="string")).astype("string").value_counts()
    told = "，".join(f"{STATUS.get(code, code)} {many[code]}" for code in STATUS if code in many)
    decided = every[every[by].eq(decisive)].groupby("rule")["plot"].nunique()
    asked = every.groupby("rule")["plot"].nunique()
    zh = _names(once)
    cells = []
    for row in once.to_dict("records"):
        rule = str(row["rule"])
        use = uses.get(rule.partition(".")[0], "") if "use" in every else ""
        name = zh.get(rule, rule)
        cells.append([Cell(f"{use}：{name}" if use else name), _effect(row), _limit(row)])
        count = int(decided.get(rule, 0))
        cells[-1].append(number(count, note=part(count, int(asked.get(rule, 0)))))
        source = clause(row)
        cells[-1].append(Cell(source) if source else Cell("未注明", tone="missing"))
        cells[-1].append(status(row.get("certainty")))
    word_ = {"for": "支持（处）", "applies": "涉及（处）", "fail": "不符合（处）"}[decisive]
    headings = ["规则", "作用", "限值", word_, "依据", "依据核实"]
    return Table(f"{caption}（{len(once)} 条）：{told}", headings, cells[:ROWS])


def _names(once: pd.DataFrame) -> dict[str, str]:
    if "zh" in once:
        return {str(rule): said(zh) for rule, zh in zip(once["rule"], once["zh"], strict=True)}
    from ...analysis import standards  # the names of the rules stand in the table alone

    table = standards.load("idle_evidence")["zh"]
    return {str(rule): said(zh) for rule, zh in table.items()}


def _effect(row: Any) -> Cell:
    effect, kind = said(row.get("effect")), said(row.get("kind"))
    return Cell(EFFECTS.get(effect, effect) or EVIDENCE.get(kind, kind))


def _limit(row: Any) -> Cell:
    units = {"m": "米", "m2": "㎡", "ratio": "", "year": "年", "bay": "个", "hour": "小时"}
    if not known(row.get("limit")):
        return Cell("—", tone="missing")
    unit = said(row.get("unit"))
    return Cell(f"{short(row['limit'])} {units.get(unit, unit)}".strip(), tone="number")
