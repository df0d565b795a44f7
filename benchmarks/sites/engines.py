"""Who sites: pianqu, and spopt with CBC; each gives what it found and what it proved."""

from typing import Any

import numpy as np
import pandas as pd
from towns import Town

MOST, FEWEST, WALKS = "most covered (MCLP)", "fewest sites (LSCP)", "shortest walks (p-median)"
OURS, SPOPT = "pianqu", "spopt"
Found = dict[str, Any]


def ours(work: str, town: Town, *, seconds: float) -> Found:
    """The answer, with its bound and the value counted again from the sites."""
    from pianqu.analysis.siting import covering, median
    from pianqu.analysis.siting.coverage_matrix import from_pairs

    if work == WALKS:
        found = median.shortest_walk(
            town.pairs,
            weights=town.weights,
            candidates=town.sites,
            cap=town.cap,
            sites=town.number,
            time_limit=seconds,
        )
    else:
        m = from_pairs(town.pairs, weights=town.weights, sites=town.sites)
        found = (
            covering.most_covered(m, sites=town.number, time_limit=seconds)
            if work == MOST
            else covering.fewest_sites(m, time_limit=seconds)
        )
    answer = {"status": found.status, "value": found.objective, "bound": found.bound}
    return answer | {"again": again(work, town, list(found.chosen))}


def spopt(work: str, town: Town, *, seconds: float) -> Found:
    """The value of CBC's answer; demand that nothing reaches is left out of the fewest sites."""
    import pulp
    from spopt.locate import LSCP, MCLP, PMedian

    metres, weights = town.lengths(), town.weights.to_numpy()
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=1)
    if work == WALKS:
        model = PMedian.from_cost_matrix(metres, weights, p_facilities=town.number)
    elif work == MOST:
        reach = town.pairs["metres"].max()
        model = MCLP.from_cost_matrix(metres, weights, reach, p_facilities=town.number)
    else:
        reach = town.pairs["metres"].max()
        model = LSCP.from_cost_matrix(metres[(metres <= reach).any(axis=1)], reach)
    model.solve(solver)
    chosen = [
        site
        for site, taken in zip(town.sites, model.fac_vars, strict=True)
        if (taken.value() or 0) > 1 / 2
    ]
    value = again(work, town, chosen)
    return {"status": pulp.LpStatus[model.problem.status], "value": value, "again": value}


def again(work: str, town: Town, chosen: list[str]) -> float:
    """The value of these sites, from the pairs alone."""
    if work == FEWEST:
        return float(len(chosen))
    pairs = town.pairs[town.pairs["site"].isin(chosen)]
    nearest = pairs.groupby("demand")["metres"].min().reindex(town.weights.index)
    if work == MOST:
        return float(town.weights[nearest.notna()].sum())
    walk = np.minimum(nearest.fillna(town.cap), town.cap)
    return float((pd.Series(walk) * town.weights).sum())


ENGINES = {OURS: ours, SPOPT: spopt}
