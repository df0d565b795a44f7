"""New rows of a scenario: checked by their schema, in the city's grid, referring to what is there."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...gis import crs as grids
from ...gis.errors import LayerError, PianquError
from .. import kinds, references, schema
from ..findings import INFO, WARNING, Finding
from ..placing import positions, shapes

if TYPE_CHECKING:
    import pandas as pd

PLACES = ("communities", "parks", "facilities")  # what has entrances
_OWNER = ("of_layer", "of")  # of an entrance
_NAMED = 8  # ids spelt out in one sentence

Layers = Mapping[str, "pd.DataFrame"]
Faults = list[str]


def typed(rows: Any, layer: str, *, epsg: int, known: Sequence[str], source: str) -> "pd.DataFrame":
    """
    New rows of a layer as the layer has them, or every fault at once.

    Parameters
    ----------
    rows
        Indexed by id, columns named after the fields of the layer; a layer with geometry needs a
        GeoDataFrame in a known coordinate system.
    layer
        One of :func:`pianqu.layers.kinds.layers`.
    epsg
        The metric grid of the city.
    known
        Ids that are taken.
    source
        What the column `source` says where it is blank.

    Returns
    -------
    DataFrame
        Typed, index `id` of text, geometry in `epsg`.

    Raises
    ------
    LayerError
        One sentence a fault.

    Examples
    --------
    >>> import pandas as pd
    >>> homes = pd.DataFrame({"name": ["北苑"]}, index=["C9"])
    >>> typed(homes, "communities", epsg=4549, known=[], source="方案 甲").loc["C9", "source"]
    '方案 甲'
    >>> typed(homes, "communities", epsg=4549, known=["C9"], source="方案 甲")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 新增小区：编号 C9 在小区图层中已有；请为新增的行另取编号。
    """
    plan = kinds.schema(layer)
    name = f"新增{plan.zh}"
    faults = _unreadable(rows, plan, name)
    if faults:
        raise LayerError(faults)
    frame = rows.set_axis(rows.index.astype(str).rename("id"))
    faults = _taken(frame.index, known, plan, name)
    try:
        placed = _placed(frame, plan, epsg, name)
    except PianquError as error:
        placed = frame
        faults += error.faults
    told = placed["source"] if "source" in placed.columns else None
    filled = source if told is None else told.where(told.notna(), source)
    try:
        placed = schema.validate(placed.assign(source=filled), plan, source=name)
    except LayerError as error:
        faults += error.faults
    if faults:
        raise LayerError(faults)
    return placed


def combined(old: "pd.DataFrame | None", new: "pd.DataFrame") -> "pd.DataFrame":
    """
    The rows of a layer followed by new ones, each column of one type.

    Parameters
    ----------
    old, new
        Indexed by id; None where the city has no such layer.

    Examples
    --------
    >>> import pandas as pd
    >>> old = pd.DataFrame({"storeys": pd.array([6], dtype="Int64")}, index=["B1"])
    >>> combined(old, pd.DataFrame({"name": ["2号楼"]}, index=["B2"]))["storeys"].tolist()
    [6, <NA>]
    """
    import pandas as pd

    if old is None:
        return new
    first, then = _widened(old, new), _widened(new, old)
    return pd.concat([first, then[first.columns]]).rename_axis("id")


def referring(
    layers: Layers, layer: str, ids: Sequence[str]
) -> "tuple[pd.DataFrame, list[Finding], Faults]":
    """
    A layer whose new rows name rows of other layers by id; a row that is not there is a fault.

    Parameters
    ----------
    layers
        Every layer, the new rows among them.
    layer
        The layer with the new rows.
    ids
        The new rows.

    Examples
    --------
    >>> import pandas as pd
    >>> parks = pd.DataFrame({"name": ["南园"]}, index=["P1"])
    >>> gates = pd.DataFrame({"of_layer": ["parks"] * 2, "of": ["P1", "P9"]}, index=["G1", "G2"])
    >>> referring({"parks": parks, "entrances": gates}, "entrances", ["G2"])[2]
    ['新增出入口 G2 的“所属对象”在公园绿地图层中不存在：P9（1 行）；请改正编号，或在公园绿地图层中补上。']
    """
    import pandas as pd

    whole = layers[layer]
    links = [link for link in kinds.rows("links") if link["layer"] == layer]
    targets = {link["target"] for link in links} | set(PLACES if layer == "entrances" else ())
    # other layers only as what can be named: their own references are settled
    named = {other: _names(layers[other]) for other in targets if other in layers}
    kept = whole.columns.intersection(["name", *(link["field"] for link in links), *_OWNER])
    own = pd.DataFrame({name: whole[name] for name in kept}, whole.index)
    own = own if layer in targets else own.loc[list(ids)]
    found, notes = references.resolve({**named, layer: own})
    told = [note for note in notes if set(note["id"].split(";")) & set(ids)]
    faults = [_lost(note, layer) for note in told if note["severity"] == WARNING]
    for link in links:
        if link["field"] in whole.columns:
            column = whole[link["field"]].copy()
            column[own.index] = found[layer][link["field"]]
            whole = whole.assign(**{link["field"]: column})
    return whole, [note for note in told if note["severity"] == INFO], faults


def _unreadable(rows: Any, plan: kinds.Schema, name: str) -> Faults:
    import geopandas as gpd
    import pandas as pd

    if not isinstance(rows, pd.DataFrame):
        return [
            f"{name}：给出的是 {type(rows).__name__}，应为以编号为索引的表（DataFrame）；请改正。"
        ]
    faults = []
    if isinstance(rows.index, pd.RangeIndex) and len(rows):
        faults.append(f"{name}：没有编号（索引是行序）；请以编号为索引，如 frame.set_index('id')。")
    spatial = isinstance(rows, gpd.GeoDataFrame) and rows.active_geometry_name is not None
    if spatial and rows.crs is None and rows.geometry.notna().any():
        faults.append(
            f"{name}：没有坐标系，无法换算到片区的坐标系；请用 set_crs 声明，如 set_crs(4490)。"
        )
    elif plan.geometry_required and not spatial:
        faults.append(f"{name}：没有几何，{plan.zh}图层的每一行都要有；请给出 GeoDataFrame。")
    return faults


def _taken(ids: "pd.Index", known: Sequence[str], plan: kinds.Schema, name: str) -> Faults:
    twice = [key for key in ids if key in set(known)]
    if not twice:
        return []
    return [f"{name}：编号 {_ids(twice)} 在{plan.zh}图层中已有；请为新增的行另取编号。"]


def _placed(frame: Any, plan: kinds.Schema, epsg: int, name: str) -> "pd.DataFrame":
    """With a column geometry in the city's grid, where the layer has geometry."""
    import geopandas as gpd
    import pandas as pd

    spatial = isinstance(frame, gpd.GeoDataFrame)
    if plan.geometry == ("none",):
        return pd.DataFrame(frame.drop(columns=frame.geometry.name)) if spatial else frame
    if not spatial:
        return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, frame.index, crs=epsg))
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    if frame.crs is None:  # only where every geometry is missing
        return frame.set_crs(epsg)
    plain = shapes.plain(frame, plan, source=name)[0]
    faults = _misplaced(plain, epsg, name)
    # one by one: new streets need not meet each other
    parts = [plain.iloc[[row]] for row in range(len(plain))] if plan.layer == "streets" else [plain]
    faults = faults or [fault for part in parts for fault in shapes.faults(part, plan, source=name)]
    if faults:
        raise LayerError(faults)
    return grids.to_metric(plain, epsg)


def _misplaced(frame: Any, epsg: int, name: str) -> Faults:
    """Wrong places; in the city's own grid only what is no place at all, the rest is far off."""
    import numpy as np

    if frame.crs.to_epsg() != epsg:
        return positions.faults(frame, source=name)
    bounds = frame.geometry.bounds[frame.geometry.notna() & ~frame.geometry.is_empty]
    endless = bounds.index[~np.isfinite(bounds).all(axis=1)]
    told = "的坐标不是有限的数（nan 或 inf）；请改正这些行的坐标。"
    return [f"{name}：{_ids(endless)} {told}"] if len(endless) else []


def _names(frame: "pd.DataFrame") -> "pd.DataFrame":
    return frame["name"].to_frame() if "name" in frame.columns else frame[[]]


def _widened(frame: "pd.DataFrame", like: "pd.DataFrame") -> "pd.DataFrame":
    """With the columns of another frame, missing, of the type that they have there."""
    more = like.columns.difference(frame.columns, sort=False)
    if not len(more):
        return frame
    return frame.join(like.iloc[:0][more].reindex(frame.index))


def _lost(note: Finding, layer: str) -> str:
    return (
        f"新增{kinds.schema(layer).zh} {_ids(note['id'].split(';'))} 的{note['rule']}："
        f"{note['value']}；{note['remedy']}"
    )


def _ids(keys: Any) -> str:
    named = "、".join(str(key) for key in keys[:_NAMED])
    return named if len(keys) <= _NAMED else f"{named} 等 {len(keys)} 个"
