"""Exact max-p beside spopt's on the examples that libpysal carries."""

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from pianqu.analysis.bundling.regions import most_regions

SECONDS = 120.0
SCALE = 10**6  # decimals of a weight that are kept


class Example(NamedTuple):
    """A data set of libpysal, what is summed (None: the areas), the sum, and the known number."""

    name: str
    file: str
    column: str | None
    least: int
    known: int


EXAMPLES = (
    Example("mexico", "mexicojoin.shp", None, 3, 10),
    Example("columbus", "columbus.shp", "HOVAL", 150, 12),
    Example("chicago", "Chicago77.shp", None, 5, 15),
    Example("sids2", "sids2.shp", "BIR74", 9000, 30),
)


def rows(examples: tuple[Example, ...] = EXAMPLES) -> Iterator[dict[str, Any]]:
    """One row an example: the number of regions, and that of spopt's heuristic."""
    for example in examples:
        table, links, weights, least = _data(example)
        most_regions(np.array([[0, 1]]), np.array([1, 1]), 1)  # compiles
        begun = time.perf_counter()
        found = most_regions(links, weights, least, seconds=SECONDS)
        spent = time.perf_counter() - begun
        faults = _faults(found.region, links, weights, least)
        theirs, seconds = _spopt(table, weights, least)
        yield {
            **{"work": "max-p", "size": f"{example.name}, {len(weights)} areas"},
            **{"peer": "spopt MaxP", "ours_s": spent, "peer_s": seconds, "ratio": seconds / spent},
            **{"max_diff": abs(found.count - example.known), "flips": faults},
            **{"ours_mb": None, "peer_mb": None, "extrapolated": False},
            **{"ours_value": found.count, "ours_bound": found.bound, "ours_status": found.status},
            **{"peer_value": theirs, "known": example.known},
        }


def _data(example: Example) -> tuple[Any, np.ndarray, np.ndarray, int]:
    import geopandas as gpd
    from libpysal import examples
    from libpysal.weights import Queen

    table = gpd.read_file(examples.load_example(example.name).get_path(example.file))
    beside = Queen.from_dataframe(table, use_index=False, silence_warnings=True).neighbors
    pairs = {(min(one, other), max(one, other)) for one in beside for other in beside[one]}
    links = np.array(sorted(pairs))
    if example.column is None:
        return table, links, np.ones(len(table), dtype=np.int64), example.least
    weights = np.rint(table[example.column] * SCALE).astype(np.int64).to_numpy()
    return table, links, weights, example.least * SCALE


def _faults(region: np.ndarray, links: np.ndarray, weights: np.ndarray, least: int) -> int:
    """Regions that are light or in pieces, counted from the labels alone."""
    wrong = 0
    for number in set(region.tolist()) - {-1}:
        own = set(np.flatnonzero(region == number).tolist())
        seen = {min(own)}
        for _ in own:
            seen |= {b for a, b in links.tolist() if a in seen and b in own}
            seen |= {a for a, b in links.tolist() if b in seen and a in own}
        wrong += seen != own or weights[list(own)].sum() < least
    return wrong


def _spopt(table: Any, weights: np.ndarray, least: int) -> tuple[int, float]:
    """With 999 constructions and one round of annealing, which gives it the most regions."""
    from libpysal.weights import Queen
    from spopt.region import MaxPHeuristic

    beside = Queen.from_dataframe(table, use_index=False, silence_warnings=True)
    centres = table.geometry.centroid
    frame = table[["geometry"]].assign(x=centres.x, y=centres.y, weight=weights / SCALE)
    np.random.seed(0)  # noqa: NPY002 - what spopt draws from
    begun = time.perf_counter()
    model = MaxPHeuristic(
        *(frame, beside, ["x", "y"], "weight", least / SCALE),
        top_n=2,
        max_iterations_construction=999,
        max_iterations_sa=1,
    )
    model.solve()
    return int(model.p), time.perf_counter() - begun
