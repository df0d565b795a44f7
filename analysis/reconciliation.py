"""From the statutory park rate to the walking rates: one change of definition a step."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import geopandas as gpd
import pandas as pd
import shapely

from ..gis.errors import LayerError
from .park_modes import NO_HOMES, NO_WALKS
from .park_rate import reach
from .park_sizes import closed, sizes
from .residential_land import nearest

PLAIN, GATES, SLOPE, WAIT = "plain", "gates", "slope", "wait"
LAND, HOUSEHOLDS, RESIDENTS, BUILDINGS = "m2", "households", "residents", "buildings"
_WALKS = {  # variant: (step, its name, what was changed)
    PLAIN: (
        "s4",
        "沿街道步行距离",
        "住宅到公园出入口的直线距离改为沿街道的步行距离（平地，仅供居民通行的道路和门人人可走，不计围墙等阻隔）",
    ),
    GATES: ("s5", "阻隔与门禁", "围墙、河道等阻隔只在开口处通过，只许居民通行的门不让外人通过"),
    SLOPE: ("s6", "坡度与台阶", "距离改为时间：上下坡按高程计快慢（没有高程的按平地），台阶放慢"),
    WAIT: ("s7", "路口等候", "计入过街路口的等候时间，时限不变"),
}
_WEIGHTS = {  # weight: (step, its name, its unit in words)
    HOUSEHOLDS: ("s8", "按户数", "户数"),
    RESIDENTS: ("s9", "按人数", "人数"),
    BUILDINGS: ("s10", "按楼栋数", "楼栋数"),
}


@dataclass(frozen=True)
class Step:
    """
    A rate under one definition, and how that differs from the definition before.

    Attributes
    ----------
    step
        s0, s1, ... in order.
    zh
        Its name.
    changed
        A sentence that says what was changed.
    unit
        Of numerator and denominator: m2, households, residents or buildings.
    numerator, denominator
        None where the rate was not computed.
    reason
        Why not.

    Examples
    --------
    >>> Step("s0", "法定口径", "起点", "m2", 1.0, 2.0).denominator
    2.0
    """

    step: str
    zh: str
    changed: str
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    reason: str | None = None


def waterfall(steps: list[Step]) -> pd.DataFrame:
    """
    The arithmetic of a reconciliation: rates as printed, and differences that add up as printed.

    Parameters
    ----------
    steps
        In order; one without a denominator, or with 0, has no rate and breaks no sum.

    Returns
    -------
    DataFrame
        One row a step, indexed by it: `zh`, `changed`, `numerator`, `denominator`, `unit`, `rate`
        (0 to 1) and `difference` (to the rate before it), both unrounded; `rate_tenths` and
        `difference_tenths`, whole tenths of a percentage point: the rate as it is printed and the
        difference of two printed rates, so that all differences add up to the last rate less the
        first; `against` (the step it is compared with: the last before it that has a rate) and
        `reason` (why there is no rate).

    Examples
    --------
    >>> steps = [
    ...     Step("s0", "甲", "起点", "m2", 963.4, 1000.0),
    ...     Step("s1", "乙", "改", "m2", reason="没有高程数据"),
    ...     Step("s2", "丙", "改", "m2", 541.9, 1000.0),
    ... ]
    >>> waterfall(steps)[["rate_tenths", "difference_tenths", "against"]].values.tolist()
    [[963, <NA>, <NA>], [<NA>, <NA>, <NA>], [542, -421, 's0']]
    """
    columns = list(Step.__dataclass_fields__)
    table = pd.DataFrame([asdict(step) for step in steps], columns=columns).set_index("step")
    table = table.astype({"numerator": "Float64", "denominator": "Float64", "reason": "string"})
    rate = (table["numerator"] / table["denominator"]).mask(~table["denominator"].gt(0))
    tenths = rate.map(_tenths, na_action="ignore").astype("Int64")
    before = pd.Series(table.index, index=table.index, dtype="string").mask(rate.isna())
    empty = rate.isna() & table["reason"].isna()
    return table.assign(
        reason=table["reason"].mask(empty, "分母为 0"),
        rate=rate,
        difference=rate - rate.ffill().shift(),
        rate_tenths=tenths,
        difference_tenths=tenths - tenths.ffill().shift(),
        against=before.ffill().shift().mask(rate.isna()),
    )


def steps(
    parks: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    doors: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame,
    *,
    radii: pd.DataFrame,
    radius: float,
    reached: Mapping[str, pd.Series | str],
    weights: pd.DataFrame,
) -> list[Step]:
    """
    From the statutory rate to the walking rates, one change of definition a step.

    Parameters
    ----------
    parks
        As for :func:`pianqu.analysis.park_sizes.sizes`. Metric CRS, as all the others.
    land
        From :func:`pianqu.analysis.residential_land.land`.
    doors
        One row a door that can be passed: `place` (id of its park), geometry.
    homes
        The dwelling buildings that are counted, indexed by id.
    radii
        From :func:`pianqu.analysis.park_sizes.tiers`: the edition to begin with.
    radius
        Metres walked at the pace within the limit, such as 500.
    reached
        Variant of walking (plain, gates, slope, wait: each adds to the one before) to a boolean
        Series with the index of `homes`, NA where not known, or to the reason why it was not
        computed.
    weights
        The index of `homes`: `households`, `residents` (NA where not known).

    Returns
    -------
    list of Step
        s0 to s10 with s3b, for :func:`waterfall`. A home that is not known in some variant is left
        out of all steps from s3b on, so that the base stays the same from there to s7.

    Raises
    ------
    LayerError
        A variant or the weights have other rows than the homes.

    Examples
    --------
    >>> from pianqu.analysis import park_sizes, standards
    >>> from shapely import Point, box
    >>> parks = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 100)], index=["P1"], crs=4549)
    >>> land = gpd.GeoDataFrame(geometry=[box(100, 0, 1100, 100)], crs=4549)
    >>> doors = gpd.GeoDataFrame({"place": ["P1"]}, geometry=[Point(100, 50)], crs=4549)
    >>> homes = gpd.GeoDataFrame(geometry=[Point(300, 50)], index=["B1"], crs=4549)
    >>> radii = park_sizes.tiers(standards.load("park_radius"), edition="park.2022")
    >>> walks = {"plain": pd.Series([True], index=["B1"])}
    >>> many = pd.DataFrame({"households": [30]}, index=["B1"])
    >>> chosen = {"radii": radii, "radius": 500.0, "reached": walks, "weights": many}
    >>> found = steps(parks, land, doors, homes, **chosen)
    >>> waterfall(found)["rate_tenths"].dropna().to_dict()
    {'s0': 500, 's1': 500, 's2': 499, 's3': 1000, 's3b': 1000, 's4': 1000, 's8': 1000, 's10': 1000}
    """
    _require_same_rows(homes, {**reached, "weights": weights})
    series = {name: value for name, value in reached.items() if not isinstance(value, str)}
    answers = pd.DataFrame(series, index=homes.index).astype("boolean")
    known = answers.notna().all(axis=1) if series else pd.Series(False, index=homes.index)
    opened = parks[~(closed(parks) | parks.geometry.isna()).to_numpy()]
    ways = doors[doors["place"].isin(opened.index)]
    areas = nearest(homes, land).area
    return [
        *_straight(parks, land, radii, opened, ways, radius),
        *_by_home(areas, _near(homes, ways, radius), known, computed=bool(series)),
        *_walked(areas, known, answers, reached),
        *_weighted(homes, known, answers, weights),
    ]


def _straight(
    parks: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    radii: pd.DataFrame,
    opened: gpd.GeoDataFrame,
    ways: gpd.GeoDataFrame,
    radius: float,
) -> Iterator[Step]:
    whole = shapely.union_all(land.geometry.to_numpy())
    base = float(shapely.area(whole))
    found = sizes(parks, radii)

    def covered(shapes: gpd.GeoSeries, metres: pd.Series) -> float:
        return float(shapely.area(shapely.intersection(whole, reach(shapes, metres))))

    title = f"{radii['zh'].iloc[0]}（{radii['place_zh'].iloc[0]}）"
    said = f"起点：{title}，公园按规模定服务半径，从边界量直线距离，按居住用地面积计"
    yield Step("s0", "法定口径", said, LAND, covered(parks.geometry, found["radius"]), base)
    every = covered(opened.geometry, pd.Series(radius, index=opened.index))
    said = (
        f"凡开放的公园不论规模都计入（{len(opened)} 处，上一步 {found['radius'].notna().sum()} 处），"
        f"半径一律 {radius:g} 米"
    )
    yield Step("s1", "不分规模，同一半径", said, LAND, every, base)
    gates = covered(ways.geometry, pd.Series(radius, index=ways.index))
    doorless = (~opened.index.isin(ways["place"])).sum()
    said = f"半径从公园出入口量起，不从边界（{doorless} 处公园没有可用的出入口，不再计入）"
    yield Step("s2", "从出入口量起", said, LAND, gates, base)


def _near(homes: gpd.GeoDataFrame, ways: gpd.GeoDataFrame, radius: float) -> pd.Series:
    """Whether a door lies within the radius of the point at which each home stands."""
    tree = shapely.STRtree(ways.geometry.to_numpy())
    points = homes.representative_point().to_numpy()
    hit, _ = tree.query(points, predicate="dwithin", distance=radius)
    return pd.Series(range(len(homes)), index=homes.index).isin(hit)


def _by_home(
    areas: pd.Series, near: pd.Series, known: pd.Series, *, computed: bool
) -> Iterator[Step]:
    said = "每平方米居住用地随最近的住宅楼栋：该楼栋到出入口的直线距离在半径内，这块地才算覆盖"
    step = Step("s3", "随最近住宅", said, LAND, reason=NO_HOMES)
    if len(areas):
        step = replace(step, **_parts(areas, near), reason=None)
    yield step
    said = f"未接入路网的住宅（{(~known).sum()} 栋）及其周边用地不计入分子、分母"
    step = Step("s3b", "剔除未接入路网", said, LAND, reason=NO_WALKS)
    if len(areas) and computed:
        step = replace(step, **_parts(areas[known], near[known]), reason=None)
    yield step


def _walked(
    areas: pd.Series,
    known: pd.Series,
    answers: pd.DataFrame,
    reached: Mapping[str, pd.Series | str],
) -> Iterator[Step]:
    for variant, (key, zh, said) in _WALKS.items():
        reason = reached.get(variant, NO_WALKS)
        step = Step(key, zh, said, LAND, reason=str(reason))
        if variant in answers:
            served = answers.loc[known, variant].astype(bool)
            step = replace(step, **_parts(areas[known], served), reason=None)
        yield step


def _weighted(
    homes: gpd.GeoDataFrame, known: pd.Series, answers: pd.DataFrame, weights: pd.DataFrame
) -> Iterator[Step]:
    last = next((variant for variant in reversed(_WALKS) if variant in answers), None)
    given = weights.assign(**{BUILDINGS: 1.0})
    for weight, (key, zh, word) in _WEIGHTS.items():
        step = Step(key, zh, f"步行结果不变，改按{word}统计", weight)
        if last is None or homes.empty:
            yield replace(step, reason=NO_HOMES if homes.empty else NO_WALKS)
        elif weight not in given or given.loc[known, weight].isna().all():
            yield replace(step, reason=f"没有{word}资料")
        else:
            amount = given.loc[known, weight].astype("Float64")
            blank = amount.isna().sum()
            more = f"（{blank} 栋{word}未知，不计入）" if blank else ""
            served = answers.loc[known, last].astype(bool)
            yield replace(step, changed=step.changed + more, **_parts(amount, served))


def _parts(amount: pd.Series, served: pd.Series) -> dict[str, float]:
    return {"numerator": float(amount[served].sum()), "denominator": float(amount.sum())}


def _tenths(rate: float) -> int:
    """Tenths of a percentage point, exactly as `{rate:.1%}` prints them."""
    return int(f"{rate:.1%}".rstrip("%").replace(".", ""))


def _require_same_rows(homes: pd.DataFrame, given: Mapping[str, object]) -> None:
    odd = [
        f"{name} 与住宅楼栋的编号不一致；两者须逐行对应。"
        for name, frame in given.items()
        if isinstance(frame, pd.Series | pd.DataFrame) and not frame.index.equals(homes.index)
    ]
    if odd:
        raise LayerError(odd)
