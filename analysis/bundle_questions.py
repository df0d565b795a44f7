"""The question of packages: which communities go together, and how they balance."""

import geopandas as gpd
import pandas as pd

from ..layers import findings
from .bundles import Bundles
from .bundling import (
    binding,
    levels,
    packages,
    reasons,
    relaxing,
    runners_up,
    sensitivity,
    stability,
    transfers,
)
from .bundling.adjacency import UNKNOWN, WHY
from .bundling.problem import Answer, Problem

Tables = dict[str, pd.DataFrame]
_LEAST = 1  # units that take part, without which there is nothing to bundle


def bundling(bundles: Bundles) -> Tables:
    """
    Packages of communities, of the way of balancing that is asked for, beside the others.

    Parameters
    ----------
    bundles
        Of a city with communities, projects and ledger.

    Returns
    -------
    dict
        `bundles`, `bundle_balances`, `bundle_members`, `bundle_units`, `bundle_links`, `bundle_levels`,
        `bundle_modes`, `bundle_transfers`, `bundle_left`, `bundle_binding`, `bundle_worth`,
        `bundle_others`, `bundle_shaken`, `bundle_steady`, `bundle_conflict` and `bundle_findings`;
        nothing where no community takes part.
    """
    if not bundles.units["lived"].astype(bool).sum() >= _LEAST:
        return {}
    mode = bundles.mode
    answer, problem = bundles.answers[mode], bundles.problems[mode]
    made = packages.packages(answer, problem, bundles.units, bundles.links, bundles.walks)
    hubs = {each.hub: str(problem.units[each.hub]) for each in answer.packages}
    names = dict(zip(hubs, made.packages.index, strict=True))
    ids = {hubs[hub]: name for hub, name in names.items()}
    links = bundles.links.assign(why=bundles.links["state"].map(WHY))
    every = bundles.every.rename_axis("unit")
    seconds = bundles.asked.choices.package_seconds / 2
    explained = {
        "bundle_left": reasons.left_out(problem, answer, seconds=seconds),
        "bundle_binding": binding.binding(problem, answer),
        "bundle_worth": sensitivity.worth(problem, answer, seconds=seconds, wider=bundles.wider),
        "bundle_others": runners_up.table(
            problem, runners_up.others(problem, answer, seconds=seconds)
        ),
        "bundle_shaken": stability.shaken(problem, answer, bundles.costs, seconds=seconds),
        "bundle_steady": stability.steady(problem, answer, bundles.costs),
        "bundle_balances": transfers.balances(answer, problem),
        "bundle_conflict": _conflict(problem, answer, seconds),
    }
    return {
        "bundles": made.packages,
        "bundle_members": made.members,
        "bundle_units": gpd.GeoDataFrame(every.assign(package=_held(made.members, every.index))),
        "bundle_links": gpd.GeoDataFrame(links),
        "bundle_levels": levels.levels(bundles.answers, bundles.problems, bundles.every),
        "bundle_modes": _modes(bundles),
        "bundle_transfers": transfers.ledger(answer, problem, names=names),
        **{name: _named(table, ids) for name, table in explained.items()},
        "bundle_findings": _findings(bundles),
    }


def _named(table: pd.DataFrame, ids: dict[str, str]) -> pd.DataFrame:
    """With packages by their own ids, where the table says them by their hubs."""
    found = table.reset_index() if table.index.name else table
    if "package" not in found:
        return found
    return found.assign(package=found["package"].astype("string").map(ids).astype("string"))


def _modes(bundles: Bundles) -> pd.DataFrame:
    found = levels.modes(bundles.answers, bundles.problems)
    found.insert(2, "chosen", found["mode"].eq(bundles.mode))
    return found


def _held(members: pd.DataFrame, ids: pd.Index) -> pd.Series:
    return members.set_index("unit")["package"].reindex(ids).astype("string")


def _conflict(problem: Problem, answer: Answer, seconds: float) -> pd.DataFrame:
    """Why there is no plan, in words; no rows where there is one."""
    found = () if answer.packages else relaxing.conflict(problem, seconds=seconds).words
    return pd.DataFrame({"text": pd.Series(list(found), dtype="string")})


def _findings(bundles: Bundles) -> pd.DataFrame:
    rows: list[findings.Finding] = []
    out = bundles.every[bundles.every["left"].notna()]
    for why, part in out.groupby("left"):
        for layer, own in part.groupby("of_layer"):
            rows += findings.finding(
                findings.INFO,
                str(layer),
                "未参与片区组合",
                value=f"{len(own)} 个：{why}",
                remedy="补充或更正后重新运行，即可参与。",
                ids=[str(each) for each in own.index],
            )
    rows += _unknown_needs(bundles)
    for said in bundles.ground.wishes.unknown:
        rows += findings.finding(
            findings.WARNING, "communities", "片区规则未起作用", value=said, remedy="请核对规则表。"
        )
    off = _far_from_all(bundles)
    if off:
        rows += findings.finding(
            findings.INFO,
            "communities",
            "附近没有可以组合的对象",
            value=f"{len(off)} 个：步行 {bundles.rules.reach:g} 米内没有其他参与组合的对象",
            remedy="只能自成片区；如与实际不符，请核对位置、道路，或放宽 bundle_rules 的 reach。",
            ids=off,
        )
    unknown = bundles.links["state"].eq(UNKNOWN)
    if unknown.any():
        ids = {*bundles.links.loc[unknown, "first"], *bundles.links.loc[unknown, "second"]}
        rows += findings.finding(
            findings.WARNING,
            "communities",
            "所属街道未知，不能判断能否同片区",
            value=f"{int(unknown.sum())} 对相邻的对象",
            remedy="请补充所属街道或街道图层，或设 across_districts = true 允许跨街道组合。",
            ids=sorted(map(str, ids)),
        )
    return findings.table(rows)


def _unknown_needs(bundles: Bundles) -> list[findings.Finding]:
    rows: list[findings.Finding] = []
    words = bundles.services["zh"].to_dict()
    for service, need in bundles.needs.items():
        ids = [str(each) for each in need.index[need.isna()]]
        if ids:
            rows += findings.finding(
                findings.INFO,
                "communities",
                f"片区内{words[str(service)]}需求未知",
                value=f"{len(ids)} 个小区",
                remedy="按没有需求计，不作有利假设；请补充停车位、机动车数或设施。",
                ids=ids,
            )
    return rows


def _far_from_all(bundles: Bundles) -> list[str]:
    """Communities that no other unit is near to, though there are several."""
    if len(bundles.units) <= _LEAST:
        return []
    near = bundles.walks[bundles.walks["metres"].le(bundles.rules.reach)]
    met = {*near["first"], *near["second"]}
    lived = bundles.units.index[bundles.units["lived"].astype(bool)]
    return [str(unit) for unit in lived if unit not in met]
