"""How much idle land there is: by kind, status and confidence, and by community, with the land of each."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ..text.amounts import summed
from ..text.blocks import COMMUNITIES, Table, cut, note, rendered
from ..text.cells import HECTARE, Cell, judged, number, part, share
from .base import CANDIDATE, Land
from .words import STATES, SURE


def counts(land: Land) -> list[str]:
    """
    The headline: how many plots, of what kind, and how sure.

    Parameters
    ----------
    land
        The plots.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> rows = {"plot": ["L1"], "kind_zh": "空闲地", "status": "candidate", "confidence": "high"}
    >>> rows = pd.DataFrame(rows | {"area": 640.0})
    >>> html = "".join(counts(Land(rows, Names({}, {}, {}), {}, {})))
    >>> "候选 1 处" in html, "0.06 公顷" in html
    (True, True)
    """
    return [
        note(_lead(land), tone="lead"),
        _tiles(land),
        note(_legal(land.rows)),
        rendered(_kinds(land)),
        rendered(_sure(land)),
        *_communities(land),
    ]


def _lead(land: Land) -> str:
    parts = [f"{STATES[code][0]} {len(land.state(code)):,} 处" for code in STATES]
    size = _hectares(land.state(CANDIDATE))
    told = f"候选合计 {size.text} 公顷" if "number" in size.tone else "候选面积无数据"
    more = f"（{size.note}，未计入）" if size.note else ""
    return f"有证据的地块和房屋 {len(land.rows):,} 处：{'，'.join(parts)}。{told}{more}。"


def _tiles(land: Land) -> str:
    able = land.state(CANDIDATE)
    boxes = [
        *(
            (f"候选，可信度{SURE[code][0]}", able[able["confidence"].eq(code)], able)
            for code in SURE
        ),
        (STATES["excluded"][0], land.state("excluded"), land.rows),
    ]
    inside = "".join(
        f"<div><span>{escape(name)}</span><b>{len(own):,}</b>"
        f"<small>{escape(_of(own, whole))}</small></div>"
        for name, own, whole in boxes
    )
    return f'<div class="an-answer an-four">{inside}</div>'


def _of(own: pd.DataFrame, whole: pd.DataFrame) -> str:
    rate = share(len(own) / len(whole) if len(whole) else None)
    size = _hectares(own)
    told = f"{size.text} 公顷" if "number" in size.tone else "面积无数据"
    return f"{part(len(own), len(whole))}，{rate.text} · {told}"


def _legal(rows: pd.DataFrame) -> str:
    legal = rows.get("legal_idle", pd.Series(pd.NA, rows.index)).astype("boolean")
    many, none = int(legal.eq(True).sum()), int(legal.isna().sum())
    return (
        f"其中经认定的法定闲置土地 {many:,} 处；{none:,} / {len(rows):,} 处没有认定记录。"
        "法定闲置只取自然资源主管部门的认定，本页从不推断；其余“闲置”均指有证据表明未利用。"
    )


def _kinds(land: Land) -> Table:
    rows = []
    kinds = land.rows.get("kind_zh", pd.Series(pd.NA, land.rows.index)).astype("string")
    groups = list(land.rows.groupby(kinds.fillna("类型不明"), sort=False))
    groups.sort(key=lambda pair: (-int(pair[1]["status"].eq(CANDIDATE).sum()), str(pair[0])))
    rows = [[Cell(str(name)), *_row(own)] for name, own in groups]
    rows.append([Cell("合计", tone=""), *_row(land.rows)])
    foot = "闲置房屋所在的地块也在清单中时，两处都计。"
    return Table("按类型：地块数与候选用地", _headings("类型"), rows, foot=foot)


def _headings(first: str) -> list[str]:
    return [
        first,
        "全部（处）",
        *(f"候选，可信度{SURE[code][0]}" for code in SURE),
        "单列",
        "排除",
        "候选占全部",
        "候选面积（公顷）",
    ]


def _row(own: pd.DataFrame) -> Iterator[Cell]:
    able = own[own["status"].eq(CANDIDATE)]
    yield number(len(own))
    for code in SURE:
        yield number(int(able["confidence"].eq(code).sum()))
    for code in ("separate", "excluded"):
        yield number(int(own["status"].eq(code).sum()))
    rate = len(able) / len(own) if len(own) else None
    yield share(rate, note=part(len(able), len(own)))
    yield _hectares(able) if len(able) else Cell("—", tone="missing")


def _sure(land: Land) -> Table:
    able = land.state(CANDIDATE)
    rows = []
    for code in SURE:
        own = able[able["confidence"].eq(code)]
        rate = share(len(own) / len(able) if len(able) else None, note=part(len(own), len(able)))
        size = _hectares(own) if len(own) else Cell("—", tone="missing")
        first = judged(code, SURE)
        rows.append([Cell(f"可信度{first.text}"), number(len(own)), rate, size, Cell(_why(own))])
    headings = ["可信度", "候选（处）", "占候选", "面积（公顷）", "按哪条规则（处）"]
    return Table("候选的可信度：每处按第一条成立的规则定", headings, rows)


def _why(own: pd.DataFrame) -> str:
    from ...analysis import standards  # the rules' names, not before they are asked for

    zh = standards.load("idle_confidence")["zh"].to_dict()
    many = own.get("confidence_rule", pd.Series(dtype="string")).astype("string").value_counts()
    return "；".join(f"{zh.get(rule, rule)} {count}" for rule, count in many.items()) or "—"


def _communities(land: Land) -> Iterator[str]:
    if "community" not in land.rows:
        return
    place = land.rows["community"].astype("string").fillna("")
    groups = list(land.rows.groupby(place, sort=True))
    groups.sort(key=lambda pair: -int(pair[1]["status"].eq(CANDIDATE).sum()))
    rows = [[Cell(land.place(own.iloc[0])), *_row(own)] for _, own in groups[:COMMUNITIES]]
    foot = cut("idle_plots", len(rows), len(groups), what="个小区", which="候选最多的")
    yield rendered(Table("各小区的地块", _headings("小区"), rows, foot=foot))


def _hectares(rows: pd.DataFrame) -> Cell:
    areas = rows.get("area", pd.Series(pd.NA, rows.index))
    return summed(areas, scale=HECTARE, digits=2, lost="处没有范围")
