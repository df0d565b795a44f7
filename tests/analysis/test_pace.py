"""Paces of people: every row can be walked, and a user's own table is checked as it is read."""

import pytest

from pianqu.analysis import pace, standards
from pianqu.analysis.choices import Choices
from pianqu.gis.errors import ChoiceError


def own(tmp_path, old: str, new: str):
    text = standards.load("pace").to_csv()
    assert old in text
    file = tmp_path / "mine.csv"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return {"pace": file}


@pytest.mark.parametrize(
    ("name", "metres", "shares"),
    [
        ("gb50180", 50, (0.5, 0.6)),
        ("adult", 72, (0.5, 0.6)),
        ("elderly", 48, (0.5, 0.6)),
        ("child", 60, (0.5, 0.6)),
        ("wheelchair", 48, (0, 0)),
    ],
)
def test_everybody_has_a_gait(name, metres, shares):
    gait = pace.gait(name)

    assert gait.speed == pytest.approx(metres / 60)
    assert pace.pace(name) == gait.speed
    assert (gait.stairs, gait.stairs_down) == shares
    assert gait.zh == standards.load("pace").loc[name, "zh"]


def test_every_row_is_a_gait_or_a_share():
    rows = standards.load("pace")

    walkers = rows.index[rows["unit"] == "m/min"]
    assert len({pace.gait(name) for name in walkers}) == len(walkers) == len(rows) - 2


@pytest.mark.parametrize("name", ["run", "stairs", "stairs_down", "", ["adult"], None])
def test_who_is_not_in_the_table_has_no_gait(name):
    with pytest.raises(
        ChoiceError, match=r"不在步速表中.*gb50180.*wheelchair（见 pianqu tables pace）"
    ):
        pace.gait(name)


def test_what_has_no_clause_is_not_called_verified():
    rows = standards.load("pace")

    assert set(rows["status"][rows["clause"] == ""]) == {"unverified"}
    assert rows["note"].ne("").all()


def test_a_users_table_stands_in(tmp_path):
    rules = own(
        tmp_path, "elderly,老年人,elderly,48.0,m/min,yes", "elderly,长者,elderly,30,m/min,no"
    )

    assert pace.gait("elderly", overrides=rules) == pace.Gait("长者", 0.5, 0.0, 0.0)
    assert pace.gait("adult", overrides=rules) == pace.gait("adult")
    assert Choices(pace="elderly", rules=rules).speed == 0.5


def test_shares_on_stairs_are_the_users_too(tmp_path):
    rules = own(tmp_path, "stairs,0.6,ratio", "stairs,0.9,ratio")

    assert pace.gait("adult", overrides=rules).stairs_down == 0.9
    assert (
        pace.gait("adult", overrides=own(tmp_path, "stairs,0.5,ratio", "stairs,0.4,ratio")).stairs
        == 0.4
    )


ADULT = "adult,成年人,adult,72.0,m/min,yes"


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (ADULT, ADULT.replace("72.0", "1.2"), ["第 3 行", "adult", "1.2", "10 至 200"]),
        (ADULT, ADULT.replace("72.0,m/min", "4.3,km/h"), ["第 3 行", "unit", "km/h", "m/min"]),
        (ADULT, ADULT.replace("yes", "是"), ["第 3 行", "use_stairs", "是", "yes", "no"]),
        (ADULT, ADULT.replace("yes", ""), ["第 3 行", "use_stairs", "“”"]),
        ("stairs,0.5,ratio", "stairs,0,ratio", ["第 7 行", "stairs", "大于 0 且不超过 1"]),
        ("stairs,0.6,ratio", "stairs,60,ratio", ["第 8 行", "stairs_down", "60"]),
        ("stairs,0.6,ratio", "stairs,0.6,%", ["第 8 行", "unit", "%", "ratio"]),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, old, new, parts):
    with pytest.raises(ChoiceError) as caught:
        Choices(rules=own(tmp_path, old, new))
    said = str(caught.value)

    assert len(caught.value.faults) == 1
    assert [part for part in ["mine.csv", "请", *parts] if part not in said] == []


@pytest.mark.parametrize("name", ["stairs", "stairs_down"])
def test_a_table_of_paces_needs_its_stairs(tmp_path, name):
    file = tmp_path / "mine.csv"
    file.write_text(standards.load("pace").drop(index=name).to_csv(), encoding="utf-8")

    for ask in (
        lambda rules: Choices(rules=rules),
        lambda rules: pace.gait("adult", overrides=rules),
    ):
        with pytest.raises(ChoiceError, match=rf"mine\.csv.*缺少 {name} 行"):
            ask({"pace": file})


def test_every_fault_of_a_table_comes_at_once(tmp_path):
    rules = own(tmp_path, "m/min,yes", "m/s,maybe")

    with pytest.raises(ChoiceError) as caught:
        pace.gait("adult", overrides=rules)

    assert len(caught.value.faults) == 8
