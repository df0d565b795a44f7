"""Searches around one place after another: what they read, what they write on, how they go on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from . import spots

if TYPE_CHECKING:
    from .arrays import Notes, Origins, Room, Scene, Work
    from .network import Ints, Network

SPARE = 1 << 16  # ways written beyond one place's, before they are used


class Tools(NamedTuple):
    """What one thread writes on."""

    work: "Work"
    notes: "Notes"
    room: "Room"


def scene(
    network: "Network", starts: "Origins", doors: pd.DataFrame, pace: float
) -> "tuple[pd.Index, Scene]":
    """Sorted places, and all that lies still while they are searched around."""
    from . import arrays

    spots.require_named(doors, "place", "所属设施")
    places, targets, border = spots.targets(network, doors, doors["place"], pace)
    sides = arrays.sides(len(network.nodes), network.start, network.end, starts.first)
    return places, arrays.Scene(network.graph, targets, border, starts, sides)


def tools(network: "Network", starts: "Origins", limit: float, size: "Ints") -> Tools:
    """Room for searches up to `limit` minutes; `size` takes the number of ways to each place."""
    from . import arrays

    work, notes = arrays.workspace(len(network.nodes), limit * 60, len(network.zones))
    count = len(starts.row)
    listed = np.empty(count, dtype=np.int32), np.empty(count + SPARE, dtype=np.int32)
    room = arrays.Room(np.full(count, np.inf), *listed, np.empty(count + SPARE), size)
    return Tools(work, notes, room)


def turns(scene: "Scene", begin: int, stop: int, own: Tools) -> Iterator[tuple[int, int]]:
    """Search around the places from `begin` to `stop`, as many at a time as there is room for."""
    from . import search

    while begin < stop:
        end = search.around(scene, begin, stop, *own)
        yield begin, end
        begin = end
