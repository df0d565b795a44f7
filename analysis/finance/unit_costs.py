"""Unit costs of each project, and how large its homes are, against plausible bands."""

import pandas as pd

from .. import project_members
from . import plausible
from .entries import Books
from .finance_rules import Overrides
from .ledger import COMMUNITY, PROJECT

_MEASURES = {  # measure: numerator, denominator
    "per_m2": ("cost", "floor_area"),
    "per_household": ("cost", "households"),
    "m2_per_household": ("floor_area", "households"),
    "households_per_building": ("households", "building_count"),
    "persons_per_household": ("residents", "households"),
}
_SIZES = ["floor_area", "households", "building_count", "residents"]


def unit_costs(
    books: Books, accounts: pd.DataFrame, *, overrides: Overrides = None
) -> pd.DataFrame:
    """
    What each project costs a square metre and a household, and whether that can be.

    Floor area and households are those of all the communities of the project; where one of them is
    not known, the ratio is not.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.
    accounts
        From :func:`pianqu.analysis.finance.ledger.accounts`.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `cost_bands`.

    Returns
    -------
    DataFrame
        `unit_costs`, one row a project and measure: `project`, `measure`, `zh`, `numerator_least`,
        `numerator_most`, `denominator`, `value_least`, `value_most`, and as
        :func:`pianqu.analysis.finance.plausible.judged`.

    Examples
    --------
    >>> from .entries import books
    >>> from .ledger import accounts
    >>> projects = pd.DataFrame({"communities": "C1", "mode": "retrofit"}, index=["J1"])
    >>> homes = pd.DataFrame({"floor_area": 278_000.0, "households": 1556}, index=["C1"])
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "cost", "item": "改造", "amount": [75.6e6]})
    >>> made = books(projects, ledger, communities=homes, as_of="2024-06-30")
    >>> found = unit_costs(made, accounts(made)).set_index("measure")
    >>> found.loc[["per_m2", "per_household"], "value_least"].round().tolist()
    [272.0, 48586.0]
    >>> found["verdict"].tolist()
    ['plausible', 'high', 'high', 'unknown', 'unknown']
    """
    within = members(books.projects)
    sizes = _sizes(within, books)
    costs = accounts[accounts["level"].eq(PROJECT)].set_index("id")
    blocks = []
    for measure, (over, under) in _MEASURES.items():
        least, most = (
            (costs["cost_least"], costs["cost_most"]) if over == "cost" else (sizes[over],) * 2
        )
        below = sizes[under].reindex(sizes.index)
        block = {
            "project": pd.Series(sizes.index, sizes.index, dtype="string"),
            "measure": measure,
            "mode": books.projects.get("mode", pd.NA),
            "numerator_least": least.reindex(sizes.index),
            "numerator_most": most.reindex(sizes.index),
            "denominator": below,
            "value_least": plausible.quotients(least.reindex(sizes.index), below),
            "value_most": plausible.quotients(most.reindex(sizes.index), below),
        }
        blocks.append(pd.DataFrame(block, index=sizes.index))
    table = pd.concat(blocks)
    order = {each: at for at, each in enumerate(sizes.index)}
    table = table.assign(_at=table["project"].map(order)).sort_values("_at", kind="stable")
    table = table.drop(columns="_at").reset_index(drop=True)
    found = plausible.judged(table, overrides=overrides)
    beside = others(within)
    found["reason"] += pd.Series([beside.get(each, "") for each in table["project"]], table.index)
    return pd.concat([table.drop(columns="mode").astype({"measure": "string"}), found], axis=1)


def members(projects: pd.DataFrame) -> pd.DataFrame:
    """
    The communities of each project.

    Parameters
    ----------
    projects
        The layer: `communities`, ids joined by semicolons.

    Returns
    -------
    DataFrame
        One row a project and community: `project`, `community`.

    Examples
    --------
    >>> members(pd.DataFrame({"communities": ["C1;C2", None]}, index=["J1", "J2"])).values.tolist()
    [['J1', 'C1'], ['J1', 'C2']]
    """
    text = projects.get("communities")
    if text is None:
        return pd.DataFrame({PROJECT: [], COMMUNITY: []}, dtype="string")
    parts = project_members.members(text).explode().astype("string").dropna()
    found = {PROJECT: parts.index.astype("string"), COMMUNITY: parts.astype("string").array}
    return pd.DataFrame(found).drop_duplicates(ignore_index=True)


def _sizes(within: pd.DataFrame, books: Books) -> pd.DataFrame:
    """Sums over the communities of each project; NA where one of them is not known."""
    held = pd.DataFrame(books.communities).reindex(columns=_SIZES).astype("Float64")
    own = held.reindex(within[COMMUNITY]).set_axis(within[PROJECT])
    sums = own.groupby(level=0).sum(min_count=1)
    sums = sums.mask(own.isna().groupby(level=0).any())
    return sums.reindex(books.projects.index)


def others(within: pd.DataFrame) -> dict[str, str]:
    """
    Which other projects have a community in common with each, in words.

    Parameters
    ----------
    within
        From :func:`members`.

    Returns
    -------
    dict
        Project to words; only the projects that have others beside them.

    Examples
    --------
    >>> others(pd.DataFrame({"project": ["J1", "J2"], "community": "C1"}))
    {'J1': '；同一小区另有项目 J2', 'J2': '；同一小区另有项目 J1'}
    """
    pairs = within.merge(within, on=COMMUNITY, suffixes=("", "_other"))
    pairs = pairs[pairs[PROJECT].ne(pairs[f"{PROJECT}_other"])]
    named = pairs.groupby(PROJECT)[f"{PROJECT}_other"].agg(
        lambda each: "、".join(dict.fromkeys(each))
    )
    return {str(project): f"；同一小区另有项目 {said}" for project, said in named.items()}
