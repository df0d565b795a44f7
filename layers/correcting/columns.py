"""Further columns of the corrections: cells of inserted rows under the layer's own headings."""

from collections.abc import Iterable, Mapping
from typing import Any

from .. import findings, kinds
from ..findings import INFO, WARNING, Finding
from ..survey import conversions, headings, values
from .orders import GEOMETRY, INSERT, LAYER, SET, Order, words

_NAME = "name"  # written beside an id for people to read
_DRAWN = "图形"
_SHOWN = 5


def cells(order: Order) -> dict[str, Any]:
    """
    Field to cell of an order that inserts, in the unit of the field.

    What is no number is left for the schema to refuse.

    Parameters
    ----------
    order
        One that inserts.

    Examples
    --------
    >>> import pandas as pd
    >>> from .orders import read
    >>> table = pd.DataFrame({"of_layer": "communities", "of": ["C9"], "action": "insert",
    ...     "建筑面积（万㎡）": "1.2", "备注": "甲", "reason": "漏登", "source": "踏勘",
    ...     "as_of": "2024-05-01"}, index=["K1"])
    >>> cells(read(table, source="校正.csv")[0][0])
    {'floor_area': 12000.0}
    """
    import pandas as pd

    plan, found = kinds.schema(order.layer), {}
    for heading, cell in order.more.items():
        match = headings.match(str(heading), plan)
        if match is not None and match.field != headings.ID:
            own = pd.Series([cell], dtype=object)
            converted = own if match.factor == 1 else conversions.cells(own, plan, match)
            found[match.field] = converted.iloc[0]
    return found


def told(order: Order) -> str:
    """
    What an inserted row was given under headings, in words; empty where it was nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from .orders import read
    >>> table = pd.DataFrame({"of_layer": "communities", "of": ["C9"], "action": "insert",
    ...     "小区名称": "北苑", "reason": "漏登", "source": "踏勘", "as_of": "2024-05-01"}, index=["K1"])
    >>> told(read(table, source="校正.csv")[0][0])
    '小区名称 北苑'
    """
    shown = {
        field: values.plain(cell) if isinstance(cell, float) else cell
        for field, cell in cells(order).items()
    }
    return "、".join(f"{words(order.layer, field)} {cell}" for field, cell in shown.items())


def unused(asked: Iterable[Order], *, source: str) -> list[Finding]:
    """
    Cells and shapes that no correction uses.

    Only inserted rows are read by columns; a row that sets a value sets the one of its field.

    Parameters
    ----------
    asked
        Every order.
    source
        Name of the file of corrections.

    Returns
    -------
    list of Finding
        A warning of fields and shapes in rows that set another field or remove; information of
        columns that are no field (notes, the name of what is corrected).
    """
    plain: dict[str, list[str]] = {}
    lost: dict[str, list[str]] = {}
    for order in asked:
        for heading, field in _unread(order).items():
            (plain if field in ("", headings.ID, _NAME) else lost).setdefault(heading, []).append(
                order.label
            )
    remedy = "改值的行只改“字段”一栏写明的一项；要改这些，请另写一行。"
    return [
        *_said(WARNING, "校正的行中有没有用到的内容", lost, source, remedy),
        *_said(INFO, "校正表中没有用到的列", plain, source, "只作备注，可不处理。"),
    ]


def _unread(order: Order) -> Mapping[str, str]:
    """Heading to field (empty for none) of the filled cells that an order does not use."""
    if order.layer not in kinds.layers():
        return {}
    plan = kinds.schema(order.layer)
    found = {}
    for heading in order.more:
        match = headings.match(str(heading), plan)
        field = "" if match is None else match.field
        if order.action != INSERT or field in ("", headings.ID):
            found[heading] = field
    drawn = order.shape is not None and order.action == SET and order.field != GEOMETRY
    return found | ({_DRAWN: GEOMETRY} if drawn else {})


def _said(
    severity: str, rule: str, found: Mapping[str, list[str]], source: str, remedy: str
) -> list[Finding]:
    if not found:
        return []
    said = [
        f"{heading}（{'、'.join(labels[:_SHOWN])}"
        + (f" 等 {len(labels)} 行）" if len(labels) > _SHOWN else "）")
        for heading, labels in found.items()
    ]
    return findings.finding(
        severity, LAYER, rule, value=f"{source}：{'；'.join(said)}", remedy=remedy
    )
