"""The ground of the made-up district: where it lies, its tables, and how a plan is laid on it."""

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

NAME = "示范片区（合成数据）"
EPSG = 4549
ORIGIN = (540_000.0, 3_480_000.0)  # the plan's (0, 0) in EPSG 4549, metres
EXTENT = shapely.box(-10, -10, 1640, 1330)  # edge of the data, in the plan's metres
AS_OF = "2024-06-30"
RIVER = shapely.LineString(
    np.array(
        [
            [1030, 1036, 1052, 1062, 1058, 1044, 1034, 1042, 1060],
            [-10, 150, 320, 480, 640, 800, 960, 1120, 1330],
        ]
    ).T
)
RIVER_WIDTH = 26.0
_PACKAGE = __name__.rsplit(".", 2)[0]


def table(name: str) -> pd.DataFrame:
    """
    One of the tables that describe the district.

    Parameters
    ----------
    name
        ``communities``, ``rows``, ``roads`` ...: the file is ``demo_NAME.csv``.

    Returns
    -------
    DataFrame
        Every cell as text, empty cells as empty text; indexed by ``id`` where there is one.

    Examples
    --------
    >>> table("communities").loc["C14", "name"]
    '胜利路十二号楼'
    """
    return _read(name).copy()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """
    The rows of a frame, one dict each.

    Parameters
    ----------
    frame
        Any frame; a named index becomes an entry too.

    Returns
    -------
    list of dict
        In order.

    Examples
    --------
    >>> records(table("gates"))[0]["id"]
    'G-P02-S'
    """
    whole = frame.reset_index() if frame.index.name else frame
    return [{str(key): cell for key, cell in row.items()} for row in whole.to_dict("records")]


def source(seed: int) -> str:
    """
    Words that stand in the ``source`` of every row.

    Parameters
    ----------
    seed
        The seed that the district is drawn with.

    Returns
    -------
    str
        Chinese, says that the data is made up.

    Examples
    --------
    >>> source(7)
    '合成数据（种子 7）'
    """
    return f"合成数据（种子 {seed}）"


def random(seed: int, part: str) -> np.random.Generator:
    """
    The chance of one part of the district, apart from that of the other parts.

    Parameters
    ----------
    seed
        The seed of the district.
    part
        Name of the part, so that a change in one leaves the others as they were.

    Returns
    -------
    Generator
        PCG64.

    Examples
    --------
    >>> int(random(7, "age").integers(100)) == int(random(7, "age").integers(100))
    True
    """
    return np.random.Generator(np.random.PCG64([seed, *part.encode()]))


def river() -> "BaseGeometry":
    """
    Water of the river on the plan.

    Returns
    -------
    Polygon
        The plan's metres.

    Examples
    --------
    >>> round(river().area / RIVER.length)
    26
    """
    return RIVER.buffer(RIVER_WIDTH / 2, cap_style="flat").intersection(EXTENT)


def parse(text: str) -> "NDArray[np.float64]":
    """
    Points written as ``x y;x y``.

    Parameters
    ----------
    text
        Metres on the plan.

    Returns
    -------
    NDArray
        (n, 2).

    Examples
    --------
    >>> parse("1 2;3 4").tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    return np.array([[float(part) for part in point.split()] for point in text.split(";")])


def laid(geometry: "NDArray[np.object_]") -> "NDArray[np.object_]":
    """
    Geometries of the plan at their place in EPSG 4549.

    Parameters
    ----------
    geometry
        Metres on the plan; None stays None.

    Returns
    -------
    NDArray
        Moved to `ORIGIN`, coordinates to the millimetre.

    Examples
    --------
    >>> laid(np.array([shapely.Point(1, 2)]))[0].wkt
    'POINT (540001 3480002)'
    """
    return np.asarray(shapely.transform(geometry, lambda xy: np.round(xy + ORIGIN, 3)))


@cache
def _read(name: str) -> pd.DataFrame:
    path = resources.files(_PACKAGE) / "tables" / f"demo_{name}.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    return rows.set_index("id") if "id" in rows else rows


def framed(rows: pd.DataFrame, *, seed: int, geometry: bool = True) -> pd.DataFrame:
    """
    A layer from its rows: laid on the ground, in order, with where it comes from.

    Parameters
    ----------
    rows
        One row a feature; indexed by id; a column ``geometry`` on the plan where `geometry`.
    seed
        The seed of the district, said in ``source``.
    geometry
        Whether the layer has geometries.

    Returns
    -------
    DataFrame or GeoDataFrame
        `rows` with ``source`` and ``as_of``; index named ``id``; EPSG 4549.

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["a"]}, index=["C01"])
    >>> framed(rows, seed=7, geometry=False).loc["C01", "source"]
    '合成数据（种子 7）'
    """
    stamped = rows.assign(source=source(seed), as_of=pd.Timestamp(AS_OF)).rename_axis("id")
    if not geometry:
        return stamped
    places = laid(stamped["geometry"].to_numpy(dtype=object))
    return gpd.GeoDataFrame(stamped.assign(geometry=places), geometry="geometry", crs=EPSG)
