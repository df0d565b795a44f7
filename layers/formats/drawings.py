"""CAD drawings (DXF): the outlines and points of a layer of the drawing, with the texts in them."""

import io
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...gis.errors import SourceError
from .. import findings
from . import encodings, lettering, vectors
from .raw import Note

if TYPE_CHECKING:
    import geopandas as gpd

_OPTIONS = {"DXF_INLINE_BLOCKS": "FALSE", "DXF_ENCODING": "UTF-8"}
_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_STATED = re.compile(rb"\$(DWGCODEPAGE|ACADVER|INSUNITS)\s+\d+\s+(\S+)")
_HEAD = 1 << 16  # bytes that hold the variables of the drawing
_SINCE_UTF8 = "AC1021"  # AutoCAD 2007
_BINARY = b"AutoCAD Binary DXF"
_UNITS = {"1": "英寸", "2": "英尺", "4": "毫米", "5": "厘米", "7": "千米"}  # 6 and 0 are metres
_SIGNS = re.compile("[、,，;；]")


def read(path: Path, table: str | None, *, name: str) -> "tuple[gpd.GeoDataFrame, list[Note], str]":
    """
    Entities of one or more layers of a drawing, in the drawing's own coordinates.

    Parameters
    ----------
    path
        A .dxf file as text.
    table
        Names of layers of the drawing, joined by 、; None where there is one.
    name
        The file as it is named in sentences.

    Returns
    -------
    tuple
        A row an entity, without a system: `Layer`, `EntityHandle`, `text` (the one text inside an
        outline, else missing; of a layer of texts alone, the text itself), `图块` (name of a
        block) and the tags of its attributes. Closed lines are polygons where most lines of the
        layers are closed. Then the notes, and the layers that were read.

    Raises
    ------
    SourceError
        It is no DXF, a binary one, or has no such layer.
    """
    text, notes, units = _text(path, name)
    with vectors.configured(_OPTIONS), vectors.opened(path, name=name) as said:
        frame = _entities(text)
    notes += said
    frame, left = _in_model(frame, name)
    notes += left
    if units in _UNITS:
        remedy = "请在 CAD 中缩放为米（SCALE）后另存；平面坐标以米为单位。"
        notes.append((findings.WARNING, "图形单位不是米", f"{name}：{_UNITS[units]}", remedy))
    wanted = _layers(frame, table, name)
    found, more = lettering.lettered(frame, wanted, name=name)
    flat: Any = vectors.flat(found)
    return flat, [*notes, *more], "、".join(wanted)


def tables(path: Path, *, name: str) -> list[str]:
    """The layers of a drawing that hold anything, by name."""
    text, _, _ = _text(path, name)
    with vectors.configured(_OPTIONS), vectors.opened(path, name=name):
        frame = _entities(text)
    return sorted(set(frame["Layer"].dropna()))


def _text(path: Path, name: str) -> tuple[bytes, list[Note], str]:
    """The drawing in UTF-8, what was noticed, and its unit of length."""
    raw = path.read_bytes()
    if raw.startswith(_BINARY):
        raise SourceError(
            f"{name}：是二进制 DXF；请在 CAD 中“另存为”DXF，并在选项中选 ASCII 格式。"
        )
    head = {key.decode(): value.decode("ascii", "replace") for key, value in _stated(raw)}
    new = head.get("ACADVER", "") >= _SINCE_UTF8
    stated = "utf-8" if new else head.get("DWGCODEPAGE")
    found = encodings.chosen(raw.splitlines(), stated=stated)
    if found is None:
        raise SourceError(f"{name}：认不出文字的编码；请在 CAD 中“另存为”AutoCAD 2018 DXF。")
    notes: list[Note] = []
    if found.misstated:
        said = f"{name}：写明 {stated}，实为 {found.name.upper()}"
        notes.append(
            (findings.WARNING, "文字不是图形写明的编码", said, "已按实际编码读取，请核对文字。")
        )
    elif found.name == "gb18030":
        notes.append((findings.INFO, "按 GB 18030 编码读取", name, "如有乱码，请另存为新版 DXF。"))
    words = _UNICODE.sub(lambda code: chr(int(code[1], 16)), raw.decode(found.name))
    if not words.rstrip().endswith("EOF"):
        raise SourceError(
            f"{name}：无法按 .dxf 格式打开（没有结尾的 EOF）；"
            "文件可能不完整或扩展名不符，请重新导出。"
        )
    return words.encode(), notes, head.get("INSUNITS", "")


def _stated(raw: bytes) -> list[tuple[bytes, bytes]]:
    return _STATED.findall(raw[:_HEAD])


def _entities(text: bytes) -> "gpd.GeoDataFrame":
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    source = io.BytesIO(text)
    there = [str(layer) for layer, _ in pyogrio.list_layers(source)]
    if "entities" not in there:
        return gpd.GeoDataFrame({"Layer": pd.array([], dtype="string")}, geometry=[])
    return pyogrio.read_dataframe(source, layer="entities")


def _in_model(frame: "gpd.GeoDataFrame", name: str) -> "tuple[gpd.GeoDataFrame, list[Note]]":
    """Without the paper: frames, titles and legends of sheets."""
    if "PaperSpace" not in frame.columns:
        return frame, []
    paper = frame["PaperSpace"].eq(1)
    if not paper.any():
        return frame, []
    said = f"{name}：{int(paper.sum())} 个对象"
    note = (findings.INFO, "图纸空间（布局）中的对象未读取", said, "如有需要，请移到模型空间。")
    return frame[~paper], [note]


def _layers(frame: "gpd.GeoDataFrame", table: str | None, name: str) -> list[str]:
    counts = Counter(frame["Layer"].dropna())
    there = "、".join(f"{layer}（{count}）" for layer, count in sorted(counts.items()))
    if table is None:
        if len(counts) == 1:
            return list(counts)
        asked = "没有指明读哪一个图层"
    else:
        wanted = [table] if table in counts else [w for w in _SIGNS.split(table) if w.strip()]
        wanted = [word.strip() for word in wanted]
        absent = [word for word in wanted if word not in counts]
        if wanted and not absent:
            return wanted
        asked = f"没有名为“{'、'.join(absent) or table}”的图层"
    raise SourceError(
        f"{name}：{asked}；图形中有 {there or '零个图层'}，"
        "请在 table 中写明图层名，几个图层以“、”相连（例如轮廓和注记）。"
    )
