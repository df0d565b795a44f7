"""The project file pianqu.toml, and its run: read, plan, compare, publish."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .analysis.choices import Choices, decide
from .gis.errors import ChoiceError, PianquError
from .layers import city, inspecting, reading
from .layers.checks import rules
from .layers.city import City, Source
from .layers.inspecting import Inspection
from .layers.placing import grid
from .maps.folder import OUTPUTS, files, unknown
from .maps.look import Look
from .sections import Scenario, checked, looked, parsed

if TYPE_CHECKING:
    from .analysis.planning import Plan

_TOLD = ("name", "crs", "aliases", "check_rules")  # to the reading, under these very names


@dataclass(frozen=True)
class Change:
    """
    What a scenario changes; rows are named by layer and id.

    Attributes
    ----------
    name
        In Chinese, on every page.
    add
        Layer to where the new rows are read from; paths are absolute.
    open, close, remove
        Layer to ids.
    """

    name: str
    add: Mapping[str, Source] = field(default_factory=dict)
    open: Mapping[str, list[str]] = field(default_factory=dict)
    close: Mapping[str, list[str]] = field(default_factory=dict)
    remove: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """
    What a project file says, checked.

    Attributes
    ----------
    name
        Name of the place, on every page.
    sources
        Layer to where it is read from; paths are absolute.
    choices
        What the planner decides.
    look
        What stands on the pages beside the figures.
    folder
        Where the results go; absolute.
    crs
        EPSG code of the metric grid to work in; None for the CGCS2000 3-degree zone of the place.
    synthetic
        The data are made up; every page says so.
    extent
        West, south, east and north of what the data cover: degrees, or metres of `crs`; empty
        where it is not known.
    aliases, check_rules
        Tables of one's own words for fields and values, and limits of the checks; absolute.
    scenarios
        Name to what it changes.
    outputs
        What is written, some of :data:`pianqu.maps.folder.OUTPUTS`.
    template, logo
        One's own sentences and Word file for the report, and the image on its cover; absolute.
    """

    name: str
    sources: Mapping[str, Source]
    choices: Choices
    look: Look
    folder: Path
    crs: int | None = None
    synthetic: bool = False
    extent: tuple[float, ...] = ()
    aliases: Path | None = None
    check_rules: Path | None = None
    scenarios: Mapping[str, Change] = field(default_factory=dict)
    outputs: tuple[str, ...] = OUTPUTS
    template: tuple[Path, ...] = ()
    logo: Path | None = None

    def __post_init__(self) -> None:
        """Refuse layers that are read from where a result is written to."""
        # without links, and in the letters that many a disk does not tell apart
        results = {str((self.folder / name).resolve()).casefold() for name in files()}
        faults = [
            f"图层 {layer} 的文件 {source.path} 会被同名的结果文件覆盖；"
            "请把 folder 改为另一个文件夹，或给该文件改名。"
            for layer, source in self._sources()
            if isinstance(source.path, Path) and str(source.path.resolve()).casefold() in results
        ]
        if faults:
            raise ChoiceError(faults)

    def _sources(self) -> list[tuple[str, Source]]:
        added = [pair for change in self.scenarios.values() for pair in change.add.items()]
        return [*self.sources.items(), *added]


def load(path: str | Path) -> Project:
    """
    Read and check a project file; no layer is opened yet.

    Parameters
    ----------
    path
        The TOML file. Paths in it are taken from its own folder.

    Returns
    -------
    Project

    Raises
    ------
    SourceError
        The file is missing or is no TOML; the message names line and column.
    ChoiceError
        Every unknown key, wrong value, unknown layer, impossible choice, and layer that the
        results would overwrite, at once.

    Examples
    --------
    >>> load("没有这个文件.toml")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 项目文件 没有这个文件.toml 不存在；请检查路径，或用 pianqu demo 生成一个样例。
    """
    path = Path(path)
    content, home = parsed(path), path.resolve().parent
    found, faults, wrong = checked(content)
    choices, impossible = decide(content.get("choices"), wrong=wrong, home=home)
    look, unfit = looked(found)
    unfit += unknown(found.outputs) if found else []
    if found is None or choices is None or look is None or unfit:
        faults += [f"[choices] {fault}" for fault in impossible] + unfit
        raise ChoiceError([f"{path.name}：{fault}" for fault in faults])
    return Project(
        name=found.name,
        sources={layer: section.source(home) for layer, section in found.layers.items()},
        choices=choices,
        look=look,
        folder=home / found.folder,
        crs=found.crs,
        synthetic=found.synthetic,
        extent=found.extent,
        aliases=home / found.aliases if found.aliases else None,
        check_rules=home / found.check_rules if found.check_rules else None,
        scenarios={key: _change(key, section, home) for key, section in found.scenarios.items()},
        outputs=found.outputs,
        template=tuple(home / path for path in found.report.template),
        logo=home / found.report.logo if found.report.logo else None,
    )


def read(project: Project) -> City:
    """
    Read the layers of a project.

    Raises
    ------
    PianquError
        Every fault of every layer, at once.
    """
    found = city.read(project.sources, **{key: getattr(project, key) for key in _TOLD})
    return _edged(project, found)


def inspect(project: Project) -> Inspection:
    """Read the layers of a project, whatever is wrong with them; see Inspection."""
    found = inspecting.inspect(project.sources, **{key: getattr(project, key) for key in _TOLD})
    if found.city is None:
        return found
    try:
        return replace(found, city=_edged(project, found.city))
    except PianquError as error:
        return replace(found, city=None, faults=list(error.faults))


def _edged(project: Project, found: City) -> City:
    """A city as read, with what the project says of it."""
    edge = found.extent
    if project.extent:
        edge = grid.require_around(grid.frame(project.extent, found.epsg), found.layers, found.epsg)
    return replace(found, synthetic=found.synthetic or project.synthetic, extent=edge)


def changed(before: City, change: Change) -> City:
    """
    The city of a scenario.

    Parameters
    ----------
    before
        The city as it is.
    change
        What the scenario changes.

    Returns
    -------
    City

    Raises
    ------
    PianquError
        A layer of new rows, or an id that is opened, closed or removed, has a fault; each names
        the scenario.
    """
    library = reading.Library()
    try:
        added = {
            layer: reading.read(layer, source, library).frame
            for layer, source in change.add.items()
        }
        return before.with_changes(
            add=added, open=change.open, close=change.close, remove=change.remove, name=change.name
        )
    except PianquError as error:
        told = [f"方案“{change.name}”：{fault}" for fault in error.faults]
        raise type(error)(told) from error


def run(
    project: Project | str | Path, *, step: Callable[[str], None] = lambda name: None
) -> list[Path]:
    """
    Read the layers, plan, and publish into the project's folder.

    Parameters
    ----------
    project
        A project, or the path of its file.
    step
        Called with the name of each step as it begins.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    PianquError
        The project, a layer or the folder has a fault; nothing has been written then.
    """
    from .analysis.planning import plan
    from .maps.folder import check_folder
    from .maps.publishing import publish

    project = project if isinstance(project, Project) else load(project)
    check_folder(project.folder, names=files(project.outputs, scenarios=project.scenarios))
    step("读取图层")
    place = read(project)
    with rules.applied(rules.read(project.check_rules) if project.check_rules else {}):
        others = {key: changed(place, change) for key, change in project.scenarios.items()}
    answers = plan(place, project.choices, step=step)
    compared = {}
    for key, other in others.items():
        step(f"比较方案：{project.scenarios[key].name}")
        compared[key] = _compared(answers, other, project.choices)
    step("生成地图、报告与数据库")
    return publish(
        answers,
        project.folder,
        look=project.look,
        scenarios=compared,
        outputs=project.outputs,
        template=project.template,
        logo=project.logo,
    )


def _compared(before: "Plan", after: City, choices: Choices) -> "Plan":
    from .analysis.comparing import compare
    from .analysis.planning import plan

    return compare(before, plan(after, choices, questions=()))


def _change(key: str, section: Scenario, home: Path) -> Change:
    return Change(
        name=section.name or key,
        add={layer: source.source(home) for layer, source in section.add.items()},
        open=section.open,
        close=section.close,
        remove=section.remove,
    )
