"""The isochrone example of OSMnx: one ego graph an entrance, by networkx."""

from typing import Any, NamedTuple

import numpy as np
from peers import LIMIT, Split

SAMPLE = 15  # entrances searched from; the rest is extrapolated


class Ways(NamedTuple):
    """Arcs from the entrance outwards, against the way people walk, and where to begin."""

    tail: np.ndarray
    head: np.ndarray
    seconds: np.ndarray
    doors: np.ndarray


def sample(entrances: int) -> np.ndarray:
    """Positions of the entrances searched from: evenly over all kinds."""
    return np.linspace(0, entrances - 1, min(SAMPLE, entrances)).astype(int)


def ways(parts: Split, chosen: np.ndarray) -> Ways:
    return Ways(parts.head, parts.tail, parts.seconds, parts.door[chosen])


def graph(found: Ways) -> tuple[Any, np.ndarray]:
    """The kind of graph that OSMnx makes, with the attribute time only."""
    import networkx as nx

    streets = nx.MultiDiGraph()
    arcs = zip(found.tail.tolist(), found.head.tolist(), found.seconds.tolist(), strict=True)
    streets.add_edges_from((tail, head, {"time": seconds}) for tail, head, seconds in arcs)
    return streets, found.doors


def reached(structure: tuple[Any, np.ndarray]) -> list[np.ndarray]:
    """Nodes in reach of each entrance, as the example finds them."""
    import networkx as nx

    streets, doors = structure
    egos = (nx.ego_graph(streets, door, radius=LIMIT, distance="time") for door in doors.tolist())
    return [np.array(ego.nodes) for ego in egos]
