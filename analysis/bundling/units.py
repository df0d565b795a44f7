"""The units that packages are made of: communities, plots, premises and projects, with money."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

DONE, PASS, PARTIAL, PENDING = "done", "pass", "partial", "pending"
POOL = "all"
_COLUMNS = [
    *("name", "of_layer", "lived", "households", "area", "district", "home", "pool"),
    *("money_least", "money_most", "cost", "project", "verdict", "service", "left", "geometry"),
]


@dataclass(frozen=True)
class Money:
    """
    What is known of the money of the units.

    Attributes
    ----------
    communities
        Indexed by community: `least`, `most` (yuan, income less cost), `project` (ids), `cost`.
    projects
        Indexed by project, those of no community: `least`, `most`, `cost`.
    """

    communities: pd.DataFrame
    projects: pd.DataFrame


def communities(
    frame: gpd.GeoDataFrame, *, verdict: pd.Series, money: pd.DataFrame
) -> gpd.GeoDataFrame:
    """
    Communities as units, and why some cannot be one.

    Parameters
    ----------
    frame
        The layer, metric CRS.
    verdict
        Eligibility of each: `pass`, `partial`, `pending` or `fail`; missing where not judged.
    money
        :attr:`Money.communities`.

    Returns
    -------
    GeoDataFrame
        The index of `frame`: the columns of a unit, and `left` (why it is no unit; NA where it is).

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.box(0, 0, 9, 9)], index=["C1"])
    >>> none = pd.DataFrame(columns=["least", "most", "project", "cost"])
    >>> communities(frame, verdict=pd.Series(dtype=str), money=none)["left"].tolist()
    ['户数未知']
    """
    own = money.reindex(frame.index)
    found = gpd.GeoDataFrame(
        {
            "name": _text(frame, "name"),
            "of_layer": "communities",
            "lived": True,
            "households": _column(frame, "households"),
            "area": _area(frame),
            "district": _text(frame, "district"),
            "home": pd.Series(pd.NA, frame.index, dtype="string"),
            "pool": POOL,
            "money_least": own["least"].astype("Float64"),
            "money_most": own["most"].astype("Float64"),
            "cost": own["cost"].astype("Float64"),
            "project": own["project"].astype("string"),
            "verdict": verdict.reindex(frame.index).astype("string"),
            "service": pd.Series(pd.NA, frame.index, dtype="string"),
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
        index=frame.index,
    )
    state = frame.get("renewal_state", pd.Series(pd.NA, frame.index)).astype("string")
    placed = pd.Series(~(frame.geometry.isna() | frame.geometry.is_empty), frame.index)
    causes = {
        "没有位置": ~placed,
        "户数未知": found["households"].isna(),
        "户数登记为 0": ~found["households"].gt(0).fillna(value=False),
        "已改造": state.eq(DONE).fillna(value=False),
        "不具备纳入条件（见资格审核）": found["verdict"].eq("fail").fillna(value=False),
        "资金台账中没有金额完整的项目": found["money_least"].isna(),
    }
    return _with_left(found, causes)


def projects(
    frame: gpd.GeoDataFrame | None,
    premises: gpd.GeoDataFrame | None,
    *,
    money: pd.DataFrame,
    crs: int,
) -> gpd.GeoDataFrame:
    """
    Projects of no community that bring or take money, each at the premises that it lies in.

    Parameters
    ----------
    frame, premises
        The layers, one metric CRS.
    money
        :attr:`Money.projects`.
    crs
        Of the units.

    Returns
    -------
    GeoDataFrame
        Indexed by the id of the premises, else of the project: the columns of a unit.

    Examples
    --------
    >>> projects(None, None, money=pd.DataFrame(), crs=4549).empty
    True
    """
    if frame is None or not len(money):
        return empty(crs)
    if "geometry" not in frame:
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, index=frame.index), crs=crs)
    own = gpd.GeoDataFrame(frame[frame.index.isin(money.index)]).sort_index()
    placed = ~(own.geometry.isna() | own.geometry.is_empty)
    inside = _premises_of(own, premises)
    at = own.geometry.where(inside.isna(), _shapes(inside, premises, own.geometry))
    held = inside.notna().to_numpy(dtype=bool)
    found = gpd.GeoDataFrame(
        {
            "name": _text(own, "name"),
            "of_layer": np.where(held, "premises", "projects"),
            "lived": False,
            "households": 0,
            "area": at.area.fillna(0.0),
            "district": pd.Series(pd.NA, own.index, dtype="string"),
            "home": pd.Series(pd.NA, own.index, dtype="string"),
            "pool": POOL,
            "money_least": money["least"].reindex(own.index).astype("Float64"),
            "money_most": money["most"].reindex(own.index).astype("Float64"),
            "cost": money["cost"].reindex(own.index).astype("Float64"),
            "project": own.index.astype("string"),
            "verdict": pd.Series(pd.NA, own.index, dtype="string"),
            "service": pd.Series(pd.NA, own.index, dtype="string"),
        },
        geometry=at.to_numpy(),
        crs=crs,
        index=own.index,
    )
    found = _with_left(
        found, {"没有位置": ~placed, "收入或支出金额未定": found["money_least"].isna()}
    )
    return _together(found.set_axis(inside.fillna(own.index.to_series()).to_numpy()))


def _together(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Projects in one premises are one unit: their money is added up."""
    if found.index.is_unique:
        return found
    groups = found.groupby(level=0, sort=True)
    sums = groups[["money_least", "money_most", "cost"]].agg(lambda own: own.sum(skipna=False))
    first = found[~found.index.duplicated()].sort_index()
    names = groups["project"].agg("、".join).astype("string")
    left = groups["left"].first().astype("string")
    made = first.assign(project=names, left=left)
    made[list(sums.columns)] = sums
    return gpd.GeoDataFrame(made[_COLUMNS])


def land(
    plots: gpd.GeoDataFrame, room: pd.DataFrame, *, taken: pd.Index, districts: pd.Series
) -> gpd.GeoDataFrame:
    """
    Idle plots and premises that could host a service, as units that cost what building it costs.

    Parameters
    ----------
    plots
        Indexed by plot: `name`, `of_layer`, `area`, `community`, geometry; metric CRS.
    room
        From :func:`pianqu.analysis.bundling.services.room`.
    taken
        Ids of premises that are units already, by a project.
    districts
        District of each plot; NA not known.

    Returns
    -------
    GeoDataFrame
        Indexed by plot: the columns of a unit.

    Examples
    --------
    >>> plots = gpd.GeoDataFrame({"name": ["a"], "of_layer": ["parcels"], "area": [81.0]},
    ...     geometry=[shapely.box(0, 0, 9, 9)], index=["L1"]).assign(community=pd.NA)
    >>> room = pd.DataFrame({"service": "parking", "cost": [5e4]}, index=["L1"])
    >>> where = {"taken": pd.Index([]), "districts": pd.Series({"L1": "N"})}
    >>> land(plots, room, **where)[["money_least", "left"]].values.tolist()
    [[-50000.0, <NA>]]
    """
    of = plots["of_layer"].astype("string").eq("premises").fillna(value=False).astype(bool)
    held = of & plots.index.isin(taken)  # their works are a project already
    own = gpd.GeoDataFrame(plots[plots.index.isin(room.index) & ~held])
    cost = -room["cost"].reindex(own.index).astype("Float64")
    of = own["of_layer"].astype("string").eq("premises").fillna(value=False)
    found = gpd.GeoDataFrame(
        {
            "name": own["name"].astype("string"),
            "of_layer": np.where(of.to_numpy(dtype=bool), "premises", "plots"),
            "lived": False,
            "households": 0,
            "area": own["area"].astype("Float64").fillna(0.0),
            "district": districts.reindex(own.index).astype("string"),
            "home": own["community"].astype("string"),
            "pool": POOL,
            "money_least": cost,
            "money_most": cost,
            "cost": -cost,
            "project": pd.Series(pd.NA, own.index, dtype="string"),
            "verdict": pd.Series(pd.NA, own.index, dtype="string"),
            "service": room["service"].reindex(own.index).astype("string"),
        },
        geometry=own.geometry.to_numpy(),
        crs=plots.crs,
        index=own.index,
    )
    return _with_left(found, {"建设费用未知": found["money_least"].isna()})


def empty(crs: int) -> gpd.GeoDataFrame:
    """
    No units, with their columns.

    Examples
    --------
    >>> empty(4549).columns.tolist()[:3]
    ['name', 'of_layer', 'lived']
    """
    return gpd.GeoDataFrame(
        pd.DataFrame(columns=_COLUMNS),
        geometry="geometry",
        crs=crs,  # pyright: ignore[reportArgumentType]  any CRS
    )


def _premises_of(own: gpd.GeoDataFrame, premises: gpd.GeoDataFrame | None) -> pd.Series:
    """The premises in which a project has its middle; of several the first."""
    found = pd.Series(pd.NA, own.index, dtype="string")
    if premises is None or not len(own):
        return found
    points = np.asarray(shapely.point_on_surface(own.geometry.to_numpy()), dtype=object)
    shapes = premises.sort_index().geometry
    at, which = shapely.STRtree(shapes.to_numpy()).query(points, predicate="intersects")
    met = pd.Series(which).groupby(at).min()
    found.iloc[met.index.to_numpy(dtype=int)] = shapes.index.astype("string")[
        met.to_numpy(dtype=int)
    ]
    return found


def _shapes(
    inside: pd.Series, premises: gpd.GeoDataFrame | None, other: gpd.GeoSeries
) -> gpd.GeoSeries:
    if premises is None:
        return other
    known = premises.geometry.reindex(inside.fillna("")).to_numpy()
    return gpd.GeoSeries(known, index=other.index, crs=other.crs)


def _with_left(found: gpd.GeoDataFrame, causes: dict[str, pd.Series]) -> gpd.GeoDataFrame:
    said = np.select([cause.to_numpy(dtype=bool) for cause in causes.values()], list(causes), "")
    left = pd.Series(said, found.index, dtype="string").replace("", pd.NA)
    return gpd.GeoDataFrame(found.assign(left=left)[_COLUMNS])


def _area(frame: gpd.GeoDataFrame) -> pd.Series:
    """As registered, else of the outline; 0 for a point."""
    drawn = frame.geometry.area.astype("Float64")
    return _column(frame, "land_area").fillna(drawn).fillna(0.0)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame.get(name, pd.Series(pd.NA, frame.index)).astype("Float64")


def _text(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame.get(name, pd.Series(pd.NA, frame.index)).astype("string")
