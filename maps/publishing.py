"""The files of a run: written beside the old ones and moved into place when all are whole."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..gis.errors import OutputError
from .atlas.page import page
from .look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ..analysis.planning import Plan

# in the order in which they are moved: the summary comes last
FILES = (
    *("renewal.gpkg", "idle.gpkg", "map.html", "maps/coverage.html", "maps/elevators.html"),
    *("maps/idle.html", "maps/siting.html", "maps/packages.html", "maps/ledger.html"),
    *("maps/programme.html", "summary.json"),
)
_NOT_KEPT = "timings"  # differs between runs; stands in the summary only
_COMPARED = ("changes", "building_changes", "community_changes", "changed_rows")


def scenario_file(key: str) -> str:
    """
    Name of the page of a scenario.

    Examples
    --------
    >>> scenario_file("north")
    'maps/scenario-north.html'
    """
    return f"maps/scenario-{key}.html"


def publish(
    plan: "Plan",
    folder: str | Path,
    *,
    look: Look | None = None,
    scenarios: "Mapping[str, Plan] | None" = None,
) -> list[Path]:
    """
    Write the pages, summary and database of a plan.

    Parameters
    ----------
    plan
        The answers.
    folder
        Where the files go; made if it is not there. Other files in it stay.
    look
        Title and marks of the pages.
    scenarios
        Key to the comparison of a scenario with the plan: a page each, and tables in the database.

    Returns
    -------
    list of Path
        idle.gpkg, map.html, the pages under maps/, summary.json and renewal.gpkg.

    Raises
    ------
    OutputError
        The folder cannot be written, a page would ask the network for something, or a file is held
        by another program. Files of an earlier run are whole then.
    """
    from ..layers import database
    from .designer.geopackage import designer

    folder, scenarios = Path(folder), scenarios or {}
    names = (*FILES[:-1], *map(scenario_file, scenarios), FILES[-1])
    check_folder(folder, names=names)
    contents = _pages(plan, look, scenarios)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=folder) as beside:
            database.write(_tables(plan, scenarios), Path(beside) / FILES[0])
            designer(plan, Path(beside) / FILES[1])
            for name, content in contents.items():
                file = Path(beside) / name
                file.parent.mkdir(exist_ok=True)
                file.write_text(content, encoding="utf-8", newline="\n")
            return _moved(Path(beside), folder, names)
    except OSError as error:
        raise OutputError(
            f"{folder}：结果无法写入（{error.strerror or error}）；"
            "请检查磁盘空间和文件夹权限，已有结果未改动。"
        ) from error


def _pages(plan: "Plan", look: Look | None, scenarios: "Mapping[str, Plan]") -> dict[str, str]:
    from .atlas.comparison import comparison
    from .coverage.page import answers
    from .idle.page import idle
    from .ledger.page import ledger
    from .lifts.page import elevators
    from .packages.page import packages
    from .programme.page import programme
    from .siting.page import siting
    from .summary import summary, text

    compared = {
        scenario_file(key): comparison(changes, look=look).html()
        for key, changes in scenarios.items()
    }
    return {
        "map.html": page(plan, look=look).html(),
        "maps/coverage.html": answers(plan, look=look),
        "maps/elevators.html": elevators(plan, look=look),
        "maps/idle.html": idle(plan, look=look),
        "maps/siting.html": siting(plan, look=look),
        "maps/packages.html": packages(plan, look=look),
        "maps/ledger.html": ledger(plan, look=look),
        "maps/programme.html": programme(plan, look=look),
        **compared,
        "summary.json": text(summary(plan, scenarios=scenarios)),
    }


def _tables(plan: "Plan", scenarios: "Mapping[str, Plan]") -> "dict[str, pd.DataFrame]":
    kept = {name: table for name, table in plan.tables.items() if name != _NOT_KEPT}
    compared = {
        f"{key}-{name}": changes[name] for key, changes in scenarios.items() for name in _COMPARED
    }
    return {**kept, **compared, "fields": plan.fields}


def check_folder(folder: str | Path, *, names: "Sequence[str]" = FILES) -> None:
    """
    Refuse a folder that results cannot be written to, before any work is done.

    Parameters
    ----------
    folder
        It need not be there; nothing is left in it.
    names
        Of the files that are to be written.

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
    taken = [name for name in names if (folder / name).is_dir()]
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


def _moved(beside: Path, folder: Path, names: "Sequence[str]") -> list[Path]:
    for name in names:
        try:
            (folder / name).parent.mkdir(exist_ok=True)
            (beside / name).replace(folder / name)
        except OSError as error:
            raise OutputError(
                f"{folder / name}：无法更新（{error.strerror or error}）；"
                "请关闭打开它的程序后重新运行。"
            ) from error
    return [folder / name for name in (*names[1:], names[0])]
