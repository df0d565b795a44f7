"""Cells that are set: read as the layer reads them, held against what stands there, and put in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ...gis.errors import LayerError
from .. import kinds, schema
from ..placing import shapes as outlines
from ..survey import values
from .orders import EMPTY, GEOMETRY, Order

if TYPE_CHECKING:
    import pandas as pd

Cell = tuple[Order, str, str]  # what was asked, what stood there and what stands now, as text


@dataclass(frozen=True, eq=False)
class Changed:
    """A layer after its cells are set, the cells that changed, and orders that change nothing."""

    frame: "pd.DataFrame"
    cells: list[Cell]
    needless: list[Order]
    faults: list[str]


def changed(frame: "pd.DataFrame", layer: str, orders: Iterable[Order], *, source: str) -> Changed:
    """
    The layer with cells set.

    Parameters
    ----------
    frame
        The layer, typed, indexed by id.
    layer
        Its name.
    orders
        Orders to set one field each of rows that are there, no two of one cell.
    source
        Name of the file of corrections, for the sentences.

    Returns
    -------
    Changed
        The frame has the columns and types that it had, and a column more where a field is set
        that it did not have; `faults` where a value cannot be read, is out of its range or list,
        or something else stands there than was expected.

    Examples
    --------
    >>> import pandas as pd
    >>> from .orders import read
    >>> table = pd.DataFrame({"of_layer": "buildings", "of": ["B1"], "field": "storeys",
    ...     "value": "七层", "was": "6", "reason": "实测", "source": "踏勘", "as_of": "2024-05-01"},
    ...     index=["K1"]).replace("七层", "7层")
    >>> homes = pd.DataFrame({"storeys": pd.array([6], dtype="Int64")}, index=["B1"])
    >>> done = changed(homes, "buildings", read(table, source="校正.csv")[0], source="校正.csv")
    >>> done.frame["storeys"].tolist(), done.cells[0][1:]
    ([7], ('6', '7'))
    """
    done = Changed(frame, [], [], [])
    fields: dict[str, list[Order]] = {}
    for order in orders:
        fields.setdefault(order.field, []).append(order)
    for field, asked in sorted(fields.items()):
        work: Callable[..., Changed] = _drawn if field == GEOMETRY else _written
        one = work(done.frame, layer, asked, source)
        done = Changed(
            one.frame,
            done.cells + one.cells,
            done.needless + one.needless,
            done.faults + one.faults,
        )
    return done


def shown(field: kinds.Field, value: Any) -> str:
    """
    A typed value as a planner reads it; empty where it is missing.

    Examples
    --------
    >>> shown(kinds.schema("buildings").field("lift"), False)
    '否'
    >>> shown(kinds.schema("streets").field("oneway"), "both")
    '双向'
    """
    import pandas as pd

    if value is None or pd.isna(value):
        return ""
    if field.type == "boolean":
        return "是" if value else "否"
    if field.type in ("choice", "choices"):
        named = {one.code: one.zh for one in kinds.vocabulary(field.vocabulary)}
        return "、".join(named.get(code, code) for code in str(value).split(";"))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return values.plain(float(value)) if field.type == "number" else str(value)


def sketch(shape: Any) -> str:
    """
    A shape in a cell of a table: a point as it is, of any other its sort and a point on it.

    Examples
    --------
    >>> import shapely
    >>> sketch(shapely.Point(1, 2)), sketch(shapely.box(0, 0, 2, 2))
    ('POINT (1 2)', 'Polygon（POINT (1 1)）')
    """
    import shapely

    if shape is None or shape.is_empty:
        return ""
    told = shapely.to_wkt(shapely.point_on_surface(shape), rounding_precision=3)
    return told if shape.geom_type == "Point" else f"{shape.geom_type}（{told}）"


def _written(frame: "pd.DataFrame", layer: str, orders: Sequence[Order], source: str) -> Changed:
    """One field of several rows."""
    field = kinds.schema(layer).field(orders[0].field)
    try:
        wanted = _read(orders, layer, field, source)
    except LayerError as error:
        return Changed(frame, [], [], list(error.faults))
    column = _column(frame, field)
    places = {str(key): place for place, key in enumerate(frame.index)}
    done = Changed(frame, [], [], [])
    for order, value in zip(orders, wanted, strict=True):
        place = places[order.id]
        now = column.iloc[place]
        if _same(now, value):
            done.needless.append(order)
            continue
        fault = _misfit(order, field, now, frame, place)
        if fault:
            done.faults.append(f"{source}：{order.label} {fault}")
            continue
        column.iloc[place] = value
        done.cells.append((order, shown(field, now), shown(field, value)))
    return replace(done, frame=frame.assign(**{field.name: column}) if done.cells else frame)


def _read(orders: Sequence[Order], layer: str, field: kinds.Field, source: str) -> "pd.Series":
    """The values as the layer reads them; its own sentence where it cannot."""
    import pandas as pd

    index = [f"{order.label}（{order.row}）" for order in orders]
    text = [None if order.value == EMPTY else order.value for order in orders]
    one = replace(kinds.schema(layer), fields=(field,))
    raw = pd.DataFrame({field.name: pd.Series(text, index=index, dtype=object)})
    return schema.validate(raw, one, source=source)[field.name]


def _column(frame: "pd.DataFrame", field: kinds.Field) -> "pd.Series":
    import pandas as pd

    dtype: Any = schema.DTYPES[field.type]
    if field.name not in frame.columns:
        return pd.Series(None, index=frame.index, dtype=dtype)
    column = pd.Series(frame[field.name]).copy()
    return column if str(column.dtype) == dtype else column.astype(dtype)


def _same(now: Any, value: Any) -> bool:
    import pandas as pd

    missing = pd.isna(now), pd.isna(value)
    return all(missing) if any(missing) else bool(now == value)


def _misfit(
    order: Order, field: kinds.Field, now: Any, frame: "pd.DataFrame", place: int
) -> str | None:
    """Why an order does not fit the data that it meets; None where it does."""
    import pandas as pd

    stands = shown(field, now) or EMPTY
    if order.was:
        if _expected(order, field, now):
            return None
        return (
            f"写明{order.row} 的“{field.zh}”原值为“{order.was}”，而现在是“{stands}”；"
            "数据已变，请核对后改写原值，或删去这一行。"
        )
    day = frame["as_of"].iloc[place] if "as_of" in frame.columns else pd.NaT
    if pd.isna(now) or pd.isna(day) or day <= order.day:
        return None
    return (
        f"的日期是 {order.day:%Y-%m-%d}，而{order.row} 是 {day:%Y-%m-%d} 的数据"
        f"（“{field.zh}”现为“{stands}”）；数据比校正新，请核对后填写原值或更新日期，"
        "或删去这一行。"
    )


def _expected(order: Order, field: kinds.Field, now: Any) -> bool:
    import pandas as pd

    if order.was == EMPTY:
        return bool(pd.isna(now))
    try:
        was = values.reader(field)(order.was)
    except (ValueError, KeyError, TypeError):
        return False
    return _same(now, pd.Timestamp(was) if isinstance(was, date) else was)


def _drawn(frame: Any, layer: str, orders: Sequence[Order], source: str) -> Changed:
    """The shape of several rows, checked as that of new rows."""
    import geopandas as gpd
    import numpy as np

    plan = kinds.schema(layer)
    done = Changed(frame, [], [], [])
    if not isinstance(frame, gpd.GeoDataFrame):
        told = f"要改几何，而{plan.zh}图层没有几何；请先提供带几何的图层。"
        return replace(done, faults=[f"{source}：{one.label} {told}" for one in orders])
    places = {str(key): place for place, key in enumerate(frame.index)}
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    for order in orders:
        before = shapes[places[order.id]]
        if before is not None and before.equals(order.shape):
            done.needless.append(order)
            continue
        name = f"{source}：{order.label}"
        drawn: Any = [order.shape]
        one = gpd.GeoDataFrame(index=[order.id], geometry=drawn, crs=frame.crs)
        flat = outlines.plain(one, plan, source=name)[0]
        faults = outlines.faults(flat, plan, source=name)
        done.faults.extend(faults)
        if not faults:
            shapes[places[order.id]] = flat.geometry.iloc[0]
            done.cells.append((order, sketch(before), sketch(order.shape)))
    geometry = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)
    return replace(done, frame=frame.set_geometry(geometry) if done.cells else frame)
