"""Small cases of siting: homes, plots and walks as frames, and the best choice by trying all."""

from collections.abc import Collection
from itertools import chain, combinations

import numpy as np
import pandas as pd

from pianqu.analysis import standards
from pianqu.analysis.siting import proposals
from pianqu.analysis.siting.existing import Homes
from pianqu.analysis.siting.siting_options import Options

USES = pd.DataFrame(
    {
        "zh": ["社区食堂", "托育", "口袋公园", "电梯井道"],
        "facility_kind": ["canteen", "nursery", "park_small", ""],
    },
    index=pd.Index(["canteen", "nursery", "pocket_park", "lift_lobby"], name="use"),
)


def homes(minutes: dict, *, households: list | None = None, community: list | None = None) -> Homes:
    """Homes B1, B2, ...: minutes today by kind; households 10 each unless given."""
    table = pd.DataFrame(minutes, dtype=float)
    table.index = pd.Index([f"B{number}" for number in range(1, len(table) + 1)])
    counts = [10] * len(table) if households is None else households
    weights = pd.DataFrame({"buildings": 1.0}, index=table.index)
    weights["households"] = pd.array(counts, dtype="Float64")
    weights["residents"] = weights["households"] * 2.5
    owner = pd.Series(community or ["C1"] * len(table), table.index, dtype="string")
    return Homes(table, weights, owner)


def walks(minutes: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Plot to home to minutes."""
    rows = [(home, plot, far) for plot, own in minutes.items() for home, far in own.items()]
    return pd.DataFrame(rows, columns=["building", "plot", "minutes"]).astype({"minutes": float})


def reuse(fits: dict[str, str], *, use: str = "canteen", **columns: list) -> pd.DataFrame:
    """Plot to its verdict; 100 m2 needed unless given."""
    table = pd.DataFrame({"plot": list(fits), "use": use, "fits": list(fits.values())})
    return table.assign(**{"area_needed": 100.0, "capacity": np.nan, **columns})


def plots(ids: Collection[str], *, of_layer: str = "premises") -> pd.DataFrame:
    """Plots of 300 m2."""
    index = pd.Index(list(ids), name="plot")
    return pd.DataFrame({"area": 300.0, "of_layer": of_layer}, index=index)


def newly(found: Homes, kind: str, ways: pd.DataFrame, chosen: Collection[str], limit: float = 10):
    """Households that these plots bring within the limit, home by home."""
    total = 0.0
    for home in found.minutes.index:
        near = ways[(ways["building"] == home) & ways["plot"].isin(list(chosen))]
        if found.minutes.loc[home, kind] > limit and (near["minutes"] <= limit).any():
            total += float(found.weights.loc[home, "households"])
    return total


def choices(ids: Collection[str], most: int) -> list[tuple[str, ...]]:
    """Every choice of so many plots or fewer."""
    sizes = range(min(most, len(ids)) + 1)
    return list(chain.from_iterable(combinations(sorted(ids), size) for size in sizes))


def best(found: Homes, kind: str, ways: pd.DataFrame, ids: Collection[str], most: int) -> float:
    """The most households newly reached by any choice of so many plots."""
    return max(newly(found, kind, ways, chosen) for chosen in choices(ids, most))


def walked(
    found: Homes, kind: str, ways: pd.DataFrame, chosen: Collection[str], far: float = 30
) -> float:
    """Minutes to the nearest place with these plots, `far` at most, times households, summed."""
    total = 0.0
    for home, today in found.minutes[kind].items():
        own = ways[(ways["building"] == home) & ways["plot"].isin(list(chosen))]
        nearest = min([today, far, *own["minutes"]])
        total += nearest * float(found.weights.loc[home, "households"])
    return total


def town() -> dict:
    """B1 has a canteen; L1 reaches B3 and B4, L2 B2 and B3, L3 B4 and B5, L4 nobody."""
    return {
        "homes": homes({"canteen": [4, 12, 14, np.inf, np.inf]}, households=[10, 20, 30, 40, 25]),
        "walks": walks(
            {
                "L1": {"B3": 5, "B4": 9},
                "L2": {"B2": 3, "B3": 3},
                "L3": {"B4": 5, "B5": 10},
                "L4": {"B5": 10.1},
            }
        ),
        "reuse": reuse({f"L{number}": "can" for number in range(1, 5)}),
        "plots": plots([f"L{number}" for number in range(1, 5)]).assign(floor_area=300.0),
        "uses": USES,
    }


def propose(world: dict, **options: object) -> dict[str, pd.DataFrame]:
    """The tables of a siting of canteens, unless other uses are said."""
    asked = Options(**{"uses": ("canteen",), **options})
    frames = (world[name] for name in ("homes", "walks", "reuse", "plots", "uses"))
    return proposals.siting(*frames, options=asked)


def rules(folder, *rows: dict) -> dict:
    """A table of one's own in the place of `siting_pairs`; of canteens unless said."""
    usual = {"use": "canteen", "zh": "须知", "standard": "本地", "status": "assumption"}
    keyed = [{"key": f"r{at}", **usual, **row} for at, row in enumerate(rows)]
    columns = standards.load("siting_pairs").reset_index().columns
    path = folder / "pairs.csv"
    pd.DataFrame(keyed).reindex(columns=columns).to_csv(path, index=False)
    return {"siting_pairs": path}
