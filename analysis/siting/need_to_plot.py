"""From need to plot: who is without in each community, the plot proposed, and what if it goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from .cells import typed
from .existing import Base, Homes, unmet
from .siting_options import Options

if TYPE_CHECKING:
    from .problems import Problem
    from .proposals import Proposal

NO_NEED_KNOWN = "本小区没有一栋住宅算出了到此类设施的步行时间"
NOWHERE, NOT_CHOSEN = (
    "没有候选地块能在时限内到达",
    "候选地块未入选：处数或资金有限，其他地块惠及的人更多",
)
SOME_LEFT = "拟选地块不能惠及全部缺口"
COLUMNS = [
    *("community", "use", "kind", "status", "unmet_buildings", "unmet_households"),
    *("households_missing", "unmet_residents", "residents_missing", "not_computed"),
    *("candidates", "candidate_plots", "proposed", "unit", "base", "covered_before"),
    *("covered_after", "share_before", "share_after", "cost", "cost_certainty", "falls_away"),
    *("next_best", "covered_next_best", "share_next_best", "reason"),
]


def needs(
    found: "Sequence[Proposal]", homes: Homes, counted: Base, *, options: Options
) -> pd.DataFrame:
    """
    One row a community and use with somebody beyond the limit, or nobody known.

    Parameters
    ----------
    found
        One a use, from :func:`pianqu.analysis.siting.proposals.siting`.
    homes
        Where people live, and how far they walk today.
    counted
        In what they are counted.
    options
        What the planner wants.

    Returns
    -------
    DataFrame
        `siting_needs`: `community`, `use`, `kind`; `unmet_buildings`, `unmet_households`,
        `unmet_residents` (NA where not known of any) with `households_missing` and
        `residents_missing` (homes of which it is not known), `not_computed`; `candidates` and
        `candidate_plots` (that some home without could walk to, by what they would bring here),
        `proposed` (those of them that are proposed); `base` (in `unit`), `covered_before`,
        `covered_after` and their shares; `cost` of the proposed plots (each the whole of it, also
        where it serves several communities: not to be added up); `falls_away` (the proposed plot
        that brings most here), `next_best` (what comes in without it) and `covered_next_best`,
        `share_next_best` then; `reason` where somebody stays without, or nobody is known.
    """
    parts = [_of_use(one, one.asked, homes, counted, options) for one in found if one.asked]
    return typed(pd.DataFrame([row for part in parts for row in part], columns=COLUMNS))


@dataclass(frozen=True, eq=False)
class _Sums:
    """What is the same for all communities of one use, each part summed once."""

    asked: "Problem"
    sites: pd.DataFrame
    base: pd.Series
    covered: Mapping[str, pd.Series]  # "before", "after", and plot that falls away
    left: pd.Series  # homes that stay without, by community
    brings: Mapping[str, pd.Series]


def _sums(one: "Proposal", asked: "Problem") -> _Sums:
    sites = one.sites.set_index("plot")
    sets: dict[str, tuple[str, ...]] = {"before": (), "after": tuple(sites.index)}
    solved = sites[sites["next_status"].isin(["proven", "gap"])]
    sets |= {str(plot): tuple(chosen) for plot, chosen in solved["next_sites"].items()}
    owner = asked.community
    served = {name: asked.covered(chosen) for name, chosen in sets.items()}
    return _Sums(
        asked=asked,
        sites=sites,
        base=asked.weight.groupby(owner).sum(),
        covered={
            name: asked.weight.where(own, 0.0).groupby(owner).sum() for name, own in served.items()
        },
        left=(~served["after"]).groupby(owner).sum(),
        brings=_brings(asked),
    )


def _brings(asked: "Problem") -> dict[str, pd.Series]:
    """Of each community the weight without that each candidate reaches; the most first, then id."""
    near = asked.near[~asked.near["demand"].isin(asked.reached.index[asked.reached])]
    table = pd.DataFrame(
        {
            "community": asked.community.reindex(near["demand"]).array,
            "site": near["site"].array,
            "weight": asked.weight.reindex(near["demand"]).array,
        }
    )
    sums = table.groupby(["community", "site"])["weight"].sum().reset_index()
    sums = sums.sort_values(["weight", "site"], ascending=[False, True], kind="stable")
    groups = sums.groupby("community", sort=False)
    return {str(name): rows.set_index("site")["weight"] for name, rows in groups}


def _of_use(
    one: "Proposal", asked: "Problem", homes: Homes, counted: Base, options: Options
) -> Iterable[dict[str, Any]]:
    without = unmet(homes, one.kind, limit=options.limit)
    sums = _sums(one, asked)
    for community, row in without.iterrows():
        name = str(community)
        if name not in sums.base.index:
            yield _unknown(one, name, row, counted)
        elif row["unmet_buildings"] > 0:
            told = _unmet(one, name, row, counted) | _cover(sums, name)
            yield told | _plots(sums, name)


def _unmet(one: "Proposal", community: str, row: pd.Series, counted: Base) -> dict[str, Any]:
    told = {name: row[name] for name in COLUMNS if name in row.index}
    return {"community": community, "use": one.use, "kind": one.kind, **told} | {
        "status": one.status,
        "unit": counted.unit,
    }


def _unknown(one: "Proposal", community: str, row: pd.Series, counted: Base) -> dict[str, Any]:
    """A community of which no home has an answer: what it lacks is not known, not nothing."""
    open_row = {name: pd.NA for name in row.index if name.startswith("unmet_")}
    said = {"status": "not_computed", "reason": NO_NEED_KNOWN}
    return _unmet(one, community, row, counted) | open_row | said


def _cover(sums: _Sums, community: str) -> dict[str, Any]:
    base = float(sums.base[community])
    told: dict[str, Any] = {"base": base}
    for name in ("before", "after"):
        told[f"covered_{name}"] = float(sums.covered[name][community])
        told[f"share_{name}"] = told[f"covered_{name}"] / base if base else pd.NA
    return told


def _plots(sums: _Sums, community: str) -> dict[str, Any]:
    """The candidates for one community, those proposed, and what comes if the first of them goes."""
    brings = list(sums.brings.get(community, pd.Series(dtype=float)).index)
    proposed = [plot for plot in brings if plot in sums.sites.index]
    told: dict[str, Any] = {
        "candidates": len(brings),
        "candidate_plots": ";".join(brings) or pd.NA,
        "proposed": ";".join(proposed) or pd.NA,
        "reason": _reason(bool(sums.left[community]), brings, proposed),
    }
    if not proposed:
        return told
    first, chosen = proposed[0], sums.sites.loc[proposed]
    told["cost"] = chosen["cost"].sum(skipna=False)
    told["cost_certainty"] = ";".join(sorted(chosen["cost_certainty"].dropna().unique())) or pd.NA
    told |= {"falls_away": first, "next_best": chosen.loc[first, "next_best"]}
    if first in sums.covered:
        base, then = float(sums.base[community]), float(sums.covered[first][community])
        told |= {"covered_next_best": then, "share_next_best": then / base if base else pd.NA}
    return told


def _reason(left: bool, brings: list[str], proposed: list[str]) -> object:
    if not left:
        return pd.NA
    if not brings:
        return NOWHERE
    return SOME_LEFT if proposed else NOT_CHOSEN
