"""Rows that are removed from a layer, and rows that are inserted into it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...gis.errors import LayerError
from .. import kinds
from ..changing import additions
from . import columns
from .orders import EMPTY, INSERT, Order

if TYPE_CHECKING:
    import pandas as pd


def removed(frame: "pd.DataFrame", orders: Sequence[Order]) -> "pd.DataFrame":
    """
    The layer without the rows that are removed.

    Parameters
    ----------
    frame
        The layer, indexed by id.
    orders
        Orders to remove rows that are there.

    Examples
    --------
    >>> import pandas as pd
    >>> removed(pd.DataFrame({"a": [1, 2]}, index=["B1", "B2"]), []).index.tolist()
    ['B1', 'B2']
    """
    gone = {order.id for order in orders}
    return frame[[str(key) not in gone for key in frame.index]] if gone else frame


def inserted(
    frame: "pd.DataFrame", layer: str, orders: Sequence[Order], *, source: str, crs: Any
) -> "tuple[pd.DataFrame, list[str]]":
    """
    The layer with new rows at its end, in the order of their ids, and what is wrong with them.

    Parameters
    ----------
    frame
        The layer, typed, indexed by id, in the metric grid of the city where it has a geometry.
    layer
        Its name.
    orders
        Orders to insert rows, and to set fields of those rows. Values stand under `field` and
        `value`, one an order, or under headings of the layer; the shape is that of the insertion.
    source
        Name of the file of corrections, for the sentences.
    crs
        System of the shapes that are drawn; that of the frame.

    Returns
    -------
    tuple
        The frame; one sentence a fault, and the frame as it was.

    Examples
    --------
    >>> import pandas as pd
    >>> from .orders import read
    >>> table = pd.DataFrame({"of_layer": "communities", "of": ["C9"], "action": "insert",
    ...     "小区名称": "北苑", "reason": "漏登", "source": "踏勘", "as_of": "2024-05-01"}, index=["K1"])
    >>> old = pd.DataFrame({"name": pd.array(["东一村"], dtype="string")}, index=["C1"])
    >>> new, faults = inserted(old, "communities", read(table, source="校正.csv")[0],
    ...                        source="校正.csv", crs=None)
    >>> new["name"].to_dict(), faults
    ({'C1': '东一村', 'C9': '北苑'}, [])
    """
    plan = kinds.schema(layer)
    taken = [str(key) for key in frame.index]
    found: pd.DataFrame = frame
    faults: list[str] = []
    for order in sorted((one for one in orders if one.action == INSERT), key=lambda one: one.id):
        row = _row(order, [one for one in orders if one.id == order.id], plan, crs)
        epsg = 0 if crs is None else crs.to_epsg()
        try:
            new = additions.typed(row, layer, epsg=epsg, known=taken, source=order.who)
        except LayerError as error:
            faults += [f"{source}：{order.label} {fault}" for fault in error.faults]
        else:
            found = additions.combined(found, new)
    return (frame, faults) if faults else (found, [])


def _row(order: Order, own: Sequence[Order], plan: kinds.Schema, crs: Any) -> "pd.DataFrame":
    """The new row as it is written."""
    import geopandas as gpd
    import pandas as pd

    index = pd.Index([order.id], name="id")
    frame = pd.DataFrame([_cells(order, own, plan)], index=index, dtype=object)
    if plan.geometry == ("none",) or crs is None:
        return frame
    drawn: Any = [order.shape]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(drawn, index=index, crs=crs))


def _cells(order: Order, own: Sequence[Order], plan: kinds.Schema) -> dict[str, Any]:
    """Field to what is written for it; who says so and when are those of the order."""
    told: dict[str, Any] = {field.name: None for field in plan.fields if field.required}
    told |= {"source": order.who, "as_of": order.day}
    told |= columns.cells(order)
    told |= {one.field: one.value for one in own if one.field and one.value != EMPTY}
    return told
