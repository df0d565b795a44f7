"""From need to plot: per community each use that somebody is without, and what is proposed."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, part, said, share
from ..text.names import parts, some
from .base import Base, Use
from .figures import cost
from .words import SITED, UNITS

_HEADINGS = [
    *("用途", "时限外", "候选地块", "拟选地块", "现状覆盖率", "选址后覆盖率"),
    *("造价（万元）", "若地块落空", "仍有缺口的原因"),
]
_NAMED = 3  # candidates of a row that are named


def needs(found: Base) -> list[str]:
    """
    Every community and use with somebody without, folded by community.

    Parameters
    ----------
    found
        The uses of a plan.

    Returns
    -------
    list of str
        HTML blocks; at most :data:`pianqu.maps.text.blocks.ROWS` rows, the communities with most uses
        that somebody is without.

    Examples
    --------
    >>> needs(Base((), None, None))
    []
    """
    rows = [(use, row) for use in found.uses for _, row in use.needs.iterrows()]
    if not rows:
        return []
    groups: dict[str, list[tuple[Use, pd.Series]]] = {}
    for use, row in rows:
        groups.setdefault(str(row["community"]), []).append((use, row))
    blocks, left = [note(_LEAD)], ROWS
    for code, own in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        shown, left = own[:left], left - len(own[:left])
        if shown:
            blocks.append(_community(found.words.community(code), own, shown, found))
    cut_at = min(len(rows), ROWS)
    which = "缺口种类多的小区的"
    return [*blocks, note(cut("siting_needs", cut_at, len(rows), what="行", which=which))]


_LEAD = (
    "点开小区看缺什么、有哪些地块、拟选哪一块。一块地可能惠及几个小区，"
    "造价为整块地的，不能按小区相加；没有列出的用途在该小区没有时限外的住宅，或没有算。"
    "不在任何小区内的住宅不在此表。"
)


def _community(
    name: str, own: list[tuple[Use, pd.Series]], shown: list[tuple[Use, pd.Series]], found: Base
) -> str:
    blank = sum(said(row.get("status")) == "not_computed" for _, row in own)
    picked = sum(bool(parts(row.get("proposed"))) for _, row in own)
    told = f"{len(own) - blank} 种用途有缺口，{picked} 种已有拟选地块"
    told += f"，{blank} 种缺口不明" if blank else ""
    cells = [list(_cells(use, row, found)) for use, row in shown]
    return folded(f"{name}：{told}", [rendered(Table(f"{name}：从缺口到地块", _HEADINGS, cells))])


def _cells(use: Use, row: pd.Series, found: Base) -> Iterator[Cell]:
    yield Cell(use.zh)
    yield _unmet(row, use)
    if said(row.get("status")) == "not_computed":
        yield from [missing("not_computed")] * 6
        yield Cell(said(row.get("reason")) or "原因未注明", tone="missing")
        return
    yield _candidates(row, found)
    plots = parts(row.get("proposed"))
    sited = said(row.get("status")) in SITED
    yield _plots(plots, found) if plots else Cell("未入选" if sited else "无", tone="missing")
    for name in ("before", "after"):
        told = part(row.get(f"covered_{name}"), row.get("base"))
        yield share(row.get(f"share_{name}"), note=f"{told} {use.unit}" if told else "")
    yield cost(row) if plots else Cell("不适用", tone="missing")
    yield _falls(row, found)
    yield Cell(said(row.get("reason")) or "全部补上")


def _unmet(row: pd.Series, use: Use) -> Cell:
    """In the unit that is counted, the other weights beside it, and how many are not known."""
    first = said(use.row.get("unit")) or "buildings"
    order = [first, *(unit for unit in UNITS if unit != first)]
    told = [f"{amount(row[f'unmet_{unit}'])} {UNITS[unit]}" for unit in order if _known(row, unit)]
    blank = [
        f"{int(row[f'{unit}_missing'])} 栋{word}未知"
        for unit, word in (("households", "户数"), ("residents", "人数"))
        if known(row.get(f"{unit}_missing")) and int(row[f"{unit}_missing"])
    ]
    lost: Any = row.get("not_computed")
    blank += [f"另有 {int(lost)} 栋未算出"] if known(lost) and int(lost) else []
    if not told:
        return Cell("不明", "；".join(blank), "missing")
    return Cell(told[0], "；".join([*told[1:], *blank]), "number" if _known(row, first) else "")


def _known(row: pd.Series, unit: str) -> bool:
    return known(row.get(f"unmet_{unit}"))


def _candidates(row: pd.Series, found: Base) -> Cell:
    many, plots = row.get("candidates"), parts(row.get("candidate_plots"))
    if not known(many):
        return missing()
    if not plots:
        return Cell("没有", tone="bad")
    return Cell(f"{amount(many)} 块", some(plots, most=_NAMED, what="块"))


def _plots(plots: list[str], found: Base) -> Cell:
    if len(plots) == 1:
        return found.plots.cell(plots[0])
    return Cell("、".join(found.plots.name(plot) for plot in plots), "、".join(plots))


def _falls(row: pd.Series, found: Base) -> Cell:
    """Which plot is taken to fall away, what comes in, and the share then."""
    if not known(row.get("falls_away")):
        return Cell("不适用", tone="missing")
    gone = f"去掉 {row['falls_away']}"
    come = parts(row.get("next_best"))
    then = share(row.get("share_next_best"))
    told = part(row.get("covered_next_best"), row.get("base"))
    if "missing" in then.tone:
        return Cell("没有次优的结果", gone, "missing")
    word = f"换 {'、'.join(come)}，" if come else "没有其他地块，"
    return Cell(f"{word}覆盖 {then.text}", "；".join(filter(None, [gone, told])))
