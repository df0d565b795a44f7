"""Rims of parts: places left out that join the part beside them, and places that go over."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .network import Floats, Ints

LEFT = -1
_GAIN = 1e-6  # square metres: what is less is rounding, and would go to and fro
_ROUNDS = 20


def filled(label: "Ints", ends: "Ints", *, most: int) -> "Ints":
    """
    Let places left out join the part beside them, the nearest that has room, as long as any can.

    Parameters
    ----------
    label
        Number of the part of each place, or :data:`LEFT`.
    ends
        (links, 2) places side by side, the shortest link first.
    most
        Places a part.

    Returns
    -------
    array of int
        The labels.

    Examples
    --------
    >>> filled(np.array([0, 0, -1, -1]), np.array([[0, 1], [1, 2], [2, 3]]), most=3).tolist()
    [0, 0, 0, -1]
    """
    label = label.copy()
    size = np.bincount(label[label != LEFT], minlength=1)
    while True:
        part = label[ends]
        loose = ends[(part == LEFT).sum(axis=1) == 1]
        part = label[loose].max(axis=1)
        loose = loose[size[part] < most]
        if not len(loose):
            return label
        place, other = loose[0] if label[loose[0, 0]] == LEFT else loose[0, ::-1]
        label[place] = label[other]
        size[label[other]] += 1


def tidied(label: "Ints", xy: "Floats", ends: "Ints", *, least: int, most: int) -> "Ints":
    """
    Let places on the rim of a part go over to the part beside it where both get more compact.

    A place goes over where the sum of the squares of the distances to the middles of the two parts
    becomes less, both keep within their sizes, and the part that it leaves stays connected.

    Parameters
    ----------
    label, ends
        As for :func:`filled`.
    xy
        (n, 2) metres.
    least, most
        Places a part, inclusive.

    Returns
    -------
    array of int
        The labels; places left out stay so.

    Examples
    --------
    >>> xy = np.array([[0.0, 0], [1, 0], [8, 0], [9, 0], [10, 0]])
    >>> ends = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    >>> tidied(np.array([0, 0, 0, 1, 1]), xy, ends, least=2, most=3).tolist()
    [0, 0, 1, 1, 1]
    """
    groups = Groups(label, xy, ends)
    part = label[ends]
    rim = np.unique(ends[(part != LEFT).all(axis=1) & (part[:, 0] != part[:, 1])]).tolist()
    for _ in range(_ROUNDS):
        touched: set[int] = set()
        for place in rim:
            touched |= groups.moved(place, least, most)
        if not touched:
            break
        rim = sorted(touched)
    return np.array(groups.label, dtype=np.int64)


class Groups:
    """Parts while places go over: who is in each, its middle, and who is beside whom."""

    def __init__(self, label: "Ints", xy: "Floats", ends: "Ints") -> None:
        self.label: list[int] = label.tolist()
        self.xy: list[list[float]] = (xy - xy.mean(axis=0)).tolist() if len(xy) else []
        self.beside: list[list[int]] = [[] for _ in self.label]
        for first, second in ends.tolist():
            self.beside[first].append(second)
            self.beside[second].append(first)
        self.members: dict[int, set[int]] = {}
        for place, part in enumerate(self.label):
            self.members.setdefault(part, set()).add(place)
        self.middle = {part: self._middle(part) for part in self.members}

    def moved(self, place: int, least: int, most: int) -> set[int]:
        """Let a place go over where that helps most; who may move after it (none: it stays)."""
        own = self.label[place]
        if own == LEFT or len(self.members[own]) <= least:
            return set()
        others = {self.label[other] for other in self.beside[place]} - {own, LEFT}
        gains = [
            (self._spread(own, place, -1) - self._spread(part, place, 1), -part)
            for part in others
            if len(self.members[part]) < most
        ]
        gain, part = max(gains, default=(0.0, 0))
        if gain <= _GAIN or not self._holds(own, place):
            return set()
        self.members[own].remove(place)
        self.members[-part].add(place)
        self.label[place] = -part
        self.middle.update({each: self._middle(each) for each in (own, -part)})
        return self.members[own] | self.members[-part] | set(self.beside[place])

    def _middle(self, part: int) -> tuple[float, float, int]:
        """The mean place: summed afresh in one order, so that it keeps no trace of moves before."""
        among = [self.xy[place] for place in sorted(self.members[part])]
        x, y = (sum(each) / len(among) for each in zip(*among, strict=True))
        return x, y, len(among)

    def _spread(self, part: int, place: int, change: int) -> float:
        """Square metres that a place adds to a part, or takes from it."""
        x, y, count = self.middle[part]
        east, north = self.xy[place]
        return ((x - east) ** 2 + (y - north) ** 2) * count / (count + change)

    def _holds(self, part: int, without: int) -> bool:
        """Whether a part stays connected without a place."""
        rest = self.members[part] - {without}
        found = {min(rest)}
        ahead = list(found)
        while ahead:
            near = rest.intersection(self.beside[ahead.pop()]) - found
            found |= near
            ahead += near
        return found == rest
