"""What works cost a square metre and a household, against bands that are plausible."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import TO
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, amount, known, said, status
from ..text.records import clause
from .base import Books
from .words import MEASURES, VERDICTS

_FEW = 100.0  # below it a figure has decimals


def unit_costs(held: Books) -> list[str]:
    """
    The unit costs and sizes of each project, those outside a band marked, and the bands.

    Parameters
    ----------
    held
        With `unit_costs` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> unit_costs(Books(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), {}))
    []
    """
    table = held.table("unit_costs")
    if table.empty:
        return []
    return [note(_lead(table), tone="lead"), _projects(table, held), *_bands(table)]


def _lead(table: pd.DataFrame) -> str:
    counted = [
        f"{word} {int(table['verdict'].eq(code).sum())} 项"
        for code, (word, _) in VERDICTS.items()
        if table["verdict"].eq(code).any()
    ]
    return (
        f"{table['project'].nunique()} 个项目 {len(table)} 项指标中：{'，'.join(counted)}。"
        "偏低、偏高只是提醒核对金额、面积和户数，不等于算错。"
    )


def _projects(table: pd.DataFrame, held: Books) -> str:
    measures = [name for name in MEASURES if name in set(table["measure"])]
    measures += [name for name in table["measure"].unique() if name not in MEASURES]
    by = {(row["project"], row["measure"]): row for _, row in table.iterrows()}
    odd = table["verdict"].isin(["low", "high"]).groupby(table["project"], sort=False).sum()
    order = list(odd.sort_values(ascending=False, kind="stable").index)
    rows = [
        [held.project(code), *(_value(by.get((code, name))) for name in measures)]
        for code in order[:ROWS]
    ]
    headings = ["项目", *(_heading(name) for name in measures)]
    foot = "小字为分子与分母，造价含区间的按两端各算一个数。"
    foot += cut("unit_costs", len(rows), len(order), what="个项目", which="异常最多的")
    return rendered(Table("各项目的单位造价与规模", headings, rows, foot=foot))


def _heading(name: str) -> str:
    word, unit = MEASURES.get(name, (name, ""))
    return f"{word}（{unit}）" if unit else word


def _value(row: pd.Series | None) -> Cell:
    if row is None:
        return Cell("未计算", tone="missing")
    word, tone = VERDICTS.get(said(row.get("verdict")), ("", "missing"))
    if not known(row.get("value_least")):
        return Cell("不明", "分子或分母不明", "missing")
    ends = dict.fromkeys(_plain(row[name]) for name in ("value_least", "value_most"))
    base = f"{_ends(row)} / {amount(row['denominator'])}"
    shown = "" if tone == "good" else f"{word}；" if tone else ""
    doubt = tone if tone == "part" else ""
    return Cell(TO.join(ends), f"{shown}{base}", f"number {doubt}".strip())


def _ends(row: pd.Series) -> str:
    ends = (row["numerator_least"], row["numerator_most"])
    return TO.join(dict.fromkeys(amount(end) for end in ends if known(end)))


def _plain(value: object) -> str:
    number = float(str(value))
    return amount(number, digits=0 if abs(number) >= _FEW else 1)


def _bands(table: pd.DataFrame) -> Iterator[str]:
    fields = ["zh", "band_least", "band_most", "usual", "unit", "standard", "clause", "certainty"]
    table = table.reindex(columns=["measure", *fields])
    held = table[table["zh"].notna()].drop_duplicates(subset=["zh", "band_least", "band_most"])
    rows = [list(_band(row)) for _, row in held.iterrows()]
    if rows:
        headings = ["指标", "参考区间", "常见", "依据", "核实"]
        yield rendered(Table("参考区间", headings, rows, foot="没有参考区间的情形不判断。"))


def _band(row: pd.Series) -> Iterator[Cell]:
    unit = MEASURES.get(said(row["measure"]), ("", said(row["unit"])))[1]
    yield Cell(said(row["zh"]), unit)
    yield Cell(
        TO.join(amount(row[name]) for name in ("band_least", "band_most") if known(row[name]))
    )
    usual = row["usual"]
    yield Cell(_plain(usual), tone="number") if known(usual) else Cell("没有", tone="missing")
    yield Cell(clause(row, between="，"))
    yield status(row["certainty"])
