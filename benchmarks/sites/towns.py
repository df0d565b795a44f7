"""Towns of the siting benchmark: homes in clusters, candidates among them, who is in reach."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

SEED = 4021
CLUSTERS, SPREAD = 25, 0.05  # of the homes: how many, and how wide in shares of the side
SCATTERED = 0.3  # share of the homes, and of the sites, that stand anywhere
FAR = 1e6  # metres, beyond any pair of the San Francisco case
SIDE = 10_000  # metres


class Town(NamedTuple):
    """Pairs with metres; weights by home; how many sites are asked for; what a far walk counts."""

    name: str
    pairs: pd.DataFrame  # demand, site, metres
    weights: pd.Series
    sites: list[str]
    number: int
    cap: float

    def near(self, reach: float) -> "Town":
        """Only the pairs within this reach."""
        return self._replace(pairs=self.pairs[self.pairs["metres"] <= reach])

    def lengths(self) -> np.ndarray:
        """Metres, one row a home, one column a site; the cap where there is no pair."""
        rows = self.weights.index.get_indexer(self.pairs["demand"])
        columns = pd.Index(self.sites).get_indexer(self.pairs["site"])
        metres = np.full((len(self.weights), len(self.sites)), self.cap)
        metres[rows, columns] = self.pairs["metres"]
        return metres


def town(homes: int, sites: int, number: int, *, degree: float, seed: int = SEED) -> Town:
    """A synthetic town, its reach set so that a home has `degree` candidates on average."""
    drawn = np.random.default_rng(seed)
    centres = drawn.random((CLUSTERS, 2))
    home, site = (_points(drawn, centres, count) for count in (homes, sites))
    one, other = cKDTree(home), cKDTree(site)
    reach = _reach(one, other, degree * homes)
    found = one.sparse_distance_matrix(other, reach, output_type="coo_matrix").tocsr().tocoo()
    names = np.array([f"S{place:05d}" for place in range(sites)])
    ids = np.array([f"B{place:06d}" for place in range(homes)])
    pairs = pd.DataFrame(
        {"demand": ids[found.row], "site": names[found.col], "metres": found.data * SIDE}
    )
    weights = pd.Series(drawn.integers(1, 120, homes).astype(float), index=pd.Index(ids))
    name = f"{homes:,} x {sites:,}, {number} sites"
    return Town(name, pairs, weights, names.tolist(), number, 2 * reach * SIDE)


def san_francisco(number: int) -> Town:
    """The case that spopt is published with: 205 census tracts, 16 stores, metres by road."""
    import spopt

    folder = Path(spopt.__file__).parent / "tests/test_locate/data"
    walks = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    tracts = pd.read_csv(folder / "SF_demand_205_centroid_uniform_weight.csv")
    names = {"DestinationName": "demand", "name": "site", "distance": "metres"}
    long = walks[list(names)].rename(columns=names)
    weights = tracts.set_index("NAME")["POP2000"].astype(float)
    sites = sorted(set(long["site"]))
    return Town("San Francisco", long, weights, sites, number, FAR)


def _points(drawn: np.random.Generator, centres: np.ndarray, count: int) -> np.ndarray:
    around = centres[drawn.integers(0, len(centres), count)]
    points = around + drawn.normal(0.0, SPREAD, (count, 2))
    loose = drawn.random(count) < SCATTERED
    points[loose] = drawn.random((int(loose.sum()), 2))
    return points


def _reach(one: cKDTree, other: cKDTree, pairs: float) -> float:
    low, high = 0.0, 0.5
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if one.count_neighbors(other, middle) < pairs else (low, middle)
    return high
