"""The accounts in tables: what each project and community costs, has, and is left with."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import fine, span, total, yuan
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, judged, known, said
from .base import Books
from .words import BALANCES, SOURCES

_AMOUNTS = (
    *("cost_least", "cost_most", *SOURCES, "unresolved_least", "unresolved_most"),
    *("conditional", "lapsed", "to_repay", "net_least", "net_most"),
)
_HEADINGS = [
    *("造价（元）", "已定资金（元）", "待定款项（元）", "附条件（元）", "净余（元）", "结论"),
]


def sources(held: Books) -> list[str]:
    """
    The settled money of each project by source, adding up by row and column.

    Parameters
    ----------
    held
        The accounts.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame([{"level": "project", "id": "J1", "bank": 4.0, "residents": 3.0}])
    >>> "7" in sources(Books(None, Names({}, {}, {}), table, {"J1": "甲"}))[0]
    True
    """
    rows = held.level("project")
    if rows.empty:
        return []
    digits = fine(held.finance, _AMOUNTS)
    wanted = [name for name in SOURCES if name != "unstated" or _any(rows, name)]
    shown = [[held.project(row["id"]), *_paid(row, wanted, digits)] for _, row in _head(rows)]
    if held.whole is not None:
        shown.append([held.project("all"), *_paid(held.whole, wanted, digits)])
    headings = ["项目", *(f"{SOURCES[name]}（元）" for name in wanted), "已定合计（元）"]
    foot = "只列已定的现金：待定、附条件、已落空和实物不在其内。银行信贷要还，另见“借款与偿还”。"
    foot += cut("finance", min(len(rows), ROWS), len(rows), what="个项目", which="在前的")
    return [rendered(Table("已定资金按来源", headings, shown, foot=foot))]


def accounts(held: Books) -> list[str]:
    """
    Cost, money and what is left: one table of projects, and one of communities.

    Parameters
    ----------
    held
        The accounts.

    Returns
    -------
    list of str
        HTML blocks; what is not settled is a range from all lost to all come.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> row = {"level": "project", "id": "J1", "net_least": -350_000.0, "net_most": 0.0}
    >>> html = accounts(Books(None, Names({}, {}, {}), pd.DataFrame([row]), {"J1": "甲"}))
    >>> "−350,000～0" in "".join(html)
    True
    """
    return [
        note(
            "净余 = 已定资金 + 待定款项 + 附条件款项 − 造价。待定的按上下限计，不取中间值，也不填默认值："
            "下限为造价取高、款项全部落空，上限为造价取低、款项全部落实。"
        ),
        *_of(held, "project", "项目"),
        *_of(held, "community", "小区"),
    ]


def _of(held: Books, level: str, word: str) -> Iterator[str]:
    rows = held.level(level)
    if rows.empty:
        return
    digits = fine(held.finance, _AMOUNTS)
    shown = [[_named(held, row), *_cells(row, digits)] for _, row in _head(rows)]
    projects = level == "project"
    if projects and held.whole is not None:
        shown.append([held.project("all"), *_cells(held.whole, digits)])
    foot = (
        "" if projects else "一个小区有几个项目的，各项目相加；跨小区的项目不分摊，只在项目表中。"
    )
    foot += cut("finance", min(len(rows), ROWS), len(rows), what=f"个{word}", which="在前的")
    html = rendered(Table(f"各{word}的收支", [word, *_HEADINGS], shown, foot=foot))
    yield html if projects else folded(f"按{word}", [html], count=len(rows))


def _named(held: Books, row: pd.Series) -> Cell:
    if said(row["level"]) == "project":
        return held.project(row["id"])
    return Cell(said(row.get("name")) or held.words.community(row["id"]), str(row["id"]))


def _cells(row: pd.Series, digits: int) -> Iterator[Cell]:
    yield span(row.get("cost_least"), row.get("cost_most"), digits=digits)
    yield yuan(_settled(row), digits=digits)
    yield span(row.get("unresolved_least"), row.get("unresolved_most"), digits=digits)
    lapsed = row.get("lapsed")
    gone = f"另有 {yuan(lapsed, digits=digits).text} 已落空" if _more(lapsed) else ""
    yield yuan(row.get("conditional"), digits=digits, note=gone)
    yield span(row.get("net_least"), row.get("net_most"), digits=digits)
    yield judged(row.get("balanced"), BALANCES, note=said(row.get("reason")))


def _paid(row: pd.Series, wanted: list[str], digits: int) -> Iterator[Cell]:
    for name in wanted:
        yield yuan(row.get(name, 0), digits=digits)
    yield yuan(_settled(row), digits=digits)


def _settled(row: pd.Series) -> object:
    return total(row[name] for name in SOURCES if name in row)


def _more(value: object) -> bool:
    return known(value) and float(str(value)) > 0


def _any(rows: pd.DataFrame, name: str) -> bool:
    return name in rows and bool(rows[name].fillna(1).ne(0).any())


def _head(rows: pd.DataFrame) -> Iterator[tuple[object, pd.Series]]:
    yield from rows.head(ROWS).iterrows()
