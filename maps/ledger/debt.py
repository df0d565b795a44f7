"""What is borrowed: what it asks a year, and whether income would pay it back."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import TO, fine, span, yuan
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, amount, judged, known, missing
from .base import Books
from .words import COVERED

_HEADINGS = [
    *(
        "项目",
        "借款（元）",
        "每年须还（元）",
        "可用于偿还的年收入（元）",
        "覆盖倍数",
        "达到要求须有年收入（元）",
    ),
    "结论",
]
_AMOUNTS = ("principal", "payment", "payment_least", "payment_most", "income_least", "needed")


def debt(held: Books) -> list[str]:
    """
    The credit of each project and of all, its yearly payment, income, and how often that covers it.

    Parameters
    ----------
    held
        With `finance_debt` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> debt(Books(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), {}))
    []
    """
    table = held.table("finance_debt")
    if table.empty:
        return []
    shown = table.head(ROWS)
    rows = [list(_cells(row, held)) for _, row in shown.iterrows()]
    foot = cut("finance_debt", len(shown), len(table), what="行", which="在前的")
    return [
        note(
            "银行信贷和专项债计入建设资金，同时是要还的钱。每年须还按规则表 funding_rules 的利率和年限等额本息推算，"
            "括注为利率、年限取最宽和最严时的范围；年收入只计存量房屋登记的租金，没有写明属于哪个项目的只在合计中比较。"
        ),
        rendered(Table("借款、每年须还与覆盖倍数", _HEADINGS, rows, foot=foot)),
    ]


def _cells(row: pd.Series, held: Books) -> Iterator[Cell]:
    yield held.project(row["id"])
    yield yuan(row["principal"], digits=fine(pd.DataFrame([row]), _AMOUNTS[:1]))
    ends = [row.get(name) for name in ("payment_least", "payment_most")]
    yield yuan(row["payment"], note=span(*ends).text if all(map(known, ends)) else "")
    income = span(row.get("income_least"), row.get("income_most"))
    yield income if "number" in income.tone else Cell("不明", "没有写明属于本项目的收入", "missing")
    yield _ratio(row)
    asked = row.get("asked")
    rule = f"要求不低于 {amount(asked, digits=2)} 倍" if known(asked) else ""
    yield yuan(row.get("needed"), note=rule)
    yield judged(row.get("covered"), COVERED)


def _ratio(row: pd.Series) -> Cell:
    ends = [row.get(name) for name in ("ratio_least", "ratio_most")]
    if not all(map(known, ends)):
        return missing("not_computed")
    words = dict.fromkeys(amount(end, digits=2) for end in ends)
    return Cell(TO.join(words), tone="number")
