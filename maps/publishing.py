"""The files of a run: written beside the old ones and moved into place when all are whole."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..gis.errors import OutputError
from .look import Look
from .page import page

if TYPE_CHECKING:
    from ..analysis.planning import Plan

# in the order in which they are moved: the summary comes last
FILES = ("renewal.gpkg", "map.html", "summary.json")
_NOT_KEPT = "timings"  # differs between runs; stands in the summary only


def publish(plan: "Plan", folder: str | Path, *, look: Look | None = None) -> list[Path]:
    """
    Write map, summary and database of a plan.

    Parameters
    ----------
    plan
        The answers.
    folder
        Where the files go; made if it is not there. Other files in it stay.
    look
        Title and marks of the map.

    Returns
    -------
    list of Path
        map.html, summary.json and renewal.gpkg.

    Raises
    ------
    OutputError
        The folder cannot be written, a page would ask the network for something, or a file is held
        by another program. Files of an earlier run are whole then.
    """
    from ..layers import database
    from .summary import summary, text

    folder = Path(folder)
    check_folder(folder)
    contents = {
        "map.html": page(plan, look=look).html(),
        "summary.json": text(summary(plan)),
    }
    kept = {name: table for name, table in plan.tables.items() if name != _NOT_KEPT}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=folder) as beside:
            database.write({**kept, "fields": plan.fields}, Path(beside) / "renewal.gpkg")
            for name, content in contents.items():
                (Path(beside) / name).write_text(content, encoding="utf-8", newline="\n")
            return _moved(Path(beside), folder)
    except OSError as error:
        raise OutputError(
            f"{folder}：结果无法写入（{error.strerror or error}）；"
            "请检查磁盘空间和文件夹权限，已有结果未改动。"
        ) from error


def check_folder(folder: str | Path) -> None:
    """
    Refuse a folder that results cannot be written to, before any work is done.

    Parameters
    ----------
    folder
        It need not be there; nothing is left in it.

    Raises
    ------
    OutputError
        A file is in its way, it cannot be written, or a folder bears the name of a result.

    Examples
    --------
    >>> check_folder("results")  # nothing to say
    """
    folder = Path(folder).absolute()
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not there.is_dir():
        raise OutputError(
            f"{folder}：{there} 是一个文件，不能作为结果文件夹；请换一个文件夹，或移走该文件。"
        )
    taken = [name for name in FILES if (folder / name).is_dir()]
    if taken:
        raise OutputError(
            [f"{folder / name}：已有同名文件夹，结果文件无法写入；请改名或移走。" for name in taken]
        )
    try:
        tempfile.TemporaryDirectory(prefix=".pianqu-", dir=there).cleanup()
    except OSError as error:
        raise OutputError(
            f"{folder}：{there} 不可写（{error.strerror or error}）；请换一个文件夹或修改权限。"
        ) from error


def _moved(beside: Path, folder: Path) -> list[Path]:
    for name in FILES:
        try:
            (beside / name).replace(folder / name)
        except OSError as error:
            raise OutputError(
                f"{folder / name}：无法更新（{error.strerror or error}）；"
                "请关闭打开它的程序后重新运行。"
            ) from error
    return [folder / name for name in ("map.html", "summary.json", "renewal.gpkg")]
