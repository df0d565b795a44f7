"""The inventory on a small world: three rows of houses, and what lies between them, once each."""

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.analysis import land_questions
from pianqu.analysis.idle import inventory, plots
from pianqu.analysis.idle.land_case import LandCase

CRS, DAY = 4549, pd.Timestamp("2024-06-30")
LAYERS = (
    *("parcels", "premises", "parks", "facilities", "protections"),
    *("barriers", "corrections", "shafts", "extent"),
)


def layer(shapes: list, index: list, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=CRS)


def case(**given: object) -> LandCase:
    rows = [box(0, 0, 60, 15), box(0, 40, 60, 55), box(0, 85, 60, 100)]
    houses = layer(rows, ["B1", "B2", "B3"], use="residential", storeys=6, height=18.0)
    street = layer([LineString([(-50, -20), (250, -20)])], ["S1"], kind="residential", width=8.0)
    usual = dict.fromkeys(LAYERS) | {
        "buildings": houses,
        "communities": layer([box(-10, -10, 200, 110)], ["C1"]),
        "streets": street,
        "rasters": {},
        "epsg": CRS,
        "today": DAY,
    }
    return LandCase(**{**usual, **given})


def vacant(shapes: list, index: list, **columns: object) -> gpd.GeoDataFrame:
    return layer(shapes, index, **{"status": "vacant", "source": "登记", "as_of": DAY, **columns})


def correction(shape: object = None, *, action: str = "register", name: str = "K1", **of: object):
    said = {"action": action, "by": "街道", "reason": "看过", "of_layer": None, "of": None} | of
    return layer([shape], [name], **said, as_of=DAY)


def land(found: inventory.Inventory) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(found.plots[found.plots.area > 0])


def asked(found: inventory.Inventory, **layers: object) -> SimpleNamespace:
    city = SimpleNamespace(**{"parcels": None, "premises": None, **layers})
    return SimpleNamespace(inventory=found, asked=SimpleNamespace(city=city))


# ------------------------------------------------------------------------------------ ids


def test_a_parcel_may_have_the_id_of_what_is_left_over():
    """What is left over takes another one."""
    first = inventory.inventory(case()).plots.index.item()
    away = vacant([box(300, 0, 330, 20)], [first])
    found = inventory.inventory(case(parcels=away)).plots
    assert found["of_layer"].to_dict() == {first: "parcels", f"{first}-2": "communities"}


def test_rooms_with_the_ids_of_parcels_are_told_apart():
    rooms = layer([Point(90, 5), Point(95, 5)], ["1", "premises/1"], status="idle")
    found = inventory.inventory(
        case(parcels=vacant([box(100, 0, 130, 20)], ["1"]), premises=rooms)
    ).plots
    own = found[found["of_layer"].isin(["parcels", "premises"])]
    assert own["of"].to_dict() == {
        "1": "1",
        "premises/1": "premises/1",
        "premises/premises/1": "1",
    }
    assert found.index.is_unique


@given(st.lists(st.sampled_from(["1", "p/1", "p/p/1", "p/p/p/1", "2"]), unique=True))
def test_ids_apart_are_unique_and_new(ids: list):
    taken = ["1", "p/1"]
    found = plots.apart(layer([Point(0, 0)] * len(ids), ids), taken=taken, name="p")
    assert found.index.is_unique
    assert not set(found.index) & set(taken)
    assert found["of"].tolist() == ids


# ------------------------------------------------------------------------------------ once


def test_land_that_people_add_is_not_left_over_as_well():
    drawn = box(100, 20, 130, 50)
    found = inventory.inventory(case(corrections=correction(drawn))).plots
    assert found.loc["K1", ["kind", "area", "net_area"]].tolist() == ["registered", 900, 900]
    rest = found.drop(index="K1")
    assert len(rest)
    assert rest.intersection(drawn).area.sum() < 1e-6


def test_land_added_on_a_known_parcel_is_evidence_for_it():
    parcel = vacant([box(100, 0, 130, 20)], ["L1"])
    found = inventory.inventory(case(parcels=parcel, corrections=correction(box(100, 0, 130, 19))))
    assert "K1" not in found.plots.index
    own = found.evidence[found.evidence["plot"].eq("L1")]
    assert "correction" in set(own["rule"])


def test_a_point_may_mean_what_is_left_over():
    found = inventory.inventory(case(corrections=correction(Point(150, 50))))
    assert found.corrections["plot"].tolist() == found.plots.index.tolist()
    assert found.plots["of_layer"].tolist() == ["communities"]


def test_communities_that_overlap_do_not_count_twice():
    two = layer([box(-10, -10, 200, 110), box(100, -10, 260, 110)], ["C1", "C2"])
    found = inventory.inventory(case(communities=two))
    assert found.areas["area"].to_dict() == {"C1": 210 * 120, "C2": 60 * 120}
    assert found.plots.area.sum() == pytest.approx(found.plots.union_all().area)


def test_what_lies_in_a_plot_names_it_and_counts_once():
    parcels = vacant([box(100, 0, 140, 40), box(100, 0, 110, 10)], ["L1", "L2"])
    rooms = layer([Point(120, 20), box(130, 30, 138, 38)], ["R1", "R2"], status="idle")
    found = inventory.inventory(case(parcels=parcels, premises=rooms)).plots
    own = found.loc[["L1", "L2", "R1", "R2"]]
    assert own["within"].fillna("").tolist() == ["", "L1", "L1", "L1"]
    assert own["net_area"].isna().tolist() == [False, False, True, False]
    assert found["net_area"].sum() == pytest.approx(
        land(SimpleNamespace(plots=found)).union_all().area
    )
    totals = land_questions._totals(found)
    assert totals["net_area"].sum() == pytest.approx(found["net_area"].sum())
    assert totals["area"].sum() > totals["net_area"].sum()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 20)] * 2, st.integers(0, 2)),
        min_size=1,
        max_size=7,
    )
)
def test_net_areas_add_up_to_the_union(rows: list):
    shapes = [box(x, y, x + wide, y + high) for x, y, wide, high, _ in rows]
    index = [f"L{n}" for n in range(len(rows))]
    first = pd.Series([row[-1] for row in rows], index)
    found = plots.net_area(layer(shapes, index), first=first)
    assert found.sum() == pytest.approx(shapely.union_all(shapes).area)
    lowest = [shape for shape, rank in zip(shapes, first, strict=True) if rank == first.min()]
    own = found[first.eq(first.min())].sum()
    assert own == pytest.approx(shapely.union_all(lowest).area)


# ------------------------------------------------------------------------------------ why not


@pytest.mark.parametrize(
    ("house", "status", "text"),
    [
        (box(100, 0, 130, 4), "candidate", "有 20% 的面积在 B9（房屋）内，未到 50%，利用时应避开"),
        (box(100, 0, 130, 15), "excluded", "有 75% 的面积在 B9（房屋）内"),
    ],
)
def test_a_registered_plot_says_what_stands_on_it(house, status, text):
    houses = pd.concat([case().buildings, layer([house], ["B9"], use="residential")])
    parcel = vacant([box(100, 0, 130, 20)], ["L1"])
    found = inventory.inventory(case(parcels=parcel, buildings=houses)).plots.loc["L1"]
    assert found["status"] == status
    assert text in found["reasons" if status == "excluded" else "warnings"]


def test_a_registered_plot_says_that_a_street_or_a_shaft_takes_it():
    road = layer([LineString([(-50, -20), (250, -20)]), LineString([(115, -20), (115, 60)])],
                 ["S1", "S2"], kind=["residential", "tertiary"], width=[8.0, 18.0])  # fmt: skip
    shaft = gpd.GeoSeries([box(160, 8, 162, 10)], index=["U1"], crs=CRS)
    parcels = vacant([box(105, 0, 125, 20), box(150, 0, 190, 20)], ["L1", "L2"])
    found = inventory.inventory(case(parcels=parcels, streets=road, shafts=shaft)).plots
    assert "有 90% 的面积在 S2（道路）内" in found.loc["L1", "reasons"]
    # the shaft and 4 m around it: 10 m by 10 m of 800 m2
    assert found.loc["L2", "status"] == "candidate"
    assert "有 12% 的面积在 U1（预留电梯井道和消防通道）内" in found.loc["L2", "warnings"]


# ------------------------------------------------------------------------------------ said


def test_land_added_far_away_is_listed_with_its_distance():
    far = box(9000, 0, 9030, 30)
    for edge, text in ((None, "图形在数据范围外 8,750 m"), (box(-60, -30, 260, 120), "8,740 m")):
        found = inventory.inventory(case(extent=edge, corrections=correction(far)))
        assert found.corrections["result"].tolist() == ["unmatched"]
        assert text in found.corrections["text"].item()


def test_the_evidence_is_of_the_oldest_layer():
    days = {"buildings": pd.Timestamp("2019-01-01"), "streets": DAY, "parks": pd.Timestamp("2001")}
    found = inventory.inventory(case(days=days)).evidence
    assert found["as_of"].tolist() == [days["buildings"]]
    assert found["source"].tolist() == ["由楼栋、步行道路图层推算"]
    assert "没有公园绿地、" in found["text"].item()
    assert inventory.inventory(case()).evidence["as_of"].tolist() == [DAY]


def test_corrections_that_contradict_each_other_are_found():
    here = [correction(Point(150, 50), action=act, name=name)
            for act, name in (("confirm", "K1"), ("exclude", "K2"))]  # fmt: skip
    found = inventory.inventory(case(corrections=pd.concat(here)))
    table = land_questions._findings(found)
    assert table["rule"].tolist() == ["校正互相矛盾：同一地块既核实又排除"]
    assert table["id"].tolist() == ["K1;K2"]


@pytest.mark.parametrize(
    ("layers", "reason"),
    [
        (
            {"streets": None},
            "没有地块和存量房屋图层，缺少步行道路图层，道路会被当作空地，不求剩余空地",
        ),
        ({"buildings": None}, "没有地块和存量房屋图层，缺少楼栋图层，无法求剩余空地"),
        ({}, None),
    ],
)
def test_why_there_is_no_answer_is_said(layers: dict, reason: str | None):
    found = inventory.inventory(case(**layers))
    assert land_questions.idle_reason(asked(found)) == reason
