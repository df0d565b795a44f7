"""Packages as a problem: units, links, hubs and rules in arrays of whole numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

Mode = Literal["self", "package", "pool"]
Status = Literal["proven", "gap", "infeasible", "no_answer"]
NONE = -1  # no community, no package


@dataclass(frozen=True)
class Service:
    """
    What land of a package can serve to homes of the same package.

    Attributes
    ----------
    key
        Its name.
    value
        Gain of each need that is served, in thousandths of a household.
    income
        Fen that each need served brings to the package.
    percent
        Least share of the need of the package that its own land has room for; 0 asks for none.
    """

    key: str
    value: int
    income: int
    percent: int = 0


@dataclass(frozen=True)
class Limits:
    """
    What every package, and all of them together, must keep to.

    Attributes
    ----------
    mode
        `self`: each community by itself, with land of its own, and it balances; `package`: each
        package balances; `pool`: the packages of a pool balance together.
    least_households, most_households, least_area, most_area
        Of a package, inclusive; m2. One community by itself may be above the greatest. Mode `self`
        does not look at them.
    cost
        What a package costs in thousandths of a household, so that fewer are better.
    overhead
        Fen that each package costs.
    money
        Fen that each pool may draw on from outside, by number of the pool.
    floor
        Least balance of a package of a pool in fen; None for no limit.
    most_packages
        Packages at most; None for no limit. Land that enters a pool by itself is none.
    """

    mode: Mode
    least_households: int = 0
    most_households: int = 2**31
    least_area: int = 0
    most_area: int = 2**53
    cost: int = 0
    overhead: int = 0
    money: tuple[int, ...] = (0,)
    floor: int | None = None
    most_packages: int | None = None


@dataclass(frozen=True, eq=False)
class Problem:
    """
    Units that may be in packages, and what is asked of the packages.

    A package is a set of units that hang together by `links`, one of them its hub, within reach of
    the others.

    Attributes
    ----------
    units
        Ids, sorted: the order of the input does not matter.
    lived
        Communities; the others are plots and premises.
    households, area, finance
        Of each unit; area in whole m2; finance in fen, income less cost.
    links
        (m, 2) positions of units that may be side by side, `first` < `second`, sorted, none twice.
        In mode `pool` no link joins two pools.
    starts, members, gain
        The members that hub `h` reaches are ``members[starts[h]:starts[h + 1]]``, ascending and
        with the hub among them; `gain` is what each is worth in a package of that hub, in
        thousandths of a household.
    need, capacity
        (n, k) of each unit for each service, not negative.
    services
        k of them.
    pool
        Number of the pool of each unit.
    home
        The community in whose boundary a plot lies; :data:`NONE` for none.
    together
        Sets of units that are in one package, all or none.
    apart
        Pairs that are never in one package.
    must
        Units that have to be in a package.
    limits
        The rules.
    """

    units: pd.Index
    lived: "Flags"
    households: "Ints"
    area: "Ints"
    finance: "Ints"
    links: "Ints"
    starts: "Ints"
    members: "Ints"
    gain: "Ints"
    need: "Ints"
    capacity: "Ints"
    services: tuple[Service, ...]
    pool: "Ints"
    home: "Ints"
    together: tuple[tuple[int, ...], ...]
    apart: tuple[tuple[int, int], ...]
    must: "Flags"
    limits: Limits


@dataclass(frozen=True)
class Package:
    """
    One package.

    Attributes
    ----------
    hub
        Position of the unit that the others are near to: of equal worth the first.
    members
        Positions, ascending.
    value
        Worth in thousandths of a household.
    money
        Balance in fen.
    households, area
        Sums over the members.
    served
        Need served by its own land, one number a service.
    alone
        Land that enters a pool by itself: no home in it, no overhead, worth 0.
    """

    hub: int
    members: tuple[int, ...]
    value: int
    money: int
    households: int
    area: int
    served: tuple[int, ...]
    alone: bool = False


@dataclass(frozen=True)
class Answer:
    """
    Packages, and how far from the best they can be.

    Attributes
    ----------
    status
        `proven` (nothing is worth more), `gap` (valid; the bound says how far), `infeasible`
        (proven that what must be in packages cannot all be), `no_answer` (none was found in the
        time, none ruled out).
    packages
        By their first members.
    value
        Sum of their worth; 0 without an answer.
    bound
        No plan is worth more; infinite where nothing is proven.
    gap
        (bound - value) / max(1, abs(value)); NaN without an answer.
    way
        `alone` (each community by itself), `enumerated` (every package was written out) or
        `columns` (packages made as they were needed).
    """

    status: Status
    packages: tuple[Package, ...]
    value: int
    bound: float
    gap: float
    way: Literal["alone", "enumerated", "columns"]


def _two() -> Problem:
    """A community of one household with 100 fen to spare, and beside it a plot that costs 50."""
    column = np.array([[0], [0]], dtype=np.int64)
    numbers = {
        "households": [1, 0],
        "area": [9, 4],
        "finance": [100, -50],
        "starts": [0, 2, 4],
        "members": [0, 1, 0, 1],
        "gain": [1000, 0, 900, 0],
        "pool": [0, 0],
        "home": [NONE, 0],
    }
    return Problem(
        units=pd.Index(["A", "B"]),
        lived=np.array([True, False]),
        links=np.array([[0, 1]], dtype=np.int64),
        need=column + np.array([[3], [0]]),
        capacity=column + np.array([[0], [9]]),
        services=(Service("parking", value=300, income=10),),
        together=(),
        apart=(),
        must=np.zeros(2, dtype=bool),
        limits=Limits(mode="package"),
        **{name: np.array(own, dtype=np.int64) for name, own in numbers.items()},
    )
