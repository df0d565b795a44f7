"""Streets inside the communities: spine, lanes, rings, the way to each door, and the gates."""

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import ground
from .lots import grounds, lanes, turned

LANE, SPINE, FOOTWAY = 4.0, 5.0, 1.5  # widths, metres
RING = 4.0  # ring road to the wall
REACH = 140.0  # a gate's way looks for a street this far
_OUTWARD = {"N": (0, 1), "S": (0, -1), "E": (1, 0), "W": (-1, 0)}
_GATE = re.compile(r"(?P<side>[NSEW])(?P<row>\d*)(?P<flag>[cxs]?)$")
_ACCESS = {"c": "closed"}


class _Yard(NamedTuple):
    """A community in its own frame."""

    id: str
    name: str
    width: float
    height: float
    spine: float
    lanes: dict[int, dict[str, Any]]  # by number of the row, from the south
    ring: str
    gates: str
    walled: bool


@cache
def gates() -> pd.DataFrame:
    """
    The gates of the communities.

    Returns
    -------
    DataFrame
        Indexed by entrance id: ``of``, ``side``, ``access``, ``exit_only``, ``steps``, ``name``,
        ``ahead`` (a line straight out of the gate) and ``geometry`` (points on the boundary), both
        on the plan.

    Examples
    --------
    >>> bool(gates().loc["G-C03-E3", "exit_only"])
    True
    """
    return pd.DataFrame([gate for yard in _yards() for gate in _gates(yard)]).set_index("id")


def inner(stairwells: pd.DataFrame) -> pd.DataFrame:
    """
    Streets inside the communities.

    Parameters
    ----------
    stairwells
        As from :func:`houses.stairwells`.

    Returns
    -------
    DataFrame
        Indexed by street id: ``name``, ``kind``, ``width``, ``access``, ``oneway`` and
        ``geometry`` on the plan. A lane ends on the spine or the ring, a footway at a door.

    Examples
    --------
    >>> from .houses import footprints, stairwells
    >>> "S-C01-B001-U1" in inner(stairwells(footprints(7))).index
    True
    """
    parts = [pd.DataFrame(_streets(yard)) for yard in _yards()]
    rows = pd.concat([*parts, _doors(stairwells)], ignore_index=True)
    rows = rows[shapely.length(rows["geometry"].to_numpy()) > 0]
    walled = ground.table("communities")["walled"] == "yes"
    placed = turned(rows["geometry"].to_numpy(), rows["community"])
    access = np.where(rows["community"].map(walled), "residents", "public")
    return rows.assign(geometry=placed, access=access).drop(columns="community").set_index("id")


def _yards() -> list[_Yard]:
    table = ground.table("communities")[["name", "walled", "ring", "gates"]]
    runs = ground.records(lanes())
    return [
        _Yard(
            id=row["id"],
            name=row["name"],
            width=row["width"],
            height=row["height"],
            spine=row["spine"],
            lanes={run["row"]: run for run in runs if run["community"] == row["id"]},
            ring=row["ring"],
            gates=row["gates"],
            walled=row["walled"] == "yes",
        )
        for row in ground.records(grounds().join(table).rename_axis("id"))
    ]


def _gates(yard: _Yard) -> list[dict]:
    return [_gate(yard, match) for word in yard.gates.split() if (match := _GATE.match(word))]


def _gate(yard: _Yard, match: re.Match) -> dict:
    side, flag = match["side"], match["flag"]
    if side in "NS":
        x, y = yard.spine, yard.height if side == "N" else 0.0
    else:
        x, y = yard.width if side == "E" else 0.0, yard.lanes[int(match["row"])]["lane"]
    east, north = _OUTWARD[side]
    ends = [shapely.Point(x, y), shapely.Point(x + REACH * east, y + REACH * north)]
    point, far = turned(np.array(ends), pd.Series([yard.id, yard.id]))
    usual = "residents" if yard.walled else "public"
    return {
        "id": f"G-{yard.id}-{side}{match['row']}",
        "of": yard.id,
        "side": side,
        "row": match["row"],
        "access": _ACCESS.get(flag, usual),
        "exit_only": flag == "x",
        "steps": flag == "s",
        "name": dict(zip("NSEW", "北南东西", strict=True))[side] + "门",
        "ahead": shapely.LineString([point, far]),
        "geometry": point,
    }


def _streets(yard: _Yard) -> list[dict]:
    heights = [lane["lane"] for lane in yard.lanes.values()]
    first, last = heights[0], heights[-1]
    spine = (yard.spine, first), (yard.spine, last)
    rows = [_row(yard, "spine", spine, width=SPINE)]
    for number, lane in yard.lanes.items():
        west, east = _ends(yard, lane)
        width = FOOTWAY if lane["kind"] == "footway" else LANE
        for part, end in (("W", west), ("E", east)):
            line = (end, lane["lane"]), (yard.spine, lane["lane"])
            rows.append(_row(yard, f"L{number}{part}", line, kind=lane["kind"], width=width))
    for part in yard.ring:
        x = RING if part == "W" else yard.width - RING
        rows.append(_row(yard, f"ring{part}", ((x, first), (x, last)), width=LANE))
    return rows + [_entry(yard, gate) for gate in _gates(yard)]


def _ends(yard: _Yard, lane: dict[str, Any]) -> tuple[float, float]:
    west = RING if "W" in yard.ring else lane["west"]
    return west, yard.width - RING if "E" in yard.ring else lane["east"]


def _entry(yard: _Yard, gate: dict) -> dict:
    """From the last lane to the gate, drawn outwards."""
    side, numbers = gate["side"], list(yard.lanes)
    if side in "NS":
        lane = yard.lanes[numbers[-1 if side == "N" else 0]]
        start = (yard.spine, lane["lane"])
        end = (yard.spine, yard.height if side == "N" else 0.0)
    else:
        lane = yard.lanes[int(gate["row"])]
        west, east = _ends(yard, lane)
        start = (west if side == "W" else east, lane["lane"])
        end = (0.0 if side == "W" else yard.width, lane["lane"])
    row = _row(yard, f"{side}{gate['row']}-in", (start, end), width=LANE)
    return row | {"oneway": "forward" if gate["exit_only"] else "both"}


def _row(yard: _Yard, part: str, points: tuple, *, width: float, kind: str = "service") -> dict:
    return {
        "id": f"S-{yard.id}-{part}",
        "community": yard.id,
        "name": f"{yard.name}内部道路",
        "kind": kind,
        "width": width,
        "oneway": "both",
        "geometry": shapely.LineString(points),
    }


def _doors(stairwells: pd.DataFrame) -> pd.DataFrame:
    x, door, lane = (stairwells[each].to_numpy() for each in ("x", "y", "lane"))
    ends = np.stack([np.stack([x, door], axis=1), np.stack([x, lane], axis=1)], axis=1)
    return pd.DataFrame(
        {
            "id": "S-" + stairwells.index,
            "community": stairwells["community"].to_numpy(),
            "name": "入户道路",
            "kind": "footway",
            "width": FOOTWAY,
            "oneway": "both",
            "geometry": np.asarray(shapely.linestrings(ends)),
        }
    )
