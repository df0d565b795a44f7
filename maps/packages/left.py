"""Who is in no package and why: no package can have them, they compete, or they took no part."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import TO, told
from ..text.blocks import ROWS, Table, cut, listed, note, rendered
from ..text.cells import Cell, amount, judged, known, number, said
from .base import Bundled
from .words import LEFT, MODES

_HEADINGS = [
    *("小区", "户数（户）", "情形", "原因", "最省的放宽", "放入的代价（户当量）"),
]
_FOOT = (
    "放入的代价：硬把它放进方案重新求解，整个方案少得的分；"
    "带区间的未证明最优，按放入前后两个方案的上下界计。"
)
_SEE = "见本行的原因"


def left(found: Bundled) -> list[str]:
    """
    The communities in no package with reasons and the cheapest relaxation, and who took no part.

    Parameters
    ----------
    found
        With `bundle_left` and `bundle_levels` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> plan = SimpleNamespace(tables={"bundle_left": pd.DataFrame(columns=["unit"])})
    >>> "都进了片区" in left(Bundled(plan, Names({}, {}, {}), pd.DataFrame(["P"]), None, {}))[0]
    True
    """
    return [*_out(found), *_apart(found)]


def conflict(found: Bundled) -> list[str]:
    """
    Why there is no plan: the rules that exclude each other, and the cheapest way out.

    Parameters
    ----------
    found
        Whose packages may be none.

    Returns
    -------
    list of str
        HTML blocks; none where there are packages.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"text": ["“甲”与“乙”相互矛盾。"]})
    >>> plan = SimpleNamespace(tables={"bundle_conflict": table})
    >>> conflict(Bundled(plan, Names({}, {}, {}), pd.DataFrame(), None, {}))
    ['<p class="an-note an-warning">“甲”与“乙”相互矛盾。</p>']
    """
    if len(found.packages):
        return []
    table = found.table("bundle_conflict")
    if len(table):
        return [note(said(text), tone="warning") for text in table["text"]]
    row = found.way(found.mode)
    way = MODES.get(found.mode, "采用的方式")
    if row is not None and said(row["status"]) == "proven":
        return [note(f"{way}下空方案就是最优：没有一个片区既合规又有得分，各小区的原因见下表。")]
    state = found.status(found.mode)
    return [note(f"{way}：{state}；没有求出相互冲突的条件，请延长求解时间后重新运行。")]


def _out(found: Bundled) -> Iterator[str]:
    if "bundle_left" not in found.plan.tables:
        return
    table = found.table("bundle_left")
    if table.empty:
        if len(found.packages):
            yield note("参与组合的小区都进了片区。")
        return
    many = table["state"].value_counts()
    counted = "，".join(
        f"{word} {many[code]} 个" for code, (word, _) in LEFT.items() if code in many
    )
    yield note(f"参与组合而没有进入片区的小区 {len(table)} 个：{counted}。", tone="lead")
    rows = [list(_row(row, found)) for _, row in table.head(ROWS).iterrows()]
    more = cut("bundle_left", len(rows), len(table), what="个小区", which="编号靠前的")
    yield rendered(Table("没有进入片区的原因和最省的放宽", _HEADINGS, rows, foot=_FOOT + more))


def _row(row: pd.Series, found: Bundled) -> Iterator[Cell]:
    yield found.unit(row["unit"])
    yield number(found.units.get(str(row["unit"]), {}).get("households"))
    yield judged(row.get("state"), LEFT)
    yield Cell(said(row.get("reason")) or "原因未注明")
    yield _ease(row)
    yield _lost(row, found)


def _ease(row: pd.Series) -> Cell:
    """The cheapest relaxation; a community that a package can have needs none."""
    ease, state = said(row.get("relaxation")), said(row.get("state"))
    example = said(row.get("example")).replace(";", "、")
    if ease:
        return Cell(ease, _short(row))
    if state == "competes" or (state == "unknown" and example):
        return Cell("不用放宽", f"可行的片区如 {example}" if example else "")
    word = "一条放宽不够" if state == "no_package" else LEFT["unknown"][0]
    return Cell(word, _SEE, "missing")


def _short(row: pd.Series) -> str:
    """What is short, where that by itself does."""
    parts = []
    if known(row.get("short_money")):
        parts.append(f"缺口 {told(row['short_money'])}")
    if known(row.get("short_households")):
        parts.append(f"差 {amount(row['short_households'])} 户")
    return "，".join(parts)


def _lost(row: pd.Series, found: Bundled) -> Cell:
    least, most = row.get("value_lost"), row.get("value_lost_most")
    if not (known(least) or known(most)):
        return _no_loss(row, found)
    ends = [amount(each, digits=2) if known(each) else "不明" for each in (least, most)]
    if ends[0] == ends[1]:
        return Cell(ends[0], "已证明", "number")
    return Cell(TO.join(ends), "未证明最优", "number")


def _no_loss(row: pd.Series, found: Bundled) -> Cell:
    """Why there is nothing to lose, or why it is not known."""
    state = said(row.get("state"))
    if state == "no_package":
        return Cell("不适用", tone="missing")
    if state == "competes" and known(row.get("rules")):
        return Cell("放不进方案", _SEE, "missing")
    if state == "unknown" and known(row.get("example")):
        return Cell("没有方案可比", found.status(found.mode), "missing")
    return Cell(LEFT["unknown"][0], _SEE, "missing")


def _apart(found: Bundled) -> Iterator[str]:
    """Communities and land that took no part, by the reason."""
    table = found.table("bundle_levels")
    if len(table):
        own = table[table["level"].eq("out")]
        pairs = [
            (found.unit(code).text, said(why) or "原因未注明")
            for code, why in zip(own["community"], own["reason"], strict=True)
        ]
        yield listed("未参与组合的小区", pairs[:ROWS])
        yield note(cut("bundle_levels", len(pairs[:ROWS]), len(pairs), what="个小区", which="前"))
    others = [
        (found.name(code), said(row.get("left")))
        for code, row in found.units.items()
        if known(row.get("left")) and said(row.get("of_layer")) != "communities"
    ]
    yield listed("未参与组合的地块、房屋和项目", others[:ROWS])
    yield note(cut("bundle_units", len(others[:ROWS]), len(others), what="个", which="前"))
