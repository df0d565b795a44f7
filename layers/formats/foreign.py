"""Files that are not read: what they are, by name or by their first bytes, and what to do."""

from pathlib import Path

from ...gis.errors import SourceError

_DRAWING = "请在 AutoCAD（或浩辰、中望 CAD）中“另存为”DXF（AutoCAD 2018 DXF）"
_SHEET = "请在 Excel 或 WPS 表格中“另存为”.xlsx（Excel 工作簿）"
_REMEDIES = {
    ".xls": f"是 Excel 97-2003 工作簿；{_SHEET}",
    ".et": f"是 WPS 表格；{_SHEET}",
    ".ett": f"是 WPS 表格模板；{_SHEET}",
    ".xlsb": f"是二进制工作簿；{_SHEET}",
    ".ods": f"是 OpenDocument 表格；{_SHEET}",
    ".numbers": "是 Numbers 表格；请导出为 .xlsx",
    ".wps": "是 WPS 文字；请把其中的表格复制到 WPS 表格，“另存为”.xlsx",
    ".doc": "是 Word 文档；请把其中的表格复制到 Excel，“另存为”.xlsx",
    ".docx": "是 Word 文档；请把其中的表格复制到 Excel，“另存为”.xlsx",
    ".pdf": "是 PDF；请索取原始的表格或图形文件（.xlsx、.shp、.dxf）",
    ".dwg": f"是 AutoCAD 图形；{_DRAWING}",
    ".dwt": f"是 AutoCAD 样板；{_DRAWING}",
    ".dgn": "是 MicroStation 图形；请“另存为”DXF",
    ".rar": "是 RAR 压缩包；请解压后改用 .zip，或直接写明其中的文件",
    ".7z": "是 7z 压缩包；请解压后改用 .zip，或直接写明其中的文件",
    ".mdb": "是 Access 数据库（个人地理数据库）；请在 ArcGIS 中导出为 FileGDB（.gdb）或 .shp，"
    "表格则导出为 .xlsx",
    ".accdb": "是 Access 数据库；请导出为 .xlsx",
    ".mpk": "是 ArcGIS 地图包；请在 ArcGIS 中打开后导出为 .gdb 或 .shp",
    ".lpk": "是 ArcGIS 图层包；请在 ArcGIS 中打开后导出为 .gdb 或 .shp",
    ".mxd": "是 ArcGIS 地图文档，不含数据；请写明它引用的 .gdb 或 .shp",
    ".qgz": "是 QGIS 工程，不含数据；请写明它引用的数据文件",
    ".tab": "是 MapInfo 表；请在 QGIS 或 MapInfo 中另存为 .gpkg 或 .shp",
    ".mif": "是 MapInfo 交换文件；请在 QGIS 或 MapInfo 中另存为 .gpkg 或 .shp",
    ".wl": "是 MapGIS 线文件；请在 MapGIS 中转换为 .shp",
    ".wp": "是 MapGIS 区文件；请在 MapGIS 中转换为 .shp",
    ".wt": "是 MapGIS 点文件；请在 MapGIS 中转换为 .shp",
    ".ovobj": "是奥维互动地图对象；请在奥维中导出为 .kml",
    ".dbf": "只是 Shapefile 的属性表；请写明同名的 .shp，或“另存为”.xlsx",
    ".shx": "只是 Shapefile 的索引；请写明同名的 .shp",
    ".prj": "只是 Shapefile 的坐标系说明；请写明同名的 .shp",
}
_STARTS = (  # the first bytes, the endings that may begin so, what it is
    (bytes.fromhex("D0CF11E0"), (".xlsx", ".xlsm"), ".xls"),  # sheets.py has its own words for it
    (b"AC10", (), ".dwg"),
    (b"Rar!", (), ".rar"),
    (b"7z\xbc\xaf", (), ".7z"),
    (b"%PDF", (), ".pdf"),
)
_PAGES = (b"<!doctype html", b"<html")


def refuse_by_name(path: Path) -> None:
    """
    Refuse a file of a format that is known and not read.

    Raises
    ------
    SourceError
        It is one of those, with what to do.

    Examples
    --------
    >>> refuse_by_name(Path("总图.dwg"))
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 总图.dwg：不认识的格式“.dwg”，是 AutoCAD 图形；请在 AutoCAD（或浩辰、中望 CAD）中“另存为”DXF（AutoCAD 2018 DXF）。
    """
    ending = path.suffix.lower()
    if ending in _REMEDIES:
        raise SourceError(f"{path.name}：不认识的格式“{ending}”，{_REMEDIES[ending]}。")


def refuse_by_content(path: Path, *, name: str) -> None:
    """
    Refuse a file that is, by its first bytes, of a format that is not read.

    Raises
    ------
    SourceError
        Its ending is not its own.

    Examples
    --------
    >>> refuse_by_content(Path(__file__), name="foreign.py")
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise SourceError(
            f"{name}：无法打开（{error.strerror or error}）；请检查读取权限，并关闭打开它的程序。"
        ) from error
    ending = path.suffix.lower()
    for sign, allowed, really in _STARTS:
        if start.startswith(sign) and ending not in allowed:
            raise SourceError(f"{name}：扩展名是 {ending}，内容却{_REMEDIES[really]}。")
    if ending != ".csv" and start.lower().lstrip().startswith(_PAGES):
        raise SourceError(f"{name}：内容是网页而不是数据，多半是下载失败；请重新下载。")
