"""Bands of bays and aisles side by side, as the rules of parking size them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import standards

BAY, AISLE, DRIVE = "bay", "aisle", "drive"
PERPENDICULAR, PARALLEL, KERB = "perpendicular", "parallel", "kerb"
_TABLE, _COUNT = "parking_layout", "count"


@dataclass(frozen=True)
class Band:
    """
    A strip across the layout: a row of bays or an aisle.

    `depth` is metres across; `pitch` metres of one bay along, 0 for an aisle.
    """

    part: str
    depth: float
    pitch: float = 0.0


@dataclass(frozen=True)
class Pattern:
    """Bands from one side to the other; `kind` is perpendicular, parallel or kerb."""

    kind: str
    bands: tuple[Band, ...]

    @property
    def depth(self) -> float:
        """Metres across all bands."""
        return sum(band.depth for band in self.bands)

    @property
    def aisles(self) -> int:
        """How many of the bands are aisles."""
        return sum(band.part == AISLE for band in self.bands)

    @property
    def edges(self) -> list[tuple[Band, float, float]]:
        """Each band with the metres at which it begins and ends."""
        found, at = [], 0.0
        for band in self.bands:
            found.append((band, at, at + band.depth))
            at += band.depth
        return found

    def most(self, length: float) -> int:
        """Bays that no ground of this length can exceed."""
        return sum(int(length / band.pitch + 1e-9) for band in self.bands if band.pitch)


def sizes(*, overrides: Mapping[str, str | Path] | None = None) -> dict[str, float]:
    """
    The numbers by which parking is laid out.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; the table is `parking_layout`.

    Returns
    -------
    dict
        Metres by key, but `aisles_most` (a count) and `fill` (a ratio).

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> found = sizes()
    >>> found["bay_width"], found["bay_depth"], found["aisle"]
    (2.4, 5.3, 5.5)
    """
    table = standards.load(_TABLE, overrides=overrides, check=faults)
    return {str(key): float(value) for key, value in table["value"].items()}


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of sizes.

    Numbers must lie between the `least` and `most` of the bundled table.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("parking_layout").reset_index()
    >>> list(faults(table.drop(index=0), "mine.csv"))
    ['规则表文件 mine.csv 的 key 列缺少 bay_width 行；请从 pianqu tables parking_layout --csv 抄入该行。']
    """
    bundled = standards.load(_TABLE)
    for line, row in table[table["key"].isin(bundled.index)].iterrows():
        usual, value = bundled.loc[row["key"]], row["value"]
        whole = usual["unit"] == _COUNT
        if not usual["least"] <= value <= usual["most"] or (whole and value % 1):
            yield (
                f"规则表文件 {file} 第 {line} 行（{row['key']}）的 value 为 {value:g}，应为"
                f" {usual['least']:g} 至 {usual['most']:g} 的{'整数' if whole else '数字'}"
                f"（{usual['unit']}）；请改正该格。"
            )
    for key in bundled.index:
        if key not in set(table["key"]):
            yield (
                f"规则表文件 {file} 的 key 列缺少 {key} 行；"
                f"请从 pianqu tables {_TABLE} --csv 抄入该行。"
            )


def patterns(depth: float, sizes: Mapping[str, float], *, kerb: bool = False) -> list[Pattern]:
    """
    Every pattern that fits across a ground, the deepest first.

    Parameters
    ----------
    depth
        Metres across the ground.
    sizes
        As from :func:`sizes`.
    kerb
        Whether cars may turn in from the street, so that a single row needs no aisle.

    Returns
    -------
    list of Pattern
        One row or two on each aisle, perpendicular or parallel to it; several aisles side by
        side where there is room for them.

    Examples
    --------
    >>> found = patterns(16.1, sizes())
    >>> [(item.kind, [band.part for band in item.bands]) for item in found[:1]]
    [('perpendicular', ['bay', 'aisle', 'bay'])]
    >>> patterns(2.6, sizes())
    []
    """
    across = Band(BAY, sizes["bay_depth"], sizes["bay_width"])
    along = Band(BAY, sizes["parallel_width"], sizes["parallel_length"])
    found = [
        Pattern(kind, bands)
        for kind, bay, aisle in (
            (PERPENDICULAR, across, sizes["aisle"]),
            (PARALLEL, along, sizes["parallel_aisle"]),
        )
        for bands in _rows(bay, Band(AISLE, aisle), int(sizes["aisles_most"]), kind)
    ]
    found += [Pattern(KERB, (along,))] if kerb else []
    return sorted(
        (item for item in found if item.depth <= depth + 1e-9), key=lambda item: -item.depth
    )


def _rows(bay: Band, aisle: Band, most: int, kind: str) -> Iterator[tuple[Band, ...]]:
    """Aisles with a row of bays on each side; the first or the last row may be left out."""
    for count in range(1, (most if kind == PERPENDICULAR else 1) + 1):
        bands = (bay, aisle, bay) * count
        yield bands
        yield bands[1:]
        yield bands[:-1]
