"""What a plot could become: each use with its reasons and need, the car park, and the best sets."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..text.blocks import Table, folded, note, rendered
from ..text.cells import (
    Cell,
    amount,
    judged,
    known,
    missing,
    number,
    part,
    said,
    share,
    status,
    text,
)
from ..text.names import rule_names
from .base import Land
from .words import CAPACITY_UNITS, FITS, ITEMS, NEED_UNITS

_CANNOT = "cannot"
_ORDER = {"can": 0, "needs_survey": 1, "cannot": 2}
_PEOPLE = ("household", "person")
_AMPLE = 2.0  # of a limit: above, how many times the limit is plainer
FEW = 3  # uses named in the list of all plots


def uses(land: Land, plot: str, *, minutes: float) -> list[str]:
    """
    What one plot could become.

    Parameters
    ----------
    land
        The plots and the tables about them.
    plot
        Which.
    minutes
        Within which a walk counts.

    Returns
    -------
    list of str
        HTML blocks: the uses that can be or need a survey, those that cannot folded with their
        reasons, and the best sets of uses.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> rows = {"plot": ["L1"], "zh": "停车场", "fits": "cannot", "reasons": "面积 90 ㎡，差 10 ㎡"}
    >>> found = Land(pd.DataFrame(), Names({}, {}, {}), {}, {"idle_reuse": {"L1": pd.DataFrame(rows)}})
    >>> html = "".join(uses(found, "L1", minutes=10))
    >>> "差 10 ㎡" in html, "没有可以的用途" in html
    (True, True)
    """
    rows = land.about("idle_reuse", plot)
    if rows.empty:
        return [note("没有判定用途。", tone="warning")]
    rules = rule_names(land.about("idle_checks", plot))
    rows = rows.assign(_at=rows["fits"].map(_ORDER), _need=-_floats(rows, "unmet"))
    rows = rows.sort_values(["_at", "_need"], kind="stable")
    refused = rows["fits"].eq(_CANNOT)
    return [
        "<h4>候选用途</h4>",
        *_able(rows[~refused], rules, minutes),
        *_refused(rows[refused]),
        *_sets(land.about("idle_sets", plot), rows),
        *_apart(land.about("idle_apart", plot), rows),
    ]


def _able(rows: pd.DataFrame, rules: dict[str, str], minutes: float) -> Iterator[str]:
    if rows.empty:
        yield note("没有可以的用途，也没有只差踏勘的。", tone="warning")
        return
    cells = [list(_use(row, rules)) for row in rows.to_dict("records")]
    headings = [
        "用途",
        "判定",
        "还要查什么 / 提示",
        "最小余量（占限值）",
        "容量",
        "需求",
        "判定依据核实",
    ]
    foot = (
        f"需求：步行 {minutes:g} 分钟内到得了本地块的住宅中，现在步行 {minutes:g} 分钟到不了同类设施的；"
        "分母是其中现状已知的。"
    )
    yield rendered(Table("可以的和须踏勘的，需求大的在前", headings, cells, foot=foot))


def _use(row: Any, rules: dict[str, str]) -> Iterator[Cell]:
    yield Cell(
        said(row.get("zh")) or said(row.get("use")), ITEMS.get(said(row.get("renewal_item")), "")
    )
    yield judged(row.get("fits"), FITS)
    surveys, warned = said(row.get("surveys")), said(row.get("warnings"))
    told = f"提示：{warned}" if warned else ""
    yield Cell(surveys or told or "无", told if surveys else "")
    yield _margin(row, rules)
    yield _capacity(row)
    yield need(row)
    yield status(row.get("certainty"))


def _margin(row: Any, rules: dict[str, str]) -> Cell:
    """How much room is left to the nearest limit, of that limit."""
    if not known(row.get("least_margin")):
        return Cell("没有量到的", tone="missing")
    rule = said(row.get("margin_rule"))
    sign = "+" if float(row["least_margin"]) > 0 else ""
    if float(row["least_margin"]) >= _AMPLE:
        times = amount(1 + float(row["least_margin"]), digits=1)
        return Cell(f"限值的 {times} 倍", rules.get(rule, rule), "number")
    rate = share(row["least_margin"])
    return Cell(sign + rate.text, rules.get(rule, rule), rate.tone)


def _capacity(row: Any) -> Cell:
    unit = said(row.get("capacity_unit"))
    if not known(row.get("capacity")):
        return Cell("—", tone="missing") if not unit else missing()
    told = f"{amount(row['capacity'])} {CAPACITY_UNITS.get(unit, unit)}".strip()
    return Cell(f"可服务 {told}" if unit in _PEOPLE else told, tone="number")


def need(row: Any) -> Cell:
    """
    The unmet need of one use at one plot, with its base; why where it is not known.

    Examples
    --------
    >>> need(pd.Series({"unmet": 30, "need_base": 80, "need_unit": "households"}))
    Cell(text='30 户', note='30 / 80，37.5%', tone='number strong')
    >>> need(pd.Series({"need_reason": "没有步行覆盖"})).note
    '没有步行覆盖'
    """
    why, unit = said(row.get("need_reason")), said(row.get("need_unit"))
    if not known(row.get("unmet")):
        return Cell("未计算", why, "missing")
    shown = f"{amount(row['unmet'])} {NEED_UNITS.get(unit, unit)}".strip()
    whole = row.get("need_base")
    rate = row["unmet"] / whole if known(whole) and whole else None
    told = "，".join(filter(None, [part(row["unmet"], whole), share(rate).text]))
    return Cell(shown, why or told, "number strong")


def first(rows: pd.DataFrame) -> Cell:
    """
    The uses that one plot can take now, those most needed, in a line.

    Examples
    --------
    >>> rows = {"zh": ["停车场", "菜市场"], "fits": ["can", "cannot"], "unmet": [30.0, 90.0]}
    >>> first(pd.DataFrame(rows))
    Cell(text='停车场', note='', tone='')
    >>> first(pd.DataFrame())
    Cell(text='没有判定', note='', tone='missing')
    """
    if rows.empty:
        return Cell("没有判定", tone="missing")
    able = rows[rows["fits"].eq("can")]
    surveys = int(rows["fits"].eq("needs_survey").sum())
    note_ = f"另有 {surveys} 项须踏勘" if surveys else ""
    if able.empty:
        return Cell("没有", note_, "missing")
    need_ = -_floats(able, "unmet")
    named = able.assign(_need=need_).sort_values("_need", kind="stable")["zh"].head(FEW)
    more = f"等 {len(able)} 项" if len(able) > FEW else ""
    return Cell("、".join(named.astype(str)) + more, note_)


def _refused(rows: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        return
    cells = [
        [Cell(said(row.get("zh"))), text(row.get("reasons"))] for row in rows.to_dict("records")
    ]
    table = Table("不可以的用途及原因", ["用途", "原因"], cells)
    yield folded("不可以的用途及原因", [rendered(table)], count=len(rows))


def _sets(rows: pd.DataFrame, uses_: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        return
    base = "楼面" if uses_["area_base"].eq("floor").any() else "用地"
    units = uses_.get("need_unit", pd.Series(dtype="string")).dropna().astype(str)
    unit = NEED_UNITS.get(units.iloc[0], "") if len(units) else ""
    cells = [list(_set(row, unit)) for row in rows.to_dict("records")]
    headings = ["组合", "各用途需求之和", "八个同步（项）", f"占{base}（㎡）", "剩余（㎡）"]
    foot = "一人缺几类设施就计几次，是各用途需求之和，不是人数。"
    yield rendered(Table("一地多用：最好的组合", headings, cells, foot=foot))


def _set(row: Any, unit: str) -> Iterator[Cell]:
    yield Cell(said(row.get("zh")) or said(row.get("uses")))
    lost = row.get("need_unknown")
    told = f"另有 {amount(lost)} 项需求不明" if known(lost) and lost else ""
    met = row.get("need_met")
    yield Cell(f"{amount(met)} {unit}".strip(), told, "number") if known(met) else missing()
    items = [ITEMS.get(item, item) for item in said(row.get("items")).split("、") if item]
    yield number(row.get("item_count"), note="、".join(items))
    yield number(row.get("area_needed"), note=part(row.get("area_needed"), row.get("area")))
    yield number(row.get("left"))


def _apart(rows: pd.DataFrame, uses_: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        return
    zh = dict(zip(uses_.get("use", []), uses_["zh"], strict=False))
    cells = []
    for row in rows.to_dict("records"):
        pair = [zh.get(code, code) for code in (row.get("use"), row.get("other")) if known(code)]
        cells.append([Cell(" + ".join(map(str, pair))), text(row.get("text"))])
    table = Table("不能放在一起的及原因", ["用途", "原因"], cells)
    yield folded("不能放在一起的及原因", [rendered(table)], count=len(rows))


def _floats(rows: pd.DataFrame, column: str) -> pd.Series:
    found = rows.get(column, pd.Series(pd.NA, rows.index))
    return pd.to_numeric(found, errors="coerce").astype("Float64").fillna(-1.0).astype(float)
