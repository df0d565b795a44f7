"""Sun profiles: every row can be used, and a local rule is checked as it is read."""

import pytest

from pianqu.analysis import standards
from pianqu.analysis.light import sun_profiles
from pianqu.gis import sun
from pianqu.gis.errors import ChoiceError

ROWS = standards.load("sun_profiles")


@pytest.mark.parametrize("name", ROWS.index)
def test_every_profile_has_a_day_a_sky_and_a_way_to_count(name):
    found = sun_profiles.profile(name)

    sky = found.sky(sun.Place(31.45, 121.13, 0.2))
    assert (sky.start, sky.end) == (15 * (found.start - 12), 15 * (found.end - 12))
    assert sky.convergence == 0.2
    assert found.counting.full == (ROWS.loc[name, "full"] == "yes")
    assert -23.5 < sky.declination < -20
    assert f"{found.day:%m-%d}" == ROWS.loc[name, "date"]


def test_every_row_says_what_it_rests_on():
    rules = standards.load("rules")
    for name in ("sun_profiles", "sun_zones", "window_layout"):
        table = standards.load(name)
        named = table["rule"][table["rule"] != ""]
        assert set(named) <= set(rules.index)
        assert set(table["status"]) <= set(standards.STATUS)
        assert set(table["status"][table["clause"] == ""]) <= {"unverified"}
    assert set(standards.load("sun_zones")["profile"]) <= set(ROWS.index)
    assert float(standards.load("window_layout").loc["sill", "value"]) == float(
        rules.loc["sun.window", "value"]
    )


@pytest.mark.parametrize(
    ("zone", "population", "name"),
    [
        ("III", 50, "dahan_2h"),
        ("Ⅲ", 49.9, "dahan_3h"),
        ("iv", 50, "dahan_3h"),
        ("Ⅳ", 12, "dongzhi_1h"),
        ("V", 0, "dongzhi_1h"),
        ("Ⅶ", 900, "dahan_2h"),
    ],
)
def test_zone_and_size_of_the_city_name_the_profile(zone, population, name):
    assert sun_profiles.applying(zone, population) == name


@pytest.mark.parametrize(("zone", "population"), [("VIII", 50), ("I", -1), ("", 50), ("I|II", 50)])
def test_where_no_row_applies_that_is_said(zone, population):
    with pytest.raises(ChoiceError, match="没有适用于"):
        sun_profiles.applying(zone, population)


def own(tmp_path, **cells):
    table = standards.load("sun_profiles").astype(object)
    for column, value in cells.items():
        table.loc["beijing", column] = value
    table.to_csv(tmp_path / "own.csv")
    return {"sun_profiles": tmp_path / "own.csv"}


def test_a_local_rule_is_a_row(tmp_path):
    found = sun_profiles.profile("beijing", overrides=own(tmp_path, hours=1.5, full="no"))

    assert (found.required, found.full, found.sweep) == (1.5, False, 12)


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ({"date": "1-20"}, "date 为“1-20”，应为 2001 年中的月-日"),
        ({"date": "02-29"}, "date 为“02-29”"),
        ({"year": 201}, "year 为 201，应在 1950 至 2100 年之间"),
        ({"start": 16, "end": 8}, "应先早后晚"),
        ({"hours": 9}, "超过有效时段"),
        ({"sweep": 90}, "sweep 为 90，应在 0 至 60 度之间"),
        ({"aggregate": "sum"}, "cumulative、longest、two_longest 之一"),
        ({"full": "是"}, "yes、no 之一"),
        ({"status": "sure"}, "status 为“sure”"),
    ],
)
def test_a_slip_in_a_local_rule_is_named_with_line_and_remedy(tmp_path, cells, part):
    with pytest.raises(ChoiceError) as caught:
        sun_profiles.profile("dahan_2h", overrides=own(tmp_path, **cells))

    (fault,) = caught.value.faults
    assert part in fault
    assert fault.startswith("规则表文件 own.csv 第 7 行（beijing）的")
    assert "请改正" in fault


@pytest.mark.parametrize("name", ["大寒", "", None, ["dahan_2h"]])
def test_a_profile_that_is_not_there_is_named(name):
    with pytest.raises(ChoiceError, match=r"sun_profiles 中；可选：dahan_2h、"):
        sun_profiles.profile(name)
