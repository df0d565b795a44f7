"""The command line: demo, map, run, check, fetch and tables."""

import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .gis.errors import PianquError
from .maps.folder import FIGURES

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    name="pianqu",
    help="片区：老旧小区改造与城市更新。由图层得到十分钟步行覆盖、地图和数据库。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# share of the time that each step of a run takes, measured on the synthetic district
STEPS = {
    "生成样例数据": 12,
    "读取图层": 20,
    "建立步行路网": 5,
    "接入设施与楼栋": 8,
    "计算步行时间": 20,
    "汇总覆盖结果": 15,
    "计算其他指标": 30,
    "生成地图、报告与数据库": 60,
}
Project = Annotated[Path, typer.Argument(help="项目文件 pianqu.toml。", metavar="pianqu.toml")]


@app.command()
def demo(
    city: Annotated[
        Literal["district", "helsinki"],
        typer.Option(help="district：合成的老旧小区片区；helsinki：真实的 OpenStreetMap 数据。"),
    ] = "district",
    out: Annotated[
        Path | None, typer.Option(help="结果文件夹。", show_default="pianqu-demo/样例名")
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="district 的缺项版：按真实台账的缺失率留空。")
    ] = False,
) -> None:
    """生成一个样例项目并运行，得到地图、数据库与摘要。"""
    from . import project
    from .layers.demo import samples

    folder = out or Path("pianqu-demo") / city
    with _progress() as step:
        step("生成样例数据")
        file = samples.write(city, folder, gaps=gaps)
        written = project.run(file, step=step)
    _report([file, *written])


@app.command()
def run(file: Project) -> None:
    """读取项目文件中的图层，计算并生成全部结果。"""
    from . import project

    with _progress() as step:
        written = project.run(file, step=step)
    _report(written)


@app.command(name="map")
def of_extract(
    extract: Annotated[
        Path, typer.Argument(help="OpenStreetMap 数据文件 .osm.pbf。", metavar="file.osm.pbf")
    ],
    out: Annotated[
        Path | None, typer.Option(help="结果文件夹。", show_default="文件名-pianqu")
    ] = None,
    name: Annotated[str | None, typer.Option(help="地名。", show_default="文件名")] = None,
) -> None:
    """由一个 OpenStreetMap 文件直接生成十分钟步行覆盖图；同时写出可修改的项目文件。"""
    from . import project
    from .layers.demo import samples

    title = name or extract.name.split(".")[0]
    file = samples.write_extract(extract, out or Path(f"{title}-pianqu"), name=title)
    with _progress() as step:
        written = project.run(file, step=step)
    _report([file, *written])


@app.command()
def check(
    file: Project,
    out: Annotated[
        Path | None, typer.Option(help="检查结果工作簿。", show_default="结果文件夹/check.xlsx")
    ] = None,
) -> None:
    """只读取并检查图层，不计算；把读懂了什么、有什么问题写成工作簿。"""
    from . import project
    from .maps.workbook import inspected

    found = project.load(file)
    told = project.inspect(found)
    path = out or found.folder / "check.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    inspected.write(told, path, look=found.look)
    name = found.name or "未命名"
    if told.city is not None:
        typer.echo(f"{name}：图层已读取，坐标系 EPSG:{told.city.epsg}。")
    _print(_headed("sources", told.sources.assign(sha256=told.sources["sha256"].str[:12])))
    if len(told.findings):
        typer.echo(f"需要留意 {len(told.findings)} 项：")
        _print(_headed("findings", _in_words(told.findings)))
    if len(told.treatments):
        typer.echo(f"处理记录 {len(told.treatments)} 条，见工作簿。")
    if not (told.faults or len(told.findings)):
        typer.echo("没有发现问题。")
    typer.echo(_from_here(f"已生成：{path}"))
    if told.faults:
        raise PianquError(told.faults)


@app.command()
def fetch(
    west: Annotated[float, typer.Argument(help="西边经度。", min=-180, max=180)],
    south: Annotated[float, typer.Argument(help="南边纬度。", min=-90, max=90)],
    east: Annotated[float, typer.Argument(help="东边经度。", min=-180, max=180)],
    north: Annotated[float, typer.Argument(help="北边纬度。", min=-90, max=90)],
    out: Annotated[Path, typer.Option(help="要写的 .osm 文件。")] = Path("片区.osm"),
    url: Annotated[
        str | None, typer.Option(help="Overpass 服务的地址。", show_default="OSMnx 的设置")
    ] = None,
) -> None:
    """在联网的电脑上下载一个范围的 OpenStreetMap 数据；中断后再运行会接着下载。"""
    from .layers.osm import overpass

    said = overpass.fetch((west, south, east, north), out, url=url, step=_say)
    typer.echo(_from_here(f"已生成：{said}；可拷到内网后用 pianqu map 读取。"))


@app.command()
def tables(
    name: Annotated[str | None, typer.Argument(help="表名；不写则列出全部表。")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="以 CSV 输出，便于另存修改。")] = False,
) -> None:
    """打印规则表、设施类型、字段与取值表。"""
    from .analysis import listing

    if name is None:
        _print(listing.names(), csv=csv)
    else:
        _print(listing.table(name), csv=csv)


def main() -> None:
    """Run the command line; exit 0 when done, 2 when the input is at fault, 1 when we are."""
    _open_streams()
    try:
        app()
    except PianquError as error:
        for fault in error.faults:
            typer.echo(f"错误：{_from_here(fault)}", err=True)
        sys.exit(2)
    except Exception:  # whatever else goes wrong is ours: say so, and leave with 1
        traceback.print_exc()
        typer.echo("程序故障：以上是技术细节，请连同项目文件反馈给开发者。", err=True)
        sys.exit(1)


def _open_streams() -> None:
    """UTF-8 into files and pipes; a terminal keeps its encoding and shows ? for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def _from_here(said: str) -> str:
    """Paths below the working folder without it; they stand after a space or a Chinese sign."""
    here = re.escape(f"{Path.cwd()}{os.sep}")
    return re.sub(rf"(^|[\s：“（；，])({here})", r"\1", said)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A bar with the time left on a terminal; a plain line a step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda name: typer.echo(f"{name} …", err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    done = 0
    columns = (TextColumn("{task.description}"), BarColumn(), "剩余", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=sum(STEPS.values()))

        def step(name: str) -> None:
            nonlocal done
            bar.update(task, description=name, completed=done)
            done += STEPS.get(name, 0)

        yield step
        bar.update(task, completed=sum(STEPS.values()))


def _report(written: list[Path]) -> None:
    typer.echo("已生成：")
    drawn = [path for path in written if path.parent.name == FIGURES]
    for path in written:
        if path not in drawn:
            typer.echo(_from_here(f"  {path}"))
    if drawn:
        typer.echo(_from_here(f"  {drawn[0].parent}（{len(drawn)} 个图件）"))
    summary = next(path for path in written if path.name == "summary.json")
    told = json.loads(summary.read_text(encoding="utf-8"))
    for left in told["not_written"]:
        typer.echo(f"未生成 {left['file']}：{left['reason']}")
    found = told["findings"]
    if found:
        wrong = f"错误 {found['error']} 项、" if found.get("error") else ""
        told = f"{wrong}注意 {found.get('warning', 0)} 项、提示 {found.get('info', 0)} 项"
        typer.echo(f"需要留意：{told}，见 maps/coverage.html 的问题清单，或运行 pianqu check。")


def _say(what: str) -> None:
    typer.echo(what, err=True)


def _in_words(findings: "pd.DataFrame") -> "pd.DataFrame":
    """Findings with severity and layer in Chinese."""
    from .layers import kinds

    layers = {layer: kinds.schema(layer).zh for layer in kinds.layers()}
    severity = findings["severity"].replace({"error": "错误", "warning": "注意", "info": "提示"})
    return findings.assign(severity=severity, layer=findings["layer"].replace(layers))


def _headed(name: str, table: "pd.DataFrame") -> "pd.DataFrame":
    """The table under Chinese headings."""
    from .analysis import meanings

    described = meanings.fields({name: table}).set_index("field")["zh"]
    return table.rename(columns=described.to_dict())


def _print(table: "pd.DataFrame", *, csv: bool = False) -> None:
    if csv or not sys.stdout.isatty():
        said = table.to_csv(index=table.index.name is not None, lineterminator="\n")
        typer.echo(said, nl=False)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = (table.reset_index() if table.index.name is not None else table).astype("string")
    shown = shown.fillna("")
    grid = Table()  # of plain text: square brackets in data are no mark-up
    for heading in shown.columns:
        grid.add_column(Text(str(heading)))
    for row in shown.itertuples(index=False):
        grid.add_row(*(Text(str(value)) for value in row))
    Console().print(grid)


if __name__ == "__main__":
    main()
