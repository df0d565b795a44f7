"""Stairwell by stairwell: readiness, every reason, margin, light, vote, money, batch and rank."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ...analysis.lifts.readiness import NO_RECORD
from ..text.amounts import between, wan
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, number, said
from .base import ORDER, Base, Places, readiest
from .words import CONSENT, LIGHT_RULE, OTHER_SIDE, PLACED, STATES

_HEADINGS = [
    "单元",
    "成熟度",
    "不具备的原因 / 须查明或表决的事项",
    "最小余量（米）",
    "新增不达标窗户（扇）",
    "表决",
    "居民分摊（万元）",
    "成片",
    "优先序（变动范围）",
]
_JOIN = "；"
_GUESSED = "longest_wall"


def listing(found: Base, named: Places, rules: Mapping[str, str]) -> list[str]:
    """
    Every stairwell that may need a lift, folded by community.

    Parameters
    ----------
    found
        What the shares are of.
    named
        Names of stairwells.
    rules
        Check to its name.

    Returns
    -------
    list of str
        HTML blocks: one fold a community, in it the stairwells by batch, readiness and rank; at
        most :data:`pianqu.maps.text.blocks.ROWS` in all, the readiest.

    Examples
    --------
    >>> rows = pd.DataFrame({"stairwell": ["U1"], "readiness": ["none"], "reasons": ["仅 3 层"]})
    >>> html = listing(Base(rows, None, 0, 0, 0), Places(None, {}, {}), {})[1]
    >>> "仅 3 层" in html
    True
    """
    rows = _ordered(found.rows)
    shown = rows.head(ROWS)
    place = shown.get("community", pd.Series(pd.NA, shown.index)).astype("string").fillna("")
    blocks = [
        note(
            "点开小区看各单元：可实施的在前，其次按片和优先序，未成片的在后。余量为负是差多少，为正是还余多少；优先序的变动范围是权重变动时的名次。"
        )
    ]
    for code, own in sorted(shown.groupby(place, sort=False), key=lambda pair: readiest(pair[1])):
        name = named.words.community(code) if code else "小区不明"
        cells = [list(_cells(row, named, rules)) for _, row in _placed(own).iterrows()]
        table = Table(f"{name}的单元", _HEADINGS, cells)
        blocks.append(folded(f"{name}：{_summary(own)}", [rendered(table)], count=len(own)))
    which = "最接近可实施的"
    return [*blocks, note(cut("elevators", len(shown), len(rows), what="个单元", which=which))]


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """The readiest and first in rank before; ids decide ties."""
    state = rows["readiness"].map({code: place for place, code in enumerate(ORDER)})
    rank = pd.to_numeric(rows.get("rank", pd.Series(pd.NA, rows.index)), errors="coerce")
    keyed = rows.assign(_state=state, _rank=rank.astype("Float64"))
    return keyed.sort_values(["_state", "_rank", "stairwell"], kind="stable")


def _placed(own: pd.DataFrame) -> pd.DataFrame:
    batch = own.get("batch", pd.Series(pd.NA, own.index)).astype("string")
    keyed = own.assign(_first=own["readiness"].ne(ORDER[0]), _batch=batch)
    return keyed.sort_values(["_first", "_batch"], kind="stable", na_position="last")


def _summary(own: pd.DataFrame) -> str:
    many = own["readiness"].value_counts()
    return "，".join(f"{STATES[code][0]} {many[code]}" for code in ORDER if code in many.index)


def _cells(row: pd.Series, named: Places, rules: Mapping[str, str]) -> Iterator[Cell]:
    yield Cell(named.stairwell(row["stairwell"], short=True), _people(row))
    word, tone = STATES[str(row["readiness"])]
    other = OTHER_SIDE["fits"] if _saved(row) else ""
    yield Cell(word, other, tone)
    yield _why(row)
    yield _margin(row, rules)
    yield _light(row)
    word, tone = CONSENT.get(said(row.get("consent")), ("", ""))
    yield Cell(word, tone=tone) if word else missing()
    yield _money(row)
    batch = row.get("batch")
    yield Cell(str(batch)) if known(batch) else Cell("未成片", tone="missing")
    yield _rank(row)


def _people(row: pd.Series) -> str:
    parts = [
        f"{word}{amount(row[field])}{unit}"
        for field, word, unit in (
            ("storeys", "", " 层"),
            ("households", "", " 户"),
            ("elderly", "老年人 ", " 人"),
        )
        if known(row.get(field))
    ]
    if said(row.get("side_source")) == _GUESSED:
        parts.append(f"楼梯位置：{PLACED[_GUESSED]}")
    return "，".join(parts)


def _saved(row: pd.Series) -> bool:
    """Whether the other side would do where this one does not."""
    return str(row["readiness"]) == "none" and said(row.get("other_side")) == "fits"


def _why(row: pd.Series) -> Cell:
    """Reasons before what is to be surveyed; that nobody voted stands in its own column."""
    reasons = said(row.get("reasons"))
    surveys = _JOIN.join(_without(said(row.get("surveys")), NO_RECORD))
    warned = _JOIN.join(_without(said(row.get("warnings")), LIGHT_RULE))
    told = f"注意：{warned}" if warned else ""
    if str(row["readiness"]) == "none":
        return Cell(reasons or "原因未注明", told, "" if reasons else "missing")
    parts = _JOIN.join(filter(None, [reasons, surveys]))
    return Cell(parts or "无", told)


def _without(text: str, beginning: str) -> list[str]:
    """The sentences of a text, less those that begin so with what explains them."""
    parts, dropped = [], False
    for part in filter(None, text.split(_JOIN)):
        dropped = part.startswith(beginning) or (dropped and beginning == LIGHT_RULE)
        if not dropped:
            parts.append(part)
    return parts


def _margin(row: pd.Series, rules: Mapping[str, str]) -> Cell:
    rule = said(row.get("least_rule"))
    if not known(row.get("least_margin")):
        return Cell("不明", tone="missing")
    return number(row["least_margin"], digits=2, note=rules.get(rule, rule))


def _light(row: pd.Series) -> Cell:
    below = row.get("newly_below")
    if not known(below):
        return missing("not_computed")
    homes: Any = row.get("households_below")
    if not below:
        return number(below)
    return number(below, note=f"{amount(homes)} 户" if known(homes) else "户数不明")


def _money(row: pd.Series) -> Cell:
    span = between(row.get("household_least"), row.get("household_most"))
    if str(row["readiness"]) == "none" and not known(row.get("cost")):
        return Cell("不具备，未计算", tone="missing")
    if not known(row.get("household_part")):
        return Cell("未定", span, "missing")
    return wan(row["household_part"], note=span)


def _rank(row: pd.Series) -> Cell:
    best, worst = row.get("rank_best"), row.get("rank_worst")
    if not known(row.get("rank")):
        return Cell("不排序", tone="missing")
    span = between(best, worst, scale=1, digits=0)
    return number(row["rank"], note=span)
