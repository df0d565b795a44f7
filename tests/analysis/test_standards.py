"""Rule tables: bundled, overridden, and refused with the remedy."""

import pytest

from pianqu.analysis import listing, standards
from pianqu.analysis.choices import Choices
from pianqu.gis.errors import ChoiceError


@pytest.mark.parametrize("name", ["rules", "facility_standards", "living_circles", "pace"])
def test_every_rule_says_how_sure_we_are(name):
    assert set(standards.load(name)["status"]) <= set(standards.STATUS)


def test_the_standards_are_all_there():
    assert len(standards.load("rules")) == 156
    assert len(listing.table("facility_kinds")) == 47


def test_a_users_table_stands_in(tmp_path):
    own = tmp_path / "pace.csv"
    text = standards.load("pace").reset_index().assign(value=30).to_csv(index=False)
    own.write_text(text, encoding="utf-8")

    assert standards.pace("elderly", overrides={"pace": own}) == 0.5
    assert Choices(pace="elderly", rules={"pace": own}).speed == 0.5


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (None, ["pace", "不存在"]),
        ("pace,zh\na,b\n", ["own.csv", "缺少列", "unit", "--csv"]),
        ("", ["own.csv", "UTF-8"]),
    ],
)
def test_a_broken_table_of_the_user_is_named(tmp_path, content, parts):
    own = tmp_path / "own.csv"
    if content is not None:
        own.write_text(content, encoding="utf-8")
    with pytest.raises(ChoiceError) as caught:
        standards.load("pace", overrides={"pace": own})

    assert [part for part in parts if part not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"minutes": 0}, ["minutes", "0", "分钟"]),
        ({"minutes": 40}, ["search_minutes", "30", "40"]),
        ({"pace": "run"}, ["run", "gb50180", "pianqu tables pace"]),
        ({"kinds": ("zoo",)}, ["zoo", "facility_kinds"]),
        ({"snap": float("nan")}, ["snap", "nan", "米"]),
    ],
)
def test_an_impossible_choice_is_refused(values, parts):
    with pytest.raises(ChoiceError) as caught:
        Choices(**values)

    assert [part for part in parts if part not in str(caught.value)] == []


def test_all_impossible_choices_come_at_once():
    with pytest.raises(ChoiceError) as caught:
        Choices(minutes=-1, snap=-1, pace="run", kinds=("zoo",))

    assert len(caught.value.faults) == 4


def test_kinds_are_asked_in_the_order_of_the_table():
    assert Choices(kinds=("pharmacy", "primary_school")).asked == ("primary_school", "pharmacy")
    assert len(Choices().asked) == 47


def test_every_table_can_be_listed_and_a_wrong_name_has_a_suggestion():
    listed = listing.names()

    assert (listed["rows"] > 0).all()
    with pytest.raises(ChoiceError, match="facility_kinds"):
        listing.table("facility_kindz")
