"""Origins and targets as the search reads them: the frames of snapping, checked, as arrays."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from .errors import ChoiceError, LayerError
from .network import named

if TYPE_CHECKING:
    from .arrays import Origins, Targets
    from .network import Floats, Ints, Network


class _Spots(NamedTuple):
    """Places on the network, one entry each; those without an edge are left out."""

    row: "Ints"  # position in the frame they come from
    edge: "Ints"
    fraction: "Floats"
    access: "Floats"  # seconds between the place and the edge

    def at(self, where: "Ints") -> "_Spots":
        return _Spots(self.row[where], self.edge[where], self.fraction[where], self.access[where])


def require_choices(limit: float, pace: float, threads: int) -> None:
    """Raise where the limit (minutes), the pace (metres a second) or the threads are none."""
    faults = [
        f"{name}是 {value:g}，应为{expected}；请在项目文件中改正。"
        for name, value, expected, fine in (
            ("步行时间上限（分钟）", limit, "不小于 0 的有限数", 0 <= limit < np.inf),
            ("步行速度（米/秒）", pace, "大于 0 的有限数", 0 < pace < np.inf),
            ("线程数", threads, "不小于 1 的整数", threads >= 1 and threads == int(threads)),
        )
        if not fine
    ]
    if faults:
        raise ChoiceError(faults)


def origins(network: "Network", frame: pd.DataFrame, pace: float) -> "Origins":
    """Origins in the order of their edges; an edge of another zone is closed to its walker."""
    from . import arrays

    _require_snapped(network, frame, "起点")
    zone = _zones(network, frame)
    homes = _spots(frame, pace)
    first, order = arrays.grouped(homes.edge, len(network.start))
    homes = homes.at(order)
    zone = zone[homes.row]
    border, member = arrays.grouped(zone, len(network.zones) + 1)
    shut = (network.zone[homes.edge] != 0) & (network.zone[homes.edge] != zone)
    records = np.zeros(len(order), dtype=arrays.HOME)
    records["start"], records["end"] = network.start[homes.edge], network.end[homes.edge]
    forward, backward = (
        np.where(shut, np.inf, way[homes.edge]) for way in (network.forward, network.backward)
    )
    records["to_start"] = _part(homes.fraction, backward)
    records["to_end"] = _part(1 - homes.fraction, forward)
    records["access"] = homes.access
    return arrays.Origins(first, homes.row, records, homes.fraction, zone, border, member)


def targets(
    network: "Network", frame: pd.DataFrame, labels: pd.Series, pace: float
) -> "tuple[pd.Index, Targets, Ints]":
    """Sorted labels, targets in that order, and where the targets of each label begin."""
    from . import arrays

    _require_snapped(network, frame, "设施")
    code, names = pd.factorize(labels, sort=True)
    goals = _spots(frame, pace)
    border, order = arrays.grouped(code[goals.row].astype(np.int64), len(names))
    return pd.Index(names), _targets(network, goals.at(order)), border


def kinds(frame: pd.DataFrame) -> pd.Series:
    """The kind of each target or offer, as text; raises where one has none."""
    require_named(frame, "kind", "种类")
    return frame["kind"].astype(str)


def require_named(frame: pd.DataFrame, column: str, word: str) -> None:
    """Raise where a facility has nothing in a column."""
    unnamed = frame.index[frame[column].isna()]
    if len(unnamed):
        raise LayerError(f"设施：编号 {named(unnamed)} 没有{word} {column}；请补上{word}。")


def _require_snapped(network: "Network", frame: pd.DataFrame, name: str) -> None:
    placed = frame[frame["edge"].notna()]
    fits = (
        placed["edge"].between(0, len(network.start) - 1)
        & placed["fraction"].between(0, 1)
        & placed["gap"].between(0, np.inf, inclusive="left")
    )
    strays = placed.index[~fits.to_numpy(dtype=bool)]
    if len(strays):
        raise LayerError(
            f"{name}：编号 {named(strays)} 的路段编号、位置或间距不在这个步行网络上；"
            "请用同一网络重新接驳。"
        )


def _zones(network: "Network", frame: pd.DataFrame) -> "Ints":
    if "zone" not in frame:
        return np.zeros(len(frame), dtype=np.int64)
    zone = pd.to_numeric(frame["zone"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    count = len(network.zones)
    strays = frame.index[~((zone >= 0) & (zone <= count) & (zone % 1 == 0))]
    if len(strays):
        raise LayerError(
            f"起点：编号 {named(strays)} 的分区 zone 应为 0 到 {count} 的整数"
            "（0 为不属于任何分区）；请按步行网络的分区重新编号。"
        )
    return zone.astype(np.int64)


def _spots(frame: pd.DataFrame, pace: float) -> _Spots:
    row = np.flatnonzero(frame["edge"].notna())
    placed = frame.iloc[row]
    edge = placed["edge"].to_numpy(dtype=np.int64)
    fraction, gap = (placed[name].to_numpy(dtype=np.float64) for name in ("fraction", "gap"))
    return _Spots(row, edge, fraction, gap / pace)


def _targets(network: "Network", goals: _Spots) -> "Targets":
    from . import arrays

    return arrays.Targets(
        edge=goals.edge,
        start=network.start[goals.edge],
        end=network.end[goals.edge],
        forward=network.forward[goals.edge],
        backward=network.backward[goals.edge],
        zone=network.zone[goals.edge],
        fraction=goals.fraction,
        access=goals.access,
    )


def _part(share: "Floats", seconds: "Floats") -> "Floats":
    """Share of the seconds; none of a closed way (0 * inf) is 0."""
    return np.multiply(share, seconds, out=np.zeros_like(share), where=share > 0)
