"""The file of a workbook: a zip whose bytes depend on what is in it, not on when it was made."""

import re
import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from .rows import MARK

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
# the one row that stands for the rows of a table
_ROW = re.compile(rb"<row (?:(?!<row ).)*?>" + re.escape(MARK.encode()) + rb"<.*?</row>", re.DOTALL)
_MOMENT = datetime(2000, 1, 1)


class Archive(zipfile.ZipFile):
    """
    A zip to write, without the time at which it was made.

    Examples
    --------
    >>> import io
    >>> with Archive(io.BytesIO(), "w") as made:
    ...     made.writestr("a", "1")
    >>> made.infolist()[0].date_time
    (1980, 1, 1, 0, 0, 0)
    """

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.rows: dict[str, Path] = {}

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **given: Any) -> None:
        """Put a part into the archive, without the time of now."""
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        super().writestr(_part(str(name)), data, *args, **given)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **given: Any) -> None:
        """Put a sheet into the archive, without its own time, with the rows kept apart."""
        del args, given
        rows = self.rows.get(str(arcname))
        with self.open(_part(str(arcname)), "w") as target:
            if rows is None:
                _copy(Path(filename), target)
                return
            before, after = _ROW.split(Path(filename).read_bytes(), maxsplit=1)
            target.write(before)
            _copy(rows, target)
            target.write(after)


def save(workbook: Any, path: Path, *, rows: Mapping[str, Path] | None = None) -> None:
    """
    Write a workbook of openpyxl.

    Parameters
    ----------
    workbook
        Whole.
    path
        Of the file.
    rows
        Title of a sheet to the file of its rows, as :func:`pianqu.maps.workbook.sheets.fill` made
        it.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    from openpyxl.writer.excel import ExcelWriter

    workbook.properties.created = workbook.properties.modified = _MOMENT
    with Archive(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for number, title in enumerate(workbook.sheetnames, start=1):
            if title in (rows or {}):
                archive.rows[f"xl/worksheets/sheet{number}.xml"] = (rows or {})[title]
        ExcelWriter(workbook, archive).write_data()


def _copy(path: Path, target: IO[bytes]) -> None:
    with path.open("rb") as source:
        shutil.copyfileobj(source, target, 1 << 20)


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _DAY)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o600 << 16
    return part
