"""OpenStreetMap XML: what its first lines say, and elements written as such a file."""

import bz2
import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ...gis.errors import SourceError

Element = Mapping[str, Any]  # as Overpass writes it in JSON
Bounds = tuple[float, float, float, float]  # west, south, east, north

_FIRST = 4096  # bytes that hold the root and what stands before the first object
_STAMP = re.compile(r'osm_base="(\d{4}-\d{2}-\d{2}[^"]*)"')
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_BEFORE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # that XML cannot hold
_NOTE = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"


def opening(path: Path) -> str:
    """
    The text before the first object of an XML file, unpacked where the name says so.

    Raises
    ------
    SourceError
        It is empty, a web page, JSON, a file of changes or packed in another way than it says.
    """
    try:
        with _opened(path) as file:
            first = file.read(_FIRST)
    except (OSError, EOFError) as error:
        raise SourceError(
            f"{path.name}：压缩包不完整或不是 {path.suffix} 压缩（{error}）；"
            "请重新下载或复制完整的文件。"
        ) from error
    text = first.decode("utf-8", errors="replace")
    wrong = _wrong(first, text)
    if wrong:
        raise SourceError(f"{path.name}：{wrong}。")
    return re.split(r"<(?:node|way|relation)\b", text)[0]


def stamp(text: str) -> datetime | None:
    """
    The time of the database that the text before the first object tells, as Overpass writes it.

    Examples
    --------
    >>> stamp('<osm version="0.6"><meta osm_base="2024-05-05T01:02:03Z"/>').isoformat()
    '2024-05-05T01:02:03+00:00'
    >>> stamp("<osm>") is None
    True
    """
    found = _STAMP.search(text)
    try:
        return datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def document(lines: Iterable[str], bounds: Bounds, *, osm_base: str) -> Iterator[str]:
    """
    Lines of objects as those of an OpenStreetMap XML file.

    Parameters
    ----------
    lines
        As of :func:`line`: nodes, ways and relations in turn, each by id.
    bounds
        West, south, east, north in degrees.
    osm_base
        The time of the database, as Overpass tells it; empty where it is not known.

    Yields
    ------
    str
        The lines of the file.

    Examples
    --------
    >>> list(document([], (120, 30, 121, 31), osm_base=""))[-2]
    '<bounds minlat="30" minlon="120" maxlat="31" maxlon="121"/>'
    """
    west, south, east, north = bounds
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<osm version="0.6" generator="pianqu">'
    yield f"<note>{_NOTE}</note>"
    if osm_base:
        yield f"<meta osm_base={_quoted(osm_base)}/>"
    yield f'<bounds minlat="{south}" minlon="{west}" maxlat="{north}" maxlon="{east}"/>'
    yield from lines
    yield "</osm>"


def line(element: Element) -> str:
    """
    An object as a line of XML; who edited it is left out.

    Parameters
    ----------
    element
        As Overpass gives it in JSON with `out meta`.

    Examples
    --------
    >>> line({"type": "node", "id": 7, "lat": 30.5, "lon": 120, "tags": {"name": "<门>"}})
    '<node id="7" lat="30.5000000" lon="120.0000000"><tag k="name" v="&lt;门&gt;"/></node>'
    """
    kind = element["type"]
    at = f' lat="{element["lat"]:.7f}" lon="{element["lon"]:.7f}"' if kind == "node" else ""
    said = "".join(
        f" {key}={_quoted(element[key])}" for key in ("version", "timestamp") if key in element
    )
    inside = [f'<nd ref="{node}"/>' for node in element.get("nodes", ())]
    inside += [
        f'<member type="{member["type"]}" ref="{member["ref"]}" role={_quoted(member["role"])}/>'
        for member in element.get("members", ())
    ]
    inside += [
        f"<tag k={_quoted(key)} v={_quoted(value)}/>"
        for key, value in sorted(element.get("tags", {}).items())
    ]
    return f'<{kind} id="{element["id"]}"{said}{at}>{"".join(inside)}</{kind}>'


def _quoted(value: Any) -> str:
    return quoteattr(_UNPRINTABLE.sub("\ufffd", str(value)))


def _opened(path: Path) -> Any:
    if path.suffix.lower() == ".gz":
        return gzip.open(path)
    return bz2.open(path) if path.suffix.lower() == ".bz2" else path.open("rb")


def _wrong(first: bytes, text: str) -> str:
    """What is wrong with the beginning of a file; empty where nothing is."""
    if not first.strip():
        return "是空文件；请重新下载或导出"
    if first[:2] == b"\x1f\x8b" or first[:3] == b"BZh":
        return "内容是压缩的，而文件名没有写明；请改名为 .osm.gz 或 .osm.bz2"
    if text.lstrip("\ufeff \r\n\t").startswith(("{", "[")):
        return "内容是 JSON，不是 OSM XML；Overpass 的查询请改用 [out:xml]，或用 pianqu fetch 下载"
    root = _ROOT.search(_BEFORE.sub("", text.replace("<!", "<")))
    name = root[1] if root else ""
    if name.lower() in ("html", "doctype"):
        return "内容是网页，不是地图数据（下载可能被登录页、代理或服务的错误页代替）；请重新下载"
    if name == "osmChange":
        return "是变更文件（osmChange），不是完整的数据；请改用数据提取文件 .osm 或 .osm.pbf"
    return ""
