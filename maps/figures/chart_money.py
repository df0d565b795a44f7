"""The charts of money: who pays, cash by quarter, and what each package has over or lacks."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..basis import basis_value
from ..ledger.words import OPEN, SOURCES
from ..style import OKABE_ITO
from ..text.amounts import WAN, wan_span
from ..text.cells import amount, said
from .chart import Chart, Series, Value, values
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_ALL = "all"
_UNIT = "万元"
_UNDATED = "未定"
_CASH = {  # column of `cash_flow`: word, colour, hatch
    "due_out_most": ("应付（按上限）", OKABE_ITO["vermillion"], "xx"),
    "due_in": ("应到（已定）", OKABE_ITO["blue"], ""),
    "arrived": ("实到", OKABE_ITO["green"], ""),
    "conditional_in": ("附条件应到", OKABE_ITO["sky"], "//"),
    "unresolved_most": ("待定应到（按上限）", OKABE_ITO["orange"], ".."),
}
_LEFT = {
    "cumulative_least": ("累计净余，最不利", OKABE_ITO["black"], ""),
    "cumulative_most": ("累计净余，最有利", OKABE_ITO["purple"], "--"),
}
_MEANT = (
    "应到按到期日计，实到按到位日计，同一笔钱可能先后出现在两栏，不能相加；"
    "最不利为到期未到的不再来、附条件的落空，最有利为到期未到的本季就到"
)


def sources(plan: "Plan") -> Chart | None:
    """Money of all projects by source: what is settled, and what may not come, hatched."""
    table = plan.tables["finance"]
    rows = table[table["level"].eq(_ALL).fillna(value=False)]
    if rows.empty:
        return None
    row = rows.iloc[0]
    keys = [key for key in SOURCES if key in row.index]
    open_words = [OPEN["unresolved_least"], OPEN["unresolved_more"], OPEN["conditional"]]
    least, most = values([row.get("unresolved_least"), row.get("unresolved_most")])
    more = None if least is None or most is None else most - least
    settled = (*values([row[key] for key in keys], scale=WAN), None, None, None)
    loose = values([*[None] * len(keys), least, more, row.get("conditional")], scale=WAN)
    tails = [
        f"{amount(each, digits=2)} 万元" if each is not None else ""
        for each in _either(settled, loose)
    ]
    cost = wan_span(row.get("cost_least"), row.get("cost_most"))
    told = [basis_value(plan, "ledger"), f"全部项目造价 {cost}（万元）", said(row.get("reason"))]
    return Chart(
        "chart_sources",
        "资金来源：全部项目合计",
        "finance",
        unit=_UNIT,
        places=(*(SOURCES[key] for key in keys), *open_words),
        series=(
            Series("已定", OKABE_ITO["blue"], settled),
            Series("待定或附条件，不能算数", OKABE_ITO["orange"], loose, hatch="//"),
        ),
        tails=tuple(tails),
        notes=(f"{FIGURE_WORDS['basis']}：{'；'.join(each for each in told if each)}",),
    )


def _either(one: tuple[Value, ...], other: tuple[Value, ...]) -> list[Value]:
    return [b if a is None else a for a, b in zip(one, other, strict=True)]


def cash(plan: "Plan") -> Chart | None:
    """Cash of all projects by quarter, and what is left at worst and at best."""
    table = plan.tables["cash_flow"]
    rows = table[table["project"].eq(_ALL).fillna(value=False)]
    dated = rows[rows["quarter"].ne(_UNDATED).fillna(value=False)]
    if dated.empty:
        return None
    bars = [
        Series(word, hue, values(dated[name], scale=WAN), hatch=hatch)
        for name, (word, hue, hatch) in _CASH.items()
        if name in dated
    ]
    left = [
        Series(word, hue, values(dated[name], scale=WAN), hatch=hatch, line=True)
        for name, (word, hue, hatch) in _LEFT.items()
        if name in dated
    ]
    undated = len(rows) - len(dated)
    more = "；没有日期的款项不在图上，见数据表" if undated else ""
    return Chart(
        "chart_cash",
        "现金流：全部项目按季度",
        "cash_flow",
        unit=_UNIT,
        places=tuple(dated["quarter"].astype(str)),
        series=(*bars, *left),
        form="columns",
        grouped=True,
        notes=(f"{FIGURE_WORDS['basis']}：{_MEANT}{more}",),
    )


def packages(plan: "Plan") -> Chart | None:
    """What each package has over or lacks, from the least to the most."""
    table: Any = pd.DataFrame(plan.tables["bundles"])
    if table.empty:
        return None
    least, most = (values(table[name], scale=WAN) for name in ("money_least", "money_most"))
    wide = tuple(
        None if a is None or b is None or a == b else b - a
        for a, b in zip(least, most, strict=True)
    )
    named = [
        f"{code} {said(name)}"
        for code, name in zip(table.index, table.get("name", table.index), strict=True)
    ]
    tails = tuple(wan_span(row["money_least"], row["money_most"]) for _, row in table.iterrows())
    told = basis_value(plan, "packages")
    return Chart(
        "chart_packages",
        "片区收支：结余或缺口（最不利～最有利）",
        "bundles",
        unit=_UNIT,
        places=tuple(named),
        series=(
            Series("结余", OKABE_ITO["blue"], _part(least, up=True)),
            Series("缺口", OKABE_ITO["vermillion"], _part(least, up=False), hatch="xx"),
            Series("最不利与最有利之间", OKABE_ITO["sky"], wide, least, "//"),
        ),
        tails=tails,
        notes=(f"{FIGURE_WORDS['basis']}：{told}",) if told else (),
    )


def _part(cells: tuple[Value, ...], *, up: bool) -> tuple[Value, ...]:
    return tuple(None if each is None or (each < 0) == up else each for each in cells)
