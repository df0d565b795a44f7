"""The project file pianqu.toml, and its run: read, plan, publish."""

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)

from .analysis.choices import Choices
from .gis.errors import ChoiceError, SourceError
from .layers import kinds
from .layers.city import City, Source
from .layers.reading import RASTERS
from .maps.page import Look
from .maps.publishing import FILES

if TYPE_CHECKING:
    from dataclasses import Field as DataclassField

    from pydantic_core import ErrorDetails

LAYERS = (*kinds.layers(), *RASTERS)
_EXPECTED = {  # first word of pydantic's name for a fault: what should stand there
    "int": "整数",
    "float": "数字",
    "string": "文字（加引号）",
    "path": "文件路径（加引号）",
    "date": "日期（如 2024-05-01）",
    "bool": "真假值（true 或 false）",
    "dict": "表（键 = 值）",
    "mapping": "表（键 = 值）",
    "model": "表（键 = 值）",
    "tuple": '列表（如 ["a", "b"]）',
    "list": '列表（如 ["a", "b"]）',
}
# a choice, and the one that cannot be judged without it
_LEANING = {"minutes": "search_minutes", "rules": "pace"}


def _code(value: Any) -> Any:
    """4549 of "EPSG:4549", as it may stand at a layer."""
    code = re.fullmatch(r"(?i)epsg:(\d+)", value.strip()) if isinstance(value, str) else None
    return int(code[1]) if code else value


def _day(value: Any) -> Any:
    """The day of a text in which it stands as in TOML."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)  # true is not 1, and "10" not 10


class _Layer(_Section):
    path: Path = Field(strict=False)
    table: str | None = None
    crs: int | str | None = None
    as_of: Annotated[date | None, BeforeValidator(_day)] = None
    columns: dict[str, str] = Field(default_factory=dict)
    attribution: str | None = None
    licence: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value


def _section(kind: type) -> type[_Section]:
    """The section of the file that says a dataclass, and nothing else."""
    return create_model(
        kind.__name__,
        __base__=_Section,
        **{part.name: (part.type, _field(part)) for part in dataclass_fields(kind)},
    )


def _field(part: "DataclassField[Any]") -> Any:
    strict = get_origin(part.type) is None  # TOML has lists and tables: no tuples, no mappings
    if part.default_factory is not MISSING:
        return Field(default_factory=part.default_factory, strict=strict)
    return Field(... if part.default is MISSING else part.default, strict=strict)


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
    choices, impossible = _decided(content.get("choices"), home, wrong)
    faults += impossible
    if found is None or choices is None:
        raise ChoiceError([f"{path.name}：{fault}" for fault in faults])
    project = Project(
        name=found.name,
        sources={layer: _source(home, section) for layer, section in found.layers.items()},
        choices=choices,
        look=Look(**dict(found.look)),
        folder=home / found.folder,
        crs=found.crs,
        synthetic=found.synthetic,
    )
    if lost := _overwritten(project):
        raise ChoiceError([f"{path.name}：{fault}" for fault in lost])
    return project


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
    if lost := _overwritten(project):
        raise ChoiceError(lost)
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


def _checked(content: dict[str, Any]) -> tuple[_File | None, list[str], set[str]]:
    """The file, or its faults and the choices that are among them."""
    named = content.get("layers")
    faults = [
        f"[layers] 中的“{layer}”不是图层{_suggestion(layer, LAYERS)}；"
        f"可用图层：{'、'.join(LAYERS)}。"
        for layer in (named if isinstance(named, dict) else {})
        if layer not in LAYERS
    ]
    if named == {}:
        faults.append("[layers] 是空的；请至少写明小区或楼栋，以及步行道路的文件。")
    try:
        found = _File.model_validate(content)
    except ValidationError as error:
        by_place: dict[tuple[int | str, ...], list[ErrorDetails]] = {}
        for fault in error.errors():
            by_place.setdefault(_place(content, fault), []).append(fault)
        faults += [_sentence(place, told) for place, told in by_place.items()]
        return (
            None,
            faults,
            {str(place[1]) for place in by_place if place[0] == "choices" != place[-1]},
        )
    return (None if faults else found), faults, set()


def _decided(said: Any, home: Path, wrong: set[str]) -> tuple[Choices | None, list[str]]:
    """The choices, or what is impossible among those that can be judged."""
    unsure = wrong | {_LEANING[name] for name in wrong & set(_LEANING)}
    known = said.items() if isinstance(said, dict) else ()
    decided = dict(_Choices.model_validate({k: v for k, v in known if k not in unsure}))
    decided["rules"] = {name: home / file for name, file in decided["rules"].items()}
    try:
        return Choices(**decided), []
    except ChoiceError as error:
        return None, [f"[choices] {fault}" for fault in error.faults]


def _place(content: Any, fault: "ErrorDetails") -> tuple[int | str, ...]:
    """Keys of the file that lead to a fault; pydantic adds the names of the types it tried."""
    place: list[int | str] = []
    for part in fault["loc"]:
        inside = isinstance(content, dict) and part in content
        if not (inside or isinstance(content, list) or fault["type"] == "missing"):
            break
        place.append(part)
        content = content[part] if fault["type"] != "missing" else None
    return tuple(place)


def _sentence(place: tuple[int | str, ...], told: "list[ErrorDetails]") -> str:
    """One sentence for all that is told of one place."""
    key, fault = ".".join(str(part) for part in place), told[0]
    if fault["type"] == "extra_forbidden":
        known = _known_keys(place)
        return (
            f"不认识的键“{key}”{_suggestion(str(place[-1]), known)}；此处可用：{'、'.join(known)}。"
        )
    if fault["type"] == "missing":
        return f"缺少“{key}”；请补上，格式见 pianqu demo 生成的样例。"
    words = (_EXPECTED.get(one["type"].split("_")[0], "") for one in told)
    value = fault["input"]
    value = (
        value
        if isinstance(value, date | time)
        else json.dumps(value, ensure_ascii=False, default=str)
    )
    expected = "或".join(word for word in dict.fromkeys(words) if word)
    return f"“{key}”的值 {value} 不对，应为{expected}；请改正。"


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


def _overwritten(project: Project) -> list[str]:
    """Layers that are read from where a result is written to."""
    return [
        f"图层 {layer} 的文件 {source.path} 会被同名的结果文件覆盖；"
        "请把 folder 改为另一个文件夹，或给该文件改名。"
        for layer, source in project.sources.items()
        if any(_same(source.path, project.folder / name) for name in FILES)
    ]


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, through links or in other letters of its name."""
    return one.resolve() == other.resolve() or (
        one.exists() and other.exists() and one.samefile(other)
    )
