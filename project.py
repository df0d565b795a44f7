"""The project file pianqu.toml, and its run: read, plan, publish."""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator

from .analysis.choices import Choices
from .gis.errors import ChoiceError, SourceError
from .layers import kinds
from .layers.city import City, Source
from .layers.reading import RASTERS
from .maps.page import Look

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LAYERS = (*kinds.layers(), *RASTERS)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Layer(_Section):
    path: Path
    table: str | None = None
    crs: int | str | None = None
    as_of: date | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    attribution: str | None = None
    licence: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value


def _section(kind: type) -> type[_Section]:
    """The section of the file that says a dataclass, and nothing else."""
    parts: dict[str, Any] = {
        part.name: (part.type, ... if part.default is MISSING else part.default)
        if part.default_factory is MISSING
        else (part.type, Field(default_factory=part.default_factory))
        for part in dataclass_fields(kind)
    }
    return create_model(kind.__name__, __base__=_Section, **parts)


_Choices, _Look = _section(Choices), _section(Look)


class _File(_Section):
    name: str = ""
    synthetic: bool = False
    crs: int | None = None
    folder: Path = Path("out")
    layers: dict[str, _Layer]
    choices: _Choices = Field(default_factory=_Choices)  # pyright: ignore[reportInvalidTypeForm]  made above
    look: _Look = Field(default_factory=_Look)  # pyright: ignore[reportInvalidTypeForm]  made above


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
    """

    name: str
    sources: Mapping[str, Source]
    choices: Choices
    look: Look
    folder: Path
    crs: int | None = None
    synthetic: bool = False


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
        Every unknown key, wrong value, unknown layer and impossible choice, at once.

    Examples
    --------
    >>> load("没有这个文件.toml")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 项目文件 没有这个文件.toml 不存在；请检查路径，或用 pianqu demo 生成一个样例。
    """
    path = Path(path)
    found, faults = _checked(_parsed(path), path.name)
    if found is None:
        raise ChoiceError(faults)
    home = path.resolve().parent
    try:
        decided: dict[str, Any] = dict(found.choices)
        decided["rules"] = {name: home / file for name, file in decided["rules"].items()}
        choices = Choices(**decided)
    except ChoiceError as error:
        raise ChoiceError([f"{path.name}：[choices] {fault}" for fault in error.faults]) from error
    return Project(
        name=found.name,
        sources={layer: _source(home, section) for layer, section in found.layers.items()},
        choices=choices,
        look=Look(**dict(found.look)),
        folder=home / found.folder,
        crs=found.crs,
        synthetic=found.synthetic,
    )


def read(project: Project) -> City:
    """
    Read the layers of a project.

    Raises
    ------
    PianquError
        Every fault of every layer, at once.
    """
    from .layers import city

    found = city.read(project.sources, name=project.name, crs=project.crs)
    return replace(found, synthetic=found.synthetic or project.synthetic)


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
    from .maps.publishing import check_folder, publish

    project = project if isinstance(project, Project) else load(project)
    check_folder(project.folder)
    step("读取图层")
    city = read(project)
    answers = plan(city, project.choices, step=step)
    step("生成地图、数据库与摘要")
    return publish(answers, project.folder, look=project.look)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SourceError(
            f"项目文件 {path} 不存在；请检查路径，或用 pianqu demo 生成一个样例。"
        ) from None
    except (IsADirectoryError, PermissionError):
        raise SourceError(f"项目文件 {path} 无法打开；请指定一个可读的 .toml 文件。") from None
    except UnicodeDecodeError:
        raise SourceError(f"项目文件 {path.name} 不是 UTF-8 编码；请另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        said = re.sub(r"\(at line (\d+), column (\d+)\)", r"第 \1 行第 \2 列", str(error))
        raise SourceError(
            f"项目文件 {path.name} 不合 TOML 语法（{said}）；"
            "请检查该处的引号、等号和括号，中文键名须加英文引号。"
        ) from error


def _checked(content: dict[str, Any], name: str) -> tuple[_File | None, list[str]]:
    named = content.get("layers")
    faults = [
        f"{name}：[layers] 中的“{layer}”不是图层{_suggestion(layer, LAYERS)}；"
        f"可用图层：{'、'.join(LAYERS)}。"
        for layer in (named if isinstance(named, dict) else {})
        if layer not in LAYERS
    ]
    try:
        found = _File.model_validate(content)
    except ValidationError as error:
        return None, faults + [_sentence(name, fault) for fault in error.errors()]
    if not found.layers:
        faults.append(f"{name}：[layers] 是空的；请至少写明小区或楼栋，以及步行道路的文件。")
    return (None if faults else found), faults


def _sentence(name: str, fault: "ErrorDetails") -> str:
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = _known_keys(fault["loc"])
        return (
            f"{name}：不认识的键“{place}”{_suggestion(str(fault['loc'][-1]), known)}；"
            f"此处可用：{'、'.join(known)}。"
        )
    if fault["type"] == "missing":
        return f"{name}：缺少“{place}”；请补上，格式见 pianqu demo 生成的样例。"
    return f"{name}：“{place}”的值 {fault['input']!r} 不对（{fault['msg']}）；请改正。"


def _known_keys(place: tuple[int | str, ...]) -> tuple[str, ...]:
    sections: dict[str, type[BaseModel]] = {"choices": _Choices, "look": _Look, "layers": _Layer}
    inside = sections.get(str(place[0])) if len(place) > 1 else None
    return tuple((inside or _File).model_fields)


def _suggestion(word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"（是否想写 {near[0]}？）" if near else ""


def _source(home: Path, section: _Layer) -> Source:
    said: dict[str, Any] = dict(section)
    said["path"] = home / section.path
    return Source(**said)
