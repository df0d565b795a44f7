"""Light on the page of lifts: the storeys as they are, those a shaft darkens, and by what rule."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ..basis import basis_value
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, share
from ..text.codes import STATUS
from ..text.names import frame
from ..text.records import clause
from .base import Base, Places
from .words import DAYLIGHT, LIGHT_RULE, SIDES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_UNITS = {"building_storey": "楼层", "window": "窗（各朝向都算）"}
_BUILDING = "building"
_RULE = re.compile(f"{LIGHT_RULE} *[0-9]+ *扇；(.+?）)(?:；|$)")
_IDS = 8
_PLACE = ["building", "unit", "storey"]


def light(plan: "Plan", found: Base | None, named: Places) -> list[str]:
    """
    The light as it is, and what shafts do to it.

    Parameters
    ----------
    plan
        With `daylight`, `daylight_storeys`, `elevator_light` and `elevator_joint_light`, as far as
        they are there.
    found
        The stairwells; None where there are none.
    named
        Names of stairwells and buildings.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> light(SimpleNamespace(tables={}), None, Places(None, {}, {}))
    []
    """
    blocks = [*_standard(plan, named)]
    shaded = frame(plan, "elevator_light")
    if shaded is None or found is None:
        return blocks
    return [
        *_effect(plan, found),
        *_storeys(shaded, found, named),
        *_joint(plan, named),
        *blocks,
    ]


def _standard(plan: "Plan", named: Places) -> Iterator[str]:
    """The standard with its certainty, and storeys by verdict."""
    table = frame(plan, "daylight")
    if table is None or table.empty:
        return
    first = table.iloc[0]
    sure = STATUS.get(said(first.get("status")), "核实情况不明")
    yield "<h3>现状日照（加装前）</h3>"
    yield note(
        f"标准：{said(first.get('profile_zh'))}，计算日 {said(first.get('date'))}，"
        f"要求 {amount(first['hours_required'], digits=1)} 小时（{clause(first)}，{sure}）。"
        f"各楼高度上下浮动 {amount(first['band'], digits=1)} 米仍不变的为“稳妥达标”或“不达标”，"
        "会变的为“临界”；一层取该层最好的一扇窗。",
        tone="warning" if first.get("status") == "unverified" else "",
    )
    yield rendered(_verdicts(table))
    yield from _lost(table)
    yield from _deciders(plan, named)


def _verdicts(table: pd.DataFrame) -> Table:
    units = [unit for unit in _UNITS if table["unit"].eq(unit).any()]
    rows = []
    for verdict, (word, tone) in DAYLIGHT.items():
        cells = [Cell(word, tone=tone)]
        for unit in units:
            own = table[table["unit"].eq(unit) & table["verdict"].eq(verdict)]
            cells += _counted(own.iloc[0] if len(own) else None)
        rows.append(cells)
    headings = ["判定"]
    for unit in units:
        headings += [f"{_UNITS[unit]}数", f"{_UNITS[unit].split('（')[0]}占比"]
    foot = (
        "占比的分母是有窗的（含不明）；被遮没的窗位贴着或埋在更高的邻楼里，实际没有窗，不计占比。"
    )
    return Table("楼层和窗按判定", headings, rows, foot=foot)


def _counted(row: pd.Series | None) -> Iterator[Cell]:
    if row is None:
        yield from (missing("not_computed"), missing("not_computed"))
        return
    yield number(row["numerator"])
    if known(row["share"]):
        yield share(row["share"], note=part(row["numerator"], row["denominator"]))
    else:
        yield Cell("不计占比", part(row["numerator"], row["denominator"]), "missing")


def _lost(table: pd.DataFrame) -> Iterator[str]:
    own = table[table["unit"].eq(_BUILDING)]
    if len(own) and int(own["numerator"].iloc[0]):
        told = part(own["numerator"].iloc[0], own["denominator"].iloc[0])
        yield note(f"{told} 栋楼没有高度或没有可布窗的外墙，未计算。")


def _deciders(plan: "Plan", named: Places) -> Iterator[str]:
    """Which heights are to be measured."""
    table = frame(plan, "daylight_storeys")
    if table is None or "deciders" not in table:
        return
    ids = table["deciders"].dropna().astype(str).str.split(";").explode().str.strip()
    many = ids[ids.ne("")].value_counts()
    if many.empty:
        return
    names = [f"{named.building(code)}（{count} 层）" for code, count in many.head(_IDS).items()]
    more = f"等 {len(many)} 栋" if len(many) > _IDS else ""
    yield note(f"高度不明、会决定结论的楼栋，须测高：{'、'.join(names)}{more}。")


def _effect(plan: "Plan", found: Base) -> Iterator[str]:
    """How many shafts darken windows, and what the rule says of it."""
    rows = found.rows[~found.rows["readiness"].eq("none") | found.rows["newly_below"].notna()]
    done = rows[rows["newly_below"].notna()]
    below = done[done["newly_below"].gt(0).fillna(False).astype(bool)]
    windows = amount(below["newly_below"].sum())
    lost = len(rows) - len(done)
    open_ = f"；{lost:,} 个井道顶标高不明，未计算" if lost else ""
    yield note(
        f"逐个井道单独计算 {len(done):,} 个：{part(len(below), len(done))} 个使窗户新增不达标，"
        f"共 {windows} 扇次{open_}。",
        tone="lead",
    )
    stated = basis_value(plan, "lift_light")
    otherwise = [(f"适用规则：{stated}。", "")] if stated else []
    for text, tone in [*_rules(found.rows)] or otherwise:
        yield note(text, tone=tone)


def _rules(rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """The row of the rule, in the words in which it stands beside the stairwells."""
    meant = {
        "warnings": ("按此规则只提示并列入征询名单，不否决", ""),
        "reasons": ("按此规则一票否决", "warning"),
    }
    for column, (effect, tone) in meant.items():
        texts = rows.get(column, pd.Series(dtype="string")).dropna().astype(str)
        for rule in texts.str.extract(_RULE)[0].dropna().drop_duplicates():
            yield f"适用规则：{rule}。{effect}。", tone


def _storeys(shaded: pd.DataFrame, found: Base, named: Places) -> Iterator[str]:
    below = shaded[shaded["newly_below"].gt(0)]
    open_ = int(shaded["undecided"].gt(0).sum())
    homes = below.drop_duplicates(_PLACE)
    people = pd.to_numeric(homes["households"], errors="coerce")
    told = f"{amount(people.sum())} 户" + (
        f"（另有 {int(people.isna().sum())} 处户数不明）" if people.isna().any() else ""
    )
    rest = shaded.assign(less=shaded["windows"] > shaded["covered"])
    rest = rest.groupby(_PLACE, dropna=False, observed=True)[
        ["newly_below", "less", "covered"]
    ].max()
    less = int((rest["newly_below"].eq(0) & rest["less"].astype(bool)).sum())
    behind = int(rest["covered"].gt(0).sum())
    yield note(
        f"新增不达标窗户涉及 {len(homes):,} 个楼层、{told}（同一层被几个井道影响只算一次）；"
        f"另有 {less:,} 个楼层减少日照但没有新增不达标；{behind:,} 个楼层有窗户正对井道而被遮住，另计。"
        "全部楼层见 renewal.gpkg 的 elevator_light 表。"
        + (f"{open_:,} 行因有楼高不明而不能判定。" if open_ else "")
    )
    if below.empty:
        return
    order = below.sort_values(["newly_below", "lost_most"], ascending=False, kind="stable")
    shown = order.head(ROWS)
    cells = [list(_storey(row, named)) for _, row in shown.iterrows()]
    headings = [
        "井道",
        "受影响的楼层（户）",
        "谁",
        "新增不达标 / 减少日照（扇）",
        "最多减少（分钟）",
    ]
    foot = cut("elevator_light", len(shown), len(order), what="行", which="新增不达标最多的")
    caption = "征询名单：井道使窗户由达标变为不达标的楼层"
    table = Table(caption, headings, cells, foot=foot)
    yield folded(caption, [rendered(table)], count=len(order))


def _storey(row: pd.Series, named: Places) -> Iterator[Cell]:
    yield Cell(named.stairwell(row["stairwell"]))
    yield Cell(said(row.get("words")))
    side = said(row.get("side"))
    yield Cell(SIDES.get(side, side))
    yield Cell(part(row["newly_below"], row["windows"]), tone="number")
    yield number(row.get("lost_most"), word="not_computed")


def _joint(plan: "Plan", named: Places) -> Iterator[str]:
    """Storeys that only the shafts of a batch together put below."""
    table = frame(plan, "elevator_joint_light")
    if table is None:
        return
    if table.empty:
        yield note("同一片的井道一起建成：没有窗户是单个井道不影响、叠加后才新增不达标的。")
        return
    cells = []
    for (batch, building, unit, storey), own in table.groupby(
        ["batch", *_PLACE], dropna=False, observed=True
    ):
        where = named.stairwell(unit) if known(unit) else named.building(building)
        place = Cell(f"{where} {amount(storey)}层")
        cells.append(
            [Cell(str(batch)), place, number(len(own)), number(own["lost"].max(), digits=0)]
        )
    shown = cells[:ROWS]
    headings = ["成片", "楼层", "叠加后新增不达标（扇）", "最多减少（分钟）"]
    foot = cut("elevator_joint_light", len(shown), len(cells), what="个楼层", which="编号在前的")
    yield rendered(
        Table("成片叠加：单个井道都不影响，一起建成才新增不达标", headings, shown, foot=foot)
    )
