"""Similarity fits between two sets of points: four parameters in the plane, seven in space."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

PLANE, SPACE = 4, 7


@dataclass(frozen=True, eq=False)
class Fit:
    """
    A similarity: turn and scale about a middle, then move to another.

    Attributes
    ----------
    scale
        Metres there a metre here.
    turn
        (d, d) rotation, without reflection.
    here, there
        (d,) middles of the two sets.
    residuals
        (n, d) what is left at each point: fitted less given, metres.
    """

    scale: float
    turn: "Floats"
    here: "Floats"
    there: "Floats"
    residuals: "Floats"

    def apply(self, points: "ArrayLike") -> "Floats":
        """
        (m, d) points moved as the fit says.

        Examples
        --------
        >>> fitted = fit([[0, 0], [10, 0]], [[100, 50], [110, 50]])
        >>> fitted.apply([[5, 5]]).round(6).tolist()
        [[105.0, 55.0]]
        """
        at = np.asarray(points, float) - self.here
        return self.scale * at @ self.turn.T + self.there

    @property
    def rotation(self) -> float:
        """Turn in the plane, degrees, anticlockwise."""
        return float(np.degrees(np.arctan2(self.turn[1, 0], self.turn[0, 0])))

    @property
    def shift(self) -> "Floats":
        """(d,) where the origin goes."""
        return self.apply(np.zeros((1, len(self.here))))[0]

    @property
    def misses(self) -> "Floats":
        """(n,) length of each residual, metres."""
        return np.linalg.norm(self.residuals, axis=1)

    @property
    def rms(self) -> float:
        """Root of the mean square of the residuals, metres a point."""
        return float(np.sqrt((self.misses**2).mean()))


def fit(here: "ArrayLike", there: "ArrayLike") -> Fit:
    """
    The similarity that brings one set of points nearest to the other, by least squares.

    Parameters
    ----------
    here, there
        (n, 2) for four parameters (two of a move, turn, scale) or (n, 3) for seven (three of a
        move, three turns, scale); metres, the same points in the same order. At least two points
        in the plane and three in space, not all in one place, in space not all on one line.

    References
    ----------
    S. Umeyama (1991), Least-squares estimation of transformation parameters between two point
    patterns, IEEE PAMI 13(4); in the plane it is the 4-parameter fit of surveyors, in space the
    7-parameter (Helmert, Bursa-Wolf) fit with exact rotations.

    Examples
    --------
    >>> turned = fit([[0, 0], [10, 0], [0, 10]], [[0, 0], [0, 20], [-20, 0]])
    >>> round(turned.scale, 6), round(turned.rotation, 6), round(turned.rms, 6)
    (2.0, 90.0, 0.0)
    """
    start, end = np.asarray(here, float), np.asarray(there, float)
    middle, goal = start.mean(axis=0), end.mean(axis=0)
    left, right = start - middle, end - goal
    ways, sizes, axes = np.linalg.svd(right.T @ left)
    sign = np.ones(len(sizes))
    sign[-1] = np.sign(np.linalg.det(ways) * np.linalg.det(axes))
    turn = (ways * sign) @ axes
    scale = float((sizes * sign).sum() / (left**2).sum())
    residuals = scale * left @ turn.T - right
    return Fit(scale, turn, middle, goal, residuals)


def spread(points: "ArrayLike") -> "Floats":
    """
    (d,) how far a set of points reaches along each of its own axes, longest first.

    Root of the mean square, metres.

    Examples
    --------
    >>> spread([[0, 0], [3, 4], [6, 8]]).round(3).tolist()
    [4.082, 0.0]
    """
    at = np.asarray(points, float)
    return np.linalg.svd(at - at.mean(axis=0), compute_uv=False) / np.sqrt(len(at))
