"""One question of siting: who is without a use today, which plots could take it, and their walks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .coverage_matrix import CoverageMatrix, from_pairs
from .existing import Base, Homes
from .plot_rules import PlotRules, of_use
from .siting_options import Options

_NOWHERE = (np.empty(0, dtype=np.int64), np.empty(0))


@dataclass(frozen=True, eq=False)
class Problem:
    """
    One use, with all that its models ask for.

    Attributes
    ----------
    use, kind
        Row of the table of uses, and the kind of facility that it is.
    minutes
        Today, of each home whose answer is known; inf beyond the search limit.
    weight
        Of the same homes, in the unit of the base.
    community
        Of the same homes; NA where it is in none.
    sites
        The candidates, sorted.
    walks
        One row a home and candidate within the search limit: `demand`, `site`, `minutes`.
    costs
        Yuan of each candidate; NA not known.
    left_out
        Plots that fit but are no candidates because a budget cannot count them.
    rules
        What the planner's rules say about the candidates.
    limit, far
        Minutes within which a home is reached, and to which walks are known.
    """

    use: str
    kind: str
    minutes: pd.Series
    weight: pd.Series
    community: pd.Series
    sites: pd.Index
    walks: pd.DataFrame
    costs: pd.Series
    left_out: tuple[str, ...]
    rules: PlotRules
    limit: float
    far: float

    @cached_property
    def reached(self) -> pd.Series:
        """Whether each home has the use within the limit today."""
        return self.minutes <= self.limit

    @cached_property
    def near(self) -> pd.DataFrame:
        """The walks within the limit."""
        return self.walks[self.walks["minutes"] <= self.limit]

    @cached_property
    def matrix(self) -> CoverageMatrix:
        """Who would be reached from which candidate."""
        return from_pairs(
            self.near[["demand", "site"]],
            weights=self.weight,
            sites=list(self.sites),
            already=self.reached,
        )

    @cached_property
    def ways(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Of each candidate the homes that walk to it, as places in the index, and their minutes."""
        row = self.minutes.index.get_indexer(pd.Index(self.walks["demand"]))
        minutes = self.walks["minutes"].to_numpy(dtype=float)
        groups = self.walks.groupby("site").indices
        return {str(site): (row[at], minutes[at]) for site, at in groups.items()}

    def nearest(self, sites: Iterable[str]) -> pd.Series:
        """Minutes of each home to the nearest place, these sites among them; inf beyond `far`."""
        found = self.minutes.to_numpy(dtype=float, copy=True)
        for site in sites:
            row, minutes = self.ways.get(site, _NOWHERE)
            found[row] = np.minimum(found[row], minutes)  # a site has one walk of a home at most
        return pd.Series(found, self.minutes.index)

    def covered(self, sites: Iterable[str]) -> pd.Series:
        """Whether each home is reached today or from these sites; from the walks alone."""
        return self.nearest(sites) <= self.limit


def problem(
    homes: Homes,
    counted: Base,
    walks: pd.DataFrame,
    reuse: pd.DataFrame,
    *,
    use: str,
    kind: str,
    options: Options,
) -> Problem:
    """
    The question of one use.

    Parameters
    ----------
    homes
        Where people live, and how far they walk today.
    counted
        In what they are counted.
    walks
        From :func:`pianqu.analysis.siting.reach.pairs`, to `options.far` minutes.
    reuse
        Rows of one use: `plot`, `use`, `fits`, `cost`.
    use, kind
        Row of the table of uses, and the kind of facility that it is.
    options
        What the planner wants.

    Returns
    -------
    Problem
        Homes whose answer is not known are in none of it.

    Examples
    --------
    >>> index = pd.Index(["B1", "B2"])
    >>> homes = Homes(
    ...     pd.DataFrame({"canteen": [4.0, np.inf]}, index),
    ...     pd.DataFrame({"buildings": 1.0}, index),
    ...     pd.Series("C1", index),
    ... )
    >>> walks = pd.DataFrame({"building": ["B2"], "plot": ["L1"], "minutes": [3.0]})
    >>> reuse = pd.DataFrame({"plot": ["L1"], "use": "canteen", "fits": "can", "cost": 5e5})
    >>> counted = Base("buildings", homes.weights["buildings"])
    >>> asked = problem(homes, counted, walks, reuse, use="canteen", kind="canteen", options=Options())
    >>> asked.reached.tolist(), asked.covered(["L1"]).tolist(), asked.nearest(["L1"]).tolist()
    ([True, False], [True, True], [4.0, 3.0])
    """
    fitting = reuse[reuse["fits"].isin(options.fitting)].set_index("plot").sort_index()
    cost = fitting["cost"].astype("Float64")
    open_cost = cost.isna() & (options.budget is not None)
    sites = pd.Index(fitting.index[~open_cost.to_numpy(dtype=bool)], dtype=object)
    minutes = homes.minutes[kind].astype(float).dropna()
    own = walks[walks["plot"].isin(sites) & walks["building"].isin(minutes.index)]
    own = own.rename(columns={"building": "demand", "plot": "site"})
    return Problem(
        use=use,
        kind=kind,
        minutes=minutes,
        weight=counted.weight.loc[minutes.index],
        community=homes.community.loc[minutes.index],
        sites=sites,
        walks=own.loc[own["minutes"] <= options.far, ["demand", "site", "minutes"]],
        costs=cost.loc[sites],
        left_out=tuple(fitting.index[open_cost.to_numpy(dtype=bool)]),
        rules=of_use(use, sites, overrides=options.overrides),
        limit=options.limit,
        far=options.far,
    )
