"""Blocks of an .osm.pbf file: whether each is whole, which osmium does not always notice."""

from pathlib import Path
from typing import BinaryIO

from ...gis.errors import SourceError

_LENGTH = 4  # bytes before each block that tell the size of its header
_LONGEST = 64 * 1024  # a header of a block may not be longer, by the format
_SIZE = 3  # field of the header that tells the size of the block
_VARINT, _TEXT = 0, 2  # wire types of protocol buffers
_MORE = 0x80


def require_whole(path: Path) -> None:
    """
    Refuse a file that ends inside a block.

    Up to three bytes left over after a block are silently dropped by osmium, as if the file
    ended there.

    Parameters
    ----------
    path
        A .osm.pbf file.

    Raises
    ------
    SourceError
        Empty, cut in a block, or not made of blocks; says where.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        at, number = 0, 0
        while at < size:
            end = _end(file, at)
            if end is None and at + _LENGTH <= size and number == 0:
                return  # no such file at all: osmium says what is wrong with it
            if end is None or end > size:
                wanted = "" if end is None else f"，至少应有 {end:,} 字节"
                raise SourceError(
                    f"{path.name}：文件不完整，在第 {number + 1} 个数据块中间中断"
                    f"（实有 {size:,} 字节{wanted}）；请重新下载或复制完整的文件，并核对文件大小。"
                )
            at, number = end, number + 1


def _end(file: BinaryIO, at: int) -> int | None:
    """Where the block that begins at a byte ends; None where its header cannot be read."""
    file.seek(at)
    length = file.read(_LENGTH)
    size = int.from_bytes(length, "big")
    header = file.read(size) if len(length) == _LENGTH and size <= _LONGEST else b""
    if not size or len(header) < size:
        return None
    try:
        return at + _LENGTH + size + _block_size(header)
    except IndexError:
        return None


def _block_size(header: bytes) -> int:
    """The size that the header of a block tells; IndexError where it does not."""
    at = 0
    while at < len(header):
        key, at = _varint(header, at)
        value, at = _varint(header, at)
        if key == (_SIZE << 3 | _VARINT):
            return value
        at += value if key & 7 == _TEXT else 0
    raise IndexError(at)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & ~_MORE) << shift
        if not data[at] & _MORE:
            return value, at + 1
        at, shift = at + 1, shift + 7
