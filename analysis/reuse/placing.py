"""Bands laid on a ground: where aisles run free, and how many bays stand in each row."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .bands import AISLE, Band, Pattern

Interval = tuple[float, float]
_TINY = 1e-6  # metres: rounding of coordinates takes no bay


@dataclass(frozen=True)
class Placed:
    """
    A pattern on a ground whose aisles run along the x axis.

    `aisles` are the boxes (x, y, x, y) of the aisles and, last, of the one that joins several;
    `rows` are the band of each row, its low and high y, and the free runs of x in it.
    """

    pattern: Pattern
    aisles: tuple[tuple[float, float, float, float], ...]
    rows: tuple[tuple[Band, float, float, tuple[Interval, ...]], ...]

    def count(self, *, without: Interval | None = None, row: int = -1) -> int:
        """Bays in all rows, or where a way in takes a stretch of one row."""
        return sum(
            _fitting(run, band.pitch)
            for number, (band, _, _, runs) in enumerate(self.rows)
            for run in (cut(runs, without) if without and number == row else runs)
        )

    def boxes(
        self, *, without: Interval | None = None, row: int = -1
    ) -> list[tuple[int, float, float, float, float]]:
        """Each bay as its row and its box (x, y, x, y), row by row."""
        return [
            (number, start + band.pitch * place, low, start + band.pitch * (place + 1), high)
            for number, (band, low, high, runs) in enumerate(self.rows)
            for start, end in (cut(runs, without) if without and number == row else runs)
            for place in range(_fitting((start, end), band.pitch))
        ]


def place(
    ground: BaseGeometry, pattern: Pattern, low: float, *, least: float = 0.0
) -> Iterator[Placed]:
    """
    Ways to lay a pattern on a ground, from the y given upward.

    A pattern of one aisle runs as far as the ground lets it, past the bays that do not fit. One of
    several needs its aisles free over the whole length, and another that joins them at one end.

    Parameters
    ----------
    ground
        In metres, turned so that aisles run along x.
    pattern
        The bands.
    low
        The y at which the first band begins.
    least
        Metres that an aisle must be long.

    Yields
    ------
    Placed
        None where no aisle fits.

    Examples
    --------
    >>> from pianqu.analysis.reuse.bands import patterns, sizes
    >>> ground = shapely.box(0, 0, 24, 16.1)
    >>> [placed.count() for placed in place(ground, patterns(16.1, sizes())[0], 0.0)]
    [20]
    """
    west, _, east, _ = shapely.bounds(ground).tolist()
    if pattern.aisles and east - west < least - _TINY:
        return
    edges = [(band, low + begin, low + end) for band, begin, end in pattern.edges]
    if pattern.aisles > 1:
        if all(free(ground, begin, end) == [(west, east)] for _, begin, end in edges):
            yield from _joined(pattern, edges, (west, east))
        return
    rows = [
        (band, begin, end, free(ground, begin, end)) for band, begin, end in edges if band.pitch
    ]
    aisle = next(((begin, end) for band, begin, end in edges if band.part == AISLE), None)
    for start, stop in free(ground, *aisle) if aisle else [(west, east)]:
        if aisle and stop - start < least - _TINY:
            continue
        kept = tuple(
            (band, begin, end, tuple(within(runs, start, stop))) for band, begin, end, runs in rows
        )
        boxes = ((start, aisle[0], stop, aisle[1]),) if aisle else ()
        yield Placed(pattern, boxes, kept)


def free(ground: BaseGeometry, low: float, high: float) -> list[Interval]:
    """
    Runs of x over which the ground covers everything between two y.

    Examples
    --------
    >>> free(shapely.box(0, 0, 10, 4) - shapely.box(3, 3, 4, 9), 1, 4)
    [(0.0, 3.0), (4.0, 10.0)]
    """
    west, south, east, north = shapely.bounds(ground).tolist()
    if (east - west) * (north - south) - ground.area < _TINY:  # a box is free all along
        return [(west, east)]
    out = shapely.get_parts(shapely.difference(shapely.box(west, low, east, high), ground))
    bounds = shapely.bounds(out[shapely.area(out) > _TINY])
    edges, at = [], west
    for start, end in bounds[np.argsort(bounds[:, 0])][:, [0, 2]]:
        if start - at > _TINY:
            edges.append((float(at), float(start)))
        at = max(at, end)
    return [*edges, (float(at), float(east))] if east - at > _TINY else edges


def within(runs: list[Interval], start: float, stop: float) -> list[Interval]:
    """
    Runs cut to what lies between two x.

    Examples
    --------
    >>> within([(0.0, 3.0), (4.0, 10.0)], 2.0, 5.0)
    [(2.0, 3.0), (4.0, 5.0)]
    """
    kept = [(max(begin, start), min(end, stop)) for begin, end in runs]
    return [(begin, end) for begin, end in kept if end > begin]


def cut(runs: tuple[Interval, ...], away: Interval) -> list[Interval]:
    """
    Runs without a stretch.

    Examples
    --------
    >>> cut(((0.0, 10.0),), (4.0, 7.0))
    [(0.0, 4.0), (7.0, 10.0)]
    """
    return [*within(list(runs), -np.inf, away[0]), *within(list(runs), away[1], np.inf)]


def _joined(
    pattern: Pattern, edges: list[tuple[Band, float, float]], run: Interval
) -> Iterator[Placed]:
    """Several aisles on a free ground, joined by one across them at either end."""
    aisles = [(run[0], low, run[1], high) for band, low, high in edges if band.part == AISLE]
    wide, low, high = aisles[0][3] - aisles[0][1], aisles[0][1], aisles[-1][3]
    for start in (run[0], run[1] - wide):
        way = (start, start + wide)
        rows = tuple(
            (band, begin, end, tuple(cut((run,), way) if low < begin < high else [run]))
            for band, begin, end in edges
            if band.pitch
        )
        yield Placed(pattern, (*aisles, (way[0], low, way[1], high)), rows)


def _fitting(run: Interval, pitch: float) -> int:
    return int((run[1] - run[0] + _TINY) / pitch)
