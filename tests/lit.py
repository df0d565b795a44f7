"""Windows, solids and a town for tests of sun hours."""

from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from shapely import Polygon, affinity, box

from pianqu.gis import prisms, sunlight
from pianqu.gis.sun import Sky
from pianqu.gis.sunlight import Counting

SKY = Sky(-20.115, 31.45, 0.0, -60.0, 60.0)
MIDDLE, FULL = Counting(full=False), Counting()
TURN, AT = 7.0, (500_000.0, 3_480_000.0)
SOUTH, NORTH, EAST, WEST = (0.0, -1.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0)


def at(x, y, facing, sills=0.9, *, width=1.5, solid=-1):
    """One place with windows at some levels."""
    sills = np.atleast_1d(sills)
    nx, ny = facing
    columns = {"x": x, "y": y, "nx": nx, "ny": ny, "width": width, "solid": solid}
    points = pd.DataFrame(columns, index=["P"])
    return points, pd.DataFrame({"point": "P", "sill": sills}, index=[f"W{z}" for z in sills])


def solids(*outlines, tops):
    return prisms.build(np.array(outlines, dtype=object), base=0.0, height=tops)


NONE = solids(tops=[])


def hours(around, place, *, sky=SKY, counting=FULL, **options):
    return sunlight.hours(around, *place, sky=sky, counting=counting, **options)


def sunny(*args, **options):
    return hours(*args, **options)["hours"].tolist()


def town():
    """Wings, courtyards, towers, outlines that touch, overlap and lie in one another: 18 solids."""
    wing = Polygon([(0, 0), (26, 0), (26, -14), (36, -14), (36, 10), (0, 10)])
    court = box(0, 0, 40, 30).difference(box(8, 6, 32, 24))
    shapes = [
        *((wing, 18.0), (box(48, 0, 86, 10), 18.0), (box(86, 0, 96, 10), 24.0)),  # touching
        *((box(0, 25, 40, 36), 15.0), (box(10, 22, 20, 29), 7.0)),  # overlapping, lower
        *((box(48, 22, 96, 33), 18.0), (box(60, 21, 64, 26), 40.0)),  # overlapping, higher
        *((affinity.translate(court, 0, 50), 18.0), (box(15, 60, 22, 66), 9.0)),  # in the court
        *((affinity.translate(court, 52, 46), 12.0), (box(60, 48, 70, 70), 33.0)),  # around
        *((box(0, 92, 46, 103), 18.0), (box(46, 90, 60, 101), 18.0), (box(64, 92, 99, 103), 33.0)),
        *((affinity.translate(wing, 0, 130), 18.0), (box(50, 122, 88, 132), 21.0)),
        *((box(66, 118, 68.4, 122), 22.5), (box(40, 118.5, 40.4, 118.9), 30.0)),  # shaft, pole
    ]
    outlines = [affinity.translate(shape, *AT) for shape, _ in shapes]
    tops = np.array([top for _, top in shapes])
    return [affinity.rotate(shape, TURN, origin=AT) for shape in outlines], tops


def facades(outlines, tops, every=7.0):
    """Windows along each wall, courtyards too, on every second storey."""
    rows = []
    for number, shape in enumerate(shapely.orient_polygons(outlines)):
        for ring in shapely.get_rings(shape):
            xy = shapely.get_coordinates(ring)
            for a, b in pairwise(xy):
                metres = np.hypot(*(b - a))
                along = (b - a) / metres
                for where in np.arange(min(every, metres) / 2, metres - 0.75, every):
                    rows.append((*(a + along * where), along[1], -along[0], 1.5, number))
    points = pd.DataFrame(rows, columns=["x", "y", "nx", "ny", "width", "solid"])
    sills = [(p, z) for p, n in points["solid"].items() for z in np.arange(0.9, tops[n], 6)]
    return points, pd.DataFrame(sills, columns=["point", "sill"])
