"""Columns of a frame as plain arrays for the checks: shapes, numbers, words, rows that are named."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

Layers = Mapping[str, pd.DataFrame]

_DWELLINGS = ("", "residential", "mixed")  # a building without a use may be a dwelling


def ids(frame: pd.DataFrame) -> list[str]:
    """
    The ids as text.

    Examples
    --------
    >>> ids(pd.DataFrame(index=["P1", 2]))
    ['P1', '2']
    """
    return [str(key) for key in frame.index]


def shapes(frame: pd.DataFrame | None) -> "NDArray[np.object_]":
    """
    The geometries, None where one is missing or empty; none at all without a frame.

    Examples
    --------
    >>> shapes(None).tolist()
    []
    """
    geometry = getattr(frame, "geometry", None)
    if geometry is None:
        return np.empty(0 if frame is None else len(frame), dtype=object)
    found = np.array(geometry.array, dtype=object)
    found[shapely.is_empty(found)] = None
    return found


def with_area(geometry: Any) -> "NDArray[np.intp]":
    """
    Rows of the geometries that have an area.

    Examples
    --------
    >>> with_area(np.array([None, shapely.Point(0, 0), shapely.box(0, 0, 1, 1)])).tolist()
    [2]
    """
    return np.flatnonzero(shapely.area(geometry) > 0)


def numbers(frame: pd.DataFrame, field: str) -> "NDArray[np.float64]":
    """
    A field as numbers, NaN where it is missing or the frame has no such field.

    Examples
    --------
    >>> numbers(pd.DataFrame({"height": pd.array([3, None], dtype="Int64")}), "height").tolist()
    [3.0, nan]
    """
    if field not in frame.columns:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[field]).to_numpy(dtype=float, na_value=np.nan)


def words(frame: pd.DataFrame, field: str) -> "NDArray[np.object_]":
    """
    A field as text, empty where it is missing or the frame has no such field.

    Examples
    --------
    >>> words(pd.DataFrame({"use": ["mixed", None]}), "use").tolist()
    ['mixed', '']
    """
    if field not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    return frame[field].astype("string").fillna("").to_numpy(dtype=object)


def named(frame: pd.DataFrame, field: str, target: pd.DataFrame) -> "NDArray[np.intp]":
    """
    The row of the target that each row names by its id; -1 where it names none that is there.

    Examples
    --------
    >>> homes = pd.DataFrame({"community": ["C1", "C9", None]})
    >>> named(homes, "community", pd.DataFrame(index=["C1"])).tolist()
    [0, -1, -1]
    """
    if field not in frame.columns:
        return np.full(len(frame), -1)
    return pd.Index(target.index.astype(str)).get_indexer(pd.Index(words(frame, field)))


def dwellings(buildings: pd.DataFrame) -> "NDArray[np.bool_]":
    """
    Which buildings may be dwellings: of residential or mixed use, or of no use that is known.

    Examples
    --------
    >>> dwellings(pd.DataFrame({"use": ["public", "mixed", None]})).tolist()
    [False, True, True]
    """
    return np.isin(words(buildings, "use").astype(str), _DWELLINGS)
