"""Small and scattered yards: who is to manage each, and which are packed together."""

from collections.abc import Iterator

import pandas as pd

from ..text.blocks import ROWS, Table, cut, listed, note, rendered
from ..text.cells import Cell, amount, answer, known, missing, number, said, text
from ..text.names import parts
from .base import Programme, lived
from .words import TRIAGE


def management(held: Programme) -> list[str]:
    """
    The packages, the yards by triage, and those in no package with why.

    Parameters
    ----------
    held
        With `management_yards` and `management_packages` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> management(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    yards = held.table("management_yards")
    if yards.empty:
        return []
    packages = held.table("management_packages")
    called = {
        str(row["yard"]): said(row.get("name")) or str(row["yard"]) for _, row in yards.iterrows()
    }
    return [
        note(_lead(yards, packages), tone="lead"),
        *_packages(packages, called),
        _yards(yards),
        *_left(yards, called),
    ]


def _lead(yards: pd.DataFrame, packages: pd.DataFrame) -> str:
    many = []
    for code, word in TRIAGE.items():
        own = yards[yards["triage"].eq(code).fillna(False)]
        if len(own):
            many.append(f"{word} {len(own)} 个（{lived(own, of='个')}）")
    lost = int(yards["triage"].isna().sum())
    many += [f"不能判定 {lost} 个"] if lost else []
    inside = int(yards["package"].notna().sum())
    return (
        f"{len(yards)} 个规模小或没有物业的院落中：{'，'.join(many)}。"
        f"{inside} 个打成 {len(packages)} 包，其余各有原因；每个院落只在一个包里。"
    )


def _packages(packages: pd.DataFrame, called: dict[str, str]) -> Iterator[str]:
    if packages.empty:
        yield note("没有可以打成的包。")
        return
    shown = packages.head(ROWS)
    rows = [list(_package(row, called)) for _, row in shown.iterrows()]
    foot = "步行距离沿步行路网，不看图形是否相接；相邻最远为把各院落连起来所需的最长一段。"
    foot += cut("management_packages", len(shown), len(packages), what="包", which="在前的")
    headings = [
        *(
            "物业包",
            "院落",
            "户数（户）",
            "够不够一个包",
            "中心院落",
            "相邻最远步行（米）",
            "中心到最远（米）",
            "街道",
        ),
    ]
    yield rendered(Table("连片打包", headings, rows, foot=foot))


def _package(row: pd.Series, called: dict[str, str]) -> Iterator[Cell]:
    sure = "已证明最优" if known(row.get("proven")) and bool(row["proven"]) else "未证明最优"
    yield Cell(said(row["package"]), sure)
    named = [called.get(code, code) for code in parts(row["yards"])]
    yield Cell("、".join(named), f"{amount(row['yard_count'])} 个")
    yield number(row["households"])
    least = row.get("least_households")
    yield answer(row.get("enough"), reason=f"不少于 {amount(least)} 户" if known(least) else None)
    yield Cell(called.get(said(row.get("hub")), said(row.get("hub"))))
    yield number(row.get("walk_neighbours"))
    yield number(row.get("walk_hub"))
    yield (
        text(row["district"])
        if known(row.get("district"))
        else Cell("跨街道或不明", tone="missing")
    )


def _yards(yards: pd.DataFrame) -> str:
    order = {code: at for at, code in enumerate(TRIAGE)}
    rank = yards["triage"].map(order).fillna(len(order))
    yards = yards.assign(at=rank).sort_values(["at", "package"], kind="stable")
    rows = [list(_yard(row)) for _, row in yards.head(ROWS).iterrows()]
    foot = cut("management_yards", len(rows), len(yards), what="个院落", which="在前的")
    headings = ["院落", "户数（户）", "现状管理", "建议管理方式", "理由", "物业包"]
    return rendered(Table("各院落的物业分流", headings, rows, foot=foot))


def _yard(row: pd.Series) -> Iterator[Cell]:
    kind = "独栋，不属任何小区" if said(row.get("of_layer")) == "buildings" else ""
    name = said(row.get("name"))
    yield Cell(
        name or str(row["yard"]), "，".join(filter(None, [str(row["yard"]) if name else "", kind]))
    )
    yield number(row.get("households"))
    yield text(row.get("management_zh"))
    yield text(row["triage_zh"]) if known(row.get("triage_zh")) else missing("undecided")
    yield Cell(said(row.get("reason")))
    inside = known(row.get("package"))
    yield (
        Cell(said(row["package"]))
        if inside
        else Cell("不入包", said(row.get("left_reason")), "missing")
    )


def _left(yards: pd.DataFrame, called: dict[str, str]) -> Iterator[str]:
    """Yards that were to be packed and are in no package."""
    own = yards[yards["package"].isna() & yards["triage"].eq("secured").fillna(False)]
    shown = own.head(ROWS)
    items = [
        (called[str(row["yard"])], said(row.get("left_reason"))) for _, row in shown.iterrows()
    ]
    yield listed("应打包而没有入包的院落", items)
    yield note(cut("management_yards", len(shown), len(own), what="个院落", which="在前的"))
