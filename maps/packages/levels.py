"""At which level each community balances: by itself, in its package, across packages, or not."""

from collections.abc import Iterator, Mapping

import pandas as pd

from ..text.amounts import wan_span
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, judged, known, missing, number, said, titled
from .base import Bundled
from .words import LEVELS, MODES, VERDICTS

_HEADINGS = ["小区", "户数（户）", "收支（万元）", "资格", "平衡层级", *MODES.values()]
_FOOT = (
    "收支为资金台账中本小区收入减造价，未定款项按上下限列示。平衡层级取最先能纳入的方式；"
    "某种方式未证明最优时，“否”只表示该方式的方案没有选它，不等于不能。"
)


def levels(found: Bundled) -> list[str]:
    """
    Every community with its level, and how many there are of each.

    Parameters
    ----------
    found
        With `bundle_levels` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> levels(Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), None, None, {}))
    []
    """
    table = found.table("bundle_levels")
    if table.empty:
        return []
    rank = {code: at for at, code in enumerate(LEVELS)}
    order = table["level"].map(rank).fillna(len(rank))
    ordered = table.assign(_rank=order).sort_values("_rank", kind="stable")
    solved = {mode: found.status(mode) for mode in MODES}
    rows = [list(_row(row, solved)) for _, row in ordered.head(ROWS).iterrows()]
    more = cut("bundle_levels", len(rows), len(table), what="个小区", which="层级靠前的")
    shown = Table("各小区的平衡层级", _HEADINGS, rows, foot=_FOOT + more)
    return [note(_lead(table), tone="lead"), rendered(shown)]


def _lead(table: pd.DataFrame) -> str:
    parts = []
    for code, (word, _) in LEVELS.items():
        own = table[table["level"].eq(code)]
        if len(own):
            homes = own["households"].sum()
            parts.append(f"{word} {len(own)} 个（{int(homes):,} 户）")
    return f"{len(table)} 个小区中：{'，'.join(parts)}。"


def _row(row: pd.Series, solved: Mapping[str, str]) -> Iterator[Cell]:
    yield titled(said(row.get("name")) or str(row["community"]), row["community"])
    yield number(row["households"])
    money = wan_span(row.get("money_least"), row.get("money_most"))
    yield missing() if money == "不明" else Cell(money, tone="number")
    yield judged(row.get("verdict"), VERDICTS)
    word, tone = LEVELS.get(said(row["level"]), (said(row["level"]), "missing"))
    open_ = "有的方式限时内未求出，不等于不能" if row["level"] == "unknown" else ""
    yield Cell(word, said(row.get("reason")) or open_, tone)
    out = said(row["level"]) == "out"
    for mode in MODES:
        value = row.get(f"{mode}_packed")
        yield Cell("不适用", tone="missing") if out else _yes(value, solved[mode])


def _yes(value: object, status: str) -> Cell:
    """Without a ground of its own: the level beside it has one."""
    if not known(value):
        return Cell("没有结果", status, "missing")
    return Cell("是") if value else Cell("否", tone="missing")
