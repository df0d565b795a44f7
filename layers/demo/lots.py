"""Lots of the communities: rows of slabs from written patterns, in each community's own frame."""

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

# letter of the pattern: width a stairwell, depth, doors a landing; lots are as large as houses get
HOUSES = {"": (13.8, 10.6, 2), "c": (20.4, 10.6, 3), "h": (13.8, 12.8, 2)}
MARGIN = 8.0  # wall to the first house
GAP = 6.0  # between the gables of a row
SPINE = 11.0  # the road through the middle and its verges
SPACING = 1.1  # distance between rows over the height of the southern one
NORTH = 13.0  # last row to the northern wall
STOREY, PARAPET = 3.0, 0.6
_TOKEN = re.compile(
    r"(?:-(?P<open>\d+)|(?P<units>\d)x(?P<storeys>\d)(?P<house>[ch]?)(?:\*(?P<n>\d+))?)$"
)


@cache
def lots() -> pd.DataFrame:
    """
    Every lot with a house on it.

    Returns
    -------
    DataFrame
        One row a lot, indexed by building id: ``community``, ``row``, ``units`` (stairwells),
        ``storeys``, ``house``, ``doors`` a landing, ``west``, ``east``, ``south``, ``north`` and
        ``lane`` (the y of the lane behind it), metres in the frame of the community.

    Examples
    --------
    >>> len(lots())
    449
    """
    rows = ground.table("rows")
    parts = [
        _lots_of(str(community), part) for community, part in rows.groupby("community", sort=True)
    ]
    return pd.concat(parts)


@cache
def grounds() -> pd.DataFrame:
    """
    The frame of each community.

    Returns
    -------
    DataFrame
        Indexed by community id: ``cx``, ``cy`` (middle, on the plan), ``angle`` (degrees,
        anticlockwise), ``width``, ``height`` and ``spine`` (x of the road through the middle).

    Examples
    --------
    >>> grounds().loc["C14", ["width", "height"]].tolist()
    [60.4, 31.6]
    """
    placed = ground.table("communities")[["cx", "cy", "angle"]].astype(float)
    rows = ground.table("rows")
    sizes = {each: _size(part) for each, part in rows.groupby("community", sort=True)}
    return placed.join(pd.DataFrame(sizes, index=["width", "height", "spine"]).T)


@cache
def lanes() -> pd.DataFrame:
    """
    Where the lane behind each row of houses runs.

    Returns
    -------
    DataFrame
        One row a row of houses: ``community``, ``row``, ``lane`` (y), ``west`` and ``east`` (x of
        its ends) and ``kind`` of street, in the frame of the community.

    Examples
    --------
    >>> len(lanes()) == len(ground.table("rows"))
    True
    """
    ends = (
        lots()
        .groupby(["community", "row"], sort=True)
        .agg(lane=("lane", "first"), west=("west", "min"), east=("east", "max"))
    )
    rows = ground.table("rows").astype({"row": int}).set_index(["community", "row"])
    spine = grounds()["spine"].loc[ends.index.get_level_values("community")].to_numpy()
    return ends.assign(
        west=np.minimum(ends["west"] - 2, spine),
        east=np.maximum(ends["east"] + 2, spine),
        kind=rows["lane"].reindex(ends.index).replace("", "service"),
    ).reset_index()


def turned(geometry: "NDArray[np.object_]", community: pd.Series) -> "NDArray[np.object_]":
    """
    Geometries from the frames of their communities to the plan.

    Parameters
    ----------
    geometry
        Metres in the frame of the community: x along the rows, y to the north of them.
    community
        Community of each geometry.

    Returns
    -------
    NDArray
        Metres on the plan, to the millimetre.

    Examples
    --------
    >>> turned(np.array([shapely.Point(0, 0)]), pd.Series(["C14"]))[0].wkt
    'POINT (634.8 267.2)'
    """
    frame = grounds().loc[community]
    xy, which = shapely.get_coordinates(geometry, return_index=True)
    angle = np.radians(frame["angle"].to_numpy())[which]
    across, up = (xy - frame[["width", "height"]].to_numpy()[which] / 2).T
    east = across * np.cos(angle) - up * np.sin(angle)
    north = across * np.sin(angle) + up * np.cos(angle)
    placed = np.stack([east, north], axis=1) + frame[["cx", "cy"]].to_numpy()[which]
    copies = np.array(geometry, dtype=object)  # set_coordinates writes into its argument
    return shapely.set_coordinates(copies, np.round(placed, 3))


def height(storeys: "int | pd.Series") -> "float | pd.Series":
    """
    Height of a house.

    Parameters
    ----------
    storeys
        Storeys above ground.

    Returns
    -------
    float or Series
        Metres from ground to parapet.

    Examples
    --------
    >>> height(6)
    18.6
    """
    return storeys * STOREY + PARAPET


def _lots_of(community: str, rows: pd.DataFrame) -> pd.DataFrame:
    spine = _size(rows)[2]
    found = [
        {"community": community, "row": int(row["row"]), **lot}
        for row, place in zip(rows.to_dict("records"), _rows(rows), strict=True)
        for lot in _row(row["pattern"], spine, place)
    ]
    names = [f"{community}-B{number:03}" for number in range(1, len(found) + 1)]
    return pd.DataFrame(found, index=pd.Index(names, name="id"))


def _size(rows: pd.DataFrame) -> tuple[float, float, float]:
    """Width, height and spine of a community's frame."""
    halves = [_halves(pattern) for pattern in rows["pattern"]]
    west = max(_length(half[0]) for half in halves)
    east = max(_length(half[1]) for half in halves)
    spine = MARGIN + west + SPINE / 2
    width = spine + (SPINE / 2 + east + MARGIN if east else SPINE / 2)
    return round(width, 2), round(_rows(rows)[-1][1] + NORTH, 2), round(spine, 2)


def _rows(rows: pd.DataFrame) -> list[tuple[float, float, float]]:
    """South edge, north edge and lane of each row of houses, from the south."""
    south, placed = MARGIN, []
    for number, row in enumerate(rows.to_dict("records"), start=1):
        tokens = [token for half in _halves(row["pattern"]) for token in half if token["units"]]
        north = south + max(HOUSES[token["house"]][1] for token in tokens)
        spacing = SPACING * height(max(token["storeys"] for token in tokens))
        spacing = float(row["spacing"] or (NORTH if number == len(rows) else spacing))
        placed.append((south, north, north + float(row["offset"] or spacing / 2)))
        south = north + spacing
    return placed


def _row(pattern: str, spine: float, place: tuple[float, float, float]) -> list[dict]:
    """Lots of one row, from west to east."""
    west, east = _halves(pattern)
    start = spine - SPINE / 2 - _length(west)
    return _half(west, start, place) + _half(east, spine + SPINE / 2, place)


def _half(tokens: list[dict], start: float, place: tuple[float, float, float]) -> list[dict]:
    found, x = [], start
    for token in tokens:
        if token["units"]:
            ends = {"west": x, "east": x + token["width"]}
            yard = dict(zip(("south", "north", "lane"), place, strict=True))
            doors = HOUSES[token["house"]][2]
            named = {key: token[key] for key in ("units", "storeys", "house")}
            found.append({**named, "doors": doors, **ends, **yard})
        x += token["width"] + GAP
    return found


def _length(tokens: list[dict]) -> float:
    return sum(token["width"] for token in tokens) + GAP * max(len(tokens) - 1, 0)


def _halves(pattern: str) -> tuple[list[dict], list[dict]]:
    west, _, east = pattern.partition("|")
    return _tokens(west), _tokens(east)


def _tokens(text: str) -> list[dict]:
    found = []
    for word in text.split():
        match = _TOKEN.match(word)
        if match is None:
            raise ValueError(f"demo_rows.csv: unknown pattern {word!r}")
        found += [_token(match)] * int(match["n"] or 1)
    return found


def _token(match: re.Match) -> dict:
    if match["open"]:
        return {"units": 0, "storeys": 0, "house": "", "width": float(match["open"])}
    units, storeys, house = int(match["units"]), int(match["storeys"]), match["house"]
    width = round(units * HOUSES[house][0], 2)
    return {"units": units, "storeys": storeys, "house": house, "width": width}
