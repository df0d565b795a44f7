"""Lines and texts of a drawing as outlines with what is written in them."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ..findings import INFO, WARNING
from .raw import Note

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_RING = 4  # points of the shortest closed line
_NAMED = 8  # outlines spelt out in one sentence
_MAP = '请在 columns 中写明它是什么，例如 text = "name" 或 text = "id"。'


def lettered(
    drawing: "gpd.GeoDataFrame", layers: Sequence[str], *, name: str
) -> "tuple[gpd.GeoDataFrame, list[Note]]":
    """
    The entities of some layers, each outline with the one text that lies in it.

    Parameters
    ----------
    drawing
        All entities as GDAL reads them: columns Layer, EntityHandle, Text and those of blocks.
    layers
        Names of layers. Texts come from these, or from all where these hold none.
    name
        The file as it is named in sentences.

    Returns
    -------
    GeoDataFrame and list of notes
        See :func:`pianqu.layers.formats.drawings.read`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> ring = LineString([(0, 0), (9, 0), (9, 9), (0, 0)])
    >>> drawing = gpd.GeoDataFrame(
    ...     {"Layer": ["小区", "注记"], "EntityHandle": ["1", "2"], "Text": [None, "东一村"]},
    ...     geometry=[ring, Point(5, 2)])
    >>> found, notes = lettered(drawing, ["小区"], name="a.dxf")
    >>> found["text"].tolist(), found.geometry.iloc[0].geom_type
    (['东一村'], 'Polygon')
    """
    written = drawing["Text"].notna() & (drawing.geom_type == "Point")  # a hatch names its pattern
    if _has_blocks(drawing):
        written &= drawing["BlockName"].isna()
    own = drawing["Layer"].isin(list(layers))
    things = drawing[own & ~written].reset_index(drop=True)
    texts = drawing[own & written]
    if things.empty:
        return _columns(texts.reset_index(drop=True), texts["Text"].map(_plain)), _alone(
            texts, name
        )
    if texts.empty:
        texts = drawing[written]
    shaped, notes = _closed(things, name)
    labels, said = _labels(shaped, texts, name)
    return _columns(shaped, labels), [*notes, *_blocks(shaped, name), *said]


def _has_blocks(drawing: "gpd.GeoDataFrame") -> bool:
    return "BlockName" in drawing.columns


def _plain(text: object) -> str:
    return " ".join(str(text).split())


def _columns(things: "gpd.GeoDataFrame", labels: "Sequence[str | None] | pd.Series") -> Any:
    """The columns that say something: those of GDAL's machinery are left out."""
    import pandas as pd

    kept = things[["Layer", "EntityHandle"]].copy(deep=False)
    kept["text"] = pd.array(list(labels), dtype="string")
    if _has_blocks(things) and things["BlockName"].notna().any():
        kept["图块"] = things["BlockName"]
        tags = pd.DataFrame([_tags(cell) for cell in things["BlockAttributes"]], index=kept.index)
        kept = kept.join(tags[[tag for tag in tags.columns if tag not in kept.columns]])
    return things[[things.geometry.name]].join(kept)[[*kept.columns, things.geometry.name]]


def _tags(cell: Any) -> dict[str, str]:
    """Attributes of a block, each as GDAL writes it: tag, space, value."""
    parts = [] if cell is None or isinstance(cell, float) else list(cell)
    pairs = (str(part).partition(" ") for part in parts)
    return {tag: value.strip() for tag, _, value in pairs if value.strip()}


def _closed(things: "gpd.GeoDataFrame", name: str) -> "tuple[gpd.GeoDataFrame, list[Note]]":
    """Closed lines as polygons where they are the rule, and a hatch over one of them left out."""
    shapes = np.array(things.geometry.array, dtype=object)
    lines = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    rings = lines & shapely.is_closed(shapes) & (shapely.get_num_points(shapes) >= _RING)
    if 2 * rings.sum() <= lines.sum():
        return things, []
    shapes[rings] = [shapely.Polygon(shape) for shape in shapes[rings]]
    said = f"{name}：{int(rings.sum())} 条"
    notes = [(INFO, "闭合的多段线作为面", said, "如本是线，请在 CAD 中打断，或另存为 .shp。")]
    open_lines = things["EntityHandle"][lines & ~rings].astype(str).tolist()
    if open_lines:
        said = f"{name}：{len(open_lines)} 条（句柄 {'、'.join(open_lines[:_NAMED])}）"
        notes.append((WARNING, "轮廓没有闭合，仍是线", said, "请在 CAD 中用 PEDIT 闭合后另存。"))
    double = _doubles(shapes, rings)
    if len(double):
        said = f"{name}：{len(double)} 个"
        notes.append((INFO, "与轮廓重合的填充未读取", said, "填充与轮廓是同一处。"))
    kept = np.setdiff1d(np.arange(len(shapes)), double)
    return things.set_geometry(list(shapes)).iloc[kept].reset_index(drop=True), notes


def _doubles(shapes: Any, rings: Any) -> Any:
    """Rows of polygons, not drawn as lines, that one of the outlines equals."""
    hatches = np.flatnonzero(~rings & np.isin(shapely.get_type_id(shapes), (3, 6)))
    tree = shapely.STRtree(shapes[rings])
    near, outline = tree.query(shapes[hatches], predicate="intersects")
    same = shapely.equals(shapes[hatches][near], shapes[rings][outline])
    return np.unique(hatches[near[same]])


def _labels(
    things: "gpd.GeoDataFrame", texts: "gpd.GeoDataFrame", name: str
) -> tuple[list[str | None], list[Note]]:
    """The text of each outline that holds exactly one, and notes on the others."""
    shapes = np.asarray(things.geometry.array, dtype=object)
    areas = np.isin(shapely.get_type_id(shapes), (3, 6))
    labels: list[str | None] = [None] * len(shapes)
    if texts.empty or not areas.any():
        return labels, _unused(len(texts), name)
    words = [_plain(text) for text in texts["Text"]]
    tree = shapely.STRtree(np.asarray(texts.geometry.array, dtype=object))
    outline, text = tree.query(_only(shapes, areas), predicate="intersects")
    counts = np.bincount(outline, minlength=len(shapes))
    for at, of in zip(outline, text, strict=True):
        labels[at] = words[of] if counts[at] == 1 else None
    handles = things["EntityHandle"].astype(str).to_numpy()
    layers = Counter(texts["Layer"].astype(str))
    source = "、".join(f"{layer}（{count}）" for layer, count in sorted(layers.items()))
    said = f"{name}：{int((counts == 1).sum())} 个轮廓，文字来自图层 {source}"
    notes = [(INFO, "轮廓内的文字作为 text 列", said, _MAP)]
    for rule, rows in (
        ("轮廓内没有文字，text 留空", areas & (counts == 0)),
        ("轮廓内有几个文字，text 留空", areas & (counts > 1)),
    ):
        if rows.any():
            which = "、".join(handles[rows][:_NAMED])
            said = f"{name}：{int(rows.sum())} 个（句柄 {which}）"
            remedy = "请在 CAD 中补注或只留一个，或在 table 中只写注记所在的图层。"
            notes.append((WARNING, rule, said, remedy))
    return labels, [*notes, *_unused(len(set(range(len(words))) - set(text)), name)]


def _only(shapes: Any, wanted: Any) -> Any:
    """The shapes wanted, None for the others."""
    found = shapes.copy()
    found[~wanted] = None
    return found


def _unused(count: int, name: str) -> list[Note]:
    if not count:
        return []
    remedy = "如是名称或编号，请在 CAD 中移到轮廓之内。"
    return [(INFO, "不在任何轮廓内的文字未使用", f"{name}：{count} 个", remedy)]


def _blocks(things: "gpd.GeoDataFrame", name: str) -> list[Note]:
    """Blocks are points here, whatever is drawn inside them."""
    count = int(things["BlockName"].notna().sum()) if _has_blocks(things) else 0
    if not count:
        return []
    remedy = "如轮廓画在块内，请在 CAD 中用 EXPLODE 炸开后另存。"
    return [(INFO, "图块按插入点作为点", f"{name}：{count} 个", remedy)]


def _alone(texts: "gpd.GeoDataFrame", name: str) -> list[Note]:
    said = f"{name}：{len(texts)} 个"
    return [(INFO, "只有文字的图层，每个文字作为一个点", said, _MAP)] if len(texts) else []
