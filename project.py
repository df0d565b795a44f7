"""The project file pianqu.toml, and its run: read, plan, publish."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, get_origin

import pydantic
from pydantic import BaseModel, BeforeValidator, Field

from .analysis.choices import Choices, decide
from .analysis.listing import suggestion
from .gis.errors import ChoiceError, SourceError
from .layers import city, kinds
from .layers.city import City, Source
from .layers.reading import RASTERS
from .maps.look import Look
from .maps.publishing import FILES

LAYERS = (*kinds.layers(), *RASTERS)
_EXPECTED = {  # first word of pydantic's name for a fault: what should stand there
    "int": "整数",
    "float": "数字",
    "string": "文字（加引号）",
    "path": "文件路径（加引号）",
    "date": "日期（如 2024-05-01，不加引号）",
    "bool": "真假值（true 或 false）",
    "tuple": '列表（如 ["a", "b"]）',
    **dict.fromkeys(("dict", "mapping", "model"), "表（键 = 值）"),
}


def _code(value: Any) -> Any:
    """4549 of "EPSG:4549", as it may stand at a layer."""
    code = re.fullmatch(r"(?i)epsg:(\d+)", value.strip()) if isinstance(value, str) else None
    return int(code[1]) if code else value


class _Section(BaseModel):
    model_config = pydantic.ConfigDict(
        extra="forbid", strict=True
    )  # true is not 1, and "10" not 10


class _Layer(_Section):
    path: Path = Field(strict=False)
    table: str | None = None
    crs: int | str | None = None
    as_of: date | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    attribution: str | None = None
    licence: str | None = None

    @pydantic.model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value

    def source(self, home: Path) -> Source:
        """Where the layer is read from, seen from the folder of the file."""
        return replace(Source(**dict(self)), path=home / self.path)


def _section(kind: type) -> type[_Section]:
    """The section of the file that says a dataclass, and nothing else."""
    plain = kind()
    parts: dict[str, Any] = {  # TOML has no tuples and mappings of its own: those are not strict
        part.name: (part.type, Field(getattr(plain, part.name), strict=not get_origin(part.type)))
        for part in fields(kind)
    }
    return pydantic.create_model(kind.__name__, __base__=_Section, **parts)


_Choices, _Look = _section(Choices), _section(Look)


class _File(_Section):
    name: str = ""
    synthetic: bool = False
    crs: Annotated[int | None, BeforeValidator(_code)] = None
    folder: Path = Field(Path("out"), strict=False)
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

    def __post_init__(self) -> None:
        """Refuse layers that are read from where a result is written to."""
        # without links, and in the letters that many a disk does not tell apart
        results = {str((self.folder / name).resolve()).casefold() for name in FILES}
        faults = [
            f"图层 {layer} 的文件 {source.path} 会被同名的结果文件覆盖；"
            "请把 folder 改为另一个文件夹，或给该文件改名。"
            for layer, source in self.sources.items()
            if str(source.path.resolve()).casefold() in results
        ]
        if faults:
            raise ChoiceError(faults)


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
    content, home = _parsed(path), path.resolve().parent
    found, faults, wrong = _checked(content)
    choices, impossible = decide(content.get("choices"), wrong=wrong, home=home)
    if found is None or choices is None:
        faults += [f"[choices] {fault}" for fault in impossible]
        raise ChoiceError([f"{path.name}：{fault}" for fault in faults])
    return Project(
        name=found.name,
        sources={layer: section.source(home) for layer, section in found.layers.items()},
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
    answers = plan(read(project), project.choices, step=step)
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


def _checked(content: dict[str, Any]) -> tuple[_File | None, list[str], set[str]]:
    """The file, or its faults and the choices that are among them."""
    named = content.get("layers")
    faults = [
        f"[layers] 中的“{layer}”不是图层{suggestion(layer, LAYERS)}；"
        f"可用图层：{'、'.join(LAYERS)}。"
        for layer in (named if isinstance(named, dict) else {})
        if layer not in LAYERS
    ]
    if named == {}:
        faults.append("[layers] 是空的；请至少写明小区或楼栋，以及步行道路的文件。")
    try:
        found = _File.model_validate(content)
    except pydantic.ValidationError as error:
        told: dict[tuple[int | str, ...], list[Any]] = {}
        for fault in error.errors():
            told.setdefault(_place(content, fault), []).append(fault)
        faults += [_sentence(place, details) for place, details in told.items()]
        return None, faults, {str(place[1]) for place in told if place[:1] == ("choices",) != place}
    return (None if faults else found), faults, set()


def _place(content: Any, fault: Any) -> tuple[int | str, ...]:
    """Keys of the file that lead to a fault; pydantic adds the names of the types it tried."""
    place = () if fault["type"] == "missing" else fault["loc"]
    for depth, part in enumerate(place):
        if not (part in content if isinstance(content, dict) else isinstance(content, list)):
            return place[:depth]
        content = content[part]
    return fault["loc"]


def _sentence(place: tuple[int | str, ...], told: list[Any]) -> str:
    """One sentence for all that is told of one place."""
    key, fault = ".".join(str(part) for part in place), told[0]
    if fault["type"] == "extra_forbidden":
        known = _known_keys(place)
        return (
            f"不认识的键“{key}”{suggestion(str(place[-1]), known)}；此处可用：{'、'.join(known)}。"
        )
    if fault["type"] == "missing":
        return f"缺少“{key}”；请补上，格式见 pianqu demo 生成的样例。"
    words = (_EXPECTED.get(one["type"].split("_")[0], "") for one in told)
    value = fault["input"]
    if not isinstance(value, date | time):  # those stand in the file as Python prints them
        value = json.dumps(value, ensure_ascii=False, default=str)
    expected = "或".join(word for word in dict.fromkeys(words) if word)
    return f"“{key}”的值 {value} 不对，应为{expected}；请改正。"


def _known_keys(place: tuple[int | str, ...]) -> tuple[str, ...]:
    inside = {"choices": _Choices, "look": _Look, "layers": _Layer}.get(str(place[0]))
    return tuple((inside if inside and len(place) > 1 else _File).model_fields)
