"""Land of the district: parcels, idle premises, what is protected, barriers, administrative areas."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import ops

from . import ground
from .houses import boundaries
from .roads import axis
from .shapes import shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

ARTERIAL = "建设大道"
GATE = 2.5  # a wall stops this far from the middle of a gate


def parcels() -> pd.DataFrame:
    """
    Parcels of land: those of the communities, and those of the table.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan; ``L-C01`` ... and ``L01`` ...

    Examples
    --------
    >>> float(parcels().loc["L18", "area"])
    640.0
    """
    table = ground.table("parcels")
    named, land = ground.table("communities")["name"], boundaries()
    own = pd.DataFrame(
        {
            "name": named + "用地",
            "landuse_scheme": "ydyh",
            "landuse": "070102",
            "owner_class": "mixed",
            "status": "in_use",
            "legal_idle": "否",
            "planned_use": "住宅",
            "walled": ground.table("communities")["walled"].map({"yes": "是", "no": "否"}),
            "geometry": land,
        }
    )
    other = _shaped(table)
    rows = pd.concat([own.set_index("L-" + own.index), other])
    return rows.assign(area=np.round(shapely.area(rows["geometry"].to_numpy()), 1))


def premises(houses: pd.DataFrame, stairwells: pd.DataFrame) -> pd.DataFrame:
    """
    Idle or publicly owned premises.

    Parameters
    ----------
    houses, stairwells
        As from :mod:`houses`.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan; ``R01`` ...

    Examples
    --------
    >>> from .houses import footprints, stairwells
    >>> premises(footprints(7), stairwells(footprints(7))).loc["R03", "kind"]
    'boiler_house'
    """
    return _shaped(ground.table("premises"), houses, stairwells)


def protections(houses: pd.DataFrame, stairwells: pd.DataFrame) -> pd.DataFrame:
    """
    What is protected: trees, lanes, corridors, land that floods, and every courtyard house.

    Parameters
    ----------
    houses, stairwells
        As from :mod:`houses`.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan; ``T01`` ... trees, ``H01`` ... houses,
        ``X01`` ... the others.

    Examples
    --------
    >>> from .houses import footprints, stairwells
    >>> found = protections(footprints(7), stairwells(footprints(7)))
    >>> (found["kind"] == "historic_building").sum()
    np.int64(10)
    """
    courts = houses[houses["house"] == "h"]
    names = [f"H{number:02}" for number in range(1, len(courts) + 1)]
    historic = pd.DataFrame(
        {
            "name": "历史建筑 " + courts.index,
            "kind": "historic_building",
            "grade": "市级",
            "geometry": courts["geometry"],
        }
    ).set_index(pd.Index(names, name="id"))
    return pd.concat([_shaped(ground.table("protections"), houses, stairwells), historic])


def barriers(entrances: pd.DataFrame) -> pd.DataFrame:
    """
    What cannot be crossed: river, arterial, railway, walls and fences between their gates.

    Parameters
    ----------
    entrances
        As from :func:`places.entrances`.

    Returns
    -------
    DataFrame
        Fields of the layer and ``geometry`` on the plan; ``B-...``.

    Examples
    --------
    >>> barriers(pd.DataFrame({"of": [], "geometry": []})).loc["B-river", "kind"]
    'river'
    """
    communities = ground.table("communities").query("walled == 'yes'")
    walls = pd.DataFrame(
        {
            "name": communities["name"] + "围墙",
            "kind": "wall",
            "height": "2.2",
            "of": communities.index,
            "geometry": [land.boundary for land in boundaries()[communities.index]],
        }
    ).set_index("B-" + communities.index)
    water = {"name": "示范河", "kind": "river", "of": "", "geometry": ground.river()}
    road = {"name": ARTERIAL, "kind": "arterial", "of": "", "geometry": axis(ARTERIAL)}
    wide = pd.DataFrame([water, road], index=["B-river", "B-arterial"])
    table = _shaped(ground.table("barriers"))
    table["geometry"] = [
        each.boundary if each.geom_type == "Polygon" else each for each in table["geometry"]
    ]
    rows = pd.concat([wide, table, walls])
    open_ = [
        _opened(line, of, entrances) for line, of in zip(rows["geometry"], rows["of"], strict=True)
    ]
    return rows.drop(columns="of").assign(geometry=pd.Series(open_, index=rows.index))


def corrections() -> pd.DataFrame:
    """
    Corrections of the inventory of idle land: what is put out, and what is no evidence any more.

    Returns
    -------
    DataFrame
        Fields of the layer; ``K01`` ...

    Examples
    --------
    >>> corrections().loc["K01", ["of", "action"]].tolist()
    ['L59', 'exclude']
    """
    return ground.table("corrections")


def districts() -> pd.DataFrame:
    """
    Sub-districts north and south of the arterial, neighbourhoods west and east of the river.

    Returns
    -------
    DataFrame
        ``name``, ``kind``, ``parent`` and ``geometry`` on the plan; ``D-N`` ... and ``D-NW`` ...

    Examples
    --------
    >>> districts().loc["D-NW", "parent"]
    'D-N'
    """
    halves = {"N": "示范北街道", "S": "示范南街道"}
    quarters = {"NW": "东风社区", "NE": "河东社区", "SW": "棉纺社区", "SE": "南园东社区"}
    parts = {f"D-{each}": _part(each) for each in (*halves, *quarters)}
    return pd.DataFrame(
        {
            "name": [*halves.values(), *quarters.values()],
            "kind": ["subdistrict"] * len(halves) + ["neighbourhood"] * len(quarters),
            "parent": ["", "", *(f"D-{each[0]}" for each in quarters)],
            "geometry": list(parts.values()),
        },
        index=pd.Index(list(parts), name="id"),
    )


def _part(code: str) -> "BaseGeometry":
    """The piece of the plan that a compass code names."""
    lines = [axis(ARTERIAL)] + [ground.RIVER] * (len(code) - 1)
    pieces: list[BaseGeometry] = [ground.EXTENT]
    for line in lines:
        pieces = [part for piece in pieces for part in ops.split(piece, line).geoms]
    return next(piece for piece in pieces if _side(piece, len(code)) == code)


def _side(piece: "BaseGeometry", letters: int) -> str:
    spot = piece.representative_point()
    south = ops.nearest_points(axis(ARTERIAL), spot)[0].y > spot.y
    west = ops.nearest_points(ground.RIVER, spot)[0].x > spot.x
    return (("S" if south else "N") + ("W" if west else "E"))[:letters]


def _opened(line: "BaseGeometry", of: str, entrances: pd.DataFrame) -> "BaseGeometry":
    gates = entrances.loc[entrances["of"] == of, "geometry"].to_numpy() if of else np.array([])
    if not len(gates):
        return line
    return shapely.difference(line, shapely.union_all(shapely.buffer(gates, GATE)))


def _shaped(
    table: pd.DataFrame,
    houses: pd.DataFrame | None = None,
    stairwells: pd.DataFrame | None = None,
) -> pd.DataFrame:
    nothing = pd.DataFrame()
    shape = shapes(
        table["shape"],
        nothing if houses is None else houses,
        nothing if stairwells is None else stairwells,
    )
    return table.drop(columns="shape").assign(geometry=shape)
