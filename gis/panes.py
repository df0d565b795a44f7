"""Windows as the kernel reads them: the frames of points and windows, checked, as arrays."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from .errors import LayerError
from .network import named

if TYPE_CHECKING:
    from .network import Floats, Ints

MARGIN = 0.02  # metres about a sill: a solid that near is looked at
CELL = 32.0  # metres; open places within one are asked about together
UNIT = 1e-6  # by which the length of a normal may differ from 1
_NUMBERS = ("x", "y", "nx", "ny", "width")


class Places(NamedTuple):
    """Places on walls in plan; windows at place p are ``order[first[p]:first[p + 1]]``."""

    x: "Floats"
    y: "Floats"
    nx: "Floats"
    ny: "Floats"
    width: "Floats"
    solid: "Ints"
    lowest: "Floats"  # sill at the place
    first: "Ints"
    order: "Ints"
    sill: "Floats"  # of each window


class Groups(NamedTuple):
    """Things by group; those of group g are ``member[border[g]:border[g + 1]]``."""

    border: "Ints"
    member: "Ints"


def places(points: pd.DataFrame, windows: pd.DataFrame) -> Places:
    """Those of the points that have windows, and these."""
    from .arrays import grouped

    row = positions(points, windows)
    code, used = pd.factorize(row)
    x, y, nx, ny, width = (_taken(points, name, used) for name in _NUMBERS)
    sill = np.array(windows["sill"], dtype=np.float64)  # a copy: of a view the code is another
    _require_numbers(points.index[used], np.stack([x, y, nx, ny, width]), windows.index, sill)
    first, order = grouped(code, len(used))
    lowest = np.minimum.reduceat(sill[order], first[:-1]) if len(used) else np.empty(0)
    solid = points["solid"].to_numpy()[used].astype(np.int64)
    return Places(x, y, nx, ny, width, solid, lowest, first, order, sill)


def positions(points: pd.DataFrame, windows: pd.DataFrame) -> "Ints":
    """Position in `points` of the point of each window."""
    named_by = windows["point"]
    if not points.index.is_unique:
        twice = points.index[points.index.duplicated()].unique()
        raise LayerError(f"窗位点编号 {named(twice)} 出现多次；请给每个窗位点一个编号。")
    if isinstance(named_by.dtype, pd.CategoricalDtype) and named_by.cat.categories is points.index:
        row = named_by.cat.codes.to_numpy()
    else:
        row = points.index.get_indexer(pd.Index(named_by))
    if (row < 0).any():
        raise LayerError(
            f"窗 {named(windows.index[row < 0])} 的 point 不在窗位点表中；请先生成这些窗位点。"
        )
    return row.astype(np.int64, copy=False)


def groups(places: Places) -> Groups:
    """Places of one solid together, and open ones in squares."""
    loose = places.solid < 0
    key = places.solid.copy()
    cell = np.floor(np.stack([places.x, places.y])[:, loose] / CELL).astype(np.int64)
    if loose.any():
        cell -= cell.min(axis=1, keepdims=True)
        key[loose] = -1 - cell[0] * (cell[1].max() + 1) - cell[1]
    member = np.argsort(key, kind="stable")
    border = np.flatnonzero(np.diff(key[member], prepend=np.nan, append=np.nan))
    return Groups(border, member)


def boxes(places: Places, groups: Groups) -> "tuple[Floats, Floats]":
    """Bounds of each group with the ends of its sills, and its lowest sill."""
    first, member = groups.border[:-1], groups.member
    if len(first) == 0:
        return np.empty((0, 4)), np.empty(0)
    pad = places.width / 2 + MARGIN
    low = [np.minimum.reduceat((v - pad)[member], first) for v in (places.x, places.y)]
    high = [np.maximum.reduceat((v + pad)[member], first) for v in (places.x, places.y)]
    return np.stack(low + high, axis=1), np.minimum.reduceat(places.lowest[member], first)


def _taken(frame: pd.DataFrame, column: str, rows: "Ints") -> "Floats":
    return frame[column].to_numpy()[rows].astype(np.float64)


def _require_numbers(
    places: pd.Index, numbers: "Floats", windows: pd.Index, sill: "Floats"
) -> None:
    faults = []
    for name, values in zip(_NUMBERS, numbers, strict=True):
        if not np.isfinite(values).all():
            faults.append(
                _fault("窗位点", places[~np.isfinite(values)], name, "不是有限数", "补上")
            )
    nx, ny, width = numbers[2:]
    length = np.hypot(nx, ny)
    if (wrong := (np.abs(length - 1) > UNIT) & (length > 0)).any():
        faults.append(_fault("窗位点", places[wrong], "nx、ny", "不是单位法向量", "改正"))
    if (wrong := width < 0).any():
        faults.append(_fault("窗位点", places[wrong], "width", "为负", "改正"))
    if not np.isfinite(sill).all():
        faults.append(
            _fault("窗", windows[~np.isfinite(sill)], "sill", "不是有限数", "补上窗台标高")
        )
    if faults:
        raise LayerError(faults)


def _fault(thing: str, ids: pd.Index, field: str, what: str, deed: str) -> str:
    return f"{thing} {named(ids)} 的 {field} {what}；请{deed}。"
