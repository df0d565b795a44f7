"""The workbook of a check: what must be mended, what was understood, what was found and done."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ...analysis import meanings
from ...analysis.planning import Plan
from ..look import Look
from ..words import WORDS
from .book import write as write_book

if TYPE_CHECKING:
    from ...layers.inspecting import Inspection

TITLE = "数据检查结果"


def write(inspection: "Inspection", path: str | Path, *, look: Look | None = None) -> Path:
    """
    Write what a reading found as a workbook.

    Parameters
    ----------
    inspection
        From :func:`pianqu.layers.inspecting.inspect`.
    path
        The .xlsx file; one that is there is replaced.
    look
        Title and marks.

    Returns
    -------
    Path
        The file: a sheet each of faults, headings as they were understood, findings, treatments
        and sources; those without rows are left out.

    Raises
    ------
    OutputError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from openpyxl import load_workbook
    >>> from pianqu.layers.city import Source
    >>> from pianqu.layers.inspecting import inspect
    >>> found = inspect({"streets": Source("路.shp")})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_workbook(write(found, Path(folder) / "check.xlsx")).sheetnames
    ['目录', '字段说明', '必须改正的错误']
    """
    faults = pd.DataFrame({"fault": pd.Series(inspection.faults, dtype="string")})
    every = {
        "sources": inspection.sources,
        "faults": faults,
        "understood": inspection.understood,
        "findings": inspection.findings,
        "treatments": inspection.treatments,
    }
    tables = {name: table for name, table in every.items() if len(table)}
    given = look or Look()
    own = "" if given.title == WORDS["title"] else f"{given.title} "
    titled = replace(given, title=f"{own}{TITLE}")
    return write_book(Plan(tables, meanings.fields(tables)), path, look=titled)
