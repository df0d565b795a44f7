"""A Word file as bytes that depend on its content alone."""

import io
import zipfile
from pathlib import Path
from typing import Any

from ...gis.errors import OutputError

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


def packed(content: bytes) -> bytes:
    """
    A zip with its parts in their order, without the time at which it was made.

    Examples
    --------
    >>> made = io.BytesIO()
    >>> with zipfile.ZipFile(made, "w") as archive:
    ...     archive.writestr("a", "1")
    >>> zipfile.ZipFile(io.BytesIO(packed(made.getvalue()))).infolist()[0].date_time
    (1980, 1, 1, 0, 0, 0)
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            made.writestr(part, given.read(name))
    return out.getvalue()


def written(document: Any, path: Path) -> Path:
    """
    Write a document of python-docx.

    Parameters
    ----------
    document
        Whole.
    path
        Of the file.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    OutputError
        The file cannot be written, as when it is open in Word.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from docx import Document
    >>> with TemporaryDirectory() as folder:
    ...     written(Document(), Path(folder) / "a.docx").name
    'a.docx'
    """
    held = io.BytesIO()
    document.save(held)
    try:
        path.write_bytes(packed(held.getvalue()))
    except OSError as error:
        raise OutputError(
            f"{path}：无法写入（{error.strerror or error}）；请关闭打开它的程序或检查文件夹权限。"
        ) from error
    return path
