"""How tall each building is, on what ground, and the solids that cast shadows."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import layouts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.prisms import Prisms

HEIGHT, STOREYS, UNKNOWN = "height", "storeys", "unknown"
ROW = "row"


@dataclass(frozen=True)
class Blocks:
    """
    The buildings as solids: those whose height is known, and those that may hide more sun.

    Attributes
    ----------
    known
        Solids of `ids`, in that order.
    ids
        Buildings whose top is known.
    doubtful
        Solids of `doubtful_ids`, each as tall as it may be; None where every top is known.
    doubtful_ids
        Buildings whose height, or the ground they stand on, is not known.
    party_gap
        Metres: a wall as near before a window as this walls it up.
    """

    known: "Prisms"
    ids: pd.Index
    doubtful: "Prisms | None"
    doubtful_ids: pd.Index
    party_gap: float = 0.0


def of(
    buildings: gpd.GeoDataFrame,
    *,
    rules: Mapping[str, str | Path] | None = None,
    ground: pd.Series | None = None,
) -> pd.DataFrame:
    """
    Height, storeys and ground of each building.

    Parameters
    ----------
    buildings
        Indexed by id, with or without the columns `height` (metres from ground to parapet) and
        `storeys`. Zero is taken as not known.
    rules
        As for :func:`pianqu.analysis.light.layouts.layout`.
    ground
        Metres above any datum, by building; not given, or given for none: flat, at 0.

    Returns
    -------
    DataFrame
        The index of `buildings`: `height` (metres; NaN where neither height nor storeys are
        known), `height_source` (height, storeys, unknown), `storeys` (Int64; from the height
        where not given), `storeys_source` (storeys, height, unknown), `floor` (storey height:
        from height and storeys, or the row of the table where these make none that can be
        believed), `floor_source` (height, row), `conflict` (whether height and storeys are given and
        make a storey that cannot be believed), `base` (metres; NaN where the ground is known of
        others only), `top` (base and height) and `outline` (whether there is one).

    Examples
    --------
    >>> from shapely import box
    >>> houses = {"storeys": [6, 6, None], "height": [18.15, None, None]}
    >>> found = of(gpd.GeoDataFrame(houses, geometry=[box(0, 0, 30, 12)] * 3, crs=4549))
    >>> found["height"].round(2).tolist(), found["height_source"].tolist()
    ([18.15, 17.55, nan], ['height', 'storeys', 'unknown'])
    >>> found["floor"].round(2).tolist()
    [2.9, 2.8, 2.8]
    """
    row = layouts.layout(overrides=rules)
    storeys, measured = (_above_zero(buildings, name) for name in ("storeys", "height"))
    shell = row["ground_floor"] + row["parapet"]
    height = measured.fillna(storeys * row["storey_height"] + shell)
    counted = ((height - shell) / row["storey_height"]).round().clip(lower=1)
    levels = storeys.fillna(counted)
    floor = (height - shell) / levels
    believed = floor.between(row["storey_least"], row["storey_most"])
    held = believed & measured.notna()
    base = _base(buildings, ground)
    return pd.DataFrame(
        {
            "height": height,
            "height_source": _source(measured, HEIGHT, storeys, STOREYS),
            "storeys": levels.astype("Int64"),
            "storeys_source": _source(storeys, STOREYS, measured, HEIGHT),
            "floor": floor.where(held, row["storey_height"]),
            "floor_source": held.map({True: HEIGHT, False: ROW}),
            "conflict": measured.notna() & storeys.notna() & ~believed,
            "base": base,
            "top": base + height,
            "outline": shapely.area(np.asarray(buildings.geometry)) > 0,
        },
        index=buildings.index,
    )


def outlines(
    buildings: gpd.GeoDataFrame, *, rules: Mapping[str, str | Path] | None = None
) -> "NDArray[np.object_]":
    """
    Outlines without the vertices that bend no wall, so that walls and solids are the same.

    Parameters
    ----------
    buildings
        With polygons; anything else has no outline.
    rules
        As for :func:`pianqu.analysis.light.layouts.layout`.

    Returns
    -------
    array
        Polygons and multipolygons, None where there is no outline.

    Examples
    --------
    >>> wall = shapely.Polygon([(0, 0), (5, 0), (9, 0), (9, 4), (0, 4)])
    >>> shapely.get_num_coordinates(outlines(gpd.GeoDataFrame(geometry=[wall], crs=4549))).tolist()
    [5]
    """
    shapes = shapely.force_2d(np.asarray(buildings.geometry))
    straight = shapely.simplify(shapes, layouts.layout(overrides=rules)["outline"])
    solid = shapely.area(shapes) > 0
    kept = np.where(shapely.area(straight) > 0, straight, shapes)
    kept[~solid] = None
    return kept


def blocks(
    buildings: gpd.GeoDataFrame,
    *,
    rules: Mapping[str, str | Path] | None = None,
    ground: pd.Series | None = None,
) -> Blocks:
    """
    The solids of all buildings.

    Parameters
    ----------
    buildings, rules, ground
        As for :func:`of`, metric CRS; points cast no shadow.

    Returns
    -------
    Blocks
        A building of unknown height may be as tall as the row `unknown_most` says, one on unknown
        ground stands on the highest that is known.

    Examples
    --------
    >>> from shapely import box
    >>> shapes = [box(0, 0, 9, 9), box(20, 0, 29, 9)]
    >>> houses = gpd.GeoDataFrame({"height": [12.0, None]}, geometry=shapes, crs=4549)
    >>> found = blocks(houses)
    >>> found.ids.tolist(), found.doubtful_ids.tolist()
    ([0], [1])
    """
    from ...gis import prisms

    found, shapes = of(buildings, rules=rules, ground=ground), outlines(buildings, rules=rules)
    known, doubtful = stands(found), (found["outline"] & found["top"].isna()).to_numpy()
    layout = layouts.layout(overrides=rules)
    most, gap = layout["unknown_most"] or found.loc[known, "height"].max(), layout["party_gap"]
    if not doubtful.any() or np.isnan(most):  # no height known: no window either
        return Blocks(
            _solids(found, shapes, known), found.index[known], None, found.index[doubtful], gap
        )
    base = found["base"].fillna(found["base"].max())[doubtful].to_numpy()
    tall = found["height"].fillna(most)[doubtful].to_numpy()
    return Blocks(
        _solids(found, shapes, known),
        found.index[known],
        prisms.build(shapes[doubtful], base=base, height=tall),
        found.index[doubtful],
        gap,
    )


def stands(found: pd.DataFrame) -> "NDArray[np.bool_]":
    """
    Whether each building is a solid whose top is known.

    Parameters
    ----------
    found
        From :func:`of`.

    Examples
    --------
    >>> stands(pd.DataFrame({"outline": [True, True, False], "top": [9.0, np.nan, 9.0]})).tolist()
    [True, False, False]
    """
    return (found["outline"] & found["top"].notna()).to_numpy()


def _solids(
    found: pd.DataFrame, shapes: "NDArray[np.object_]", which: "NDArray[np.bool_]"
) -> "Prisms":
    from ...gis import prisms

    base, height = (found[name].to_numpy(dtype=float)[which] for name in ("base", "height"))
    return prisms.build(shapes[which], base=base, height=height)


def _above_zero(buildings: pd.DataFrame, name: str) -> pd.Series:
    if name not in buildings.columns:
        return pd.Series(np.nan, index=buildings.index)
    values = buildings[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(np.where(values > 0, values, np.nan), index=buildings.index)


def _base(buildings: pd.DataFrame, ground: pd.Series | None) -> pd.Series:
    if ground is None:
        return pd.Series(0.0, index=buildings.index)
    base = ground.reindex(buildings.index).astype("Float64")
    found = pd.Series(base.to_numpy(dtype=float, na_value=np.nan), index=buildings.index)
    return found if found.notna().any() else found.fillna(0.0)


def _source(first: pd.Series, name: str, second: pd.Series, other: str) -> "NDArray[np.object_]":
    said = [name, other]
    return np.select([first.notna(), second.notna()], said, UNKNOWN).astype(object)
