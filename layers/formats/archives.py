"""Zipped sources: which file in the archive is meant, and that file unpacked for a while."""

import shutil
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from ...gis.errors import SourceError

_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of a file in an archive
_MOST_FILES = 20_000
_MOST_BYTES = 8 << 30  # unpacked
_MOST_TIMES = 200  # larger than packed; coordinates as text shrink to a tenth
_ALWAYS_FINE = 64 << 20  # bytes, however well they were packed
_SET = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx")
_DAMAGE = (BadZipFile, zlib.error, OSError, EOFError, struct.error, ValueError)
_NAMED = 12  # files spelt out in one sentence


@dataclass(frozen=True)
class Unpacked:
    """A source out of an archive: where it is for now, its name, and its table if one was named."""

    path: Path
    name: str
    table: str | None


def split(path: Path) -> tuple[Path, str | None]:
    """
    The archive and the file in it, of a path such as `a.zip/楼栋.shp`.

    Examples
    --------
    >>> split(Path("a.zip")), split(Path("a.gpkg"))
    ((PosixPath('a.zip'), None), (PosixPath('a.gpkg'), None))
    """
    if not path.exists():
        for folder in path.parents:
            if folder.suffix.lower() in (".zip", ".kmz") and folder.is_file():
                return folder, path.relative_to(folder).as_posix()
    return path, None


@contextmanager
def unpacked(
    path: Path, inner: str | None, *, table: str | None, endings: Sequence[str]
) -> Iterator[Unpacked]:
    """
    The one source meant in an archive, unpacked until the block ends.

    Parameters
    ----------
    path
        A .zip (or .kmz).
    inner
        The file in it, with its folders or without; None where there is one.
    table
        May name the file too; what does not is the table of the file.
    endings
        Of the files that can be read.

    Raises
    ------
    SourceError
        The archive is damaged, locked, unsafe or far too large, or it is not clear which file of
        it is meant.
    """
    try:
        with ZipFile(path) as archive:
            members = _members(archive, path.name)
            sources = _sources(members, endings)
            if not sources:
                raise SourceError(_unreadable(path.name, list(members)))
            source, left = _chosen(path.name, sources, inner, table)
            with TemporaryDirectory(prefix="pianqu-") as folder:
                _unpack(archive, _parts(members, source), Path(folder), path.name)
                yield Unpacked(Path(folder) / source, f"{path.name}/{source}", left)
    except NotImplementedError as error:  # zipfile says so of a method of compression
        raise SourceError(
            f"{path.name}：压缩方法不能识别；请用普通的 zip 方式重新压缩，或解压后写明其中的文件。"
        ) from error
    except SourceError:
        raise
    except _DAMAGE as error:
        raise SourceError(
            f"{path.name}：无法按 .zip 格式打开（{error}）；"
            "压缩包可能不完整或扩展名不符，请重新压缩或下载。"
        ) from error


def _members(archive: ZipFile, name: str) -> dict[str, ZipInfo]:
    """Name to file, folders left out; nothing unsafe."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.flag_bits & _ENCRYPTED for info in files):
        raise SourceError(f"{name}：压缩包加了密码；请解压后写明其中的文件，或去掉密码重新压缩。")
    size, packed = (sum(getattr(i, key) for i in files) for key in ("file_size", "compress_size"))
    bomb = size > _ALWAYS_FINE and size > _MOST_TIMES * max(packed, 1)
    if len(files) > _MOST_FILES or size > _MOST_BYTES or bomb:
        raise SourceError(
            f"{name}：解压后有 {len(files)} 个文件、{size / (1 << 20):.0f} MB（压缩包的 "
            f"{size / max(packed, 1):.0f} 倍），超出限度；请自行解压核对后，写明其中的文件。"
        )
    found = {_name(info): info for info in files}
    unsafe = [one for one in found if _leaves(one)]
    if unsafe:
        raise SourceError(
            f"{name}：压缩包中的“{unsafe[0]}”会写到包外的文件夹，可能是恶意文件；"
            "请勿使用，并向提供者索取正常的压缩包。"
        )
    return {one: info for one, info in found.items() if not _litter(one)}


def _name(info: ZipInfo) -> str:
    """Chinese Windows writes names in GBK without a word; Python takes them for code page 437."""
    if info.flag_bits & _UTF8:
        return info.filename.replace("\\", "/")
    raw = info.orig_filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _leaves(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name


def _litter(name: str) -> bool:
    """What macOS and Windows add."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(("._", ".DS_Store", "~$"))


def _sources(members: dict[str, ZipInfo], endings: Sequence[str]) -> list[str]:
    """What can be read: files, and folders that are a FileGDB."""
    found: dict[str, None] = {}
    for name in members:
        parts = PurePosixPath(name).parts
        base = [at for at, part in enumerate(parts[:-1], 1) if part.lower().endswith(".gdb")]
        if base:
            found["/".join(parts[: base[0]])] = None
        elif PurePosixPath(name).suffix.lower() in endings:
            found[name] = None
    return list(found)


def _chosen(
    name: str, sources: list[str], inner: str | None, table: str | None
) -> tuple[str, str | None]:
    """The source, and what is left of `table` for it."""
    if inner is not None:
        matched = _named(sources, inner)
        if len(matched) == 1:
            return matched[0], table
        raise SourceError(_unclear(name, sources, f"没有名为“{inner}”的文件"))
    if table is not None:
        whole = _named(sources, table)
        if len(whole) == 1:
            return whole[0], None
        for at in [at for at, sign in enumerate(table) if sign == "/"]:
            matched = _named(sources, table[:at])
            if len(matched) == 1:
                return matched[0], table[at + 1 :]
    if len(sources) == 1:
        return sources[0], table
    asked = "有多个文件而没有指明哪一个" if table is None else f"没有名为“{table}”的文件"
    raise SourceError(_unclear(name, sources, asked))


def _named(sources: list[str], word: str) -> list[str]:
    """By path, else by name, either of them with its ending or else without."""
    word = word.strip("/")
    paths = {one: PurePosixPath(one) for one in sources}
    for key in (
        str,
        lambda path: str(path.with_suffix("")),
        lambda path: path.name,
        lambda path: path.stem,
    ):
        found = [one for one, path in paths.items() if key(path) == word]
        if found:
            return found
    return []


def _unreadable(name: str, members: list[str]) -> str:
    more = f" 等 {len(members)} 个" if len(members) > _NAMED else ""
    there = f"其中有 {'、'.join(members[:_NAMED])}{more}" if members else "是空的"
    return (
        f"{name}：压缩包中没有可读的文件，{there}；"
        "请解压（包中的压缩包也要解压），写明其中的文件，旧格式请先另存。"
    )


def _unclear(name: str, sources: list[str], asked: str) -> str:
    more = f" 等 {len(sources)} 个" if len(sources) > _NAMED else ""
    return (
        f"{name}：压缩包中{asked}；其中可读的有 {'、'.join(sources[:_NAMED])}{more}，"
        f"请在 table 中写明其一，或把路径写成 {name}/{sources[0]}。"
    )


def _parts(members: dict[str, ZipInfo], source: str) -> dict[str, ZipInfo]:
    """The files that make up a source: one, those of a Shapefile, or those of a folder."""
    path = PurePosixPath(source)
    if path.suffix.lower() == ".shp":
        stem = str(path.with_suffix(""))
        return {
            name: info
            for name, info in members.items()
            if str(PurePosixPath(name).with_suffix("")) == stem
            and PurePosixPath(name).suffix.lower() in _SET
        }
    if source in members:
        return {source: members[source]}
    return {name: info for name, info in members.items() if name.startswith(f"{source}/")}


def _unpack(archive: ZipFile, parts: dict[str, ZipInfo], folder: Path, name: str) -> None:
    for inner, info in parts.items():
        place = folder / inner
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as packed, place.open("wb") as file:
            shutil.copyfileobj(packed, file, 1 << 20)
        if place.stat().st_size != info.file_size:
            raise SourceError(f"{name}：其中的“{inner}”不完整；请重新压缩或下载。")
