"""Ground in use and frames: small yards with areas known by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.analysis import standards
from pianqu.analysis.idle import (
    frames,
    land_classes,
    refusal_rules,
    setbacks,
    used,
)

SIZES = setbacks.setbacks()
CRS = 4549
ROUNDED = 1e-5  # metres


def layer(shapes: list, index: list, **columns: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=CRS)


def ground(**layers: object) -> used.Ground:
    names = ("buildings", "streets", "parks", "facilities", "premises", "parcels")
    empty = dict.fromkeys([*names, "protections", "barriers", "shafts"])
    height = layers.pop("height", pd.Series(dtype=float))
    return used.Ground(
        height=height, codes=land_classes.codes(), sizes=SIZES, **{**empty, **layers}
    )


# ------------------------------------------------------------------------------------ yards


@pytest.mark.parametrize(
    ("home", "height", "bounds"),
    [
        (True, 20.0, (-3, -11, 43, 21)),  # half of 1.1 x 20 before and behind, 3 m at the gables
        (True, 2.0, (-3, -3, 43, 13)),  # never less than at the gables
        (True, np.nan, (-9, -9, 49, 19)),
        (False, 20.0, (-3, -3, 43, 13)),
    ],
)
def test_a_yard_goes_with_its_house(home: bool, height: float, bounds: tuple) -> None:
    slab = layer([box(0, 0, 40, 10)], ["B1"])
    found = setbacks.yards(slab, pd.Series({"B1": home}), pd.Series({"B1": height}), SIZES)
    assert found["B1"].bounds == pytest.approx(bounds)


def test_a_turned_house_has_its_yard_across_its_long_walls() -> None:
    slab = shapely.affinity.rotate(box(0, 0, 40, 10), 30, origin=(0, 0))
    wide = shapely.affinity.rotate(box(-3, -11, 43, 21), 30, origin=(0, 0))
    found = setbacks.yards(
        layer([slab], ["B1"]), pd.Series({"B1": True}), pd.Series({"B1": 20.0}), SIZES
    )["B1"]
    assert found.symmetric_difference(wide).area == pytest.approx(0, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    angle=st.integers(0, 179),
    tall=st.floats(3, 60),
    points=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=5, max_size=9),
)
def test_a_sweep_is_everything_passed_over(angle: int, tall: float, points: list) -> None:
    shape = shapely.affinity.rotate(shapely.MultiPoint(points).convex_hull, angle)
    if shape.area < 1:
        return
    yard = setbacks.yards(
        layer([shape], ["B1"]), pd.Series({"B1": True}), pd.Series({"B1": tall}), SIZES
    )["B1"]
    near = shape.buffer(SIZES["gable"], join_style="mitre", mitre_limit=2.0)
    way = setbacks._across(shape) * max(SIZES["spacing"] * tall / 2 - SIZES["gable"], 0)
    ends = [shapely.affinity.translate(near, *(way * part)) for part in (-1, 1)]
    # of a convex shape the sweep is the hull of its ends, which no overlay is asked for
    hull = shapely.MultiPolygon(ends).convex_hull
    assert yard.area == pytest.approx(hull.area, abs=hull.length * ROUNDED)
    assert hull.buffer(ROUNDED).covers(yard)


@pytest.mark.parametrize(
    ("points", "angle", "tall", "area"),
    [
        ([(34, 11), (41, 20), (15, 0), (11, 20), (48, 8)], 58, 60.0, 3322.716403),
        ([(34, 13), (18, 15), (17, 10)], 127, 5.4545454545454586, 207.624846),
    ],
)
def test_a_side_along_the_way_costs_no_yard(
    points: list, angle: int, tall: float, area: float
) -> None:
    """What it sweeps is a hair of rounding, with which a union once came back without the house."""
    shape = shapely.affinity.rotate(shapely.MultiPoint(points).convex_hull, angle)
    yard = setbacks.yards(
        layer([shape], ["B1"]), pd.Series({"B1": True}), pd.Series({"B1": tall}), SIZES
    )["B1"]
    assert yard.area == pytest.approx(area, abs=1e-4)


def test_a_point_has_no_yard() -> None:
    found = setbacks.yards(
        layer([Point(0, 0)], ["B1"]), pd.Series({"B1": True}), pd.Series({"B1": 9.0}), SIZES
    )
    assert found.isna().all()


# ------------------------------------------------------------------------------------ ground


def test_what_is_used_is_of_its_layer() -> None:
    """A street by its width, a tree by crown and distance, water by its line; no historic area."""
    found = used.used(
        ground(
            streets=layer([LineString([(0, 0), (10, 0)])], ["S1"], kind=["primary"]),
            protections=layer(
                [Point(0, 0), box(0, 0, 9, 9)],
                ["T1", "X1"],
                kind=["ancient_tree", "historic_area"],
                crown_radius=[4.0, None],
            ),
            barriers=layer([LineString([(0, 0), (10, 0)])], ["W1"], kind=["river"]),
            parks=layer([box(0, 0, 5, 5)], ["P1"]),
            facilities=layer([Point(1, 1)], ["F1"]),
        )
    )
    assert found["object"].tolist() == ["S1", "P1", "T1", "W1"]
    area = found.set_index("object").area
    assert area["S1"] == pytest.approx(360 + np.pi * 18**2, rel=0.01)
    assert area["T1"] == pytest.approx(np.pi * 81, rel=0.01)
    assert found["what"].tolist() == ["street", "park", "protected", "water"]


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        ({"landuse_scheme": "ydyh", "landuse": "1401"}, True),
        ({"landuse_scheme": "ydyh", "landuse": "090101", "status": "in_use"}, True),
        ({"landuse_scheme": "ydyh", "landuse": "070102", "status": "in_use"}, False),
        ({"landuse_scheme": "ydyh", "landuse": "070102", "status": "works"}, False),
        ({"landuse_scheme": "ydyh", "landuse": "2301", "status": "vacant"}, False),
        ({"landuse_scheme": "ydyh", "landuse": "090101"}, True),
        ({"landuse_scheme": "ydyh", "landuse": "070102"}, False),
        ({"landuse_scheme": "ydyh", "landuse": "090101", "status": "vacant"}, False),
        ({}, False),
        ({"status": "works"}, True),
    ],
)
def test_a_parcel_takes_ground_where_its_record_says_so(row: dict, taken: bool) -> None:
    """Homes are frames themselves; what nobody says is used is not taken."""
    parcel = layer([box(0, 0, 9, 9)], ["L1"], **{name: [value] for name, value in row.items()})
    assert (len(used.used(ground(parcels=parcel))) == 1) == taken


def test_the_outer_corner_of_a_bend_is_street() -> None:
    bend = [LineString([(0, 0), (50, 0)]), LineString([(50, 0), (50, 50)])]
    found = used.used(ground(streets=layer(bend, ["S1", "S2"], width=[10.0, 10.0])))
    assert found.union_all().covers(Point(53, -3))


def test_a_tunnel_takes_no_ground() -> None:
    lines = [LineString([(0, 0), (50, 0)]), LineString([(0, 40), (50, 40)])]
    roads = layer(lines, ["S1", "S2"], kind="primary", tunnel=[True, None])
    assert used.used(ground(streets=roads))["object"].tolist() == ["S2"]


def test_carriageways_part_the_ground_and_lie_on_it() -> None:
    lines = [LineString([(0, y), (50, y)]) for y in (0, 40, 80)]
    columns = {"kind": ["primary", "footway", "primary"], "bridge": [False, False, True]}
    found = used.carriageways(ground(streets=layer(lines, ["S1", "S2", "S3"], **columns)))
    assert found is not None
    assert found.index.tolist() == ["S1"]
    assert found.area.item() == pytest.approx(50 * 36 + np.pi * 18**2, rel=0.01)
    assert used.carriageways(ground()) is None


def test_what_is_kept_is_neither_a_house_nor_a_parcel() -> None:
    shape = [box(0, 0, 4, 5)]
    found = used.kept(
        ground(
            parks=layer(shape, ["P1"]),
            premises=layer([box(0, 0, 9, 9)], ["R1"]),
            parcels=layer(shape, ["L1"], status="in_use"),
            streets=layer([LineString([(0, 0), (9, 0)])], ["S1"], kind="footway"),
            facilities=layer([Point(0, 0)], ["F1"]),
        )
    )
    assert found.area.tolist() == [20]
    assert found.crs == CRS
    assert used.kept(ground()).empty


def test_without_a_rule_that_excludes_nothing_is_protected() -> None:
    tree = layer([Point(0, 0)], ["T1"], kind=["ancient_tree"])
    rules = refusal_rules.rules().assign(effect="warns")
    found = used.protected(tree, rules, SIZES)
    assert (len(found), found.crs) == (0, tree.crs)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        *((key, 1.2, "0 至 1 之间的比例") for key in ("cover", "drawn")),
        *((key, 0, "大于 0 的数") for key in ("neck", "least", "block", "most")),
        ("gable", -1, "不小于 0 的数"),
    ],
)
def test_sizes_that_cannot_be_are_named(key: str, value: float, wanted: str) -> None:
    table = standards.load("idle_setbacks").reset_index()
    line = table.index[table["key"] == key][0]
    table["value"] = table["value"].astype(object).where(table["key"] != key, value)
    assert list(setbacks.faults(table, "mine.csv")) == [
        f"规则表文件 mine.csv 第 {line} 行（{key}）的 value 为“{value}”，应为{wanted}；请改正。"
    ]


def test_a_reserved_shaft_keeps_its_lane() -> None:
    shafts = gpd.GeoSeries([box(0, 0, 3, 4)], index=["U1"], crs=CRS)
    found = used.used(ground(shafts=shafts))
    assert found["what"].tolist() == ["shaft"]
    assert found.area.item() == (3 + 8) * (4 + 8)
    assert used.reserved(ground()).empty


# ------------------------------------------------------------------------------------ frames


def streets(kind: str = "residential") -> gpd.GeoDataFrame:
    ring = [LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])]
    return layer([*ring, LineString([(50, 0), (50, 100)])], ["S1", "S2"], kind=[kind, "path"])


def test_blocks_lie_between_carriageways() -> None:
    found = frames.frames(None, streets(), within="blocks")
    assert found.area.tolist() == [10_000]
    assert found["of_layer"].tolist() == ["blocks"]


def test_both_leaves_to_blocks_what_no_community_takes() -> None:
    town = layer([box(0, 0, 100, 40)], ["C1"])
    found = frames.frames(town, streets(), within="both")
    assert found["of_layer"].tolist() == ["communities", "blocks"]
    assert found.area.tolist() == pytest.approx([4000, 6000])


def test_no_ground_is_in_two_frames() -> None:
    shapes = [box(0, 0, 60, 40), box(40, 0, 100, 40), box(70, 10, 80, 20)]
    found = frames.frames(layer(shapes, ["C2", "C1", "C3"]), None, within="communities")
    assert found.area.to_dict() == {"C2": 1600, "C1": 2400}


@pytest.mark.parametrize("name", ["bridge", "tunnel"])
def test_what_is_not_on_the_ground_parts_nothing(name: str) -> None:
    above = streets().assign(**{name: True})
    assert frames.frames(None, above, within="blocks").empty


@pytest.mark.parametrize(
    ("within", "buildings", "reason"),
    [
        ("communities", None, frames.NO_BUILDINGS),
        ("communities", streets(), frames.NO_COMMUNITIES),
        ("blocks", streets(), frames.NO_STREETS),
    ],
)
def test_why_nothing_was_looked_for_is_said(within: str, buildings: object, reason: str) -> None:
    none = frames.frames(None, None, within=within)
    assert frames.lacking(none, buildings, streets(), within=within) == reason


def test_without_streets_roads_would_be_idle() -> None:
    town = layer([box(0, 0, 100, 40)], ["C1"])
    found = frames.frames(town, None, within="communities")
    assert frames.lacking(found, streets(), None, within="communities") == frames.NO_ROADS


@pytest.mark.parametrize(
    ("houses", "reason"),
    [
        ([box(0, 0, 50, 20)], None),
        ([box(0, 0, 10, 10)], "绘出的房屋只占地 1.0%（低于 10%），楼栋可能没有绘全"),
        ([box(0, 0, 50, 20), Point(80, 80)], "1 栋房屋只有点位没有轮廓"),
    ],
)
def test_houses_that_are_not_drawn_leave_no_land(houses: list, reason: str | None) -> None:
    frame = layer([box(0, 0, 100, 100)], ["C1"])
    found = frames.undrawn(frame, layer(houses, [*range(len(houses))]), SIZES)["C1"]
    assert pd.isna(found) if reason is None else found == reason
