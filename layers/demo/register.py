"""The register of the district: who lives in the houses, how old they are, what is recorded."""

import numpy as np
import pandas as pd
import shapely

from . import ground
from .houses import boundaries

LIFTS = ("C03-B064",)  # lifts were added in all its stairwells
DANGEROUS = ("C09-B022", "C09-B023", "C09-B024")  # appraised as grade D
CHILDREN = 0.11  # share of residents under 15 years
FUND = 32.0  # yuan of maintenance fund due on a square metre
STEPS = 1.2  # metres up to the entrance floor on the hill, C10
_GRADES = {"A": 0.25, "B": 0.60, "C": 0.15}


def buildings(houses: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    The register of buildings.

    Parameters
    ----------
    houses
        As from :func:`houses.footprints`.
    seed
        Draws years, residents and grades.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan. Households are doors by storeys by
        stairwells (60 to 75 m2 of floor area each); residents follow the community's mean.

    Examples
    --------
    >>> from .houses import footprints
    >>> found = buildings(footprints(7), 7)
    >>> int(found["households"].sum())
    4202
    """
    register = ground.table("register").loc[houses["community"]].reset_index(drop=True)
    chance = ground.random(seed, "register")
    households = houses["units"] * houses["storeys"] * houses["doors"]
    residents = chance.poisson(
        households * register["persons_per_household"].astype(float).to_numpy()
    )
    span = register["years"].astype(int).to_numpy() + 1
    number = houses.groupby("community").cumcount() + 1
    return pd.DataFrame(
        {
            "name": number.astype(str) + "号楼",
            "community": houses["community"],
            "use": np.where(houses.index == "C01-B069", "mixed", "residential"),
            "storeys": houses["storeys"],
            "storeys_below": 0,
            "height": houses["height"],
            "year_built": register["year_built"].astype(int).to_numpy() + chance.integers(span),
            "floor_area": houses["floor_area"],
            "households": households,
            "residents": residents,
            "elderly": chance.binomial(residents, register["elderly_share"].astype(float)),
            "stairwell_count": houses["units"],
            "structure": register["structure"].to_numpy(),
            "safety_grade": _grades(houses, chance),
            "lift": houses.index.isin(LIFTS),
            "historic": houses["house"] == "h",
            "self_built": False,
            "owner_class": "private",
            "geometry": houses["geometry"],
        }
    )


def stairwells(doors: pd.DataFrame, houses: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    The register of stairwells.

    Parameters
    ----------
    doors
        As from :func:`houses.stairwells`.
    houses
        The register of buildings: the elderly of a building are shared out over its stairwells.
    seed
        Draws who lives where.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan.

    Examples
    --------
    >>> from . import houses as built
    >>> found = built.footprints(7)
    >>> stairwells(built.stairwells(found), buildings(found, 7), 7)["elderly"].sum() > 0
    np.True_
    """
    chance = ground.random(seed, "stairwells")
    of = houses.loc[doors["building"]]
    units, rest = of["stairwell_count"].to_numpy(), doors["number"].to_numpy() - 1
    elderly = of["elderly"].to_numpy() // units + (rest < of["elderly"].to_numpy() % units)
    hill = (doors["community"] == "C10").to_numpy()
    return pd.DataFrame(
        {
            "name": doors["number"].astype(str) + "单元",
            "building": doors["building"],
            "community": doors["community"],
            "storeys": doors["storeys"],
            "households": doors["storeys"] * doors["households_per_storey"],
            "households_per_storey": doors["households_per_storey"],
            "elderly": elderly,
            "disabled": chance.binomial(elderly, 0.12),
            "lift": of["lift"].to_numpy(),
            "facing": doors["facing"].round(1),
            "stair_width": np.round(chance.uniform(1.05, 1.25, len(doors)), 2),
            "level_difference": np.where(hill, STEPS, 0.15),
            "geometry": doors["geometry"],
        }
    )


def communities(houses: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    The register of communities, its sums those of the buildings.

    Parameters
    ----------
    houses
        The register of buildings.
    seed
        Draws the children and the cars.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan.

    Examples
    --------
    >>> from .houses import footprints
    >>> int(communities(buildings(footprints(7), 7), 7)["building_count"].sum())
    449
    """
    register, land = ground.table("register"), boundaries()
    chance = ground.random(seed, "communities")
    sums = houses.groupby("community")[["floor_area", "households", "residents", "elderly"]].sum()
    area = np.round(shapely.area(land.to_numpy()), 1)
    cars = chance.binomial(sums["households"], register["cars_per_household"].astype(float))
    due = sums["floor_area"] * FUND * register["fund_collected"].astype(float)
    written = register.drop(
        columns=[
            "years",
            "structure",
            "cars_per_household",
            "persons_per_household",
            "elderly_share",
        ]
    )
    return written.assign(
        name=ground.table("communities")["name"],
        year_built=houses.groupby("community")["year_built"].min(),
        floor_area=sums["floor_area"].round(2),
        households=sums["households"],
        residents=sums["residents"],
        elderly=sums["elderly"],
        building_count=houses.groupby("community").size(),
        children=chance.binomial(sums["residents"], CHILDREN),
        cars=cars,
        land_area=area,
        floor_area_ratio=(sums["floor_area"] / area).round(3),
        fund_balance=due.round(2),
        geometry=land,
    )


def districts(areas: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """
    Administrative areas with the households and residents of their communities.

    Parameters
    ----------
    areas
        As from :func:`land.districts`.
    register
        The register of communities.

    Returns
    -------
    DataFrame
        `areas` with ``households`` and ``residents``.

    Examples
    --------
    >>> from . import land
    >>> from .houses import footprints
    >>> register = communities(buildings(footprints(7), 7), 7)
    >>> int(districts(land.districts(), register).loc[["D-N", "D-S"], "households"].sum())
    4202
    """
    counts = ["households", "residents"]
    sums = [register.groupby(tier)[counts].sum() for tier in ("district", "neighbourhood")]
    return areas.join(pd.concat(sums), on="name")


def _grades(houses: pd.DataFrame, chance: np.random.Generator) -> np.ndarray:
    usual = chance.choice(list(_GRADES), len(houses), p=list(_GRADES.values()))
    return np.where(houses.index.isin(DANGEROUS), "D", usual)
