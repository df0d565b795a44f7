"""A house with one stair in an open yard, to put things in its way."""

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point, box

from pianqu.analysis.lifts import fitness

KINDS = ("ancient_tree", "pipe_corridor", "heritage_site", "hazard", "fire_lane", "flood")


def frame(shapes, names=None, **columns):
    names = names or [f"R{number}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame(columns, geometry=list(shapes), index=names, crs=4549)


def world(**other):
    """One house with one stair in the middle of its northern wall, and nothing in the way."""
    houses = {"storeys": 6, "height": 18.0, "safety_grade": "B", "historic": False, "lift": False}
    doors = {
        "building": "B1",
        "storeys": 6,
        "lift": False,
        "stair_width": 1.2,
        "level_difference": 0.15,
    }
    layers = {
        "stairwells": frame([Point(0, 0)], ["U1"], **doors),
        "buildings": frame([box(-14, -10, 14, 0)], ["B1"], community="C1", **houses),
        "communities": frame(
            [box(-90, -90, 90, 90)], ["C1"], demolition_plan=False, structure_safe=True
        ),
        "streets": frame([LineString([(-90, 60), (90, 60)])], kind="service", width=4.0),
        "barriers": frame([LineString([(-90, 80), (90, 80)])], kind="wall"),
        "protections": frame(
            [Point(0, 500 + 100 * n) for n in range(len(KINDS))],
            kind=list(KINDS),
            crown_radius=3.0,
            buffer=5.0,
        ),
    }
    return layers | other


def judged(layers):
    return fitness.judge(
        layers["stairwells"],
        layers["buildings"],
        **{name: layers[name] for name in ("communities", "streets", "barriers", "protections")},
    )


def added(layer, shape, **columns):
    """The world with one more row in a layer."""
    layers = world()
    more = frame([shape], ["X1"], **columns)
    both = [layers[layer], more]
    return layers | {layer: pd.concat(both)}


def verdict(layers):
    return judged(layers).verdicts.loc["U1"]


def check(layers, rule):
    found = judged(layers).checks
    return found[found["rule"] == rule].iloc[0]
