"""The figures of siting in words: people, walking saved, costs and how sure they are."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ..text.amounts import between, wan
from ..text.cells import Cell, amount, known, missing, said
from ..text.names import parts
from .words import CERTAINTY, UNITS

_MINUTES = "*min"
_SPAN = ("cost_least", "cost_most")


def counted(value: Any, unit: Any) -> str:
    """
    A figure with its unit, as the tables of siting name it.

    Examples
    --------
    >>> counted(1080, "households"), counted(25149.2, "households*min"), counted(None, "residents")
    ('1,080 户', '25,149 户·分钟', '无数据')
    """
    if not known(value):
        return missing().text
    code = said(unit)
    word = UNITS.get(code.removesuffix(_MINUTES), code)
    return f"{amount(value)} {word}{'·分钟' if code.endswith(_MINUTES) else ''}"


def brings(value: Any, unit: Any, *, sign: str = "") -> str:
    """
    What a site brings: whom it newly reaches, or the walking that it saves.

    Examples
    --------
    >>> brings(40, "households", sign="+"), brings(690, "households*min", sign="+")
    ('+40 户', '省 690 户·分钟')
    """
    if not known(value):
        return missing().text
    first = "省 " if said(unit).endswith(_MINUTES) else sign
    return f"{first}{counted(value, unit)}"


def certainty(codes: Any) -> str:
    """
    How sure a cost is, in words; codes may be joined by semicolons.

    Examples
    --------
    >>> certainty("assumption"), certainty("unverified;verified"), certainty(None)
    ('假定', '未核实、已核对', '')
    """
    return "、".join(CERTAINTY.get(code, code) for code in parts(codes))


def cost(row: pd.Series) -> Cell:
    """
    A cost in ten thousand yuan with its range and how sure it is, or why it is not known.

    Examples
    --------
    >>> cost(pd.Series({"cost": 160_000.0, "cost_least": 1e5, "cost_most": 3e5, "cost_certainty": "assumption"}))
    Cell(text='16.00', note='假定，10~30', tone='number')
    >>> cost(pd.Series({"cost": None, "cost_reason": "造价表没有这一行"})).note
    '造价表没有这一行'
    """
    if not known(row.get("cost")):
        return Cell("未知", said(row.get("cost_reason")), "missing")
    span = between(row.get("cost_least"), row.get("cost_most"), digits=1)
    told = certainty(row.get("cost_certainty"))
    return wan(row["cost"], note="，".join(filter(None, [told, span])))


def costs(rows: pd.DataFrame) -> Cell:
    """
    What several sites cost: of those that are known, and how many are not.

    Examples
    --------
    >>> costs(pd.DataFrame({"cost": [160_000.0, None], "cost_certainty": ["assumption", None]}))
    Cell(text='16.00', note='假定；另有 1 处造价未知', tone='number')
    """
    column = pd.to_numeric(rows.get("cost", pd.Series(dtype=float)), errors="coerce")
    told = column.notna()
    blank = int((~told).sum())
    if not told.any():
        return Cell("未知", f"{blank} 处造价均未知" if blank else "", "missing")
    own = rows[told]
    span = between(*(own[name].sum() if name in own else None for name in _SPAN), digits=1)
    sure = _sure(own.get("cost_certainty", pd.Series(dtype=object)))
    lost = f"另有 {blank} 处造价未知" if blank else ""
    return wan(
        column.sum(), note="；".join(filter(None, ["，".join(filter(None, [sure, span])), lost]))
    )


def _sure(codes: Iterable[Any]) -> str:
    found = sorted({part for code in codes for part in parts(code)})
    return certainty(";".join(found))
