"""Packages as tables: what each holds, whom it serves, and how it balances."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import money
from .making import HECTARE, POINTS
from .problem import Answer, Package, Problem

WIDTH = 4.0  # m; links are drawn this wide on either side, so that a package is one shape
ROLES = {"communities": "小区", "plots": "闲置地块", "premises": "存量房屋", "projects": "项目"}
BALANCED, SURPLUS, DEFICIT = "balanced", "surplus", "deficit"


@dataclass(frozen=True)
class Packages:
    """
    The packages of an answer.

    Attributes
    ----------
    packages
        One row a package, see :func:`packages`.
    members
        One row a unit in a package, see :func:`packages`.
    """

    packages: gpd.GeoDataFrame
    members: pd.DataFrame


def packages(
    answer: Answer,
    problem: Problem,
    units: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    walks: pd.DataFrame,
) -> Packages:
    """
    The packages of an answer and who is in them.

    Parameters
    ----------
    answer, problem
        The answer, and what was asked.
    units
        Indexed by id: `name`, `of_layer`, `verdict`, `district`, `money_least`, `money_most`
        (yuan), `service`, geometry.
    links
        Pairs `first`, `second`, `joined`, with the line between them.
    walks
        `first`, `second`, `metres`.

    Returns
    -------
    Packages
        `packages`, indexed ``P01`` ...: `name`, `hub`, `communities`, `land`, `households`,
        `hectares`, `farthest`, `worth` (households), `money` (what it is reckoned with),
        `money_least`, `money_most`, `income`, `overhead` (yuan), `balance`, `alone`, `pending`, `district`, `served`, geometry. `members`:
        `package`, `unit`, `name`, `of_layer`, `role`, `hub`, `households`, `hectares`,
        `money_least`, `money_most`, `service`, `metres`, `verdict`, `district`.
    """
    ids = [name(number) for number in range(len(answer.packages))]
    rows = [_row(found, problem, units) for found in answer.packages]
    shapes = [_shape(found, problem, units, links) for found in answer.packages]
    members = _members(answer, problem, units, walks, ids)
    far = members.groupby("package")["metres"].max() if len(members) else pd.Series(dtype=float)
    made = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=_COLUMNS, index=pd.Index(ids, name="package", dtype=object)),
        geometry=shapes,
        crs=units.crs,
    )
    made["farthest"] = far.reindex(made.index).astype("Float64")
    return Packages(gpd.GeoDataFrame(made[[*_COLUMNS, "farthest", "geometry"]]), members)


_COLUMNS = [
    *("name", "hub", "communities", "land", "households", "hectares", "worth", "money"),
    *(
        "money_least",
        "money_most",
        "income",
        "overhead",
        "balance",
        "alone",
        "pending",
        "district",
        "served",
    ),
]


def name(number: int) -> str:
    """
    Id of a package by its place in the answer.

    Examples
    --------
    >>> name(0)
    'P01'
    """
    return f"P{number + 1:02d}"


def _row(found: Package, problem: Problem, units: gpd.GeoDataFrame) -> list[object]:
    own = units.loc[problem.units[list(found.members)]]
    lived = own[own["of_layer"].eq("communities")]
    earned = sum(
        service.income * served
        for service, served in zip(problem.services, found.served, strict=True)
    )
    overhead = 0 if found.alone else problem.limits.overhead
    beside = (earned - overhead) / money.FEN
    served = "；".join(
        f"{service.key} {served}"
        for service, served in zip(problem.services, found.served, strict=True)
        if served
    )
    return [
        _name(own, lived),
        str(problem.units[found.hub]),
        len(lived),
        len(own) - len(lived),
        found.households,
        found.area / HECTARE,
        found.value / POINTS,
        found.money / money.FEN,
        money.total(own["money_least"]) + beside,
        money.total(own["money_most"]) + beside,
        earned / money.FEN,
        overhead / money.FEN,
        _balance(found.money),
        found.alone,
        "、".join(map(str, lived.index[lived["verdict"].eq("pending").fillna(value=False)])),
        "、".join(sorted(own["district"].dropna().astype(str).unique())),
        served,
    ]


def _name(own: gpd.GeoDataFrame, lived: gpd.GeoDataFrame) -> str:
    """The largest community and how many there are, else the land."""
    if not len(lived):
        return str(own["name"].fillna(pd.Series(own.index, own.index)).iloc[0])
    most = lived.sort_values("households", ascending=False, kind="stable")
    first = str(most["name"].iloc[0])
    return first if len(lived) == 1 else f"{first}等 {len(lived)} 个小区"


def _balance(fen: int) -> str:
    return BALANCED if fen == 0 else (SURPLUS if fen > 0 else DEFICIT)


def _shape(
    found: Package, problem: Problem, units: gpd.GeoDataFrame, links: gpd.GeoDataFrame
) -> shapely.Geometry:
    """Its members, and strips along the links that join them."""
    own = problem.units[list(found.members)]
    inside = links["joined"] & links["first"].isin(own) & links["second"].isin(own)
    strips = shapely.buffer(links.geometry[inside].to_numpy(), WIDTH)
    shapes = units.geometry.loc[own].to_numpy()
    points = shapely.get_dimensions(shapes) == 0
    shapes = np.where(points, shapely.buffer(shapes, WIDTH), shapes)
    return shapely.union_all([*shapes, *strips])


def _members(
    answer: Answer,
    problem: Problem,
    units: gpd.GeoDataFrame,
    walks: pd.DataFrame,
    ids: list[str],
) -> pd.DataFrame:
    rows = [
        (own, str(problem.units[member]), member == found.hub, str(problem.units[found.hub]))
        for own, found in zip(ids, answer.packages, strict=True)
        for member in found.members
    ]
    made = pd.DataFrame(rows, columns=["package", "unit", "hub", "_hub"])
    own = units.reindex(made["unit"]).reset_index(drop=True)
    made["name"], made["of_layer"] = own["name"], own["of_layer"].astype("string")
    made["role"] = made["of_layer"].map(ROLES).astype("string")
    made["households"] = own["households"].astype("Int64")
    made["hectares"] = own["area"].astype("Float64") / HECTARE
    for column in ("money_least", "money_most", "service", "verdict", "district"):
        made[column] = own[column]
    made["metres"] = _metres(made, walks)
    return made.drop(columns="_hub")


def _metres(made: pd.DataFrame, walks: pd.DataFrame) -> pd.Series:
    """From each member to its hub."""
    ends = np.sort(walks[["first", "second"]].astype(str).to_numpy(dtype=str), axis=1)
    far = pd.Series(walks["metres"].to_numpy(dtype=float), [*map(tuple, ends)])
    least = far.groupby(level=0).min()
    pairs = [tuple(sorted(pair)) for pair in zip(made["unit"], made["_hub"], strict=True)]
    found = pd.Series(least.reindex(pd.Index(pairs, dtype=object)).to_numpy(), made.index)
    return found.mask(made["hub"].astype(bool), 0.0).astype("Float64")
