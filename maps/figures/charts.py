"""Charts of a plan: bars of one table each, with their base and what is not known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..style import OKABE_ITO
from ..text.names import Names, names
from .absent import why
from .imprint import Imprint, surround
from .paper import INK, QUIET, Sheet, lines, plain
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

MOST = 24  # bars that can be read on a sheet
_WAN = 10_000.0
_COLOURS = tuple(OKABE_ITO[name] for name in ("blue", "orange", "green", "vermillion", "sky"))
_HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\")
_PALE = "#c9ccd1"


@dataclass(frozen=True)
class Chart:
    """
    Bars of a table.

    Attributes
    ----------
    key, title
        Of the chart.
    table
        It comes from.
    bars
        One row a bar: `name`, one column a part (its heading the name of the column), `told`.
    unit
        Of the parts.
    notes
        口径 at the foot.
    reason
        Why there is nothing to draw; empty where there is.
    """

    key: str
    title: str
    table: str
    bars: pd.DataFrame
    unit: str = ""
    notes: tuple[str, ...] = ()
    reason: str = ""


def charts(plan: "Plan") -> list[Chart]:
    """
    The charts of a plan; those without rows say why.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> charts(SimpleNamespace(tables={}, fields=pd.DataFrame()))[0].reason
    '没有数据表 coverage'
    """
    words = names(plan)
    return [_chart(plan, words, _Subject(*row)) for row in _CHARTS]


def draw_chart(page: Sheet, chart: Chart, held: Imprint) -> None:
    """
    Draw a chart on an empty sheet.

    Parameters
    ----------
    page
        Empty.
    chart
        With rows.
    held
        What holds for all figures.
    """
    shown = chart.bars.head(MOST)
    rest = len(chart.bars) - len(shown)
    words = FIGURE_WORDS["cut"].format(shown=MOST, rest=rest, table=chart.table) if rest else ""
    notes = [*chart.notes, words, f"{FIGURE_WORDS['table']}：{chart.table}"]
    foot = surround(page, held, title=chart.title, notes=notes)
    axes = page.axes(62, 24, page.width - 62 - 52, foot - 24 - 10)
    parts = [column for column in shown.columns if column not in ("name", "told")]
    _bars(axes, shown, parts)
    size = page.type_size
    axes.set_yticks(
        range(len(shown)), [lines(plain(name), 46, size, most=1)[0] for name in shown["name"]]
    )
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(labelsize=size, colors=INK, length=2)
    axes.set_xlabel(f"{FIGURE_WORDS['unit']}：{chart.unit}", fontsize=size, color=QUIET)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#e2e5ea", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.axvline(0, color=INK, linewidth=0.6)
    if len(parts) > 1:
        axes.legend(
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=len(parts),
            fontsize=size,
            frameon=False,
        )
    for place, told in enumerate(shown["told"]):
        axes.annotate(
            plain(told),
            (1.01, place),
            xycoords=("axes fraction", "data"),
            fontsize=size * 0.9,
            va="center",
            color=INK,
        )


def _bars(axes: Any, shown: pd.DataFrame, parts: list[str]) -> None:
    """Parts side by side from zero, those below zero to the left."""
    above = pd.Series(0.0, shown.index)
    below = pd.Series(0.0, shown.index)
    for place, part in enumerate(parts):
        values = shown[part].astype("Float64").fillna(0).astype(float)
        start = above.where(values >= 0, below)
        style = {"color": _COLOURS[place % 5], "hatch": _HATCHES[place % 5], "edgecolor": "white"}
        axes.barh(
            range(len(shown)), values, left=start, height=0.66, linewidth=0.4, label=part, **style
        )
        above, below = above + values.clip(lower=0), below + values.clip(upper=0)


class _Subject(NamedTuple):
    key: str
    title: str
    table: str
    question: str
    unit: str
    note: str
    made: Callable[[pd.DataFrame, Names], pd.DataFrame]


def _chart(plan: "Plan", words: Names, subject: _Subject) -> Chart:
    found = plan.tables.get(subject.table, pd.DataFrame())
    bars = subject.made(found.reset_index(), words) if len(found) else pd.DataFrame()
    reason = "" if len(bars) else why(plan, subject.table, question=subject.question)
    return Chart(
        subject.key, subject.title, subject.table, bars, subject.unit, (subject.note,), reason
    )


def _coverage(table: pd.DataFrame, words: Names) -> pd.DataFrame:
    rows = table[
        table["unit"].eq("households") & table["status"].eq("mapped") & table["base"].gt(0)
    ]
    rows = rows.sort_values("share", ascending=False, kind="stable", na_position="last")
    told = [
        f"{_share(share)}（{reached:,.0f}/{base:,.0f} 户）"
        for share, reached, base in zip(
            rows["share"], rows["reached"].fillna(0), rows["base"], strict=True
        )
    ]
    made = {
        "name": rows["kind"].map(words.kind),
        "到达": rows["reached"],
        "未到达": rows["not_reached"],
        "未计算": rows["unknown"],
    }
    return pd.DataFrame(made).assign(told=told)


def _sources(table: pd.DataFrame, _: Names) -> pd.DataFrame:
    rows = table[~table["project"].eq("all")] if "project" in table else table
    grouped = rows.groupby("source_zh", sort=True)[["amount", "arrived"]].sum(min_count=1) / _WAN
    told = [
        f"{_amount(amount)}，已到 {_amount(arrived)}"
        for amount, arrived in grouped.itertuples(index=False)
    ]
    waiting = grouped["amount"] - grouped["arrived"]
    return (
        pd.DataFrame({"name": grouped.index, "已到位": grouped["arrived"], "未到位": waiting})
        .assign(told=told)
        .reset_index(drop=True)
    )


def _cash(table: pd.DataFrame, _: Names) -> pd.DataFrame:
    rows = table[table["project"].eq("all")]
    told = [
        f"收 {_amount(due)}，支 {_amount(out)}"
        for due, out in zip(rows["due_in"] / _WAN, rows["due_out_least"] / _WAN, strict=True)
    ]
    return pd.DataFrame(
        {
            "name": rows["quarter"],
            "到期收入": rows["due_in"] / _WAN,
            "到期支出": -rows["due_out_least"] / _WAN,
        }
    ).assign(told=told)


def _balances(table: pd.DataFrame, _: Names) -> pd.DataFrame:
    told = [f"{_amount(value)}" for value in table["balance"] / _WAN]
    return pd.DataFrame({"name": table["package"], "收支结余": table["balance"] / _WAN}).assign(
        told=told
    )


def _idle(table: pd.DataFrame, _: Names) -> pd.DataFrame:
    rows = table[table["status"].eq("candidate")]
    grouped = rows.groupby("kind_zh", sort=True)[["plots", "area"]].sum(min_count=1)
    told = [
        f"{plots:,.0f} 处，{area / _WAN:,.2f} 公顷"
        for plots, area in grouped.itertuples(index=False)
    ]
    return (
        pd.DataFrame({"name": grouped.index, "面积": grouped["area"] / _WAN})
        .assign(told=told)
        .reset_index(drop=True)
    )


def _stages(table: pd.DataFrame, _: Names) -> pd.DataFrame:
    told = [f"{count:,.0f} 个小区" for count in table["community_count"]]
    return pd.DataFrame(
        {"name": table["year"].astype(str) + " 年", "户数": table["households"]}
    ).assign(told=told)


def _siting(table: pd.DataFrame, words: Names) -> pd.DataFrame:
    name = table["kind"].map(words.kind) + " 第 " + table["sites"].astype(str) + " 处"
    told = [f"共 {covered:,.0f}" for covered in table["covered"]]
    return pd.DataFrame({"name": name, "新增": table["gain"]}).assign(told=told)


def _share(share: Any) -> str:
    return FIGURE_WORDS["no_reason"] if pd.isna(share) else f"{float(str(share)):.1%}"


def _amount(value: Any) -> str:
    return "未知" if pd.isna(value) else f"{float(str(value)):,.1f} 万元"


_CHARTS: tuple[tuple[Any, ...], ...] = (
    (
        "chart_coverage",
        "各类设施步行时限内的到达户数",
        "coverage",
        "",
        "户",
        "占比 = 时限内到达户数 / 全部户数；未计算的另列",
        _coverage,
    ),
    (
        "chart_sources",
        "资金来源：已到位与未到位",
        "finance_sources",
        "finance",
        "万元",
        "各项目合计；未定金额不计入",
        _sources,
    ),
    ("chart_cash", "分季收支", "cash_flow", "finance", "万元", "全部项目；支出按下限，向左", _cash),
    (
        "chart_packages",
        "各片区收支结余（调剂前）",
        "bundle_balances",
        "bundling",
        "万元",
        "负数为缺口",
        _balances,
    ),
    (
        "chart_idle",
        "闲置地线索：按类型的面积",
        "idle_totals",
        "idle",
        "公顷",
        "只计候选地块，不含排除的",
        _idle,
    ),
    (
        "chart_stages",
        "改造批次：各年户数",
        "staging_batches",
        "staging",
        "户",
        "只排已成熟的小区",
        _stages,
    ),
    (
        "chart_siting",
        "选址：每增一处新增的受益人数",
        "siting_curve",
        "siting",
        "人",
        "按选出的先后",
        _siting,
    ),
)
