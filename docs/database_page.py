"""The data dictionary of the database, printed from the schemas and from the fields of a plan."""

from itertools import groupby
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from pianqu.layers import kinds
from pianqu.maps.report.chapters import title_of

if TYPE_CHECKING:
    from pianqu.analysis.planning import Plan

_KIND = "*"  # one column a kind of facility
_TYPES = {
    "boolean": ("yes/no", "是否"),
    "integer": ("integer", "整数"),
    "number": ("number", "数"),
    "date": ("date", "日期"),
    "text": ("text", "文字"),
}
_SAID = {
    "kinds": ("one column a kind of facility", "每类设施一列"),
    "none": ("no geometry", "无几何"),
    "index": ("index", "主键"),
}
_ABOUT_EN = """# The database

Printed from the schemas and from the plan of the synthetic district. `pianqu run` writes
`renewal.gpkg`; `pianqu.maps.qgis.renewal.postgis(plan, url)` writes the same tables into a schema
of a PostGIS database (extra `postgis`), in one transaction: all of them or none.

| part | what it is |
|---|---|
| layers | the checked layers of the city, under the names of [layers.md](layers.md) |
| answers | one table an answer, as below; no figure of a page or report stands anywhere else |
| register | `register_areas`, `register_projects`, `register_buildings`, linked by id, with `register_events` (what happened when, or why no day is known) and `register_checks` |
| `图_…` | the layers of the map, each with its classes; the GeoPackage has their styles in `layer_styles`, and QGIS applies them when a layer is added |
| `fields` | every field: Chinese and English heading, unit, meaning, source |

**Unknown stays unknown**: a cell without a value is NULL, and a column beside it says why. Money is
in yuan, lengths in metres, areas in square metres unless the unit says otherwise. Ids are text.

**No check-up, no project** (无体检不项目): a project names in `finding` the finding of a check-up
that it answers, or the id of a row of `register_needs`. One that names neither stays in the
register and is an error in `findings`, by its id.

```python
from pianqu.layers.store import database, postgis

tables = database.read("out/renewal.gpkg")  # name to frame, index and types as they were
tables = postgis.read("postgresql://planner@db.example/city", schema="pianqu")
```

QGIS, ArcGIS and GDAL open the file as it is. Headings of columns stand in `gpkg_data_columns` (GDAL
and QGIS show them as aliases), in PostGIS as comments. A password is part of the address only: no
message repeats it.
"""
_ABOUT_ZH = """# 数据库

由各图层的字段定义和合成片区的计算结果打印。`pianqu run` 写出 `renewal.gpkg`；
`pianqu.maps.qgis.renewal.postgis(plan, url)` 把同样的表写入 PostGIS 数据库的一个模式
（须安装 `pianqu[postgis]`），一次提交：要么全部写入，要么不动。

| 部分 | 内容 |
|---|---|
| 图层 | 检查过的城市图层，名称见 [layers.md](layers.md) |
| 结果 | 每项结果一张表，见下；页面和报告中的数字都取自这些表 |
| 登记库 | `register_areas`（片区）、`register_projects`（项目）、`register_buildings`（楼栋），以编号相连；`register_events` 记何时发生了什么、日期为何不明；`register_checks` 逐项核对 |
| `图_…` | 地图上的图层及其图例分类；GeoPackage 中的样式在 `layer_styles`，QGIS 添加图层时自动套用 |
| `fields` | 每个字段的中英文名称、单位、含义和来源 |

**未知就是未知**：没有值的单元格为 NULL，旁边的列说明原因。除另有单位外，金额为元，长度为米，面积为平方米。
编号为文字。

**无体检不项目**：项目在“体检问题”（`finding`）中写明它回应的体检问题编号，或 `register_needs` 中的需求编号；
两者都没有的项目仍留在登记库中，并按编号列为错误。

```python
from pianqu.layers.store import database, postgis

tables = database.read("out/renewal.gpkg")  # 表名到数据表，主键和类型如初
tables = postgis.read("postgresql://planner@db.example/city", schema="pianqu")
```

QGIS、ArcGIS、GDAL 可直接打开。列的中文名称在 `gpkg_data_columns` 中（GDAL 和 QGIS 显示为别名），
在 PostGIS 中为注释。密码只在地址中出现，任何提示都不会重复它。
"""


def page(plan: "Plan", *, zh: bool = False) -> str:
    """The page in English, or in Chinese."""
    described = plan.fields
    own = dict(iter(described.groupby("table", sort=False)))
    head = "各表的字段" if zh else "Fields of every answer"
    parts = [_ABOUT_ZH if zh else _ABOUT_EN, f"## {head}\n"]
    for name, table in plan.tables.items():
        if name not in kinds.layers() and name != "timings":
            rows = own.get(name, described.iloc[:0]).drop_duplicates("field").set_index("field")
            parts.append(_table(name, table, rows, zh=zh))
    return "\n".join(parts)


def _table(name: str, table: pd.DataFrame, rows: pd.DataFrame, *, zh: bool) -> str:
    at = int(zh)
    about = _SAID["none"][at]
    if isinstance(table, gpd.GeoDataFrame):
        about = "、".join(sorted(table.geom_type.dropna().unique())) or "geometry"
    index = [f"`{each}`" for each in table.index.names if each is not None]
    if index:
        about += f"{'；' if zh else '; '}{_SAID['index'][at]} {'、'.join(index)}"
    heads = ("field | 中文 | type | unit | meaning", "字段 | 名称 | 类型 | 单位 | 含义")[at]
    told = [_cells(column, table, rows, at) for column in _columns(table)]
    return "\n".join(
        [
            f"### {name} {title_of(name)}\n",
            f"{about}{'。' if zh else '.'}\n",
            f"| {heads} |",
            "|---|---|---|---|---|",
            *(f"| {' | '.join(cells)} |" for cells in told),
            "",
        ]
    )


def _columns(table: pd.DataFrame) -> list[str]:
    """Without the geometry; columns of kinds of facility are one."""
    facility = {choice.code for choice in kinds.vocabulary(kinds.FACILITY_KIND)}
    names = [str(column) for column in table.columns if str(column) != "geometry"]
    marked = [_KIND if name in facility else name for name in names]
    return [name for name, _ in groupby(marked)]


def _cells(column: str, table: pd.DataFrame, rows: pd.DataFrame, at: int) -> list[str]:
    shown, source = column, column
    if column == _KIND:
        facility = {choice.code for choice in kinds.vocabulary(kinds.FACILITY_KIND)}
        source = next(str(each) for each in table.columns if str(each) in facility)
        shown = _SAID["kinds"][at]
    row = rows.loc[source] if source in rows.index else pd.Series(dtype=object)
    heading = str(row.get("zh", ""))
    heading = heading.partition("：")[2] or heading if column == _KIND else heading
    meaning = "；".join(filter(None, (str(row.get("meaning", "")), str(row.get("source", "")))))
    name = shown if column == _KIND else f"`{shown}`"
    kind = _TYPES[_type(table[source])][at]
    return [_plain(cell) for cell in (name, heading, kind, str(row.get("unit", "")), meaning)]


def _type(column: pd.Series) -> str:
    dtype = column.convert_dtypes().dtype if column.dtype == object else column.dtype
    tests = (
        ("boolean", pd.api.types.is_bool_dtype),
        ("integer", pd.api.types.is_integer_dtype),
        ("number", pd.api.types.is_float_dtype),
        ("date", pd.api.types.is_datetime64_any_dtype),
    )
    return next((name for name, test in tests if test(dtype)), "text")


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")
