"""The sections of a project file, checked as one, with a sentence for every fault."""

import json
import re
import tomllib
from dataclasses import fields
from datetime import date, time
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from .analysis.choices import Choices
from .analysis.listing import suggestion
from .gis.errors import ChoiceError, SourceError
from .layers import kinds
from .layers.city import Source
from .layers.reading import RASTERS
from .maps.folder import OUTPUTS
from .maps.look import Look

LAYERS = (*kinds.layers(), *RASTERS)
_EXPECTED = {  # first word of pydantic's name for a fault: what should stand there
    "int": "整数",
    "float": "数字",
    "string": "文字（加引号）",
    "path": "文件路径（加引号）",
    "date": "日期（如 2024-05-01，不加引号）",
    "bool": "真假值（true 或 false）",
    **dict.fromkeys(("tuple", "list"), '列表（如 ["a", "b"]）'),
    "value": "西、南、东、北四个数，由小到大（如 [120.1, 30.2, 120.3, 30.4]）",
    **dict.fromkeys(("dict", "mapping", "model"), "表（键 = 值）"),
}


def _code(value: Any) -> Any:
    """4549 of "EPSG:4549", as it may stand at a layer."""
    code = re.fullmatch(r"(?i)epsg:(\d+)", value.strip()) if isinstance(value, str) else None
    return int(code[1]) if code else value


def _bounds(value: tuple[float, ...]) -> tuple[float, ...]:
    """West, south, east, north, or nothing."""
    west, south, east, north = value or (0, 0, 1, 1)
    if not (west < east and south < north):
        raise ValueError
    return value


class _Section(BaseModel):
    model_config = pydantic.ConfigDict(
        extra="forbid", strict=True
    )  # true is not 1, and "10" not 10


class Layer(_Section):
    """Where a layer is read from."""

    path: str
    table: str | None = None
    crs: int | str | None = None
    as_of: date | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    attribution: str | None = None
    licence: str | None = None
    datum: str | None = None
    axes: str | None = None
    controls: Path | None = Field(default=None, strict=False)
    parameters: int | None = None
    landuse_scheme: str | None = None
    unit: str | None = None

    @pydantic.model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value

    def source(self, home: Path) -> Source:
        """Where the layer is read from, seen from the folder of the file."""
        there = self.path if "://" in self.path else home / self.path
        controls = home / self.controls if self.controls else None
        return Source(**{**dict(self), "path": there, "controls": controls})


def _strict(annotation: Any) -> bool:
    """Whether TOML says such a value in its own terms: of a union, every part of it."""
    if get_origin(annotation) is UnionType:
        return Path not in get_args(annotation) and all(map(_strict, get_args(annotation)))
    return not get_origin(annotation)


def _section(kind: type) -> type[_Section]:
    """The section of the file that says a dataclass, and nothing else."""
    plain = kind()
    parts: dict[str, Any] = {  # TOML has no tuples and mappings of its own: those are not strict
        part.name: (part.type, Field(getattr(plain, part.name), strict=_strict(part.type)))
        for part in fields(kind)
    }
    return pydantic.create_model(kind.__name__, __base__=_Section, **parts)


ChoicesSection, LookSection = _section(Choices), _section(Look)


class Scenario(_Section):
    """What a scenario changes."""

    name: str = ""
    add: dict[str, Layer] = Field(default_factory=dict)
    open: dict[str, list[str]] = Field(default_factory=dict)
    close: dict[str, list[str]] = Field(default_factory=dict)
    remove: dict[str, list[str]] = Field(default_factory=dict)


_Path = Annotated[Path, Field(strict=False)]  # TOML has text only


class Report(_Section):
    """What the report is made with."""

    template: tuple[_Path, ...] = Field(default=(), strict=False)
    logo: Path | None = Field(default=None, strict=False)


class File(_Section):
    """A project file."""

    name: str = ""
    synthetic: bool = False
    crs: Annotated[int | None, BeforeValidator(_code)] = None
    folder: Path = Field(Path("out"), strict=False)
    aliases: Path | None = Field(default=None, strict=False)
    check_rules: Path | None = Field(default=None, strict=False)
    extent: Annotated[tuple[float, ...], AfterValidator(_bounds)] = Field((), strict=False)
    outputs: tuple[str, ...] = Field(OUTPUTS, strict=False)
    layers: dict[str, Layer]
    choices: ChoicesSection = Field(default_factory=ChoicesSection)  # pyright: ignore[reportInvalidTypeForm]  made above
    look: LookSection = Field(default_factory=LookSection)  # pyright: ignore[reportInvalidTypeForm]  made above
    report: Report = Report()
    scenarios: dict[str, Scenario] = Field(default_factory=dict)


def parsed(path: Path) -> dict[str, Any]:
    """
    The content of a project file.

    Raises
    ------
    SourceError
        It is missing, cannot be opened, is no UTF-8 or no TOML.

    Examples
    --------
    >>> parsed(Path("没有.toml"))
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 项目文件 没有.toml 不存在；请检查路径，或用 pianqu demo 生成一个样例。
    """
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


def looked(found: File | None) -> tuple[Look | None, list[str]]:
    """
    How the pages look, or why they cannot look so.

    Examples
    --------
    >>> looked(None)
    (None, [])
    """
    try:
        return Look(**dict(found.look)) if found else None, []
    except ChoiceError as error:
        return None, [f"[look] {fault}" for fault in error.faults]


def checked(content: dict[str, Any]) -> tuple[File | None, list[str], set[str]]:
    """
    The file, or its faults and the choices that are among them.

    Examples
    --------
    >>> checked({"layers": {"road": "路.gpkg"}})[1][0][:30]
    '[layers] 中的“road”不是图层；可用图层：com'
    """
    named = content.get("layers")
    faults = [
        f"[layers] 中的“{layer}”不是图层{suggestion(layer, LAYERS)}；"
        f"可用图层：{'、'.join(LAYERS)}。"
        for layer in (named if isinstance(named, dict) else {})
        if layer not in LAYERS
    ]
    faults += _of_scenarios(content.get("scenarios"))
    if named == {}:
        faults.append("[layers] 是空的；请至少写明小区或楼栋，以及步行道路的文件。")
    try:
        found = File.model_validate(content)
    except pydantic.ValidationError as error:
        told: dict[tuple[int | str, ...], list[Any]] = {}
        for fault in error.errors():
            told.setdefault(_place(content, fault), []).append(fault)
        faults += [_sentence(place, details) for place, details in told.items()]
        return None, faults, {str(place[1]) for place in told if place[:1] == ("choices",) != place}
    return (None if faults else found), faults, set()


def _of_scenarios(scenarios: Any) -> list[str]:
    """Names that make no file name, and layers that have no rows to add."""
    faults, seen = [], set()
    for key, section in scenarios.items() if isinstance(scenarios, dict) else ():
        if not re.fullmatch(r"\w+", key) or key.casefold() in seen:
            faults.append(
                f"[scenarios] 中的“{key}”不能作方案的代号：它是文件名和表名的一部分，"
                "应由字母、汉字、数字、下划线组成，且不与其他方案相同（不分大小写）；请改名。"
            )
        seen.add(key.casefold())
        added = section.get("add") if isinstance(section, dict) else None
        faults += [
            f"[scenarios.{key}] 的 add 中的“{layer}”不是图层{suggestion(layer, kinds.layers())}；"
            f"可新增的图层：{'、'.join(kinds.layers())}。"
            for layer in (added if isinstance(added, dict) else {})
            if layer not in kinds.layers()
        ]
    return faults


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
    inside = {
        "choices": ChoicesSection,
        "look": LookSection,
        "layers": Layer,
        "scenarios": Scenario,
    }.get(str(place[0]))
    return tuple((inside if inside and len(place) > 1 else File).model_fields)
