"""Who is left out: one row a community and kind, and a card a community."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from ..text.blocks import COMMUNITIES, ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said
from ..text.names import Names, frame
from ..text.words import ANSWER_WORDS, CLOSES, HEADINGS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_UNITS = {"households": "户", "residents": "人", "elderly": "老年人", "buildings": "栋"}
_STATES = {"all": "全部到达", "part": "部分到达", "none": "均未到达", "unknown": "未计算"}
_WORST = ("worst_1", "worst_2", "worst_3")


def shortfalls(plan: "Plan", words: Names) -> list[str]:
    """
    The gaps with most people left out, and a card a community.

    Parameters
    ----------
    plan
        With `gaps` and `community_cards`, as far as they are there.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> shortfalls(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    blocks = []
    gaps = frame(plan, "gaps")
    if gaps is not None:
        blocks += _gaps(gaps, words, _names(plan, "buildings"))
    cards = plan.tables.get("community_cards")
    if cards is not None and len(cards):
        if "community" not in cards.columns:
            cards = cards.rename_axis("community").reset_index()
        blocks += _cards(cards, gaps, words)
    return blocks


def _gaps(gaps: pd.DataFrame, words: Names, buildings: dict[str, str]) -> Iterator[str]:
    if gaps.empty:
        yield note("各类已标注设施均没有未到达的楼栋。")
        return
    rows = _by_need(gaps)
    shown = rows.head(ROWS)
    units = [unit for unit in _UNITS if f"{unit}_left_out" in gaps]
    headings = [
        HEADINGS["community"],
        HEADINGS["kind"],
        *(f"未到达 / 有结果（{_UNITS[unit]}）" for unit in units),
        "最接近时限的一栋",
        f"{words.heading('gaps', 'how')}（初判）",
    ]
    listed = [tuple(_gap(row, units, words, buildings)) for _, row in shown.iterrows()]
    foot = cut("gaps", len(shown), len(rows), what="行")
    caption = "谁没有被服务到：每行一个小区的一类设施，未到达住户最多的在前"
    yield note(_ways(gaps), tone="lead")
    yield rendered(Table(caption, headings, listed, foot=foot))


def _ways(gaps: pd.DataFrame) -> str:
    """How many gaps each way would close, the cheapest first."""
    counted = gaps["closes"].value_counts() if "closes" in gaps else pd.Series(dtype=int)
    ways = [f"{CLOSES[way][0]} {counted[way]} 项" for way in CLOSES if way in counted.index]
    open_gaps = len(gaps) - int(counted.sum())
    ways += [f"{ANSWER_WORDS['undecided']} {open_gaps} 项"] if open_gaps else []
    told = f"{gaps['community'].nunique()} 个小区共 {len(gaps)} 项缺口（每个小区每类设施一项）"
    return f"{told}：{'，'.join(ways)}。{ANSWER_WORDS['screening']}"


def _by_need(gaps: pd.DataFrame) -> pd.DataFrame:
    keys = [f"{unit}_left_out" for unit in ("households", "buildings")]
    keys = [key for key in keys if key in gaps]
    order = gaps.sort_values(["community", "kind"], kind="stable")
    return order.sort_values(keys, ascending=False, kind="stable") if keys else order


def _gap(
    row: pd.Series, units: list[str], words: Names, buildings: dict[str, str]
) -> Iterator[Cell]:
    yield Cell(words.community(row["community"]))
    yield Cell(words.kind(row["kind"]))
    for unit in units:
        yield _left_out(row, unit)
    over = row.get("minutes_over")
    if known(over):
        building = str(row["nearest_miss"])
        name = buildings.get(building, building)
        yield Cell(f"超出 {amount(over, digits=1)} 分钟", name, "number")
    else:
        yield Cell(ANSWER_WORDS["beyond"], tone="missing")
    closes = said(row.get("closes"))
    word, tone = CLOSES.get(closes, (closes or ANSWER_WORDS["undecided"], "missing"))
    yield Cell(word, said(row.get("how")), tone)


def _left_out(row: pd.Series, unit: str) -> Cell:
    value, whole = row[f"{unit}_left_out"], row.get(f"{unit}_total")
    if not known(value):
        return missing()
    blank = row.get(f"{unit}_missing")
    told = f"另有 {amount(blank)} 栋未知" if known(blank) and float(blank or 0) > 0 else ""
    return Cell(part(value, whole) or amount(value), told, "number")


def _cards(cards: pd.DataFrame, gaps: pd.DataFrame | None, words: Names) -> Iterator[str]:
    order = cards.sort_values("community", kind="stable")
    if gaps is not None and "households_left_out" in gaps:
        many = gaps.groupby("community")["households_left_out"].sum()
        need = order["community"].map(many).fillna(0)
        order = order.assign(need=need).sort_values("need", ascending=False, kind="stable")
    shown = order.head(COMMUNITIES)
    inside = "".join(_card(row, words) for _, row in shown.iterrows())
    foot = note(cut("community_cards", len(shown), len(cards), what="个小区"))
    yield f'<h3>小区卡片（{len(cards)}）</h3><div class="an-cards">{inside}</div>{foot}'


def _card(row: pd.Series, words: Names) -> str:
    name = words.community(row["community"])
    people = "，".join(
        f"{amount(row[unit])} {word}" if unit != "elderly" else f"{word} {amount(row[unit])} 人"
        for unit, word in _UNITS.items()
        if known(row.get(unit))
    )
    counts = "".join(
        f'<li class="c-{state}"><b>{number(row.get(f"kinds_{state}")).text}</b> {word}</li>'
        for state, word in _STATES.items()
        if f"kinds_{state}" in row.index
    )
    worst = "".join(f"<li>{escape(said(row.get(at)))}</li>" for at in _WORST if said(row.get(at)))
    lacking = said(row.get("list_none"))
    rest = folded("均未到达的类别", [note(lacking)]) if lacking else ""
    return (
        f'<article class="an-card"><h4>{escape(name)}</h4>'
        f"<p>{escape(people or ANSWER_WORDS['no_data'])}</p>"
        f'<ul class="an-counts">{counts}</ul><ol>{worst}</ol>{rest}</article>'
    )


def _names(plan: "Plan", layer: str) -> dict[str, str]:
    table = plan.tables.get(layer, pd.DataFrame())
    if "name" not in table.columns:
        return {}
    return {str(code): str(name) for code, name in table["name"].items() if known(name)}
