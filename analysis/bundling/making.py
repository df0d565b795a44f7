"""A problem made from frames: units, who is near whom, what each needs, holds and brings."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...gis.errors import LayerError
from .. import money
from .package_rules import PackageRules
from .problem import NONE, Limits, Mode, Problem, Service
from .wishes import Wishes
from .wording import SHOWN

if TYPE_CHECKING:
    from .problem import Ints

POINTS = 1000  # in a household: worth is counted in thousandths
HECTARE = 10_000
MOST_NEAR = 4096  # units in reach of one hub; more is a slip of the reach


@dataclass(frozen=True)
class Ground:
    """
    What a problem is made from.

    Attributes
    ----------
    units
        Indexed by id: `lived` (bool), `households`, `area` (m2), `money` (yuan, income less cost),
        `home` (id of the community in whose boundary it lies, whose area holds its own; NA for
        none), `pool` (name).
    joined
        Pairs of ids `first`, `second` that may be side by side.
    walks
        `first`, `second`, `metres` between units, a pair once.
    needs, room
        Units by service, not negative. Room that is not known counts as none; so does a need, where
        no share of it is asked for.
    services
        Rows of `bundle_services`, indexed by service.
    wishes
        Musts and must-nots.
    """

    units: pd.DataFrame
    joined: pd.DataFrame
    walks: pd.DataFrame
    needs: pd.DataFrame
    room: pd.DataFrame
    services: pd.DataFrame
    wishes: Wishes


def problem(ground: Ground, rules: PackageRules, *, mode: Mode) -> Problem:
    """
    The problem of a mode.

    Parameters
    ----------
    ground
        The units and what is known of them.
    rules
        What packages must keep to.
    mode
        How packages balance.

    Returns
    -------
    Problem
        Units sorted by id, so that the order of the rows does not matter. A unit that must not be
        in a package is none of them.

    Raises
    ------
    LayerError
        More units lie within reach of one than any package could be chosen from; a share of a need
        is asked for that is not known of every community.

    Examples
    --------
    >>> from .package_rules import rules
    >>> problem(_ground(), rules(), mode="package").units.tolist()
    ['A', 'B']
    """
    units = ground.units[~ground.units.index.isin(ground.wishes.must_not)].sort_index()
    place = {str(unit): at for at, unit in enumerate(units.index)}
    lived = units["lived"].to_numpy(dtype=bool)
    households = _ints(units["households"])
    starts, members, metres = _reach(ground.walks, place, rules.reach)
    pools = sorted(units["pool"].astype(str).unique())
    pool = units["pool"].astype(str).map({name: at for at, name in enumerate(pools)})
    per_metre = np.round(rules.walk_weight * POINTS * households[members] * metres)
    ids = [str(service) for service in ground.services.index]
    _refuse_unknown(ground, units.index[lived])
    return Problem(
        units=units.index,
        lived=lived,
        households=households,
        area=_ints(units["area"].where(~units["home"].isin(units.index), 0.0).round()),
        finance=_ints(money.fen(units["money"])),
        links=_links(ground.joined, place, pool.to_numpy(), split=mode == "pool"),
        starts=starts,
        members=members,
        gain=(POINTS * households[members] - per_metre).astype(np.int64),
        need=_whole(ground.needs, units.index, ids),
        capacity=_whole(ground.room, units.index, ids),
        services=tuple(_service(name, pd.Series(ground.services.loc[name])) for name in ids),
        pool=_ints(pool),
        home=_ints(units["home"].map(place).fillna(NONE)),
        together=_joined_sets(ground.wishes.together, place),
        apart=tuple(_pair(a, b, place) for a, b in ground.wishes.apart if {a, b} <= set(place)),
        must=units.index.isin(ground.wishes.must),
        limits=limits(rules, mode=mode, pools=len(pools)),
    )


def limits(rules: PackageRules, *, mode: Mode, pools: int = 1) -> Limits:
    """
    The rules in whole numbers; money from outside is shared alike between the pools.

    Examples
    --------
    >>> from .package_rules import rules
    >>> limits(rules("ha10"), mode="pool").least_area
    100000
    """
    outside = money.split(_fen(rules.outside_money), [Fraction(1)] * pools)
    return Limits(
        mode=mode,
        least_households=rules.least_households,
        most_households=rules.most_households,
        least_area=round(rules.least_hectares * HECTARE),
        most_area=round(rules.most_hectares * HECTARE),
        cost=round(rules.package_cost * POINTS),
        overhead=_fen(rules.overhead),
        money=tuple(outside),
        floor=None,
        most_packages=rules.most_packages or None,
    )


def _ints(column: pd.Series) -> "Ints":
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _fen(yuan: float) -> int:
    return int(money.fen(pd.Series([yuan])).iloc[0])


def _service(name: str, row: pd.Series) -> Service:
    yearly = float(row["income"]) * float(row["income_years"])
    worth = round(float(row["value"]) * POINTS)
    return Service(name, value=worth, income=_fen(yearly), percent=int(row["percent"]))


def _reach(
    walks: pd.DataFrame, place: dict[str, int], reach: float
) -> "tuple[Ints, Ints, np.ndarray]":
    """Who is in reach of each, itself at no distance; the order of the rows does not matter."""
    first = walks["first"].astype(str).map(place)
    second = walks["second"].astype(str).map(place)
    known = (first.notna() & second.notna() & walks["metres"].le(reach)).to_numpy(dtype=bool)
    one, other = (each[known].to_numpy(dtype=np.int64) for each in (first, second))
    far = walks["metres"].to_numpy(dtype=float)[known]
    every = np.arange(len(place), dtype=np.int64)
    table = pd.DataFrame(
        {
            "hub": np.concatenate([every, one, other]),
            "member": np.concatenate([every, other, one]),
            "metres": np.concatenate([np.zeros(len(place)), far, far]),
        }
    )
    table = table.groupby(["hub", "member"], sort=True)["metres"].min().reset_index()
    counts = np.bincount(table["hub"], minlength=len(place))
    if counts.max(initial=0) > MOST_NEAR:
        raise LayerError(
            f"以一个对象为中心的步行距离内有 {counts.max()} 个对象，多于 {MOST_NEAR} 个，无法组合；"
            "请减小 bundle_rules 的 reach，或减少参与组合的地块。"
        )
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return starts, table["member"].to_numpy(dtype=np.int64), table["metres"].to_numpy(dtype=float)


def _links(joined: pd.DataFrame, place: dict[str, int], pool: np.ndarray, *, split: bool) -> "Ints":
    ends = joined[["first", "second"]].astype(str)
    known = ends.isin(list(place)).all(axis=1)
    pairs = ends[known].apply(lambda side: side.map(place)).to_numpy(dtype=np.int64).reshape(-1, 2)
    if split:
        pairs = pairs[pool[pairs[:, 0]] == pool[pairs[:, 1]]]
    return np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64).reshape(-1, 2)


def _refuse_unknown(ground: Ground, lived: pd.Index) -> None:
    """A share of a need that nobody knows cannot be checked, and no need would always pass."""
    faults = []
    for service, row in ground.services.iterrows():
        need = ground.needs.reindex(index=lived, columns=[service])[service]
        odd = [str(unit) for unit in lived[need.isna()]]
        if odd and int(row["percent"]) > 0:
            named = "、".join(odd[:SHOWN]) + (f" 等 {len(odd)} 个" if len(odd) > SHOWN else "")
            faults.append(
                f"规则表 bundle_services 的 {service} 要求片区配置不少于需求的 {row['percent']:g}%，"
                f"而小区 {named} 的需求未知，无法核对；请补充这些小区的停车位、机动车数或设施，"
                "或在 bundle_pairs 中写明它们不入片（must_not），或把 percent 改为 0。"
            )
    if faults:
        raise LayerError(faults)


def _whole(amounts: pd.DataFrame, units: pd.Index, services: list[str]) -> "Ints":
    wide = amounts.reindex(index=units, columns=services).astype("Float64").fillna(0.0)
    return np.floor(wide.to_numpy(dtype=float)).astype(np.int64)


def _pair(one: str, other: str, place: dict[str, int]) -> tuple[int, int]:
    low, high = sorted((place[one], place[other]))
    return low, high


def _joined_sets(
    pairs: tuple[tuple[str, str], ...], place: dict[str, int]
) -> tuple[tuple[int, ...], ...]:
    """Pairs that share a unit are one set."""
    sets: list[set[int]] = []
    for one, other in pairs:
        if not {one, other} <= set(place):
            continue
        new = {place[one], place[other]}
        met = [group for group in sets if group & new]
        sets = [group for group in sets if not group & new] + [new.union(*met)]
    return tuple(sorted(tuple(sorted(group)) for group in sets))


def _ground() -> Ground:
    """A community with 5,000 yuan to spare, and beside it a plot that costs them."""
    units = pd.DataFrame(
        {
            "lived": [True, False],
            "households": [200, 0],
            "area": [9000.0, 400.0],
            "money": [5000.0, -5000.0],
            "home": [pd.NA, "A"],
            "pool": ["all", "all"],
        },
        index=["A", "B"],
    )
    none = pd.DataFrame(index=units.index)
    pair = pd.DataFrame({"first": ["A"], "second": ["B"], "metres": [120.0]})
    return Ground(units, pair, pair, none, none, pd.DataFrame(index=[]), Wishes())
