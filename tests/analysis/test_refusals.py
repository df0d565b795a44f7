"""Refusals: shares by hand and by brute force, and sources that are missing."""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import standards
from pianqu.analysis.idle import land_classes, refusals, setbacks
from pianqu.analysis.idle.overlaps import NOISE, overlaps
from pianqu.gis.errors import ChoiceError

CODES, SIZES, TABLE = land_classes.codes(), setbacks.setbacks(), refusals.rules()
LAYERS = ("parcels", "parks", "facilities", "protections", "barriers", "premises", "buildings")


def plot(shape=None, **columns: object) -> gpd.GeoDataFrame:
    usual = {"kind": "vacant_parcel", "of_layer": "communities", "of": "C1"}
    shape = shapely.box(0, 0, 20, 10) if shape is None else shape
    return gpd.GeoDataFrame([usual | columns], geometry=[shape], index=["P"], crs=4549)


def layer(*shapes, ids=None, **columns: object) -> gpd.GeoDataFrame:
    index = ids or [f"X{at}" for at in range(len(shapes))]
    return gpd.GeoDataFrame(columns, geometry=list(shapes), index=index, crs=4549)


def nothing() -> dict[str, gpd.GeoDataFrame]:
    far = shapely.box(9000, 9000, 9001, 9001)
    said = {"kind": ["other"], "status": ["in_use"], "safety_grade": ["A"]}
    return {name: layer(far, **said) for name in LAYERS}


def asked(land: gpd.GeoDataFrame, *rules: str, **more: object) -> Any:
    """By rule; only the rules named, all where none is."""
    table = TABLE.loc[list(rules)] if rules else TABLE
    settings_ = {"extent": shapely.box(-500, -500, 500, 500), "rules": table, "excluded": None}
    settings_ |= {"enclosure": pd.Series(0.0, land.index), "codes": CODES, "setbacks": SIZES}
    found = refusals.refusals(land, **(nothing() | settings_ | more))
    return found.set_index("rule")


def test_every_plot_is_asked_every_rule_and_bare_land_is_clear():
    land = pd.concat([plot(), plot().set_axis(["Q"])])
    found = refusals.refusals(
        gpd.GeoDataFrame(land, crs=4549), extent=shapely.box(-99, -99, 99, 99), rules=TABLE,
        enclosure=pd.Series({"P": 0.1, "Q": 0.1}), codes=CODES, setbacks=SIZES, **nothing(),
    )  # fmt: skip
    assert found[["plot", "rule"]].to_numpy().tolist() == [
        [own, rule] for own in ("P", "Q") for rule in TABLE.index
    ]
    assert set(found["status"]) == {"clear"}
    assert found["text"].str.len().gt(0).all()


def test_a_park_of_no_said_kind_is_a_park():
    parks = layer(shapely.box(0, 0, 20, 10), kind=[None], name=["某园"])
    found = asked(plot(), "park", parks=parks).loc["park"]

    assert (found["status"], found["object"]) == ("applies", "X0")
    assert asked(plot(), "square", parks=parks).loc["square", "status"] == "unknown"


@pytest.mark.parametrize(
    ("rule", "name", "kind", "share", "status"),
    [
        ("park", "parks", "garden", 0.5, "applies"),
        ("park", "parks", "garden", 0.45, "clear"),
        ("square", "parks", "square", 0.6, "applies"),
        ("green", "parks", "other", 0.6, "applies"),
        ("school", "facilities", "kindergarten", 1.0, "applies"),
        ("sports", "facilities", "sports_ground_s", 0.5, "applies"),
        ("parking", "facilities", "car_parking", 0.5, "applies"),
        ("flood", "protections", "flood", 0.34, "applies"),
        ("flood", "protections", "flood", 0.05, "clear"),
        ("hazard", "protections", "hazard", 0.1, "applies"),
        ("fire_lane", "protections", "fire_lane", 0.2, "applies"),
        ("historic_building", "protections", "historic_building", 0.01, "applies"),
        ("heritage_site", "protections", "heritage_site", 0.01, "applies"),
        ("historic_area", "protections", "historic_area", 0.01, "applies"),
    ],
)
def test_a_layer_refuses_by_its_share(rule, name, kind, share, status):
    piece = layer(shapely.box(0, 0, 20 * share, 10), kind=[kind], name=["某处"])
    row = asked(plot(), rule, **{name: piece}).loc[rule]
    assert (row["status"], row["object"]) == (status, "X0")
    assert row["share"] == pytest.approx(share)
    assert f"有 {share:.0%}" in row["text"] or share < 0.1
    assert "X0 某处" in row["text"]


def test_the_sentence_names_share_and_object():
    low = layer(shapely.box(0, 0, 6.8, 10), ids=["X06"], kind=["flood"], name=["滨河低洼积水区"])
    text = asked(plot(), "flood", protections=low).loc["flood", "text"]
    assert text == "有 34% 的面积在 X06 滨河低洼积水区（低洼积水区）内"


@pytest.mark.parametrize(
    ("away", "crown", "kept", "status"),
    [(10, 6.0, 5.0, "applies"), (12, 6.0, 5.0, "clear"),
     (9, np.nan, np.nan, "applies"), (11, np.nan, np.nan, "clear")],
)  # fmt: skip
def test_a_tree_keeps_its_crown_and_its_distance(away, crown, kept, status):
    columns = {"kind": ["ancient_tree"], "crown_radius": [crown], "buffer": [kept]}
    tree = layer(shapely.Point(20 + away, 5), **columns)
    row = asked(plot(), "ancient_tree", protections=tree).loc["ancient_tree"]
    assert row["status"] == status
    radius = 11.0 if crown > 0 else TABLE.loc["ancient_tree", "distance"] + SIZES["tree"]
    assert float(row["share"]) == pytest.approx(_segment(radius, away) / 200, rel=0.03, nan_ok=True)


def _segment(radius: float, away: float) -> float:
    """Part of a circle beyond a line."""
    if away > radius:
        return math.nan
    return radius**2 * math.acos(away / radius) - away * math.sqrt(radius**2 - away**2)


@pytest.mark.parametrize(
    ("kind", "rule", "away", "status"),
    [("river", "water", 7, "applies"), ("river", "water", 12, "clear"),
     ("railway", "railway", 12, "applies"), ("railway", "railway", 16, "clear")],
)  # fmt: skip
def test_lines_have_a_setback(kind, rule, away, status):
    line = layer(shapely.LineString([(-50, -away), (50, -away)]), kind=[kind])
    assert asked(plot(), rule, barriers=line).loc[rule, "status"] == status


@pytest.mark.parametrize(
    ("scheme", "code", "status", "rule"),
    [
        ("ydyh", "1401", "in_use", "park"),
        ("ydyh", "1403", "in_use", "square"),
        ("ydyh", "080403", "in_use", "school"),
        ("ydyh", "1201", "in_use", "railway"),
        ("survey3", "0102", None, "farmland"),
        ("osm", "construction", None, "works"),
        ("osm", "cemetery", None, "cemetery"),
        ("ydyh", "070102", "works", "works"),
        ("ydyh", "070102", "in_use", "in_use"),
        ("ydyh", "16", None, "reserve_blank"),
    ],
)
def test_a_parcel_is_asked_for_its_own_code_and_status(scheme, code, status, rule):
    columns = {"landuse_scheme": [scheme], "landuse": [code], "status": [status]}
    land = layer(shapely.box(0, 0, 20, 10), ids=["L1"], **columns)
    row = asked(plot(of_layer="parcels", of="L1"), rule, parcels=land).loc[rule]
    assert (row["status"], row["object"], row["share"]) == ("applies", "L1", 1.0)
    assert "本地块" in row["text"]


def test_the_same_code_is_vacant_land_in_another_scheme():
    columns = {"landuse_scheme": ["survey3"], "landuse": ["1201"], "status": ["vacant"]}
    land = layer(shapely.box(0, 0, 20, 10), ids=["L1"], **columns)
    found = asked(plot(of_layer="parcels", of="L1"), parcels=land)
    assert found.loc["railway", "status"] == "clear"
    assert set(found["status"]) == {"clear"}


def test_a_parcel_without_code_and_status_is_unknown_and_warned_of():
    land = layer(shapely.box(0, 0, 20, 10), ids=["L1"], status=pd.array([pd.NA], dtype="string"))
    found = asked(plot(of_layer="parcels", of="L1"), parcels=land)["status"]
    assert found[["unknown_use", "park", "works", "in_use"]].tolist() == [
        "applies", "unknown", "unknown", "unknown",
    ]  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_is_missing_is_unknown_with_the_reason(name):
    premises = plot(of_layer="premises", of="R1")
    after = asked(premises, **{name: None})
    turned = after.index[after["status"].ne("clear")]
    asks = TABLE["layer"].str.split("|").map(lambda own: name in own)
    coded = TABLE["classes"].ne("") | TABLE["statuses"].ne("")
    expected = TABLE.index[asks | (coded & (name == "parcels"))]
    assert set(turned) == set(expected)
    assert set(after.loc[turned, "status"]) == {"unknown"}
    assert after.loc[turned, "text"].str.contains(f"缺少.+（{name}）图层").all()


def test_one_source_that_applies_is_enough():
    park = layer(shapely.box(0, 0, 20, 10), kind=["pocket"])
    found = asked(plot(), "park", parks=park, parcels=None).loc["park"]
    assert (found["status"], found["object"]) == ("applies", "X0")


def test_a_point_plot_lies_inside_or_not():
    room = plot(shapely.Point(5, 5), of_layer="premises", of="R1", kind="premises")
    low = layer(shapely.box(0, 0, 10, 10), kind=["flood"])
    row = asked(room, "flood", protections=low).loc["flood"]
    assert (row["status"], row["share"], row["text"]) == ("applies", 1.0, "位于 X0（低洼积水区）内")
    away = layer(shapely.box(6, 6, 10, 10), kind=["flood"])
    assert asked(room, "flood", protections=away).loc["flood", "status"] == "clear"


def test_a_place_drawn_as_a_point_takes_its_land_or_is_unknown():
    pitch = {"kind": ["sports_ground_s"], "land_area": [150.0]}
    found = asked(plot(), "sports", facilities=layer(shapely.Point(5, 5), **pitch)).loc["sports"]
    assert (found["status"], found["share"]) == ("applies", 0.75)
    bare = layer(shapely.Point(5, 5), kind=["sports_ground_s"])
    assert asked(plot(), "sports", facilities=bare).loc["sports", "status"] == "unknown"


@pytest.mark.parametrize(
    ("name", "column", "value", "status"),
    [("premises", "status", "dangerous", "applies"), ("premises", "status", "idle", "clear"),
     ("buildings", "safety_grade", "D", "applies"), ("buildings", "safety_grade", "C", "clear"),
     ("buildings", "safety_grade", None, "unknown")],
)  # fmt: skip
def test_premises_are_asked_for_danger(name, column, value, status):
    house = layer(shapely.box(0, 0, 20, 10), **{column: pd.array([value], dtype="string")})
    room = plot(of_layer="premises", of="X0", kind="premises")
    assert asked(room, "dangerous", **{name: house}).loc["dangerous", "status"] == status
    assert asked(plot(), "dangerous", **{name: house}).loc["dangerous", "status"] == "clear"


@pytest.mark.parametrize(
    ("kind", "closed", "status"),
    [("residual", 1.0, "applies"), ("residual", 0.8, "clear"), ("residual", np.nan, "unknown"),
     ("vacant_parcel", 1.0, "clear")],
)  # fmt: skip
def test_only_land_left_over_is_asked_whether_it_is_a_court(kind, closed, status):
    found = asked(plot(kind=kind), "court", enclosure=pd.Series({"P": closed})).loc["court"]
    assert found["status"] == status
    asks = kind == "residual"
    assert float(found["measured"]) == pytest.approx(closed if asks else np.nan, nan_ok=True)


@pytest.mark.parametrize(
    ("extent", "status"),
    [(shapely.box(-9, -9, 30, 30), "clear"), (shapely.box(-3, -9, 30, 30), "applies"),
     (None, "unknown")],
)  # fmt: skip
def test_land_at_the_edge_of_the_data_is_warned_of(extent, status):
    row = asked(plot(), "edge", extent=extent).loc["edge"]
    assert (row["status"], row["effect"]) == (status, "warns")


def test_a_correction_says_who_and_why():
    out = {"who": ["街道"], "why": ["已复产"], "as_of": [pd.Timestamp("2024-06-30")], "id": ["K1"]}
    row = asked(plot(), "correction", excluded=pd.DataFrame(out, index=["P"])).loc["correction"]
    assert (row["status"], row["object"]) == ("applies", "K1")
    assert row["text"] == "经校正排除：已复产（街道，2024-06-30）"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 2), min_size=1, max_size=6))
def test_shares_are_those_of_the_union(corners):
    boxes = [shapely.box(x, y, x + 9, y + 7) for x, y in corners]
    land = gpd.GeoSeries([shapely.box(5, 5, 25, 20)], index=["P"])
    cells = np.array([shapely.box(x, y, x + 1, y + 1) for x in range(5, 25) for y in range(5, 20)])
    told = [box for box in boxes if box.intersection(land["P"]).area > NOISE]
    expected = shapely.covered_by(cells, shapely.union_all(told)).mean()
    found = overlaps(land, layer(*boxes))
    assert (found["share"].item() if len(found) else 0.0) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [("share", 2.0, "应在 0 至 1 之间"), ("effect", "maybe", "excludes、separate、warns"),
     ("buffer", "forest", "idle_setbacks"), ("layer", "roads", "应为 parks"),
     ("distance", -1.0, "不应小于 0")],
)  # fmt: skip
def test_a_users_own_table_is_checked(tmp_path, column, value, word):
    table = standards.load("idle_refusals").reset_index()
    table[column] = table[column].where(table["key"] != "park", value)
    table.to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(ChoiceError, match=word):
        refusals.rules(overrides={"idle_refusals": tmp_path / "own.csv"})


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"status": "vacant", "landuse": "0804"}, "unknown"),  # of no scheme
        ({"status": "vacant", "landuse": "0804", "landuse_scheme": "ydyh"}, "applies"),
        ({"status": "vacant", "landuse": "2301", "landuse_scheme": "ydyh"}, "clear"),
        ({"status": "vacant"}, "unknown"),
    ],
)
def test_a_use_that_cannot_be_read_is_not_clear_of_a_school(row, status):
    shape = [shapely.box(0, 0, 50, 50)]
    parcel = gpd.GeoDataFrame({key: [word] for key, word in row.items()}, geometry=shape, index=["L1"], crs=4549)  # fmt: skip
    plot = gpd.GeoDataFrame({"kind": ["vacant_parcel"], "of_layer": ["parcels"], "of": ["L1"]}, geometry=shape, index=["L1"], crs=4549)  # fmt: skip
    nothing = gpd.GeoDataFrame({"kind": []}, geometry=[], crs=4549)
    told = refusals.refusals(
        plot,
        extent=None,
        enclosure=None,
        codes=CODES,
        setbacks=SIZES,
        rules=TABLE,
        parcels=parcel,
        facilities=nothing,
    ).set_index("rule")
    assert told.loc["school", "status"] == status
