"""Uses of plots: limits by hand, unknown is never passed, and every no names its rule."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import standards
from pianqu.analysis.reuse import fits, uses
from pianqu.gis.errors import LayerError

GOOD = {
    "of_layer": "parcels", "area": 5000.0, "circle_diameter": 40.0, "rectangle_length": 90.0,
    "rectangle_width": 50.0, "frontage": 60.0, "street_distance": 0.0, "slope": 0.01,
    "sun_share": 0.9, "sun_hours": 4.0, "bays": 40, "bays_apart": 30, "stair_distance": 2.0,
    "owner_class": "state",
}  # fmt: skip
ROOMS = {
    "of_layer": "premises", "floor_area": 900.0, "premises_kind": "office", "storey": 1,
    "safety_grade": "B", "sun_hours": 4.0, "owner_class": "state",
}  # fmt: skip
LAND = uses.uses().query("place != 'premises'").index.tolist()
NUMBERS = [name for name, value in GOOD.items() if isinstance(value, int | float)]


def plots(*rows, base=GOOD):
    table = [{**base, **row} for row in rows]
    return pd.DataFrame(table, index=[f"L{number}" for number in range(1, len(rows) + 1)])


def verdict(row, use, *, base=GOOD):
    return fits.fits(plots(row, base=base), uses=[use]).reuse.iloc[0]


def test_a_good_plot_takes_every_use_of_land():
    found = fits.fits(plots({})).reuse.set_index("use")["fits"]

    assert found[found == "can"].index.tolist() == LAND
    assert found.drop(LAND).tolist() == ["cannot"]  # a canteen is for premises


@pytest.mark.parametrize(
    ("use", "measure", "limit", "more"),
    [
        ("pocket_park", "area", 400, True),
        ("pocket_park", "circle_diameter", 8, True),
        ("pocket_park", "sun_share", 0.3333, True),
        ("pocket_park", "street_distance", 15, False),
        ("parking", "bays", 3, True),
        ("parking", "slope", 0.05, False),
        ("parking", "frontage", 3, True),
        ("charging", "bays_apart", 2, True),
        ("playground", "area", 170, True),
        ("sports", "rectangle_width", 19, True),
        ("lift_lobby", "stair_distance", 4, False),
    ],
)
def test_a_hard_limit_holds_to_the_last_millimetre(use, measure, limit, more):
    step = -0.001 if more else 0.001
    at, beyond = (verdict({measure: value}, use) for value in (limit, limit + step))

    assert at["fits"] == "can"
    assert at["least_margin"] == pytest.approx(0.0, abs=1e-12)
    assert beyond["fits"] == "cannot"
    assert beyond["least_margin"] == pytest.approx(-0.001 / limit, rel=1e-6)


def test_a_no_names_what_was_measured_the_limit_and_the_margin():
    found = verdict({"area": 391.5, "circle_diameter": 7.0}, "pocket_park")

    assert found["reasons"] == (
        "面积 391.5 ㎡，应不小于 400 ㎡，差 8.5 ㎡；最大内切圆直径 7 m，应不小于 8 m，差 1 m"
    )
    assert found["margin_rule"] == "pocket_park.width"
    assert found["certainty"] == "secondary"


def test_every_failed_number_is_told_with_limit_and_margin():
    bad = dict.fromkeys(NUMBERS, 0.0) | {
        "slope": 0.5,
        "street_distance": 99,
        "stair_distance": 9,
    }
    checks = fits.fits(plots(bad)).checks.query("status == 'fail' and limit.notna()")

    assert len(checks) > 30
    for row in checks.itertuples():
        measured, limit, margin = re.findall(r"\d+(?:\.\d+)?", str(row.text))
        percent = 100 if row.unit == "ratio" else 1
        assert float(measured) == pytest.approx(row.measured * percent, abs=0.006)
        assert float(limit) == pytest.approx(row.limit * percent, abs=0.006)
        assert float(margin) == pytest.approx(-row.margin * percent, abs=0.006)


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from([*NUMBERS, "owner_class"])))
def test_what_is_not_known_is_unknown_and_never_can(missing):
    some = ["pocket_park", "parking", "charging", "elder_daycare", "lift_lobby"]
    found = fits.fits(plots(dict.fromkeys(missing)), uses=some)
    asked = uses.rules().set_index(["use", "key"])["measure"]
    checks = found.checks[found.checks["status"] != "not_applicable"]
    measure = asked.reindex(pd.MultiIndex.from_frame(checks[["use", "rule"]])).to_numpy()
    lost = np.isin(measure.astype(str), list(missing))
    open_ = checks.loc[lost & checks["effect"].isin(["cannot", "survey"]).to_numpy(), "use"]

    assert (checks["status"].eq("unknown").to_numpy() == lost).all()
    assert set(found.reuse.loc[found.reuse["fits"] == "needs_survey", "use"]) == set(open_)


def test_columns_that_are_not_there_are_not_known():
    found = fits.fits(plots({})[["of_layer", "area"]], uses=["pocket_park"]).reuse.iloc[0]

    assert found["fits"] == "needs_survey"
    assert "平均坡度未知，应不大于 8%，须实测标高" in found["surveys"]
    assert found["reasons"] == ""


def test_a_soft_rule_asks_for_a_survey_and_a_warning_only_tells():
    found = verdict({"slope": 0.2, "area": 12000.0, "owner_class": "private"}, "pocket_park")

    assert found["fits"] == "needs_survey"
    assert found["surveys"] == "平均坡度 20%，应不大于 8%，超出 12%"
    assert "面积上限 12000 ㎡，应不大于 10000 ㎡，超出 2000 ㎡" in found["warnings"]
    assert "土地权属为私有，应为国有、集体、混合" in found["warnings"]


@pytest.mark.parametrize(
    ("row", "use", "said"),
    [
        ({}, "elder_daycare", "can"),
        ({}, "service_station", "can"),
        ({"floor_area": 349.9}, "elder_daycare", "cannot"),
        ({"safety_grade": "D"}, "canteen", "cannot"),
        ({"safety_grade": "C"}, "canteen", "needs_survey"),
        ({"safety_grade": None}, "canteen", "needs_survey"),
        ({"storey": 2}, "elder_daycare", "needs_survey"),
        ({"premises_kind": "plant"}, "nursery", "cannot"),
        ({"premises_kind": "bicycle_shed"}, "bikes", "can"),
        ({}, "parking", "cannot"),
    ],
)
def test_premises_are_judged_by_their_own_rules(row, use, said):
    assert verdict(row, use, base=ROOMS)["fits"] == said


def test_a_use_for_land_is_refused_in_premises_by_a_rule_and_the_rest_does_not_apply():
    found = fits.fits(plots({}, base=ROOMS), uses=["pocket_park"])
    status = found.checks.set_index("rule")["status"]

    assert status["place"] == "fail"
    assert set(status.drop("place")) == {"not_applicable"}
    assert found.reuse["reasons"].tolist() == ["此处为房屋，该用途用于空地"]


@pytest.mark.parametrize(
    ("row", "use", "capacity", "unit", "area"),
    [
        ({"bays": 40}, "parking", 40, "bay", 90),
        ({"area": 121.9}, "bikes", 101, "bike", 20),
        ({"area": 5000.0}, "playground", 450, "m2", 170),
        ({"floor_area": 900.0, **ROOMS}, "elder_daycare", 4500, "household", 350),
        ({}, "market", None, None, 750),
    ],
)
def test_capacity_by_hand(row, use, capacity, unit, area):
    found = verdict(row, use)

    assert (found["capacity"] == capacity) if capacity else pd.isna(found["capacity"])
    assert found["area_needed"] == area
    assert found["capacity_unit"] == unit if unit else pd.isna(found["capacity_unit"])


def test_certainty_is_of_the_weakest_rule_that_had_to_hold():
    assert verdict({}, "pocket_park")["certainty"] == "assumption"  # the distance to a street
    assert verdict({"floor_area": 100.0}, "service_station", base=ROOMS)["certainty"] == "verified"


def test_plots_and_uses_keep_their_order_and_the_plots_are_not_changed():
    table = plots({}, {}).iloc[::-1]
    before = table.copy()
    found = fits.fits(table).reuse

    assert found["plot"].drop_duplicates().tolist() == ["L2", "L1"]
    assert found["use"].iloc[:15].tolist() == uses.uses().index.tolist()
    pd.testing.assert_frame_equal(table, before)


def test_no_plots_have_no_answers():
    found = fits.fits(plots({}).iloc[:0])

    assert len(found.checks) == len(found.reuse) == 0
    assert "fits" in found.reuse


def test_faulty_plots_are_refused():
    with pytest.raises(LayerError, match="L1 的 area 为“很大”，应为数字"):
        fits.fits(plots({"area": "很大"}))
    with pytest.raises(LayerError, match="编号 L1 重复"):
        fits.fits(pd.concat([plots({}), plots({})]))


@pytest.mark.parametrize(
    ("use", "row", "capacity"),
    [
        ("pocket_park", {"area": 62_230.0}, 10_000),
        ("parking", {"bays": 412}, 150),
        ("charging", {"bays_apart": 51}, 50),
    ],
)
def test_a_plot_larger_than_a_use_needs_serves_no_more(use, row, capacity):
    found = verdict(row, use)

    assert (found["fits"], found["capacity"]) == ("can", capacity)
    assert ("面积上限" in found["warnings"]) == (use == "pocket_park")


@pytest.mark.parametrize("owner", ["warn", "cannot"])
def test_a_use_without_a_rule_of_its_own_is_not_taken_for_able(tmp_path, owner):
    table = standards.load("reuse_rules")
    path = tmp_path / "mine.csv"
    some = table[table["use"].isin(["*", "waste"])].drop(index=["premises.danger"])
    some.loc["land.owner", "effect"] = owner
    some[~some.index.isin(["waste.area", "waste.width"])].to_csv(path)
    found = fits.fits(plots({}), uses=["waste", "bikes"], overrides={"reuse_rules": path}).reuse

    assert found["fits"].tolist() == ["needs_survey"] * 2
    assert found["surveys"].str.startswith("没有判断规则").all()
    away = fits.fits(plots({}, base=ROOMS), uses=["waste"], overrides={"reuse_rules": path}).reuse
    assert away["fits"].tolist() == ["cannot"]  # and a place that it is not for stays refused
