"""How each community is to be renewed: each mode with its reason, nothing demolished without need."""

from collections.abc import Iterator

import pandas as pd

from ..text.blocks import COMMUNITIES, Table, cut, note, rendered
from ..text.cells import Cell, judged, known, part, said, share, status
from ..text.records import clause
from .base import Programme
from .words import MODES


def modes(held: Programme) -> list[str]:
    """
    The modes of each community with reasons, and what each mode asks for.

    Parameters
    ----------
    held
        With `eligibility_modes` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> modes(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("eligibility_modes")
    if table.empty:
        return []
    return [note(_lead(table), tone="lead"), _matrix(table, held), _asked(table)]


def _lead(table: pd.DataFrame) -> str:
    own = table[table["status"].eq("recommended").fillna(False)]
    many = [f"{zh} {len(part)} 个" for zh, part in own.groupby("zh", sort=False)]
    every = table["community"].nunique()
    none = every - own["community"].nunique()
    told = f"推荐{'，'.join(many)}" if many else "没有可以推荐的方式"
    lost = f"；{none} 个小区没有可以推荐的方式" if none and many else ""
    return (
        f"{every} 个小区中：{told}{lost}。非必要不拆迁：没有危险房屋鉴定依据的不得以拆除方式更新，"
        "历史建筑任何方式都不拆除。"
    )


def _matrix(table: pd.DataFrame, held: Programme) -> str:
    names = table.drop_duplicates("mode").set_index("mode")["zh"]
    cells = {(row["community"], row["mode"]): row for _, row in table.iterrows()}
    first = {row["community"]: row for _, row in table[::-1].iterrows()}
    every = list(dict.fromkeys(table["community"]))
    danger = {code: _danger(first[code]) for code in every}
    every.sort(key=lambda code: danger[code].text == "0.0%")
    rows = [
        [
            held.community(code),
            danger[code],
            *(_cell(cells.get((code, mode))) for mode in names.index),
        ]
        for code in every[:COMMUNITIES]
    ]
    foot = "危险房屋占比为已知危险的栋数除以住宅栋数，等级未知的楼栋全算危险时的上限在括号内。"
    foot += cut("eligibility_modes", len(rows), len(every), what="个小区", which="有危险房屋的")
    headings = ["小区", "危险房屋占比（栋）", *names]
    return rendered(Table("各小区的更新方式", headings, rows, shape="matrix", foot=foot))


def _danger(row: pd.Series) -> Cell:
    if not known(row.get("share_least")):
        return Cell("不明", "没有住宅楼栋", "missing")
    most = row.get("share_most")
    apart = known(most) and most != row["share_least"]
    above = f"（至多 {share(most).text}）" if apart else ""
    base = part(row.get("dangerous"), row.get("buildings"))
    return Cell(f"{share(row['share_least']).text}{above}", base, "number")


def _cell(row: pd.Series | None) -> Cell:
    if row is None:
        return Cell("未计算", tone="missing")
    return judged(row["status"], MODES, note=said(row.get("reasons")))


def _asked(table: pd.DataFrame) -> str:
    rows = [list(_rule(row)) for _, row in table.drop_duplicates("mode").iterrows()]
    headings = ["方式", "危险房屋占比至少", "依据", "核实"]
    return rendered(Table("各方式的条件", headings, rows))


def _rule(row: pd.Series) -> Iterator[Cell]:
    yield Cell(said(row["zh"]))
    limit = row.get("limit")
    demanded = known(limit) and float(str(limit)) > 0
    yield Cell(share(limit).text, tone="number") if demanded else Cell("不按占比")
    yield Cell(clause(row))
    yield status(row.get("certainty"))
