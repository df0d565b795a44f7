"""Office files as bytes that depend on their content alone."""

import io
import zipfile
from collections.abc import Callable, Mapping

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


def packed(content: bytes, edits: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """
    A zip with its parts in their order, without the time at which it was made.

    Parameters
    ----------
    content
        Of a .docx or .xlsx file.
    edits
        Name of a part to what is done to its text.

    Returns
    -------
    bytes

    Examples
    --------
    >>> made = io.BytesIO()
    >>> with zipfile.ZipFile(made, "w") as archive:
    ...     archive.writestr("a", "1")
    >>> back = zipfile.ZipFile(io.BytesIO(packed(made.getvalue(), {"a": lambda text: text + b"2"})))
    >>> back.infolist()[0].date_time, back.read("a")
    ((1980, 1, 1, 0, 0, 0), b'12')
    """
    edits = edits or {}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            text = given.read(name)
            made.writestr(part, edits[name](text) if name in edits else text)
    return out.getvalue()
