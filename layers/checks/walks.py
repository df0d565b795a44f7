"""Short walks along the streets as they are drawn, to see whether two places are joined already."""

import heapq
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from .networks import Vertices
from .rules import limit


@dataclass(frozen=True, eq=False)
class Walks:
    """
    The streets as places and the metres between neighbours.

    Parameters
    ----------
    vertices
        Of the streets, as of :func:`pianqu.layers.checks.networks.vertices`.

    Examples
    --------
    >>> from pianqu.layers.checks.networks import vertices
    >>> lines = shapely.linestrings([[(0, 0), (90, 0)], [(90, 0), (90, 4)]])
    >>> found = vertices(lines)
    >>> Walks(found).metres(found.place[3], 0, lines[0], shapely.Point(90, 4))
    4.0
    """

    vertices: Vertices

    @cached_property
    def _neighbours(self) -> dict[int, list[tuple[int, float]]]:
        xy, _, part, place = self.vertices
        step = np.flatnonzero(np.diff(part) == 0)
        metres = np.hypot(*(xy[step + 1] - xy[step]).T)
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        ends = zip(place[step], place[step + 1], metres, strict=True)
        for one, other, much in ends:
            found[int(one)].append((int(other), float(much)))
            found[int(other)].append((int(one), float(much)))
        return found

    def metres(self, start: int, row: int, line: Any, goal: Any) -> float:
        """
        Metres along the streets from a place to the place of a line nearest to a point.

        Parameters
        ----------
        start
            Number of the place.
        row, line
            The street.
        goal
            The point.

        Returns
        -------
        float
            Infinite where it is farther than twice the row `dead_end_detour`.
        """
        reached = self._within(start, 2 * limit("dead_end_detour"))
        first, last = np.searchsorted(self.vertices.row, [row, row + 1])
        places = self.vertices.place[first:last].tolist()
        known = [at for at, place in enumerate(places) if place in reached]
        if not known:
            return float("inf")
        points = shapely.points(self.vertices.xy[first:last][known])
        along = shapely.line_locate_point(line, points)
        rest = np.abs(along - shapely.line_locate_point(line, goal))
        walked = [reached[places[at]] for at in known]
        return float(np.min(np.array(walked) + rest))

    def _within(self, start: int, most: float) -> dict[int, float]:
        """Place to metres, for the places within reach (Dijkstra)."""
        done: dict[int, float] = {}
        queue = [(0.0, int(start))]
        while queue:
            metres, place = heapq.heappop(queue)
            if place in done:
                continue
            done[place] = metres
            for other, step in self._neighbours[place]:
                if other not in done and metres + step <= most:
                    heapq.heappush(queue, (metres + step, other))
        return done
