"""How well the rows of one layer sit on another, as they are and at other places."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ...gis import datum
from .. import kinds
from .datums import BD09, GCJ02

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Shapes = NDArray[np.object_]

_SHOWN = {GCJ02: datum.to_gcj02, BD09: datum.to_bd09}
_TRUE = {GCJ02: datum.from_gcj02, BD09: datum.from_bd09}
_DIRECTIONS = 16
_RINGS = (0.6, 1.0)  # of the length of the shift
_APART = 0.3  # of it; arbitrary places that are nearer to one that is tried are left out
_CLEAR, _WITHIN, _OUTLINE = "clear", "within", "outline"


@dataclass(frozen=True)
class Guess:
    """That a layer is shown in a datum and not undone, or that it was undone and was true."""

    datum: str
    undone: bool = False

    @property
    def other(self) -> "Guess":
        """What the same shift would mean of the other layer."""
        return Guess(self.datum, not self.undone)


GUESSES = tuple(Guess(name, undone) for undone in (False, True) for name in (GCJ02, BD09))


@dataclass(frozen=True)
class Pair:
    """Two layers, and when a row of the first sits well on the second."""

    layer: str
    reference: str
    measure: str
    distance: float
    words: str

    @property
    def counted(self) -> tuple[str, str]:
        """What is counted of the layer, and its measure word: rows, or stretches of outlines."""
        return ("范围线", "段") if self.measure == _OUTLINE else ("", "个")


@dataclass(frozen=True, eq=False)
class Seating:
    """
    A layer on its reference.

    `shapes` are its rows, or stretches of their outlines (a sample of them); `moves` the step to
    each other place, (n, 2) metres, one for each guess.
    """

    pair: Pair
    shapes: "Shapes"
    tree: shapely.STRtree
    moves: Mapping[Guess, "Floats"]

    @cached_property
    def here(self) -> "NDArray[np.bool_]":
        """(n,) whether each row sits well as it is."""
        return self._at(np.zeros(2))

    @cached_property
    def there(self) -> "dict[Guess, NDArray[np.bool_]]":
        """(n,) whether each row sits well under each guess."""
        return {guess: self._at(move) for guess, move in self.moves.items()}

    def better(self, guess: Guess) -> tuple[int, int]:
        """How many rows sit better under a guess than as they are, and how many worse."""
        there = self.there[guess]
        return int((there & ~self.here).sum()), int((~there & self.here).sum())

    @cached_property
    def chance(self) -> float:
        """Best share at arbitrary places about as far away as those of the guesses."""
        steps = [move.mean(axis=0) for move in self.moves.values()]
        known = np.array([np.zeros(2), *steps])
        rings = {float(np.hypot(*step)) for step in steps[:2]}
        tried = np.concatenate([_ring(far * ring) for far in sorted(rings) for ring in _RINGS])
        away = np.hypot(*(tried[:, None] - known[None]).transpose(2, 0, 1)).min(axis=1)
        return max(self._at(step).mean() for step in tried[away > _APART * min(rings)])

    def around(self, guess: Guess | None) -> float:
        """Best share a short way off a guess, or off the place as it is."""
        start = np.zeros(2) if guess is None else self.moves[guess]
        ring = _ring(rule("nearby"))[::2]
        return max(self._at(start + step).mean() for step in ring)

    def _at(self, move: "Floats") -> "NDArray[np.bool_]":
        if self.pair.measure == _WITHIN:
            return self._hit(self.tree.query(_moved(self.shapes, move), predicate="within")[0])
        points = _moved(self._points, move)
        near = self._hit(self.tree.query(points, "dwithin", self.pair.distance)[0])
        if self.pair.measure in (_CLEAR, _OUTLINE):
            near &= ~self._hit(self.tree.query(_moved(self.shapes, move), "intersects")[0])
        return near

    @cached_property
    def _points(self) -> "Shapes":
        if self.pair.measure == _OUTLINE:
            return self.shapes
        return shapely.point_on_surface(self.shapes)

    def _hit(self, rows: "NDArray[np.int_]") -> "NDArray[np.bool_]":
        found = np.zeros(len(self.shapes), dtype=bool)
        found[rows] = True
        return found


def pairs() -> list[Pair]:
    """
    The pairs of layers that tell of a shift.

    Examples
    --------
    >>> pairs()[0].layer, pairs()[0].reference
    ('facilities', 'streets')
    """
    return [
        Pair(**{**row, "distance": float(row["distance"])})  # pyright: ignore[reportArgumentType]  text but for one
        for row in kinds.rows("shift_pairs")
    ]


@cache
def rule(name: str) -> float:
    """
    A number of the table shift_rules.

    Examples
    --------
    >>> rule("gain")
    0.2
    """
    return float(next(row["value"] for row in kinds.rows("shift_rules") if row["rule"] == name))


def seated(frame: "gpd.GeoDataFrame", reference: "gpd.GeoDataFrame", pair: Pair) -> Seating | None:
    """
    A layer on its reference; None where either has too few rows.

    Parameters
    ----------
    frame, reference
        Index the ids; in one metric grid.
    pair
        Which they are, and what is looked at.
    """
    shapes = _drawn(frame)
    under = _drawn(reference)
    if pair.measure == _OUTLINE:
        shapes, under = _stretches(shapes), _inset(under)
    if len(shapes) < rule("least") or not len(under):
        return None
    shapes = shapes[:: math.ceil(len(shapes) / rule("sample"))]
    shapes = _inset(shapes) if pair.measure == _CLEAR else shapes
    return Seating(pair, shapes, shapely.STRtree(under), _moves(shapes, frame))


def _drawn(frame: "gpd.GeoDataFrame") -> "Shapes":
    shapes = np.asarray(frame.geometry.array, dtype=object)
    return shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]


def _stretches(outlines: "Shapes") -> "Shapes":
    """Parts of the outlines, evenly spaced, as many as are looked at."""
    from shapely.ops import substring

    rings = shapely.get_parts(shapely.boundary(outlines))
    rings = rings[shapely.length(rings) > 0]
    length = shapely.length(rings)
    ends, long = np.cumsum(length), rule("stretch")
    whole = float(length.sum())
    at = np.arange(0, whole, max(long, whole / rule("sample")))
    row = np.searchsorted(ends, at, side="right").clip(max=len(rings) - 1)
    starts = at - (ends - length)[row]
    of: list[Any] = rings[row].tolist()
    parts = [substring(ring, at, at + long) for ring, at in zip(of, starts, strict=True)]
    return np.array(parts, dtype=object)


def _moved(shapes: "Shapes", move: "Floats") -> "Shapes":
    """Each shape by its own step, or all by one."""
    at, row = shapely.get_coordinates(shapes, return_index=True)
    steps = np.broadcast_to(move, (len(shapes), 2))
    return shapely.set_coordinates(shapes.copy(), at + steps[row])


def _inset(shapes: "Shapes") -> "Shapes":
    """Outlines without their rim: a path may end at a door."""
    inner = shapely.buffer(shapes, -rule("inset"))
    return np.where(shapely.is_empty(inner), shapely.point_on_surface(shapes), inner)


def _moves(shapes: "Shapes", frame: "gpd.GeoDataFrame") -> "dict[Guess, Floats]":
    """The formula at each row, wherever it is: some converters apply it abroad too."""
    from ...gis.crs import transformer

    at = shapely.get_coordinates(shapely.point_on_surface(shapes))
    to_degrees = transformer(frame.crs, 4326)
    lon, lat = to_degrees.transform(*at.T)
    found: dict[Guess, Floats] = {}
    for guess in GUESSES:
        change = (_SHOWN if guess.undone else _TRUE)[guess.datum]
        there = change(lon, lat, everywhere=True)
        back = to_degrees.transform(*there, direction="INVERSE")
        found[guess] = np.column_stack(back) - at
    return found


def _ring(far: float) -> "Floats":
    turns = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS
    return far * np.column_stack([np.cos(turns), np.sin(turns)])
