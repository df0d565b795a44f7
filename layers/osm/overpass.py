"""OpenStreetMap data of a box fetched once from an Overpass service into an .osm file."""

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ...gis.errors import ChoiceError, OutputError, SourceError
from .. import kinds
from . import answers, markup
from . import service as services
from .markup import Bounds
from .service import Service, Step
from .tiles import bounds as checked
from .tiles import megabytes, tiles

ENDINGS = (".osm", ".osm.gz")

_Lines = dict[tuple[str, int], tuple[int, str]]  # by type and id, the version and its line


def fetch(
    bounds: Sequence[float],
    path: str | Path,
    *,
    url: str | None = None,
    step: Step | None = None,
    pause: float | None = None,
) -> Path:
    """
    Everything in a box that the layers are read from, as an OpenStreetMap XML file.

    Which objects are asked for follows from the tables osm_layers, osm_facilities and osm_gates;
    what they mean is left to :func:`pianqu.layers.osm.read`. Ways come with all of their nodes
    and relations with their members, also where they leave the box; each object keeps its id,
    version, time and all tags. The box is fetched in tiles; answers are kept in a folder beside
    the file until it is written, so that a second run goes on where the first one stopped.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees (WGS 84).
    path
        The file to write, .osm or .osm.gz.
    url
        Address of the service, such as `https://overpass-api.de/api`, with name and password
        where it wants them; None for that in the settings of OSMnx.
    step
        Told in Chinese what is being done, for a planner to see.
    pause
        Seconds between two tries; None for that of the table osm_fetch.

    Returns
    -------
    Path
        The file; the same answers give the same bytes.

    Raises
    ------
    SourceError
        The service cannot be reached, is busy, answers in part or not at all, or has no data.
    ChoiceError
        No such box, too large a box, or an ending that is not written.
    OutputError
        The file or the answers cannot be written.

    References
    ----------
    OSMnx 2 (Boeing 2025, https://doi.org/10.1111/gean.70009), whose settings of proxies and
    certificates (`requests_kwargs`) hold; Overpass API. Data: © OpenStreetMap contributors, ODbL.
    """
    step = step or (lambda _: None)
    path, box = _target(Path(path)), checked(bounds)
    parts, found = tiles(box), services.service(url, pause=pause)
    folder = path.with_name(f"{path.name}.tiles")
    step(
        f"从 {found.host} 下载 OpenStreetMap 数据，分 {len(parts)} 块，约 {megabytes(box):,.0f} MB"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = _downloaded(parts, found, folder, step)
        lines, stamps = _merged(files)
        _require_ways(lines, box, found)
        _write(path, markup.document(_sorted(lines), box, osm_base=min(stamps, default="")))
        shutil.rmtree(folder)
    except answers.Refusal as refusal:
        raise SourceError(f"{found.host}：{refusal}。") from refusal
    except OSError as error:
        raise OutputError(
            f"{path}：无法写入（{error.strerror or error}）；请检查磁盘空间和文件夹的权限，"
            "已下载的部分会保留。"
        ) from error
    for words in _told(path, stamps):
        step(words)
    return path


def _target(path: Path) -> Path:
    if path.name.lower().endswith(ENDINGS):
        return path
    raise ChoiceError(f"{path.name}：下载的数据写成 .osm 或 .osm.gz 文件；请改文件名的结尾。")


def _downloaded(parts: list[Bounds], found: Service, folder: Path, step: Step) -> list[Path]:
    """The answers of all tiles, of which those that are missing are fetched."""
    places = [folder / _name(part, found) for part in parts]
    left = [place for place in places if not _whole(place)]
    if len(left) < len(places):
        step(f"{len(places) - len(left)} 块上次已下载，继续下载其余 {len(left)} 块")
    slots = services.knock(found) if left else False
    for number, place in enumerate(left, start=1):
        step(f"下载第 {number}/{len(left)} 块")
        part = parts[places.index(place)]
        services.download(found, part, place, slots=slots, step=step)
        if not _whole(place):
            raise answers.Refusal("应答没有存下来；请再运行同一命令")
    return [file for place in places for file in sorted(place.glob("*.json"))]


def _name(tile: Bounds, found: Service) -> str:
    """A folder for each tile, service and list of tags: other questions have other answers."""
    asked = repr((found.url, tile, services.keys()))
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def _whole(place: Path) -> bool:
    """Whether a tile is there; half an answer is thrown away."""
    kept = list(place.glob("*.json"))
    for file in kept:
        if answers.stored(file) is None:
            file.unlink()
            kept.remove(file)
            return _whole(place)
    return bool(kept)


def _merged(files: Iterable[Path]) -> tuple[_Lines, list[str]]:
    """Each object once, in its newest version, and the times of the database."""
    lines: _Lines = {}
    stamps: set[str] = set()
    for file in files:
        answer = answers.stored(file) or {"elements": []}
        stamps.add(answers.base(answer))
        for element in answer["elements"]:
            _keep(element, lines)
    return lines, sorted(stamps - {""})


def _keep(element: dict[str, Any], lines: _Lines) -> None:
    key = (element["type"], element["id"])
    version = element.get("version", 0)
    if key not in lines or version > lines[key][0]:
        lines[key] = (version, markup.line(element))


def _sorted(lines: _Lines) -> Iterable[str]:
    order = {"node": 0, "way": 1, "relation": 2}
    return (lines[key][1] for key in sorted(lines, key=lambda key: (order[key[0]], key[1])))


def _require_ways(lines: _Lines, box: Bounds, found: Service) -> None:
    if any(kind == "way" for kind, _ in lines):
        return
    said = "、".join(f"{value}" for value in box)
    what = "没有任何数据" if not lines else f"只有 {len(lines):,} 个点，没有一条路径或轮廓"
    raise answers.Refusal(
        f"范围 {said} 内{what}；请检查范围（WGS 84 经纬度，西、南、东、北），"
        f"或确认 {found.host} 包含该地区"
    )


def _write(path: Path, lines: Iterable[str]) -> None:
    """Under another name until it is whole; a gzip file without the time it was packed."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                packed.writelines(f"{line}\n".encode() for line in lines)
        else:
            file.writelines(f"{line}\n".encode() for line in lines)
    part.replace(path)


def _told(path: Path, stamps: list[str]) -> list[str]:
    """What the file holds, read as any extract is, so that no layer is empty in silence."""
    from . import ATTRIBUTION, LICENCE, read

    layers = read(path).layers
    counts = {kinds.schema(layer).zh: len(frame) for layer, frame in layers.items()}
    empty = [zh for zh, count in counts.items() if not count]
    held = "、".join(f"{zh} {count:,}" for zh, count in counts.items() if count)
    said = [f"已写入 {path.name}：{held or '没有可用的图层'}"]
    if empty:
        said.append(f"范围内没有{'、'.join(empty)}；没有绘制不等于没有，请另行提供")
    if stamps:
        days = sorted({stamp[:10] for stamp in stamps})
        said.append(f"数据时间 {' 至 '.join([days[0], *days[1:][-1:]])}")
    return [*said, f"{ATTRIBUTION}，{LICENCE}；使用时须注明"]
