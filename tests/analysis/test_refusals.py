"""Refusals: shares by hand and by brute force, and sources that are missing."""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pianqu.analysis.idle import land_classes, refusal_rules, refusals, setbacks

CODES, SIZES, TABLE = land_classes.codes(), setbacks.setbacks(), refusal_rules.rules()
LAYERS = (
    *("parcels", "parks", "facilities", "protections", "barriers", "premises", "buildings"),
    *("streets", "shafts"),
)


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
    [("park", "parks", "garden", 0.5, "applies"), ("park", "parks", "garden", 0.45, "warned"),
     ("square", "parks", "square", 0.6, "applies"), ("green", "parks", "other", 0.6, "applies"),
     ("school", "facilities", "kindergarten", 1.0, "applies"),
     ("sports", "facilities", "sports_ground_s", 0.5, "applies"),
     ("parking", "facilities", "car_parking", 0.5, "applies"),
     ("flood", "protections", "flood", 0.34, "applies"),
     ("flood", "protections", "flood", 0.05, "warned"),
     ("road", "streets", "residential", 0.5, "applies"),
     ("road", "streets", "residential", 0.2, "warned"),
     ("house", "buildings", "house", 0.6, "applies"),
     ("house", "buildings", "house", 0.3, "warned"), ("shaft", "shafts", "shaft", 0.3, "warned"),
     ("hazard", "protections", "hazard", 0.1, "applies"),
     ("fire_lane", "protections", "fire_lane", 0.2, "applies"),
     ("historic_building", "protections", "historic_building", 0.01, "applies"),
     ("heritage_site", "protections", "heritage_site", 0.01, "applies"),
     ("historic_area", "protections", "historic_area", 0.01, "applies")],
)  # fmt: skip
def test_a_layer_refuses_by_its_share(rule, name, kind, share, status):
    piece = layer(shapely.box(0, 0, 20 * share, 10), kind=[kind], name=["某处"])
    row = asked(plot(), rule, **{name: piece}).loc[rule]
    told = ("applies", "warns") if status == "warned" else (status, TABLE.loc[rule, "effect"])
    assert (row["status"], row["effect"], row["object"]) == (*told, "X0")
    assert ("利用时应避开" in row["text"]) == (status == "warned")
    assert row["share"] == pytest.approx(share)
    assert f"有 {share:.0%}" in row["text"] or share < 0.1
    assert "X0 某处" in row["text"]


def test_what_a_rule_is_not_known_of_does_not_hide_what_it_is():
    """A third lies in a park, and whether the parcel itself is one is not known."""
    park = layer(shapely.box(0, 0, 6, 10), kind=["pocket"])
    row = asked(plot(), "park", parks=park, parcels=None).loc["park"]
    assert (row["status"], row["effect"]) == ("unknown", "excludes")
    assert row["text"].startswith("缺少地块")
    assert row["text"].endswith("有 30% 的面积在 X0（公园绿地）内，未到 50%，利用时应避开")


@pytest.mark.parametrize(
    ("land", "status"),
    [
        ({"kind": "vacant_parcel"}, "applies"),
        ({"kind": "under_used"}, "clear"),  # something stands there, and that is no news
        ({"kind": "premises", "of_layer": "premises"}, "clear"),
    ],
)
def test_only_open_land_is_asked_for_houses(land, status):
    house = layer(shapely.box(0, 0, 20, 10), safety_grade=[None])
    found = asked(plot(**land), "house", buildings=house, built=["under_used"])
    assert found.loc["house", "status"] == status


@pytest.mark.parametrize(
    ("houses", "text"),
    [(layer(shapely.Point(5, 5)), "只有点位、没有占地范围"), (None, "缺少楼栋（buildings）图层")],
)
def test_a_house_that_is_not_drawn_is_not_known(houses, text):
    row = asked(plot(), "house", buildings=houses).loc["house"]
    assert row["status"] == "unknown"
    assert text in row["text"]


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
    [("ydyh", "1401", "in_use", "park"), ("ydyh", "1403", "in_use", "square"),
     ("ydyh", "080403", "in_use", "school"), ("ydyh", "1201", "in_use", "railway"),
     ("survey3", "0102", None, "farmland"), ("osm", "construction", None, "works"),
     ("osm", "cemetery", None, "cemetery"), ("ydyh", "070102", "works", "works"),
     ("ydyh", "070102", "in_use", "in_use"), ("ydyh", "16", None, "reserve_blank")],
)  # fmt: skip
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


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"status": "vacant"}, "没有用地代码"),
        ({"landuse": "2301", "landuse_scheme": "ydyh"}, "没有登记利用状态"),
        ({}, "没有登记利用状态，没有用地代码"),
        ({"status": "vacant", "landuse": "2301", "landuse_scheme": "ydyh"}, None),
    ],
)
def test_a_use_or_a_status_that_is_not_known_is_warned_of(row, text):
    land = layer(
        shapely.box(0, 0, 20, 10), ids=["L1"], **{key: [word] for key, word in row.items()}
    )
    found = asked(plot(of_layer="parcels", of="L1"), parcels=land)
    told = found.loc["unknown_use"]
    assert (told["status"], told["effect"]) == ("applies" if text else "clear", "warns")
    assert text is None or told["text"] == text
    assert found.loc["in_use", "status"] == ("clear" if "status" in row else "unknown")
    assert found.loc["park", "status"] == ("clear" if "landuse" in row else "unknown")


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_is_missing_is_unknown_with_the_reason(name):
    premises = plot(of_layer="premises", of="R1")
    after = asked(premises, **{name: None})
    turned = after.index[after["status"].ne("clear")]
    asks = TABLE["layer"].str.split("|").map(lambda own: name in own)
    coded = TABLE["classes"].ne("") | TABLE["statuses"].ne("")
    of_premises = TABLE["asks"].isin(["all", "premises"])
    expected = TABLE.index[of_premises & (asks | (coded & (name == "parcels")))]
    assert set(turned) == set(expected)
    assert set(after.loc[turned, "status"]) <= {"unknown"}
    assert after.loc[turned, "text"].str.contains(f"缺少.+（{name}）图层").all()


@pytest.mark.parametrize(("name", "rule"), [("shafts", "shaft"), ("buildings", "house")])
def test_land_is_asked_for_a_layer_that_is_missing(name, rule):
    row = asked(plot(), rule, **{name: None}).loc[rule]
    assert row["status"] == "unknown"
    assert f"（{name}）图层" in row["text"]


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
    land = layer(
        shapely.box(0, 0, 20, 10), ids=["L1"], **{key: [word] for key, word in row.items()}
    )
    found = asked(plot(of_layer="parcels", of="L1"), "school", parcels=land)
    assert found.loc["school", "status"] == status
