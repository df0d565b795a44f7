"""Pairs of neighbours that may not be in one package: what parts them, and how far the way is."""

from collections.abc import Iterator, Mapping

import pandas as pd

from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, judged, known, number, said
from .base import Bundled
from .words import BARRIERS, LINKS

_HEADINGS = ["对象一", "对象二", "净距（米）", "其间的阻隔", "绕行步行（米）", "判断"]
_FOOT = "“绕行步行”空缺表示超过规则所列距离，或没有路网可算；围墙可以开门，不算阻隔。"


def cut_links(found: Bundled) -> list[str]:
    """
    The links that barriers or limits of sub-districts cut.

    Parameters
    ----------
    found
        With `bundle_links` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"joined": [True], "state": ["free"]})
    >>> plan = SimpleNamespace(tables={"bundle_links": table})
    >>> "没有被切断" in cut_links(Bundled(plan, Names({}, {}, {}), None, None, {}))[1]
    True
    """
    table = found.table("bundle_links")
    if table.empty:
        return []
    parted = table[~table["joined"].astype(bool)]
    many = table["state"].value_counts()
    counted = "，".join(
        f"{word} {many[code]} 对" for code, (word, _) in LINKS.items() if code in many
    )
    lead = note(f"{len(table):,} 对相邻的对象中：{counted}。", tone="lead")
    if parted.empty:
        return [lead, note("没有被切断的相邻关系。")]
    named = barriers(found)
    rows = [list(_row(row, found, named)) for _, row in parted.head(ROWS).iterrows()]
    more = cut("bundle_links", len(rows), len(parted), what="对", which="前")
    return [lead, rendered(Table("不能同片区的相邻对象", _HEADINGS, rows, foot=_FOOT + more))]


def barriers(found: Bundled) -> dict[str, str]:
    """
    Id of a barrier to its name and kind.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"name": ["长河"], "kind": ["river"]}, index=["B1"])
    >>> plan = SimpleNamespace(tables={"barriers": table})
    >>> barriers(Bundled(plan, Names({}, {}, {}), None, None, {}))
    {'B1': '长河（河道）'}
    """
    table = found.plan.tables.get("barriers")
    if table is None or not len(table):
        return {}
    rows = pd.DataFrame(table).reindex(columns=["name", "kind"])
    return {str(code): _called(str(code), row) for code, row in rows.iterrows()}


def _called(code: str, row: Mapping[str, object] | pd.Series) -> str:
    kind = BARRIERS.get(said(row["kind"]), "")
    name = said(row["name"]) or code
    return f"{name}（{kind}）" if kind and kind != name else name


def _row(row: pd.Series, found: Bundled, named: Mapping[str, str]) -> Iterator[Cell]:
    yield found.unit(row["first"])
    yield found.unit(row["second"])
    yield number(row.get("gap"))
    code = row.get("barrier")
    yield Cell(named.get(str(code), str(code))) if known(code) else Cell("无", tone="missing")
    walk = row.get("walk")
    yield number(walk) if known(walk) else Cell("太远或不明", tone="missing")
    yield judged(row.get("state"), LINKS, note=said(row.get("why")))
