"""KML and KMZ: placemarks of a folder with their extended data, in longitude and latitude."""

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from ...gis.errors import SourceError
from .. import findings
from .raw import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

_ROOT = "（根）"  # for placemarks outside every folder of a name
_FOLDERS = ("Document", "Folder", "kml")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>")
_UNREAD = ("Model", "Track", "MultiTrack")
_OURS = {"name": "名称", "description": "说明"}
_NAMED = 8  # placemarks spelt out in one sentence

Element = ElementTree.Element


def read(path: Path, table: str | None, *, name: str) -> "tuple[gpd.GeoDataFrame, list[Note], str]":
    """
    The placemarks of a folder and of the folders in it.

    Parameters
    ----------
    path
        A .kml file.
    table
        A folder, by its name or with those above it (东区/楼栋); None where there is one.
    name
        The file as it is named in sentences.

    Returns
    -------
    tuple
        A row a placemark in longitude and latitude of WGS 84, as KML always is: 名称 and 说明 where
        they are used (kml_name and kml_description where the extended data have those headings),
        then the extended data as text; heights of 0 are left out. Then notes, and the folder.

    Raises
    ------
    SourceError
        It is no KML, cut short, has no such folder, or coordinates that cannot be read.
    """
    import geopandas as gpd
    import pandas as pd

    marks = list(_marks(_parsed(path, name), ()))
    folder, chosen = _chosen(marks, table, name)
    faults: list[str] = []
    shapes = [_shape(mark, name, faults) for mark in chosen]
    if faults:
        raise SourceError(faults[:_NAMED])
    rows = pd.DataFrame([_cells(mark) for mark in chosen], dtype="string")
    rows = rows.drop(columns=[word for word in rows if bool(rows[word].isna().all())])
    names = {word: zh if zh not in rows.columns else f"kml_{word[1:]}" for word, zh in _named()}
    frame = gpd.GeoDataFrame(rows.rename(columns=names), geometry=shapes, crs="EPSG:4326")
    return frame, _notes(chosen, name), folder


def tables(path: Path, *, name: str) -> list[str]:
    """The folders that hold placemarks, with those above them."""
    return list(dict.fromkeys(folder for folder, _ in _marks(_parsed(path, name), ())))


def _named() -> "Iterator[tuple[str, str]]":
    """Own cells are kept under a sign that no heading begins with."""
    return ((f"\0{word}", zh) for word, zh in _OURS.items())


def _parsed(path: Path, name: str) -> Element:
    raw = path.read_bytes()
    declared = _DECLARED.match(raw)
    try:
        if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"utf-16"):
            text = raw[declared.end() :].decode(declared[1].decode().replace("gb2312", "gb18030"))
            root = ElementTree.fromstring(text)
        else:
            root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise SourceError(
            f"{name}：无法按 .kml 格式打开（{error}）；文件可能不完整或扩展名不符，请重新导出。"
        ) from error
    if _tag(root) not in (*_FOLDERS, "Placemark"):
        raise SourceError(f"{name}：内容不是 KML（最外层是 {_tag(root)}）；请重新导出。")
    return root


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: Element, word: str) -> Element | None:
    return next((one for one in element if _tag(one) == word), None)


def _text(element: Element | None) -> str | None:
    text = "" if element is None else "".join(element.itertext()).strip()
    return text or None


def _marks(element: Element, above: tuple[str, ...]) -> "Iterator[tuple[str, Element]]":
    """Folder and placemark, in their order; the document's own name is no folder."""
    for one in element:
        if _tag(one) == "Placemark":
            yield "/".join(above) or _ROOT, one
        elif _tag(one) in _FOLDERS:
            own = _text(_child(one, "name")) if _tag(one) == "Folder" else None
            yield from _marks(one, (*above, own.replace("/", "／")) if own else above)


def _chosen(
    marks: list[tuple[str, Element]], table: str | None, name: str
) -> tuple[str, list[Element]]:
    counts = Counter(folder for folder, _ in marks)
    if table is None:
        meant = set(counts) if len(counts) == 1 else set[str]()
    else:
        meant = {one for one in counts if f"{one}/".startswith(f"{table}/")}
        meant = meant or {one for one in counts if f"/{one}/".endswith(f"/{table}/")}
    if not meant and counts:
        asked = "没有指明读哪一个" if table is None else f"没有名为“{table}”的"
        raise SourceError(
            f"{name}：{asked}表；文件中有 {'、'.join(counts)}，请在 table 中写明其一。"
        )
    folder = table or min(meant, default=_ROOT)
    return folder, [mark for own, mark in marks if own in meant]


def _cells(mark: Element) -> dict[str, str | None]:
    found = {f"\0{word}": _text(_child(mark, word)) for word in _OURS}
    for one in mark.iter():
        if _tag(one) == "Data":
            found[str(one.get("name"))] = _text(_child(one, "value"))
        elif _tag(one) == "SimpleData":
            found[str(one.get("name"))] = _text(one)
    return found


def _shape(mark: Element, name: str, faults: list[str]) -> Any:
    """The geometry of a placemark; None where it has none."""
    from shapely.errors import GEOSException

    parts = [one for one in mark if _tag(one) in _SHAPES]
    try:
        return _SHAPES[_tag(parts[0])](parts[0]) if parts else None
    except (ValueError, GEOSException) as error:
        which = _text(_child(mark, "name")) or mark.get("id") or "没有名称的地标"
        faults.append(f"{name}：“{which}”的坐标不能使用（{error}）；请改正或删去该地标。")
        return None


def _spots(element: Element | None) -> list[tuple[float, ...]]:
    words = (_text(None if element is None else _child(element, "coordinates")) or "").split()
    spots = [tuple(float(part) for part in word.split(",")) for word in words]
    if not spots or any(len(spot) not in (2, 3) for spot in spots):
        raise ValueError("应为“经度,纬度[,高程]”")
    high = any(spot[2:] != (0.0,) for spot in spots if len(spot) > 2)  # noqa: PLR2004  of a height
    return [(*spot, 0.0)[:3] if high else spot[:2] for spot in spots]


def _point(element: Element) -> Any:
    import shapely

    return shapely.Point(*_spots(element))


def _line(element: Element) -> Any:
    import shapely

    return shapely.LineString(_spots(element))


def _polygon(element: Element) -> Any:
    import shapely

    rings = [_spots(ring) for side in element for ring in side if _tag(ring) == "LinearRing"]
    sides = [_tag(side) for side in element if _tag(side).endswith("BoundaryIs")]
    if not rings or sides[0] != "outerBoundaryIs":
        raise ValueError("没有外边界")
    return shapely.Polygon(rings[0], rings[1:])


def _several(element: Element) -> Any:
    import shapely

    parts = [_SHAPES[_tag(one)](one) for one in element if _tag(one) in _SHAPES]
    kinds = {part.geom_type for part in parts}
    if kinds <= {"Polygon"} and parts:
        return shapely.MultiPolygon(parts)
    if kinds <= {"LineString"} and parts:
        return shapely.MultiLineString(parts)
    return shapely.GeometryCollection(parts)


_SHAPES = {
    "Point": _point,
    "LineString": _line,
    "LinearRing": _line,
    "Polygon": _polygon,
    "MultiGeometry": _several,
}


def _notes(chosen: list[Element], name: str) -> list[Note]:
    left = [mark for mark in chosen if any(_tag(one) in _UNREAD for one in mark)]
    if not left:
        return []
    which = "、".join(str(_text(_child(mark, "name"))) for mark in left[:_NAMED])
    said = f"{name}：{len(left)} 个（{which}）"
    return [(findings.WARNING, "三维模型和轨迹未读取", said, "请转换为点、线或面后重新导出。")]
