"""The file for the designer's CAD and QGIS: idle land as one GeoPackage with its styles inside.

QGIS keeps styles in the table `layer_styles` of a GeoPackage. When a layer is added, it looks there
for the row of the layer's table and geometry column (catalog and schema empty) that is marked as
default, and applies its `styleQML`: dragging idle.gpkg into QGIS is enough. Other software sees a
table of attributes and passes over it. Names of layers and columns are Chinese, for CAD shows them
as they are; a few columns of codes (plot, status, confidence, kind, use, fits, part) stay for
joins, filters and the styles, which give them Chinese headings in QGIS.
"""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ...gis.errors import OutputError
from ..qgis.idle import STYLES
from ..qgis.qml import qml
from .layers import Layer, layers, tables

if TYPE_CHECKING:
    import pandas as pd

    from ...analysis.planning import Plan

FILE = "idle.gpkg"
GEOMETRY = "geom"  # the column of every layer
_STYLES = "layer_styles"
_DAY = "2000-01-01T00:00:00.000Z"  # the moment of writing would change the bytes


def designer(plan: "Plan", path: str | Path) -> Path:
    """
    Write the designer's GeoPackage, whole or not at all.

    Parameters
    ----------
    plan
        With the tables idle_plots, idle_rectangles, idle_bays, idle_evidence, idle_refusals,
        idle_reuse, siting and siting_sites, or without some: what has no row has no layer, and
        notes on the data are always written.
    path
        The .gpkg file; one that is there is replaced.

    Returns
    -------
    Path
        The file: layers in the system of the plan, each of one declared sort of geometry, tables
        of attributes, and a default style for each layer. The same plan gives the same bytes.

    Raises
    ------
    OutputError
        The file cannot be written.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> from pianqu.layers.store import database
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(database.read(designer(empty, Path(folder) / "idle.gpkg")))
    ['字段说明', '说明']
    """
    from ...layers.store import database

    path, found = Path(path), layers(plan)
    try:
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=path.parent) as beside:
            whole = database.write(tables(plan), Path(beside) / path.name)
            _append(found, whole, path)
            _settle(whole).replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}：无法写入（{error.strerror or error}）；"
            "请检查文件夹是否存在、是否有写权限，并关闭打开它的程序。"
        ) from error
    except sqlite3.Error as error:
        raise OutputError(f"{path}：无法写入（{error}）；请检查磁盘空间后重新运行。") from error
    return path


def styles(found: Sequence[Layer]) -> "pd.DataFrame":
    """
    The rows of `layer_styles` for some layers.

    Parameters
    ----------
    found
        Layers of the file.

    Returns
    -------
    DataFrame
        A row a layer, under the names that QGIS looks for.

    Examples
    --------
    >>> styles([]).columns.tolist()[2:6]
    ['f_table_name', 'f_geometry_column', 'styleName', 'styleQML']
    """
    import pandas as pd

    shapes = {layer.name: layer.shape for layer in found}
    own = [style for style in STYLES if style.layer in shapes]
    names = [style.layer for style in own]
    drawn = [
        qml(style, sort="Point" if shapes[style.layer] == "Point" else "Polygon") for style in own
    ]
    rows = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": pd.Series(names, dtype="string"),
        "f_geometry_column": GEOMETRY,
        "styleName": pd.Series(names, dtype="string"),
        "styleQML": pd.Series(drawn, dtype="string"),
        "styleSLD": "",
        "useAsDefault": True,
        "description": "闲置地与选址图例",
        "owner": "",
        "ui": pd.Series([None] * len(own), dtype="string"),
        "update_time": pd.Timestamp(_DAY),
    }
    return pd.DataFrame(rows)


def _append(found: Sequence[Layer], whole: Path, path: Path) -> None:
    """Layers with their sort of geometry declared, then the styles that are for them."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

    named = {"FID": "fid", "GEOMETRY_NAME": GEOMETRY}
    try:
        for layer in found:
            pyogrio.write_dataframe(
                layer.frame,
                whole,
                layer=layer.name,
                geometry_type=layer.shape,
                layer_options=named,
            )
        if found:
            rows = styles(found)
            pyogrio.write_dataframe(rows, whole, layer=_STYLES, layer_options={"FID": "id"})
    except (DataLayerError, DataSourceError, FeatureError, FieldError) as error:
        raise OutputError(
            f"{path}：图层无法写入 GeoPackage（{error}）；请检查磁盘空间后重新运行。"
        ) from error


def _settle(whole: Path) -> Path:
    """A copy with one fixed day: not even SQLite's own count of changes tells of the moment."""
    settled = whole.with_name(f"settled-{whole.name}")
    with closing(sqlite3.connect(whole)) as file:
        file.execute("UPDATE gpkg_contents SET last_change = ?", (_DAY,))
        file.commit()
        file.execute("VACUUM INTO ?", (str(settled),))
    return settled
