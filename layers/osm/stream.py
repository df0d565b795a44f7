"""An OpenStreetMap file as a stream of objects, its box and date, and what is wrong with it."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import shapely

from ...gis.errors import SourceError
from . import blocks, markup

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
_SORTED = "Type_then_ID"
_STAMPS = ("osmosis_replication_timestamp", "timestamp")
# osmium's words for a file that ends too early
_CUT = ("unexpected EOF", "unclosed", "uncompress", "truncated", "no element found")
_TWICE = "ID twice"  # and for a history file
_PACKED = ("gzip error", "bzip2 error")


@dataclass(frozen=True)
class Head:
    """The box that the file was cut to, and the day it was written, where it says so."""

    box: shapely.Polygon | None
    as_of: date | None


def is_osm(path: Path) -> bool:
    """
    Whether the name is that of an OpenStreetMap file.

    Examples
    --------
    >>> is_osm(Path("Suzhou.OSM.PBF")), is_osm(Path("streets.gpkg"))
    (True, False)
    """
    return path.name.lower().endswith(ENDINGS)


def head(path: Path) -> Head:
    """
    The header of a file.

    Raises
    ------
    SourceError
        The file is missing, cut short, or no OpenStreetMap file.
    """
    import osmium

    _require(path)
    with _told(path):
        header = osmium.FileProcessor(path).header
    box = header.box()
    stamp = next((header.get(key) for key in _STAMPS if header.get(key)), "")
    return Head(_polygon(box) if box.valid() else None, _day(stamp) or _base(path))


def require_complete(path: Path) -> None:
    """
    Refuse a file without one way, or with a node after a way: positions would be missing.

    A file whose header says that it is sorted is believed; any other is looked through once.

    Raises
    ------
    SourceError
        As said.
    """
    import osmium
    from osmium.osm import WAY

    if _blocked(path):
        blocks.require_whole(path)
    with _told(path):
        if next(iter(osmium.FileProcessor(path, WAY)), None) is None:
            held = "只有节点" if next(iter(osmium.FileProcessor(path)), None) else "没有任何对象"
            raise SourceError(
                f"{path.name}：文件{held}，可能不完整（没有一条 way）；请重新下载或导出完整的文件。"
            )
        if osmium.FileProcessor(path).header.get("sorting") != _SORTED and _node_after_way(path):
            raise SourceError(
                f"{path.name}：对象没有按节点、路径、关系的顺序排列，读不到路径的坐标；"
                f"请先用 osmium sort 排序（osmium sort {path.name} -o sorted.osm.pbf）。"
            )


def lacks_relations(path: Path) -> bool:
    """
    Whether a .osm.pbf file has no relation at all, which an extract of a town hardly ever has.

    A file cut between two blocks reads like a whole one; relations are its last blocks.
    """
    import osmium
    from osmium.osm import RELATION

    with _told(path):
        return _blocked(path) and next(iter(osmium.FileProcessor(path, RELATION)), None) is None


def _node_after_way(path: Path) -> bool:
    import osmium
    from osmium.osm import NODE, WAY

    kinds = (obj.type_str() == "n" for obj in osmium.FileProcessor(path, NODE | WAY))
    return any(not node for node in kinds) and any(kinds)


def relations(path: Path) -> Iterator[Any]:
    """The relations of a file; errors as :func:`head`."""
    import osmium
    from osmium.osm import RELATION

    _require(path)
    with _told(path):
        yield from _once(osmium.FileProcessor(path, RELATION), path)


def objects(path: Path, keys: Iterable[str]) -> Iterator[Any]:
    """
    Ways with the positions of their nodes, relations, areas, and nodes that have one of the keys.

    Errors as :func:`head`.
    """
    import osmium
    from osmium.filter import KeyFilter
    from osmium.osm import NODE

    _require(path)
    tagged = KeyFilter(*keys).enable_for(NODE)
    with _told(path):
        yield from _once(osmium.FileProcessor(path).with_areas().with_filter(tagged), path)


def _once(objects: Iterable[Any], path: Path) -> Iterator[Any]:
    """The objects; a history file, in which one stands in several versions, is refused."""
    last = None
    for obj in objects:
        this = obj.type_str(), obj.id
        if this == last:
            raise SourceError(_versions(path))
        last = this
        yield obj


@contextmanager
def unswept() -> Iterator[None]:
    """No search for garbage: what is read is kept, and looking it over takes a fifth of the time."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def tags(obj: Any) -> dict[str, str]:
    """The tags of an osmium object."""
    found = obj.tags
    return dict(islice(found, len(found)))  # to run off the end of osmium's lists is slow


def ways(relation: Any) -> tuple[tuple[int, str], ...]:
    """Way and role of each member of an osmium relation that is a way."""
    found = islice(relation.members, len(relation.members))
    return tuple((member.ref, member.role) for member in found if member.type == "w")


def edited(obj: Any) -> date | None:
    """The day of the last edit of an osmium object; None where the file leaves it out."""
    stamp = obj.timestamp
    return stamp.date() if stamp.year > 1970 else None  # noqa: PLR2004  the epoch stands for none


def _require(path: Path) -> None:
    if not path.is_file():
        raise SourceError(f"{path.name}：文件不存在；请检查路径 {path}。")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What osmium finds wrong with a file, in a sentence; an XML file is looked at first."""
    import osmium

    try:
        yield
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        if isinstance(error, SourceError):
            raise
        if not _blocked(path):
            markup.opening(path)  # says it better where the beginning is wrong
        raise SourceError(_unreadable(path, str(error))) from error


def _unreadable(path: Path, words: str) -> str:
    size = path.stat().st_size
    if _TWICE in words:
        return _versions(path)
    if not size:
        return f"{path.name}：是空文件（0 字节）；请重新下载或导出。"
    cut, packed = (any(word in words for word in said) for said in (_CUT, _PACKED))
    found = "文件不完整（下载或复制可能中断）" if cut else "不是可读的 OpenStreetMap 文件"
    if packed:
        found = "压缩包不完整或已损坏（下载或复制可能中断）"
    return (
        f"{path.name}：{found}，共 {size:,} 字节（{words}）；"
        "请重新下载或复制完整的文件（.osm.pbf、.osm、.osm.gz 或 .osm.bz2）。"
    )


def _versions(path: Path) -> str:
    return (
        f"{path.name}：同一对象有多个版本，是历史文件或变更文件，不是某一天的地图；"
        f"请先用 osmium time-filter 取出一天（osmium time-filter {path.name} 2024-01-01T00:00:00Z "
        "-o day.osm.pbf），或下载普通的提取文件。"
    )


def _blocked(path: Path) -> bool:
    return path.suffix.lower() == ".pbf"


def _base(path: Path) -> date | None:
    """The day of the database in an XML file of Overpass."""
    said = None if _blocked(path) else markup.stamp(markup.opening(path))
    return said.date() if said else None


def _polygon(box: Any) -> shapely.Polygon:
    low, high = box.bottom_left, box.top_right
    return shapely.box(low.lon, low.lat, high.lon, high.lat)


def _day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp[:10])
    except ValueError:
        return None
