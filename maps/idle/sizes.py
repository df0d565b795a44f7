"""The measures of a plot in words: its shape, street, slope, sun, car park, or the rooms of premises."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ...layers import kinds
from ..text.cells import Cell, amount, answer, known, missing, said, share
from .base import Land, owner
from .words import LAYOUTS

_STATE = {True: "是（主管部门认定）", False: "登记为不是"}


def sizes(land: Land, row: Any, *, drawn: bool) -> Iterator[tuple[str, Cell]]:
    """
    What was measured of one plot, line by line.

    Parameters
    ----------
    land
        The names.
    row
        Of `idle_plots`.
    drawn
        Whether it has ground; premises without have only what is known of their rooms.

    Yields
    ------
    tuple of str and Cell
        Term and value.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> import pandas as pd
    >>> found = Land(pd.DataFrame(), Names({}, {}, {}), {}, {})
    >>> rows = dict(sizes(found, {"plot": "L1", "area": 640.0, "slope": 0.012}, drawn=True))
    >>> rows["面积"].text, rows["平均坡度"].text, rows["最大内切圆"].text
    ('640 ㎡', '1.2%', '无数据')
    """
    yield "所在", Cell(land.place(row))
    yield "权属", Cell(owner(row))
    yield "法定闲置", _legal(row)
    if said(row.get("of_layer")) == "premises":
        yield from _rooms(row)
    elif drawn:
        yield from _shape(row)
        yield from _street(land, row)
        yield from _ground(row)
        yield from _cars(row, land.about("idle_layouts", row["plot"]))
    yield "步行可达", answer(row.get("walk_reached"), reason=row.get("walk_reason"))


def _legal(row: Any) -> Cell:
    if not known(row.get("legal_idle")):
        return Cell("没有认定记录，不作推断", tone="missing")
    return Cell(_STATE[bool(row["legal_idle"])])


def _rooms(row: Any) -> Iterator[tuple[str, Cell]]:
    words = {choice.code: choice.zh for choice in kinds.vocabulary("premises_kind")}
    kind = said(row.get("premises_kind"))
    yield "房屋类型", Cell(words.get(kind, kind)) if kind else missing()
    yield "建筑面积", _with(row.get("floor_area"), "㎡", digits=0)
    yield "占地", _with(row.get("area"), "㎡", digits=0)


def _shape(row: Any) -> Iterator[tuple[str, Cell]]:
    yield "面积", _with(row.get("area"), "㎡", digits=0)
    sides = [row.get(f"rectangle_{side}") for side in ("length", "width")]
    both = " × ".join(amount(side, digits=1) for side in sides) if all(map(known, sides)) else ""
    yield "最大内接矩形", Cell(f"{both} 米") if both else missing()
    circle = _with(row.get("circle_diameter"), "米")
    yield "最大内切圆", Cell(f"直径 {circle.text}") if "number" in circle.tone else circle
    yield "平均宽度", _with(row.get("mean_width"), "米")


def _street(land: Land, row: Any) -> Iterator[tuple[str, Cell]]:
    front = row.get("frontage")
    none = known(front) and not float(front) > 0
    yield "临路长度", Cell("不临路", tone="bad") if none else _with(front, "米")
    name = land.street(row["street"]) if known(row.get("street")) else ""
    gap = _with(row.get("street_distance"), "米")
    touching = known(row.get("street_distance")) and float(row["street_distance"]) <= 0
    told = "紧邻" if touching else f"距边缘 {gap.text}" if "number" in gap.tone else ""
    yield "最近道路", Cell(name, told) if name else missing()
    yield (
        "可服务进深",
        Cell("不临路，没有", tone="missing") if none else _with(row.get("depth"), "米"),
    )


def _ground(row: Any) -> Iterator[tuple[str, Cell]]:
    yield "平均坡度", share(row.get("slope"), word="no_data")
    points, rate = row.get("sun_points"), row.get("sun_share")
    least = row.get("sun_share_least")
    notes = [f"{amount(points)} 个地面点" if known(points) else ""]
    if known(least) and (not known(rate) or least < rate):
        notes.append(f"邻楼高度未知，至少 {share(least).text}")
    if known(row.get("sun_hours")):
        notes.append(f"平均 {amount(row['sun_hours'], digits=1)} 小时")
    told = "，".join(filter(None, notes))
    if known(rate):
        yield "日照达标地面", share(rate, note=told)
    else:
        yield "日照达标地面", Cell("未定" if told else "无数据", told, "missing")


def _cars(row: Any, layouts: pd.DataFrame) -> Iterator[tuple[str, Cell]]:
    bays, laid = row.get("bays"), layouts.iloc[0].to_dict() if len(layouts) else {}
    why = said(laid.get("reason"))
    if not known(bays):
        yield "可排车位", Cell("未计算", why, "missing")
        return
    far = row.get("bays_apart")
    notes = [LAYOUTS.get(said(laid.get("layout")), ""), why]
    notes.append(f"其中 {amount(far)} 个离房屋够远，可装充电桩" if known(far) and bays else "")
    yield "可排车位", Cell(f"{amount(bays)} 个", "，".join(filter(None, notes)))
    doors = row.get("stair_distance")
    if known(doors):
        yield "最近无电梯单元", _with(doors, "米")


def _with(value: Any, unit: str, *, digits: int = 1) -> Cell:
    if not known(value):
        return missing()
    return Cell(f"{amount(value, digits=digits)} {unit}", tone="number")
