"""Registered evidence by hand, the law's word apart, and the plots that evidence makes."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import MultiPoint, Point, box

from pianqu.analysis.idle import (
    evidence_rows,
    evidence_rules,
    kinds,
    land_classes,
    plots,
    registered,
    vacant_premises,
)

CODES, RULES, KINDS = land_classes.codes(), evidence_rules.rules(), kinds.kinds()


def parcels(**columns) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    shapes = [box(20 * at, 0, 20 * at + 10, 10) for at in range(count)]
    return gpd.GeoDataFrame(
        columns, geometry=shapes, index=[f"L{at}" for at in range(count)], crs=4549
    )


def evidence(layer) -> pd.DataFrame:
    return registered.evidence(layer, codes=CODES, rules=RULES)


def made(layer, said, communities=None) -> gpd.GeoDataFrame:
    return plots.from_parcels(layer, said, communities=communities, kinds=KINDS, rules=RULES)


@pytest.mark.parametrize(
    ("columns", "rules"),
    [
        ({"status": ["vacant"]}, ["status_vacant"]),
        ({"status": ["demolished"]}, ["status_demolished"]),
        ({"status": ["waste"]}, ["status_waste"]),
        ({"status": ["reserved"]}, ["status_reserved"]),
        ({"status": [None]}, []),
        ({"status": ["in_use"]}, []),
        ({"status": ["under_used"]}, []),  # another file's evidence
        ({"legal_idle": [True]}, ["legal_idle"]),
        ({"legal_idle": [False], "status": ["vacant"]}, ["status_vacant"]),
        ({"legal_idle": [None]}, []),
        ({"landuse_scheme": ["survey3"], "landuse": ["1201"]}, ["landuse_vacant"]),
        ({"landuse_scheme": ["ydyh"], "landuse": ["1201"]}, []),
        ({"landuse_scheme": [None], "landuse": ["1201"]}, []),
        (
            {"landuse_scheme": ["ydyh"], "landuse": ["2301"], "status": ["in_use"]},
            ["landuse_vacant", "status_in_use"],
        ),
        ({"owner": ["甲"]}, []),
    ],
)
def test_records_speak_by_their_rules(columns, rules):
    assert evidence(parcels(**columns))["rule"].tolist() == rules


def test_what_speaks_against_is_said_beside_what_speaks_for():
    layer = parcels(landuse_scheme=["ydyh"] * 2, landuse=["2301", "0901"], status=["works"] * 2)
    found = evidence(layer)
    assert list(zip(found["plot"], found["says"], strict=True)) == [
        ("L0", "for"),
        ("L0", "against"),
    ]


@pytest.mark.parametrize(
    ("due", "status", "legal", "said"),
    [
        ("2010-03-18", "vacant", False, "已过 14.3 年（已满 1 年）；是否法定闲置须由"),
        ("2010-03-18", None, None, "已过 14.3 年（已满 1 年）；是否法定闲置须由"),
        ("2010-03-18", "vacant", True, "法定闲置已由自然资源主管部门认定"),
        ("2024-01-01", "vacant", None, "已过 0.5 年（未满 1 年）"),
        ("2024-06-30", "vacant", None, None),  # the day of the data
        ("2023-06-30", "works", None, None),
        ("2010-03-18", "in_use", None, None),
        (None, "vacant", None, None),
    ],
)
def test_an_overdue_start_is_a_note_and_never_a_verdict(due, status, legal, said):
    layer = parcels(status=[status]).assign(
        legal_idle=pd.array([legal], dtype="boolean"),
        start_due=pd.to_datetime([due]),
        as_of=pd.to_datetime(["2024-06-30"]),
    )
    found = evidence(layer).set_index("rule")
    assert ("start_overdue" in found.index) == (said is not None)
    if said is not None:
        assert said in found.loc["start_overdue", "text"]
        assert found.loc["start_overdue", "says"] == "note"
    assert ("legal_idle" in found.index) == (legal is True)


def test_a_start_without_a_day_of_the_data_is_not_judged():
    assert evidence(parcels(status=[None], start_due=pd.to_datetime(["2010-03-18"]))).empty


def test_source_day_and_standard_come_along():
    layer = parcels(landuse_scheme=["survey3"], landuse=["1201"], source=["国土调查"]).assign(
        as_of=pd.to_datetime(["2023-12-31"])
    )
    row = evidence(layer).iloc[0]
    assert (row["source"], str(row["as_of"].date())) == ("国土调查", "2023-12-31")
    assert (row["clause"], row["certainty"]) == ("1201", "secondary")
    assert "未注明" not in row["text"]
    assert "日期未注明" in evidence(layer.drop(columns="as_of"))["text"].iloc[0]


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_the_order_of_the_parcels_does_not_matter(order):
    layer = parcels(
        status=["vacant", "in_use", "waste", None, "reserved"],
        landuse_scheme=["ydyh"] * 5,
        landuse=["2301", "2301", "1201", "16", "0901"],
    )
    pd.testing.assert_frame_equal(evidence(layer.iloc[list(order)]), evidence(layer))


def test_layers_are_left_as_they_were():
    layer = parcels(status=["vacant"], legal_idle=[True])
    before = layer.copy()
    evidence(layer)
    pd.testing.assert_frame_equal(layer, before)


def test_only_what_is_spoken_for_becomes_a_plot():
    layer = parcels(status=["vacant", "in_use", None], legal_idle=[False, False, True])
    found = made(layer, evidence(layer))
    assert found["kind"].to_dict() == {"L0": "vacant_parcel", "L2": "legal_idle"}
    assert found["area"].tolist() == [100.0, 100.0]
    assert found["legal_idle"].tolist() == [False, True]
    assert tuple(found.columns) == plots.COLUMNS


def test_legal_idle_is_the_parcels_own_word_or_unknown():
    layer = parcels(status=["vacant"])
    assert made(layer, evidence(layer))["legal_idle"].isna().all()


def test_no_evidence_makes_no_plot():
    layer = parcels(status=["in_use"])
    found = made(layer, evidence(layer))
    assert found.empty
    assert found.crs == layer.crs


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (box(0, 0, 4, 4), "C1"),
        (box(8, 0, 14, 4), "C2"),
        (box(8, 0, 12, 4), "C1"),  # halves: the first id
        (box(40, 0, 44, 4), pd.NA),
        (Point(15, 5), "C2"),
        (box(20, 0, 24, 4), pd.NA),  # touches only
    ],
)
def test_a_plot_is_of_the_community_that_most_of_it_lies_in(shape, expected):
    areas = gpd.GeoDataFrame(
        geometry=[box(10, 0, 20, 10), box(0, 0, 10, 10), MultiPoint([(2, 2)])],
        index=["C2", "C1", "C0"],
    )
    found = plots.community(gpd.GeoSeries([shape], index=["P"]), areas)
    assert found.index.tolist() == ["P"]
    assert found.fillna("none").tolist() == ["none" if expected is pd.NA else expected]


def test_ids_that_are_taken_are_told_apart():
    rooms = gpd.GeoDataFrame(
        {"status": ["idle", "idle"]}, geometry=[box(0, 0, 5, 5), Point(9, 9)], index=[1, 7]
    )
    own = plots.apart(rooms, taken=[1, 2], name="premises")
    said = vacant_premises.evidence(own, None, rules=RULES)
    found = plots.from_premises(own, said, communities=None, kinds=KINDS, rules=RULES)
    assert found["of"].to_dict() == {"7": "7", "premises/1": "1"}
    assert found["area"].fillna(-1).to_dict() == {"7": -1.0, "premises/1": 25.0}


def test_the_planted_records_of_the_district(district):
    said = evidence(district.parcels)
    found = made(district.parcels, said, district.communities)
    assert found.loc["L10", "kind"] == "legal_idle"
    assert found.index[found["kind"] == "legal_idle"].tolist() == ["L10"]
    assert found.loc["L14", "legal_idle"] is pd.NA
    assert found.loc["L14", "kind"] == "vacant_parcel"
    assert {"L01", "L04", "L08", "L11", "L18", "L21", "L34"} <= set(found.index)
    assert found.loc["L12", "kind"] == "reserve_blank"
    assert "L64" not in found.index  # 1201 is a railway in its scheme
    assert found["area"]["L04"] == 3744.0
    notes = said[said["rule"] == "start_overdue"]
    assert notes["plot"].tolist() == ["L10", "L14"]
    assert set(said.columns) == set(evidence_rows.COLUMNS)
