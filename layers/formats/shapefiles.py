"""Shapefiles: all their parts, and Chinese headings and text of ten or eighty bytes, cut or not."""

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ...gis.errors import SourceError
from .. import findings
from . import encodings, vectors
from .raw import Note

if TYPE_CHECKING:
    import pandas as pd

_BYTES = "ISO-8859-1"  # byte for byte: the text is decoded here, not by GDAL
_SHP_LENGTH = 24  # byte at which a .shp says its length in words of two bytes
_HEAD = 32  # bytes before the columns in the head of a .dbf
_HEADING = 10  # bytes of a heading
_LONGEST = {"utf-8": 3, "gb18030": 2}  # bytes of a Chinese sign
_LANGUAGE = 29  # byte of a .dbf that names its code page
_CODE_PAGES = {0x4D: "936", 0x7A: "936"}
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_AS_GB = "按 GB 18030 编码读取"
_SECOND = re.compile(rb"_[0-9]{1,2}$")  # GDAL and ArcGIS number headings that were cut alike


def read(path: Path, *, name: str) -> "tuple[pd.DataFrame, list[Note], tuple[str, ...]]":
    """
    A Shapefile, what there is to say of it, and the headings that may have been cut short.

    Raises
    ------
    SourceError
        A part is missing or cut short, or the text is in no known encoding.
    """
    _require_whole(path, name)
    frame, notes = vectors.read(path, None, name=name, encoding=_BYTES)
    heads = [str(column).encode(_BYTES) for column in frame.columns if column != "geometry"]
    frame = _numbered(frame, path, len(heads), apart=len(set(heads)) < len(heads), name=name)
    texts = list(frame.select_dtypes(["object", "str"]).columns)
    cells = {text for column in texts for text in frame[column].dropna().unique()}
    stated = _stated(path)
    found = encodings.chosen(
        [*map(_stem, heads), *(text.encode(_BYTES) for text in cells)], stated=stated
    )
    if found is None:
        raise SourceError(_other_encoding(name))
    read_as = {text: encodings.decoded(text.encode(_BYTES), found.name) for text in cells}
    clipped = [at for at in texts if any(read_as[text][1] for text in frame[at].dropna().unique())]
    plain = {text: read for text, (read, _) in read_as.items()}
    decoded = frame.assign(**{at: frame[at].map(plain) for at in texts})
    named, short, said = _headings(heads, found.name, [int(at) for at in clipped], name)
    notes += [*_encoding_notes(name, found, stated), *said]
    spatial = ["geometry"] if "geometry" in frame.columns else []
    return decoded.set_axis([*named, *spatial], axis=1), notes, short


def parts(path: Path) -> list[Path]:
    """Every file of a Shapefile, by name."""
    beside = path.parent.glob("*")
    return sorted(one for one in beside if one.stem == path.stem and one.suffix.lower() in _PARTS)


def _encoding_notes(name: str, found: encodings.Encoding, stated: str | None) -> list[Note]:
    if found.misstated:
        said = f"{name}：写明 {stated}，实为 {found.name.upper()}"
        remedy = "已按实际编码读取；请改正 .cpg 文件，并核对文字。"
        return [(findings.WARNING, "文字不是 .cpg 文件写明的编码", said, remedy)]
    if found.name != "gb18030":
        return []
    return [(findings.INFO, _AS_GB, name, "如有乱码，请另存为 UTF-8。")]


def _numbered(
    frame: "pd.DataFrame", path: Path, width: int, *, apart: bool, name: str
) -> "pd.DataFrame":
    """Columns by number: pyogrio fills columns of one name with the cells of the last."""
    from pyogrio import raw

    found = frame.set_axis([*map(str, range(width)), *frame.columns[width:]], axis=1)
    if not apart:
        return found
    with vectors.opened(path, name=name):
        _, _, _, cells = raw.read(path, read_geometry=False, encoding=_BYTES)
    return found.assign(**{str(at): column for at, column in enumerate(cells)})


def _headings(
    heads: list[bytes], encoding: str, clipped: list[int], name: str
) -> tuple[list[str], tuple[str, ...], list[Note]]:
    """Readable headings, those of them that may be cut, and notes on what was lost."""
    read = [_heading(one, encoding) for one in heads]
    counts = Counter(read)
    named = [
        head if counts[head] == 1 else f"{head}（第 {at} 列）"
        for at, head in enumerate(read, start=1)
    ]
    full = _HEADING - _LONGEST.get(encoding, 1)
    pairs = zip(named, heads, strict=True)
    short = tuple(word for word, one in pairs if not one.isascii() and len(one) > full)
    notes: list[Note] = []
    alike = [head for head, count in counts.items() if count > 1]
    if alike:
        said = f"{name}：{'、'.join(f'“{head}”{counts[head]} 列' for head in alike)}"
        remedy = "列名只存得下 10 字节；请改用 .gpkg，或在 columns 中写明“列名 = 字段名”。"
        notes.append((findings.WARNING, "列名被截断后相同，无从分辨", said, remedy))
    if clipped:
        said = f"{name}：{'、'.join(named[at] for at in clipped)}"
        remedy = "末尾的半个汉字已舍去；请改用 .gpkg，或加宽这些列后重新导出。"
        notes.append((findings.WARNING, "文字超过列宽而被截断", said, remedy))
    return named, short, notes


def _heading(raw: bytes, encoding: str) -> str:
    """Without half a sign at its end, or before the number that was put after it."""
    stem = _stem(raw)
    half = encodings.decoded(stem, encoding)[1]
    return encodings.decoded(stem if half else raw, encoding)[0]


def _stem(raw: bytes) -> bytes:
    number = _SECOND.search(raw)
    return raw[: number.start()] if number and not raw.isascii() else raw


def _stated(path: Path) -> str | None:
    """What the .cpg says, or else the .dbf."""
    said = _part(path, ".cpg")
    if said is not None:
        return said.read_bytes().decode("ascii", errors="ignore").strip() or None
    part = _part(path, ".dbf")
    if part is None:
        return None
    with part.open("rb") as file:
        head = file.read(_HEAD)
    return _CODE_PAGES.get(head[_LANGUAGE]) if len(head) == _HEAD else None


def _part(path: Path, ending: str) -> Path | None:
    """Another file of a Shapefile, whichever way its ending is written."""
    found = (path.with_suffix(one) for one in (ending, ending.upper()))
    return next((one for one in found if one.exists()), None)


def _require_whole(path: Path, name: str) -> None:
    """A Shapefile is several files; GDAL reads on without some of them."""
    for ending in (".dbf", ".shx"):
        part = _part(path, ending)
        if part is None or part.stat().st_size == 0:
            found = "缺少" if part is None else "是空的（0 字节）："
            raise SourceError(
                f"{name}：{found}同名的 {ending} 文件；"
                "Shapefile 由 .shp、.shx、.dbf 等几个文件组成，请一并复制。"
            )
    with path.open("rb") as file:
        said = 2 * int.from_bytes(file.read(_SHP_LENGTH + 4)[_SHP_LENGTH:], "big")
    size = path.stat().st_size
    if said != size:
        raise SourceError(
            f"{name}：文件不完整，文件头写明 {said} 字节而实际 {size} 字节；请重新复制或导出。"
        )
    _require_rows(path, name)


def _require_rows(path: Path, name: str) -> None:
    """As many records in the .dbf as shapes in the .shx, all of them there."""
    table, index = _part(path, ".dbf"), _part(path, ".shx")
    if table is None or index is None:
        return
    with table.open("rb") as file:
        head = file.read(_HEAD)
    rows = int.from_bytes(head[4:8], "little")
    least = int.from_bytes(head[8:10], "little") + rows * int.from_bytes(head[10:12], "little")
    shapes = (index.stat().st_size - 100) // 8
    if table.stat().st_size < least or rows != shapes:
        raise SourceError(
            f"{name}：同名的 .dbf 有 {rows} 条记录、应不少于 {least} 字节，"
            f"而实际 {table.stat().st_size} 字节、.shx 有 {shapes} 个图形；请重新复制或导出。"
        )


def _other_encoding(name: str) -> str:
    return (
        f"{name}：文字不是 .cpg 文件写明的编码，也认不出其他编码；"
        "请改正 .cpg（例如写 UTF-8 或 GB18030），或重新导出为 GeoPackage。"
    )
