"""How much of each area is renewed, against its limit: bars as SVG, and the figures."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ..plots.sheet import label
from ..text.blocks import ROWS, Table, cut, rendered
from ..text.cells import Cell, amount, judged, known, number, part, said, share
from .base import Programme
from .words import REACHED

# the drawing, in its own units
LEFT, WIDE, RIGHT, ROW, BAR, TOP = 130.0, 500.0, 250.0, 30.0, 18.0, 26.0
BARS = 40  # of a figure at most
_ORDER = ("all", "district", "bundle")
_NAME = 9  # signs
KEYS = {
    "pg-renewed": "已改造",
    "pg-planned": "批次完成后增加",
    "pg-limit": "目标",
}


def areas(held: Programme) -> list[str]:
    """
    The share renewed of all, of each district and each package, with its base and limit.

    Parameters
    ----------
    held
        With `staging_areas` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> areas(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("staging_areas")
    if table.empty:
        return []
    order = {level: at for at, level in enumerate(_ORDER)}
    table = table.assign(at=table["level"].map(order).fillna(len(order)))
    table = table.sort_values("at", kind="stable")
    return [_figure(table.head(BARS)), _table(table)]


def _figure(table: pd.DataFrame) -> str:
    keys = "".join(
        f'<li><i class="lg-key {name}"></i>{escape(word)}</li>' for name, word in KEYS.items()
    )
    return (
        f'<figure class="an-figure"><ul class="pd-keys">{keys}</ul><div class="an-wide" tabindex="0" '
        f'role="region" aria-label="整片区改造率">{drawing(table)}</div></figure>'
    )


def drawing(table: pd.DataFrame) -> str:
    """
    The areas as one SVG element.

    Parameters
    ----------
    table
        Of `staging_areas`, in order.

    Returns
    -------
    str
        Per area a bar (`pg-renewed`, `pg-planned`) and a mark for the limit (`pg-limit`).

    Examples
    --------
    >>> row = {"level_zh": "合计", "area": "合计", "share": 0.25, "share_planned": 0.5, "limit": 0.9}
    >>> drawn = drawing(pd.DataFrame([row]))
    >>> drawn.count('class="pg-renewed"'), drawn.count('class="pg-limit"'), "25.0%" in drawn
    (1, 1, True)
    """
    width, high = LEFT + WIDE + RIGHT, TOP + ROW * len(table) + 6
    inside = "".join(
        piece for at, (_, row) in enumerate(table.iterrows()) for piece in _bar(row, TOP + at * ROW)
    )
    ticks = "".join(
        label("pg-tick", LEFT + WIDE * tenth / 10, TOP - 10, f"{tenth * 10}%")
        for tenth in range(0, 11, 2)
    )
    told = f"{len(table)} 个区域的改造率，数字见下表"
    return (
        f'<svg class="pg pg-areas" role="img" aria-label="{escape(told)}" width="{width:g}" '
        f'height="{high:g}" viewBox="0 0 {width:g} {high:g}" '
        f'xmlns="http://www.w3.org/2000/svg">{ticks}{inside}</svg>'
    )


def _bar(row: pd.Series, top: float) -> Iterator[str]:
    name = said(row.get("area"))
    yield label(
        "pg-name", LEFT - 8, top + 14, name if len(name) <= _NAME else name[: _NAME - 1] + "…"
    )
    yield f'<rect class="pg-ground" x="{LEFT:g}" y="{top:g}" width="{WIDE:g}" height="{BAR:g}"/>'
    if not known(row.get("share")):
        yield label("pg-told", LEFT + WIDE + 10, top + 14, f"未计算：{why_no_share(row)}")
        return
    now = min(float(str(row["share"])), 1.0)
    later = min(float(str(row["share_planned"])), 1.0) if known(row.get("share_planned")) else now
    for kind, start, end in (("renewed", 0.0, now), ("planned", now, later)):
        x, wide = LEFT + WIDE * start, WIDE * max(end - start, 0.0)
        yield f'<rect class="pg-{kind}" x="{x:.1f}" y="{top:g}" width="{wide:.1f}" height="{BAR:g}"/>'
    if known(row.get("limit")):
        x = LEFT + WIDE * float(str(row["limit"]))
        yield f'<path class="pg-limit" d="M{x:.1f} {top - 3:g}V{top + BAR + 3:g}"/>'
    after = f"，批次后 {share(later).text}" if later > now else ""
    yield label("pg-told", LEFT + WIDE + 10, top + 14, f"{share(now).text}{after}")


def why_no_share(row: pd.Series) -> str:
    """Why an area has no rate: nobody is to be renewed, or it is not known how many."""
    none = known(row.get("households_eligible")) and not int(str(row["households_eligible"]))
    return "没有应改造的户数" if none else "应改造的户数未知"


def _table(table: pd.DataFrame) -> str:
    shown = table.head(ROWS)
    rows = [list(_cells(row)) for _, row in shown.iterrows()]
    foot = (
        "改造率 = 已改造户数 / 应改造户数；应改造为符合条件（含只差同意率的）、正在改造或已改造的小区，资格待定的不计入分母，"
        "全部计入时的下限在小字中。"
    )
    foot += cut("staging_areas", len(shown), len(table), what="个区域", which="在前的")
    headings = [
        "区域",
        "改造率（户）",
        "批次完成后（户）",
        "目标",
        "是否达到",
        "尚缺（户）",
        "按小区数",
        "资格待定",
    ]
    return rendered(Table("整片区改造率与目标", headings, rows, foot=foot))


def _cells(row: pd.Series) -> Iterator[Cell]:
    level, area = said(row.get("level_zh")), said(row.get("area"))
    yield Cell(area, level if level != area else "")
    base = part(row["households_renewed"], row["households_eligible"])
    least = row.get("share_least")
    if known(least) and known(row.get("share")) and least != row["share"]:
        base += f"；资格待定的全计入时 {share(least).text}"
    yield share(row.get("share"), note=base)
    yield share(row.get("share_planned"), note=_after(row))
    yield share(row.get("limit"))
    yield judged(row.get("status"), REACHED)
    yield number(row.get("short") if known(row.get("share")) else None, word="not_computed")
    told = part(row.get("communities_renewed"), row.get("communities_eligible"))
    yield share(row.get("share_communities"), note=f"{told} 个" if told else "")
    yield _pending(row)


def _after(row: pd.Series) -> str:
    done, planned = row["households_renewed"], row["households_planned"]
    if not (known(done) and known(planned)):
        return ""
    return part(int(str(done)) + int(str(planned)), row["households_eligible"])


def _pending(row: pd.Series) -> Cell:
    if not known(row.get("communities_pending")):
        return Cell("不明", tone="missing")
    told = f"{amount(row['communities_pending'])} 个小区"
    homes = row.get("households_pending")
    lost = row.get("communities_unknown")
    more = (
        [f"{amount(homes)} 户" if known(homes) else "户数未知"]
        if row["communities_pending"]
        else []
    )
    if known(lost) and lost:
        more.append(f"{amount(lost)} 个小区户数未知")
    return Cell(told, "；".join(more), "number")
