"""What is provided: living circles kind by kind, and capacities shared with everybody in reach."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.blocks import COMMUNITIES, OPEN, ROWS, Table, cut, folded, listed, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, share, status
from ..text.names import Names, frame
from ..text.words import ANSWER_WORDS, BOUNDS, CIRCLES, COUNTED, HEADINGS, VERDICTS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_MODES = {"time": "按步行时间", "network": "按沿街距离", "straight": "按直线距离"}
_FIRST = ("households", "buildings", "residents")  # the unit that is not folded
_ORDER = {level: place for place, level in enumerate(CIRCLES)}
_THOUSAND = 1000.0
_UNITS = {"residents": "人", "households": "户"}  # of demand


def circles(plan: "Plan", words: Names) -> list[str]:
    """
    Who is served within the circle of each kind, in three measures, and what communities lack.

    Parameters
    ----------
    plan
        With `living_circles` and `community_circles`, as far as they are there.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> circles(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    blocks = []
    table = frame(plan, "living_circles")
    if table is not None:
        blocks += _living(table)
    communities = frame(plan, "community_circles")
    if communities is not None and len(communities):
        blocks += _by_circle(communities, words)
    return blocks


def supply(plan: "Plan", words: Names) -> list[str]:
    """
    Capacity against demand of each kind, and who has less than the mean.

    Parameters
    ----------
    plan
        With `supply` and `community_supply`, as far as they are there.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> supply(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    table = frame(plan, "supply")
    if table is None:
        return []
    own = frame(plan, "community_supply")
    means = pd.Series(dtype=float)
    if own is not None and len(own):
        district = own[own["scope"] == "district"]
        means = district.drop_duplicates("kind").set_index("kind")["mean"]
    blocks = [rendered(_kinds(table, means, words))]
    if own is not None and len(own):
        rows = own[own["scope"] == "community"]
        blocks += _below(rows, means, words, unit=_unit_of(table))
    return blocks


def _living(table: pd.DataFrame) -> Iterator[str]:
    answered = table[[f"share_{mode}" for mode in _MODES]].notna().any(axis=1)
    units = [unit for unit in _FIRST if unit in set(table["unit"])]
    for place, unit in enumerate(units):
        rows = table[answered & table["unit"].eq(unit)]
        level = rows["circle"].map(_ORDER)
        rows = rows.assign(level=level).sort_values(["level", "share_time"], kind="stable")
        html = rendered(_unit(rows, unit))
        yield folded(f"按{COUNTED[unit]}统计", [html]) if place else html
    none = ~answered.groupby(table["kind"]).transform("any")
    rows = table[none].drop_duplicates("kind")
    open_kinds = [(str(row["zh"]), _why(row)) for _, row in rows.iterrows()]
    yield listed("没有结果的配套设施（不等于没有设施）", open_kinds)


def _unit(rows: pd.DataFrame, unit: str) -> Table:
    headings = ["设施", "要求", *_MODES.values(), "最远一栋", "结论", "依据", "依据核实"]
    return Table(
        f"各类设施在自己的生活圈内服务到的{COUNTED[unit]}；十五分钟圈的设施不能代替五分钟圈的",
        headings,
        [tuple(_circle(row)) for _, row in rows.iterrows()],
    )


def _circle(row: pd.Series) -> Iterator[Cell]:
    required = {True: "必配", False: "可配"}.get(row["required"], "标准未标明")
    sure = status(row["status"])
    circle = CIRCLES.get(str(row["circle"]), str(row["circle"]))
    yield Cell(str(row["zh"]), f"{circle} · {required}", sure.tone)
    yield _limits(row)
    for mode in _MODES:
        told = [part(row[f"reached_{mode}"], row[f"base_{mode}"])]
        if known(row[f"unknown_{mode}"]) and row[f"unknown_{mode}"] > 0:
            told.append(f"未计算 {amount(row[f'unknown_{mode}'])}")
        yield share(row[f"share_{mode}"], note=" · ".join(filter(None, told)))
    yield _farthest(row)
    word, tone = VERDICTS.get(said(row["verdict_time"]), (ANSWER_WORDS["undecided"], "missing"))
    yield Cell(word, said(row["reason"]), tone)
    yield Cell(str(row["standard"]), said(row["clause"]))
    yield sure


def _limits(row: pd.Series) -> Cell:
    least, most = row["radius_least"], row["radius_most"]
    metres = ""
    if known(most):
        span = f"{least:g}–{most:g}" if known(least) and least != most else f"{most:g}"
        metres = f"≤ {span} 米"
    if known(row["minutes"]):
        return Cell(f"≤ {row['minutes']:g} 分钟", metres)
    return Cell(metres) if metres else missing()


def _farthest(row: pd.Series) -> Cell:
    if not known(row["farthest_time"]):
        return Cell(ANSWER_WORDS["beyond"], tone="missing")
    margin = row["margin_time"]
    told = ""
    if known(margin):
        word = "超出" if margin < 0 else "富余"
        told = f"{word} {amount(abs(margin), digits=1)} 分钟"
    return number(row["farthest_time"], digits=1, note=f"分钟，{told}" if told else "分钟")


def _why(row: pd.Series) -> str:
    return said(row["reason"]) or ANSWER_WORDS["unnamed_reason"]


def _by_circle(table: pd.DataFrame, words: Names) -> Iterator[str]:
    """One row a community, one column a circle; then the names of what is missing."""
    levels = [level for level in CIRCLES if level in set(table["circle"])]
    many = table.groupby("community")["reached_none"].sum().sort_index()
    order = list(many.sort_values(ascending=False, kind="stable").index)
    shown = order[:COMMUNITIES]
    cells = {(row["community"], row["circle"]): _tally(row) for _, row in table.iterrows()}
    rows = [
        (
            Cell(words.community(community)),
            *(cells.get((community, level), missing()) for level in levels),
            number(many[community]),
        )
        for community in shown
    ]
    headings = ["小区", *(f"{CIRCLES[level]}生活圈" for level in levels), "均未到达（类）"]
    foot = cut("community_circles", len(shown), len(order), what="个小区")
    yield rendered(
        Table("各小区必配设施：全部楼栋都到达的类别数 / 必配类别数", headings, rows, foot=foot)
    )
    lacking = table[table["missing"].notna() & table["community"].isin(shown)]
    lacking = lacking.assign(rank=lacking["community"].map(shown.index)).sort_values(
        "rank", kind="stable"
    )
    names = [
        (
            Cell(words.community(row["community"])),
            Cell(CIRCLES.get(str(row["circle"]), str(row["circle"]))),
            Cell(str(row["missing"])),
            Cell(said(row["partly"]) or "—"),
        )
        for _, row in lacking.head(ROWS).iterrows()
    ]
    foot = cut("community_circles", len(names), len(lacking), what="行")
    lists = Table(
        "各小区缺哪些必配设施", ["小区", "生活圈", "没有楼栋到达", "部分楼栋到达"], names, foot=foot
    )
    yield folded("各小区缺哪些必配设施", [rendered(lists)], count=len(lacking))


def _tally(row: pd.Series) -> Cell:
    counts = {
        "部分": row["reached_part"],
        "缺": row["reached_none"],
        "未标注": row["not_mapped"],
        "未判定": row["unknown"],
    }
    told = "，".join(f"{word} {many}" for word, many in counts.items() if many)
    tone = "good" if row["reached_all"] == row["required"] else "part"
    if row["reached_none"]:
        tone = "bad"
    elif row["unknown"] + row["not_mapped"] == row["required"]:
        return Cell(ANSWER_WORDS["undecided"], told, "missing")
    return Cell(f"{row['reached_all']} / {row['required']}", told, tone)


def _kinds(table: pd.DataFrame, means: pd.Series, words: Names) -> Table:
    fields = ("places", "capacity", "capacity_reached", "demand_reached")
    headings = [words.heading("supply", field, unit="") for field in fields]
    headings += [
        words.heading("supply", field, unit="")
        for field in ("demand_not_reached", "demand_undetermined")
    ]
    rows = [tuple(_kind(row, means, words)) for _, row in table.iterrows()]
    return Table(
        "各类设施的规模与时限内的需求",
        [
            HEADINGS["kind"],
            *headings,
            f"全区每千{_unit_of(table)}可用规模",
            words.heading("supply", "bound"),
        ],
        rows,
    )


def _kind(row: pd.Series, means: pd.Series, words: Names) -> Iterator[Cell]:
    unit = said(row["capacity_unit"])
    blank = f"规模未知 {row['without_capacity']} 处" if row["without_capacity"] else ""
    computed = row["status"] == "computed"
    yield Cell(words.kind(row["kind"]), tone="" if computed else "off")
    yield number(row["places"], note=blank)
    yield number(row["capacity"], note=unit)
    yield number(row["capacity_reached"], note=unit)
    whole = row["demand"]
    # with no capacity known nobody is known to be served: that is no zero
    served = row["demand_reached"] if computed else None
    yield number(served, note=_of(served, whole), word="not_computed")
    yield number(row["demand_not_reached"], note=_of(row["demand_not_reached"], whole))
    yield number(row["demand_undetermined"])
    yield _mean(means.get(row["kind"]), unit)
    if computed:
        yield Cell(BOUNDS.get(said(row["bound"]), said(row["bound"])), said(row["reason"]))
    else:
        yield Cell(ANSWER_WORDS["not_computed"], said(row["reason"]), "missing")


def _of(value: Any, whole: Any) -> str:
    return f"占 {value / whole:.1%}" if known(value) and known(whole) and whole > 0 else ""


def _mean(value: Any, unit: str = "") -> Cell:
    if not known(value):
        return missing("not_computed")
    return number(value * _THOUSAND, digits=1, note=unit)


def _unit_of(table: pd.DataFrame) -> str:
    units = set(table.get("demand_unit", pd.Series(dtype=str)))
    return _UNITS[units.pop()] if len(units) == 1 else "人（户）"


def _below(table: pd.DataFrame, means: pd.Series, words: Names, *, unit: str) -> Iterator[str]:
    """Communities and kinds with demand below the mean of the district, the most first."""
    rows = table[table["demand_below"].astype("Float64").gt(0).fillna(False)]
    order = ["demand_below", "community", "kind"]
    rows = rows.sort_values(order, ascending=[False, True, True], kind="stable")
    shown = rows.head(OPEN)
    listed_rows = [
        (
            Cell(words.community(row["community"])),
            Cell(words.kind(row["kind"])),
            _mean(row["mean"]),
            _mean(means.get(row["kind"])),
            number(row["demand_below"], note=part(row["demand_below"], row["demand"])),
            share(row["share_below"]),
        )
        for _, row in shown.iterrows()
    ]
    headings = ["小区", "设施类别", f"每千{unit}可用规模", "全区", "低于全区平均的需求", "占比"]
    foot = cut("community_supply", len(shown), len(rows), what="行")
    caption = f"每{unit}可用规模低于全区平均的小区，由多到少"
    table_html = rendered(Table(caption, headings, listed_rows, foot=foot))
    yield folded(caption, [table_html], count=len(rows))
    if not len(rows):
        yield note("没有小区低于全区平均。")
