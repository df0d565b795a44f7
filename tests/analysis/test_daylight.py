"""Sun hours against closed forms: two slabs, heights in doubt, party walls, storeys and shares."""

from math import cos, radians, sin

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from pianqu.analysis import standards
from pianqu.analysis.light import daylight, heights, storeys, sun_profiles, windows
from pianqu.gis import sun

RULE = sun_profiles.profile("dahan_2h")
SKY = RULE.sky(sun.Place(31.45, 121.13, 0.0))
HEIGHT, SILL = 18.0, 0.15 + 0.9


def spacing(hours: float, height: float) -> float:
    """Metres north of an endless bar at which its shadow leaves that many hours around noon."""
    lat, sink, turn = (radians(v) for v in (SKY.latitude, SKY.declination, 7.5 * hours))
    north = cos(sink) * cos(turn) * sin(lat) - sin(sink) * cos(lat)
    return height * north / (sin(lat) * sin(sink) + cos(lat) * cos(sink) * cos(turn))


def street(*gaps: float, tall=HEIGHT) -> gpd.GeoDataFrame:
    """A home of one storey, and endless offices that far south of it."""
    shapes = [box(-15, 0, 15, 10), *(box(-5000, -gap - 10, 5000, -gap) for gap in gaps)]
    many = len(gaps)
    return gpd.GeoDataFrame(
        {
            "use": ["residential", *["office"] * many],
            "height": [3.55, *[tall] * many],
            "storeys": [1, *[None] * many],
        },
        geometry=shapes,
        index=["HOME", *(f"BAR{row + 1}" for row in range(many))],
        crs=4549,
    )


def south(buildings, *, profile=RULE, **more) -> pd.DataFrame:
    """The answers for the southern windows."""
    points, panes = windows.facades(buildings, **more)
    blocks = heights.blocks(buildings, ground=more.get("ground"))
    found = daylight.hours(points, panes, blocks, profile=profile, sky=SKY)
    return found[points["ny"].iloc[panes["point"]].lt(-0.5).to_numpy()]


@pytest.mark.parametrize("hours", [1, 2, 3])
def test_an_endless_bar_leaves_the_hours_of_the_closed_form(hours):
    found = south(street(spacing(hours, HEIGHT - SILL)))

    assert len(found) == 9
    assert found["hours"].to_numpy() == pytest.approx(hours, abs=1e-6)


@pytest.mark.parametrize(
    ("higher", "farther", "verdict"),
    [
        (0.0, 0.0, "borderline"),
        (0.6, 0.01, "robust_pass"),
        (0.6, -0.01, "borderline"),
        (-0.6, 0.01, "borderline"),
        (-0.6, -0.01, "robust_fail"),
    ],
)
def test_the_band_of_heights_parts_the_verdicts_where_it_should(higher, farther, verdict):
    found = south(street(spacing(2, HEIGHT + higher - SILL) + farther))

    assert set(found["verdict"]) == {verdict}
    assert (found["hours_low"] <= found["hours"]).all()
    assert (found["hours"] <= found["hours_high"]).all()


def test_ground_lifts_sills_and_tops():
    gap = spacing(2, HEIGHT - SILL)
    level = pd.Series({"HOME": 30.0, "BAR1": 30.0})

    assert south(street(gap), ground=level)["hours"].to_numpy() == pytest.approx(2, abs=1e-6)
    lower = south(street(gap), ground=level + pd.Series({"HOME": 0.0, "BAR1": -2.0}))
    assert set(lower["verdict"]) == {"robust_pass"}


TOWER = gpd.GeoDataFrame(
    {"use": ["office"], "height": [60.0], "storeys": [None]},
    geometry=[box(-15, 5000, 15, 5010)],
    index=["TOWER"],
    crs=4549,
)


def in_doubt(*gaps: float, unknown) -> gpd.GeoDataFrame:
    bars = street(*gaps)
    bars.loc[unknown, "height"] = np.nan
    return pd.concat([bars, TOWER])


@pytest.mark.parametrize(
    ("gaps", "unknown", "verdict", "deciders"),
    [
        ((20,), ["BAR1"], "unknown", "BAR1"),
        ((900,), ["BAR1"], "robust_pass", None),  # it would have to be taller than the tower
        ((10, 40), ["BAR2"], "robust_fail", None),  # too dark whatever the second is
        ((70, 60), ["BAR1", "BAR2"], "unknown", "BAR1;BAR2"),
        ((70, 900), ["BAR1", "BAR2"], "unknown", "BAR1"),
    ],
)
def test_a_height_not_known_is_not_flat_land(gaps, unknown, verdict, deciders):
    found = south(in_doubt(*gaps, unknown=unknown))

    assert set(found["verdict"]) == {verdict}
    assert set(found["deciders"]) == {deciders}
    assert found["hours"].isna().all() == (verdict == "unknown")
    if verdict == "unknown":
        assert (found["hours_low"] < RULE.required).all()
        assert (found["hours_high"] == 8).all()


def test_how_tall_an_unknown_building_may_be_is_a_row(tmp_path):
    table = standards.load("window_layout")
    table.loc["unknown_most", "value"] = 10.0
    table.to_csv(tmp_path / "own.csv")
    rules = {"window_layout": tmp_path / "own.csv"}
    buildings = in_doubt(20, unknown=["BAR1"])

    assert heights.blocks(buildings).doubtful.top.tolist() == [60.0]
    assert heights.blocks(buildings, rules=rules).doubtful.top.tolist() == [10.0]


def test_unknown_ground_may_be_the_highest_that_is_known():
    level = pd.Series({"HOME": 3.0, "TOWER": 8.0})

    found = heights.blocks(in_doubt(20, 40, unknown=["BAR2"]), ground=level)

    assert found.ids.tolist() == ["HOME", "TOWER"]
    assert found.doubtful_ids.tolist() == ["BAR1", "BAR2"]
    assert found.doubtful.top.tolist() == [8.0 + HEIGHT, 8.0 + 60.0]


def test_where_no_height_is_known_there_is_no_window_and_no_fault():
    bare = street(20).assign(height=np.nan, storeys=np.nan)

    assert south(bare).empty
    assert heights.blocks(bare).doubtful_ids.tolist() == ["HOME", "BAR1"]


def party(gap=0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A house of three storeys with a shop of 4 m against the whole of its southern wall."""
    house = gpd.GeoDataFrame(
        {"use": ["residential", "commercial"], "height": [9.15, 4.0], "storeys": [3, 1]},
        geometry=[box(0, 0, 30, 10), box(0, -9, 30, -gap)],
        index=["B1", "SHOP"],
        crs=4549,
    )
    points, panes = windows.facades(house)
    found = daylight.hours(points, panes, heights.blocks(house), profile=RULE, sky=SKY)
    return panes.assign(south=points["ny"].iloc[panes["point"]].lt(0).to_numpy()), found


def test_a_window_in_a_party_wall_is_buried_below_the_neighbours_roof_only():
    panes, found = party()

    by = found["verdict"].groupby([panes["south"], panes["storey"]]).unique().map(list)
    assert by[True].to_dict() == {1: ["buried"], 2: ["buried"], 3: ["robust_pass"]}
    assert by[False].to_dict() == {1: ["robust_fail"], 2: ["robust_fail"], 3: ["robust_fail"]}
    assert (found["buried"] == found["verdict"].eq("buried")).all()


@pytest.mark.parametrize(("gap", "shut"), [(0.05, True), (0.29, True), (0.31, False)])
def test_a_wall_within_the_party_gap_buries_a_window(gap, shut):
    panes, found = party(gap)

    by = found["verdict"].groupby([panes["south"], panes["storey"]]).unique().map(list)
    assert (by[True].loc[1] == ["buried"]) == (by[True].loc[2] == ["buried"]) == shut
    assert by[True].loc[3] == ["robust_pass"]
    assert found["hours"][found["buried"]].eq(0).all()


def test_buried_windows_are_listed_and_not_counted():
    panes, found = party()

    table = storeys.storeys(panes, found, profile=RULE)

    count = ["windows", "buried", "meeting"]
    assert table[count].to_numpy().tolist() == [[9, 9, 0], [9, 9, 0], [18, 0, 9]]
    assert table["verdict"].tolist() == ["robust_fail", "robust_fail", "robust_pass"]
    shares = storeys.shares(table, found, profile=RULE, sky=SKY).set_index(["unit", "verdict"])
    assert shares["numerator"].to_dict()[("window", "buried")] == 18
    assert shares["denominator"].to_dict()[("window", "robust_pass")] == 36


@pytest.mark.parametrize(
    ("verdicts", "rooms", "expected"),
    [
        (["robust_fail", "borderline"], None, ("borderline", 2)),
        (["borderline", "unknown"], None, ("unknown", 2)),
        (["unknown", "robust_pass"], None, ("robust_pass", 2)),
        (["buried", "buried"], None, ("buried", 0)),
        (["buried", "robust_fail"], None, ("robust_fail", 1)),
        (["robust_pass", "robust_fail"], ["kitchen", "bedroom"], ("robust_fail", 1)),
        (["robust_pass", "robust_fail"], ["living_room", None], ("robust_pass", 2)),
        (["robust_pass", "robust_pass"], ["kitchen", "stairs"], ("unknown", 0)),
    ],
)
def test_the_best_window_of_a_room_that_counts_decides(verdicts, rooms, expected):
    panes = pd.DataFrame({"building": "B1", "storey": 2, "room": rooms or [None, None]})
    lit = [{"robust_pass": 3.0, "borderline": 2.0}.get(verdict, 0.0) for verdict in verdicts]
    found = pd.DataFrame({"verdict": verdicts, "hours": lit, "hours_low": lit, "hours_high": lit})
    found["deciders"] = ["B9" if verdict == "unknown" else None for verdict in verdicts]

    row = storeys.storeys(panes, found, profile=RULE).iloc[0]

    assert (row["verdict"], row["windows"]) == expected
    assert row["deciders"] == (
        "B9" if "unknown" in verdicts and row["verdict"] == "unknown" else None
    )
    assert row["meeting"] <= row["windows"]


def test_open_ground_has_the_hours_of_the_closed_form_and_none_inside():
    solids = heights.blocks(street(50)).known
    places = pd.DataFrame(
        {"x": 0.0, "y": [spacing(3, HEIGHT) - 50, -55.0, 500.0]}, index=list("abc")
    )

    found = daylight.ground(places, solids, sky=SKY, counting=RULE.counting)

    assert found["a"] == pytest.approx(3, abs=1e-6)
    assert np.isnan(found["b"])
    assert found["c"] == 8
    lifted = daylight.ground(places.assign(level=HEIGHT), solids, sky=SKY, counting=RULE.counting)
    assert lifted[["a", "b"]].tolist() == [8, 8]


@pytest.fixture(scope="module")
def answers(district):
    layers = district.layers
    buildings, centre = layers["buildings"], layers["buildings"].union_all().centroid
    sky = RULE.sky(sun.place(centre.x, centre.y, epsg=district.epsg))
    points, panes = windows.facades(buildings, given=layers["windows"])
    found = daylight.hours(points, panes, heights.blocks(buildings), profile=RULE, sky=sky)
    return buildings, panes, found, storeys.storeys(panes, found, profile=RULE), sky


def test_the_shares_of_the_district_add_up(answers):
    buildings, panes, found, table, sky = answers
    shares = storeys.shares(table, found, profile=RULE, sky=sky, bare=pd.Series(dtype=object))

    total = shares.groupby("unit")["share"].sum()
    assert total[["building_storey", "window"]].tolist() == pytest.approx([1, 1])
    count = shares.groupby("unit")["numerator"].sum()
    assert count.to_dict() == {
        "building": 0,
        "building_storey": buildings["storeys"].sum(),
        "window": len(panes),
    }
    assert shares["date"].unique().tolist() == ["2001-01-20"]
    assert shares["latitude"].between(31, 32).all()


def test_every_answer_of_the_district_is_within_its_band(answers):
    *_, found, _, _ = answers

    assert (found["hours_low"] <= found["hours"]).all()
    assert (found["hours"] <= found["hours_high"]).all()
    assert found["hours_high"].between(0, 8).all()
    assert found.loc[found["verdict"].eq("robust_pass"), "hours_low"].min() >= 2


def test_storeys_do_not_hang_on_the_order_of_buildings(answers, district):
    buildings, *_, table, sky = answers
    other = buildings.sample(frac=1, random_state=3)
    points, panes = windows.facades(other, given=district.layers["windows"])

    found = daylight.hours(points, panes, heights.blocks(other), profile=RULE, sky=sky)
    again = storeys.storeys(panes, found, profile=RULE)

    keys = ["building", "storey"]
    one, two = (
        frame.astype({"building": str}).sort_values(keys, ignore_index=True)
        for frame in (table, again)
    )
    pd.testing.assert_frame_equal(one, two)
