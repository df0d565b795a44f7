"""The folder of a run: which files it holds, and their way into it, all or none."""

import json
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from ..gis.errors import OutputError

OUTPUTS = ("pages", "figures", "report", "workbook", "database")
# in the order in which they are moved: the summary comes last
FILES = {
    "database": ("renewal.gpkg", "idle.gpkg"),
    "pages": (
        *("map.html", "maps/coverage.html", "maps/elevators.html", "maps/idle.html"),
        *("maps/siting.html", "maps/packages.html", "maps/ledger.html", "maps/programme.html"),
    ),
    "report": ("report.html", "report.docx"),
    "workbook": ("plan.xlsx",),
    "figures": (),  # which there are depends on the plan
}
SUMMARY = "summary.json"
FIGURES, DRAWN = "figures", "drawn"  # the folder; its files, as the summary lists them


def files(outputs: Collection[str] = OUTPUTS, *, scenarios: Iterable[str] = ()) -> list[str]:
    """
    Names of the files of a run, but for the figures, whose number depends on the plan.

    Parameters
    ----------
    outputs
        Some of :data:`OUTPUTS`.
    scenarios
        Keys of the scenarios.

    Returns
    -------
    list of str
        In the order in which they are moved.

    Examples
    --------
    >>> files(("workbook",))
    ['plan.xlsx', 'summary.json']
    """
    named = [name for output, names in FILES.items() if output in outputs for name in names]
    pages = [scenario_file(key) for key in scenarios] if "pages" in outputs else []
    return [*named, *pages, SUMMARY]


def unknown(outputs: Collection[str]) -> list[str]:
    """
    A sentence for each output that there is not.

    Examples
    --------
    >>> unknown(("pages", "video"))
    ['没有名为“video”的输出；outputs 可用：pages、figures、report、workbook、database。']
    """
    return [
        f"没有名为“{output}”的输出；outputs 可用：{'、'.join(OUTPUTS)}。"
        for output in outputs
        if output not in OUTPUTS
    ]


def unfit(scenarios: Iterable[str]) -> list[str]:
    """
    A sentence for each key of a scenario that makes no name of a file.

    Examples
    --------
    >>> unfit(["north", "../north"])
    ['方案代号“../north”不能作文件名：应由字母、汉字、数字、下划线组成；请改名。']
    """
    return [
        f"方案代号“{key}”不能作文件名：应由字母、汉字、数字、下划线组成；请改名。"
        for key in scenarios
        if not re.fullmatch(r"\w+", key)
    ]


def scenario_file(key: str) -> str:
    """
    Name of the page of a scenario.

    Examples
    --------
    >>> scenario_file("north")
    'maps/scenario-north.html'
    """
    return f"maps/scenario-{key}.html"


def check_folder(folder: str | Path, *, names: Sequence[str] = ()) -> None:
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
    homes = dict.fromkeys(Path(name).parent for name in names)
    if blocked := [home for home in homes if (folder / home).is_file()]:
        raise OutputError(
            [f"{folder / home}：已有同名文件，须作文件夹；请改名或移走。" for home in blocked]
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


def moved(beside: Path, folder: Path, names: Sequence[str]) -> list[Path]:
    """
    Move new files over the old ones, and take away what an earlier run made and this one does not.

    Figures and pages of scenarios are taken away, as the summary of the earlier run lists them:
    files of these two folders and of these kinds alone, and nothing that a link leads to.

    Parameters
    ----------
    beside
        Where the new files stand.
    folder
        Of the results.
    names
        Of the files, the summary last.

    Returns
    -------
    list of Path
        The files in their place.

    Raises
    ------
    OutputError
        A file is held by another program.
    """
    stale = (_made(folder / SUMMARY) - _made(beside / SUMMARY)) & _present(folder)
    for name in names:
        try:
            (folder / name).parent.mkdir(exist_ok=True)
            (beside / name).replace(folder / name)
        except OSError as error:
            raise OutputError(
                f"{folder / name}：无法更新（{error.strerror or error}）；"
                "请关闭打开它的程序后重新运行。"
            ) from error
    for name in sorted(stale - set(names)):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"{folder / name}：上一次运行的文件已不属于本次结果，但无法删除"
                f"（{error.strerror or error}）；请关闭打开它的程序后手动删除。"
            ) from error
    return [folder / name for name in names]


def _made(summary: Path) -> set[str]:
    """Files of a run that not every run has, as its summary says: figures, pages of scenarios."""
    try:
        told = json.loads(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    drawn, keys = (told.get(key) for key in (DRAWN, "scenarios")) if _is(told, dict) else ([], {})
    pages = map(scenario_file, map(str, keys)) if _is(keys, dict) else ()
    return {*map(str, drawn if _is(drawn, list) else ()), *pages}


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind)


def _present(folder: Path) -> set[str]:
    """Files of the kinds that may be taken away; none in a folder that is a link."""
    kinds = {FIGURES: ("*.png", "*.svg"), "maps": ("scenario-*.html",)}
    return {
        f"{name}/{path.name}"
        for name, patterns in kinds.items()
        if not (folder / name).is_symlink()
        for pattern in patterns
        for path in (folder / name).glob(pattern)
        if path.is_file() and not path.is_symlink()
    }
