"""Hashes of sources: of a file, of the parts of a Shapefile, and of a folder of files."""

import hashlib
from pathlib import Path

from ...gis.errors import SourceError
from . import archives, shapefiles

_LOCK = ".lock"  # ArcGIS leaves it in a FileGDB as long as it is open


def sha256(path: Path) -> str:
    """
    The hash of a source.

    Parameters
    ----------
    path
        A file; of a path into an archive, the whole archive counts. A single file has the hash of
        its bytes; a Shapefile or a folder has that of names and bytes of all its parts, by name.

    Raises
    ------
    SourceError
        It cannot be opened.
    """
    archive, _ = archives.split(path)
    try:
        if archive.is_dir():
            files = [one for one in archive.rglob("*") if one.is_file() and one.suffix != _LOCK]
            return _of_several(archive, files)
        if archive.suffix.lower() == ".shp":
            return _of_several(archive.parent, shapefiles.parts(archive))
        with archive.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(
            f"{path.name}：无法打开（{error.strerror or error}）；请检查读取权限，并关闭打开它的程序。"
        ) from error


def _of_several(folder: Path, files: list[Path]) -> str:
    whole = hashlib.sha256()
    for name, path in sorted((one.relative_to(folder).as_posix(), one) for one in files):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{name}\0{digest}\n".encode())
    return whole.hexdigest()
