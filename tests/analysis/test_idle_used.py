"""Ground in use, frames, courts and what is left over: small yards with areas known by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.analysis.idle import (
    courts,
    evidence_rules,
    frames,
    land_classes,
    residual_plots,
    setbacks,
    used,
)

SIZES = setbacks.setbacks()
CRS = 4549


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
    for part in np.linspace(-1, 1, 9):
        moved = shapely.affinity.translate(near, *(way * part))
        assert moved.difference(yard).area < 1e-6


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
    assert area["S1"] == 360
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


def test_a_reserved_shaft_keeps_its_lane() -> None:
    shafts = gpd.GeoSeries([box(0, 0, 3, 4)], index=["U1"], crs=CRS)
    found = used.used(ground(shafts=shafts))
    assert found["what"].tolist() == ["shaft"]
    assert found.area.item() == (3 + 8) * (4 + 8)


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


# ------------------------------------------------------------------------------------ left over


def rest(pieces: list, reason: str | None = None) -> residual_plots.Residual:
    frame = layer([box(0, 0, 100, 60)], ["C1"], of_layer=["communities"], reason=[reason])
    frame = frame.rename_axis("frame")
    taken = gpd.GeoDataFrame(
        {"what": "building", "object": [f"B{n}" for n in range(len(pieces))]},
        geometry=pieces,
        crs=CRS,
    )
    return residual_plots.plots(
        frame,
        taken,
        communities=None,
        sizes=SIZES,
        rules=evidence_rules.rules(),
        source="推算",
        as_of=pd.Timestamp("2024-06-30"),
    )


def test_what_is_left_is_a_plot_with_its_evidence() -> None:
    found = rest([box(0, 0, 60, 60)])
    assert found.plots.index.tolist() == ["C1/80-30"]
    assert found.plots["area"].item() == pytest.approx(2400 - (4 - np.pi) * 16, abs=0.5)
    said = found.evidence.iloc[0]
    assert (said["plot"], said["kind"], said["says"]) == ("C1/80-30", "residual", "for")
    assert said["text"] == (
        "在 C1 内扣除房屋及退让、道路、绿地、设施、在用地块和保护要素后剩余 2,386 ㎡，占其 39.8%"
    )
    areas = found.areas.loc["C1"]
    assert areas[["area", "used_area", "residual_area"]].tolist() == [6000, 3600, 2400]
    assert areas["building_area"] == 3600


def test_a_frame_of_undrawn_houses_has_areas_and_no_plots() -> None:
    found = rest([box(0, 0, 60, 60)], "楼栋没有绘全")
    assert found.plots.empty
    assert found.areas.loc["C1", ["residual_area", "reason"]].tolist() == [2400, "楼栋没有绘全"]


def test_two_yards_joined_by_a_neck_are_two_plots() -> None:
    found = rest([box(40, 0, 60, 27), box(40, 33, 60, 60)])
    assert len(found.plots) == 2
    assert found.areas.loc["C1", "neck_area"] > 20 * 6


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 100)] * 2, st.integers(1, 40), st.integers(1, 40)), max_size=8
    )
)
def test_areas_add_up_and_plots_lie_in_what_is_left(rows: list) -> None:
    pieces = [box(x, y, x + wide, y + high) for x, y, wide, high in rows]
    found = rest(pieces)
    areas = found.areas.loc["C1"]
    assert abs(areas["error"]) < 1e-6
    parts = areas["opened_area"] + areas["neck_area"] + areas["sliver_area"]
    assert parts == pytest.approx(areas["residual_area"], abs=1e-6)
    free = box(0, 0, 100, 60).difference(shapely.union_all(pieces))
    assert found.plots.difference(free).area.sum() < 1e-6
    assert found.plots.index.is_unique


# ------------------------------------------------------------------------------------ courts


@pytest.mark.parametrize(
    ("house", "least", "most"),
    [
        (box(-20, -20, 30, 30).difference(box(-1, -1, 11, 11)), 1, 1),
        (box(-500, 12, 500, 15), 0.4, 0.5),
        (box(500, 500, 510, 510), 0, 0),
        (box(4, 3, 7, 6), 0, 0),  # a hut on the plot
    ],
)
def test_a_court_is_closed_by_houses(house: shapely.Geometry, least: float, most: float) -> None:
    plot = layer([box(0, 0, 10, 10)], ["P1"])
    found = courts.enclosure(plot, layer([house], ["B1"]), reach=60).item()
    assert least <= found <= most


def test_nobody_knows_a_court_without_houses() -> None:
    plots = layer([box(0, 0, 10, 10), Point(0, 0)], ["P1", "P2"])
    assert courts.enclosure(plots, None, reach=60).isna().all()
    assert courts.enclosure(plots, plots.head(1), reach=60).isna().tolist() == [False, True]
