"""Road corners (金边银角): small pieces of land where two streets meet."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis.sides import segments
from .evidence_rows import column, rows, worded
from .evidence_rules import FOR, NOTE, Rules

_IDLE = ("vacant", "waste", "demolished", "under_used")  # status of a parcel


def evidence(
    plots: gpd.GeoDataFrame, streets: gpd.GeoDataFrame | None, *, rules: Rules
) -> pd.DataFrame:
    """
    Small land at the meeting of two streets that differ in direction.

    Parameters
    ----------
    plots
        Plots, or parcels with their `status`; indexed by id, metric CRS. Points have no corner.
    streets
        Lines with `kind` and `name`, the same CRS; None where there is no layer. Those of the kinds
        of the setting `corner.kinds` count, and walks named after the road they run along.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    DataFrame
        Evidence rows by `corner`; measured: the area, `object`: the two streets. It speaks for a
        plot, and for a parcel whose status is of no or low use; otherwise it is a note: a corner is
        a place, not a proof that nothing is done there.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> from .evidence_rules import rules
    >>> named = {"kind": ["residential"] * 2, "name": ["东路", "北路"]}
    >>> lines = [LineString([(-60, -5), (60, -5)]), LineString([(-5, -60), (-5, 60)])]
    >>> streets = gpd.GeoDataFrame(named, geometry=lines, index=["S1", "S2"], crs=4549)
    >>> plot = gpd.GeoDataFrame(geometry=[box(0, 0, 20, 20)], index=["P1"], crs=4549)
    >>> evidence(plot, streets, rules=rules())["object"].tolist()
    ['S1;S2']
    """
    area = plots.area
    small = plots[area.gt(0).to_numpy() & area.le(rules.limit("corner")).to_numpy()]
    if streets is None or small.empty:
        return rows(plots.iloc[:0], "corner", rules=rules)
    roads = _roads(streets, rules)
    found = _nearest_corner(small.geometry.to_numpy(), _pieces(roads), rules)
    land = small.iloc[found["plot"]]
    first, second = (roads.iloc[found[name]] for name in ("first", "second"))
    used = _says(land) == NOTE
    meeting = [
        f"位于{one}与{two}" for one, two in zip(_called(first), _called(second), strict=True)
    ]
    text = (
        pd.Series(meeting, index=land.index, dtype="string")
        + worded(land.area, f"转角，面积 {{:.1f}} m²（不超过 {rules.limit('corner'):g} m²）")
        + pd.Series("", index=land.index).mask(used, "；利用状态不是空闲或低效，仅作提示")
    )
    ids = first.index.astype(str) + ";" + second.index.astype(str)
    return rows(
        land, "corner", rules=rules, says=_says(land), measured=land.area, object=ids, text=text
    )


def _roads(streets: gpd.GeoDataFrame, rules: Rules) -> gpd.GeoDataFrame:
    """Streets that make a corner, walks along a road under its name; in the order of their ids."""
    name = column(streets, "name")
    word = rules.settings["corner.sidewalk"]
    beside = name.str.contains(word, regex=False).fillna(value=False).astype(bool)
    drawn = column(streets, "kind").isin(rules.words("corner.kinds")).astype(bool)
    called = name.str.split(word, n=1, regex=False).str[0].astype("string").where(beside, name)
    blank = called.eq("").fillna(value=False).astype(bool)
    own = streets.assign(name=called.mask(blank))[drawn | beside]
    return own.sort_index(kind="stable")


def _pieces(roads: gpd.GeoDataFrame) -> pd.DataFrame:
    """The straight pieces: `road`, its `name`, `shape`, both ends and direction (0 to pi)."""
    lines, line = shapely.get_parts(roads.geometry.to_numpy(), return_index=True)
    xy, vertex = shapely.get_coordinates(lines, return_index=True)
    shapes, first = segments(xy, vertex)
    ends = np.hstack([xy[first], xy[first + 1]])
    table = pd.DataFrame(ends, columns=["x", "y", "x1", "y1"])
    turn = np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]) % np.pi
    road = line[vertex[first]]
    name = roads["name"].array[road]
    return table.assign(road=road, name=name, shape=shapes, turn=turn)


def _nearest_corner(plots: np.ndarray, pieces: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The crossing of two pieces that is nearest to each plot: `plot`, `first`, `second` road."""
    reach = rules.number("corner.reach")
    plot, piece = shapely.STRtree(pieces["shape"].to_numpy()).query(
        plots, predicate="dwithin", distance=reach
    )
    near = pieces.iloc[piece].assign(plot=plot)
    pairs = near.merge(near, on="plot", suffixes=("_a", "_b"))
    named_alike = pairs["name_a"].eq(pairs["name_b"]).fillna(value=False)  # a road that bends
    pairs = pairs[pairs["road_a"].lt(pairs["road_b"]) & ~named_alike]
    apart = np.abs(pairs["turn_a"] - pairs["turn_b"])
    apart = np.degrees(np.minimum(apart, np.pi - apart))
    pairs = pairs[apart >= rules.number("corner.angle")]
    spot = shapely.points(_crossing(pairs))
    away = shapely.distance(plots[pairs["plot"]], spot)
    # streets of a rounded corner end before they meet; those that end far from there do not meet
    short = [shapely.distance(pairs[f"shape_{side}"].to_numpy(), spot) for side in "ab"]
    near = np.max([away, *short], axis=0) <= rules.number("corner.junction")
    best = (
        pairs.assign(away=away)[near]
        .sort_values(["plot", "away", "road_a", "road_b"])
        .drop_duplicates("plot")
    )
    return best.rename(columns={"road_a": "first", "road_b": "second"})[["plot", "first", "second"]]


def _crossing(pairs: pd.DataFrame) -> np.ndarray:
    """Where the straight lines through two pieces meet."""
    ax, ay = pairs["x1_a"] - pairs["x_a"], pairs["y1_a"] - pairs["y_a"]
    bx, by = pairs["x1_b"] - pairs["x_b"], pairs["y1_b"] - pairs["y_b"]
    along = ((pairs["x_b"] - pairs["x_a"]) * by - (pairs["y_b"] - pairs["y_a"]) * bx) / (
        ax * by - ay * bx
    )
    return np.column_stack([pairs["x_a"] + along * ax, pairs["y_a"] + along * ay])


def _says(land: pd.DataFrame) -> np.ndarray:
    if "status" not in land:
        return np.full(len(land), FOR)
    return np.where(land["status"].isin(_IDLE).to_numpy(dtype=bool), FOR, NOTE)


def _called(roads: pd.DataFrame) -> pd.Series:
    return roads["name"].astype("string").fillna("无名道路")
